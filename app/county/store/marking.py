"""What must be looked at: entries that wait, and fields that two entries wrote without knowing of each other."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import delete, insert, select

from app.county.store.bulk import among
from app.county.store.judging import Outcome
from app.county.store.standing import Key, Scope
from app.county.store.tables import ClashRow, ParkedRow

Marks = dict[tuple[Any, ...], dict[str, Any]]
_PARKED = ("replica", "seq", "entity", "row_id", "code", "detail", "waits_for")
_CLASH = ("after_replica", "after_seq", "field", "entity", "row_id", "before_replica", "before_seq")


def keep_parked(scope: Scope, made: Mapping[Key, Outcome], was_parked: Collection[Key]) -> None:
    """Note the entries of these rows that wait, and forget those that do no longer."""
    now: Marks = {}
    for (entity, row_id), outcome in made.items():
        for entry, trouble in outcome.waiting:
            parent = trouble.parent[1] if trouble.parent else ""
            row = (entry.replica, entry.seq, entity, row_id, trouble.code, trouble.detail, parent)
            now[row] = dict(zip(_PARKED, row, strict=True))
    _bring(scope, ParkedRow, _PARKED, was_parked, now)


def keep_clashes(scope: Scope, made: Mapping[Key, Outcome], older: Collection[Key]) -> None:
    """Note the clashes of these rows, and forget those that an entry of between has solved."""
    now: Marks = {}
    for (entity, row_id), outcome in made.items():
        for clash in outcome.folded.clashes:
            row = (*clash.after, clash.field, entity, row_id, *clash.before)
            now[row] = dict(zip(_CLASH, row, strict=True))
    _bring(scope, ClashRow, _CLASH, older, now)


def _bring(scope: Scope, kind: type[Any], names: tuple[str, ...], older: Collection[Key], now: Marks) -> None:
    """Bring the marks of these rows to what they are now; one that stays keeps the time since when it stands."""
    own = (kind.county_id == scope.county_id, kind.owner == scope.owner)
    stands: dict[tuple[Any, ...], Any] = {}
    if older:
        rows = select(kind).where(*own, among(scope.connection, kind.row_id, list({row_id for _, row_id in older})))
        keys = set(older)
        for row in scope.connection.execute(rows).mappings():
            mark = {column.name: row[column.name] for column in kind.__table__.columns}
            if (mark["entity"], mark["row_id"]) in keys:
                stands[tuple(mark[name] for name in names)] = mark
    for gone in stands.keys() - now.keys():
        same = [getattr(kind, column.name) == stands[gone][column.name] for column in kind.__table__.primary_key]
        scope.connection.execute(delete(kind).where(*same))
    fresh = [{**own_names(scope), **now[mark], "since": scope.now} for mark in now.keys() - stands.keys()]
    if fresh:
        scope.connection.execute(insert(kind), fresh)


def own_names(scope: Scope) -> dict[str, str]:
    """Whose marks they are."""
    return {"county_id": scope.county_id, "owner": scope.owner}
