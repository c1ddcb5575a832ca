"""A code is read as it was meant, however it is typed: small, wide, with anything between."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.credential.join_signs import LENGTH, SIGNS, in_groups, odd_signs, plain_signs

CODES = st.text(SIGNS, min_size=LENGTH, max_size=LENGTH)
BETWEEN = st.sampled_from(["", " ", "-", "－", "—", "\u2212", "\u3000", "·", "。", "\t", "\u200b", " - "])


def wide(sign: str) -> str:
    """The sign as an input method writes it in its wide form."""
    return chr(ord(sign) + 0xFEE0)


@given(CODES, st.data())
def test_every_way_of_typing_gives_the_code(code, data):
    forms = st.sampled_from([str, str.lower, wide, lambda sign: wide(sign.lower())])

    typed = "".join(data.draw(forms)(sign) + data.draw(BETWEEN) for sign in code)

    assert plain_signs(typed) == code


@given(st.text(f"{SIGNS}{SIGNS.lower()}OILu凤１２ -－。", max_size=60))
def test_what_was_read_is_read_the_same_again(typed):
    signs = plain_signs(typed)

    assert plain_signs(in_groups(signs)) == plain_signs(signs)


@pytest.mark.parametrize(("typed", "odd"), [("ABCU-UU12", "U"), ("凤山 1234", "凤山"), ("ABCD-0123", "")])
def test_what_no_code_holds_is_named_once(typed, odd):
    assert odd_signs(plain_signs(typed)) == odd


def test_what_looks_alike_is_taken_for_the_one_that_occurs():
    assert plain_signs("o0il1") == "00111"
