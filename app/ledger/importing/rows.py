"""Telling people from the other rows of a roster: totals, signatures, notes, headings again, blank lines."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, cached_property

from app.i18n import mark
from app.ledger.importing.columns import Column, is_number_like
from app.ledger.importing.heading_words import fold, sign_set, word_set
from app.ledger.importing.sheets import Cell
from app.ledger.importing.tables import Table

_OWN_ONLY = ("name", "id_number", "serial")
_PERSONAL = frozenset({"name", "former_name", "id_number", "disability_number", "phone", "birth_date"})
_DATE_LINE = re.compile(r"(\d{2,4}|[_ ]*)年(\d{1,2}|[_ ]*)月(\d{1,2}|[_ ]*)日?")
_COUNT = re.compile(r"共?\d{1,5}[人名户]?")
_COLUMN_NUMBER = re.compile(r"\(?\d{1,2}\)?|[甲乙丙丁]")


class RowKind(StrEnum):
    """What a row of a roster is."""

    PERSON = "person"
    BLANK = "blank"
    HEADING = "heading"
    COLUMN_NUMBERS = "column_numbers"
    TITLE = "title"
    TOTAL = "total"
    SIGNATURE = "signature"
    NOTE = "note"
    EXAMPLE = "example"
    CONTINUED = "continued"
    UNFILLED = "unfilled"


WHY_SKIPPED = {
    RowKind.HEADING: mark("the heading again"),
    RowKind.COLUMN_NUMBERS: mark("the numbers of the columns"),
    RowKind.TITLE: mark("a title or group line"),
    RowKind.TOTAL: mark("a total"),
    RowKind.SIGNATURE: mark("a line for signatures"),
    RowKind.NOTE: mark("a note"),
    RowKind.EXAMPLE: mark("an example"),
    RowKind.CONTINUED: mark("belongs to the person above"),
    RowKind.UNFILLED: mark("a numbered line without a person"),
}


@dataclass(frozen=True)
class SkippedRow:
    """A row that was passed over, and as what."""

    sheet: str
    row: int
    kind: RowKind


@dataclass(frozen=True)
class PersonRow:
    """One person as written: the cells of the columns that are read, merged cells and 同上 filled in."""

    table: Table
    number: int
    cells: tuple[tuple[Column, Cell], ...]

    @property
    def is_hidden(self) -> bool:
        """True for a row the sender hid or filtered out."""
        return self.number in self.table.grid.sheet.hidden_rows

    @cached_property
    def by_field(self) -> dict[str, list[tuple[Column, Cell]]]:
        """The filled cells of each field."""
        found: dict[str, list[tuple[Column, Cell]]] = {}
        for column, cell in self.cells:
            found.setdefault(column.field, []).append((column, cell))
        return found

    @cached_property
    def by_column(self) -> dict[int, Cell]:
        """The filled cells by the numbers of their columns."""
        return {column.number: cell for column, cell in self.cells}

    def cell(self, field: str) -> Cell:
        """What stands in the first filled column of a field."""
        return self.by_field[field][0][1] if field in self.by_field else None

    def column(self, field: str) -> Column | None:
        """The first filled column of a field, or the one where it should stand."""
        if field in self.by_field:
            return self.by_field[field][0][0]
        return next(iter(self.table.columns.holding(field)), None)


def rows_of(table: Table, numbers: Iterable[int] = ()) -> tuple[list[PersonRow], list[SkippedRow]]:
    """The people of a roster in their order, and what was passed over between them.

    Of these rows alone, if some are named: right only where no row refers to the one above it (`has_dittos`).
    """
    people: list[PersonRow] = []
    skipped: list[SkippedRow] = []
    above: dict[int, Cell] = {}
    judge = RowJudge(table)
    for number in numbers or range(table.first_row, table.last_row + 1):
        kind = judge.kind_of(number)
        if kind is RowKind.PERSON:
            people.append(_person(table, number, above))
        elif kind is not RowKind.BLANK:
            skipped.append(SkippedRow(table.sheet, number, kind))
    return people, skipped


def has_dittos(table: Table) -> bool:
    """True if a row of this roster says 同上 or the like of another."""
    signs, cells = sign_set("dittos"), table.grid.sheet.rows[table.first_row - 1 : table.last_row]
    return any(isinstance(cell, str) and cell.strip() in signs for row in cells for cell in row)


def _person(table: Table, number: int, above: dict[int, Cell]) -> PersonRow:
    cells = []
    for column in table.columns.used():
        cell = _meant(table, number, column, above)
        above[column.number] = cell
        if cell is not None:
            cells.append((column, cell))
    return PersonRow(table, number, tuple(cells))


def _meant(table: Table, number: int, column: Column, above: dict[int, Cell]) -> Cell:
    own_only = column.field in _OWN_ONLY
    cell = table.grid.own(number, column.number) if own_only else table.grid.shown(number, column.number)
    if not isinstance(cell, str):
        return cell
    text = cell.strip()
    if text in sign_set("dittos") and column.field not in _OWN_ONLY:
        return above.get(column.number)
    return None if text.casefold() in sign_set("nothings") else cell


class RowJudge:
    """Judges the rows of one table."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._grid = table.grid
        self._range = range(table.first_column, table.last_column + 1)
        self._nothings = sign_set("nothings")
        self._fields = {column.number: column.field for column in table.columns.columns}
        self._headings = {self._line(self._own(row)) for row in table.heading.rows if row}
        self._openings = {line[0] for line in self._headings if line}
        self._above = {text for row in range(1, table.heading.first_row) for text in self._line(self._own(row))}

    def kind_of(self, row: int) -> RowKind:
        """What this row is."""
        own = self._own(row)
        if not own:
            return RowKind.BLANK
        if self._is_heading(own):
            return RowKind.HEADING
        text = self._opening(own)
        if text.split(":")[0].rstrip("0123456789") in word_set("examples"):
            return RowKind.EXAMPLE
        if any(self._fields.get(column) == "id_number" and is_number_like(cell) for column, cell in own.items()):
            return RowKind.PERSON
        return _kind_by_text(text, has_name=self._has_name(own)) or self._kind_by_cells(row, own)

    def _own(self, row: int) -> dict[int, Cell]:
        cells = self._grid.sheet.row(row)[self._range.start - 1 : self._range.stop - 1]
        return {
            column: cell
            for column, cell in enumerate(cells, start=self._range.start)
            if cell is not None and not (isinstance(cell, str) and cell.strip().casefold() in self._nothings)
        }

    def _line(self, own: dict[int, Cell]) -> tuple[str, ...]:
        return tuple(fold(cell) for cell in own.values())

    def _is_heading(self, own: dict[int, Cell]) -> bool:
        first = next(iter(own.values()))
        return isinstance(first, str) and fold(first) in self._openings and self._line(own) in self._headings

    def _opening(self, own: dict[int, Cell]) -> str:
        """The first words of the row, the running number passed over."""
        texts = (cell for cell in own.values() if isinstance(cell, str) and not cell.strip().isdecimal())
        return _plain(next(texts, ""))

    def _has_name(self, own: dict[int, Cell]) -> bool:
        """True if somebody's name stands where names stand, and not the opening words or a count."""
        names = [_plain(cell) for column, cell in own.items() if self._fields.get(column) == "name"]
        return any(
            name != self._opening(own) and not _COUNT.fullmatch(name) and not _kind_by_text(name, has_name=False)
            for name in names
        )

    def _kind_by_cells(self, row: int, own: dict[int, Cell]) -> RowKind:
        filled = {self._fields.get(column, "") for column in own}
        names = [cell for column, cell in own.items() if self._fields.get(column) == "name"]
        if names and _COLUMN_NUMBER.fullmatch(_plain(names[0])):
            return RowKind.COLUMN_NUMBERS
        if not filled & {"name", "id_number"} and self._continues(row):
            return RowKind.CONTINUED
        if self._is_title(row, own):
            return RowKind.TITLE
        return RowKind.PERSON if filled & _PERSONAL else RowKind.UNFILLED

    def _is_title(self, row: int, own: dict[int, Cell]) -> bool:
        """One entry alone: across merged cells, outside the names, or worded like a title."""
        if len(own) > 1:
            return False
        column, cell = next(iter(own.items()))
        if not isinstance(cell, str):
            return False
        if self._grid.width_of(row, column) > 1 or self._fields.get(column) not in _PERSONAL:
            return True
        text = fold(cell)
        is_place = len(text) >= 3 and text.endswith(tuple(word_set("place_endings")))
        return is_place or text in self._above or len(text) > 25 or any(word in text for word in word_set("titles"))

    def _continues(self, row: int) -> bool:
        name_columns = self._table.columns.holding("name")
        return any(self._grid.is_continued(row, column.number) for column in name_columns)


def _plain(cell: Cell) -> str:
    return "".join(unicodedata.normalize("NFKC", str(cell)).split())


def _kind_by_text(text: str, *, has_name: bool) -> RowKind | None:
    """What the opening words make of a row; beside a name only words that can mean nothing else count."""
    if len(text) <= 12 and any(word in text for word in word_set("endings")):
        return RowKind.NOTE
    if len(text) <= 30 and any(word in text for word in word_set("totals")):
        return RowKind.TOTAL
    ends = "" if has_name else "|$"
    if _label_line("signatures", ends).match(text) or (not has_name and _DATE_LINE.fullmatch(text)):
        return RowKind.SIGNATURE
    return RowKind.NOTE if _label_line("notes", ends).match(text) else None


@cache
def _label_line(name: str, ends: str) -> re.Pattern[str]:
    """A label with its colon and whatever follows; or a label alone, if that may end it."""
    labels = "|".join(sorted(map(re.escape, word_set(name)), key=len, reverse=True))
    return re.compile(rf"(?:{labels})(?:\([^)]*\))?\d?(?:[:._、]{ends})")
