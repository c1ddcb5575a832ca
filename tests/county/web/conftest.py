"""A county that is served, and one browser for all tests of a worker."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium import webdriver

from app.clock import SetClock
from app.county.office import CountyOffice
from app.county.web.site import Site, SiteSettings, open_site
from tests.county.web.serving import browser, serving


@pytest.fixture
def site(office: CountyOffice, clock: SetClock) -> Site:
    """The county at work."""
    return open_site(office, clock, SiteSettings(is_secure=False))


@pytest.fixture
def address(site: Site) -> Iterator[str]:
    """Where it is served."""
    with serving(site) as url:
        yield url


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    """A browser as people have it."""
    with browser(Path(tmp_path_factory.mktemp("chromium"))) as driver:
        yield driver
