"""What befalls the lessons of a class: moved, swapped, cancelled, added, taught by another; always with a reason."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import exists, select

from app.errors import Refusal
from app.i18n import mark, tr
from app.ledger.categories import refresh_categories
from app.ledger.class_checks import check_trainers, hours_a_day, refuse_blocks
from app.ledger.class_rows import open_row
from app.ledger.days_off import REASONS, days_off_of
from app.ledger.rules import rules_on
from app.ledger.teaching import find_trainer
from app.ledger.timetable import IN_ORDER, LessonRow, held_lessons, lesson_row
from app.models.change import Change
from app.models.findings import Finding, warn
from app.models.ledger import Ledger
from app.models.training import AttendanceMark, Lesson, Trainer, TrainingClass
from app.models.vocabulary import HalfDay, LessonKind


class ReasonMissing(Refusal):
    """Something was to be changed without saying why."""

    code = "reason_missing"
    message = mark("Nobody said why; this change needs a reason.")
    remedy = mark("Give the reason in a few words: inspectors read it.")


class NoSuchLesson(Refusal):
    """There is no lesson of this id, or it was cancelled."""

    code = "no_such_lesson"
    message = mark("There is no such lesson, or it was cancelled.")
    remedy = mark("Look at the timetable of the class: it has the lessons with their days.")


class LessonHasMarks(Refusal):
    """The roll of the lesson was called already."""

    code = "lesson_has_marks"
    message = mark("On {day} ({half_day}) the roll was called already; the lesson stays where it is.")
    remedy = mark("Correct the attendance marks if they are wrong; add a further lesson if one is to be held.")


class HalfDayTaken(Refusal):
    """The class has another lesson in that half-day."""

    code = "half_day_taken"
    message = mark("The class already has a lesson on {day} ({half_day}).")
    remedy = mark("Swap the two lessons, or choose another half-day.")


class OtherClassesLesson(Refusal):
    """The two lessons belong to different classes."""

    code = "other_class"
    message = mark("The two lessons belong to different classes.")
    remedy = mark("Move each of them by itself.")


class LessonWithoutHours(Refusal):
    """A lesson of no hours, or of too many."""

    code = "lesson_hours"
    message = mark("A lesson cannot have {hours} hours.")
    remedy = mark("State whole class hours, from 1 to {most}.")


@dataclass(frozen=True)
class LessonChange:
    """The lessons as they now are, and what the rules have to say about it."""

    lessons: tuple[LessonRow, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class NewLesson:
    """A lesson to be added, for instance for one that was cancelled; the trainer by name or id."""

    class_id: str
    day: date
    half_day: HalfDay
    kind: LessonKind
    hours: int
    topic: str = ""
    trainer: str = ""


def move_lesson(ledger: Ledger, lesson_id: str, day: date, half_day: HalfDay, reason: str) -> LessonChange:
    """Hold a lesson at another time. Raises LessonHasMarks, HalfDayTaken, RulesStandAgainst, ReasonMissing."""
    with ledger.change("lesson.move", reason=needed(reason)) as change:
        lesson = free_lesson(change, lesson_id)
        _refuse_taken(change, lesson.class_id, day, half_day)
        put_lesson(lesson, day, half_day.value)
        return settled(change, lesson)


def swap_lessons(ledger: Ledger, one_id: str, other_id: str, reason: str) -> LessonChange:
    """Hold two lessons of a class at each other's time. Raises as `move_lesson`, and OtherClassesLesson."""
    with ledger.change("lesson.swap", reason=needed(reason)) as change:
        one, other = free_lesson(change, one_id), free_lesson(change, other_id)
        if one.class_id != other.class_id:
            raise OtherClassesLesson
        there = (other.day, other.half_day)
        put_lesson(other, one.day, one.half_day)
        put_lesson(one, *there)
        return settled(change, one, other)


def cancel_lesson(ledger: Ledger, lesson_id: str, reason: str) -> LessonChange:
    """Let a lesson fall out; its hours are then missing. Raises LessonHasMarks, ReasonMissing."""
    with ledger.change("lesson.cancel", reason=needed(reason)) as change:
        lesson = free_lesson(change, lesson_id)
        lesson.cancelled = True
        return settled(change, lesson)


