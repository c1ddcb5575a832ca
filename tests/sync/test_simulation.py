"""Whatever happens to PCs, line and county, in any order: after rounds enough all copies agree and nothing is lost."""

import os

import pytest

from tests.sync.histories import history, live, name_of, shortened
from tests.sync.real_county import Founded, found

# Read once: every test begins with such names taken out of its environment.
HISTORIES = int(os.environ.get("XIANGXUN_SIMULATIONS", "30"))
FIRST = int(os.environ.get("XIANGXUN_SIMULATION_SEED", "1"))
SHORTEN = bool(os.environ.get("XIANGXUN_SIMULATION_SHORTEN"))
LENGTH = int(os.environ.get("XIANGXUN_SIMULATION_LENGTH", "30"))


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
