"""What a page works with: the ledger, the door for slow work, the way to other pages, and what the window remembers."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from app.ui.memory import Memory
from app.ui.operation import Done, Failed, Operation, Operations
from app.ui.spots import Spot

if TYPE_CHECKING:
    from app.models.ledger import Ledger


class Work(QObject):
    """Shared by all pages while the ledger is open."""

    saved = Signal(object)  # the moment, told after a commit and never before
    said = Signal(str)
    wanted = Signal(object)  # the Spot where the clerk wants to go
    went_back = Signal()
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

    @property
    def may_write(self) -> bool:
        """False while something hinders the ledger."""
        return self.ledger.standing.hindrance is None

    def ask(
        self, question: Callable[[Operation], Any], done: Done, failed: Failed | None = None, *, words: str = ""
    ) -> Operation:
        """Read from the ledger beside the window; with `words` the window shows how far it is, and offers to stop."""
        return self._shown(self.operations.read(question, done, failed), words)

    def change(
        self,
        deed: Callable[[Operation], Any],
        done: Done | None = None,
        failed: Failed | None = None,
        *,
        words: str = "",
        said: str = "",
    ) -> Operation:
        """Run one use case that writes, after all that was asked for before; `said` is told once it is on the disk."""

        def written(outcome: Any) -> None:
            self.note_saved()
            if said:
                self.said.emit(said)
            if done:
                done(outcome)

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
