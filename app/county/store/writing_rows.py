"""The mirror brought to what the entries come to: rows written, figures brought forward, bodies blanked."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import update

from app.county.store.bulk import clear, fill
from app.county.store.digests import Change
from app.county.store.judging import Outcome
from app.county.store.mirror import MIRRORS, Form, form_of
from app.county.store.standing import Key, Scope, Standing, told_of
from app.county.store.tables import EntryRow
from app.models.county_index import person_hash
from app.models.digest import filled_hash
from app.models.fold import Told, is_blanked
from app.models.privacy import personal_fields


def write_rows(scope: Scope, entity: str, rows: Mapping[str, Outcome], standing: Mapping[Key, Standing]) -> Change:
    """Write the rows of one table in the place of those that stand there. Answers their hashes."""
    if entity not in MIRRORS:
        return (), ()
    form, change = form_of(entity), _Change()
    for row_id, outcome in rows.items():
        change.note(scope, form, row_id, outcome, standing.get((entity, row_id)))
    if change.old:
        table = form.table
        own = (table.c.county_id == scope.county_id, table.c.owner == scope.owner)
        clear(scope.connection, table, own, change.old)
    fill(scope.connection, form.table.name, form.columns, change.values, form.kinds)
    _blank(scope, entity, [row_id for row_id, outcome in rows.items() if outcome.folded.is_erased])
    return change.gone, change.come


@dataclass
class _Change:
    """What changes in a table: ids of rows that are taken away, new ones in the driver's values, the hashes of both."""

    old: list[str] = field(default_factory=list)
    values: list[list[Any]] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)
    come: list[int] = field(default_factory=list)

    def note(self, scope: Scope, form: Form, row_id: str, outcome: Outcome, stands: Standing | None) -> None:
        """Bring a row to what it should be, unless it stands so."""
        folded, fields = outcome.folded, outcome.folded.fields
        row_sum = None if fields is None else filled_hash(row_id, fields)
        if stands is not None:
            if (stands.row_sum, stands.order, stands.is_erased) == (row_sum, outcome.last, folded.is_erased):
                return
            self.old.append(row_id)
            self.gone.append(int.from_bytes(stands.row_sum, "big"))
        if fields is None or row_sum is None:
            return
        self.come.append(int.from_bytes(row_sum, "big"))
        row = [scope.county_id, scope.owner, row_id, *outcome.last, folded.is_erased, row_sum, *form.values(fields)]
        if form.has_identity:
            row.append(person_hash(scope.index_key, fields.get("id_type", ""), fields.get("id_number", "")))
        self.values.append(row)


def _blank(scope: Scope, entity: str, erased: Collection[str]) -> None:
    """Take the bodies that tell of an erased person away for good, here as everywhere; their seals stay."""
    personal, told = personal_fields(entity), told_of(scope, [(entity, row_id) for row_id in erased])
    table = EntryRow.__table__
    for each in (entry for entries in told.values() for entry in entries):
        as_told = Told(each.replica, each.seq, each.entry_id, each.effective, each.op, each.body)
        if is_blanked(as_told, personal):
            own = (table.c.county_id == scope.county_id, table.c.replica == each.replica, table.c.seq == each.seq)
            scope.connection.execute(update(EntryRow).where(*own).values(body=None, salt=None))
