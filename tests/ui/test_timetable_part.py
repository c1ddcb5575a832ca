"""The timetable with the keyboard: lessons are filled in, moved, swapped, let fall out, added, and put back."""

from datetime import datetime

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget

from app.ledger.attendance import all_present
from app.ledger.attendance_marks import LessonChoice
from app.ledger.classes import cancel_class
from app.ledger.history import read_history
from app.ledger.rules import RuleChange, set_rule
from app.ledger.teaching import TrainerPlan, add_trainer
from app.ledger.timetable import timetable
from app.models.vocabulary import HalfDay
from app.ui.classes.lesson_dialogs import LessonDialog, NewLessonDialog, ShiftDialog
from app.ui.classes.timetable_calendar import Slot
from app.ui.classes.timetable_part import TimetablePart
from app.ui.notices import ReasonDialog, TroubleDialog
from app.ui.paper.paper_dialog import PaperDialog
from tests.conftest import CHINA
from tests.makers_training import day, keep_class

KEY = Qt.Key
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
MORNING, AFTERNOON = "morning", "afternoon"
SECOND_MORNING = datetime(2026, 11, 3, 9, 0, tzinfo=CHINA)


@pytest.fixture(scope="module")
def prepared_ledger(prepare):
    """Fifteen days from Monday on; the first one is over, with its roll called."""

    def fill(ledger) -> str:
        row = keep_class(ledger, 2, place="文化站")
        all_present(ledger, LessonChoice(row.id, day(2)))
        return row.id

    return prepare(fill, SECOND_MORNING)


@pytest.fixture
def class_id(prepared_ledger, ledger, clock) -> str:
    clock.time = SECOND_MORNING
    return prepared_ledger.told


@pytest.fixture
def part(qtbot, work, class_id) -> TimetablePart:
    made = TimetablePart(work)
    qtbot.addWidget(made)
    made.resize(1017, 480)
    made.show()
    made.show_class(class_id)
    settled(qtbot, made)
    return made


def settled(qtbot, part: TimetablePart) -> None:
    qtbot.waitUntil(lambda: part.work.operations.is_idle)


def press(qtbot, part: TimetablePart, *keys) -> None:
    """Keys in the calendar, as after every dialog."""
    part.activateWindow()
    qtbot.waitUntil(part.isActiveWindow)
    part.grid.setFocus()
    for each in keys:
        qtbot.keyClick(part.grid, *(each if isinstance(each, tuple) else (each,)))
    settled(qtbot, part)


def ctrl_enter(qtbot, part: TimetablePart, dialog: QWidget) -> None:
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    qtbot.keyClick(dialog, KEY.Key_Return, CONTROL)
    settled(qtbot, part)


def say_why(qtbot, part: TimetablePart, reason: str = "下雨封路") -> str:
    """Give the reason that is asked for; gives the question."""
    dialog = part.findChild(ReasonDialog)
    question = dialog.findChildren(type(part.warnings))[0].text()
    dialog.field.setText(reason)
    dialog.accept()
    settled(qtbot, part)
    return question


def held(ledger, class_id) -> list[tuple[object, str]]:
    return [(lesson.day, lesson.half_day) for lesson in timetable(ledger, class_id) if not lesson.cancelled]


def test_the_clerk_begins_at_the_next_lesson_and_walks_by_arrows(qtbot, part):
    begin = part.grid.here

    press(qtbot, part, KEY.Key_Down, KEY.Key_Right, KEY.Key_Down)

    assert begin == Slot(day(3), MORNING)
    assert part.grid.here == Slot(day(11), MORNING)
    assert part.here.text() == "2026-11-11 上午 · 实操 · 4 学时 · 文化站"


def test_enter_fills_in_a_topic_and_a_trainer(qtbot, part, ledger, class_id):
    trainer = add_trainer(ledger, TrainerPlan("杨正福", "土专家"))
    press(qtbot, part, KEY.Key_Return)
    dialog = part.findChild(LessonDialog)
    settled(qtbot, part)

    dialog.topic.insert("刀工基础")
    dialog.trainer.choose(trainer.id)
    ctrl_enter(qtbot, part, dialog)

    lesson = timetable(ledger, class_id)[2]
    assert (lesson.topic, lesson.trainer, lesson.place) == ("刀工基础", "杨正福", "文化站")
    assert "刀工基础 · 杨正福" in part.here.text()


