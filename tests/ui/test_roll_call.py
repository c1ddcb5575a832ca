"""The roll call with the keyboard: what is typed stands in the ledger; what it refuses is as it was before."""

from datetime import datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton

from app.ledger.attendance_marks import marks_of
from app.ledger.day_seals import list_seals
from app.ledger.enrolling import enrol, withdraw
from app.models.faults import CopiedLedger
from app.models.ledger import Ledger
from app.ui.classes.roll_page import RollPage
from app.ui.notices import ReasonDialog, TroubleDialog
from tests.conftest import CHINA
from tests.makers_training import day, keep_class, keep_trainees, whole

KEY = Qt.Key
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
NAMES = (("罗正祥", "lzx"), ("李兰", "ll"), ("杨志强", "yzq"), ("王秀英", "wxy"), ("张文", "zw"))

AFTERNOON = datetime(2026, 11, 3, 15, 0, tzinfo=CHINA)


@pytest.fixture(scope="module")
def prepared_ledger(prepare):
    """Five people."""

    def fill(ledger: Ledger) -> str:
        row = keep_class(ledger)
        for place, (name, initials) in enumerate(NAMES):
            enrol(ledger, row.id, keep_trainees(ledger, 1, start=place, name=name, initials=initials))
        return row.id

    return prepare(fill, AFTERNOON)


@pytest.fixture
def class_id(prepared_ledger, ledger: Ledger, clock) -> str:
    """Their class; it is the afternoon of the second of fifteen days."""
    clock.time = AFTERNOON
    return prepared_ledger.told


@pytest.fixture
def page(qtbot, work, class_id) -> RollPage:
    made = RollPage(work)
    qtbot.addWidget(made)
    made.resize(1200, 640)
    made.show()
    made.show_class(class_id)
    settled(qtbot, made)
    return made


def settled(qtbot, page: RollPage) -> None:
    qtbot.waitUntil(lambda: page.work.operations.is_idle)


def press(qtbot, page: RollPage, *keys) -> None:
    for each in keys:
        qtbot.keyClick(page.grid, each)
    settled(qtbot, page)


def kept(ledger: Ledger, class_id: str, lesson: int) -> list[str]:
    """The statuses of a lesson in the ledger, by serial."""
    rows = marks_of(ledger, whole(class_id))
    lessons = list(dict.fromkeys(row.lesson_id for row in rows))
    return [row.status for row in rows if row.lesson_id == lessons[lesson]]


def test_the_clerk_begins_at_the_first_gap_of_the_latest_lesson(page):
    where = page.grid.cell()

    assert where == (0, 3)
    assert page.grid.window().focusWidget() is page.grid


def test_each_key_is_a_mark_in_the_ledger_and_goes_on_to_the_next_person(qtbot, page, ledger, class_id):
    press(qtbot, page, KEY.Key_1, KEY.Key_2, KEY.Key_3, KEY.Key_4, KEY.Key_Space)

    assert kept(ledger, class_id, 3) == ["present", "late", "absent", "excused", "present"]


def test_ctrl_enter_marks_everyone_present_who_has_no_mark(qtbot, page, ledger, class_id):
    press(qtbot, page, KEY.Key_3)

    qtbot.keyClick(page.grid, KEY.Key_Return, CONTROL)
    settled(qtbot, page)

    assert kept(ledger, class_id, 3) == ["absent", "present", "present", "present", "present"]


def test_ctrl_z_takes_back_one_key_at_a_time_on_the_disk_too(qtbot, page, ledger, class_id):
    press(qtbot, page, KEY.Key_2, KEY.Key_3)

    qtbot.keyClick(page.grid, KEY.Key_Z, CONTROL)
    settled(qtbot, page)
    once = kept(ledger, class_id, 3)
    qtbot.keyClick(page.grid, KEY.Key_Z, CONTROL)
    settled(qtbot, page)

    assert once == ["late", "", "", "", ""]
    assert kept(ledger, class_id, 3) == [""] * 5
    assert page.model.hours_at(0).unmarked == 16


def test_del_takes_a_mark_back_and_the_hours_with_it(qtbot, page, ledger, class_id):
    press(qtbot, page, KEY.Key_1, KEY.Key_Up)
    before = page.model.hours_at(0).attended

    press(qtbot, page, KEY.Key_Delete)

    assert (before, page.model.hours_at(0).attended) == (4.0, 0.0)
    assert kept(ledger, class_id, 3)[0] == ""


def test_days_to_come_take_no_mark(qtbot, page, ledger, class_id):
    with qtbot.waitSignal(page.grid.said) as told:
        press(qtbot, page, KEY.Key_Right, KEY.Key_1)

    assert "还没到" in told.args[0]
    assert kept(ledger, class_id, 4) == [""] * 5
    assert page.grid.cell() == (0, 4)


def test_arrows_walk_and_tab_goes_to_the_next_lesson(qtbot, page):
    press(qtbot, page, KEY.Key_Left, KEY.Key_Left, KEY.Key_Down, KEY.Key_Tab, KEY.Key_Return)

    assert page.grid.cell() == (2, 2)


