"""Catches widgets that open as windows of their own for a moment: shown before they had a place."""

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QDialog, QMainWindow, QWidget


class Strays(QObject):
    """Every widget that was shown as a window and is none; menus, lists and tooltips are meant to be."""

    def __init__(self) -> None:
        super().__init__()
        self.caught: set[str] = set()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt calls it so
        if event.type() is QEvent.Type.Show and isinstance(watched, QWidget) and _is_stray(watched):
            self.caught.add(f"{type(watched).__name__} {watched.objectName()} “{getattr(watched, 'text', str)()}”")
        return False


@contextmanager
def strays_caught() -> Iterator[Strays]:
    """Watch all that is shown until the end."""
    strays = Strays()
    QApplication.instance().installEventFilter(strays)
    try:
        yield strays
    finally:
        QApplication.instance().removeEventFilter(strays)


def _is_stray(widget: QWidget) -> bool:
    is_window = widget.isWindow() and widget.windowType() is Qt.WindowType.Window
    return is_window and not isinstance(widget, QMainWindow | QDialog)
