"""The import itself: what comes of it, whom a rule keeps out, the error workbook, and taking it all back."""

from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from app.ledger.class_roster import roster_of
from app.ledger.enrolling import enrol
from app.ledger.people import add_trainee
from app.ledger.roster_imports import ImportBuiltOn, list_imports
from app.ledger.rules import RuleChange, set_rule
from app.models.people import Trainee
from app.models.training import TrainingClass
from app.ui.importing.import_page import ImportPage
from app.ui.notices import ReasonDialog
from app.ui.spots import CLASS, Spot
from tests.makers_people import HEADING, id_number, look, name_of, roster_line, take, typed, write_xlsx
from tests.makers_training import keep_class
from tests.people.test_roster_import import trainees
from tests.ui.import_stage import (
    CONTROL,
    KEY,
    beside,
    groups,
    opened,
    page_of,
    press,
    settle,
    shown,
    tabs,
    turn,
    type_in,
    wrong_number,
)


@pytest.fixture
def page(qtbot, work, tmp_path) -> ImportPage:
    """Three people, one with a wrong number and one with an odd phone."""
    lines = [roster_line(1), roster_line(2, 身份证号=wrong_number(2)), roster_line(3, 联系电话="12")]
    return opened(qtbot, work, write_xlsx(tmp_path / "水箐村.xlsx", lines))


def take_in(qtbot, page: ImportPage) -> None:
    """Ctrl+Enter, and what comes of it."""
    qtbot.keyClick(page.check.grid, KEY.Key_Return, CONTROL)
    shown(qtbot, page, "result")


def save_as(page: ImportPage, path: Path) -> None:
    """Answer the question where to write a file."""
    dialog = page.findChild(QFileDialog)
    dialog.fileSelected.emit(str(path))
    dialog.done(0)


def rows(page: ImportPage, place: int) -> list[list[str]]:
    """One of the lists of the result."""
    model = page.result.models[place]
    return [
        [model.index(row, column).data() for column in range(model.columnCount())] for row in range(model.rowCount())
    ]


def test_who_can_be_taken_is_taken_and_the_rest_is_named_with_the_reason(qtbot, page, work, ledger):
    with qtbot.waitSignal(work.saved):
        take_in(qtbot, page)

    assert set(trainees(ledger)) == {id_number(1)}
    assert page.result.title.text() == "已导入：新增1人，已在册0人"
    assert "待核对1行，有错误1行" in page.result.words.text()
    assert [line[1:4] for line in rows(page, 0)] == [["4", name_of(2), "有错误"], ["5", name_of(3), "待核对"]]


def test_what_was_typed_last_counts_though_ctrl_enter_is_pressed_in_the_open_cell(qtbot, page, ledger):
    grid = page.check.grid
    qtbot.keyClick(grid, id_number(2)[0])
    field = grid.indexWidget(grid.currentIndex())
    qtbot.keyClicks(field, id_number(2)[1:])

    qtbot.keyClick(field, KEY.Key_Return, CONTROL)
    shown(qtbot, page, "result")

    assert set(trainees(ledger)) == {id_number(1), id_number(2)}
    assert list_imports(ledger)[0].counts["edited"] == 1


def test_the_import_is_taken_back_with_one_key_and_the_mended_cells_are_still_there(qtbot, page, ledger):
    type_in(qtbot, page, id_number(2))
    settle(qtbot, page)
    take_in(qtbot, page)
    taken = len(trainees(ledger))

    qtbot.keyClick(page.result.next, KEY.Key_Z, CONTROL)
    shown(qtbot, page, "check")

    assert (taken, trainees(ledger)) == (2, {})
    assert list_imports(ledger)[0].undone
    assert groups(page) == (2, 0, 1, 0)


def test_the_error_workbook_is_the_senders_file_with_the_left_out_cells_in_red(qtbot, page, work, tmp_path):
    take_in(qtbot, page)

    qtbot.keyClick(page.result.next, KEY.Key_S, CONTROL)
    with qtbot.waitSignal(work.said) as told:
        save_as(page, tmp_path / "错误清单.xlsx")

    sheet = openpyxl.load_workbook(tmp_path / "错误清单.xlsx").active
    fills = {c.coordinate: c.fill.start_color.rgb for row in sheet.iter_rows() for c in row if c.fill.patternType}
    assert sheet["B4"].value == wrong_number(2)
    assert {place: fills[place] for place in ("B4", "C5")} == {"B4": "FFFF9999", "C5": "FFFFE699"}
    assert told.args[0].startswith("已在")


