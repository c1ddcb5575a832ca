"""The timetable as a calendar: weeks below each other, days across, half-days down; and where each of them lies."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from PySide6.QtCore import QPoint, QRect

from app.ledger.timetable import LessonRow
from app.ledger.timetable_board import Week
from app.models.vocabulary import HalfDay

DAYS = 7
ALWAYS = (HalfDay.MORNING.value, HalfDay.AFTERNOON.value)


@dataclass(frozen=True)
class Slot:
    """One half-day of one day, or the place of one lesson in it where theory and practice share it."""

    day: date
    half_day: str
    place: int = 0


@dataclass(frozen=True)
class Calendar:
    """What is drawn: `called` are lessons with marks, `off` says why a day is off, `clashes` where a trainer is too.

    The place of a lesson is told where it is not the usual one.
    """

    weeks: tuple[Week, ...] = ()
    lessons: tuple[LessonRow, ...] = ()
    off: Mapping[date, str] = field(default_factory=dict)
    called: frozenset[str] = frozenset()
    clashes: Mapping[str, str] = field(default_factory=dict)
    today: date | None = None
    usual_place: str = ""

    @property
    def halves(self) -> tuple[str, ...]:
        """The half-days that have a row: the evening only where one is taught."""
        used = {lesson.half_day for lesson in self.lessons}
        return tuple(half.value for half in HalfDay if half.value in used or half.value in ALWAYS)

    @property
    def by_slot(self) -> dict[tuple[date, str], list[LessonRow]]:
        """The lessons of each half-day, cancelled ones last."""
        found: dict[tuple[date, str], list[LessonRow]] = {}
        for lesson in sorted(self.lessons, key=lambda each: (each.cancelled, each.number)):
            found.setdefault((lesson.day, lesson.half_day), []).append(lesson)
        return found


def weeks_of(days: Sequence[date]) -> tuple[Week, ...]:
    """The weeks from the first of these days to the last."""
    if not days:
        return ()
    monday = min(days) - timedelta(days=min(days).weekday())
    return tuple(Week(monday + timedelta(days=step)) for step in range(0, (max(days) - monday).days + 1, DAYS))


@dataclass(frozen=True)
class Shape:
    """Sizes in pixels: what stands left of the days, the line of the days, one half-day, the space below a week."""

    gutter: int
    head: int
    half: int
    gap: int


FULL, COMPACT = Shape(44, 24, 47, 7), Shape(24, 17, 17, 3)


@dataclass(frozen=True)
class Plan:
    """Where everything lies on a field of this width."""

    calendar: Calendar
    shape: Shape
    width: int

    @property
    def week_height(self) -> int:
        """One week with the space below it."""
        return self.shape.head + self.shape.half * len(self.calendar.halves) + self.shape.gap

    @property
    def height(self) -> int:
        """All weeks."""
        return self.week_height * len(self.calendar.weeks)

    def column(self, weekday: int) -> tuple[int, int]:
        """Where a weekday begins, and how wide it is."""
        room = self.width - self.shape.gutter
        left = room * weekday // DAYS
        return self.shape.gutter + left, room * (weekday + 1) // DAYS - left

    def head_of(self, week: int, weekday: int) -> QRect:
        """The heading of a day."""
        left, width = self.column(weekday)
        return QRect(left, week * self.week_height, width, self.shape.head)

    def half_of(self, week: int, half: int) -> QRect:
        """The name of a half-day, left of the days."""
        top = week * self.week_height + self.shape.head + half * self.shape.half
        return QRect(0, top, self.shape.gutter, self.shape.half)

    def cell(self, slot: Slot) -> QRect:
        """The field of a half-day."""
        week, weekday = self._week(slot.day), slot.day.weekday()
        left, width = self.column(weekday)
        top = week * self.week_height + self.shape.head
        return QRect(left, top + self.calendar.halves.index(slot.half_day) * self.shape.half, width, self.shape.half)

    def has(self, slot: Slot) -> bool:
        """True if the half-day is on the field."""
        return slot.half_day in self.calendar.halves and 0 <= self._week(slot.day) < len(self.calendar.weeks)

    def slot_at(self, point: QPoint) -> Slot | None:
        """The half-day at this point."""
        halves, weeks = self.calendar.halves, self.calendar.weeks
        week, below = divmod(point.y(), self.week_height) if weeks else (0, 0)
        half = (below - self.shape.head) // self.shape.half
        weekday = (point.x() - self.shape.gutter) * DAYS // max(1, self.width - self.shape.gutter)
        if not (0 <= week < len(weeks) and 0 <= half < len(halves) and 0 <= weekday < DAYS):
            return None
        return Slot(weeks[week].days[weekday], halves[half])

    def step(self, slot: Slot, down: int, right: int) -> Slot:
        """The half-day so many further; stays where there is none."""
        halves = self.calendar.halves
        at = self._week(slot.day) * len(halves) + halves.index(slot.half_day) + down
        day = slot.day + timedelta(days=right)
        week, half = divmod(at, len(halves))
        day += timedelta(days=DAYS * (week - self._week(slot.day)))
        there = Slot(day, halves[half])
        return there if self.has(there) else slot

    def between(self, one: Slot, other: Slot) -> list[Slot]:
        """Every half-day of the rectangle that two span."""
        halves, first = self.calendar.halves, self.calendar.weeks[0].monday
        rows = sorted(self._week(each.day) * len(halves) + halves.index(each.half_day) for each in (one, other))
        weekdays = sorted(each.day.weekday() for each in (one, other))
        return [
            Slot(first + timedelta(days=DAYS * (row // len(halves)) + weekday), halves[row % len(halves)])
            for row in range(rows[0], rows[1] + 1)
            for weekday in range(weekdays[0], weekdays[1] + 1)
        ]

    def _week(self, day: date) -> int:
        return (day - self.calendar.weeks[0].monday).days // DAYS if self.calendar.weeks else -1
