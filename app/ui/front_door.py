"""What stands before the ledger: whether there is one, who may open it, and the ways to make one."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.clock import Clock

if TYPE_CHECKING:
    from app.models.ledger import Ledger

PATIENCE = 3.0


@dataclass(frozen=True)
class Found:
    """What lies in the folder of the ledger; `operators` are those who have a password."""

    there: bool
    is_practice: bool = False
    operators: tuple[str, ...] = ()


@dataclass(frozen=True)
class NewLedger:
    """How the first run is to end; with a `backup` the ledger is restored from it."""

    operator: str
    password: str
    is_practice: bool = False
    backup: Path | None = None


def look(folder: Path) -> Found:
    """What is there. Raises KeysMissing."""
    from app.models.key_ring import KeyRing
    from app.models.ledger import Places

    places = Places(folder)
    if not (places.database.is_file() or (folder / "restoring").is_dir()):
        return Found(there=False)
    ring = KeyRing.read(places.keys)
    return Found(there=True, is_practice=ring.is_practice, operators=tuple(ring.operators))


def enter(folder: Path, operator: str, password: str, clock: Clock) -> "Ledger":
    """Open the ledger. Raises what `open_ledger` raises."""
    from app.models.opening import Login, open_ledger

    _bring_pages()
    return open_ledger(folder, Login(operator, password), clock, patience=PATIENCE)


def begin(folder: Path, wanted: NewLedger, clock: Clock) -> "Ledger":
    """Make the ledger, or restore it, and open it. Raises what `create_ledger` and `restore_backup` raise."""
    from app.ledger.restoring import restore_backup
    from app.models.opening import Login, create_ledger

    _bring_pages()
    login = Login(wanted.operator, wanted.password)
    if wanted.backup is None:
        return create_ledger(folder, login, clock, practice=wanted.is_practice)
    restore_backup(folder, wanted.backup, login, clock)
    return enter(folder, wanted.operator, wanted.password, clock)


def _bring_pages() -> None:
    """Import the pages and what they stand on here, beside the window and not in it."""
    import app.ui.desk  # noqa: F401 - imported for the time it takes
