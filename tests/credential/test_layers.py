"""Each layer of a certificate broken by itself: the verdict and the reason that it must get."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

import cbor2
import pytest

from app.credential.claims import pack
from app.credential.digits import from_digits
from app.credential.keys import ED25519, SM2
from app.credential.reasons import REASONS, Judgement
from app.credential.revocations import KeyRevocation, Revocation
from app.credential.text import digits_of, take_apart
from app.credential.trust import TrustLists
from app.credential.verification import verify
from tests.credential.makers import (
    CLAIMS,
    HOST,
    ISSUED,
    LISTED,
    NUMBER,
    OTHER_STATION,
    ROOT,
    STATION,
    THIEF,
    as_text,
    claims_row,
    envelope_bytes,
    make_claims,
    make_entry,
    make_entry_for_suite,
    make_key_list,
    make_revocations,
    make_text,
    make_trust,
    text_of_row,
)

GOOD = make_text()
DIGITS = digits_of(GOOD)
DATA = from_digits(DIGITS)
PAYLOAD = pack(CLAIMS)
PROTECTED, _, _, SIGNATURE = cbor2.loads(DATA)
SINCE = date(2026, 11, 25)
OTHER_DIGEST = take_apart(make_text(name="李四")).digest


@dataclass(frozen=True)
class Case:
    """One text and all that it is judged by."""

    name: str
    expected: str
    text: str = GOOD
    trust: TrustLists | None = None
    today: date = ISSUED
    received: dict[str, date] | None = None


def header(**changes):
    return {1: ED25519, 4: STATION.key_id} | {int(name.removeprefix("at_")): value for name, value in changes.items()}


def shaped(**shape):
    return as_text(envelope_bytes(PAYLOAD, **shape))


def revoked(**changes):
    return make_trust(revoked=[Revocation(**{"number": NUMBER, "since": SINCE, "reason": "姓名有误"} | changes)])


def key_revoked():
    return make_trust([make_entry(revoked_since=SINCE)])


PREFIX = [
    Case("the text as it was issued", "genuine"),
    Case("the digits alone", "genuine", DIGITS),
    Case("white space around it", "genuine", f" {GOOD}\r\n"),
    Case("without encryption", "text_prefix", f"http://{HOST}/v#{DIGITS}"),
    Case("in capitals", "text_prefix", f"HTTPS://{HOST.upper()}/v#{DIGITS}"),
    Case("another path", "text_prefix", f"https://{HOST}/w#{DIGITS}"),
    Case("a query", "text_prefix", f"https://{HOST}/v?x#{DIGITS}"),
    Case("no mark before the digits", "text_prefix", f"https://{HOST}/v{DIGITS}"),
    Case("the address twice", "text_prefix", f"https://{HOST}/v#{GOOD}"),
    Case("a word before it", "text_prefix", f"证书 {GOOD}"),
    Case("another sort of code", "text_prefix", "HC1:6BFOXN%TS3DH"),
    Case("another address", "host_foreign", f"https://evil.example/v#{DIGITS}"),
    Case("another port", "host_foreign", f"https://{HOST}:8443/v#{DIGITS}"),
    Case(
        "any address where the list names none",
        "genuine",
        f"https://any.example/v#{DIGITS}",
        TrustLists(ROOT.public).with_key_list(make_key_list(hosts=())).with_revocations(make_revocations()),
    ),
]
LENGTH = [
    Case("nothing", "text_empty", ""),
    Case("white space", "text_empty", " \n"),
    Case("an essay", "text_too_long", "1" * 4_001),
    Case("more bytes than a code holds", "text_too_long", as_text(bytes(1_501))),
    Case("the number alone", "number_alone", NUMBER),
    Case("a block less", "text_form", GOOD[: len(GOOD) - len(DIGITS) + 17 * 10]),
    Case("nothing behind the mark", "text_digits", f"https://{HOST}/v#"),
]
SPELLING = [
    Case("a digit less", "text_digits", GOOD[:-1]),
    Case("a letter within", "text_digits", GOOD.replace(DIGITS, "o" + DIGITS[1:])),
    Case("a space within", "text_digits", f"{GOOD[:-9]} {GOOD[-9:]}"),
    Case("a full-width digit", "text_digits", GOOD[:-1] + "０"),
    Case("an Arabic digit", "text_digits", GOOD[:-1] + "٠"),
    Case("a minus", "text_digits", f"https://{HOST}/v#-{DIGITS[1:]}"),
    Case("a block beyond its bytes", "text_digits", f"https://{HOST}/v#{'9' * 17}{DIGITS[17:]}"),
    Case("a tail that no bytes have", "text_digits", GOOD + "1"),
]
FORM = [
    Case("bytes that mean nothing", "text_form", as_text(b"\xff" * 100)),
    Case("a number", "text_form", as_text(cbor2.dumps(7))),
    Case("three parts", "text_form", as_text(cbor2.dumps([PROTECTED, {}, PAYLOAD]))),
    Case("five parts", "text_form", shaped(more=[1])),
    Case("a tag before it", "text_form", as_text(b"\xd2" + DATA)),
    Case("rubbish behind it", "text_form", as_text(DATA + b"\0")),
    Case("a list without a length", "text_form", as_text(b"\x9f" + DATA[1:] + b"\xff")),
    Case("a length in two bytes", "text_form", as_text(b"\x98\x04" + DATA[1:])),
    Case("something unsigned beside it", "text_form", shaped(unprotected={7: b"x"})),
    Case("a header more", "text_form", shaped(header=header(at_3="text/plain"))),
    Case("a header without a key", "text_form", shaped(header={1: ED25519})),
    Case("a header without a suite", "text_form", shaped(header={4: STATION.key_id})),
    Case("a suite by name", "text_form", shaped(header=header(at_1="Ed25519"))),
    Case("a long key id", "text_form", shaped(header=header(at_4=b"12345"))),
    Case("a header that is a list", "text_form", shaped(header=cbor2.dumps([1, 2]))),
    Case("a header in another order", "text_form", shaped(header=b"\xa2\x04\x44" + STATION.key_id + b"\x01\x32")),
    Case("content in words", "text_form", as_text(cbor2.dumps([PROTECTED, {}, "x", SIGNATURE]))),
]
SCHEMA = [
    Case("the usual row", "genuine", text_of_row(claims_row(at_11=CLAIMS.provider))),
    Case("a newer schema", "schema_unknown", text_of_row(claims_row(at_0=2))),
    Case("no schema", "claims_malformed", text_of_row([])),
    Case("no list", "claims_malformed", text_of_row({"number": NUMBER})),
    Case("a field less", "claims_malformed", text_of_row(claims_row()[:-1])),
    Case("a field more", "claims_malformed", text_of_row([*claims_row(), 0])),
    Case("hours in words", "claims_malformed", text_of_row(claims_row(at_7="120"))),
    Case("an unknown kind", "claims_malformed", text_of_row(claims_row(at_2=9))),
    Case("the number spelled out", "claims_malformed", text_of_row(claims_row(at_1=NUMBER))),
    Case("a hidden character", "claims_malformed", text_of_row(claims_row(at_3="张\u200b三"))),
    Case("a period that ends before it begins", "claims_malformed", text_of_row(claims_row(at_10=-1))),
    Case("a day out of reason", "claims_malformed", text_of_row(claims_row(at_8=2**40))),
    Case("content that is not CBOR", "claims_malformed", as_text(envelope_bytes(b"\xff\xff"))),
]
SIGNATURES = [
    Case("signed by a thief under the station's key id", "signature", shaped(key=THIEF)),
    Case("signed by another station under this one's key id", "signature", shaped(key=OTHER_STATION)),
    Case("signed as a package", "signature", shaped(purpose=b"xiangxun/package/1")),
    Case("signed without a purpose", "signature", shaped(purpose=b"")),
    Case("no signature", "signature", shaped(signature=b"")),
    Case(
        "the signature of another certificate",
        "signature",
        shaped(signature=cbor2.loads(from_digits(digits_of(make_text(hours=80))))[3]),
    ),
    Case(
        "more hours under the same signature",
        "signature",
        as_text(envelope_bytes(pack(make_claims(hours=240)), signature=SIGNATURE)),
    ),
]
DELEGATION = [
    Case("no key list", "no_key_list", trust=TrustLists(ROOT.public)),
    Case("a key on no list", "key_unlisted", make_text(key=THIEF)),
    Case("another station's key only", "key_unlisted", trust=make_trust([make_entry(OTHER_STATION)])),
    Case("the county's root key itself", "key_unlisted", make_text(key=ROOT)),
    Case("the key listed for another suite", "key_unlisted", trust=make_trust([make_entry_for_suite(SM2)])),
    Case("SM2, not yet known here", "suite_unsupported", shaped(header=header(at_1=SM2))),
    Case("the old name of Ed25519", "suite_unsupported", shaped(header=header(at_1=-8))),
    Case("no suite of any kind", "suite_unsupported", shaped(header=header(at_1=0))),
]
SCOPE = [
    Case("a kind not granted", "kind_not_allowed", trust=make_trust([make_entry(kinds=("training_pass",))])),
    Case("no kind granted", "kind_not_allowed", trust=make_trust([make_entry(kinds=())])),
    Case("a number of its own", "genuine", trust=make_trust([make_entry(number_prefixes=("530921107", NUMBER[:9]))])),
    Case(
        "another station's number", "number_not_allowed", trust=make_trust([make_entry(number_prefixes=("530921107",))])
    ),
    Case("dated on the first day", "genuine", trust=make_trust([make_entry(not_before=ISSUED)])),
    Case("dated on the last day", "genuine", trust=make_trust([make_entry(not_after=ISSUED)])),
    Case(
        "dated before the first day", "key_not_yet_valid", trust=make_trust([make_entry(not_before=date(2026, 11, 22))])
    ),
    Case("dated after the last day", "key_expired", trust=make_trust([make_entry(not_after=date(2026, 11, 20))])),
    Case(
        "verified long after the key's last day",
        "genuine",
        today=LISTED + timedelta(30),
        trust=make_trust([make_entry(not_after=ISSUED)]),
    ),
]
REVOKED = [
    Case("the number revoked", "certificate_revoked", trust=revoked()),
    Case(
        "the number revoked, the county had it long before",
        "certificate_revoked",
        trust=revoked(),
        received={DIGITS: ISSUED},
    ),
    Case("another number revoked", "genuine", trust=revoked(number="53092110426000029")),
    Case("this very text revoked", "certificate_revoked", trust=revoked(digest=take_apart(GOOD).digest)),
    Case("another text of the number revoked", "genuine", trust=revoked(digest=OTHER_DIGEST)),
    Case("the number corrected", "certificate_corrected", trust=revoked(successor="53092110426000029")),
    Case("the key revoked, no word from the county", "key_revoked", trust=key_revoked()),
    Case("the key revoked, never received", "key_revoked", trust=key_revoked(), received={}),
    Case(
        "the key revoked, received the day before",
        "genuine",
        trust=key_revoked(),
        received={DIGITS: date(2026, 11, 24)},
    ),
    Case("the key revoked, received that day", "key_revoked", trust=key_revoked(), received={DIGITS: SINCE}),
    Case("the key revoked, received later", "key_revoked", trust=key_revoked(), received={DIGITS: date(2026, 12, 1)}),
    Case(
        "the key revoked, another text of the same number received before",
        "key_revoked",
        trust=key_revoked(),
        received={digits_of(make_text(name="李四")): date(2026, 11, 22)},
    ),
    Case(
        "the key revoked on the revocation list",
        "key_revoked",
        trust=make_trust(revoked_keys=[KeyRevocation(STATION.key_id, SINCE, "电脑失窃")]),
        received={DIGITS: SINCE},
    ),
    Case(
        "the key revoked on both lists, the earlier day counts",
        "key_revoked",
        trust=make_trust(
            [make_entry(revoked_since=date(2026, 12, 24))], revoked_keys=[KeyRevocation(STATION.key_id, SINCE, "")]
        ),
        received={DIGITS: SINCE},
    ),
    Case("another key revoked", "genuine", trust=make_trust(revoked_keys=[KeyRevocation(THIEF.key_id, SINCE, "")])),
]
FRESHNESS = [
    Case("a list of 30 days", "genuine", today=LISTED + timedelta(30)),
    Case("a list of 31 days", "list_stale", today=LISTED + timedelta(31)),
    Case(
        "the clock turned back, a newer day was seen",
        "list_stale",
        trust=make_trust().seen(LISTED + timedelta(31)),
        today=date(1970, 1, 1),
    ),
    Case("the clock turned back, no newer day was seen", "genuine", today=date(1970, 1, 1)),
    Case(
        "past the day of the next list",
        "list_stale",
        trust=TrustLists(ROOT.public)
        .with_key_list(make_key_list())
        .with_revocations(make_revocations(next_update=LISTED)),
    ),
    Case("no revocation list", "no_revocation_list", trust=TrustLists(ROOT.public).with_key_list(make_key_list())),
]
CASES = PREFIX + LENGTH + SPELLING + FORM + SCHEMA + SIGNATURES + DELEGATION + SCOPE + REVOKED + FRESHNESS


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_each_broken_layer_gets_its_verdict_and_its_reason(case):
    receipt_of = None if case.received is None else case.received.get

    verdict = verify(case.text, case.trust or make_trust(), case.today, receipt_of)

    assert verdict.reason == case.expected
    assert verdict.verdict is REASONS[case.expected].verdict
    assert not re.search(r"[{}]", verdict.sentence() + verdict.way_out())


def test_every_reason_of_the_table_is_met_by_a_case():
    met = {case.expected for case in CASES}

    assert met == set(REASONS)
    assert {REASONS[reason].verdict for reason in met} == set(Judgement)


@pytest.mark.parametrize("case", [case for case in CASES if case.expected == "genuine"], ids=lambda case: case.name)
def test_what_is_valid_shows_its_claims_its_station_and_a_fresh_list(case):
    receipt_of = None if case.received is None else case.received.get

    verdict = verify(case.text, case.trust or make_trust(), case.today, receipt_of)

    assert verdict.is_valid
    assert verdict.claims == CLAIMS
    assert verdict.station_name == "小湾镇工作站"
    assert not verdict.list_stale


@pytest.mark.parametrize("case", SIGNATURES + DELEGATION + SCHEMA[1:] + FORM, ids=lambda case: case.name)
def test_what_no_listed_key_signed_shows_no_claims(case):
    verdict = verify(case.text, case.trust or make_trust(), case.today)

    assert verdict.claims is None
    assert verdict.station_name == ""


def test_a_corrected_certificate_names_its_successor():
    verdict = verify(GOOD, revoked(successor="53092110426000029"), ISSUED)

    assert (verdict.verdict, verdict.successor) == (Judgement.CORRECTED, "53092110426000029")
    assert "53092110426000029" in verdict.sentence()


def test_a_stale_list_is_told_with_every_verdict():
    later = LISTED + timedelta(45)

    verdicts = [verify(pasted, make_trust(), later) for pasted in (GOOD, make_text(key=THIEF), "")]

    assert [verdict.list_age_days for verdict in verdicts] == [45, 45, 45]
    assert all(verdict.list_stale for verdict in verdicts)


def test_without_lists_there_is_no_age_and_nothing_is_fresh():
    verdict = verify(GOOD, TrustLists(ROOT.public), ISSUED)

    assert verdict.list_age_days is None
    assert verdict.list_stale
