"""Restoring a backup: proved first, then put in place, then it goes on under a new identity."""

import hashlib
import shutil
import zipfile
from contextlib import closing
from pathlib import Path

from app.clock import Clock
from app.errors import MachineFault
from app.i18n import mark
from app.ledger.backing_up import read_manifest, stored
from app.models.faults import DamagedLedger, NotALedger, file_fault, named_faults
from app.models.guard import Guard
from app.models.journal import head_of
from app.models.key_ring import KeyRing, KeysMissing
from app.models.ledger import Ledger, Places
from app.models.ledger_file import open_engine
from app.models.opening import Login, mint_replica, open_ledger
from app.models.replay import Break, entries, walk
from app.models.restored_files import READY, finish_restore
from app.models.roles import permit
from app.models.side_files import Lock, open_private


class BackupDamaged(MachineFault):
    """The backup does not hold what its manifest says."""

    code = "backup_damaged"
    message = mark("The backup {file} is damaged; nothing was changed.")
    remedy = mark("Try an older backup.")


def restore_backup(folder: Path, backup: Path, login: Login, clock: Clock) -> Path | None:
    """Put a backup in the place of the ledger in this folder; answers where the former files went, if there were any.

    Raises NotALedger, BackupDamaged, WrongPassword, NewerLedger, LedgerBusy, DiskFull; nothing is changed then.
    """
    places = Places(folder)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with closing(_Held(places.lock)):
        staging = folder / "restoring"
        shutil.rmtree(staging, ignore_errors=True)
        try:
            _unpack(backup, staging)
            _prove(staging, login, clock)
            (staging / READY).write_text(f"before-restore-{clock.now():%Y%m%d-%H%M%S}", encoding="utf-8")
        except BaseException:
            shutil.rmtree(staging, ignore_errors=True)
            raise
        return finish_restore(places)


def put_keys_back(folder: Path, backup: Path, login: Login) -> bool:
    """Put the keys of a backup beside a ledger that has lost its own, if they open it; False changes nothing.

    Raises NotALedger, UnknownOperator, WrongPassword, LedgerBusy, ReadOnlyPlace.
    """
    places = Places(folder)
    if not places.database.is_file() or not _lacks_keys(places):
        return False
    with closing(_Held(places.lock)):
        ring = KeyRing.held_in(_keys_in(backup), places.keys)
        if not _opens(places.database, ring.unlock(login.name, login.password)):
            return False
        try:
            ring.save()
        except OSError as error:
            raise file_fault(error) from error
        return True


def _lacks_keys(places: Places) -> bool:
    try:
        KeyRing.read(places.keys)
    except KeysMissing:
        return True
    return False


def _keys_in(backup: Path) -> bytes:
    read_manifest(backup)
    try:
        with zipfile.ZipFile(backup) as archive, archive.open(stored(archive, "ledger.keys")) as packed:
            return packed.read()
    except (KeyError, zipfile.BadZipFile) as error:
        raise NotALedger(file=str(backup)) from error
    except OSError as error:
        raise file_fault(error) from error


def _opens(database: Path, key: bytes) -> bool:
    engine = open_engine(database, key, Guard())
    try:
        with named_faults(str(database)), engine.connect():
            return True
    except (NotALedger, DamagedLedger):
        return False
    finally:
        engine.dispose()


class _Held:
    def __init__(self, path: Path) -> None:
        self._lock = Lock(path)

    def close(self) -> None:
        self._lock.release()


def _unpack(backup: Path, staging: Path) -> None:
    manifest = read_manifest(backup)
    try:
        staging.mkdir(mode=0o700)
        with zipfile.ZipFile(backup) as archive:
            for name in ("ledger.db", "ledger.keys"):
                with archive.open(stored(archive, name)) as packed, open_private(staging / name) as file:
                    shutil.copyfileobj(packed, file)
    except (KeyError, zipfile.BadZipFile) as error:
        raise NotALedger(file=str(backup)) from error
    except OSError as error:
        raise file_fault(error) from error
    with (staging / "ledger.db").open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != manifest.get("database_sha256"):
        raise BackupDamaged(file=str(backup))


def _prove(staging: Path, login: Login, clock: Clock) -> None:
    with open_ledger(staging, login, clock) as ledger:
        permit(ledger.clerk.role, "ledger.restore")
        broken = _first_break(ledger)
        if broken:
            raise BackupDamaged(file=f"{broken.replica}/{broken.seq}")
        go_on_anew(ledger, "restore")


def _first_break(ledger: Ledger) -> Break | None:
    with ledger.engine.connect() as connection:
        return walk(entries(connection))[1]


def go_on_anew(ledger: Ledger, reason: str) -> None:
    """Mint a new replica where the ledger stands; number blocks of the former one are never used again."""
    permit(ledger.clerk.role, "ledger.restore")
    ledger.refuse_if_unfit()
    with ledger.engine.connect() as connection:
        head = head_of(connection, ledger.standing.replica)
    mint_replica(ledger, reason, head)
