"""The whole flow from the keyboard: county and station, by files alone."""

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from app.commands import county as county_commands
from app.commands import station as station_commands
from app.commands.county_revoking import NameOneToRevoke
from app.commands.station import YesOnlyInPractice
from app.commands.terminal import Desk, PasswordMissing
from app.county.blocks import SerialsUsedUp
from app.county.office import NoCounty
from app.credential.keys import fingerprint
from app.credential.sealing import WrongPassword
from app.documents.atomic_file import FileNotWritable
from app.documents.signed_files import FileUnreadable
from app.ledger.county_enrolment import FingerprintNeeded, take_in
from app.ledger.station_identity import identity_of
from app.models.opening import Login, create_ledger, open_ledger
from tests.county.makers import NAME, NUMBER, PASSWORD, STATION


class Keyboard:
    """Types commands; refusals come back as they were raised."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.root = typer.Typer()
        ledger = typer.Typer()
        station_commands.add_commands(ledger)
        self.root.add_typer(ledger, name="ledger")
        self.root.add_typer(county_commands.group, name="county")

    def type(self, *words: object) -> str:
        desk = Desk(self.home, "station")
        result = CliRunner().invoke(self.root, [str(word) for word in words], obj=desk)
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        assert result.exit_code == 0, result.output
        return result.stdout

    def ask(self, *words: object):
        return json.loads(self.type(*words, "--json"))


@pytest.fixture
def keyboard(tmp_path, monkeypatch, county_folder, pc) -> Keyboard:
    """In the county's folder, with both passwords in the environment, and a practice ledger."""
    monkeypatch.setenv("XIANGXUN_COUNTY_PASSWORD", PASSWORD)
    monkeypatch.setenv("XIANGXUN_PASSWORD", "password1")
    monkeypatch.setenv("XIANGXUN_OFFICER", "李主任")
    monkeypatch.setenv("XIANGXUN_COUNTY", str(county_folder))
    pc.close()
    return Keyboard(tmp_path / "pc")


def test_a_station_is_enrolled_and_granted_more_from_the_keyboard(keyboard, tmp_path, clock):
    request = keyboard.ask("ledger", "request", "--out", tmp_path / "a.xxrequest", "--name", NAME)
    issued = keyboard.ask("county", "enrol", tmp_path / "a.xxrequest", "--station", STATION, "--first-serial", 38)
    [enrolled] = keyboard.ask("ledger", "enrol", issued["file"], "--yes")
    keyboard.type("county", "block", STATION, "--serials", 50, "--out", tmp_path / "b.xxblock")
    [block] = keyboard.ask("ledger", "enrol", tmp_path / "b.xxblock")
    [again] = keyboard.ask("ledger", "enrol", tmp_path / "b.xxblock")

    assert issued["fingerprint"] == request["fingerprint"]
    assert issued["file"] == str(tmp_path / f"a-{STATION}.xxenrol")
    assert (enrolled["station_name"], enrolled["first_serial"], enrolled["last_serial"]) == (NAME, 38, 1037)
    assert enrolled["places"] == 206
    assert (block["kind"], block["first_serial"], block["last_serial"]) == ("number_block", 1038, 1087)
    assert (block["is_repeat"], again["is_repeat"]) == (False, True)
    with open_ledger(keyboard.home, Login("station", ""), clock) as ledger:
        assert identity_of(ledger).station_name == NAME


def test_what_a_served_county_hands_out_by_itself_goes_out_at_a_word_and_once(keyboard, tmp_path):
    join(keyboard, tmp_path)

    first, again = keyboard.ask("county", "index"), keyboard.ask("county", "index")

    assert [(told["index"], told["reference"]) for told in (first, again)] == [(0, 1), (0, 0)]
    assert first["as_of"] <= again["as_of"]
    assert "地名和政策参数：下发给 0 个工作站。" in keyboard.type("county", "index")


def test_the_lists_are_written_and_taken_in_from_the_keyboard(keyboard, tmp_path):
    join(keyboard, tmp_path)
    keyboard.type("county", "revoke", "--number", NUMBER, "--reason", "作废")

    written = keyboard.ask("county", "lists", "--out", tmp_path / "lists", "--days", 20)
    taken = keyboard.ask("ledger", "enrol", *[each["file"] for each in written])

    assert sorted(path.name for path in (tmp_path / "lists").iterdir()) == ["key_list.xxlist", "revocation_list.xxlist"]
    assert [len(each["lists"]) for each in taken] == [1, 1]
    assert keyboard.ask("county", "status")["revoked_certificates"] == 1


def test_the_first_enrolment_asks_for_the_fingerprint_that_init_told(keyboard, tmp_path, monkeypatch):
    founded = keyboard.ask(
        "county", "init", tmp_path / "new", "--name", "云县", "--code", "530922", "--host", "rc.yun.example"
    )
    monkeypatch.setenv("XIANGXUN_COUNTY", str(tmp_path / "new"))
    keyboard.type("ledger", "request", "--out", tmp_path / "a.xxrequest", "--name", "爱华镇工作站")
    issued = keyboard.ask("county", "enrol", tmp_path / "a.xxrequest", "--station", "530922101")
    with pytest.raises(FingerprintNeeded):
        keyboard.type("ledger", "enrol", issued["file"])

    [enrolled] = keyboard.ask("ledger", "enrol", issued["file"], "--fingerprint", founded["fingerprint"])

    assert enrolled["county"] == "云县"
    assert len(fingerprint(bytes(32)).split()) == len(founded["fingerprint"].split())


