"""A verdict is given at once by what the county knew a moment ago, and still is the one that the register gives."""

import time
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from app.clock import SetClock
from app.county.office import CountyOffice
from app.county.tables import DeviceKeyRow
from app.county.web import judging
from app.county.web.judging import KNOWN_SECONDS, judged
from app.county.web.site import Site
from app.credential.text import digest_of
from app.ledger.station_key import signing_key
from app.models.certificate_numbers import check_digit
from app.models.ledger import Ledger
from tests.county.makers import NUMBER, STATION, certificate_text, enrolled
from tests.county.store.makers import Post
from tests.county.test_claims_of_stations import certificate
from tests.county.web.test_public_answers import verdict

NEVER_DELIVERED = NUMBER[:-2] + "9" + check_digit(NUMBER[:-2] + "9")


def test_the_second_verdict_asks_the_register_nothing(
    office: CountyOffice, pc: Ledger, site: Site, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    enrolled(office, pc)
    text, asked = certificate_text(signing_key(pc)), []
    monkeypatch.setattr(judging, "_LOOK_SECONDS", 60)
    monkeypatch.setattr(judging, "KNOWN_SECONDS", 60)
    known = site.trust.now

    def counted(*told: object) -> object:
        asked.append(told)
        return known(*told)

    monkeypatch.setattr(site.trust, "now", counted)

    found = [verdict(address, text)["reason"] for _ in range(3)]
    office.revoke_certificate(NUMBER, None, "冒名")
    after = [verdict(address, text)["reason"] for _ in range(2)]

    assert (found, after) == (["genuine"] * 3, ["certificate_revoked"] * 2)
    assert len(asked) == 2


def test_what_another_program_revokes_counts_within_a_second(
    office: CountyOffice, county_folder: Path, pc: Ledger, address: str, clock: SetClock
) -> None:
    enrolled(office, pc)
    text = certificate_text(signing_key(pc))
    before = verdict(address, text)["reason"]

    with CountyOffice.visit(county_folder, clock) as other:
        other.revoke_certificate(NUMBER, None, "冒名")
    time.sleep(KNOWN_SECONDS)

    assert (before, verdict(address, text)["reason"]) == ("genuine", "certificate_revoked")


def test_a_look_goes_on_beside_the_verdicts_that_ask_for_it(
    office: CountyOffice,
    county_folder: Path,
    pc: Ledger,
    address: str,
    clock: SetClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    enrolled(office, pc)
    text = certificate_text(signing_key(pc))
    monkeypatch.setattr(judging, "KNOWN_SECONDS", 3600)
    monkeypatch.setattr(judging, "_LOOK_SECONDS", 0)
    before = verdict(address, text)["reason"]

    with CountyOffice.visit(county_folder, clock) as other:
        other.revoke_certificate(NUMBER, None, "冒名")
    found = before
    for _ in range(25):
        time.sleep(0.05)
        if (found := verdict(address, text)["reason"]) != before:
            break

    assert (before, found) == ("genuine", "certificate_revoked")


def test_a_day_that_has_passed_is_not_judged_by_yesterdays_lists(
    office: CountyOffice, pc: Ledger, site: Site, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    enrolled(office, pc)
    judged(site, certificate_text(signing_key(pc)))
    fresh = site.trust.lately(site.register, clock.now().date(), 3600)

    clock.advance(days=1)

    assert fresh is not None
    assert site.trust.lately(site.register, clock.now().date(), 3600) is None
    assert site.trust.lately(site.register, clock.now().date() - timedelta(1), 3600) is fresh


def test_what_came_before_its_key_was_revoked_stays_genuine_at_every_question(
    office: CountyOffice, site: Site, address: str, clock: SetClock
) -> None:
    county = Post(site.register, site.exchange, clock)
    pc = county.pc(STATION)
    with site.register.deed(clock.now(), "") as deed:
        deed.session.execute(update(DeviceKeyRow).values(kinds=["completion"]))
    came, never = certificate_text(pc.key), certificate_text(pc.key, NEVER_DELIVERED)
    certificate(pc, text_sha256=digest_of(came.partition("#")[2]))
    county.deliver(pc)
    clock.advance(days=1)
    office.revoke_key(pc.key.key_id.hex(), clock.now().date(), "电脑被盗")

    found = [(verdict(address, came)["reason"], verdict(address, never)["reason"]) for _ in range(3)]

    assert found == [("genuine", "key_revoked")] * 3
