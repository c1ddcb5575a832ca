"""What no journal holds, for one station each: numbered in the order of commit, under the lock of the station's row."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, delete, insert, select, text, update
from sqlalchemy.orm import Session

from app.county.logbook import LOG
from app.county.store.tables import FeedHeadRow, FeedRow
from app.county.tables import StationRow
from app.models.exchange import UNPACKED_LIMIT, packed
from app.models.list_size import is_bearable
from app.sync.protocol import REQUEST_LIMIT, FeedItem

ROOM_FOR_REST = 40 * 1024
"""What an answer needs beside batches and feed: heads, receipts, figures (bytes)."""
CARRIED = REQUEST_LIMIT - ROOM_FOR_REST
"""What no answer can carry is not given to anybody: it would stand in the way of all that follows."""
_LOG = logging.getLogger(LOG)
KEY_LIST, REVOCATIONS, BLOCK, REFERENCE = "key_list", "revocations", "block", "reference"
_LOCKED = (
    select(FeedHeadRow.number)
    .where(FeedHeadRow.county_id == bindparam("county"), FeedHeadRow.station_id == bindparam("station"))
    .with_for_update()
)
_BEGUN = text(
    "insert into feed_head (county_id, station_id, number) values (:county, :station, 0) on conflict do nothing"
)
INDEX, ELSEWHERE, NOTICE = "index", "elsewhere", "notice"
_LISTS = (KEY_LIST, REVOCATIONS)


@dataclass(frozen=True)
class News:
    """Something for a station; a newer one of the same `topic` (if it has one) takes the older one's place."""

    kind: str
    data: bytes
    topic: str = ""


def lock_station(connection: Connection, county_id: str, station_id: str) -> int:
    """Wait until nobody else numbers this station's feed or applies its entries; answers the last number."""
    its = {"county": county_id, "station": station_id}
    number = connection.scalar(_LOCKED, its)
    if number is None:
        connection.execute(_BEGUN, its)
        number = connection.scalar(_LOCKED, its)
    return int(number or 0)


def put(session: Session, county_id: str, station_id: str, news: Iterable[News]) -> int:
    """Give a station these things; what it has already under the same topic is not given twice. Answers how many."""
    connection, given = session.connection(), tuple(each for each in news if _is_given(each))
    number = lock_station(connection, county_id, station_id)
    stands = _standing(connection, county_id, station_id, given)
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


def standing_of(connection: Connection, county_id: str, station_id: str, kind: str) -> dict[str, bytes]:
    """What a station was given of this kind, by its topic."""
    own = (FeedRow.county_id == county_id, FeedRow.station_id == station_id, FeedRow.topic != "")
    rows = connection.execute(select(FeedRow.topic, FeedRow.data).where(*own, FeedRow.kind == kind))
    return {row.topic: row.data for row in rows}


def _is_given(news: News) -> bool:
    is_given = _is_carried(news.kind, news.data)
    if not is_given:
        _LOG.error("%s was not given to a station: %s bytes", news.kind, len(news.data))
    return is_given


def _is_carried(kind: str, data: bytes) -> bool:
    """Whether an answer can carry this; and of a list, whether the PC can report it, which keeps it in its journal."""
    return _weight(data) <= CARRIED and (kind not in _LISTS or is_bearable(data))


def _weight(data: bytes) -> int:
    """What this weighs in an answer (bytes): as it is; all the room there is where only packing makes it bearable."""
    packs_well = CARRIED < len(data) <= UNPACKED_LIMIT // 2 and len(packed(data)) <= CARRIED
    return CARRIED if packs_well else len(data)


def _standing(
    connection: Connection, county_id: str, station_id: str, given: Iterable[News]
) -> dict[tuple[str, str], tuple[int, bytes]]:
    """What was given under the topics of these things: number and bytes."""
    wanted = [(each.kind, each.topic) for each in given if each.topic]
    own = (FeedRow.county_id == county_id, FeedRow.station_id == station_id)
    named = (FeedRow.kind.in_({kind for kind, _ in wanted}), FeedRow.topic.in_({topic for _, topic in wanted}))
    columns = (FeedRow.kind, FeedRow.topic, FeedRow.number, FeedRow.data)
    rows = connection.execute(select(*columns).where(*own, *named)) if wanted else ()
    return {(row[0], row[1]): (row[2], row[3]) for row in rows}


def put_for_all(session: Session, county_id: str, news: Iterable[News]) -> int:
    """Give every station these things, in the order of their ids, so that two who do it never wait for each other."""
    stations = select(StationRow.station_id).where(StationRow.county_id == county_id).order_by(StationRow.station_id)
    given = tuple(news)
    return sum(put(session, county_id, station_id, given) for station_id in session.scalars(stations).all())


def after(
    connection: Connection, county_id: str, station_id: str, number: int, limit: int, room: int = CARRIED
) -> tuple[list[FeedItem], bool]:
    """What follows this number, and whether there is more: up to so many bytes, or one that finds `room`.

    What no answer can carry is passed over.
    """
    own = (FeedRow.county_id == county_id, FeedRow.station_id == station_id, FeedRow.number > number)
    sizes = select(FeedRow.number, FeedRow.kind, FeedRow.data).where(*own).order_by(FeedRow.number)
    found: list[FeedItem] = []
    weight = 0
    with connection.execute(sizes.execution_options(yield_per=20)) as rows:
        for row in rows:
            if not _is_carried(row.kind, row.data):
                continue
            weight += _weight(row.data) + 40
            if weight > (limit if found else room + 40):
                return found, True
            found.append(FeedItem(row.number, row.kind, row.data))
    return found, False
