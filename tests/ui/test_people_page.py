"""The list of people: from finding to entering, copying, exporting, enrolling and merging, with the keyboard."""

from dataclasses import replace
from datetime import date

import orjson
import pytest
from openpyxl import load_workbook
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog

from app.ledger.class_roster import roster_of
from app.ledger.people import add_trainee as enter
from app.ledger.person_page import read_person
from app.ledger.person_rows import PeopleWanted, list_people
from app.models.journal import JOURNAL
from app.models.people import Trainee
from app.models.training import TrainingClass
from app.ui.memory import Memory
from app.ui.notices import TroubleDialog
from app.ui.people import people_rows
from app.ui.people.enrol_dialog import EnrolDialog
from app.ui.people.merge_dialog import MergeDialog
from app.ui.people.people_page import PeoplePage
from app.ui.spots import CLASS, IMPORT, PEOPLE, PERSON, PERSON_FORM, Spot
from app.ui.work import Work
from tests.makers import add_trainee
from tests.makers_people import id_number, keep_station, typed
from tests.makers_training import keep_category, keep_class, keep_trainees

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
CHOSEN = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows


def opened(qtbot, work: Work, count: int) -> PeoplePage:
    page = PeoplePage(work)
    qtbot.addWidget(page, before_close_func=lambda _: work.operations.finish())
    page.resize(1200, 640)
    page.show()
    page.show_spot(Spot(PEOPLE))
    qtbot.waitUntil(lambda: page.rows.rowCount() == count and work.operations.is_idle)
    qtbot.waitUntil(page.isActiveWindow)
    return page


def choose(page: PeoplePage, *places: int) -> None:
    page.list.clearSelection()
    for place in places:
        page.list.selectionModel().select(page.rows.index(place, 0), CHOSEN)


def dialog_of(qtbot, page: PeoplePage, kind):
    qtbot.waitUntil(lambda: any(each.isVisible() and each.isActiveWindow() for each in page.findChildren(kind)))
    return page.findChildren(kind)[-1]


def names(page: PeoplePage) -> list[str]:
    return [page.rows.index(row, 0).data() for row in range(page.rows.rowCount())]


def headers(ledger) -> list[dict]:
    with ledger.reading() as session:
        return [orjson.loads(row.body) for row in session.execute(JOURNAL.select()) if row.op == "C"]


def test_an_empty_ledger_says_the_next_step_and_leads_there(qtbot, work):
    page = opened(qtbot, work, 0)
    qtbot.waitUntil(page.nobody.isVisible)

    with qtbot.waitSignal(work.wanted) as told:
        qtbot.mouseClick(page.nobody.bring, Qt.MouseButton.LeftButton)

    assert "花名册" in page.nobody.text()
    assert "xiangxun" not in page.nobody.text()
    assert told.args == [Spot(IMPORT)]


def test_ctrl_n_leads_to_the_blank_form(qtbot, work):
    page = opened(qtbot, work, 0)

    with qtbot.waitSignal(work.wanted) as told:
        qtbot.keyClick(page.search, Qt.Key.Key_N, CONTROL)

    assert told.args == [Spot(PERSON_FORM)]


def test_whoever_comes_back_stands_on_the_row_they_came_from(qtbot, work, ledger):
    keep_trainees(ledger, 30)
    page = opened(qtbot, work, 30)
    qtbot.keyClick(page.search, Qt.Key.Key_Return)
    for _ in range(12):
        qtbot.keyClick(page.list, Qt.Key.Key_Down)
    with qtbot.waitSignal(work.wanted) as told:
        qtbot.keyClick(page.list, Qt.Key.Key_Return)
    came_from, whom = page.spot, told.args[0].id

    page.show_spot(came_from)

    qtbot.waitUntil(lambda: page.list.currentIndex().row() == 12)
    assert page.list.hasFocus()
    assert page.rows.row_at(12).id == whom


def test_a_scanned_card_finds_its_holder(qtbot, work, ledger):
    add_trainee(ledger)
    keep_trainees(ledger, 5)
    page = opened(qtbot, work, 6)

    taken = page.take_scan("533522198501069830")

    qtbot.waitUntil(lambda: names(page) == ["罗正祥"])
    assert taken
    assert not page.take_scan("https://rc.example.gov.cn/v#1")


def test_the_list_is_narrowed_to_a_village_and_what_is_typed_stays_within(qtbot, work, ledger):
    keep_station(ledger)
    enter(ledger, typed(name="罗一", id_number=id_number(1), town="凤山镇", village="水箐村"))
    enter(ledger, typed(name="罗二", id_number=id_number(2), town="凤山镇", village="落星村"))
    page = opened(qtbot, work, 2)
    qtbot.waitUntil(lambda: page.choices.place.count() == 4)
    texts = [page.choices.place.itemText(at) for at in range(4)]
    page.choices.place.setCurrentIndex(next(at for at, text in enumerate(texts) if "水箐" in text))
    qtbot.waitUntil(lambda: names(page) == ["罗一"])

    page.search.setText("luo")
    qtbot.waitUntil(lambda: work.operations.is_idle and names(page) == ["罗一"])
    page.show_everyone()

    qtbot.waitUntil(lambda: page.rows.rowCount() == 2)
    assert texts[:2] == ["全部村（社区）", "凤山镇  2"]


