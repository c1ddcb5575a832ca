"""Which column holds what: read from the heading, checked against the cells, corrected by the clerk, remembered."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.ledger.importing.grid import Grid
from app.ledger.importing.heading_words import FLAG, NEVER, fields, fold, is_field, label_of, words
from app.ledger.importing.headings import Heading, HeadingCell
from app.ledger.importing.refusals import UnknownColumnChoice
from app.ledger.importing.sheets import Cell, column_letter, column_number

LEFT_OUT = ""
_SEVERAL = ("course_wish", "categories", "note")
_SAMPLE = 200
_ID_LIKE = re.compile(r"[1-9]\d{14}(\d{2}[\dX](\d{2}(B\d)?)?)?")
_PHONE_LIKE = re.compile(r"(\+?86)?1[3-9]\d{9}")


class Basis(StrEnum):
    """Why a column is taken for what it is."""

    HEADING = "heading"
    CONTENT = "content"
    CHOSEN = "chosen"
    REMEMBERED = "remembered"


@dataclass(frozen=True)
class Column:
    """One column of a roster: its number, the heading above it, the field it holds ("" = left out)."""

    number: int
    heading: str
    field: str
    basis: Basis = Basis.HEADING

    @property
    def letter(self) -> str:
        """The letter the clerk knows it by."""
        return column_letter(self.number)


@dataclass(frozen=True)
class ColumnMap:
    """The columns of one roster, from left to right."""

    columns: tuple[Column, ...]

    def holding(self, field: str) -> tuple[Column, ...]:
        """The columns that hold a field."""
        return tuple(column for column in self.columns if column.field == field)

    def used(self) -> tuple[Column, ...]:
        """The columns that are read."""
        return tuple(column for column in self.columns if column.field != LEFT_OUT)

    def to_plain(self) -> dict[str, str]:
        """Field by column letter, as it is shown and remembered."""
        return {column.letter: column.field for column in self.used()}


def choose_columns(
    grid: Grid,
    heading: Heading,
    people: range,
    choices: Mapping[str, str],
    remembered: Mapping[str, str] | None,
) -> ColumnMap:
    """The columns of the roster below a heading; what the clerk chose goes before what was remembered or guessed."""
    columns = {cell.column: Column(cell.column, cell.text, LEFT_OUT) for cell in heading.cells}
    chosen = _chosen(grid, heading.cells, choices)
    if remembered is not None:
        known = {column_number(letter): field for letter, field in remembered.items() if is_field(field)}
        _put(columns, known, Basis.REMEMBERED)
    else:
        _put(columns, _by_heading(heading.cells), Basis.HEADING)
        _put(columns, _by_content(grid, people, columns, set(chosen)), Basis.CONTENT)
    _put(columns, chosen, Basis.CHOSEN)
    return ColumnMap(tuple(columns[number] for number in sorted(columns)))


def check_choices(grids: Iterable[Grid], cells: Iterable[HeadingCell], choices: Mapping[str, str]) -> None:
    """Refuse a choice whose field is unknown, or whose column is on no sheet."""
    known_fields = "、".join(map(label_of, fields()))
    sheets, headings = {grid.name: grid.width for grid in grids}, list(cells)
    for key, field in choices.items():
        sheet, letters = _place(key)
        width = max((width for name, width in sheets.items() if sheet in ("", name)), default=0)
        is_there = 0 < column_number(letters) <= width or any(fold(cell.text) == fold(key) for cell in headings)
        if not is_there or not (field == LEFT_OUT or is_field(field)):
            raise UnknownColumnChoice(
                choice=f"{key}={label_of(field) if is_field(field) else field}", fields=known_fields
            )


def _put(columns: dict[int, Column], found: Mapping[int, str], basis: Basis) -> None:
    """Give columns their fields; a field of one column is taken from the one that had it before."""
    for number, field in found.items():
        for other in columns.values():
            if other.field == field and field not in _SEVERAL and other.number not in found:
                columns[other.number] = Column(other.number, other.heading, LEFT_OUT, basis)
        heading = columns[number].heading if number in columns else ""
        columns[number] = Column(number, heading, field, basis)


def _by_heading(cells: tuple[HeadingCell, ...]) -> dict[int, str]:
    """Of two columns with the same meaning the plainer heading wins, then the left one."""
    found: dict[int, str] = {}
    meant = [(cell.column, cell.meaning) for cell in cells if cell.meaning and cell.meaning.field != NEVER]
    name = next((column for column, meaning in meant if meaning.field == "name" and meaning.is_exact), 0)
    # The number left of the name is somebody else's where there is another one right of it.
    meant.sort(key=lambda pair: (not pair[1].is_exact, pair[1].field == "id_number" and pair[0] < name, pair[0]))
    for column, meaning in meant:
        if meaning.field in _SEVERAL or meaning.field.startswith(FLAG) or meaning.field not in found.values():
            found[column] = meaning.field
    return found


def _by_content(grid: Grid, people: range, columns: Mapping[int, Column], chosen: set[int]) -> dict[int, str]:
    """An ID number is known by its looks where the heading does not say, or says it of an unlike column."""
    found: dict[int, str] = {}
    for field, pattern in (("id_number", _ID_LIKE), ("phone", _PHONE_LIKE)):
        shares = {
            number: _share(grid, people, number, pattern)
            for number, column in columns.items()
            if not _is_never(column.heading) and number not in chosen
        }
        now = next((number for number, column in columns.items() if column.field == field), 0)
        free = {n: share for n, share in shares.items() if columns[n].field in (LEFT_OUT, field) and share >= 0.6}
        best = max(free, key=lambda number: free[number], default=0)
        if best and best != now and shares.get(now, 0.0) < 0.2:
            found[best] = field
    return found


def _is_never(heading: str) -> bool:
    """Bank accounts are not read, and the numbers of relatives and helpers are not the trainee's."""
    return any(word in fold(heading) for word in (*words()["never"], *words()["not_the_trainee"]))


