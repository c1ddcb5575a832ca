"""What can be wrong with a PostgreSQL server, told apart by its SQLSTATE, and by its words before one is connected."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from app.county.register_faults import RegisterBusy, RegisterDamaged
from app.errors import MachineFault, Refusal
from app.i18n import mark
from app.models.faults import DiskFull


class DatabaseDriverMissing(MachineFault):
    """psycopg is not installed."""

    code = "database_driver_missing"
    message = mark("This installation cannot speak with PostgreSQL: its library psycopg is missing.")
    remedy = mark("Install the program with its county part: pip install 'xiangxun[county]'.")


class DatabaseUnreachable(MachineFault):
    """No server answers at this address."""

    code = "database_unreachable"
    message = mark("The database server of {database} does not answer: {reason}")
    remedy = mark("Check that PostgreSQL runs and that host and port are right; nothing was changed.")


class DatabasePasswordWrong(Refusal):
    """The server does not take this user or password."""

    code = "database_password_wrong"
    message = mark("The database server of {database} does not let this user in: {reason}")
    remedy = mark(
        "Check user and password. Give the password in ~/.pgpass, in PGPASSWORD, or within the address in"
        " XIANGXUN_COUNTY_DATABASE; and see that pg_hba.conf lets this computer in."
    )


class DatabaseUnknown(Refusal):
    """The server runs, but has no database of this name."""

    code = "database_unknown"
    message = mark("The database server answers, but it has no database {database}.")
    remedy = mark("Have it made: createdb --owner USER --encoding UTF8 NAME; or mend the name in the address.")


class DatabaseNotEncrypted(Refusal):
    """The server speaks no TLS, and the line to it is no loopback."""

    code = "database_not_encrypted"
    message = mark("The database server of {database} offers no encrypted line.")
    remedy = mark(
        "Switch TLS on at the server (ssl = on). Only within one machine or a closed network add ?sslmode=disable to"
        " the address."
    )


class DatabaseForbidden(Refusal):
    """The user may not do this in the database."""

    code = "database_forbidden"
    message = mark("The user of {database} lacks a right in the database: {reason}")
    remedy = mark("Make this user the owner of the database: alter database NAME owner to USER.")


class DatabaseReadOnly(MachineFault):
    """The server takes no writes: a standby, or switched so."""

    code = "database_read_only"
    message = mark("The database {database} takes no changes: it is a standby, or switched to reading only.")
    remedy = mark("Name the main server in the address, or have the switch taken back.")


class DatabaseLost(MachineFault):
    """The line to the server broke in the middle of something."""

    code = "database_lost"
    message = mark("The line to the database {database} broke off. What was told as done is kept.")
    remedy = mark("Look whether the last step is there, then do it again if it is not.")


class DatabaseTooOld(Refusal):
    """The server's version is older than any that was tested."""

    code = "database_too_old"
    message = mark("The server of {database} is PostgreSQL {found}; the county needs {least} or newer.")
    remedy = mark("Install a newer PostgreSQL.")


class DatabaseNotUnicode(Refusal):
    """The database cannot hold every character."""

    code = "database_not_unicode"
    message = mark("The database {database} is encoded in {encoding}, so it cannot hold every name.")
    remedy = mark("Make it anew: createdb --encoding UTF8 --template template0 NAME.")


class DatabaseTaken(Refusal):
    """A register, or tables of the same names, are there already."""

    code = "database_taken"
    message = mark("There is a county in the database {database} already, or tables of the same names; left untouched.")
    remedy = mark("Name an empty database.")


_BY_STATE: dict[str, type[Refusal | MachineFault]] = {
    "25006": DatabaseReadOnly,
    "3D000": DatabaseUnknown,
    "40001": RegisterBusy,
    "40P01": RegisterBusy,
    "42501": DatabaseForbidden,
    "42P01": RegisterDamaged,
    "42P07": DatabaseTaken,
    "42703": RegisterDamaged,
    "53100": DiskFull,
    "53300": RegisterBusy,
    "55P03": RegisterBusy,
    "57014": RegisterBusy,
    "57P01": DatabaseLost,
    "57P02": DatabaseLost,
    "57P03": DatabaseUnreachable,
    "57P05": DatabaseLost,
    "25P03": DatabaseLost,
    "XX001": RegisterDamaged,
    "XX002": RegisterDamaged,
}
# Before there is a connection a server has words only, and in its own language; what stays unnamed is "unreachable".
_BY_WORDS: tuple[tuple[str, type[Refusal | MachineFault]], ...] = (
    ("does not support ssl", DatabaseNotEncrypted),
    ("password", DatabasePasswordWrong),
    ("口令", DatabasePasswordWrong),
    ("密码", DatabasePasswordWrong),
    ("pg_hba.conf", DatabasePasswordWrong),
    ("authentication", DatabasePasswordWrong),
    ("认证", DatabasePasswordWrong),
    ("role ", DatabasePasswordWrong),
    ("角色", DatabasePasswordWrong),
    ("too many clients", RegisterBusy),
    ("remaining connection slots", RegisterBusy),
    ("database ", DatabaseUnknown),
    ("数据库", DatabaseUnknown),
)
_NOT_CONNECTED = ("connection failed", "connection is bad", "connection to server", "failed to resolve")
_STARTING = ("starting up", "shutting down", "recovery mode", "正在启动", "正在关闭", "恢复模式")


@contextmanager
def named_postgresql_faults(name: str) -> Iterator[None]:
    """Turn the server's faults into ours, with the database's name and, where it helps, the server's own sentence."""
    try:
        yield
    except PoolTimeout as error:
        raise RegisterBusy from error
    except DBAPIError as error:
        _raise_named(error.orig, name, is_lost=error.connection_invalidated, cause=error)
        raise
    except _driver_errors() as error:
        _raise_named(error, name, is_lost=False, cause=error)
        raise


def _driver_errors() -> tuple[type[BaseException], ...]:
    # What COPY raises comes from the driver itself; a county on SQLite never loads it.
    driver = sys.modules.get("psycopg")
    return (driver.Error,) if driver else ()


def _raise_named(error: BaseException | None, name: str, *, is_lost: bool, cause: BaseException) -> None:
    fault = _fault(error, is_lost=is_lost)
    if fault is not None:
        raise fault(database=name, file=name, reason=_sentence(error)) from cause


def _fault(error: BaseException | None, *, is_lost: bool) -> type[Refusal | MachineFault] | None:
    state = getattr(error, "sqlstate", None)
    if state:
        return _BY_STATE.get(state) or (DatabaseLost if state.startswith("08") else None)
    if type(error).__name__ == "ConnectionTimeout":
        return DatabaseUnreachable
    words = str(error).lower()
    if any(sign in words for sign in _NOT_CONNECTED):
        return _before_connected(words)
    return DatabaseLost if is_lost or type(error).__name__ == "OperationalError" else None


def _before_connected(words: str) -> type[Refusal | MachineFault]:
    if any(sign in words for sign in _STARTING):
        return DatabaseUnreachable
    return next((fault for sign, fault in _BY_WORDS if sign in words), DatabaseUnreachable)


def _sentence(error: BaseException | None) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[0] if lines else ""