def test_rows_that_are_chosen_are_copied_with_masked_numbers(qtbot, work, ledger):
    add_trainee(ledger)
    add_trainee(ledger, name="李兰", pinyin="lilan", id_number="533522199003049825", phone="13911112222")
    page = opened(qtbot, work, 2)
    page.list.setFocus()
    choose(page, 0, 1)

    qtbot.keyClick(page.list, Qt.Key.Key_C, CONTROL)

    lines = [line.split("\t") for line in QGuiApplication.clipboard().text().split("\n")]
    assert [line[0] for line in lines] == ["李兰", "罗正祥"]
    assert lines[1][3] == "533***********9830"
    assert "533522198501069830" not in QGuiApplication.clipboard().text()


def test_what_is_shown_is_exported_masked_and_the_journal_has_it(qtbot, work, ledger, tmp_path):
    add_trainee(ledger)
    keep_trainees(ledger, 3)
    page = opened(qtbot, work, 4)
    page.search.setText("罗")
    qtbot.waitUntil(lambda: names(page) == ["罗正祥"])
    qtbot.keyClick(page.search, Qt.Key.Key_E, CONTROL)
    dialog = page.findChild(QFileDialog)
    assert dialog.selectedFiles()[0].endswith("学员名册20261121.xlsx")
    dialog.selectFile(str(tmp_path / "list.xlsx"))
    with qtbot.waitSignal(work.said) as told:
        dialog.accept()

    assert told.args == ["已导出 1 人到 list.xlsx。"]
    sheet = load_workbook(tmp_path / "list.xlsx").active
    cells = [[cell for cell in row if cell] for row in sheet.iter_rows(values_only=True)]
    (line,) = [row for row in cells if "罗正祥" in row]
    assert "533***********9830" in line
    assert not any("533522198501069830" in str(cell) for row in cells for cell in row)
    newest = headers(ledger)[-1]
    assert (newest["action"], newest["rows"]) == ("export.people", 1)


def test_everyone_is_exported_whatever_the_number_of_pages(qtbot, work, ledger, tmp_path):
    keep_trainees(ledger, 620)
    page = opened(qtbot, work, 620)

    with qtbot.waitSignal(work.said):
        page.export_to(tmp_path / "list.xlsx")

    sheet = load_workbook(tmp_path / "list.xlsx").active
    numbers = [row[0] for row in sheet.iter_rows(values_only=True)]
    assert numbers.count("620") == 1
    assert headers(ledger)[-1]["rows"] == 620


def test_a_file_that_cannot_be_written_is_told_with_what_to_do(qtbot, work, ledger, tmp_path):
    add_trainee(ledger)
    page = opened(qtbot, work, 1)

    page.export_to(tmp_path / "no such folder" / "list.xlsx")

    qtbot.waitUntil(lambda: bool(page.findChildren(TroubleDialog)))
    assert page.findChildren(TroubleDialog)[0].words.what


def test_those_who_are_chosen_are_put_into_a_class_and_its_roster_opens(qtbot, work, ledger):
    row = keep_class(ledger)
    keep_trainees(ledger, 4)
    page = opened(qtbot, work, 4)
    choose(page, 0, 2)
    qtbot.keyClick(page.list, Qt.Key.Key_Return, CONTROL)
    dialog = dialog_of(qtbot, page, EnrolDialog)
    qtbot.waitUntil(dialog.verb.isEnabled)
    verb = dialog.verb.text()

    with qtbot.waitSignal(work.wanted) as told:
        qtbot.keyClick(dialog.classes, Qt.Key.Key_Return, CONTROL)

    assert verb == "排进 2 人"
    assert told.args == [Spot(CLASS, row.id, "roster")]
    assert len(roster_of(ledger, row.id)) == 2


def test_whom_a_rule_keeps_out_is_named_before_and_left_out(qtbot, work, ledger):
    row = keep_class(ledger)
    people = keep_trainees(ledger, 3)
    with ledger.change("trainee.edit") as change:
        child = change.get(Trainee, people[1])
        child.birth_date, child.name = date(2015, 1, 1), "小孩"
    page = opened(qtbot, work, 3)
    choose(page, 0, 1, 2)
    page.put_into_class()
    dialog = dialog_of(qtbot, page, EnrolDialog)
    qtbot.waitUntil(lambda: dialog.verdicts.rowCount() > 0)
    told = [(line.name, line.is_block) for line in dialog.verdicts.rows]
    qtbot.waitUntil(dialog.verb.isEnabled)

    with qtbot.waitSignal(dialog.enrolled):
        dialog.submit()

    assert ("小孩", True) in told
    assert len(roster_of(ledger, row.id)) == 2


