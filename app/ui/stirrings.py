"""Hears when somebody stirs at the keyboard or the mouse, and is deaf for a while each time it has heard."""

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication

STIRRINGS = (QKeyEvent, QMouseEvent, QWheelEvent)
# To be asked about every event of every widget took a third of the time in which a page is made.
DEAF_FOR = 5000


class Stirrings(QObject):
    """Tells that somebody is there, from `listen` on until `rest`."""

    stirred = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.pause = QTimer(self, singleShot=True, interval=DEAF_FOR)
        self.pause.timeout.connect(self.listen)

    def listen(self) -> None:
        """Hear what comes next."""
        self.pause.stop()
        QApplication.instance().installEventFilter(self)  # type: ignore[union-attr]  # a window needs an application

    def doze(self) -> None:
        """Hear nothing for a while: somebody has just stirred."""
        self.rest()
        self.pause.start()

    def rest(self) -> None:
        """Hear nothing more."""
        self.pause.stop()
        QApplication.instance().removeEventFilter(self)  # type: ignore[union-attr]  # a window needs an application

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, STIRRINGS):
            self.doze()
            self.stirred.emit()
        return False