def test_the_error_workbook_can_be_had_before_anything_is_imported(qtbot, page, work, ledger, tmp_path):
    qtbot.keyClick(page.check.grid, KEY.Key_S, CONTROL)
    with qtbot.waitSignal(work.said):
        save_as(page, tmp_path / "错误清单.xlsx")

    sheet = openpyxl.load_workbook(tmp_path / "错误清单.xlsx").active
    assert [bool(sheet.cell(row, 6).value) for row in (3, 4, 5)] == [False, True, True]
    assert list_imports(ledger) == ()


def test_those_left_out_are_gone_on_with_and_come_in_with_a_second_import(qtbot, page, ledger):
    take_in(qtbot, page)

    qtbot.mouseClick(page.result.rest, Qt.MouseButton.LeftButton)
    shown(qtbot, page, "check")
    turn(qtbot, page, "wrong")
    type_in(qtbot, page, id_number(2))
    settle(qtbot, page)
    between = groups(page)
    take_in(qtbot, page)

    assert between == (1, 1, 1, 0)
    assert set(trainees(ledger)) == {id_number(1), id_number(2)}


def test_the_rules_of_the_class_are_told_by_name_before_anything_is_written(qtbot, work, ledger, tmp_path):
    set_rule(ledger, RuleChange("age_min", "县里的文件", value=60, severity="block"))
    group = keep_class(ledger)
    page = opened(qtbot, work, write_xlsx(tmp_path / "a.xlsx", [roster_line(1), roster_line(2)]), group.id)

    told = [found.name for found in page.check.joining.rows.rows]
    before = (tabs(page)["入班规则"], trainees(ledger))
    take_in(qtbot, page)

    assert sorted(told) == sorted([name_of(1), name_of(2)])
    assert before == (2, {})
    assert "不能编入2人" in page.check.joining.words.text()
    assert roster_of(ledger, group.id) == ()
    assert sorted(line[0] for line in rows(page, 2)) == sorted(told)


def test_everyone_joins_the_chosen_class_and_the_way_to_it_is_one_button(qtbot, page, work, ledger):
    group = keep_class(ledger)
    page.check.come_back()
    settle(qtbot, page)
    page.check.head.classes.setCurrentIndex(1)
    settle(qtbot, page)
    take_in(qtbot, page)

    with qtbot.waitSignal(work.wanted) as wanted:
        qtbot.mouseClick(page.result.to_class, Qt.MouseButton.LeftButton)

    assert [row.name for row in roster_of(ledger, group.id)] == [name_of(1)]
    assert wanted.args == [Spot(CLASS, group.id, part="roster")]


def test_the_class_of_one_file_is_not_silently_that_of_the_next(qtbot, page, ledger, tmp_path):
    keep_class(ledger)
    page.check.come_back()
    settle(qtbot, page)
    page.check.head.classes.setCurrentIndex(1)
    settle(qtbot, page)

    page.open(write_xlsx(tmp_path / "b.xlsx", [roster_line(7)]))
    shown(qtbot, page, "check")

    assert (page.check.head.classes.currentData(), page.check.checker.class_id) == ("", "")


def test_a_class_that_was_closed_meanwhile_is_told_and_not_joined(qtbot, work, ledger, tmp_path):
    group = keep_class(ledger)
    page = opened(qtbot, work, write_xlsx(tmp_path / "a.xlsx", [roster_line(1)]), group.id)
    with ledger.change("class.close") as change:
        change.get(TrainingClass, group.id).status = "graduated"

    with qtbot.waitSignal(work.said) as told:
        page.show_spot(page.spot)
    settle(qtbot, page)

    assert "不能再编入" in told.args[0]
    assert page.check.checker.class_id == ""


def test_a_rule_against_the_whole_class_is_told_before_and_nothing_is_taken(qtbot, work, ledger, tmp_path):
    set_rule(ledger, RuleChange("class_size_max", "县里的文件", value=1, severity="block"))
    group = keep_class(ledger)
    page = opened(qtbot, work, write_xlsx(tmp_path / "a.xlsx", [roster_line(1), roster_line(2)]), group.id)

    turn(qtbot, page, "joining")

    assert "2 人" in page.check.joining.words.text()
    assert trainees(ledger) == {}


def test_what_the_ledger_keeps_against_the_roster_is_listed_masked(qtbot, work, ledger, tmp_path):
    add_trainee(ledger, typed(name=name_of(1), id_number=id_number(1), phone="13911112222"))
    page = opened(qtbot, work, write_xlsx(tmp_path / "a.xlsx", [(*roster_line(1), "初中")], (*HEADING, "文化程度")))

    take_in(qtbot, page)

    assert rows(page, 1)[0][2:] == ["联系电话", "139****2222", "138****0001"]


def test_a_ledger_that_moved_on_is_held_against_the_roster_once_more(qtbot, page, work, ledger):
    add_trainee(ledger, typed(name=name_of(1), id_number=id_number(1)))

    with qtbot.waitSignal(work.said) as told:
        press(qtbot, page, KEY.Key_Return, CONTROL)

    assert told.args[0].endswith("请再看一遍。")
    assert page.parts.currentWidget() is page.check
    assert groups(page) == (0, 1, 1, 1)
    assert trainees(ledger)[id_number(1)].phone == ""