def test_a_class_that_has_graduated_is_not_offered(qtbot, work, ledger):
    row = keep_class(ledger)
    with ledger.change("class.edit") as change:
        change.get(TrainingClass, row.id).status = "graduated"
    keep_trainees(ledger, 1)
    page = opened(qtbot, work, 1)
    choose(page, 0)

    page.put_into_class()

    dialog = dialog_of(qtbot, page, EnrolDialog)
    qtbot.waitUntil(lambda: "没有开着的培训班" in dialog.hint.text())
    assert dialog.classes.count() == 0
    assert not dialog.verb.isEnabled()


def test_two_rows_are_merged_side_by_side_with_a_reason(qtbot, work, ledger):
    stays = add_trainee(ledger)
    goes = add_trainee(ledger, name="罗正样", pinyin="luo zheng yang", initials="lzy", id_number="", phone="")
    page = opened(qtbot, work, 2)
    choose(page, 0)
    one_is_too_few = page.merge.isEnabled()
    choose(page, 0, 1)
    qtbot.keyClick(page.list, Qt.Key.Key_M, CONTROL)
    dialog = dialog_of(qtbot, page, MergeDialog)
    ways = (dialog.first_stays, dialog.other_stays)
    qtbot.waitUntil(lambda: bool(dialog.moves.text()) and any("9830" in way.text() for way in ways))
    choice = dialog.first_stays if "9830" in dialog.first_stays.text() else dialog.other_stays
    qtbot.keyClick(choice, Qt.Key.Key_Space)
    dialog.reason.insert("同一人")

    with qtbot.waitSignal(work.wanted) as told:
        qtbot.keyClick(dialog.reason, Qt.Key.Key_Return, CONTROL)

    assert not one_is_too_few
    assert told.args == [Spot(PERSON, stays)]
    assert read_person(ledger, goes).merged_into == stays


def test_a_clerk_may_not_merge_and_sees_who_may(qtbot, work, ledger):
    keep_trainees(ledger, 2)
    ledger.clerk = replace(ledger.clerk, role="clerk")
    page = opened(qtbot, work, 2)

    choose(page, 0, 1)

    assert not page.merge.isEnabled()
    assert "站长" in page.merge.toolTip()
    assert page.enrol.isEnabled()


def test_choosing_everyone_of_very_many_is_told_and_nothing_is_done(qtbot, work, ledger):
    keep_trainees(ledger, 310)
    page = opened(qtbot, work, 310)
    page.list.setFocus()
    qtbot.keyClick(page.list, Qt.Key.Key_A, CONTROL)

    with qtbot.waitSignal(work.said) as told:
        page.put_into_class()

    assert page.chosen_words.text() == "已选 310 人"
    assert told.args == ["一次最多选 300 人，请少选一些。"]
    assert page.findChildren(EnrolDialog) == []


def test_whoever_drags_the_bar_to_the_end_waits_for_the_rows_there_alone(qtbot, work, ledger, monkeypatch):
    monkeypatch.setattr(people_rows, "PAGE", 10)
    keep_trainees(ledger, 120)
    page = opened(qtbot, work, 120)
    passed = range(40, 120, 10)

    for place in passed:
        page.rows.row_at(place)
    qtbot.waitUntil(lambda: work.operations.is_idle)
    came = [place for place in passed if page.rows.row_at(place) is not None]

    assert came == [80, 90, 100, 110]
    qtbot.waitUntil(lambda: page.rows.row_at(40) is not None)


def test_the_widths_of_the_columns_are_remembered(qtbot, work, ledger):
    page = opened(qtbot, work, 0)
    page.list.setColumnWidth(0, 222)

    again = PeoplePage(Work(ledger, work.operations, memory=Memory(ledger.places.folder)))
    qtbot.addWidget(again)

    assert again.list.columnWidth(0) == 222


@pytest.mark.parametrize(("status", "found"), [("enrolled", 1), ("prospective", 2), ("", 3)])
def test_the_list_is_narrowed_by_state(qtbot, work, ledger, status, found):
    keep_trainees(ledger, 1, status="enrolled")
    keep_trainees(ledger, 2, start=5)
    page = opened(qtbot, work, 3)

    page.choices.status.setCurrentIndex(page.choices.status.findData(status))

    qtbot.waitUntil(lambda: work.operations.is_idle and page.rows.rowCount() == found)


def test_the_list_is_narrowed_by_group(qtbot, work, ledger):
    poor, _ = keep_trainees(ledger, 2)
    keep_category(ledger, poor, "POV01", None)
    page = opened(qtbot, work, 2)

    page.choices.group.setCurrentIndex(page.choices.group.findData("POV01"))

    qtbot.waitUntil(lambda: page.rows.rowCount() == 1 and page.rows.row_at(0) is not None)
    assert page.rows.row_at(0).id == poor
    assert len(list_people(ledger, PeopleWanted())) == 2
