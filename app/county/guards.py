"""The register's own last word, whatever code writes to it: blocks lie apart, what was signed or noted stays."""

from sqlalchemy import Connection

from app.county.tables import KEPT, CountyBase

OVERLAP = "county: two number blocks overlap"
_NAME = "county_guard"

_OVERLAPPING = """
    select 1 from number_block as held
    where held.county_id = new.county_id and held.station_code = new.station_code
    and held.first_serial <= new.last_serial and held.last_serial >= new.first_serial
"""
_APART_SQLITE = f"""
create trigger number_block_apart before insert on number_block
when exists ({_OVERLAPPING})
begin select raise(abort, '{OVERLAP}'); end
"""

# The station's row is locked first: of two who insert at once the second looks when the first one's block is there.
_APART_POSTGRESQL = f"""
create function {_NAME}_apart() returns trigger language plpgsql as $guard$
begin
    perform 1 from station where county_id = new.county_id and code = new.station_code for no key update;
    if exists ({_OVERLAPPING}) then
        raise exception using errcode = '23P01', message = '{OVERLAP}';
    end if;
    return new;
end
$guard$
"""
_KEPT_POSTGRESQL = f"""
create function {_NAME}_kept() returns trigger language plpgsql as $guard$
begin
    raise exception using errcode = '23001',
        message = 'county: a row of ' || tg_table_name || ' is never edited or removed';
end
$guard$
"""


def kept_tables() -> tuple[str, ...]:
    """The tables that are never edited."""
    return tuple(sorted(table.name for table in CountyBase.metadata.tables.values() if table.info.get(KEPT)))


def install_guards(connection: Connection) -> None:
    """Put the guards of today's tables in the place of any that stand there."""
    remove_guards(connection)
    made = _of_sqlite() if connection.dialect.name == "sqlite" else _of_postgresql()
    for statement in made:
        connection.exec_driver_sql(statement)


def remove_guards(connection: Connection) -> None:
    """Take the guards away, so that a migration may move rows; they come back in the same transaction."""
    if connection.dialect.name == "sqlite":
        names = connection.exec_driver_sql("select name from sqlite_master where type = 'trigger'").scalars().all()
        for name in names:
            connection.exec_driver_sql(f'drop trigger "{name}"')
        return
    for function in ("apart", "kept"):
        connection.exec_driver_sql(f"drop function if exists {_NAME}_{function}() cascade")


def _of_sqlite() -> list[str]:
    return [_APART_SQLITE, *(_kept(table, verb) for table in kept_tables() for verb in ("update", "delete"))]


def _kept(table: str, verb: str) -> str:
    words = f"county: a row of {table} is never edited or removed"
    return f"create trigger {table}_{verb} before {verb} on {table} begin select raise(abort, '{words}'); end"


def _of_postgresql() -> list[str]:
    apart = "create trigger number_block_apart before insert on number_block for each row execute function"
    rows = (f"create trigger {_NAME}_rows before update or delete on {{}} for each row execute function",)
    whole = (f"create trigger {_NAME}_whole before truncate on {{}} for each statement execute function",)
    closed = [f"{words.format(table)} {_NAME}_kept()" for table in kept_tables() for words in rows + whole]
    return [_APART_POSTGRESQL, _KEPT_POSTGRESQL, f"{apart} {_NAME}_apart()", *closed]
