"""Keeping a copy of the county: written from one state of the register, whatever happens meanwhile, and read back."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.county.backup_file import BackupWriter, Manifest, opened_backup
from app.county.backup_proof import sealing
from app.county.carrying import chunks_of, columns_of, settle_reading
from app.county.private_file import private_file
from app.county.register import County, Register, county_in
from app.county.root_keys import KeyFiles
from app.county.schema import METADATA
from app.county.store.desk_key import DeskKey, DeskKeyMissing, DeskKeyOver, open_desk_key
from app.county.tables import VERSION
from app.documents.atomic_file import FileNotWritable
from app.documents.file_reasons import reason_of

FOLDER = "backups"
ENDING = ".xxcounty"


@dataclass(frozen=True)
class BackupMade:
    """A backup that was written and proved."""

    path: Path
    size: int
    manifest: Manifest
    is_signed: bool


def back_up_county(register: Register, keys: KeyFiles, target: Path, now: datetime) -> BackupMade:
    """Write the whole county into this file, private and signed by the desk key, and prove it by reading it back.

    Without a desk key it is not signed: such a backup is better than none. The root and recovery keys go along as they
    lie in the folder, under the county's password; the desk key does not.
    Raises DiskFull, FileNotWritable and whatever keeps the register from being read.
    """
    with private_file(target) as (stream, part):
        with register.reading() as session:
            county = county_in(session)
            connection = session.connection()
            settle_reading(connection)
            writer = BackupWriter(stream)
            for table in METADATA.sorted_tables:
                writer.table(table.name, columns_of(table), chunks_of(connection, table))
        for path in (keys.root, keys.recovery):
            if path.is_file():
                writer.key(path)
        facts = {"county_id": county.id, "code": county.code, "name": county.name, "version": VERSION}
        made_at = now.isoformat(timespec="seconds")
        desk = _desk(keys.folder, county, now)
        told = {**facts, "made_at": made_at, "engine": register.database.kind}
        manifest = writer.finish(told, sealing(desk, county))
        stream.flush()
        with opened_backup(part) as backup:
            backup.prove()
    return BackupMade(target, target.stat().st_size, manifest, desk is not None)


def _desk(folder: Path, county: County, now: datetime) -> DeskKey | None:
    try:
        return open_desk_key(folder, county, now.date())
    except (DeskKeyMissing, DeskKeyOver):
        return None


def usual_path(folder: Path, code: str, now: datetime) -> Path:
    """Where a backup goes if nobody says otherwise. Raises FileNotWritable."""
    place = folder / FOLDER
    try:
        place.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise FileNotWritable(file=place.name, reason=reason_of(error)) from error
    return place / f"{code}-{now:%Y%m%d-%H%M%S}{ENDING}"


def thin_out(place: Path, code: str, keep: int) -> int:
    """Leave only so many of the newest backups of this county in the folder; answers how many went."""
    found = sorted(place.glob(f"{code}-????????-??????{ENDING}"))
    old = found[:-keep] if keep else []
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)
