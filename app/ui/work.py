"""What a page works with: the ledger, the door for slow work, the way to other pages, and what the window remembers."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.models.roles import allows
from app.ui.backing_up import AutomaticBackups, Keeps
from app.ui.listening import while_there
from app.ui.memory import Memory
from app.ui.operation import Done, Failed, Operation, Operations, Progress
from app.ui.reporting.rounds import AutomaticRounds
from app.ui.spots import Spot

if TYPE_CHECKING:
    from app.models.ledger import Ledger

EVERY_DAY = "trainee.edit"  # whoever may do this may do what is done every day


class Work(QObject):
    """Shared by all pages while the ledger is open."""

    saved = Signal(object)  # the moment, told after a commit and never before
    said = Signal(str)
    wanted = Signal(object)  # the Spot where the clerk wants to go
    went_back = Signal()
    reported = Signal()  # a round with the county has ended, however it ended
    under_way = Signal(object, str)  # an Operation that may take long, and what it is doing

    def __init__(
        self, ledger: "Ledger", operations: Operations, parent: QObject | None = None, memory: Memory | None = None
    ) -> None:
        super().__init__(parent)
        self.ledger = ledger
        self.operations = operations
        self.memory = memory or Memory(ledger.places.folder)
        # What was typed and not kept yet, by the form: lives as long as the window, over a lock, for the same clerk.
        self.drafts: dict[str, object] = {}
        if isinstance(parent, QWidget) and isinstance(parent, Keeps):
            AutomaticBackups(self, parent)
            AutomaticRounds(self, parent)

    @property
    def may_write(self) -> bool:
        """False while something hinders the ledger, and for whoever only looks on."""
        return self.is_writable and allows(self.ledger.clerk.role, EVERY_DAY)

    @property
    def is_writable(self) -> bool:
        """False while something hinders the ledger; who may write what in it is another matter."""
        return self.ledger.standing.hindrance is None

    def ask(
        self,
        question: Callable[[Operation], Any],
        done: Done,
        failed: Failed | None = None,
        *,
        words: str = "",
        progress: Progress | None = None,
    ) -> Operation:
        """Read from the ledger beside the window; with `words` the window shows how far it is, and offers to stop.

        Whoever asked and is deleted or closed before the answer comes is not called any more.
        """
        return self._shown(self.operations.read(question, done, failed, progress), words)

    def silence(self, asker: QObject) -> None:
        """What this widget has asked for so far is asked for no more."""
        self.operations.silence(asker)

    def change(
        self,
        deed: Callable[[Operation], Any],
        done: Done | None = None,
        failed: Failed | None = None,
        *,
        words: str = "",
        said: str = "",
    ) -> Operation:
        """Run one use case that writes, after all that was asked for before; `said` is told once it is on the disk.

        Whoever asked may be gone by then: what was written is told all the same, and so is what failed.
        """
        hear = while_there(done)

        def written(outcome: Any) -> None:
            self.note_saved()
            if said:
                self.said.emit(said)
            hear(outcome)

        return self._shown(self.operations.write(deed, written, failed), words)

    def go(self, spot: Spot) -> None:
        """Lead the clerk to another spot; Esc there leads back."""
        self.wanted.emit(spot)

    def go_back(self) -> None:
        """Lead the clerk back to where they came from."""
        self.went_back.emit()

    def note_saved(self) -> None:
        """Tell that something was saved."""
        self.saved.emit(self.ledger.clock.now())

    def _shown(self, operation: Operation, words: str) -> Operation:
        if words:
            self.under_way.emit(operation, words)
        return operation
