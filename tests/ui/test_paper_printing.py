"""The dialog for paper with a real printer: the clerk presses a key, and a sheet arrives."""

import io
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt

from app.documents import certificates
from app.ui.paper import paper_dialog
from app.ui.paper.paper_dialog import PaperDialog
from app.ui.paper.printers import PrintedJob
from tests.documents.makers import make_sheet
from tests.ui.printing_house import PrintingHouse, needs_cups

KEY, CONTROL = Qt.Key, Qt.KeyboardModifier.ControlModifier
pytestmark = needs_cups


@pytest.fixture(scope="module")
def opened_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrintingHouse]:
    house = PrintingHouse(tmp_path_factory.mktemp("cups"))
    yield house
    house.close()


@pytest.fixture
def house(opened_house: PrintingHouse, monkeypatch: pytest.MonkeyPatch) -> PrintingHouse:
    opened_house.serve(monkeypatch)
    monkeypatch.setattr(paper_dialog, "LOOK_AGAIN", 20)
    return opened_house


@pytest.fixture
def printer(house: PrintingHouse, work) -> str:
    """A printer for this test alone; it was used last for this kind of paper."""
    name = house.add_printer()
    work.memory.put("paper/certificate-completion/printer", name)
    return name


@pytest.fixture
def dialog(qtbot, work, printer) -> Iterator[PaperDialog]:
    """Three certificates, looked at and ready to be printed."""
    made = PaperDialog(
        work,
        "结业证书",
        lambda path: certificates.render((make_sheet() for _ in range(3)), path),
        "a.pdf",
        kind="certificate-completion",
    )
    made.show_sized()
    qtbot.waitUntil(lambda: made.view.is_drawn and made.verb.isEnabled())
    yield made
    with suppress(RuntimeError):  # it was closed, and is gone
        made.reject()
    qtbot.waitUntil(lambda: work.operations.is_idle)


def drawn_by(dialog: PaperDialog) -> bytes:
    return next(Path(dialog.work.ledger.places.folder).rglob("paper/*/*.pdf")).read_bytes()


def printed_with(qtbot, dialog: PaperDialog, key: Qt.Key, modifier: Qt.KeyboardModifier) -> PrintedJob:
    with qtbot.waitSignal(dialog.printed) as told:
        qtbot.keyClick(dialog, key, modifier)
    return told.args[0]


def test_one_key_prints_what_is_shown_and_the_job_is_named(qtbot, house, printer, dialog):
    job = printed_with(qtbot, dialog, KEY.Key_P, CONTROL)

    assert house.arrived(printer, job.number).pdf == drawn_by(dialog)
    assert f"已交给打印机 {printer}，任务 {job.number}" in dialog.state.text()
    qtbot.waitUntil(lambda: "收下全部页面" in dialog.state.text())


def test_enter_prints_at_once_and_a_second_enter_does_not_print_again(qtbot, house, printer, dialog):
    qtbot.waitUntil(dialog.verb.hasFocus)
    told: list[PrintedJob] = []
    dialog.printed.connect(told.append)

    with qtbot.waitSignal(dialog.printed):
        qtbot.keyClick(dialog.verb, KEY.Key_Return)
    with qtbot.waitSignal(dialog.finished):
        qtbot.keyClick(dialog.leave, KEY.Key_Return)

    assert len(told) == 1


def test_the_chosen_tray_pages_and_copies_arrive_and_are_proposed_again(qtbot, work, house, printer, dialog):
    dialog.choice.trays.setFocus()
    for _ in range(3):
        qtbot.keyClick(dialog.choice.trays, KEY.Key_Down)
    qtbot.keyClicks(dialog.panel.range, "2-3")
    dialog.panel.copies.selectAll()
    qtbot.keyClicks(dialog.panel.copies, "2")

    job = printed_with(qtbot, dialog, KEY.Key_Return, CONTROL)

    came = house.arrived(printer, job.number)
    assert (came.options["InputSlot"], came.copies) == ("Tray2", 2)
    assert len(PdfReader(io.BytesIO(came.pdf)).pages) == 2
    assert work.memory.get("paper/certificate-completion/tray") == "Tray2"
    assert work.memory.get("paper/plain/tray") == ""


def test_a_printer_out_of_paper_is_told_until_there_is_paper(qtbot, house, printer, dialog):
    sign = house.put(printer, "no-paper")
    job = printed_with(qtbot, dialog, KEY.Key_P, CONTROL)

    qtbot.waitUntil(lambda: "纸盒里没有纸" in dialog.state.text())
    look = dialog.state.objectName()
    sign.unlink()
    house.run("cupsenable", printer)

    qtbot.waitUntil(lambda: "收下全部页面" in dialog.state.text())
    assert look == "warn"
    assert house.has(printer, job.number)


def test_a_printer_that_takes_no_jobs_is_told_and_saving_is_still_there(qtbot, house, printer, dialog):
    house.run("/usr/sbin/cupsreject", printer)

    qtbot.keyClick(dialog, KEY.Key_P, CONTROL)
    qtbot.waitUntil(lambda: "不接收任务" in dialog.state.text())
    house.run("/usr/sbin/cupsaccept", printer)

    assert dialog.state.objectName() == "wrong"
    assert "另存为 PDF" in dialog.state.text()
    qtbot.waitUntil(lambda: dialog.save.isEnabled() and dialog.verb.isEnabled())


def test_a_new_printer_appears_when_the_list_is_read_again(qtbot, house, printer, dialog):
    before = dialog.choice.printers.count()
    house.add_printer(f"New{before}")

    qtbot.keyClick(dialog, KEY.Key_F5)

    qtbot.waitUntil(lambda: dialog.choice.printers.count() == before + 1)
    assert dialog.choice.choice.printer == printer


def test_closing_while_the_pages_are_handed_over_waits_for_the_printer(qtbot, work, house, printer, dialog):
    jobs: list[PrintedJob] = []
    dialog.printed.connect(jobs.append)

    with qtbot.waitSignal(dialog.finished):
        qtbot.keyClick(dialog, KEY.Key_P, CONTROL)
        qtbot.keyClick(dialog, KEY.Key_Escape)

    assert house.arrived(printer, jobs[0].number).pdf.startswith(b"%PDF")
    assert list(Path(work.ledger.places.folder).rglob("paper/*/*.pdf")) == []


def test_closing_at_once_does_not_hide_that_nothing_was_printed(qtbot, house, printer, dialog):
    house.run("/usr/sbin/cupsreject", printer)

    qtbot.keyClick(dialog, KEY.Key_P, CONTROL)
    qtbot.keyClick(dialog, KEY.Key_Escape)

    qtbot.waitUntil(lambda: "不接收任务" in dialog.state.text())
    assert dialog.isVisible()
