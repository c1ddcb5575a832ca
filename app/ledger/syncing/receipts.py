"""The county's receipts, kept beside the journal; and what the clerk is told of all that still waits."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from app.ledger.syncing.arrivals import Arrivals
from app.ledger.syncing.entries import settle, wipe
from app.ledger.syncing.marks import Chain, Frame, RowKey, chains, frames_from, gaps, hash_at, keep_receipt
from app.ledger.syncing.state import read_state
from app.models.exchange import Receipt
from app.models.ledger import Ledger

_PARKED = "select entity, row_id, replica, seq, reason, detail from sync_parked order by replica, seq limit ?"
_CLASHES = (
    "select entity, row_id, field, before_replica, before_seq, after_replica, after_seq from sync_clash"
    " where not settled order by after_seq desc limit ?"
)
_UNSETTLED = "select (select count(*) from sync_parked), (select count(*) from sync_clash where not settled)"
_SHOWN = 500


@dataclass(frozen=True)
class ParkedEntry:
    """An entry that waits, of which row, and why (`app.models.parking.Trouble`, or `behind`)."""

    entity: str
    row_id: str
    replica: str
    seq: int
    reason: str
    detail: str


@dataclass(frozen=True)
class ClashEntry:
    """A field that two entries (replica, seq) wrote without knowing of each other."""

    entity: str
    row_id: str
    field: str
    before: tuple[str, int]
    after: tuple[str, int]


@dataclass(frozen=True)
class Outbox:
    """What waits for the county, since when, what waits here, and how the last round went."""

    waiting: int
    oldest: datetime | None
    parked: tuple[ParkedEntry, ...]
    clashes: tuple[ClashEntry, ...]
    last_round: datetime | None
    last_trouble: str
    clock_offset_ms: int


def take_receipts(ledger: Ledger, receipts: Iterable[bytes], read: Callable[[bytes], Receipt]) -> int:
    """Keep these receipts; rows whose entries count at another time now are folded anew. Answers how many were kept.

    A receipt for entries that this ledger does not have, or has otherwise, is left aside. Raises what `read` raises.
    """
    opened = [(data, read(data)) for data in receipts]
    if not opened:
        return 0
    kept, stale = 0, set[RowKey]()
    with ledger.taking() as connection:
        for data, receipt in opened:
            frame = _frame(connection, receipt)
            if frame:
                stale |= keep_receipt(connection, frame, receipt, data)
                kept += 1
        applied = settle(connection, Arrivals(), stale)
    wipe(ledger, applied)
    return kept


def _frame(connection: Connection, receipt: Receipt) -> Frame | None:
    if hash_at(connection, receipt.replica, receipt.last) != receipt.hash:
        return None
    for frame in frames_from(connection, receipt.replica, receipt.first):
        if frame.last == receipt.last:
            return frame
    prev = hash_at(connection, receipt.replica, receipt.first - 1)
    unsigned = (receipt.hash, b"", b"")
    # The frame was lost with a backup; should it ever be offered again, this PC's key signs it anew.
    return Frame(receipt.replica, receipt.first, receipt.last, prev, *unsigned) if prev is not None else None


def pending(ledger: Ledger) -> dict[str, int]:
    """How many entries of each chain wait for a receipt that counts; chains without any are left out."""
    with ledger.reading() as session:
        connection = session.connection()
        found = _waiting(connection, chains(connection))
    return {replica: sum(last - first + 1 for first, last in ranges) for replica, ranges in found.items()}


def _waiting(connection: Connection, known: Iterable[Chain]) -> dict[str, list[tuple[int, int]]]:
    ranges = {each.head.replica: gaps(connection, each) for each in known}
    return {replica: found for replica, found in ranges.items() if found}


def waiting_of(connection: Connection, known: Iterable[Chain] | None = None) -> tuple[int, int | None]:
    """How many entries wait for the county, and the clock reading (milliseconds) of the oldest.

    `known` are the chains, where they have just been read.
    """
    waiting = _waiting(connection, chains(connection) if known is None else known)
    count = sum(last - first + 1 for ranges in waiting.values() for first, last in ranges)
    return count, _oldest(connection, waiting)


def unsettled_of(connection: Connection) -> tuple[int, int]:
    """How many entries wait here, and how many clashes nobody has looked at."""
    parked, clashes = connection.exec_driver_sql(_UNSETTLED).one()
    return parked, clashes


def backlog(ledger: Ledger) -> tuple[int, int | None]:
    """What `waiting_of` tells, and nothing of what `outbox` reads beside it."""
    with ledger.reading() as session:
        return waiting_of(session.connection())


def outbox(ledger: Ledger) -> Outbox:
    """What the clerk is told."""
    with ledger.reading() as session:
        connection = session.connection()
        count, oldest = waiting_of(connection)
        parked = [ParkedEntry(*row) for row in connection.exec_driver_sql(_PARKED, (_SHOWN,))]
        clashes = [
            ClashEntry(row[0], row[1], row[2], (row[3], row[4]), (row[5], row[6]))
            for row in connection.exec_driver_sql(_CLASHES, (_SHOWN,))
        ]
        state = read_state(connection)
    zone = ledger.clock.now().tzinfo
    return Outbox(
        count,
        datetime.fromtimestamp(oldest / 1000, zone) if oldest is not None else None,
        tuple(parked),
        tuple(clashes),
        state.last_round,
        state.last_trouble,
        state.clock_offset_ms,
    )


def _oldest(connection: Connection, waiting: dict[str, list[tuple[int, int]]]) -> int | None:
    """The clock reading, in milliseconds, of the first entry that waits."""
    statement = "select hlc from journal where replica = ? and seq = ?"
    found = [
        connection.exec_driver_sql(statement, (replica, ranges[0][0])).scalar_one() >> 16
        for replica, ranges in waiting.items()
    ]
    return min(found, default=None)
