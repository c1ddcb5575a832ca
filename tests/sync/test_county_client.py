"""What a station says and believes over a real line: the county's own word, and nothing else's."""

import socket
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from app.clock import SetClock
from app.credential.desk_certificate import KnownDesks
from app.credential.keys import SigningKey
from app.models.exchange import packed
from app.sync import line
from app.sync.county_client import Address, Caller, CountyClient, refuse_plain_http
from app.sync.protocol import REQUEST_LIMIT, RoundAnswer, RoundRequest, unpack_request
from tests.sync.authorities import DAY, Authority, new_authority
from tests.sync.front_desks import COUNTY_ID, FrontDesk, open_desk, properly, send

REQUEST = RoundRequest(COUNTY_ID, "0.1.0", 2, "epoch", 5, 0)
KEY = SigningKey.generate()


@pytest.fixture
def desk() -> Iterator[FrontDesk]:
    with open_desk(FrontDesk()) as opened:
        yield opened


def client_of(desk: FrontDesk, clock: SetClock, **more: Any) -> CountyClient:
    address = Address(desk.url, proxy="none", connect_timeout=5, read_timeout=5)
    caller = Caller(COUNTY_ID, "replica", KEY, desk.root.public)
    return CountyClient(replace(address, **more), caller, clock)


def asked(desk: FrontDesk, clock: SetClock, **more: Any) -> RoundAnswer:
    with client_of(desk, clock, **more) as client:
        return client.ask(REQUEST)


def test_the_county_is_asked_and_its_signed_answer_believed(desk: FrontDesk, clock: SetClock) -> None:
    answer = asked(desk, clock)

    assert (answer.epoch, answer.clock) == ("epoch", 5)
    assert [unpack_request(body) for body in desk.came] == [REQUEST]


def portal(desk: FrontDesk, handler: Any) -> None:
    send(handler, 200, b"<html>log in</html>", {"Content-Type": "text/html"})


def redirect(desk: FrontDesk, handler: Any) -> None:
    send(handler, 302, b"", {"Location": desk.url + "/elsewhere"})


def forged(desk: FrontDesk, handler: Any) -> None:
    properly(FrontDesk(root=desk.root, desk=SigningKey.generate(), county_id="other"), handler)


def of_another_root(desk: FrontDesk, handler: Any) -> None:
    properly(FrontDesk(), handler)


def another_countys(
    desk: FrontDesk, handler: Any, code: str = "other_county", status: int = 409, county_id: str = "other"
) -> None:
    properly(FrontDesk(county_id=county_id), handler, status, packed({"code": code}))


def unsigned_of_another(desk: FrontDesk, handler: Any) -> None:
    send(handler, 409, packed({"code": "other_county"}))


def of_another_under_a_wrong_hand(desk: FrontDesk, handler: Any) -> None:
    headers, body = FrontDesk(county_id="other").answered("00" * 16, 409, packed({"code": "other_county"}))
    send(handler, 409, body, headers)


def played_again(desk: FrontDesk, handler: Any) -> None:
    headers, packed = desk.answered("00" * 16)
    send(handler, 200, packed, headers)


def with_another_status(desk: FrontDesk, handler: Any) -> None:
    headers, packed = desk.answered(handler.headers["Xiangxun-Nonce"], 409)
    send(handler, 200, packed, headers)


def garbage_well_signed(desk: FrontDesk, handler: Any) -> None:
    properly(desk, handler, body=b"\x00garbage")


def cut_short(desk: FrontDesk, handler: Any) -> None:
    headers, packed = desk.answered(handler.headers["Xiangxun-Nonce"])
    send(handler, 200, packed[:10], headers | {"Content-Length": str(len(packed))})


def slammed(desk: FrontDesk, handler: Any) -> None:
    handler.connection.shutdown(socket.SHUT_RDWR)


def endless(desk: FrontDesk, handler: Any) -> None:
    send(handler, 200, bytes(REQUEST_LIMIT + 1))


def status(number: int) -> Callable[[FrontDesk, Any], None]:
    return lambda desk, handler: send(handler, number, b"<html>")


