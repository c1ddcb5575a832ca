"""Blocks of marks from and to a spreadsheet, steps taken back and done again, the file of a punch clock."""

from datetime import datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog

from app.ledger.attendance_marks import marks_of
from app.ledger.class_roster import roster_of
from app.ledger.day_seals import seal_day
from app.ledger.enrolling import enrol, withdraw
from app.models.ledger import Ledger
from app.ui.classes.roll_page import RollPage
from app.ui.classes.roll_punches import PunchDialog
from app.ui.notices import ReasonDialog, TroubleDialog
from app.ui.paper.paper_dialog import PaperDialog
from tests.conftest import CHINA
from tests.makers_training import day, id_number, keep_class, keep_trainees, whole

KEY = Qt.Key
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
NAMES = ("罗正祥", "李兰", "杨志强", "王秀英", "张文")

EVENING = datetime(2026, 11, 3, 18, 0, tzinfo=CHINA)


@pytest.fixture(scope="module")
def prepared_ledger(prepare):
    """Five people."""

    def fill(ledger: Ledger) -> str:
        row = keep_class(ledger)
        for place, name in enumerate(NAMES):
            enrol(ledger, row.id, keep_trainees(ledger, 1, start=place, name=name))
        return row.id

    return prepare(fill, EVENING)


@pytest.fixture
def class_id(prepared_ledger, ledger: Ledger, clock) -> str:
    """Their class; it is the evening of the second of fifteen days."""
    clock.time = EVENING
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


def press(qtbot, page: RollPage, key, keys=Qt.KeyboardModifier.NoModifier) -> None:
    qtbot.keyClick(page.grid, key, keys)
    settled(qtbot, page)


def back_at(qtbot, page: RollPage) -> None:
    """The dialog is gone, the clerk is at the page again."""
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    page.grid.setFocus()


def paste(qtbot, page: RollPage, text: str) -> None:
    QGuiApplication.clipboard().setText(text)
    press(qtbot, page, KEY.Key_V, CONTROL)


def kept(ledger: Ledger, class_id: str) -> list[list[str]]:
    """The statuses of the first four lessons in the ledger, one list for each person."""
    rows = marks_of(ledger, whole(class_id))
    lessons = list(dict.fromkeys(row.lesson_id for row in rows))[:4]
    people = dict.fromkeys(row.serial for row in rows)
    found = {(row.serial, row.lesson_id): row.status for row in rows}
    return [[found.get((serial, lesson), "") for lesson in lessons] for serial in people]


def test_a_block_from_a_spreadsheet_is_marked_down_from_the_cell_at_hand(qtbot, page, ledger, class_id):
    page.grid.go(0, 0)

    paste(qtbot, page, "√\t迟到\t3\t\r\n事假\t病\t△\t早退\r\n×\t缺\t1\t√\r\n")

    assert kept(ledger, class_id) == [
        ["present", "late", "absent", ""],
        ["excused", "sick", "sick", "left_early"],
        ["absent", "absent", "present", "present"],
        ["", "", "", ""],
        ["", "", "", ""],
    ]
    assert page.findChild(TroubleDialog) is None


def test_cells_that_cannot_be_taken_are_counted_with_their_reasons_and_the_rest_is_marked(
    qtbot, page, ledger, class_id
):
    page.grid.go(3, 2)

    paste(qtbot, page, "√\t√\t√\n迟到\t好\t√\n√\t√\t√")

    told = page.findChild(TroubleDialog).words
    assert kept(ledger, class_id)[3:] == [["", "", "present", "present"], ["", "", "late", ""]]
    assert told.what.splitlines() == ["有 6 格没有粘贴上。", "3 格：超出点名表", "2 格：那天还没到", "1 格：不认识“好”"]
    assert told.safe == "其余 3 格已登记。"


def test_one_value_fills_every_chosen_cell_and_leaves_whoever_has_left(qtbot, page, ledger, class_id):
    withdraw(ledger, roster_of(ledger, class_id)[1].enrolment_id, day(2), "外出务工")
    page.show_class(class_id)
    settled(qtbot, page)
    page.grid.go(0, 2)
    for _ in range(2):
        press(qtbot, page, KEY.Key_Down, SHIFT)

    paste(qtbot, page, "迟到")

    assert [line[2] for line in kept(ledger, class_id)] == ["late", "late", "", ""]
    assert "学员那时已退班" in page.findChild(TroubleDialog).words.what


