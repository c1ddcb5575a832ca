"""Looking at a PDF: how large its pages are, how they look, and some of its pages as a PDF of their own."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.documents.atomic_file import whole_file
from app.errors import MachineFault
from app.i18n import mark

# pdfium may not be entered by two threads at once, not even with two documents: everyone who calls it holds this.
PDFIUM = threading.Lock()
_DOTS_AT_MOST = 16_000_000


class PdfUnreadable(MachineFault):
    """A PDF that was just drawn, or saved before, cannot be read."""

    code = "pdf_unreadable"
    message = mark("The pages cannot be shown: the PDF is not whole or is no longer there.")
    remedy = mark("Close this and draw the pages again.")


@dataclass(frozen=True)
class PageSize:
    """Width and height of a page as it lies before the reader, in points of 1/72 inch."""

    width: float
    height: float


@dataclass(frozen=True)
class PagePicture:
    """A page as dots: four bytes each, blue, green, red and one unused; `stride` bytes a line."""

    width: int
    height: int
    stride: int
    dots: bytes


def page_sizes(path: Path) -> tuple[PageSize, ...]:
    """The size of every page. Raises PdfUnreadable."""
    with _opened(path) as document:
        return tuple(PageSize(*document.get_page_size(number)) for number in range(len(document)))


def picture_of(path: Path, number: int, scale: float, dots_at_most: int = _DOTS_AT_MOST) -> PagePicture:
    """The page at this place, the first being 0, with so many dots a point, or fewer if it would be too large.

    Raises PdfUnreadable.
    """
    with _opened(path) as document:
        page = document[number]
        width, height = (max(side, 1.0) for side in page.get_size())
        fitting = min(scale, (dots_at_most / (width * height)) ** 0.5)
        bitmap = page.render(scale=fitting, prefer_bgrx=True)
        try:
            return PagePicture(bitmap.width, bitmap.height, bitmap.stride, bytes(bitmap.buffer))
        finally:
            bitmap.close()
            page.close()


def cut(path: Path, pages: Sequence[int], out: Path) -> None:
    """Write these pages, the first being 0, into a PDF of their own.

    Raises PdfUnreadable, DiskFull, FileNotWritable.
    """
    import pypdfium2

    with whole_file(out) as stream, _opened(path) as document:
        part = pypdfium2.PdfDocument.new()
        try:
            part.import_pages(document, list(pages))
            part.save(stream)
        finally:
            part.close()


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    import pypdfium2

    with PDFIUM:
        try:
            document = pypdfium2.PdfDocument(path)
        except (OSError, pypdfium2.PdfiumError) as error:
            raise PdfUnreadable from error
        try:
            yield document
        except pypdfium2.PdfiumError as error:
            raise PdfUnreadable from error
        finally:
            document.close()
