"""A station that its county has enrolled, with a block of 1,000 numbers: enrolled once, copied for every test."""

import shutil
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path

import pytest

from app.clock import SetClock
from app.models.ledger import Ledger
from app.models.opening import open_ledger
from tests.conftest import LOGIN, MORNING
from tests.makers_certificates import MakeBelieveCounty, PressToFile


@pytest.fixture(scope="session")
def enrolled(empty_ledger: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, MakeBelieveCounty]:
    """The folder of a closed, enrolled ledger, and its county; no test writes to either."""
    folder = tmp_path_factory.mktemp("enrolled") / "ledger"
    shutil.copytree(empty_ledger, folder)
    county = MakeBelieveCounty()
    with open_ledger(folder, LOGIN, SetClock(MORNING)) as ledger:
        county.enrol(ledger)
    return folder, county


@pytest.fixture
def county(enrolled: tuple[Path, MakeBelieveCounty]) -> MakeBelieveCounty:
    return deepcopy(enrolled[1])


@pytest.fixture
def station(enrolled: tuple[Path, MakeBelieveCounty], tmp_path: Path, clock: SetClock) -> Iterator[Ledger]:
    shutil.copytree(enrolled[0], tmp_path / "station")
    with open_ledger(tmp_path / "station", LOGIN, clock) as ledger:
        yield ledger


@pytest.fixture
def press(tmp_path: Path) -> PressToFile:
    return PressToFile(tmp_path)
