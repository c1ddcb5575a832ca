"""Making a ledger and opening one: the order of checks before a clerk may write."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, func, select

from app.clock import Clock
from app.errors import Refusal
from app.models.faults import (
    CopiedLedger,
    LedgerExists,
    NoLedger,
    RestoredLedger,
    SideFileMissing,
    file_fault,
    named_faults,
)
from app.models.guard import Guard, Mode
from app.models.journal import JOURNAL, SCHEMA, SUITE, Fact, Head, HybridClock, Stamp, append, head_of, last_reading
from app.models.key_ring import KeyRing, UnknownOperator, new_file_key
from app.models.ledger import Clerk, Files, Ledger, Places, Standing
from app.models.ledger_file import make_private, open_engine, refuse_network_share, remove_database, run_alone
from app.models.local import local_value, set_local_value
from app.models.restored_files import finish_restore
from app.models.rows import new_id
from app.models.schema import VERSION, bring_up_to_date, refuse_newer, version_of
from app.models.side_files import HeadFile, Lock
from app.models.stations import Operator
from app.settings import machine_id


@dataclass(frozen=True)
class Login:
    """An operator's name and password."""

    name: str
    password: str


@contextmanager
def _released_on_failure(close: Callable[[], None]) -> Iterator[None]:
    try:
        yield
    except BaseException:
        close()
        raise


def create_ledger(folder: Path, login: Login, clock: Clock, *, practice: bool = False) -> Ledger:
    """A new, empty ledger with its first operator, an administrator.

    Raises LedgerExists, NetworkShare, ReadOnlyPlace, PasswordTooShort. A failed start leaves nothing behind.
    """
    places = _empty_places(folder)
    lock = Lock(places.lock)
    key, ring = new_file_key(), KeyRing.create(places.keys)
    with _released_on_failure(lock.release):
        if practice:
            ring.mark_practice()
        ring.wrap_for(login.name, login.password, key)
        try:
            ledger = _founded(Files(places, lock, machine_id()), key, clock, login.name)
        except BaseException:
            remove_database(places.database)
            raise
        ring.save()
    return ledger


def _empty_places(folder: Path) -> Places:
    places = Places(folder)
    if places.database.exists():
        raise LedgerExists(folder=str(folder))
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        probe = folder / ".probe"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise file_fault(error) from error
    refuse_network_share(folder)
    return places


def _founded(files: Files, key: bytes, clock: Clock, name: str) -> Ledger:
    guard, database = Guard(), files.places.database
    make_private(database)
    with named_faults(str(database)):
        ledger = Ledger(files, open_engine(database, key, guard), guard, clock)
        ledger.file_key = key
        with ledger.engine.connect().execution_options(writing=True) as connection, connection.begin():
            bring_up_to_date(connection, guard)
        mint_replica(ledger, "new", Head(""))
    first = Clerk("", name, "administrator")
    with ledger.change("operator.add", by=first) as change:
        change.add(Operator(name=name, role="administrator"))
    ledger.clerk = _clerk_named(ledger, name)
    return ledger


def mint_replica(ledger: Ledger, reason: str, predecessor: Head) -> None:
    """Go on under a new identity: its chain begins with a genesis that names the suite and the predecessor."""
    replica, now = new_id(), ledger.clock.now()
    told = {"suite": SUITE, "schema": SCHEMA, "reason": reason, "at": now.isoformat()}
    told |= {"predecessor": predecessor.replica, "seq": predecessor.seq, "hash": predecessor.hash.hex()}
    reading = ledger.hlc.tick(int(now.timestamp() * 1000))
    with ledger.engine.connect().execution_options(writing=True) as connection, connection.begin():
        station = local_value(connection, "station") or new_id()
        with ledger.guard.writing(Mode.JOURNALING):
            fact = Fact("replica", replica, "G", {**told, "station": station})
            head = append(connection, Head(replica), Stamp(new_id(), ledger.clerk.id), [fact], iter([reading]))
            set_local_value(connection, "replica", replica)
            set_local_value(connection, "station", station)
    ledger.standing = Standing(replica, station)
    ledger.note_head(head)