def add_lesson(ledger: Ledger, new: NewLesson, reason: str) -> LessonChange:
    """Hold a further lesson. Raises HalfDayTaken, LessonWithoutHours, RulesStandAgainst, ReasonMissing."""
    with ledger.change("lesson.add", reason=needed(reason)) as change:
        row = open_row(change.session, new.class_id)
        most = rules_on(change.session, row.starts_on).value("class_hours_per_day_max")
        if not 1 <= new.hours <= most:
            raise LessonWithoutHours(hours=new.hours, most=most)
        _refuse_taken(change, row.id, new.day, new.half_day)
        trainer = find_trainer(change.session, new.trainer) if new.trainer else None
        lesson = Lesson(class_id=row.id, day=new.day, half_day=new.half_day.value, kind=new.kind.value, hours=new.hours)
        lesson.topic, lesson.place = new.topic.strip(), row.place
        lesson.trainer_id = trainer.id if trainer else None
        return settled(change, change.add(lesson))


def change_trainer(ledger: Ledger, lesson_id: str, trainer: str, reason: str) -> LessonChange:
    """Let another trainer (name or id; nobody if empty) teach a lesson. Raises UnknownName, RulesStandAgainst."""
    with ledger.change("lesson.trainer", reason=needed(reason)) as change:
        lesson = held_lesson(change, lesson_id)
        lesson.trainer_id = find_trainer(change.session, trainer).id if trainer.strip() else None
        return settled(change, lesson)


def needed(reason: str) -> str:
    """The reason without padding. Raises ReasonMissing."""
    if not reason.strip():
        raise ReasonMissing
    return reason.strip()


def held_lesson(change: Change, lesson_id: str) -> Lesson:
    """The lesson, if it was not cancelled and its class is open. Raises NoSuchLesson, ClassIsClosed."""
    lesson = change.get(Lesson, lesson_id)
    if lesson is None or lesson.cancelled:
        raise NoSuchLesson
    open_row(change.session, lesson.class_id)
    return lesson


def free_lesson(change: Change, lesson_id: str) -> Lesson:
    """The lesson, if moreover its roll was not called yet. Raises LessonHasMarks too."""
    lesson = held_lesson(change, lesson_id)
    refuse_marks(change, lesson)
    return lesson


def refuse_marks(change: Change, lesson: Lesson) -> None:
    """Raise LessonHasMarks if the roll of this lesson was called already."""
    if change.session.scalar(select(exists().where(AttendanceMark.lesson_id == lesson.id))):
        raise LessonHasMarks(day=lesson.day, half_day=HalfDay(lesson.half_day).label)


def _refuse_taken(change: Change, class_id: str, day: date, half_day: HalfDay) -> None:
    taken = held_lessons(class_id).where(Lesson.day == day, Lesson.half_day == half_day.value)
    if change.rows(taken):
        raise HalfDayTaken(day=day, half_day=half_day.label)


def put_lesson(lesson: Lesson, day: date, half_day: str) -> None:
    """Hold it at another time; the first day it was planned for is remembered."""
    if lesson.day != day and lesson.moved_from is None:
        lesson.moved_from = lesson.day
    lesson.day, lesson.half_day = day, half_day


def settled(change: Change, *lessons: Lesson) -> LessonChange:
    """The class follows its lessons, the rules are asked, and what they say is told or refused."""
    change.session.flush()
    row = open_row(change.session, lessons[0].class_id)
    _follow_lessons(change, row)
    held = [lesson for lesson in lessons if not lesson.cancelled]
    findings = refuse_blocks(_findings(change, row, held))
    names: dict[str, Any] = {each.id: each.name for each in change.rows(select(Trainer))}
    return LessonChange(
        tuple(lesson_row(each, _number(change, each), names.get(each.trainer_id or "")) for each in lessons), findings
    )


def _number(change: Change, lesson: Lesson) -> int:
    every = select(Lesson.id).where(Lesson.class_id == lesson.class_id).order_by(*IN_ORDER)
    return change.session.scalars(every).all().index(lesson.id) + 1


def _follow_lessons(change: Change, row: TrainingClass) -> None:
    days = [lesson.day for lesson in change.rows(held_lessons(row.id))]
    if not days:
        return
    row.ends_on = days[-1]
    if row.starts_on != days[0]:
        row.starts_on = days[0]
        refresh_categories(change, row)


def _findings(change: Change, row: TrainingClass, lessons: list[Lesson]) -> tuple[Finding, ...]:
    rules = rules_on(change.session, row.starts_on)
    days = {lesson.day for lesson in lessons}
    same_days = change.rows(held_lessons(row.id).where(Lesson.day.in_(days)))
    kept_free = days_off_of(rules, row)
    message = mark("{day} is {reason}.")
    off = [
        warn("day_off", message, "", day=day, reason=tr(REASONS[reason]))
        for day in sorted(days)
        if (reason := kept_free.reason(day))
    ]
    return (*off, *hours_a_day(rules, same_days), *check_trainers(change.session, rules, lessons))
