"""What the county knows of trainings at all its stations, handed to each: the duplicate index, and its own people's."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from sys import intern
from typing import Any

from sqlalchemy import Connection, select

from app.clock import milliseconds
from app.county.register import Register, county_in
from app.county.store.feed import ELSEWHERE, INDEX, News, put, standing_of
from app.county.store.mirror import IDENTITY, MIRRORS
from app.county.store.state import index_key_of
from app.county.tables import StationRow
from app.ledger.class_rows import CANCELLED
from app.models.county_index import IndexHead, IndexPart, Training, pack_head, pack_part, parts_of
from app.models.vocabulary import Outcome

HEAD = "head"
PARTS_AT_ONCE = 64
"""So many parts go out in one transaction: nobody else writes while they do."""
_LONGEST = 100


def publish_index(register: Register, now: datetime) -> int:
    """Give every station the index as it stands (`index_steps`); answers how many things went out."""
    return sum(index_steps(register, now))


def index_steps(register: Register, now: datetime) -> Iterator[int]:
    """Give every station the index as it stands, and what its own people were trained in elsewhere.

    Only what changed goes out again. Rounds go on: nobody else writes for the time of one step alone, and all that can
    be made ready is made ready before it. Gives after each step how many things went out; the rest may be left.
    """
    county_id, key, known = _known(register)
    head = News(INDEX, pack_head(IndexHead(key, milliseconds(now))), topic=HEAD)
    index = _news(INDEX, (_without_certificate(each) for each in chain.from_iterable(known.trainings.values())))
    for station_id in known.stations:
        yield from _give(register, county_id, station_id, INDEX, index)
        yield from _give(register, county_id, station_id, ELSEWHERE, _news(ELSEWHERE, known.elsewhere(station_id)))
        with register.writing() as session:
            put(session, county_id, station_id, [head])
        yield 0


@dataclass(frozen=True)
class _Known:
    """The stations, the trainings of each person, and who stands in the ledgers of each station."""

    stations: list[str]
    trainings: dict[bytes, list[Training]]
    people: dict[str, set[bytes]]

    def elsewhere(self, station_id: str) -> Iterator[Training]:
        """What the people of a station were trained in at others."""
        for person in self.people.get(station_id, ()):
            yield from (each for each in self.trainings.get(person, ()) if each.station_id != station_id)


def _known(register: Register) -> tuple[str, bytes, _Known]:
    with register.writing() as session:
        county_id = county_in(session).id
        key = index_key_of(session, county_id)
    trainings: dict[bytes, list[Training]] = defaultdict(list)
    with register.reading() as session:
        for each in trainings_of(session.connection(), county_id):
            trainings[each.person].append(each)
        own = select(StationRow.station_id).where(StationRow.county_id == county_id)
        stations = list(session.scalars(own.order_by(StationRow.station_id)))
        return county_id, key, _Known(stations, trainings, _people(session.connection(), county_id))


def trainings_of(connection: Connection, county_id: str) -> Iterator[Training]:
    """Every training of a person with an ID number, but those that never were: called off, or withdrawn from."""
    people, classes, courses = (MIRRORS[name] for name in ("trainee", "training_class", "course"))
    enrolments, certificates = MIRRORS["enrolment"], MIRRORS["certificate"]
    same = _same(enrolments, county_id)
    columns = (people.c[IDENTITY], courses.c.name, courses.c.occupation_code, courses.c.level)
    days = (classes.c.starts_on, classes.c.ends_on, enrolments.c.outcome, enrolments.c.owner, StationRow.name)
    statement = (
        select(*columns, *days, certificates.c.number)
        .select_from(enrolments)
        .join(people, same(people, enrolments.c.trainee_id))
        .join(classes, same(classes, enrolments.c.class_id))
        .join(courses, same(courses, classes.c.course_id))
        .join(StationRow, (StationRow.county_id == county_id) & (StationRow.station_id == enrolments.c.owner))
        .outerjoin(certificates, _of_enrolment(certificates, enrolments))
        .where(enrolments.c.county_id == county_id, people.c[IDENTITY].is_not(None))
        .where(classes.c.status != CANCELLED, enrolments.c.outcome != Outcome.WITHDREW)
    )
    for person, *told in connection.execute(statement):
        yield Training(person, *(_text(value) for value in told))


def _same(table: Any, county_id: str) -> Callable[[Any, Any], Any]:
    def joined(other: Any, reference: Any) -> Any:
        return (other.c.county_id == county_id) & (other.c.owner == table.c.owner) & (other.c.id == reference)

    return joined


def _of_enrolment(certificates: Any, enrolments: Any) -> Any:
    own = (certificates.c.county_id == enrolments.c.county_id) & (certificates.c.owner == enrolments.c.owner)
    return own & (certificates.c.enrolment_id == enrolments.c.id)


def _text(value: Any) -> str:
    # The same few courses, stations and days stand in every row: each is kept once. And cut: no station can swell a
    # part of the index beyond what an answer to all the others bears.
    return intern("" if value is None else str(value)[:_LONGEST])


def _without_certificate(training: Training) -> Training:
    told = (getattr(training, name) for name in Training.__slots__ if name != "certificate")
    return Training(*told)


def _people(connection: Connection, county_id: str) -> dict[str, set[bytes]]:
    """The persons of each station by their hashes."""
    table = MIRRORS["trainee"]
    own = select(table.c.owner, table.c[IDENTITY]).where(table.c.county_id == county_id, table.c[IDENTITY].is_not(None))
    found: dict[str, set[bytes]] = {}
    for owner, person in connection.execute(own):
        found.setdefault(owner, set()).add(person)
    return found


def _news(kind: str, trainings: Iterable[Training]) -> dict[str, News]:
    parts = parts_of(set(trainings))
    return {f"{part:02x}": News(kind, pack_part(told), topic=f"{part:02x}") for part, told in parts.items()}


def _give(register: Register, county_id: str, station_id: str, kind: str, news: dict[str, News]) -> Iterator[int]:
    """Put what changed, and an empty part for one in which nobody is left; a few at a time."""
    with register.reading() as session:
        given = standing_of(session.connection(), county_id, station_id, kind)
    left = sorted(given.keys() - news.keys() - {HEAD})
    gone = [News(kind, pack_part(IndexPart(int(topic, 16), ())), topic) for topic in left]
    fresh = [each for each in (*news.values(), *gone) if given.get(each.topic) != each.data]
    for at in range(0, len(fresh), PARTS_AT_ONCE):
        with register.writing() as session:
            count = put(session, county_id, station_id, fresh[at : at + PARTS_AT_ONCE])
        yield count
