"""The officers' pages in a real browser: signed in, looked up, revoked, on a desk and on a phone."""

from collections.abc import Iterator

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait

from app.county.web.frame import WAYS
from tests.county.web.filled import OFFICER_PASSWORD, STATIONS
from tests.county.web.serving import complaints

PATIENCE = 60

pytestmark = pytest.mark.engines("sqlite")
DESK, PHONE, SMALL_PHONE = (1366, 768), (360, 740), (320, 640)
PAGES = (
    "/",
    "/stations",
    f"/stations/{STATIONS[0].code}",
    f"/stations/{STATIONS[0].code}/tables",
    "/certificates",
    "/classes",
    "/revocations",
    "/blocks",
    "/codes",
    "/officers",
    "/duplicates",
    "/conflicts",
    "/parked",
    "/journal",
    "/journal/refusals",
    "/password",
)
# What would cut words off or lie under something else: the page's own box, and every box in it that hides what is over.
_OVER = """
const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
const cut = [...document.querySelectorAll("main *")].filter((each) => {
  const style = getComputedStyle(each);
  return style.overflowX === "hidden" && each.tagName !== "PROGRESS" && each.scrollWidth > each.clientWidth + 1;
});
return [wide, cut.map((each) => each.className)];
"""


@pytest.fixture
def screen(chromium: webdriver.Chrome) -> Iterator[webdriver.Chrome]:
    """A browser that nobody has signed in with."""
    chromium.delete_all_cookies()
    complaints(chromium)
    yield chromium
    chromium.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    chromium.delete_all_cookies()


def sized(driver: webdriver.Chrome, size: tuple[int, int]) -> None:
    told = {"width": size[0], "height": size[1], "deviceScaleFactor": 1, "mobile": size != DESK}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", told)


def signed_in(driver: webdriver.Chrome, address: str, name: str, path: str = "/") -> None:
    driver.get(f"{address}{path}")
    driver.find_element(By.ID, "name").send_keys(name)
    driver.find_element(By.ID, "password").send_keys(OFFICER_PASSWORD)
    driver.find_element(By.CSS_SELECTOR, "button.primary").click()
    WebDriverWait(driver, PATIENCE).until(lambda each: each.find_elements(By.ID, "sign-out"))


def test_an_officer_signs_in_where_she_wanted_to_go_and_out_again(full_address: str, screen: webdriver.Chrome) -> None:
    signed_in(screen, full_address, "王登记", "/certificates")

    assert screen.current_url == f"{full_address}/certificates"
    assert screen.execute_script("return document.cookie") == ""
    screen.find_element(By.ID, "sign-out").click()
    screen.get(f"{full_address}/certificates")
    assert "/sign-in" in screen.current_url
    assert complaints(screen) == []


def test_a_wrong_password_is_told_where_she_stands(full_address: str, screen: webdriver.Chrome) -> None:
    screen.get(full_address)
    screen.find_element(By.ID, "name").send_keys("王登记")
    screen.find_element(By.ID, "password").send_keys("不是这个口令")
    screen.find_element(By.CSS_SELECTOR, "button.primary").click()

    told = WebDriverWait(screen, PATIENCE).until(lambda seen: seen.find_elements(By.ID, "trouble"))
    assert told[0].is_displayed()
    assert screen.find_element(By.ID, "name").get_attribute("value") == "王登记"


