"""A backup holds what the ledger holds; restored, it goes on under a new identity and no number comes twice."""

import itertools
import os
import shutil
import zipfile
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from app.clock import SetClock
from app.credential.sealing import WrongPassword
from app.ledger.backing_up import BackupUnsound, back_up, kept
from app.ledger.checking import check_ledger
from app.ledger.operators import add_operator
from app.ledger.restoring import BackupDamaged, go_on_anew, restore_backup
from app.models.certificates import NumberBlock
from app.models.faults import NotALedger
from app.models.journal import JOURNAL
from app.models.key_ring import KeysMissing
from app.models.ledger import Ledger, Places
from app.models.opening import Login, create_ledger, open_ledger
from app.models.restored_files import READY, finish_restore
from app.models.roles import NotAllowed
from app.models.vocabulary import Role
from tests.conftest import LOGIN
from tests.makers import add_trainee, make_block

FILES = ("ledger.db", "ledger.db-wal", "ledger.keys")


def blocks_of_this_replica(ledger: Ledger) -> int:
    with ledger.reading() as session:
        mine = select(NumberBlock).where(NumberBlock.replica == ledger.standing.replica)
        return len(session.scalars(mine).all())


def test_a_restored_ledger_holds_the_backup_and_is_someone_new(ledger: Ledger, clock: SetClock) -> None:
    with ledger.change("station.enrol") as change:
        make_block(change)
    made = back_up(ledger)
    add_trainee(ledger)
    former = ledger.standing.replica
    ledger.close()

    aside = restore_backup(ledger.places.folder, made.path, LOGIN, clock)

    with open_ledger(ledger.places.folder, LOGIN, clock) as restored:
        found = check_ledger(restored)
        assert (found.is_sound, found.counts["trainee"], found.replicas) == (True, 0, 2)
        assert restored.standing.replica != former
        assert restored.standing.hindrance is None
        assert blocks_of_this_replica(restored) == 0
    assert aside is not None
    assert (aside / "ledger.db").exists()


def test_the_new_chain_names_where_the_old_one_ended(ledger: Ledger, clock: SetClock) -> None:
    made = back_up(ledger)
    ledger.close()
    restore_backup(ledger.places.folder, made.path, LOGIN, clock)

    with open_ledger(ledger.places.folder, LOGIN, clock) as restored, restored.engine.connect() as connection:
        genesis = select(JOURNAL.c.body).where(JOURNAL.c.replica == restored.standing.replica, JOURNAL.c.seq == 1)
        body = connection.execute(genesis).scalar_one()

    assert made.head.replica.encode() in body
    assert f'"seq":{made.head.seq}'.encode() in body
    assert b'"suite":"sha256/ed25519"' in body


def test_a_backup_restores_on_another_pc_too(ledger: Ledger, clock: SetClock, tmp_path: Path) -> None:
    add_trainee(ledger)
    made = back_up(ledger, tmp_path / "stick")

    assert restore_backup(tmp_path / "elsewhere", made.path, LOGIN, clock) is None

    with open_ledger(tmp_path / "elsewhere", LOGIN, clock) as restored:
        assert check_ledger(restored).counts["trainee"] == 1


def test_an_older_copy_accepted_in_place_goes_on_under_a_new_identity(ledger: Ledger, clock: SetClock) -> None:
    folder = ledger.places.folder
    ledger.close()
    shutil.copy(folder / "ledger.db", folder / "copy")
    with open_ledger(folder, LOGIN, clock) as later:
        add_trainee(later)
        former = later.standing.replica
    shutil.copy(folder / "copy", folder / "ledger.db")

    with open_ledger(folder, LOGIN, clock) as restored:
        go_on_anew(restored, "restore")
        add_trainee(restored)
        assert restored.standing.replica != former

    with open_ledger(folder, LOGIN, clock) as again:
        assert again.standing.hindrance is None
        assert check_ledger(again).is_sound


