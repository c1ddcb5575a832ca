"""Joining by the county's code at the window: typed by hand, with a real county at the other end of the line."""

import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from app.clock import SetClock
from app.county.office import CountyOffice
from app.county.web.site import SiteSettings, open_site
from app.ledger.station_identity import identity_of
from app.models.ledger import Ledger
from app.models.opening import open_ledger
from app.sync.line_settings import LineSettings, line_settings, set_line
from app.ui.first_run_joining import JoinDialog
from app.ui.join_by_code import JoinByCodeDialog
from app.ui.join_code_field import JoinCodeField
from app.ui.operation import Operations
from app.ui.reporting.line_dialog import LineDialog
from app.ui.settings.station_section import StationSection
from app.ui.work import Work
from tests.conftest import LOGIN
from tests.county.conftest import cheap_passwords, county_folder, founded, office, root_key  # noqa: F401 - fixtures
from tests.county.makers import NAME, STATION
from tests.county.web.serving import serving
from tests.ui.clerk import ENTER, KEY, Clerk
from tests.ui.makers_shell import PASSWORD, at_first_run, click, opened

ROOT = Path(__file__).resolve().parents[2]
UNKNOWN = "9K3F 0123 4567 89AB CDEF"
AWAY = "http://127.0.0.1:9"


@pytest.fixture
def county(request: pytest.FixtureRequest) -> CountyOffice:
    """The county's office, its key at hand."""
    opened_office: CountyOffice = request.getfixturevalue("office")
    return opened_office


@pytest.fixture
def enter_password(county: CountyOffice) -> Callable[[], object]:
    """The county without its key, until this is called: then it has it again, and answers what waits."""
    key, county._key = county._key, None

    def enter() -> object:
        county._key = key
        return county.finish_joining()

    return enter


@pytest.fixture
def address(county: CountyOffice, clock: SetClock) -> Iterator[str]:
    """Where the county is served."""
    with serving(open_site(county, clock, SiteSettings(is_secure=False))) as url:
        yield url


@pytest.fixture
def direct(ledger: Ledger) -> Ledger:
    """A PC that asks no proxy."""
    set_line(ledger, LineSettings(proxy="none"))
    return ledger


@pytest.fixture
def shown(qtbot, direct: Ledger, operations: Operations) -> Callable[..., JoinByCodeDialog]:
    """The dialog, once it knows what this PC knows."""
    owner = QWidget()
    qtbot.addWidget(owner)

    def show(ledger: Ledger = direct) -> JoinByCodeDialog:
        made = JoinByCodeDialog(Work(ledger, operations), owner)
        made.show_sized()
        qtbot.waitUntil(lambda: operations.is_idle)
        return made

    return show


def fill_in(qtbot, dialog: JoinByCodeDialog, url: str, code: str) -> None:
    """Address, code, Enter."""
    dialog.url.clear()
    dialog.code.clear()
    qtbot.keyClicks(dialog.url, url)
    qtbot.keyClicks(dialog.code, code)
    qtbot.keyClick(dialog.code, KEY.Key_Return)
    qtbot.waitUntil(lambda: dialog.work.operations.is_idle)


def wide(text: str) -> str:
    """As an input method writes it in its wide form."""
    return "".join("\u3000" if sign == " " else chr(ord(sign) + 0xFEE0) for sign in text)


