"""What the clerk says of rows, columns and sheets; each word counts at once and can be taken back."""

import pytest
from PySide6.QtCore import Qt

from app.ledger.people import add_trainee
from app.ui.importing.import_page import ImportPage
from app.ui.spots import PERSON, Spot
from tests.makers_people import HEADING, id_number, name_of, roster_line, typed, write_csv, write_xlsx
from tests.ui.import_stage import (
    CONTROL,
    KEY,
    beside,
    cells,
    groups,
    opened,
    press,
    settle,
    turn,
    type_in,
    usual_roster,
)

FIELD, HINT = Qt.ItemDataRole.BackgroundRole, Qt.ItemDataRole.ToolTipRole


@pytest.fixture
def page(qtbot, work, ledger, tmp_path) -> ImportPage:
    """Two new people, one known, one doubtful by the phone, one with a wrong number; and a total below."""
    return opened(qtbot, work, usual_roster(ledger, tmp_path))


def test_a_doubtful_row_is_taken_or_left_out_with_one_key(qtbot, page):
    turn(qtbot, page, "doubtful")
    silent = page.check.head.go.text()

    press(qtbot, page, KEY.Key_1, CONTROL)
    taken = (beside(page)[0][1], page.check.head.go.text())
    press(qtbot, page, KEY.Key_3, CONTROL)

    assert (silent, taken) == ("导入 3 人", ("照收", "导入 4 人"))
    assert (beside(page)[0][1], page.check.head.go.text()) == ("不导入", "导入 3 人")


def test_a_sound_person_is_left_out_and_brought_back_with_the_same_keys(qtbot, page):
    turn(qtbot, page, "new")

    press(qtbot, page, KEY.Key_3, CONTROL)
    without = (beside(page)[0][1], page.check.head.go.text())
    page.check.grid.stand_at(0, 0)
    press(qtbot, page, KEY.Key_1, CONTROL)

    assert without == ("不导入", "导入 2 人")
    assert (beside(page)[0][1], page.check.head.go.text()) == ("新增", "导入 3 人")


def test_who_is_like_someone_in_the_ledger_is_shown_masked_and_taken_for_them(qtbot, work, ledger, tmp_path):
    number = id_number(1)[:14] + "985"
    from app.models.id_numbers import check_character

    number += check_character(number)
    kept = add_trainee(ledger, typed(name=name_of(1), id_number=number)).trainee_id
    page = opened(qtbot, work, write_xlsx(tmp_path / "a.xlsx", [roster_line(1)]))
    said = page.check.people.bar.words.text()

    with qtbot.waitSignal(work.wanted) as wanted:
        press(qtbot, page, KEY.Key_F3)
    press(qtbot, page, KEY.Key_2, CONTROL)

    assert "533***" in said
    assert number not in said
    assert wanted.args == [Spot(PERSON, kept)]
    assert beside(page)[0][1] == "同一人"
    assert page.check.checker.latest.taking.known[0].trainee_id == kept


def test_every_doubtful_row_in_sight_is_taken_with_one_button(qtbot, work, tmp_path):
    lines = [roster_line(place, 联系电话="12") for place in (1, 2, 3)]
    page = opened(qtbot, work, write_xlsx(tmp_path / "a.xlsx", lines))

    qtbot.mouseClick(page.check.take_all, Qt.MouseButton.LeftButton)
    settle(qtbot, page)

    assert page.check.head.go.text() == "导入 3 人"
    assert [row[1] for row in beside(page)] == ["照收"] * 3


def test_known_people_tell_what_they_gain_and_where_the_ledger_differs(qtbot, page):
    turn(qtbot, page, "known")

    assert "补全：" in beside(page)[0][2]
    assert "联系电话" in beside(page)[0][2]


def test_another_meaning_of_a_column_is_judged_at_once(qtbot, page):
    turn(qtbot, page, "columns")
    place = next(at for at, fact in enumerate(page.check.columns.rows.rows) if fact.heading == "联系电话")
    combo = page.check.columns.combos[place]

    combo.setFocus()
    qtbot.keyClick(combo, KEY.Key_Home)
    combo.activated.emit(combo.currentIndex())
    settle(qtbot, page)

    assert page.check.columns.combos[place].currentText() == "（不读取）"
    assert groups(page) == (3, 1, 0, 1)
    assert page.check.columns.rows.index(place, 5).data() == "不读取"


def test_the_wheel_over_a_column_changes_nothing(qtbot, page):
    from PySide6.QtCore import QPoint, QPointF
    from PySide6.QtGui import QWheelEvent

    turn(qtbot, page, "columns")
    combo = page.check.columns.combos[0]
    before = combo.currentIndex()
    here = QPointF(5, 5)
    event = QWheelEvent(
        here,
        here,
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )

    combo.wheelEvent(event)

    assert (combo.currentIndex(), event.isAccepted()) == (before, False)


def test_a_file_without_a_heading_is_taken_once_two_columns_are_named(qtbot, work, tmp_path):
    path = write_csv(tmp_path / "a.csv", [roster_line(1)], roster_line(2))
    page = opened(qtbot, work, path)
    told = page.check.columns.lacking.text()

    for place, field in ((0, "name"), (1, "id_number")):
        combo = page.check.columns.combos[place]
        combo.setCurrentIndex(combo.findData(field))
        combo.activated.emit(combo.currentIndex())
        settle(qtbot, page)

    assert "没有找到花名册" in told
    assert groups(page) == (2, 0, 0, 0)


def test_one_sheet_alone_can_be_read(qtbot, work, tmp_path):
    from openpyxl import Workbook

    book = Workbook()
    for title, place in (("一村", 1), ("二村", 2)):
        sheet = book.create_sheet(title)
        for line in (HEADING, roster_line(place)):
            sheet.append(line)
    book.save(tmp_path / "a.xlsx")
    page = opened(qtbot, work, tmp_path / "a.xlsx")
    both = [row[0] for row in beside(page)]

    page.check.head.sheets.setCurrentIndex(2)
    page.check.head.sheets.activated.emit(2)
    settle(qtbot, page)

    alone = [row[0] for row in cells(page)]
    press(qtbot, page, KEY.Key_Z, CONTROL)

    assert both == ["一村 2", "二村 2"]
    assert alone == [name_of(2)]
    assert (page.check.head.sheets.currentIndex(), len(cells(page))) == (0, 2)


def test_begin_anew_forgets_the_changes_and_can_itself_be_taken_back(qtbot, page):
    type_in(qtbot, page, id_number(4))
    settle(qtbot, page)

    qtbot.mouseClick(page.check.people.bar.anew, Qt.MouseButton.LeftButton)
    settle(qtbot, page)
    anew = groups(page)
    press(qtbot, page, KEY.Key_Z, CONTROL)

    assert anew == (2, 1, 1, 1)
    assert groups(page) == (3, 1, 1, 0)


def test_leaving_the_page_and_coming_back_finds_the_roster_held_against_the_ledger_of_now(qtbot, page, ledger):
    add_trainee(ledger, typed(name=name_of(1), id_number=id_number(1)))

    page.show_spot(page.spot)
    settle(qtbot, page)

    assert groups(page) == (1, 2, 1, 1)


def test_the_page_says_when_this_very_file_came_in_before(qtbot, work, ledger, tmp_path):
    from tests.makers_people import take

    path = write_xlsx(tmp_path / "a.xlsx", [roster_line(1)])
    take(ledger, path)

    page = opened(qtbot, work, path)

    assert "这份文件已经导入过" in page.check.head.note.text()
    assert groups(page) == (0, 1, 0, 0)
