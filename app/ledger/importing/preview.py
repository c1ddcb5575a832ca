"""What a roster would bring, before anything is written: each row new, known, doubtful or wrong."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any

from app.i18n import mark, tr
from app.ledger.importing.known import KnownPeople, KnownPerson, NobodyKnown
from app.ledger.importing.lines import Line, Place, ReadRoster, Surroundings, read_lines
from app.ledger.importing.persons import Problem, RosterPerson
from app.ledger.importing.repeats import Entry, Told, known_persons, repeats_within
from app.ledger.importing.rows import PersonRow, SkippedRow
from app.ledger.importing.sheets import Cell, Sheet
from app.ledger.importing.tables import Remembered, SkippedSheet, Table
from app.models.findings import Finding, Severity
from app.models.regions import RegionTree

Elsewhere = Callable[[Sequence[RosterPerson]], Sequence[Finding | None]]
"""What is to be said of each of these people, as far as it is known from elsewhere."""


class RowStatus(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    KNOWN = "known"
    DOUBTFUL = "doubtful"
    WRONG = "wrong"

    @property
    def label(self) -> str:
        """The word people read."""
        return tr(_STATUS_LABELS[self])


_STATUS_LABELS = {
    RowStatus.NEW: mark("new"),
    RowStatus.KNOWN: mark("known"),
    RowStatus.DOUBTFUL: mark("doubtful"),
    RowStatus.WRONG: mark("wrong"),
}


@dataclass(frozen=True)
class TableHead:
    """How one roster of the file was understood; `columns` is what is remembered for its fingerprint.

    `width` is the last column of its sheet in which anything stands.
    """

    sheet: str
    heading_rows: tuple[int, ...]
    columns: Mapping[str, str]
    headings: Mapping[str, str]
    bases: Mapping[str, str]
    fingerprint: str
    first_row: int
    last_row: int
    width: int


@dataclass(frozen=True)
class RosterRow:
    """One person of the roster; `trainee_id` names the trainee they already are, "" for a new one.

    `table` is the roster of the file it stands in, `cells` what is written there by column, and `alike` are those in
    the ledger with the same name and birthday under another number.
    """

    sheet: str
    row: int
    status: RowStatus
    values: RosterPerson
    problems: tuple[Problem, ...]
    trainee_id: str = ""
    table: int = 0
    cells: Mapping[int, Cell] = field(default_factory=dict)
    alike: tuple[KnownPerson, ...] = ()

    @property
    def place(self) -> Place:
        """What the row is known by while its file is looked at."""
        return self.table, self.row

    def to_plain(self) -> dict[str, Any]:
        """The row as JSON shows it: unmasked, since it shows the sender's own file."""
        return {
            "sheet": self.sheet,
            "row": self.row,
            "status": str(self.status),
            "values": self.values.to_plain(),
            "problems": [problem.to_plain() for problem in self.problems],
            "trainee_id": self.trainee_id or None,
        }


@dataclass(frozen=True)
class RosterPreview:
    """Everything a roster says, and what we think of it."""

    file: str
    tables: tuple[TableHead, ...]
    rows: tuple[RosterRow, ...]
    skipped_rows: tuple[SkippedRow, ...]
    skipped_sheets: tuple[SkippedSheet, ...]

    def counts(self) -> dict[RowStatus, int]:
        """How many rows there are of each status."""
        counted = Counter(row.status for row in self.rows)
        return {status: counted[status] for status in RowStatus}


def preview(
    file: str,
    sheets: Sequence[Sheet],
    known: KnownPeople | None = None,
    *,
    today: date,
    column_map: Mapping[str, str] | None = None,
    remembered: Remembered | None = None,
    region: RegionTree | None = None,
    home_town: str = "",
) -> RosterPreview:
    """Read the rosters on these sheets and judge each row.

    `column_map` corrects columns: a letter ("C", "Sheet1!C") or a heading to a field, "" to leave the column out.
    `remembered` holds the `columns` of heads seen before by their `fingerprint`; `home_town` is the code of the town
    meant where a roster names none. Raises the refusals of `find_tables`.
    """
    around = Surroundings(today, region, home_town)
    return judge(read_lines(file, sheets, column_map or {}, remembered or {}, around), known)


