"""The window: locked or open, one ledger at a time; it is in sight before anything heavy is loaded."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QWidget

from app.clock import Clock, today
from app.i18n import tr
from app.ui.curtain import Kept
from app.ui.doorway import Doorway
from app.ui.first_run import FirstRunPage
from app.ui.front_door import NewLedger, bring_page
from app.ui.hindrances import Hindrances
from app.ui.key_sheet import KeySheet
from app.ui.locking import READS_FOR, Locking
from app.ui.memory import TEXT_SCALE, Memory
from app.ui.menu import Menus
from app.ui.notices import ChoiceDialog, TroubleBar, TroubleDialog
from app.ui.operation import Operation, Operations
from app.ui.pieces import pile_of
from app.ui.progress_strip import ProgressStrip
from app.ui.sitting import Sitting
from app.ui.spots import SETTINGS, Spot
from app.ui.status_bar import StatusBar
from app.ui.unlock_page import UnlockPage
from app.ui.window_place import keep_page, keep_place, remembered_spot, take_place
from app.ui.wording import keep_reports_beside, words_for

if TYPE_CHECKING:
    from app.models.ledger import Ledger
    from app.ui.desk import Desk


class MainWindow(QMainWindow):
    """Shows the way into the ledger of a folder, its desk, or the lock; each matter has a module of its own."""

    def __init__(self, folder: Path, clock: Clock, otherwise: NewLedger | None = None) -> None:
        """`otherwise` is made where there is no ledger yet, instead of asking in the first run."""
        super().__init__()
        self._clock = clock
        self.memory = Memory(folder)
        self.sitting: Sitting | None = None
        self.wants_restart = False
        self.kept = Kept(remembered_spot(self.memory, today(clock)))
        self.operations = Operations(self)
        self.unlock, self.first_run = UnlockPage(), FirstRunPage(folder)
        self.bar, self.strip, self.status = TroubleBar(), ProgressStrip(), StatusBar()
        self.menus = Menus(int(self.memory.get(TEXT_SCALE, "100")))
        keep_reports_beside(folder)
        self._lay_out()
        self.doorway, self.locking = Doorway(self, self, folder, clock), Locking(self, self)
        self.doorway.otherwise = otherwise
        self.hindrances = Hindrances(self, self)
        self._connect()

    @property
    def ledger(self) -> "Ledger | None":
        """The open ledger; none while nobody is let in."""
        return self.sitting.ledger if self.sitting else None

    @property
    def desk(self) -> "Desk | None":
        """The desk of the open ledger."""
        return self.sitting.desk if self.sitting else None

    def _lay_out(self) -> None:
        self.setWindowTitle(tr("Xiangxun"))
        self.setMenuBar(self.menus)
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
        # Or every word in the status bar would start an animation of the whole window that moves nothing.
        self.setAnimated(False)
        self.setStatusBar(self.status)
        take_place(self, self.memory)

    def _connect(self) -> None:
        self.menus.lock_wanted.connect(self.lock)
        self.menus.quit_wanted.connect(self.close)
        self.menus.back_wanted.connect(self._go_back)
        self.menus.page_wanted.connect(self._go_to_entry)
        self.menus.scale_wanted.connect(self.scale_text)
        self.menus.keys_wanted.connect(self.show_keys)
        self.menus.about_wanted.connect(lambda: self._go(Spot(SETTINGS, part="about")))
        self.status.wanted.connect(self._go)
        self.operations.trouble.connect(self.tell_trouble)
        self.locking.shut.connect(self.doorway.ask_again)

    def start(self) -> None:
        """Look for the ledger; called once the window is in sight."""
        self.doorway.start()

    def open(self, operator: str, password: str) -> None:
        """Open the ledger for this operator."""
        self.doorway.open(operator, password)

    def restore_from(self, backup: Path) -> None:
        """Close the ledger and ask who opens the backup that takes its place."""
        self.doorway.restore_from(backup)

    def lock(self) -> None:
        """Hide what is on the screen at once; close the ledger when all that was asked for is written."""
        self.locking.lock()

    @property
    def is_locked(self) -> bool:
        """True from the moment that somebody locks it until somebody comes in."""
        return self.pages.currentWidget() is self.unlock

    def tell_trouble(self, error: Exception) -> None:
        """Show what went wrong and what to do; a fault that comes again and again is told once at a time.

        What comes while the window is being locked is for whoever comes back, and not for who passes by.
        """
        if self.is_locked and self.desk is not None:
            self.kept.unheard.hear(error)
            return
        words = words_for(error)
        if any(each.words.what == words.what for each in self.findChildren(TroubleDialog) if each.isVisible()):
            return
        dialog = TroubleDialog(words, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def show_keys(self) -> None:
        """The keys of the page in sight."""
        spot, title = (self.desk.spot, self.desk.title) if self.desk else (Spot(""), "")
        KeySheet(spot, title, self).open()

    def scale_text(self, percent: int) -> None:
        """Larger or smaller text from the next start on; which may be now."""
        self.memory.put(TEXT_SCALE, str(percent))
        question = tr("The text will be at {percent} % when the program is started again.", percent=percent)
        ChoiceDialog(question, tr("Start again now"), self.restart, self).open()

    def restart(self) -> None:
        """Close, and let the program be started again."""
        self.wants_restart = True
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        refused = self.operations.finish(READS_FOR)
        if refused and self.desk is not None:
            self._stay(refused)
            event.ignore()
            return
        keep_place(self, self.memory)
        if self.desk is not None:
            keep_page(self.memory, self.desk.entry, today(self._clock))
        self.locking.leave()
        super().closeEvent(event)

    def _stay(self, refused: list[Exception]) -> None:
        """The last step was not saved: whoever closes the window hears of it first."""
        self.wants_restart = False
        if self.desk:
            self.desk.go(self.desk.spot)
        self.tell_trouble(refused[0])

    def _go(self, spot: Spot) -> None:
        if self.desk is not None and self.pages.currentWidget() is self.desk:
            self.desk.go(spot)

    def _go_back(self) -> None:
        if self.desk is not None and not self.is_locked:
            self.desk.go_back()

    def _go_to_entry(self, place: int) -> None:
        if self.desk is not None and not self.is_locked:
            self.desk.go(Spot(self.desk.entries[place]))

    def sit_down(self, ledger: "Ledger") -> None:
        """Somebody has come in: show the desk at the place where they were."""
        self.operations.welcome()
        with self.operations.painting_first():
            self.sitting = Sitting(self, self, ledger)
            self.hindrances.greet(ledger)
            self._show_desk(self.sitting.desk)
        if ledger.wrong_passwords:
            self.status.say(tr("{count} wrong passwords were tried before you came in.", count=ledger.wrong_passwords))
        self.locking.watch()

    def _show_desk(self, desk: "Desk") -> None:
        self.menus.offer_pages(desk.titles)
        self.pages.addWidget(desk)
        self.pages.setCurrentWidget(desk)
        # Or the scanner would hear every event of every widget while the first page is made.
        desk.setFocus()
        # Imported beside the window, made in one turn, shown in the next: at once it would stop for too long.
        spot = self.kept.spot
        self.operations.read(lambda _: bring_page(spot.page), lambda _: self._make_page(spot))

    def _make_page(self, spot: Spot) -> None:
        if self.desk is not None:
            self.desk.page_of(spot.page)
            self.operations.read(lambda _: None, lambda _: self._begin_at(spot))

    def _begin_at(self, spot: Spot) -> None:
        if self.desk is not None and self.ledger is not None:
            # Whoever has gone elsewhere meanwhile, or dropped a file, is not taken back.
            if not self.desk.has_begun:
                self.desk.go(spot)
            self._tell_unheard(self.ledger.clerk.name)

    def _tell_unheard(self, clerk: str) -> None:
        """What came of it while the window was being locked, told to whoever had asked for it."""
        unheard = self.kept.unheard_of(clerk)
        if unheard.errors:
            self.tell_trouble(unheard.errors[0])
        elif unheard.is_writing:
            self.status.say(tr("What was under way when the window was locked is done and saved."))

    def follow(self, operation: Operation, words: str) -> None:
        """Show how far long work has come, and offer to stop it."""
        operation.voices.stopped.connect(lambda: self.status.say(tr("Stopped; nothing was changed.")))
        self.strip.follow(operation, words)
