"""The figures by which a station and its county compare their tables: kept with each write, counted anew on demand."""

from collections.abc import Collection, Mapping

from sqlalchemy import Connection, bindparam, select, text

from app.county.store.mirror import MIRRORS, form_of
from app.county.store.standing import Scope
from app.county.store.tables import TableDigestRow
from app.models.digest import BYTES, TableDigest, table_digest

Figures = dict[str, TableDigest]
_FIGURES = select(TableDigestRow.entity, TableDigestRow.rows, TableDigestRow.total).where(
    TableDigestRow.county_id == bindparam("county"), TableDigestRow.owner == bindparam("station")
)
_KEPT = text(
    "insert into table_digest (county_id, owner, entity, rows, total) values (:county_id, :owner, :entity, :rows,"
    " :total) on conflict (county_id, owner, entity) do update set rows = excluded.rows, total = excluded.total"
)

Change = tuple[Collection[int], Collection[int]]
"""The hashes of the rows of a table that changed or went, as they were and as they are."""


def bring_forward(scope: Scope, changes: Mapping[str, Change]) -> None:
    """Take the hashes of rows that changed or went out of the figures of their tables, and put those of now in."""
    if not changes:
        return
    stands, rows = digests_of(scope.connection, scope.county_id, scope.owner), []
    for entity, (gone, come) in changes.items():
        digest = stands.get(entity, TableDigest()).brought_forward(gone, come)
        figures = {"entity": entity, "rows": digest.rows, "total": digest.total.to_bytes(BYTES, "big")}
        rows.append({"county_id": scope.county_id, "owner": scope.owner, **figures})
    scope.connection.execute(_KEPT, rows)


def digests_of(connection: Connection, county_id: str, owner: str) -> Figures:
    """The figures of every table of a station that has or had rows."""
    rows = connection.execute(_FIGURES, {"county": county_id, "station": owner})
    return {row.entity: TableDigest(row.rows, int.from_bytes(row.total, "big")) for row in rows}


def digests_counted(connection: Connection, county_id: str, owner: str) -> Figures:
    """The same figures, from the rows themselves; tables without a row are left out."""
    found = {}
    for entity in MIRRORS:
        form = form_of(entity)
        own = (form.table.c.county_id == county_id, form.table.c.owner == owner)
        rows = connection.execute(select(form.table).where(*own)).mappings()
        digest = table_digest((row["id"], form.told(row)) for row in rows)
        if digest.rows:
            found[entity] = digest
    return found
