"""Registers as spreadsheets: every cell is text, as it is in the ledger, ready to be printed or read by a system."""

from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

import xlsxwriter

from app.documents.alignment import Align
from app.documents.atomic_file import whole_file
from app.documents.paper_words import word
from app.documents.registers import ColumnKind, PageShape, RegisterTable
from app.errors import Refusal
from app.i18n import mark

_CELL_LIMIT = 32_767
_SHEET_NAME_LIMIT = 31
_HEADER_LIMIT = 250
_MM_PER_CHARACTER = 1.95
_PAPER_CODE = {PageShape.A4_LANDSCAPE: 9, PageShape.A4_PORTRAIT: 9, PageShape.A3_LANDSCAPE: 8}


class CellTooLongForSpreadsheet(Refusal):
    """A cell holds more than a spreadsheet can."""

    code = "cell_too_long_for_spreadsheet"
    message = mark("Row {row}: a text of {length} characters is longer than a spreadsheet cell can be.")
    remedy = mark("Shorten it.")


def render(table: RegisterTable, out: BinaryIO | Path) -> None:
    """Write a register as .xlsx; the same table gives the same bytes. Raises CellTooLongForSpreadsheet, DiskFull."""
    _refuse_long_cells(table)
    if isinstance(out, Path):
        with whole_file(out) as stream:
            _write(table, stream)
    else:
        _write(table, out)


def _refuse_long_cells(table: RegisterTable) -> None:
    for number, row in enumerate(table.rows, 1):
        longest = max((len(text) for text in row), default=0)
        if longest > _CELL_LIMIT:
            raise CellTooLongForSpreadsheet(row=number, length=longest)


def _write(table: RegisterTable, stream: BinaryIO) -> None:
    # in_memory: its temporary files would be plain copies of ID numbers on the disk.
    with xlsxwriter.Workbook(
        stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        book.set_properties({"title": table.title, "created": datetime(2000, 1, 1)})
        sheet = book.add_worksheet(_sheet_name(table.title))
        first = _head(book, sheet, table)
        _heading(book, sheet, table, first)
        last = _body(book, sheet, table, first + 1)
        _below(book, sheet, table, last)
        _set_up_page(sheet, table, first)


def _sheet_name(title: str) -> str:
    clean = "".join("-" if sign in "[]:*?/\\" else sign for sign in title).strip("'")
    return clean[:_SHEET_NAME_LIMIT] or "Sheet1"


def _head(book: Any, sheet: Any, table: RegisterTable) -> int:
    """Title, subtitle and head; returns the row of the headings."""
    last = len(table.columns) - 1
    title = book.add_format({"bold": True, "font_size": 18, "align": "center", "valign": "vcenter"})
    _merge(sheet, (0, 0, 0, last), table.title, title)
    sheet.set_row(0, 30)
    row = 1
    if table.subtitle:
        _merge(sheet, (row, 0, row, last), table.subtitle, book.add_format({"align": "center"}))
        row += 1
    if table.head:
        middle = last // 2
        _merge(sheet, (row, 0, row, middle), table.head[0], book.add_format({"align": "left"}))
        if last > middle:
            rest = "　".join(table.head[1:])
            _merge(sheet, (row, middle + 1, row, last), rest, book.add_format({"align": "right"}))
        row += 1
    return row


def _merge(sheet: Any, area: tuple[int, int, int, int], text: str, look: Any) -> None:
    """Text across cells, written as a string whatever it begins with."""
    if area[:2] != area[2:]:
        sheet.merge_range(*area, "", look)
    sheet.write_string(area[0], area[1], text, look)


def _heading(book: Any, sheet: Any, table: RegisterTable, row: int) -> None:
    look = book.add_format(
        {"bold": True, "border": 1, "align": "center", "valign": "vcenter", "text_wrap": True, "bg_color": "#EDEDED"}
    )
    width_mm = table.page.size_mm[0] - 40
    whole = sum(column.weight for column in table.columns)
    for place, column in enumerate(table.columns):
        sheet.set_column(place, place, max(width_mm * column.weight / whole / _MM_PER_CHARACTER, 4))
        sheet.write_string(row, place, column.title, look)


def _body(book: Any, sheet: Any, table: RegisterTable, row: int) -> int:
    """All rows and the total; returns the row after them."""
    looks = [
        book.add_format(
            {
                "num_format": "@",
                "border": 1,
                "valign": "vcenter",
                "align": "left" if column.align is Align.LEFT else "right" if column.align is Align.RIGHT else "center",
                "text_wrap": column.kind is not ColumnKind.CODE,
            }
        )
        for column in table.columns
    ]
    for texts in (*table.rows, *((table.total,) if table.total else ())):
        for place, text in enumerate(texts):
            _write_text(sheet, row, place, text, looks[place])
        row += 1
    return row


def _write_text(sheet: Any, row: int, place: int, text: str, look: Any) -> None:
    if text:
        sheet.write_string(row, place, text, look)
    else:
        # An empty string would be a cell that counts as filled in.
        sheet.write_blank(row, place, None, look)


def _below(book: Any, sheet: Any, table: RegisterTable, row: int) -> None:
    last = len(table.columns) - 1
    if table.legend:
        _merge(sheet, (row, 0, row, last), table.legend, book.add_format({"align": "left"}))
        row += 1
    if table.foot:
        signatures = "　　　　　　　　".join(f"{label}：" for label in table.foot)
        _merge(sheet, (row + 1, 0, row + 1, last), signatures, book.add_format({"align": "left"}))


def _set_up_page(sheet: Any, table: RegisterTable, heading: int) -> None:
    sheet.freeze_panes(heading + 1, 0)
    sheet.repeat_rows(0, heading)
    sheet.set_paper(_PAPER_CODE[table.page])
    if table.page is not PageShape.A4_PORTRAIT:
        sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.8, right=0.5, top=0.7, bottom=0.6)
    sheet.set_footer("&C" + word("excel_page"))
    if table.watermark:
        # & begins a command in headers, and the whole header may hold 255 characters.
        sheet.set_header("&R&8&K999999" + table.watermark.replace("&", "&&")[:_HEADER_LIMIT])
