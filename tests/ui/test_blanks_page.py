"""Blank paper through the window: deliveries counted by their serials, what left, and a warning in time."""

import pytest
from PySide6.QtWidgets import QLabel

from app.ledger.blank_stock import blank_counts, blank_deliveries, receive_blanks
from app.ui.issuing.blanks_dialogs import DeliveryDialog, TakeOutDialog
from app.ui.issuing.blanks_page import BlanksPage
from app.ui.spots import BLANKS, Spot
from tests.makers_certificates import make_class
from tests.ui.issuing_desk import ENTER, ESCAPE, KEY, IssuingDesk
from tests.ui.issuing_printer import KeptPaper


@pytest.fixture
def desk(qtbot, work, ledger, tmp_path) -> IssuingDesk:
    """The page, before any delivery."""
    page = BlanksPage(work)
    qtbot.addWidget(page)
    page.resize(1100, 600)
    page.show()
    desk = IssuingDesk(qtbot, page, work, KeptPaper(tmp_path))
    work.said.connect(desk.said.append)
    page.show_spot(Spot(BLANKS))
    desk.settle()
    return desk


def lines(desk: IssuingDesk) -> list[list[str]]:
    rows = desk.page.entries
    return [[rows.index(at, column).data() for column in range(6)] for at in range(rows.rowCount())]


def told(desk: IssuingDesk) -> str:
    return " ".join(each.text() for each in desk.page.findChildren(QLabel) if each.isVisible())


def test_a_delivery_is_counted_by_its_first_and_last_serial(desk, ledger):
    desk.ctrl(KEY.Key_N)
    dialog = desk.opened(DeliveryDialog)
    desk.write(dialog.first, "YN0000101")
    desk.write(dialog.last, "YN0000160")
    desk.write(dialog.source, "县人社局")
    sheets = dialog.sheets.value()
    desk.ctrl(ENTER)
    desk.settle(lambda: "余 60 张" in told(desk))

    (delivery,) = blank_deliveries(ledger)
    assert (sheets, delivery.received, delivery.source) == (60, 60, "县人社局")
    assert lines(desk) == [["2026-11-21", "入库", "+60", "结业证书", "YN0000101 – YN0000160", "县人社局"]]
    assert "下一张流水号 YN0000101" in told(desk)
    assert desk.said == ["60 张空白证书已入库。"]


def test_serials_of_two_series_are_not_taken(desk, ledger):
    desk.ctrl(KEY.Key_N)
    dialog = desk.opened(DeliveryDialog)
    desk.write(dialog.first, "YN0000101")
    desk.write(dialog.last, "GZ0000160")

    desk.ctrl(ENTER)

    assert "不是同一批" in dialog.fields.hints["末张流水号"].text()
    assert blank_deliveries(ledger) == []
    desk.press(ESCAPE)


def test_a_delivery_that_is_there_already_is_refused_and_stays_typed(desk, ledger):
    receive_blanks(ledger, "completion", 60, serials=("YN0000101", "YN0000160"))
    desk.ctrl(KEY.Key_N)
    dialog = desk.opened(DeliveryDialog)
    desk.write(dialog.first, "YN0000150")
    desk.write(dialog.last, "YN0000170")

    desk.ctrl(ENTER)

    assert "YN0000101" in dialog.trouble.text()
    assert dialog.first.text() == "YN0000150"
    assert len(blank_deliveries(ledger)) == 1


@pytest.mark.parametrize(("key", "what", "figures"), [(KEY.Key_D, "损坏", (2, 0)), (KEY.Key_R, "退回", (0, 2))])
def test_blanks_leave_the_cupboard_with_a_reason(desk, ledger, key, what, figures):
    receive_blanks(ledger, "completion", 10, serials=("A01", "A10"))
    desk.ctrl(key)
    dialog = desk.opened(TakeOutDialog)
    without_reason = dialog.verb.isEnabled()
    dialog.sheets.setValue(2)
    desk.write(dialog.reason.lineEdit(), "受潮")
    desk.ctrl(ENTER)
    desk.settle(lambda: desk.page.entries.rowCount() == 2)

    (count,) = blank_counts(ledger)
    assert not without_reason
    assert (count.spoiled, count.returned) == figures
    assert lines(desk)[0] == ["2026-11-21", what, "-2", "结业证书", "A01 – A02", "受潮"]


def test_more_than_there_are_is_refused(desk, ledger):
    receive_blanks(ledger, "completion", 3)
    desk.ctrl(KEY.Key_D)
    dialog = desk.opened(TakeOutDialog)
    dialog.sheets.setValue(4)
    desk.write(dialog.reason.lineEdit(), "受潮")

    desk.ctrl(ENTER)

    assert "3" in dialog.trouble.text()
    assert blank_counts(ledger)[0].left == 3


def test_the_page_warns_when_graduates_are_more_than_blanks(desk, ledger):
    receive_blanks(ledger, "completion", 2)
    make_class(ledger, 3)

    desk.page.refresh()
    desk.settle(lambda: desk.page.entries.rowCount() == 1)

    assert "空白证书只剩 2 张，待打印的有 3 张。" in told(desk)


def test_ctrl_tab_shows_the_deliveries_with_what_is_left_of_each(desk, ledger):
    receive_blanks(ledger, "training_pass", 5, source="县局")
    desk.page.refresh()
    desk.settle(lambda: desk.page.deliveries.rowCount() == 1)

    desk.ctrl(KEY.Key_Tab)

    rows = desk.page.deliveries
    assert desk.page.list.isVisible()
    assert [rows.index(0, column).data() for column in (1, 3, 7, 8)] == ["培训合格证书", "5", "5", "县局"]
