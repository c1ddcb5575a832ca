"""The register as one SQLite file in the county's folder: the default, safe against power cuts."""

from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool

from app.county import database
from app.county.register_faults import named_register_faults
from app.models.faults import UnsafeDatabase
from app.models.ledger_file import fsync_folder, is_safe, make_private, remove_database, run_alone

# FULL: a block that was handed out on a stick must not be forgotten by a power cut and granted a second time.
PRAGMAS = ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "temp_store = MEMORY")


class SqliteFile(database.Database):
    """An SQLite file; a deed takes the file's one writer lock at its start."""

    kind = "sqlite"

    def __init__(self, path: Path) -> None:
        self.path = path
        engine = _engine(path)
        super().__init__(path.name, engine, engine, engine)

    def faults(self) -> AbstractContextManager[None]:
        """Locked, full, read-only or damaged, told apart."""
        return named_register_faults(self.path)

    def prepare(self) -> None:
        """Begin as an empty file that no other user may read."""
        make_private(self.path)

    def version(self, connection: Connection) -> int:
        """The version written in the file's header."""
        return int(connection.exec_driver_sql("pragma user_version").scalar_one())

    def settle_version(self, connection: Connection, version: int) -> None:
        """Write the version into the file's header, where it is read without touching a table."""
        connection.exec_driver_sql(f"pragma user_version = {version}")

    def keep_aside(self, version: int) -> Path | None:
        """A copy beside the register, named by its version, read once to prove it."""
        aside = self.path.with_name(f"{self.path.stem}.version-{version}{self.path.suffix}")
        with TemporaryDirectory(dir=self.path.parent, prefix=".upgrade-") as room:
            copy = Path(room) / aside.name
            make_private(copy)
            run_alone(self.engine, "vacuum into ?", str(copy))
            # Another program may have been quicker: its copy of the former version is not to be lost.
            if _version_in(copy) == version:
                copy.replace(aside)
        fsync_folder(self.path.parent)
        return aside

    def lock_schema(self, connection: Connection) -> None:
        """A writer holds the whole file already."""

    def turn(self) -> AbstractContextManager[bool]:
        """A file has one server; a command beside it finds given what that one gave."""
        return nullcontext(True)

    def discard(self) -> None:
        """Remove the file."""
        self.close()
        remove_database(self.path)


def _version_in(path: Path) -> int:
    connection = sqlcipher.connect(str(path))
    try:
        return int(connection.execute("pragma user_version").fetchone()[0])
    finally:
        connection.close()


def _engine(path: Path) -> Engine:
    if not is_safe(sqlcipher.sqlite_version_info):
        raise UnsafeDatabase(version=sqlcipher.sqlite_version)
    engine = create_engine(
        "sqlite://",
        module=sqlcipher,
        creator=lambda: _connect(path),
        poolclass=QueuePool,
        pool_size=4,
        max_overflow=8,
        hide_parameters=True,
    )
    event.listen(engine, "begin", _begin)
    return engine


def _connect(path: Path) -> Any:
    connection = sqlcipher.connect(str(path), check_same_thread=False, isolation_level=None)
    connection.execute(f"pragma busy_timeout = {database.PATIENCE_MS}")
    for pragma in PRAGMAS:
        connection.execute(f"pragma {pragma}")
    return connection


def _begin(connection: Any) -> None:
    # A writer takes its lock at the start: what it reads of the blocks is then what it grants by.
    immediate = connection.get_execution_options().get("writing")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")
