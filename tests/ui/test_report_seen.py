"""The clashes that somebody has looked at have a place of their own: nothing of them is lost."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.ledger.syncing.clashes import list_clashes, settle_clash
from app.ledger.syncing.unsettled import seen_clashes
from app.models.guard import Mode
from app.ui.operation import Operations
from app.ui.reporting.report_page import ReportPage
from app.ui.reporting.seen_dialog import SeenDialog
from app.ui.spots import PERSON, REPORT, Spot
from app.ui.work import Work
from tests.sync.conftest import station
from tests.sync.small_county import PC, SmallCounty, Station
from tests.ui.makers_reporting import clash

__all__ = ["station"]
KEY = Qt.Key
Pair = tuple[SmallCounty, PC, PC]
Shown = Callable[[PC], ReportPage]
BOTH = ["人员", "王一", "电话", "139****1111", "station 11-21 09:30", "138****2222", "station 11-21 09:20"]


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


def opened(qtbot: QtBot, page: ReportPage) -> SeenDialog:
    """The list, by its key."""
    QTest.keyClick(page, KEY.Key_F6)
    qtbot.waitUntil(lambda: any(each.isVisible() for each in page.findChildren(SeenDialog)))
    return page.findChildren(SeenDialog)[-1]


def lines(dialog: SeenDialog) -> list[list[str]]:
    return [[str(column.shown(row)) for column in dialog.rows.columns] for row in dialog.rows.rows]


def test_while_nobody_has_looked_at_one_there_is_no_such_list(pair: Pair, shown: Shown) -> None:
    clash(*pair)
    page = shown(pair[1])

    QTest.keyClick(page, KEY.Key_F6)

    assert not page.seen.isVisible()
    assert page.work.operations.is_idle
    assert page.findChild(SeenDialog) is None


def test_what_was_looked_at_is_found_again_with_both_values_who_looked_and_when(
    pair: Pair, shown: Shown, qtbot: QtBot
) -> None:
    clash(*pair)
    pc = pair[1]
    page = shown(pc)
    pc.clock.advance(minutes=90)
    page.parts.clashes.take_focus()
    QTest.keyClick(page.parts.clashes.view, KEY.Key_Delete)
    qtbot.waitUntil(page.seen.isVisible)

    dialog = opened(qtbot, page)

    assert page.seen.text() == "已看过的冲突（1 条）…"
    assert lines(dialog) == [[*BOTH, "station 11-21 11:00"]]
    assert dialog.list.hasFocus() or dialog.focusWidget() is dialog.list


def test_enter_leads_to_the_page_on_which_the_other_value_can_still_be_entered(
    pair: Pair, shown: Shown, qtbot: QtBot
) -> None:
    trainee, pc = clash(*pair), pair[1]
    settle_clash(pc.ledger, list_clashes(pc.ledger)[0].clash)
    page = shown(pc)
    dialog = opened(qtbot, page)

    with qtbot.waitSignal(page.work.wanted) as wanted:
        QTest.keyClick(dialog.list, KEY.Key_Return)

    assert wanted.args == [Spot(PERSON, trainee)]
    assert not dialog.isVisible()


def test_one_looked_at_before_that_was_noted_is_there_without_a_name(pair: Pair) -> None:
    clash(*pair)
    pc = pair[1]
    with pc.ledger.taking(Mode.HEALING) as connection:
        connection.exec_driver_sql("update sync_clash set settled = 1")

    (line,) = seen_clashes(pc.ledger)

    assert (line.stands, line.other, line.seen_by) == ("139****1111", "138****2222", "")


def test_who_only_looks_on_may_read_the_list(pair: Pair, shown: Shown, qtbot: QtBot) -> None:
    clash(*pair)
    pc = pair[1]
    settle_clash(pc.ledger, list_clashes(pc.ledger)[0].clash)
    pc.ledger.clerk = replace(pc.ledger.clerk, role="auditor")

    dialog = opened(qtbot, shown(pc))

    assert len(lines(dialog)) == 1
