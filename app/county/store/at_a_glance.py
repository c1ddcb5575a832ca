"""What every round asks of the county's side of a station, read by few statements that are made once."""

from typing import NamedTuple

from sqlalchemy import Connection, bindparam, or_, select, text

from app.county.store.tables import ReplicaHeadRow

_HEADS = select(
    ReplicaHeadRow.replica,
    ReplicaHeadRow.station_id,
    ReplicaHeadRow.seq,
    ReplicaHeadRow.applied_seq,
).where(
    ReplicaHeadRow.county_id == bindparam("county"),
    or_(ReplicaHeadRow.station_id == bindparam("station"), ReplicaHeadRow.replica == bindparam("name")),
)
_FACTS = text(
    "select (select value from county_state where county_id = :county and name = 'epoch'),"
    " (select number from feed_head where county_id = :county and station_id = :station),"
    " (select count(*) from parked where county_id = :county and owner = :station)"
)


class Bound(NamedTuple):
    """Whose the replica is that asks (empty: nobody's), and whether anything of the station is stored, not applied."""

    station_id: str
    is_behind: bool


class Facts(NamedTuple):
    """The register's epoch, the number of the newest thing in the station's feed, how many of its entries wait."""

    epoch: str
    newest: int
    parked: int


def bound(connection: Connection, county_id: str, station_id: str, replica: str) -> Bound:
    """What is known of the replica that asks for this station."""
    found = connection.execute(_HEADS, {"county": county_id, "station": station_id, "name": replica}).all()
    owner = next((row.station_id for row in found if row.replica == replica), "")
    return Bound(owner, any(row.applied_seq < row.seq for row in found if row.station_id == station_id))


def facts(connection: Connection, county_id: str, station_id: str) -> Facts:
    """What an answer to this station says beside heads and batches."""
    epoch, newest, parked = connection.execute(_FACTS, {"county": county_id, "station": station_id}).one()
    return Facts(epoch or "", newest or 0, parked or 0)