@pytest.mark.parametrize(
    ("far", "marked"), [(KEY.Key_Home, (0, 0)), (KEY.Key_PageDown, (4, 2)), (KEY.Key_PageUp, (0, 2))]
)
def test_after_a_leap_with_ctrl_the_mark_is_where_the_frame_stands_and_nowhere_else(
    qtbot, page, ledger, class_id, far, marked
):
    said: list[str] = []
    page.work.said.connect(said.append)
    press(qtbot, page, KEY.Key_Left, KEY.Key_Down, KEY.Key_Down)

    qtbot.keyClick(page.grid, far, CONTROL)
    framed = page.grid.cell()
    press(qtbot, page, KEY.Key_2)

    everything = [kept(ledger, class_id, lesson) for lesson in range(4)]
    found = [(person, lesson) for lesson, marks in enumerate(everything) for person, mark in enumerate(marks) if mark]
    assert (framed, found) == (marked, [marked])
    assert said[-1].startswith(NAMES[marked[0]][0])


def test_shift_home_chooses_from_the_frame_to_the_first_lesson(qtbot, page, ledger, class_id):
    press(qtbot, page, KEY.Key_Home, KEY.Key_Down, KEY.Key_Right, KEY.Key_Right)

    qtbot.keyClick(page.grid, KEY.Key_Home, SHIFT)
    press(qtbot, page, KEY.Key_1)

    assert [kept(ledger, class_id, lesson)[1] for lesson in range(4)] == ["present", "present", "present", ""]
    assert [kept(ledger, class_id, lesson)[0] for lesson in range(4)] == [""] * 4


def test_a_mark_ends_the_word_so_that_the_next_letters_begin_another_name(qtbot, page, ledger, class_id):
    qtbot.keyClicks(page.grid, "yzq")
    press(qtbot, page, KEY.Key_2)
    qtbot.keyClicks(page.grid, "ll")
    press(qtbot, page, KEY.Key_3)

    assert kept(ledger, class_id, 3) == ["", "absent", "late", "", ""]


@pytest.mark.parametrize(
    ("ends", "modifier"), [(KEY.Key_Down, Qt.KeyboardModifier.NoModifier), (KEY.Key_Return, CONTROL)]
)
def test_an_arrow_and_ctrl_enter_end_the_word_too(qtbot, page, ends, modifier):
    qtbot.keyClicks(page.grid, "yzq")
    qtbot.keyClick(page.grid, ends, modifier)
    settled(qtbot, page)

    qtbot.keyClicks(page.grid, "ll")

    assert page.grid.cell() == (1, 3)


def test_letters_jump_to_the_person_of_these_initials(qtbot, page):
    press(qtbot, page, KEY.Key_Y, KEY.Key_Z)

    assert page.grid.cell() == (2, 3)


def test_a_chosen_block_is_marked_in_one_step(qtbot, page, ledger, class_id):
    shift = Qt.KeyboardModifier.ShiftModifier
    for each in (KEY.Key_Down, KEY.Key_Down, KEY.Key_Left):
        qtbot.keyClick(page.grid, each, shift)

    press(qtbot, page, KEY.Key_2)
    marked = kept(ledger, class_id, 2), kept(ledger, class_id, 3)
    page.undo()
    settled(qtbot, page)

    assert marked == (["late"] * 3 + [""] * 2,) * 2
    assert kept(ledger, class_id, 2) == kept(ledger, class_id, 3) == [""] * 5


def test_ctrl_d_fills_the_topmost_mark_down(qtbot, page, ledger, class_id):
    press(qtbot, page, KEY.Key_3, KEY.Key_Up)
    for _ in range(2):
        qtbot.keyClick(page.grid, KEY.Key_Down, Qt.KeyboardModifier.ShiftModifier)

    qtbot.keyClick(page.grid, KEY.Key_D, CONTROL)
    settled(qtbot, page)

    assert kept(ledger, class_id, 3) == ["absent"] * 3 + [""] * 2


def test_searching_leaves_those_who_fit(qtbot, page):
    qtbot.keyClicks(page.search, "yz")

    hidden = [page.grid.isRowHidden(place) for place in range(5)]

    assert hidden == [True, True, False, True, True]
    assert page.grid.cell()[0] == 2


def test_whoever_may_miss_the_least_attendance_is_in_danger(qtbot, page, clock, class_id):
    clock.advance(days=1)
    page.show_class(class_id)
    settled(qtbot, page)

    for _ in range(6):
        press(qtbot, page, KEY.Key_3, KEY.Key_Up, KEY.Key_Left)
    dangers = [page.model.is_in_danger(place) for place in range(5)]

    assert dangers == [True, False, False, False, False]


