"""What the tests of the window as a whole share: waiting for it, and folders of ledgers to open."""

import shutil
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from app.clock import SetClock
from app.models.ledger import Ledger
from app.models.opening import open_ledger
from app.ui.spots import Spot
from app.ui.window import MainWindow
from tests.conftest import LOGIN

PASSWORD = "correct horse"


def opened(qtbot, window: MainWindow) -> MainWindow:
    """Unlocked, with nothing under way."""
    qtbot.waitUntil(lambda: window.desk is not None and window.operations.is_idle)
    return window


def at_first_run(qtbot, window: MainWindow) -> MainWindow:
    """At the pages of the first run."""
    qtbot.waitUntil(lambda: window.pages.currentWidget() is window.first_run)
    return window


def at_lock(qtbot, window: MainWindow) -> MainWindow:
    """Locked, ready for the password."""
    qtbot.waitUntil(lambda: window.unlock.open.isVisible() and window.operations.is_idle)
    return window


def settled(qtbot, window: MainWindow) -> None:
    """Nothing is under way."""
    qtbot.waitUntil(lambda: window.operations.is_idle)


def home_of(empty_ledger: Path, folder: Path, clock: SetClock, fill: Callable[[Ledger], object] | None = None) -> Path:
    """A folder with a practice ledger of its own, filled if told how."""
    shutil.copytree(empty_ledger, folder)
    if fill:
        with open_ledger(folder, LOGIN, clock) as ledger:
            fill(ledger)
    return folder


def go(qtbot, window: MainWindow, spot: Spot) -> QWidget:
    """The page that shows a spot, read to the end."""
    assert window.desk is not None
    window.desk.go(spot)
    settled(qtbot, window)
    assert window.desk.page is not None
    return window.desk.page


def press(widget: QWidget, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """A key to whatever has the focus in a window, as the keyboard sends it."""
    QTest.keyClick(widget.window().focusWidget() or widget, key, modifier)


def click(widget: QWidget, at: QPoint | None = None) -> None:
    """A press of the left button."""
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at or widget.rect().center())


def shown_dialogs(window: QWidget) -> list[QDialog]:
    """The dialogs in sight."""
    QApplication.processEvents()
    return [each for each in window.findChildren(QDialog) if each.isVisible()]
