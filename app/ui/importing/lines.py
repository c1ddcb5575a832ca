"""The people of a preview as the grid shows them: one column for each field, however the senders order theirs."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.i18n import tr
from app.ledger.importing.edits import CellKey, text_of
from app.ledger.importing.heading_words import label_of
from app.ledger.importing.persons import Problem, RosterPerson
from app.ledger.importing.preview import RosterRow, TableHead
from app.ledger.importing.sheets import column_letter, column_number
from app.models.code_tables import table
from app.models.findings import Severity

NOT_SHOWN = ("serial",)
WIDTHS = {
    "name": 88,
    "id_number": 164,
    "phone": 104,
    "sex": 46,
    "ethnic": 66,
    "age": 46,
    "birth_date": 96,
    "education": 76,
    "village": 120,
    "categories": 120,
    "address": 150,
}
WRONG, WARN = "wrong", "warn"


@dataclass(frozen=True)
class GridField:
    """A column of the grid: the field, and in which column of each roster of the file it stands."""

    name: str
    heading: str
    numbers: Mapping[int, int]

    @property
    def width(self) -> int:
        """Pixels that its usual contents need."""
        return WIDTHS.get(self.name, 96)


def grid_fields(tables: Sequence[TableHead]) -> tuple[GridField, ...]:
    """The columns for these rosters: those of the first in its order, then what others have besides."""
    numbers: dict[tuple[str, int], dict[int, int]] = defaultdict(dict)
    for at, head in enumerate(tables):
        seen: Counter[str] = Counter()
        for letter in sorted(head.columns, key=column_number):
            field = head.columns[letter]
            if field not in NOT_SHOWN:
                numbers[field, seen[field]][at] = column_number(letter)
                seen[field] += 1
    return tuple(GridField(name, _heading(name, time), found) for (name, time), found in numbers.items())


def _heading(name: str, time: int) -> str:
    return f"{label_of(name)} {time + 1}" if time else label_of(name)


@dataclass(frozen=True)
class PreviewLine:
    """One person of the preview; `words` is what a search looks through.

    The ID number stands here in full: this is data entry of the sender's own file, which the clerk has to compare with
    the ID card and to mend. Wherever the ledger's people are shown, it is masked.
    """

    row: RosterRow
    words: str

    def key(self, field: GridField) -> CellKey | None:
        """The cell of the file that holds a field; None where this roster has no column for it."""
        number = field.numbers.get(self.row.table)
        return (self.row.sheet, self.row.row, number) if number else None

    def text(self, field: GridField) -> str:
        """What is written there."""
        return text_of(self.row.cells.get(field.numbers.get(self.row.table, 0)))

    def problems_at(self, field: GridField) -> tuple[Problem, ...]:
        """What is odd about a cell."""
        letter = column_letter(field.numbers.get(self.row.table, 0))
        return tuple(problem for problem in self.row.problems if letter and problem.column == letter)

    def oddity(self, field: GridField) -> tuple[str, str] | None:
        """How a cell is coloured, and what is said of it."""
        found = self.problems_at(field)
        return (gravest(found), "\n".join(map(told, found))) if found else None


def gravest(problems: Sequence[Problem]) -> str:
    """Wrong, if one of them keeps the row out."""
    return WRONG if any(problem.finding.severity is Severity.BLOCK for problem in problems) else WARN


def told(problem: Problem) -> str:
    """What is wrong, and what to do."""
    return str(problem.finding)


def lines_of(rows: Sequence[RosterRow]) -> Iterator[PreviewLine]:
    """These rows, ready to be shown."""
    for row in rows:
        values = row.values
        yield PreviewLine(row, f"{values.name} {values.id_number} {values.phone} {row.row}".casefold())


def reason(line: PreviewLine) -> str:
    """The gravest problem of a line, and how many there are besides."""
    problems = sorted(line.row.problems, key=lambda each: each.finding.severity is not Severity.BLOCK)
    if not problems:
        return ""
    more = tr(" (and {count} more)", count=len(problems) - 1) if len(problems) > 1 else ""
    return problems[0].finding.sentence() + more


def understood(values: RosterPerson, field: str) -> str:
    """What will stand in the ledger for a field; "" where the ledger takes it as it is written."""
    groups = table("person_categories")
    read = {
        "name": values.name,
        "id_number": values.id_number,
        "phone": values.phone,
        "birth_date": values.birth_date.isoformat() if values.birth_date else "",
        "ethnic": values.ethnic_text,
        "education": table("education").label(values.education) if values.education else "",
        "village": values.village,
        "categories": "、".join(groups.label(code) for code in values.categories),
    }
    return read.get(field, "")
