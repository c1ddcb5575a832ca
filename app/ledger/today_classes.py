"""What the classes want done today: roll calls, days with marks missing, people who may miss the certificate, ends."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.ledger.attendance_hours import Hours, LessonHours, Measure, Prospect, hours_of
from app.ledger.class_rows import OPEN
from app.ledger.rules import Rules, rules_on
from app.ledger.timetable import IN_ORDER
from app.models.people import Trainee
from app.models.training import AttendanceMark, DaySeal, Enrolment, Lesson, TrainingClass
from app.models.vocabulary import Outcome

_ROUNDING = 1e-6


@dataclass(frozen=True)
class LessonToCall:
    """A lesson of today with people who have no mark; `has_begun` once its half-day has."""

    half_day: str
    unmarked: int
    has_begun: bool


@dataclass(frozen=True)
class RollCallToday:
    """The lessons that a class has today and that are not fully marked."""

    class_id: str
    class_name: str
    people: int
    lessons: tuple[LessonToCall, ...]


@dataclass(frozen=True)
class DaysLeftOpen:
    """Days that have passed with marks missing, and that nobody has closed."""

    class_id: str
    class_name: str
    days: tuple[date, ...]
    unmarked: int


@dataclass(frozen=True)
class PersonInDanger:
    """Someone who may miss the least attendance; `is_lost` if they will. `to_miss` are the hours left to miss."""

    enrolment_id: str
    name: str
    to_miss: float
    is_lost: bool


@dataclass(frozen=True)
class ClassInDanger:
    """A class with its people in danger, the worst first."""

    class_id: str
    class_name: str
    people: tuple[PersonInDanger, ...]


@dataclass(frozen=True)
class GraduationDue:
    """A class that has had its last lesson, and is still open."""

    class_id: str
    class_name: str
    ended_on: date
    people: int


@dataclass(frozen=True)
class ClassesToday:
    """All that the open classes want."""

    roll_calls: tuple[RollCallToday, ...]
    left_open: tuple[DaysLeftOpen, ...]
    in_danger: tuple[ClassInDanger, ...]
    graduations: tuple[GraduationDue, ...]


@dataclass(frozen=True)
class _Seat:
    id: str
    trainee_id: str
    serial: int
    outcome: str


@dataclass(frozen=True)
class _OpenClass:
    """An open class with everything that is asked of it, read once. `marks` holds statuses by lesson of each seat."""

    row: TrainingClass
    rules: Rules
    lessons: Sequence[Lesson]
    seats: Sequence[_Seat]
    sealed: Collection[date]
    marks: Mapping[str, Mapping[str, str]]

    def unmarked(self, lesson: Lesson) -> int:
        """How many of those who did not withdraw have no mark in this lesson."""
        return sum(lesson.id not in self.marks[seat.id] for seat in self.seats)


def classes_today(session: Session, now: datetime) -> ClassesToday:
    """Look through the open classes that have begun."""
    classes = _open_classes(session, now.date())
    return ClassesToday(
        tuple(call for each in classes if (call := _roll_call(each, now))),
        tuple(days for each in classes if (days := _left_open(each, now.date()))),
        _in_danger(session, classes, now.date()),
        tuple(due for each in classes if (due := _graduation(each, now.date()))),
    )


def _open_classes(session: Session, today: date) -> list[_OpenClass]:
    begun = select(TrainingClass).where(TrainingClass.status == OPEN, TrainingClass.starts_on <= today)
    rows = session.scalars(begun.order_by(TrainingClass.code, TrainingClass.id)).all()
    ids = [row.id for row in rows]
    lessons, seats, sealed = _lessons(session, ids), _seats(session, ids), _sealed(session, ids)
    marks = _marks(session, [lesson.id for each in lessons.values() for lesson in each if lesson.day <= today])
    rules = {day: rules_on(session, day) for day in {row.starts_on for row in rows}}
    return [
        _OpenClass(row, rules[row.starts_on], lessons[row.id], seats[row.id], sealed[row.id], marks) for row in rows
    ]


def _lessons(session: Session, ids: list[str]) -> dict[str, list[Lesson]]:
    found: dict[str, list[Lesson]] = defaultdict(list)
    held = select(Lesson).where(Lesson.class_id.in_(ids), Lesson.cancelled.is_(False))
    for lesson in session.scalars(held.order_by(*IN_ORDER)):
        found[lesson.class_id].append(lesson)
    return found


def _seats(session: Session, ids: list[str]) -> dict[str, list[_Seat]]:
    found: dict[str, list[_Seat]] = defaultdict(list)
    columns = (Enrolment.class_id, Enrolment.id, Enrolment.trainee_id, Enrolment.serial, Enrolment.outcome)
    staying = select(*columns).where(Enrolment.class_id.in_(ids), Enrolment.outcome != Outcome.WITHDREW)
    for row in session.execute(staying):
        found[row.class_id].append(_Seat(row.id, row.trainee_id, row.serial, row.outcome))
    return found


def _sealed(session: Session, ids: list[str]) -> dict[str, set[date]]:
    found: dict[str, set[date]] = defaultdict(set)
    for class_id, day in session.execute(select(DaySeal.class_id, DaySeal.day).where(DaySeal.class_id.in_(ids))):
        found[class_id].add(day)
    return found


def _marks(session: Session, lesson_ids: list[str]) -> Mapping[str, Mapping[str, str]]:
    """The statuses that hold; of several revisions the last one, and none where that took the mark back."""
    held: dict[str, dict[str, str]] = defaultdict(dict)
    columns = (AttendanceMark.enrolment_id, AttendanceMark.lesson_id, AttendanceMark.status)
    wanted = select(*columns).where(AttendanceMark.lesson_id.in_(lesson_ids))
    for enrolment_id, lesson_id, status in session.execute(wanted.order_by(AttendanceMark.revision, AttendanceMark.id)):
        if status:
            held[enrolment_id][lesson_id] = status
        else:
            held[enrolment_id].pop(lesson_id, None)
    return held


def _roll_call(each: _OpenClass, now: datetime) -> RollCallToday | None:
    times: Mapping[str, Sequence[str]] = each.rules.value("half_day_times")
    lessons = tuple(
        LessonToCall(lesson.half_day, unmarked, now.time() >= _begin(times, lesson.half_day))
        for lesson in each.lessons
        if lesson.day == now.date() and lesson.day not in each.sealed and (unmarked := each.unmarked(lesson))
    )
    return RollCallToday(each.row.id, each.row.name, len(each.seats), lessons) if lessons else None


def _begin(times: Mapping[str, Sequence[str]], half_day: str) -> time:
    return time.fromisoformat(times[half_day][0]) if half_day in times else time.min


def _left_open(each: _OpenClass, today: date) -> DaysLeftOpen | None:
    missing: dict[date, int] = defaultdict(int)
    for lesson in each.lessons:
        if lesson.day < today and lesson.day not in each.sealed:
            missing[lesson.day] += each.unmarked(lesson)
    days = tuple(day for day, count in missing.items() if count)
    return DaysLeftOpen(each.row.id, each.row.name, days, sum(missing.values())) if days else None


def _graduation(each: _OpenClass, today: date) -> GraduationDue | None:
    ended_on = each.lessons[-1].day if each.lessons else each.row.ends_on
    if ended_on > today or not each.seats:
        return None
    return GraduationDue(each.row.id, each.row.name, ended_on, len(each.seats))


def _in_danger(session: Session, classes: Iterable[_OpenClass], today: date) -> tuple[ClassInDanger, ...]:
    worried = {each.row.id: _worried(each, today) for each in classes}
    wanted = [seat.trainee_id for found in worried.values() for seat, _ in found]
    known = select(Trainee.id, Trainee.name).where(Trainee.id.in_(wanted))
    names: dict[str, str] = dict(session.execute(known).all())
    return tuple(
        ClassInDanger(each.row.id, each.row.name, tuple(_person(*one, names) for one in worried[each.row.id]))
        for each in classes
        if worried[each.row.id]
    )


def _worried(each: _OpenClass, today: date) -> list[tuple[_Seat, Hours]]:
    measure = Measure.of(each.rules, today)
    lessons = [LessonHours(row.id, row.day, row.kind, row.hours) for row in each.lessons]
    near = [seat for seat in each.seats if not seat.outcome and may_worry(lessons, each.marks[seat.id], measure)]
    found = [(seat, hours_of(lessons, each.marks[seat.id], measure)) for seat in near]
    worried = [one for one in found if one[1].prospect in (Prospect.DANGER, Prospect.LOST)]
    return sorted(worried, key=lambda one: (one[1].reachable, one[1].to_miss, one[0].serial))


def may_worry(lessons: Sequence[LessonHours], statuses: Mapping[str, str], measure: Measure) -> bool:
    """False for most people, who have missed little: the exact hours of everyone would take too long."""
    weights = {status: float(share) for status, share in measure.weights.items()}
    missed = sum(row.hours * (1 - weights[statuses[row.id]]) for row in lessons if row.id in statuses)
    allowed = sum(row.hours for row in lessons) * (1 - float(measure.least))
    return missed > 0 and allowed - missed < min(float(measure.margin), allowed) + _ROUNDING


def _person(seat: _Seat, hours: Hours, names: Mapping[str, str]) -> PersonInDanger:
    return PersonInDanger(seat.id, names[seat.trainee_id], hours.to_miss, hours.prospect is Prospect.LOST)
