"""The form of a class: what it comes to is seen before anything is written, what is missing is added in place."""

from datetime import date, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.ledger.class_changes import class_draft
from app.ledger.class_rows import ClassRow, class_called, list_classes
from app.ledger.courses import list_courses
from app.ledger.rules import RuleChange, set_rule
from app.ledger.timetable import timetable
from app.models.vocabulary import AttendanceStatus
from app.ui.classes.catalogue_dialogs import CourseDialog, IntakeDialog, ProviderDialog, TrainerDialog
from app.ui.classes.choices import Choice
from app.ui.classes.class_form import ClassForm
from app.ui.notices import ReasonDialog
from tests.conftest import CHINA
from tests.makers_training import attend, day, keep_class, keep_course

KEY = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def opened(qtbot, work, clock):
    """Opens the form and waits until it has read what there is; gives it with what it hands on."""
    clock.time = datetime(2026, 10, 30, 9, 0, tzinfo=CHINA)
    owner = QWidget()
    qtbot.addWidget(owner)
    owner.show()

    def open_form(changed=None):
        handed: list[ClassRow] = []
        form = ClassForm(work, handed.append, owner, changed)
        form.show_sized()
        qtbot.waitUntil(lambda: form.is_whole and work.operations.is_idle)
        return form, handed

    return open_form


def settled(qtbot, form: ClassForm) -> None:
    form.look_ahead()
    qtbot.waitUntil(lambda: form._work.operations.is_idle)


def fill(form: ClassForm, first: date = date(2026, 11, 2), days: int = 15) -> None:
    form.form.course.list.setEditText("中式烹调师")
    form.form.starts_on.choose(first)
    form.form.days.setValue(days)


def ctrl_enter(qtbot, dialog: QWidget) -> None:
    """The dialog is in front, and Ctrl+Enter does what it is for."""
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    qtbot.keyClick(dialog, KEY.Key_Return, CONTROL)


def add(qtbot, choice: Choice) -> None:
    """Ctrl+N in a list."""
    choice.window().activateWindow()
    choice.setFocus()
    qtbot.waitUntil(choice.list.lineEdit().hasFocus)
    qtbot.keyClick(choice.list.lineEdit(), KEY.Key_N, CONTROL)


def test_the_timetable_is_seen_before_it_is_written_and_ctrl_enter_opens_the_class(qtbot, opened, ledger):
    keep_course(ledger)
    form, handed = opened()
    fill(form)
    settled(qtbot, form)
    seen = (form.card.title.text(), form.card.sums.text(), len(form.card.grid.calendar.lessons))
    before = list_classes(ledger)

    ctrl_enter(qtbot, form)
    qtbot.waitUntil(lambda: bool(handed))

    assert seen[0] == "2026-01  中式烹调师培训班"
    assert seen[1] == "2026-11-02 至 2026-11-16：15 天，30 节课，120 学时（理论 40，实操 80）"
    assert (seen[2], before) == (30, ())
    assert [row.code for row in list_classes(ledger)] == ["2026-01"]
    assert handed[0].code == "2026-01"


def test_days_kept_free_move_the_end_and_are_told_with_their_reasons(qtbot, opened, ledger):
    keep_course(ledger)
    set_rule(ledger, RuleChange("holidays", "国务院办公厅通知", ["2026-11-05"]))
    form, _ = opened()
    fill(form)

    form.form.weekdays_off.tick([7])
    form.form.off_days.setText("11-09，11/10")
    settled(qtbot, form)

    assert "2026-11-21" in form.card.sums.text()
    assert form.card.off.text() == (
        "停课：法定节假日 11-05；每周固定不上课的日子 11-08、11-15；本班定的停课日 11-09、11-10"
    )


def test_what_a_rule_blocks_is_red_with_its_source_and_cannot_be_opened(qtbot, opened, ledger):
    keep_course(ledger)
    set_rule(ledger, RuleChange("practice_ratio_min", "云人社发〔2026〕1号", 0.9, severity="block"))
    set_rule(ledger, RuleChange("class_hours_min", "云人社发〔2026〕2号", {"completion": 200, "training_pass": 40}))
    form, handed = opened()
    fill(form)
    settled(qtbot, form)

    said = form.card.findings
    ctrl_enter(qtbot, form)

    assert any(line.startswith("✕") and "云人社发〔2026〕1号" in line for line in said)
    assert any(line.startswith("!") and "云人社发〔2026〕2号" in line for line in said)
    assert not form.verb.isEnabled()
    assert (handed, list_classes(ledger)) == ([], ())