def test_several_lessons_are_filled_in_at_once_and_keep_what_was_left_alone(qtbot, part, ledger, class_id):
    press(qtbot, part, KEY.Key_Return)
    dialog = part.findChild(LessonDialog)
    dialog.topic.insert("刀工基础")
    ctrl_enter(qtbot, part, dialog)
    press(qtbot, part, (KEY.Key_Down, SHIFT), (KEY.Key_Right, SHIFT), KEY.Key_Return)
    [dialog] = [each for each in part.findChildren(LessonDialog) if each.isVisible()]

    dialog.place.setText("后厨")
    ctrl_enter(qtbot, part, dialog)

    lessons = timetable(ledger, class_id)[2:6]
    assert [lesson.place for lesson in lessons] == ["后厨"] * 4
    assert [lesson.topic for lesson in lessons] == ["刀工基础", "", "", ""]


def test_other_hours_want_a_reason_where_the_clerk_stands(qtbot, part, ledger, class_id):
    press(qtbot, part, KEY.Key_Return)
    dialog = part.findChild(LessonDialog)
    dialog.hours.setValue(2)
    ctrl_enter(qtbot, part, dialog)
    told = dialog.trouble.text()

    dialog.reason.insert("教师临时有会")
    ctrl_enter(qtbot, part, dialog)

    assert "原因" in told
    assert timetable(ledger, class_id)[2].hours == 2
    assert part.warnings.text().startswith("课表共 118 学时，比培训项目少 2 学时。")


def test_m_takes_a_lesson_up_and_enter_puts_it_down_elsewhere(qtbot, part, ledger, class_id):
    part.grid.go(Slot(day(16), AFTERNOON))
    press(qtbot, part, KEY.Key_M, KEY.Key_Right, KEY.Key_Return)
    question = say_why(qtbot, part)

    lesson = timetable(ledger, class_id)[-1]
    assert "2026-11-16（下午）" in question
    assert (lesson.day, lesson.half_day, lesson.moved_from) == (day(17), AFTERNOON, day(16))
    assert read_history(ledger, row_id=lesson.id)[0].reason == "下雨封路"
    assert part.grid.here == Slot(day(17), AFTERNOON)


def test_esc_lays_a_lesson_back_and_stays_on_the_page(qtbot, part, ledger, class_id):
    before = held(ledger, class_id)

    press(qtbot, part, KEY.Key_M, KEY.Key_Right, KEY.Key_Escape, (KEY.Key_V, CONTROL))

    assert part.grid.cut_lesson is None
    assert part.findChild(ReasonDialog) is None
    assert held(ledger, class_id) == before


def test_cutting_and_pasting_on_another_lesson_swaps_the_two(qtbot, part, ledger, class_id):
    before = timetable(ledger, class_id)
    press(qtbot, part, (KEY.Key_X, CONTROL))
    part.grid.go(Slot(day(16), AFTERNOON))
    press(qtbot, part, (KEY.Key_V, CONTROL))
    question = say_why(qtbot, part, "教师请假")

    after = {lesson.id: (lesson.day, lesson.half_day) for lesson in timetable(ledger, class_id)}
    assert "对调" in question
    assert after[before[2].id] == (day(16), AFTERNOON)
    assert after[before[29].id] == (day(3), MORNING)


def test_dragging_with_the_mouse_moves_a_lesson_too(qtbot, part, ledger, class_id):
    part.grid.go(Slot(day(16), AFTERNOON))
    plan = part.grid._plan()
    here, there = (plan.cell(Slot(each, AFTERNOON)).center() for each in (day(16), day(18)))

    qtbot.mousePress(part.grid, Qt.MouseButton.LeftButton, pos=here)
    qtbot.mouseMove(part.grid, QPoint(here.x() + 30, here.y()))
    qtbot.mouseMove(part.grid, there)
    qtbot.mouseRelease(part.grid, Qt.MouseButton.LeftButton, pos=there)
    say_why(qtbot, part)

    assert held(ledger, class_id)[-1] == (day(18), AFTERNOON)


def test_del_lets_a_lesson_fall_out_and_enter_brings_it_back(qtbot, part, ledger, class_id):
    press(qtbot, part, KEY.Key_Delete)
    say_why(qtbot, part)
    fewer = (held(ledger, class_id)[2], part.sums.text(), part.warnings.text())

    press(qtbot, part, KEY.Key_Return)
    say_why(qtbot, part, "路通了")

    assert fewer[0] == (day(3), AFTERNOON)
    assert fewer[1].startswith("29 节课，116 学时")
    assert "少 4 学时" in fewer[2]
    assert held(ledger, class_id)[2] == (day(3), MORNING)
    assert not part.warnings.isVisible()


