"""What anybody gets from the county without being known there: verdicts, and the public files."""

import json

import requests

from app.clock import SetClock
from app.county.office import CountyOffice
from app.county.web.site import Site
from app.credential.key_list import read_key_list
from app.credential.keys import SigningKey
from app.credential.revocations import read_revocations
from app.ledger.station_key import signing_key
from app.models.ledger import Ledger
from tests.county.makers import NUMBER, certificate_text, enrolled

WAIT = 30


def verdict(address: str, text: str) -> dict[str, object]:
    answer = requests.post(f"{address}/v/check", json={"text": text}, timeout=WAIT)
    assert answer.status_code == 200
    return answer.json()


def test_a_certificate_of_an_enrolled_station_is_genuine(office: CountyOffice, pc: Ledger, address: str) -> None:
    enrolled(office, pc)

    found = verdict(address, certificate_text(signing_key(pc)))

    assert (found["reason"], found["claims"]["name"]) == ("genuine", "罗正祥")


def test_a_certificate_signed_by_anybody_is_not(office: CountyOffice, pc: Ledger, address: str) -> None:
    enrolled(office, pc)

    found = verdict(address, certificate_text(SigningKey.generate()))

    assert (found["reason"], found["claims"]) == ("key_unlisted", None)


def test_a_revocation_shows_at_once_though_no_list_was_signed_since(
    office: CountyOffice, pc: Ledger, address: str
) -> None:
    enrolled(office, pc)
    text = certificate_text(signing_key(pc))
    before, listed = verdict(address, text)["reason"], requests.get(f"{address}/v/trust.json", timeout=WAIT).json()

    office.revoke_certificate(NUMBER, None, "冒名")

    after = requests.get(f"{address}/v/trust.json", timeout=WAIT).json()
    assert (before, verdict(address, text)["reason"]) == ("genuine", "certificate_revoked")
    assert (listed["certificates"], [each["number"] for each in after["certificates"]]) == ([], [NUMBER])


def test_garbage_gets_a_reason_and_no_error(address: str) -> None:
    for text in ("", "x" * 4000, "https://rc.fengqing.example/v#12", "<img src=x>", "１２３", "\x00"):
        assert verdict(address, text)["claims"] is None


def test_more_than_a_certificate_may_have_is_refused(address: str) -> None:
    assert requests.post(f"{address}/v/check", json={"text": "1" * 4001}, timeout=WAIT).status_code == 422
    assert requests.post(f"{address}/v/check", data=b"1" * 4_000_000, timeout=WAIT).status_code == 413


def test_a_body_that_hides_its_size_is_cut_as_well(address: str) -> None:
    pieces = (b"1" * 65536 for _ in range(64))

    assert requests.post(f"{address}/v/check", data=pieces, timeout=WAIT).status_code in {400, 413}


def test_whoever_asks_too_often_has_to_wait(site: Site, address: str) -> None:
    answers = [
        requests.post(f"{address}/v/lookup", data={"number": NUMBER, "name": str(n)}, timeout=WAIT).status_code
        for n in range(site.settings.lookups_a_minute + 1)
    ]

    assert answers == [200] * site.settings.lookups_a_minute + [429]


def test_the_public_files_are_the_signed_ones_and_may_be_kept(
    office: CountyOffice, address: str, clock: SetClock
) -> None:
    root = office.county().root_public
    keys = requests.get(f"{address}/lists/key-list", timeout=WAIT)
    revoked = requests.get(f"{address}/lists/revocations", timeout=WAIT)

    assert read_key_list(keys.content, root).issued_on == clock.now().date()
    assert read_revocations(revoked.content, root).certificates == ()
    assert keys.headers["Cache-Control"] == "public, max-age=300"
    again = requests.get(f"{address}/lists/key-list", headers={"If-None-Match": keys.headers["ETag"]}, timeout=WAIT)
    assert (again.status_code, again.content) == (304, b"")
    assert root.hex() in requests.get(f"{address}/lists/root-key", timeout=WAIT).text


def test_there_is_no_other_list(address: str) -> None:
    assert requests.get(f"{address}/lists/stations", timeout=WAIT).status_code == 404


def test_the_page_may_load_nothing_from_elsewhere_and_be_framed_by_nobody(address: str) -> None:
    headers = requests.get(f"{address}/v", timeout=WAIT).headers

    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_without_scripts_the_county_judges_what_was_typed(office: CountyOffice, pc: Ledger, address: str) -> None:
    enrolled(office, pc)

    page = requests.post(f"{address}/v", data={"text": certificate_text(signing_key(pc))}, timeout=WAIT)

    assert "有效" in page.text
    assert "罗正祥" in page.text


def test_what_was_typed_is_shown_as_text_and_never_as_markup(address: str) -> None:
    page = requests.post(f"{address}/v/lookup", data={"number": "<b>1", "name": '"><script>'}, timeout=WAIT).text

    assert "<script>" not in page.replace("<script type=", "")
    assert "&lt;b&gt;1" in page


def test_the_words_in_the_page_cannot_end_their_element(address: str) -> None:
    page = requests.get(f"{address}/v", timeout=WAIT).text
    words = page.partition('id="words">')[2].partition("</script>")[0]

    assert "<" not in words
    assert json.loads(words)["reasons"]["genuine"]["state"] == "valid"
