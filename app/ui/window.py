"""The window: locked or open, one ledger at a time; it is in sight before anything heavy is loaded."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QMetaObject, QObject, Qt, QTimer
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QWidget

from app.clock import Clock, today
from app.i18n import tr
from app.ui.clipboard import forget_numbers
from app.ui.curtain import Unheard, hide_windows
from app.ui.files import ask_open
from app.ui.first_run import FirstRunPage
from app.ui.front_door import Found, NewLedger, Restored, begin, bring_page, enter, look, restore
from app.ui.hindrances import Hindrances
from app.ui.key_sheet import KeySheet
from app.ui.memory import TEXT_SCALE, Memory
from app.ui.menu import Menus
from app.ui.notices import ChoiceDialog, TroubleBar, TroubleDialog
from app.ui.operation import Operation, Operations
from app.ui.paper import private_paper
from app.ui.pieces import pile_of
from app.ui.progress_strip import ProgressStrip
from app.ui.spots import HOME, SETTINGS, Spot
from app.ui.status_bar import StatusBar
from app.ui.stirrings import Stirrings
from app.ui.unlock_page import UnlockPage
from app.ui.window_place import keep_page, keep_place, remembered_spot, take_place
from app.ui.wording import keep_reports_beside, sentences_for, wants_backup, words_for

if TYPE_CHECKING:
    from app.models.ledger import Ledger
    from app.ui.desk import Desk
    from app.ui.work import Work

LOCK_AFTER = 10 * 60 * 1000
READS_FOR, STIR_AGAIN = 1500, 30  # ms: what only reads and has not ended by then is given up, when all is closed


class MainWindow(QMainWindow):
    """Opens the ledger in a folder, shows the desk, locks itself when nobody stirs."""

    def __init__(self, folder: Path, clock: Clock, otherwise: NewLedger | None = None) -> None:
        """`otherwise` is made where there is no ledger yet, instead of asking in the first run."""
        super().__init__()
        self._otherwise = otherwise
        self._folder, self._clock = folder, clock
        self.memory = Memory(folder)
        self.ledger: Ledger | None = None
        self.desk: Desk | None = None
        self.wants_restart = False
        self._backup: Path | None = None
        self._found = Found(there=False)
        self._spot = remembered_spot(self.memory, today(clock))
        self._last_clerk, self._unheard = "", Unheard()
        self._drafts: dict[tuple[str, str, str], dict[str, object]] = {}
        self._heard: list[QMetaObject.Connection] = []
        self.operations = Operations(self)
        self.unlock, self.first_run = UnlockPage(), FirstRunPage(folder)
        self.bar, self.strip, self.status = TroubleBar(), ProgressStrip(), StatusBar()
        self.menus = Menus(int(self.memory.get(TEXT_SCALE, "100")))
        self.idle, self.stirrings = QTimer(self, singleShot=True, interval=LOCK_AFTER), Stirrings(self)
        self._settling, self._locked_for = QTimer(self, singleShot=True, interval=STIR_AGAIN), QElapsedTimer()
        keep_reports_beside(folder)
        self._lay_out()
        self._connect()

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
        self.hindrances = Hindrances(self, self)
        self.unlock.asked.connect(self.open)
        self.unlock.looked_again.connect(self._look_again)
        self.unlock.restore_asked.connect(self._restore)
        self.unlock.backup_wanted.connect(self._ask_backup)
        self.first_run.chosen.connect(self.begin)
        self.operations.trouble.connect(self.tell_trouble)
        self.idle.timeout.connect(self.lock)
        self._settling.timeout.connect(self._close_when_still)
        self.stirrings.stirred.connect(self.idle.start)

    def start(self) -> None:
        """Look for the ledger; called once the window is in sight."""
        self.operations.read(lambda _: look(self._folder), self._show_found, self._show_shut, while_left=True)

    def open(self, operator: str, password: str) -> None:
        """Open the ledger for this operator."""
        self.operations.write(
            lambda _: enter(self._folder, operator, password, self._clock),
            self._sit_down,
            self._shut,
            while_left=True,
        )

    def begin(self, wanted: NewLedger) -> None:
        """Make or restore the ledger, and open it."""

        def begun(ledger: "Ledger") -> None:
            self._sit_down(ledger)
            if wanted.joins:
                self._offer_joining()

        operation = self.operations.write(
            lambda op: begin(self._folder, wanted, self._clock, op.step),
            begun,
            lambda error: self.first_run.tell(str(error)),
            while_left=True,
        )
        operation.voices.stopped.connect(self.start)
        if wanted.fills:
            self.strip.follow(operation, tr("Making the practice classes…"))

    def restore_from(self, backup: Path) -> None:
        """Close the ledger and ask who opens the backup that takes its place."""
        self._backup = backup
        if self.ledger is None:
            self._show_lock(self._found)
        self.lock()

    def lock(self) -> None:
        """Hide what is on the screen at once; close the ledger when all that was asked for is written.

        The clerk comes back to the same place, and hears what was refused meanwhile.
        """
        if self.ledger is None or self.desk is None or self.is_locked:
            return
        self._spot, self._last_clerk = self.desk.spot, self.ledger.clerk.name
        self._hide_all()
        self.unlock.wait()
        self.pages.setCurrentWidget(self.unlock)
        self._unheard.is_writing = self.operations.is_writing
        self.operations.leave(self._unheard.hear)
        self._locked_for.start()
        self._close_when_still()

    @property
    def is_locked(self) -> bool:
        """True from the moment that somebody locks it until somebody comes in."""
        return self.pages.currentWidget() is self.unlock

    def tell_trouble(self, error: Exception) -> None:
        """Show what went wrong and what to do; a fault that comes again and again is told once at a time.

        What comes while the window is being locked is for whoever comes back, and not for who passes by.
        """
        if self.is_locked and self.desk is not None:
            self._unheard.hear(error)
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
        self._leave()
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

    def _show_found(self, found: Found) -> None:
        self._found = found
        if not found.there and self._otherwise is not None:
            self.begin(self._otherwise)
        elif not found.there:
            self.pages.setCurrentWidget(self.first_run)
        elif found.is_practice and len(found.operators) == 1 and not found.is_taken:
            self.open(found.operators[0], "")
        else:
            self._show_lock(found)

    def _show_lock(self, found: Found) -> None:
        self._found = found
        self.pages.setCurrentWidget(self.unlock)
        if self._backup is not None:
            self.unlock.ask_for_backup(self._backup.name, self._last_clerk)
            return
        self.unlock.show_found(found, self._last_clerk, self._unheard.hint)

    def _show_shut(self, error: Exception) -> None:
        self.pages.setCurrentWidget(self.unlock)
        self.unlock.show_shut(sentences_for(error))

    def _restore(self, operator: str, password: str) -> None:
        backup = self._backup
        if backup is not None:
            self.operations.write(
                lambda _: restore(self._folder, backup, operator, password, self._clock),
                self._restored,
                self._shut,
                while_left=True,
            )

    def _restored(self, restored: Restored) -> None:
        self._backup, self._spot = None, Spot(HOME)
        self._drafts.clear()
        self._sit_down(restored.ledger)
        self.status.say(restored.words())

    def _ask_backup(self) -> None:
        patterns = tr("Backups of a ledger") + " (*.xxbackup)"
        asking = ask_open(self, self.memory, tr("Backup file"), patterns, self.restore_from)
        if (self._folder / "backups").is_dir():
            asking.setDirectory(str(self._folder / "backups"))

    def _shut(self, error: Exception) -> None:
        from app.models.faults import LedgerBusy
        from app.models.key_ring import KeysChanged

        if isinstance(error, LedgerBusy):
            self.start()
            return
        if self._backup is None and self.pages.currentWidget() is not self.unlock:
            self._show_lock(self._found)
        if isinstance(error, KeysChanged):
            self.unlock.ask_password()
        self.unlock.tell(sentences_for(error), may_restore=wants_backup(error) and self._backup is None)

    def _sit_down(self, ledger: "Ledger") -> None:
        from app.ui.desk import Desk
        from app.ui.scanner import install_scanner
        from app.ui.work import Work

        self.ledger = ledger
        self.operations.welcome()
        work = Work(ledger, self.operations, self, self.memory)
        # Another ledger may have somebody of the same name, and the same ledger an older past.
        whose = (ledger.standing.station, ledger.standing.replica, ledger.clerk.id)
        work.drafts = self._drafts.setdefault(whose, {})
        self.desk = Desk(work)
        install_scanner(self.desk)
        self._listen(work, self.desk)
        self.hindrances.greet(ledger)
        if ledger.wrong_passwords:
            self.status.say(tr("{count} wrong passwords were tried before you came in.", count=ledger.wrong_passwords))
        self.menus.offer_pages(self.desk.titles)
        self.pages.addWidget(self.desk)
        self.pages.setCurrentWidget(self.desk)
        self.idle.start()
        self.stirrings.listen()
        # Imported beside the window, made in one turn, shown in the next: at once it would stop for too long.
        spot = self._spot
        self.operations.read(lambda _: bring_page(spot.page), lambda _: self._make_page(spot))

    def _make_page(self, spot: Spot) -> None:
        if self.desk is not None:
            self.desk.page_of(spot.page)
            self.operations.read(lambda _: None, lambda _: self._begin_at(spot))

    def _begin_at(self, spot: Spot) -> None:
        if self.desk is not None and self.ledger is not None:
            self.desk.go(spot)
            self._tell_unheard(self.ledger.clerk.name)

    def _listen(self, work: "Work", desk: "Desk") -> None:
        self._heard = [
            work.said.connect(self.status.say),
            work.saved.connect(self.status.note_saved),
            work.under_way.connect(self._follow),
            desk.glanced.connect(self.status.show_glance),
        ]

    def _tell_unheard(self, clerk: str) -> None:
        """What came of it while the window was being locked, told to whoever had asked for it."""
        unheard, self._unheard = self._unheard, Unheard()
        if clerk == self._last_clerk and unheard.errors:
            self.tell_trouble(unheard.errors[0])
        elif clerk == self._last_clerk and unheard.is_writing:
            self.status.say(tr("What was under way when the window was locked is done and saved."))

    def _offer_joining(self) -> None:
        from app.ui.first_run_joining import JoinDialog

        if self.desk:
            JoinDialog(self.desk.work, self).show_sized()

    def _follow(self, operation: Operation, words: str) -> None:
        operation.voices.stopped.connect(lambda: self.status.say(tr("Stopped; nothing was changed.")))
        self.strip.follow(operation, words)

    def _look_again(self) -> None:
        self._backup = None
        self.start()

    def _close_when_still(self) -> None:
        """Once all that was asked for is written; what only reads is not waited for long."""
        reads_on = not self.operations.is_idle and not self._locked_for.hasExpired(READS_FOR)
        if self.ledger is None or not self.is_locked:
            return
        if self.operations.is_writing or reads_on:
            self._settling.start()
        else:
            self._leave()
            self.start_locked()

    def start_locked(self) -> None:
        """Show who may come in again."""
        self.operations.read(lambda _: look(self._folder), self._show_lock, self._show_shut, while_left=True)

    def _hide_all(self) -> None:
        """Nothing of a person stays in sight or on the clipboard."""
        self.idle.stop()
        self.stirrings.rest()
        hide_windows(self)
        forget_numbers()
        # Whatever a page or its timers still say is not for who passes by.
        for each in self._heard:
            QObject.disconnect(each)
        self._heard = []
        self.strip.forget()
        self.bar.tell(None)
        self.status.forget()
        self.menus.forget()

    def _leave(self) -> None:
        self._hide_all()
        self.operations.finish(STIR_AGAIN)
        if self.desk is not None:
            self.pages.removeWidget(self.desk)
            self.desk.deleteLater()
            self.desk = None
        if self.ledger is not None:
            private_paper.clear(self._folder)
            self.ledger.close()
            self.ledger = None
