"""The station's key is made here, sealed under the ledger's own key, in no backup and in no file for the county."""

import shutil
import zipfile

import pytest

from app.ledger.backing_up import back_up
from app.ledger.county_enrolment import write_request
from app.ledger.station_identity import NotEnrolled
from app.ledger.station_key import StationKeyDamaged, StationKeyMissing, signing_key, station_keys
from app.models.faults import ReadOnlyPlace
from app.models.opening import open_ledger
from tests.county.makers import LOGIN, enrolled, package_for


def test_the_key_is_made_with_the_first_request_and_stays_the_same(pc):
    first, second = write_request(pc), write_request(pc)

    assert first.fingerprint == second.fingerprint
    assert len(station_keys(pc).held()) == 1


def test_the_secret_of_the_key_stands_nowhere_in_plain(office, pc, tmp_path):
    package = package_for(office, pc)
    seed = station_keys(pc).held()[0].seed
    enrolled(office, pc)
    pc.close()

    files = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()] + [package.data]
    found = [data for data in files if seed in data or seed.hex().encode() in data.lower()]

    assert len(files) > 5
    assert found == []


def test_no_backup_carries_the_signing_key(office, pc):
    enrolled(office, pc)

    backup = back_up(pc)

    with zipfile.ZipFile(backup.path) as archive:
        assert sorted(archive.namelist()) == ["ledger.db", "ledger.keys", "manifest.json"]
        assert pc.places.signing.read_bytes() not in [archive.read(name) for name in archive.namelist()]


def test_the_key_of_another_ledger_is_refused_and_a_new_one_can_be_made(office, pc, new_pc):
    other = new_pc("other")
    write_request(other)
    shutil.copy(other.places.signing, pc.places.signing)
    with pytest.raises(StationKeyDamaged):
        write_request(pc)

    request = write_request(pc, new_key=True)

    assert station_keys(pc).held()[0].public == station_keys(pc).held()[-1].public
    assert request.fingerprint != write_request(other).fingerprint
    assert pc.places.signing.with_name("station.key.aside").read_bytes() == other.places.signing.read_bytes()


@pytest.mark.parametrize(
    "content", [b"", b"{}", b'{"version": 1, "keys": [{}]}', b'{"version": 2, "keys": []}', b"\xff"]
)
def test_a_torn_key_file_is_a_fault_with_a_way_out(pc, content):
    pc.places.signing.write_bytes(content)

    with pytest.raises(StationKeyDamaged):
        write_request(pc)

    assert write_request(pc, new_key=True).data


def test_a_flipped_bit_in_the_sealed_key_is_noticed(pc):
    write_request(pc)
    whole = pc.places.signing.read_text(encoding="utf-8")
    at = whole.index('"box": "') + 8
    pc.places.signing.write_text(whole[:at] + ("1" if whole[at] == "0" else "0") + whole[at + 1 :], encoding="utf-8")

    with pytest.raises(StationKeyDamaged):
        station_keys(pc).held()

    pc.places.signing.write_text(whole, encoding="utf-8")
    assert len(station_keys(pc).held()) == 1


def test_before_enrolment_nothing_can_be_signed(pc):
    write_request(pc)

    with pytest.raises(NotEnrolled):
        signing_key(pc)


def test_a_ledger_without_its_key_says_so_and_a_new_request_mends_it(office, pc, clock):
    enrolled(office, pc)
    pc.places.signing.unlink()
    with pytest.raises(StationKeyMissing):
        signing_key(pc)
    clock.advance(days=1)

    enrolled(office, pc)

    assert signing_key(pc).public


def test_the_key_opens_again_with_the_ledger_and_without_a_further_password(office, pc, clock, tmp_path):
    enrolled(office, pc)
    public = signing_key(pc).public
    pc.close()

    with open_ledger(tmp_path / "pc", LOGIN, clock) as opened:
        assert signing_key(opened).public == public


def test_a_key_file_that_cannot_be_written_is_told_as_a_fault_of_the_machine(pc):
    pc.places.signing.with_name("station.key.new").mkdir()

    with pytest.raises(ReadOnlyPlace):
        write_request(pc)

    pc.places.signing.with_name("station.key.new").rmdir()
    assert write_request(pc).data


def test_only_the_pc_itself_may_read_the_key_file(pc):
    write_request(pc)

    assert pc.places.signing.stat().st_mode & 0o077 == 0