def test_a_real_ledger_believes_no_root_key_unseen(keyboard, tmp_path, clock):
    keyboard.home = tmp_path / "real"
    create_ledger(keyboard.home, Login("station", "password1"), clock).close()
    keyboard.type("ledger", "request", "--out", tmp_path / "a.xxrequest", "--name", NAME)
    issued = keyboard.ask("county", "enrol", tmp_path / "a.xxrequest", "--station", STATION)

    with pytest.raises(YesOnlyInPractice):
        keyboard.type("ledger", "enrol", issued["file"], "--yes")

    with open_ledger(keyboard.home, Login("station", "password1"), clock) as ledger:
        assert identity_of(ledger) is None
        assert take_in(ledger, Path(issued["file"]).read_bytes(), keyboard.ask("county", "status")["fingerprint"])


def test_a_file_that_cannot_be_written_grants_no_number(keyboard, tmp_path):
    join(keyboard, tmp_path)

    with pytest.raises(FileNotWritable):
        keyboard.type("county", "block", STATION, "--out", tmp_path / "no" / "folder" / "b.xxblock")

    assert keyboard.ask("county", "status")["serials_granted"] == 1000


def test_a_refused_grant_leaves_no_file(keyboard, tmp_path):
    join(keyboard, tmp_path)

    with pytest.raises(SerialsUsedUp):
        keyboard.type("county", "block", STATION, "--serials", 99_999, "--out", tmp_path / "b.xxblock")

    assert not (tmp_path / "b.xxblock").exists()
    assert keyboard.type("county", "block", STATION, "--out", tmp_path / "b.xxblock")


def test_what_the_county_shows_needs_no_password(keyboard, tmp_path, monkeypatch):
    join(keyboard, tmp_path)
    monkeypatch.delenv("XIANGXUN_COUNTY_PASSWORD")

    shown = [keyboard.type("county", name) for name in ("status", "stations", "history")]
    [station] = keyboard.ask("county", "stations")

    assert "凤庆县" in shown[0]
    assert STATION in shown[1]
    assert "李主任" in shown[2]
    assert station["devices"][0]["blocks"] == [[1, 1000]]
    with pytest.raises(PasswordMissing):
        keyboard.type("county", "lists", "--out", tmp_path / "lists")


def test_wrong_folders_files_and_passwords_are_refused_in_words(keyboard, tmp_path, monkeypatch):
    with pytest.raises(NoCounty):
        keyboard.type("county", "status", "--county", tmp_path)
    with pytest.raises(FileUnreadable):
        keyboard.type("ledger", "enrol", tmp_path / "nothing.xxenrol")
    monkeypatch.setenv("XIANGXUN_COUNTY_PASSWORD", "another password")
    with pytest.raises(WrongPassword):
        keyboard.type("county", "lists", "--out", tmp_path / "lists")


def test_revoking_nothing_or_two_things_at_once_is_refused(keyboard):
    for words in ([], ["--number", NUMBER, "--key", "00000000"]):
        with pytest.raises(NameOneToRevoke):
            keyboard.type("county", "revoke", *words, "--reason", "作废")

    assert keyboard.ask("county", "status")["revoked_certificates"] == 0


def test_policy_numbers_are_read_from_a_file(keyboard, tmp_path):
    rules = tmp_path / "rules.json"
    rules.write_text("not JSON", encoding="utf-8")
    with pytest.raises(FileUnreadable):
        keyboard.type("county", "rules", rules)
    rules.write_text(json.dumps([{"key": "age_min", "value": 18, "source": "县"}]), encoding="utf-8")

    assert keyboard.ask("county", "rules", rules) == {"rules": 1}


def test_an_operator_is_let_in_again_from_the_keyboard(keyboard, tmp_path, clock, monkeypatch):
    keyboard.home = tmp_path / "real"
    create_ledger(keyboard.home, Login("station", "password1"), clock).close()
    keyboard.type("ledger", "request", "--out", tmp_path / "a.xxrequest", "--name", NAME)
    issued = keyboard.ask("county", "enrol", tmp_path / "a.xxrequest", "--station", STATION)
    keyboard.type("ledger", "enrol", issued["file"], "--fingerprint", keyboard.ask("county", "status")["fingerprint"])
    monkeypatch.setenv("XIANGXUN_NEW_PASSWORD", "a new password")
    keys = keyboard.home / "ledger.keys"

    keyboard.type("county", "recover", keys, "--operator", "station", "--out", keys)

    with open_ledger(keyboard.home, Login("station", "a new password"), clock) as ledger:
        assert identity_of(ledger).station_code == STATION


def join(keyboard: Keyboard, tmp_path: Path) -> None:
    keyboard.type("ledger", "request", "--out", tmp_path / "a.xxrequest", "--name", NAME)
    keyboard.type("county", "enrol", tmp_path / "a.xxrequest", "--station", STATION, "--out", tmp_path / "a.xxenrol")
    keyboard.type("ledger", "enrol", tmp_path / "a.xxenrol", "--yes")
