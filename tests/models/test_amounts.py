"""Amounts: the vectors of the domain, and that no two amounts share their words."""

from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.models.amounts import amount_in_capitals, amount_in_figures, read_amount
from tests.models.vectors import vectors

VECTORS = vectors("amount_capital")["vectors"]
FEN = st.integers(0, 10**18 - 1)
DIGITS = "零壹贰叁肆伍陆柒捌玖"
UNITS = {"拾": 10, "佰": 100, "仟": 1000}


def value_of(capitals):
    """The fen that a reader understands: an independent reading back of the words."""
    sign, words = (-1, capitals[1:]) if capitals.startswith("负") else (1, capitals)
    whole, _, rest = words.partition("元") if "元" in words else ("", "", words)
    return sign * (100 * _yuan(whole) + _cents(rest.removesuffix("整")))


def _yuan(words):
    above, big, below = words.rpartition("亿")
    if big:
        return _yuan(above) * 10**8 + _yuan(below)
    above, big, below = words.rpartition("万")
    return (_yuan(above) * 10**4 if big else 0) + _below_ten_thousand(below)


def _below_ten_thousand(words):
    total, digit = 0, 0
    for word in words:
        if word in UNITS:
            total, digit = total + digit * UNITS[word], 0
        else:
            digit = DIGITS.index(word)
    return total + digit


def _cents(words):
    jiao, _, rest = words.rpartition("角")
    return 10 * (DIGITS.index(jiao[-1]) if jiao else 0) + (DIGITS.index(rest[-2]) if rest.endswith("分") else 0)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["amount"])
def test_an_amount_is_written_in_capitals_as_the_rule_says(vector):
    fen = int(Decimal(vector["amount"]) * 100)

    assert amount_in_capitals(fen) in (vector["capital"], *vector.get("also_correct", []))
    assert amount_in_capitals(fen) == vector["capital"]


def test_there_are_all_the_vectors():
    assert len(VECTORS) == 42


@given(FEN)
def test_the_capitals_say_the_amount_and_nothing_else(fen):
    assert value_of(amount_in_capitals(fen)) == fen
    assert value_of(amount_in_capitals(-fen)) == -fen


@given(FEN, FEN)
def test_two_amounts_never_share_their_capitals(one, other):
    assume(one != other)

    assert amount_in_capitals(one) != amount_in_capitals(other)


@given(FEN)
def test_capitals_never_double_a_zero_nor_begin_or_end_with_one(fen):
    words = amount_in_capitals(fen)

    assert "零零" not in words
    assert "零元" not in words or words == "零元整"
    assert not words.startswith("零") or words == "零元整"
    assert words.endswith(("整", "角", "分"))


def test_an_amount_beyond_words_is_refused():
    with pytest.raises(ValueError, match="1000000000000000000"):
        amount_in_capitals(10**18)


@pytest.mark.parametrize(
    ("fen", "figures"),
    [(0, "￥0.00"), (5, "￥0.05"), (120000, "￥1,200.00"), (-80000, "-￥800.00"), (123456789, "￥1,234,567.89")],
)
def test_figures_have_two_places_and_commas(fen, figures):
    assert amount_in_figures(fen) == figures


@given(st.integers(-(10**15), 10**15))
def test_figures_are_read_back(fen):
    assert read_amount(amount_in_figures(fen).replace("-￥", "￥-")) == fen


@given(FEN, FEN)
def test_larger_amounts_have_larger_figures(one, other):
    assert (read_amount(amount_in_figures(one)) < read_amount(amount_in_figures(other))) == (one < other)


@pytest.mark.parametrize(
    ("cell", "fen"),
    [
        ("1,200元", 120000),
        (" ￥800.5 ", 80050),
        ("人民币1200元整", 120000),
        (1200.5, 120050),
        (800, 80000),
        ("１２", 1200),
    ],
)
def test_an_amount_is_read_as_people_type_it(cell, fen):
    assert read_amount(cell) == fen


@pytest.mark.parametrize("cell", [None, "", "约800", "1.005", "abc", "nan", "inf", "1e30"])
def test_what_is_no_amount_is_not_read_as_one(cell):
    assert read_amount(cell) is None
