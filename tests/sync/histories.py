"""Histories: generated from a seed, lived through in a world, and cut down to what is needed when one fails."""

import random
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.sync.laws import check
from tests.sync.real_county import Founded, without_regions
from tests.sync.seeded import seeded
from tests.sync.world import World

Act = tuple[str, int, int]
WEIGHTS = {
    "write": 5, "rename": 5, "note": 4, "delete": 2, "erase": 2, "issue": 4,
    "round": 8, "broken_round": 7, "crashed_round": 3, "stray": 2, "post": 2, "fetch": 3,
    "set_clock": 3, "crash": 1, "back_up": 1, "restore": 1, "copy": 2, "put_back": 2, "clone": 1, "burn": 1,
    "county_back_up": 1, "county_restore": 1,
}  # fmt: skip

DISASTERS = ("restore", "put_back", "copy", "clone", "burn", "county_back_up", "county_restore", "set_clock")
STORMY = WEIGHTS | dict.fromkeys(DISASTERS, 4)
"""Every other history is one of disasters."""


def history(seed: int, length: int) -> list[Act]:
    """Acts by chance: which, by which PC, and how."""
    chance = random.Random(seed)
    weights = STORMY if seed % 2 else WEIGHTS
    names = chance.choices(list(weights), list(weights.values()), k=length)
    return [(name, chance.randrange(6), chance.randrange(1000)) for name in names]


@contextmanager
def small_answers() -> Iterator[None]:
    """The county gives its batches out by twos, so that even a short history needs several questions."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.county.store.handing_out.MOST_BATCHES", 2)
        without_regions(patch)
        yield


def live(founded: Founded, acts: Sequence[Act], seed: int = 0, laws: Callable[[World], None] = check) -> None:
    """Let these acts happen, then hold the world to its laws."""
    with tempfile.TemporaryDirectory() as room, seeded(seed) as chance, small_answers():
        world = World(founded, Path(room), chance)
        try:
            for name, at, number in acts:
                world.clock.advance(minutes=7)
                getattr(world, name)(at, number)
            laws(world)
        finally:
            world.close()


def shortened(founded: Founded, acts: Sequence[Act], seed: int, fault: str) -> list[Act]:
    """The acts without all that can be left out while it still fails in the same way."""
    left, size = list(acts), max(1, len(acts) // 2)
    while size:
        at = 0
        while at < len(left):
            fewer = left[:at] + left[at + size :]
            if fault_of(founded, fewer, seed) == fault:
                left = fewer
            else:
                at += size
        size //= 2
    return left


def fault_of(founded: Founded, acts: Sequence[Act], seed: int) -> str:
    """In which way this history breaks a law; empty if it breaks none."""
    try:
        live(founded, acts, seed)
    except Exception as error:  # noqa: BLE001 - every fault is one
        return name_of(error)
    return ""


def name_of(error: Exception) -> str:
    """A fault without the figures that change from one history to the next."""
    return f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"[:400]
