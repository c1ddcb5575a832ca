"""What the clerk typed over a sender's cells: laid over the sheets as read, the file itself stays as it was."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from app.errors import Refusal
from app.i18n import mark
from app.ledger.importing.grid import Grid
from app.ledger.importing.sheets import Cell, Sheet, column_letter, trimmed
from app.ledger.importing.tables import Table
from app.models.id_text import SIGNIFICANT_DIGITS

CellKey = tuple[str, int, int]  # sheet, row, column
Edits = Mapping[CellKey, str]


class NoSuchCell(Refusal):
    """A cell was typed over that belongs to no person of the rosters."""

    code = "no_such_cell"
    message = mark("Cell {column}{row} of sheet {sheet} is in no roster of this file, so nothing was typed into it.")
    remedy = mark("Type into a row of the roster.")


def text_of(cell: Cell) -> str:
    """A cell as the clerk reads it and may type over it."""
    if isinstance(cell, float) and abs(cell) >= 10**SIGNIFICANT_DIGITS:
        return f"{cell:.14E}"  # as long as a spreadsheet holds digits; those behind would be made up
    if isinstance(cell, date):
        return cell.isoformat()
    return "" if cell is None else str(cell)


def typed_over(sheet: Sheet, cells: Mapping[tuple[int, int], str]) -> Sheet:
    """The sheet with these texts in its cells, and what stood there before; blank text empties a cell."""
    rows: dict[int, list[Cell]] = {row: list(sheet.row(row)) for row, _ in cells}
    for (row, column), text in cells.items():
        rows[row] += [None] * (column - len(rows[row]))
        rows[row][column - 1] = text if text.strip() else None
    now = tuple(trimmed(rows[at]) if at in rows else row for at, row in enumerate(sheet.rows, start=1))
    return replace(sheet, rows=now, typed_over={cell: sheet.cell(*cell) for cell in cells})


def tables_with(tables: tuple[Table, ...], edits: Edits) -> tuple[Table, ...]:
    """The rosters as found in the sender's file, their people's cells typed over. Raises NoSuchCell.

    Headings and columns stay those of the file: what is typed into a row never changes how the roster is understood.
    """
    for sheet, row, column in edits:
        if not any(_holds(table, sheet, row, column) for table in tables):
            raise NoSuchCell(sheet=sheet, row=row, column=column_letter(column))
    grids = dict(_grids(tables, edits))
    return tuple(replace(table, grid=grids.get(table.sheet, table.grid)) for table in tables)


def _grids(tables: tuple[Table, ...], edits: Edits) -> Iterator[tuple[str, Grid]]:
    by_sheet: dict[str, dict[tuple[int, int], str]] = defaultdict(dict)
    for (sheet, row, column), text in edits.items():
        by_sheet[sheet][row, column] = text
    sheets = {table.sheet: table.grid.sheet for table in tables}
    for name, cells in by_sheet.items():
        yield name, Grid(typed_over(sheets[name], cells))


def _holds(table: Table, sheet: str, row: int, column: int) -> bool:
    return table.sheet == sheet and table.first_row <= row <= table.last_row and 0 < column <= table.grid.width
