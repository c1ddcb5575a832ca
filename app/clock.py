"""The time, handed in: nothing below the front doors asks the system what day it is."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import Protocol

CHINA = timezone(timedelta(hours=8))


class Clock(Protocol):
    """Anything that tells the time of day with its offset from UTC."""

    def now(self) -> datetime: ...


class SystemClock:
    """The PC's own clock, in its own time zone."""

    def now(self) -> datetime:
        return datetime.now().astimezone()


@dataclass
class SetClock:
    """A clock that stands where it was put, and moves when told; for the demo and for tests."""

    time: datetime

    def now(self) -> datetime:
        return self.time

    def advance(self, **span: float) -> None:
        """Move on by `timedelta` arguments: `advance(days=1)`."""
        self.time += timedelta(**span)


def milliseconds(moment: datetime) -> int:
    """A moment as it is kept and as it travels: milliseconds since 1970."""
    return int(moment.timestamp() * 1000)


def today(clock: Clock) -> date:
    """The calendar day on this clock."""
    return clock.now().date()
