"""Where each page stands when all of them lie below one another."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate

from app.documents.pdf_pages import PageSize

GAP, MARGIN = 10, 12


@dataclass(frozen=True)
class PageLayout:
    """Pages at so many pixels a point; `tops` are their upper edges in pixels from the top of the whole."""

    sizes: tuple[PageSize, ...] = ()
    scale: float = 1.0
    tops: tuple[float, ...] = ()

    @classmethod
    def of(cls, sizes: tuple[PageSize, ...], scale: float) -> "PageLayout":
        """Lay them out."""
        steps: Iterable[float] = (size.height * scale + GAP for size in sizes)
        return cls(sizes, scale, tuple(accumulate(steps, initial=float(MARGIN)))[:-1])

    @property
    def width(self) -> float:
        """Of the whole, margins and all."""
        return max((size.width for size in self.sizes), default=0.0) * self.scale + 2 * MARGIN

    @property
    def height(self) -> float:
        """Of the whole, margins and all."""
        return self.tops[-1] + self.sizes[-1].height * self.scale + MARGIN if self.sizes else 0.0

    def at(self, height: float) -> int:
        """The page at so many pixels from the top, the first being 0; in a gap, the one above it."""
        return max(0, bisect_right(self.tops, height) - 1)

    def between(self, top: float, bottom: float) -> range:
        """The pages of which something may stand between these two heights."""
        return range(self.at(top), self.at(bottom) + 1) if self.sizes else range(0)
