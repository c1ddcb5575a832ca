"""What stands before the ledger: whether there is one, who may open it, and the ways to make one."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from app.clock import Clock
from app.i18n import mark, tr
from app.ui.garbage import put_off
from app.ui.paper import private_paper

if TYPE_CHECKING:
    from app.models.ledger import Ledger

PATIENCE = 3.0
BY_CODE, BY_FILE = "code", "file"
STAYS = 0  # what was imported is never looked through for garbage, however little it is
GO_ON_WORDS = mark(
    "If the newer ledger still exists, on another computer or disk, work on there and leave this copy alone. If it is "
    "lost, this copy can go on under a new identity: nothing in it is lost, the rest of its number block stays closed "
    "so that no number is given twice, and the county grants a new block."
)

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
    """How the first run is to end: `joins` asks for the county at once (BY_CODE, BY_FILE), `fills` puts a class in.

    With a `backup` the ledger is restored from it.
    """

    operator: str
    password: str
    is_practice: bool = False
    backup: Path | None = None
    joins: str = ""
    fills: bool = False


def look(folder: Path) -> Found:
    """What is there. Raises KeysMissing."""
    from app.ledger.door import look_in

    seen = look_in(folder)
    if seen is None:
        return Found(there=False)
    if not seen.is_taken:
        private_paper.clear(folder)  # what a power cut left must not wait for the next page to be drawn
    return Found(True, seen.is_practice, seen.operators, seen.is_taken)


def enter(folder: Path, operator: str, password: str, clock: Clock) -> "Ledger":
    """Open the ledger. Raises what `come_in` raises."""
    from app.ledger.door import come_in

    ledger = come_in(folder, operator, password, clock, patience=PATIENCE)
    bring_desk()
    return ledger


def begin(folder: Path, wanted: NewLedger, clock: Clock, step: Step) -> "Ledger":
    """Make the ledger, or restore it, and open it. Raises what `found_ledger` and `bring_back` raise."""
    from app.ledger.door import found_ledger

    if wanted.backup is not None:
        return restore(folder, wanted.backup, wanted.operator, wanted.password, clock).ledger
    ledger = found_ledger(folder, wanted.operator, wanted.password, clock, practice=wanted.is_practice)
    if wanted.fills:
        _fill(ledger, step)
    bring_desk()
    return ledger


@dataclass(frozen=True)
class Restored:
    """The ledger that a backup brought back, or the one that only had lost its keys."""

    ledger: "Ledger"
    is_whole_again: bool

    def words(self) -> str:
        """What became of it."""
        if self.is_whole_again:
            return tr("The keys are back. Nothing of the ledger was lost.")
        return tr("The backup is restored. Ask the county for a new number block.")


def restore(folder: Path, backup: Path, operator: str, password: str, clock: Clock) -> Restored:
    """Put a backup in the ledger's place and open it. Raises what `bring_back` and `come_in` raise."""
    from app.ledger.door import bring_back

    is_whole_again = bring_back(folder, backup, operator, password, clock)
    return Restored(enter(folder, operator, password, clock), is_whole_again)


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


@put_off(STAYS)
def bring_desk(page: str = "") -> None:
    """Import the desk and a page of it, with what they stand on, here: beside the window and not in it."""
    import app.ui.desk
    import app.ui.scanner  # noqa: F401 - both imported for the time it takes

    _meet_a_stranger()
    if page:
        bring_page(page)


def _meet_a_stranger() -> None:
    """Let PySide look here through all the classes that it knows, as it does for the first object of none of them.

    Where that is the first event that the scanner hears of, the window stands still for 20 ms.
    """
    from PySide6.QtGui import QTextDocument

    document = QTextDocument()
    document.documentLayout().children()


@put_off(STAYS)
def bring_page(name: str) -> None:
    """Import a page beside the window, with its parts; the window only has to make it."""
    from app.ui.desk import PLACES

    page = import_module(_module_of(PLACES[name].built_in))
    for part in getattr(page, "PARTS", ()):
        import_module(_module_of(part.built_in))


def _module_of(built_in: str) -> str:
    return built_in.partition(":")[0]