def test_from_the_first_run_to_an_enrolled_ledger_by_keys_alone(qtbot, window_on, tmp_path, county, address):
    made = county.make_join_code(STATION, NAME)
    clerk = Clerk(qtbot, at_first_run(qtbot, window_on(tmp_path / "home")))
    steps = clerk.window.first_run
    clerk.press(ENTER, ENTER)
    for field, text in ((steps.operator, "zhang"), (steps.password, PASSWORD), (steps.again, PASSWORD)):
        clerk.write(field, text)
    clerk.press(ENTER)
    opened(qtbot, clerk.window)
    dialog = clerk.opened(JoinByCodeDialog)
    dialog.line.click()
    clerk.write(clerk.opened(LineDialog).proxy, "none")
    clerk.ctrl(ENTER)
    clerk.opened(JoinByCodeDialog)
    clerk.write(dialog.url, address)
    # An address typed at this speed is held back for a moment: a scanner's code begins alike.
    clerk.wait(lambda: dialog.url.text() == address)
    clerk.write(dialog.code, wide(made.code.spoken.lower().replace("-", " ")))
    before = dialog.code.text()

    clerk.press(ENTER)
    clerk.wait(dialog.root_key.isVisible)

    identity = identity_of(clerk.window.ledger)
    assert before == made.code.spoken
    assert (identity.station_code, identity.station_name) == (STATION, NAME)
    assert dialog.root_key.text() == county.county().fingerprint == identity.fingerprint
    assert NAME in dialog.told.text()
    assert line_settings(clerk.window.ledger).url == address
    clerk.press(ENTER)
    assert clerk.dialog is None


def test_a_code_that_cannot_be_one_is_told_before_anything_is_sent(qtbot, shown):
    dialog = shown()

    fill_in(qtbot, dialog, AWAY, "9k3f 012u")
    odd, refused = dialog.code_hint.text(), dialog.trouble.text()
    dialog.code.clear()
    qtbot.keyClicks(dialog.code, "9k3f o123 4567")
    lacking = dialog.code_hint.text()
    qtbot.keyClicks(dialog.code, "89AB CDEF7")

    assert odd == refused
    assert "“U”" in odd
    assert dialog.told.text() == ""
    assert lacking == "还差 8 位。"
    assert dialog.code_hint.text() == "多了 1 位。"


def test_a_code_the_county_does_not_know_is_told_and_the_right_one_typed_over_it(qtbot, shown, county, address):
    dialog = shown()
    fill_in(qtbot, dialog, address, UNKNOWN)
    told, focus = dialog.told.text(), dialog.focusWidget()
    dialog.asking.look()
    asked_again = dialog.asking.is_under_way

    fill_in(qtbot, dialog, address, county.make_join_code(STATION, NAME).code.spoken)

    assert "县里没有这个接入码" in told
    assert focus is dialog.code
    assert not asked_again
    assert NAME in dialog.told.text()
    assert identity_of(dialog.work.ledger) is not None


def test_what_waits_for_the_countys_password_is_asked_again_after_a_restart(
    qtbot, tmp_path, clock, shown, direct, county, address, enter_password
):
    made = county.make_join_code(STATION, NAME)
    first = shown()
    fill_in(qtbot, first, address, made.code.spoken)
    told, verb = first.told.text(), first.verb.text()
    first.reject()
    direct.close()

    with open_ledger(tmp_path / "ledger", LOGIN, clock) as later:
        dialog = shown(later)
        typed, still = (dialog.url.text(), dialog.code.text()), dialog.told.text()
        enter_password()
        dialog.asking.look()
        qtbot.waitUntil(dialog.root_key.isVisible)
        enrolled = identity_of(later)
        dialog.reject()

    assert "输入口令" in told
    assert made.code.handle in told
    assert verb == "再问一次"
    assert typed == (address, made.code.spoken)
    assert told.splitlines()[0] == still.splitlines()[0]
    assert enrolled.station_name == NAME


def test_without_a_line_the_step_that_fails_is_named_and_the_way_by_file_is_there(qtbot, shown):
    dialog = shown()
    owner = dialog.parentWidget()

    fill_in(qtbot, dialog, AWAY, UNKNOWN)
    told, steps = dialog.told.text(), dialog.steps.text()
    dialog.asking.look()
    asks_again = dialog.asking.is_under_way
    qtbot.waitUntil(lambda: dialog.work.operations.is_idle)
    click(dialog.by_file)

    by_file = owner.findChild(JoinDialog)
    assert "没有回应" in told
    assert steps.splitlines()[-1].startswith("✕ 县里有回应")
    assert asks_again
    assert by_file.isVisible()


