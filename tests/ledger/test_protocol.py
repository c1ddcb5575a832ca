"""Whatever happens to the PCs, in any order: ledgers stay sound, histories single, numbers unique."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from app.clock import SetClock
from app.ledger.restoring import go_on_anew
from app.models.faults import CopiedLedger
from app.models.ledger import Ledger
from app.models.opening import open_ledger
from tests.conftest import LOGIN
from tests.ledger.protocol_model import World
from tests.makers import make_trainee

PCS = st.integers(0, 2)
PICK = st.integers(0, 9)
NAMES = st.sampled_from(("罗正祥", "李兰", "阿依古丽·买买提", "王䶮", "周𬱖"))


class Protocol(RuleBasedStateMachine):
    """What may happen, over copies of one empty ledger."""

    empty: Path
    world: World | None = None

    @initialize()
    def begin(self) -> None:
        self.room = tempfile.TemporaryDirectory()
        self.world = World(self.empty, Path(self.room.name))

    @rule(at=PCS, name=NAMES, fails=st.sampled_from((False, False, True)))
    def write(self, at: int, name: str, fails: bool) -> None:
        self.world.write(at, name, fails=fails)

    @rule(at=PCS, which=PICK, name=NAMES | st.just(""))
    def rename(self, at: int, which: int, name: str) -> None:
        self.world.rename(at, which, name)

    @rule(at=PCS)
    def issue(self, at: int) -> None:
        self.world.issue(at)

    @rule(at=PCS)
    def back_up(self, at: int) -> None:
        self.world.back_up(at)

    @rule(at=PCS, which=PICK)
    def restore(self, at: int, which: int) -> None:
        self.world.restore(at, which)

    @rule(at=PCS)
    def copy(self, at: int) -> None:
        self.world.copy(at)

    @rule(at=PCS, which=PICK)
    def put_back_copy(self, at: int, which: int) -> None:
        self.world.put_back_copy(at, which)

    @rule(at=PCS)
    def clone(self, at: int) -> None:
        self.world.clone(at)

    @rule(at=PCS, count=st.integers(1, 9))
    def deliver(self, at: int, count: int) -> None:
        self.world.deliver(at, count)

    def teardown(self) -> None:
        if self.world:
            try:
                self.world.check()
            finally:
                self.world.close()
                self.room.cleanup()


CHOSEN = settings(
    max_examples=40, stateful_step_count=20, deadline=None, database=None, suppress_health_check=list(HealthCheck)
)


def test_every_history_keeps_ledgers_sound_and_numbers_unique(empty_ledger: Path) -> None:
    chances = type("Chances", (Protocol,), {"empty": empty_ledger})

    run_state_machine_as_test(chances, settings=CHOSEN)


def put_an_old_copy_back(world: World) -> None:
    world.write(0, "罗正祥")
    world.copy(0)
    world.write(0, "李兰")
    world.put_back_copy(0, 0)
    world.write(0, "王䶮")


def work_on_two_copies(world: World) -> None:
    world.clone(0)
    world.write(0, "罗正祥")
    world.write(2, "李兰")


def issue_again_after_a_restore(world: World) -> None:
    world.issue(0)
    world.back_up(0)
    world.issue(0)
    world.restore(0, 0)
    world.issue(0)


HISTORIES: dict[str, Callable[[World], None]] = {
    "side file": put_an_old_copy_back,
    "new replica": put_an_old_copy_back,
    "machine": work_on_two_copies,
    "block of the replica": issue_again_after_a_restore,
}


def live_through(world: World, history: Callable[[World], None]) -> None:
    try:
        history(world)
        world.check()
    finally:
        world.close()


@pytest.mark.parametrize("without", sorted(HISTORIES))
def test_each_safeguard_alone_is_needed(empty_ledger: Path, tmp_path: Path, without: str) -> None:
    (tmp_path / "with").mkdir()
    (tmp_path / "without").mkdir()
    live_through(World(empty_ledger, tmp_path / "with"), HISTORIES[without])

    with pytest.raises(AssertionError, match=r"given twice|two histories"):
        live_through(World(empty_ledger, tmp_path / "without", without), HISTORIES[without])


@contextmanager
def two_pcs_under_one_name(empty: Path, room: Path, without: str = "") -> Iterator[World]:
    """A disk image, machine mark and all: nothing on either PC can tell."""
    world = World(empty, room, without)
    world.write(0, "罗正祥")
    world.clone(0)
    world.pcs[2].machine = world.pcs[0].machine
    yield world
    world.close()


def work_apart(world: World) -> tuple[list[str], list[str]]:
    """Each of the two writes something of its own; answers what the county said to each delivery."""
    answers = []
    for pc in (0, 2):
        with world.opened(world.pcs[pc]) as ledger, ledger.change("trainee.add") as change:
            change.add(make_trainee(name=f"第{pc}台"))
        answers.append(world.deliver(pc, 99))
    return answers[0], answers[1]


def test_the_county_sees_the_fork_of_a_disk_image_and_keeps_one_history(empty_ledger: Path, tmp_path: Path) -> None:
    with two_pcs_under_one_name(empty_ledger, tmp_path) as world:
        first, second = work_apart(world)

    assert "fork" not in first
    assert "fork" in second


def test_without_the_fork_check_the_second_history_would_be_lost_in_silence(empty_ledger: Path, tmp_path: Path) -> None:
    with two_pcs_under_one_name(empty_ledger, tmp_path, "fork check") as world:
        _, second = work_apart(world)

    assert "fork" not in second


def test_after_the_fork_the_second_pc_goes_on_under_its_own_name(empty_ledger: Path, tmp_path: Path) -> None:
    with two_pcs_under_one_name(empty_ledger, tmp_path) as world:
        work_apart(world)
        with world.opened(world.pcs[2]) as ledger:
            go_on_anew(ledger, "clone")
            replica = ledger.standing.replica
        world.deliver(2, 99)

    assert len(world.county.chains[replica]) == 1


def test_a_copied_folder_does_not_write_until_it_goes_on_anew(ledger: Ledger, clock: SetClock) -> None:
    folder = ledger.places.folder
    ledger.close()
    open_ledger(folder, LOGIN, clock, machine="").close()

    with open_ledger(folder, LOGIN, clock, machine="here") as first:
        assert first.standing.hindrance is None
    with open_ledger(folder, LOGIN, clock, machine="elsewhere") as copied:
        assert isinstance(copied.standing.hindrance, CopiedLedger)
        go_on_anew(copied, "clone")
        assert copied.standing.hindrance is None
    with open_ledger(folder, LOGIN, clock, machine="elsewhere") as again:
        assert again.standing.hindrance is None
