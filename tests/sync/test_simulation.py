"""Whatever happens to PCs, line and county, in any order: after rounds enough all copies agree and nothing is lost."""

import os

import pytest

from tests.sync.histories import Act, history, live, name_of, shortened
from tests.sync.real_county import Founded, found

# Read once: every test begins with such names taken out of its environment.
HISTORIES = int(os.environ.get("XIANGXUN_SIMULATIONS", "8"))
FIRST = int(os.environ.get("XIANGXUN_SIMULATION_SEED", "1"))
SHORTEN = bool(os.environ.get("XIANGXUN_SIMULATION_SHORTEN"))
LENGTH = int(os.environ.get("XIANGXUN_SIMULATION_LENGTH", "26"))


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Founded:
    return found(tmp_path_factory.mktemp("founded"))


@pytest.mark.parametrize("seed", range(FIRST, FIRST + HISTORIES))
def test_after_any_history_all_copies_agree_and_nothing_acknowledged_is_lost(founded: Founded, seed: int) -> None:
    acts = history(seed, LENGTH)
    try:
        live(founded, acts, seed)
    except Exception as error:
        least = shortened(founded, acts, seed, name_of(error)) if SHORTEN else acts
        print(f"seed {seed}; a history that fails:\n{least}")
        raise


IMAGE = [("clone", 0, 0), ("write", 4, 1)]
FORGOTTEN_KEY = [
    ("county_back_up", 0, 0),
    ("burn", 0, 0),
    ("write", 0, 1),
    ("round", 0, 0),
    ("round", 1, 0),
    ("county_restore", 0, 0),
    ("burn", 0, 0),
]
FORGOTTEN_NUMBERS = [
    ("round", 1, 0),
    ("county_back_up", 0, 0),
    ("burn", 0, 0),
    ("issue", 0, 1),
    ("round", 0, 0),
    ("burn", 0, 1),
    ("round", 1, 0),
    ("county_restore", 0, 0),
    ("issue", 1, 0),
    ("burn", 0, 0),
    ("issue", 0, 0),
]


@pytest.mark.parametrize("acts", [IMAGE, FORGOTTEN_KEY, FORGOTTEN_NUMBERS], ids=["image", "key", "numbers"])
def test_a_history_that_once_went_wrong_ends_well(founded: Founded, acts: list[Act]) -> None:
    live(founded, acts)
