"""Writing the sender's own file back with red cells and a column of reasons; only ever called in the child process."""

import zipfile
from collections.abc import Mapping
from copy import copy
from pathlib import Path
from typing import Any

from app.ledger.importing import prescan
from app.ledger.importing.formats import Format, format_of
from app.ledger.importing.limits import Limits
from app.ledger.importing.refusals import ErrorWorkbookNotWritten

_FILLS = {"block": "FFFF9999", "warn": "FFFFE699", "ask": "FFFFE699"}
_REASON_WIDTH = 60


def write_marked(path: Path, out: Path, marks: Mapping[str, Any], limits: Limits) -> None:
    """Write a copy of the file as .xlsx with the marks in it; formulas are written as the values they had.

    Raises ErrorWorkbookNotWritten, as on a full disk.
    """
    book = _own_book(path) if _keeps_its_looks(path, limits) else _book_of_cells(path, limits)
    for name, sheet_marks in marks.items():
        _mark_sheet(book[name] if name in book.sheetnames else book.active, sheet_marks)
    try:
        book.save(out)
    except OSError as error:
        raise ErrorWorkbookNotWritten(file=out.name) from error


def _keeps_its_looks(path: Path, limits: Limits) -> bool:
    """True for an .xlsx that openpyxl can take in and write again within the limits."""
    if format_of(path) is not Format.XLSX:
        return False
    prescan.scan(path, limits)
    with zipfile.ZipFile(path) as archive:
        return sum(part.file_size for part in archive.infolist()) <= limits.rewritten


def _own_book(path: Path) -> Any:
    from openpyxl import load_workbook

    _insist_on_safe_xml()
    # By its open file, not by its name: openpyxl goes by the ending, and senders rename.
    with path.open("rb") as file:
        return load_workbook(file, data_only=True, keep_vba=False, keep_links=False)


def _insist_on_safe_xml() -> None:
    """Openpyxl uses defusedxml where it finds it, and says nothing where it does not."""
    from openpyxl.xml import DEFUSEDXML

    if not DEFUSEDXML:
        raise ImportError("defusedxml")


def _book_of_cells(path: Path, limits: Limits) -> Any:
    """A new workbook with the same sheets, cells and merged ranges."""
    from openpyxl import Workbook

    from app.ledger.importing.workbooks import read_file

    book = Workbook()
    book.remove(book.active)
    for sheet in read_file(path, limits):
        made = book.create_sheet(_title(sheet.name, book.sheetnames))
        for row, cells in enumerate(sheet.rows, start=1):
            for column, value in enumerate(cells, start=1):
                _write(made.cell(row, column), value)
        for span in sheet.merged:
            made.merge_cells(None, span.first_row, span.first_column, span.last_row, span.last_column)
        made.sheet_state = "hidden" if sheet.is_hidden else "visible"
    return book


def _title(name: str, taken: list[str]) -> str:
    """A sheet's name as .xlsx allows it."""
    plain = "".join("_" if sign in "[]:*?/\\" else sign for sign in name)[:31] or "Sheet"
    return plain if plain not in taken else f"{plain[:28]}_{len(taken)}"


def _write(cell: Any, value: Any) -> None:
    """Text stays text: what begins with = is no formula here."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    if isinstance(value, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)
        cell.data_type = "s"
        cell.number_format = "@"
    elif value is not None:
        cell.value = value


def _mark_sheet(sheet: Any, marks: Mapping[str, Any]) -> None:
    for column in marks["text_columns"]:
        for row in range(marks["first_row"], marks["last_row"] + 1):
            _anchor(sheet, row, column).number_format = "@"
    for row, column, severity in marks["cells"]:
        _fill(_anchor(sheet, row, column), severity)
    if marks["reasons"]:
        _write_reasons(sheet, marks)


def _anchor(sheet: Any, row: int, column: int) -> Any:
    """The cell itself, or the corner of the merged cells it belongs to."""
    from openpyxl.cell.cell import MergedCell

    cell = sheet.cell(row, column)
    if not isinstance(cell, MergedCell):
        return cell
    span = next(span for span in sheet.merged_cells.ranges if cell.coordinate in span)
    return sheet.cell(span.min_row, span.min_col)


def _fill(cell: Any, severity: str) -> None:
    from openpyxl.styles import PatternFill

    cell.fill = PatternFill("solid", start_color=_FILLS[severity], end_color=_FILLS[severity])


def _write_reasons(sheet: Any, marks: Mapping[str, Any]) -> None:
    from openpyxl.styles import Alignment
    from openpyxl.utils import get_column_letter

    column = _free_column(sheet, marks)
    heading = _anchor(sheet, max(marks["heading_row"], 1), column)
    if marks["heading_row"]:
        _write(heading, marks["heading"])
        _dress_like(heading, sheet.cell(marks["heading_row"], max(column - 1, 1)))
    for row, text, severity in marks["reasons"]:
        cell = _anchor(sheet, row, column)
        _write(cell, text)
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        _fill(cell, severity)
    sheet.column_dimensions[get_column_letter(column)].width = _REASON_WIDTH


def _free_column(sheet: Any, marks: Mapping[str, Any]) -> int:
    """The column of an earlier round of reasons, emptied; else the first one right of everything."""
    for column in range(1, marks["width"] + 1):
        if marks["heading_row"] and sheet.cell(marks["heading_row"], column).value == marks["heading"]:
            for row in range(marks["first_row"], marks["last_row"] + 1):
                _write_empty(_anchor(sheet, row, column))
            return column
    spans = [span.max_col for span in sheet.merged_cells.ranges if span.max_col <= 200]
    return int(max(marks["width"], *spans) if spans else marks["width"]) + 1


def _write_empty(cell: Any) -> None:
    from openpyxl.styles import PatternFill

    cell.value, cell.fill = None, PatternFill()


def _dress_like(cell: Any, model: Any) -> None:
    cell.font, cell.border, cell.fill = copy(model.font), copy(model.border), copy(model.fill)
    cell.alignment = copy(model.alignment)
