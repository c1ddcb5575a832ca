"""Codes for joining, made, listed and withdrawn from the keyboard, and used at the station."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.clock import SystemClock
from app.county.joining import NoSuchCode
from app.county.office import CountyOffice
from app.county.web.serving import Door, background
from app.county.web.site import SiteSettings, open_site
from app.sync.join_code import JoinCodeOdd
from tests.county.makers import NAME, PASSWORD, STATION
from tests.county.test_commands import Keyboard

pytestmark = pytest.mark.engines("sqlite")


@pytest.fixture
def keyboard(tmp_path, monkeypatch, county_folder, pc) -> Keyboard:
    """At the county, with its password in the environment, and a practice ledger beside."""
    monkeypatch.setenv("XIANGXUN_COUNTY_PASSWORD", PASSWORD)
    monkeypatch.setenv("XIANGXUN_OFFICER", "李主任")
    monkeypatch.setenv("XIANGXUN_COUNTY", str(county_folder))
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    pc.close()
    return Keyboard(tmp_path / "pc")


@pytest.fixture
def url(county_folder: Path) -> Iterator[str]:
    """The county's server, without the password."""
    with CountyOffice.visit(county_folder, SystemClock()) as office:
        site = open_site(office, SystemClock(), SiteSettings(is_secure=False))
        with background(site, Door(port=0)) as port:
            yield f"http://127.0.0.1:{port}"


def test_a_pc_joins_by_the_code_that_was_told_once_the_password_was_given(keyboard: Keyboard, url: str) -> None:
    made = keyboard.ask("county", "code", "--station", STATION, "--name", NAME)
    join = ("ledger", "join", "--code", made["code"], "--url", url)

    first = keyboard.ask(*join)
    waiting = keyboard.ask("county", "codes")
    finished = keyboard.ask("county", "finish")
    second = keyboard.ask(*join)

    assert (first, [each["state"] for each in waiting]) == ({"state": "waiting", "url": url}, ["waiting"])
    assert [(each["handle"], each["refusal"]) for each in finished] == [(made["handle"], None)]
    assert (second["state"], second["station_code"], second["station_name"]) == ("joined", STATION, NAME)
    assert keyboard.ask("county", "codes")[0]["state"] == "used"
    assert keyboard.ask("county", "finish") == []


def test_a_code_is_shown_once_and_the_list_keeps_its_secret(keyboard: Keyboard) -> None:
    told = keyboard.type("county", "code", "--station", STATION, "--name", NAME)
    code = next(line.strip() for line in told.splitlines() if line.count("-") == 4)

    listed = keyboard.type("county", "codes")

    assert "https://rc.fengqing.example" in told
    assert code[:4] in listed
    assert not any(group in listed for group in code.split("-")[1:])


def test_a_code_that_was_withdrawn_serves_nobody(keyboard: Keyboard, url: str) -> None:
    made = keyboard.ask("county", "code", "--station", STATION, "--name", NAME)

    withdrawn = keyboard.ask("county", "revoke-code", made["handle"].lower())

    assert withdrawn["state"] == "revoked"
    with pytest.raises(NoSuchCode):
        keyboard.ask("county", "finish", made["handle"])
    with pytest.raises(JoinCodeOdd):
        keyboard.ask("ledger", "join", "--code", made["handle"], "--url", url)
