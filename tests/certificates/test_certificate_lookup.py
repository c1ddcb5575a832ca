"""Whatever is typed or scanned gets an answer: a code by its signature, a number by the register, never a refusal."""

import pytest

from app.credential.reasons import Judgement
from app.ledger.certificate_events import void
from app.ledger.certificate_lookup import NumberVerdict, judge_here
from tests.makers_certificates import QUICK, issued_class


@pytest.fixture
def row(station):
    return issued_class(station, 1, QUICK)[1].certificates[0]


def test_a_code_is_judged_by_its_signature_and_found_in_the_register(station, row):
    judged = judge_here(station)(row.credential_text, "")

    assert judged.answer.verdict is Judgement.VALID
    assert judged.row.number == row.number
    assert judged.number is None


@pytest.mark.parametrize("name", ["", "罗正祥", "罗 正祥"])
def test_a_number_is_answered_by_the_register_spaces_and_wide_digits_forgiven(station, row, name):
    wide = row.number.translate({48 + digit: 0xFF10 + digit for digit in range(10)})
    spaced = " ".join(row.number[at : at + 4] for at in range(0, 17, 4))

    judged = [judge_here(station)(text, name) for text in (row.number, spaced, wide, f" {row.number}\n")]

    assert {each.number.verdict for each in judged} == {NumberVerdict.LISTED}
    assert {each.row.number for each in judged} == {row.number}
    assert all(each.answer is None for each in judged)


def test_another_name_an_ended_one_and_an_unknown_number_are_told_apart(station, row):
    judge = judge_here(station)
    other = judge(row.number, "罗正翔").number
    void(station, row.number, "作废")
    ended = judge(row.number, "罗正祥").number
    unknown, mistyped = judge("53092110126000028", "").number, judge("53092110126000029", "").number

    assert other.verdict is NumberVerdict.NAME_DIFFERS
    assert ended.verdict is NumberVerdict.ENDED
    assert "作废" in ended.sentence
    assert unknown.verdict is NumberVerdict.UNKNOWN
    assert mistyped.verdict is NumberVerdict.MISTYPED
    assert all(each.way_out for each in (other, ended, unknown, mistyped))


@pytest.mark.parametrize("text", ["", "   ", "你好", "https://", "#", "x" * 100_000, "9" * 20, "\x00", "１２３"])
def test_no_text_is_refused(station, row, text):
    judged = judge_here(station)(text, "")

    assert (judged.answer is None) != (judged.number is None)
    assert (judged.answer or judged.number).sentence


def test_a_ledger_without_a_county_says_what_is_missing(ledger):
    judged = judge_here(ledger)("https://rc.example.gov.cn/v#" + "1" * 400, "")

    assert judged.answer.verdict is Judgement.UNKNOWN_KEY
    assert "登记" in judged.answer.way_out
