"""What strangers may ask is bounded, told the same on either engine, and leaves no name and no address behind."""

import logging
from collections.abc import Callable

import pytest
import requests
from sqlalchemy import func, select

from app.clock import SetClock
from app.county import thinning
from app.county.doing_duties import see_to
from app.county.duties import THINNING_DUTY, Works
from app.county.office import CountyOffice
from app.county.postgresql_faults import DatabaseForbidden, DatabaseUnreachable
from app.county.register import Register
from app.county.store.refusals import BATCH, REQUEST, Refusal, Sender, note_refusal, refusals
from app.county.store.tables import RefusalRow
from app.county.web import public
from app.county.web.patience import Patience, line_of
from app.county.web.site import Site, SiteSettings, open_site
from app.models.certificate_numbers import check_digit
from tests.county.web.filled import OFFICER_PASSWORD
from tests.county.web.officers import Officer
from tests.county.web.serving import serving

WAIT = 30
NUMBER = "5309211012026000"
NUMBER += check_digit(NUMBER)
NAME, SECRET = "罗正祥", "hunter2hunter2"


def test_signs_that_no_database_keeps_are_refused_alike_on_both_engines_and_nothing_of_them_is_logged(
    office: CountyOffice, address: str, caplog: pytest.LogCaptureFixture
) -> None:
    office.add_officer("王审计", "auditor", OFFICER_PASSWORD, must_change=False)
    officer = Officer(address, "王审计")
    forms = (
        ("/v/lookup", {"number": "53\0", "name": NAME}),
        ("/v/lookup", {"number": "5309", "name": f"{NAME}\0"}),
        ("/v", {"text": "1\0"}),
        ("/sign-in", {"name": f"{NAME}\0", "password": SECRET}),
        ("/sign-in", {"name": NAME, "password": f"{SECRET}\0"}),
        ("/sign-in", {"name": NAME, "password": SECRET, "\0": "x"}),
    )
    paths = ("/certificates?text=%E7%BD%97%00", "/certificates/a%00/b", "/stations/%00", "/classes?station=%00")

    posted = [requests.post(address + path, data=form, timeout=WAIT) for path, form in forms]
    posted += [requests.post(f"{address}/v", files={"text": (None, "1\0")}, timeout=WAIT)]
    read = [officer.get(path) for path in (*paths, "/journal?action=%00", "/certificates?%00=1")]

    assert {answer.status_code for answer in posted + read} == {422}
    assert not any(NAME in answer.text or SECRET in answer.text for answer in posted)
    assert officer.get(f"/certificates?text={NAME}").status_code == 200
    assert not any(word in caplog.text for word in (NAME, SECRET))


def test_an_error_of_our_own_leaves_its_place_in_the_log_and_no_word_of_what_was_sent(
    address: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*told: object) -> None:
        raise RuntimeError(f"cannot find {told}")

    monkeypatch.setattr(public, "find_certificate", fail)
    with caplog.at_level(logging.DEBUG):
        answer = requests.post(f"{address}/v/lookup", data={"number": "53", "name": NAME}, timeout=WAIT)

    assert answer.status_code == 500
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "RuntimeError at test_strangers.py" in caplog.text
    assert "/v/lookup" in caplog.text
    assert NAME not in caplog.text + "".join(str(record.exc_info) for record in caplog.records)


def test_what_a_statement_was_asked_with_stands_in_no_error(office: CountyOffice) -> None:
    with pytest.raises(Exception, match="hide_parameters") as raised, office.register.reading() as session:
        session.execute(select(func.no_such_function(NAME)))

    assert NAME not in str(raised.value)


@pytest.mark.engines("sqlite")
@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_a_trouble_with_the_database_tells_nobody_its_address_or_its_words(
    address: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, accept: str
) -> None:
    told = {"database": "county@10.9.8.7:5432", "reason": "FATAL: role xiangxun", "file": "county@10.9.8.7"}

    for fault in (DatabaseUnreachable, DatabaseForbidden):
        monkeypatch.setattr(public, "find_certificate", _raising(fault(**told)))
        form = {"number": "1", "name": "x"}
        answer = requests.post(f"{address}/v/lookup", data=form, headers={"Accept": accept}, timeout=WAIT)

        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
        assert not any(word in answer.text for word in ("10.9.8.7", "FATAL", "xiangxun:"))
        assert fault.code in caplog.text


def _raising(fault: Exception) -> Callable[..., None]:
    def fail(*_: object) -> None:
        raise fault

    return fail


