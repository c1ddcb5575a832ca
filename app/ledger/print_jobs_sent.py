"""What the printer was given and nobody has judged yet; known to this PC alone, as its printer is."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.ledger.blank_pile import serial_after
from app.ledger.print_jobs import Job, SheetState, job_named, job_of
from app.models.certificates import PrintJob, PrintSheet
from app.models.guard import Mode
from app.models.ledger import Ledger
from app.models.local import LocalState, set_local_value

_PREFIX = "sent:"
_UNNUMBERED = "-"


def note_sent(ledger: Ledger, session: Session, sheets: Sequence[PrintSheet], first_paper: str) -> None:
    """Remember that the printer has these sheets, on blanks numbered from `first_paper` on where they are numbered."""
    connection = session.connection()
    with ledger.guard.writing(Mode.JOURNALING):
        for place, sheet in enumerate(sheets):
            serial = serial_after(first_paper, place) if place else first_paper
            set_local_value(connection, _key(sheet.id), serial or _UNNUMBERED)


def forget_sent(ledger: Ledger, session: Session, sheets: Iterable[PrintSheet]) -> None:
    """The printer has these no more: they were judged, or never came out."""
    connection = session.connection()
    with ledger.guard.writing(Mode.JOURNALING):
        for sheet in sheets:
            connection.execute(text("delete from local_state where key = :key"), {"key": _key(sheet.id)})


def sent_papers(session: Session) -> Mapping[str, str]:
    """The ids of the sheets that the printer was given, each with the serial of its blank, empty if it has none."""
    known = session.scalars(select(LocalState).where(LocalState.key.startswith(_PREFIX)))
    return {_id(row.key): "" if row.value == _UNNUMBERED else row.value for row in known}


def given_sheets(session: Session, job: PrintJob) -> list[PrintSheet]:
    """The sheets of a job that the printer was given and nobody has judged, in the order of printing."""
    waiting = (PrintSheet.job_id == job.id, PrintSheet.state == SheetState.WAITING.value)
    rows = session.scalars(select(PrintSheet).where(*waiting).order_by(PrintSheet.position, PrintSheet.id)).all()
    sent = sent_papers(session)
    return [row for row in rows if row.id in sent]


def take_back_sent(ledger: Ledger, job: str, positions: Iterable[int] | None = None) -> Job:
    """Enter that the printer did not take these sheets, or none of what it was given: they are still to print.

    Raises NoSuchJob.
    """
    with ledger.change("print.not_sent") as change:
        row = job_named(change.session, job)
        meant = None if positions is None else set(positions)
        given = given_sheets(change.session, row)
        forget_sent(ledger, change.session, [each for each in given if meant is None or each.position in meant])
        return job_of(change.session, row)


def _key(sheet_id: str) -> str:
    return _PREFIX + sheet_id.replace("-", "")


def _id(key: str) -> str:
    bare = key.removeprefix(_PREFIX)
    return "-".join((bare[:8], bare[8:12], bare[12:16], bare[16:20], bare[20:]))
