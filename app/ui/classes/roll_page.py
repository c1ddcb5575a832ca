"""The roll call of a class: the grid, its keys, the tally of the lesson at hand, and the closing of a day."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QDialog, QMenu, QStackedWidget, QWidget

from app.i18n import tr
from app.ledger.attendance import DayIsSealed
from app.ledger.day_seals import RollCallIncomplete, seal_day
from app.ledger.roll_board import RollBoard, roll_board
from app.ui.awaited import Awaited
from app.ui.classes.class_part import ClassPart
from app.ui.classes.file_papers import preview_paper
from app.ui.classes.roll_bar import Tally, legend
from app.ui.classes.roll_clipboard import Pasted
from app.ui.classes.roll_model import Cell, RollModel, Step
from app.ui.classes.roll_punches import PunchDialog
from app.ui.classes.roll_views import RollViews
from app.ui.classes.shrinking_bar import ShrinkingBar, menu_button
from app.ui.files import ask_open
from app.ui.notices import Offer, ReasonDialog, TroubleDialog
from app.ui.permissions import lend
from app.ui.pieces import button, card, key, label, pile_of, row_of, search_field
from app.ui.spots import CLASS, Spot
from app.ui.wording import Words, words_for
from app.ui.work import Work

SEARCH, SEARCH_NARROW, SMALL = 190, 130, 1050
REASONS_SHOWN, FIRST_KEYS = 5, 4
READING = 2  # the layer that says so


class RollPage(ClassPart):
    """Everything around the grid."""

    def __init__(self, work: Work) -> None:
        super().__init__(work)
        self._class_id = ""
        self.model = RollModel(work, self)
        self.views = RollViews(self.model)
        self.grid = self.views.grid
        self.search = search_field(tr("Name, pinyin, ID tail (Ctrl+F)"))
        self.legend = legend(self.grid)
        self.tally = Tally(self.grid)
        self.seal = button(tr("Close this day"), self.seal_day)
        self.seal.setToolTip(tr("Later marks of this day need a reason, and show") + "  Ctrl+E")
        self.present = button(tr("All present"), self.grid.all_present, "check", is_primary=True)
        self.present.setToolTip(tr("Mark everyone without a mark in this half-day as present") + "  Ctrl+Enter")
        self.more = menu_button(tr("More"))
        self.more.setMenu(self._menu())
        self._lay_out()
        self._connect()

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        deeds: dict[str, Callable[[], object]] = {
            tr("Read a punch clock's file…") + "\tCtrl+O": self.ask_punches,
            tr("Print the sign-in sheet of this day…") + "\tCtrl+P": self.print_sign_in,
            tr("Close this day") + "\tCtrl+E": self.seal_day,
            tr("Print the attendance summary…") + "\tCtrl+Shift+P": self.print_summary,
            tr("Copy with names and days") + "\tCtrl+Shift+C": lambda: self.grid.copy(headed=True),
            tr("Paste marks from a spreadsheet") + "\tCtrl+V": self.grid.paste,
        }
        for words, deed in deeds.items():
            menu.addAction(words).triggered.connect(lambda _=False, deed=deed: deed())
        return menu

    def _lay_out(self) -> None:
        self.nobody = label("", "muted", wraps=True)
        self.nobody.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.way_on = button("", self._go_on, is_primary=True)
        empty = QWidget()
        pile = pile_of(None, self.nobody)
        pile.addLayout(row_of(None, self.way_on, None))
        pile.addStretch()
        empty.setLayout(pile)
        self.layers = QStackedWidget()
        self.layers.addWidget(card(self.views))
        self.layers.addWidget(card(pile_of(empty)))
        self.awaited = Awaited(self, (self.present, self.seal, self.more))
        self.layers.addWidget(card(pile_of(None, self.awaited.line, None)))
        self.awaited.line.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout = pile_of()
        layout.setContentsMargins(0, 0, 0, 0)
        yielding = (*self.legend[:FIRST_KEYS], self.seal, *self.legend[FIRST_KEYS:])
        ends = (None, self.tally, 4, self.more, self.seal, self.present)
        layout.addWidget(ShrinkingBar(self.search, *self.legend, *ends, yielding=yielding))
        layout.addWidget(self.layers, 1)
        self.setLayout(layout)

    def _connect(self) -> None:
        self.grid.said.connect(self.work.said)
        self.grid.pasted.connect(self._tell_left_out)
        self.model.refused.connect(lambda error, _: self._open(TroubleDialog(words_for(error), self)))
        self.model.reason_wanted.connect(self._ask_reason)
        self.search.textChanged.connect(self.views.find)
        self.search.returnPressed.connect(self.grid.setFocus)
        keys: dict[str, Callable[[], object]] = {
            "Ctrl+F": self._to_search,
            "Ctrl+Z": self.undo,
            "Ctrl+Y": self.redo,
            "Ctrl+Shift+Z": self.redo,
            "Ctrl+Return": self.grid.all_present,
            "Ctrl+Enter": self.grid.all_present,
            "Ctrl+E": self.seal_day,
            "Ctrl+O": self.ask_punches,
            "Ctrl+P": self.print_sign_in,
            "Ctrl+Shift+P": self.print_summary,
        }
        for pressed, deed in keys.items():
            key(self, pressed, self.awaited.then(deed))

    def show_class(self, class_id: str, detail: str = "") -> None:
        """Read and show the roll call; the clerk stands at the first gap, or at that of the enrolment in `detail`."""
        ledger = self.work.ledger
        if self.model.board is None or self.model.board.row.id != class_id:
            # Out of sight, so that no key marks anybody of another class.
            self.awaited.drop()
            self.layers.setCurrentIndex(READING)
            self.search.setFocus()
        self._class_id = class_id
        self.awaited.begin()
        self.work.operations.read(
            lambda _: roll_board(ledger, class_id), lambda board: self._show(board, detail), self._not_read
        )

    def _not_read(self, error: Exception) -> None:
        self.awaited.drop()
        self.work.operations.trouble.emit(error)

    def _show(self, board: RollBoard, meant: str) -> None:
        if board.row.id == self._class_id:
            self.search.clear()
            self.model.show_board(board)
            self.awaited.end(lambda: self._settle(board, meant))

    def _settle(self, board: RollBoard, meant: str) -> None:
        is_empty = not (board.people and board.lessons)
        lend(self.work, self.present, action="attendance.mark", if_also=not is_empty)
        lend(self.work, self.seal, action="attendance.seal", if_also=not is_empty)
        self.layers.setCurrentIndex(int(is_empty))
        if is_empty:
            self._tell_empty(board)
            return
        self.grid.go(*self._first_gap(meant))
        self.grid.scrollTo(self.grid.currentIndex(), QAbstractItemView.ScrollHint.PositionAtCenter)
        self.grid.setFocus()

    def _tell_empty(self, board: RollBoard) -> None:
        no_lessons = tr("This class has no lessons; the roll is called in lessons.")
        nobody = tr("Nobody is on the roster yet; the roll call comes after it.")
        self.nobody.setText(no_lessons if board.people else nobody)
        self.way_on.setText(tr("Open the timetable") if board.people else tr("Open the roster"))
        self.way_on.setAccessibleName(self.way_on.text())
        self.way_on.setFocus()

    def _go_on(self) -> None:
        if self.model.board is not None:
            part = "timetable" if self.model.people else "roster"
            self.work.go(Spot(CLASS, self.model.board.row.id, part))

    def _first_gap(self, meant: str) -> Cell:
        """Where to begin: a day (2026-11-03) or an enrolment may be meant."""
        people, last = self.model.people, self._lesson_meant(meant)
        for at, person in enumerate(people):
            if meant and person.enrolment_id == meant:
                gaps = [lesson for lesson in range(last + 1) if not self.model.mark_at((at, lesson))]
                return at, gaps[0] if gaps else last
        gaps = [at for at, one in enumerate(people) if one.left_on is None and not self.model.mark_at((at, last))]
        return gaps[0] if gaps else 0, last

    def _lesson_meant(self, meant: str) -> int:
        days = [str(lesson.day) for lesson in self.model.board.lessons] if self.model.board else []
        return days.index(meant) if meant in days else max(0, self.model.last_open)

    def undo(self) -> None:
        """Take the last step back, on the disk too."""
        self._tell_step(self.model.undo(), tr("There is nothing to take back."))

    def redo(self) -> None:
        """Do the step again that was taken back last."""
        self._tell_step(self.model.redo(), tr("There is nothing to do again."))

    def _tell_step(self, step: Step | None, none: str) -> None:
        if step is None:
            self.work.said.emit(none)
            return
        self.grid.go(*step.cells[0][0])
        self.work.said.emit(tr("{count} marks changed.", count=len(step.cells)))

    def seal_day(self, *, incomplete: bool = False) -> None:
        """Close the marks of the day at hand."""
        board, day = self.model.board, self._day()
        if board is None or day is None or not self.seal.isEnabled():
            return
        ledger, class_id = self.work.ledger, board.row.id
        self.work.operations.write(
            lambda _: seal_day(ledger, class_id, day, incomplete=incomplete), self._sealed, self._not_sealed
        )

    def _day(self) -> date | None:
        here, board = self.grid.cell(), self.model.board
        return board.lessons[here[1]].day if board and here and 0 <= here[1] < self.model.lessons else None

    def _sealed(self, _: object) -> None:
        self.work.note_saved()
        self.work.said.emit(tr("The day is closed; a later mark needs a reason."))
        self._read_again()

    def _read_again(self) -> None:
        here = self.grid.cell() or (0, 0)
        self.model.changed.connect(lambda: self.grid.go(*here), Qt.ConnectionType.SingleShotConnection)
        self.model.reload()

    def _not_sealed(self, error: Exception) -> None:
        if isinstance(error, RollCallIncomplete):
            here = self.grid.cell() or (0, 0)
            people = [at for at, person in enumerate(self.model.people) if person.left_on is None]
            self.grid.go(next((at for at in people if not self.model.mark_at((at, here[1]))), here[0]), here[1])
            self._open(self._incomplete(error))
        else:
            self._open(TroubleDialog(words_for(error), self))

    def _incomplete(self, error: RollCallIncomplete) -> TroubleDialog:
        to_do = tr("Mark those who are missing, or close the day as it is: missing marks then count no hours.")
        offer = Offer(tr("Close the day as it is"), lambda: self.seal_day(incomplete=True))
        return TroubleDialog(replace(words_for(error), to_do=to_do), self, offer)

    def _ask_reason(self, error: DayIsSealed, step: Step) -> None:
        # Until now the bar spoke of the step as done.
        self.work.said.emit(tr("Nothing is changed yet: a reason is needed."))
        self._open(ReasonDialog(error.sentence(), lambda reason: self._write_late(step, reason), self))

    def _write_late(self, step: Step, reason: str) -> None:
        self.model.learn(step)
        self.model.write(step, reason)

    def _tell_left_out(self, pasted: Pasted) -> None:
        reasons = [tr("{count} cells: {why}", count=count, why=why) for why, count in pasted.refused[:REASONS_SHOWN]]
        more = len(pasted.refused) - len(reasons)
        reasons += [tr("… and {count} further reasons", count=more)] if more > 0 else []
        what = tr("{count} cells were not pasted.", count=pasted.refused_count) + "\n" + "\n".join(reasons)
        safe = tr("The other {count} cells were taken.", count=len(pasted.wanted))
        to_do = tr("Correct them in the spreadsheet and paste again, or mark them here; Ctrl+Z takes the paste back.")
        details = "\n".join(f"{count}  {why}" for why, count in pasted.refused)
        self._open(TroubleDialog(Words(what, safe, to_do, details), self))

    def ask_punches(self) -> None:
        """Ask for the file of a punch clock."""
        if self.model.board is not None and self.present.isEnabled():
            patterns = tr("Punch clock files") + " (*.csv *.xlsx *.xls *.txt *.dat)"
            ask_open(self, self.work.memory, tr("The file of the punch clock"), patterns, self.read_punches)

    def read_punches(self, path: Path) -> None:
        """Show what the file comes to; marks made by it can be taken back in one step."""
        if self.model.board is not None:
            dialog = PunchDialog(self.work, self.model.board, path, self)
            dialog.imported.connect(self._punched)
            dialog.finished.connect(self.grid.setFocus)
            dialog.show_sized()

    def _punched(self, cells: dict[tuple[str, str], tuple[str, str]]) -> None:
        self.model.learn(self.model.step_of(cells))
        self._read_again()

    def print_sign_in(self) -> None:
        """Look at the sign-in sheet of the day at hand as it is printed."""
        board, day = self.model.board, self._day()
        if board is not None and day is not None:
            preview_paper(self.work, board.row, "attendance_day", self, day=day)

    def print_summary(self) -> None:
        """Look at the attendance summary as it is printed."""
        if self.model.board is not None:
            preview_paper(self.work, self.model.board.row, "attendance_total", self)

    def _open(self, dialog: QDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.finished.connect(self.grid.setFocus)
        dialog.open()

    def _to_search(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_small = self.width() < SMALL
        self.views.narrow(is_narrow=is_small)
        self.search.setFixedWidth(SEARCH_NARROW if is_small else SEARCH)
