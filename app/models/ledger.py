"""The ledger: opened once, read freely, written through `change` alone."""

import threading
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session

from app.clock import Clock
from app.errors import MachineFault, XiangxunError
from app.models.change import Author, Change, ChangeSession
from app.models.faults import DamagedLedger, named_faults
from app.models.guard import Guard, Mode
from app.models.journal import Head, HybridClock, head_of
from app.models.ledger_file import give_back, loose_ends
from app.models.roles import permit
from app.models.side_files import HeadFile


@dataclass(frozen=True)
class Clerk:
    """Who is at the keyboard: operator id, name and role."""

    id: str
    name: str
    role: str


@dataclass(frozen=True)
class Standing:
    """Where this copy of the ledger stands: its replica, its station, and why it may not write, if so."""

    replica: str
    station: str
    hindrance: XiangxunError | None = None


class NestedChange(RuntimeError):
    """A programming fault: a change was begun inside a change."""


class Places:
    """The files of a ledger in its folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.database = folder / "ledger.db"
        self.keys = folder / "ledger.keys"
        self.head = folder / "ledger.head"
        self.lock = folder / "ledger.lock"
        self.tries = folder / "ledger.tries"
        self.signing = folder / "station.key"
        self.backups = folder / "backups"


class Held(Protocol):
    """What a ledger holds while it is open, its lock for instance."""

    def release(self) -> None:
        """Let go of it."""


@dataclass(frozen=True)
class Files:
    """What opening a ledger takes hold of: its places, its lock, and the computer it stands on.

    `hindrance` is what keeps it from being written before it is looked into.
    """

    places: Places
    lock: Held
    machine: str
    hindrance: XiangxunError | None = None


class Ledger:
    """An open ledger. Use `with`, or `close` it: the lock is held until then."""

    def __init__(self, files: "Files", engine: Engine, guard: Guard, clock: Clock) -> None:
        self.places = files.places
        self.engine = engine
        self.clock = clock
        self.clerk = Clerk("", "", "auditor")
        self.standing = Standing("", "")
        self.file_key = b""
        self.wrong_passwords = 0  # how many were tried before this one opened it
        self.is_practice = False  # proved by the key that opened it, never by a word beside it
        self.hlc = HybridClock()
        self.guard = guard
        self._lock = files.lock
        self._head_file = HeadFile(files.places.head, files.machine)
        self._writing = threading.Lock()
        self._writer = 0

    def __enter__(self) -> "Ledger":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file and the lock."""
        self.engine.dispose()
        self._lock.release()

    def rest(self) -> None:
        """Hold less in memory while nobody asks for anything."""
        give_back(self.engine)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees one state of the ledger throughout; what it changes is not kept."""
        with self._damage_noted(), Session(self.engine, autoflush=False) as session:
            yield session

    @contextmanager
    def change(self, action: str, by: Clerk | None = None, reason: str = "") -> Iterator[Change]:
        """The only way to write: all of the block is kept, journaled and on the disk, or nothing is.

        Raises roles.NotAllowed, the standing hindrance, or a fault of the machine.
        """
        clerk = by or self.clerk
        permit(clerk.role, action)
        if self.standing.hindrance:
            raise self.standing.hindrance
        connecting = self.engine.connect().execution_options
        with self._alone(), self._damage_noted(), connecting(writing=True) as connection:
            head = yield from self._told(connection, action, clerk, reason)
        self.note_head(head)

    def _told(self, connection: Connection, action: str, clerk: Clerk, reason: str) -> Generator[Change, None, Head]:
        now = self.clock.now()
        author = Author(clerk.id, self.standing.station, self.standing.replica)
        with ChangeSession(connection, expire_on_commit=False) as session:
            change = session.change = Change(session, author, self.guard, self.hlc, now)
            change.header = {"action": action, "actor": clerk.name, "at": now.isoformat(), "reason": reason}
            yield change
            session.flush()
            head = head_of(session.connection(), self.standing.replica)
            session.commit()
        return head

    @contextmanager
    def taking(self, mode: Mode = Mode.SYNCING) -> Iterator[Connection]:
        """Write what other replicas wrote, and what the county said of it: one transaction, journaled by them.

        Rows may refer to rows that are not here. Raises a fault of the machine.
        """
        self.refuse_if_unfit()
        connecting = self.engine.connect().execution_options
        with (
            self._alone(),
            self._damage_noted(),
            connecting(writing=True) as connection,
            loose_ends(connection),
            connection.begin(),
            self.guard.writing(mode),
        ):
            yield connection

    @contextmanager
    def _alone(self) -> Iterator[None]:
        if self._writing.locked() and self._writer == threading.get_ident():
            raise NestedChange
        with self._writing:
            self._writer = threading.get_ident()
            try:
                yield
            finally:
                self._writer = 0
                self.guard.mode = Mode.NOTHING

    @contextmanager
    def _damage_noted(self) -> Iterator[None]:
        """Once broken pages were met nothing more is written over them; opening the ledger again tries anew."""
        try:
            with named_faults(str(self.places.database)):
                yield
        except DamagedLedger as fault:
            self.note_damage(fault)
            raise

    def note_damage(self, fault: DamagedLedger) -> None:
        """Refuse every change from now on; the first fault of many is the one that is told."""
        if not isinstance(self.standing.hindrance, DamagedLedger):
            self.hinder(fault)

    def note_head(self, head: Head) -> None:
        """Remember outside the ledger how far it has come."""
        self._head_file.write(head)

    @property
    def head_file(self) -> HeadFile:
        """The side file that knows how far this ledger had come, and on which computer."""
        return self._head_file

    def refuse_if_unfit(self) -> None:
        """Raise what keeps the file itself from being written: damage, or a place that takes nothing."""
        if isinstance(self.standing.hindrance, MachineFault):
            raise self.standing.hindrance

    def hinder(self, hindrance: XiangxunError | None) -> None:
        """Refuse every change from now on, with this reason; None allows them again."""
        self.standing = replace(self.standing, hindrance=hindrance)