FAULTS = [
    (portal, line.NotTheCounty),
    (redirect, line.NotTheCounty),
    (forged, line.NotTheCounty),
    (of_another_root, line.NotTheCounty),
    (another_countys, line.OtherCounty),
    (partial(another_countys, code="key_unknown"), line.NotTheCounty),
    (partial(another_countys, status=200), line.NotTheCounty),
    (partial(another_countys, county_id=COUNTY_ID), line.NotTheCounty),
    (unsigned_of_another, line.NotTheCounty),
    (of_another_under_a_wrong_hand, line.NotTheCounty),
    (played_again, line.NotTheCounty),
    (with_another_status, line.NotTheCounty),
    (garbage_well_signed, line.NotTheCounty),
    (cut_short, line.CutOff),
    (slammed, line.CutOff),
    (endless, line.CutOff),
    (status(413), line.TooMuchAtOnce),
    (status(429), line.CountyBusy),
    (status(503), line.CountyBusy),
    (status(500), line.CountyFault),
    (status(407), line.ProxyTrouble),
    (status(404), line.NotTheCounty),
]


@pytest.mark.parametrize(("behave", "trouble"), FAULTS)
def test_whatever_is_not_the_countys_word_is_named_and_not_believed(
    behave: Any, trouble: type[line.LineTrouble], desk: FrontDesk, clock: SetClock
) -> None:
    desk.behave = behave

    with pytest.raises(line.LineTrouble) as told:
        asked(desk, clock)

    assert type(told.value) is trouble
    assert told.value.sentence()
    assert len(desk.came) == 1


def test_a_redirect_is_not_followed(desk: FrontDesk, clock: SetClock) -> None:
    desk.behave = redirect

    with pytest.raises(line.NotTheCounty):
        asked(desk, clock)

    assert len(desk.came) == 1


def test_a_key_that_the_county_refuses_is_told_as_that(desk: FrontDesk, clock: SetClock) -> None:
    desk.behave = lambda desk, handler: properly(desk, handler, 403)

    with pytest.raises(line.KeyRefused):
        asked(desk, clock)


def test_a_refusal_that_the_county_did_not_sign_does_not_count(desk: FrontDesk, clock: SetClock) -> None:
    desk.behave = status(403)

    with pytest.raises(line.NotTheCounty):
        asked(desk, clock)


def test_a_silent_county_is_away(desk: FrontDesk, clock: SetClock) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        desk.url = f"http://127.0.0.1:{silent.getsockname()[1]}"

        with pytest.raises(line.CountyAway):
            asked(desk, clock, read_timeout=0.3)


def test_a_closed_door_is_away(desk: FrontDesk, clock: SetClock) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        desk.url = f"http://127.0.0.1:{closed.getsockname()[1]}"

    with pytest.raises(line.CountyAway):
        asked(desk, clock)


def test_a_proxy_that_is_away_is_named_without_its_password(desk: FrontDesk, clock: SetClock) -> None:
    with pytest.raises(line.LineTrouble) as told:
        asked(desk, clock, proxy="http://clerk:secret@127.0.0.1:9")

    assert type(told.value) is line.ProxyTrouble
    assert "secret" not in str(told.value)


@pytest.mark.parametrize("url", ["http://county.example", "ftp://127.0.0.1", "http://127.0.0.1.example", "county", ""])
def test_personal_data_never_goes_over_an_open_line(url: str) -> None:
    with pytest.raises(line.PlainHttpRefused):
        refuse_plain_http(url)


@pytest.mark.parametrize("url", ["https://county.example", "http://127.0.0.1:8000", "http://localhost", "http://[::1]"])
def test_tls_or_this_very_computer_is_let_through(url: str) -> None:
    refuse_plain_http(url)


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return new_authority(tmp_path, "county-ca")


def test_over_tls_with_the_pinned_authority_all_is_well(authority: Authority, tmp_path: Path, clock: SetClock) -> None:
    with open_desk(FrontDesk(), authority.vouch(tmp_path, "127.0.0.1")) as desk:
        assert asked(desk, clock, authority=authority.path).epoch == "epoch"


def test_a_certificate_that_is_over_is_told_as_a_matter_of_the_clock_and_nothing_is_sent(
    authority: Authority, tmp_path: Path, clock: SetClock
) -> None:
    expired = authority.vouch(tmp_path, "127.0.0.1", -10 * DAY, -DAY)
    with open_desk(FrontDesk(), expired) as desk, pytest.raises(line.ClockTrouble):
        asked(desk, clock, authority=authority.path)

    assert desk.came == []