@pytest.mark.engines("sqlite")
def test_the_public_lists_are_sent_anew_only_once_they_changed_and_not_to_whoever_asks_without_end(
    office: CountyOffice, clock: SetClock
) -> None:
    site = open_site(office, clock, SiteSettings(is_secure=False, trusts_a_minute=5))
    with serving(site) as address:

        def ask(tag: str = "") -> requests.Response:
            return requests.get(f"{address}/v/trust.json", headers={"If-None-Match": tag}, timeout=WAIT)

        first = ask()
        same = ask(first.headers["ETag"])
        office.revoke_certificate(NUMBER, None, "误发")
        changed = ask(first.headers["ETag"])
        clock.advance(days=1)
        later = ask(changed.headers["ETag"])
        asked = [ask().status_code for _ in range(2)]

    assert [each.status_code for each in (first, same, changed, later)] == [200, 304, 200, 200]
    assert same.content == b""
    assert [len(each.json()["certificates"]) for each in (first, changed)] == [0, 1]
    assert asked == [200, 429]


def test_whoever_has_a_line_of_ipv6_is_one_whatever_address_they_take_on_it() -> None:
    patience = Patience(lambda: 0.0)

    asked = [patience.allows("x", f"2001:db8:1:2:{place:x}::1", 2) for place in range(5)]

    assert asked == [True, True, False, False, False]
    assert patience.allows("x", "2001:db8:1:3::1", 2)
    assert [patience.allows("x", f"192.0.2.{place}", 1) for place in (1, 2)] == [True, True]
    assert line_of("::ffff:192.0.2.1") == line_of("192.0.2.1")
    assert line_of("no address") == "no address"


def kept(register: Register, what: str) -> list[int]:
    with register.reading() as session:
        rows = session.scalars(select(RefusalRow.at).where(RefusalRow.what == what).order_by(RefusalRow.at))
        return list(rows)


def test_refusals_that_strangers_cause_are_thinned_out_and_push_out_no_line_of_a_station(
    site: Site, monkeypatch: pytest.MonkeyPatch, clock: SetClock
) -> None:
    monkeypatch.setattr(thinning, "MOST_REFUSALS", 20)
    monkeypatch.setattr(thinning, "_SLACK", 5)
    works = Works(site.register, site.desk, clock)

    def refuse(what: str, times: range) -> None:
        with site.register.writing() as session:
            for at in times:
                note_refusal(session, site.county.id, Refusal(at // 2, what, "signature", Sender(), {}))

    refuse(BATCH, range(6))
    refuse(REQUEST, range(22))
    see_to(works, THINNING_DUTY)
    few = len(kept(site.register, REQUEST)), see_to(works, THINNING_DUTY)
    refuse(REQUEST, range(30, 60))
    clock.advance(minutes=1)
    done = see_to(works, THINNING_DUTY)

    assert few == (20, None)
    assert done is not None
    assert done.count == 30
    assert kept(site.register, REQUEST) == [at // 2 for at in range(40, 60)]
    assert len(kept(site.register, BATCH)) == 6
    with site.register.reading() as session:
        assert refusals(session, site.county.id, 1)[0].at == 29


@pytest.mark.engines("sqlite")
def test_a_year_that_never_was_shows_this_one(office: CountyOffice, address: str) -> None:
    office.add_officer("王审计", "auditor", OFFICER_PASSWORD, must_change=False)
    officer = Officer(address, "王审计")
    odd = ("02026999999", "2" * 5000, "-1", "0000", "9999", "²026", "2026 ", "")

    answers = [officer.get("/", params={"year": year}) for year in odd]

    assert {answer.status_code for answer in answers} == {200}
    assert all("2026" in answer.text for answer in answers)


@pytest.mark.engines("sqlite")
def test_strangers_keep_no_officer_out_of_the_browser_that_she_was_let_in_with(
    office: CountyOffice, site: Site, address: str, clock: SetClock
) -> None:
    site.patience = Patience(lambda: 0.0)
    for name in ("李主任", "王审计"):
        office.add_officer(name, "auditor", OFFICER_PASSWORD, must_change=False)
    own = Officer(address, "李主任")
    own.post("/sign-out", {})
    stranger = Officer(address)
    tried = [stranger.post("/sign-in", {"name": "李主任", "password": SECRET}, "").status_code for _ in range(21)]

    def come_in(officer: Officer, name: str = "李主任") -> int:
        return officer.post("/sign-in", {"name": name, "password": OFFICER_PASSWORD}, "").status_code

    forged, borrowed = Officer(address), Officer(address)
    for cookie in own.session.cookies:
        forged.session.cookies.set(cookie.name, cookie.value[:-1] + "x", path="/")
        borrowed.session.cookies.set(cookie.name, cookie.value, path="/")

    assert (tried[4], tried[5], tried[-1]) == (403, 429, 429)
    assert come_in(own) == 303
    assert come_in(forged) == 429
    assert come_in(borrowed, "王审计") == 429
    clock.advance(days=401)
    assert come_in(own) == 429
