"""Certificate numbers: seventeen digits that catch a slip and can never be an ID number."""

from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.models.certificate_numbers import (
    DEFAULT_PATTERN,
    CertificateNumberMistyped,
    NotACertificateNumber,
    NumberPartTooLong,
    NumberPatternUnusable,
    check_digit,
    compose,
    grouped,
    parse,
)
from app.models.findings import Severity
from app.models.id_numbers import read_id_number
from app.models.record_numbers import read_record_number
from tests.models.vectors import codes

NUMBER = compose(DEFAULT_PATTERN, county="530921", station="101", year=2026, serial=7)
OTHER_PATTERN = "{year:2}{county:6}{station:2}{serial:6}{check}"
PARTS = {
    "county": st.integers(0, 999_999).map("{:06d}".format),
    "station": st.integers(0, 999).map("{:03d}".format),
    "year": st.integers(2000, 2099),
    "serial": st.integers(0, 99_999),
}


@st.composite
def numbers(draw):
    return compose(DEFAULT_PATTERN, **{part: draw(values) for part, values in PARTS.items()})


def test_a_number_has_its_parts_in_their_places_and_seventeen_digits():
    assert NUMBER[:16] == "5309211012600007"
    assert len(NUMBER) == 17
    assert grouped(NUMBER).split() == ["530921", "101", "26", "00007", NUMBER[16]]


def test_the_check_digit_is_that_of_the_standard():
    # The example of ISO/IEC 7064 itself, a German tax number and a German VAT number: all MOD 11,10.
    assert check_digit("0794") == "5"
    assert check_digit("8609574271") == "9"
    assert check_digit("13669597") == "6"


@given(st.fixed_dictionaries(PARTS))
def test_a_number_gives_back_what_it_was_made_of(parts):
    number = parse(compose(DEFAULT_PATTERN, **parts))

    assert {part: getattr(number, part) for part in PARTS} == parts


@given(numbers(), st.integers(0, 16), st.integers(1, 9))
def test_every_single_wrong_digit_is_caught(number, place, shift):
    wrong = f"{number[:place]}{(int(number[place]) + shift) % 10}{number[place + 1 :]}"

    with pytest.raises(CertificateNumberMistyped):
        parse(wrong)


@given(numbers())
def test_a_certificate_number_is_never_taken_for_an_id_number(number):
    reading = read_id_number(number, date(2026, 11, 21))

    assert not reading.is_usable


@given(numbers(), st.text(" \u3000\u00a0\n", max_size=4))
def test_spaces_and_full_width_digits_are_forgiven(number, gap):
    typed = gap.join(number).translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789"})

    assert parse(typed).text == number


@pytest.mark.parametrize(
    "text", ["", "123", NUMBER + "0", NUMBER[:-1], NUMBER[:-1] + "X", "证书编号", "533522198501069830"]
)
def test_what_has_not_seventeen_digits_is_refused_with_the_count(text):
    with pytest.raises(NotACertificateNumber) as refusal:
        parse(text)

    assert "17" in refusal.value.sentence() + refusal.value.way_out()


def test_another_pattern_puts_the_parts_elsewhere():
    number = compose(OTHER_PATTERN, county="530921", station="11", year=2026, serial=123456)

    assert number[:16] == "2653092111123456"
    assert parse(number, OTHER_PATTERN).serial == 123456
    assert parse(number, OTHER_PATTERN).station == "11"


@pytest.mark.parametrize(
    "pattern",
    [
        "",
        "{county:6}{station:3}{year:2}{serial:5}",
        "{county:6}{station:3}{year:2}{serial:6}{check}",
        "{county:6}{station:3}{year:4}{serial:3}{check}",
        "{county:6}{county:3}{year:2}{serial:5}{check}",
        "{county:6}-{station:3}{year:2}{serial:4}{check}",
        "{check}{county:6}{station:3}{year:2}{serial:5}",
        "{county:9}{station:0}{year:2}{serial:5}{check}",
        "{county.__class__}{check}",
    ],
)
def test_a_pattern_that_does_not_give_seventeen_digits_is_refused(pattern):
    with pytest.raises(NumberPatternUnusable) as refusal:
        compose(pattern, county="530921", station="101", year=2026, serial=1)

    assert "{check}" in refusal.value.way_out()


@pytest.mark.parametrize(
    "part", [{"serial": 100_000}, {"station": "1001"}, {"county": "5309210"}, {"county": "AB"}, {"serial": -1}]
)
def test_a_part_that_does_not_fit_is_refused_and_never_cut(part):
    parts = {"county": "530921", "station": "101", "year": 2026, "serial": 1, **part}

    with pytest.raises(NumberPartTooLong):
        compose(DEFAULT_PATTERN, **parts)


@given(st.fixed_dictionaries(PARTS), st.fixed_dictionaries(PARTS))
def test_two_certificates_never_share_a_number(one, other):
    assume(one != other)
    assume(one["year"] % 100 != other["year"] % 100 or {**one, "year": 0} != {**other, "year": 0})

    assert compose(DEFAULT_PATTERN, **one) != compose(DEFAULT_PATTERN, **other)


SKILL = "S000053000101265000001"


@pytest.mark.parametrize("number", [SKILL, "Y000153000102264000012", "s0000 53000101265 000001"])
def test_a_skill_level_certificate_of_the_national_rule_is_recorded_without_a_word(number):
    recorded = read_record_number(number, "JNDJ")

    assert recorded.number == number.replace(" ", "").upper()
    assert recorded.findings == ()


@pytest.mark.parametrize(
    ("facts", "finding"),
    [
        ({"issued_on": date(2025, 3, 1)}, "record_year_differs"),
        ({"level": "4"}, "record_level_differs"),
        ({"issued_on": date(2026, 3, 1), "level": "5"}, None),
    ],
)
def test_a_skill_level_number_is_compared_with_what_is_stated(facts, finding):
    recorded = read_record_number(SKILL, "JNDJ", **facts)

    assert codes(recorded.findings) == ([finding] if finding else [])
    assert all(one.severity is Severity.WARN for one in recorded.findings)


def test_a_number_of_another_province_is_told():
    assert codes(read_record_number("S000044000101265000001", "JNDJ").findings) == ["record_other_province"]


def test_a_letter_stands_for_the_two_highest_levels():
    lettered = "S00005300010126T000001"

    assert read_record_number(lettered, "JNDJ", level="T").findings == ()
    assert codes(read_record_number(lettered, "JNDJ", level="5").findings) == ["record_level_differs"]


@pytest.mark.parametrize(
    "number", ["S0000530001012650000", "A000053000101265000001", "S000053000101265000000", "云人社001"]
)
def test_an_unusual_number_is_recorded_as_printed_with_a_warning(number):
    recorded = read_record_number(number, "JNDJ")

    assert recorded.number == number
    assert codes(recorded.findings) == ["record_number_unusual"]
    assert recorded.findings[0].severity is Severity.WARN


def test_an_old_qualification_number_is_compared_too():
    assert read_record_number("1053091001500123", "ZYZG", level="5", issued_on=date(2010, 5, 1)).findings == ()
    assert codes(read_record_number("1053091001500123", "ZYZG", level="3").findings) == ["record_level_differs"]
    assert read_record_number("0001234567890123", "ZYZG").findings == ()


def test_single_skill_numbers_are_free_text_but_never_empty():
    assert read_record_number(" 滇专2026-001 ", "ZXNL").findings == ()
    assert codes(read_record_number("", "ZXNL").findings) == ["record_number_empty"]