@pytest.mark.parametrize("kind", ["text", "empty", "zip", "cut", "flipped"])
def test_what_is_no_whole_backup_is_refused_and_changes_nothing(
    ledger: Ledger, clock: SetClock, tmp_path: Path, kind: str
) -> None:
    add_trainee(ledger)
    whole = back_up(ledger).path.read_bytes()
    ledger.close()
    broken = tmp_path / "broken.xxbackup"
    middle = len(whole) // 2
    contents = {
        "text": b"no backup",
        "empty": b"",
        "cut": whole[:-200],
        "flipped": whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :],
    }
    if kind == "zip":
        with zipfile.ZipFile(broken, "w") as archive:
            archive.writestr("other", "x")
    else:
        broken.write_bytes(contents[kind])
    before = (ledger.places.database).read_bytes()

    with pytest.raises((NotALedger, BackupDamaged)):
        restore_backup(ledger.places.folder, broken, LOGIN, clock)

    assert ledger.places.database.read_bytes() == before
    assert not (ledger.places.folder / "restoring").exists()


def test_a_wrong_password_restores_nothing(tmp_path: Path, clock: SetClock) -> None:
    with create_ledger(tmp_path / "ledger", LOGIN, clock) as ledger:
        made = back_up(ledger)

    with pytest.raises(WrongPassword):
        restore_backup(tmp_path / "ledger", made.path, Login("station", "password2"), clock)

    open_ledger(tmp_path / "ledger", LOGIN, clock).close()


@pytest.mark.parametrize("moved", range(6))
def test_a_restore_cut_by_a_power_failure_is_finished_at_the_next_start(
    ledger: Ledger, clock: SetClock, moved: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_trainee(ledger)
    made = back_up(ledger)
    add_trainee(ledger, name="后来的人", id_number="53092119850106985X")
    ledger.close()
    folder = ledger.places.folder
    cut_after(monkeypatch, moved)
    with pytest.raises(KeyboardInterrupt):
        restore_backup(folder, made.path, LOGIN, clock)
    monkeypatch.undo()
    assert (folder / "restoring" / READY).exists()

    with open_ledger(folder, LOGIN, clock) as restored:
        found = check_ledger(restored)

    assert (found.is_sound, found.counts["trainee"]) == (True, 1)
    assert finish_restore(Places(folder)) is None


def cut_after(monkeypatch: pytest.MonkeyPatch, moves: int) -> None:
    """Cut the power after so many of the six moves of a restore."""
    real, count = Path.replace, itertools.count()

    def replace(self: Path, target: Path | str) -> Path:
        is_move = self.parent.name == "restoring" or Path(target).parent.name.startswith("before-restore")
        if is_move and (self.parent.name != "restoring" or (self.parent / READY).exists()) and next(count) >= moves:
            raise KeyboardInterrupt
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace)


def test_a_backup_that_does_not_hold_the_whole_chain_is_removed(ledger: Ledger) -> None:
    add_trainee(ledger)
    with ledger.engine.connect() as connection, connection.begin():
        connection.exec_driver_sql("drop trigger guard_journal_update")
        connection.exec_driver_sql("update journal set actor = 'x' where seq = 2")

    with pytest.raises(BackupUnsound):
        back_up(ledger)

    assert list(ledger.places.backups.iterdir()) == []


DAYS = st.lists(st.integers(0, 60).map(lambda ago: date(2026, 11, 21) - timedelta(days=ago)), unique=True)


@given(DAYS)
def test_seven_days_and_four_weeks_are_kept(days: list[date]) -> None:
    today = date(2026, 11, 21)

    staying = kept(days, today)

    week_old = [day for day in days if day <= today - timedelta(days=7)]
    weeks = sorted({day.isocalendar()[:2] for day in week_old})[-4:]
    assert {day for day in days if day > today - timedelta(days=7)} <= staying
    assert {day.isocalendar()[:2] for day in staying if day in week_old} == set(weeks)
    assert len(staying) <= 11


