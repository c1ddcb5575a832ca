"""The results typed into the sheet: what stands in the ledger, what is told, what is left as it was."""

from datetime import date, datetime

import pytest
from PySide6.QtCore import Qt

from app.ledger.conduct import conduct_of
from app.ledger.enrolling import withdraw
from app.ledger.graduating import graduate
from app.ledger.history import read_history
from app.ledger.results import class_results
from app.models.faults import CopiedLedger
from app.models.ledger import Ledger
from app.models.vocabulary import AttendanceStatus
from app.ui.classes.results_part import ResultsPart
from app.ui.notices import ReasonDialog, TroubleDialog
from app.ui.spots import CLASS, Spot
from tests.conftest import CHINA
from tests.makers_training import attend, day, keep_class, name_of, pass_exams, person_at
from tests.ui.makers_results import (
    CONTROL,
    KEY,
    PRACTICAL,
    RESIT,
    SHIFT,
    THEORY,
    VERDICT,
    column,
    kept,
    results_part,
    settled,
    stand,
    typed,
)


@pytest.fixture
def class_id(ledger: Ledger, clock) -> str:
    """Four people; it is the day after the last lesson."""
    clock.time = datetime(2026, 11, 17, 9, 0, tzinfo=CHINA)
    return keep_class(ledger, 4).id


@pytest.fixture
def part(qtbot, work, class_id) -> ResultsPart:
    return results_part(qtbot, work, class_id)


def test_scores_are_typed_down_a_column_and_each_is_saved_at_once(qtbot, part, ledger, class_id):
    typed(qtbot, part, "8", "0", KEY.Key_Return, "5", "5", ".", "5", KEY.Key_Return)

    assert kept(ledger, class_id)[:2] == [(80, None), (55.5, None)]
    assert column(part, VERDICT)[:2] == ["还没有成绩：实操", "✗ 不合格：理论"]
    assert part.grid.currentIndex().row() == 2


def test_the_foot_tells_averages_and_passes_and_the_line_below_who_is_missing(qtbot, part):
    typed(qtbot, part, "8", "0", KEY.Key_Return, "5", "0", KEY.Key_Return)

    assert "65.0 · 1/2" in part.foot.accessibleDescription()
    assert part.tally.text() == "共 4 人：合格 0，不合格 1，没有成绩 3"


def test_tab_goes_to_the_practical_score_and_enter_to_the_next_person(qtbot, part, ledger, class_id):
    typed(qtbot, part, "8", "0", KEY.Key_Tab, "9", "0", KEY.Key_Return)

    assert kept(ledger, class_id)[0] == (80, 90)
    assert (part.grid.currentIndex().row(), part.grid.currentIndex().column()) == (1, THEORY)
    assert column(part, VERDICT)[0] == "✓ 合格"


def test_a_resit_is_shut_until_there_is_a_score_before_it(qtbot, part, ledger, class_id):
    stand(part, 0, RESIT)
    typed(qtbot, part, "7")
    told = part.hint.text()

    stand(part, 0, THEORY)
    typed(qtbot, part, "5", "0", KEY.Key_Tab, KEY.Key_Tab, "7", "2", KEY.Key_Return)

    assert told == "先录前一次成绩，再录补考成绩。"
    assert kept(ledger, class_id)[0] == (72, None)


def test_what_is_no_score_is_told_at_the_cell_and_not_saved(qtbot, part, ledger, class_id):
    typed(qtbot, part, "1", "2", "0", KEY.Key_Return)
    below = part.hint.text()
    stand(part, 0, THEORY)

    assert kept(ledger, class_id)[0] == (None, None)
    assert below == "1 个红格没有保存，移到红格上可看原因。"
    assert part.hint.text().startswith("没有保存：“120”不是分数。")
    assert column(part, THEORY)[0] == "120"


def test_ctrl_z_takes_a_step_back_on_the_disk_and_ctrl_y_puts_it_there_again(qtbot, part, ledger, class_id):
    typed(qtbot, part, "8", "0", KEY.Key_Return)

    seen = []
    for each in (KEY.Key_Z, KEY.Key_Y):
        qtbot.keyClick(part.grid, each, CONTROL)
        settled(qtbot, part)
        seen.append(kept(ledger, class_id)[0][0])

    assert seen == [None, 80]


def test_ctrl_d_fills_a_chosen_column_in_one_change(qtbot, part, ledger, class_id):
    typed(qtbot, part, "8", "0", KEY.Key_Return)
    stand(part, 0, THEORY)
    for _ in range(3):
        qtbot.keyClick(part.grid, KEY.Key_Down, SHIFT)

    qtbot.keyClick(part.grid, KEY.Key_D, CONTROL)
    settled(qtbot, part)

    assert [each[0] for each in kept(ledger, class_id)] == [80] * 4
    assert len({line.seq for line in read_history(ledger) if line.entity == "exam_result"}) == 4