def test_a_paste_is_one_step_back_and_one_step_forward_again(qtbot, page, ledger, class_id):
    page.grid.go(0, 0)
    paste(qtbot, page, "√\t√\n迟到\t√")

    press(qtbot, page, KEY.Key_Z, CONTROL)
    back = kept(ledger, class_id)
    press(qtbot, page, KEY.Key_Y, CONTROL)
    again = kept(ledger, class_id)
    press(qtbot, page, KEY.Key_Z, CONTROL)
    press(qtbot, page, KEY.Key_Z, CONTROL | SHIFT)

    assert back == [[""] * 4] * 5
    assert again[:2] == [["present", "present", "", ""], ["late", "present", "", ""]]
    assert kept(ledger, class_id) == again


def test_a_new_mark_leaves_nothing_to_do_again(qtbot, page, ledger, class_id):
    page.grid.go(0, 0)
    press(qtbot, page, KEY.Key_2)
    press(qtbot, page, KEY.Key_Z, CONTROL)
    press(qtbot, page, KEY.Key_3)

    press(qtbot, page, KEY.Key_Y, CONTROL)

    assert kept(ledger, class_id)[0][0] == "absent"


def test_the_chosen_cells_are_copied_with_their_signs_and_with_names_and_days_if_asked(qtbot, page):
    page.grid.go(0, 0)
    paste(qtbot, page, "√\t迟到\n缺勤\t假")
    page.grid.go(0, 0)
    press(qtbot, page, KEY.Key_Down, SHIFT)
    press(qtbot, page, KEY.Key_Right, SHIFT)

    press(qtbot, page, KEY.Key_C, CONTROL)
    plain = QGuiApplication.clipboard().text()
    press(qtbot, page, KEY.Key_C, CONTROL | SHIFT)
    headed = QGuiApplication.clipboard().text().splitlines()

    assert plain == "√\t迟\n缺\t假"
    assert headed[0].split("\t") == ["序号", "姓名", "2026-11-02", "2026-11-02"]
    assert headed[1:] == ["\t\t上\t下", "1\t罗正祥\t√\t迟", "2\t李兰\t缺\t假"]


def test_shift_chooses_from_where_it_began_and_ctrl_leaps_to_the_edges(qtbot, page):
    page.grid.go(2, 1)
    press(qtbot, page, KEY.Key_Z, CONTROL)
    page.grid.go(2, 1)
    for each in (KEY.Key_Down, KEY.Key_Right, KEY.Key_Up, KEY.Key_Up):
        press(qtbot, page, each, SHIFT)
    chosen = sorted(page.grid.chosen())

    for each in (KEY.Key_Down, KEY.Key_Right):
        press(qtbot, page, each, CONTROL)

    assert chosen == [(1, 1), (1, 2), (2, 1), (2, 2)]
    assert (page.grid.cell(), page.grid.chosen()) == ((4, 3), [(4, 3)])


def test_what_was_copied_is_taken_again_elsewhere(qtbot, page, ledger, class_id):
    page.grid.go(0, 0)
    paste(qtbot, page, "√\t迟到\n缺勤\t假")
    page.grid.go(0, 0)
    press(qtbot, page, KEY.Key_Down, SHIFT)
    press(qtbot, page, KEY.Key_Right, SHIFT)
    press(qtbot, page, KEY.Key_C, CONTROL)
    page.grid.go(3, 2)

    press(qtbot, page, KEY.Key_V, CONTROL)

    assert kept(ledger, class_id)[3:] == [["", "", "present", "late"], ["", "", "absent", "excused"]]


def test_an_empty_clipboard_changes_nothing_and_says_so(qtbot, page, ledger, class_id):
    with qtbot.waitSignal(page.grid.said) as told:
        paste(qtbot, page, " \n")

    assert "剪贴板" in told.args[0]
    assert kept(ledger, class_id) == [[""] * 4] * 5


def test_a_pasted_block_on_a_closed_day_asks_for_one_reason(qtbot, page, ledger, class_id):
    seal_day(ledger, class_id, day(2), incomplete=True)
    page.grid.go(0, 0)
    paste(qtbot, page, "√\n√\n√")
    before = kept(ledger, class_id)

    dialog = page.findChild(ReasonDialog)
    dialog.field.insert("补录纸质签到表")
    qtbot.keyClick(dialog.field, KEY.Key_Return)
    settled(qtbot, page)
    pasted = [line[0] for line in kept(ledger, class_id)]
    back_at(qtbot, page)
    press(qtbot, page, KEY.Key_Z, CONTROL)

    assert before == [[""] * 4] * 5
    assert pasted == ["present"] * 3 + [""] * 2
    assert kept(ledger, class_id) == [[""] * 4] * 5
    assert not [each for each in page.findChildren(ReasonDialog) if each.isVisible()]


