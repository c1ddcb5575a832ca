"""Printing where there is no CUPS: every page drawn as dots at the printer's own fineness, at its real size."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMarginsF, QPointF, QRectF, QSizeF
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter

from app.documents.pdf_pages import PagePicture, PageSize, page_sizes, picture_of
from app.i18n import tr
from app.ui.paper.printers import NotHandedOver, PrintedJob, PrinterGone, PrinterRow, PrintOrder, Step, TrayRow
from app.ui.paper.trays import tray_words

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

DOTS_PER_INCH = 300
_DOTS_AT_MOST = 40_000_000
_TRAYS = ("Auto", "Upper", "Lower", "Middle", "Manual", "Envelope", "Cassette")


def printers() -> tuple[PrinterRow, ...]:
    """Every printer that the system knows."""
    from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

    chosen = QPrinterInfo.defaultPrinterName()
    trays = tuple(TrayRow(name, tray_words(name)) for name in _TRAYS)
    both = {QPrinter.DuplexMode.DuplexAuto, QPrinter.DuplexMode.DuplexLongSide}
    return tuple(
        PrinterRow(
            info.printerName(), info.printerName() == chosen, trays, bool(both & set(info.supportedDuplexModes()))
        )
        for info in QPrinterInfo.availablePrinters()
    )


def print_pdf(path: Path, order: PrintOrder, step: Step | None = None) -> PrintedJob:
    """Draw the pages on a printer of the system. Raises PrinterGone, NotHandedOver, PdfUnreadable."""
    from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

    info = QPrinterInfo.printerInfo(order.printer)
    if info.isNull():
        raise PrinterGone(printer=order.printer)
    printer = QPrinter(info, QPrinter.PrinterMode.HighResolution)
    if order.tray:
        printer.setPaperSource(QPrinter.PaperSource[order.tray])
    duplex = QPrinter.DuplexMode.DuplexLongSide if order.two_sided else QPrinter.DuplexMode.DuplexNone
    printer.setDuplex(duplex)
    printer.setCopyCount(order.copies)
    draw_pages(path, printer, order.pages, step)
    return PrintedJob(order.printer)


def draw_pages(path: Path, printer: "QPrinter", pages: Sequence[int] = (), step: Step | None = None) -> None:
    """Draw these pages (all, if none are named) one after the other. Raises NotHandedOver, PdfUnreadable."""
    sizes = page_sizes(path)
    wanted = [page - 1 for page in pages] or list(range(len(sizes)))
    printer.setResolution(DOTS_PER_INCH)
    printer.setFullPage(True)
    printer.setDocName("xiangxun")
    lay(printer, sizes[wanted[0]])
    painter = QPainter()
    if not painter.begin(printer):
        raise NotHandedOver(printer=printer.printerName(), reason=tr("it could not be begun"))
    # Lossless: what a JPEG makes of the small dots of a QR code can no longer be read.
    painter.setRenderHint(QPainter.RenderHint.LosslessImageRendering)
    try:
        for place, number in enumerate(wanted):
            _turn_page(printer, sizes[number], is_first=place == 0)
            _draw(painter, picture_of(path, number, printer.resolution() / 72, _DOTS_AT_MOST), sizes[number], printer)
            if step:
                step(place + 1, len(wanted))
    except BaseException:
        # Else the pages so far would come out when the painter ends: a job is whole, or it is stopped.
        printer.abort()
        raise
    finally:
        painter.end()


def lay(printer: "QPrinter", size: PageSize) -> None:
    """Give the printer the paper of this page, without margins of its own."""
    sides = sorted((size.width, size.height))
    paper = QPageSize(QSizeF(*sides), QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.FuzzyMatch)
    lies = size.width > size.height
    orientation = QPageLayout.Orientation.Landscape if lies else QPageLayout.Orientation.Portrait
    printer.setPageLayout(QPageLayout(paper, orientation, QMarginsF(0, 0, 0, 0)))
    printer.setFullPage(True)


def _turn_page(printer: "QPrinter", size: PageSize, *, is_first: bool) -> None:
    if is_first:
        return
    lay(printer, size)
    if not printer.newPage():
        raise NotHandedOver(printer=printer.printerName(), reason=tr("it took no further page"))


def _draw(painter: QPainter, picture: PagePicture, size: PageSize, printer: "QPrinter") -> None:
    dots = picture.dots
    image = QImage(dots, picture.width, picture.height, picture.stride, QImage.Format.Format_RGB32)
    fineness = printer.resolution() / 72
    painter.drawImage(QRectF(QPointF(0, 0), QSizeF(size.width * fineness, size.height * fineness)), image)
