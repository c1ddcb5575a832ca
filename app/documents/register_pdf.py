"""Registers on paper as the offices file them: head and headings on every page, blank space closed, signatures."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO
from zlib import crc32

from app.documents import qr
from app.documents.alignment import Align
from app.documents.atomic_file import whole_file
from app.documents.fonts import HEI, SONG, SONG_BOLD
from app.documents.paper import Paper, colour_operator
from app.documents.paper_words import word
from app.documents.placement import POINTS_PER_MM
from app.documents.register_pages import (
    BOTTOM,
    LEFT,
    LINE_HEIGHT,
    RIGHT,
    TITLE_HEIGHT,
    TOP,
    PagedRow,
    Pages,
    below_table,
    paginate,
    top_of_table,
)
from app.documents.registers import RegisterTable
from app.documents.typesetting import Box, Line, Stand, TextStyle, set_text

_INK = "#1b1b1b"
_FAINT = "#eeeeee"
_CODE_SPACE = 17.0
_WATERMARK = "watermark"


def render(table: RegisterTable, out: BinaryIO | Path) -> None:
    """Write a register as PDF. Raises CellNotPrintable, CellTooLong, DiskFull, FileNotWritable."""
    render_all((table,), out, table.title)


def render_all(
    tables: Sequence[RegisterTable],
    out: BinaryIO | Path,
    title: str,
    progress: Callable[[int, int], None] | None = None,
) -> None:
    """Write registers one after another into one PDF, each on its own paper with its own page numbers.

    `progress` hears how many of them are done. Raises as `render`.
    """
    if isinstance(out, Path):
        with whole_file(out) as stream:
            _write_all(tables, stream, title, progress)
    else:
        _write_all(tables, out, title, progress)


def _write_all(
    tables: Sequence[RegisterTable], stream: BinaryIO, title: str, progress: Callable[[int, int], None] | None
) -> None:
    paper = Paper(stream, tables[0].page.size_mm, title)
    for done, table in enumerate(tables, 1):
        _Printer(table, paginate(table), paper).print()
        if progress:
            progress(done, len(tables))
    paper.save()


class _Printer:
    """Draws the pages of one register."""

    def __init__(self, table: RegisterTable, pages: Pages, paper: Paper) -> None:
        self.table = table
        self.pages = pages
        self.width, self.height = table.page.size_mm
        self.span = self.width - LEFT - RIGHT
        self.paper = paper
        paper.setPageSize((self.width * POINTS_PER_MM, self.height * POINTS_PER_MM))
        paper.height_mm = self.height
        self.watermark = f"{_WATERMARK}-{table.page}-{crc32(table.watermark.encode()):08x}"
        if table.watermark and not paper.hasForm(self.watermark):
            paper.keep_drawing(self.watermark, self._watermark())

    def print(self) -> None:
        """All pages."""
        for number, rows in enumerate(self.pages.pages, 1):
            self.paper.begin_sheet()
            if self.table.watermark:
                self.paper.show_drawing(self.watermark)
            self._head()
            bottom = self._table(rows, is_last=number == len(self.pages.pages))
            self._foot(bottom, number)
            if self.table.page_code:
                self._page_code(f"{self.table.page_code}-{number}")
            self.paper.end_sheet()

    def _head(self) -> None:
        top = TOP
        self._write(self.table.title, TextStyle(SONG_BOLD, 20, 9, 1.1, align=Align.CENTRE), Box(*self._title_box()))
        top += TITLE_HEIGHT
        if self.table.subtitle:
            self._write(self.table.subtitle, TextStyle(SONG, 11, 6, align=Align.CENTRE), self._line_box(top))
            top += LINE_HEIGHT
        places = [Align.LEFT, *[Align.CENTRE] * (len(self.table.head) - 2), Align.RIGHT]
        for text, align in zip(self.table.head, places, strict=False):
            self._write(text, TextStyle(SONG, 11, 6, align=align), self._line_box(top))

    def _title_box(self) -> tuple[float, float, float, float]:
        aside = _CODE_SPACE + 2 if self.table.page_code else 0.0
        return LEFT + aside, TOP, self.span - 2 * aside, TITLE_HEIGHT

    def _line_box(self, top: float) -> Box:
        return Box(LEFT, top, self.span, LINE_HEIGHT)

    def _table(self, rows: tuple[PagedRow, ...], *, is_last: bool) -> float:
        """Headings and rows; on the last page the total and the line that closes the register. Returns its bottom."""
        top = y = top_of_table(self.table)
        shown = [self.pages.heading, *rows]
        if is_last and self.pages.total:
            shown.append(self.pages.total)
        edges = [y]
        for row in shown:
            self._row(row, y)
            y += row.height
            edges.append(y)
        self._grid(top, y, edges)
        if is_last and self.table.is_closed:
            y = self._strike_out(y)
        return y

    def _row(self, row: PagedRow, top: float) -> None:
        left = LEFT
        for cell, width in zip(row.cells, self.pages.widths, strict=True):
            if cell.lines:
                self.paper.draw(self.paper.operators_of(_moved(cell.lines, left, top, row.height), _INK))
            left += width

    def _grid(self, top: float, bottom: float, edges: list[float]) -> None:
        verticals = [LEFT]
        for width in self.pages.widths:
            verticals.append(verticals[-1] + width)
        lines = [self._stroke(LEFT, y, LEFT + self.span, y) for y in edges]
        lines += [self._stroke(x, top, x, bottom) for x in verticals]
        outline = self.paper.rectangle(Box(LEFT, top, self.span, bottom - top))
        self.paper.draw("\n".join(["q", colour_operator(_INK, stroke=True), "0.5 w", *lines, "1.1 w", outline, "S Q"]))

    def _strike_out(self, top: float) -> float:
        """The words "blank below" in a line of their own, so that nobody adds a name under the last."""
        box = Box(LEFT, top, self.span, LINE_HEIGHT)
        self._write(word("blank_below"), TextStyle(SONG, 10, 6, align=Align.CENTRE), box)
        self.paper.draw(
            f"q {colour_operator(_INK, stroke=True)} 1.1 w {self.paper.rectangle(box)} S Q",
        )
        return top + LINE_HEIGHT

    def _foot(self, bottom: float, number: int) -> None:
        top = max(bottom + 1.0, self.height - below_table(self.table))
        if self.table.legend:
            self._write(self.table.legend, TextStyle(SONG, 9.5, 6), self._line_box(top))
            top += LINE_HEIGHT
        share = self.span / max(len(self.table.foot), 1)
        for place, label in enumerate(self.table.foot):
            box = Box(LEFT + place * share, top + 2.0, share, LINE_HEIGHT)
            self._write(f"{label}：", TextStyle(SONG, 11, 6), box)
        page = word("page", page=number, pages=len(self.pages.pages))
        box = Box(LEFT, self.height - BOTTOM + 2.0, self.span, LINE_HEIGHT)
        self._write(page, TextStyle(SONG, 9.5, 6, align=Align.CENTRE), box)

    def _page_code(self, code: str) -> None:
        shape = qr.plan((code,), _CODE_SPACE)
        side = shape.side_mm
        right = self.width - RIGHT
        self.paper.draw_symbol(qr.encode(code, shape), Box(right - side, 8.0, side, side))
        words = Box(right - 60.0 - side - 2.0, 8.0, 60.0, 5.0)
        self._write(code, TextStyle(HEI, 7.5, 4, align=Align.RIGHT, one_line=True), words)

    def _watermark(self) -> str:
        """Who took this copy and when, faint and aslant across the sheet."""
        style = TextStyle(HEI, 17, 8, align=Align.CENTRE, stand=Stand.MIDDLE, one_line=True)
        cos, sin = math.cos(math.radians(28)), math.sin(math.radians(28))
        parts = []
        for across, down in ((x, y) for y in (0.2, 0.52, 0.84) for x in (0.27, 0.75)):
            lines = set_text(self.table.watermark, style, Box(-60, self.height - 6, 120, 12))
            x, y = (self.width * across * POINTS_PER_MM, self.height * (1 - down) * POINTS_PER_MM)
            turned = f"q {cos:.4f} {sin:.4f} {-sin:.4f} {cos:.4f} {x:.2f} {y:.2f} cm"
            parts.append("\n".join([turned, self.paper.operators_of(lines, _FAINT), "Q"]))
        return "\n".join(parts)

    def _write(self, text: str, style: TextStyle, box: Box) -> None:
        lines = set_text(text, replace(style, stand=Stand.MIDDLE), box)
        self.paper.draw(self.paper.operators_of(lines, _INK))

    def _stroke(self, x1: float, y1: float, x2: float, y2: float) -> str:
        points = (x1, self.height - y1, x2, self.height - y2)
        return "{:.2f} {:.2f} m {:.2f} {:.2f} l S".format(*(mm * POINTS_PER_MM for mm in points))


def _moved(lines: tuple[Line, ...], left: float, top: float, height: float) -> Iterator[Line]:
    """A cell's lines, in the middle of its height."""
    sizes = [max(run.size for run in line.runs) for line in lines]
    taken = sum(size * 1.25 / POINTS_PER_MM for size in sizes)
    drop = top + (height - taken) / 2
    return (replace(line, x=line.x + left, baseline=line.baseline + drop) for line in lines)
