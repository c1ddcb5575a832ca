"""The county's server on a port of its own, and a real browser to look at it with."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service

from app.county.duties import Duty
from app.county.web.serving import Door, background
from app.county.web.site import Site
from app.resources import path_of

CHROMIUM, DRIVER = "/usr/bin/chromium", "/usr/bin/chromedriver"


@contextmanager
def serving(site: Site, duties: Sequence[Duty] = ()) -> Iterator[str]:
    """The address of this county while it is served; it does the duties that a test is about."""
    with background(site, Door(port=0), grace=2, duties=duties) as port:
        yield f"http://127.0.0.1:{port}"


@contextmanager
def browser(profile: Path, width: int = 1366, height: int = 768) -> Iterator[webdriver.Chrome]:
    """Chromium without a screen; what its pages complain of is kept in its log."""
    options = Options()
    options.binary_location = CHROMIUM
    for word in (
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--lang=zh-CN",
        "--accept-lang=zh-CN",
    ):
        options.add_argument(word)
    options.add_argument(f"--window-size={width},{height}")
    options.add_argument(f"--user-data-dir={profile}")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(DRIVER, env=os.environ | _fonts(profile)))
    try:
        yield driver
    finally:
        driver.quit()


def _fonts(profile: Path) -> dict[str, str]:
    """The fonts that travel with the program: a bare machine could not write Chinese."""
    told = f'<fontconfig><include ignore_missing="yes">/etc/fonts/fonts.conf</include><dir>{path_of("fonts")}</dir>'
    place = profile.with_suffix(".fonts.conf")
    place.write_text(f"{told}</fontconfig>", encoding="utf-8")
    return {"FONTCONFIG_FILE": str(place)}


def complaints(driver: webdriver.Chrome) -> list[str]:
    """What the browser's console holds against the pages: scripts that fail, rules that are broken."""
    return [line["message"] for line in driver.get_log("browser") if line["level"] in {"SEVERE", "WARNING"}]
