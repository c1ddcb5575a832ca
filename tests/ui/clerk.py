"""A clerk at the window: every key goes where the focus is, Chinese comes from an input method, keys are counted."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from app.ui.window import MainWindow

KEY, NONE = Qt.Key, Qt.KeyboardModifier.NoModifier
CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
ENTER = KEY.Key_Return


class Clerk:
    """Sits at one window; `keys` counts what was pressed, letters of an input method included."""

    def __init__(self, qtbot: Any, window: MainWindow) -> None:
        self.qtbot, self.window = qtbot, window
        self.keys = 0

    @property
    def dialog(self) -> QWidget | None:
        """The dialog on top, if any."""
        return QApplication.activeModalWidget()

    @property
    def page(self) -> Any:
        """The page in sight."""
        assert self.window.desk is not None
        return self.window.desk.page

    def wait(self, condition: Callable[[], object] = lambda: True) -> None:
        """Until nothing is under way and this holds."""
        self.qtbot.waitUntil(lambda: self.window.operations.is_idle and bool(condition()))

    def opened(self, kind: type[Any]) -> Any:
        """The dialog of this kind, once it is on top."""
        self.wait(lambda: isinstance(self.dialog, kind))
        return self.dialog

    def press(self, *keys: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
        """Keys, each where the focus is then."""
        for key in keys:
            target = self.dialog or self.window
            # Without a screen nobody hands the window its place back when a dialog closes.
            target.activateWindow()
            self.qtbot.waitUntil(target.isActiveWindow)
            QTest.keyClick(target.focusWidget() or target, key, modifier)
            self.keys += 1
            self.wait()

    def ctrl(self, *keys: Qt.Key) -> None:
        """Keys with Ctrl."""
        self.press(*keys, modifier=CONTROL)

    def alt(self, key: Qt.Key) -> None:
        """A page of the navigation."""
        self.press(key, modifier=ALT)

    def write(self, field: QWidget, text: str) -> None:
        """Type a text into a field."""
        field.setFocus()
        if text.isascii():
            QTest.keyClicks(field, text)
        else:
            event = QInputMethodEvent()
            event.setCommitString(text)
            QApplication.sendEvent(field, event)
        self.keys += len(text)
        self.wait()

    def answer(self, path: Path) -> None:
        """Name a file to the question that is open."""
        questions = [each for each in QApplication.allWidgets() if isinstance(each, QFileDialog)]
        question = next(each for each in questions if each.isVisible())
        question.fileSelected.emit(str(path))
        question.done(0)
        self.keys += len(path.name) + 1
        self.wait()
