"""The county's training of a year in figures: persons and person-times, by station, month, skill group, category."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import orjson
from sqlalchemy import Select, Text, cast, func, select
from sqlalchemy.orm import Session

from app.county.readings.tables import (
    CERTIFICATES,
    CLASSES,
    COURSES,
    ENROLMENTS,
    RULES,
    TRAINEES,
    counted,
    stations_of,
)
from app.county.store.mirror import IDENTITY
from app.ledger.class_rows import CANCELLED
from app.ledger.figures_training import ALL_GROUPS, TARGETS, Count
from app.models.code_tables import table
from app.models.vocabulary import Outcome, SkillGroup

_HIGHEST = 100_000_000
"""No target is higher: whatever a station says, it can be drawn."""


@dataclass(frozen=True)
class Line:
    """One station, month, skill group or category; a target is in person-times, 0 where none is set."""

    key: str
    label: str
    count: Count
    target: int = 0


@dataclass(frozen=True)
class YearOfTraining:
    """A year by the day on which each class began; `years` are those with classes, newest first."""

    year: int
    years: tuple[int, ...]
    whole: Line
    classes: int
    certificates: int
    stations: tuple[Line, ...]
    months: tuple[Line, ...]
    groups: tuple[Line, ...]
    categories: tuple[Line, ...]


def year_of_training(session: Session, county_id: str, year: int, today: date) -> YearOfTraining:
    """Count a year."""
    tallies = _tallies(session, county_id, year)
    targets = _targets(session, county_id, min(date(year, 12, 31), today))
    return YearOfTraining(
        year=year,
        years=_years(session, county_id, {year, today.year}),
        whole=Line(ALL_GROUPS, "", tallies.count("whole", ""), sum(map(_whole, targets.values()))),
        classes=_classes(session, county_id, year),
        certificates=_certificates(session, county_id, year),
        stations=_stations(session, county_id, tallies, targets),
        months=tuple(Line(str(each), str(each), tallies.count("month", each)) for each in range(1, 13)),
        groups=_groups(tallies, targets.values()),
        categories=_categories(tallies),
    )


@dataclass
class _Tally:
    """Enrolments as they are counted one after the other."""

    people: set[Any] = field(default_factory=set)
    enrolments: int = 0
    completed: int = 0

    def add(self, person: Any, *, is_completed: bool) -> None:
        """One more."""
        self.people.add(person)
        self.enrolments += 1
        self.completed += is_completed


class _Tallies:
    """The tallies of a year, by what is told apart and its value."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, Any], _Tally] = defaultdict(_Tally)

    def add(self, keys: Iterable[tuple[str, Any]], person: Any, *, is_completed: bool) -> None:
        """One more enrolment, under each of these."""
        for key in keys:
            self._found[key].add(person, is_completed=is_completed)

    def count(self, kind: str, value: Any) -> Count:
        """The figures of one value."""
        tally = self._found.get((kind, value), _Tally())
        return Count(len(tally.people), tally.enrolments, tally.completed)


def _tallies(session: Session, county_id: str, year: int) -> _Tallies:
    """Count the enrolments of a year in one walk: several times quicker than asking the database for each table."""
    tallies, spelt = _Tallies(), dict[str, tuple[tuple[str, str], ...]]()
    for owner, trainee_id, outcome, categories, month, group, person in session.execute(_walk(county_id, year)):
        told = spelt.get(categories)
        if told is None:
            told = spelt[categories] = _spelt(categories)
        keys = (("whole", ""), ("station", owner), ("month", int(month)), ("group", group), *told)
        tallies.add(keys, person or (owner, trainee_id), is_completed=outcome == Outcome.COMPLETED)
    return tallies


def _walk(county_id: str, year: int) -> Select[Any]:
    plain = (ENROLMENTS.c.owner, ENROLMENTS.c.trainee_id, ENROLMENTS.c.outcome)
    more = (cast(ENROLMENTS.c.categories_at_start, Text), func.extract("month", CLASSES.c.starts_on))
    days = CLASSES.c.starts_on.between(date(year, 1, 1), date(year, 12, 31))
    return counted((*plain, *more, COURSES.c.skill_group, TRAINEES.c[IDENTITY]), county_id).where(days)


def _spelt(categories: str | None) -> tuple[tuple[str, str], ...]:
    told = orjson.loads(categories) if categories else []
    return tuple(("category", each) for each in dict.fromkeys(map(str, told))) if isinstance(told, list) else ()


def _classes(session: Session, county_id: str, year: int) -> int:
    own = (CLASSES.c.county_id == county_id, func.coalesce(CLASSES.c.status, "") != CANCELLED)
    days = CLASSES.c.starts_on.between(date(year, 1, 1), date(year, 12, 31))
    return session.scalar(select(func.count()).select_from(CLASSES).where(*own, days)) or 0


def _certificates(session: Session, county_id: str, year: int) -> int:
    days = CERTIFICATES.c.issued_on.between(date(year, 1, 1), date(year, 12, 31))
    own = (CERTIFICATES.c.county_id == county_id, days)
    return session.scalar(select(func.count()).select_from(CERTIFICATES).where(*own)) or 0


def _categories(tallies: _Tallies) -> tuple[Line, ...]:
    """Most first; who is in several is counted under each."""
    lines = [
        Line(each.code, each.label, tallies.count("category", each.code)) for each in table("person_categories").rows
    ]
    return tuple(sorted((line for line in lines if line.count.enrolments), key=_most_first))


def _most_first(line: Line) -> tuple[int, str]:
    return -line.count.enrolments, line.key


def _stations(
    session: Session, county_id: str, tallies: _Tallies, targets: Mapping[str, Mapping[str, int]]
) -> tuple[Line, ...]:
    names = stations_of(session, county_id).values()
    return tuple(
        Line(each.code, each.name, tallies.count("station", each.id), _whole(targets.get(each.id, {})))
        for each in names
    )


def _groups(tallies: _Tallies, targets: Iterable[Mapping[str, int]]) -> tuple[Line, ...]:
    told = list(targets)
    return tuple(
        Line(each, each.label, tallies.count("group", each.value), sum(one.get(each, 0) for one in told))
        for each in SkillGroup
    )


def _targets(session: Session, county_id: str, day: date) -> dict[str, dict[str, int]]:
    """What each station has set itself for the year that this day is in, by its id."""
    own = (RULES.c.county_id == county_id, RULES.c.key == TARGETS)
    wanted = select(RULES.c.owner, RULES.c.value, RULES.c.valid_from, RULES.c.valid_to).where(*own)
    found: dict[str, dict[str, int]] = {}
    for owner, value, since, until in session.execute(wanted.order_by(RULES.c.valid_from, RULES.c.id)):
        if (since is None or since <= day) and (until is None or day <= until) and isinstance(value, dict):
            found[owner] = {name: told for name, told in value.items() if _is_target(told)}
    return found


def _is_target(told: Any) -> bool:
    return isinstance(told, int) and 0 <= told <= _HIGHEST


def _whole(targets: Mapping[str, int]) -> int:
    return targets.get(ALL_GROUPS, 0) or sum(targets.get(each, 0) for each in SkillGroup)


def _years(session: Session, county_id: str, known: set[int]) -> tuple[int, ...]:
    wanted = select(func.min(CLASSES.c.starts_on), func.max(CLASSES.c.starts_on))
    first, last = session.execute(wanted.where(CLASSES.c.county_id == county_id)).one()
    held = range(max(first.year, last.year - 20), last.year + 1) if first and last else ()
    return tuple(sorted({*known, *held}, reverse=True))
