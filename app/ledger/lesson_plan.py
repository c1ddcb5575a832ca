"""Turning a course into lessons: so many hours laid on so many days, half-day by half-day, theory and practice."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction

from app.errors import Refusal
from app.i18n import mark
from app.ledger.days_off import DaysOff
from app.models.vocabulary import HalfDay, LessonKind

_HORIZON = 1100  # days looked ahead for days without a reason to be off: three years


class PlanTooShort(Refusal):
    """The hours do not fit into the days."""

    code = "plan_too_short"
    message = mark("{hours} class hours do not fit into {days} days of at most {capacity} hours.")
    remedy = mark("Plan at least {needed} days, or more hours a half-day if the rules allow it.")


class PlanTooLong(Refusal):
    """There are more days than hours."""

    code = "plan_too_long"
    message = mark("{hours} class hours cannot fill {days} days.")
    remedy = mark("Plan at most {hours} days.")


class NoTeachingDays(Refusal):
    """Every day is a day off."""

    code = "no_teaching_days"
    message = mark("From {start} on there are not enough days for lessons: too many are kept free.")
    remedy = mark("Keep fewer weekdays free, or correct the market days among the rules.")


class PlanOutOfRange(Refusal):
    """A figure of the plan is no sensible figure."""

    code = "plan_figures"
    message = mark("The plan does not make sense: {days} days, {hours} hours a half-day.")
    remedy = mark("Days and hours must be 1 or more, and at least one half-day must be taught, none of them twice.")


class Order(StrEnum):
    """Theory first and then practice, or both in proportion from the first day on."""

    THEORY_FIRST = "theory_first"
    RATIO = "ratio"


@dataclass(frozen=True)
class PlanShape:
    """How lessons are to lie; without `days` full days are filled, and the last one takes what is left."""

    starts_on: date
    days: int | None = None
    half_days: tuple[HalfDay, ...] = (HalfDay.MORNING, HalfDay.AFTERNOON)
    hours_per_half_day: int | None = None
    order: Order = Order.THEORY_FIRST


@dataclass(frozen=True)
class PlannedLesson:
    """One lesson of a plan; a half-day of both kinds becomes two of them."""

    day: date
    half_day: HalfDay
    kind: LessonKind
    hours: int


def plan_lessons(theory: int, practical: int, shape: PlanShape, most_a_day: int, off: DaysOff) -> list[PlannedLesson]:
    """The lessons, in order; their hours are exactly those of the course, and none lies on a day off.

    Raises PlanTooShort, PlanTooLong, NoTeachingDays, PlanOutOfRange.
    """
    hours = _hours_by_day(theory + practical, shape, most_a_day)
    slots = [
        (day, half_day, share)
        for day, total in zip(_teaching_days(shape.starts_on, len(hours), off), hours, strict=True)
        for half_day, share in zip(shape.half_days, _even(total, len(shape.half_days)), strict=True)
        if share
    ]
    split = _kinds(theory, practical, [share for *_, share in slots], shape.order)
    return [
        PlannedLesson(day, half_day, kind, part)
        for (day, half_day, _), parts in zip(slots, split, strict=True)
        for kind, part in parts
    ]


def _hours_by_day(total: int, shape: PlanShape, most_a_day: int) -> list[int]:
    given = (shape.days, shape.hours_per_half_day, len(set(shape.half_days)))
    if any(figure is not None and figure < 1 for figure in given) or given[2] != len(shape.half_days):
        raise PlanOutOfRange(days=shape.days or 0, hours=shape.hours_per_half_day or 0)
    capacity = shape.hours_per_half_day * len(shape.half_days) if shape.hours_per_half_day else most_a_day
    needed = -(-total // capacity)
    days = shape.days or needed
    if days < needed:
        raise PlanTooShort(hours=total, days=days, capacity=capacity, needed=needed)
    if days > total:
        raise PlanTooLong(hours=total, days=days)
    return _even(total, days) if shape.days else [min(capacity, total - capacity * day) for day in range(days)]


def _even(total: int, parts: int) -> list[int]:
    """The total in equal parts, the larger ones first."""
    base, more = divmod(total, parts)
    return [base + (part < more) for part in range(parts)]


def _teaching_days(start: date, count: int, off: DaysOff) -> list[date]:
    ahead = (start + timedelta(days=step) for step in range(_HORIZON))
    days = [day for day in ahead if off.reason(day) is None][:count]
    if len(days) < count:
        raise NoTeachingDays(start=start)
    return days


def _kinds(theory: int, practical: int, shares: Sequence[int], order: Order) -> Iterator[list[tuple[LessonKind, int]]]:
    """Each half-day's hours as theory, practice, or one after the other where a kind runs out."""
    left = {LessonKind.THEORY: theory, LessonKind.PRACTICAL: practical}
    whole = {LessonKind.THEORY: max(theory, 1), LessonKind.PRACTICAL: max(practical, 1)}
    for share in shares:
        first = LessonKind.THEORY
        if order is Order.RATIO:
            first = max(LessonKind, key=lambda kind: Fraction(left[kind], whole[kind]))
        second = LessonKind.PRACTICAL if first is LessonKind.THEORY else LessonKind.THEORY
        begun = min(share, left[first])
        parts = [(first, begun), (second, share - begun)]
        for kind, part in parts:
            left[kind] -= part
        yield [(kind, part) for kind, part in parts if part]
