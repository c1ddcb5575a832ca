"""Rows that simply go on: updates that come after all that was told are folded on what stands, unread."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import func, select

from app.county.store.bulk import among, looked_up
from app.county.store.judging import Outcome
from app.county.store.standing import Key, Scope, Standing, Stored, named
from app.county.store.tables import EntryRow
from app.models.fold import Folded
from app.models.parking import is_whole, judged

Lines = Mapping[Key, Sequence[Stored]]
Fields = dict[str, Any]


def may_go_on(entries: Iterable[Stored]) -> bool:
    """Whether these new entries of a row may only go on from what stands."""
    return {each.op for each in entries} == {"U"}


def going_on(scope: Scope, fresh: Lines, stands: Mapping[Key, Standing]) -> dict[Key, Outcome]:
    """What the rows come to of which these entries can be folded on what stands; all others are left out.

    What it answers is what the fold of all entries would say: anything else (an older entry, one seen before, one that
    cannot be applied, a clash) is left to that fold.
    """
    lines, asked = _in_order(scope, fresh, stands)
    known = named(scope, asked)
    seen = _seen(scope, lines)
    found = {}
    for key, (line, parents) in lines.items():
        if seen.get(key[1]) == len(line) and parents <= known:
            fields = _folded(key[0], stands[key].fields or {}, line)
            if fields is not None:
                found[key] = Outcome(Folded(fields), line[-1].order)
    return found


def _in_order(
    scope: Scope, fresh: Lines, stands: Mapping[Key, Standing]
) -> tuple[dict[Key, tuple[list[Stored], set[Key]]], set[Key]]:
    lines: dict[Key, tuple[list[Stored], set[Key]]] = {}
    asked: set[Key] = set()
    for key, entries in fresh.items():
        before, line = stands.get(key), sorted(entries, key=lambda each: each.order)
        if before is None or before.fields is None or before.is_erased or line[0].order <= before.order:
            continue
        answers = [judged(key[0], each.op, each.schema, each.body, scope.stations_of(each.replica)) for each in line]
        is_new = len({each.entry_id for each in line}) == len(line)
        if is_new and not any(trouble for trouble, _ in answers):
            lines[key] = line, {parent for _, parents in answers for parent in parents}
            asked |= lines[key][1]
    return lines, asked


def _seen(scope: Scope, lines: Mapping[Key, tuple[list[Stored], set[Key]]]) -> dict[str, int]:
    """How many entries with these ids are held of each row: more than came now where one was appended again."""
    if not lines:
        return {}
    ids = [each.entry_id for line, _ in lines.values() for each in line]
    own = (EntryRow.county_id == scope.county_id, EntryRow.owner == scope.owner)
    same = among(scope.connection, EntryRow.entry_id, ids)
    about = [row_id for _, row_id in lines]
    found = looked_up(scope.connection, (EntryRow.row_id,), (*own, same), EntryRow.row_id, about).subquery()
    count = select(found.c.row_id, func.count()).group_by(found.c.row_id)
    return {row[0]: row[1] for row in scope.connection.execute(count).all()}


def _folded(entity: str, stands: Fields, line: Sequence[Stored]) -> Fields | None:
    """The fields after these updates; None where one did not know what it replaced, or no row would be left."""
    fields = dict(stands)
    for entry in line:
        for name, (old, new) in (entry.body or {}).items():
            if fields.get(name) not in (old, new):
                return None
            fields[name] = new
    filled = {name: value for name, value in fields.items() if value is not None}
    return filled if is_whole(entity, filled) else None
