"""Reading .xlsx and .xls into plain sheets; only ever called in the child process."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineSheet, PasswordError, SheetTypeEnum, SheetVisibleEnum, load_workbook

from app.ledger.importing import prescan
from app.ledger.importing.delimited import read_text_file
from app.ledger.importing.formats import Format, format_of
from app.ledger.importing.limits import Limits
from app.ledger.importing.refusals import DamagedWorkbook, PasswordProtected, TextTooLong, TooManyColumns, TooManyRows
from app.ledger.importing.sheets import Cell, Sheet, Span, column_letter, trimmed

_EXACT = 10**15  # up to here a float of a spreadsheet holds every digit


def read_file(path: Path, limits: Limits) -> list[Sheet]:
    """Every sheet of cells in the file. Raises the refusal that names what is wrong with it."""
    kind = format_of(path)
    if kind is Format.TEXT:
        return [read_text_file(path, limits)]
    hidden = prescan.scan(path, limits) if kind is Format.XLSX else {}
    try:
        return _sheets(path, hidden, limits)
    except PasswordError as error:
        raise PasswordProtected(file=path.name) from error
    except CalamineError as error:
        raise DamagedWorkbook(file=path.name) from error


def _sheets(path: Path, hidden: dict[str, frozenset[int]], limits: Limits) -> list[Sheet]:
    with load_workbook(str(path)) as book:
        return [
            _sheet(
                path.name,
                book.get_sheet_by_name(about.name),
                hidden.get(about.name, frozenset()),
                about.visible is not SheetVisibleEnum.Visible,
                limits,
            )
            for about in book.sheets_metadata
            if about.typ is SheetTypeEnum.WorkSheet
        ]


def _sheet(file: str, sheet: CalamineSheet, hidden_rows: frozenset[int], is_hidden: bool, limits: Limits) -> Sheet:
    _check_size(file, sheet, limits)
    rows = []
    for number, values in enumerate(sheet.to_python(skip_empty_area=False), start=1):
        row = trimmed([_cell(value) for value in values])
        _check_texts(file, sheet.name, number, row, limits)
        rows.append(row)
    merged = _merged(file, sheet, len(rows), max(map(len, rows), default=0))
    return Sheet(sheet.name, tuple(rows), merged, hidden_rows, is_hidden)


def _merged(file: str, sheet: CalamineSheet, height: int, width: int) -> tuple[Span, ...]:
    """The merged ranges within what is filled; ranges that overlap are no spreadsheet program's work."""
    corners = sheet.merged_cell_ranges or []
    spans = [
        Span(top + 1, left + 1, min(bottom + 1, height), min(right + 1, width))
        for (top, left), (bottom, right) in corners
        if top < height and left < width
    ]
    if sum((s.last_row - s.first_row + 1) * (s.last_column - s.first_column + 1) for s in spans) > height * width:
        raise DamagedWorkbook(file=file)
    return tuple(spans)


def _check_size(file: str, sheet: CalamineSheet, limits: Limits) -> None:
    if sheet.end is None:
        return
    row, column = sheet.end[0] + 1, sheet.end[1] + 1
    if row > limits.rows:
        raise TooManyRows(file=file, sheet=sheet.name, row=row, limit=limits.rows)
    if column > limits.columns:
        raise TooManyColumns(file=file, sheet=sheet.name, column=column_letter(column), row=row, limit=limits.columns)


def _check_texts(file: str, sheet: str, number: int, row: tuple[Cell, ...], limits: Limits) -> None:
    for column, cell in enumerate(row, start=1):
        if isinstance(cell, str) and len(cell) > limits.text:
            raise TextTooLong(file=file, sheet=sheet, column=column_letter(column), row=number, limit=limits.text)


def _cell(value: Any) -> Cell:
    """A plain cell: whole numbers as integers while they are exact, a moment as its day, a span of time as text."""
    if isinstance(value, str):
        return value if value.strip() else None
    if isinstance(value, float) and value.is_integer() and abs(value) < _EXACT:
        return int(value)
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, bool | int | float | date) or value is None:
        return value
    return str(value)
