"""The questions of the timetable: what a lesson is about, a further lesson, a day that cannot be held."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QComboBox, QLineEdit, QSpinBox, QWidget

from app.i18n import tr
from app.ledger.lesson_edits import LessonEdit, edit_lessons, shift_lessons
from app.ledger.lessons import LessonChange, NewLesson, add_lesson
from app.ledger.teaching import TrainerRow, list_trainers
from app.ledger.timetable import LessonRow
from app.ledger.timetable_board import TimetableBoard
from app.models.vocabulary import HalfDay, LessonKind
from app.ui.classes.catalogue_dialogs import TrainerDialog
from app.ui.classes.choices import Choice, choose_word, nobody, word_box
from app.ui.classes.timetable_calendar import Slot
from app.ui.day_field import DayField
from app.ui.forms import FormDialog
from app.ui.work import Work

Done = Callable[[LessonChange, str], object]  # what came of it, and the reason
LONGEST, LONGEST_REASON = 200, 300


class LessonFields(FormDialog):
    """What is said of a lesson: topic, trainer, place, kind, hours; and why, where that is asked for."""

    def __init__(self, work: Work, board: TimetableBoard, title: str, done: Done, owner: QWidget) -> None:
        super().__init__(title, tr("Keep it"), owner)
        self._work, self._board, self._done_with = work, board, done
        self.topic, self.place, self.reason = QLineEdit(), QLineEdit(), QLineEdit()
        self.trainer = Choice(self._add_trainer, tr("Add a trainer"), nobody())
        self.kind, self.hours = word_box(LessonKind), QSpinBox()
        self.hours.setRange(1, board.most_hours)
        for field, longest in ((self.topic, LONGEST), (self.place, LONGEST), (self.reason, LONGEST_REASON)):
            field.setMaxLength(longest)

    def add_fields(self) -> None:
        """Put the fields below those that a subclass has put there."""
        self.fields.add(tr("What is taught"), self.topic)
        self.fields.add(tr("Trainer"), self.trainer)
        self.fields.add(tr("Place of the lesson"), self.place)
        self.fields.add(tr("Kind"), self.kind)
        self.fields.add(tr("Class hours"), self.hours)
        self.fields.add(tr("Reason"), self.reason)

    def read_trainers(self, chosen: str) -> None:
        """Offer the trainers of the ledger, this one chosen."""
        ledger = self._work.ledger

        def offer(rows: Sequence[TrainerRow]) -> None:
            self.trainer.offer([(row.id, _named(row)) for row in rows])
            self.trainer.choose(chosen)

        self._work.ask(lambda _: list_trainers(ledger), offer, self.tell)

    def finish(self, outcome: LessonChange) -> None:
        """Close, and hand on what came of it."""
        self.accept()
        self._done_with(outcome, self.reason.text().strip())

    def _add_trainer(self, typed: str) -> None:
        name = "" if typed == nobody() else typed
        TrainerDialog(self._work, name, lambda row: self.read_trainers(row.id), self).show_sized()


class LessonDialog(LessonFields):
    """One lesson or several; what is left as it was in several lessons stays different there."""

    def __init__(
        self, work: Work, board: TimetableBoard, lessons: Sequence[LessonRow], done: Done, owner: QWidget
    ) -> None:
        first = lessons[0]
        one = f"{first.day:%m-%d} {first.half_day_label} · {first.kind_label}"
        super().__init__(
            work, board, one if len(lessons) == 1 else tr("{count} lessons", count=len(lessons)), done, owner
        )
        self._lessons = tuple(lessons)
        self.add_fields()
        self._fill()
        self.reason.setPlaceholderText(tr("Only for another trainer, other hours or another kind"))
        is_called = any(lesson.id in board.called for lesson in lessons)
        for field in (self.kind, self.hours):
            field.setEnabled(not is_called)
        if is_called:
            self.fields.hints[tr("Class hours")].tell(tr("The roll was called already; kind and hours stay."))
        self.read_trainers(self._common("trainer_id"))

    def _fill(self) -> None:
        self.topic.setText(self._common("topic"))
        self.place.setText(self._common("place"))
        choose_word(self.kind, self._common("kind") or self._lessons[0].kind)
        self.hours.setValue(self._lessons[0].hours)
        if len(self._lessons) > 1:
            for field in (self.topic, self.place):
                field.setPlaceholderText(tr("Stays as it is in each of them"))

    def _common(self, name: str) -> str:
        """What all of them have in common; empty if they differ."""
        values = {getattr(lesson, name) for lesson in self._lessons}
        return str(values.pop()) if len(values) == 1 else ""

    def submit(self) -> None:
        if not self.verb.isEnabled():
            return
        if self.trainer.is_unknown:
            self.tell(tr("There is no trainer “{name}”; choose one, or add this one.", name=self.trainer.typed))
            return
        self.busy()
        edit, reason, ledger = self._edit(), self.reason.text(), self._work.ledger
        ids = [lesson.id for lesson in self._lessons]
        self._work.change(lambda _: edit_lessons(ledger, ids, edit, reason), self.finish, self.tell)

    def _edit(self) -> LessonEdit:
        """What differs from before; a field that shows nothing common and was left alone says nothing."""
        kind, hours = self.kind.currentData(), self.hours.value()
        kinds, lengths = {each.kind for each in self._lessons}, {each.hours for each in self._lessons}
        was_hours = self._lessons[0].hours
        return LessonEdit(
            topic=self._said("topic", self.topic.text()),
            place=self._said("place", self.place.text()),
            trainer=self._said("trainer_id", self.trainer.chosen),
            kind=None if kinds == {kind} or (len(kinds) > 1 and kind == self._lessons[0].kind) else LessonKind(kind),
            hours=None if lengths == {hours} or (len(lengths) > 1 and hours == was_hours) else hours,
        )

    def _said(self, name: str, text: str) -> str | None:
        return None if text.strip() == self._common(name) else text.strip()


class NewLessonDialog(LessonFields):
    """A further lesson on a free half-day."""

    def __init__(self, work: Work, board: TimetableBoard, slot: Slot, done: Done, owner: QWidget) -> None:
        super().__init__(work, board, tr("A further lesson"), done, owner)
        self.day, self.half = DayField(), QComboBox()
        self.day.show_day(slot.day)
        for half in HalfDay:
            self.half.addItem(half.label, half.value)
        choose_word(self.half, slot.half_day)
        self.fields.add(tr("Day"), self.day)
        self.fields.add(tr("Half-day"), self.half)
        self.add_fields()
        self.hours.setValue(max((each.hours for each in board.lessons), default=4))
        self.place.setPlaceholderText(board.row.place)
        self.place.setEnabled(False)
        self.reason.setPlaceholderText(tr("Such as: makes up for the lesson of 11-05"))
        self.read_trainers("")

    def submit(self) -> None:
        if not self.verb.isEnabled():
            return
        self.busy()
        ledger, reason = self._work.ledger, self.reason.text()
        new = NewLesson(
            self._board.row.id,
            self.day.day,
            HalfDay(self.half.currentData()),
            LessonKind(self.kind.currentData()),
            self.hours.value(),
            self.topic.text(),
            self.trainer.chosen,
        )
        self._work.change(lambda _: add_lesson(ledger, new, reason), self.finish, self.tell)


class ShiftDialog(FormDialog):
    """A day that cannot be held, for rain or market: everything from there on moves on by one day of lessons."""

    def __init__(self, work: Work, board: TimetableBoard, slot: Slot, reason: str, done: Done, owner: QWidget) -> None:
        super().__init__(tr("Push lessons on"), tr("Push them on"), owner)
        self._work, self._board, self._slot, self._done_with = work, board, slot, done
        self.reason = QLineEdit(reason)
        self.reason.setMaxLength(LONGEST_REASON)
        self.reason.selectAll()
        half = HalfDay(slot.half_day).label
        words = tr("{count} lessons from {day} ({half_day}) on move to the next day of lessons, the last day after it.",
                   count=self._count(), day=slot.day, half_day=half)  # fmt: skip
        self.fields.add(tr("Reason"), self.reason, words)
        self.reason.setPlaceholderText(tr("Such as: rain, the road is closed"))

    def _count(self) -> int:
        order = [half.value for half in HalfDay]
        start = (self._slot.day, order.index(self._slot.half_day))
        held = (each for each in self._board.lessons if not each.cancelled)
        return sum((each.day, order.index(each.half_day)) >= start for each in held)

    def submit(self) -> None:
        if not self.verb.isEnabled():
            return
        self.busy()
        ledger, class_id, slot, reason = self._work.ledger, self._board.row.id, self._slot, self.reason.text()
        half = HalfDay(slot.half_day)
        self._work.change(lambda _: shift_lessons(ledger, class_id, slot.day, half, reason), self._finish, self.tell)

    def _finish(self, outcome: LessonChange) -> None:
        self.accept()
        self._done_with(outcome, self.reason.text().strip())


def _named(row: TrainerRow) -> str:
    """Two of one name are told apart by the tail of the phone."""
    return " · ".join(filter(None, (row.name, row.kind_label, row.phone[-4:])))
