"""How stored entries become rows: whole batches at a time, in their own transaction, healed if broken off."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain

from sqlalchemy import select, text

from app.county.store.blobs import forget_unnamed
from app.county.store.bulk import among, prefer_indexes
from app.county.store.digests import bring_forward
from app.county.store.going_on import going_on, may_go_on
from app.county.store.judging import Outcome, outcomes
from app.county.store.marking import keep_clashes, keep_parked
from app.county.store.standing import Key, Scope, Standing, Stored, counted, read_body, standing, stored, told_of
from app.county.store.tables import EntryRow, ParkedRow
from app.county.store.writing_rows import write_rows
from app.models.exchange import Entry

MOST_AT_ONCE = 4000
"""So many entries are applied in one go."""
_SILENT = ("C", "G")
_WAITING = text(
    "select replica, applied_seq, seq from replica_head where county_id = :county and station_id = :station"
    " and applied_seq < seq order by introduced_at"
)
_APPLIED = text("update replica_head set applied_seq = :applied where county_id = :county and replica = :replica")
_ANY_PARKED = text("select seq from parked where county_id = :county and owner = :station limit 1")
ERASED = "E"

Fresh = Mapping[str, Sequence[tuple[Entry, int]]]
"""Entries stored a moment ago, by replica, each with the time it was received: they need not be read again."""
Lines = dict[Key, list[Stored]]


def apply_waiting(scope: Scope, fresh: Fresh) -> int:
    """Apply what is stored and not applied yet of one station; answers how many entries. The caller has its lock."""
    prefer_indexes(scope.connection)
    return sum(_apply_chain(scope, *chain_behind, fresh) for chain_behind in _behind(scope))


def _apply_chain(scope: Scope, replica: str, applied: int, seq: int, fresh: Fresh) -> int:
    at = applied
    while at < seq:
        entries = _entries(scope, replica, at, seq, fresh.get(replica, ()))
        settle(scope, _lines(entries))
        at += len(entries)
        _note_applied(scope, replica, at)
    return at - applied


def retry_parked(scope: Scope) -> int:
    """Try all parked entries of one station again, after an upgrade or when asked to. The caller has its lock."""
    prefer_indexes(scope.connection)
    own = (ParkedRow.county_id == scope.county_id, ParkedRow.owner == scope.owner)
    found = scope.connection.execute(select(ParkedRow.entity, ParkedRow.row_id).where(*own).distinct())
    keys = {(entity, row_id) for entity, row_id in found}
    _keep(scope, outcomes(scope, told_of(scope, keys)), keys, keys, standing(scope, keys))
    return len(keys)


def settle(scope: Scope, lines: Lines) -> None:
    """Bring the rows that these entries tell of to what all their entries come to."""
    was_parked = _parked(scope, lines)
    older = _heard_of(scope, lines) | was_parked
    simple = {key for key in older - was_parked if may_go_on(lines[key])}
    stands = standing(scope, older, whole=simple)
    made = going_on(scope, {key: lines[key] for key in simple}, stands)
    anew = older - made.keys()
    told = {key: entries for key, entries in lines.items() if key not in older}
    told.update(told_of(scope, anew))
    made.update(outcomes(scope, told))
    _keep(scope, made, was_parked, anew, stands)
    if any(entry.op == ERASED for entries in lines.values() for entry in entries):
        forget_unnamed(scope.connection, scope.county_id, scope.owner)


def _heard_of(scope: Scope, lines: Lines) -> set[Key]:
    """The rows of which these entries may not be the first: that is asked of those alone which one of them begins."""
    changed = {key for key, entries in lines.items() if may_go_on(entries)}
    begun = lines.keys() - changed
    known = counted(scope, {row_id for _, row_id in begun}) if begun else {}
    return changed | {key for key in begun if known.get(key[1], 0) != len(lines[key])}


def _behind(scope: Scope) -> list[tuple[str, int, int]]:
    found = scope.connection.execute(_WAITING, {"county": scope.county_id, "station": scope.owner})
    return [(row.replica, row.applied_seq, row.seq) for row in found]


def _entries(
    scope: Scope, replica: str, applied: int, seq: int, fresh: Sequence[tuple[Entry, int]]
) -> list[tuple[Key, Stored]]:
    wanted = [pair for pair in fresh if applied < pair[0].seq <= seq][:MOST_AT_ONCE]
    if wanted and wanted[0][0].seq == applied + 1:
        return [((entry.entity, entry.row_id), stored(entry, received_at)) for entry, received_at in wanted]
    return list(_read(scope, replica, applied))


def _read(scope: Scope, replica: str, applied: int) -> Iterator[tuple[Key, Stored]]:
    own = (EntryRow.county_id == scope.county_id, EntryRow.replica == replica)
    told = (EntryRow.seq, EntryRow.entry_id, EntryRow.op, EntryRow.schema, EntryRow.effective, EntryRow.body)
    statement = select(EntryRow.entity, EntryRow.row_id, *told).where(*own, EntryRow.seq > applied)
    for row in scope.connection.execute(statement.order_by(EntryRow.seq).limit(MOST_AT_ONCE)):
        entry = Stored(replica, row.seq, row.entry_id, row.op, row.schema, row.effective, read_body(row.body))
        yield (row.entity, row.row_id), entry


def _lines(entries: Iterable[tuple[Key, Stored]]) -> Lines:
    lines: Lines = defaultdict(list)
    for key, entry in entries:
        if entry.op not in _SILENT:
            lines[key].append(entry)
    return lines


def _note_applied(scope: Scope, replica: str, applied: int) -> None:
    scope.connection.execute(_APPLIED, {"county": scope.county_id, "replica": replica, "applied": applied})


def _parked(scope: Scope, lines: Lines) -> set[Key]:
    """The rows with parked entries that these entries are about, or that waited for one of these rows."""
    if scope.connection.execute(_ANY_PARKED, {"county": scope.county_id, "station": scope.owner}).first() is None:
        return set()
    own = (ParkedRow.county_id == scope.county_id, ParkedRow.owner == scope.owner)
    row_ids = list({row_id for _, row_id in lines})
    columns = (ParkedRow.entity, ParkedRow.row_id)
    about = select(*columns).where(*own, among(scope.connection, ParkedRow.row_id, row_ids))
    waiting = select(*columns).where(*own, among(scope.connection, ParkedRow.waits_for, row_ids))
    found = chain(scope.connection.execute(about), scope.connection.execute(waiting))
    return {(entity, row_id) for entity, row_id in found}


def _keep(
    scope: Scope, made: dict[Key, Outcome], was_parked: set[Key], anew: set[Key], stands: Mapping[Key, Standing]
) -> None:
    """Write what became of these rows; `anew` are those that were folded anew from all that was told of them."""
    tables: dict[str, dict[str, Outcome]] = defaultdict(dict)
    for (entity, row_id), outcome in made.items():
        tables[entity][row_id] = outcome
    changes = {entity: write_rows(scope, entity, rows, stands) for entity, rows in tables.items()}
    bring_forward(scope, {entity: change for entity, change in changes.items() if any(change)})
    keep_parked(scope, made, was_parked)
    keep_clashes(scope, made, anew)
