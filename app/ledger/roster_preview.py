"""A sender's roster held against the ledger before anything is written."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.i18n import mark, tr
from app.ledger.importing.limits import LIMITS, Limits
from app.ledger.importing.preview import RosterPreview, preview
from app.ledger.importing.reading import read_sheets
from app.ledger.importing.refusals import NobodyOnRoster, WorkbookRefusal
from app.ledger.importing.sheets import Sheet
from app.ledger.known_people import LedgerPeople
from app.ledger.place_tree import known_places
from app.ledger.roster_imports import ImportRow, imports_of_file
from app.models.ledger import Ledger
from app.models.people import ColumnMemory


class NoSuchSheet(WorkbookRefusal):
    """A sheet was named that the workbook does not have."""

    code = "no_such_sheet"
    message = mark("{file} has no sheet “{sheet}”.")
    remedy = mark("Its sheets are: {sheets}.")


@dataclass(frozen=True)
class RosterChoices:
    """What the clerk says of a roster: one sheet alone, and columns by letter or heading to fields ("" = left out)."""

    sheet: str = ""
    columns: Mapping[str, str] | None = None


@dataclass(frozen=True)
class PreviewedRoster:
    """A roster as read; `is_compared` is False where there was no ledger to compare it with."""

    path: Path
    sha256: str
    shown: RosterPreview
    choices: RosterChoices
    is_compared: bool
    imported_before: tuple[ImportRow, ...] = ()


def preview_roster(
    ledger: Ledger | None, path: Path, today: date, choices: RosterChoices = RosterChoices(), limits: Limits = LIMITS
) -> PreviewedRoster:
    """Read a roster and judge each row; writes nothing. Without a ledger everybody is taken for new.

    Raises a WorkbookRefusal for what cannot be read, MachineFault.
    """
    sheets = _chosen(path, read_sheets(path, limits), choices.sheet)
    sha256 = _sha256(path)
    if ledger is None:
        return PreviewedRoster(path, sha256, _peopled(None, path, sheets, choices, today), choices, is_compared=False)
    with ledger.reading() as session:
        shown = _peopled(session, path, sheets, choices, today)
        return PreviewedRoster(path, sha256, shown, choices, True, imports_of_file(session, sha256))


def remembered_columns(session: Session) -> dict[str, Mapping[str, str]]:
    """How the columns of each sender were corrected, by the fingerprint of the heading; the newest word counts."""
    rows = session.scalars(select(ColumnMemory).order_by(ColumnMemory.id))
    return {row.fingerprint: row.columns for row in rows}


def _peopled(
    session: Session | None, path: Path, sheets: Sequence[Sheet], choices: RosterChoices, today: date
) -> RosterPreview:
    """The roster as read. Raises NobodyOnRoster."""
    shown = _shown(session, path, sheets, choices, today)
    if not shown.rows:
        raise NobodyOnRoster(file=path.name)
    return shown


def _shown(
    session: Session | None, path: Path, sheets: Sequence[Sheet], choices: RosterChoices, today: date
) -> RosterPreview:
    if session is None:
        return preview(path.name, sheets, today=today, column_map=choices.columns)
    places = known_places(session, today)
    return preview(
        path.name,
        sheets,
        LedgerPeople(session),
        today=today,
        column_map=choices.columns,
        remembered=remembered_columns(session),
        region=places.region,
        home_town=places.home_town,
    )


def _chosen(path: Path, sheets: Sequence[Sheet], name: str) -> Sequence[Sheet]:
    chosen = [sheet for sheet in sheets if not name or sheet.name.strip() == name.strip()]
    if not chosen:
        raise NoSuchSheet(file=path.name, sheet=name, sheets=tr(", ").join(sheet.name for sheet in sheets))
    return chosen


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