def _share(grid: Grid, people: range, column: int, pattern: re.Pattern[str]) -> float:
    cells = [cell for row in people[:_SAMPLE] if (cell := grid.own(row, column)) is not None]
    return sum(_is_like(cell, pattern) for cell in cells) / len(cells) if cells else 0.0


def _is_like(cell: Cell, pattern: re.Pattern[str]) -> bool:
    if isinstance(cell, float) and cell >= 1e15:
        return pattern is _ID_LIKE
    written = "".join(unicodedata.normalize("NFKC", str(cell)).upper().split()).strip("'’‘`-")
    return pattern.fullmatch(written.replace("-", "")) is not None


def is_number_like(cell: Cell) -> bool:
    """True for what was meant as an ID number, sound or not."""
    if isinstance(cell, bool) or cell is None:
        return False
    if isinstance(cell, int | float):
        return abs(cell) >= 1e13
    text = "".join(unicodedata.normalize("NFKC", str(cell)).split())
    signs = sum(sign.isascii() and sign.isalnum() for sign in text)
    return signs >= 8 and signs * 2 > len(text)


def _chosen(grid: Grid, cells: tuple[HeadingCell, ...], choices: Mapping[str, str]) -> dict[int, str]:
    found: dict[int, str] = {}
    for key, field in choices.items():
        sheet, letters = _place(key)
        named = [cell.column for cell in cells if fold(cell.text) == fold(key)]
        number = column_number(letters)
        if not named and sheet in ("", grid.name) and 0 < number <= grid.width:
            named = [number]
        found.update(dict.fromkeys(named, field))
    return found


def _place(key: str) -> tuple[str, str]:
    """A choice may name a sheet: 马街村!C."""
    sheet, _, letters = key.rpartition("!")
    return sheet, letters
