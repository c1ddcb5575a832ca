"""A register cut into pages: every cell measured, every row as tall as it needs, none torn over two pages."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.documents.alignment import Align
from app.documents.fonts import HEI, SONG, SONG_BOLD, missing_glyphs
from app.documents.placement import POINTS_PER_MM
from app.documents.registers import Column, ColumnKind, RegisterTable
from app.documents.typesetting import Box, DoesNotFit, Line, TextStyle, paper_name, set_text
from app.errors import Refusal
from app.i18n import mark

# Paper habits of the offices: 25 mm to the binding, 15 mm elsewhere.
LEFT, RIGHT, TOP, BOTTOM = 25.0, 15.0, 15.0, 13.0
TITLE_HEIGHT = 11.0
LINE_HEIGHT = 7.0
FOOT_HEIGHT = 12.0
_PADDING = 0.7
_SMALLEST = 5.0
_TALLEST = 100.0


class CellNotPrintable(Refusal):
    """A cell holds characters that no font has."""

    code = "cell_not_printable"
    message = mark("Row {row}, column {column}: these characters cannot be printed: {signs}.")
    remedy = mark(
        "Compare them with the ID card and type the standard form; the spreadsheet can hold them as they are."
    )


class CellTooLong(Refusal):
    """A cell holds more text than fits on a page."""

    code = "cell_too_long"
    message = mark("Row {row}, column {column}: the text is too long to be printed.")
    remedy = mark("Shorten it, or hand the register over as a spreadsheet.")


@dataclass(frozen=True)
class Cell:
    """A cell's lines, placed as if its top left corner were the sheet's, and the height they take in mm."""

    lines: tuple[Line, ...]
    height: float


@dataclass(frozen=True)
class PagedRow:
    """A row of cells and its height in mm."""

    cells: tuple[Cell, ...]
    height: float


@dataclass(frozen=True)
class Pages:
    """A register ready to be drawn: column widths in mm, the heading row, and the rows of each page."""

    widths: tuple[float, ...]
    heading: PagedRow
    pages: tuple[tuple[PagedRow, ...], ...]
    total: PagedRow | None


def paginate(table: RegisterTable) -> Pages:
    """Measure a register and cut it into pages. Raises CellNotPrintable, CellTooLong."""
    widths = tuple(column_widths(table))
    heading = _heading(table, widths)
    rows = [_row(table, cells, widths, number) for number, cells in enumerate(table.rows, 1)]
    total = _row(table, table.total, widths, len(rows) + 1, SONG_BOLD) if table.total else None
    space = table.page.size_mm[1] - top_of_table(table) - heading.height - below_table(table)
    closing = (total.height if total else 0.0) + LINE_HEIGHT
    return Pages(widths, heading, tuple(_cut(rows, space, closing)), total)


def column_widths(table: RegisterTable) -> Iterator[float]:
    """The width of each column in mm, by their weights."""
    space = table.page.size_mm[0] - LEFT - RIGHT
    whole = sum(column.weight for column in table.columns)
    return (space * column.weight / whole for column in table.columns)


def top_of_table(table: RegisterTable) -> float:
    """Where the table begins, in mm from the top."""
    lines = bool(table.subtitle) + bool(table.head)
    return TOP + TITLE_HEIGHT + LINE_HEIGHT * lines + 1.0


def below_table(table: RegisterTable) -> float:
    """What is kept free under the table, in mm: legend, signatures, page number."""
    return BOTTOM + (LINE_HEIGHT if table.legend else 0.0) + (FOOT_HEIGHT if table.foot else 3.0)


def _heading(table: RegisterTable, widths: Sequence[float]) -> PagedRow:
    cells = tuple(
        _cell(column.title, Column(column.title, column.weight, size=column.size), width, HEI, ("-", column.title))
        for column, width in zip(table.columns, widths, strict=True)
    )
    return PagedRow(cells, max([9.0, *(cell.height for cell in cells)]))


def _row(
    table: RegisterTable, texts: Sequence[str], widths: Sequence[float], number: int, role: str = SONG
) -> PagedRow:
    cells = tuple(
        _cell(text, column, width, role, (str(number), column.title))
        for text, column, width in zip(texts, table.columns, widths, strict=True)
    )
    return PagedRow(cells, max([table.row_height_mm, *(cell.height for cell in cells)]))


def _cell(text: str, column: Column, width: float, role: str, place: tuple[str, str]) -> Cell:
    shown = "\n".join(" ".join(line.split(" ")) for line in text.replace("\t", " ").splitlines())
    shown = paper_name(shown) if column.kind is ColumnKind.NAME else shown
    _refuse_missing(shown, place)
    style = TextStyle(
        role,
        size=column.size,
        smallest=_SMALLEST,
        leading=1.25,
        align=column.align if column.align is not Align.JUSTIFY else Align.LEFT,
        one_line=column.kind is ColumnKind.CODE,
    )
    try:
        lines = set_text(shown, style, Box(_PADDING, 0.0, width - 2 * _PADDING, _TALLEST)) if shown else ()
    except DoesNotFit:
        raise CellTooLong(row=place[0], column=place[1]) from None
    size = max((run.size for line in lines for run in line.runs), default=0.0)
    return Cell(lines, len(lines) * size * style.leading / POINTS_PER_MM + 2 * _PADDING)


def _refuse_missing(text: str, place: tuple[str, str]) -> None:
    missing = missing_glyphs(text.replace("\n", ""))
    if missing:
        signs = " ".join(f"{sign if sign.isprintable() else ''}(U+{ord(sign):04X})" for sign in missing)
        raise CellNotPrintable(row=place[0], column=place[1], signs=signs)


def _cut(rows: Sequence[PagedRow], space: float, kept: float) -> Iterator[tuple[PagedRow, ...]]:
    """Fill pages of `space` mm; the last has `kept` mm to spare."""
    page: list[PagedRow] = []
    for row in rows:
        if page and _height([*page, row]) > space:
            yield tuple(page)
            page = []
        page.append(row)
    if len(page) > 1 and _height(page) + kept > space:
        yield tuple(page[:-1])
        page = page[-1:]
    yield tuple(page)


def _height(rows: Sequence[PagedRow]) -> float:
    return sum(row.height for row in rows)
