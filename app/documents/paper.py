"""The one door to ReportLab: sheets of paper on which lines of text, drawings, codes and photos are placed in mm."""

from collections.abc import Iterable
from io import BytesIO
from typing import BinaryIO

from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from app.documents.fonts import SONG, font
from app.documents.placement import POINTS_PER_MM, Offset
from app.documents.qr import Symbol
from app.documents.typesetting import Box, Line

A4_LANDSCAPE = (297.0, 210.0)
A4_PORTRAIT = (210.0, 297.0)
A3_LANDSCAPE = (420.0, 297.0)


class Paper(Canvas):  # type: ignore[misc]  # ReportLab ships no types
    """A PDF under way. The same calls give the same bytes; places are in mm from the top left corner."""

    def __init__(self, out: BinaryIO, size_mm: tuple[float, float], title: str, offset: Offset | None = None) -> None:
        font(SONG)
        self.height_mm = size_mm[1]
        self._matrix = (offset or Offset()).matrix(self.height_mm)
        # invariant: no clock in the file. initialFontName: otherwise an unembedded Helvetica is in every PDF.
        super().__init__(
            out,
            pagesize=(size_mm[0] * POINTS_PER_MM, size_mm[1] * POINTS_PER_MM),
            pageCompression=1,
            invariant=1,
            initialFontName=SONG,
        )
        self.setTitle(title)
        self.setCreator("Xiangxun")

    def begin_sheet(self) -> None:
        """Take the printer's error back on this sheet."""
        if self._matrix != (1.0, 1.0, 0.0, 0.0):
            self.addLiteral("{:.6f} 0 0 {:.6f} {:.3f} {:.3f} cm".format(*self._matrix))

    def end_sheet(self) -> None:
        """Done with this sheet."""
        self.showPage()

    def keep_drawing(self, name: str, operators: str) -> None:
        """Put a drawing into the file once, to be shown on many sheets."""
        self.beginForm(name)
        self.addLiteral(operators)
        self.endForm()

    def show_drawing(self, name: str) -> None:
        """Show a kept drawing."""
        self.doForm(name)

    def draw(self, operators: str) -> None:
        """Draw raw PDF operators (ASCII only), points from the bottom left corner."""
        self.addLiteral(operators)

    def operators_of(self, lines: Iterable[Line], colour: str) -> str:
        """Lines of text as operators; characters not met before join the embedded subsets."""
        shown = [self._line(line) for line in lines]
        return "\n".join(["BT", colour_operator(colour), *shown, "ET"])

    def _line(self, line: Line) -> str:
        x, y = line.x * POINTS_PER_MM, (self.height_mm - line.baseline) * POINTS_PER_MM
        parts = [f"{line.spacing:.3f} Tc 1 0 0 1 {x:.2f} {y:.2f} Tm"]
        for run in line.runs:
            face = font(run.face)
            for subset, codes in face.splitString(run.text, self._doc):
                name = face.getSubsetInternalName(subset, self._doc)
                parts.append(f"{name} {run.size:g} Tf <{codes.hex()}> Tj")
        return " ".join(parts)

    def draw_symbol(self, symbol: Symbol, box: Box) -> None:
        """A QR code filling a square box: a mask of one bit a module, in hex, for the stream must stay ASCII."""
        side = box.width * POINTS_PER_MM
        x, y = box.x * POINTS_PER_MM, (self.height_mm - box.y - box.height) * POINTS_PER_MM
        self.addLiteral(
            f"q 0 g {side:.3f} 0 0 {side:.3f} {x:.3f} {y:.3f} cm BI /W {symbol.modules} /H {symbol.modules}"
            f" /IM true /D [1 0] /F /AHx ID {symbol.packed.hex()}> EI Q"
        )

    def draw_photo(self, photo: bytes, box: Box) -> None:
        """A JPEG or PNG covering its box, cut evenly at the sides that stand over."""
        image = ImageReader(BytesIO(photo))
        pixels_wide, pixels_high = image.getSize()
        scale = max(box.width / pixels_wide, box.height / pixels_high)
        width, height = pixels_wide * scale, pixels_high * scale
        self.saveState()
        self.addLiteral(f"{self.rectangle(box)} W n")
        left = box.x - (width - box.width) / 2
        bottom = self.height_mm - box.y - box.height - (height - box.height) / 2
        self.drawImage(image, *(length * POINTS_PER_MM for length in (left, bottom, width, height)), mask="auto")
        self.restoreState()

    def rectangle(self, box: Box) -> str:
        """A box as the path operator of a rectangle."""
        x, y = box.x * POINTS_PER_MM, (self.height_mm - box.y - box.height) * POINTS_PER_MM
        return f"{x:.3f} {y:.3f} {box.width * POINTS_PER_MM:.3f} {box.height * POINTS_PER_MM:.3f} re"


def colour_operator(colour: str, *, stroke: bool = False) -> str:
    """A colour like #9a1b1e as the operator that chooses it for filling, or for stroking."""
    parts = " ".join(f"{int(colour[place : place + 2], 16) / 255:.4f}" for place in (1, 3, 5))
    return f"{parts} {'RG' if stroke else 'rg'}"
