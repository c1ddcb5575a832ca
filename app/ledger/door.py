"""What stands before an open ledger: what lies in its folder, who may come in, and the ways to one."""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from app.clock import Clock
from app.ledger.restoring import put_keys_back, restore_backup
from app.models.faults import LedgerBusy
from app.models.key_ring import KeyRing
from app.models.ledger import Ledger, Places
from app.models.opening import Login, create_ledger, open_ledger
from app.models.side_files import Lock


@dataclass(frozen=True)
class AtTheDoor:
    """The names that have a password, as the key file tells, and whether another program has the ledger open."""

    is_practice: bool
    operators: tuple[str, ...]
    is_taken: bool


def look_in(folder: Path) -> AtTheDoor | None:
    """Who may come in; None where there is no ledger. Raises KeysMissing."""
    places = Places(folder)
    if not (places.database.is_file() or (folder / "restoring").is_dir()):
        return None
    ring = KeyRing.read(places.keys)
    return AtTheDoor(ring.is_practice, tuple(ring.operators), _is_taken(places.lock))


def _is_taken(lock: Path) -> bool:
    """Whether another program holds it; what else may be wrong with the folder is told when the ledger is opened."""
    with suppress(OSError):
        try:
            Lock(lock).release()
        except LedgerBusy:
            return True
    return False


def come_in(folder: Path, name: str, password: str, clock: Clock, *, patience: float = 0.0) -> Ledger:
    """Open the ledger for this operator. Raises what `open_ledger` raises."""
    return open_ledger(folder, Login(name, password), clock, patience=patience)


def found_ledger(folder: Path, name: str, password: str, clock: Clock, *, practice: bool = False) -> Ledger:
    """A new ledger with its first operator. Raises what `create_ledger` raises."""
    return create_ledger(folder, Login(name, password), clock, practice=practice)


def bring_back(folder: Path, backup: Path, name: str, password: str, clock: Clock) -> bool:
    """Put a backup in the ledger's place; True if the ledger had lost nothing but its keys, and stays with those.

    Raises what `put_keys_back` and `restore_backup` raise.
    """
    login = Login(name, password)
    if put_keys_back(folder, backup, login):
        return True
    restore_backup(folder, backup, login, clock)
    return False
