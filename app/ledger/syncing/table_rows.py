"""Rows written as a fold tells them: into their table in one statement each way, and into the search index."""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any

import orjson
from sqlalchemy import JSON, Boolean, Connection

from app.ledger.syncing.marks import raw_rows
from app.models.people import Trainee
from app.models.rows import journaled_tables
from app.models.search import Findable, findable_of, forget_many, index_anew, moved_findables

Fields = Mapping[str, Any]
Bind = Callable[[Any], Any]
_PERSON = Trainee.__tablename__


def write_rows(connection: Connection, entity: str, rows: Sequence[tuple[str, Fields]], erased: set[str]) -> None:
    """Put these rows in place of what stands under their ids; `erased` people can be searched for no longer."""
    if not rows:
        return
    form = _form(entity)
    with _found_anew(connection, rows if entity == _PERSON else (), erased):
        connection.exec_driver_sql(form.write, [form.values(row_id, fields) for row_id, fields in rows])


def change_rows(
    connection: Connection, entity: str, changed: frozenset[str], rows: Sequence[tuple[str, Fields]]
) -> Sequence[tuple[str, Fields]]:
    """Write these fields of rows that stand, and leave their indexes alone; answers those to be written as a whole."""
    form = _form(entity)
    names = sorted(changed)
    values = [(*(form.value(name, fields) for name in names), row_id) for row_id, fields in rows]
    with _found_anew(connection, rows if entity == _PERSON and changed & _FINDABLE else ()):
        done = connection.exec_driver_sql(form.change(names), values)
    return () if done.rowcount == len(rows) else rows


def standing_rows(connection: Connection, entity: str, ids: Sequence[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Those of these rows that stand, each with its fields as the journal would tell them, without empty ones."""
    form = _form(entity)
    for row in raw_rows(connection, form.read, orjson.dumps(ids).decode()):
        yield row[0], form.told(row)


@contextmanager
def _found_anew(
    connection: Connection, people: Sequence[tuple[str, Fields]], erased: Collection[str] = ()
) -> Iterator[None]:
    """Whom of these people the block writes otherwise than they stood, they are found so after it."""
    if not people:
        yield
        return
    moved = moved_findables(connection, [findable_of(*each) for each in people])
    yield
    index_anew(connection, [each for each in moved if each.now.id not in erased])
    forget_many(connection, erased)


def remove_rows(connection: Connection, entity: str, ids: Iterable[str]) -> None:
    """Take the rows of these ids away, where they stand."""
    gone = list(ids)
    if gone:
        connection.exec_driver_sql(_form(entity).remove, [(row_id,) for row_id in gone])
        if entity == _PERSON:
            forget_many(connection, gone)


_FINDABLE = frozenset(Findable._fields) | {"other_names"}


class _Form:
    """How rows of one table are written."""

    def __init__(self, entity: str) -> None:
        table: Any = journaled_tables()[entity].__table__
        columns = [column for column in table.columns if column.name != "id"]
        self._entity = entity
        self._fields = [column.name for column in columns]
        self._bind_of = {column.name: bind for column in columns if (bind := _bind(column))}
        self._default_of = {column.name: told for column in columns if (told := _default(column)) is not None}
        self._readers = [(column.name, read) for column in columns if (read := _reader(column))]
        places = {name: place for place, name in enumerate(self._fields, 1)}
        self._binds = [(places[name], bind) for name, bind in self._bind_of.items()]
        self._defaults = [(places[name], told) for name, told in self._default_of.items()]
        names = ['"id"', *(f'"{name}"' for name in self._fields)]
        kept = ", ".join(f"{name} = excluded.{name}" for name in names[1:])
        marks = ", ".join("?" * len(names))
        self.write = (
            f'insert into "{entity}" ({", ".join(names)}) values ({marks}) on conflict ("id") do update set {kept}'  # noqa: S608 - our own names
        )
        wanted = "select value from json_each(?)"
        self.read = f'select {", ".join(names)} from "{entity}" where "id" in ({wanted})'  # noqa: S608 - our own names
        self.remove = f'delete from "{entity}" where "id" = ?'  # noqa: S608 - our own names

    def change(self, names: Iterable[str]) -> str:
        """The statement that changes these fields of a row."""
        sets = ", ".join(f'"{name}" = ?' for name in names)
        return f'update "{self._entity}" set {sets} where "id" = ?'  # noqa: S608 - our own names

    def value(self, name: str, fields: Fields) -> Any:
        """What is written of a row in this column."""
        value, bind = fields.get(name), self._bind_of.get(name)
        if value is None:
            return self._default_of.get(name)
        return bind(value) if bind else value

    def values(self, row_id: str, fields: Fields) -> tuple[Any, ...]:
        """What is written of a row in all of them."""
        told: list[Any] = [row_id, *map(fields.get, self._fields)]
        for place, bind in self._binds:
            if told[place] is not None:
                told[place] = bind(told[place])
        for place, default in self._defaults:
            if told[place] is None:
                told[place] = default
        return tuple(told)

    def told(self, row: Sequence[Any]) -> dict[str, Any]:
        """What a row as it was read says, without empty fields; days stand in the ledger as the journal tells them."""
        told = {name: value for name, value in zip(self._fields, row[1:], strict=True) if value is not None}
        for name, read in self._readers:
            if name in told and (value := read(told.pop(name))) is not None:
                told[name] = value
        return told


@cache
def _form(entity: str) -> _Form:
    return _Form(entity)


def _bind(column: Any) -> Bind | None:
    if isinstance(column.type, JSON):
        return _packed
    return int if isinstance(column.type, Boolean) else None


def _reader(column: Any) -> Bind | None:
    if isinstance(column.type, JSON):
        return _unpacked
    return bool if isinstance(column.type, Boolean) else None


def _unpacked(value: Any) -> Any:
    # A number that was written as JSON comes back as a number: SQLite gives such a column the type of numbers.
    return orjson.loads(value) if isinstance(value, str) else value


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
