"""Graduation with the keyboard: who has earned it, the way to what is missing, the deed, and taking it back."""

import shutil
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from app.clock import SetClock
from app.ledger.class_roster import roster_of
from app.ledger.class_rows import class_called
from app.ledger.enrolling import enrol, withdraw
from app.ledger.graduating import graduate
from app.ledger.issuing import Order, issue
from app.ledger.results_typing import TypedScore, type_results
from app.ledger.rules import RuleChange, set_rule
from app.models.ledger import Ledger
from app.models.opening import open_ledger
from app.models.people import Trainee
from app.models.training import Lesson
from app.models.vocabulary import AttendanceStatus, LessonKind
from app.ui import spots
from app.ui.classes.graduation_dialogs import LeavingDialog
from app.ui.classes.graduation_part import GraduationPart
from app.ui.classes.graduation_rows import ITEM, VERDICT
from app.ui.classes.graduation_words import ELIGIBLE, GRADUATED, HINTS, MISSING
from app.ui.notices import ReasonDialog, TroubleDialog
from app.ui.spots import Spot
from tests.conftest import CHINA, LOGIN
from tests.makers_certificates import QUICK, MakeBelieveCounty
from tests.makers_training import attend, day, keep_class, keep_trainees, lesson_at, name_of, pass_exams, person_at

KEY = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier
EVENING = datetime(2026, 11, 16, 18, 0, tzinfo=CHINA)
PRESENT, ABSENT = AttendanceStatus.PRESENT, AttendanceStatus.ABSENT


