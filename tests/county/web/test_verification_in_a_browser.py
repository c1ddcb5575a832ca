"""The verification page in a real browser: the same verdict as the station gives, and nothing sent that need not be."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait

from app.clock import SetClock
from app.county.office import CountyOffice
from app.county.web.site import Site, SiteSettings, open_site
from app.credential.keys import SigningKey
from app.ledger.station_key import signing_key
from app.models.ledger import Ledger
from app.models.opening import open_ledger
from tests.county.conftest import nine
from tests.county.makers import LOGIN, NUMBER, PASSWORD, certificate_text, enrolled
from tests.county.test_lists import NEXT
from tests.county.web.serving import complaints, serving
from tests.county.web.test_public_answers import verdict

pytestmark = pytest.mark.engines("sqlite")
WAIT = 30


def shown(driver: webdriver.Chrome) -> tuple[str, str]:
    """The look of the verdict, once there is one, and its title."""
    box = driver.find_element(By.ID, "verdict")
    WebDriverWait(driver, WAIT).until(lambda _: box.is_displayed() and "working" not in box.get_attribute("class"))
    return box.get_attribute("class").removeprefix("verdict "), box.find_element(By.TAG_NAME, "h1").text


def opened_at(driver: webdriver.Chrome, url: str) -> tuple[str, str]:
    """As a phone opens the text of a code."""
    driver.get("about:blank")
    driver.get(url)
    return shown(driver)


def scanned(driver: webdriver.Chrome, address: str, text: str) -> tuple[str, str]:
    return opened_at(driver, f"{address}/v#{text.rpartition('#')[2]}")


def typed(driver: webdriver.Chrome, address: str, text: str) -> tuple[str, str]:
    driver.get(f"{address}/v")
    driver.find_element(By.ID, "text").send_keys(text)
    driver.find_element(By.CSS_SELECTOR, "#by-text button").click()
    return shown(driver)


def test_a_genuine_certificate_is_valid_and_its_text_is_sent_nowhere(
    office: CountyOffice, pc: Ledger, site: Site, address: str, chromium: webdriver.Chrome
) -> None:
    enrolled(office, pc)
    text = certificate_text(signing_key(pc))

    found = typed(chromium, address, text)

    assert found == ("valid", "有效")
    assert "罗正祥" in chromium.find_element(By.ID, "verdict").text
    asked = chromium.execute_script("return performance.getEntriesByType('resource').map((each) => each.name)")
    assert not any("check" in name for name in asked)
    assert complaints(chromium) == []


def test_a_phone_that_opens_the_code_sees_the_verdict_at_once(
    office: CountyOffice, pc: Ledger, address: str, chromium: webdriver.Chrome
) -> None:
    enrolled(office, pc)

    assert scanned(chromium, address, certificate_text(signing_key(pc))) == ("valid", "有效")


def test_an_altered_one_a_forged_one_and_garbage_are_not(
    office: CountyOffice, pc: Ledger, address: str, chromium: webdriver.Chrome
) -> None:
    enrolled(office, pc)
    text = certificate_text(signing_key(pc))
    digit = "1" if text[-20] != "1" else "2"

    assert typed(chromium, address, text[:-20] + digit + text[-19:])[0] in {"bad", "unsure"}
    assert typed(chromium, address, certificate_text(SigningKey.generate())) == ("bad", "不予认可")
    assert typed(chromium, address, "此证有效")[0] == "unsure"


def test_a_revoked_and_a_corrected_one_say_so(
    office: CountyOffice, pc: Ledger, address: str, chromium: webdriver.Chrome
) -> None:
    enrolled(office, pc)
    office.revoke_certificate(NUMBER, None, "冒名")
    office.revoke_certificate(NEXT, None, "姓名写错", NUMBER)

    assert typed(chromium, address, certificate_text(signing_key(pc)))[0] == "bad"
    state, _ = typed(chromium, address, certificate_text(signing_key(pc), NEXT))
    assert state == "unsure"
    assert NUMBER in chromium.find_element(By.ID, "verdict").text


def test_a_revoked_key_is_judged_by_the_county(
    office: CountyOffice, pc: Ledger, address: str, chromium: webdriver.Chrome, clock: SetClock
) -> None:
    enrolled(office, pc)
    office.revoke_key(signing_key(pc).key_id.hex(), clock.now().date(), "电脑被盗")

    assert typed(chromium, address, certificate_text(signing_key(pc)))[0] == "bad"


def test_a_browser_without_the_signature_asks_the_county(
    office: CountyOffice, pc: Ledger, address: str, chromium: webdriver.Chrome
) -> None:
    enrolled(office, pc)
    chromium.get(f"{address}/v")
    chromium.execute_script("crypto.subtle.importKey = () => Promise.reject(new Error('NotSupported'))")
    chromium.find_element(By.ID, "text").send_keys(certificate_text(signing_key(pc)))
    chromium.find_element(By.CSS_SELECTOR, "#by-text button").click()

    assert shown(chromium) == ("valid", "有效")
    asked = chromium.execute_script("return performance.getEntriesByType('resource').map((each) => each.name)")
    assert any("check" in name for name in asked)


def test_the_page_fits_a_small_phone(address: str, chromium: webdriver.Chrome) -> None:
    size = chromium.get_window_size()
    chromium.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride", {"width": 320, "height": 640, "deviceScaleFactor": 2, "mobile": True}
    )
    try:
        chromium.get(f"{address}/v")
        width = chromium.execute_script("return document.documentElement.scrollWidth")
    finally:
        chromium.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})

    assert width <= 320
    assert size == chromium.get_window_size()


@pytest.fixture(scope="module")
def judging(
    founded: Path, made_pc: Path, tmp_path_factory: pytest.TempPathFactory, chromium: webdriver.Chrome
) -> Iterator[tuple[webdriver.Chrome, str, list[str]]]:
    """A served county, and texts of every sort that its browser and its Python shall judge alike."""
    folder = tmp_path_factory.mktemp("judging")
    shutil.copytree(founded, folder / "county")
    shutil.copytree(made_pc, folder / "pc")
    clock = nine()
    with (
        CountyOffice.open(folder / "county", PASSWORD, clock) as office,
        open_ledger(folder / "pc", LOGIN, clock) as ledger,
    ):
        enrolled(office, ledger)
        key = signing_key(ledger)
        office.revoke_certificate(NEXT, None, "冒名")
        texts = [certificate_text(key), certificate_text(key, NEXT), certificate_text(SigningKey.generate())]
        site = open_site(office, clock, SiteSettings(False, checks_a_minute=10**9))
        with serving(site) as address:
            chromium.get(f"{address}/v")
            yield chromium, address, texts


_JUDGE = """
const [text, done] = arguments;
const answer = async () => {
  const { judge } = await import("/static/certificate.js");
  const trust = await (await fetch("/v/trust.json")).json();
  return (await judge(text, trust)).reason;
};
answer().then(done, (error) => done("error " + error));
"""


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_browser_and_county_say_the_same_of_every_text(
    data: st.DataObject, judging: tuple[webdriver.Chrome, str, list[str]]
) -> None:
    driver, address, texts = judging
    text = data.draw(st.sampled_from(texts))
    start = text.index("#") + 1
    way = data.draw(st.sampled_from(["as it is", "digit", "cut", "longer", "doubled", "digits alone", "other host"]))
    place = data.draw(st.integers(start, len(text) - 1))
    altered = {
        "as it is": text,
        "digit": text[:place] + data.draw(st.sampled_from("0123456789x")) + text[place + 1 :],
        "cut": text[:place],
        "longer": text + data.draw(st.text("0123456789", min_size=1, max_size=20)),
        "doubled": text[:start] + text[start:] + text[start:],
        "digits alone": text[start:],
        "other host": text.replace("rc.fengqing", "rc.fengqinq"),
    }[way]

    driver.set_script_timeout(WAIT)
    in_browser = driver.execute_async_script(_JUDGE, altered)

    assert in_browser == verdict(address, altered)["reason"]
