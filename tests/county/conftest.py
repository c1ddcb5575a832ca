"""A county as it was founded once, copied for every test that works with it; and a PC that may be enrolled in it."""

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from functools import partial
from pathlib import Path

import pytest

from app.clock import SetClock
from app.county.database_place import REGISTER, keep_address, kept_address, read_address
from app.county.founding import found_county
from app.county.office import CountyOffice
from app.credential.keys import SigningKey
from app.credential.sealing import wrap
from app.models.key_ring import PRACTICE_COST
from app.models.ledger import Ledger
from app.models.ledger_file import remove_database
from app.models.opening import create_ledger, open_ledger
from tests.county.makers import FENGQING, LOGIN, PASSWORD, carry
from tests.county.postgresql import WITHOUT, Server, running_server


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


ENGINES = ("sqlite", "postgresql")
# Read once, before the first test: every test begins with such names taken out of its environment.
LEFT_OUT = bool(os.environ.get(WITHOUT))


def pytest_configure(config: pytest.Config) -> None:
    """The mark of tests that are about one engine alone."""
    config.addinivalue_line("markers", "engines(*names): the engines of the county's register that this test is about")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every test that works with a county does so on both engines; `engines` on a test names the ones it is about."""
    only = metafunc.definition.get_closest_marker("engines")
    for name in ("county_folder", "county_database"):
        if name in metafunc.fixturenames:
            metafunc.parametrize(name, only.args if only else ENGINES, indirect=True)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    """A PostgreSQL server, really running."""
    if LEFT_OUT:
        pytest.skip(f"{WITHOUT} is set")
    with running_server() as server:
        yield server


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A county folder that no test writes to."""
    folder = tmp_path_factory.mktemp("county") / "凤庆县"
    found_county(folder, FENGQING, PASSWORD, nine(), "李主任")
    return folder


@pytest.fixture(scope="session")
def template(founded: Path, postgresql: Server) -> str:
    """The same county in a database that no test writes to."""
    name = postgresql.new_database()
    carry(founded, postgresql.address(name))
    return name


@pytest.fixture
def county_database(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of an empty database: the word for the file in a folder, or one of the server's."""
    if getattr(request, "param", "sqlite") == "sqlite":
        yield "sqlite"
        return
    server: Server = request.getfixturevalue("postgresql")
    name = server.new_database()
    yield server.address(name)
    server.drop(name)


@pytest.fixture
def county_folder(request: pytest.FixtureRequest, founded: Path, tmp_path: Path) -> Iterator[Path]:
    """A county folder of the test's own; its register lies in it, or in a database of the test's own."""
    folder = tmp_path / "county"
    shutil.copytree(founded, folder)
    if getattr(request, "param", "sqlite") == "sqlite":
        yield folder
        return
    template, server = request.getfixturevalue("template"), request.getfixturevalue("postgresql")
    name = server.new_database(template)
    remove_database(folder / REGISTER)
    keep_address(folder, server.address(name))
    yield folder
    server.drop(name)


@pytest.fixture
def keep_copy(county_folder: Path, request: pytest.FixtureRequest) -> Callable[[], Callable[[], None]]:
    """Keeps the county's register as it is now, and gives what puts it back; nobody may have it open."""
    if not (address := kept_address(county_folder)):
        return partial(_keep_file, county_folder / REGISTER)
    return partial(_keep_database, request.getfixturevalue("postgresql"), read_address(address).database)


def _keep_file(path: Path) -> Callable[[], None]:
    return partial(path.write_bytes, path.read_bytes())


def _keep_database(server: Server, name: str) -> Callable[[], None]:
    kept = server.new_database(name)

    def put_back() -> None:
        server.drop(name)
        server.run(f"alter database {kept} rename to {name}")

    return put_back


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
