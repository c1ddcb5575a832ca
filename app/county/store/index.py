"""What the county knows of trainings at all its stations, handed to each: the duplicate index, and its own people's."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from app.county.register import Register, county_in
from app.county.store.feed import ELSEWHERE, INDEX, News, put, topics_of
from app.county.store.mirror import IDENTITY, MIRRORS
from app.county.store.state import index_key_of
from app.county.tables import StationRow
from app.ledger.class_rows import CANCELLED
from app.models.county_index import IndexHead, IndexPart, Training, pack_head, pack_part, parts_of
from app.models.vocabulary import Outcome

HEAD = "head"


def publish_index(register: Register, now: datetime) -> int:
    """Give every station the index as it stands, and what its own people were trained in elsewhere.

    Only what changed goes out again; answers how many things went out. A station at a time, so that rounds go on.
    """
    with register.writing() as session:
        key = index_key_of(session, county_in(session).id)
    with register.reading() as session:
        county_id = county_in(session).id
        trainings = list(trainings_of(session.connection(), county_id))
        people = _people(session.connection(), county_id)
        stations = list(session.scalars(select(StationRow.station_id).where(StationRow.county_id == county_id)))
    head = News(INDEX, pack_head(IndexHead(key, int(now.timestamp() * 1000))), topic=HEAD)
    index = _news(INDEX, (_without_certificate(each) for each in trainings))
    count = 0
    for station_id in sorted(stations):
        own = people.get(station_id, set())
        away = (each for each in trainings if each.person in own and each.station_id != station_id)
        with register.writing() as session:
            for kind, news in ((INDEX, index), (ELSEWHERE, _news(ELSEWHERE, away))):
                count += _give(session, county_id, station_id, kind, news)
            put(session, county_id, station_id, [head])
    return count


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
    return "" if value is None else str(value)


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


def _give(session: Session, county_id: str, station_id: str, kind: str, news: dict[str, News]) -> int:
    """Put what changed, and an empty part for one in which nobody is left."""
    given = topics_of(session.connection(), county_id, station_id, kind) - {HEAD}
    gone = [News(kind, pack_part(IndexPart(int(topic, 16), ())), topic) for topic in sorted(given - news.keys())]
    return put(session, county_id, station_id, [*news.values(), *gone])