def test_forty_days_of_backups_leave_eleven_files(ledger: Ledger, clock: SetClock) -> None:
    for _ in range(40):
        back_up(ledger)
        clock.advance(days=1)

    assert 10 <= len(list(ledger.places.backups.iterdir())) <= 11


def repacked(backup: Path, target: Path, method: int = zipfile.ZIP_STORED, **other: bytes) -> Path:
    """A backup with other parts under its names, packed as a stranger might."""
    with zipfile.ZipFile(backup) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, data in (parts | {name.replace("_", "."): data for name, data in other.items()}).items():
            archive.writestr(name, data)
    return target


def under_a_password(backup: Path, target: Path) -> Path:
    """A backup whose parts say that they are encrypted."""
    data = bytearray(backup.read_bytes())
    for head, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.find(head)
        while place >= 0:
            data[place + flags] |= 1
            place = data.find(head, place + 4)
    target.write_bytes(data)
    return target


def test_a_strangers_backup_is_refused_before_it_grows(ledger: Ledger, clock: SetClock, tmp_path: Path) -> None:
    made = back_up(ledger).path
    zeros = bytes(8 * 1024 * 1024)
    strangers = {
        "packed": repacked(made, tmp_path / "a", zipfile.ZIP_DEFLATED, ledger_db=zeros),
        "long": repacked(made, tmp_path / "b", manifest_json=b" " * 100_000 + b"{}"),
        "list": repacked(made, tmp_path / "c", manifest_json=b"[1, 2]"),
        "password": under_a_password(made, tmp_path / "d"),
    }

    for stranger in strangers.values():
        with pytest.raises(NotALedger):
            restore_backup(tmp_path / "elsewhere", stranger, LOGIN, clock)

    assert [path.name for path in (tmp_path / "elsewhere").iterdir()] == ["ledger.lock"]
    restore_backup(tmp_path / "elsewhere", repacked(made, tmp_path / "honest"), LOGIN, clock)
    assert (tmp_path / "elsewhere" / "ledger.db").exists()


def test_a_key_file_nested_without_end_is_called_damaged(ledger: Ledger, clock: SetClock, tmp_path: Path) -> None:
    nested = repacked(back_up(ledger).path, tmp_path / "nested", ledger_keys=b"[" * 200_000)

    with pytest.raises(KeysMissing):
        restore_backup(tmp_path / "elsewhere", nested, LOGIN, clock)


def test_who_only_reads_takes_no_copy_of_the_whole_ledger(ledger: Ledger, tmp_path: Path) -> None:
    add_operator(ledger, "审计", Role.AUDITOR, "password2")
    ledger.clerk = replace(ledger.clerk, role="auditor")

    with pytest.raises(NotAllowed):
        back_up(ledger, tmp_path / "stick")

    assert not (tmp_path / "stick").exists()
    ledger.clerk = replace(ledger.clerk, role="clerk")
    assert back_up(ledger, tmp_path / "stick").path.exists()


@pytest.mark.skipif(os.name != "posix", reason="rights of this kind are those of POSIX systems")
def test_no_other_user_of_the_pc_reads_keys_ledger_or_backups(tmp_path: Path, clock: SetClock) -> None:
    former = os.umask(0o022)
    try:
        with create_ledger(tmp_path / "here", LOGIN, clock, practice=True) as ledger:
            add_trainee(ledger)
            made = back_up(ledger, tmp_path / "stick").path
            restore_backup(tmp_path / "there", made, LOGIN, clock)
            watched = [
                made,
                *(place.folder / name for place in (ledger.places, Places(tmp_path / "there")) for name in FILES),
            ]
            rights = {path.name: path.stat().st_mode & 0o077 for path in watched if path.exists()}
            folders = {(tmp_path / name).stat().st_mode & 0o077 for name in ("here", "there")}
    finally:
        os.umask(former)

    assert rights.keys() == {made.name, *FILES}
    assert (set(rights.values()), folders) == ({0}, {0})
