"""What can be wrong with a ledger, told apart: the clerk's to mend, or the machine's."""

import errno
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy.exc import DatabaseError

from app.errors import MachineFault, Refusal
from app.i18n import mark


class NoLedger(Refusal):
    """There is no ledger in this folder."""

    code = "no_ledger"
    message = mark("There is no ledger in {folder}.")
    remedy = mark("Set one up, or name the folder in which it lies.")


class LedgerExists(Refusal):
    """A ledger stands where a new one was asked for."""

    code = "ledger_exists"
    message = mark("There is already a ledger in {folder}; it was left untouched.")
    remedy = mark("Choose another folder.")


class LedgerBusy(Refusal):
    """Another program holds the ledger."""

    code = "ledger_busy"
    message = mark("The ledger is open in another window or program (process {holder}).")
    remedy = mark("Close that one first; nothing was changed here.")


class NotALedger(MachineFault):
    """The file is no ledger, or not the one these keys belong to."""

    code = "not_a_ledger"
    message = mark("{file} is not a ledger, or does not belong to the keys beside it. It was left untouched.")
    remedy = mark("Restore the newest backup.")


class NewerLedger(Refusal):
    """The ledger was written by a later version of this program."""

    code = "newer_ledger"
    message = mark(
        "This ledger is of version {found}; this program knows versions up to {known}. It was left untouched."
    )
    remedy = mark("Install the newer program that wrote it.")


class DamagedLedger(MachineFault):
    """Pages of the ledger are damaged."""

    code = "damaged_ledger"
    message = mark("The ledger file is damaged on disk.")
    remedy = mark("Stop entering data, have the ledger checked, and restore the newest backup.")


class DiskFull(MachineFault):
    """There is no room left on the disk."""

    code = "disk_full"
    message = mark("The disk is full. What was saved before is safe; the last step was not saved.")
    remedy = mark("Free some room on the disk, then do the last step again.")


class ReadOnlyPlace(MachineFault):
    """The folder cannot be written to."""

    code = "read_only"
    message = mark("The ledger's folder cannot be written to.")
    remedy = mark("Check the folder's permissions and that the disk is not write-protected.")


class NetworkShare(Refusal):
    """A ledger must not lie on a network drive."""

    code = "network_share"
    message = mark("{folder} is on a network drive; a ledger would be damaged there.")
    remedy = mark("Choose a folder on this computer's own disk.")


class UnsafeDatabase(MachineFault):
    """The SQLite at hand can lose committed rows."""

    code = "unsafe_database"
    message = mark("The database library {version} can lose saved rows (WAL-reset bug).")
    remedy = mark("Install the program again with its own locked libraries.")


class RestoredLedger(Refusal):
    """The ledger is older than its side file says: an old copy was put in its place."""

    code = "restored_ledger"
    message = mark("This ledger is an older copy: it ends at entry {found}, but entry {known} was already written.")
    remedy = mark(
        "Work on with the newer ledger, if it still exists. If it is lost, let this copy go on in its place: it takes a"
        " new identity, and no number is used twice."
    )


class CopiedLedger(Refusal):
    """The folder of the ledger was copied from another computer, where it may still be in use."""

    code = "copied_ledger"
    message = mark("This ledger was copied here from another computer; two of the same name would give numbers twice.")
    remedy = RestoredLedger.remedy


class SideFileMissing(Refusal):
    """The ledger came here without the file that knows how far it had come: by a copy, or by someone's hand."""

    code = "side_file_missing"
    message = mark("The file {file} beside the ledger is missing, so nobody can tell whether this is an older copy.")
    remedy = RestoredLedger.remedy


SIGNS = (
    ("database or disk is full", DiskFull),
    ("disk i/o error", DamagedLedger),
    ("readonly database", ReadOnlyPlace),
    ("unable to open database", ReadOnlyPlace),
    ("malformed", DamagedLedger),
)


def file_fault(error: OSError) -> MachineFault:
    """What kept a file of the ledger from being written. EFBIG is what a quota may say instead of ENOSPC."""
    full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    return DiskFull() if full else ReadOnlyPlace()


# The least that a ledger needs beside it to be opened: one piece of the WAL's shared memory, 32 KiB.
LEAST_ROOM = 32 << 10


@contextmanager
def named_faults(file: str) -> Iterator[None]:
    """Turn the database's faults into ours where they enter; anything unknown stays what it is."""
    try:
        yield
    except (DatabaseError, sqlcipher.DatabaseError) as error:
        words = str(getattr(error, "orig", error)).lower()
        if "not a database" in words:
            raise NotALedger(file=file) from error
        for sign, fault in SIGNS:
            if sign in words:
                raise (DiskFull() if fault is DamagedLedger and _is_full(file) else fault()) from error
        raise


def _is_full(file: str) -> bool:
    """Whether the disk has no room: SQLite then speaks of an I/O error, as if pages of a sound ledger were broken."""
    try:
        return shutil.disk_usage(Path(file).parent).free < LEAST_ROOM
    except OSError:
        return False
