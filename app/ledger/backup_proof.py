"""The backups at hand, and the proof that one of them would bring the ledger back."""

import hashlib
import shutil
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

from app.ledger.backing_up import SUFFIX, read_manifest, stored
from app.models.faults import DamagedLedger, NotALedger, file_fault, named_faults
from app.models.guard import Guard
from app.models.ledger import Ledger
from app.models.ledger_file import open_engine, remove_database
from app.models.replay import entries, walk
from app.models.side_files import open_private

STEP = 5000
Step = Callable[[int, int], None]
"""Told how far the proof has come; may raise to stop it."""


@dataclass(frozen=True)
class BackupRow:
    """A backup file: where it lies, when it was made, how large it is, and the entry that it ends at.

    `made_at` is None where the file does not say so: it is damaged, or no backup.
    """

    path: Path
    made_at: datetime | None
    size: int
    seq: int


@dataclass(frozen=True)
class BackupProof:
    """What came of trying a backup: `fault` is empty if it is whole, else the first thing that is wrong."""

    path: Path
    entries: int
    fault: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether it opens, and holds an unbroken journal."""
        return not self.fault


def list_backups(folders: Iterable[Path]) -> tuple[BackupRow, ...]:
    """Every backup in these folders, newest first; a folder that is not there has none."""
    found = {path.resolve(): path for folder in folders for path in _files(folder)}
    return tuple(sorted(map(_row, found.values()), key=lambda row: row.path.name, reverse=True))


def prove_backup(ledger: Ledger, path: Path, step: Step | None = None) -> BackupProof:
    """Unpack a backup, open it with this ledger's key, check each page and walk the whole journal; nothing is changed.

    Raises NotALedger, DiskFull, ReadOnlyPlace, and what `step` raises.
    """
    manifest = read_manifest(path)
    room = ledger.places.folder / "proving"
    try:
        shutil.rmtree(room, ignore_errors=True)
        room.mkdir(mode=0o700)
        digest = _unpack(path, room / "ledger.db")
        if not digest:
            return BackupProof(path, 0, "zip")
        if digest != manifest.get("database_sha256"):
            return BackupProof(path, 0, "sha256")
        return _walked(ledger, path, room / "ledger.db", int(str(manifest.get("seq", 0))), step)
    except OSError as error:
        raise file_fault(error) from error
    finally:
        remove_database(room / "ledger.db")
        shutil.rmtree(room, ignore_errors=True)


def _files(folder: Path) -> Iterator[Path]:
    try:
        yield from folder.glob(f"ledger-*{SUFFIX}")
    except OSError:  # a stick that was pulled out
        return


def _row(path: Path) -> BackupRow:
    try:
        manifest, size = read_manifest(path), path.stat().st_size
        return BackupRow(path, datetime.fromisoformat(str(manifest["made_at"])), size, int(str(manifest["seq"])))
    except (NotALedger, OSError, KeyError, ValueError):
        return BackupRow(path, None, 0, 0)


def _unpack(path: Path, target: Path) -> str:
    """Write the database beside the ledger; gives its SHA-256, or nothing if the backup is torn."""
    digest = hashlib.sha256()
    try:
        with (
            zipfile.ZipFile(path) as archive,
            archive.open(stored(archive, "ledger.db")) as packed,
            open_private(target) as file,
        ):
            while piece := packed.read(1 << 20):
                digest.update(piece)
                file.write(piece)
    except (KeyError, EOFError, zipfile.BadZipFile):
        return ""
    return digest.hexdigest()


def _walked(ledger: Ledger, path: Path, database: Path, last: int, step: Step | None) -> BackupProof:
    engine = open_engine(database, ledger.file_key, Guard())
    try:
        with named_faults(str(database)), engine.connect() as connection:
            damaged = connection.exec_driver_sql("pragma cipher_integrity_check").first()
            if damaged:
                return BackupProof(path, 0, str(damaged[0]))
            heads, broken = walk(_counted(entries(connection), last, step))
    except (DamagedLedger, NotALedger) as fault:
        return BackupProof(path, 0, fault.code)
    finally:
        engine.dispose()
    total = sum(head.seq for head in heads.values())
    return BackupProof(path, total, f"{broken.replica}/{broken.seq} {broken.fault}" if broken else "")


def _counted(found: Iterator[Any], last: int, step: Step | None) -> Iterator[Any]:
    for number, entry in zip(count(), found):
        if step and number % STEP == 0:
            step(min(number, last), max(last, 1))
        yield entry
