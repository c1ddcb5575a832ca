"""What this PC knows of its county between two rounds: epoch, feed, clock, the last round, the desk keys."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from app.ledger.syncing.marks import EPOCH
from app.models.ledger import Ledger
from app.models.lineage import COUNTY, county_of
from app.models.local import set_local_value

_FEED, _OFFSET, _ROUND, _TROUBLE = "sync_feed", "sync_offset", "sync_round", "sync_trouble"
_DESK = "desk_key"
_FACTS = "select key, value from local_state where key in (?, ?, ?, ?, ?, ?)"
_SET = "insert into local_state (key, value) values (?, ?) on conflict do update set value = excluded.value"
_KEEP = "insert into sync_item (kind, name, data) values (?, ?, ?) on conflict do update set data = excluded.data"


@dataclass(frozen=True)
class SyncState:
    """`feed` is the last item taken; `desk_keys` are the signed packages that certify the county's desk keys."""

    county_id: str
    epoch: str
    feed: int
    clock_offset_ms: int
    last_round: datetime | None
    last_trouble: str
    desk_keys: tuple[bytes, ...]


@dataclass(frozen=True)
class RoundNote:
    """What a round leaves behind; None leaves a fact as it was. `trouble` is the code of what went wrong, or empty."""

    epoch: str | None = None
    clock_offset_ms: int | None = None
    at: datetime | None = None
    trouble: str | None = None
    county_id: str | None = None


def sync_state(ledger: Ledger) -> SyncState:
    """What is known of the county."""
    with ledger.reading() as session:
        return read_state(session.connection())


def read_state(connection: Connection) -> SyncState:
    """What is known of the county, within a transaction."""
    facts = _facts(connection)
    keys = connection.exec_driver_sql("select data from sync_item where kind = ? order by name", (_DESK,)).scalars()
    at = facts.get(_ROUND)
    return SyncState(
        facts.get(COUNTY) or county_of(connection),
        facts.get(EPOCH, ""),
        int(facts.get(_FEED) or 0),
        int(facts.get(_OFFSET) or 0),
        datetime.fromisoformat(at) if at else None,
        facts.get(_TROUBLE, ""),
        tuple(keys),
    )


def _facts(connection: Connection) -> dict[str, str]:
    wanted = (COUNTY, EPOCH, _FEED, _OFFSET, _ROUND, _TROUBLE)
    return {row[0]: row[1] for row in connection.exec_driver_sql(_FACTS, wanted)}


def note_round(ledger: Ledger, note: RoundNote, desk_keys: Iterable[tuple[str, bytes]] = ()) -> None:
    """Note what a round told; `desk_keys` are new certificates with the key ids (hexadecimal) they are for."""
    told = {
        EPOCH: note.epoch,
        _OFFSET: None if note.clock_offset_ms is None else str(note.clock_offset_ms),
        _ROUND: note.at.isoformat() if note.at else None,
        _TROUBLE: note.trouble,
        COUNTY: note.county_id,
    }
    with ledger.taking() as connection:
        known = _facts(connection)
        fresh = [(name, value) for name, value in told.items() if value is not None and value != known.get(name, "")]
        if fresh:
            connection.exec_driver_sql(_SET, fresh)
        for name, data in desk_keys:
            keep_desk_key(connection, name, data)


def keep_desk_key(connection: Connection, name: str, data: bytes) -> None:
    """Keep the certificate of a desk key, by its key id in hexadecimal."""
    keep_item(connection, _DESK, name, data)


def note_feed(connection: Connection, number: int) -> None:
    """Note the last feed item taken."""
    set_local_value(connection, _FEED, str(number))


def keep_item(connection: Connection, kind: str, name: str, data: bytes) -> None:
    """Keep a thing of the county's that no journal holds."""
    connection.exec_driver_sql(_KEEP, (kind, name, data))
