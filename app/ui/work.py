"""What a page works with: the ledger, the door for slow work, and the word that something was saved."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.ui.operation import Operations

if TYPE_CHECKING:
    from app.models.ledger import Ledger


class Work(QObject):
    """Shared by all pages while the ledger is open."""

    saved = Signal(object)  # the moment, told after a commit and never before
    said = Signal(str)

    def __init__(self, ledger: "Ledger", operations: Operations, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.ledger = ledger
        self.operations = operations

    @property
    def may_write(self) -> bool:
        """False while something hinders the ledger."""
        return self.ledger.standing.hindrance is None

    def note_saved(self) -> None:
        """Tell that something was saved."""
        self.saved.emit(self.ledger.clock.now())
