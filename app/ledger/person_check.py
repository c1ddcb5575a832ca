"""What a form is told about a person while they are typed: the rules' findings, what the number says, who is alike."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.ledger.importing.known import KnownPerson
from app.ledger.known_people import LedgerPeople
from app.ledger.people import judge_person
from app.ledger.person_details import FieldFinding, PersonDetails, read_details
from app.ledger.person_rows import PersonRow, person_rows
from app.ledger.place_tree import known_places
from app.models.code_tables import table
from app.models.id_numbers import IdReading, age_on, hint_of_prefix
from app.models.ledger import Ledger
from app.models.people import Trainee

MOST = 5


class Alikeness(StrEnum):
    """In what somebody in the ledger is like the person being typed."""

    NUMBER = "number"
    BIRTHDAY = "birthday"
    VILLAGE = "village"


@dataclass(frozen=True)
class Alike:
    """Somebody in the ledger with the same number, or the same name and birthday, or the same name and village."""

    row: PersonRow
    how: Alikeness


@dataclass(frozen=True)
class NumberSays:
    """What a usable ID number says of its holder; `origin` is where it was first given out, or ""."""

    sex_label: str
    birth_date: date
    age: int
    origin: str


@dataclass(frozen=True)
class PersonCheck:
    """All of it; `number` is None where the number that was typed says nothing."""

    findings: tuple[FieldFinding, ...]
    number: NumberSays | None
    alike: tuple[Alike, ...]


def check_person(ledger: Ledger, details: PersonDetails, trainee_id: str = "") -> PersonCheck:
    """What there is to say of these details, for someone new or for this trainee; writes nothing.

    Raises NoSuchTrainee, MergedAway.
    """
    findings, today = judge_person(ledger, details, trainee_id), ledger.clock.now().date()
    with ledger.reading() as session:
        before = session.get(Trainee, trainee_id) or Trainee()
        reading = read_details(details, before, known_places(session, today), today)
        columns = ("name", "id_type", "id_number", "birth_date", "village", "place_id")
        me = {column: reading.values.get(column, getattr(before, column)) for column in columns}
        says = _says(reading.number, today) if details.id_number else None
        return PersonCheck(findings, says, _alike(session, me, trainee_id, today))


def _says(number: IdReading | None, today: date) -> NumberSays | None:
    if number is None or not number.is_usable or number.birth_date is None:
        return None
    sex = table("sex").label(number.sex) if number.sex != "0" else ""
    return NumberSays(sex, number.birth_date, age_on(number.birth_date, today), hint_of_prefix(number.number))


def _alike(session: Session, me: dict[str, Any], trainee_id: str, today: date) -> tuple[Alike, ...]:
    found: dict[str, Alikeness] = {}
    for other, how in _others(session, me):
        if other.trainee_id != trainee_id:
            found.setdefault(other.trainee_id, how)
    rows = person_rows(session, list(found)[:MOST], today)
    return tuple(Alike(row, found[row.id]) for row in rows)


def _others(session: Session, me: dict[str, Any]) -> Iterator[tuple[KnownPerson, Alikeness]]:
    """The same number first, whatever the name; then the same name."""
    people = LedgerPeople(session)
    if me["id_number"]:
        identity = IdReading(me["id_type"], me["id_number"]).identity
        same = people.with_numbers([me["id_number"]])
        yield from ((other, Alikeness.NUMBER) for other in same if other.likeness.identity == identity)
    named = list(people.with_names([me["name"]])) if me["name"] else []
    born = me["birth_date"]
    yield from ((other, Alikeness.BIRTHDAY) for other in named if born and other.birth_date == born)
    at_home = _at_home(session, me)
    yield from ((other, Alikeness.VILLAGE) for other in named if other.trainee_id in at_home)


def _at_home(session: Session, me: dict[str, Any]) -> set[str]:
    """Everyone of this name in the same place, or in a village written alike; nowhere is no place."""
    homes = [Trainee.place_id == me["place_id"]] if me["place_id"] else []
    homes += [Trainee.village == me["village"]] if me["village"] else []
    if not homes:
        return set()
    return set(session.scalars(select(Trainee.id).where(Trainee.name == me["name"], or_(*homes))))
