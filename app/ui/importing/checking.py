"""A roster looked at beside the window: read once, judged anew whenever the clerk changes something."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from app.i18n import tr
from app.ledger.importing.column_facts import ColumnFact, column_facts
from app.ledger.importing.edits import text_of
from app.ledger.importing.preview import RowStatus
from app.ledger.importing.rows import WHY_SKIPPED, SkippedRow
from app.ledger.importing.sheets import Sheet
from app.ledger.roster_plan import Taking, part
from app.ledger.roster_preview import PreviewedRoster, RosterChoices, RosterFile, preview_file
from app.ui.garbage import put_off
from app.ui.importing.lines import GridField, PreviewLine, grid_fields, lines_of

if TYPE_CHECKING:
    from app.models.ledger import Ledger

_LONGEST = 160


@dataclass(frozen=True)
class PassedRow:
    """A row that names nobody: where it stands, why it was passed over, what is written in it."""

    sheet: str
    row: int
    why: str
    text: str


@dataclass(frozen=True)
class Checked:
    """Everything the page shows of a roster, worked out beside the window."""

    previewed: PreviewedRoster
    fields: tuple[GridField, ...]
    facts: tuple[ColumnFact, ...]
    groups: Mapping[RowStatus, tuple[PreviewLine, ...]]
    passed: tuple[PassedRow, ...]
    taking: Taking

    @property
    def lines(self) -> tuple[PreviewLine, ...]:
        """Everybody."""
        return tuple(line for status in RowStatus for line in self.groups[status])


@put_off()
def check(
    ledger: "Ledger", file: RosterFile, day: date, choices: RosterChoices, before: PreviewedRoster | None
) -> Checked:
    """Judge the roster as the clerk has it now. Raises as `preview_file`."""
    previewed = preview_file(ledger, file, day, choices, before)
    shown = previewed.shown
    groups: dict[RowStatus, list[PreviewLine]] = defaultdict(list)
    for line in lines_of(shown.rows):
        groups[line.row.status].append(line)
    return Checked(
        previewed,
        grid_fields(shown.tables),
        column_facts(file.sheets, shown),
        {status: tuple(groups[status]) for status in RowStatus},
        _passed(file.sheets, shown.skipped_rows),
        part(shown.rows, accept_doubtful=False, decisions=choices.decisions),
    )


def _passed(sheets: Sequence[Sheet], rows: Sequence[SkippedRow]) -> tuple[PassedRow, ...]:
    by_name = {sheet.name: sheet for sheet in sheets}
    return tuple(
        PassedRow(row.sheet, row.row, tr(WHY_SKIPPED[row.kind]), _text(by_name[row.sheet], row)) for row in rows
    )


def _text(sheet: Sheet, row: SkippedRow) -> str:
    return "　".join(filter(None, (" ".join(text_of(cell).split()) for cell in sheet.row(row.row))))[:_LONGEST]
