"""What reporting has left open: what waits here, what waits at the county, what two PCs wrote at once."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.ledger.class_rows import class_called
from app.ledger.enrolling import enrol
from app.ledger.erasing import erase_person
from app.ledger.home_today import today
from app.ledger.syncing.clashes import list_clashes
from app.ledger.syncing.receipts import outbox
from app.ledger.syncing.row_titles import Titles
from app.models import parking
from app.models.people import Trainee
from app.models.rows import new_id
from app.ui.operation import Operations
from app.ui.reporting.report_page import ReportPage
from app.ui.spots import CLASS, PERSON, REPORT, Spot
from app.ui.work import Work
from tests.makers import make_trainee
from tests.makers_training import keep_class
from tests.sync.conftest import station
from tests.sync.small_county import PC, SmallCounty, Station, settle_all
from tests.ui.makers_reporting import clash, notice, tell

__all__ = ["station"]
KEY, CONTROL = Qt.Key, Qt.KeyboardModifier.ControlModifier
Pair = tuple[SmallCounty, PC, PC]
Shown = Callable[[PC], ReportPage]


@pytest.fixture
def pair(station: Station, tmp_path: Path) -> Iterator[Pair]:
    """A county and two PCs of a station."""
    with station.opened(tmp_path, 2) as (county, (first, second)):
        yield county, first, second


@pytest.fixture
def shown(qtbot: QtBot, operations: Operations) -> Shown:
    """The page of a PC, in front, once it has read what there is."""

    def show(pc: PC) -> ReportPage:
        page = ReportPage(Work(pc.ledger, operations))
        qtbot.addWidget(page)
        with qtbot.waitActive(page):
            page.show()
            page.activateWindow()
        page.show_spot(Spot(REPORT))
        qtbot.waitUntil(lambda: bool(page.sentence.text()) and operations.is_idle)
        page.take_focus()
        return page

    return show


def lines(page: ReportPage, part: str) -> list[list[str]]:
    """What stands in a part, cell by cell; nothing if the part does not show."""
    section = getattr(page.parts, part)
    if not section.card.isVisible():
        return []
    return [[str(column.shown(row)) for column in section.rows.columns] for row in section.rows.rows]


def to_part(page: ReportPage, part: str) -> None:
    """There by keys alone."""
    view = getattr(page.parts, part).view
    for _ in page.views:
        if not view.hasFocus():
            QTest.keyClick(page, KEY.Key_Tab, CONTROL)
    assert view.hasFocus()


def test_where_nothing_is_open_no_part_of_it_shows(pair: Pair, shown: Shown) -> None:
    _, pc, _ = pair
    notice(pc.ledger)

    page = shown(pc)

    assert page.parts.isHidden()
    assert page.views == [page.list]


def test_both_values_of_a_field_written_twice_are_shown_masked_with_who_wrote_them(pair: Pair, shown: Shown) -> None:
    clash(*pair)

    page = shown(pair[1])

    assert lines(page, "clashes") == [
        ["人员", "王一", "电话", "139****1111", "station 11-21 09:30", "138****2222", "station 11-21 09:20"]
    ]


def test_enter_leads_to_the_person_and_del_marks_the_field_as_seen(pair: Pair, shown: Shown, qtbot: QtBot) -> None:
    trainee, pc = clash(*pair), pair[1]
    page = shown(pc)
    to_part(page, "clashes")
    counted = today(pc.ledger).station.clashes

    with qtbot.waitSignal(page.work.wanted) as wanted:
        QTest.keyClick(page.parts.clashes.view, KEY.Key_Return)
    QTest.keyClick(page.parts.clashes.view, KEY.Key_Delete)
    qtbot.waitUntil(page.parts.isHidden)

    assert wanted.args == [Spot(PERSON, trainee)]
    assert (counted, today(pc.ledger).station.clashes) == (1, 0)
    assert list_clashes(pc.ledger) == ()
    assert len(list_clashes(pc.ledger, settled=True)) == 1
    assert page.focusWidget() in (page, *page.views)


def test_what_was_written_since_is_told_as_what_stands(pair: Pair, shown: Shown) -> None:
    trainee, pc = clash(*pair), pair[1]
    with pc.ledger.change("trainee.edit") as change:
        change.get(Trainee, trainee).phone = "13700003333"

    page = shown(pc)

    [line] = lines(page, "clashes")
    assert line[3:] == ["137****3333", "", "139****1111、138****2222", "station 11-21 09:30"]


def test_of_an_erased_person_no_value_is_left(pair: Pair, shown: Shown) -> None:
    trainee, pc = clash(*pair), pair[1]
    erase_person(pc.ledger, trainee, "本人要求")

    page = shown(pc)

    told = "".join(cell for line in lines(page, "clashes") for cell in line)
    assert "1111" not in told
    assert "王一" not in told


def test_what_waits_here_says_why_and_goes_in_on_trying_again_after_an_upgrade(
    pair: Pair, shown: Shown, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    county, first, second = pair
    class_id = keep_class(first.ledger, name="厨师班").id
    monkeypatch.setattr(parking, "SCHEMA", 0)
    settle_all(county, (first, second))
    monkeypatch.undo()
    page = shown(second)
    told = lines(page, "here")

    QTest.keyClick(page, KEY.Key_F9)
    qtbot.waitUntil(page.parts.isHidden)

    assert ["培训班", "厨师班", "由新版本程序写入，请升级本机程序"] in told
    assert "还有 0 条在等" in page.told.text()
    assert outbox(second.ledger).parked == ()
    assert class_called(second.ledger, class_id).name == "厨师班"


def test_what_goes_on_waiting_is_said_to(pair: Pair, shown: Shown, qtbot: QtBot) -> None:
    county, first, second = pair
    fields = {"name": "李兰", "station": first.ledger.standing.station, "place_id": new_id(), "status": "prospective"}
    tell(first.ledger, "trainee", fields)
    tell(first.ledger, "moon_phase", {"phase": "full"})
    settle_all(county, (first, second))
    page = shown(second)
    to_part(page, "here")

    QTest.keyClick(page.parts.here.view, KEY.Key_F9)
    qtbot.waitUntil(lambda: "还有 2 条在等" in page.told.text())

    assert lines(page, "here") == [
        ["人员", "李兰", "在等另一台电脑还没到的记录"],
        ["记录", "（本机没有）", "本版本不认识的内容"],
    ]


def test_what_the_county_could_not_apply_is_named_and_leads_to_its_page(pair: Pair, shown: Shown, qtbot: QtBot) -> None:
    _, pc, _ = pair
    class_id = keep_class(pc.ledger, name="厨师班").id
    notice(pc.ledger, ("training_class", class_id, "schema"), ("trainee", new_id(), "foreign"))
    page = shown(pc)
    to_part(page, "there")

    with qtbot.waitSignal(page.work.wanted) as wanted:
        QTest.keyClick(page.parts.there.view, KEY.Key_Return)

    assert lines(page, "there") == [
        ["培训班", "厨师班", "县里的程序版本较旧，升级后会自动写入"],
        ["人员", "（本机没有）", "县里认为它属于别的工作站：请告诉县里"],
    ]
    assert "共 2 条" in page.parts.there.said.text()
    assert wanted.args == [Spot(CLASS, class_id)]


def test_a_row_that_is_not_here_says_so_on_enter(pair: Pair, shown: Shown, qtbot: QtBot) -> None:
    _, pc, _ = pair
    notice(pc.ledger, ("trainee", new_id(), "parent"))
    page = shown(pc)
    to_part(page, "there")

    with qtbot.waitSignal(page.work.said) as said:
        QTest.keyClick(page.parts.there.view, KEY.Key_Return)

    assert "还没有到本机" in said.args[0]


def test_who_only_looks_on_sees_both_values_and_settles_nothing(pair: Pair, shown: Shown) -> None:
    clash(*pair)
    pc = pair[1]
    pc.ledger.clerk = replace(pc.ledger.clerk, role="auditor")
    page = shown(pc)
    to_part(page, "clashes")

    QTest.keyClick(page.parts.clashes.view, KEY.Key_Delete)

    assert not page.parts.seen.isEnabled()
    assert "审计员" in page.parts.seen.toolTip()
    assert len(list_clashes(pc.ledger)) == len(lines(page, "clashes")) == 1


def test_people_and_classes_are_named_by_whom_and_what_they_belong_to(pair: Pair) -> None:
    _, pc, _ = pair
    with pc.ledger.change("trainee.add") as change:
        trainee = change.add(make_trainee(name="王一")).id
    class_id = keep_class(pc.ledger, name="厨师班").id
    enrolment = enrol(pc.ledger, class_id, [trainee]).enrolled[0].enrolment_id

    with pc.ledger.reading() as session:
        title = Titles(session).of("enrolment", enrolment)

    assert title.words == "王一 · 厨师班"
    assert (title.trainee_id, title.class_id, title.enrolment_id) == (trainee, class_id, enrolment)
