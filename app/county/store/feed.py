"""What no journal holds, for one station each: numbered in the order of commit, under the lock of the station's row."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select, text, update
from sqlalchemy.orm import Session

from app.county.store.tables import FeedHeadRow, FeedRow
from app.county.tables import StationRow
from app.sync.protocol import FeedItem

KEY_LIST, REVOCATIONS, BLOCK, REFERENCE = "key_list", "revocations", "block", "reference"
INDEX, ELSEWHERE, NOTICE = "index", "elsewhere", "notice"


@dataclass(frozen=True)
class News:
    """Something for a station; a newer one of the same `topic` (if it has one) takes the older one's place."""

    kind: str
    data: bytes
    topic: str = ""


def lock_station(connection: Connection, county_id: str, station_id: str) -> int:
    """Wait until nobody else numbers this station's feed or applies its entries; answers the last number."""
    made = text("insert into feed_head (county_id, station_id, number) values (:c, :s, 0) on conflict do nothing")
    connection.execute(made, {"c": county_id, "s": station_id})
    own = (FeedHeadRow.county_id == county_id, FeedHeadRow.station_id == station_id)
    return int(connection.scalar(select(FeedHeadRow.number).where(*own).with_for_update()) or 0)


def put(session: Session, county_id: str, station_id: str, news: Iterable[News]) -> int:
    """Give a station these things; what it has already under the same topic is not given twice. Answers how many."""
    connection, given = session.connection(), tuple(news)
    number = lock_station(connection, county_id, station_id)
    stands = _standing(connection, county_id, station_id, {each.kind for each in given if each.topic})
    fresh = [each for each in given if not each.topic or stands.get((each.kind, each.topic), (0, b""))[1] != each.data]
    own = (FeedRow.county_id == county_id, FeedRow.station_id == station_id)
    for each in fresh:
        if each.topic and (each.kind, each.topic) in stands:
            connection.execute(delete(FeedRow).where(*own, FeedRow.number == stands[each.kind, each.topic][0]))
    names = {"county_id": county_id, "station_id": station_id}
    rows = [{**names, **vars(each), "number": at} for at, each in enumerate(fresh, number + 1)]
    if rows:
        connection.execute(insert(FeedRow), rows)
        head = update(FeedHeadRow).where(FeedHeadRow.county_id == county_id, FeedHeadRow.station_id == station_id)
        connection.execute(head.values(number=number + len(rows)))
    return len(rows)


def topics_of(connection: Connection, county_id: str, station_id: str, kind: str) -> set[str]:
    """Under which topics a station was given things of this kind."""
    return {topic for _, topic in _standing(connection, county_id, station_id, {kind})}


def _standing(
    connection: Connection, county_id: str, station_id: str, kinds: set[str]
) -> dict[tuple[str, str], tuple[int, bytes]]:
    own = (FeedRow.county_id == county_id, FeedRow.station_id == station_id, FeedRow.topic != "")
    columns = (FeedRow.kind, FeedRow.topic, FeedRow.number, FeedRow.data)
    rows = connection.execute(select(*columns).where(*own, FeedRow.kind.in_(kinds))) if kinds else ()
    return {(row[0], row[1]): (row[2], row[3]) for row in rows}


def put_for_all(session: Session, county_id: str, news: Iterable[News]) -> int:
    """Give every station these things, in the order of their ids, so that two who do it never wait for each other."""
    stations = select(StationRow.station_id).where(StationRow.county_id == county_id).order_by(StationRow.station_id)
    given = tuple(news)
    return sum(put(session, county_id, station_id, given) for station_id in session.scalars(stations).all())


def after(
    connection: Connection, county_id: str, station_id: str, number: int, limit: int
) -> tuple[list[FeedItem], bool]:
    """What follows this number, up to so many bytes but at least one, and whether there is more."""
    own = (FeedRow.county_id == county_id, FeedRow.station_id == station_id, FeedRow.number > number)
    sizes = select(FeedRow.number, FeedRow.kind, FeedRow.data).where(*own).order_by(FeedRow.number)
    found: list[FeedItem] = []
    weight = 0
    with connection.execute(sizes.execution_options(yield_per=20)) as rows:
        for row in rows:
            weight += len(row.data) + 40
            if found and weight > limit:
                return found, True
            found.append(FeedItem(row.number, row.kind, row.data))
    return found, False
