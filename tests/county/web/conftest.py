"""A county that is served, and one browser for all tests of a worker."""

import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from selenium import webdriver

from app.clock import SetClock
from app.county.office import CountyOffice
from app.county.web.site import Site, SiteSettings, open_site
from tests.county.conftest import nine
from tests.county.web.filled import fill_county
from tests.county.web.served import Serving, served_from
from tests.county.web.serving import browser, serving

SMALL = 0.3
"""The scale of the filled county in tests."""


@pytest.fixture(scope="session", autouse=True)
def cheap_officers() -> Iterator[None]:
    """Officers' passwords that cost little to check: what they cost otherwise is tested once by itself."""
    cheap = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.county.officers.HASHER", cheap)
        patch.setattr("app.county.signing_in.HASHER", cheap)
        yield


@pytest.fixture
def site(office: CountyOffice, clock: SetClock) -> Site:
    """The county at work."""
    return open_site(office, clock, SiteSettings(is_secure=False))


@pytest.fixture
def address(site: Site) -> Iterator[str]:
    """Where it is served."""
    with serving(site) as url:
        yield url


@pytest.fixture
def served(county_folder: Path) -> Serving:
    """Serves the county's folder, as the command does it, until the block is left."""
    return partial(served_from, county_folder)


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    """A browser as people have it."""
    with browser(Path(tmp_path_factory.mktemp("chromium"))) as driver:
        yield driver


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a county with three stations, made once and written to by nobody."""
    folder = tmp_path_factory.mktemp("filled")
    fill_county(folder, nine(), SMALL)
    return folder / "county"


@pytest.fixture
def full_site(filled: Path, tmp_path: Path, clock: SetClock) -> Iterator[Site]:
    """That county at work, half an hour later; no root key at hand, as a server usually runs."""
    shutil.copytree(filled, tmp_path / "full")
    clock.advance(minutes=30)
    with CountyOffice.visit(tmp_path / "full", clock) as opened:
        yield open_site(opened, clock, SiteSettings(is_secure=False))


@pytest.fixture
def full_address(full_site: Site) -> Iterator[str]:
    """Where it is served."""
    with serving(full_site) as url:
        yield url
