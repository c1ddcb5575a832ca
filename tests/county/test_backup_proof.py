"""A backup that somebody changed is noticed before it is put back, and it is said what was proven and what was not."""

import hashlib
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cbor2
import pytest
import zstandard

from app.clock import SetClock
from app.county.backing_up import BackupMade
from app.county.backup_file import SEAL, opened_backup
from app.county.backup_proof import BackupChanged, BackupForeign, BackupUnsigned, Belief, Proof, sealing
from app.county.office import CountyOffice
from app.county.officer_rows import OfficerRole
from app.county.restoring import restore_county
from app.county.store.desk_key import FILE, make_desk_key
from app.credential.keys import SigningKey
from tests.county.test_keeping_commands import Keyboard

pytestmark = pytest.mark.engines("sqlite")
UNSIGNED = Belief(takes_unsigned=True)


@pytest.fixture
def backup(office: CountyOffice, tmp_path: Path) -> BackupMade:
    """A backup of a county with an officer who may read and no more."""
    office.add_officer("王审计", "auditor", "别人的长口令 2", must_change=False)
    return office.back_up(tmp_path / "a.xxcounty")


def changed(backup: BackupMade, table: str, column: str, value: object, seal: Callable[[bytes], bytes | None]) -> Path:
    """The backup with one field of a table changed, its sums set right, and its seal as is given."""
    path = backup.path.with_name("changed.xxcounty")
    with zipfile.ZipFile(backup.path) as before, zipfile.ZipFile(path, "w") as after:
        told, parts = json.loads(before.read("manifest.json")), {name: before.read(name) for name in before.namelist()}
        mark = next(each for each in told["tables"] if each["name"] == table)
        place = f"tables/{table}.cbor.zst"
        rows = cbor2.loads(zstandard.ZstdDecompressor().decompressobj().decompress(parts[place]))
        rows[0][mark["columns"].index(column)] = value
        mark["sha256"] = hashlib.sha256(cbor2.dumps(rows)).hexdigest()
        parts |= {place: zstandard.compress(cbor2.dumps(rows)), "manifest.json": json.dumps(told).encode()}
        parts[SEAL] = seal(parts.pop(SEAL)) or b""
        for name, data in parts.items():
            if data:
                after.writestr(name, data)
    return path


def as_it_was(seal: bytes) -> bytes:
    return seal


def test_a_backup_is_put_back_as_proven_where_its_desk_key_or_the_fingerprint_is_known(
    office: CountyOffice, backup: BackupMade, county_folder: Path, tmp_path: Path, clock: SetClock
) -> None:
    given = Belief(fingerprint=office.county().fingerprint.lower().replace(" ", ""))
    strange = Belief(fingerprint=SigningKey.generate().public.hex()[:32])

    assert restore_county(tmp_path / "nowhere", backup.path, clock).proof is Proof.ITSELF
    assert restore_county(tmp_path / "told", backup.path, clock, belief=given).proof is Proof.COUNTY
    with pytest.raises(BackupForeign):
        restore_county(tmp_path / "else", backup.path, clock, belief=strange)
    office.close()
    assert restore_county(county_folder, backup.path, clock, replace=True).proof is Proof.COUNTY
    assert not (tmp_path / "else").exists()


def test_an_auditor_who_was_made_administrator_in_the_file_is_noticed(
    backup: BackupMade, tmp_path: Path, clock: SetClock
) -> None:
    altered = changed(backup, "officer", "role", "administrator", as_it_was)

    with pytest.raises(BackupChanged):
        restore_county(tmp_path / "new", altered, clock)
    with pytest.raises(BackupChanged):
        restore_county(tmp_path / "new", altered, clock, belief=UNSIGNED)
    bare = changed(backup, "officer", "role", "administrator", lambda _: None)
    with pytest.raises(BackupUnsigned):
        restore_county(tmp_path / "new", bare, clock)

    assert not (tmp_path / "new").exists()


def test_who_takes_an_unsigned_one_gets_what_stands_in_it_and_is_told_that_nothing_is_proven(
    backup: BackupMade, tmp_path: Path, clock: SetClock
) -> None:
    path = changed(backup, "officer", "role", "administrator", lambda _: None)

    back = restore_county(tmp_path / "new", path, clock, belief=UNSIGNED)

    assert back.proof is Proof.NONE
    assert "无法证明" in back.proof.sentence(back.county.fingerprint)
    with CountyOffice.visit(tmp_path / "new", clock) as there:
        assert [officer.role for officer in there.officers()] == [OfficerRole.ADMINISTRATOR]
        assert there.audit(1)[0].details["proof"] == "none"


def test_a_seal_of_ones_own_making_does_not_fit_the_county_or_shows_the_strange_root_key(
    office: CountyOffice, backup: BackupMade, county_folder: Path, tmp_path: Path, clock: SetClock
) -> None:
    root, county = SigningKey.generate(), office.county()
    (tmp_path / "own").mkdir()
    desk = make_desk_key(tmp_path / "own", county, root, clock.now().date())

    def forge(told: dict[str, Any]) -> Path:
        path = tmp_path / "forged.xxcounty"
        with zipfile.ZipFile(backup.path) as before, zipfile.ZipFile(path, "w") as after:
            for name in before.namelist():
                after.writestr(name, json.dumps(told) if name == SEAL else before.read(name))
        return path

    with opened_backup(backup.path) as opened:
        own = json.loads(sealing(desk, county)(opened.content()))
    forged = forge(own | {"root": root.public.hex()})

    with pytest.raises(BackupForeign):
        restore_county(county_folder, forged, clock, replace=True)
    with pytest.raises(BackupChanged):
        restore_county(tmp_path / "new", forged, clock)
    with pytest.raises(BackupChanged):
        restore_county(tmp_path / "new", forge(own), clock)
    with pytest.raises(BackupChanged):
        restore_county(tmp_path / "new", forge({"root": 5}), clock)


def test_a_backup_is_good_after_the_desk_key_was_renewed_and_one_without_a_desk_key_is_not_signed(
    office: CountyOffice, backup: BackupMade, county_folder: Path, root_key: SigningKey, clock: SetClock, tmp_path: Path
) -> None:
    make_desk_key(county_folder, office.county(), root_key, clock.now().date())
    office.close()

    assert restore_county(county_folder, backup.path, clock, replace=True).proof is Proof.COUNTY
    (county_folder / FILE).unlink()
    with CountyOffice.visit(county_folder, clock) as again:
        made = again.back_up(tmp_path / "b.xxcounty")
    assert (backup.is_signed, made.is_signed) == (True, False)


def test_the_keyboard_says_what_was_proven(
    county_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, office: CountyOffice
) -> None:
    monkeypatch.setenv("XIANGXUN_COUNTY", str(county_folder))
    keyboard, given = Keyboard(tmp_path), office.county().fingerprint
    copy = keyboard.ask("county", "backup")

    told = keyboard.type("county", "restore", copy["file"], "--county", tmp_path / "new")
    proven = keyboard.ask("county", "restore", copy["file"], "--county", tmp_path / "own", "--fingerprint", given)

    assert copy["signed"] is True
    assert given in told
    assert (proven["proof"], proven["fingerprint"]) == ("county", given)
