"""The lists and the page of a person: what a clerk finds by typing, and what stays hidden."""

from datetime import datetime

import pytest
from PySide6.QtCore import Qt

from app.ui.classes.class_page import ClassPage
from app.ui.classes.classes_page import ClassesPage
from app.ui.columns import Column, RowsModel
from app.ui.people.people_page import PeoplePage
from app.ui.people.person_page import PersonPage
from app.ui.spots import CLASS, PERSON, Spot
from tests.conftest import CHINA
from tests.makers import add_trainee
from tests.makers_training import keep_class, keep_trainees

COLUMNS = range(8)


def texts(model: RowsModel) -> list[list[str]]:
    return [[model.index(row, column).data() for column in COLUMNS] for row in range(model.rowCount())]


def names(model: RowsModel) -> list[str]:
    return [line[0] for line in texts(model)]


@pytest.fixture
def people(qtbot, work, ledger) -> PeoplePage:
    add_trainee(ledger)
    add_trainee(
        ledger, name="李兰", pinyin="li lan", initials="ll", id_number="533522199003049825", phone="13911112222"
    )
    page = PeoplePage(work)
    qtbot.addWidget(page)
    page.show()
    page.refresh()
    qtbot.waitUntil(lambda: page.rows.rowCount() == 2)
    return page


@pytest.mark.parametrize("typed", ["李兰", "lilan", "ll", "9825", "2222"])
def test_a_person_is_found_by_name_pinyin_initials_and_digits(qtbot, people, typed):
    people.search.insert(typed)

    qtbot.waitUntil(lambda: names(people.rows) == ["李兰"])

    assert people.count.text() == "共 1 人"


def test_numbers_are_masked_in_the_list(people):
    shown = texts(people.rows)

    told = " ".join(cell for line in shown for cell in line)
    assert "533***********9825" in told
    assert "19900304" not in told
    assert "13911112222" not in told


def test_enter_opens_the_person_and_nobody_found_says_what_to_try(qtbot, people):
    qtbot.keyClick(people.search, Qt.Key.Key_Return)
    with qtbot.waitSignal(people.work.wanted) as told:
        qtbot.keyClick(people.list, Qt.Key.Key_Return)
    people.search.insert("欧阳")
    qtbot.waitUntil(lambda: people.rows.rowCount() == 0)

    assert told.args[0]
    assert "拼音" in people.empty.text()
    assert people.layers.currentWidget() is people.empty


def test_a_long_list_comes_page_by_page_and_ends_with_the_last_person(qtbot, work, ledger):
    keep_trainees(ledger, 450)
    page = PeoplePage(work)
    qtbot.addWidget(page)
    page.show()
    page.refresh()
    qtbot.waitUntil(lambda: page.rows.rowCount() == 450)
    before = page.rows.index(449, 0).data()

    qtbot.waitUntil(lambda: page.rows.row_at(449) is not None)

    everyone = {page.rows.row_at(place).id for place in (0, 199, 449)}
    assert before == "…"
    assert len(everyone) == 3


def test_when_very_many_fit_the_clerk_is_told_to_type_more(qtbot, work, ledger):
    keep_trainees(ledger, 310, initials="zl")
    page = PeoplePage(work)
    qtbot.addWidget(page)

    page.search.setText("zl")

    qtbot.waitUntil(lambda: page.rows.rowCount() == 300)
    assert page.count.text() == "先列出 300 人，请再多输几个字"


def test_the_page_of_a_person_masks_the_numbers(qtbot, work, ledger):
    trainee = add_trainee(ledger)
    page = PersonPage(work)
    qtbot.addWidget(page)
    page.show_spot(Spot(PERSON, trainee))

    qtbot.waitUntil(lambda: page.name.text() == "罗正祥")

    told = " ".join(each.text() for each in page.body.widget().findChildren(type(page.name)))
    assert "533***********9830" in told
    assert "198501069830" not in told


def test_a_class_is_found_and_opened_with_the_keyboard(qtbot, work, ledger):
    row = keep_class(ledger, 2)
    page = ClassesPage(work)
    qtbot.addWidget(page)
    page.show()
    page.refresh()
    qtbot.waitUntil(lambda: page.rows.rowCount() == 1)
    qtbot.keyClicks(page.search, row.code)

    with qtbot.waitSignal(page.work.wanted) as told:
        qtbot.keyClick(page.list, Qt.Key.Key_Return)

    assert told.args == [Spot(CLASS, row.id)]


def test_the_page_of_a_class_has_its_roll_call_and_its_roster(qtbot, work, ledger, clock):
    clock.time = datetime(2026, 11, 3, 15, 0, tzinfo=CHINA)
    row = keep_class(ledger, 3)
    page = ClassPage(work)
    qtbot.addWidget(page)
    page.resize(1200, 640)
    page.show()
    with qtbot.waitActive(page):
        page.activateWindow()
    page.show_spot(Spot(CLASS, row.id))
    roll = page.part("roll")
    qtbot.waitUntil(lambda: len(roll.model.people) == 3)
    qtbot.keyClick(roll.grid, Qt.Key.Key_Tab, Qt.KeyboardModifier.ControlModifier)
    on_the_way = page.spot.part
    page.show_spot(Spot(CLASS, row.id, "roster"))
    roster = page.part("roster")
    qtbot.waitUntil(lambda: roster.rows.rowCount() == 3)

    assert on_the_way == "timetable"
    assert page.name.text() == row.name
    assert all("***" in roster.rows.index(place, 3).data() for place in range(3))


def test_a_column_shows_what_its_function_says_of_the_row():
    model = RowsModel([Column("名", lambda row: row[0]), Column("数", lambda row: row[1], is_figure=True)])

    model.show_rows([("甲", 1), ("乙", None)])

    assert [[model.index(row, column).data() for column in (0, 1)] for row in (0, 1)] == [["甲", "1"], ["乙", ""]]
    assert model.headerData(1, Qt.Orientation.Horizontal) == "数"
