"""The register on a PostgreSQL server, reached by psycopg: for a county or a province at work."""

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, column, create_engine, event, select, table

from app.county import database
from app.county.postgresql_faults import (
    DatabaseDriverMissing,
    DatabaseNotUnicode,
    DatabaseTaken,
    DatabaseTooOld,
    named_postgresql_faults,
)

LEAST_VERSION = 130000
STATEMENT_MS = 60_000
IDLE_MS = 300_000
# A server that fell silent is given up after half a minute, not after the two hours of the system's default.
USUAL = {
    "connect_timeout": "10",
    "client_encoding": "utf8",
    "application_name": "xiangxun-county",
    "keepalives_idle": "15",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "30000",
}
LOOPBACK = ("localhost", "127.0.0.1", "::1")
# Any two programs that change the tables of a register in the same database meet at this number.
SCHEMA_LOCK = 530921_000_004
# Whoever does the county's duties holds this number; it is free again when the line to the server breaks.
DUTY_LOCK = 530921_000_005

# A server set to answer before its disk has written is asked to wait here; a stricter setting of its own stays.
_SETTLE = """
select set_config('statement_timeout', %s, false), set_config('lock_timeout', %s, false),
    set_config('idle_in_transaction_session_timeout', %s, false),
    set_config('synchronous_commit', case current_setting('synchronous_commit') when 'off' then 'on'
        else current_setting('synchronous_commit') end, false)
"""


class PostgresqlServer(database.Database):
    """A database of a PostgreSQL server; deeds take turns at the county's row."""

    kind = "postgresql"

    def __init__(self, url: URL) -> None:
        self.url = url
        engine = _engine(url)
        readers = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        super().__init__(shown(url), engine, readers, engine.execution_options(isolation_level="AUTOCOMMIT"))

    def faults(self) -> AbstractContextManager[None]:
        """Away, refused, busy, full or broken off, told apart."""
        return named_postgresql_faults(self.name)

    def prepare(self) -> None:
        """Raise DatabaseTooOld, DatabaseNotUnicode or DatabaseTaken."""
        with self.faults(), self.readers.connect() as connection:
            number = int(connection.exec_driver_sql("show server_version_num").scalar_one())
            if number < LEAST_VERSION:
                raise DatabaseTooOld(database=self.name, found=number // 10000, least=LEAST_VERSION // 10000)
            encoding = connection.exec_driver_sql("show server_encoding").scalar_one()
            if encoding != "UTF8":
                raise DatabaseNotUnicode(database=self.name, encoding=encoding)
            if self.version(connection):
                raise DatabaseTaken(database=self.name)

    def version(self, connection: Connection) -> int:
        """The version that the migrations have written."""
        if connection.exec_driver_sql(f"select to_regclass('{database.VERSION_TABLE}')").scalar_one() is None:
            return 0
        found = connection.execute(select(column("version_num")).select_from(table(database.VERSION_TABLE))).scalar()
        return int(found or 0)

    def settle_version(self, connection: Connection, version: int) -> None:
        """The migrations have written it."""

    def keep_aside(self, version: int) -> Path | None:
        """No copy: the upgrade is one transaction, and takes effect whole or not at all."""

    def lock_schema(self, connection: Connection) -> None:
        """Wait for the turn; an upgrade may take longer than a deed."""
        connection.exec_driver_sql("set local statement_timeout = 0")
        connection.exec_driver_sql(f"select pg_advisory_xact_lock({SCHEMA_LOCK})")

    @contextmanager
    def turn(self) -> Iterator[bool]:
        """Of several servers at one database the first one has it; held outside of any transaction."""
        with self.faults(), self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            is_ours = bool(connection.exec_driver_sql(f"select pg_try_advisory_lock({DUTY_LOCK})").scalar_one())
            try:
                yield is_ours
            finally:
                if is_ours:
                    connection.exec_driver_sql(f"select pg_advisory_unlock({DUTY_LOCK})")

    def discard(self) -> None:
        """The founding was one transaction: there is nothing to remove."""
        self.close()


def shown(url: URL) -> str:
    """The address as people may see it: no user, no password."""
    host = url.host or str(url.query.get("host", ""))
    port = f":{url.port}" if url.port else ""
    return f"{url.database or ''}@{host or 'localhost'}{port}"


def _engine(url: URL) -> Engine:
    try:
        engine = create_engine(
            url,
            connect_args=_arguments(url),
            pool_size=8,
            max_overflow=16,
            pool_timeout=10,
            pool_pre_ping=True,
            hide_parameters=True,
        )
    except ImportError as error:
        raise DatabaseDriverMissing from error
    event.listen(engine, "connect", _settle)
    return engine


def _arguments(url: URL) -> dict[str, str]:
    chosen = {name: value for name, value in USUAL.items() if name not in url.query}
    if "sslmode" not in url.query and "PGSSLMODE" not in os.environ and _is_remote(url):
        # What stands in the register must not cross a network in plain; whoever trusts theirs says sslmode=disable.
        chosen["sslmode"] = "require"
    return chosen


def _is_remote(url: URL) -> bool:
    host = url.host or str(url.query.get("host", "") or os.environ.get("PGHOST", ""))
    return bool(host) and not host.startswith(("/", "@")) and host not in LOOPBACK


def _settle(connection: Any, _: object) -> None:
    connection.autocommit = True
    limits = [str(limit) for limit in (STATEMENT_MS, database.PATIENCE_MS, IDLE_MS)]
    connection.execute(_SETTLE, limits)
    connection.autocommit = False
