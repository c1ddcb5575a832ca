"""How dialogs end: Esc closes each, and the focus is back where it was when the dialog opened."""

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QWidget
from shiboken6 import isValid

TURNS = 300


class Openings(QObject):
    """Remembers for each dialog where the focus of the window behind it was."""

    def __init__(self, window: QWidget) -> None:
        super().__init__()
        self._window = window
        self.before: dict[QDialog, QWidget | None] = {}

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt calls it so
        if event.type() is QEvent.Type.Show and isinstance(watched, QDialog):
            self.before[watched] = self._window.focusWidget()
        return False

    def fault_of_escape(self) -> str:
        """What goes wrong when Esc is pressed in the dialog on top; "" if nothing does, or there is none."""
        dialog = next((each for each in reversed(self.before) if _is_open(each)), None)
        if dialog is None:
            return ""
        name, before = type(dialog).__name__, self.before[dialog]
        dialog.activateWindow()
        QTest.keyClick(dialog.focusWidget() or dialog, Qt.Key.Key_Escape)
        for _ in range(TURNS):
            if not _is_open(dialog):
                return self._moved(name, before)
            QTest.qWait(10)
        return f"{name} is still open"

    def _moved(self, name: str, before: QWidget | None) -> str:
        # Without a screen nobody hands the window its place back when a dialog closes.
        self._window.activateWindow()
        QTest.qWait(20)
        here = self._window.focusWidget()
        if before is None or not isValid(before) or not before.isVisible() or here is before:
            return ""
        return f"{name}: from {_told(before)} to {_told(here)}"


@contextmanager
def openings_of(window: QWidget) -> Iterator[Openings]:
    """Watch every dialog that opens over this window."""
    openings = Openings(window)
    QApplication.instance().installEventFilter(openings)
    try:
        yield openings
    finally:
        QApplication.instance().removeEventFilter(openings)


def _is_open(dialog: QDialog) -> bool:
    return isValid(dialog) and dialog.isVisible() and not isinstance(dialog, QFileDialog)


def _told(widget: QWidget | None) -> str:
    return f"{type(widget).__name__} “{widget.accessibleName()}”" if widget else "nowhere"
