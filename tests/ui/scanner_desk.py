"""A desk with one of every field, a scanner at it, and fingers that type like one."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDateEdit,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QTableWidget,
    QVBoxLayout,
    QWidget,
)

from app.ui.scanner import ScanEdit, Scanner
from app.ui.scanner_burst import ScannerHabits

CODE = "https://rc.example.gov.cn/v#" + "0123456789" * 41
SERIAL = "A0012345"
KEY = Qt.Key


class Desk(QWidget):
    """A page with one of every field, and a default button that must not be pressed by a scanner."""

    def __init__(self) -> None:
        super().__init__()
        self.taken: list[str] = []
        self.wanted = True
        self.pressed = 0
        self.field, self.scan, self.lines, self.choice = QLineEdit("张"), ScanEdit(), QPlainTextEdit("甲"), QComboBox()
        self.day, self.list, self.table = QDateEdit(), QListWidget(), QTableWidget(3, 2)
        self.choice.setEditable(True)
        self.button = QPushButton()
        self.button.clicked.connect(self._press)
        self.field.returnPressed.connect(self._press)
        layout = QVBoxLayout(self)
        for each in (self.field, self.scan, self.lines, self.choice, self.day, self.list, self.table, self.button):
            layout.addWidget(each)

    def take(self, text: str) -> bool:
        if self.wanted:
            self.taken.append(text)
        return self.wanted

    def _press(self) -> None:
        self.pressed += 1


@pytest.fixture
def habits() -> list[ScannerHabits]:
    """The habits in use; a test may put others in their place. Slow machines pause: the gap is wide."""
    return [ScannerHabits(gap_ms=2000)]


@pytest.fixture
def desk(qtbot, habits) -> Desk:
    made = Desk()
    qtbot.addWidget(made)
    made.scanner = Scanner(made, lambda: habits[0], made.take)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def scan(widget: QWidget, text: str, ending: KEY | None = KEY.Key_Return) -> None:
    """Type as a scanner does, into whatever has the focus."""
    widget.setFocus()
    for sign in text:
        QTest.keyClicks(QApplication.focusWidget(), sign)
    if ending is not None:
        QTest.keyClick(QApplication.focusWidget(), ending)


class Busy:
    """A window that hears keys late: its own clock, beside the stamps of the keys."""

    def __init__(self) -> None:
        self.time = 1000.0
        self.stamp = 77_000.0

    def press(self, widget: QWidget, sign: str, pause: float) -> None:
        """A key pressed so many seconds after the last, heard now."""
        self.stamp += pause
        code = KEY.Key_Return if sign == "\r" else KEY.Key_A
        event = QKeyEvent(QEvent.Type.KeyPress, code, Qt.KeyboardModifier.NoModifier, sign)
        event.setTimestamp(round(self.stamp * 1000))
        QApplication.sendEvent(widget, event)
