"""A print job as it is worked on: each sheet with whose it is, whether the printer has it, and the blanks beside it."""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.i18n import mark
from app.ledger.blank_outlook import BlankOutlook, outlook_of
from app.ledger.print_jobs import Job, SheetState, job_named, job_of
from app.ledger.print_jobs_sent import sent_papers
from app.models.certificates import Certificate, PrintJob, PrintSheet
from app.models.ledger import Ledger
from app.models.training import Enrolment


class Stand(StrEnum):
    """Where a sheet stands on its way: a waiting one is still to print, or in the printer and to be judged."""

    TO_PRINT = "to_print"
    SENT = "sent"
    GOOD = "good"
    SPOILED = "spoiled"
    DROPPED = "dropped"

    @property
    def words(self) -> str:
        """The state in English, marked for `tr`."""
        return _WORDS[self]


_WORDS = {
    Stand.TO_PRINT: mark("still to print"),
    Stand.SENT: mark("in the printer"),
    Stand.GOOD: mark("good"),
    Stand.SPOILED: mark("spoiled"),
    Stand.DROPPED: mark("given up"),
}


@dataclass(frozen=True)
class SheetLine:
    """One sheet: its place in the job, whose certificate it is, where it stands, the serial of its blank."""

    position: int
    attempt: int
    number: str
    name: str
    kind: str
    stand: Stand
    paper_serial: str


@dataclass(frozen=True)
class JobBoard:
    """A job with its sheets; `class_id` is empty where its certificates are of several classes."""

    job: Job
    class_id: str
    lines: tuple[SheetLine, ...]
    blanks: tuple[BlankOutlook, ...]

    def at(self, stand: Stand) -> tuple[SheetLine, ...]:
        """The sheets that stand like this."""
        return tuple(line for line in self.lines if line.stand is stand)

    @property
    def sheets(self) -> int:
        """How many certificates the job prints, however often a sheet had to be printed again."""
        return len({line.position for line in self.lines if line.stand is not Stand.DROPPED})


def job_board(ledger: Ledger, job: str) -> JobBoard:
    """The job of this id or end of an id. Raises NoSuchJob."""
    with ledger.reading() as session:
        row = job_named(session, job)
        lines = _lines(session, row)
        blanks = tuple(outlook_of(session, kind) for kind in sorted({line.kind for line in lines}))
        return JobBoard(job_of(session, row), _class_id(session, row), lines, blanks)


def _lines(session: Session, job: PrintJob) -> tuple[SheetLine, ...]:
    sent = sent_papers(session)
    statement = (
        select(PrintSheet, Certificate)
        .join(Certificate, Certificate.id == PrintSheet.certificate_id)
        .where(PrintSheet.job_id == job.id)
        .order_by(PrintSheet.position, PrintSheet.attempt, PrintSheet.id)
    )
    return tuple(
        SheetLine(
            position=sheet.position,
            attempt=sheet.attempt,
            number=certificate.number,
            name=str(certificate.fields.get("name", "")),
            kind=certificate.kind,
            stand=_stand(sheet, is_sent=sheet.id in sent),
            paper_serial=sheet.paper_serial or sent.get(sheet.id, ""),
        )
        for sheet, certificate in session.execute(statement)
    )


def _stand(sheet: PrintSheet, *, is_sent: bool) -> Stand:
    if sheet.state == SheetState.WAITING:
        return Stand.SENT if is_sent else Stand.TO_PRINT
    return Stand(sheet.state)


def _class_id(session: Session, job: PrintJob) -> str:
    statement = (
        select(Enrolment.class_id)
        .join(Certificate, Certificate.enrolment_id == Enrolment.id)
        .join(PrintSheet, PrintSheet.certificate_id == Certificate.id)
        .where(PrintSheet.job_id == job.id)
        .distinct()
    )
    found = session.scalars(statement).all()
    return found[0] if len(found) == 1 else ""
