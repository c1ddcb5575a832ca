"""The window: locked or open, one ledger at a time; it is in sight before anything heavy is loaded."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QAction, QCloseEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QMainWindow, QStackedWidget, QWidget

from app.clock import Clock
from app.i18n import tr
from app.ui.first_run import FirstRunPage
from app.ui.front_door import Found, NewLedger, begin, enter, look
from app.ui.notices import TroubleBar, TroubleDialog
from app.ui.operation import Operation, Operations
from app.ui.pieces import pile_of
from app.ui.progress_strip import ProgressStrip
from app.ui.spots import HOME, Spot
from app.ui.status_bar import StatusBar
from app.ui.unlock_page import UnlockPage
from app.ui.wording import words_for

if TYPE_CHECKING:
    from app.models.ledger import Ledger
    from app.ui.desk import Desk

LOCK_AFTER = 10 * 60 * 1000
SIZE, LEAST_SIZE = (1366, 728), (980, 560)
STIRRINGS = (QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.Wheel)


class MainWindow(QMainWindow):
    """Opens the ledger in a folder, shows the desk, locks itself when nobody stirs."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        super().__init__()
        self._folder, self._clock = folder, clock
        self.ledger: Ledger | None = None
        self.desk: Desk | None = None
        self._found = Found(there=False)
        self._spot = Spot(HOME)
        self._last_clerk = ""
        self.operations = Operations(self)
        self.unlock, self.first_run = UnlockPage(), FirstRunPage(folder)
        self.bar, self.strip, self.status = TroubleBar(), ProgressStrip(), StatusBar()
        self.idle = QTimer(self, singleShot=True, interval=LOCK_AFTER)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self.setWindowTitle(tr("Xiangxun"))
        self.setMinimumSize(*LEAST_SIZE)
        room = self.screen().availableSize()
        self.resize(min(SIZE[0], room.width()), min(SIZE[1], room.height()))
        self.pages = QStackedWidget()
        for page in (QWidget(), self.unlock, self.first_run):
            self.pages.addWidget(page)
        middle = QWidget()
        layout = pile_of(self.bar, self.pages, self.strip)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.setStretch(1, 1)
        middle.setLayout(layout)
        self.setCentralWidget(middle)
        self.setStatusBar(self.status)
        menu = self.menuBar().addMenu(tr("&File"))
        self.lock_action = QAction(tr("Lock"), self, shortcut=QKeySequence("Ctrl+L"))
        self.quit_action = QAction(tr("Quit"), self, shortcut=QKeySequence("Ctrl+Q"))
        menu.addActions([self.lock_action, self.quit_action])

    def _connect(self) -> None:
        self.lock_action.triggered.connect(self.lock)
        self.quit_action.triggered.connect(self.close)
        self.unlock.asked.connect(self.open)
        self.first_run.chosen.connect(self.begin)
        self.operations.trouble.connect(self.tell_trouble)
        self.idle.timeout.connect(self.lock)
        QApplication.instance().installEventFilter(self)  # type: ignore[union-attr]  # a window needs an application

    def start(self) -> None:
        """Look for the ledger; called once the window is in sight."""
        self.operations.read(lambda _: look(self._folder), self._show_found)

    def open(self, operator: str, password: str) -> None:
        """Open the ledger for this operator."""
        self.operations.write(
            lambda _: enter(self._folder, operator, password, self._clock), self._sit_down, self._shut
        )

    def begin(self, wanted: NewLedger) -> None:
        """Make or restore the ledger, and open it."""
        self.operations.write(
            lambda _: begin(self._folder, wanted, self._clock),
            self._sit_down,
            lambda error: self.first_run.tell(str(error)),
        )

    def lock(self) -> None:
        """Close the ledger and hide what was on the screen; the clerk comes back to the same place."""
        if self.ledger is None:
            return
        if self.desk is not None:
            self._spot = self.desk.spot
        self._last_clerk = self.ledger.clerk.name
        self._leave()
        self.operations.read(lambda _: look(self._folder), self._show_lock)

    def tell_trouble(self, error: Exception) -> None:
        """Show what went wrong and what to do."""
        dialog = TroubleDialog(words_for(error), self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in STIRRINGS and self.ledger is not None:
            self.idle.start()
        return super().eventFilter(watched, event)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.operations.finish()
        self._leave()
        super().closeEvent(event)

    def _show_found(self, found: Found) -> None:
        self._found = found
        if not found.there:
            self.pages.setCurrentWidget(self.first_run)
        elif found.is_practice and len(found.operators) == 1:
            self.open(found.operators[0], "")
        else:
            self._show_lock(found)

    def _show_lock(self, found: Found) -> None:
        self._found = found
        self.pages.setCurrentWidget(self.unlock)
        self.unlock.show_found(found, self._last_clerk)

    def _shut(self, error: Exception) -> None:
        if self.pages.currentWidget() is not self.unlock:
            self._show_lock(self._found)
        self.unlock.tell(str(words_for(error).what))

    def _sit_down(self, ledger: "Ledger") -> None:
        from app.models.key_ring import KeyRing
        from app.ui.desk import Desk
        from app.ui.work import Work

        self.ledger = ledger
        work = Work(ledger, self.operations, self)
        self.desk = Desk(work)
        work.said.connect(self.status.say)
        work.saved.connect(self.status.note_saved)
        work.under_way.connect(self._follow)
        self.status.greet(ledger, is_practice=KeyRing.read(ledger.places.keys).is_practice)
        self.bar.tell(ledger.standing.hindrance)
        self.pages.addWidget(self.desk)
        self.pages.setCurrentWidget(self.desk)
        self.desk.go(self._spot)
        self.idle.start()

    def _follow(self, operation: Operation, words: str) -> None:
        operation.voices.stopped.connect(lambda: self.status.say(tr("Stopped; nothing was changed.")))
        self.strip.follow(operation, words)

    def _leave(self) -> None:
        self.idle.stop()
        self.operations.finish()
        for dialog in self.findChildren(TroubleDialog):
            dialog.close()
        if self.desk is not None:
            self.pages.removeWidget(self.desk)
            self.desk.deleteLater()
            self.desk = None
        if self.ledger is not None:
            self.ledger.close()
            self.ledger = None
        self.bar.tell(None)
        self.status.forget()
