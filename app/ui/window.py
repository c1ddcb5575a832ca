"""The window: locked or open, one ledger at a time; it is in sight before anything heavy is loaded."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QDialog, QMainWindow, QStackedWidget, QWidget

from app.clock import Clock, today
from app.i18n import mark, tr
from app.ui.clipboard import forget_numbers
from app.ui.first_run import FirstRunPage
from app.ui.front_door import Found, NewLedger, begin, bring_page, enter, go_on, look
from app.ui.key_sheet import KeySheet
from app.ui.memory import TEXT_SCALE, Memory
from app.ui.menu import Menus
from app.ui.notices import ChoiceDialog, TroubleBar, TroubleDialog
from app.ui.operation import Operation, Operations
from app.ui.pieces import pile_of
from app.ui.progress_strip import ProgressStrip
from app.ui.spots import HOME, SETTINGS, Spot
from app.ui.status_bar import StatusBar
from app.ui.unlock_page import UnlockPage
from app.ui.window_place import keep_place, take_place
from app.ui.wording import keep_reports_beside, sentences_for, words_for

if TYPE_CHECKING:
    from app.models.ledger import Ledger
    from app.ui.desk import Desk
    from app.ui.work import Work

LOCK_AFTER = 10 * 60 * 1000
GO_ON_WORDS = mark(
    "If the newer ledger still exists, on another computer or disk, work on there and leave this copy alone. If it is "
    "lost, this copy can go on under a new identity: nothing in it is lost, the rest of its number block stays closed "
    "so that no number is given twice, and the county grants a new block."
)
PAGE, DAY = "page/name", "page/day"
STIRRINGS = (QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.Wheel)


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
        self._spot = self._remembered_spot()
        self._last_clerk = ""
        self._unheard: list[Exception] = []
        self._drafts: dict[str, dict[str, object]] = {}
        self.operations = Operations(self)
        self.unlock, self.first_run = UnlockPage(), FirstRunPage(folder)
        self.bar, self.strip, self.status = TroubleBar(), ProgressStrip(), StatusBar()
        self.menus = Menus(int(self.memory.get(TEXT_SCALE, "100")))
        self.idle = QTimer(self, singleShot=True, interval=LOCK_AFTER)
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
        self.bar.asked.connect(self.offer_to_go_on)
        self.unlock.asked.connect(self.open)
        self.unlock.looked_again.connect(self._look_again)
        self.unlock.restore_asked.connect(self._restore)
        self.first_run.chosen.connect(self.begin)
        self.operations.trouble.connect(self.tell_trouble)
        self.idle.timeout.connect(self._lock_unless_busy)
        QApplication.instance().installEventFilter(self)  # type: ignore[union-attr]  # a window needs an application

    def start(self) -> None:
        """Look for the ledger; called once the window is in sight."""
        self.operations.read(lambda _: look(self._folder), self._show_found, self._show_shut)

    def open(self, operator: str, password: str) -> None:
        """Open the ledger for this operator."""
        self.operations.write(
            lambda _: enter(self._folder, operator, password, self._clock), self._sit_down, self._shut
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
        )
        operation.voices.stopped.connect(self.start)
        if wanted.fills:
            self.strip.follow(operation, tr("Making the practice classes…"))

    def restore_from(self, backup: Path) -> None:
        """Close the ledger and ask who opens the backup that takes its place."""
        self._backup = backup
        self.lock()

    def offer_to_go_on(self) -> None:
        """What can be done about a ledger that may not be written."""
        if self.ledger is not None and self.ledger.standing.hindrance is not None:
            question = "\n\n".join((str(self.ledger.standing.hindrance), tr(GO_ON_WORDS)))
            ChoiceDialog(question, tr("Go on with this copy"), self._go_on, self).open()

    def lock(self) -> None:
        """Hide what is on the screen at once; close the ledger when all that was asked for is written.

        The clerk comes back to the same place, and hears what was refused meanwhile.
        """
        if self.ledger is None or self.desk is None or self.pages.currentWidget() is self.unlock:
            return
        self._spot, self._last_clerk = self.desk.spot, self.ledger.clerk.name
        self._hide_all()
        self.unlock.wait()
        self.pages.setCurrentWidget(self.unlock)
        self.operations.leave(self._unheard.append)
        if self.operations.is_idle:
            self._close_and_look()
        else:
            self.operations.rested.connect(self._close_and_look, Qt.ConnectionType.SingleShotConnection)

    def tell_trouble(self, error: Exception) -> None:
        """Show what went wrong and what to do; a fault that comes again and again is told once at a time."""
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

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in STIRRINGS and self.ledger is not None:
            self.idle.start()
        return super().eventFilter(watched, event)

    def closeEvent(self, event: QCloseEvent) -> None:
        refused = self.operations.finish()
        if refused and self.desk is not None:
            self._stay(refused)
            event.ignore()
            return
        keep_place(self, self.memory)
        self._keep_spot()
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
        if self.desk is not None:
            self.desk.go_back()

    def _go_to_entry(self, place: int) -> None:
        if self.desk is not None:
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
        unheard = tr("The last step was not saved; what happened is told as soon as you are back.")
        self.unlock.show_found(found, self._last_clerk, unheard if self._unheard else "")

    def _show_shut(self, error: Exception) -> None:
        self.pages.setCurrentWidget(self.unlock)
        self.unlock.show_shut(sentences_for(error))

    def _restore(self, operator: str, password: str) -> None:
        wanted = NewLedger(operator, password, backup=self._backup)
        self.operations.write(lambda op: begin(self._folder, wanted, self._clock, op.step), self._restored, self._shut)

    def _restored(self, ledger: "Ledger") -> None:
        self._backup, self._spot = None, Spot(HOME)
        self._sit_down(ledger)
        self.status.say(tr("The backup is restored. Ask the county for a new number block."))

    def _go_on(self) -> None:
        ledger = self.ledger
        if ledger is not None:
            self.operations.write(lambda _: go_on(ledger), lambda _: self._gone_on(ledger))

    def _gone_on(self, ledger: "Ledger") -> None:
        self.bar.tell(ledger.standing.hindrance)
        self._greet(ledger)
        self.status.say(tr("This copy goes on. Ask the county for a new number block."))
        if self.desk is not None:
            self.desk.go(self.desk.spot)

    def _greet(self, ledger: "Ledger") -> None:
        from app.models.key_ring import KeyRing

        self.status.greet(ledger, is_practice=KeyRing.read(ledger.places.keys).is_practice)

    def _shut(self, error: Exception) -> None:
        from app.models.faults import LedgerBusy

        if isinstance(error, LedgerBusy):
            self.start()
            return
        if self._backup is None and self.pages.currentWidget() is not self.unlock:
            self._show_lock(self._found)
        self.unlock.tell(sentences_for(error))

    def _sit_down(self, ledger: "Ledger") -> None:
        from app.ui.desk import Desk
        from app.ui.scanner import install_scanner
        from app.ui.work import Work

        self.ledger = ledger
        work = Work(ledger, self.operations, self, self.memory)
        work.drafts = self._drafts.setdefault(ledger.clerk.name, {})
        self.desk = Desk(work)
        install_scanner(self.desk)
        self._listen(work, self.desk)
        self._greet(ledger)
        self.bar.tell(ledger.standing.hindrance)
        self.menus.offer_pages(self.desk.titles)
        self.pages.addWidget(self.desk)
        self.pages.setCurrentWidget(self.desk)
        self.idle.start()
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
        work.said.connect(self.status.say)
        work.saved.connect(self.status.note_saved)
        work.under_way.connect(self._follow)
        desk.glanced.connect(self.status.show_glance)

    def _tell_unheard(self, clerk: str) -> None:
        """What was refused while the window was being locked, told to whoever it was refused to."""
        refused, self._unheard = self._unheard, []
        if refused and clerk == self._last_clerk:
            self.tell_trouble(refused[0])

    def _offer_joining(self) -> None:
        from app.ui.first_run_joining import JoinDialog

        if self.desk:
            JoinDialog(self.desk.work, self).show_sized()

    def _follow(self, operation: Operation, words: str) -> None:
        operation.voices.stopped.connect(lambda: self.status.say(tr("Stopped; nothing was changed.")))
        self.strip.follow(operation, words)

    def _lock_unless_busy(self) -> None:
        """Nobody stirs; but what is under way for them goes on first."""
        if self.operations.is_idle:
            self.lock()
        else:
            self.idle.start()

    def _look_again(self) -> None:
        self._backup = None
        self.start()

    def _close_and_look(self) -> None:
        self._leave()
        self.start_locked()

    def start_locked(self) -> None:
        """Show who may come in again."""
        self.operations.read(lambda _: look(self._folder), self._show_lock, self._show_shut)

    def _remembered_spot(self) -> Spot:
        """The page of the last time, if that was today: a new day begins with what there is to do."""
        is_today = self.memory.get(DAY) == today(self._clock).isoformat()
        return Spot(self.memory.get(PAGE, HOME) if is_today else HOME)

    def _keep_spot(self) -> None:
        if self.desk is not None:
            self.memory.put(PAGE, self.desk.entry)
            self.memory.put(DAY, today(self._clock).isoformat())

    def _hide_all(self) -> None:
        """Nothing of a person stays in sight or on the clipboard."""
        self.idle.stop()
        for dialog in self.findChildren(QDialog):
            dialog.close()
            dialog.hide()
        forget_numbers()
        self.bar.tell(None)
        self.status.forget()
        self.menus.forget()

    def _leave(self) -> None:
        self._hide_all()
        self.operations.finish()
        if self.desk is not None:
            self.pages.removeWidget(self.desk)
            self.desk.deleteLater()
            self.desk = None
        if self.ledger is not None:
            self.ledger.close()
            self.ledger = None
