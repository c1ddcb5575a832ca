"""Drawn pages on their way to paper: the one owner of files that nobody else may read, and that no crash leaves behind.

Whoever opens the ledger, locks it or leaves it clears the folder; what is drawn lies in it for as long as it is shown.
It is beside the ledger, or where that can only be read, among the temporary files of this account.
"""

import errno
import os
import shutil
import sys
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from secrets import token_hex
from tempfile import gettempdir
from typing import TYPE_CHECKING

from app.errors import MachineFault
from app.i18n import mark

if TYPE_CHECKING:
    from app.ui.operation import Operation

FOLDER = "paper"

Draw = Callable[[Path], object]


class NoPlaceForPages(MachineFault):
    """Neither beside the ledger nor among the temporary files can a page be drawn."""

    code = "no_place_for_pages"
    message = mark("Pages cannot be drawn: neither {folder} nor {other}, for temporary files, can be written to.")
    remedy = mark("Let this account write to one of the two folders, or free some room there; then try again.")


class PrivateSheet:
    """One private file from the moment that it is begun; removing it is right at any time, and more than once."""

    def __init__(self, ledger_folder: Path) -> None:
        self._folder = ledger_folder
        self._path: Path | None = None
        self.is_unwanted = False  # whoever still draws it takes it away again

    def begin(self) -> Path:
        """Where to draw; known here before anything is written, so that no leaving comes too early.

        Raises NoPlaceForPages.
        """
        self._path = _new_file(self._folder)
        return self._path

    def drawn(self, draw: Draw, operation: "Operation | None" = None) -> Path:
        """Draw it, called in the pool; a fault leaves no file, nor does what nobody waits for any more."""
        path = self.begin()
        try:
            draw(path)
            with suppress(OSError):
                path.chmod(0o600)
        except BaseException:
            self.remove()
            raise
        if self.is_unwanted or (operation is not None and operation.is_cancelled):
            self.remove()
        return path

    def copy_to(self, target: Path) -> None:
        """Save what was drawn there, whole or not at all. Raises DiskFull, FileNotWritable."""
        from app.documents.atomic_file import whole_file

        if self._path is not None:
            with self._path.open("rb") as drawn, whole_file(target) as stream:
                shutil.copyfileobj(drawn, stream)

    def remove(self) -> None:
        """Take away what was drawn; another program that still has it open may keep it until the folder is cleared."""
        self.is_unwanted = True
        if self._path is not None:
            with suppress(OSError):
                self._path.unlink(missing_ok=True)


class SheetInView:
    """The one sheet that a view shows; it goes when another takes its place, and with the view."""

    def __init__(self, ledger_folder: Path) -> None:
        self._folder = ledger_folder
        self._sheet: PrivateSheet | None = None

    def another(self) -> PrivateSheet:
        """A new one in the place of the one that was shown."""
        self.drop()
        self._sheet = PrivateSheet(self._folder)
        return self._sheet

    def drop(self) -> None:
        """Leave none."""
        if self._sheet is not None:
            self._sheet.remove()
        self._sheet = None


def clear(ledger_folder: Path) -> None:
    """Remove all pages, those too that a power cut left; only for who knows that no other window has the ledger."""
    for folder in (ledger_folder / FOLDER, elsewhere(ledger_folder)):
        shutil.rmtree(folder, ignore_errors=True)


def elsewhere(ledger_folder: Path) -> Path:
    """Where pages lie while the ledger can only be read: a folder of this account's own among the temporary files.

    Always the same one for a ledger, so that whoever opens it next clears that too.
    """
    account = os.getuid() if sys.platform != "win32" else "own"
    mark_of_ledger = sha256(os.fsencode(ledger_folder.resolve())).hexdigest()[:16]
    return Path(gettempdir()) / f"xiangxun-{FOLDER}-{account}-{mark_of_ledger}"


def _new_file(ledger_folder: Path) -> Path:
    other = elsewhere(ledger_folder)
    try:
        return _file_in(ledger_folder / FOLDER)
    except OSError:
        try:
            return _file_in(other)
        except OSError as error:
            raise NoPlaceForPages(folder=str(ledger_folder), other=str(other.parent)) from error


def _file_in(room: Path) -> Path:
    folder = room / str(os.getpid())
    if room.is_symlink():  # laid out by somebody else, to lead the pages elsewhere
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(room))
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    room.chmod(0o700)
    return folder / f"{token_hex(12)}.pdf"
