"""A roster is dropped, looked through and mended in place, as in a spreadsheet; nothing is written meanwhile."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QTableView

from app.ledger.importing.preview import RowStatus
from app.ledger.people import add_trainee
from app.ui.importing.import_page import ImportPage
from app.ui.spots import IMPORT, Spot
from app.ui.theme import AMBER_LIGHT, RED_LIGHT
from tests.importing.messy import Mess, make_people, save_text, save_xls, write_roster
from tests.makers_people import id_number, name_of, roster_line, tables_of, typed, write_csv, write_xlsx
from tests.ui.import_stage import (
    CONTROL,
    ID,
    KEY,
    PHONE,
    SHIFT,
    beside,
    cells,
    drop,
    groups,
    opened,
    page_of,
    press,
    settle,
    tabs,
    turn,
    type_in,
    usual_roster,
    wrong_number,
)

FIELD, HINT = Qt.ItemDataRole.BackgroundRole, Qt.ItemDataRole.ToolTipRole


@pytest.fixture
def page(qtbot, work, ledger, tmp_path) -> ImportPage:
    """Two new people, one known, one doubtful by the phone, one with a wrong number; and a total below."""
    return opened(qtbot, work, usual_roster(ledger, tmp_path))


def test_a_dropped_roster_is_shown_in_four_groups_and_nothing_is_written(page, ledger):
    assert groups(page) == (2, 1, 1, 1)
    assert tabs(page)["没读的行"] == 1
    assert page.check.head.go.text() == "导入 3 人"
    assert page.check.head.left_out.text() == "2 行不导入"
    assert tables_of(ledger).rows["roster_import"] == {}


def test_a_roster_dropped_anywhere_on_the_window_is_looked_at(qtbot, window_on, empty_ledger, tmp_path):
    import shutil

    shutil.copytree(empty_ledger, tmp_path / "home")
    window = window_on(tmp_path / "home")
    qtbot.waitUntil(lambda: window.desk is not None and window.desk.page is not None)
    path = write_csv(tmp_path / "a.csv", [roster_line(1)])

    qtbot.waitUntil(lambda: window.desk.page is not None and window.operations.is_idle)
    taken = drop(window.desk, path)
    page = window.desk.page
    qtbot.waitUntil(lambda: page.parts.currentWidget() is page.check and page.check.checker.latest is not None)

    assert taken
    assert window.desk.spot == Spot(IMPORT, part="file", detail=str(path))
    assert groups(page) == (1, 0, 0, 0)


def test_the_clerk_stands_at_the_first_wrong_cell_and_is_told_what_to_do(page):
    grid, lines = page.check.grid, page.check.people.lines

    assert page.check.tabs.status is RowStatus.WRONG
    assert page.check.grid.hasFocus()
    assert (grid.currentIndex().row(), grid.currentIndex().column()) == (0, ID)
    assert lines.index(0, ID).data(FIELD) == QColor(RED_LIGHT)
    assert "校验" in lines.index(0, ID).data(HINT)
    assert page.check.people.bar.place.text() == f"第 6 行 {name_of(4)} · 身份证号"
    assert "请对照身份证" in page.check.people.bar.words.text()
    assert beside(page) == [["6", "要改", beside(page)[0][2]]]
    assert "校验" in beside(page)[0][2]


def test_the_number_stands_there_in_full_to_be_compared_with_the_card(page):
    assert cells(page)[0][ID] == wrong_number(4)


def test_a_cell_typed_over_is_judged_at_once_and_the_person_goes_to_the_right_group(qtbot, page, ledger):
    type_in(qtbot, page, id_number(4))
    settle(qtbot, page)

    assert groups(page) == (3, 1, 1, 0)
    assert page.check.head.go.text() == "导入 4 人"
    assert "已改 1 格" in page.check.people.bar.changes.text()
    assert tables_of(ledger).rows["roster_import"] == {}


def test_once_the_last_row_of_a_group_is_mended_the_clerk_is_told_what_comes_next(qtbot, page):
    type_in(qtbot, page, id_number(4))
    settle(qtbot, page)
    of_the_first = page.check.people.bar.words.text()
    press(qtbot, page, KEY.Key_F8)
    type_in(qtbot, page, "13800005555")
    settle(qtbot, page)

    assert of_the_first == "这一组已全部改好。另一组还有 1 行：按 F8 前往。"
    assert page.check.people.bar.words.text() == "全部改好，按 Ctrl+Enter 导入 5 人。"


@pytest.mark.parametrize("written", [533522199003049000, "5.33522E+17"])
def test_a_number_that_a_spreadsheet_broke_is_typed_again_here(qtbot, work, tmp_path, written):
    page = opened(qtbot, work, write_xlsx(tmp_path / "a.xlsx", [roster_line(1, 身份证号=written)]))

    assert "请对照身份证重新录入完整号码" in page.check.people.bar.words.text()


def test_what_was_typed_is_taken_back_with_ctrl_z_and_shown_where_it_was(qtbot, page):
    type_in(qtbot, page, id_number(4))
    settle(qtbot, page)
    turn(qtbot, page, "new")

    press(qtbot, page, KEY.Key_Z, CONTROL)
    back = (groups(page), page.check.tabs.status, cells(page)[0][ID])
    press(qtbot, page, KEY.Key_Y, CONTROL)

    assert back == ((2, 1, 1, 1), RowStatus.WRONG, wrong_number(4))
    assert groups(page) == (3, 1, 1, 0)


def test_a_judgement_that_arrives_while_a_cell_is_open_leaves_the_typing_alone(qtbot, work, tmp_path):
    lines = [roster_line(place, 身份证号=wrong_number(place)) for place in (1, 2, 3)]
    page = opened(qtbot, work, write_xlsx(tmp_path / "a.xlsx", lines))
    grid = page.check.grid
    type_in(qtbot, page, id_number(1))

    qtbot.keyClicks(grid, id_number(2)[:1])
    field = grid.indexWidget(grid.currentIndex())
    qtbot.keyClicks(field, id_number(2)[1:9])
    qtbot.waitUntil(lambda: not page.check.checker.is_judging)
    while_typing = (field.text(), groups(page))
    qtbot.keyClicks(field, id_number(2)[9:])
    qtbot.keyClick(field, KEY.Key_Return)
    settle(qtbot, page)

    assert while_typing == (id_number(2)[:9], (0, 0, 0, 3))
    assert groups(page) == (2, 0, 0, 1)
    assert cells(page)[0][0] == name_of(3)


def test_leaving_an_open_cell_with_escape_shows_what_was_judged_meanwhile(qtbot, work, tmp_path):
    lines = [roster_line(place, 身份证号=wrong_number(place)) for place in (1, 2)]
    page = opened(qtbot, work, write_xlsx(tmp_path / "a.xlsx", lines))
    grid = page.check.grid
    type_in(qtbot, page, id_number(1))
    qtbot.keyClick(grid, "5")
    field = grid.indexWidget(grid.currentIndex())
    qtbot.waitUntil(lambda: not page.check.checker.is_judging)

    qtbot.keyClick(field, KEY.Key_Escape)

    qtbot.waitUntil(lambda: groups(page) == (1, 0, 0, 1))
    assert page.parts.currentWidget() is page.check


def test_a_block_is_pasted_and_what_falls_outside_is_told(qtbot, page, work):
    turn(qtbot, page, "new")
    page.check.grid.stand_at(0, 3)
    QGuiApplication.clipboard().setText("落星村\t低保\n凤山镇等上村\t脱贫户\n多余\t多余")

    with qtbot.waitSignal(work.said) as told:
        press(qtbot, page, KEY.Key_V, CONTROL)

    assert [row[3:] for row in cells(page)] == [["落星村", "低保"], ["凤山镇等上村", "脱贫户"]]
    assert told.args == ["粘贴的内容有 2 格落在花名册之外，没有填入。"]


def test_ctrl_d_gives_the_cells_below_what_stands_above_them(qtbot, page):
    turn(qtbot, page, "new")
    page.check.grid.stand_at(0, 4)
    qtbot.keyClick(page.check.grid, KEY.Key_Down, SHIFT)

    press(qtbot, page, KEY.Key_D, CONTROL)

    assert [row[4] for row in cells(page)] == [roster_line(1)[4]] * 2


def test_one_key_puts_in_the_name_that_the_ledger_knows(qtbot, work, ledger, tmp_path):
    add_trainee(ledger, typed(name="罗正翔", id_number=id_number(1)))
    path = write_xlsx(tmp_path / "a.xlsx", [roster_line(1, 姓名="罗正祥")])
    page = opened(qtbot, work, path)
    offered = page.check.people.bar.repair.text()

    press(qtbot, page, KEY.Key_F4)

    assert offered == "改为 罗正翔 (F4)"
    assert groups(page) == (0, 1, 0, 0)


def test_f8_goes_from_problem_to_problem_through_the_groups_and_begins_again(qtbot, page, work):
    seen = []
    for _ in range(3):
        press(qtbot, page, KEY.Key_F8)
        seen.append((page.check.tabs.status, page.check.grid.currentIndex().column()))

    assert seen == [(RowStatus.DOUBTFUL, PHONE), (RowStatus.WRONG, ID), (RowStatus.DOUBTFUL, PHONE)]
    assert page.check.people.lines.index(0, PHONE).data(FIELD) == QColor(AMBER_LIGHT)


def test_f8_says_so_when_nothing_is_left(qtbot, work, tmp_path):
    page = opened(qtbot, work, write_xlsx(tmp_path / "a.xlsx", [roster_line(1)]))

    with qtbot.waitSignal(work.said) as told:
        press(qtbot, page, KEY.Key_F8)

    assert told.args == ["没有要改的了。"]


def test_a_search_narrows_the_group_and_escape_leads_out_of_it(qtbot, page):
    turn(qtbot, page, "new")
    press(qtbot, page, KEY.Key_F, CONTROL)

    page.check.search.insert(name_of(5))
    found = [row[0] for row in cells(page)]
    qtbot.keyClick(page.check.search, KEY.Key_Escape)

    assert found == [name_of(5)]
    assert len(cells(page)) == 2
    assert page.parts.currentWidget() is page.check


@pytest.mark.parametrize("save", [save_xls, lambda path, sheet: save_text(path, sheet, "gb18030")])
def test_old_workbooks_and_chinese_text_files_are_mended_like_any_other(qtbot, work, tmp_path, save):
    page = opened(
        qtbot, work, save(tmp_path / "roster", write_roster(make_people(8), Mess(number_styles=("seventeen",))))
    )
    before = groups(page)

    type_in(qtbot, page, make_people(8)[0].number)
    settle(qtbot, page)

    assert (before[3], groups(page)[3]) == (8, 7)


def test_the_tabs_are_walked_through_with_the_keyboard_and_f6_leads_round(qtbot, page):
    seen = []
    for _ in range(3):
        page.check.grid.setFocus()
        press(qtbot, page, KEY.Key_Tab, CONTROL)
        seen.append(page.check.tabs.name)
    turn(qtbot, page, "new")
    press(qtbot, page, KEY.Key_Tab, CONTROL | SHIFT)
    back = page.check.tabs.name
    page.check.search.setFocus()
    areas = []
    for _ in range(3):
        qtbot.keyClick(page.focusWidget(), KEY.Key_F6)
        areas.append(page.focusWidget())

    assert (seen[0], back) == ("passed", "columns")
    assert areas == [page.check.grid, page.check.head.classes, page.check.head.go]


def test_every_control_has_a_name_for_those_who_cannot_see_it(qtbot, page):
    kinds = (QAbstractButton, QComboBox, QLineEdit, QTableView)
    controls = [each for kind in kinds for each in page.findChildren(kind) if not each.objectName().startswith("qt_")]
    own = [each for each in controls if not isinstance(each.parentWidget(), QLineEdit | QComboBox | QTableView)]

    unnamed = [each for each in own if not (each.accessibleName() or getattr(each, "text", str)())]

    assert len(own) > 20
    assert unnamed == []


def test_five_hundred_people_and_as_many_problems_are_shown(qtbot, work, tmp_path):
    lines = [roster_line(place, 身份证号=wrong_number(place)) for place in range(500)]

    page = opened(qtbot, work, write_xlsx(tmp_path / "a.xlsx", lines))

    assert groups(page) == (0, 0, 0, 500)
    assert page.check.people.lines.rowCount() == 500


def test_a_field_waits_in_plain_sight_before_any_file_came(qtbot, work):
    page = page_of(qtbot, work)

    assert page.start.choose.hasFocus()
    assert "空白模板" in page.start.layers.currentWidget().text()
