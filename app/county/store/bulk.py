"""Many rows at once, in the way of the engine at hand: PostgreSQL copies them in, any other inserts them."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from typing import Any

import orjson
from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Connection,
    Select,
    String,
    any_,
    bindparam,
    delete,
    func,
    literal_column,
    select,
    true,
)

Values = Sequence[Any]
# PostgreSQL packs JSON as its text; the driver would write it as JSON once more.
_SENT_AS = {"json": "text"}


def prefer_indexes(connection: Connection) -> None:
    """Until a growing table has been counted, PostgreSQL would read it whole for a few hundred ids."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("set local enable_seqscan = off")


def fill(
    connection: Connection, table: str, columns: Sequence[str], rows: Collection[Values], kinds: Sequence[str] = ()
) -> None:
    """Put new rows into a table; values as the driver takes them (days and JSON as text).

    `kinds` names PostgreSQL's type of each column: what is copied by them travels packed, for half the work.
    """
    if not rows:
        return
    names = ", ".join(f'"{name}"' for name in columns)
    if connection.dialect.name == "postgresql":
        _copy_in(connection, f'"{table}" ({names})', _with_days(rows, kinds), kinds)
        return
    marks = ", ".join("?" * len(columns))
    statement = f'insert into "{table}" ({names}) values ({marks})'  # noqa: S608 - our own names
    connection.exec_driver_sql(statement, [tuple(row) for row in rows])


def _copy_in(connection: Connection, place: str, rows: Iterable[Values], kinds: Sequence[str]) -> None:
    # Only who has a PostgreSQL server has its driver.
    from psycopg.types.string import BytesBinaryDumper

    cursor: Any = connection.connection.cursor()
    # Of the two that pack bytes it would choose the one that is written in Python.
    cursor.adapters.register_dumper(bytes, BytesBinaryDumper)
    with cursor.copy(f"copy {place} from stdin{' (format binary)' if kinds else ''}") as copy:
        if kinds:
            copy.set_types([_SENT_AS.get(kind, kind) for kind in kinds])
        for row in rows:
            copy.write_row(row)


def _with_days(rows: Collection[Values], kinds: Sequence[str]) -> Iterator[Values]:
    """These rows with their days as days: packed ones are not read from text."""
    days = [place for place, kind in enumerate(kinds) if kind == "date"]
    if not days:
        yield from rows
        return
    for row in rows:
        told = [*row]
        for place in days:
            if told[place] is not None:
                told[place] = date.fromisoformat(told[place])
        yield told


def among(connection: Connection, column: Any, values: Collection[str]) -> ColumnElement[bool]:
    """True where the column is one of these: one bound value, however many they are."""
    if connection.dialect.name == "postgresql":
        found: ColumnElement[bool] = column == any_(bindparam(None, list(values), type_=ARRAY(String)))
        return found
    listed = func.json_each(orjson.dumps(list(values)).decode()).table_valued("value")
    inside: ColumnElement[bool] = column.in_(select(listed.c.value))
    return inside


def looked_up(
    connection: Connection,
    columns: Collection[Any],
    own: Collection[ColumnElement[bool]],
    column: Any,
    ids: Collection[str],
) -> Select[Any]:
    """These columns of the rows of `own` whose `column` is one of `ids`, each id looked up in the index by itself.

    PostgreSQL would read the whole station for a few hundred ids, whatever it knows of the table: `offset 0` keeps the
    look-up of one id a query of its own.
    """
    if connection.dialect.name != "postgresql":
        return select(*columns).where(*own, among(connection, column, ids))
    asked = func.unnest(bindparam(None, sorted(set(ids)), type_=ARRAY(String))).table_valued("value").render_derived()
    found = select(*columns).where(*own, column == asked.c.value).offset(0).lateral()
    return select(*found.c).select_from(asked).join(found, true())


def clear(connection: Connection, table: Any, own: Collection[ColumnElement[bool]], ids: Collection[str]) -> None:
    """Take the rows of `own` with these ids away."""
    if connection.dialect.name != "postgresql":
        connection.execute(delete(table).where(*own, among(connection, table.c.id, ids)))
        return
    place: ColumnElement[Any] = literal_column(f"{table.name}.ctid")
    found = looked_up(connection, [place.label("place")], own, table.c.id, ids).subquery()
    connection.execute(delete(table).where(place.in_(select(found.c.place))))
