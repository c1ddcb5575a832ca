"""A sender's roster held against the ledger before anything is written."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.i18n import mark, tr
from app.ledger.importing.decisions import Decisions, Verdict
from app.ledger.importing.edits import Edits
from app.ledger.importing.limits import LIMITS, Limits
from app.ledger.importing.lines import ReadRoster, Surroundings, read_lines, with_edits
from app.ledger.importing.preview import RosterPreview, judge
from app.ledger.importing.reading import Watch, read_file
from app.ledger.importing.refusals import NobodyOnRoster, RosterFileChanged, WorkbookRefusal
from app.ledger.importing.sheets import Sheet
from app.ledger.known_people import LedgerPeople
from app.ledger.place_tree import known_places
from app.ledger.roster_elsewhere import elsewhere_findings
from app.ledger.roster_imports import ImportRow, imports_of_file
from app.models.ledger import Ledger
from app.models.own_files import refuse_own_file
from app.models.people import ColumnMemory


class NoSuchSheet(WorkbookRefusal):
    """A sheet was named that the workbook does not have."""

    code = "no_such_sheet"
    message = mark("{file} has no sheet “{sheet}”.")
    remedy = mark("Its sheets are: {sheets}.")


@dataclass(frozen=True)
class RosterFile:
    """A sender's file as it was read, with the hash of its bytes."""

    path: Path
    sha256: str
    sheets: tuple[Sheet, ...]


@dataclass(frozen=True)
class RosterChoices:
    """What the clerk says of a roster: one sheet alone, columns by letter or heading to fields ("" = left out).

    `edits` are typed over people's cells, `decisions` say what is to become of single rows.
    """

    sheet: str = ""
    columns: Mapping[str, str] | None = None
    edits: Edits = field(default_factory=dict)
    decisions: Decisions = field(default_factory=dict)


@dataclass(frozen=True)
class PreviewedRoster:
    """A roster as read; `is_compared` is False where there was no ledger to compare it with.

    `read` is what the preview was judged from, so that the next one costs only what the clerk changed.
    """

    path: Path
    sha256: str
    shown: RosterPreview
    choices: RosterChoices
    is_compared: bool
    imported_before: tuple[ImportRow, ...] = ()
    read: ReadRoster | None = None


def preview_roster(
    ledger: Ledger | None, path: Path, today: date, choices: RosterChoices = RosterChoices(), limits: Limits = LIMITS
) -> PreviewedRoster:
    """Read a roster and judge each row; writes nothing. Without a ledger everybody is taken for new.

    Raises a WorkbookRefusal for what cannot be read, MachineFault.
    """
    return preview_file(ledger, read_roster_file(path, limits), today, choices)


def read_roster_file(path: Path, limits: Limits = LIMITS, watch: Watch = lambda: None) -> RosterFile:
    """Read a file once, to be previewed as often as the clerk changes something; what `watch` raises stops it.

    Raises a WorkbookRefusal for what cannot be read, MachineFault.
    """
    read = read_file(path, limits, watch)
    return RosterFile(path, read.sha256, read.sheets)


def preview_file(
    ledger: Ledger | None,
    file: RosterFile,
    today: date,
    choices: RosterChoices = RosterChoices(),
    before: PreviewedRoster | None = None,
) -> PreviewedRoster:
    """Judge each row of a file that was read. With the preview `before` only the lines typed over are read again.

    Raises NoSuchSheet, NobodyOnRoster, NoSuchCell, and the refusals of columns and headings.
    """
    if ledger is None:
        return PreviewedRoster(
            file.path, file.sha256, _judged(None, _read(None, file, today, choices, before), choices), choices, False
        )
    with ledger.reading() as session:
        read = _read(session, file, today, choices, before)
        shown = _judged(session, read, choices)
        repeated = imports_of_file(session, file.sha256)
        return PreviewedRoster(file.path, file.sha256, shown, choices, True, repeated, read)


def check_unchanged(previewed: PreviewedRoster) -> None:
    """Refuse a file that is no longer what was shown. One that is gone does no harm: what was shown is at hand.

    Raises RosterFileChanged.
    """
    if previewed.path.is_file() and _sha256(previewed.path) != previewed.sha256:
        raise RosterFileChanged(file=previewed.path.name)


def remembered_columns(session: Session) -> dict[str, Mapping[str, str]]:
    """How the columns of each sender were corrected, by the fingerprint of the heading; the newest word counts."""
    rows = session.scalars(select(ColumnMemory).order_by(ColumnMemory.id))
    return {row.fingerprint: row.columns for row in rows}


def _read(
    session: Session | None, file: RosterFile, today: date, choices: RosterChoices, before: PreviewedRoster | None
) -> ReadRoster:
    """The lines of the roster. Raises NobodyOnRoster."""
    read = before.read if before and _is_same_question(before, file, today, choices) else None
    if read is None:
        read = _lines(session, file.path, _chosen(file.path, file.sheets, choices.sheet), choices, today)
    if not read.lines:
        raise NobodyOnRoster(file=file.path.name)
    return with_edits(read, choices.edits)


def _is_same_question(before: PreviewedRoster, file: RosterFile, today: date, choices: RosterChoices) -> bool:
    asked = (before.sha256, before.choices.sheet, before.choices.columns, before.read and before.read.today)
    return asked == (file.sha256, choices.sheet, choices.columns, today)


def _lines(
    session: Session | None, path: Path, sheets: Sequence[Sheet], choices: RosterChoices, today: date
) -> ReadRoster:
    columns = choices.columns or {}
    if session is None:
        return read_lines(path.name, sheets, columns, {}, Surroundings(today))
    places = known_places(session, today)
    around = Surroundings(today, places.region, places.home_town)
    return read_lines(path.name, sheets, columns, remembered_columns(session), around)


def _judged(session: Session | None, read: ReadRoster, choices: RosterChoices) -> RosterPreview:
    left_out = {place for place, decision in choices.decisions.items() if decision.verdict is Verdict.SKIP}
    if session is None:
        return judge(read, None, left_out)
    return judge(read, LedgerPeople(session), left_out, partial(elsewhere_findings, session))


def _chosen(path: Path, sheets: Sequence[Sheet], name: str) -> Sequence[Sheet]:
    chosen = [sheet for sheet in sheets if not name or sheet.name.strip() == name.strip()]
    if not chosen:
        raise NoSuchSheet(file=path.name, sheet=name, sheets=tr(", ").join(sheet.name for sheet in sheets))
    return chosen


def _sha256(path: Path) -> str:
    refuse_own_file(path)
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
