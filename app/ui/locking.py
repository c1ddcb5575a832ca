"""Locking: what is in sight is hidden at once, the ledger is closed when all that was asked for is written."""

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from app.ui.clipboard import forget_numbers
from app.ui.curtain import hide_windows
from app.ui.frame import Frame
from app.ui.stirrings import Stirrings

LOCK_AFTER = 10 * 60 * 1000
READS_FOR, STIR_AGAIN = 1500, 30  # ms: what only reads and has not ended by then is given up, when all is closed


class Locking(QObject):
    """Locks the window when it is asked to, and when nobody stirs."""

    shut = Signal()  # the ledger is closed behind the lock

    def __init__(self, window: Frame, parent: QWidget) -> None:
        super().__init__(parent)
        self._window, self._parent = window, parent
        self.idle, self.stirrings = QTimer(self, singleShot=True, interval=LOCK_AFTER), Stirrings(self)
        self._settling, self._locked_for = QTimer(self, singleShot=True, interval=STIR_AGAIN), QElapsedTimer()
        self.idle.timeout.connect(self.lock)
        self._settling.timeout.connect(self._close_when_still)
        self.stirrings.stirred.connect(self.idle.start)

    def watch(self) -> None:
        """From now on it is locked when nobody stirs; whoever has come in just did."""
        self.idle.start()
        self.stirrings.doze()

    def lock(self) -> None:
        """Hide what is on the screen at once; close the ledger when all that was asked for is written.

        The clerk comes back to the same place, and hears what was refused meanwhile.
        """
        window, sitting = self._window, self._window.sitting
        if sitting is None or window.is_locked:
            return
        window.kept.leave_place(sitting.desk.spot, sitting.ledger.clerk.name)
        self._hide_all()
        window.unlock.wait()
        window.pages.setCurrentWidget(window.unlock)
        window.kept.unheard.is_writing = window.operations.is_writing
        window.operations.leave(window.kept.unheard.hear)
        self._locked_for.start()
        self._close_when_still()

    def leave(self) -> None:
        """Hide all, and close the ledger."""
        self._hide_all()
        self._window.operations.finish(STIR_AGAIN)
        sitting, self._window.sitting = self._window.sitting, None
        if sitting is not None:
            sitting.end(self._window.pages)

    def _close_when_still(self) -> None:
        """Once all that was asked for is written; what only reads is not waited for long."""
        operations = self._window.operations
        reads_on = not operations.is_idle and not self._locked_for.hasExpired(READS_FOR)
        if self._window.sitting is None or not self._window.is_locked:
            return
        if operations.is_writing or reads_on:
            self._settling.start()
        else:
            self.leave()
            self.shut.emit()

    def _hide_all(self) -> None:
        """Nothing of a person stays in sight or on the clipboard."""
        window = self._window
        self.idle.stop()
        self.stirrings.rest()
        hide_windows(self._parent)
        forget_numbers()
        if window.sitting is not None:
            window.sitting.mute()
        window.strip.forget()
        window.bar.tell(None)
        window.status.forget()
        window.menus.forget()
