"""The sheet that finds a printer's error: two crosses at known places, rulers, and what to do with them."""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from app.documents.alignment import Align
from app.documents.atomic_file import whole_file
from app.documents.fonts import SONG
from app.documents.paper import A4_LANDSCAPE, Paper, colour_operator
from app.documents.placement import POINTS_PER_MM, Offset
from app.documents.typesetting import Box, Stand, TextStyle, set_text
from app.i18n import mark, tr

# Millimetres from the left and the top edge; the clerk measures both and types in what the ruler says.
NEAR = (30.0, 30.0)
FAR = (267.0, 180.0)
_ARM = 8.0
_RULER_X, _RULER_Y = 145.0, 105.0
_INK = "#1b1b1b"
_EXPLANATION = (
    mark("Printer test sheet: print at 100 %, without fitting to the page"),
    mark("Measure with a ruler from the left and the top edge of the paper to the middle of each cross."),
    mark("Cross A belongs at {near_x} mm and {near_y} mm, cross B at {far_x} mm and {far_y} mm."),
    mark("Type in the four readings; then print this sheet again and compare."),
    mark("Correction on this sheet: {dx} mm to the right, {dy} mm down, stretched {sx} x {sy}"),
)


def render(out: BinaryIO | Path, offset: Offset | None = None) -> None:
    """Write the test sheet, with the correction already known taken in. Raises DiskFull, FileNotWritable."""
    if isinstance(out, Path):
        with whole_file(out) as stream:
            _write(stream, offset or Offset())
    else:
        _write(out, offset or Offset())


def _write(stream: BinaryIO, offset: Offset) -> None:
    paper = Paper(stream, A4_LANDSCAPE, tr(_EXPLANATION[0]), offset)
    paper.begin_sheet()
    paper.draw("\n".join(["q", colour_operator(_INK, stroke=True), "0.5 w", *_crosses(), *_rulers(), "Q"]))
    for text, size, box in (*_numerals(), *_sentences(offset)):
        style = TextStyle(SONG, size, 6, align=Align.CENTRE, stand=Stand.MIDDLE)
        paper.draw(paper.operators_of(set_text(text, style, box), _INK))
    paper.end_sheet()
    paper.save()


def _crosses() -> Iterator[str]:
    for x, y in (NEAR, FAR):
        yield _line(x - _ARM, y, x + _ARM, y)
        yield _line(x, y - _ARM, x, y + _ARM)


def _rulers() -> Iterator[str]:
    """A millimetre scale across the middle of the sheet, and one down it."""
    width, height = A4_LANDSCAPE
    for mm in range(10, int(width) - 9):
        yield _line(mm, _RULER_Y, mm, _RULER_Y - _tick(mm))
    for mm in range(10, int(height) - 9):
        yield _line(_RULER_X, mm, _RULER_X + _tick(mm), mm)


def _tick(mm: int) -> float:
    return 4.0 if mm % 10 == 0 else 2.8 if mm % 5 == 0 else 1.6


def _numerals() -> Iterator[tuple[str, float, Box]]:
    for mm in range(10, 290, 10):
        yield str(mm), 7, Box(mm - 4, _RULER_Y + 0.6, 8, 4)
    for mm in (mm for mm in range(10, 210, 10) if not 0 < mm - _RULER_Y < 8):
        yield str(mm), 7, Box(_RULER_X - 8, mm - 2, 7, 4)
    for name, (x, y) in (("A", NEAR), ("B", FAR)):
        yield name, 16, Box(x + 2, y + 1, 6, 7)


def _sentences(offset: Offset) -> Iterator[tuple[str, float, Box]]:
    figures = {
        "near_x": f"{NEAR[0]:g}",
        "near_y": f"{NEAR[1]:g}",
        "far_x": f"{FAR[0]:g}",
        "far_y": f"{FAR[1]:g}",
        "dx": f"{offset.dx_mm:g}",
        "dy": f"{offset.dy_mm:g}",
        "sx": f"{offset.sx:g}",
        "sy": f"{offset.sy:g}",
    }
    for number, sentence in enumerate(_EXPLANATION):
        top, size = (46.0, 16.0) if number == 0 else (52.0 + 9 * number, 11.0)
        yield tr(sentence, **figures), size, Box(160, top, 115, 9)


def _line(x1: float, y1: float, x2: float, y2: float) -> str:
    height = A4_LANDSCAPE[1]
    points = (x1, height - y1, x2, height - y2)
    return "{:.3f} {:.3f} m {:.3f} {:.3f} l S".format(*(mm * POINTS_PER_MM for mm in points))
