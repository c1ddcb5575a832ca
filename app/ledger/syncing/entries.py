"""The chains of this ledger against those of the county: what is handed over, what is taken in."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from app.credential.keys import Signer
from app.ledger.syncing.applying import Applied, apply_rows
from app.ledger.syncing.arrivals import Arrivals
from app.ledger.syncing.cutting import Cutter, Measure, note_sizes
from app.ledger.syncing.figures import note_dirt
from app.ledger.syncing.marks import (
    TELLS_NO_ROW,
    RowKey,
    chain_heads,
    hash_at,
    keep_receipt,
    offer,
    undelivered,
)
from app.ledger.syncing.proving import Checks, Forked, GapInChain, Proven, prove
from app.ledger.syncing.waiting import rows_parked, rows_waiting_for
from app.models.collecting import uncollected
from app.models.exchange import Batch, Entry, HeadMark
from app.models.fold import effective
from app.models.journal import SCHEMA, Head, head_of
from app.models.ledger import Ledger
from app.models.ledger_file import run_alone
from app.models.local import local_value, set_local_value

_TRIED = "parked_tried"
_APPEND = (
    "insert into journal (replica, seq, entry_id, change_id, hlc, actor, entity, row_id, op, schema, salt, body, seal,"
    " prev, hash) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


@dataclass(frozen=True)
class Taken:
    """What came of batches: new entries, rows written or removed, entries that wait, clashes found."""

    entries: int = 0
    rows: int = 0
    parked: int = 0
    clashes: int = 0


def heads(ledger: Ledger) -> tuple[HeadMark, ...]:
    """How far every chain in this ledger has come: one's own, former ones, those of other PCs."""
    with ledger.reading() as session:
        return tuple(HeadMark(head.replica, head.seq, head.hash) for head in chain_heads(session.connection()))


def next_batches(
    ledger: Ledger,
    county_id: str,
    key: Signer,
    county_heads: Iterable[HeadMark],
    *,
    most_bytes: int,
    most_entries: int,
    batches: int = 3,
) -> tuple[Batch, ...]:
    """The batches that the county lacks, or of which it has not yet said that it holds them; oldest chains first.

    What was signed before goes again as it was, with its receipt if it has one; the rest is cut and signed by `key`.
    Without `county_heads` (none heard yet) the receipts alone decide. A chain that the county holds otherwise, or
    further than this ledger, yields nothing.
    """
    marks = {mark.replica: mark for mark in county_heads}
    with ledger.reading() as session:
        connection = session.connection()
        cutter = Cutter(connection, county_id, key, Measure(most_bytes, most_entries))
        found: list[Batch] = []
        for head in chain_heads(connection):
            for first, last in _lacking(connection, head, marks):
                found += _batches(cutter, head.replica, first, last, batches - len(found))
    if cutter.signed:
        with ledger.taking() as connection:
            offer(connection, cutter.signed)
            note_sizes(connection, cutter.took)
    return tuple(found)


def _batches(cutter: Cutter, replica: str, first: int, last: int, most: int) -> list[Batch]:
    found: list[Batch] = []
    while first <= last and len(found) < most:
        found.append(cutter.batch_at(replica, first, last))
        first = found[-1].last + 1
    return found


def _lacking(connection: Connection, head: Head, marks: dict[str, HeadMark]) -> list[tuple[int, int]]:
    """The ranges of a chain to be handed over."""
    if not marks:
        return undelivered(connection, head)
    mark = marks.get(head.replica)
    held = mark.seq if mark else 0
    if mark and hash_at(connection, head.replica, held) != mark.hash:
        return []
    ranges = undelivered(connection, head)
    # Up to the county's head it is a matter of receipts alone; beyond it everything is lacking, receipts or not.
    owed = [(first, min(last, held)) for first, last in ranges if first <= held]
    return [*owed, (held + 1, head.seq)] if held < head.seq else owed


def take_batches(ledger: Ledger, batches: Iterable[Batch], check: Checks) -> Taken:
    """Take in what other PCs of this station wrote, or this one before it was lost: journal and tables, all or nothing.

    Entries known already change nothing. Raises BatchUnproven, GapInChain, Forked.
    """
    with uncollected():
        taken, applied = _taken(ledger, prove(batches, check))
    wipe(ledger, applied)
    return taken


def _taken(ledger: Ledger, proven: list[Proven]) -> tuple[Taken, Applied]:
    with ledger.taking() as connection:
        came, stale, count, latest = Arrivals(), set[RowKey](), 0, 0
        for each in proven:
            fresh = _unknown(connection, each, ledger.standing.replica)
            came.note(connection, fresh)
            append_entries(connection, fresh)
            stale |= keep_receipt(connection, each.frame, each.receipt, each.batch.receipt)
            count += len(fresh)
            latest = max([latest, *(effective(entry.hlc, each.receipt.received_at) for entry in each.entries[-1:])])
        applied = settle(connection, came, stale)
        # What is written here from now on was written knowing this.
        ledger.hlc.last = max(ledger.hlc.last, latest)
    return Taken(count, applied.rows, applied.parked, applied.clashes), applied


def _unknown(connection: Connection, proven: Proven, own: str) -> Sequence[Entry]:
    """The entries of a batch that this ledger has not."""
    batch = proven.batch
    head = head_of(connection, batch.replica)
    if batch.first > head.seq + 1:
        raise GapInChain(first=batch.first, held=head.seq)
    shared = min(head.seq, batch.last)
    theirs = batch.prev if shared < batch.first else proven.entries[shared - batch.first].hash
    if hash_at(connection, batch.replica, shared) != theirs or (batch.replica == own and batch.last > head.seq):
        raise Forked(seq=shared + 1)
    return proven.entries[shared - batch.first + 1 :]


def append_entries(connection: Connection, fresh: Iterable[Entry]) -> None:
    """Put entries into the journal as they are."""
    rows = [(*e.header, e.salt, e.body, e.seal, e.prev, e.hash) for e in fresh]
    if rows:
        connection.exec_driver_sql(_APPEND, rows)


def rows_told(found: Iterable[Entry]) -> set[RowKey]:
    """The rows that entries tell of."""
    return {(entry.entity, entry.row_id) for entry in found if entry.op not in TELLS_NO_ROW}


def settle(connection: Connection, came: Arrivals, stale: set[RowKey]) -> Applied:
    """Apply rows of which entries came, rows whose entries count at another time now, and what waited for them."""
    touched = came.lines.keys() | set()
    again = (stale | rows_waiting_for(connection, touched)) - touched
    note_dirt(connection, again)
    came.leave(stale | (rows_parked(connection) & touched))
    return apply_rows(connection, touched | again, came)


def try_parked_again(ledger: Ledger) -> Applied:
    """Try everything that waits once more: after an upgrade, or because somebody asks."""
    with ledger.taking() as connection:
        waiting = rows_parked(connection)
        note_dirt(connection, waiting)
        applied = apply_rows(connection, waiting, Arrivals())
    wipe(ledger, applied)
    return applied


def try_parked_after_upgrade(ledger: Ledger) -> None:
    """Try what an older program could not apply, once for each schema that this program knows."""
    with ledger.reading() as session:
        if local_value(session.connection(), _TRIED) == str(SCHEMA):
            return
    try_parked_again(ledger)
    with ledger.taking() as connection:
        set_local_value(connection, _TRIED, str(SCHEMA))


def wipe(ledger: Ledger, applied: Applied) -> None:
    """After an erasure, leave nothing of the person in the write-ahead log."""
    if applied.blanked:
        run_alone(ledger.engine, "pragma wal_checkpoint(truncate)")
