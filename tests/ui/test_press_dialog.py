"""The dialog that begins a print job: a test sheet, the way to the printer's correction, serials used before."""

from app.ledger.print_jobs import list_jobs
from app.ledger.print_jobs_board import Stand
from app.ui.issuing.press_dialog import PressDialog
from app.ui.spots import SETTINGS, Spot
from tests.ui.issuing_desk import ENTER, ESCAPE, KEY, page_texts
from tests.ui.test_print_jobs import desk, ledger, open_dialog, ready, scan, texts  # noqa: F401 - fixtures and what they need


def test_a_test_sheet_is_printed_on_the_chosen_printer_and_the_job_is_not_begun(desk):  # noqa: F811 - the fixture
    dialog = open_dialog(desk)

    desk.click(dialog.test)
    desk.settle(lambda: desk.paper.runs)
    desk.press(ESCAPE)

    assert "校准页" in page_texts(desk.paper.runs[0])[0]
    assert list_jobs(desk.ledger) == []


def test_adjusting_the_printer_leads_to_the_settings(desk):  # noqa: F811 - the fixture
    dialog = open_dialog(desk)

    desk.click(dialog.adjust)

    assert desk.elsewhere == [Spot(SETTINGS, part="printers")]


def test_a_serial_that_was_used_before_is_refused_before_anything_is_printed(desk):  # noqa: F811 - the fixture
    dialog = open_dialog(desk)
    desk.ctrl(ENTER)
    desk.settle(lambda: desk.page.job.board and desk.page.job.board.at(Stand.SENT))
    scan(desk, texts(desk)[0])
    desk.ctrl(KEY.Key_U)
    desk.settle(lambda: desk.page.job.board.at(Stand.TO_PRINT))

    desk.ctrl(KEY.Key_P)
    dialog = desk.opened(PressDialog)
    desk.settle(lambda: dialog.verb.isEnabled() and dialog.serial.text())
    dialog.serial.clear()
    desk.write(dialog.serial, "YN101")
    desk.ctrl(ENTER)

    assert "YN101" in dialog.trouble.text()
    assert dialog.isVisible()
    assert len(desk.paper.runs) == 1
