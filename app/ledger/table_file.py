"""Finding the columns of a small table that a clerk or a machine wrote: a heading row, then a row for each person."""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from app.errors import Refusal
from app.i18n import mark
from app.ledger.importing.reading import read_sheets
from app.ledger.importing.sheets import Cell, Sheet

_SEARCHED_ROWS = 30

Headings = Mapping[str, tuple[str, ...]]


class NoHeadingFound(Refusal):
    """No row of the file names the columns that are needed."""

    code = "no_heading"
    message = mark("In {file} no row was found that heads the columns {columns}.")
    remedy = mark("Write these words above the columns; other columns may stand beside them.")


@dataclass(frozen=True)
class LineProblem:
    """Why a line of a file was not taken."""

    row: int
    code: str
    message: str
    remedy: str = ""


@dataclass(frozen=True)
class TableRow:
    """One filled row below the heading: its number in the file, and its cells by column."""

    number: int
    cells: Mapping[str, Cell]

    def text(self, column: str) -> str:
        """A cell as text in half-width signs; empty if there is nothing."""
        value = self.cells.get(column)
        return "" if value is None else unicodedata.normalize("NFKC", str(value)).strip()


@dataclass(frozen=True)
class Table:
    """A table as read: the columns found, and its rows."""

    columns: tuple[str, ...]
    rows: tuple[TableRow, ...]


def read_table(path: Path, headings: Headings, needed: tuple[tuple[str, ...], ...], words: str) -> Table:
    """The first table whose heading has one column of each group in `needed`; `words` names them to the clerk.

    Raises NoHeadingFound, and what the reader of files refuses.
    """
    for sheet in read_sheets(path):
        for number, cells in enumerate(sheet.rows[:_SEARCHED_ROWS], start=1):
            columns = _columns(cells, headings)
            if all(any(each in columns for each in group) for group in needed):
                return Table(tuple(columns), tuple(_rows(sheet, number, columns)))
    raise NoHeadingFound(file=path.name, columns=words)


def _columns(cells: tuple[Cell, ...], headings: Headings) -> dict[str, int]:
    """The place of each column whose heading is one of its words; the first of two counts."""
    found: dict[str, int] = {}
    for place, cell in enumerate(cells):
        word = _folded(cell)
        for column, words in headings.items():
            if word and column not in found and word in words:
                found[column] = place
    return found


def _rows(sheet: Sheet, heading: int, columns: dict[str, int]) -> Iterator[TableRow]:
    for number, cells in enumerate(sheet.rows[heading:], start=heading + 1):
        row = {column: cells[place] if place < len(cells) else None for column, place in columns.items()}
        if any(value is not None for value in row.values()):
            yield TableRow(number, row)


def _folded(cell: Cell) -> str:
    text = unicodedata.normalize("NFKC", str(cell if cell is not None else "")).casefold()
    return "".join(text.split()).partition("(")[0]
