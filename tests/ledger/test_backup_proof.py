"""A backup is worth what its proof says: every broken one is found out, a whole one never is."""

import zipfile
from pathlib import Path

import pytest

from app.clock import SetClock
from app.ledger.backing_up import back_up
from app.ledger.backup_proof import list_backups, prove_backup
from app.models.faults import NotALedger
from app.models.ledger import Ledger
from tests.makers import add_trainee


@pytest.fixture
def backup(ledger: Ledger) -> Path:
    for place in range(5):
        add_trainee(ledger, name=f"学员{place}")
    return back_up(ledger).path


def repacked(path: Path, change: dict[str, bytes]) -> Path:
    """The same backup with other parts."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    other = path.with_name("ledger-20000101-000000.xxbackup")
    with zipfile.ZipFile(other, "w", zipfile.ZIP_STORED) as archive:
        for name, data in (parts | change).items():
            archive.writestr(name, data)
    return other


def test_a_whole_backup_is_proved_and_leaves_nothing_behind(ledger: Ledger, backup: Path) -> None:
    told: list[tuple[int, int]] = []
    proof = prove_backup(ledger, backup, lambda done, total: told.append((done, total)))

    assert (proof.path, proof.fault) == (backup, "")
    assert proof.entries == told[-1][1]
    assert proof.is_whole
    assert told
    assert not (ledger.places.folder / "proving").exists()


@pytest.mark.parametrize("place", [100, 5000, -50])
def test_one_other_byte_anywhere_in_the_ledger_is_found(ledger: Ledger, backup: Path, place: int) -> None:
    with zipfile.ZipFile(backup) as archive:
        data = bytearray(archive.read("ledger.db"))
    data[place] ^= 1
    digest = prove_backup(ledger, repacked(backup, {"ledger.db": bytes(data)}))

    import hashlib

    import orjson

    with zipfile.ZipFile(backup) as archive:
        manifest = orjson.loads(archive.read("manifest.json"))
    manifest["database_sha256"] = hashlib.sha256(data).hexdigest()
    content = prove_backup(
        ledger, repacked(backup, {"ledger.db": bytes(data), "manifest.json": orjson.dumps(manifest)})
    )

    assert digest.fault == "sha256"
    assert not content.is_whole
    assert list(ledger.places.folder.glob("proving*")) == []


def test_what_is_no_backup_is_refused_and_a_foreign_ledger_does_not_open(
    ledger: Ledger, backup: Path, tmp_path: Path, clock: SetClock
) -> None:
    from app.models.opening import Login, create_ledger

    (tmp_path / "ledger-20260101-000000.xxbackup").write_bytes(b"no zip")
    with create_ledger(tmp_path / "other", Login("a", ""), clock, practice=True) as other:
        foreign = back_up(other).path

    with pytest.raises(NotALedger):
        prove_backup(ledger, tmp_path / "ledger-20260101-000000.xxbackup")
    assert prove_backup(ledger, foreign).fault == "not_a_ledger"


def test_stopping_the_proof_leaves_nothing_behind(ledger: Ledger, backup: Path) -> None:
    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        prove_backup(ledger, backup, stop)

    assert not (ledger.places.folder / "proving").exists()


def test_the_list_tells_every_backup_once_the_newest_first_and_those_that_are_torn(
    ledger: Ledger, clock: SetClock, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    first = back_up(ledger)
    clock.advance(days=1)
    second = back_up(ledger, stick)
    (stick / "ledger-20200101-000000.xxbackup").write_bytes(b"torn")

    rows = list_backups([ledger.places.backups, stick, stick, tmp_path / "gone"])

    assert [row.path for row in rows[:2]] == [second.path, first.path]
    assert [row.made_at for row in rows] == [second.made_at, first.made_at, None]
    assert all(row.size > 0 for row in rows[:2])