def test_a_corrected_column_is_taken_the_same_way_for_the_next_file_of_this_sender(qtbot, work, ledger, tmp_path):
    heading = ("姓名", "身份证号", "座机", "村", "人员类别")
    page = opened(qtbot, work, write_xlsx(tmp_path / "a.xlsx", [roster_line(1)], heading))
    page.check.columns.named.emit("花名册!C", "address")
    settle(qtbot, page)
    take_in(qtbot, page)

    page.open(write_xlsx(tmp_path / "b.xlsx", [roster_line(2)], heading))
    shown(qtbot, page, "check")

    facts = {fact.letter: fact for fact in page.check.columns.rows.rows}
    assert (facts["C"].field, facts["C"].basis) == ("address", "remembered")
    assert page.check.columns.rows.index(2, 5).data() == "按上次对这种表头的指定"


def test_the_imports_so_far_are_listed_with_who_and_how_many(qtbot, work, ledger, tmp_path):
    take(ledger, write_xlsx(tmp_path / "水箐村.xlsx", [roster_line(1), roster_line(2, 联系电话="12")]))

    page = page_of(qtbot, work)

    model = page.start.rows
    assert [model.index(0, column).data() for column in range(10)] == [
        "2026-11-21 09:00",
        "水箐村.xlsx",
        "station",
        "",
        "1",
        "0",
        "0",
        "1",
        "0",
        "有效",
    ]


def test_an_older_import_is_taken_back_with_a_reason(qtbot, work, ledger, tmp_path):
    take(ledger, write_xlsx(tmp_path / "a.xlsx", [roster_line(1)]))
    page = page_of(qtbot, work)
    page.start.list.setFocus()

    qtbot.keyClick(page.start.list, KEY.Key_Delete)
    dialog = page.findChild(ReasonDialog)
    dialog.field.insert("发错了文件")
    qtbot.keyClick(dialog.field, KEY.Key_Return)
    settle(qtbot, page)

    assert trainees(ledger) == {}
    assert page.start.rows.index(0, 9).data() == "已撤销"
    assert not page.start.undo.isEnabled()


def test_an_import_on_which_work_was_built_stays_and_says_who_was_worked_with(qtbot, work, ledger, tmp_path):
    outcome = take(ledger, write_xlsx(tmp_path / "a.xlsx", [roster_line(1)]))
    group = keep_class(ledger)
    enrol(ledger, group.id, [row.id for row in trainees(ledger).values()])
    page = page_of(qtbot, work)
    troubles = []
    work.operations.trouble.connect(troubles.append)

    page.start.take_back(outcome.import_id, "误导入")
    qtbot.waitUntil(lambda: bool(troubles))

    assert isinstance(troubles[0], ImportBuiltOn)
    assert name_of(1) in troubles[0].sentence()
    assert len(trainees(ledger)) == 1


def test_enter_on_an_import_leads_to_the_class_it_filled(qtbot, work, ledger, tmp_path):
    group = keep_class(ledger)
    take(ledger, write_xlsx(tmp_path / "a.xlsx", [roster_line(1)]), group.id)
    page = page_of(qtbot, work)
    page.start.list.setFocus()

    with qtbot.waitSignal(work.wanted) as wanted:
        qtbot.keyClick(page.start.list, KEY.Key_Return)

    assert wanted.args == [Spot(CLASS, group.id, part="roster")]


def test_a_roster_of_which_the_ledger_has_everybody_says_so_and_writes_nothing(qtbot, work, ledger, tmp_path):
    path = write_xlsx(tmp_path / "a.xlsx", [roster_line(1)])
    take(ledger, path)
    page = opened(qtbot, work, path)

    take_in(qtbot, page)

    assert page.result.title.text().startswith("没有新内容")
    assert not page.result.undo.isVisible()
    assert len(list_imports(ledger)) == 1


def test_the_preview_of_the_command_line_and_the_window_agree(qtbot, page, ledger, tmp_path):
    counts = look(ledger, tmp_path / "水箐村.xlsx").shown.counts()

    assert groups(page) == tuple(counts.values())


def test_people_left_out_by_the_clerk_are_told_apart_from_wrong_ones(qtbot, page, ledger):
    turn(qtbot, page, "doubtful")
    press(qtbot, page, KEY.Key_3, CONTROL)
    told = beside(page)[0][1]

    take_in(qtbot, page)

    assert told == "不导入"
    assert "您选择不导入：1行" in page.result.words.text()
    with ledger.reading() as session:
        assert session.query(Trainee).count() == 1