def punch_file(folder, lines):
    path = folder / "打卡.csv"
    path.write_text("\n".join(["身份证号,打卡时间", *lines]), encoding="utf-8")
    return path


def opened(qtbot, page: RollPage, path) -> PunchDialog:
    qtbot.keyClick(page.grid, KEY.Key_O, CONTROL)
    chooser = page.findChild(QFileDialog)
    chooser.fileSelected.emit(str(path))
    chooser.reject()
    dialog = page.findChild(PunchDialog)
    qtbot.waitUntil(lambda: dialog.preview is not None)
    return dialog


def test_a_punch_file_is_looked_at_first_then_marked_and_taken_back_in_one_step(
    qtbot, page, ledger, class_id, tmp_path
):
    lines = [f"{id_number(place)},2026-11-03 08:{minute}" for place, minute in enumerate((20, 46, 50))]
    dialog = opened(qtbot, page, punch_file(tmp_path, [*lines, "533522198805069999,2026-11-03 08:00"]))
    shown = [[dialog.lessons.index(0, at).data() for at in range(7)], dialog.problems.rowCount()]
    before = kept(ledger, class_id)

    qtbot.keyClick(dialog, KEY.Key_Return, CONTROL)
    settled(qtbot, page)
    marked = kept(ledger, class_id)
    back_at(qtbot, page)
    press(qtbot, page, KEY.Key_Z, CONTROL)

    assert shown == [["2026-11-03", "上午", "1", "2", "", "", "4 王秀英、5 张文"], 1]
    assert before == [[""] * 4] * 5
    assert [line[2] for line in marked] == ["present", "late", "late", "", ""]
    assert kept(ledger, class_id) == before


def test_whoever_did_not_punch_is_absent_if_the_clerk_says_so(qtbot, page, ledger, class_id, tmp_path):
    dialog = opened(qtbot, page, punch_file(tmp_path, [f"{id_number(0)},2026-11-03 08:20"]))

    qtbot.keyClick(dialog.rest, KEY.Key_Space)
    qtbot.waitUntil(lambda: len(dialog.preview.marks) == 5)
    qtbot.keyClick(dialog, KEY.Key_Return, CONTROL)
    settled(qtbot, page)

    assert [line[2] for line in kept(ledger, class_id)] == ["present"] + ["absent"] * 4


def test_punches_of_a_closed_day_want_a_reason(qtbot, page, ledger, class_id, tmp_path):
    seal_day(ledger, class_id, day(3), incomplete=True)
    dialog = opened(qtbot, page, punch_file(tmp_path, [f"{id_number(0)},2026-11-03 08:20"]))

    dialog.submit()
    told = dialog.trouble.text()
    dialog.reason.insert("补录打卡")
    dialog.submit()
    settled(qtbot, page)

    assert "原因" in told
    assert kept(ledger, class_id)[0][2] == "present"


def test_a_file_that_is_no_punch_file_is_refused_in_words(qtbot, page, tmp_path):
    path = tmp_path / "名单.csv"
    path.write_text("姓名\n罗正祥\n", encoding="utf-8")

    page.read_punches(path)
    dialog = page.findChild(PunchDialog)
    qtbot.waitUntil(lambda: dialog.trouble.text() != "")

    assert "名单.csv" in dialog.trouble.text()
    assert not dialog.verb.isEnabled()


def test_ctrl_p_shows_the_sign_in_sheet_of_the_day_at_hand(qtbot, page):
    page.grid.go(0, 0)

    qtbot.keyClick(page.grid, KEY.Key_P, CONTROL)
    paper = page.findChild(PaperDialog)
    qtbot.waitUntil(lambda: paper.view.pages == 1)

    assert "签到表" in paper.windowTitle()


def test_an_empty_class_leads_to_its_roster(qtbot, work, ledger, clock):
    clock.time = EVENING
    row = keep_class(ledger)
    page = RollPage(work)
    qtbot.addWidget(page)
    page.show()
    page.show_class(row.id)
    settled(qtbot, page)

    with qtbot.waitSignal(work.wanted) as told:
        qtbot.keyClick(page.way_on, KEY.Key_Space)

    assert "花名册" in page.nobody.text()
    assert (told.args[0].id, told.args[0].part) == (row.id, "roster")


@pytest.mark.parametrize("width", [1017, 1214])
def test_everything_of_the_roll_call_is_in_sight_on_a_small_screen(qtbot, page, width):
    page.resize(width, 500)

    ends = [page.present, page.more, page.tally, page.search]

    assert page.width() == width
    assert all(each.isVisible() and each.geometry().right() <= width for each in ends)
    assert page.views.right.geometry().right() < width
