"""What the county reads about rows before it applies entries to them: how they stand, and all that was told of them."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

import orjson
from sqlalchemy import Connection, func, select

from app.county.store.bulk import looked_up
from app.county.store.mirror import MARKS, MIRRORS, form_of
from app.county.store.tables import EntryRow, ReplicaHeadRow
from app.models.exchange import Entry
from app.models.fold import effective

Key = tuple[str, str]
"""A row of a station: table and row id."""
Order = tuple[int, str, int]


class Stored(NamedTuple):
    """An entry about a row, as it is applied; `body` is what the JSON says, None where it was blanked."""

    replica: str
    seq: int
    entry_id: str
    op: str
    schema: int
    effective: int
    body: Any

    @property
    def order(self) -> Order:
        """What decides which of two entries came later."""
        return self.effective, self.replica, self.seq


@dataclass(frozen=True)
class Scope:
    """Whose rows are worked on: one station of one county, whose lock this connection holds."""

    connection: Connection
    county_id: str
    owner: str
    now: int
    index_key: bytes = field(repr=False, default=b"")

    @cached_property
    def genesis(self) -> dict[str, str]:
        """The station that each replica named in its first entry."""
        own = (ReplicaHeadRow.county_id == self.county_id, ReplicaHeadRow.station_id == self.owner)
        rows = self.connection.execute(select(ReplicaHeadRow.replica, ReplicaHeadRow.genesis_station).where(*own))
        return {row.replica: row.genesis_station for row in rows}

    @cached_property
    def _stations(self) -> dict[str, frozenset[str]]:
        return {name: frozenset((self.owner, self.county_id, born)) for name, born in self.genesis.items()}

    def stations_of(self, replica: str) -> frozenset[str]:
        """The stations whose rows this replica may write."""
        return self._stations[replica]


def read_body(data: bytes | None) -> Any:
    """What a body says; a text that no row can come of where it is no JSON."""
    if data is None:
        return None
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError:
        return ""


def stored(entry: Entry, received_at: int) -> Stored:
    """An entry that has just come in, as it will be read from the tables later."""
    when = effective(entry.hlc, received_at)
    return Stored(entry.replica, entry.seq, entry.entry_id, entry.op, entry.schema, when, read_body(entry.body))


_TOLD = (
    EntryRow.entity,
    EntryRow.row_id,
    EntryRow.replica,
    EntryRow.seq,
    EntryRow.entry_id,
    EntryRow.op,
    EntryRow.schema,
    EntryRow.effective,
    EntryRow.body,
)


def told_of(scope: Scope, keys: Collection[Key]) -> dict[Key, list[Stored]]:
    """Every entry that the county holds about these rows."""
    found: dict[Key, list[Stored]] = defaultdict(list)
    if not keys:
        return found
    row_ids = list({row_id for _, row_id in keys})
    own = (EntryRow.county_id == scope.county_id, EntryRow.owner == scope.owner)
    wanted = set(keys)
    rows = scope.connection.execute(looked_up(scope.connection, _TOLD, own, EntryRow.row_id, row_ids)).all()
    for entity, row_id, *told, body in rows:
        if (entity, row_id) in wanted:
            found[entity, row_id].append(Stored._make((*told, read_body(body))))
    return found


def named(scope: Scope, keys: Collection[Key]) -> set[Key]:
    """Those of these rows of which at least one entry is known."""
    if not keys:
        return set()
    own = (EntryRow.county_id == scope.county_id, EntryRow.owner == scope.owner)
    ids, columns = {row_id for _, row_id in keys}, (EntryRow.entity, EntryRow.row_id)
    found = scope.connection.execute(looked_up(scope.connection, columns, own, EntryRow.row_id, ids).distinct()).all()
    return {(entity, row_id) for entity, row_id in found} & set(keys)


def counted(scope: Scope, row_ids: Collection[str]) -> dict[str, int]:
    """How many entries the county holds about the rows of these ids."""
    own = (EntryRow.county_id == scope.county_id, EntryRow.owner == scope.owner)
    found = looked_up(scope.connection, (EntryRow.row_id,), own, EntryRow.row_id, row_ids).subquery()
    count = select(found.c.row_id, func.count()).group_by(found.c.row_id)
    return {row[0]: row[1] for row in scope.connection.execute(count).all()}


class Standing(NamedTuple):
    """How a row stands in the mirror: the order of its last entry, whether it is erased, its hash, its fields."""

    order: Order
    is_erased: bool
    row_sum: bytes
    fields: dict[str, Any] | None = None


def standing(scope: Scope, keys: Collection[Key], *, whole: Collection[Key] = ()) -> dict[Key, Standing]:
    """How these rows stand in the mirror, if they do; with their fields for those that are wanted `whole`."""
    tables: dict[tuple[str, bool], list[str]] = defaultdict(list)
    for entity, row_id in keys:
        if entity in MIRRORS:
            tables[entity, (entity, row_id) in whole].append(row_id)
    found: dict[Key, Standing] = {}
    for (entity, is_whole), row_ids in tables.items():
        found.update({(entity, row_id): each for row_id, each in _standing(scope, entity, row_ids, is_whole)})
    return found


def _standing(scope: Scope, entity: str, row_ids: list[str], is_whole: bool) -> Iterator[tuple[str, Standing]]:
    form = form_of(entity)
    table = form.table
    own = (table.c.county_id == scope.county_id, table.c.owner == scope.owner)
    columns = [table.c[name] for name in ("id", *MARKS, *(form.names if is_whole else ()))]
    rows = scope.connection.execute(looked_up(scope.connection, columns, own, table.c.id, row_ids)).all()
    for row_id, *marks in rows:
        order, rest = (marks[0], marks[1], marks[2]), marks[len(MARKS) :]
        fields = form.told(dict(zip(form.names, rest, strict=True))) if is_whole else None
        yield row_id, Standing(order, bool(marks[3]), marks[4], fields)
