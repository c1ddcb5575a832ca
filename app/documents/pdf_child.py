"""The child process that opens a stranger's PDF: pdfium dies of some of them, and the ledger must not die with it."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdfium2
import zxingcpp
from PIL import Image
from pypdfium2.raw import FPDF_ERR_PASSWORD

from app.ledger.importing.child import refuse_to_reach_out

WORD = "codes"
"""Tells the child of a frozen bundle which of its two trades is wanted."""
UNREADABLE, LOCKED, TOO_LARGE = "unreadable", "locked", "too large"
_DPI = 300
# A page larger than A2 is rasterised coarser, not refused: 300 dpi of A2.
_PAGE_DOTS = 35_000_000
_QR_ONLY = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)


def main() -> None:
    """Answer the request on standard input, a line of JSON for the file and one for each of its pages."""
    request = json.loads(sys.stdin.buffer.readline())
    _hold_to(int(request["memory"]))
    sys.addaudithook(refuse_to_reach_out)
    for line in answers(Path(request["path"]), request):
        sys.stdout.buffer.write(json.dumps(line).encode() + b"\n")
        sys.stdout.buffer.flush()
        _allow(int(request["seconds"]))


def answers(path: Path, request: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """How many pages there are, then the texts of each; or why not, as the last line."""
    _allow(int(request["seconds"]))
    try:
        document = pypdfium2.PdfDocument(path)
        count = len(document)
    except (OSError, pypdfium2.PdfiumError) as error:
        yield {"refusal": LOCKED if getattr(error, "err_code", None) == FPDF_ERR_PASSWORD else UNREADABLE}
        return
    if not 0 < count <= request["pages"]:
        yield {"refusal": TOO_LARGE if count else UNREADABLE}
        return
    yield {"pages": count}
    if request["counts_alone"]:
        return
    for number in range(count):
        try:
            yield {"texts": codes_of(_rasterised(document, number))}
        except pypdfium2.PdfiumError:
            yield {"refusal": UNREADABLE}
            return


def codes_of(picture: Image.Image) -> list[str]:
    """The texts of the QR codes in a picture."""
    found = zxingcpp.read_barcodes(picture, formats=_QR_ONLY)
    return [code.text for code in found if code.valid]


def _rasterised(document: Any, number: int) -> Image.Image:
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


def _hold_to(memory: int) -> None:
    """Let the system enforce memory; Windows has no such limit, there the parent's clock must do."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _allow(seconds: int) -> None:
    """So much time for the next page, should the parent be gone that would end it."""
    if sys.platform != "win32":
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF)
        _, most = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + 2 * seconds, most))


if __name__ == "__main__":
    main()
