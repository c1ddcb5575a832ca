"""The error workbook of an import: the sender's own file with the rows that were left out marked in it."""

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

from app.ledger.importing.error_workbook import write_error_workbook
from app.ledger.importing.lines import Place, with_edits
from app.ledger.importing.preview import RosterRow, judge
from app.ledger.known_people import LedgerPeople
from app.ledger.roster_preview import PreviewedRoster, check_unchanged
from app.models.ledger import Ledger


def write_left_out(ledger: Ledger, previewed: PreviewedRoster, left_out: Collection[Place], out: Path) -> int:
    """Write it as .xlsx; gives the number of rows marked, 0 where there is nothing to mend and nothing is written.

    Marked is what the sender wrote, not what the clerk typed over it. Raises RosterFileChanged, and as
    `write_error_workbook`.
    """
    check_unchanged(previewed)
    rows = tuple(row for row in _as_sent(ledger, previewed, left_out) if row.problems)
    if rows:
        write_error_workbook(previewed.path, replace(previewed.shown, rows=rows), out)
    return len(rows)


def _as_sent(ledger: Ledger, previewed: PreviewedRoster, left_out: Collection[Place]) -> list[RosterRow]:
    """These rows without the clerk's edits; one that only the edits made wrong is told as it is."""
    now = {row.place: row for row in previewed.shown.rows if row.place in left_out}
    sent = {}
    if previewed.read is not None and previewed.choices.edits:
        with ledger.reading() as session:
            shown = judge(with_edits(previewed.read, {}), LedgerPeople(session))
        sent = {row.place: row for row in shown.rows if row.problems}
    return [sent.get(place, row) for place, row in now.items()]
