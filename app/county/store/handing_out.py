"""What the county gives back of a station's journals: the batches a PC lacks, as they were signed and receipted."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from heapq import merge
from typing import Any

from sqlalchemy import Connection, bindparam, select

from app.county.store.tables import BatchFrameRow, EntryRow, ReplicaHeadRow
from app.models.exchange import Batch, Entry, HeadMark, pack_entries

MOST_BATCHES = 64
_HEADS = (
    select(ReplicaHeadRow.replica, ReplicaHeadRow.seq, ReplicaHeadRow.hash)
    .where(ReplicaHeadRow.county_id == bindparam("county"), ReplicaHeadRow.station_id == bindparam("station"))
    .order_by(ReplicaHeadRow.replica)
)
_FRAME = 400
"""What a batch weighs beside its entries (bytes)."""


@dataclass(frozen=True)
class Handed:
    """The batches of an answer, and whether more are to come."""

    batches: tuple[Batch, ...] = ()
    more: bool = False


def heads_of(connection: Connection, county_id: str, station_id: str) -> tuple[HeadMark, ...]:
    """How far the county holds the journals of a station."""
    rows = connection.execute(_HEADS, {"county": county_id, "station": station_id})
    return tuple(HeadMark(*row) for row in rows)


def lacking(
    connection: Connection, county_id: str, heads: Sequence[HeadMark], marks: Iterable[HeadMark], forked: set[str]
) -> dict[str, int]:
    """After which number a PC with these marks lacks entries, by replica.

    Of several marks of one replica the highest counts that the county agrees with. Where a PC is ahead of the county,
    nothing is lacking; unless it was found to be `forked`: then all after the last mark that both have.
    """
    told = _by_replica(marks)
    agreed = _agreed(connection, county_id, heads, told)
    found = {}
    for head in heads:
        known = agreed.get(head.replica, 0)
        ahead = any(mark.seq > head.seq for mark in told.get(head.replica, ()))
        if known < head.seq and (not ahead or head.replica in forked):
            found[head.replica] = known
    return found


def hand_out(connection: Connection, county_id: str, wanted: dict[str, int], most_bytes: int) -> Handed:
    """The batches after these numbers in the order in which they were received: up to so many bytes, at least one."""
    streams = [_frames(connection, county_id, replica, after) for replica, after in wanted.items()]
    found: list[Batch] = []
    weight = 0
    for frame in merge(*streams, key=lambda row: (row.received_at, row.replica, row.first)):
        weight += frame.size + _FRAME
        if found and (weight > most_bytes or len(found) == MOST_BATCHES):
            return Handed(tuple(found), more=True)
        batch = _batch(connection, county_id, frame)
        weight += len(batch.columns) - frame.size
        found.append(batch)
    return Handed(tuple(found))


def receipts_after(connection: Connection, county_id: str, replica: str, after: int, most: int) -> list[bytes]:
    """The receipts for what lies after this number, the newest of them."""
    own = (BatchFrameRow.county_id == county_id, BatchFrameRow.replica == replica, BatchFrameRow.last > after)
    newest = select(BatchFrameRow.receipt).where(*own).order_by(BatchFrameRow.last.desc()).limit(most)
    return list(connection.scalars(newest))[::-1]


def _by_replica(marks: Iterable[HeadMark]) -> dict[str, list[HeadMark]]:
    found: dict[str, list[HeadMark]] = defaultdict(list)
    for mark in dict.fromkeys(marks):
        found[mark.replica].append(mark)
    return found


def _agreed(
    connection: Connection, county_id: str, heads: Iterable[HeadMark], told: dict[str, list[HeadMark]]
) -> dict[str, int]:
    """The highest mark of each replica at which both sides have the same entry."""
    found = {head.replica: head.seq for head in heads if head in told.get(head.replica, ())}
    held = {head.replica: head.seq for head in heads}
    for replica in held.keys() - found.keys():
        unsure = {(each.seq, each.hash) for each in told.get(replica, ()) if 0 < each.seq < held[replica]}
        found[replica] = _highest(connection, county_id, replica, unsure)
    return found


def _highest(connection: Connection, county_id: str, replica: str, unsure: set[tuple[int, bytes]]) -> int:
    """The highest of these numbers under which the county holds an entry of this hash; 0 for none."""
    own, numbers = (EntryRow.county_id == county_id, EntryRow.replica == replica), sorted({seq for seq, _ in unsure})
    found = 0
    for at in range(0, len(numbers), 500):
        rows = select(EntryRow.seq, EntryRow.hash).where(*own, EntryRow.seq.in_(numbers[at : at + 500]))
        found = max([found, *(seq for seq, known in connection.execute(rows) if (seq, known) in unsure)])
    return found


def _frames(connection: Connection, county_id: str, replica: str, after: int) -> Iterator[Any]:
    own = (BatchFrameRow.county_id == county_id, BatchFrameRow.replica == replica, BatchFrameRow.last > after)
    rows = select(BatchFrameRow.__table__).where(*own).order_by(BatchFrameRow.last).limit(MOST_BATCHES + 1)
    return iter(connection.execute(rows).all())


def _batch(connection: Connection, county_id: str, frame: Any) -> Batch:
    """The batch of this frame; its entries are packed anew, for some may have been erased since."""
    own = (EntryRow.county_id == county_id, EntryRow.replica == frame.replica)
    span = (EntryRow.seq >= frame.first, EntryRow.seq <= frame.last)
    names = ("replica", "seq", "entry_id", "change_id", "hlc", "actor", "entity", "row_id", "op", "schema")
    columns = [getattr(EntryRow, name) for name in (*names, "salt", "body", "seal")]
    rows = connection.execute(select(*columns).where(*own, *span).order_by(EntryRow.seq))
    packed = pack_entries([Entry(*row) for row in rows])
    key_id = bytes.fromhex(frame.key_id)
    told = (frame.replica, frame.first, frame.last, frame.prev, frame.hash, key_id, frame.signature)
    return Batch(*told, packed, frame.receipt)
