"""The dialog that begins a print job: a test sheet, the way to the printer's correction, serials used before."""

import threading

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QLabel

from app.ledger.print_jobs import list_jobs
from app.ledger.print_jobs_board import Stand
from app.ui.issuing.jam_dialog import JamDialog
from app.ui.issuing.press_dialog import PressDialog
from app.ui.spots import SETTINGS, Spot
from tests.ui.issuing_desk import ENTER, ESCAPE, KEY, page_texts
from tests.ui.patience import PATIENCE
from tests.ui.test_print_jobs import (  # noqa: F401 - fixtures and what they need
    NAMES,
    desk,
    ledger,
    open_dialog,
    print_all,
    ready,
    scan,
    texts,
)


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


def names_in(dialog: PressDialog) -> set[str]:
    """The words in sight."""
    return {label.text() for label in dialog.findChildren(QLabel) if label.isVisible()}


def jammed_after(desk, last: int) -> PressDialog:  # noqa: F811 - the fixture
    print_all(desk)
    desk.page.job.list.setFixedHeight(90)
    desk.ctrl(KEY.Key_J)
    desk.write(desk.opened(JamDialog).last, str(last))
    desk.ctrl(ENTER)
    dialog = desk.opened(PressDialog)
    desk.settle(dialog.verb.isEnabled)
    return dialog


def test_a_single_sheet_is_not_asked_about_a_trial(desk):  # noqa: F811 - the fixture
    several = names_in(open_dialog(desk))
    desk.press(ESCAPE)

    single = names_in(jammed_after(desk, 4))

    assert ("试印" in several, "试印" in single) == (True, False)


def test_after_a_jam_the_list_stands_at_the_sheet_that_is_printed_next_and_shows_it(desk):  # noqa: F811 - the fixture
    jammed_after(desk, 3)

    view = desk.page.job.list

    assert view.currentIndex().siblingAtColumn(3).data() == "○ 待打印"
    assert desk.page.job.chosen()[0].name == NAMES[3]
    assert view.viewport().rect().contains(view.visualRect(view.currentIndex()).center())


def test_escape_while_it_draws_stops_the_run_before_it_is_entered(desk):  # noqa: F811 - the fixture
    dialog, gate = open_dialog(desk), threading.Event()
    desk.settle(dialog.verb.isEnabled)
    desk.work.operations.write(lambda _: gate.wait(PATIENCE), lambda _: None)

    dialog.submit()
    dialog.reject()
    gate.set()
    desk.settle(lambda: desk.dialog is None)

    assert list_jobs(desk.ledger) == []
    assert desk.paper.runs == []


def test_escape_comes_too_late_for_a_run_that_is_entered_and_it_goes_to_the_printer(desk):  # noqa: F811 - the fixture
    dialog, entered = open_dialog(desk), threading.Event()
    desk.settle(dialog.verb.isEnabled)

    dialog.submit()
    desk.work.operations.write(lambda _: entered.set(), lambda _: None)
    entered.wait(PATIENCE)
    dialog.reject()
    desk.settle(lambda: desk.page.job.board and desk.page.job.board.at(Stand.SENT))

    assert len(desk.paper.runs) == 1
    assert desk.dialog is None


def test_escape_while_it_still_reads_the_printers_leaves_nothing_behind_that_is_touched(desk):  # noqa: F811 - the fixture
    dialog, gate = open_dialog(desk), threading.Event()
    for _ in range(2):  # so many are read side by side
        desk.work.operations.read(lambda _: gate.wait(PATIENCE), lambda _: None)
    dialog.choice.refresh()
    dialog.choice.changed.emit()

    dialog.reject()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gate.set()
    desk.settle()

    assert desk.dialog is None
