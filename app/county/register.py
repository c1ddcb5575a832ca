"""The county's register: written in whole deeds, each with its line in the audit, whichever engine it lies in."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, func, select
from sqlalchemy.orm import Session

from app.county.database import Database
from app.county.schema import bring_up_to_date, lay_out, refuse_strange
from app.county.tables import VERSION, AuditRow, CountyRow
from app.credential.keys import fingerprint
from app.ledger.county_packages import CountyCard

_NOTED = "noted"


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
        """Add a line to the audit; lines are numbered without a gap, so whoever notes waits for their turn."""
        take_turn(self.session)
        seq = audited(self.session, self.county) + 1
        line = {"at": self.now.isoformat(timespec="seconds"), "officer": self.officer, "action": action}
        self.session.add(AuditRow(county_id=self.county.id, seq=seq, details=details, **line))
        self.session.flush()
        self.session.info[_NOTED] = True


class Register:
    """An open register of one county; `noted` counts what this very object has added to the audit."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.engine = database.engine
        self.noted = 0

    @classmethod
    def create(
        cls,
        database: Database,
        county: County,
        now: datetime,
        officer: str,
        begin: Callable[[Deed], None] = lambda _: None,
    ) -> "Register":
        """A new register with its county and what `begin` adds, in one transaction.

        Raises RegisterReadOnly, DiskFull, DatabaseTaken and whatever keeps a server from being reached.
        """
        register = cls(database)
        try:
            database.prepare()
            with register.writing() as session:
                lay_out(session.connection(), database)
                session.add(_row(county))
                session.flush()
                deed = Deed(session, county, now, officer)
                deed.note("found", code=county.code, name=county.name)
                begin(deed)
        except BaseException:
            register.close()
            raise
        return register

    @classmethod
    def open(cls, database: Database) -> "Register":
        """The register in this database, brought up to date if it is older. Raises RegisterNewer, NoRegister."""
        register = cls(database)
        try:
            with database.faults(), database.readers.connect() as connection:
                found = refuse_strange(connection, database)
            if found < VERSION:
                with database.faults():
                    database.keep_aside(found)
                with register.writing() as session:
                    bring_up_to_date(session.connection(), database)
        except BaseException:
            register.close()
            raise
        return register

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees one state of the register throughout, and cannot write on PostgreSQL."""
        with self.database.faults(), Session(self.database.readers, autoflush=False) as session:
            yield session

    @contextmanager
    def glancing(self) -> Iterator[Connection]:
        """A connection for one statement that reads."""
        with self.database.faults(), self.database.glances.connect() as connection:
            yield connection

    @contextmanager
    def deed(self, now: datetime, officer: str, *, alone: bool = True) -> Iterator[Deed]:
        """Do one thing: all of the block is kept and on the disk, or nothing is.

        Deeds take turns. One that is not `alone` may be done beside others where the engine can: it locks the
        rows that it reads to write by them.
        """
        with self.writing() as session:
            if alone:
                take_turn(session)
            yield Deed(session, county_in(session), now, officer)

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session whose work is kept and on the disk when the block is left, or not at all; without a turn."""
        with (
            self.database.faults(),
            self.engine.connect().execution_options(writing=True) as connection,
            Session(connection) as session,
        ):
            yield session
            session.commit()
            self.noted += bool(session.info.get(_NOTED))

    def close(self) -> None:
        """Let go of the database."""
        self.database.close()


def take_turn(session: Session) -> None:
    """Wait until no other deed is under way. SQLite's writer lock, taken at the start, means the same."""
    session.execute(select(CountyRow.county_id).with_for_update(key_share=True))


def county_in(session: Session) -> County:
    """The county whose register this is."""
    row = session.scalars(select(CountyRow)).one()
    keys = (bytes.fromhex(row.root_public), bytes.fromhex(row.recovery_public))
    return County(row.county_id, row.code, row.name, row.host, *keys, row.founded_on)


def audited(session: Session | Connection, county: County) -> int:
    """The number of the newest line of the audit."""
    return session.scalar(select(func.max(AuditRow.seq)).where(AuditRow.county_id == county.id)) or 0


def audit_lines(session: Session, limit: int) -> tuple[AuditLine, ...]:
    """The last lines of the audit, newest first."""
    rows = session.scalars(select(AuditRow).order_by(AuditRow.seq.desc()).limit(limit))
    return tuple(AuditLine(row.seq, row.at, row.officer, row.action, row.details) for row in rows)


def _row(county: County) -> CountyRow:
    names = ("code", "name", "host", "founded_on")
    keys = {"root_public": county.root_public.hex(), "recovery_public": county.recovery_public.hex()}
    return CountyRow(county_id=county.id, **{name: getattr(county, name) for name in names}, **keys)