def test_a_certificate_that_is_not_yet_valid_is_a_matter_of_the_clock_as_well(
    authority: Authority, tmp_path: Path, clock: SetClock
) -> None:
    early = authority.vouch(tmp_path, "127.0.0.1", timedelta(days=1), timedelta(days=2))
    with open_desk(FrontDesk(), early) as desk, pytest.raises(line.ClockTrouble):
        asked(desk, clock, authority=authority.path)

    assert desk.came == []


def test_a_certificate_for_another_name_gets_nothing(authority: Authority, tmp_path: Path, clock: SetClock) -> None:
    with (
        open_desk(FrontDesk(), authority.vouch(tmp_path, "127.0.0.2")) as desk,
        pytest.raises(line.TlsTrouble),
    ):
        asked(desk, clock, authority=authority.path)

    assert desk.came == []


def test_a_certificate_of_another_authority_gets_nothing(authority: Authority, tmp_path: Path, clock: SetClock) -> None:
    other = new_authority(tmp_path, "other-ca")
    with open_desk(FrontDesk(), other.vouch(tmp_path, "127.0.0.1")) as desk, pytest.raises(line.TlsTrouble):
        asked(desk, clock, authority=authority.path)

    assert desk.came == []


def test_a_server_that_no_known_authority_vouches_for_gets_nothing(
    authority: Authority, tmp_path: Path, clock: SetClock
) -> None:
    with (
        open_desk(FrontDesk(), authority.vouch(tmp_path, "127.0.0.1")) as desk,
        pytest.raises(line.TlsTrouble),
    ):
        asked(desk, clock)

    assert desk.came == []


@pytest.fixture
def known_to_all(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> Authority:
    """An authority that this computer believes as it believes all public ones."""
    monkeypatch.setattr("app.sync.county_client.AUTHORITIES", str(authority.path))
    return authority


def test_a_public_authority_vouches_for_a_county_of_which_none_is_pinned(
    known_to_all: Authority, tmp_path: Path, clock: SetClock
) -> None:
    with open_desk(FrontDesk(), known_to_all.vouch(tmp_path, "127.0.0.1")) as desk:
        answers = [asked(desk, clock).epoch for _ in range(2)]

    assert answers == ["epoch", "epoch"]


@pytest.mark.parametrize(
    ("name", "days", "trouble"),
    [
        ("127.0.0.2", 1, line.TlsTrouble),
        ("127.0.0.1", -1, line.ClockTrouble),
    ],
)
def test_a_public_authority_vouches_for_its_name_and_its_days_alone(
    known_to_all: Authority, tmp_path: Path, clock: SetClock, name: str, days: int, trouble: type[line.LineTrouble]
) -> None:
    vouched = known_to_all.vouch(tmp_path, name, -10 * DAY, days * DAY)
    with open_desk(FrontDesk(), vouched) as desk, pytest.raises(trouble):
        asked(desk, clock)

    assert desk.came == []


@pytest.mark.parametrize("known", [KnownDesks(newest_day=date(2036, 1, 2)), KnownDesks(since=date(2026, 1, 2))])
def test_a_desk_key_of_former_days_is_believed_no_more_whatever_the_clock_says(
    desk: FrontDesk, clock: SetClock, known: KnownDesks
) -> None:
    clock.advance(days=-8000)
    caller = Caller(COUNTY_ID, "replica", KEY, desk.root.public)
    where = Address(desk.url, proxy="none", connect_timeout=5, read_timeout=5)

    with CountyClient(where, caller, clock) as client:
        assert client.ask(REQUEST).epoch == "epoch"
    with CountyClient(where, replace(caller, desks=known), clock) as client, pytest.raises(line.DeskOutdated):
        client.ask(REQUEST)


def test_a_question_that_the_line_sent_twice_is_a_line_that_broke(desk: FrontDesk, clock: SetClock) -> None:
    desk.behave = partial(properly, status=409, body=packed({"code": "replayed"}))

    with pytest.raises(line.CutOff):
        asked(desk, clock)


def test_every_question_has_a_nonce_of_its_own(desk: FrontDesk, clock: SetClock) -> None:
    nonces: list[str] = []

    def behave(desk: FrontDesk, handler: Any) -> None:
        nonces.append(handler.headers["Xiangxun-Nonce"])
        properly(desk, handler)

    desk.behave = behave
    with client_of(desk, clock) as client:
        for _ in range(3):
            client.ask(REQUEST)

    assert len(set(nonces)) == 3
