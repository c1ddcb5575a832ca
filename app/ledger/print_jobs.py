"""Print jobs as they stand: certificates as sheets; a sheet is done when someone has seen it good."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.errors import Refusal
from app.i18n import mark, tr
from app.ledger.print_offsets import PrintOffset
from app.models.certificates import Certificate, PrintJob, PrintSheet
from app.models.ledger import Ledger

SHORT = 6
"""So many signs at the end of an id name a job."""


class SheetState(StrEnum):
    """Where a sheet stands: to be printed, seen good, spoiled, or no longer wanted."""

    WAITING = "waiting"
    GOOD = "good"
    SPOILED = "spoiled"
    DROPPED = "dropped"

    @property
    def words(self) -> str:
        """The state in English, marked for `tr`."""
        return _STATE_WORDS[self]


_STATE_WORDS = {
    SheetState.WAITING: mark("still to print"),
    SheetState.GOOD: mark("good"),
    SheetState.SPOILED: mark("spoiled"),
    SheetState.DROPPED: mark("given up"),
}


class Purpose(StrEnum):
    """What a job prints: originals, further copies marked 补, or further copies without a mark."""

    ORIGINAL = "original"
    COPY = "copy"
    PLAIN = "plain"


class PaperLayers(StrEnum):
    """Everything on white paper, or the data alone on ready-made stock."""

    ALL = "all"
    OVERPRINT = "overprint"


class NoSuchJob(Refusal):
    """No print job is meant by this, or more than one."""

    code = "no_such_print_job"
    message = mark("“{job}” does not name one print job.")
    remedy = mark("Look at the list of print jobs; name one by the end of its id.")


class NoOpenJob(NoSuchJob):
    """No job was named, and none has sheets that wait."""

    code = "no_open_print_job"
    message = mark("No print job is open: no sheet waits for paper.")
    remedy = mark("Print certificates to begin a job; the list of print jobs also holds those that are done.")


class SeveralOpenJobs(NoSuchJob):
    """No job was named, and more than one has sheets that wait."""

    code = "several_open_print_jobs"
    message = mark("{count} print jobs are open: {jobs}.")
    remedy = mark("Name the one you mean by the signs in brackets.")


@dataclass(frozen=True)
class Sheet:
    """One sheet of a job; `position` counts from 1 and stays the same when it is printed again."""

    position: int
    attempt: int
    number: str
    state: SheetState
    paper_serial: str


@dataclass(frozen=True)
class Job:
    """A print job with its sheets, spoiled ones included, in the order of printing."""

    id: str
    title: str
    purpose: Purpose
    layers: PaperLayers
    printer: str
    tray: str
    offset: PrintOffset
    sheets: tuple[Sheet, ...]

    @property
    def short_id(self) -> str:
        """The end of the id: enough to name it."""
        return self.id[-SHORT:]

    def count(self, state: SheetState) -> int:
        """How many sheets stand like this."""
        return sum(sheet.state is state for sheet in self.sheets)

    @property
    def is_done(self) -> bool:
        """Whether no sheet waits any more."""
        return not self.count(SheetState.WAITING)


def list_jobs(ledger: Ledger, *, open_only: bool = False) -> list[Job]:
    """Every print job, newest first."""
    with ledger.reading() as session:
        jobs = [job_of(session, row) for row in session.scalars(select(PrintJob).order_by(PrintJob.id.desc()))]
    return [job for job in jobs if not (open_only and job.is_done)]


def find_job(ledger: Ledger, job: str = "") -> Job:
    """The job of this id or end of an id; the only one that is not done, if nothing is given.

    Raises NoSuchJob, NoOpenJob, SeveralOpenJobs.
    """
    with ledger.reading() as session:
        return job_of(session, job_named(session, job))


def job_named(session: Session, job: str) -> PrintJob:
    """As `find_job`, as a row."""
    rows = session.scalars(select(PrintJob).order_by(PrintJob.id)).all()
    if not job:
        return _only_open(session, rows)
    meant = [row for row in rows if row.id.endswith(job.lower())]
    if len(meant) != 1:
        raise NoSuchJob(job=job)
    return meant[0]


def _only_open(session: Session, rows: Sequence[PrintJob]) -> PrintJob:
    waiting = set(session.scalars(select(PrintSheet.job_id).where(PrintSheet.state == SheetState.WAITING)))
    meant = [row for row in rows if row.id in waiting]
    if not meant:
        raise NoOpenJob
    if len(meant) > 1:
        named = tr(", ").join(f"{row.title} ({row.id[-SHORT:]})" for row in meant)
        raise SeveralOpenJobs(count=len(meant), jobs=named)
    return meant[0]


def job_of(session: Session, row: PrintJob) -> Job:
    """A job as it crosses the floor."""
    statement = (
        select(PrintSheet, Certificate.number)
        .join(Certificate, Certificate.id == PrintSheet.certificate_id)
        .where(PrintSheet.job_id == row.id)
        .order_by(PrintSheet.position, PrintSheet.attempt, PrintSheet.id)
    )
    sheets = tuple(
        Sheet(sheet.position, sheet.attempt, number, SheetState(sheet.state), sheet.paper_serial)
        for sheet, number in session.execute(statement)
    )
    kinds = (Purpose(row.purpose), PaperLayers(row.layers), row.printer, row.tray)
    return Job(row.id, row.title, *kinds, PrintOffset(**row.offset), sheets)


def placed_certificates() -> Select[str]:
    """The certificates that have a good sheet or wait for one, as a select of their ids."""
    placed = PrintSheet.state.in_((SheetState.WAITING, SheetState.GOOD))
    return select(PrintSheet.certificate_id).where(placed)
