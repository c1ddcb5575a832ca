"""The files of the ledger are nobody's to choose: to open and close its database here would drop the locks it holds."""

from contextlib import suppress
from pathlib import Path

from app.errors import Refusal
from app.i18n import mark

DATABASE = ("ledger.db", "ledger.db-wal", "ledger.db-shm")


class OwnFile(Refusal):
    """A file of the ledger was chosen, by its name, by a link to it, or to be written over."""

    code = "own_file"
    message = mark("{file} belongs to the ledger itself; it was neither opened nor changed.")
    remedy = mark("Choose another file or another folder.")


def refuse_own_file(path: Path, folder: Path | None = None) -> None:
    """Raises OwnFile if this is a database file of the ledger, whatever it is called here; nothing is opened.

    `folder` is that of the ledger, where it is known: a hard link from elsewhere is found out only then.
    """
    with suppress(OSError):
        for place in filter(None, (path.resolve().parent, folder)):
            if any(_is_same(path, place / name) for name in DATABASE):
                raise OwnFile(file=path.name)


def refuse_own_folder(target: Path, folder: Path) -> None:
    """Raises OwnFile if what is to be written would lie beside the ledger's own files, or in the place of one."""
    with suppress(OSError):
        if target.resolve().parent.samefile(folder):
            raise OwnFile(file=target.name)


def _is_same(path: Path, own: Path) -> bool:
    return own.exists() and path.exists() and path.samefile(own)
