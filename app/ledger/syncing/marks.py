"""What is kept beside the journal of deliveries: frames with receipts, how far each chain is delivered, late clocks."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import Connection

from app.models.exchange import Batch, HeadMark, Receipt
from app.models.fold import effective
from app.models.journal import Head, replicas_of
from app.models.local import local_value, set_local_value

EPOCH = "sync_epoch"
DIGESTED = "digest_position"
"""The local fact that says up to which position of the journal the figures of the tables were brought forward."""
RowKey = tuple[str, str]
"""A row by its table and its id."""
TELLS_NO_ROW = "CG"
"""Entries about a change, or about the replica itself."""

_KEEP = (
    "insert into sync_batch (replica, first, last, prev, hash, key_id, signature, receipt, received_at, epoch)"
    " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (replica, first, last) do update set"
    " receipt = excluded.receipt, received_at = excluded.received_at, epoch = excluded.epoch,"
    " key_id = case when signature = x'' then excluded.key_id else key_id end,"
    " signature = case when signature = x'' then excluded.signature else signature end"
)
_OFFER = (
    "insert into sync_batch (replica, first, last, prev, hash, key_id, signature, receipt, received_at, epoch)"
    " values (?, ?, ?, ?, ?, ?, ?, x'', null, '') on conflict (replica, first, last) do update set"
    " prev = excluded.prev, hash = excluded.hash, key_id = excluded.key_id, signature = excluded.signature"
)
_COVERED = "delete from sync_batch where replica = ? and receipt = x'' and first <= ? and last >= ?"
_OVERLAPPING = (
    "select first, last, received_at from sync_batch where replica = ? and last >= ? and first <= ?"
    " and received_at is not null"
)
_LATE = (
    "select seq, hlc, op, entity, row_id, (select effective from sync_clamp where sync_clamp.replica = journal.replica"
    " and sync_clamp.seq = journal.seq) from journal where replica = ? and seq between ? and ? and hlc > ?"
)
_CLAMP = (
    "insert into sync_clamp (replica, seq, effective) values (?, ?, ?)"
    " on conflict do update set effective = excluded.effective"
)
_CHAINS = (
    "with recursive found (replica) as (select min(replica) from journal union all"
    " select (select min(replica) from journal where replica > found.replica) from found where replica is not null)"
    " select found.replica, journal.seq, journal.hash, coalesce(sync_mark.delivered, 0) from found"
    " join journal on journal.replica = found.replica"
    " and journal.seq = (select max(seq) from journal as last where last.replica = found.replica)"
    " left join sync_mark on sync_mark.replica = found.replica order by found.replica"
)
_REACHED = "select delivered from sync_mark where replica = ?"
_NEXT = (
    "select first, last from sync_batch where replica = ? and last > ? and receipt <> x'' and epoch = ? order by first"
)
_REACH = (
    "insert into sync_mark (replica, delivered, entry_bytes) values (?, ?, 0)"
    " on conflict do update set delivered = excluded.delivered"
)


@dataclass(frozen=True, slots=True)
class Frame:
    """A kept frame: the range, its hashes, its signature, and its receipt if there is one."""

    replica: str
    first: int
    last: int
    prev: bytes
    hash: bytes
    key_id: bytes
    signature: bytes
    receipt: bytes = b""
    received_at: int | None = None
    epoch: str = ""

    def filled(self, columns: bytes) -> Batch:
        """The batch of this frame with its entries."""
        frame = (self.replica, self.first, self.last, self.prev, self.hash, self.key_id, self.signature)
        return Batch(*frame, columns, self.receipt)


@dataclass(frozen=True, slots=True)
class Chain:
    """A chain by its last entry, and how far it is delivered without a gap."""

    head: Head
    delivered: int


def raw_rows(connection: Connection, statement: str, *parameters: Any) -> Iterator[Any]:
    """What a statement finds, as the driver's own tuples: a journal is read row by row."""
    cursor: Any = connection.connection.cursor()
    return iter(cursor.execute(statement, parameters))


def listed(rows: Iterable[RowKey]) -> dict[str, str]:
    """The ids of these rows by table, each list as the JSON that a statement takes apart again."""
    found: dict[str, list[str]] = defaultdict(list)
    for entity, row_id in rows:
        found[entity].append(row_id)
    return {entity: orjson.dumps(ids).decode() for entity, ids in sorted(found.items())}


def present_epoch(connection: Connection) -> str:
    """The county's epoch as last heard; empty before the first round."""
    return local_value(connection, EPOCH)


def chains(connection: Connection) -> list[Chain]:
    """Every chain in this ledger, each found by one step in the index; one statement for all of them."""
    found = connection.exec_driver_sql(_CHAINS)
    return [Chain(Head(replica, seq, digest), reached) for replica, seq, digest, reached in found]


def chain_heads(connection: Connection) -> Iterator[Head]:
    """The last entry of every replica in this ledger."""
    return (each.head for each in chains(connection))


def hash_at(connection: Connection, replica: str, seq: int) -> bytes | None:
    """The hash of this entry here; that before the first is the start of every chain."""
    if seq == 0:
        return Head(replica).hash
    statement = "select hash from journal where replica = ? and seq = ?"
    found: bytes | None = connection.exec_driver_sql(statement, (replica, seq)).scalar()
    return found


def offer(connection: Connection, batches: Iterable[Batch]) -> None:
    """Remember frames that are about to be sent: if the answer is lost, the very same go again."""
    rows = [(b.replica, b.first, b.last, b.prev, b.hash, b.key_id, b.signature) for b in batches]
    if rows:
        connection.exec_driver_sql(_OFFER, rows)