def test_a_plan_that_cannot_be_says_what_would_do(qtbot, opened, ledger):
    keep_course(ledger)
    form, _ = opened()
    fill(form, days=3)

    settled(qtbot, form)

    assert "15" in form.card.findings[0]
    assert not form.verb.isEnabled()


def test_a_word_that_is_no_day_is_said_below_its_field(qtbot, opened, ledger):
    keep_course(ledger)
    form, _ = opened()
    fill(form)

    form.form.off_days.setText("11-09, 下周三")
    settled(qtbot, form)

    assert "下周三" in form.form.hints["另外停课"].text()
    assert not form.verb.isEnabled()


def test_a_course_that_is_missing_is_added_in_place(qtbot, opened, ledger):
    form, _ = opened()
    form.form.course.list.setEditText("核桃嫁接")
    settled(qtbot, form)
    told = form.card.sums.text()

    add(qtbot, form.form.course)
    dialog = form.findChild(CourseDialog)
    dialog.theory.setValue(16)
    dialog.practical.setValue(24)
    ctrl_enter(qtbot, dialog)
    qtbot.waitUntil(lambda: form.form.course.chosen != "")
    settled(qtbot, form)

    assert "核桃嫁接" in told
    assert [(row.name, row.hours) for row in list_courses(ledger)] == [("核桃嫁接", 40)]
    assert "40 学时（理论 16，实操 24）" in form.card.sums.text()


def test_trainer_provider_and_intake_are_added_in_place_and_stand_in_the_class(qtbot, opened, ledger):
    keep_course(ledger)
    form, handed = opened()
    fill(form)
    for choice, kind, name in (
        (form.form.theory_trainer, TrainerDialog, "杨正福"),
        (form.form.provider, ProviderDialog, "县职业教育中心"),
        (form.form.intake, IntakeDialog, ""),
    ):
        add(qtbot, choice)
        dialog = form.findChild(kind)
        if name:
            dialog.name.setText(name)
        ctrl_enter(qtbot, dialog)
        qtbot.waitUntil(lambda choice=choice: choice.chosen != "")

    settled(qtbot, form)
    ctrl_enter(qtbot, form)
    qtbot.waitUntil(lambda: bool(handed))

    row = handed[0]
    trainers = {lesson.trainer for lesson in timetable(ledger, row.id) if lesson.kind == "theory"}
    assert (row.provider, row.intake, trainers) == ("县职业教育中心", "2026年第1期", {"杨正福"})


def test_a_second_course_of_the_same_name_is_refused_where_the_clerk_stands(qtbot, opened, ledger):
    keep_course(ledger)
    form, _ = opened()
    form._add_course("中式烹调师")
    dialog = form.findChild(CourseDialog)
    dialog.level.setCurrentText("初级工")

    dialog.submit()
    qtbot.waitUntil(lambda: dialog.trouble.text() != "")

    assert dialog.trouble.text().startswith("已有同等级的课程“中式烹调师”。")
    assert dialog.isVisible()


def test_a_class_is_changed_and_its_days_are_planned_anew_while_no_roll_was_called(qtbot, opened, ledger):
    row = keep_class(ledger, 1)
    form, handed = opened(row)

    form.form.name.setText("厨师班")
    form.form.starts_on.choose(date(2026, 11, 9))
    settled(qtbot, form)
    ctrl_enter(qtbot, form)
    qtbot.waitUntil(lambda: bool(handed))

    assert (handed[0].name, handed[0].starts_on, handed[0].ends_on) == ("厨师班", day(9), day(23))


def test_after_a_roll_call_the_days_are_shut_and_the_rest_can_be_changed(qtbot, opened, ledger, clock):
    row = keep_class(ledger, 1)
    clock.time = datetime(2026, 11, 3, 9, 0, tzinfo=CHINA)
    attend(ledger, row.id, 1, [AttendanceStatus.PRESENT])
    form, handed = opened(row)

    shut = [form.form.starts_on.isEnabled(), form.form.days.isEnabled(), form.call_off.isEnabled()]
    form.form.place.setText("村委会")
    settled(qtbot, form)
    ctrl_enter(qtbot, form)
    qtbot.waitUntil(lambda: bool(handed))

    assert shut == [False, False, False]
    assert (handed[0].place, class_draft(ledger, row.id).plan.days) == ("村委会", 15)


