"""Rows as they are carried between engines: days and JSON as text, in the order of the primary key."""

from collections.abc import Iterator

from sqlalchemy import JSON, Column, ColumnElement, Connection, Date, Table, Text, cast, inspect, select

from app.county.backup_file import CHUNK, Chunk, TableMark, Tally


def columns_of(table: Table) -> tuple[str, ...]:
    """The names of the columns in the order in which rows are carried."""
    return tuple(column.name for column in table.columns)


def chunks_of(connection: Connection, table: Table) -> Iterator[Chunk]:
    """Every row, in chunks; the same rows give the same chunks on either engine."""
    is_sqlite = connection.dialect.name == "sqlite"
    wanted = select(*(_carried(column) for column in table.columns))
    ordered = wanted.order_by(*table.primary_key.columns)
    rows = connection.execute(ordered, execution_options={"stream_results": not is_sqlite, "yield_per": CHUNK})
    told = [place for place, column in enumerate(table.columns) if isinstance(column.type, JSON)]
    for part in rows.partitions(CHUNK):
        chunk = [list(row) for row in part]
        for row in chunk:
            for place in told:
                row[place] = _alike(row[place])
        yield chunk


def mark_of(connection: Connection, table: Table) -> TableMark:
    """How many rows stand there, and their sum: equal marks are equal tables."""
    tally = Tally()
    for chunk in chunks_of(connection, table):
        tally.take(chunk)
    return tally.told(table.name, columns_of(table))


def settle_reading(connection: Connection) -> None:
    """Days are written alike, whatever the server is set to; a long table takes the time it takes."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("set local datestyle = 'ISO, YMD'")
        connection.exec_driver_sql("set local statement_timeout = 0")


def settle_counts(connection: Connection) -> None:
    """PostgreSQL plans by what it has counted, and of a table filled just now it has counted nothing."""
    if connection.dialect.name == "postgresql":
        for table in inspect(connection).get_table_names():
            connection.exec_driver_sql(f'analyze "{table}"')


def _alike(told: str | None) -> str | None:
    """A number alone in a JSON column is stored by SQLite as a number: 1.0 and 1 are then one."""
    if not told or told[0] in '{["tfn':
        return told
    if told.lstrip("-").isdigit():
        return told
    number = float(told)
    return str(int(number)) if number.is_integer() else repr(number)


def _carried(column: Column[object]) -> ColumnElement[object]:
    if not isinstance(column.type, JSON | Date):
        return column
    return cast(column, Text())
