"""Persons who stand in the ledgers of several stations, found by the keyed hash of the ID number: nothing is merged."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.county.readings.tables import CLASSES, COURSES, ENROLMENTS, TRAINEES, referred, stations_of
from app.county.store.mirror import IDENTITY
from app.ledger.class_rows import CANCELLED
from app.models.id_numbers import mask_id_number
from app.models.vocabulary import Outcome

_PERSON = TRAINEES.c[IDENTITY]


@dataclass(frozen=True)
class Attended:
    """A training of a person."""

    course: str
    starts_on: date | None
    outcome: str


@dataclass(frozen=True)
class Entry:
    """A person as one station has them."""

    station: str
    name: str
    village: str
    trainings: tuple[Attended, ...]


@dataclass(frozen=True)
class Person:
    """A person at several stations; `names_differ` where they are not written alike."""

    masked_id: str
    entries: tuple[Entry, ...]

    @property
    def names_differ(self) -> bool:
        """Whether two stations write the name in two ways."""
        return len({each.name for each in self.entries}) > 1


def count_persons(session: Session, county_id: str) -> int:
    """How many persons stand in more than one ledger."""
    return session.scalar(select(func.count()).select_from(_several(county_id).subquery())) or 0


def persons(session: Session, county_id: str, limit: int, offset: int = 0) -> tuple[Person, ...]:
    """Those persons, the ones at most stations first."""
    order = (func.count(TRAINEES.c.owner.distinct()).desc(), _PERSON)
    found = session.scalars(_several(county_id).order_by(*order).limit(limit).offset(offset)).all()
    columns = (TRAINEES.c.owner, TRAINEES.c.id, TRAINEES.c.name, TRAINEES.c.village, TRAINEES.c.id_number)
    own = (TRAINEES.c.county_id == county_id, _PERSON.in_(found))
    rows = session.execute(select(_PERSON, *columns).where(*own).order_by(TRAINEES.c.owner, TRAINEES.c.id)).all()
    told = _trainings(session, county_id, found)
    names = {each.id: each.name for each in stations_of(session, county_id).values()}
    return tuple(_person([row for row in rows if row[0] == each], told, names) for each in found)


def _several(county_id: str) -> Select[bytes]:
    own = select(_PERSON).where(
        TRAINEES.c.county_id == county_id, _PERSON.is_not(None), TRAINEES.c.merged_into.is_(None)
    )
    return own.group_by(_PERSON).having(func.count(TRAINEES.c.owner.distinct()) > 1)


def _trainings(session: Session, county_id: str, found: Sequence[bytes]) -> dict[tuple[str, str], list[Attended]]:
    wanted = (
        select(TRAINEES.c.owner, TRAINEES.c.id, COURSES.c.name, CLASSES.c.starts_on, ENROLMENTS.c.outcome)
        .select_from(TRAINEES)
        .join(ENROLMENTS, (ENROLMENTS.c.trainee_id == TRAINEES.c.id) & referred(ENROLMENTS, "trainee_id", TRAINEES))
        .join(CLASSES, referred(ENROLMENTS, "class_id", CLASSES))
        .outerjoin(COURSES, referred(CLASSES, "course_id", COURSES))
        .where(TRAINEES.c.county_id == county_id, _PERSON.in_(found), func.coalesce(CLASSES.c.status, "") != CANCELLED)
    )
    trainings: dict[tuple[str, str], list[Attended]] = defaultdict(list)
    for owner, row_id, course, starts_on, outcome in session.execute(wanted.order_by(CLASSES.c.starts_on)):
        trainings[owner, row_id].append(Attended(course or "", starts_on, _word(outcome)))
    return trainings


def _word(outcome: str | None) -> str:
    return Outcome(outcome).label if outcome in set(Outcome) else ""


def _person(rows: list[Any], told: dict[tuple[str, str], list[Attended]], names: dict[str, str]) -> Person:
    entries = tuple(
        Entry(names.get(row.owner, ""), row.name or "", row.village or "", tuple(told.get((row.owner, row.id), ())))
        for row in rows
    )
    return Person(mask_id_number(next((row.id_number for row in rows if row.id_number), "")), entries)
