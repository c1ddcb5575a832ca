"""What the lock draws over the window, and what is kept behind it for whoever comes back."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication, QDialog, QToolTip, QWidget

from app.i18n import tr
from app.ui.spots import HOME, Spot

if TYPE_CHECKING:
    from app.models.ledger import Ledger


class Unheard:
    """What came of the work under way after its clerk had locked the window."""

    def __init__(self) -> None:
        self.errors: list[Exception] = []
        self.is_writing = False  # something was being written when the window was locked

    def hear(self, error: Exception) -> None:
        """Keep it until the clerk is back."""
        self.errors.append(error)

    @property
    def hint(self) -> str:
        """What anybody may read at the lock: that there is something to tell, and nothing of it."""
        told = tr("The last step was not saved; what happened is told as soon as you are back.")
        return told if self.errors else ""


class Kept:
    """Lives as long as the window: where somebody was, what they had typed and what they have not heard yet."""

    def __init__(self, spot: Spot) -> None:
        self.spot, self.clerk, self.unheard = spot, "", Unheard()
        self._drafts: dict[tuple[str, str, str], dict[str, object]] = {}

    def leave_place(self, spot: Spot, clerk: str) -> None:
        """Where somebody was when they locked the window."""
        self.spot, self.clerk = spot, clerk

    def drafts_of(self, ledger: "Ledger") -> dict[str, object]:
        """What this clerk had typed into forms of this ledger."""
        # Another ledger may have somebody of the same name, and the same ledger an older past.
        whose = (ledger.standing.station, ledger.standing.replica, ledger.clerk.id)
        return self._drafts.setdefault(whose, {})

    def forget(self) -> None:
        """A backup took the ledger's place: what was in sight and in the forms belongs to no ledger any more."""
        self.spot = Spot(HOME)
        self._drafts.clear()

    def unheard_of(self, clerk: str) -> Unheard:
        """What is to be told to who came in; of another's it is nothing, and is told to nobody then."""
        unheard, self.unheard = self.unheard, Unheard()
        return unheard if clerk == self.clerk else Unheard()


def hide_windows(window: QWidget) -> None:
    """No dialog, list or tooltip of a page stays in sight."""
    for dialog in window.findChildren(QDialog):
        dialog.close()
        dialog.hide()
    while popup := QApplication.activePopupWidget():
        popup.hide()
    QToolTip.hideText()