def open_ledger(
    folder: Path, login: Login, clock: Clock, *, patience: float = 0.0, machine: str | None = None
) -> Ledger:
    """Open the ledger in this folder, waiting up to `patience` seconds for another program to let go of it.

    Raises NoLedger, LedgerBusy, KeysMissing, UnknownOperator, WrongPassword, NotALedger, NewerLedger, DamagedLedger.
    A ledger older than its side file, or last written on another computer, opens but refuses every change
    with RestoredLedger or CopiedLedger. `machine` is this computer's mark unless told otherwise.
    """
    places = Places(folder)
    if not (places.database.is_file() or (folder / "restoring").is_dir()):
        raise NoLedger(folder=str(folder))
    try:
        lock = Lock(places.lock, patience)
    except OSError as error:
        raise file_fault(error) from error
    with _released_on_failure(lock.release):
        finish_restore(places)
        key = KeyRing.read(places.keys).unlock(login.name, login.password)
        files = Files(places, lock, machine_id() if machine is None else machine)
        return _opened(files, key, clock, login.name)


def _opened(files: Files, key: bytes, clock: Clock, name: str) -> Ledger:
    guard, database = Guard(), files.places.database
    with named_faults(str(database)):
        ledger = Ledger(files, open_engine(database, key, guard), guard, clock)
        ledger.file_key = key
        with _released_on_failure(ledger.engine.dispose):
            _upgraded(ledger)
            _recognised(ledger)
            ledger.clerk = _clerk_named(ledger, name)
    return ledger


def _upgraded(ledger: Ledger) -> None:
    with ledger.engine.connect() as connection:
        refuse_newer(connection)
        found = version_of(connection)
    if found == VERSION:
        return
    copy = ledger.places.folder / f"ledger-before-version-{VERSION}.db"
    remove_database(copy)
    make_private(copy)
    run_alone(ledger.engine, "vacuum into ?", str(copy))
    with ledger.engine.connect().execution_options(writing=True) as connection, connection.begin():
        before = connection.execute(select(func.count()).select_from(JOURNAL)).scalar_one()
        bring_up_to_date(connection, ledger.guard)
        after = connection.execute(select(func.count()).select_from(JOURNAL)).scalar_one()
        if before != after:
            raise RuntimeError(f"the upgrade changed the journal: {before} entries before, {after} after")


def _recognised(ledger: Ledger) -> None:
    with ledger.engine.connect() as connection:
        replica = local_value(connection, "replica")
        ledger.standing = Standing(replica, local_value(connection, "station"))
        ledger.hlc = HybridClock(last_reading(connection))
        head = head_of(connection, replica)
        ledger.hinder(_hindrance(connection, ledger.head_file, head))
    if not ledger.standing.hindrance:
        ledger.note_head(head)


def _hindrance(connection: Connection, head_file: HeadFile, head: Head) -> Refusal | None:
    """Whether the side file knows entries that this ledger does not have, or comes from another computer."""
    if head_file.is_missing:
        return SideFileMissing(file=head_file.name)
    noted = head_file.read()
    if noted is None:
        return None
    known = select(JOURNAL.c.hash).where(JOURNAL.c.replica == noted.head.replica, JOURNAL.c.seq == noted.head.seq)
    if connection.execute(known).scalar() != noted.head.hash:
        return RestoredLedger(found=head.seq, known=noted.head.seq)
    if noted.machine and head_file.machine and noted.machine != head_file.machine:
        return CopiedLedger()
    return None


def _clerk_named(ledger: Ledger, name: str) -> Clerk:
    with ledger.reading() as session:
        row = session.scalars(select(Operator).where(Operator.name == name, Operator.active)).first()
        if row is None:
            raise UnknownOperator(name=name, known="")
        return Clerk(row.id, row.name, row.role)