def test_a_day_is_closed_only_when_nobody_is_missing(qtbot, page, ledger, class_id):
    qtbot.mouseClick(page.seal, Qt.MouseButton.LeftButton)
    settled(qtbot, page)
    told = page.findChild(TroubleDialog).words.what
    page.findChild(TroubleDialog).accept()
    qtbot.mouseClick(page.present, Qt.MouseButton.LeftButton)
    press(qtbot, page, KEY.Key_Left)
    qtbot.mouseClick(page.present, Qt.MouseButton.LeftButton)

    page.seal_day()
    settled(qtbot, page)

    assert "10" in told
    assert [seal.day for seal in list_seals(ledger, class_id)] == [day(3)]
    assert page.model.board.sealed == {day(3)}


def test_a_day_with_gaps_is_closed_as_it_is_by_one_button(qtbot, page, ledger, class_id):
    page.seal_day()
    settled(qtbot, page)
    dialog = page.findChild(TroubleDialog)
    [as_it_is] = [each for each in dialog.findChildren(QPushButton) if each.text() == "照此封存"]

    qtbot.mouseClick(as_it_is, Qt.MouseButton.LeftButton)
    settled(qtbot, page)

    assert [seal.day for seal in list_seals(ledger, class_id)] == [day(3)]


def test_a_mark_after_the_day_was_closed_asks_for_a_reason(qtbot, page, ledger, class_id):
    page.seal_day(incomplete=True)
    settled(qtbot, page)

    press(qtbot, page, KEY.Key_2)
    before = kept(ledger, class_id, 3)
    dialog = page.findChild(ReasonDialog)
    dialog.field.insert("补记：学员迟到")
    qtbot.mouseClick(dialog.go_on, Qt.MouseButton.LeftButton)
    settled(qtbot, page)

    row = marks_of(ledger, whole(class_id))[15]
    assert before == [""] * 5
    assert (row.status, row.reason, row.after_seal) == ("late", "补记：学员迟到", True)


def test_of_a_past_day_everyone_is_present_then_come_the_exceptions_and_ctrl_z_and_nobody_asks_why(
    qtbot, page, ledger, class_id, clock
):
    clock.time = AFTERNOON.replace(day=22)
    qtbot.keyClick(page.grid, KEY.Key_Return, CONTROL)
    settled(qtbot, page)

    press(qtbot, page, KEY.Key_2, KEY.Key_3)
    exceptions = kept(ledger, class_id, 3)
    qtbot.keyClick(page.grid, KEY.Key_Z, CONTROL)
    settled(qtbot, page)

    assert exceptions == ["late", "absent", "present", "present", "present"]
    assert kept(ledger, class_id, 3) == ["late", *["present"] * 4]
    assert page.findChild(ReasonDialog) is None


def test_a_mark_of_weeks_ago_asks_why_says_what_closed_it_and_is_undone_without_a_second_question(
    qtbot, page, ledger, class_id, clock
):
    said: list[str] = []
    page.work.said.connect(said.append)
    press(qtbot, page, KEY.Key_1, KEY.Key_Up)
    clock.time = AFTERNOON.replace(day=22)

    press(qtbot, page, KEY.Key_2)
    dialog = page.findChild(ReasonDialog)
    question, told = dialog.findChild(QLabel).text(), said[-1]
    dialog.field.insert("核对签到表")
    qtbot.mouseClick(dialog.go_on, Qt.MouseButton.LeftButton)
    settled(qtbot, page)
    corrected = kept(ledger, class_id, 3)[0]
    page.activateWindow()  # without a screen nobody hands it its place back
    qtbot.waitUntil(page.isActiveWindow)
    qtbot.keyClick(page.grid, KEY.Key_Z, CONTROL)
    settled(qtbot, page)

    assert "2026-11-04 22:00 自动锁定" in question
    assert told == "还没有改动：需要写明原因。"
    assert (corrected, kept(ledger, class_id, 3)[0]) == ("late", "present")
    assert not [each for each in page.findChildren(ReasonDialog) if each.isVisible()]


def test_without_a_reason_a_closed_day_is_as_it_was(qtbot, page, ledger, class_id):
    page.seal_day(incomplete=True)
    settled(qtbot, page)
    press(qtbot, page, KEY.Key_2)

    page.findChild(ReasonDialog).reject()

    assert page.model.mark_at((0, 3)) == ""
    assert kept(ledger, class_id, 3) == [""] * 5


def test_what_the_ledger_refuses_is_told_and_painted_back(qtbot, page, ledger, class_id):
    withdraw(ledger, marks_of(ledger, whole(class_id))[0].enrolment_id, day(2), "外出务工")

    press(qtbot, page, KEY.Key_1)

    assert "罗正祥" in page.findChild(TroubleDialog).words.what
    assert page.model.mark_at((0, 3)) == ""


def test_saved_is_said_after_the_commit(qtbot, page, ledger, class_id):
    seen = []
    page.work.saved.connect(lambda _: seen.append(kept(ledger, class_id, 3)[0]))

    press(qtbot, page, KEY.Key_2)

    assert seen == ["late"]


def test_a_hindered_ledger_takes_no_key(qtbot, page, ledger, class_id):
    ledger.hinder(CopiedLedger())

    press(qtbot, page, KEY.Key_2)

    assert page.model.mark_at((0, 3)) == ""
