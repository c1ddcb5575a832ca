"""Putting a county back from its backup, into either engine: proved first, in one transaction, under a new epoch."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, inspect

from app.clock import Clock
from app.county.after_restore import close_doors
from app.county.backup_file import Backup, BackupUnsound, TableMark, opened_backup
from app.county.backup_proof import NOTHING_KNOWN, Belief, Proof, Sealed, looked_at
from app.county.carrying import mark_of, settle_counts, settle_reading
from app.county.database import Database
from app.county.database_place import REGISTER, SQLITE, database_of, forget_address, keep_address, kept_address
from app.county.founding import CountyExists
from app.county.register import County, Deed, Register, county_in
from app.county.register_faults import RegisterNewer
from app.county.root_keys import KeyFiles
from app.county.schema import METADATA, bring_up_to_date, lay_out
from app.county.serving_lock import alone
from app.county.sqlite_file import SqliteFile
from app.county.store.bulk import fill
from app.county.store.state import renew_epoch
from app.county.tables import VERSION
from app.models.ledger_file import fsync_folder, refuse_network_share, remove_database
from app.models.side_files import write_whole

COMING = "register.coming.db"


@dataclass(frozen=True)
class Restored:
    """A county that is back: how much, of when, its new epoch, what proves it, and where a former file went."""

    county: County
    made_at: str
    rows: int
    epoch: str
    engine: str
    database: str
    aside: Path | None
    proof: Proof


def restore_county(
    folder: Path,
    backup: Path,
    clock: Clock,
    officer: str = "",
    database: str = "",
    *,
    replace: bool = False,
    belief: Belief = NOTHING_KNOWN,
) -> Restored:
    """The county of this backup, in this folder and the database named. Nothing is changed if it fails.

    Raises NoBackup, BackupUnsound, BackupUnsigned, BackupChanged, BackupForeign, RegisterNewer, CountyExists,
    CountyServed, DatabaseTaken and the database's faults.
    """
    with opened_backup(backup) as opened:
        if opened.manifest.version > VERSION:
            raise RegisterNewer(found=opened.manifest.version, known=VERSION)
        address = database or kept_address(folder) or SQLITE
        if address == SQLITE and (folder / REGISTER).exists() and not replace:
            raise CountyExists(folder=str(folder))
        _refuse_other_files(opened, folder)
        sealed = looked_at(opened, folder, belief)
        opened.prove()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        refuse_network_share(folder)
        with alone(folder):
            return _restored(sealed, folder, address, clock.now(), officer)


def _restored(sealed: Sealed, folder: Path, address: str, now: datetime, officer: str) -> Restored:
    target = SqliteFile(folder / COMING) if address == SQLITE else database_of(folder, address)
    try:
        target.prepare()
        county, epoch = _load(sealed, target, now, officer)
    except BaseException:
        target.discard()
        raise
    target.close()
    aside = _put_in_place(folder, now) if address == SQLITE else None
    (forget_address if address == SQLITE else _keeping(address))(folder)
    _put_keys(sealed.backup, folder)
    told, name = sealed.backup.manifest, REGISTER if address == SQLITE else target.name
    return Restored(county, told.made_at, told.rows, epoch, target.kind, name, aside, sealed.proof)


def _load(sealed: Sealed, target: Database, now: datetime, officer: str) -> tuple[County, str]:
    register, backup = Register(target), sealed.backup
    with register.writing() as session:
        connection = session.connection()
        lay_out(connection, target, backup.manifest.version)
        for mark in backup.manifest.tables:
            _check_columns(backup, connection, mark)
            for chunk in backup.chunks(mark):
                fill(connection, mark.name, mark.columns, chunk)
        _prove(backup, connection)
        bring_up_to_date(connection, target)
        settle_counts(connection)
        county = county_in(session)
        sealed.check(county)
        close_doors(session, county.id)
        epoch = renew_epoch(session, county.id)
        told = {"made_at": backup.manifest.made_at, "rows": backup.manifest.rows, "proof": sealed.proof.value}
        Deed(session, county, now, officer).note("restore", **told)
    return county, epoch


def _check_columns(backup: Backup, connection: Connection, mark: TableMark) -> None:
    """What stands in the file becomes a name in a statement only if the tables have such a column."""
    found = inspect(connection)
    known = {column["name"] for column in found.get_columns(mark.name)} if found.has_table(mark.name) else set()
    if set(mark.columns) != known:
        raise BackupUnsound(file=backup.name, part=mark.name)


def _prove(backup: Backup, connection: Connection) -> None:
    """What stands in the tables now is what was backed up, byte for byte; of an older version the counts are enough."""
    settle_reading(connection)
    for mark in backup.manifest.tables:
        table = METADATA.tables.get(mark.name)
        if backup.manifest.version == VERSION and (table is None or mark_of(connection, table) != mark):
            raise BackupUnsound(file=backup.name, part=mark.name)


def _put_in_place(folder: Path, now: datetime) -> Path | None:
    place, aside = folder / REGISTER, folder / f"register.before-{now:%Y%m%d-%H%M%S}.db"
    was_there = place.exists()
    for suffix in ("-wal", "-shm", ""):
        former = Path(f"{place}{suffix}")
        if former.exists():
            former.replace(f"{aside}{suffix}")
    (folder / COMING).replace(place)
    remove_database(folder / COMING)
    fsync_folder(folder)
    return aside if was_there else None


def _keeping(address: str) -> Callable[[Path], None]:
    return lambda folder: keep_address(folder, address)


def _refuse_other_files(backup: Backup, folder: Path) -> None:
    """A backup brings the two sealed keys and no other file of the county's folder: not where its database lies."""
    keys = KeyFiles(folder)
    for name in backup.manifest.keys:
        if name not in (keys.root.name, keys.recovery.name):
            raise BackupUnsound(file=backup.name, part=str(name)[:60])


def _put_keys(backup: Backup, folder: Path) -> None:
    for name in backup.manifest.keys:
        path = folder / name
        if not path.exists():
            write_whole(path, backup.key(name))
