"""The tables as the journals tell them: each row the fold of its entries, and compared row by row."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import Connection, select

from app.models.fold import Told, fold
from app.models.journal import HEADER, JOURNAL, Head, link, seal_of
from app.models.privacy import personal_fields
from app.models.rows import Row, journaled_tables
from app.models.sync_state import SyncClamp, SyncParked

Fields = dict[str, Any]
Tables = dict[str, dict[str, Fields]]


@dataclass(frozen=True)
class Break:
    """The first place where a chain does not hold: which entry, and what is wrong with it."""

    replica: str
    seq: int
    fault: str


def entries(connection: Connection) -> Iterator[Any]:
    """Every entry in the order of arrival."""
    statement = select(JOURNAL).order_by(JOURNAL.c.position)
    return iter(connection.execution_options(stream_results=True).execute(statement))


def fault_of(entry: Any, head: Head) -> str:
    """What is wrong with this entry as the successor of this head: empty if nothing."""
    if entry.seq != head.seq + 1:
        return "gap"
    if entry.prev != head.hash:
        return "prev"
    if entry.body is not None and (entry.salt is None or seal_of(entry.salt, entry.body) != entry.seal):
        return "body"
    if link(entry.prev, [getattr(entry, name) for name in HEADER], entry.seal) != entry.hash:
        return "hash"
    return ""


def walk(found: Iterable[Any]) -> tuple[dict[str, Head], Break | None]:
    """Follow every replica's chain: their heads, and the first break if there is one."""
    heads: dict[str, Head] = {}
    for entry in found:
        head = heads.get(entry.replica, Head(entry.replica))
        fault = fault_of(entry, head)
        if fault:
            return heads, Break(entry.replica, entry.seq, fault)
        heads[entry.replica] = Head(entry.replica, entry.seq, entry.hash)
    return heads, None


def told(connection: Connection) -> Iterator[tuple[str, str, Told]]:
    """Every entry about a row that is to be applied: its table, its row, and what it tells, in any order.

    What waits (`sync_parked`) is left out; an entry whose clock ran ahead counts as written when it was received.
    """
    waits = (SyncParked.replica == JOURNAL.c.replica) & (SyncParked.seq == JOURNAL.c.seq)
    late = (SyncClamp.replica == JOURNAL.c.replica) & (SyncClamp.seq == JOURNAL.c.seq)
    wanted = select(JOURNAL, SyncClamp.effective).outerjoin(SyncParked, waits).outerjoin(SyncClamp, late)
    wanted = wanted.where(JOURNAL.c.op.not_in(("C", "G")), SyncParked.seq.is_(None))
    for entry in connection.execution_options(stream_results=True).execute(wanted):
        body = None if entry.body is None else orjson.loads(entry.body)
        counts = entry.hlc if entry.effective is None else entry.effective
        yield entry.entity, entry.row_id, Told(entry.replica, entry.seq, entry.entry_id, counts, entry.op, body)


def replay(found: Iterable[tuple[str, str, Told]]) -> Tables:
    """The tables that these entries come to, without empty fields."""
    entries_of: dict[tuple[str, str], list[Told]] = defaultdict(list)
    for entity, row_id, entry in found:
        entries_of[entity, row_id].append(entry)
    tables: Tables = defaultdict(dict)
    for (entity, row_id), its in entries_of.items():
        fields = fold(its, personal_fields(entity)).fields
        # Every row has a station; one whose insertion was erased waits for its erasure to be told.
        if fields is not None and "station" in fields:
            tables[entity][row_id] = fields
    return tables


def rows_of(connection: Connection, entity: type[Row]) -> dict[str, Fields]:
    """A table as it stands, each row as the journal would write it."""
    rows = {}
    for found in connection.execute(select(entity.__table__)).mappings():
        fields = {str(key): value for key, value in found.items() if value is not None and key != "id"}
        rows[str(found["id"])] = orjson.loads(orjson.dumps(fields))
    return rows


@dataclass(frozen=True)
class Difference:
    """A row that is not what the journal tells."""

    entity: str
    row_id: str
    fields: tuple[str, ...]


def differences(connection: Connection) -> list[Difference]:
    """Every row in which the tables and the fold of the journals disagree."""
    tables = replay(told(connection))
    found = []
    for name, entity in sorted(journaled_tables().items()):
        stands, expected = rows_of(connection, entity), tables.get(name, {})
        for row_id in sorted(stands.keys() | expected.keys()):
            left, right = stands.get(row_id), expected.get(row_id)
            if left != right:
                found.append(Difference(name, row_id, _unequal(left, right)))
    return found


def _unequal(left: Fields | None, right: Fields | None) -> tuple[str, ...]:
    if left is None or right is None:
        return ("missing" if left is None else "unknown",)
    return tuple(sorted(key for key in left.keys() | right.keys() if left.get(key) != right.get(key)))
