"""A register as the offices know it: title, head, ruled columns, total, signatures; for paper and for spreadsheets."""

from dataclasses import dataclass
from enum import StrEnum

from app.documents.alignment import Align


class PageShape(StrEnum):
    """The paper a register is printed on."""

    A4_LANDSCAPE = "A4_LANDSCAPE"
    A4_PORTRAIT = "A4_PORTRAIT"
    A3_LANDSCAPE = "A3_LANDSCAPE"

    @property
    def size_mm(self) -> tuple[float, float]:
        """Width and height."""
        return {"A4_LANDSCAPE": (297.0, 210.0), "A4_PORTRAIT": (210.0, 297.0), "A3_LANDSCAPE": (420.0, 297.0)}[self]


class ColumnKind(StrEnum):
    """What a column holds: text that may wrap, a person's name, or a code that stays in one line."""

    TEXT = "text"
    NAME = "name"
    CODE = "code"


@dataclass(frozen=True)
class Column:
    """A column: its heading, its share of the width, what it holds, and its type size in points."""

    title: str
    weight: float
    align: Align = Align.CENTRE
    kind: ColumnKind = ColumnKind.TEXT
    size: float = 10.0


@dataclass(frozen=True)
class RegisterTable:
    """A register to be printed or handed over. Every row has one text for each column; all values are text.

    `head` stands above the table, its first text on the left and its last on the right. `page_code` names each
    printed sheet in letters and in a small QR code, so that its scan finds its way home. A register that is closed says
    "blank below" under its last row.
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    page: PageShape = PageShape.A4_LANDSCAPE
    subtitle: str = ""
    head: tuple[str, ...] = ()
    total: tuple[str, ...] = ()
    legend: str = ""
    foot: tuple[str, ...] = ()
    watermark: str = ""
    page_code: str = ""
    row_height_mm: float = 8.0
    is_closed: bool = True
