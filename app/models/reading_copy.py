"""A ledger where nothing can be written: read from a private copy with its WAL, which goes when it is closed."""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from app.i18n import mark
from app.models.faults import LedgerBusy, ReadOnlyPlace, file_fault
from app.models.ledger import Places

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

LOCKED_AT = 1 << 20  # the byte that `side_files.Lock` locks on Windows


class OnlyToRead(ReadOnlyPlace):
    """The ledger is open, and nothing can be entered."""

    code = "only_to_read"
    message = mark("The folder {folder} cannot be written to: the ledger is open for reading only.")
    remedy = mark(
        "Let this account write to the folder and see that the disk is not write-protected; then lock the window and"
        " open the ledger again."
    )


class ReadingCopy:
    """The sealed file of the ledger and its WAL, copied to where SQLite can work on them. Raises LedgerBusy, DiskFull.

    To look past the WAL, as SQLite does where it may not write, would leave out what was entered last.
    """

    def __init__(self, places: Places) -> None:
        self._room = Path(tempfile.mkdtemp(prefix="xiangxun-"))
        self.places = Places(places.folder)
        self.places.database = self._room / places.database.name
        try:
            with _while_nobody_writes(places):
                _copy(places.database, self.places.database)
        except BaseException:
            self.release()
            raise

    def release(self) -> None:
        """Remove the copy."""
        shutil.rmtree(self._room, ignore_errors=True)


def _copy(ledger: Path, copy: Path) -> None:
    try:
        shutil.copyfile(ledger, copy)
        with suppress(FileNotFoundError):
            shutil.copyfile(f"{ledger}-wal", f"{copy}-wal")
    except OSError as error:
        raise file_fault(error) from error


@contextmanager
def _while_nobody_writes(places: Places) -> Iterator[None]:
    """Hold off a program that may write here under another account. Raises LedgerBusy."""
    is_windows = sys.platform == "win32"
    held = places.lock if is_windows else places.folder
    try:
        handle = os.open(held, os.O_RDONLY | getattr(os, "O_BINARY", 0))
    except FileNotFoundError:  # no lock file: nobody ever wrote under this version
        yield
        return
    try:
        _hold(handle)
        yield
    finally:
        os.close(handle)


def _hold(handle: int) -> None:
    try:
        if sys.platform == "win32":
            os.lseek(handle, LOCKED_AT, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError as error:
        raise LedgerBusy(holder="?") from error
