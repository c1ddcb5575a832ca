"""All that the timetable of a class shows at once: lessons, whose roll was called, days off, clashes, warnings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import today as day_on
from app.i18n import mark, tr
from app.ledger.class_checks import check_timetable, trainer_clashes
from app.ledger.class_rows import OPEN, ClassRow, NoSuchClass, class_rows
from app.ledger.days_off import REASONS, days_off_of
from app.ledger.parents import parent_of
from app.ledger.rules import Rules, rules_on
from app.ledger.timetable import LessonRow, timetable_rows
from app.models.findings import Finding, warn
from app.models.ledger import Ledger
from app.models.training import AttendanceMark, Course, Lesson, TrainingClass

_WEEK = 7
_CLASH = "trainer_clash"


@dataclass(frozen=True)
class Week:
    """Seven days from a Monday on."""

    monday: date

    @property
    def days(self) -> tuple[date, ...]:
        return tuple(self.monday + timedelta(days=step) for step in range(_WEEK))


@dataclass(frozen=True)
class TimetableBoard:
    """The timetable of a class.

    `called` are the lessons with attendance marks, `off` says why a day is off, `clashes` by lesson where else its
    trainer is at that time, `findings` what the rules say of the whole.
    """

    row: ClassRow
    lessons: tuple[LessonRow, ...]
    weeks: tuple[Week, ...]
    called: frozenset[str]
    off: Mapping[date, str]
    clashes: Mapping[str, str]
    findings: tuple[Finding, ...]
    most_hours: int
    today: date

    @property
    def is_open(self) -> bool:
        """True while lessons may be changed."""
        return self.row.status == OPEN

    def at(self, day: date, half_day: str) -> tuple[LessonRow, ...]:
        """The lessons on this half-day, cancelled ones last."""
        there = [each for each in self.lessons if each.day == day and each.half_day == half_day]
        return tuple(sorted(there, key=lambda each: (each.cancelled, each.number)))


def timetable_board(ledger: Ledger, class_id: str) -> TimetableBoard:
    """The board of this class as it stands, with one week more than it has lessons in. Raises NoSuchClass."""
    with ledger.reading() as session:
        row = session.get(TrainingClass, class_id)
        if row is None:
            raise NoSuchClass(name=class_id)
        rules, lessons = rules_on(session, row.starts_on), timetable_rows(session, class_id)
        weeks = _weeks(row, lessons)
        held = session.scalars(select(Lesson).where(Lesson.class_id == class_id, Lesson.cancelled.is_(False))).all()
        return TimetableBoard(
            row=class_rows(session, [class_id])[0],
            lessons=lessons,
            weeks=weeks,
            called=_called(session, class_id),
            off=_off(rules, row, weeks),
            clashes=_clashes(session, rules, held),
            findings=(*_short_of_course(session, row, held), *check_timetable(rules, held, row.certificate_kind)),
            most_hours=rules.value("class_hours_per_day_max"),
            today=day_on(ledger.clock),
        )


def _weeks(row: TrainingClass, lessons: Sequence[LessonRow]) -> tuple[Week, ...]:
    days = [row.starts_on, row.ends_on, *(lesson.day for lesson in lessons)]
    first, last = min(days), max(days) + timedelta(days=_WEEK)
    monday = first - timedelta(days=first.weekday())
    return tuple(Week(monday + timedelta(days=step)) for step in range(0, (last - monday).days + 1, _WEEK))


def _called(session: Session, class_id: str) -> frozenset[str]:
    marked = select(AttendanceMark.lesson_id).join(Lesson, Lesson.id == AttendanceMark.lesson_id)
    return frozenset(session.scalars(marked.where(Lesson.class_id == class_id).distinct()))


def _off(rules: Rules, row: TrainingClass, weeks: Sequence[Week]) -> dict[date, str]:
    off = days_off_of(rules, row)
    reasons = {day: off.reason(day) for week in weeks for day in week.days}
    return {day: tr(REASONS[reason]) for day, reason in reasons.items() if reason}


def _clashes(session: Session, rules: Rules, held: Sequence[Lesson]) -> dict[str, str]:
    if rules.is_off(_CLASH):
        return {}
    by_time = {(clash.day, clash.half_day, clash.trainer_id): clash.there for clash in trainer_clashes(session, held)}
    times = ((lesson.id, (lesson.day, lesson.half_day, lesson.trainer_id)) for lesson in held)
    return {lesson_id: by_time[time] for lesson_id, time in times if time in by_time}


def _short_of_course(session: Session, row: TrainingClass, held: Sequence[Lesson]) -> tuple[Finding, ...]:
    course = parent_of(session, Course, row.course_id)
    wanted, there = course.theory_hours + course.practical_hours, sum(lesson.hours for lesson in held)
    if there >= wanted:
        return ()
    message = mark("The lessons come to {hours} hours, {missing} fewer than the course has.")
    remedy = mark("Add lessons for those that fell out.")
    return (warn("course_hours", message, remedy, hours=there, missing=wanted - there),)
