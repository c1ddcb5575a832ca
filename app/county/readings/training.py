"""The county's training of a year in figures: persons and person-times, by station, month, skill group, category."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Text, and_, case, cast, func, literal, select
from sqlalchemy.orm import Session

from app.county.readings.tables import (
    CERTIFICATES,
    CLASSES,
    COURSES,
    ENROLMENTS,
    RULES,
    counted,
    people_counted,
    stations_of,
)
from app.ledger.class_rows import CANCELLED
from app.ledger.figures_training import ALL_GROUPS, TARGETS, Count
from app.models.code_tables import table
from app.models.vocabulary import Outcome, SkillGroup

_NOBODY = Count()


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
    of_year = _Year(session, county_id, year)
    targets = _targets(session, county_id, min(date(year, 12, 31), today))
    months = of_year.by(func.extract("month", CLASSES.c.starts_on))
    groups = of_year.by(COURSES.c.skill_group)
    whole = of_year.by(literal(ALL_GROUPS)).get(ALL_GROUPS, _NOBODY)
    return YearOfTraining(
        year=year,
        years=_years(session, county_id, {year, today.year}),
        whole=Line(ALL_GROUPS, "", whole, sum(map(_whole, targets.values()))),
        classes=of_year.classes(),
        certificates=of_year.certificates(),
        stations=_stations(session, county_id, of_year.by(ENROLMENTS.c.owner), targets),
        months=tuple(Line(str(month), str(month), months.get(month, _NOBODY)) for month in range(1, 13)),
        groups=_groups(groups, targets.values()),
        categories=of_year.categories(),
    )


class _Year:
    """The classes that begin in a year."""

    def __init__(self, session: Session, county_id: str, year: int) -> None:
        self._session, self._county_id, self._year = session, county_id, year
        self._days = CLASSES.c.starts_on.between(date(year, 1, 1), date(year, 12, 31))

    def by(self, key: Any) -> dict[Any, Count]:
        """The figures for each value of a column."""
        completed = func.sum(case((ENROLMENTS.c.outcome == Outcome.COMPLETED, 1), else_=0))
        wanted = counted((key, *people_counted(), func.count(), completed), self._county_id).where(self._days)
        rows = self._session.execute(wanted.group_by(key))
        return {row[0]: Count(row[1] + row[2], row[3], row[4]) for row in rows}

    def classes(self) -> int:
        """How many classes began."""
        own = (CLASSES.c.county_id == self._county_id, func.coalesce(CLASSES.c.status, "") != CANCELLED, self._days)
        return self._session.scalar(select(func.count()).select_from(CLASSES).where(*own)) or 0

    def certificates(self) -> int:
        """How many certificates were issued in this year."""
        days = CERTIFICATES.c.issued_on.between(date(self._year, 1, 1), date(self._year, 12, 31))
        own = (CERTIFICATES.c.county_id == self._county_id, days)
        return self._session.scalar(select(func.count()).select_from(CERTIFICATES).where(*own)) or 0

    def categories(self) -> tuple[Line, ...]:
        """The figures of each category of people, most first; who is in several is counted under each."""
        codes = table("person_categories").rows
        columns = [column for each in codes for column in _of_category(each.code)]
        row = self._session.execute(counted(tuple(columns), self._county_id).where(self._days)).one()
        lines = [_line(each.code, each.label, row[4 * at : 4 * at + 4]) for at, each in enumerate(codes)]
        return tuple(sorted((line for line in lines if line.count.enrolments), key=_most_first))


def _of_category(code: str) -> tuple[Any, ...]:
    # The codes stand in a JSON list; a code is plain letters and figures, and no code is a part of another one.
    is_in = cast(ENROLMENTS.c.categories_at_start, Text).like(f'%"{code}"%')
    completed = and_(is_in, ENROLMENTS.c.outcome == Outcome.COMPLETED)
    return (*people_counted(is_in), func.count(case((is_in, 1))), func.count(case((completed, 1))))


def _line(key: str, label: str, figures: Sequence[int]) -> Line:
    known, unknown, enrolments, completed = figures
    return Line(key, label, Count(known + unknown, enrolments, completed))


def _most_first(line: Line) -> tuple[int, str]:
    return -line.count.enrolments, line.key


def _stations(
    session: Session, county_id: str, found: Mapping[str, Count], targets: Mapping[str, Mapping[str, int]]
) -> tuple[Line, ...]:
    names = stations_of(session, county_id).values()
    return tuple(
        Line(each.code, each.name, found.get(each.id, _NOBODY), _whole(targets.get(each.id, {}))) for each in names
    )


def _groups(found: Mapping[str, Count], targets: Iterable[Mapping[str, int]]) -> tuple[Line, ...]:
    told = list(targets)
    return tuple(
        Line(each, each.label, found.get(each, _NOBODY), sum(one.get(each, 0) for one in told)) for each in SkillGroup
    )


def _targets(session: Session, county_id: str, day: date) -> dict[str, dict[str, int]]:
    """What each station has set itself for the year that this day is in, by its id."""
    own = (RULES.c.county_id == county_id, RULES.c.key == TARGETS)
    wanted = select(RULES.c.owner, RULES.c.value, RULES.c.valid_from, RULES.c.valid_to).where(*own)
    found: dict[str, dict[str, int]] = {}
    for owner, value, since, until in session.execute(wanted.order_by(RULES.c.valid_from, RULES.c.id)):
        if (since is None or since <= day) and (until is None or day <= until) and isinstance(value, dict):
            found[owner] = {name: told for name, told in value.items() if isinstance(told, int)}
    return found


def _whole(targets: Mapping[str, int]) -> int:
    return targets.get(ALL_GROUPS, 0) or sum(targets.get(each, 0) for each in SkillGroup)


def _years(session: Session, county_id: str, known: set[int]) -> tuple[int, ...]:
    wanted = select(func.min(CLASSES.c.starts_on), func.max(CLASSES.c.starts_on))
    first, last = session.execute(wanted.where(CLASSES.c.county_id == county_id)).one()
    held = range(max(first.year, last.year - 20), last.year + 1) if first and last else ()
    return tuple(sorted({*known, *held}, reverse=True))
