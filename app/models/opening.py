"""Making a ledger and opening one: the order of checks before a clerk may write."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, func, select

from app.clock import Clock, milliseconds
from app.credential.sealing import WrongPassword
from app.errors import Refusal, XiangxunError
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
from app.models.journal import (
    JOURNAL,
    SCHEMA,
    SUITE,
    Fact,
    Head,
    HybridClock,
    Stamp,
    append,
    head_of,
    last_reading,
    reading_of,
)
from app.models.key_ring import KeyRing, KeysChanged, UnknownOperator, new_file_key
from app.models.ledger import Clerk, Files, Ledger, Places, Standing
from app.models.ledger_file import (
    loose_ends,
    make_private,
    open_engine,
    refuse_network_share,
    remove_database,
    run_alone,
)
from app.models.local import local_value, set_local_value
from app.models.reading_copy import OnlyToRead, ReadingCopy
from app.models.restored_files import READY, finish_restore
from app.models.rows import new_id
from app.models.schema import METADATA, VERSION, bring_up_to_date, refuse_newer, version_of
from app.models.side_files import HeadFile, Lock
from app.models.stations import Operator, works_here
from app.models.wrong_passwords import TOLD_FROM, WrongPasswords
from app.settings import machine_id

PRACTICE_WORDS = ("no", "yes")
BEFORE_THE_LEDGER = frozenset({"reports", "window.ini", "window.ini.lock", "ledger.lock"})


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
        ring.wrap_for(login.name, login.password, key, is_practice=practice)
        try:
            ledger = _founded(Files(places, lock, machine_id()), key, clock, login.name)
            _settle_practice(ledger, is_practice=practice)
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
        _keep_private(folder)
        probe = folder / ".probe"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise file_fault(error) from error
    refuse_network_share(folder)
    return places


def _keep_private(folder: Path) -> None:
    """A folder that the program made before there was a ledger is for this account alone; others are left alone."""
    if all(each.name in BEFORE_THE_LEDGER for each in folder.iterdir()):
        folder.chmod(0o700)


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
    reading = ledger.hlc.tick(milliseconds(ledger.clock.now()))
    connecting = ledger.engine.connect().execution_options(writing=True)
    with connecting as connection, connection.begin(), ledger.guard.writing(Mode.JOURNALING):
        head = begin_chain(connection, ledger, reason, predecessor, reading)
        station = take_on(connection, head)
    ledger.standing = Standing(head.replica, station)
    ledger.note_head(head)


def begin_chain(connection: Connection, ledger: Ledger, reason: str, predecessor: Head, reading: int) -> Head:
    """A new chain with its genesis alone; `reading` is the clock reading it begins with."""
    replica, now = new_id(), ledger.clock.now()
    told = {"suite": SUITE, "schema": SCHEMA, "reason": reason, "at": now.isoformat()}
    told |= {"predecessor": predecessor.replica, "seq": predecessor.seq, "hash": predecessor.hash.hex()}
    station = local_value(connection, "station")
    if not station:
        set_local_value(connection, "station", station := new_id())
    fact = Fact("replica", replica, "G", {**told, "station": station})
    return append(connection, Head(replica), Stamp(new_id(), ledger.clerk.id), [fact], iter([reading]))


def take_on(connection: Connection, head: Head) -> str:
    """Let this chain be the one that grows from now on; answers the station it belongs to."""
    set_local_value(connection, "replica", head.replica)
    return local_value(connection, "station")


def open_ledger(
    folder: Path, login: Login, clock: Clock, *, patience: float = 0.0, machine: str | None = None
) -> Ledger:
    """Open the ledger in this folder, waiting up to `patience` seconds for another program to let go of it.

    Raises NoLedger, LedgerBusy, KeysMissing, UnknownOperator, WrongPassword, TooManyTries, KeysChanged, NotALedger,
    NewerLedger, DamagedLedger.
    A ledger older than its side file, or last written on another computer, opens but refuses every change
    with RestoredLedger or CopiedLedger; where nothing can be written it opens to be read, and refuses every change
    with OnlyToRead. `machine` is this computer's mark unless told otherwise.
    """
    places = Places(folder)
    if not (places.database.is_file() or (folder / "restoring").is_dir()):
        raise NoLedger(folder=str(folder))
    if _is_only_to_read(places):
        return _open_to_read(places, login, clock)
    try:
        lock = Lock(places.lock, patience)
    except OSError as error:
        raise file_fault(error) from error
    with _released_on_failure(lock.release):
        finish_restore(places)
        return _open_with(Files(places, lock, machine_id() if machine is None else machine), login, clock)


def _open_with(files: Files, login: Login, clock: Clock) -> Ledger:
    places = files.places
    ring = KeyRing.read(places.keys)
    tries = WrongPasswords(places.tries, clock.now())
    key = _unlocked(ring, login, tries)
    ledger = _opened(files, key, clock, login.name)
    with _released_on_failure(ledger.engine.dispose):
        _settle_practice(ledger, is_practice=ring.is_practice)
        _journal_tries(ledger, tries)
    return ledger


def _is_only_to_read(places: Places) -> bool:
    """Whether the ledger stands where nothing can be written; a restore that was cut off must be ended first."""
    is_whole = places.database.is_file() and not (places.folder / "restoring" / READY).exists()
    parts = (places.folder, *(each for each in (places.database, places.lock) if each.exists()))
    return is_whole and not all(os.access(each, os.W_OK) for each in parts)


def _open_to_read(places: Places, login: Login, clock: Clock) -> Ledger:
    """Open a copy that goes again, so that all can be read; every change is refused with OnlyToRead."""
    copy = ReadingCopy(places)
    with _released_on_failure(copy.release):
        try:
            return _open_with(Files(copy.places, copy, "", OnlyToRead(folder=str(places.folder))), login, clock)
        except OSError as error:
            raise file_fault(error) from error


def _unlocked(ring: KeyRing, login: Login, tries: WrongPasswords) -> bytes:
    tries.admit()
    try:
        return ring.unlock(login.name, login.password)
    except WrongPassword:
        tries.note()
        raise


def _journal_tries(ledger: Ledger, tries: WrongPasswords) -> None:
    """Whoever comes in next hears of them, and the journal keeps how many there were."""
    ledger.wrong_passwords = tries.count if tries.count >= TOLD_FROM else 0
    if ledger.wrong_passwords and ledger.standing.hindrance:
        return
    if ledger.wrong_passwords:
        # Written by the program, whatever the role of who came in.
        witness = Clerk(ledger.clerk.id, ledger.clerk.name, "administrator")
        with ledger.change("ledger.wrong_passwords", by=witness) as change:
            change.header = {**(change.header or {}), "count": tries.count}
            with ledger.guard.writing(Mode.JOURNALING):
                change.journal([])
    tries.forget()


def _opened(files: Files, key: bytes, clock: Clock, name: str) -> Ledger:
    guard, database = Guard(), files.places.database
    with named_faults(str(database)):
        ledger = Ledger(files, open_engine(database, key, guard), guard, clock)
        ledger.file_key = key
        with _released_on_failure(ledger.engine.dispose):
            _upgraded(ledger)
            _recognised(ledger, files.hindrance)
            ledger.clerk = _clerk_named(ledger, name)
    return ledger


def _settle_practice(ledger: Ledger, *, is_practice: bool) -> None:
    """Whether it is for practice stands inside the ledger too, where no other hand can write. Raises KeysChanged."""
    said = PRACTICE_WORDS[is_practice]
    with ledger.engine.connect() as connection:
        known = local_value(connection, "practice")
    if known and known != said:
        raise KeysChanged
    if not known and not ledger.standing.hindrance:
        connecting = ledger.engine.connect().execution_options
        with connecting(writing=True) as connection, connection.begin(), ledger.guard.writing(Mode.JOURNALING):
            set_local_value(connection, "practice", said)
    ledger.is_practice = is_practice


def _upgraded(ledger: Ledger) -> None:
    with ledger.engine.connect() as connection:
        refuse_newer(connection)
        found = version_of(connection)
    if found == VERSION:
        return
    copy = ledger.places.database.with_name(f"ledger-before-version-{VERSION}.db")
    remove_database(copy)
    make_private(copy)
    run_alone(ledger.engine, "vacuum into ?", str(copy))
    with (
        ledger.engine.connect().execution_options(writing=True) as connection,
        loose_ends(connection),
        connection.begin(),
    ):
        before, loose = _row_counts(connection), _loose_ends(connection)
        bring_up_to_date(connection, ledger.guard)
        _refuse_losses(connection, before, loose)


def _row_counts(connection: Connection) -> dict[str, int]:
    """How many rows each table has."""
    present = connection.exec_driver_sql("select name from sqlite_master where type = 'table'").scalars().all()
    counting = {
        name: select(func.count()).select_from(METADATA.tables[name]) for name in present if name in METADATA.tables
    }
    return {name: connection.execute(counted).scalar_one() for name, counted in counting.items()}


def _loose_ends(connection: Connection) -> int:
    """How many rows refer to rows that are not there."""
    return len(connection.exec_driver_sql("pragma foreign_key_check").all())


def _refuse_losses(connection: Connection, before: dict[str, int], loose: int) -> None:
    """No upgrade may lose a row, nor let go of what it refers to."""
    after = _row_counts(connection)
    lost = {name: (count, after.get(name)) for name, count in before.items() if count > after.get(name, 0)}
    if lost or _loose_ends(connection) > loose:
        raise RuntimeError(f"the upgrade changed what stands in the ledger: {lost}")


def _recognised(ledger: Ledger, hindrance: XiangxunError | None) -> None:
    with ledger.engine.connect() as connection:
        replica = local_value(connection, "replica")
        ledger.standing = Standing(replica, local_value(connection, "station"))
        head = head_of(connection, replica)
        ledger.hlc = HybridClock(max(last_reading(connection), reading_of(connection, head)))
        ledger.hinder(hindrance or _hindrance(connection, ledger.head_file, head))
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
        named = select(Operator).where(Operator.name == name, Operator.active, works_here(session.connection()))
        row = session.scalars(named.order_by(Operator.id.desc())).first()
        if row is None:
            raise UnknownOperator(name=name, known="")
        return Clerk(row.id, row.name, row.role)