def test_a_class_is_called_off_with_a_reason(qtbot, opened, ledger):
    row = keep_class(ledger, 1)
    form, handed = opened(row)

    qtbot.mouseClick(form.call_off, Qt.MouseButton.LeftButton)
    dialog = form.findChild(ReasonDialog)
    dialog.field.insert("报名人数不足")
    dialog.accept()
    qtbot.waitUntil(lambda: bool(handed))

    assert handed[0].status_label == "已停办"
    assert class_called(ledger, row.code).status == "cancelled"


def test_what_was_typed_is_there_again_after_the_window_was_locked_and_gone_after_leaving(qtbot, opened, ledger):
    keep_course(ledger)
    form, _ = opened()
    fill(form)
    form.form.place.setText("安石村")
    form.close()

    again, _ = opened()
    kept = (again.form.place.text(), again.form.course.typed[:5], again.form.days.value())
    qtbot.mouseClick(again.leave, Qt.MouseButton.LeftButton)
    fresh, _ = opened()

    assert kept == ("安石村", "中式烹调师", 15)
    assert fresh.form.place.text() == ""


def test_from_the_course_one_tab_leads_to_the_first_day_and_what_is_typed_there_is_the_day(qtbot, opened, ledger):
    keep_course(ledger)
    form, handed = opened()
    form.activateWindow()
    qtbot.waitUntil(form.isActiveWindow)
    form.form.course.list.setFocus()
    form.form.course.list.setEditText("中式烹调师")

    qtbot.keyClick(form.form.course.list, KEY.Key_Tab)
    at_day = form.form.starts_on.line.hasFocus()
    qtbot.keyClicks(form.focusWidget(), "2026-11-06")
    ctrl_enter(qtbot, form)  # before it is known what it comes to
    qtbot.waitUntil(lambda: bool(handed))

    assert at_day
    assert handed[0].starts_on == date(2026, 11, 6)


def test_while_the_first_day_is_no_day_the_form_says_so_and_no_class_is_opened(qtbot, opened, ledger):
    keep_course(ledger)
    form, _ = opened()
    fill(form)
    form.form.starts_on.line.setFocus()
    form.form.starts_on.line.selectAll()
    qtbot.keyClicks(form.form.starts_on.line, "2026-11-31")
    settled(qtbot, form)

    ctrl_enter(qtbot, form)
    qtbot.waitUntil(lambda: form._work.operations.is_idle)

    assert form.form.starts_on.hint.text() == "“2026-11-31”不是日期，请写成 2026-11-21 的样子。"
    assert not form.verb.isEnabled()
    assert list_classes(ledger) == ()


def test_the_form_comes_in_turns_and_what_is_typed_at_once_stands_in_it(qtbot, work, clock, ledger):
    course = keep_course(ledger)
    owner = QWidget()
    qtbot.addWidget(owner)
    owner.show()
    form = ClassForm(work, print, owner)
    form.show_sized()
    was_whole = form.is_whole

    qtbot.keyClicks(form.focusWidget(), "chushi")
    qtbot.waitUntil(lambda: form.is_whole and work.operations.is_idle)

    assert not was_whole
    assert form.form.course.typed == "chushi"
    assert form.form.course.list.findData(course.id) >= 0
    assert form.form.target.isVisibleTo(form)


def test_tab_pressed_at_once_goes_through_all_fields_in_order(qtbot, work, clock):
    owner = QWidget()
    qtbot.addWidget(owner)
    owner.show()
    form = ClassForm(work, print, owner)
    form.show_sized()
    met = []

    while len(met) < len(form.form.titles):
        met.append(_field_of(form))
        form.focusNextPrevChild(True)
    qtbot.waitUntil(lambda: work.operations.is_idle)

    every = list(form.form.titles)
    assert [name for name in every if name in met] == list(dict.fromkeys(filter(None, met)))
    assert met[:4] == ["培训项目", "开班日期", "上课天数", "上课时段"]


def _field_of(form: ClassForm) -> str:
    """The name of the field in which the focus stands."""
    here = form.focusWidget()
    buddies = {name: title.buddy() for name, title in form.form.titles.items()}
    return next((name for name, field in buddies.items() if field is here or field.isAncestorOf(here)), "")
