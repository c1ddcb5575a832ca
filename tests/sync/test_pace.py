"""How much at once and how often."""

import random

from hypothesis import given
from hypothesis import strategies as st

from app.models.exchange import BATCH_ENTRIES
from app.sync.pace import LEAST_PAUSE, LONGEST_PAUSE, Pace, pause_after
from app.sync.protocol import BATCH_LIMIT, LEAST_ENTRIES


@given(st.integers(0, 10_000), st.integers(0, 600), st.randoms(use_true_random=False))
def test_the_county_is_never_asked_more_than_once_a_minute(failures: int, asked: int, chance: random.Random) -> None:
    pause = pause_after(failures, asked, chance)

    assert max(LEAST_PAUSE, asked) <= pause <= max(LONGEST_PAUSE, asked)


def test_each_failure_makes_the_pause_longer_on_average() -> None:
    chance = random.Random(7)
    means = [sum(pause_after(failures, 0, chance) for _ in range(300)) for failures in range(1, 7)]

    assert means == sorted(means)


def test_two_stations_that_failed_together_do_not_come_back_together() -> None:
    assert len({pause_after(4, 0, random.Random(seed)) for seed in range(20)}) == 20


@given(st.lists(st.booleans(), max_size=60))
def test_a_batch_is_halved_and_doubled_within_its_limits(history: list[bool]) -> None:
    pace = Pace()
    for went_well in history:
        pace = pace.faster() if went_well else pace.slower()

    assert LEAST_ENTRIES <= pace.most_entries <= BATCH_ENTRIES
    assert 0 < pace.most_bytes <= BATCH_LIMIT


def test_enough_failures_come_to_the_least_batch_and_enough_successes_back() -> None:
    pace = Pace()
    for _ in range(20):
        pace = pace.slower()
    assert pace.is_least
    for _ in range(20):
        pace = pace.faster()

    assert pace == Pace()
