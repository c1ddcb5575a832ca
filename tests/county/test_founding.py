"""A county begins with two keys under one password, and nothing of it is ever written over."""

import json
import shutil

import pytest

from app.county.founding import CountyExists, CountyNameWrong, Founding, found_county
from app.county.office import CountyOffice, NoCounty
from app.county.register_faults import RegisterDamaged, RegisterReadOnly
from app.county.root_keys import CountyKeyForeign, CountyKeyMissing, KeyFiles
from app.credential.sealing import WrongPassword, wrap
from app.credential.text import HostRefused
from app.models.key_ring import PasswordTooShort
from tests.county.makers import FENGQING, PASSWORD


def test_a_founded_county_opens_with_its_password_and_tells_its_fingerprint(office):
    county = office.county()

    assert (county.code, county.name, county.host) == ("530921", "凤庆县", "rc.fengqing.example")
    assert len(county.fingerprint.split()) == 8
    assert [line.action for line in office.audit()] == ["publish", "publish", "found"]
    assert {line.officer for line in office.audit()} == {"李主任"}


def test_a_wrong_password_opens_nothing_and_the_right_one_does(county_folder, clock):
    with pytest.raises(WrongPassword):
        CountyOffice.open(county_folder, "Password of another", clock)

    with CountyOffice.open(county_folder, PASSWORD, clock) as office:
        assert office.publish_lists().keys.data


def test_without_the_password_the_figures_can_be_read_but_nothing_is_signed(county_folder, clock):
    with CountyOffice.visit(county_folder, clock) as office:
        figures = office.figures()

        assert figures.county.name == "凤庆县"
        with pytest.raises(RuntimeError):
            office.publish_lists()


@pytest.mark.engines("sqlite")
@pytest.mark.parametrize("left", ["root.key", "recovery.key", "desk.key", "register.db"])
def test_where_anything_of_a_county_lies_no_other_is_founded(county_folder, clock, left):
    for path in county_folder.iterdir():
        if path.name != left:
            path.unlink()
    before = (county_folder / left).read_bytes()

    with pytest.raises(CountyExists):
        found_county(county_folder, FENGQING, PASSWORD, clock)

    assert (county_folder / left).read_bytes() == before
    assert len(list(county_folder.iterdir())) == 1


@pytest.mark.parametrize(
    ("founding", "password", "refusal"),
    [
        (Founding("", "530921", "rc.example"), PASSWORD, CountyNameWrong),
        (Founding("凤庆县", "53092", "rc.example"), PASSWORD, CountyNameWrong),
        (Founding("凤庆县", "53092１", "rc.example"), PASSWORD, CountyNameWrong),
        (Founding("凤庆县", "530921", "https://rc.example/"), PASSWORD, HostRefused),
        (FENGQING, "short", PasswordTooShort),
    ],
)
def test_a_county_that_cannot_be_founded_leaves_nothing_behind(tmp_path, clock, founding, password, refusal):
    with pytest.raises(refusal):
        found_county(tmp_path / "county", founding, password, clock)

    assert list(tmp_path.iterdir()) == []


def test_a_founding_that_breaks_off_half_way_leaves_no_key_and_no_register(tmp_path, clock, monkeypatch):
    monkeypatch.setattr("app.county.founding.settle_regions", lambda _: (tmp_path / "torn out").stat())

    with pytest.raises(RegisterReadOnly):
        found_county(tmp_path / "county", FENGQING, PASSWORD, clock)

    assert list(tmp_path.iterdir()) == []


def test_an_empty_folder_that_was_there_before_a_failed_founding_is_there_after_it(tmp_path, clock):
    (tmp_path / "county").mkdir()

    with pytest.raises(PasswordTooShort):
        found_county(tmp_path / "county", FENGQING, "short", clock)

    assert list(tmp_path.iterdir()) == [tmp_path / "county"]
    assert list((tmp_path / "county").iterdir()) == []


def test_neither_key_lies_in_the_folder_in_plain(county_folder, office):
    files = KeyFiles(county_folder)
    secrets = [files.open_root(PASSWORD, office.county().root_public).seed, files.open_recovery(PASSWORD)]

    found = [path.name for path in county_folder.iterdir() for secret in secrets if holds(path.read_bytes(), secret)]

    assert found == []
    assert holds(b"..." + secrets[0] + b"...", secrets[0])


def test_a_guess_at_the_countys_password_costs_64_mib_and_three_passes(tmp_path, monkeypatch, clock):
    monkeypatch.setattr("app.county.root_keys.wrap", wrap)

    found_county(tmp_path, FENGQING, PASSWORD, clock)

    for name in ("root.key", "recovery.key"):
        wrapped = json.loads((tmp_path / name).read_text(encoding="utf-8"))
        assert (wrapped["memory_kib"], wrapped["time_cost"]) == (65536, 3)


def holds(data: bytes, secret: bytes) -> bool:
    return secret in data or secret.hex().encode() in data.lower()


def test_a_damaged_key_file_is_not_taken_for_a_wrong_password(county_folder, clock):
    path = county_folder / "root.key"
    path.write_text(path.read_text(encoding="utf-8").replace('"box": "', '"box": "A'), encoding="utf-8")

    with pytest.raises(CountyKeyMissing):
        CountyOffice.open(county_folder, PASSWORD, clock)


def test_the_root_key_of_another_county_does_not_sign_for_this_one(county_folder, clock, tmp_path):
    found_county(tmp_path / "other", Founding("威宁县", "520526", "rc.weining.example"), PASSWORD, clock)
    shutil.copy(tmp_path / "other" / "root.key", county_folder / "root.key")

    with pytest.raises(CountyKeyForeign):
        CountyOffice.open(county_folder, PASSWORD, clock)


def test_an_empty_folder_holds_no_county(tmp_path, clock):
    with pytest.raises(NoCounty):
        CountyOffice.visit(tmp_path, clock)


@pytest.mark.engines("sqlite")
def test_a_file_that_is_no_register_is_named_and_left_alone(county_folder, clock):
    register = county_folder / "register.db"
    register.write_bytes(b"this is no register at all, whatever its name" * 100)

    with pytest.raises(RegisterDamaged):
        CountyOffice.visit(county_folder, clock)

    assert register.read_bytes().startswith(b"this is no register")
