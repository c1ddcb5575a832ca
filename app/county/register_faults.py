"""What can be wrong with the county's register, told apart as for the ledger."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy.exc import DatabaseError

from app.errors import MachineFault, Refusal
from app.i18n import mark
from app.models.faults import DiskFull

DAMAGE = ("not a database", "malformed", "disk i/o error", "no such table", "no such column")


class RegisterBusy(Refusal):
    """Another program is writing to the register."""

    code = "register_busy"
    message = mark("The county's register is being written to by another window or program.")
    remedy = mark("Wait until that one has finished, then do the step again; nothing was changed here.")


class RegisterDamaged(MachineFault):
    """The register cannot be read."""

    code = "register_damaged"
    message = mark("The county's register {file} is damaged, or is not a register.")
    remedy = mark("Put the newest copy of the county's folder in its place; do not grant numbers from an older one.")


class RegisterReadOnly(MachineFault):
    """The county's folder cannot be written to."""

    code = "register_read_only"
    message = mark("The county's folder {folder} cannot be written to.")
    remedy = mark("Check the folder's permissions and that the disk or stick is not write-protected.")


class RegisterNewer(Refusal):
    """The register was written by a later version of this program."""

    code = "register_newer"
    message = mark(
        "This register is of version {found}; this program knows versions up to {known}. It was left untouched."
    )
    remedy = mark("Install the newer program that wrote it.")


class NoRegister(MachineFault):
    """The database is there and holds no register."""

    code = "no_register"
    message = mark("There is no county's register in {file}.")
    remedy = mark("Name the right database, found a county in it, or restore one from a backup.")


@contextmanager
def named_register_faults(path: Path) -> Iterator[None]:
    """Turn the database's faults into ours; anything unknown stays what it is."""
    try:
        yield
    except (DatabaseError, sqlcipher.DatabaseError) as error:
        fault = _named(str(getattr(error, "orig", error)).lower(), path)
        if fault is None:
            raise
        raise fault from error


def _named(words: str, path: Path) -> Refusal | MachineFault | None:
    if "locked" in words or "busy" in words:
        return RegisterBusy()
    if "full" in words:
        return DiskFull()
    if "readonly" in words or "unable to open" in words:
        return RegisterReadOnly(folder=str(path.parent))
    return RegisterDamaged(file=path.name) if any(sign in words for sign in DAMAGE) else None
