"""The tables as the journal tells them: replayed in the order of arrival, and compared row by row."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import Connection, select

from app.models.journal import HEADER, JOURNAL, Head, link, seal_of
from app.models.rows import Row, journaled_tables

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


def apply(tables: Tables, entity: str, row_id: str, op: str, body: Fields | None) -> None:
    """What one entry does to the tables; an erased body leaves a row without fields until its erasure is told."""
    rows = tables.setdefault(entity, {})
    if op == "D":
        rows.pop(row_id, None)
    elif op in ("I", "E"):
        rows[row_id] = dict(body or {})
    elif op == "U" and body:
        rows[row_id].update({key: new for key, (_, new) in body.items()})


def replay(found: Iterable[Any]) -> Tables:
    """The tables that these entries tell of, without empty fields."""
    tables: Tables = {}
    for entry in found:
        if entry.op not in ("C", "G"):
            body = None if entry.body is None else orjson.loads(entry.body)
            apply(tables, entry.entity, entry.row_id, entry.op, body)
    return {name: {row: _filled(fields) for row, fields in rows.items()} for name, rows in tables.items()}


def _filled(fields: Fields) -> Fields:
    return {key: value for key, value in fields.items() if value is not None}


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
    """Every row in which the tables and the replay of the journal disagree."""
    told = replay(entries(connection))
    found = []
    for name, entity in sorted(journaled_tables().items()):
        stands, expected = rows_of(connection, entity), told.get(name, {})
        for row_id in sorted(stands.keys() | expected.keys()):
            left, right = stands.get(row_id), expected.get(row_id)
            if left != right:
                found.append(Difference(name, row_id, _unequal(left, right)))
    return found


def _unequal(left: Fields | None, right: Fields | None) -> tuple[str, ...]:
    if left is None or right is None:
        return ("missing" if left is None else "unknown",)
    return tuple(sorted(key for key in left.keys() | right.keys() if left.get(key) != right.get(key)))