def test_an_earlier_score_is_changed_only_with_a_reason_and_taking_it_back_keeps_one_too(
    qtbot, part, ledger, class_id, clock
):
    typed(qtbot, part, "8", "0", KEY.Key_Return)
    clock.advance(days=1)
    stand(part, 0, THEORY)

    typed(qtbot, part, "9", "0", KEY.Key_Return)
    before, painted = kept(ledger, class_id)[0][0], column(part, THEORY)[0]
    dialog = part.findChild(ReasonDialog)
    dialog.field.insert("录错")
    qtbot.keyClick(dialog.field, KEY.Key_Return)
    settled(qtbot, part)
    after = kept(ledger, class_id)[0][0]
    part.grid.undo()
    settled(qtbot, part)

    assert (before, painted, after) == (80, "80", 90)
    assert kept(ledger, class_id)[0][0] == 80
    assert [line.reason for line in read_history(ledger)[:2]] == ["撤销：录错", "录错"]


def test_without_a_reason_an_earlier_score_is_as_it_was(qtbot, part, ledger, class_id, clock):
    typed(qtbot, part, "8", "0", KEY.Key_Return)
    clock.advance(days=1)
    stand(part, 0, THEORY)
    typed(qtbot, part, KEY.Key_Delete)

    part.findChild(ReasonDialog).reject()

    assert column(part, THEORY)[0] == "80"
    assert kept(ledger, class_id)[0][0] == 80


def test_who_has_left_or_graduated_takes_no_score(qtbot, work, ledger, class_id):
    attend(ledger, class_id, 1, [AttendanceStatus.PRESENT] * 30, reason="补录")
    pass_exams(ledger, class_id)
    withdraw(ledger, person_at(ledger, class_id, 4).enrolment_id, day(5), "外出务工")
    graduate(ledger, class_id)
    part = results_part(qtbot, work, class_id)

    seen = []
    for row in (0, 3):
        stand(part, row, THEORY)
        typed(qtbot, part, "9")
        seen.append(part.hint.text())

    assert seen == [f"{name_of(0)}结业，成绩不能再改。", f"{name_of(3)}中途退出，成绩不能再改。"]
    assert column(part, VERDICT)[3] == "中途退出"


def test_the_day_of_the_exam_is_the_last_lesson_for_a_resit_today_or_what_was_chosen(qtbot, part, ledger, class_id):
    typed(qtbot, part, "5", "0", KEY.Key_Return)
    stand(part, 0, RESIT)
    for_resit = part.on.day
    typed(qtbot, part, "6", "0", KEY.Key_Return)
    part.on.choose(date(2026, 11, 12))
    stand(part, 0, PRACTICAL)
    typed(qtbot, part, "9", "0", KEY.Key_Return)

    taken = [each.taken_on for each in class_results(ledger, class_id)[0].attempts]
    assert for_resit == day(17)
    assert taken == [day(16), day(17), day(12)]


def test_remarks_are_typed_like_scores_and_an_emptied_one_is_gone(qtbot, part, ledger, class_id):
    remark = part.model.remark_column
    stand(part, 0, remark)

    typed(qtbot, part, "x", KEY.Key_Return)
    written = [(row.day, row.text) for row in conduct_of(ledger, class_id)]
    stand(part, 0, remark)
    typed(qtbot, part, KEY.Key_Delete)

    assert written == [(day(17), "x")]
    assert conduct_of(ledger, class_id) == ()


def test_searching_leaves_those_who_fit_and_enter_goes_back_to_the_grid(qtbot, part):
    qtbot.keyClick(part.grid, KEY.Key_F, CONTROL)
    part.search.insert(name_of(2))
    typed(qtbot, part, KEY.Key_Return)

    assert [part.grid.isRowHidden(row) for row in range(4)] == [True, True, False, True]
    assert part.window().focusWidget() is part.grid
    assert part.grid.currentIndex().row() == 2


def test_the_clerk_stands_at_the_gap_of_the_one_who_is_meant(qtbot, part, ledger, class_id):
    stand(part, 1, THEORY)
    typed(qtbot, part, "5", "0", KEY.Key_Tab, "9", "0", KEY.Key_Return)

    part.show_class(class_id, person_at(ledger, class_id, 2).enrolment_id)
    settled(qtbot, part)

    assert (part.grid.currentIndex().row(), part.grid.currentIndex().column()) == (1, RESIT)


def test_ctrl_enter_goes_on_to_graduation_and_an_empty_class_leads_to_its_roster(qtbot, work, part, ledger, class_id):
    with qtbot.waitSignal(work.wanted) as went:
        qtbot.keyClick(part.grid, KEY.Key_Return, CONTROL)
    empty = keep_class(ledger, code="2026-77", starts_on=day(9))
    part.show_class(empty.id)
    settled(qtbot, part)
    with qtbot.waitSignal(work.wanted) as then:
        qtbot.mouseClick(part.to_roster, Qt.MouseButton.LeftButton)

    assert went.args == [Spot(CLASS, class_id, part="graduation")]
    assert then.args == [Spot(CLASS, empty.id, part="roster")]


def test_what_the_ledger_refuses_is_told_and_painted_back(qtbot, part, ledger, class_id):
    withdraw(ledger, person_at(ledger, class_id).enrolment_id, day(5), "外出务工")

    typed(qtbot, part, "8", "0", KEY.Key_Return)

    assert name_of(0) in part.findChild(TroubleDialog).words.what
    assert column(part, THEORY)[0] == ""


def test_a_hindered_ledger_takes_no_key(qtbot, part, ledger, class_id):
    ledger.hinder(CopiedLedger())

    typed(qtbot, part, "8")

    assert column(part, THEORY)[0] == ""
    assert part.findChild(TroubleDialog) is None
