"""The settings as a whole: every section is reached with the arrow keys, and a spot leads to each."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QComboBox, QLineEdit, QSpinBox, QWidget

from app.models.ledger import Clerk
from app.ui import spots
from app.ui.settings.language_section import LanguageSection
from app.ui.settings.scanner_section import ScannerSection
from app.ui.settings.settings_page import NAMES, SettingsPage
from app.ui.spots import Spot

KEY, CONTROL = Qt.Key, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def page(qtbot, work) -> SettingsPage:
    made = SettingsPage(work)
    qtbot.addWidget(made)
    made.resize(1180, 620)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def go(qtbot, page: SettingsPage, part: str = "", detail: str = "") -> QWidget:
    page.show_spot(Spot(spots.SETTINGS, part=part, detail=detail))
    qtbot.waitUntil(lambda: page.work.operations.is_idle)
    return page.section


def test_the_arrow_keys_walk_through_the_sections_and_enter_goes_in(qtbot, page):
    go(qtbot, page)
    names = [page.name]
    for _ in range(len(NAMES) - 1):
        qtbot.keyClick(page.list, KEY.Key_Down)
        names.append(page.name)
    qtbot.keyClick(page.list, KEY.Key_Return)
    inside = page.focusWidget()
    qtbot.keyClick(inside, KEY.Key_Escape)

    assert names == list(NAMES)
    assert page.section.isAncestorOf(inside)
    assert page.list.hasFocus()
    qtbot.waitUntil(lambda: page.work.operations.is_idle)


def test_esc_in_the_list_leads_back_and_ctrl_tab_to_the_next_section(qtbot, page, work):
    go(qtbot, page)
    qtbot.keyClick(page.list, KEY.Key_Tab, CONTROL)
    after = page.name
    page.list.setFocus()
    with qtbot.waitSignal(work.went_back):
        qtbot.keyClick(page.list, KEY.Key_Escape)

    assert after == NAMES[1]
    qtbot.waitUntil(lambda: work.operations.is_idle)


@pytest.mark.parametrize("name", NAMES)
def test_every_section_is_built_is_led_to_by_its_spot_and_names_its_controls(qtbot, page, name):
    section = go(qtbot, page, name)
    kinds = (QAbstractButton, QComboBox, QLineEdit, QSpinBox, QAbstractItemView)
    controls = [each for kind in kinds for each in section.findChildren(kind) if _is_ours(each, page)]
    unnamed = [each for each in controls if not _name_of(each)]

    assert page.spot == Spot(spots.SETTINGS, part=name)
    assert controls
    assert unnamed == []
    assert section.isAncestorOf(page.focusWidget())


def _is_ours(control: QWidget, page: SettingsPage) -> bool:
    """Those that a clerk meets, without the parts that Qt makes of them."""
    if control.window() is not page:  # the list that drops down from a choice
        return False
    inside = control.objectName().startswith("qt_") or isinstance(control.parentWidget(), QComboBox | QSpinBox)
    return control.isVisibleTo(control.window()) and not inside and control.focusPolicy() != Qt.FocusPolicy.NoFocus


def _name_of(control: QWidget) -> str:
    return control.accessibleName() or (control.text() if isinstance(control, QAbstractButton) else "")


def test_whoever_comes_back_finds_the_section_of_the_last_time(qtbot, page):
    go(qtbot, page, "language")
    go(qtbot, page)

    assert page.name == "language"
    assert page.list.hasFocus()


def test_the_language_is_remembered_for_the_next_start_and_that_is_said(qtbot, page, work):
    section = go(qtbot, page, "language")
    assert isinstance(section, LanguageSection)
    before = section.again.isVisible()
    section.choices["en"].setChecked(True)
    told, kept = section.told.text(), work.memory.get("language")
    section.choices["zh_CN"].setChecked(True)

    assert not before
    assert (told, kept) == ("下次启动起使用：English", "en")
    assert work.memory.get("language") == "zh_CN"
    assert not section.told.isVisible()


def test_the_window_starts_again_when_asked(qtbot, page, work):
    class Window(QWidget):
        restarted = 0

        def restart(self) -> None:
            self.restarted += 1

    window = Window()
    qtbot.addWidget(window)
    section = LanguageSection(work)
    section.setParent(window)
    section.restart()

    assert window.restarted == 1


def scan(qtbot, section: ScannerSection, text: str, ending: KEY = KEY.Key_Return) -> str:
    section.trial.setFocus()
    qtbot.keyClicks(section.trial, text)
    qtbot.keyClick(section.trial, ending)
    return section.told.text()


def test_a_scan_that_is_tried_shows_what_was_read(qtbot, page):
    section = go(qtbot, page, "scanner")
    section.gap.setValue(400)
    code = scan(qtbot, section, "https://rc.example.gov.cn/v#" + "7" * 300)
    number = scan(qtbot, section, "53092110126000078", KEY.Key_Tab)
    short = scan(qtbot, section, "A12")
    section.enter.setChecked(False)
    other = scan(qtbot, section, "A0012345")

    assert "读到一本证书的二维码，共 328 个字符。" in code
    assert "能识别为扫码。" in code
    assert "读到证书编号：53092110126000078" in number
    assert "比上面设的最短长度还短。" in short
    assert "结束键" in other
    assert section.trial.text() == ""


def test_what_is_set_for_the_scanner_is_kept_at_once_and_can_be_taken_back(qtbot, page, work):
    section = go(qtbot, page, "scanner")
    section.gap.setValue(80)
    section.tab.setChecked(False)
    section.used.setChecked(False)
    kept = {name: work.memory.get(f"scanner/{name}") for name in ("gap_ms", "endings", "is_used")}
    section.reset()

    assert kept == {"gap_ms": "80", "endings": "enter", "is_used": "no"}
    assert (section.gap.value(), section.tab.isChecked(), section.used.isChecked()) == (50, True, True)


def test_a_scan_recognised_while_the_section_is_in_sight_is_shown_there(qtbot, page):
    section = go(qtbot, page, "scanner")
    took = page.take_scan("53092110126000078")
    other = go(qtbot, page, "language")

    assert took
    assert "53092110126000078" in section.told.text()
    assert not other.take_scan("53092110126000078")
    assert not page.take_scan("53092110126000078")


@pytest.mark.parametrize("role", ["clerk", "auditor"])
def test_a_role_that_may_not_is_told_so_and_offered_nothing(qtbot, page, ledger, role):
    ledger.clerk = Clerk(ledger.clerk.id, "李四", role)
    rules, operators, station = (go(qtbot, page, name) for name in ("rules", "operators", "station"))

    assert not rules.change.isEnabled()
    assert "站长" in rules.why.text()
    assert not operators.add.isEnabled()
    assert "管理员" in operators.why.text()
    assert not station.exchange.isEnabled()
