"""Histories: acts drawn by hypothesis that befall a world, which is then healed and held to its laws."""

import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import wraps
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from tests.sync.laws import check, heal
from tests.sync.real_county import Founded, without_regions
from tests.sync.seeded import seeded
from tests.sync.wire import Fault
from tests.sync.world import MOST_PCS, World

ANY_PC = st.integers(0, MOST_PCS - 1)
FEW = st.integers(0, 3)
WHAT = st.integers(0, 9)
DAYS = st.sampled_from((-500, -30, 0, 1, 400, 5000)) | st.integers(-500, 5000)
FAULTS = st.lists(st.sampled_from([fault for fault in Fault if fault is not Fault.PC_DARK]), min_size=1, max_size=8)
Happens = Callable[..., None]
Step = tuple[str, Mapping[str, Any]]


def act(deed: Happens, *, where: Callable[[World], object] = bool, **drawn: st.SearchStrategy[Any]) -> Happens:
    """One rule: seven minutes later this befalls the world, in a way that is drawn; only in a world that allows it."""

    @wraps(deed)
    def befalls(state: "Histories", **how: Any) -> None:
        state.happened.append((befalls.__name__, how))
        state.world.clock.advance(minutes=7)
        deed(state.world, **how)

    return precondition(lambda state: where(state.world))(rule(**drawn)(befalls))


def by_a_clerk(deed: Happens, **drawn: st.SearchStrategy[Any]) -> Happens:
    """What a clerk does, who then perhaps reports it at once."""

    @wraps(deed)
    def done(world: World, *, at: int, sent: bool, **how: Any) -> None:
        deed(world, at, **how)
        if sent:
            world.round(at, small=False)

    return act(done, at=ANY_PC, sent=st.booleans(), **drawn)


class Histories(RuleBasedStateMachine):
    """A county, two stations of two PCs each, and whatever may happen to them; the end of each history is judged."""

    founded: ClassVar[Founded]
    happened: ClassVar[list[Step]]
    """The steps of the newest history."""

    def __init__(self) -> None:
        super().__init__()
        self.left = ExitStack()

    @initialize(chance=st.integers(0, 9999))
    def begin(self, chance: int) -> None:
        """All ids, salts and keys come out of this number."""
        room = Path(self.left.enter_context(tempfile.TemporaryDirectory()))
        self.left.enter_context(seeded(chance))
        self.left.enter_context(small_answers())
        self.world = World(self.founded, room)
        self.left.callback(self.world.close)
        self.happened[:] = [("begin", {"chance": chance})]

    write = by_a_clerk(World.write, number=WHAT)
    rename = by_a_clerk(World.rename, person=FEW, number=WHAT)
    note = by_a_clerk(World.note, person=FEW, number=WHAT)
    delete = by_a_clerk(World.delete, person=FEW, wholly=st.booleans())
    erase = by_a_clerk(World.erase, person=FEW)
    issue = by_a_clerk(World.issue)

    round = act(World.round, at=ANY_PC, small=st.booleans())
    broken_round = act(World.broken_round, at=ANY_PC, faults=FAULTS)
    crashed_round = act(World.crashed_round, at=ANY_PC, answers=FEW)
    uncommitted_round = act(World.uncommitted_round, at=ANY_PC, commits=WHAT)
    stray = act(World.stray, where=lambda world: world.strays, which=FEW)
    post = act(World.post, at=ANY_PC)
    hand_in = act(World.hand_in, where=lambda world: world.letters, which=FEW)
    fetch = act(World.fetch, where=lambda world: world.replies, which=FEW, astray=st.booleans())

    set_clock = act(World.set_clock, at=ANY_PC, days=DAYS)
    crash = act(World.crash, at=ANY_PC)
    back_up = act(World.back_up, at=ANY_PC)
    restore = act(World.restore, at=ANY_PC, which=FEW)
    copy = act(World.copy, at=ANY_PC)
    put_back = act(World.put_back, at=ANY_PC, which=FEW, telltale=st.booleans())
    clone = act(World.clone, where=lambda world: len(world.pcs) < MOST_PCS, at=ANY_PC, image=st.booleans())
    burn = act(World.burn, at=ANY_PC, revoked=st.booleans())
    county_back_up = act(World.county_back_up)
    county_restore = act(World.county_restore, where=lambda world: world.backups, which=FEW)

    def teardown(self) -> None:
        """Heal the world and hold it to its laws, unless the history was broken off."""
        with self.left:
            if sys.exception() is None:
                check(self.world)


@contextmanager
def small_answers() -> Iterator[None]:
    """The county gives its batches out by twos, so that even a short history needs several questions."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.county.store.handing_out.MOST_BATCHES", 2)
        without_regions(patch)
        yield


def lived(founded: Founded, room: Path) -> Founded:
    """The same after a first day: in each station there is somebody whom all know."""
    with small_answers():
        world = World(founded, room)
        for at in (0, len(world.pcs) - 1):
            world.write(at, at)
        heal(world)
        world.close()
    return replace(founded, folder=room)


def histories_of(founded: Founded, *acts: str) -> type[Histories]:
    """The histories of this county and its PCs; of nothing but these acts, if any are named."""
    every = {rule.function.__name__ for rule in Histories.setup_state().rules}
    others = dict.fromkeys(every.difference(acts)) if acts else {}
    return type("Histories", (Histories,), {"founded": founded, "happened": [], **others})


def happen_again(histories: type[Histories], steps: Sequence[Step]) -> None:
    """Let this history happen once more, and judge it."""
    state = histories()
    try:
        for name, how in steps:
            getattr(state, name)(**how)
    finally:
        state.teardown()
