"""What stands before the ledger: whether there is one, who may open it, and the ways to make one."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from app.clock import Clock

if TYPE_CHECKING:
    from app.models.ledger import Ledger

PATIENCE = 3.0

Step = Callable[[int, int], None]


@dataclass(frozen=True)
class Found:
    """What lies in the folder of the ledger; `operators` have a password, `is_taken` if another window has it open."""

    there: bool
    is_practice: bool = False
    operators: tuple[str, ...] = ()
    is_taken: bool = False


@dataclass(frozen=True)
class NewLedger:
    """How the first run is to end: `joins` asks for the county at once, `fills` puts an invented class in.

    With a `backup` the ledger is restored from it.
    """

    operator: str
    password: str
    is_practice: bool = False
    backup: Path | None = None
    joins: bool = False
    fills: bool = False


def look(folder: Path) -> Found:
    """What is there. Raises KeysMissing."""
    from app.models.key_ring import KeyRing
    from app.models.ledger import Places

    places = Places(folder)
    if not (places.database.is_file() or (folder / "restoring").is_dir()):
        return Found(there=False)
    ring = KeyRing.read(places.keys)
    return Found(True, ring.is_practice, tuple(ring.operators), _is_taken(places.lock))


def _is_taken(lock: Path) -> bool:
    """Whether another window holds the ledger; what else may be wrong with the folder is told when it is opened."""
    from app.models.faults import LedgerBusy
    from app.models.side_files import Lock

    with suppress(OSError):
        try:
            Lock(lock).release()
        except LedgerBusy:
            return True
    return False


def enter(folder: Path, operator: str, password: str, clock: Clock) -> "Ledger":
    """Open the ledger. Raises what `open_ledger` raises."""
    from app.models.opening import Login, open_ledger

    ledger = open_ledger(folder, Login(operator, password), clock, patience=PATIENCE)
    _bring_desk()
    return ledger


def begin(folder: Path, wanted: NewLedger, clock: Clock, step: Step) -> "Ledger":
    """Make the ledger, or restore it, and open it. Raises what `create_ledger` and `restore_backup` raise."""
    from app.ledger.restoring import restore_backup
    from app.models.opening import Login, create_ledger

    login = Login(wanted.operator, wanted.password)
    if wanted.backup is not None:
        restore_backup(folder, wanted.backup, login, clock)
        return enter(folder, wanted.operator, wanted.password, clock)
    ledger = create_ledger(folder, login, clock, practice=wanted.is_practice)
    if wanted.fills:
        _fill(ledger, step)
    _bring_desk()
    return ledger


def go_on(ledger: "Ledger") -> None:
    """Let a copy go on under a new identity. Raises NotAllowed."""
    from app.ledger.restoring import go_on_anew

    go_on_anew(ledger, "restore")


def _fill(ledger: "Ledger", step: Step) -> None:
    from app.documents.issued_pages import CertificatePrinter
    from app.ledger.practice import fill_practice

    try:
        fill_practice(ledger, CertificatePrinter(), step)
    except BaseException:
        ledger.close()
        raise


def _bring_desk() -> None:
    """Import the desk, with what it stands on, here: beside the window and not in it."""
    import app.ui.desk
    import app.ui.scanner  # noqa: F401 - both imported for the time it takes


def bring_page(name: str) -> None:
    """Import a page beside the window; the window only has to make it."""
    from app.ui.desk import PLACES

    import_module(PLACES[name].built_in.partition(":")[0])
