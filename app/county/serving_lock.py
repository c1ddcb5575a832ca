"""One server for a register in a file: a second one, or a restore in its place, would work on what is no more there."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from app.errors import Refusal
from app.i18n import mark
from app.models.faults import LedgerBusy
from app.models.side_files import Lock

FILE = "server.lock"


class CountyServed(Refusal):
    """A county at which a server, or a restore, is at work."""

    code = "county_served"
    message = mark("The county in {folder} is in use by a server or a restore (process {holder}).")
    remedy = mark("Stop that server first, or wait until the restore has ended.")


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Nobody else serves or restores this folder until the block is left. Raises CountyServed."""
    path = folder / FILE
    try:
        lock = Lock(path)
    except LedgerBusy as busy:
        raise CountyServed(folder=str(folder), holder=busy.figures.get("holder", "?")) from busy
    try:
        yield
    finally:
        lock.release()
        # The lock is on the folder as well: whoever came in between needs no file.
        with suppress(OSError):
            path.unlink()
