"""Rows written as a fold tells them: into their table in one statement each way, and into the search index."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import JSON, Boolean, Connection

from app.models.people import Trainee
from app.models.rows import journaled_tables
from app.models.search import Findable, changed_findables, findable, forget_many, index_anew

Fields = Mapping[str, Any]
Bind = Callable[[Any], Any]
_PERSON = Trainee.__tablename__


def write_rows(connection: Connection, entity: str, rows: Sequence[tuple[str, Fields]], erased: set[str]) -> None:
    """Put these rows in place of what stands under their ids; `erased` people can be searched for no longer."""
    if not rows:
        return
    form = _form(entity)
    findables = [findable(_person(row)) for row in rows] if entity == _PERSON else []
    changed = changed_findables(connection, findables)
    connection.exec_driver_sql(form.write, [form.values(row_id, fields) for row_id, fields in rows])
    if findables:
        index_anew(connection, [each for each in changed if each.id not in erased])
        forget_many(connection, erased)


def change_rows(
    connection: Connection, entity: str, changed: frozenset[str], rows: Sequence[tuple[str, Fields]]
) -> Sequence[tuple[str, Fields]]:
    """Write these fields of rows that stand, and leave their indexes alone; answers those to be written as a whole."""
    if entity == _PERSON and changed & _FINDABLE:
        return rows
    form = _form(entity)
    values = [form.values(row_id, fields) for row_id, fields in rows]
    statement, order = form.change(changed)
    done = connection.exec_driver_sql(statement, [tuple(map(each.__getitem__, order)) for each in values])
    return () if done.rowcount == len(rows) else rows


def remove_rows(connection: Connection, entity: str, ids: Iterable[str]) -> None:
    """Take the rows of these ids away, where they stand."""
    gone = list(ids)
    if gone:
        connection.exec_driver_sql(_form(entity).remove, [(row_id,) for row_id in gone])
        if entity == _PERSON:
            forget_many(connection, gone)


def _person(row: tuple[str, Fields]) -> dict[str, Any]:
    return {"id": row[0], "other_names": [], **_EMPTY, **row[1]}


_FINDABLE = frozenset(Findable._fields) | {"other_names"}
_EMPTY = dict.fromkeys(("name", "pinyin", "initials", "id_number", "phone"), "")


class _Form:
    """How rows of one table are written."""

    def __init__(self, entity: str) -> None:
        table: Any = journaled_tables()[entity].__table__
        columns = [column for column in table.columns if column.name != "id"]
        self._entity = entity
        self._fields = [column.name for column in columns]
        self._binds = [(place, bind) for place, bind in enumerate(map(_bind, columns), 1) if bind]
        defaults = [(place, _default(column)) for place, column in enumerate(columns, 1) if not column.nullable]
        self._defaults = [(place, value) for place, value in defaults if value is not None]
        names = ['"id"', *(f'"{name}"' for name in self._fields)]
        kept = ", ".join(f"{name} = excluded.{name}" for name in names[1:])
        marks = ", ".join("?" * len(names))
        self.write = (
            f'insert into "{entity}" ({", ".join(names)}) values ({marks}) on conflict ("id") do update set {kept}'  # noqa: S608 - our own names
        )
        self.remove = f'delete from "{entity}" where "id" = ?'  # noqa: S608 - our own names

    def change(self, changed: frozenset[str]) -> tuple[str, list[int]]:
        """The statement that changes these fields of a row, and where its parameters stand in the row's values."""
        names = sorted(changed)
        sets = ", ".join(f'"{name}" = ?' for name in names)
        statement = f'update "{self._entity}" set {sets} where "id" = ?'  # noqa: S608 - our own names
        return statement, [*(self._fields.index(name) + 1 for name in names), 0]

    def values(self, row_id: str, fields: Fields) -> tuple[Any, ...]:
        told: list[Any] = [row_id, *map(fields.get, self._fields)]
        for place, bind in self._binds:
            if told[place] is not None:
                told[place] = bind(told[place])
        for place, default in self._defaults:
            if told[place] is None:
                told[place] = default
        return tuple(told)


@cache
def _form(entity: str) -> _Form:
    return _Form(entity)


def _bind(column: Any) -> Bind | None:
    if isinstance(column.type, JSON):
        return _packed
    return int if isinstance(column.type, Boolean) else None


def _packed(value: Any) -> str:
    # Spelled like the rows written here.
    return json.dumps(value) if value else _EMPTY_JSON.get(repr(value)) or json.dumps(value)


_EMPTY_JSON = {"[]": "[]", "{}": "{}"}


def _default(column: Any) -> Any:
    """What an older program did not know and so did not tell; an empty JSON value is never told."""
    if column.nullable:
        return None
    value = None
    if column.default is not None:
        value = column.default.arg(None) if column.default.is_callable else column.default.arg
    if isinstance(column.type, JSON):
        return json.dumps(value)
    return int(value) if isinstance(value, bool) else value
