"""Printing where there is no CUPS: the printer is a PDF file, so that what would be inked can be looked at."""

from pathlib import Path

import pytest
import zxingcpp
from PySide6.QtPrintSupport import QPrinter

from app.documents.pdf_pages import page_sizes
from app.ui.operation import Cancelled
from app.ui.paper.printers import PrinterGone, PrintOrder
from app.ui.paper.qt_printing import draw_pages, print_pdf
from tests.documents.makers import credential_text, make_sheet, rendered, seen


@pytest.fixture
def drawn(tmp_path: Path) -> Path:
    """Three certificates with three codes."""
    path = tmp_path / "drawn.pdf"
    path.write_bytes(rendered(*(make_sheet(credential_text=credential_text(seed)) for seed in (1, 2, 3))))
    return path


@pytest.fixture
def printed(tmp_path: Path) -> Path:
    """Where the printer puts what it inks."""
    return tmp_path / "printed.pdf"


@pytest.fixture
def printer(qapp, printed: Path) -> QPrinter:
    made = QPrinter(QPrinter.PrinterMode.HighResolution)
    made.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    made.setOutputFileName(str(printed))
    return made


def code_on(path: Path, page: int) -> str:
    """The code on a page, read at 300 dpi."""
    found = zxingcpp.read_barcodes(seen(path, page))
    return found[0].text if found else ""


def test_every_page_is_printed_in_its_real_size_and_its_code_still_reads(drawn, printer, printed):
    draw_pages(drawn, printer)

    sizes = [(round(size.width), round(size.height)) for size in page_sizes(printed)]
    assert sizes == [(842, 595)] * 3
    assert [code_on(printed, page) for page in range(3)] == [credential_text(seed) for seed in (1, 2, 3)]


def test_nothing_is_moved_or_scaled_on_the_way(drawn, printer, printed):
    draw_pages(drawn, printer, pages=(1,))

    before, after = seen(drawn, 0, dpi=100), seen(printed, 0, dpi=100)
    dark = [picture.convert("L").point(lambda ink: 255 if ink < 90 else 0).getbbox() for picture in (before, after)]
    assert all(abs(one - other) <= 1 for one, other in zip(*dark, strict=True))


def test_only_the_wanted_pages_are_printed(drawn, printer, printed):
    draw_pages(drawn, printer, pages=(2,))

    assert len(page_sizes(printed)) == 1
    assert code_on(printed, 0) == credential_text(2)


def test_pages_of_two_sizes_keep_theirs(tmp_path, printer, printed):
    from pypdf import PdfWriter

    writer = PdfWriter()
    writer.add_blank_page(595, 842)
    writer.add_blank_page(595, 420)
    writer.write(tmp_path / "mixed.pdf")

    draw_pages(tmp_path / "mixed.pdf", printer)

    sizes = [(round(size.width), round(size.height)) for size in page_sizes(printed)]
    assert [(abs(wide - 595) <= 1, high) for wide, high in sizes] == [(True, 842), (True, 420)]


def test_the_clerk_hears_of_each_page_and_can_stop_after_any(drawn, printer):
    told: list[tuple[int, int]] = []

    def step(done: int, total: int) -> None:
        told.append((done, total))
        if done == 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        draw_pages(drawn, printer, step=step)

    assert told == [(1, 3), (2, 3)]
    assert printer.paintEngine().isActive() is False


def test_a_printer_that_is_not_there_is_refused(drawn, qapp):
    with pytest.raises(PrinterGone):
        print_pdf(drawn, PrintOrder("Pantum of another computer"))
