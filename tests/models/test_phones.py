"""Phone numbers: as rosters hold them, never lost, never shown whole in a list."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.phones import mask_phone, read_phone
from tests.models.vectors import codes

MOBILES = st.from_regex(r"\A1[3-9][0-9]{9}\Z")


@given(MOBILES, st.sampled_from(["{0}", " {0} ", "+86 {0}", "0086{0}", "86{0}", "0{0}", "'{0}", "{0}.0"]))
def test_a_mobile_number_is_read_however_it_is_dressed(number, dress):
    reading = read_phone(dress.format(number))

    assert reading.number == number
    assert reading.is_mobile
    assert reading.findings == ()


@given(MOBILES)
def test_a_mobile_number_stored_as_a_number_is_whole(number):
    assert read_phone(float(number)).number == read_phone(int(number)).number == number


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("138 1234 5678", "13812345678"),
        ("138-1234-5678", "13812345678"),
        ("１３８１２３４５６７８", "13812345678"),
        ("0883-4211234", "0883-4211234"),
        ("（0883）4211234", "0883-4211234"),
        ("08834211234", "0883-4211234"),
        ("0871-63123456", "0871-63123456"),
        ("010-62345678", "010-62345678"),
        ("0871-63123456-801", "0871-63123456-801"),
        ("0871-63123456转801", "0871-63123456-801"),
        (None, ""),
        ("", ""),
        ("无", ""),
    ],
)
def test_a_number_is_brought_into_one_form_without_a_word(cell, number):
    reading = read_phone(cell)

    assert reading.number == number
    assert reading.findings == ()


@pytest.mark.parametrize(
    ("cell", "number", "code"),
    [
        ("1381234567", "1381234567", "phone_length"),
        ("138123456789", "138123456789", "phone_length"),
        ("12812345678", "12812345678", "phone_length"),
        ("4211234", "4211234", "no_area_code"),
        ("张三", "张三", "phone_characters"),
    ],
)
def test_a_doubtful_number_is_kept_as_written_with_its_reason(cell, number, code):
    reading = read_phone(cell)

    assert reading.number == number
    assert codes(reading.findings) == [code]
    assert reading.findings[0].way_out()


@pytest.mark.parametrize("between", ["/", "、", ",", "，", ";", " ", "或", "\n"])
def test_two_numbers_in_one_field_are_both_kept_and_asked_about(between):
    reading = read_phone(f"13812345678{between}13987654321")

    assert reading.number == "13812345678"
    assert reading.others == ("13987654321",)
    assert codes(reading.findings) == ["several_phones"]


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("13812345678", "138****5678"),
        ("0883-4211234", "0883-***1234"),
        ("0871-63123456-801", "0871-****3456"),
        ("4211234", "***1234"),
        ("110", "***"),
        ("", ""),
    ],
)
def test_a_masked_number_shows_its_ends_alone(number, masked):
    assert mask_phone(number) == masked


@given(st.one_of(st.text(max_size=40), st.floats(), st.integers(), st.none()))
def test_whatever_stands_in_the_cell_the_reader_answers_and_the_mask_hides(cell):
    number = read_phone(cell).number

    assert ("*" in mask_phone(number)) == bool(number)
