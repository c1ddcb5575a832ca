"""Whatever happens to PCs, line and county, in any order: after rounds enough all copies agree and nothing is lost.

By hand: XIANGXUN_SIMULATIONS=100 lets so many histories happen, of XIANGXUN_SIMULATION_LENGTH=40 acts each. A failure
prints the shortest history that fails, the seed of the run (XIANGXUN_SIMULATION_SEED=n plays it again) and the line
@reproduce_failure(...) that, put above the class Histories, brings back that one history.
"""

import os
import random

import pytest
from hypothesis import Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.sync.histories import Histories, happen_again, histories_of, lived
from tests.sync.laws import of_station
from tests.sync.looking import county_chains
from tests.sync.real_county import Founded, found
from tests.sync.seeded import seeded
from tests.sync.wire import Fault

# Read once: every test begins with such names taken out of its environment.
HISTORIES = int(os.environ.get("XIANGXUN_SIMULATIONS", "5"))
SEED = int(os.environ.get("XIANGXUN_SIMULATION_SEED") or random.SystemRandom().randrange(1 << 32))
LENGTH = int(os.environ.get("XIANGXUN_SIMULATION_LENGTH", "26"))
PLAYED = settings(
    max_examples=HISTORIES,
    stateful_step_count=LENGTH,
    phases=(Phase.generate, Phase.shrink),
    database=None,
    report_multiple_bugs=False,
)


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Founded:
    """A county and PCs that have not spoken with it yet."""
    with seeded(0):
        return found(tmp_path_factory.mktemp("founded"))


@pytest.fixture(scope="module")
def histories(founded: Founded, tmp_path_factory: pytest.TempPathFactory) -> type[Histories]:
    with seeded(1):
        return histories_of(lived(founded, tmp_path_factory.mktemp("lived")))


def test_after_any_history_all_copies_agree_and_nothing_acknowledged_is_lost(histories: type[Histories]) -> None:
    print(f"XIANGXUN_SIMULATION_SEED={SEED}")
    run_state_machine_as_test(seed(SEED)(histories), settings=PLAYED)


IMAGE = [
    ("begin", {"chance": 0}),
    ("clone", {"at": 0, "image": True}),
    ("write", {"at": 4, "number": 1, "sent": False}),
]
FORGOTTEN_KEY = [
    ("begin", {"chance": 0}),
    ("county_back_up", {}),
    ("burn", {"at": 0, "revoked": False}),
    ("write", {"at": 0, "number": 1, "sent": True}),
    ("round", {"at": 1, "small": False}),
    ("county_restore", {"which": 0}),
    ("burn", {"at": 0, "revoked": False}),
]
FORGOTTEN_NUMBERS = [
    ("begin", {"chance": 0}),
    ("round", {"at": 1, "small": False}),
    ("county_back_up", {}),
    ("burn", {"at": 0, "revoked": False}),
    ("issue", {"at": 0, "sent": True}),
    ("burn", {"at": 0, "revoked": True}),
    ("round", {"at": 1, "small": False}),
    ("county_restore", {"which": 0}),
    ("issue", {"at": 1, "sent": False}),
    ("burn", {"at": 0, "revoked": False}),
    ("issue", {"at": 0, "sent": False}),
]
CLASH_ERASED = [
    ("begin", {"chance": 0}),
    ("write", {"at": 0, "number": 1, "sent": True}),
    ("round", {"at": 1, "small": False}),
    ("note", {"at": 0, "person": 0, "number": 8, "sent": True}),
    ("note", {"at": 1, "person": 0, "number": 1, "sent": True}),
    ("erase", {"at": 1, "person": 0, "sent": True}),
]
STORM = (Fault.COUNTY_DARK_STORING, Fault.COUNTY_DARK_APPLYING, Fault.LOST, Fault.COUNTY_DARK_STORING)
LIST_IN_ITS_CHAIN = [
    ("begin", {"chance": 382}),
    ("clone", {"at": 5, "image": True}),
    ("broken_round", {"at": 4, "faults": [Fault.NONE, *STORM, Fault.UNANSWERED, Fault.TWICE, Fault.LATE]}),
    ("rename", {"at": 5, "number": 7, "person": 0, "sent": False}),
    ("restore", {"at": 1, "which": 0}),
    ("crash", {"at": 4}),
    ("write", {"at": 5, "number": 3, "sent": True}),
    ("erase", {"at": 2, "person": 1, "sent": False}),
    ("broken_round", {"at": 5, "faults": [Fault.COUNTY_DARK_STORING]}),
    ("issue", {"at": 0, "sent": False}),
    ("back_up", {"at": 1}),
    ("county_back_up", {}),
    ("round", {"at": 5, "small": True}),
    ("set_clock", {"at": 1, "days": -500}),
    ("issue", {"at": 4, "sent": False}),
    ("burn", {"at": 4, "revoked": True}),
    ("delete", {"at": 2, "person": 0, "sent": True, "wholly": False}),
    ("rename", {"at": 2, "number": 2, "person": 1, "sent": True}),
    ("rename", {"at": 1, "number": 2, "person": 3, "sent": False}),
    ("county_restore", {"which": 2}),
    ("delete", {"at": 2, "person": 2, "sent": True, "wholly": False}),
    ("issue", {"at": 4, "sent": False}),
    ("clone", {"at": 4, "image": True}),
    ("put_back", {"at": 4, "telltale": True, "which": 1}),
    ("back_up", {"at": 4}),
    ("crash", {"at": 4}),
]
ONCE_WRONG = {"clash": CLASH_ERASED, "image": IMAGE, "key": FORGOTTEN_KEY, "numbers": FORGOTTEN_NUMBERS}


@pytest.mark.parametrize("name", ONCE_WRONG)
def test_a_history_that_once_went_wrong_ends_well(founded: Founded, name: str) -> None:
    happen_again(histories_of(founded), ONCE_WRONG[name])


def test_a_batch_is_proven_by_the_list_that_its_own_chain_brings(histories: type[Histories]) -> None:
    happen_again(histories, LIST_IN_ITS_CHAIN)


def test_the_same_steps_make_the_same_world(histories: type[Histories]) -> None:
    first, second = (journals_after_a_stormy_day(histories) for _ in range(2))

    assert first == second != set()


def journals_after_a_stormy_day(histories: type[Histories]) -> set[tuple[str, int, bytes]]:
    """What the county holds of the first station, hash by hash, before anything is healed."""
    state = histories()
    state.begin(chance=3)
    with state.left:
        state.issue(at=0, sent=True)
        state.clone(at=0, image=True)
        state.burn(at=1, revoked=True)
        state.rename(at=1, person=0, number=1, sent=False)
        state.broken_round(at=1, faults=[Fault.TWICE, Fault.COUNTY_DARK_APPLYING])
        state.round(at=4, small=True)
        (pc, *_) = of_station(state.world, 0)
        with state.world.opened(pc) as ledger:
            return county_chains(state.world.hall.office.register, ledger.standing.station)
