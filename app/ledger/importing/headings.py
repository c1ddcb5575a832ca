"""Finding the heading of a roster under titles, in one line or in several, merged or not."""

import hashlib
import re
from collections.abc import Container, Iterable
from dataclasses import dataclass
from functools import cached_property

from app.ledger.importing.grid import Grid
from app.ledger.importing.heading_words import FLAG, Meaning, fold, meaning, words

_DEEPEST = 3
_SEARCHED_ROWS = 60
_TITLE_SIGNS = re.compile(r"[:：\d_]")
_WEIGHTLESS = ("serial", "note")


@dataclass(frozen=True)
class HeadingCell:
    """One column's heading: its lines joined, and what it means."""

    column: int
    text: str
    meaning: Meaning | None


@dataclass(frozen=True)
class Heading:
    """The rows of a heading and its columns."""

    first_row: int
    last_row: int
    cells: tuple[HeadingCell, ...]

    @property
    def rows(self) -> tuple[int, ...]:
        """The numbers of its rows."""
        return tuple(range(self.first_row, self.last_row + 1))

    @property
    def fields(self) -> frozenset[str]:
        """The fields that count towards being a heading."""
        return frozenset(cell.meaning.field for cell in self.cells if cell.meaning) - set(_WEIGHTLESS)

    @property
    def is_roster(self) -> bool:
        """True for a heading that names people: a name, and the number or two things more."""
        return "name" in self.fields and ("id_number" in self.fields or len(self.fields) >= 3)

    @cached_property
    def fingerprint(self) -> str:
        """What is equal for two files with the same heading, whoever fills them."""
        line = "\n".join(f"{cell.column}:{fold(cell.text)}" for cell in self.cells)
        return hashlib.sha256(line.encode()).hexdigest()


def find_heading(grid: Grid, known: Container[str] = ()) -> Heading | None:
    """The first heading of a roster on a sheet, in its best reading; `known` are fingerprints seen before."""
    for row in range(1, min(grid.height, _SEARCHED_ROWS) + 1):
        if heading_at(grid, row, known):
            starts = range(row, min(row + 2, grid.height) + 1)
            return _best(grid, [reading for start in starts for reading in readings_at(grid, start)], known)
    return None


def heading_at(grid: Grid, row: int, known: Container[str] = ()) -> Heading | None:
    """The heading that begins at this very row, if one does."""
    return _best(grid, readings_at(grid, row), known) if _may_be_heading(grid, row) else None


def readings_at(grid: Grid, row: int) -> list[Heading]:
    """The heading rows read as one line, as two, as three."""
    deepest = min(_DEEPEST, grid.height - row + 1)
    return [_reading(grid, row, row + depth) for depth in range(deepest)]


def _best(grid: Grid, readings: Iterable[Heading], known: Container[str]) -> Heading | None:
    """One seen before, else the reading that understands most; of equals the one that cuts through no merged cell
    and leaves no group line out, then the shortest.
    """
    rosters = [reading for reading in readings if reading.is_roster or reading.fingerprint in known]
    return max(rosters, key=lambda reading: _rank(grid, reading, known), default=None)


def _rank(grid: Grid, reading: Heading, known: Container[str]) -> tuple[bool, int, bool, bool, int]:
    return (
        reading.fingerprint in known,
        len(reading.fields),
        not _cuts(grid, reading),
        _opens_with_groups(grid, reading),
        -len(reading.rows),
    )


def _opens_with_groups(grid: Grid, reading: Heading) -> bool:
    """True for a first line of short words across several columns each: 户主信息, 学员信息."""
    if len(reading.rows) == 1:
        return False
    return any(_is_group(grid, reading, cell.column) for cell in reading.cells)


def _is_group(grid: Grid, reading: Heading, column: int) -> bool:
    text = fold_lines([grid.text(reading.first_row, column)])[0]
    across = grid.width_of(reading.first_row, column)
    return 1 < across < len(reading.cells) and 0 < len(text) <= 10 and not _TITLE_SIGNS.search(text)


def _cuts(grid: Grid, reading: Heading) -> bool:
    """True if a heading cell reaches above the first row or below the last."""
    return any(
        grid.is_continued(reading.first_row, cell.column) or grid.is_continued(reading.last_row + 1, cell.column)
        for cell in reading.cells
    )


def _may_be_heading(grid: Grid, row: int) -> bool:
    return sum(isinstance(cell, str) for cell in grid.sheet.row(row)) >= 2


def _reading(grid: Grid, first: int, last: int) -> Heading:
    cells = (_cell(grid, first, last, column) for column in range(1, grid.width + 1))
    return Heading(first, last, tuple(cell for cell in cells if cell.text))


def _cell(grid: Grid, first: int, last: int, column: int) -> HeadingCell:
    lines = [grid.text(row, column) for row in range(first, last + 1)]
    different = list(dict.fromkeys(line for line in lines if line.strip()))
    return HeadingCell(column, "/".join(fold_lines(different)), _meaning_of(different))


def fold_lines(lines: list[str]) -> list[str]:
    """Each line of a heading on one line, as we show it."""
    return ["".join(line.split()) for line in lines]


def _meaning_of(lines: list[str]) -> Meaning | None:
    """The last line says what it is, the lines above say whose: 户主 above 姓名 is not the trainee's name."""
    if not lines:
        return None
    alone, together = meaning(lines[-1]), meaning("".join(lines))
    if together and together.field.startswith(FLAG):
        return together
    if any(word in line for line in lines[:-1] for word in words()["not_the_trainee"]):
        return None
    return together if together and together.is_exact and not (alone and alone.is_exact) else alone
