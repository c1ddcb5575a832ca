"""What a station is told of its rows that wait at the county: one standing statement, given again when it changed."""

from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, select, text, union
from sqlalchemy.orm import Session

from app.county.store.feed import NOTICE, News, lock_station, put
from app.county.store.tables import ClashRow, ClashSettledRow, FeedRow, ParkedRow
from app.models.parked_notice import MOST, ParkedLine, ParkedNotice, pack_notice, unpack_notice
from app.models.waiting_line import BEHIND

TOPIC = "parked"
_ANYTHING = text(
    "select exists (select 1 from parked where county_id = :county and owner = :station)"
    " or exists (select 1 from clash where county_id = :county and owner = :station)"
    " or exists (select 1 from feed where county_id = :county and station_id = :station"
    " and topic = :topic and kind = :kind)"
)
"""Whether there is anything to be told, or was: most stations have nothing that waits, round for round."""
_SAME = ("county_id", "owner", "after_replica", "after_seq", "field", "before_replica", "before_seq")


def give_notice(session: Session, county_id: str, station_id: str, now: int) -> bool:
    """Tell a station how its rows stand, if that is not what it was told last. The caller has its lock."""
    connection = session.connection()
    if not connection.scalar(_ANYTHING, {"county": county_id, "station": station_id, "kind": NOTICE, "topic": TOPIC}):
        return False
    notice = notice_of(connection, county_id, station_id, now)
    if notice.says_the_same(_told(connection, county_id, station_id) or ParkedNotice(0)):
        return False
    return put(session, county_id, station_id, [News(NOTICE, pack_notice(notice), TOPIC)]) > 0


def renew_notice(session: Session, county_id: str, station_id: str, now: int) -> bool:
    """The same for a caller who has not got the station's lock, such as an officer's deed."""
    session.flush()
    lock_station(session.connection(), county_id, station_id)
    return give_notice(session, county_id, station_id, now)


def stations_unsettled(connection: Connection, county_id: str) -> tuple[str, ...]:
    """The stations of which rows wait or fields clashed, in the order in which they may be locked."""
    owners = (select(kind.owner).where(kind.county_id == county_id) for kind in (ParkedRow, ClashRow))
    return tuple(sorted(connection.scalars(union(*owners))))


def notice_of(connection: Connection, county_id: str, station_id: str, now: int) -> ParkedNotice:
    """How the rows of a station stand: the first to wait are named, all are counted."""
    # Of each row that waits one entry holds it up; the others only wait behind that one.
    own = (ParkedRow.county_id == county_id, ParkedRow.owner == station_id, ParkedRow.code != BEHIND.code)
    wanted = select(ParkedRow.entity, ParkedRow.row_id, ParkedRow.code).where(*own)
    order = (ParkedRow.since, ParkedRow.replica, ParkedRow.seq)
    lines = tuple(ParkedLine(*row) for row in connection.execute(wanted.order_by(*order).limit(MOST)))
    rows = len(lines) if len(lines) < MOST else _count(connection, ParkedRow, own)
    return ParkedNotice(now, lines, rows, _clashes(connection, county_id, station_id))


def same_clash() -> ColumnElement[bool]:
    """That a clash and what was settled are the very same: one folded anew with another value is open again."""
    return and_(*(getattr(ClashSettledRow, name) == getattr(ClashRow, name) for name in _SAME))


def _told(connection: Connection, county_id: str, station_id: str) -> ParkedNotice | None:
    own = (FeedRow.county_id == county_id, FeedRow.station_id == station_id)
    data = connection.scalar(select(FeedRow.data).where(*own, FeedRow.topic == TOPIC, FeedRow.kind == NOTICE))
    return unpack_notice(data) if data else None


def _clashes(connection: Connection, county_id: str, station_id: str) -> int:
    """How many fields were changed twice and looked at by no officer."""
    own = (ClashRow.county_id == county_id, ClashRow.owner == station_id)
    return _count(connection, ClashRow, (*own, ~select(ClashSettledRow.field).where(same_clash()).exists()))


def _count(connection: Connection, kind: type[Any], own: tuple[Any, ...]) -> int:
    return connection.scalar(select(func.count()).select_from(kind).where(*own)) or 0
