"""The journal cut into batches: a range of a chain, packed no larger than the line bears, signed by this PC's key."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection

from app.credential.keys import Signer
from app.ledger.syncing.marks import Frame, frames_from, raw_rows
from app.models.exchange import BATCH_ENTRIES, UNPACKED_LIMIT, Batch, Entry, batch_claim, pack_entries
from app.models.journal import Head

USUAL_BYTES = 100
"""What an entry takes, packed, before a batch of this chain has told."""
_MOST_BODIES = UNPACKED_LIMIT // 2
_RANGE = (
    "select replica, seq, entry_id, change_id, hlc, actor, entity, row_id, op, schema, salt, body, seal, prev, hash"
    " from journal where replica = ? and seq between ? and ? order by seq"
)
_TOOK = "select entry_bytes from sync_mark where replica = ?"
_NOTE = (
    "insert into sync_mark (replica, delivered, entry_bytes) values (?, 0, ?)"
    " on conflict do update set entry_bytes = excluded.entry_bytes"
)


@dataclass(frozen=True)
class Measure:
    """How large a batch may be: bytes packed, and entries."""

    most_bytes: int
    most_entries: int


class Cutter:
    """Cuts the chains of one ledger for one county; `signed` are the batches that were not cut before."""

    def __init__(self, connection: Connection, county_id: str, key: Signer, measure: Measure) -> None:
        self._connection = connection
        self._county_id = county_id
        self._key = key
        self._measure = measure
        self.took: dict[str, int] = {}
        self.signed: list[Batch] = []

    def batch_at(self, replica: str, first: int, last: int) -> Batch:
        """The next batch of this range: as it was signed before if it was and still fits, else freshly cut."""
        for frame in frames_from(self._connection, replica, first):
            if frame.last <= last and frame.signature and (frame.receipt or self._may_fit(frame)):
                columns = pack_entries(list(self._entries(replica, first, frame.last)))
                if frame.receipt or len(columns) <= self._measure.most_bytes or frame.last == first:
                    return frame.filled(columns)
        return self._cut(replica, first, last)

    def _may_fit(self, frame: Frame) -> bool:
        return frame.last - frame.first < self._measure.most_entries

    def _cut(self, replica: str, first: int, last: int) -> Batch:
        count = min(self._guess(replica), self._measure.most_entries, BATCH_ENTRIES, last - first + 1)
        found = _bounded(list(self._entries(replica, first, first + count - 1)))
        columns = pack_entries(found)
        while len(columns) > self._measure.most_bytes and len(found) > 1:
            found = found[: max(1, len(found) * self._measure.most_bytes * 9 // (len(columns) * 10))]
            columns = pack_entries(found)
        self.took[replica] = max(1, len(columns) // len(found))
        return self._signed(found, columns)

    def _guess(self, replica: str) -> int:
        took = self.took.get(replica) or self._connection.exec_driver_sql(_TOOK, (replica,)).scalar() or USUAL_BYTES
        # A little less than would fit on average: packing twice costs more than a further batch.
        return max(1, self._measure.most_bytes * 9 // (took * 10))

    def _signed(self, found: list[Entry], columns: bytes) -> Batch:
        first, last = found[0], found[-1]
        head = Head(last.replica, last.seq, last.hash)
        signature = self._key.sign(batch_claim(self._county_id, head, first.seq, first.prev))
        frame = (first.replica, first.seq, last.seq, first.prev, last.hash)
        self.signed.append(Batch(*frame, self._key.key_id, signature, columns))
        return self.signed[-1]

    def _entries(self, replica: str, first: int, last: int) -> Iterator[Entry]:
        return (Entry(*row) for row in raw_rows(self._connection, _RANGE, replica, first, last))


def _bounded(found: list[Entry]) -> list[Entry]:
    """As many of these entries as the other side will unpack."""
    size = 0
    for place, entry in enumerate(found):
        size += len(entry.body or b"")
        if size > _MOST_BODIES and place:
            return found[:place]
    return found


def note_sizes(connection: Connection, took: dict[str, int]) -> None:
    """Remember what an entry took, for the next cut."""
    connection.exec_driver_sql(_NOTE, list(took.items()))
