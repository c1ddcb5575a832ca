"""Where a replica comes from: its genesis, and the replicas of this PC that went before it."""

from typing import Any

import orjson
from sqlalchemy import Connection

from app.models.local import local_value

COUNTY = "county"
_GENESIS = "select body from journal where replica = ? and seq = 1 and op = 'G'"
_REFERENCE = (
    "select station from place where station not in ('', ?) group by station order by count(*) desc, station limit 1"
)


def genesis_of(connection: Connection, replica: str) -> dict[str, Any]:
    """What the first entry of a replica tells: why it exists, its station, its predecessor."""
    body = connection.exec_driver_sql(_GENESIS, (replica,)).scalar()
    told: dict[str, Any] = orjson.loads(body) if body else {}
    return told


def lineage(connection: Connection, replica: str) -> tuple[str, ...]:
    """A replica and those whose place it took, the newest first: what they wrote was written on one PC."""
    found: list[str] = []
    while replica and replica not in found:
        found.append(replica)
        replica = str(genesis_of(connection, replica).get("predecessor", ""))
    return tuple(found)


def county_of(connection: Connection) -> str:
    """The county's id; empty before the enrolment. A ledger of version 1 knows it by the places it was given."""
    noted = local_value(connection, COUNTY)
    if noted:
        return noted
    return connection.exec_driver_sql(_REFERENCE, (local_value(connection, "station"),)).scalar() or ""
