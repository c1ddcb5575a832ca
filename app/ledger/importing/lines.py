"""A roster read line by line into persons, once; what is typed over a cell costs the lines it touches, not the file."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from app.ledger.importing.edits import Edits, tables_with
from app.ledger.importing.heading_words import sign_set
from app.ledger.importing.people import read_person
from app.ledger.importing.persons import Problem, RosterPerson
from app.ledger.importing.places import Places
from app.ledger.importing.rows import PersonRow, SkippedRow, has_dittos, rows_of
from app.ledger.importing.sheets import Sheet
from app.ledger.importing.tables import FoundTables, Remembered, Table, find_tables
from app.models.regions import RegionTree

Place = tuple[int, int]  # which roster of the file, and which row of its sheet


@dataclass(frozen=True)
class Surroundings:
    """What lines are read by: the day, and the places of the county; `home_town` is meant where none is named."""

    today: date
    region: RegionTree | None = None
    home_town: str = ""


@dataclass(frozen=True)
class Line:
    """One person as written and as read, with what was found in the line by itself."""

    written: PersonRow
    person: RosterPerson
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class ReadRoster:
    """Every line of a file's rosters; `found` is the file as sent, `tables` hold what was typed over it."""

    file: str
    found: FoundTables
    today: date
    places: Places
    tables: tuple[Table, ...] = ()
    edits: Edits = field(default_factory=dict)
    lines: Mapping[Place, Line] = field(default_factory=dict)
    skipped: Mapping[Place, SkippedRow] = field(default_factory=dict)
    chained: frozenset[int] = frozenset()  # rosters in which rows refer to the row above

    def in_order(self) -> list[Place]:
        """The people by sheets and rows, those side by side from left to right."""
        order = {table.sheet: at for at, table in reversed([*enumerate(self.tables)])}
        return sorted(self.lines, key=lambda place: (order[self.tables[place[0]].sheet], place[1], place[0]))


def read_lines(
    file: str, sheets: Sequence[Sheet], choices: Mapping[str, str], remembered: Remembered, around: Surroundings
) -> ReadRoster:
    """Read every line. Raises the refusals of `find_tables`."""
    found = find_tables(file, sheets, choices, remembered)
    chained = frozenset(at for at, table in enumerate(found.tables) if has_dittos(table))
    places = Places(around.region, around.home_town)
    read = ReadRoster(file, found, around.today, places, found.tables, chained=chained)
    return _read_again(read, dict.fromkeys(range(len(found.tables)), ()))


def with_edits(read: ReadRoster, edits: Edits) -> ReadRoster:
    """The same roster with these cells typed over instead of those before. Raises NoSuchCell."""
    changed = [key for key in {**read.edits, **edits} if read.edits.get(key) != edits.get(key)]
    signs = sign_set("dittos")
    chained = {at for key, text in edits.items() if text.strip() in signs for at in _tables_of(read, [key])}
    typed = replace(
        read,
        tables=tables_with(read.found.tables, edits),
        edits=dict(edits),
        chained=read.chained | chained,
    )
    return _read_again(typed, _touched(typed, changed)) if changed else typed


def _tables_of(read: ReadRoster, keys: Iterable[tuple[str, int, int]]) -> Iterator[int]:
    for sheet, row, _ in keys:
        for at, table in enumerate(read.tables):
            if table.sheet == sheet and table.first_row <= row <= table.last_row:
                yield at


def _touched(read: ReadRoster, keys: list[tuple[str, int, int]]) -> dict[int, tuple[int, ...]]:
    """The rows to be read again, by roster; none named means all of them, since rows may refer to those above."""
    touched: dict[int, set[int]] = {}
    for key in keys:
        for at in _tables_of(read, [key]):
            touched.setdefault(at, set()).add(key[1])
    return {at: () if at in read.chained else tuple(sorted(rows)) for at, rows in touched.items()}


def _read_again(read: ReadRoster, wanted: Mapping[int, tuple[int, ...]]) -> ReadRoster:
    """Read these rows of these rosters; a line whose cells say what they said before stays as it was."""
    lines, skipped = dict(read.lines), dict(read.skipped)
    for at, rows in wanted.items():
        table = read.tables[at]
        for row in rows or range(table.first_row, table.last_row + 1):
            lines.pop((at, row), None)
            skipped.pop((at, row), None)
        people, passed = rows_of(table, rows)
        skipped.update({(at, row.row): row for row in passed})
        lines.update({(at, row.number): _line(read, (at, row.number), row) for row in people})
    return replace(read, lines=lines, skipped=skipped)


def _line(read: ReadRoster, place: Place, written: PersonRow) -> Line:
    before = read.lines.get(place)
    if before and before.written.cells == written.cells:
        return before
    return Line(written, *read_person(written, read.today, read.places))
