"""The mirror brought to what the entries come to: rows written, figures brought forward, bodies blanked."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import update

from app.county.store.bulk import clear, fill
from app.county.store.digests import Change
from app.county.store.judging import Outcome
from app.county.store.mirror import IDENTITY, MIRRORS, form_of
from app.county.store.standing import Key, Scope, Standing, told_of
from app.county.store.tables import EntryRow
from app.models.county_index import person_hash
from app.models.digest import BYTES, row_hash
from app.models.fold import Told, is_blanked
from app.models.privacy import personal_fields


def write_rows(scope: Scope, entity: str, rows: Mapping[str, Outcome], standing: Mapping[Key, Standing]) -> Change:
    """Write the rows of one table in the place of those that stand there. Answers their hashes."""
    if entity not in MIRRORS:
        return (), ()
    stands = {row_id: standing[entity, row_id] for row_id in rows if (entity, row_id) in standing}
    sums = {
        row_id: row_hash(row_id, outcome.folded.fields)
        for row_id, outcome in rows.items()
        if outcome.folded.fields is not None
    }
    changed = [row_id for row_id, outcome in rows.items() if _differs(stands.get(row_id), sums.get(row_id), outcome)]
    _replace(scope, entity, {row_id: (rows[row_id], sums.get(row_id)) for row_id in changed}, stands)
    before = [int.from_bytes(each.row_sum, "big") for row_id in changed if (each := stands.get(row_id))]
    _blank(scope, entity, [row_id for row_id, outcome in rows.items() if outcome.folded.is_erased])
    return before, [sums[row_id] for row_id in changed if row_id in sums]


def _differs(stands: Standing | None, row_sum: int | None, outcome: Outcome) -> bool:
    if stands is None:
        return row_sum is not None
    if row_sum is None:
        return True
    marks = (int.from_bytes(stands.row_sum, "big"), stands.order, stands.is_erased)
    return marks != (row_sum, outcome.last, outcome.folded.is_erased)


def _replace(
    scope: Scope, entity: str, rows: Mapping[str, tuple[Outcome, int | None]], stands: Mapping[str, Standing]
) -> None:
    form, old = form_of(entity), [row_id for row_id in rows if row_id in stands]
    if old:
        table = form.table
        own = (table.c.county_id == scope.county_id, table.c.owner == scope.owner)
        clear(scope.connection, table, own, old)
    values = [
        _values(scope, entity, row_id, outcome, total) for row_id, (outcome, total) in rows.items() if total is not None
    ]
    fill(scope.connection, form.table.name, form.columns, values)


def _values(scope: Scope, entity: str, row_id: str, outcome: Outcome, total: int) -> list[Any]:
    form, fields = form_of(entity), outcome.folded.fields or {}
    marks = (*outcome.last, outcome.folded.is_erased, total.to_bytes(BYTES, "big"))
    values = [scope.county_id, scope.owner, row_id, *marks, *form.values(fields)]
    if IDENTITY in form.table.c:
        values.append(person_hash(scope.index_key, fields.get("id_type", ""), fields.get("id_number", "")))
    return values


def _blank(scope: Scope, entity: str, erased: Collection[str]) -> None:
    """Take the bodies that tell of an erased person away for good, here as everywhere; their seals stay."""
    personal, told = personal_fields(entity), told_of(scope, [(entity, row_id) for row_id in erased])
    table = EntryRow.__table__
    for each in (entry for entries in told.values() for entry in entries):
        as_told = Told(each.replica, each.seq, each.entry_id, each.effective, each.op, each.body)
        if is_blanked(as_told, personal):
            own = (table.c.county_id == scope.county_id, table.c.replica == each.replica, table.c.seq == each.seq)
            scope.connection.execute(update(EntryRow).where(*own).values(body=None, salt=None))