def test_asking_can_be_stopped_and_then_nothing_was_changed(qtbot, shown):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        dialog = shown()
        dialog.url.setText(f"http://127.0.0.1:{silent.getsockname()[1]}")
        dialog.code.setText(UNKNOWN)
        dialog.submit()
        qtbot.waitUntil(dialog.strip.isVisible)
        click(dialog.strip.stop)
        stopping = dialog.told.text()
        silent.accept()[0].close()
        qtbot.waitUntil(lambda: dialog.work.operations.is_idle)

    assert "正在停止" in stopping
    assert dialog.told.text() == "已停止，本机没有任何改动。"
    assert dialog.verb.isEnabled()
    assert identity_of(dialog.work.ledger) is None


@pytest.fixture
def section(qtbot, work: Work, direct: Ledger) -> StationSection:
    """The station in the settings of a PC that was set up without a county."""
    made = StationSection(work)
    qtbot.addWidget(made)
    made.resize(1000, 560)
    made.show()
    made.show_section()
    qtbot.waitUntil(lambda: work.operations.is_idle)
    return made


def words_of(section: StationSection) -> str:
    return " ".join(each.text() for each in section.findChildren(QLabel) if each.isVisibleTo(section))


def test_from_the_settings_a_pc_without_a_county_joins_and_the_facts_follow(qtbot, section, county, address):
    section.activateWindow()
    qtbot.keyClick(section, KEY.Key_J, Qt.KeyboardModifier.ControlModifier)
    dialog = section.findChild(JoinByCodeDialog)
    qtbot.waitUntil(lambda: section.work.operations.is_idle)
    offered = section.by_code.isVisible()

    fill_in(qtbot, dialog, address, county.make_join_code(STATION, NAME).code.spoken)
    dialog.reject()
    qtbot.waitUntil(lambda: section.work.operations.is_idle and STATION in words_of(section))

    assert offered
    assert section.by_code.isHidden()
    assert county.county().fingerprint in words_of(section)


def test_the_settings_ask_again_by_themselves_while_they_are_looked_at(qtbot, section, county, address, enter_password):
    made = county.make_join_code(STATION, NAME)
    section.open_code()
    dialog = section.findChild(JoinByCodeDialog)
    fill_in(qtbot, dialog, address, made.code.spoken)
    dialog.reject()
    qtbot.waitUntil(lambda: section.work.operations.is_idle and made.code.handle in section.waiting.text())
    enter_password()
    at_once = section.asking.is_under_way

    section.asking.look()
    qtbot.waitUntil(lambda: section.work.operations.is_idle and STATION in words_of(section))

    assert not at_once
    assert NAME in section.told.text()
    assert section.waiting.isHidden()


def test_neither_the_network_nor_what_speaks_with_the_county_is_loaded_with_the_window():
    shown = "app.desktop, app.ui.join_by_code, app.ui.settings.station_section"
    told = f"import sys, {shown}; print([name for name in sys.modules if name.startswith(('app.sync', 'requests'))])"

    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, cwd=ROOT, check=True)

    assert done.stdout.strip() == "[]"


@pytest.fixture
def field(qtbot) -> JoinCodeField:
    made = JoinCodeField()
    qtbot.addWidget(made)
    made.show()
    return made


def test_the_field_groups_what_is_typed_and_the_cursor_stays_where_it_was(qtbot, field):
    qtbot.keyClicks(field, "abcdefgh12")
    whole = field.text()
    for _ in range(3):
        qtbot.keyClick(field, KEY.Key_Backspace)
    shorter = field.text()
    field.setCursorPosition(4)
    qtbot.keyClick(field, KEY.Key_Delete)
    without = field.text()
    qtbot.keyClicks(field, "x")

    assert (whole, shorter, without) == ("ABCD-EFGH-12", "ABCD-EFG", "ABCD-FG")
    assert field.text() == "ABCD-XFG"
