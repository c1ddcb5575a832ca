"""A real county and its stations' PCs, founded and enrolled once, and copied for every history."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from app.clock import Clock, SetClock
from app.county.enrolment import Terms
from app.county.founding import found_county
from app.county.office import CountyOffice
from app.county.restoring import restore_county
from app.county.store.exchange import Exchange
from app.credential.keys import SigningKey
from app.credential.sealing import wrap
from app.models.key_ring import PRACTICE_COST
from app.models.ledger import Ledger
from app.models.opening import create_ledger, open_ledger
from app.sync.line import CutOff
from tests.conftest import LOGIN, MORNING
from tests.county.makers import FENGQING, PASSWORD, enrolled
from tests.sync.inside_a_pc import Crash, dark_before

STATIONS = (Terms("530921101", "凤山镇工作站", serials=40), Terms("530921102", "鲁史镇工作站", serials=40))
OFFICER = "李主任"


@dataclass(frozen=True)
class Founded:
    """Closed folders of a county and its PCs, to be copied; the root key, unlocked."""

    folder: Path
    root: SigningKey
    pcs: tuple[tuple[str, int], ...]
    """Each PC by the name of its folder and its station."""

    def copied(self, room: Path) -> Path:
        """All of it once more."""
        shutil.copytree(self.folder, room, dirs_exist_ok=True)
        return room


def found(folder: Path, pcs: Sequence[tuple[str, int]] = (("a", 0), ("b", 0), ("c", 1), ("d", 1))) -> Founded:
    """A county with these PCs enrolled; passwords cost little."""
    clock = SetClock(MORNING)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.county.root_keys.wrap", partial(wrap, cost=PRACTICE_COST))
        patch.setattr("app.models.key_ring.USUAL_COST", PRACTICE_COST)
        without_regions(patch)
        found_county(folder / "county", FENGQING, PASSWORD, clock, OFFICER)
        with CountyOffice.open(folder / "county", PASSWORD, clock) as office:
            office.desk()
            for name, station in pcs:
                new_pc(office, folder / name, station, clock).close()
            return Founded(folder, office._root, tuple(pcs))


def without_regions(patch: pytest.MonkeyPatch) -> None:
    """Let the county hand down no list of villages: a history is not about them, and would be mostly they."""
    patch.setattr("app.county.enrolment.places_of", lambda _: ())


def new_pc(office: CountyOffice, folder: Path, station: int, clock: Clock) -> Ledger:
    """The open ledger of a fresh PC, enrolled for this station; it stands on no particular computer."""
    create_ledger(folder, LOGIN, clock, practice=True).close()
    ledger = open_ledger(folder, LOGIN, clock, machine="")
    enrolled(office, ledger, STATIONS[station])
    return ledger


class Hall:
    """The county at work: its office and its side of rounds."""

    def __init__(self, folder: Path, root: SigningKey, clock: SetClock) -> None:
        self.folder = folder
        self.clock = clock
        self._root = root
        self._open()

    def _open(self) -> None:
        self.office = CountyOffice.visit(self.folder, self.clock, OFFICER)
        self.office._key = self._root
        self.exchange = Exchange(self.office.register, self.office.desk(), self.clock)
        self.exchange.heal()

    def close(self) -> None:
        """Shut it."""
        self.office.close()

    @contextmanager
    def dark_after(self, commits: int) -> Iterator[None]:
        """It goes dark when it has made so many commits, and is started again. Raises CutOff to whoever asks then."""
        register = self.office.register
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(register, "writing", dark_before(register.writing, commits))
            try:
                yield
            except Crash:
                self.close()
                self._open()
                raise CutOff from None

    def back_up(self, target: Path) -> Path:
        """A backup of the whole county."""
        return self.office.back_up(target).path

    def restore(self, backup: Path) -> None:
        """The county as it was then, under a new epoch."""
        self.close()
        restore_county(self.folder, backup, self.clock, OFFICER, replace=True)
        self._open()
