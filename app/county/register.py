"""The county's register: one SQLite file, written in whole deeds, each with its line in the audit."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Connection, Engine, create_engine, event, func, select
from sqlalchemy.orm import Session
from sqlalchemy.pool import QueuePool

from app.county.register_faults import RegisterDamaged, RegisterNewer, named_register_faults
from app.county.tables import VERSION, AuditRow, CountyBase, CountyRow, install_guards
from app.credential.keys import fingerprint
from app.ledger.county_packages import CountyCard
from app.models.faults import UnsafeDatabase
from app.models.ledger_file import is_safe, make_private

# FULL: a block that was handed out on a stick must not be forgotten by a power cut and granted a second time.
PRAGMAS = ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "temp_store = MEMORY")
PATIENCE_MS = 5000


@dataclass(frozen=True)
class County:
    """The county: who it is, and the public halves of its two keys."""

    id: str
    code: str
    name: str
    host: str
    root_public: bytes
    recovery_public: bytes
    founded_on: date

    @property
    def fingerprint(self) -> str:
        """The fingerprint of the root key, in groups, as stations confirm it."""
        return fingerprint(self.root_public)

    @property
    def card(self) -> CountyCard:
        """The county as packages name it."""
        return CountyCard(self.id, self.code, self.name, self.host)


@dataclass(frozen=True)
class AuditLine:
    """One line of the audit."""

    seq: int
    at: str
    officer: str
    action: str
    details: dict[str, Any]


@dataclass
class Deed:
    """What stands open while the county does one thing: all of it is kept, with its audit line, or nothing."""

    session: Session
    county: County
    now: datetime
    officer: str

    @property
    def today(self) -> date:
        """The day handed in."""
        return self.now.date()

    def note(self, action: str, **details: Any) -> None:
        """Add a line to the audit."""
        newest = select(func.max(AuditRow.seq)).where(AuditRow.county_id == self.county.id)
        seq = (self.session.scalar(newest) or 0) + 1
        line = {"at": self.now.isoformat(timespec="seconds"), "officer": self.officer, "action": action}
        self.session.add(AuditRow(county_id=self.county.id, seq=seq, details=details, **line))
        self.session.flush()


class Register:
    """An open register of one county."""

    def __init__(self, path: Path, engine: Engine) -> None:
        self.path = path
        self.engine = engine

    @classmethod
    def create(cls, path: Path, county: County, now: datetime, officer: str) -> "Register":
        """A new register with its county in it. Raises RegisterReadOnly, DiskFull."""
        make_private(path)
        register = cls(path, _engine(path))
        with (
            named_register_faults(path),
            register.engine.connect().execution_options(writing=True) as connection,
            Session(connection) as session,
        ):
            _lay_out(session.connection())
            session.add(_row(county))
            session.flush()
            Deed(session, county, now, officer).note("found", code=county.code, name=county.name)
            session.commit()
        return register

    @classmethod
    def open(cls, path: Path) -> "Register":
        """The register in this file. Raises RegisterDamaged, RegisterNewer."""
        register = cls(path, _engine(path))
        with named_register_faults(path), register.engine.connect() as connection:
            found = int(connection.exec_driver_sql("pragma user_version").scalar_one())
        if found > VERSION:
            raise RegisterNewer(found=found, known=VERSION)
        if found < VERSION:
            raise RegisterDamaged(file=path.name)
        return register

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees one state of the register throughout."""
        with named_register_faults(self.path), Session(self.engine, autoflush=False) as session:
            yield session

    @contextmanager
    def deed(self, now: datetime, officer: str) -> Iterator[Deed]:
        """Do one thing: all of the block is kept and on the disk, or nothing is."""
        with (
            named_register_faults(self.path),
            self.engine.connect().execution_options(writing=True) as connection,
            Session(connection) as session,
        ):
            yield Deed(session, county_in(session), now, officer)
            session.commit()

    def close(self) -> None:
        """Let go of the file."""
        self.engine.dispose()


def _lay_out(connection: Connection) -> None:
    CountyBase.metadata.create_all(connection)
    install_guards(connection)
    connection.exec_driver_sql(f"pragma user_version = {VERSION}")


def county_in(session: Session) -> County:
    """The county whose register this is."""
    row = session.scalars(select(CountyRow)).one()
    keys = (bytes.fromhex(row.root_public), bytes.fromhex(row.recovery_public))
    return County(row.county_id, row.code, row.name, row.host, *keys, row.founded_on)


def audit_lines(session: Session, limit: int) -> tuple[AuditLine, ...]:
    """The last lines of the audit, newest first."""
    rows = session.scalars(select(AuditRow).order_by(AuditRow.seq.desc()).limit(limit))
    return tuple(AuditLine(row.seq, row.at, row.officer, row.action, row.details) for row in rows)


def _row(county: County) -> CountyRow:
    names = ("code", "name", "host", "founded_on")
    keys = {"root_public": county.root_public.hex(), "recovery_public": county.recovery_public.hex()}
    return CountyRow(county_id=county.id, **{name: getattr(county, name) for name in names}, **keys)


def _engine(path: Path) -> Engine:
    if not is_safe(sqlcipher.sqlite_version_info):
        raise UnsafeDatabase(version=sqlcipher.sqlite_version)
    engine = create_engine(
        "sqlite://", module=sqlcipher, creator=lambda: _connect(path), poolclass=QueuePool, pool_size=2, max_overflow=2
    )
    event.listen(engine, "begin", _begin)
    return engine


def _connect(path: Path) -> Any:
    connection = sqlcipher.connect(str(path), check_same_thread=False, isolation_level=None)
    connection.execute(f"pragma busy_timeout = {PATIENCE_MS}")
    for pragma in PRAGMAS:
        connection.execute(f"pragma {pragma}")
    return connection


def _begin(connection: Any) -> None:
    # A writer takes its lock at the start: what it reads of the blocks is then what it grants by.
    immediate = connection.get_execution_options().get("writing")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")