def judge(
    read: ReadRoster,
    known: KnownPeople | None = None,
    left_out: Collection[Place] = (),
    elsewhere: Elsewhere | None = None,
) -> RosterPreview:
    """Judge each line that was read: by itself, beside the other lines, beside who is known here, and `elsewhere`.

    Who is left out by the clerk no longer stands in another's way, but is told still of whom they would repeat.
    """
    places = read.in_order()
    lines = [read.lines[place] for place in places]
    entries = [Entry(line.written.table.sheet, line.written.number, line.person) for line in lines]
    matches = known_persons(entries, known or NobodyKnown())
    out = {index for index, place in enumerate(places) if place in left_out}
    more = _by_index([*_repeats(entries, out), *matches.told, *_elsewhere(entries, matches.found, elsewhere)])
    rows = tuple(
        _judged(place[0], line, more[index], matches.found.get(index))
        for index, (place, line) in enumerate(zip(places, lines, strict=True))
    )
    skipped = {(row.sheet, row.row): row for row in read.skipped.values()}
    heads = tuple(_head(table) for table in read.found.tables)
    return RosterPreview(read.file, heads, rows, tuple(skipped.values()), read.found.skipped)


def _elsewhere(entries: Sequence[Entry], found: Collection[int], elsewhere: Elsewhere | None) -> Iterator[Told]:
    """What is known elsewhere of who is new here; the others' past is looked at when they are enrolled."""
    new = [index for index, entry in enumerate(entries) if index not in found and entry.person.id_number]
    findings = elsewhere([entries[index].person for index in new]) if elsewhere and new else ()
    yield from (Told(index, "id_number", one) for index, one in zip(new, findings, strict=False) if one)


def _repeats(entries: Sequence[Entry], out: Collection[int]) -> Iterator[Told]:
    if not out:
        yield from repeats_within(entries)
        return
    yield from (told for told in repeats_within(entries) if told.index in out)
    kept = [index for index in range(len(entries)) if index not in out]
    for told in repeats_within([entries[index] for index in kept]):
        yield replace(told, index=kept[told.index])


def _by_index(told: Iterable[Told]) -> dict[int, list[Told]]:
    grouped: dict[int, list[Told]] = defaultdict(list)
    for one in told:
        grouped[one.index].append(one)
    return grouped


def _placed(row: PersonRow, told: list[Told]) -> Iterator[Problem]:
    for one in told:
        column = row.column(one.field)
        letter, heading = (column.letter, column.heading) if column else ("", "")
        yield Problem(letter, heading, one.field, one.finding, one.suggestion)


def _judged(table: int, line: Line, told: list[Told], known: KnownPerson | None) -> RosterRow:
    problems = (*line.problems, *_placed(line.written, told))
    status = RowStatus.KNOWN if known else RowStatus.NEW
    if any(problem.finding.severity is Severity.BLOCK for problem in problems):
        status = RowStatus.WRONG
    elif problems:
        status = RowStatus.DOUBTFUL
    return RosterRow(
        line.written.table.sheet,
        line.written.number,
        status,
        line.person,
        problems,
        known.trainee_id if known else "",
        table,
        line.written.by_column,
        tuple(dict.fromkeys(one.alike for one in told if one.alike)),
    )


def _head(table: Table) -> TableHead:
    columns = table.columns.columns
    return TableHead(
        table.sheet,
        table.heading.rows if table.heading.cells else (),
        table.columns.to_plain(),
        {column.letter: column.heading for column in columns},
        {column.letter: str(column.basis) for column in table.columns.used()},
        table.fingerprint,
        table.first_row,
        table.last_row,
        table.grid.width,
    )
