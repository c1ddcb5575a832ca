"""The timetable of a class: a calendar to walk through; lessons are filled in, moved, swapped, let fall out, added."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QDialog, QFrame, QScrollArea

from app.i18n import tr
from app.ledger.lesson_edits import put_back
from app.ledger.lessons import LessonChange, LessonHasMarks, cancel_lesson, move_lesson, swap_lessons
from app.ledger.timetable import LessonRow
from app.ledger.timetable_board import TimetableBoard, timetable_board
from app.models.vocabulary import HalfDay
from app.ui.awaited import Awaited
from app.ui.classes.class_part import ClassPart
from app.ui.classes.file_papers import preview_paper
from app.ui.classes.lesson_dialogs import LessonDialog, NewLessonDialog, ShiftDialog
from app.ui.classes.shrinking_bar import CutLabel, ShrinkingBar
from app.ui.classes.timetable_calendar import Calendar, Slot
from app.ui.classes.timetable_grid import TimetableGrid
from app.ui.notices import ReasonDialog, TroubleDialog
from app.ui.permissions import lend
from app.ui.pieces import button, card, key, label, pile_of
from app.ui.wording import words_for
from app.ui.work import Work

ROOM = 40  # pixels kept around the half-day at hand


class TimetablePart(ClassPart):
    """Everything around the calendar."""

    def __init__(self, work: Work) -> None:
        super().__init__(work)
        self.board: TimetableBoard | None = None
        self._class_id = ""
        self._undo: list[tuple[LessonRow, ...]] = []
        self._last_reason = ""
        self.grid = TimetableGrid()
        self.sums, self.here = CutLabel("muted", least=80), CutLabel("muted", least=80)
        self.warnings = label("", "warn", wraps=True)
        self._make_buttons()
        self._lay_out()
        self._connect()

    def _make_buttons(self) -> None:
        self.edit = button(tr("Fill in"), self.edit_lesson, "pencil")
        self.take = button(tr("Move"), self.grid.take_up)
        self.drop = button(tr("Let fall out"), self.cancel)
        self.push = button(tr("Push on…"), self.shift)
        self.paper = button(tr("Print"), self.print_timetable, "printer")
        self.add = button(tr("Add a lesson"), self.add_lesson, "plus", is_primary=True)
        tips = {
            self.edit: tr("Topic, trainer, place, hours; for several lessons choose them with Shift and arrows")
            + "  Enter",
            self.take: tr("Take the lesson up, walk to another half-day, put it down with Enter") + "  M",
            self.drop: tr("The lesson is not held; its hours are then missing") + "  Del",
            self.push: tr("Rain or market: everything from here on moves on by one day of lessons") + "  W",
            self.paper: "Ctrl+P",
            self.add: "Ctrl+N",
        }
        for each, tip in tips.items():
            each.setToolTip(tip)

    def _lay_out(self) -> None:
        self.awaited = Awaited(self, (self.edit, self.take, self.drop, self.push, self.paper, self.add))
        self._field = QScrollArea()
        self._field.setFrameShape(QFrame.Shape.NoFrame)
        self._field.setWidgetResizable(True)
        self._field.setWidget(self.grid)
        self._field.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        layout = pile_of()
        layout.setContentsMargins(0, 0, 0, 0)
        buttons = (self.edit, self.take, self.drop, self.push, self.paper)
        layout.addWidget(
            ShrinkingBar(
                self.awaited.line, self.sums, None, *buttons, self.add, yielding=(self.paper, self.push, self.drop)
            )
        )
        layout.addWidget(self.warnings)
        layout.addWidget(card(pile_of(self._field), margin=6), 1)
        layout.addWidget(self.here)
        self.setLayout(layout)

    def _connect(self) -> None:
        self.grid.opened.connect(self.open)
        self.grid.cancel_wanted.connect(self.cancel)
        self.grid.dropped.connect(self.put_down)
        self.grid.stepped.connect(self._tell_here)
        self.grid.in_sight.connect(self._keep_in_sight)
        keys: dict[str, Callable[[], object]] = {
            "Ctrl+N": self.add_lesson,
            "Ctrl+Z": self.undo,
            "Ctrl+P": self.print_timetable,
            "W": self.shift,
        }
        for pressed, deed in keys.items():
            key(self, pressed, self.awaited.then(deed))

    def show_class(self, class_id: str, detail: str = "") -> None:
        """Read and show the timetable; the clerk stands at the next lesson."""
        if class_id != self._class_id:
            self._undo.clear()
            self.board = None
            self.sums.clear()
            self.awaited.drop()
        self._class_id = class_id
        self.awaited.begin(is_seen=self.board is None)
        self._read()
        self.grid.setFocus()

    def _read(self) -> None:
        ledger, class_id = self.work.ledger, self._class_id
        # After what is being written, or the board would show what was there before it.
        self.work.operations.write(lambda _: timetable_board(ledger, class_id), self._show, self._not_there)

    def _not_there(self, error: Exception) -> None:
        self.awaited.drop()
        self.work.operations.trouble.emit(error)

    def _show(self, board: TimetableBoard) -> None:
        self.board = board
        verbs = (self.edit, self.take, self.drop, self.push, self.add)
        self.grid.show_calendar(
            Calendar(board.weeks, board.lessons, board.off, board.called, board.clashes, board.today, board.row.place)
        )
        self.sums.setText(_sums(board))
        told = [each.sentence() for each in board.findings]
        if board.clashes:
            told.append(tr("{count} lessons have a trainer who teaches elsewhere then.", count=len(board.clashes)))
        self.warnings.setText(" ".join(told))
        self.warnings.setVisible(bool(told))
        self.awaited.end(lambda: lend(self.work, *verbs, action="lesson.edit", if_also=board.is_open))

    def open(self) -> None:
        """Fill the lesson at hand in, or add one where there is none."""
        if self.grid.chosen:
            self.edit_lesson()
        else:
            self.add_lesson()

    def edit_lesson(self) -> None:
        """Fill in what is chosen."""
        lessons = [each for each in self.grid.chosen if not each.cancelled]
        if self.board is not None and self.edit.isEnabled() and lessons:
            self._ask(LessonDialog(self.work, self.board, lessons, self._changed(lessons), self))
        elif self.grid.lesson and self.grid.lesson.cancelled:
            self._bring_back(self.grid.lesson)

    def add_lesson(self) -> None:
        """Add a lesson at the half-day at hand."""
        here = self.grid.here
        if self.board is not None and self.add.isEnabled() and here is not None:
            self._ask(NewLessonDialog(self.work, self.board, here, self._added, self))

    def cancel(self) -> None:
        """Let the lesson at hand fall out."""
        lesson, ledger = self.grid.lesson, self.work.ledger
        if lesson is None or not self.drop.isEnabled():
            return
        if lesson.cancelled:
            self.work.said.emit(tr("This lesson is cancelled already; Enter brings it back."))
        elif not self._refused(lesson):
            question = tr("Why does the lesson of {day} ({half_day}) fall out?", **_figures(lesson))
            self._ask_why(question, [lesson], lambda why: cancel_lesson(ledger, lesson.id, why))

    def put_down(self, lesson: LessonRow, slot: Slot) -> None:
        """Move a lesson to another half-day, or swap it with the one that lies there."""
        if (
            self.board is None
            or not self.take.isEnabled()
            or (lesson.day, lesson.half_day) == (slot.day, slot.half_day)
        ):
            return
        there = [each for each in self.board.at(slot.day, slot.half_day) if not each.cancelled]
        if any(self._refused(each) for each in (lesson, *there[:1])):
            return
        ledger, half = self.work.ledger, HalfDay(slot.half_day)
        figures = _figures(lesson) | {"to_day": slot.day, "to_half": half.label}
        if there:
            question = tr("Why do {day} ({half_day}) and {to_day} ({to_half}) change places?", **figures)
            self._ask_why(question, [lesson, there[0]], lambda why: swap_lessons(ledger, lesson.id, there[0].id, why))
        else:
            question = tr("Why does the lesson of {day} ({half_day}) move to {to_day} ({to_half})?", **figures)
            self._ask_why(question, [lesson], lambda why: move_lesson(ledger, lesson.id, slot.day, half, why))

    def shift(self) -> None:
        """Push everything from the half-day at hand on by one day of lessons."""
        here, board = self.grid.here, self.board
        if board is None or here is None or not self.push.isEnabled():
            return
        order = [half.value for half in HalfDay]
        start = (here.day, order.index(here.half_day))
        later = [e for e in board.lessons if not e.cancelled and (e.day, order.index(e.half_day)) >= start]
        called = [each for each in later if each.id in board.called]
        if called:
            self._refused(called[-1])
        elif later:
            self._ask(ShiftDialog(self.work, board, here, self._last_reason, self._changed(later), self))
        else:
            self.work.said.emit(tr("There is no lesson from here on."))

    def undo(self) -> None:
        """Take the last change of the timetable back, on the disk too."""
        if not self._undo:
            self.work.said.emit(tr("There is nothing to take back."))
            return
        rows, ledger = self._undo.pop(), self.work.ledger
        why = tr("Taken back: {reason}", reason=self._last_reason or tr("entered by mistake"))
        said = tr("The timetable is as it was before.")
        self.work.change(lambda _: put_back(ledger, rows, why), lambda _: self._read(), self._tell_trouble, said=said)

    def print_timetable(self) -> None:
        """Look at the timetable as it is printed."""
        if self.board is not None:
            preview_paper(self.work, self.board.row, "timetable", self)

    def _bring_back(self, lesson: LessonRow) -> None:
        """Let a cancelled lesson be held after all."""
        ledger = self.work.ledger
        question = tr("Why is the lesson of {day} ({half_day}) held after all?", **_figures(lesson))
        again = replace(lesson, cancelled=False)
        self._ask_why(question, [lesson], lambda why: put_back(ledger, [again], why))

    def _ask_why(self, question: str, before: Sequence[LessonRow], deed: Callable[[str], LessonChange]) -> None:
        changed = self._changed(before)

        def given(why: str) -> None:
            self.work.change(lambda _: deed(why), lambda outcome: changed(outcome, why), self._tell_trouble)

        dialog = ReasonDialog(question, given, self)
        dialog.field.setText(self._last_reason)
        dialog.field.selectAll()
        self._ask(dialog)

    def _changed(self, before: Sequence[LessonRow]) -> Callable[[LessonChange, str], None]:
        """What follows a change of these lessons."""

        def follow(outcome: LessonChange, reason: str) -> None:
            self._undo.append(tuple(before))
            self._follow(outcome, reason)

        return follow

    def _added(self, outcome: LessonChange, reason: str) -> None:
        self._undo.append(tuple(replace(each, cancelled=True) for each in outcome.lessons))
        self._follow(outcome, reason)

    def _follow(self, outcome: LessonChange, reason: str) -> None:
        self._last_reason = reason or self._last_reason
        told = [tr("{count} lessons changed; Ctrl+Z takes it back.", count=len(outcome.lessons))]
        told += [each.sentence() for each in outcome.findings]
        self.work.said.emit(" ".join(told))
        first = outcome.lessons[0]
        self._read()
        self.grid.go(Slot(first.day, first.half_day))

    def _refused(self, lesson: LessonRow) -> bool:
        """True if the roll of the lesson was called; the clerk is told."""
        if self.board is None or lesson.id not in self.board.called:
            return False
        self._tell_trouble(LessonHasMarks(**_figures(lesson)))
        return True

    def _tell_trouble(self, error: Exception) -> None:
        self._ask(TroubleDialog(words_for(error), self))

    def _ask(self, dialog: QDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.finished.connect(self.grid.setFocus)
        if isinstance(dialog, LessonDialog | NewLessonDialog | ShiftDialog):
            dialog.show_sized()
        else:
            dialog.open()

    def _tell_here(self) -> None:
        held_up = self.grid.cut_lesson
        words = self.grid.words()
        if held_up:
            words = tr("Walk to a half-day; Enter puts the lesson down, Esc leaves it.") + f"  {words}"
        self.here.setText(words)

    def _keep_in_sight(self, room: QRect) -> None:
        middle = room.center()
        self._field.ensureVisible(middle.x(), middle.y(), ROOM, room.height() + ROOM)


def _figures(lesson: LessonRow) -> dict[str, object]:
    return {"day": lesson.day, "half_day": lesson.half_day_label}


def _sums(board: TimetableBoard) -> str:
    row = board.row
    figures = {"lessons": row.lessons, "hours": row.hours, "theory": row.theory_hours, "practical": row.practical_hours}
    told = tr("{lessons} lessons, {hours} hours: theory {theory}, practice {practical}", **figures)
    return told + " · " + tr("{count} held", count=len(board.called))
