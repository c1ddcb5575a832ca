"""The register's tables as one thing: their version, and the way from an older register to today's."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from app.county import join_rows, officer_rows
from app.county.database import VERSION_TABLE, Database
from app.county.guards import install_guards, remove_guards
from app.county.register_faults import NoRegister, RegisterDamaged, RegisterNewer
from app.county.store import mirror
from app.county.store import tables as store_tables
from app.county.tables import VERSION, CountyBase

FLOORS = (store_tables, mirror, officer_rows, join_rows)
METADATA = CountyBase.metadata
"""Every table of the register: those of the desk, those of the stations' journals, those made from the journals,
and those of the officers who sign in and of the PCs that join."""


def lay_out(connection: Connection, database: Database, version: int = VERSION) -> None:
    """Every table of this version in an empty database; the caller commits. An older one has no guards yet."""
    database.lock_schema(connection)
    _upgrade(connection, database, 0, version)


def refuse_strange(connection: Connection, database: Database) -> int:
    """The version found. Raises RegisterNewer, or NoRegister or RegisterDamaged where there is none at all."""
    found = database.version(connection)
    if found > VERSION:
        raise RegisterNewer(found=found, known=VERSION)
    if found < 1:
        # A file was named by its place in the folder and ought to be a register; a database was named by a person.
        raise (RegisterDamaged if database.kind == "sqlite" else NoRegister)(file=database.name)
    return found


def bring_up_to_date(connection: Connection, database: Database) -> None:
    """Take an older register to today's version; the caller commits. Another program may have been quicker."""
    database.lock_schema(connection)
    found = refuse_strange(connection, database)
    if found < VERSION:
        _upgrade(connection, database, found, VERSION)


def _upgrade(connection: Connection, database: Database, found: int, wanted: int) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    if found:
        remove_guards(connection)
        # A register of the first version was made before there were migrations.
        if not connection.dialect.has_table(connection, VERSION_TABLE):
            command.stamp(config, f"{found:04}")
    command.upgrade(config, f"{wanted:04}")
    if wanted == VERSION:
        install_guards(connection)
    database.settle_version(connection, wanted)
