"""The issuing page as a clerk sits at it: keys go where the focus is, spots elsewhere are written down."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from app.clock import SetClock
from app.models.ledger import Ledger
from app.models.opening import open_ledger
from app.ui.issuing.issue_page import IssuePage
from app.ui.spots import ISSUE, Spot
from app.ui.work import Work
from tests.conftest import LOGIN, MORNING
from tests.documents.makers import without_blanks
from tests.ui.issuing_printer import KeptPaper

KEY, CONTROL = Qt.Key, Qt.KeyboardModifier.ControlModifier
ENTER, ESCAPE, SPACE, DEL = KEY.Key_Return, KEY.Key_Escape, KEY.Key_Space, KEY.Key_Delete


@dataclass
class IssuingDesk:
    """The page, and every key that was pressed on it."""

    qtbot: Any
    page: IssuePage
    work: Work
    paper: KeptPaper
    elsewhere: list[Spot] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    keys: int = 0

    @property
    def ledger(self) -> Ledger:
        return self.work.ledger

    @property
    def dialog(self) -> Any:
        """The dialog on top, if any."""
        return QApplication.activeModalWidget()

    def go(self, spot: Spot) -> None:
        self.work.go(spot)
        self.settle()

    def settle(self, condition: Callable[[], object] = lambda: True) -> None:
        """Until no work is under way and this holds."""
        self.qtbot.waitUntil(lambda: self.work.operations.is_idle and bool(condition()))

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """One key, where the focus is."""
        target = self.dialog or self.page
        # Without a screen nobody hands the window its place back when a dialog closes.
        target.activateWindow()
        self.qtbot.waitUntil(target.isActiveWindow)
        self.qtbot.keyClick(target.focusWidget() or target, key, modifier)
        self.keys += 1
        self.settle()

    def ctrl(self, key: Qt.Key) -> None:
        self.press(key, CONTROL)

    def write(self, widget: QWidget, text: str) -> None:
        """Type it; what no key writes comes from an input method, as it does at the station."""
        widget.setFocus()
        if text.isascii():
            self.qtbot.keyClicks(widget, text)
        else:
            event = QInputMethodEvent()
            event.setCommitString(text)
            QApplication.sendEvent(widget, event)
        self.keys += len(text)
        self.settle()

    def opened(self, kind: type[Any]) -> Any:
        """The dialog of this kind, once it is there."""
        self.settle(lambda: isinstance(self.dialog, kind))
        return self.dialog

    def click(self, button: QPushButton) -> None:
        self.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        self.settle()

    def states(self) -> list[str]:
        """What the last columns of the job's list say."""
        rows = self.page.job.rows
        return [rows.index(at, 3).data() for at in range(rows.rowCount())]


def prepared(empty: Path, folder: Path, make: Callable[[Ledger], object]) -> Path:
    """A closed ledger made ready once, to be copied for every test of a module."""
    shutil.copytree(empty, folder)
    with open_ledger(folder, LOGIN, SetClock(MORNING)) as ledger:
        make(ledger)
    return folder


@contextmanager
def copy_of(ready: Path, folder: Path, clock: SetClock) -> Iterator[Ledger]:
    """A ledger of its own, as it was made ready."""
    shutil.copytree(ready, folder / "ledger")
    with open_ledger(folder / "ledger", LOGIN, clock) as ledger:
        yield ledger


def sit_down(qtbot: Any, work: Work, paper: KeptPaper) -> IssuingDesk:
    """A clerk before the issuing page."""
    page = IssuePage(work)
    qtbot.addWidget(page)
    page.resize(1200, 640)
    desk = IssuingDesk(qtbot, page, work, paper)

    def lead(spot: Spot) -> None:
        if spot.page == ISSUE:
            page.show_spot(spot)
        else:
            desk.elsewhere.append(spot)

    work.wanted.connect(lead)
    work.said.connect(desk.said.append)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    return desk


def page_texts(path: Path, *pages: int) -> list[str]:
    """The words of these pages, of all if none is named, without blanks."""
    read = PdfReader(path).pages
    return [without_blanks(read[page].extract_text()) for page in pages or range(len(read))]
