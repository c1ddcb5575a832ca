"""What the reader hands over: sheets of plain cells, counted from 1 as the clerk sees them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

Cell = str | int | float | bool | date | None


@dataclass(frozen=True)
class Span:
    """A rectangle of merged cells, corners included."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


@dataclass(frozen=True)
class Sheet:
    """One sheet: `rows[0]` is row 1, each as wide as its last filled cell.

    `typed_over` holds what the sender had written where the clerk typed something else.
    """

    name: str
    rows: tuple[tuple[Cell, ...], ...]
    merged: tuple[Span, ...] = ()
    hidden_rows: frozenset[int] = field(default_factory=frozenset)
    is_hidden: bool = False
    typed_over: Mapping[tuple[int, int], Cell] = field(default_factory=dict)

    def row(self, number: int) -> tuple[Cell, ...]:
        """The cells of a row; none outside the sheet."""
        return self.rows[number - 1] if 1 <= number <= len(self.rows) else ()

    def cell(self, row: int, column: int) -> Cell:
        """What stands in a cell; None where nothing does."""
        cells = self.row(row)
        return cells[column - 1] if 1 <= column <= len(cells) else None

    @property
    def width(self) -> int:
        """The number of the last column that holds something or is merged."""
        return max((*map(len, self.rows), *(span.last_column for span in self.merged)), default=0)


def column_letter(column: int) -> str:
    """1 is A, 27 is AA."""
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """A is 1, AA is 27; 0 for what is no column's letters."""
    number = 0
    for letter in letters.strip().upper():
        if not "A" <= letter <= "Z":
            return 0
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def trimmed(cells: list[Cell]) -> tuple[Cell, ...]:
    """The cells up to the last one that holds something."""
    end = len(cells)
    while end and cells[end - 1] is None:
        end -= 1
    return tuple(cells[:end])


def to_plain(sheet: Sheet) -> dict[str, Any]:
    """The sheet as JSON can carry it: a date becomes a list of its ISO text."""
    return {
        "name": sheet.name,
        "rows": [[[c.isoformat()] if isinstance(c, date) else c for c in row] for row in sheet.rows],
        "merged": [[s.first_row, s.first_column, s.last_row, s.last_column] for s in sheet.merged],
        "hidden_rows": sorted(sheet.hidden_rows),
        "is_hidden": sheet.is_hidden,
    }


def from_plain(plain: dict[str, Any]) -> Sheet:
    """The sheet again from its plain form."""
    return Sheet(
        name=plain["name"],
        rows=tuple(tuple(_cells(row)) for row in plain["rows"]),
        merged=tuple(Span(*corners) for corners in plain["merged"]),
        hidden_rows=frozenset(plain["hidden_rows"]),
        is_hidden=plain["is_hidden"],
    )


def _cells(row: list[Any]) -> Iterator[Cell]:
    return (date.fromisoformat(cell[0]) if isinstance(cell, list) else cell for cell in row)
