from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.credential.text import encode
from app.credential.verification import verify
from app.ledger.certificate_events import void
from app.ledger.certificate_pages import page_of
from app.ledger.certificate_register import certificate_numbered
from app.ledger.certificate_verification import answer_of, verifier_by_lists, verifier_here
from app.ledger.correcting import correct
from app.ledger.station_key import signing_key
from app.ledger.trust_lists import trust_lists
from tests.makers_certificates import HOST, QUICK, issued_class

TODAY = date(2026, 11, 21)
KEYS = [
    "verdict",
    "reason",
    "list_age_days",
    "list_stale",
    "number",
    "kind",
    "name",
    "masked_id",
    "course",
    "level",
    "hours",
    "period_from",
    "period_to",
    "issued_on",
    "provider",
    "station",
]


@pytest.fixture
def issued(station):
    return issued_class(station, 2, QUICK)[1].certificates


def here(ledger):
    return verifier_here(ledger, trust_lists(ledger), TODAY)


def test_a_good_certificate_shows_what_it_says_and_no_whole_id(station, issued):
    answer = here(station)(issued[0].credential_text)

    told = answer.as_json()
    assert list(told) == KEYS
    assert (told["verdict"], told["reason"], told["list_age_days"], told["list_stale"]) == (
        "valid",
        "genuine",
        20,
        False,
    )
    assert (told["number"], told["name"], told["kind"]) == (issued[0].number, issued[0].name, "completion")
    assert told["station"] == "鲁史镇乡村人才振兴工作站"
    assert told["masked_id"] == f"5335**********{issued[0].id_number[-4:]}"
    assert told["issued_on"] == TODAY


def test_what_cannot_be_read_shows_nothing_but_why(station):
    told = here(station)("https://example.com/nothing").as_json()

    assert list(told) == KEYS
    assert (told["verdict"], told["reason"]) == ("unreadable", "text_prefix")
    assert {key: told[key] for key in KEYS[4:]} == dict.fromkeys(KEYS[4:])


@pytest.mark.parametrize("ending", ["void", "correct"])
def test_this_ledger_knows_before_the_countys_list_does(station, issued, ending):
    text, number = issued[0].credential_text, issued[0].number
    successor = ""
    if ending == "void":
        void(station, number, "作废")
    else:
        successor = correct(station, QUICK, number, "更正", given={"name": "改名"}).new.number

    answer = here(station)(text)

    expected = {"void": ("revoked", "certificate_revoked"), "correct": ("corrected", "certificate_corrected")}
    assert (answer.verdict, answer.reason) == expected[ending]
    assert answer.successor == successor
    assert number in answer.sentence
    assert verifier_by_lists(trust_lists(station), TODAY)(text).verdict == "valid"
    assert here(station)(issued[1].credential_text).verdict == "valid"


def test_another_text_under_a_number_issued_here_is_found_out_even_with_the_right_key(station, issued):
    with station.reading() as session:
        page = page_of(session, certificate_numbered(session, issued[0].number))
    forged = encode(replace(page, name="假冒").claims(), signing_key(station), HOST)

    answer = here(station)(forged)

    assert (answer.verdict, answer.reason) == ("altered", "differs_from_register")
    assert answer_of(verify(forged, trust_lists(station), TODAY)).verdict == "valid"


def test_a_list_that_is_old_is_said_to_be(station, issued):
    later = TODAY + timedelta(days=60)

    answer = verifier_here(station, trust_lists(station), later)(issued[0].credential_text)

    assert (answer.verdict, answer.reason, answer.list_stale) == ("valid", "list_stale", True)
