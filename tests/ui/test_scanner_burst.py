"""A scanner is known by its speed alone: no person is taken for one, and no scan for a person."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.ui.scanner_burst import Burst, ScannerHabits, is_code, is_complete, mended

HABITS = ScannerHabits()
SIGNS = st.characters(codec="ascii", exclude_categories=("C",))
SPOKEN = "https://rc.example.gov.cn/v#" + "4" * 410


def burst_of(text: str, pauses: list[float], start: float = 100.0) -> tuple[Burst, float]:
    """The characters with a pause in seconds before each, and the moment of the last."""
    made, now = Burst(HABITS), start
    for sign, pause in zip(text, pauses, strict=True):
        now += pause
        made.typed(sign, now)
    return made, now


@given(st.text(SIGNS, min_size=6, max_size=500), st.data())
def test_whatever_comes_at_the_speed_of_a_scanner_is_a_scan_and_whole(text, data):
    pauses = data.draw(st.lists(st.floats(0, 0.049), min_size=len(text), max_size=len(text)))

    scanned, now = burst_of(text, pauses)

    assert scanned.is_scan(now + 0.049)
    assert scanned.text == text


@given(st.text(SIGNS, min_size=1, max_size=40), st.data())
def test_no_person_is_taken_for_a_scanner(text, data):
    """Fast typists press two or three keys together; nobody keeps it up for six characters and Enter."""
    pauses = data.draw(st.lists(st.floats(0.005, 0.6), min_size=len(text) + 1, max_size=len(text) + 1))
    last = pauses[1:][-HABITS.least :]  # between the last six characters and before Enter
    assume(len(last) < HABITS.least or max(last) > HABITS.gap + 1e-6)

    typed, now = burst_of(text, pauses[:-1])

    assert not typed.is_scan(now + pauses[-1])


@given(st.text(SIGNS, min_size=1, max_size=20), st.text(SIGNS, min_size=6, max_size=60))
def test_a_scan_after_typing_by_hand_holds_nothing_that_was_typed(typed, scanned):
    pauses = [0.2] * len(typed) + [0.2] + [0.008] * (len(scanned) - 1)

    burst, now = burst_of(typed + scanned, pauses)

    assert burst.text == scanned
    assert burst.is_scan(now + 0.01)


def test_five_characters_and_a_late_enter_are_no_scan():
    short, now = burst_of("12345", [0.01] * 5)
    whole, then = burst_of("123456", [0.01] * 6)

    assert not short.is_scan(now + 0.01)
    assert not whole.is_scan(then + 0.2)
    assert whole.is_scan(then + 0.01)


@pytest.mark.parametrize(
    "arrived",
    [SPOKEN, SPOKEN.upper(), "HTTPS：//ＲＣ。EXAMPLE/V#" + "4" * 410, "和谈判上：、、软策。" + "4" * 410, "4" * 410],
)
def test_the_digits_of_a_certificate_survive_shift_lock_and_input_methods(arrived):
    told = mended(arrived)

    assert told in (SPOKEN, "4" * 410)
    assert is_code(arrived)
    assert is_complete(arrived)


@pytest.mark.parametrize(
    ("text", "is_one"), [("53092110126000078", True), ("A0012345", False), ("533522198501069830", False)]
)
def test_a_number_on_a_certificate_is_a_code_and_other_numbers_are_not(text, is_one):
    assert is_code(text) is is_one
    assert not is_complete(text)
    assert mended(text) == text
