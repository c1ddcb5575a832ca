"""The days without lessons: holidays, market days, weekdays kept free, and days named for one class."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Self

from app.i18n import mark
from app.ledger.rules import Rules
from app.models.training import TrainingClass


class DayOff(StrEnum):
    """Why a day has no lessons."""

    HOLIDAY = "holiday"
    MARKET_DAY = "market_day"
    WEEKDAY = "weekday"
    CHOSEN = "chosen"


REASONS = {
    DayOff.HOLIDAY: mark("a public holiday"),
    DayOff.MARKET_DAY: mark("a market day"),
    DayOff.WEEKDAY: mark("a weekday kept free"),
    DayOff.CHOSEN: mark("a day kept free for this class"),
}


@dataclass(frozen=True)
class MarketDays:
    """Market days: single days, weekdays (1 is Monday), days of the month ending so, or every so many days from one."""

    dates: frozenset[date] = frozenset()
    weekdays: frozenset[int] = frozenset()
    endings: frozenset[int] = frozenset()
    every: int = 0
    counted_from: date | None = None

    @classmethod
    def of(cls, value: Mapping[str, Any]) -> Self:
        """From the value of the rule `market_days`."""
        start = value["counted_from"]
        return cls(
            frozenset(map(date.fromisoformat, value["dates"])),
            frozenset(value["weekdays"]),
            frozenset(value["endings"]),
            value["every"],
            date.fromisoformat(start) if start else None,
        )

    def __contains__(self, day: date) -> bool:
        counted = self.every and self.counted_from and (day - self.counted_from).days % self.every == 0
        return bool(counted) or day in self.dates or day.isoweekday() in self.weekdays or day.day % 10 in self.endings


@dataclass(frozen=True)
class DaysOff:
    """Every reason for a day without lessons, put together."""

    holidays: frozenset[date] = frozenset()
    market_days: MarketDays = MarketDays()
    weekdays: frozenset[int] = frozenset()
    chosen: frozenset[date] = frozenset()

    def reason(self, day: date) -> DayOff | None:
        """Why this day has no lessons; None if it may have."""
        if day in self.chosen:
            return DayOff.CHOSEN
        if day in self.holidays:
            return DayOff.HOLIDAY
        if day in self.market_days:
            return DayOff.MARKET_DAY
        return DayOff.WEEKDAY if day.isoweekday() in self.weekdays else None


def days_off(rules: Rules, weekdays: Iterable[int] = (), chosen: Iterable[date] = ()) -> DaysOff:
    """The days off by the rules in force, and those that a class keeps free itself."""
    return DaysOff(
        frozenset(map(date.fromisoformat, rules.value("holidays"))),
        MarketDays.of(rules.value("market_days")),
        frozenset(weekdays),
        frozenset(chosen),
    )


def days_off_of(rules: Rules, row: TrainingClass) -> DaysOff:
    """The days off of a class: by the rules, and those it keeps free itself."""
    return days_off(rules, row.plan.get("weekdays_off", ()), map(date.fromisoformat, row.plan.get("days_off", ())))
