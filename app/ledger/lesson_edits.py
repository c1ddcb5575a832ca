"""Lessons filled in and put back: topic, place, trainer, kind, hours; a rainy day pushed on; an earlier state again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.errors import Refusal
from app.i18n import mark
from app.ledger.class_rows import open_row
from app.ledger.days_off import days_off_of
from app.ledger.lessons import (
    HalfDayTaken,
    LessonChange,
    LessonWithoutHours,
    NoSuchLesson,
    held_lesson,
    needed,
    put_lesson,
    refuse_marks,
    settled,
)
from app.ledger.rules import rules_on
from app.ledger.teaching import find_trainer
from app.ledger.timetable import LessonRow, held_lessons
from app.models.change import Change
from app.models.ledger import Ledger
from app.models.training import Lesson, TrainingClass
from app.models.vocabulary import HalfDay, LessonKind

_HORIZON = 400  # days looked ahead for a day on which a pushed lesson can be held


class NothingToShift(Refusal):
    """The class has no lesson from there on."""

    code = "nothing_to_shift"
    message = mark("From {day} on the class has no lesson that could be pushed on.")
    remedy = mark("Choose a day with lessons.")


@dataclass(frozen=True)
class LessonEdit:
    """What is to be said of lessons; None leaves what is there. The trainer by name or id, nobody if empty."""

    topic: str | None = None
    place: str | None = None
    trainer: str | None = None
    kind: LessonKind | None = None
    hours: int | None = None


def edit_lessons(ledger: Ledger, lesson_ids: Sequence[str], edit: LessonEdit, reason: str = "") -> LessonChange:
    """Fill lessons in. Another trainer than the one named, another kind or other hours want a reason.

    Raises NoSuchLesson, LessonHasMarks for kind and hours, LessonWithoutHours, UnknownName, ReasonMissing,
    RulesStandAgainst.
    """
    with ledger.change("lesson.edit", reason=reason.strip()) as change:
        lessons = [held_lesson(change, each) for each in dict.fromkeys(lesson_ids)]
        if not lessons:
            raise NoSuchLesson
        trainer = _trainer_id(change, edit.trainer) if edit.trainer is not None else None
        for lesson in lessons:
            if _wants_reason(lesson, edit, trainer):
                needed(reason)
            _fill(change, lesson, edit, trainer)
        return settled(change, *lessons)


def shift_lessons(ledger: Ledger, class_id: str, day: date, half_day: HalfDay, reason: str) -> LessonChange:
    """Push every lesson from this half-day on to the next day of lessons, the last to the next day that may have any.

    Raises NothingToShift, LessonHasMarks, RulesStandAgainst, ReasonMissing.
    """
    with ledger.change("lesson.shift", reason=needed(reason)) as change:
        row = open_row(change.session, class_id)
        later = [each for each in change.rows(held_lessons(class_id)) if _is_from(each, day, half_day)]
        if not later:
            raise NothingToShift(day=day)
        days = list(dict.fromkeys(lesson.day for lesson in later))
        following = dict(zip(days, [*days[1:], _next_day(change, row, days[-1])], strict=True))
        for lesson in later:
            refuse_marks(change, lesson)
        for lesson in later:
            put_lesson(lesson, following[lesson.day], lesson.half_day)
        return settled(change, *later)


def put_back(ledger: Ledger, rows: Sequence[LessonRow], reason: str) -> LessonChange:
    """Let these lessons be again as the rows say, cancelled or not.

    Raises NoSuchLesson, LessonHasMarks where time, kind, hours or cancelling change, HalfDayTaken, ReasonMissing.
    """
    with ledger.change("lesson.put_back", reason=needed(reason)) as change:
        lessons = [_as_before(change, row) for row in rows]
        change.session.flush()
        for lesson in lessons:
            _refuse_doubled(change, lesson)
        return settled(change, *lessons)


def _trainer_id(change: Change, named: str) -> str | None:
    return find_trainer(change.session, named).id if named.strip() else None


def _wants_reason(lesson: Lesson, edit: LessonEdit, trainer: str | None) -> bool:
    """Filling in what was empty needs none."""
    is_replaced = edit.trainer is not None and lesson.trainer_id not in (None, trainer)
    is_other_kind = edit.kind is not None and edit.kind != lesson.kind
    return is_replaced or is_other_kind or (edit.hours is not None and edit.hours != lesson.hours)


def _fill(change: Change, lesson: Lesson, edit: LessonEdit, trainer: str | None) -> None:
    kind = lesson.kind if edit.kind is None else edit.kind.value
    hours = lesson.hours if edit.hours is None else edit.hours
    if (kind, hours) != (lesson.kind, lesson.hours):
        refuse_marks(change, lesson)
        _refuse_hours(change, lesson.class_id, hours)
        lesson.kind, lesson.hours = kind, hours
    lesson.topic = lesson.topic if edit.topic is None else edit.topic.strip()[:200]
    lesson.place = lesson.place if edit.place is None else edit.place.strip()[:200]
    lesson.trainer_id = lesson.trainer_id if edit.trainer is None else trainer


def _refuse_hours(change: Change, class_id: str, hours: int) -> None:
    row = open_row(change.session, class_id)
    most = rules_on(change.session, row.starts_on).value("class_hours_per_day_max")
    if not 1 <= hours <= most:
        raise LessonWithoutHours(hours=hours, most=most)


def _is_from(lesson: Lesson, day: date, half_day: HalfDay) -> bool:
    order = [half.value for half in HalfDay]
    return (lesson.day, order.index(lesson.half_day)) >= (day, order.index(half_day.value))


def _next_day(change: Change, row: TrainingClass, after: date) -> date:
    off = days_off_of(rules_on(change.session, row.starts_on), row)
    ahead = (after + timedelta(days=step) for step in range(1, _HORIZON))
    return next((day for day in ahead if off.reason(day) is None), after + timedelta(days=1))


def _as_before(change: Change, row: LessonRow) -> Lesson:
    lesson = change.get(Lesson, row.id)
    if lesson is None:
        raise NoSuchLesson
    open_row(change.session, lesson.class_id)
    now = (lesson.day, lesson.half_day, lesson.kind, lesson.hours, lesson.cancelled)
    if now != (row.day, row.half_day, row.kind, row.hours, row.cancelled):
        refuse_marks(change, lesson)
    lesson.day, lesson.half_day, lesson.kind, lesson.hours = row.day, row.half_day, row.kind, row.hours
    lesson.moved_from, lesson.cancelled = row.moved_from, row.cancelled
    lesson.topic, lesson.place, lesson.trainer_id = row.topic, row.place, row.trainer_id or None
    return lesson


def _refuse_doubled(change: Change, lesson: Lesson) -> None:
    """Theory and practice may share a half-day, two lessons of one kind may not."""
    there = held_lessons(lesson.class_id).where(Lesson.day == lesson.day, Lesson.half_day == lesson.half_day)
    same = [each for each in change.rows(there) if each.kind == lesson.kind and each.id != lesson.id]
    if same and not lesson.cancelled:
        raise HalfDayTaken(day=lesson.day, half_day=HalfDay(lesson.half_day).label)
