import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.credential.digits import WIDTHS, DigitsWrong, from_digits, to_digits


@given(st.binary(max_size=300))
def test_any_bytes_come_back_from_their_digits(data):
    digits = to_digits(data)

    back = from_digits(digits) if digits else b""

    assert back == data
    assert len(digits) == len(data) // 7 * 17 + WIDTHS[len(data) % 7]


@given(st.text(alphabet="0123456789", min_size=1, max_size=60))
def test_digits_that_are_taken_are_the_only_spelling_of_their_bytes(digits):
    try:
        data = from_digits(digits)
    except DigitsWrong:
        data = None

    assert data is None or to_digits(data) == digits


@pytest.mark.parametrize(
    "spelling",
    [
        "",
        "1",
        "12",
        "1234",
        "256",
        "65536",
        "9" * 17,
        "0" * 16,
        "00a",
        "0 1",
        "+01",
        "-01",
        "1_0",
        "０１２",
        "٠١٢",
        "²³¹",
    ],
)
def test_other_spellings_are_refused(spelling):
    with pytest.raises(DigitsWrong):
        from_digits(spelling)