@pytest.fixture(scope="module")
def last_day(empty_ledger: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Four people on the last day: one has earned it, one missed hours, one failed theory, one has no practice."""
    folder = tmp_path_factory.mktemp("last-day") / "ledger"
    shutil.copytree(empty_ledger, folder)
    with open_ledger(folder, LOGIN, SetClock(EVENING)) as ledger:
        row = keep_class(ledger, 4)
        for serial in (1, 3, 4):
            attend(ledger, row.id, serial, [PRESENT] * 30, reason="补录")
        attend(ledger, row.id, 2, [PRESENT] * 20 + [ABSENT] * 10, reason="补录")
        scores = {1: (800, 900), 2: (800, 900), 3: (500, 900), 4: (700, None)}
        entries = [
            TypedScore(person_at(ledger, row.id, serial).enrolment_id, part, 1, tenths)
            for serial, given in scores.items()
            for part, tenths in zip(LessonKind, given, strict=True)
        ]
        type_results(ledger, entries)
    return folder, row.id


@pytest.fixture
def ledger(last_day: tuple[Path, str], tmp_path: Path, clock: SetClock) -> Iterator[Ledger]:
    clock.time = EVENING
    shutil.copytree(last_day[0], tmp_path / "ledger")
    with open_ledger(tmp_path / "ledger", LOGIN, clock) as opened:
        yield opened


@pytest.fixture
def class_id(last_day: tuple[Path, str]) -> str:
    return last_day[1]


@pytest.fixture
def part(qtbot, work, class_id) -> GraduationPart:
    made = GraduationPart(work)
    qtbot.addWidget(made)
    made.resize(1200, 600)
    made.show()
    made.show_class(class_id)
    settled(qtbot, made)
    return made


def settled(qtbot, part: GraduationPart) -> None:
    qtbot.waitUntil(lambda: part.work.operations.is_idle)


def lines(part: GraduationPart) -> list[tuple[str, str, str]]:
    return [
        tuple(part.rows.index(row, column).data() for column in (1, VERDICT, ITEM))
        for row in range(part.rows.rowCount())
    ]


def choose(part: GraduationPart, serial: int) -> None:
    places = [row for row in range(part.rows.rowCount()) if part.rows.index(row, 0).data() == str(serial)]
    part.list.selectRow(places[0])


def show(part: GraduationPart, code: str) -> None:
    part.choice.setCurrentIndex(part.choice.findData(code))


def because(qtbot, part: GraduationPart, reason: str) -> None:
    """Answer the question for a reason."""
    dialog = part.findChild(ReasonDialog)
    dialog.field.insert(reason)
    dialog.accept()
    settled(qtbot, part)
    qtbot.waitUntil(lambda: part.findChild(ReasonDialog) is None)
    part.window().activateWindow()  # no window manager does it here
    qtbot.waitUntil(lambda: QApplication.activeWindow() is part.window())


def outcomes(ledger: Ledger, class_id: str) -> list[str]:
    return [row.outcome for row in roster_of(ledger, class_id)]


def enrolment(ledger: Ledger, class_id: str, serial: int) -> str:
    return person_at(ledger, class_id, serial).enrolment_id


def test_each_person_stands_with_exactly_what_is_missing(part):
    assert lines(part) == [
        (name_of(0), "✓ 可以结业", ""),
        (name_of(1), "✗ 还不能结业", "出勤率 66.66 %，低于 80 %，还差 16 学时（应到 120，实到 80）。"),
        (name_of(2), "✗ 还不能结业", "理论 50 分，低于 60 分。"),
        (name_of(3), "✗ 还不能结业", "没有实操成绩。"),
    ]
    assert part.standing.text() == "共 4 人：可以结业 1 人，缺项 3 人。"
    assert part.verb.text() == "结业 1 人"


def test_the_clerk_begins_at_the_first_missing_item_and_enter_leads_to_the_roll(qtbot, part, work, ledger, class_id):
    with qtbot.waitSignal(work.wanted) as went:
        qtbot.keyClick(part.list, KEY.Key_Return)

    assert went.args == [Spot(spots.CLASS, class_id, part="roll", detail=enrolment(ledger, class_id, 2))]


@pytest.mark.parametrize("serial", [3, 4])
def test_a_missing_score_leads_to_the_results_of_that_person(qtbot, part, work, ledger, class_id, serial):
    choose(part, serial)

    with qtbot.waitSignal(work.wanted) as went:
        qtbot.keyClick(part.list, KEY.Key_Return)

    assert went.args == [Spot(spots.CLASS, class_id, part="results", detail=enrolment(ledger, class_id, serial))]


def test_a_click_on_the_missing_item_leads_there_too(qtbot, part, work):
    place = part.list.visualRect(part.rows.index(2, ITEM)).center()

    with qtbot.waitSignal(work.wanted) as went:
        qtbot.mouseClick(part.list.viewport(), Qt.MouseButton.LeftButton, pos=place)

    assert went.args[0].part == "results"


def test_what_the_certificate_will_lack_leads_to_its_field_of_the_person(qtbot, part, work, ledger, class_id):
    with ledger.change("trainee.edit") as change:
        row = change.get(Trainee, person_at(ledger, class_id).trainee_id)
        row.sex, row.photo = "0", "0" * 64
    part.show_class(class_id)
    settled(qtbot, part)
    show(part, HINTS)
    choose(part, 1)

    with qtbot.waitSignal(work.wanted) as went:
        qtbot.keyClick(part.list, KEY.Key_Return)

    assert lines(part)[0][2] == "没有填性别，不能发证。"
    assert went.args == [Spot(spots.PERSON_FORM, person_at(ledger, class_id).trainee_id, part="sex")]


def test_everyones_missing_photo_is_told_only_where_it_is_looked_for(qtbot, part):
    before = lines(part)[0][2]

    show(part, HINTS)

    assert before == ""
    assert {line[2] for line in lines(part)} == {"没有照片，证书上的照片处会空着。"}


def test_the_list_is_chosen_with_counts_and_searched_by_name(qtbot, part):
    counts = [part.choice.itemText(place) for place in range(part.choice.count())]

    show(part, MISSING)
    missing = [line[0] for line in lines(part)]
    show(part, ELIGIBLE)
    eligible = [line[0] for line in lines(part)]
    part.search.insert("查无此人")

    assert counts[:3] == ["全部  4", "缺项  3", "可以结业  1"]
    assert (missing, eligible) == ([name_of(place) for place in (1, 2, 3)], [name_of(0)])
    assert part.layers.currentWidget() is part.empty


def test_the_clerk_stands_at_the_one_who_is_meant(qtbot, part, ledger, class_id):
    show(part, ELIGIBLE)

    part.show_class(class_id, enrolment(ledger, class_id, 3))
    settled(qtbot, part)

    assert part.rows.index(part.list.currentIndex().row(), 0).data() == "3"


def test_ctrl_enter_graduates_who_has_earned_it_and_names_the_next_step(qtbot, part, work, ledger, class_id):
    with qtbot.waitSignal(work.said) as told:
        qtbot.keyClick(part.list, KEY.Key_Return, CONTROL)
    settled(qtbot, part)
    with qtbot.waitSignal(work.wanted) as went:
        qtbot.keyClick(part.list, KEY.Key_P, CONTROL)

    assert outcomes(ledger, class_id) == ["completed", "failed", "failed", "failed"]
    assert told.args == ["1 人已结业，3 人未结业；补考合格后可再点结业。"]
    assert part.next.text() == "打印证书（1 张）"
    assert went.args == [Spot(spots.ISSUE, class_id)]


def test_after_a_resit_the_rest_graduates_with_the_same_key(qtbot, part, ledger, class_id):
    graduate(ledger, class_id)
    type_results(ledger, [TypedScore(enrolment(ledger, class_id, 3), LessonKind.THEORY, 2, 700)])
    part.show_class(class_id)
    settled(qtbot, part)
    words = part.verb.text()

    qtbot.keyClick(part.list, KEY.Key_Return, CONTROL)
    settled(qtbot, part)

    assert words == "结业 1 人"
    assert outcomes(ledger, class_id) == ["completed", "failed", "completed", "failed"]


def test_a_class_that_is_not_over_graduates_only_with_a_reason(qtbot, part, ledger, class_id, clock):
    clock.advance(days=-3)
    part.show_class(class_id)
    settled(qtbot, part)

    qtbot.keyClick(part.list, KEY.Key_Return, CONTROL)
    settled(qtbot, part)
    before, question = outcomes(ledger, class_id), part.findChild(ReasonDialog).findChild(QLabel).text()
    because(qtbot, part, "提前完成全部课程")

    assert "2026-11-16" in question
    assert before == [""] * 4
    assert outcomes(ledger, class_id)[0] == "completed"


def test_rules_against_the_class_as_a_whole_stand_above_the_list_and_lead_to_the_timetable(
    qtbot, part, work, ledger, class_id
):
    with ledger.change("lesson.cancel") as change:
        change.get(Lesson, lesson_at(ledger, class_id, 29).id).cancelled = True
    part.show_class(class_id)
    settled(qtbot, part)
    notice = part.notices.itemAt(0).widget()
    words = notice.findChildren(type(part.standing))[0].text()
    with qtbot.waitSignal(work.wanted) as went:
        qtbot.mouseClick(notice.findChild(QPushButton), Qt.MouseButton.LeftButton)

    qtbot.keyClick(part.list, KEY.Key_Return, CONTROL)
    settled(qtbot, part)
    dialog = part.findChild(TroubleDialog)
    way_out = [each.text() for each in dialog.findChildren(QPushButton)]

    assert "116" in words
    assert went.args == [Spot(spots.CLASS, class_id, part="timetable")]
    assert "去处理" in way_out
    assert outcomes(ledger, class_id) == [""] * 4


def test_a_rule_that_only_warns_lets_graduate_and_is_told(qtbot, part, ledger, class_id):
    set_rule(ledger, RuleChange("attendance_min_for_exam", "县里规定", severity="warn"))
    part.show_class(class_id)
    settled(qtbot, part)

    told = lines(part)[1]

    assert part.verb.text() == "结业 2 人"
    assert told[1] == "✓ 可以结业"
    assert told[2].startswith("出勤率 66.66 %")


def test_del_enters_who_left_with_day_and_reason(qtbot, part, ledger, class_id):
    choose(part, 2)
    qtbot.keyClick(part.list, KEY.Key_Delete)
    dialog = part.findChild(LeavingDialog)
    dialog.on.choose(date(2026, 11, 12))
    dialog.reason.insert("外出务工")

    qtbot.waitUntil(lambda: QApplication.activeWindow() is dialog)
    qtbot.keyClick(dialog, KEY.Key_Return, CONTROL)
    settled(qtbot, part)

    row = person_at(ledger, class_id, 2)
    assert (row.outcome, row.outcome_on, row.outcome_reason) == ("withdrew", day(12), "外出务工")
    assert lines(part)[1] == (name_of(1), "– 已退出", "外出务工")


def test_leaving_without_a_reason_is_refused_where_the_clerk_stands(qtbot, part, ledger, class_id):
    choose(part, 2)
    qtbot.keyClick(part.list, KEY.Key_Delete)
    dialog = part.findChild(LeavingDialog)

    qtbot.waitUntil(lambda: QApplication.activeWindow() is dialog)
    qtbot.keyClick(dialog, KEY.Key_Return, CONTROL)
    settled(qtbot, part)

    assert "原因" in dialog.trouble.text()
    assert outcomes(ledger, class_id)[1] == ""


def test_f8_holds_someone_back_with_a_reason_and_ctrl_z_takes_it_back(qtbot, part, ledger, class_id):
    choose(part, 1)
    qtbot.keyClick(part.list, KEY.Key_F8)
    because(qtbot, part, "请人代考")
    held, words = lines(part)[0], part.verb.text()
    choose(part, 1)
    qtbot.keyClick(part.list, KEY.Key_Z, CONTROL)
    because(qtbot, part, "查明无此事")

    assert held == (name_of(0), "✗ 不予结业", "不予结业：请人代考")
    assert words == "结业 0 人"
    assert outcomes(ledger, class_id) == [""] * 4
    assert part.verb.text() == "结业 1 人"


def test_an_outcome_is_taken_back_with_a_reason_and_the_class_is_open_again(qtbot, part, ledger, class_id):
    qtbot.keyClick(part.list, KEY.Key_Return, CONTROL)
    settled(qtbot, part)
    show(part, GRADUATED)
    choose(part, 1)

    qtbot.keyClick(part.list, KEY.Key_Z, CONTROL)
    because(qtbot, part, "成绩有误")

    assert outcomes(ledger, class_id)[0] == ""
    assert class_called(ledger, class_id).status == "open"


def test_the_whole_graduation_is_taken_back_in_one_step_while_nobody_holds_a_certificate(qtbot, part, ledger, class_id):
    qtbot.keyClick(part.list, KEY.Key_Return, CONTROL)
    settled(qtbot, part)

    qtbot.mouseClick(part.undo_all, Qt.MouseButton.LeftButton)
    because(qtbot, part, "日期弄错")

    assert outcomes(ledger, class_id) == [""] * 4
    assert not part.undo_all.isVisible()


def test_who_holds_a_certificate_keeps_the_outcome(qtbot, work, ledger, clock):
    MakeBelieveCounty().enrol(ledger)
    row = keep_class(ledger)
    enrol(ledger, row.id, keep_trainees(ledger, 1, start=50))
    attend(ledger, row.id, 1, [PRESENT] * 30, reason="补录")
    pass_exams(ledger, row.id)
    graduate(ledger, row.id)
    issue(ledger, QUICK, Order(class_id=row.id))
    part = GraduationPart(work)
    qtbot.addWidget(part)
    part.show()
    part.show_class(row.id)
    settled(qtbot, part)
    refused = []
    work.operations.trouble.connect(refused.append)

    qtbot.keyClick(part.list, KEY.Key_Z, CONTROL)
    because(qtbot, part, "成绩有误")

    assert lines(part)[0][1] == "✓ 已结业，已发证"
    assert part.next.text() == "查看证书"
    assert [type(error).__name__ for error in refused] == ["HasCertificate"]
    assert not part.undo_all.isVisible()


def test_while_lessons_are_to_come_nobody_is_called_short_of_them(qtbot, work, ledger, clock):
    clock.time = datetime(2026, 11, 4, 18, 0, tzinfo=CHINA)
    row = keep_class(ledger)
    enrol(ledger, row.id, keep_trainees(ledger, 2, start=50))
    for serial in (1, 2):
        attend(ledger, row.id, serial, [PRESENT] * 6)
    withdraw(ledger, enrolment(ledger, row.id, 2), day(4), "生病")
    pass_exams(ledger, row.id)
    part = GraduationPart(work)
    qtbot.addWidget(part)
    part.show()
    part.show_class(row.id)
    settled(qtbot, part)

    assert [line[1] for line in lines(part)] == ["… 课未上完", "– 已退出"]
    assert part.standing.text().endswith("最后一节课在 2026-11-16。")
    assert not part.verb.isEnabled()
