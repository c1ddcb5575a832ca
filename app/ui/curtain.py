"""What the lock draws over the window, and what is kept behind it for whoever comes back."""

from PySide6.QtWidgets import QApplication, QDialog, QToolTip, QWidget

from app.i18n import tr


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


def hide_windows(window: QWidget) -> None:
    """No dialog, list or tooltip of a page stays in sight."""
    for dialog in window.findChildren(QDialog):
        dialog.close()
        dialog.hide()
    while popup := QApplication.activePopupWidget():
        popup.hide()
    QToolTip.hideText()
