"""ID numbers: every vector of the domain, the laws of the check digit, and what spreadsheets do to them."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.i18n import choose_language
from app.models.duplicates import PersonLikeness, compare_persons
from app.models.findings import Severity
from app.models.id_numbers import (
    age_on,
    check_character,
    compare_stated,
    hint_of_prefix,
    mask_id_number,
    read_id_number,
)
from app.models.vocabulary import table
from tests.models.vectors import codes, vectors

VECTORS = vectors("id_number")
TODAY = date.fromisoformat(VECTORS["reference_date"])
SEXES = {"男": "1", "女": "2", None: "0"}
# The vectors name two document types by a shorter label than the code table.
TYPE_OF_LABEL = {"居民身份证（15位，旧）": "02"}
EITHER = {"check_digit or date": ("check_digit", "birth_date")}
WOMAN = "533522198002299842"
MAN = "533522198501069830"


def case(vector):
    return vector["case"]


def type_code(label):
    return TYPE_OF_LABEL.get(label) or table("id_types").find(label)


@st.composite
def id_numbers(draw):
    prefix = draw(st.sampled_from(["530921", "533522", "520526", "522427", "430421", "110101", "810000", "830000"]))
    born = draw(st.dates(date(1937, 1, 1), TODAY))
    first17 = f"{prefix}{born:%Y%m%d}98{draw(st.integers(0, 9))}"
    return first17 + check_character(first17)


@pytest.mark.parametrize("vector", VECTORS["valid"], ids=case)
def test_a_valid_number_gives_its_normal_form_document_birthday_sex_and_age(vector):
    reading = read_id_number(vector["input"], TODAY)

    assert reading.is_usable
    assert reading.number == vector["normalised"]
    assert reading.id_type == type_code(vector["id_type"])
    assert reading.birth_date == date.fromisoformat(vector["birth"])
    assert reading.sex == SEXES[vector["sex"]]
    assert age_on(reading.birth_date, TODAY) == vector["age_on_ref"]


@pytest.mark.parametrize("vector", VECTORS["invalid"], ids=case)
def test_an_invalid_number_is_refused_with_its_one_reason(vector):
    severity, _, reason = vector["reason"].rpartition(":")

    reading = read_id_number(vector["input"], TODAY)

    assert len(reading.findings) == 1
    assert reading.findings[0].code in EITHER.get(reason, (reason,))
    assert reading.findings[0].severity == (severity or "block")
    assert reading.is_usable == bool(severity)


def test_ordinary_valid_numbers_are_taken_without_a_word():
    told = {vector["case"]: codes(read_id_number(vector["input"], TODAY).findings) for vector in VECTORS["valid"]}

    assert {name: said for name, said in told.items() if said} == {
        "very old holder": ["very_old"],
        "15-digit legacy number": ["old_15_digit"],
        "disability certificate number (20 characters)": ["disability_certificate"],
        "disability certificate number re-issued (22 characters)": ["disability_certificate"],
    }


def test_a_stated_sex_other_than_that_of_the_number_is_a_warning_with_its_reason():
    vector = VECTORS["warnings"][0]

    reading = read_id_number(vector["input"], TODAY)
    (finding,) = compare_stated(reading, SEXES[vector["stated_sex"]])

    assert reading.sex == SEXES[vector["derived_sex"]]
    assert (finding.code, finding.severity) == ("sex_differs", Severity.WARN)
    assert "女" in finding.sentence()
    assert "男" in finding.sentence()
    assert compare_stated(reading, "1") == compare_stated(reading, "") == ()


def test_a_stated_birthday_other_than_that_of_the_number_is_a_warning():
    reading = read_id_number(MAN, TODAY)

    (finding,) = compare_stated(reading, birth_date=date(1985, 6, 1))

    assert (finding.code, finding.severity) == ("birth_differs", Severity.WARN)
    assert compare_stated(reading, birth_date=date(1985, 1, 6)) == ()


def likeness(name, number):
    reading = read_id_number(number, TODAY)
    return PersonLikeness(name, reading.identity, reading.birth_date)


def test_two_names_with_one_number_are_blocked():
    vector = VECTORS["warnings"][1]

    finding = compare_persons(*(likeness(name, vector["input"]) for name in vector["names"]))

    assert (finding.code, finding.severity) == ("duplicate_number", Severity.BLOCK)
    assert all(name in finding.sentence() for name in vector["names"])


def test_one_name_and_birthday_with_two_numbers_is_a_warning():
    vector = VECTORS["warnings"][2]

    finding = compare_persons(*map(likeness, vector["names"], vector["input"]))

    assert (finding.code, finding.severity) == ("possible_duplicate", Severity.WARN)


def test_one_person_entered_twice_is_blocked_whatever_document_was_shown():
    first, again = likeness("罗正祥", "53352219700303986143"), likeness("罗 正 祥", "533522197003039861")

    finding = compare_persons(first, again)

    assert finding.code == "duplicate_person"


def test_different_people_are_left_alone():
    assert compare_persons(likeness("罗正祥", MAN), likeness("罗正祥", WOMAN)) is None
    assert compare_persons(likeness("罗正祥", MAN), likeness("李正兰", "53092119850106985X")) is None


@given(id_numbers(), st.integers(0, 16), st.integers(1, 9))
def test_every_single_wrong_digit_is_caught(number, place, shift):
    wrong = f"{number[:place]}{(int(number[place]) + shift) % 10}{number[place + 1 :]}"

    assert not read_id_number(wrong, TODAY).is_usable


@given(id_numbers(), st.sampled_from("0123456789X"))
def test_every_other_last_character_is_caught(number, last):
    assume(last != number[17])

    assert not read_id_number(number[:17] + last, TODAY).is_usable


@given(id_numbers(), st.integers(0, 16))
def test_every_swap_of_neighbours_is_caught(number, place):
    one, other = number[place : place + 2]
    assume(one != other)

    assert not read_id_number(number[:place] + other + one + number[place + 2 :], TODAY).is_usable


@given(id_numbers())
def test_a_good_number_gives_back_the_day_it_was_made_from(number):
    reading = read_id_number(number, TODAY)

    assert reading.is_usable
    assert reading.number == number
    assert f"{reading.birth_date:%Y%m%d}" == number[6:14]
    assert reading.sex == ("1" if int(number[16]) % 2 else "2")


@given(id_numbers(), st.sampled_from(["{0}", " {0}", "'{0}", "{0}\n", "\u200b{0}\ufeff", "\u00a0{0}\u3000"]))
def test_padding_and_width_never_change_a_number(number, padding):
    wide = number.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789X"})

    assert read_id_number(padding.format(number), TODAY).number == number
    assert read_id_number(padding.format(wide), TODAY).number == number


@given(id_numbers().filter(lambda number: number[:2] in ("53", "52", "43", "11") and number[6:8] == "19"))
def test_a_number_cut_to_the_old_fifteen_digits_comes_back_whole(number):
    reading = read_id_number(number[:6] + number[8:17], TODAY)

    assert reading.number == number
    assert codes(reading.findings)[-1] == "old_15_digit"
    assert reading.findings[-1].severity is Severity.WARN


@given(id_numbers())
def test_a_number_that_went_through_a_spreadsheet_cell_is_never_taken_silently(number):
    assume(number[17] != "X")
    kept = number[:15] + "000"

    for cell in (
        int(number),
        float(number),
        Decimal(number),
        kept,
        f"{float(number):.5E}",
        f"{float(number)!r}",
        str(float(number)),
    ):
        reading = read_id_number(cell, TODAY)

        assert "spreadsheet_damage" in codes(reading.findings) or codes(reading.findings) == ["birth_date"]


@pytest.mark.parametrize(
    "cell", [533522198501069830, 533522198501069830.0, Decimal("533522198501069830"), "533522198501069824.0"]
)
def test_a_number_stored_as_a_number_is_refused_with_the_cause_and_the_repair(cell):
    (finding,) = read_id_number(cell, TODAY).findings

    assert finding.code == "spreadsheet_damage"
    assert "15" in finding.sentence()
    assert finding.way_out()


@pytest.mark.parametrize("cell", [533522600714981, 533522600714981.0, "533522600714981.0"])
def test_fifteen_digits_survive_a_spreadsheet(cell):
    assert read_id_number(cell, TODAY).number == "53352219600714981X"


def test_the_zeros_of_a_raised_number_are_no_damage():
    first17 = "53352219600718100"
    while check_character(first17) != "0":
        first17 = str(int(first17) + 100_000_000)

    reading = read_id_number(first17[:6] + first17[8:], TODAY)

    assert reading.number.endswith("000")
    assert codes(reading.findings) == ["old_15_digit"]


@pytest.mark.parametrize("typed", ["5335221985O1069830", "53352219850l069830", "533522I98501069830"])
def test_letters_for_digits_are_offered_back_as_digits_and_not_taken(typed):
    reading = read_id_number(typed, TODAY)

    assert not reading.is_usable
    assert codes(reading.findings) == ["characters"]
    assert reading.suggestion == MAN


def test_a_lost_x_is_offered_back():
    reading = read_id_number("53092119951002982", TODAY)

    assert codes(reading.findings) == ["length"]
    assert reading.suggestion == "53092119951002982X"


def test_nothing_is_offered_where_it_would_not_add_up():
    assert read_id_number("5335221985O1069831", TODAY).suggestion == ""
    assert read_id_number("53352219850106983", TODAY).suggestion == ""


@pytest.mark.parametrize(
    ("typed", "stated", "found"),
    [
        ("H12345678", None, "08"),
        ("M1234567890", "08", "08"),
        ("12345678", "09", "09"),
        ("MA123456", None, "10"),
        ("e12345678", "10", "10"),
        ("mmr 5300 850412 01", "07", "07"),
        (MAN, "03", "03"),
        (MAN, "01", "01"),
    ],
)
def test_other_documents_are_taken_by_their_shape(typed, stated, found):
    reading = read_id_number(typed, TODAY, stated)

    assert reading.is_usable
    assert reading.id_type == found
    assert codes(reading.findings) == ([] if stated else ["id_type_guessed"])


def test_a_guessed_document_is_asked_about():
    (finding,) = read_id_number("MA123456", TODAY).findings

    assert finding.severity is Severity.ASK


def test_a_document_that_cannot_have_such_a_number_is_refused():
    assert codes(read_id_number("12-34", TODAY, "10").findings) == ["pattern"]
    assert not read_id_number("12-34", TODAY, "10").is_usable


def test_a_citizens_number_under_another_documents_name_is_told():
    reading = read_id_number(MAN, TODAY, "10")

    assert reading.id_type == "01"
    assert codes(reading.findings) == ["id_type_differs"]


@pytest.mark.parametrize("prefix", ["000000", "099999", "840000", "820001", "580921", "123456"])
def test_a_prefix_that_no_place_ever_had_is_refused(prefix):
    first17 = f"{prefix}19850106983"

    assert codes(read_id_number(first17 + check_character(first17), TODAY).findings) == ["province"]


@pytest.mark.parametrize(
    ("number", "place"),
    [
        ("533522198002299842", "云南省临沧地区凤庆县"),
        ("530921200503159832", "云南省临沧市凤庆县"),
        ("522427197607059875", "贵州省毕节地区威宁彝族回族苗族自治县"),
        ("430421198806209867", "湖南省"),
        ("953104198504129812", "外国人永久居留身份证（2023版）"),
        ("MA123456", ""),
    ],
)
def test_the_prefix_hints_at_the_place_of_that_time(number, place):
    assert hint_of_prefix(number) == place


def test_a_masked_number_shows_three_and_four_and_keeps_its_length():
    assert mask_id_number("530921200503151234") == "530***********1234"
    assert mask_id_number("53092119951002982X") == "530***********982X"
    assert mask_id_number("MA123456") == "M*****56"
    assert mask_id_number("123") == "***"
    assert mask_id_number("") == ""


@given(st.text(max_size=25))
def test_a_mask_never_shows_more_than_seven_signs(number):
    masked = mask_id_number(number)

    assert len(masked) == len(number)
    assert sum(shown == hidden != "*" for shown, hidden in zip(masked, number, strict=True)) <= 7


@given(st.dates(date(1900, 1, 1), date(2026, 1, 1)), st.integers(0, 40_000))
def test_age_grows_on_the_birthday_and_on_no_other_day(birth, days):
    day = birth + timedelta(days=days)

    birthday = (birth.month, birth.day) == (day.month, day.day)
    leap_birthday = (
        (birth.month, birth.day) == (2, 29) and (day.month, day.day) == (3, 1) and (day - timedelta(1)).day == 28
    )
    grown = age_on(birth, day) - age_on(birth, day - timedelta(days=1))

    assert grown == (1 if birthday or leap_birthday else 0)


@given(
    st.one_of(st.text(max_size=40), st.floats(), st.integers(), st.booleans(), st.none(), st.decimals(), st.binary())
)
def test_whatever_stands_in_the_cell_the_reader_answers(cell):
    reading = read_id_number(cell, TODAY)

    assert reading.is_usable or reading.findings
    assert reading.is_usable == bool(reading.id_type)


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("vector", VECTORS["invalid"], ids=case)
def test_every_refusal_names_the_cause_and_the_way_out_in_both_languages(vector, language):
    choose_language(language)

    (finding,) = read_id_number(vector["input"], TODAY).findings

    assert finding.sentence()
    assert finding.way_out()
    assert "{" not in str(finding)