def test_ctrl_n_adds_a_lesson_on_a_free_half_day(qtbot, part, ledger, class_id):
    part.grid.go(Slot(day(17), MORNING))
    press(qtbot, part, (KEY.Key_N, CONTROL))
    dialog = part.findChild(NewLessonDialog)
    settled(qtbot, part)

    dialog.topic.insert("补课")
    dialog.hours.setValue(3)
    dialog.reason.insert("补 11-03 的课")
    ctrl_enter(qtbot, part, dialog)
    added = timetable(ledger, class_id)[-1]
    press(qtbot, part, (KEY.Key_Z, CONTROL))

    assert (added.day, added.half_day, added.topic, added.hours) == (day(17), MORNING, "补课", 3)
    assert held(ledger, class_id)[-1] == (day(16), AFTERNOON)


def test_a_rainy_day_pushes_the_rest_on_and_ctrl_z_puts_all_of_it_back(qtbot, part, ledger, class_id):
    before = timetable(ledger, class_id)
    press(qtbot, part, KEY.Key_W)
    dialog = part.findChild(ShiftDialog)
    told = dialog.fields.hints["原因"].text()
    dialog.reason.insert("下雨封路")
    ctrl_enter(qtbot, part, dialog)
    pushed = held(ledger, class_id)

    press(qtbot, part, (KEY.Key_Z, CONTROL))

    assert "28 节课" in told
    assert (pushed[2], pushed[-1]) == ((day(4), MORNING), (day(17), AFTERNOON))
    assert timetable(ledger, class_id) == before


@pytest.mark.parametrize("key", [KEY.Key_Delete, KEY.Key_W])
def test_a_lesson_whose_roll_was_called_stays_and_the_clerk_is_told_why(qtbot, part, ledger, class_id, key):
    before = timetable(ledger, class_id)
    part.grid.go(Slot(day(2), MORNING))

    press(qtbot, part, key)

    assert "已经点过名" in part.findChild(TroubleDialog).words.what
    assert timetable(ledger, class_id) == before


def test_a_trainer_in_two_places_is_red_and_named(qtbot, part, ledger, class_id):
    set_rule(ledger, RuleChange("trainer_clash", "本站规定", severity="warn"))
    trainer = add_trainer(ledger, TrainerPlan("杨正福", "土专家"))
    other = keep_class(ledger, name="另一班", theory_trainer=trainer.id)
    press(qtbot, part, KEY.Key_Return)
    dialog = part.findChild(LessonDialog)
    settled(qtbot, part)
    dialog.trainer.choose(trainer.id)
    ctrl_enter(qtbot, part, dialog)

    assert f"杨正福 同时在 {other.code} 上课" in part.here.text()
    assert "有 1 节课的教师同时在别的班上课" in part.warnings.text()


def test_days_off_say_why(qtbot, part, ledger, class_id):
    set_rule(ledger, RuleChange("holidays", "国务院办公厅通知", ["2026-11-18"]))
    part.show_class(class_id)
    settled(qtbot, part)

    part.grid.go(Slot(day(18), MORNING))

    assert part.here.text() == "2026-11-18 上午 · 法定节假日 · 没有课"


def test_the_timetable_of_a_class_called_off_cannot_be_changed(qtbot, part, ledger):
    row = keep_class(ledger, name="另一班")
    cancel_class(ledger, row.id, "报名人数不足")
    part.show_class(row.id)
    settled(qtbot, part)

    press(qtbot, part, KEY.Key_Return, KEY.Key_Delete, KEY.Key_W)

    assert part.findChild(LessonDialog) is None
    assert part.findChild(ReasonDialog) is None
    assert not part.add.isEnabled()


def test_ctrl_p_shows_the_timetable_as_it_is_printed(qtbot, part):
    press(qtbot, part, (KEY.Key_P, CONTROL))

    paper = part.findChild(PaperDialog)
    qtbot.waitUntil(lambda: paper.view.pages > 0)

    assert paper.windowTitle() == "培训计划及课程表 · 中式烹调师培训班"


def test_evenings_have_a_row_only_where_they_are_taught(qtbot, part, ledger):
    halves = (HalfDay.MORNING, HalfDay.AFTERNOON, HalfDay.EVENING)
    row = keep_class(ledger, name="夜校", half_days=halves)
    without = part.grid.calendar.halves

    part.show_class(row.id)
    settled(qtbot, part)

    assert (len(without), len(part.grid.calendar.halves)) == (2, 3)
