"""Paper sizes as the printing system names them, from the pages of a PDF."""

from collections.abc import Sequence

from app.documents.pdf_pages import PageSize

_MM_PER_POINT = 25.4 / 72
# Width and height in mm, upright; the names are those of printer drivers, whose plain B5 is the one of JIS.
_NAMED = {
    "A3": (297.0, 420.0),
    "A4": (210.0, 297.0),
    "A5": (148.0, 210.0),
    "B5": (182.0, 257.0),
    "ISOB5": (176.0, 250.0),
}
_NEAR = 1.5


def medium_of(sizes: Sequence[PageSize]) -> str:
    """The medium that all of these pages need, lying or upright; empty if they need more than one."""
    needed = {_medium(size) for size in sizes}
    return needed.pop() if len(needed) == 1 else ""


def _medium(size: PageSize) -> str:
    width, height = sorted((size.width * _MM_PER_POINT, size.height * _MM_PER_POINT))
    for name, sides in _NAMED.items():
        if abs(width - sides[0]) <= _NEAR and abs(height - sides[1]) <= _NEAR:
            return name
    return f"Custom.{width:.1f}x{height:.1f}mm"
