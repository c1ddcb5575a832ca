"""The marks of a roll call: many may stand for one person and lesson, the highest revision is the current one.

A revision without a status takes the mark back: the lesson then counts as not marked, and the journal knows of both.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.ledger.class_roster import roster_rows
from app.ledger.known_people import among
from app.ledger.timetable import held_lessons
from app.models.ledger import Ledger
from app.models.training import AttendanceMark, Lesson
from app.models.vocabulary import AttendanceStatus, HalfDay, LessonKind


@dataclass(frozen=True)
class Mark:
    """One mark of one person in one lesson, as it stands in the ledger."""

    id: str
    enrolment_id: str
    lesson_id: str
    revision: int
    status: str
    source: str = "manual"
    reason: str = ""
    after_seal: bool = False

    @property
    def rank(self) -> tuple[int, str]:
        """What decides which of several marks holds: the revision, then the id, never the order they came in."""
        return self.revision, self.id


@dataclass(frozen=True)
class MarkRow:
    """The current mark of one person in one lesson as shown; an empty status is a mark that is missing."""

    serial: int
    name: str
    enrolment_id: str
    lesson_id: str
    day: date
    half_day: str
    half_day_label: str
    kind: str
    kind_label: str
    hours: int
    status: str
    status_label: str
    symbol: str
    reason: str
    source: str
    revision: int
    after_seal: bool


@dataclass(frozen=True)
class LessonChoice:
    """Lessons of a class: of one day or all, of one half-day or all."""

    class_id: str
    day: date | None = None
    half_day: HalfDay | None = None


def current(marks: Iterable[Mark]) -> dict[tuple[str, str], Mark]:
    """The mark that holds for each (enrolment, lesson), in whatever order the marks are given."""
    held: dict[tuple[str, str], Mark] = {}
    for one in marks:
        key = (one.enrolment_id, one.lesson_id)
        if key not in held or held[key].rank < one.rank:
            held[key] = one
    return held


def current_marks(
    session: Session, lesson_ids: Collection[str], enrolment_ids: Collection[str] | None = None
) -> dict[tuple[str, str], Mark]:
    """The marks that hold in these lessons, of everyone or of these enrolments, by (enrolment, lesson)."""
    columns = (
        AttendanceMark.id,
        AttendanceMark.enrolment_id,
        AttendanceMark.lesson_id,
        AttendanceMark.revision,
        AttendanceMark.status,
        AttendanceMark.source,
        AttendanceMark.reason,
        AttendanceMark.after_seal,
    )
    wanted = select(*columns).where(among(AttendanceMark.lesson_id, lesson_ids))
    if enrolment_ids is not None:
        wanted = wanted.where(among(AttendanceMark.enrolment_id, enrolment_ids))
    held = current(Mark(*row) for row in session.execute(wanted))
    return {key: one for key, one in held.items() if one.status}


def chosen_lessons(session: Session, choice: LessonChoice) -> list[Lesson]:
    """The lessons meant, in order, without cancelled ones."""
    wanted = held_lessons(choice.class_id)
    if choice.day is not None:
        wanted = wanted.where(Lesson.day == choice.day)
    if choice.half_day is not None:
        wanted = wanted.where(Lesson.half_day == choice.half_day.value)
    return list(session.scalars(wanted))


def marks_of(ledger: Ledger, choice: LessonChoice) -> tuple[MarkRow, ...]:
    """The roll call of these lessons: a row for each person and lesson, in order, missing marks too."""
    with ledger.reading() as session:
        lessons = chosen_lessons(session, choice)
        marks = current_marks(session, [lesson.id for lesson in lessons])
        roster = roster_rows(session, choice.class_id)
        return tuple(
            _mark_row(row.serial, row.name, row.enrolment_id, lesson, marks.get((row.enrolment_id, lesson.id)))
            for lesson in lessons
            for row in roster
            if not row.has_withdrawn or (row.enrolment_id, lesson.id) in marks
        )


def _mark_row(serial: int, name: str, enrolment_id: str, lesson: Lesson, held: Mark | None) -> MarkRow:
    status = AttendanceStatus(held.status) if held else None
    return MarkRow(
        serial=serial,
        name=name,
        enrolment_id=enrolment_id,
        lesson_id=lesson.id,
        day=lesson.day,
        half_day=lesson.half_day,
        half_day_label=HalfDay(lesson.half_day).label,
        kind=lesson.kind,
        kind_label=LessonKind(lesson.kind).label,
        hours=lesson.hours,
        status=status.value if status else "",
        status_label=status.label if status else "",
        symbol=status.symbol if status else "",
        reason=held.reason if held else "",
        source=held.source if held else "",
        revision=held.revision if held else -1,
        after_seal=held.after_seal if held else False,
    )
