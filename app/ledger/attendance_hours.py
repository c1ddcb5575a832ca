"""Attendance in hours: what each person has of theory and practice, and whether they can still make it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from math import ceil

from sqlalchemy.orm import Session

from app.clock import today as day_on
from app.i18n import mark
from app.ledger.attendance_marks import current_marks
from app.ledger.class_roster import RosterRow, roster_rows
from app.ledger.class_rows import NoSuchClass
from app.ledger.rules import Rules, rules_on
from app.ledger.timetable import held_lessons
from app.models.ledger import Ledger
from app.models.training import TrainingClass
from app.models.vocabulary import AttendanceStatus, LessonKind


class Prospect(StrEnum):
    """Whether someone will have enough attendance."""

    REACHED = "reached"
    SAFE = "safe"
    DANGER = "danger"
    LOST = "lost"


PROSPECTS = {
    Prospect.REACHED: mark("enough"),
    Prospect.SAFE: mark("on the way"),
    Prospect.DANGER: mark("in danger"),
    Prospect.LOST: mark("lost"),
}


@dataclass(frozen=True)
class LessonHours:
    """A lesson as far as its hours go."""

    id: str
    day: date
    kind: str
    hours: int


@dataclass(frozen=True)
class Measure:
    """What counts: the share of a lesson each mark is worth, the least rate, the margin to warn at, the day."""

    weights: Mapping[str, Fraction]
    least: Fraction
    margin: Fraction
    today: date

    @classmethod
    def of(cls, rules: Rules, today: date) -> "Measure":
        """From the rules in force."""
        weights = {status: Fraction(str(share)) for status, share in rules.value("attendance_weights").items()}
        return cls(weights, rules["attendance_min_for_exam"].fraction, rules["danger_margin_hours"].fraction, today)


@dataclass(frozen=True)
class Hours:
    """One person's hours in a class. Rates are shares of 1; `unmarked` lies behind, `to_come` ahead.

    `needed` are the hours that the least rate asks for, `short` what is missing of them now, `to_miss` how many of the
    hours still open may be missed, `reachable` the rate if none is.
    """

    total: int
    theory: float
    practical: float
    attended: float
    rate: float
    rate_so_far: float
    unmarked: int
    to_come: int
    reachable: float
    needed: float
    short: float
    to_miss: float
    prospect: Prospect
    counts: Mapping[str, int]
    is_enough: bool


@dataclass(frozen=True)
class PersonHours:
    """The hours of one person on the roster."""

    serial: int
    name: str
    enrolment_id: str
    trainee_id: str
    outcome: str
    hours: Hours


def hours_of(lessons: Sequence[LessonHours], statuses: Mapping[str, str], measure: Measure) -> Hours:
    """One person's hours from the status of each lesson that has a mark."""
    marked = {lesson.id: measure.weights[statuses[lesson.id]] for lesson in lessons if lesson.id in statuses}
    by_kind = {kind: _attended(lessons, marked, kind) for kind in LessonKind}
    attended, total = sum(by_kind.values(), Fraction()), sum(lesson.hours for lesson in lessons)
    ahead = [lesson for lesson in lessons if lesson.id not in marked]
    past = sum(lesson.hours for lesson in ahead if lesson.day <= measure.today)
    still_open = sum(lesson.hours for lesson in ahead)
    needed = measure.least * total
    counted = Counter(statuses[lesson.id] for lesson in lessons if lesson.id in statuses)
    return Hours(
        total=total,
        theory=_figure(by_kind[LessonKind.THEORY]),
        practical=_figure(by_kind[LessonKind.PRACTICAL]),
        attended=_figure(attended),
        rate=_rate(attended, total),
        rate_so_far=_rate(attended, total - still_open),
        unmarked=past,
        to_come=still_open - past,
        reachable=_rate(attended + still_open, total),
        needed=_figure(needed),
        short=_up(max(needed - attended, Fraction())),
        to_miss=_figure(max(attended + still_open - needed, Fraction())),
        prospect=_prospect(attended, still_open, needed, min(measure.margin, total - needed)),
        counts={status.value: counted[status.value] for status in AttendanceStatus},
        is_enough=attended >= needed,
    )


def class_hours(ledger: Ledger, class_id: str) -> tuple[PersonHours, ...]:
    """Everyone's hours, by serial, those who withdrew too. Raises NoSuchClass."""
    with ledger.reading() as session:
        return people_hours(session, class_id, day_on(ledger.clock))


def people_hours(session: Session, class_id: str, today: date) -> tuple[PersonHours, ...]:
    """The same within a session."""
    row = session.get(TrainingClass, class_id)
    if row is None:
        raise NoSuchClass(name=class_id)
    measure = Measure.of(rules_on(session, row.starts_on), today)
    lessons = [
        LessonHours(each.id, each.day, each.kind, each.hours) for each in session.scalars(held_lessons(class_id))
    ]
    statuses: dict[str, dict[str, str]] = {}
    for (enrolment_id, lesson_id), held in current_marks(session, [lesson.id for lesson in lessons]).items():
        statuses.setdefault(enrolment_id, {})[lesson_id] = held.status
    return tuple(_person(each, lessons, statuses, measure) for each in roster_rows(session, class_id))


def in_danger(people: Iterable[PersonHours]) -> tuple[PersonHours, ...]:
    """Those who may or will miss the least attendance, the worst first; nobody who has withdrawn."""
    worried = [
        each for each in people if each.outcome == "" and each.hours.prospect in (Prospect.DANGER, Prospect.LOST)
    ]
    return tuple(sorted(worried, key=lambda each: (each.hours.reachable, each.hours.to_miss, each.serial)))


def _person(
    row: RosterRow, lessons: Sequence[LessonHours], statuses: Mapping[str, Mapping[str, str]], measure: Measure
) -> PersonHours:
    hours = hours_of(lessons, statuses.get(row.enrolment_id, {}), measure)
    return PersonHours(row.serial, row.name, row.enrolment_id, row.trainee_id, row.outcome, hours)


def _attended(lessons: Iterable[LessonHours], marked: Mapping[str, Fraction], kind: LessonKind) -> Fraction:
    return sum(
        (each.hours * marked[each.id] for each in lessons if each.kind == kind and each.id in marked), Fraction()
    )


def _prospect(attended: Fraction, still_open: int, needed: Fraction, to_spare: Fraction) -> Prospect:
    """`to_spare` are the hours left to miss at which one is warned; who has missed nothing yet is never in danger."""
    if attended >= needed:
        return Prospect.REACHED
    to_miss = attended + still_open - needed
    if to_miss < 0:
        return Prospect.LOST
    return Prospect.DANGER if to_miss < to_spare else Prospect.SAFE


def _rate(part: Fraction, whole: int) -> float:
    """A share of 1 to four places, rounded down: 79.99 % is never shown as 80 %."""
    return float(Fraction(part * 10_000 // whole, 10_000)) if whole else 0.0


def _figure(hours: Fraction) -> float:
    return float(round(hours, 2))


def _up(hours: Fraction) -> float:
    return ceil(hours * 100) / 100
