"""The rosters in a file: each a heading with the rows below it, several to a sheet and side by side if need be."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from app.i18n import mark, tr
from app.ledger.importing.columns import ColumnMap, check_choices, choose_columns, is_number_like
from app.ledger.importing.grid import Grid
from app.ledger.importing.heading_words import label_of
from app.ledger.importing.headings import Heading, HeadingCell, find_heading, heading_at, readings_at
from app.ledger.importing.refusals import NoContent, NoHeadingFound
from app.ledger.importing.sheets import Sheet

SOUGHT = ("name", "id_number", "sex", "phone")
Remembered = Mapping[str, Mapping[str, str]]  # field by column letter, by the heading's fingerprint


@dataclass(frozen=True)
class Table:
    """One roster on one sheet: its heading, its columns, and the rows its people stand in."""

    grid: Grid
    heading: Heading
    columns: ColumnMap
    first_row: int
    last_row: int

    @property
    def sheet(self) -> str:
        """The name of its sheet."""
        return self.grid.name

    @property
    def fingerprint(self) -> str:
        """What this sender's heading is remembered by; "" where there is none."""
        return self.heading.fingerprint if self.heading.cells else ""

    @property
    def first_column(self) -> int:
        """The leftmost column of this roster."""
        return min((column.number for column in self.columns.columns), default=1)

    @property
    def last_column(self) -> int:
        """The rightmost column of this roster."""
        return max((column.number for column in self.columns.columns), default=self.grid.width)


@dataclass(frozen=True)
class SkippedSheet:
    """A sheet that was not read as a roster, and why (marked English)."""

    name: str
    reason: str


@dataclass(frozen=True)
class FoundTables:
    """All rosters of a file, and the sheets that hold none."""

    tables: tuple[Table, ...]
    skipped: tuple[SkippedSheet, ...]


HIDDEN = mark("the sheet is hidden")
EMPTY = mark("the sheet is empty")
NO_HEADING = mark("no row looks like the heading of a roster")


def find_tables(file: str, sheets: Sequence[Sheet], choices: Mapping[str, str], remembered: Remembered) -> FoundTables:
    """Every roster in the file. Raises NoContent, NoHeadingFound or UnknownColumnChoice."""
    found: list[Table] = []
    skipped: list[SkippedSheet] = []
    for sheet in sheets:
        tables = () if _reason_to_skip(sheet) else _tables_on(Grid(sheet), choices, remembered)
        found.extend(tables)
        if not tables:
            skipped.append(SkippedSheet(sheet.name, _reason_to_skip(sheet) or NO_HEADING))
    if not found:
        raise _nothing_found(file, skipped)
    check_choices([table.grid for table in found], _all_cells(found), choices)
    return FoundTables(tuple(found), tuple(skipped))


def _all_cells(tables: list[Table]) -> Iterator[HeadingCell]:
    return (cell for table in tables for cell in table.heading.cells)


def _reason_to_skip(sheet: Sheet) -> str:
    if not any(cell is not None for row in sheet.rows for cell in row):
        return EMPTY
    return HIDDEN if sheet.is_hidden else ""


def _nothing_found(file: str, skipped: list[SkippedSheet]) -> NoContent | NoHeadingFound:
    read = [sheet.name for sheet in skipped if sheet.reason == NO_HEADING]
    if not read:
        return NoContent(file=file)
    sought = tr(", ").join(label_of(field) for field in SOUGHT)
    return NoHeadingFound(file=file, sheets=tr(", ").join(read), sought=sought)


def _tables_on(grid: Grid, choices: Mapping[str, str], remembered: Remembered) -> tuple[Table, ...]:
    headings = list(_headings(grid, remembered))
    if not headings:
        return _by_choice(grid, choices)
    ends = [heading.first_row - 1 for heading in headings[1:]] + [grid.height]
    return tuple(
        _table(grid, part, end, choices, remembered)
        for heading, end in zip(headings, ends, strict=True)
        for part in _side_by_side(heading)
    )


def _table(grid: Grid, heading: Heading, end: int, choices: Mapping[str, str], remembered: Remembered) -> Table:
    people = range(heading.last_row + 1, end + 1)
    columns = choose_columns(grid, heading, people, choices, remembered.get(heading.fingerprint))
    return Table(grid, heading, columns, people.start, end)


def _by_choice(grid: Grid, choices: Mapping[str, str]) -> tuple[Table, ...]:
    """The roster whose columns the clerk named by their letters, under a strange heading or none."""
    heading = Heading(0, 0, ())
    columns = choose_columns(grid, heading, range(1, grid.height + 1), choices, {})
    numbers = columns.holding("id_number")
    if not (columns.holding("name") and numbers):
        return ()
    rows = range(1, grid.height + 1)
    first = next((row for row in rows if is_number_like(grid.own(row, numbers[0].number))), 1)
    if first > 1 and (above := readings_at(grid, first - 1)[0]).cells:
        return (_table(grid, above, grid.height, choices, {above.fingerprint: {}}),)
    return (Table(grid, heading, columns, 1, grid.height),)


def _headings(grid: Grid, remembered: Remembered) -> Iterator[Heading]:
    """The first heading, and each later one that orders its columns in another way."""
    current = find_heading(grid, remembered)
    row = current.last_row + 1 if current else grid.height + 1
    if current:
        yield current
    while row <= grid.height:
        below = heading_at(grid, row) if _names_people(grid, row) else None
        if below and _order(below) != _order(current):
            yield below
            current = below
        row = below.last_row + 1 if below else row + 1


def _names_people(grid: Grid, row: int) -> bool:
    """A quick look that passes over nearly every row of people."""
    texts = (cell for cell in grid.sheet.row(row) if isinstance(cell, str) and len(cell) < 16)
    return any("名" in text or "学员" in text for text in texts)


def _order(heading: Heading | None) -> dict[int, str]:
    return {cell.column: cell.meaning.field for cell in heading.cells if cell.meaning} if heading else {}


def _side_by_side(heading: Heading) -> tuple[Heading, ...]:
    """Two or three rosters side by side under one heading row, as they are printed to save paper."""
    times = len(_columns_of(heading, "name"))
    if times < 2 or len(_columns_of(heading, "id_number")) != times:
        return (heading,)
    opening = next(cell.meaning.field for cell in heading.cells if cell.meaning)
    starts = _columns_of(heading, opening)
    if len(starts) != times:
        starts = _columns_of(heading, "name")
    ends = [*starts[1:], max(cell.column for cell in heading.cells) + 1]
    return tuple(_part(heading, start, end) for start, end in zip(starts, ends, strict=True))


def _part(heading: Heading, start: int, end: int) -> Heading:
    return replace(heading, cells=tuple(cell for cell in heading.cells if start <= cell.column < end))


def _columns_of(heading: Heading, field: str) -> list[int]:
    return [c.column for c in heading.cells if c.meaning and c.meaning.field == field and c.meaning.is_exact]
