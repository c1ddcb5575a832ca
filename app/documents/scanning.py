"""The codes on scanned or photographed paper: read from PNG, JPEG and PDF, however broken the file may be."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pypdfium2
import zxingcpp
from PIL import Image
from pypdfium2.raw import FPDF_ERR_PASSWORD

from app.documents.pdf_pages import PDFIUM
from app.documents.pictures import NotAPicture, PictureTooLarge, open_picture
from app.errors import Refusal
from app.i18n import mark

_BYTES_AT_MOST = 200 * 1024 * 1024
_DOTS_AT_MOST = 80_000_000
_PAGES_AT_MOST = 2000
_DPI = 300
# A page larger than A2 is rasterised coarser, not refused: 300 dpi of A2.
_PAGE_DOTS = 35_000_000
_QR_ONLY = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)


class UnreadableFile(Refusal):
    """A file is no picture and no PDF, or is damaged."""

    code = "unreadable_file"
    message = mark("{file} cannot be read: it is not a whole PNG, JPEG or PDF file.")
    remedy = mark("Scan or photograph the paper again and save it as JPEG, PNG or PDF.")


class FileNotThere(UnreadableFile):
    """No file has this name."""

    code = "file_not_there"
    message = mark("There is no file {file}.")
    remedy = mark("Look whether it was moved or renamed, or whether the USB stick is still in.")


class FolderNotScanned(UnreadableFile):
    """A folder was named instead of a file."""

    code = "folder_not_scanned"
    message = mark("{file} is a folder, not a picture or a PDF.")
    remedy = mark("Name one PNG, JPEG or PDF file in it.")


class FileLocked(UnreadableFile):
    """A PDF that opens with a password only."""

    code = "file_locked"
    message = mark("{file} is protected by a password, so no code can be read from it.")
    remedy = mark("Open it with its password and save or print it without one, or scan the paper itself.")


class FileTooLarge(Refusal):
    """A file has more bytes, dots or pages than is sane for scanned paper."""

    code = "file_too_large"
    message = mark("{file} is too large to be searched for codes.")
    remedy = mark("Scan at 300 dpi, and split files of more than {pages} pages.")


def read_codes(path: Path) -> list[str]:
    """The texts of all QR codes in a file, in the order of its pages.

    Raises UnreadableFile (FileNotThere, FolderNotScanned, FileLocked), FileTooLarge.
    """
    return [text for texts in read_pages(path) for text in texts]


def read_picture(data: bytes, name: str) -> list[str]:
    """The texts of the QR codes in a PNG or JPEG held in memory. Raises UnreadableFile, FileTooLarge."""
    return _codes_of(_picture(data, name))


def read_pages(path: Path) -> Iterator[list[str]]:
    """The texts of the QR codes of each page; a picture is one page. Raises UnreadableFile, FileTooLarge."""
    data = _contents(path)
    if data[:1024].find(b"%PDF-") >= 0:
        yield from _pdf_pages(data, path.name)
    else:
        yield _codes_of(_picture(data, path.name))


def count_pages(path: Path) -> int:
    """How many pages `read_pages` will go through. Raises UnreadableFile, FileTooLarge."""
    data = _contents(path)
    if data[:1024].find(b"%PDF-") < 0:
        return 1
    with _opened(data, path.name) as (_, count):
        return count


def _contents(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise FolderNotScanned(file=str(path))
        if not path.exists():
            raise FileNotThere(file=str(path))
        if not path.is_file():  # a pipe or a device never ends
            raise UnreadableFile(file=path.name)
        if path.stat().st_size > _BYTES_AT_MOST:
            raise FileTooLarge(file=path.name, pages=_PAGES_AT_MOST)
        return path.read_bytes()
    except OSError as error:
        raise UnreadableFile(file=path.name) from error


def _picture(data: bytes, name: str) -> Image.Image:
    try:
        return open_picture(io.BytesIO(data), _DOTS_AT_MOST).convert("L")
    except PictureTooLarge:
        raise FileTooLarge(file=name, pages=_PAGES_AT_MOST) from None
    except NotAPicture as error:
        raise UnreadableFile(file=name) from error


@contextmanager
def _opened(data: bytes, name: str) -> Iterator[tuple[Any, int]]:
    """A document and how many pages it has."""
    with PDFIUM:
        try:
            document = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as error:
            is_locked = error.err_code == FPDF_ERR_PASSWORD
            raise (FileLocked if is_locked else UnreadableFile)(file=name) from error
        count = len(document)
    try:
        if count > _PAGES_AT_MOST:
            raise FileTooLarge(file=name, pages=_PAGES_AT_MOST)
        if count < 1:
            raise UnreadableFile(file=name)
        yield document, count
    finally:
        with PDFIUM:
            document.close()


def _pdf_pages(data: bytes, name: str) -> Iterator[list[str]]:
    with _opened(data, name) as (document, count):
        for number in range(count):
            try:
                picture = _rasterised(document, number)
            except pypdfium2.PdfiumError as error:
                raise UnreadableFile(file=name) from error
            yield _codes_of(picture)


def _rasterised(document: Any, number: int) -> Image.Image:
    # Held for one page at a time: whoever looks at another PDF meanwhile waits no longer than that.
    with PDFIUM:
        page = document[number]
        width, height = (max(side, 1.0) for side in page.get_size())
        scale = min(_DPI / 72, (_PAGE_DOTS / (width * height)) ** 0.5)
        bitmap = page.render(scale=scale, grayscale=True)
        try:
            # A copy: the picture must not outlive the memory that pdfium owns.
            picture: Image.Image = bitmap.to_pil().copy()
            return picture
        finally:
            bitmap.close()
            page.close()


def _codes_of(picture: Image.Image) -> list[str]:
    found = zxingcpp.read_barcodes(picture, formats=_QR_ONLY)
    return [code.text for code in found if code.valid]
