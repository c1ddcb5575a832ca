"""What waits and what clashed, as it is noted beside the journal, and which rows to try again."""

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import Connection

from app.ledger.syncing.marks import RowKey, listed
from app.ledger.syncing.told_rows import Telling

_PARK = (
    "insert into sync_parked (replica, seq, entity, row_id, reason, detail, needs_entity, needs_row)"
    " values (?, ?, ?, ?, ?, ?, ?, ?)"
)
_OF = "from json_each(?) as wanted cross join"
_UNPARK = "delete from sync_parked where row_id in (select value from json_each(?)) and entity = ?"
_PARKED = f"select replica, seq {_OF} sync_parked on entity = ? and row_id = wanted.value"
_CLASH = (
    "insert into sync_clash (settled, entity, row_id, field, before_replica, before_seq, after_replica, after_seq)"
    " values (?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing"
)
_UNCLASH = "delete from sync_clash where row_id in (select value from json_each(?)) and entity = ?"
_CLASHES = (
    "select entity, row_id, field, before_replica, before_seq, after_replica, after_seq, settled"
    f" {_OF} sync_clash on entity = ? and row_id = wanted.value"
)
_WAITING_FOR = f"select distinct entity, row_id {_OF} sync_parked on needs_entity = ? and needs_row = wanted.value"


def _found(connection: Connection, statement: str, rows: Iterable[RowKey]) -> list[Any]:
    """What a statement finds of these rows, table by table; a call for each row would cost more than all the rest."""
    return [row for entity, ids in listed(rows).items() for row in connection.exec_driver_sql(statement, (ids, entity))]


def _drop(connection: Connection, statement: str, rows: Iterable[RowKey]) -> None:
    for entity, ids in listed(rows).items():
        connection.exec_driver_sql(statement, (ids, entity))


def _is_empty(connection: Connection, table: str) -> bool:
    return connection.exec_driver_sql(f"select 1 from {table} limit 1").first() is None  # noqa: S608 - our own names


def keep_parked(connection: Connection, rows: Collection[RowKey], tellings: Iterable[Telling]) -> int:
    """Note what waits of these rows, in place of what waited before; answers how many entries wait that did not."""
    before: set[tuple[str, int]] = set()
    if not _is_empty(connection, "sync_parked"):
        before = {(row[0], row[1]) for row in _found(connection, _PARKED, rows)}
        _drop(connection, _UNPARK, rows)
    found = [
        (one.replica, one.seq, told.entity, told.row_id, one.trouble.code, one.trouble.detail)
        + (one.trouble.parent or ("", ""))
        for told in tellings
        for one in told.parked
    ]
    if found:
        connection.exec_driver_sql(_PARK, found)
    return sum((row[0], row[1]) not in before for row in found)


def keep_clashes(connection: Connection, rows: Collection[RowKey], tellings: Iterable[Telling]) -> int:
    """Note the clashes of these rows in place of those before; what was settled stays so. Answers how many are new."""
    before: dict[tuple[str | int, ...], bool] = {}
    if not _is_empty(connection, "sync_clash"):
        before = {tuple(row[:-1]): bool(row[-1]) for row in _found(connection, _CLASHES, rows)}
        _drop(connection, _UNCLASH, rows)
    found = {
        (told.entity, told.row_id, one.field, *one.before, *one.after) for told in tellings for one in told.clashes
    }
    if found:
        connection.exec_driver_sql(_CLASH, [(before.get(key, False), *key) for key in sorted(found)])
    return len(found - before.keys())


def rows_waiting_for(connection: Connection, known: Collection[RowKey]) -> set[RowKey]:
    """Rows of which something waits for one of these to be told."""
    if not known or _is_empty(connection, "sync_parked"):
        return set()
    return {(row[0], row[1]) for row in _found(connection, _WAITING_FOR, known)}


def rows_parked(connection: Connection) -> set[RowKey]:
    """Every row of which something waits."""
    found = connection.exec_driver_sql("select distinct entity, row_id from sync_parked")
    return {(row[0], row[1]) for row in found}
