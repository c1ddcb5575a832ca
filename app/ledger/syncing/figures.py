"""The figures of this ledger's tables, brought forward row by row and never in the clerk's change."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

import orjson
from sqlalchemy import Connection

from app.ledger.syncing.marks import DIGESTED, RowKey
from app.ledger.syncing.table_rows import standing_rows
from app.models.digest import BYTES, TableDigest, filled_hash
from app.models.local import local_value, set_local_value
from app.models.rows import journaled_tables

_DIRTY = "insert into digest_dirt (entity, row_id) values (?, ?) on conflict do nothing"
_CHANGED = (
    "select distinct entity, row_id from journal where position > ? and op not in ('C', 'G')"
    " union select entity, row_id from digest_dirt"
)
_ALL = (
    "select distinct entity, row_id from journal indexed by ix_journal_row union select entity, row_id from digest_dirt"
)
"""More than changed since, but from the index alone: the journal of a PC built anew is too large to be read for it."""
_HASHES = "select row_id, hash from row_digest where entity = ? and row_id in (select value from json_each(?))"
_FORGET = "delete from row_digest where entity = ? and row_id = ?"
_REMEMBER = (
    "insert into row_digest (entity, row_id, hash) values (?, ?, ?) on conflict do update set hash = excluded.hash"
)
_TOTAL = (
    "insert into digest_total (entity, rows, total) values (?, ?, ?)"
    " on conflict do update set rows = excluded.rows, total = excluded.total"
)
_CHUNK = 2000
_PICTURE = "photo"
PICTURES = "pictures_carried"
"""The local fact that names the epoch in which no picture was left to be carried; empty once a row came to name one."""


def note_dirt(connection: Connection, rows: Collection[RowKey]) -> None:
    """Remember rows that changed though no entry of theirs came."""
    if rows:
        connection.exec_driver_sql(_DIRTY, list(rows))


def is_up_to_date(connection: Connection) -> bool:
    """Whether nothing was written since the figures were brought forward."""
    last = connection.exec_driver_sql("select coalesce(max(position), 0) from journal").scalar_one()
    dirt = connection.exec_driver_sql("select 1 from digest_dirt limit 1").first()
    return dirt is None and int(local_value(connection, DIGESTED) or 0) == last


def totals(connection: Connection) -> dict[str, TableDigest]:
    """The figures as last brought forward, of tables with rows."""
    found = connection.exec_driver_sql("select entity, rows, total from digest_total where rows > 0")
    return {entity: TableDigest(rows, int.from_bytes(total, "big")) for entity, rows, total in found}


def bring_forward(connection: Connection) -> None:
    """Take into the figures what was written since."""
    last = connection.exec_driver_sql("select coalesce(max(position), 0) from journal").scalar_one()
    since = int(local_value(connection, DIGESTED) or 0)
    changed: dict[str, list[str]] = defaultdict(list)
    for entity, row_id in _changed(connection, since, last):
        changed[entity].append(row_id)
    known, standing = journaled_tables(), totals(connection)
    for entity, ids in changed.items():
        if entity in known:
            figures = standing.get(entity, TableDigest())
            for place in range(0, len(ids), _CHUNK):
                figures = _moved(connection, entity, ids[place : place + _CHUNK], figures)
            total = figures.total.to_bytes(BYTES, "big")
            connection.exec_driver_sql(_TOTAL, (entity, figures.rows, total))
    connection.exec_driver_sql("delete from digest_dirt")
    set_local_value(connection, DIGESTED, str(last))


def _changed(connection: Connection, since: int, last: int) -> Iterable[Any]:
    if since < last // 2:
        return connection.exec_driver_sql(_ALL).all()
    return connection.exec_driver_sql(_CHANGED, (since,)).all()


def _moved(connection: Connection, name: str, ids: list[str], figures: TableDigest) -> TableDigest:
    """The figures of a table after these rows became what they are now."""
    before = {row[0]: row[1] for row in connection.exec_driver_sql(_HASHES, (name, orjson.dumps(ids).decode()))}
    # Read back from the table, not remembered from what was to be written: the figures are there to notice a slip.
    rows = list(standing_rows(connection, name, ids))
    if any(fields.get(_PICTURE) for _, fields in rows):
        set_local_value(connection, PICTURES, "")
    after = {row_id: filled_hash(row_id, fields) for row_id, fields in rows}
    figures = figures.brought_forward(
        *([int.from_bytes(each, "big") for each in side.values()] for side in (before, after))
    )
    gone = [(name, row_id) for row_id in before.keys() - after.keys()]
    if gone:
        connection.exec_driver_sql(_FORGET, gone)
    if after:
        connection.exec_driver_sql(_REMEMBER, [(name, row_id, digest) for row_id, digest in after.items()])
    return figures
