"""A test sheet on one printer and tray, with the correction that is kept for it."""

from collections.abc import Callable

from app.ledger.print_offsets import remembered_offset
from app.ui.operation import Operation
from app.ui.paper.printers import PrintedJob, PrintOrder, print_pdf
from app.ui.paper.private_paper import PrivateSheet
from app.ui.work import Work


def print_test_page(
    work: Work, order: PrintOrder, done: Callable[[PrintedJob], None], failed: Callable[[Exception], None]
) -> Operation:
    """Draw the sheet beside the window and hand it to the printer."""
    return work.ask(lambda _: _printed(work, order), done, failed)


def _printed(work: Work, order: PrintOrder) -> PrintedJob:
    from app.documents import test_sheet
    from app.documents.issued_pages import offset_of

    sheet, offset = PrivateSheet(work.ledger.places.folder), remembered_offset(work.ledger, order.printer, order.tray)
    try:
        return print_pdf(sheet.drawn(lambda path: test_sheet.render(path, offset_of(offset))), order)
    finally:
        sheet.remove()
