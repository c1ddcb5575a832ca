"""Taking a change back: what it added is removed and what it altered restored, unless something was built on it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import orjson
from sqlalchemy import Date, select
from sqlalchemy.orm import Session

from app.i18n import mark
from app.ledger.known_people import among
from app.models.change import Change
from app.models.journal import JOURNAL
from app.models.rows import Row, journaled_tables

Key = tuple[str, str]
Fields = dict[str, Any]
EDITED, ERASED = "edited", "erased"
BUILT_LABELS = {
    EDITED: mark("edited since"),
    ERASED: mark("erased since"),
    "enrolment": mark("enrolled in a class"),
    "attendance_mark": mark("marked in the roll call"),
    "exam_result": mark("with an exam result"),
    "conduct_note": mark("with a conduct note"),
    "certificate": mark("with a certificate"),
    "other_certificate": mark("with a certificate of another body"),
    "trainee_category": mark("with a category entered since"),
    "training_elsewhere": mark("with a training elsewhere"),
    "trainee": mark("merged with another entry"),
}


@dataclass
class Effect:
    """What a change did, told by its entries: rows it added as it left them, and fields it altered (old, new)."""

    added: dict[Key, Fields] = field(default_factory=dict)
    altered: dict[Key, dict[str, tuple[Any, Any]]] = field(default_factory=dict)
    erased: list[Key] = field(default_factory=list)

    def take(self, entry: Any) -> None:
        """Follow one entry."""
        key = (entry.entity, entry.row_id)
        if entry.body is None:
            self.erased.append(key)
        elif entry.op == "I":
            self.added[key] = orjson.loads(entry.body)
        elif entry.op == "U":
            self._alter(key, orjson.loads(entry.body))

    def _alter(self, key: Key, fields: Mapping[str, list[Any]]) -> None:
        if key in self.added:
            self.added[key].update({name: new for name, (_, new) in fields.items()})
            return
        known = self.altered.setdefault(key, {})
        known.update({name: (known.get(name, (old,))[0], new) for name, (old, new) in fields.items()})


@dataclass(frozen=True)
class Built:
    """Something that rests on a row of the change: what (a key of BUILT_LABELS), and on which row."""

    what: str
    key: Key


def change_that_added(session: Session, entity: str, row_id: str) -> str:
    """The id of the change that brought a row in; "" if there is none."""
    wanted = (JOURNAL.c.entity == entity, JOURNAL.c.row_id == row_id, JOURNAL.c.op == "I")
    return session.execute(select(JOURNAL.c.change_id).where(*wanted)).scalar() or ""


def effect_of(session: Session, change_id: str) -> Effect:
    """What this change did."""
    effect = Effect()
    wanted = (JOURNAL.c.change_id == change_id, JOURNAL.c.op.in_(("I", "U", "D")))
    for entry in session.execute(select(JOURNAL).where(*wanted).order_by(JOURNAL.c.position)):
        effect.take(entry)
    return effect


def built_on(session: Session, effect: Effect) -> tuple[Built, ...]:
    """Everything built on the change since: its rows edited or erased, and rows of others that point to its rows."""
    erased = (Built(ERASED, key) for key in effect.erased)
    return (*erased, *_edited(session, effect), *_pointing(session, effect))


def still_standing(session: Session, effect: Effect) -> Effect:
    """The part of the effect that nobody touched since: fields that still hold what the change wrote."""
    altered: dict[Key, dict[str, tuple[Any, Any]]] = {}
    for entity, rows in _rows(session, effect.altered).items():
        for row_id, row in rows.items():
            now, fields = _as_told(row), effect.altered[entity, row_id]
            altered[entity, row_id] = {name: pair for name, pair in fields.items() if now.get(name) == pair[1]}
    return Effect(effect.added, altered, effect.erased)


def take_back(change: Change, effect: Effect, keep: Collection[Key] = ()) -> int:
    """Restore what was altered and remove what was added, but for the rows to keep; answers how many were removed."""
    for entity, rows in _rows(change.session, effect.altered).items():
        for row_id, row in rows.items():
            for name, (old, _) in effect.altered[entity, row_id].items():
                setattr(row, name, as_kept(type(row), name, old))
    change.session.flush()
    gone = {key: fields for key, fields in effect.added.items() if key not in keep}
    for rows in _rows(change.session, gone).values():
        for row in rows.values():
            change.delete(row)
    change.session.flush()
    return len(gone)


def _edited(session: Session, effect: Effect) -> Iterator[Built]:
    for entity, rows in _rows(session, effect.added).items():
        told = {row_id: fields for (name, row_id), fields in effect.added.items() if name == entity}
        for row_id, fields in told.items():
            if row_id not in rows or _as_told(rows[row_id]) != _filled(fields):
                yield Built(EDITED, (entity, row_id))
    for entity, rows in _rows(session, effect.altered).items():
        for row_id, row in rows.items():
            now = _as_told(row)
            if any(now.get(name) != new for name, (_, new) in effect.altered[entity, row_id].items()):
                yield Built(EDITED, (entity, row_id))


def _pointing(session: Session, effect: Effect) -> Iterator[Built]:
    """Rows outside the change whose foreign keys name one of the rows it added."""
    added: dict[str, set[str]] = defaultdict(set)
    for entity, row_id in effect.added:
        added[entity].add(row_id)
    targets = frozenset(added)
    for name, table in sorted((name, row.__table__) for name, row in journaled_tables().items()):
        for column in table.columns:
            for target in {key.column.table.name for key in column.foreign_keys} & targets:
                found = session.execute(select(table.c.id, column).where(among(column, added[target])))
                yield from (Built(name, (target, to)) for row_id, to in found if row_id not in added[name])


def _rows(session: Session, keys: Iterable[Key]) -> dict[str, dict[str, Row]]:
    """The rows of these keys that stand, by table."""
    ids: dict[str, list[str]] = defaultdict(list)
    for entity, row_id in keys:
        ids[entity].append(row_id)
    tables = journaled_tables()
    found: dict[str, dict[str, Row]] = {}
    for name, wanted in ids.items():
        rows = session.scalars(select(tables[name]).where(among(tables[name].id, wanted)))
        found[name] = {row.id: row for row in rows}
    return found


def _as_told(row: Row) -> Fields:
    """A row as the journal would tell it."""
    fields = {column.key: getattr(row, column.key) for column in row.__table__.columns if column.key != "id"}
    told: Fields = orjson.loads(orjson.dumps(_filled(fields)))
    return told


def _filled(fields: Fields) -> Fields:
    return {name: value for name, value in fields.items() if value is not None}


def as_kept(entity: type[Row], name: str, told: Any) -> Any:
    """A value of the journal as its column holds it."""
    is_day = isinstance(entity.__table__.columns[name].type, Date)
    return date.fromisoformat(told) if is_day and isinstance(told, str) else told
