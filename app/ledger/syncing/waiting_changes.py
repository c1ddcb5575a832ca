"""What waits for the county, as the clerk knows it: change by change, who made it and when."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection

from app.ledger.syncing.marks import chain_heads, undelivered
from app.models.ledger import Ledger

SHOWN = 500
_CHANGES = (
    "select change_id, count(*), min(hlc), (select body from journal as told where told.change_id = journal.change_id"
    " and told.op = 'C' limit 1) from journal where replica = ? and seq between ? and ? group by change_id"
    " order by min(seq) limit ?"
)


@dataclass(frozen=True)
class WaitingChange:
    """A change of which the county has not got everything yet; `action` as the journal names it."""

    at: datetime
    actor: str
    action: str
    entries: int


def waiting_changes(ledger: Ledger) -> tuple[WaitingChange, ...]:
    """What waits, the oldest first, up to `SHOWN`."""
    zone = ledger.clock.now().tzinfo
    with ledger.reading() as session:
        found = list(_rows(session.connection()))
    made = [_told(row, zone) for row in found]
    return tuple(sorted(made, key=lambda each: each.at)[:SHOWN])


def _rows(connection: Connection) -> Iterator[Any]:
    for head in chain_heads(connection):
        for first, last in undelivered(connection, head):
            yield from connection.exec_driver_sql(_CHANGES, (head.replica, first, last, SHOWN)).all()


def _told(row: Any, zone: Any) -> WaitingChange:
    _, count, hlc, body = row
    told = orjson.loads(body) if body else {}
    at = datetime.fromtimestamp((hlc >> 16) / 1000, zone)
    return WaitingChange(at, str(told.get("actor", "")), str(told.get("action", "")), count)
