"""A county as it was founded once, copied for every test that works with it; and a PC that may be enrolled in it."""

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from functools import partial
from pathlib import Path

import pytest

from app.clock import SetClock
from app.county.founding import found_county
from app.county.office import CountyOffice
from app.credential.keys import SigningKey
from app.credential.sealing import wrap
from app.models.key_ring import PRACTICE_COST
from app.models.ledger import Ledger
from app.models.opening import create_ledger, open_ledger
from tests.county.makers import FENGQING, LOGIN, PASSWORD


def nine() -> SetClock:
    """09:00 in China on 21 November 2026."""
    return SetClock(datetime(2026, 11, 21, 9, 0, tzinfo=timezone(timedelta(hours=8))))


@pytest.fixture(scope="session", autouse=True)
def cheap_passwords() -> Iterator[None]:
    """Passwords that cost little to check: they are slow on purpose, and that is tested once by itself."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.county.root_keys.wrap", partial(wrap, cost=PRACTICE_COST))
        patch.setattr("app.models.key_ring.USUAL_COST", PRACTICE_COST)
        yield


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A county folder that no test writes to."""
    folder = tmp_path_factory.mktemp("county") / "凤庆县"
    found_county(folder, FENGQING, PASSWORD, nine(), "李主任")
    return folder


@pytest.fixture
def county_folder(founded: Path, tmp_path: Path) -> Path:
    """A county folder of the test's own."""
    folder = tmp_path / "county"
    shutil.copytree(founded, folder)
    return folder


@pytest.fixture(scope="session")
def root_key(founded: Path) -> SigningKey:
    """Its root key, unlocked once: the password is slow on purpose."""
    with CountyOffice.open(founded, PASSWORD, nine()) as office:
        return office._root


@pytest.fixture
def office(county_folder: Path, clock: SetClock, root_key: SigningKey) -> Iterator[CountyOffice]:
    """The county's office, ready to sign."""
    with CountyOffice.visit(county_folder, clock, "李主任") as opened:
        opened._key = root_key
        yield opened


@pytest.fixture
def new_pc(tmp_path: Path, clock: SetClock) -> Iterator[Callable[[str], Ledger]]:
    """Makes the ledgers of further PCs, by a name for the folder; practice ledgers, since those open at once."""
    opened: list[Ledger] = []

    def make(name: str) -> Ledger:
        opened.append(create_ledger(tmp_path / name, LOGIN, clock, practice=True))
        return opened[-1]

    yield make
    for ledger in opened:
        ledger.close()


@pytest.fixture(scope="session")
def made_pc(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a ledger that no test opens."""
    folder = tmp_path_factory.mktemp("pc") / "pc"
    create_ledger(folder, LOGIN, nine(), practice=True).close()
    return folder


@pytest.fixture
def pc(made_pc: Path, tmp_path: Path, clock: SetClock) -> Iterator[Ledger]:
    """The ledger of a station's first PC."""
    shutil.copytree(made_pc, tmp_path / "pc")
    with open_ledger(tmp_path / "pc", LOGIN, clock) as opened:
        yield opened
