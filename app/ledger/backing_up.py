"""Backups: one sealed file a day, opened again to prove it, seven daily and four weekly ones kept."""

import hashlib
import os
import zipfile
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import orjson

from app.errors import Refusal
from app.i18n import mark
from app.models.faults import NotALedger, file_fault, named_faults
from app.models.guard import Guard
from app.models.journal import Head, head_of
from app.models.ledger import Ledger
from app.models.ledger_file import fsync_folder, make_private, open_engine, remove_database, run_alone
from app.models.own_files import refuse_own_file
from app.models.replay import entries, walk
from app.models.roles import permit
from app.models.side_files import open_private

SUFFIX = ".xxbackup"
DAILY, WEEKLY = 7, 4
MANIFEST_BYTES = 64 * 1024
ENCRYPTED = 1
"""The bit by which a zip says that a part is under a password."""


class BackupUnsound(Refusal):
    """The copy just made does not open or does not hold what the ledger holds; it was removed."""

    code = "backup_unsound"
    message = mark("The backup could not be verified and was removed: {why}.")
    remedy = mark("Have the ledger checked, and try another disk.")


@dataclass(frozen=True)
class Backup:
    """A verified backup: its file, when it was made, and the entry it ends at."""

    path: Path
    made_at: datetime
    head: Head


def back_up(ledger: Ledger, folder: Path | None = None) -> Backup:
    """Make a backup, verify it by opening it, and let go of those older than the plan keeps.

    Raises NotAllowed, BackupUnsound, DiskFull, ReadOnlyPlace. A failed backup leaves no file.
    """
    permit(ledger.clerk.role, "ledger.backup")
    return make_backup(ledger, folder or ledger.places.backups)


def make_backup(ledger: Ledger, place: Path) -> Backup:
    """As `back_up`, whoever is at the PC: the program's own backups ask for no role."""
    made_at = ledger.clock.now()
    target = place / f"ledger-{made_at:%Y%m%d-%H%M%S}{SUFFIX}"
    copy = target.with_suffix(".db")
    try:
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        with named_faults(str(copy)):
            _vacuum_into(ledger, copy)
            head = _verified(ledger, copy)
            _pack(ledger, copy, target, head, made_at)
    except OSError as error:
        raise file_fault(error) from error
    finally:
        # A stick that was pulled out cannot be tidied either; what went wrong with it is told, not this.
        with suppress(OSError):
            remove_database(copy)
            target.with_suffix(".part").unlink(missing_ok=True)
    _thin_out(place, made_at.date())
    return Backup(target, made_at, head)


def _vacuum_into(ledger: Ledger, copy: Path) -> None:
    remove_database(copy)
    make_private(copy)
    run_alone(ledger.engine, "vacuum into ?", str(copy))


def _verified(ledger: Ledger, copy: Path) -> Head:
    engine = open_engine(copy, ledger.file_key, Guard())
    try:
        with engine.connect() as connection:
            damaged = connection.exec_driver_sql("pragma cipher_integrity_check").first()
            _, broken = walk(entries(connection))
            head = head_of(connection, ledger.standing.replica)
    finally:
        engine.dispose()
    if damaged or broken:
        raise BackupUnsound(why=str(damaged or broken))
    with ledger.engine.connect() as connection:
        if head_of(connection, ledger.standing.replica) != head:
            raise BackupUnsound(why="head")
    return head


def _pack(ledger: Ledger, copy: Path, target: Path, head: Head, made_at: datetime) -> None:
    part = target.with_suffix(".part")
    manifest = {
        "made_at": made_at.isoformat(),
        "replica": head.replica,
        "seq": head.seq,
        "hash": head.hash.hex(),
        "database_sha256": hashlib.sha256(copy.read_bytes()).hexdigest(),
    }
    with open_private(part) as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
            archive.writestr("manifest.json", orjson.dumps(manifest))
            archive.write(copy, "ledger.db")
            archive.write(ledger.places.keys, "ledger.keys")
        file.flush()
        os.fsync(file.fileno())
    part.replace(target)
    fsync_folder(target.parent)


def day_of(path: Path) -> date | None:
    """The day of a backup, by its name."""
    try:
        return datetime.strptime(path.name[7:15], "%Y%m%d").date()
    except ValueError:
        return None


def kept(days: list[date], today: date) -> set[date]:
    """Which days' backups stay: the last seven days, and the newest of each of the four weeks before."""
    fresh = {day for day in days if day > today - timedelta(days=DAILY)}
    weeks: dict[tuple[int, int], date] = {}
    for day in sorted(set(days) - fresh):
        weeks[day.isocalendar()[:2]] = day
    return fresh | {weeks[week] for week in sorted(weeks)[-WEEKLY:]}


def _thin_out(place: Path, today: date) -> None:
    dated = {path: day for path in place.glob(f"ledger-*{SUFFIX}") if (day := day_of(path))}
    staying = kept(list(dated.values()), today)
    newest = {day: max(path for path in dated if dated[path] == day) for day in staying}
    for path, day in dated.items():
        if day not in staying or (day != today and path != newest[day]):
            path.unlink()


def read_manifest(path: Path) -> dict[str, object]:
    """What a backup says of itself. Raises NotALedger for any other file."""
    refuse_own_file(path)
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = orjson.loads(archive.read(stored(archive, "manifest.json", MANIFEST_BYTES)))
    except (OSError, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise NotALedger(file=str(path)) from error
    if not isinstance(manifest, dict):
        raise NotALedger(file=str(path))
    return manifest


def stored(archive: zipfile.ZipFile, name: str, limit: int | None = None) -> zipfile.ZipInfo:
    """A part of a backup that is as long as it lies there: a stranger's file may not grow when it is unpacked.

    Raises KeyError, BadZipFile.
    """
    part = archive.getinfo(name)
    is_plain = part.compress_type == zipfile.ZIP_STORED and not part.flag_bits & ENCRYPTED
    if not is_plain or part.file_size != part.compress_size or (limit and part.file_size > limit):
        raise zipfile.BadZipFile(name)
    return part