def test_a_certificate_is_found_and_revoked_and_the_public_page_refuses_it(
    full_address: str, screen: webdriver.Chrome
) -> None:
    signed_in(screen, full_address, "王登记", "/certificates")
    number = screen.find_element(By.CSS_SELECTOR, "tbody th a").text
    screen.find_element(By.NAME, "text").send_keys(number)
    screen.find_element(By.CSS_SELECTOR, ".filters button").click()
    WebDriverWait(screen, PATIENCE).until(lambda seen: len(seen.find_elements(By.CSS_SELECTOR, "tbody tr")) == 1)
    lines = screen.find_elements(By.CSS_SELECTOR, "tbody tr")
    name = lines[0].find_element(By.TAG_NAME, "td").text
    lines[0].find_element(By.TAG_NAME, "a").click()

    screen.find_element(By.ID, "reason").send_keys("误签发")
    screen.find_element(By.CSS_SELECTOR, "#revoke button").click()

    WebDriverWait(screen, PATIENCE).until(lambda seen: seen.find_elements(By.CSS_SELECTOR, "h1 + .chip.bad"))
    screen.get(f"{full_address}/v")
    screen.find_element(By.ID, "number").send_keys(number)
    screen.find_element(By.CSS_SELECTOR, "form[action='/v/lookup'] input[name=name]").send_keys(name)
    screen.find_element(By.CSS_SELECTOR, "form[action='/v/lookup'] button").click()
    WebDriverWait(screen, PATIENCE).until(lambda seen: seen.find_elements(By.CSS_SELECTOR, ".notice.bad"))
    assert complaints(screen) == []


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_no_page_is_wider_than_the_screen_or_cuts_its_words(
    full_address: str, screen: webdriver.Chrome, size: tuple[int, int]
) -> None:
    sized(screen, size)
    signed_in(screen, full_address, "李主任")

    over = {}
    for path in PAGES:
        screen.get(f"{full_address}{path}")
        wide, cut = screen.execute_script(_OVER)
        if wide > 0 or cut:
            over[path] = (wide, cut)

    assert over == {}
    assert complaints(screen) == []


def test_an_auditor_sees_no_button_for_what_she_may_not_do(full_address: str, screen: webdriver.Chrome) -> None:
    signed_in(screen, full_address, "赵审计")

    offered = {}
    for path in (
        "/revocations",
        "/blocks",
        "/codes",
        "/officers",
        "/conflicts",
        "/parked",
        f"/stations/{STATIONS[0].code}",
    ):
        screen.get(f"{full_address}{path}")
        forms = screen.find_elements(By.CSS_SELECTOR, "main form[method=post]:not(.downloads), main form#retry")
        offered[path] = len(forms)

    assert set(offered.values()) == {0}


def test_on_the_smallest_phone_every_way_is_under_the_menu_and_a_new_code_is_read_whole(
    full_address: str, screen: webdriver.Chrome
) -> None:
    sized(screen, SMALL_PHONE)
    signed_in(screen, full_address, "李主任")
    folded = [way.is_displayed() for way in screen.find_elements(By.CSS_SELECTOR, ".ways a")]
    screen.find_element(By.CSS_SELECTOR, "label[for=menu]").click()
    boxes = [way.rect for way in screen.find_elements(By.CSS_SELECTOR, ".ways a")]
    screen.find_element(By.CSS_SELECTOR, ".ways a[href='/codes']").click()

    screen.find_element(By.CSS_SELECTOR, f"#station option[value='{STATIONS[0].code}']").click()
    screen.find_element(By.CSS_SELECTOR, "#make button").click()
    groups = WebDriverWait(screen, PATIENCE).until(lambda seen: seen.find_elements(By.CSS_SELECTOR, ".secret span"))

    assert not any(folded)
    assert all(box["height"] >= 36 and box["x"] >= 0 and box["x"] + box["width"] <= 320 for box in boxes)
    assert len({(box["x"], box["y"]) for box in boxes}) == len(boxes) == len(WAYS)
    assert len("".join(each.text for each in groups)) == len("XXXX-") * 5 - 1
    assert all(each.rect["x"] + each.rect["width"] <= 320 for each in groups)
    assert screen.execute_script(_OVER) == [0, []]
    assert complaints(screen) == []


def test_an_administrator_lets_an_officer_in_no_longer_by_typing_her_own_password_once_more(
    full_address: str, screen: webdriver.Chrome
) -> None:
    signed_in(screen, full_address, "李主任", "/officers")

    form = screen.find_element(By.XPATH, "//form[input[@name='name' and @value='赵审计']]")
    screen.execute_script("arguments[0].closest('details').open = true", form)
    form.find_element(By.NAME, "own").send_keys(OFFICER_PASSWORD)
    form.find_element(By.CSS_SELECTOR, "button.danger").click()
    WebDriverWait(screen, PATIENCE).until(lambda seen: "done=dismissed" in seen.current_url)

    assert screen.find_elements(By.XPATH, "//tr[@class='settled'][contains(., '赵审计')]")
    assert complaints(screen) == []
