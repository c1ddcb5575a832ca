"""The lessons of a class in the order in which they are held, and the one that lies on a half-day."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, case, select
from sqlalchemy.orm import Session

from app.errors import Refusal
from app.i18n import mark
from app.models.ledger import Ledger
from app.models.training import Lesson, Trainer
from app.models.vocabulary import HalfDay, LessonKind

HALF_DAY_ORDER = case({half.value: place for place, half in enumerate(HalfDay)}, value=Lesson.half_day, else_=9)
KIND_ORDER = case({LessonKind.THEORY.value: 0}, value=Lesson.kind, else_=1)
IN_ORDER = (Lesson.day, HALF_DAY_ORDER, KIND_ORDER, Lesson.id)


class NoLessonThen(Refusal):
    """The class has no lesson on this half-day."""

    code = "no_lesson"
    message = mark("The class has no lesson on {day} ({half_day}).")
    remedy = mark("Look at the timetable of the class: it has the lessons with their days.")


class SeveralLessonsThen(Refusal):
    """Theory and practice share the half-day."""

    code = "several_lessons"
    message = mark("On {day} ({half_day}) theory and practice share the half-day.")
    remedy = mark("Say which of the two is meant: theory or practical.")


@dataclass(frozen=True)
class LessonRow:
    """A lesson as shown; `number` counts the lessons of the class in order."""

    id: str
    number: int
    day: date
    half_day: str
    half_day_label: str
    kind: str
    kind_label: str
    hours: int
    topic: str
    place: str
    trainer: str
    trainer_id: str
    moved_from: date | None
    cancelled: bool


def timetable(ledger: Ledger, class_id: str) -> tuple[LessonRow, ...]:
    """Every lesson of the class in order, cancelled ones too."""
    with ledger.reading() as session:
        return timetable_rows(session, class_id)


def timetable_rows(session: Session, class_id: str) -> tuple[LessonRow, ...]:
    """The same, within a session."""
    statement = select(Lesson, Trainer.name).outerjoin(Trainer).where(Lesson.class_id == class_id).order_by(*IN_ORDER)
    found = session.execute(statement).all()
    return tuple(lesson_row(lesson, number, trainer) for number, (lesson, trainer) in enumerate(found, start=1))


def held_lessons(class_id: str) -> Select[Lesson]:
    """The lessons of a class that were not cancelled, in order."""
    return select(Lesson).where(Lesson.class_id == class_id, Lesson.cancelled.is_(False)).order_by(*IN_ORDER)


def find_lesson(session: Session, class_id: str, day: date, half_day: HalfDay, kind: str = "") -> Lesson:
    """The lesson on this half-day; `kind` tells two apart. Raises NoLessonThen, SeveralLessonsThen."""
    wanted = held_lessons(class_id).where(Lesson.day == day, Lesson.half_day == half_day.value)
    if kind:
        wanted = wanted.where(Lesson.kind == kind)
    found = session.scalars(wanted).all()
    if not found:
        raise NoLessonThen(day=day, half_day=half_day.label)
    if len(found) > 1:
        raise SeveralLessonsThen(day=day, half_day=half_day.label)
    return found[0]


def lesson_called(ledger: Ledger, class_id: str, day: date, half_day: HalfDay, kind: str = "") -> str:
    """The id of the lesson on this half-day. Raises NoLessonThen, SeveralLessonsThen."""
    with ledger.reading() as session:
        return find_lesson(session, class_id, day, half_day, kind).id


def lesson_row(row: Lesson, number: int, trainer: str | None) -> LessonRow:
    """A lesson with the words for its half-day and kind."""
    return LessonRow(
        id=row.id,
        number=number,
        day=row.day,
        half_day=row.half_day,
        half_day_label=HalfDay(row.half_day).label,
        kind=row.kind,
        kind_label=LessonKind(row.kind).label,
        hours=row.hours,
        topic=row.topic,
        place=row.place,
        trainer=trainer or "",
        trainer_id=row.trainer_id or "",
        moved_from=row.moved_from,
        cancelled=row.cancelled,
    )
