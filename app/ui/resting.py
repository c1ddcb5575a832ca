"""What the window does when nobody has asked for anything for a while: it gives memory back to the machine."""

import ctypes
import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from app.ui.operation import Operations

if TYPE_CHECKING:
    from app.models.ledger import Ledger

AFTER = 3000  # ms without any work


class Resting(QObject):
    """Watches the work under way; the ledger keeps what was read last, and forgets the rest."""

    def __init__(self, ledger: "Ledger", operations: Operations, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ledger, self._operations = ledger, operations
        self._is_resting = False
        self.pause = QTimer(self, singleShot=True, interval=AFTER)
        self.pause.timeout.connect(self._rest)
        operations.rested.connect(self._wait)

    def _wait(self) -> None:
        # To rest is work too, and no reason to rest once more.
        was_resting, self._is_resting = self._is_resting, False
        if not was_resting:
            self.pause.start()

    def _rest(self) -> None:
        if self._operations.is_idle:
            self._is_resting, ledger = True, self._ledger
            # Nobody hears of it: what hinders it is told to whoever next reads.
            self._operations.read(lambda _: give_back(ledger), lambda _: None, lambda _: None)


def give_back(ledger: "Ledger") -> None:
    """Let the ledger hold less, and what it let go of leave the process."""
    ledger.rest()
    # What is freed stays with the process until its end, where the C library is not told otherwise.
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)