def keep_receipt(connection: Connection, frame: Frame, receipt: Receipt, data: bytes) -> set[RowKey]:
    """Note that the county holds this range; answers the rows whose entries count at another time now."""
    others = _receipted(connection, receipt)
    epoch = present_epoch(connection)
    if not epoch:
        set_local_value(connection, EPOCH, epoch := receipt.epoch)
    row = (frame.replica, frame.first, frame.last, frame.prev, frame.hash, frame.key_id, frame.signature)
    connection.exec_driver_sql(_KEEP, (*row, data, receipt.received_at, epoch))
    connection.exec_driver_sql(_COVERED, (receipt.replica, receipt.last, receipt.first))
    _reach(connection, receipt.replica, epoch)
    return _clamped(connection, receipt, others)


def _receipted(connection: Connection, receipt: Receipt) -> list[tuple[int, int, int]]:
    """Other receipts for parts of this range: of a county that was restored since."""
    found = connection.exec_driver_sql(_OVERLAPPING, (receipt.replica, receipt.first, receipt.last))
    own = (receipt.first, receipt.last)
    return [(first, last, received) for first, last, received in found if (first, last) != own]


def _clamped(connection: Connection, receipt: Receipt, others: Sequence[tuple[int, int, int]]) -> set[RowKey]:
    """Hold every entry of the range to the latest time at which a county received it."""
    earliest = min([receipt.received_at, *(received for _, _, received in others)])
    wanted = (receipt.replica, receipt.first, receipt.last, effective(1 << 62, earliest))
    changed, clamps = set(), []
    for seq, hlc, op, entity, row_id, before in connection.exec_driver_sql(_LATE, wanted).all():
        covering = [received for first, last, received in others if first <= seq <= last]
        counts = effective(hlc, max([receipt.received_at, *covering]))
        if counts != (hlc if before is None else before):
            if op not in TELLS_NO_ROW:
                changed.add((entity, row_id))
            clamps.append((receipt.replica, seq, counts))
    if clamps:
        connection.exec_driver_sql(_CLAMP, clamps)
    return changed


def _reach(connection: Connection, replica: str, epoch: str) -> None:
    reached = start = delivered(connection, replica)
    for first, last in connection.exec_driver_sql(_NEXT, (replica, start, epoch)):
        if first > reached + 1:
            break
        reached = max(reached, last)
    if reached != start:
        connection.exec_driver_sql(_REACH, (replica, reached))


def delivered(connection: Connection, replica: str) -> int:
    """How far this chain is delivered without a gap, by receipts that count in the present epoch."""
    return connection.exec_driver_sql(_REACHED, (replica,)).scalar() or 0


def undelivered(connection: Connection, head: Head) -> list[tuple[int, int]]:
    """The ranges of a chain that no receipt covers which counts."""
    return gaps(connection, Chain(head, delivered(connection, head.replica)))


def gaps(connection: Connection, chain: Chain) -> list[tuple[int, int]]:
    """The same of a chain of which it is known how far it is delivered."""
    head, at, found = chain.head, chain.delivered + 1, []
    if at > head.seq:
        return []
    for first, last in connection.exec_driver_sql(_NEXT, (head.replica, at - 1, present_epoch(connection))):
        if first > at:
            found.append((at, first - 1))
        at = max(at, last + 1)
    return [*found, (at, head.seq)] if at <= head.seq else found


def forget_deliveries(connection: Connection, epoch: str, county: dict[str, HeadMark]) -> int:
    """Let only those receipts count which this county's heads bear out; answers how many batches wait again."""
    connection.exec_driver_sql("update sync_batch set epoch = ''")
    connection.exec_driver_sql("update sync_mark set delivered = 0")
    for replica in list(replicas_of(connection)):
        mark = county.get(replica)
        if mark and hash_at(connection, replica, mark.seq) in (None, mark.hash):
            held = "update sync_batch set epoch = ? where replica = ? and last <= ? and receipt <> x''"
            connection.exec_driver_sql(held, (epoch, replica, mark.seq))
        _reach(connection, replica, epoch)
    waiting = "select count(*) from sync_batch where receipt <> x'' and epoch = ''"
    return int(connection.exec_driver_sql(waiting).scalar_one())


def forget_tail(connection: Connection, replica: str, kept: int) -> None:
    """Take away what follows this entry in a chain, with all that is noted of it; the door must stand open for it."""
    for table, number in (("journal", "seq"), ("sync_parked", "seq"), ("sync_clamp", "seq"), ("sync_batch", "last")):
        statement = f"delete from {table} where replica = ? and {number} > ?"  # noqa: S608 - our own names
        connection.exec_driver_sql(statement, (replica, kept))
    connection.exec_driver_sql("delete from sync_mark where replica = ?", (replica,))
    # Positions are given out anew: the figures must not take the next entry for one they have seen.
    last = connection.exec_driver_sql("select coalesce(max(position), 0) from journal").scalar_one()
    if int(local_value(connection, DIGESTED) or 0) > last:
        set_local_value(connection, DIGESTED, str(last))
    _reach(connection, replica, present_epoch(connection))


def frames_from(connection: Connection, replica: str, first: int) -> list[Frame]:
    """The kept frames that begin at this entry, the longest first."""
    names = "replica, first, last, prev, hash, key_id, signature, receipt, received_at, epoch"
    statement = f"select {names} from sync_batch where replica = ? and first = ? order by last desc"  # noqa: S608 - ours
    return [_frame(row) for row in connection.exec_driver_sql(statement, (replica, first))]


def _frame(row: Any) -> Frame:
    return Frame(*row)
