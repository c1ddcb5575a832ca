"""The list of classes and the page of one: found by typing, opened by Enter, with its state in sight."""

from datetime import date, datetime

import pytest
from PySide6.QtCore import Qt

from app.ledger.classes import cancel_class
from app.ledger.courses import add_intake
from app.models.vocabulary import AttendanceStatus
from app.ui.classes.class_form import ClassForm
from app.ui.classes.class_page import ClassPage
from app.ui.classes.classes_page import ClassesPage
from app.ui.spots import CLASS, CLASSES, Spot
from tests.conftest import CHINA
from tests.makers_training import attend, keep_class

KEY = Qt.Key
CONTROL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)


def settled(qtbot, page) -> None:
    qtbot.waitUntil(lambda: page.work.operations.is_idle)


@pytest.fixture
def page(qtbot, work) -> ClassesPage:
    made = ClassesPage(work)
    qtbot.addWidget(made)
    made.resize(1093, 540)
    made.show()
    return made


def shown(page: ClassesPage) -> list[str]:
    return [each.row.name for each in page.rows.rows]


def test_the_list_is_narrowed_by_year_intake_state_and_typing(qtbot, page, ledger):
    intake = add_intake(ledger, 2026)
    keep_class(ledger, name="厨师班", intake=intake.id, place="安石村")
    keep_class(ledger, name="刺绣班", starts_on=date(2027, 3, 1))
    off = keep_class(ledger, name="砌筑班", starts_on=date(2027, 5, 1))
    cancel_class(ledger, off.id, "报名人数不足")
    page.show_spot(Spot(CLASSES))
    settled(qtbot, page)
    everything = shown(page)

    page.year.setCurrentText("2027")
    by_year = shown(page)
    page.state.setCurrentText("已停办")
    by_state = shown(page)
    page.year.setCurrentIndex(0)
    page.state.setCurrentIndex(0)
    page.intake.setCurrentText("2026年第1期")
    by_intake = shown(page)
    page.intake.setCurrentIndex(0)
    page.search.insert("安石")

    assert everything == ["砌筑班", "刺绣班", "厨师班"]
    assert (by_year, by_state, by_intake, shown(page)) == (["砌筑班", "刺绣班"], ["砌筑班"], ["厨师班"], ["厨师班"])


def test_enter_opens_the_class_and_the_list_stands_where_it_stood(qtbot, page, ledger):
    keep_class(ledger, name="厨师班")
    other = keep_class(ledger, name="刺绣班", starts_on=date(2026, 3, 2))
    page.show_spot(Spot(CLASSES))
    settled(qtbot, page)
    qtbot.keyClick(page.list, KEY.Key_Down)

    with qtbot.waitSignal(page.work.wanted) as told:
        qtbot.keyClick(page.list, KEY.Key_Return)
    page.show_spot(Spot(CLASSES))
    settled(qtbot, page)

    assert told.args[0] == Spot(CLASS, other.id)
    assert page.list.currentIndex().row() == 1


def test_people_in_danger_are_counted_in_the_list_and_in_the_title(qtbot, page, ledger):
    row = keep_class(ledger, 2)
    attend(ledger, row.id, 1, [AttendanceStatus.ABSENT] * 10)
    page.show_spot(Spot(CLASSES))
    settled(qtbot, page)

    watched = page.rows.index(0, 8).data()

    assert watched == "! 1"
    assert page.count.text() == "共 1 个班 · 1 人学时告急"


def test_without_a_class_the_next_step_is_one_key_away(qtbot, page):
    page.show_spot(Spot(CLASSES))
    settled(qtbot, page)
    told = page.empty.text()

    qtbot.keyClick(page, KEY.Key_N, CONTROL)

    assert "Ctrl+N" in told
    assert page.first.isVisible()
    assert page.findChild(ClassForm) is not None


def test_the_chosen_state_is_there_again_the_next_day(qtbot, page, work):
    page.state.setCurrentText("已结业")

    again = ClassesPage(work)
    qtbot.addWidget(again)

    assert again.state.currentText() == "已结业"


@pytest.fixture
def class_page(qtbot, work, ledger, clock) -> ClassPage:
    clock.time = datetime(2026, 11, 3, 15, 0, tzinfo=CHINA)
    row = keep_class(ledger, 3, name="凤山镇安石村中式烹调师职业技能提升培训班第一期")
    made = ClassPage(work)
    qtbot.addWidget(made)
    made.resize(1017, 520)
    made.show()
    made.show_spot(Spot(CLASS, row.id))
    settled(qtbot, made)
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def test_the_title_shows_name_and_state_and_everything_fits_a_small_screen(class_page):
    page = class_page

    last = page.tabs.tabRect(page.tabs.count() - 1)

    assert page.width() == 1017
    assert (page.name.text(), page.state.text()) == ("凤山镇安石村中式烹调师职业技能提升培训班第一期", "进行中")
    assert page.tabs.count() == 6
    assert page.tabs.mapTo(page, last.bottomRight()).x() < 1017
    assert page.title.geometry().right() <= 1017


def test_ctrl_tab_goes_from_part_to_part_and_the_last_one_is_remembered(qtbot, class_page, work, ledger):
    page = class_page
    other = keep_class(ledger, name="另一班")

    qtbot.keyClick(page, KEY.Key_Tab, CONTROL)
    settled(qtbot, page)
    first = page.spot.part
    qtbot.keyClick(page, KEY.Key_Tab, CONTROL)
    settled(qtbot, page)
    again = ClassPage(work)
    qtbot.addWidget(again)
    again.show_spot(Spot(CLASS, other.id))
    settled(qtbot, again)

    assert (first, again.spot.part) == ("timetable", "roster")


def test_the_roster_on_the_page_of_a_class_masks_its_numbers(qtbot, class_page):
    page = class_page

    page.show_spot(Spot(CLASS, page.spot.id, "roster"))
    settled(qtbot, page)

    rows = page.part("roster").rows
    assert rows.rowCount() == 3
    assert all("***" in rows.index(place, 3).data() for place in range(3))


def test_alt_enter_opens_the_particulars_of_the_class(qtbot, class_page):
    qtbot.keyClick(class_page, KEY.Key_Return, ALT)
    form = class_page.findChild(ClassForm)
    qtbot.waitUntil(lambda: form.is_whole)
    settled(qtbot, class_page)

    assert form.form.name.text() == class_page.name.text()
    assert form.windowTitle() == "班级资料 2026-01"


def test_a_spot_leads_straight_to_the_particulars(qtbot, class_page):
    class_page.show_spot(Spot(CLASS, class_page.spot.id, "form"))
    settled(qtbot, class_page)

    assert class_page.findChild(ClassForm) is not None
    assert class_page.spot.part == "roll"
