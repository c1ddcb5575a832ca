"""What the ruler says of the two crosses on a test sheet, and what follows from it for the printer."""

import re
from dataclasses import dataclass

from app.documents.placement import Offset, Point, ReadingsImpossible
from app.i18n import tr
from app.ledger.print_offsets import PrintOffset, require_plausible

_LENGTH = re.compile(r"^(\d{1,3}(?:\.\d{1,2})?)(?:mm|毫米)?$", re.IGNORECASE)


@dataclass(frozen=True)
class Crosses:
    """Where the crosses belong, in mm from the left and the top edge of the paper."""

    near: Point
    far: Point

    @property
    def lengths(self) -> tuple[float, float, float, float]:
        """A from the left and from the top, B from the left and from the top."""
        return (*self.near, *self.far)


def length_of(text: str) -> float | None:
    """A length in mm as it was typed, such as 30.5; None if it is none."""
    found = _LENGTH.match("".join(text.split()).replace(",", ".").replace("，", ".").replace("。", "."))
    return float(found[1]) if found else None


def correction_of(read: tuple[float, ...], crosses: Crosses, printed_with: PrintOffset) -> PrintOffset:
    """The correction after four readings in the order of `Crosses.lengths`, from a sheet printed with another.

    Raises ReadingsImpossible, OffsetImplausible.
    """
    near, far = (read[0], read[1]), (read[2], read[3])
    if near[0] == far[0] or near[1] == far[1]:
        raise ReadingsImpossible(across=f"{far[0] - near[0]:g}", down=f"{far[1] - near[1]:g}")
    before = Offset(printed_with.dx_mm, printed_with.dy_mm, printed_with.sx, printed_with.sy)
    found = Offset.from_readings(near, far, (crosses.near, crosses.far), printed_with=before)
    return require_plausible(PrintOffset(found.dx_mm, found.dy_mm, found.sx, found.sy))


def correction_words(offset: PrintOffset) -> str:
    """A correction for people: which way everything is moved, and how it is stretched."""
    if offset == PrintOffset():
        return tr("nothing is moved")
    return tr(", ").join(filter(None, (_across(offset.dx_mm), _down(offset.dy_mm), stretch_words(offset))))


def stretch_words(offset: PrintOffset) -> str:
    """How it is stretched; empty if it is not."""
    if (offset.sx, offset.sy) == (1.0, 1.0):
        return ""
    return tr("stretched {across} % across, {down} % down", across=_percent(offset.sx), down=_percent(offset.sy))


def _across(mm: float) -> str:
    length = f"{abs(mm):.2f}"
    return tr("{length} mm to the left", length=length) if mm < 0 else tr("{length} mm to the right", length=length)


def _down(mm: float) -> str:
    length = f"{abs(mm):.2f}"
    return tr("{length} mm up", length=length) if mm < 0 else tr("{length} mm down", length=length)


def _percent(stretch: float) -> str:
    return f"{stretch * 100:.2f}"
