"""Whoever watches over machines learns whether the county lives, and figures; nobody learns a name."""

import re
from collections.abc import Iterator

import pytest
import requests

from app.clock import SetClock
from app.county.office import CountyOffice
from app.county.register_faults import RegisterBusy
from app.county.trusting import KnownTrust
from app.county.web.health import TOKEN_VARIABLE
from app.county.web.serving import Door, background
from app.county.web.site import Site
from app.models.ledger import Ledger
from app.sync.line import CountyBusy
from app.sync.protocol import ROUND_PATH
from app.sync.reporting import report
from tests.county.makers import NAME, STATION
from tests.county.web.test_rounds import joined, written

WAIT = 30
LINE = re.compile(r'(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{[a-z]+="[^"]*"\})? [0-9.+e]+)')


def figures(address: str) -> dict[str, float]:
    text = requests.get(f"{address}/metrics", timeout=WAIT).text
    assert all(LINE.fullmatch(each) for each in text.splitlines())
    return {each.rpartition(" ")[0]: float(each.rpartition(" ")[2]) for each in text.splitlines() if each[0] != "#"}


def test_a_county_that_can_read_its_register_is_well(address: str) -> None:
    answer = requests.get(f"{address}/health", timeout=WAIT)

    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_one_that_cannot_says_so(site: Site, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> Iterator[None]:
        raise RegisterBusy

    monkeypatch.setattr(site.register, "reading", away)

    answer = requests.get(f"{address}/health", timeout=WAIT)

    assert (answer.status_code, answer.json()) == (503, {"status": "database"})


def test_rounds_entries_and_refusals_are_counted_and_nobody_is_named(
    office: CountyOffice, pc: Ledger, address: str
) -> None:
    joined(office, pc, address)
    written(pc, "罗正祥")
    before = figures(address)
    made = report(pc)
    requests.post(address + ROUND_PATH, timeout=WAIT)

    after, text = figures(address), requests.get(f"{address}/metrics", timeout=WAIT).text

    assert before["xiangxun_entries_total"] == before["xiangxun_entries_stored"] == 0
    assert after["xiangxun_entries_total"] == after["xiangxun_entries_stored"] == made.delivered
    assert after['xiangxun_rounds_total{status="200"}'] == made.requests
    assert after['xiangxun_rounds_total{status="400"}'] == after['xiangxun_refusals_total{code="unreadable"}'] == 1
    assert after["xiangxun_round_seconds_count"] == made.requests + 1
    assert after['xiangxun_round_seconds_bucket{le="+Inf"}'] == made.requests + 1
    assert (after["xiangxun_parked_entries"], after["xiangxun_apply_lag_entries"]) == (0, 0)
    assert not {name for name in ("罗正祥", NAME, STATION, pc.standing.station) if name in text}


@pytest.mark.engines("sqlite")
@pytest.mark.parametrize(
    ("headers", "token", "status"),
    [
        ({}, "", 200),
        ({"X-Forwarded-For": "203.0.113.5"}, "", 403),
        ({"Forwarded": "for=203.0.113.5"}, "", 403),
        ({"X-Forwarded-For": "203.0.113.5", "Authorization": "Bearer geheim"}, "geheim", 200),
        ({"X-Forwarded-For": "203.0.113.5", "Authorization": "Bearer falsch"}, "geheim", 403),
        ({"X-Forwarded-For": "203.0.113.5", "Authorization": "Bearer "}, "", 403),
    ],
)
@pytest.mark.parametrize("proxies", ["", "127.0.0.1"])
def test_figures_are_for_this_computer_and_for_whoever_has_the_token(
    site: Site,
    clock: SetClock,
    monkeypatch: pytest.MonkeyPatch,
    headers: dict[str, str],
    token: str,
    status: int,
    proxies: str,
) -> None:
    if token:
        monkeypatch.setenv(TOKEN_VARIABLE, token)

    with background(site, Door(port=0, proxies=proxies)) as port:
        answer = requests.get(f"http://127.0.0.1:{port}/metrics", headers=headers, timeout=WAIT)

    assert answer.status_code == status


def test_a_register_that_is_busy_asks_the_station_to_come_again_and_does_not_look_like_somebody_else(
    office: CountyOffice, pc: Ledger, site: Site, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    joined(office, pc, address)
    written(pc, "王一")

    def busy() -> Iterator[None]:
        raise RegisterBusy

    with monkeypatch.context() as patch:
        patch.setattr(site.register, "writing", busy)
        with pytest.raises(CountyBusy):
            report(pc)
        assert requests.post(f"{address}/v/check", json={"text": "1"}, timeout=WAIT).status_code == 200
        patch.setattr(site.register, "reading", busy)
        patch.setattr(site.register, "glancing", busy)
        site.trust = KnownTrust()
        assert requests.post(f"{address}/v/check", json={"text": "1"}, timeout=WAIT).status_code == 503

    assert report(pc).waiting == 0
