"""Which database a county's register lies in: named by an address, kept in the folder, or the file beside the keys."""

from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from app.county.database import Database
from app.county.postgresql import PostgresqlServer
from app.county.sqlite_file import SqliteFile
from app.errors import MachineFault, Refusal
from app.i18n import mark
from app.models.side_files import read_json, write_json

REGISTER = "register.db"
PLACE = "database.json"
SQLITE = "sqlite"
DRIVER = "postgresql+psycopg"
_SPELLINGS = (DRIVER, "postgresql", "postgres")
_SECRETS = ("password", "sslpassword", "passfile")


class DatabaseAddressOdd(Refusal):
    """An address that is none; it is not repeated, for it may hold a password."""

    code = "database_address_odd"
    message = mark("The address of the database cannot be understood.")
    remedy = mark("It looks like postgresql+psycopg://USER@HOST:5432/NAME; “sqlite” means the file in the folder.")


class PlaceDamaged(MachineFault):
    """The small file that names the database is torn."""

    code = "database_place_damaged"
    message = mark("The file {file}, which names the county's database, is damaged.")
    remedy = mark("Put it back from a copy of the folder, or name the database with --database.")


def database_of(folder: Path, named: str = "") -> Database:
    """The database that `named` says, else the one kept in the folder, else the file there.

    Raises DatabaseAddressOdd, PlaceDamaged, DatabaseDriverMissing. Nothing is opened yet.
    """
    address = named or kept_address(folder)
    return SqliteFile(folder / REGISTER) if address in ("", SQLITE) else PostgresqlServer(read_address(address))


def kept_address(folder: Path) -> str:
    """The address that the folder's file names; empty where there is none. Raises PlaceDamaged."""
    path = folder / PLACE
    if not path.exists():
        return ""
    address = (read_json(path) or {}).get("address")
    if not isinstance(address, str):
        raise PlaceDamaged(file=path.name)
    return address


def keep_address(folder: Path, named: str) -> None:
    """Keep which database it is, without its password, so that no later command need name it."""
    if named not in ("", SQLITE):
        write_json(folder / PLACE, {"version": 1, "address": without_secret(named)})


def forget_address(folder: Path) -> None:
    """From now on the register is the file in the folder."""
    (folder / PLACE).unlink(missing_ok=True)


def has_register(folder: Path, named: str = "") -> bool:
    """Whether there is anything to be opened: an address, or the file."""
    return bool((named or kept_address(folder)) not in ("", SQLITE) or (folder / REGISTER).is_file())


def read_address(text: str) -> URL:
    """A PostgreSQL address, whichever way its scheme is spelt. Raises DatabaseAddressOdd."""
    try:
        url = make_url(text)
        named = bool(url.database or url.query.get("dbname") or url.query.get("service"))
    except (ArgumentError, ValueError) as error:
        # The library's words repeat the address, password and all.
        raise DatabaseAddressOdd from (error if "@" not in text else None)
    if url.drivername not in _SPELLINGS or not named:
        raise DatabaseAddressOdd
    return url.set(drivername=DRIVER)


def has_secret(text: str) -> bool:
    """Whether the address holds a password."""
    url = read_address(text)
    return url.password is not None or any(name in url.query for name in _SECRETS[:2])


def without_secret(text: str) -> str:
    """The address without its password."""
    url = read_address(text)
    bare = URL.create(url.drivername, url.username, None, url.host, url.port, url.database, url.query)
    return bare.difference_update_query(_SECRETS[:2]).render_as_string(hide_password=False)
