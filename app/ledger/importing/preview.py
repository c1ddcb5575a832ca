"""What a roster would bring, before anything is written: each row new, known, doubtful or wrong."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from app.i18n import mark, tr
from app.ledger.importing.known import KnownPeople, KnownPerson, NobodyKnown
from app.ledger.importing.people import read_person
from app.ledger.importing.persons import Problem, RosterPerson
from app.ledger.importing.places import Places
from app.ledger.importing.repeats import Entry, Told, known_persons, repeats_within
from app.ledger.importing.rows import PersonRow, SkippedRow, rows_of
from app.ledger.importing.sheets import Sheet
from app.ledger.importing.tables import FoundTables, Remembered, SkippedSheet, Table, find_tables
from app.models.findings import Severity
from app.models.regions import RegionTree


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
    """One person of the roster; `trainee_id` names the trainee they already are, "" for a new one."""

    sheet: str
    row: int
    status: RowStatus
    values: RosterPerson
    problems: tuple[Problem, ...]
    trainee_id: str = ""

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
    found = find_tables(file, sheets, column_map or {}, remembered or {})
    places = Places(region, home_town)
    people, skipped = _all_rows(found)
    read = [read_person(row, today, places) for row in people]
    entries = [Entry(row.table.sheet, row.number, person) for row, (person, _) in zip(people, read, strict=True)]
    by_index, told = known_persons(entries, known or NobodyKnown())
    more = _by_index([*repeats_within(entries), *told])
    rows = tuple(
        _judged(row, person, (*problems, *_placed(row, more[index])), by_index.get(index))
        for index, (row, (person, problems)) in enumerate(zip(people, read, strict=True))
    )
    return RosterPreview(file, tuple(_head(table) for table in found.tables), rows, skipped, found.skipped)


def _all_rows(found: FoundTables) -> tuple[list[PersonRow], tuple[SkippedRow, ...]]:
    """The people in the order of sheets and rows, those side by side from left to right."""
    people: list[PersonRow] = []
    skipped: dict[tuple[str, int], SkippedRow] = {}
    for table in found.tables:
        here, passed = rows_of(table)
        people.extend(here)
        skipped.update({(row.sheet, row.row): row for row in passed})
    order = {table.sheet: place for place, table in enumerate(found.tables)}
    people.sort(key=lambda row: (order[row.table.sheet], row.number))
    return people, tuple(skipped.values())


def _by_index(told: Iterable[Told]) -> dict[int, list[Told]]:
    grouped: dict[int, list[Told]] = defaultdict(list)
    for one in told:
        grouped[one.index].append(one)
    return grouped


def _placed(row: PersonRow, told: list[Told]) -> Iterator[Problem]:
    for one in told:
        column = row.column(one.field)
        yield Problem(column.letter if column else "", column.heading if column else "", one.field, one.finding)


def _judged(
    row: PersonRow, person: RosterPerson, problems: tuple[Problem, ...], known: KnownPerson | None
) -> RosterRow:
    trainee_id = known.trainee_id if known else ""
    status = RowStatus.KNOWN if known else RowStatus.NEW
    if any(problem.finding.severity is Severity.BLOCK for problem in problems):
        status = RowStatus.WRONG
    elif problems:
        status = RowStatus.DOUBTFUL
    return RosterRow(row.table.sheet, row.number, status, person, problems, trainee_id)


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
