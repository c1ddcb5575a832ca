"""Putting certificates on paper: a run is what is left of a job, each page proved to be drawn exactly as issued."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import asdict, dataclass, replace

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.errors import MachineFault, Refusal
from app.i18n import mark
from app.ledger.blank_pile import Cupboard, serial_after
from app.ledger.certificate_events import note_act, require_reason
from app.ledger.certificate_pages import CertificatePage, Printer, page_of
from app.ledger.certificate_register import (
    EventKind,
    certificate_numbered,
    certificates_numbered,
    is_good,
    require_good,
)
from app.ledger.print_jobs import Job, PaperLayers, Purpose, SheetState, job_named, job_of, placed_certificates
from app.ledger.print_jobs_sent import note_sent
from app.ledger.print_offsets import PrintOffset, offset_of
from app.models.certificates import Certificate, CertificateEvent, PrintJob, PrintSheet
from app.models.change import Change
from app.models.ledger import Ledger
from app.models.training import Enrolment, TrainingClass

COPY_MARK = "补"


class NothingToPrint(Refusal):
    """No certificate of the selection is waiting for paper."""

    code = "nothing_to_print"
    message = mark(
        "There is nothing to print: {printed} are printed already, {waiting} wait in a job that is not done."
    )
    remedy = mark("Go on with the print job that is not done, or reprint single certificates with a reason.")


class AlreadyPrinted(Refusal):
    """A certificate that has its good sheet, or waits for it in another job."""

    code = "already_printed"
    message = mark("Certificate {number} was printed already or waits in another job.")
    remedy = mark("Go on with that job; if the paper was spoiled, say so there; for a further copy give a reason.")


class NotPrintedYet(Refusal):
    """A further copy of a certificate whose original nobody has seen."""

    code = "not_printed_yet"
    message = mark("Certificate {number} has no good sheet yet; a further copy makes no sense.")
    remedy = mark("Print it first, and confirm the sheets that are good.")


class NotReproducible(MachineFault):
    """A page that would be drawn otherwise than it was issued: it must not be printed as the original."""

    code = "not_reproducible"
    message = mark("This program cannot draw certificate {numbers} exactly as issued; nothing was printed.")
    remedy = mark("Print it with the version of the program that issued it, or correct the certificate.")


class NothingLeft(Refusal):
    """Every sheet of the job is done."""

    code = "nothing_left"
    message = mark("Every sheet of this job is done.")
    remedy = mark("A sheet that turned out to be spoiled can still be reported; it is then printed again.")


@dataclass(frozen=True)
class PrintRun:
    """What goes to the printer now: the pages in order, and how they are put on paper."""

    job: Job
    positions: tuple[int, ...]
    pages: tuple[CertificatePage, ...]
    copy_mark: str


Press = Callable[[PrintRun], None]
"""Puts a run into a file; if it fails, the job is not begun."""


@dataclass(frozen=True)
class Paper:
    """How a job is printed: layers, printer and tray; the offset is the one remembered unless one is given.

    `first_serial` is printed on the first blank of the pile in the tray, where blanks have serials.
    """

    layers: PaperLayers = PaperLayers.ALL
    printer: str = ""
    tray: str = ""
    offset: PrintOffset | None = None
    first_serial: str = ""


def start_job(
    ledger: Ledger,
    printer: Printer,
    press: Press,
    *,
    class_id: str = "",
    numbers: Sequence[str] = (),
    paper: Paper | None = None,
    start_at: int = 1,
    only: Collection[int] = (),
) -> Job:
    """Begin a job with every original of the class that has no good sheet yet, or with those of the numbers alone.

    Only sheets from `start_at` on are put into this run, or the ones named. Raises NothingToPrint, AlreadyPrinted,
    CertificateNotGood, NotReproducible, ContentErased, SerialUsed, and what `press` raises.
    """
    paper = paper or Paper()
    with ledger.change("print.start") as change:
        session = change.session
        chosen = _of_numbers(session, numbers) if numbers else _of_class(session, class_id)
        if not chosen:
            raise NothingToPrint(
                printed=_placed(session, class_id, SheetState.GOOD), waiting=_placed(session, class_id)
            )
        title = _class_title(session, class_id) or chosen[0].number
        job = begin(change, chosen, title, Purpose.ORIGINAL, paper)
        return _send(ledger, change, job, press, run_of(change.session, printer, job, start_at, only), paper)


def begin(change: Change, chosen: Sequence[Certificate], title: str, purpose: Purpose, paper: Paper) -> PrintJob:
    """A job with one waiting sheet for each certificate."""
    job = PrintJob(title=title[:200], purpose=purpose.value)
    _lay_in(change.session, job, paper)
    change.add(job)
    change.session.flush()
    for position, certificate in enumerate(chosen, 1):
        change.add(PrintSheet(job_id=job.id, position=position, certificate_id=certificate.id, attempt=1))
    change.session.flush()
    return job


def _lay_in(session: Session, job: PrintJob, paper: Paper) -> None:
    job.layers, job.printer, job.tray = paper.layers.value, paper.printer, paper.tray
    job.offset = asdict(paper.offset or offset_of(session, paper.printer, paper.tray))


def resume_job(
    ledger: Ledger,
    printer: Printer,
    press: Press,
    job: str = "",
    *,
    start_at: int = 1,
    only: Collection[int] = (),
    paper: Paper | None = None,
) -> Job:
    """Print what is left of a job, from a sheet on or those named, on other paper if any is given; journaled.

    Raises NoSuchJob, NothingLeft, NotReproducible, SerialUsed.
    """
    with ledger.change("print.resume") as change:
        row = job_named(change.session, job)
        run = run_of(change.session, printer, row, start_at, only)
        note_act(ledger, change, job=row.id, sheets=len(run.pages))
        if paper:
            _lay_in(change.session, row, paper)
            run = replace(run, job=job_of(change.session, row))
        return _send(ledger, change, row, press, run, paper or Paper())


def _send(ledger: Ledger, change: Change, job: PrintJob, press: Press, run: PrintRun, paper: Paper) -> Job:
    """Put a run on paper, and remember that the printer has it."""
    sheets = [each for each in _sheets(change.session, job, SheetState.WAITING) if each.position in run.positions]
    _refuse_taken(change.session, sheets, paper.first_serial)
    press(run)
    note_sent(ledger, change.session, sheets, paper.first_serial)
    return run.job


def _refuse_taken(session: Session, sheets: Sequence[PrintSheet], first_serial: str) -> None:
    if first_serial:
        serials = [first_serial, *(serial_after(first_serial, step) for step in range(1, len(sheets)))]
        for kind in {_certificate(session, sheet).kind for sheet in sheets}:
            Cupboard(session, kind).require_free(serials)


def run_of(session: Session, printer: Printer, job: PrintJob, start_at: int, only: Collection[int] = ()) -> PrintRun:
    """The waiting sheets of a job from `start_at` on, each proved to be drawn exactly as issued."""
    waiting = [
        each for each in _sheets(session, job, SheetState.WAITING, start_at) if not only or each.position in only
    ]
    if not waiting:
        raise NothingLeft
    certificates = [_certificate(session, sheet) for sheet in waiting]
    pages = [page_of(session, certificate) for certificate in certificates]
    drawn = zip(pages, certificates, strict=True)
    if strange := [page.number for page, issued in drawn if printer.page_sha256(page) != issued.page_sha256]:
        raise NotReproducible(numbers=", ".join(strange))
    positions = tuple(sheet.position for sheet in waiting)
    copy_mark = COPY_MARK if job.purpose == Purpose.COPY else ""
    return PrintRun(job_of(session, job), positions, tuple(pages), copy_mark)


def _certificate(session: Session, sheet: PrintSheet) -> Certificate:
    found = session.get(Certificate, sheet.certificate_id)
    if found is None:
        raise LookupError(sheet.certificate_id)
    return found


def _sheets(session: Session, job: PrintJob, state: SheetState, start_at: int = 1) -> Sequence[PrintSheet]:
    wanted = (PrintSheet.job_id == job.id, PrintSheet.state == state.value, PrintSheet.position >= start_at)
    return session.scalars(select(PrintSheet).where(*wanted).order_by(PrintSheet.position, PrintSheet.id)).all()


def _of_class(session: Session, class_id: str) -> list[Certificate]:
    """The good certificates of a class without a sheet, in the order of the roster."""
    statement = (
        select(Certificate)
        .join(Enrolment, Enrolment.id == Certificate.enrolment_id)
        .where(Enrolment.class_id == class_id, Certificate.id.not_in(placed_certificates()))
        .order_by(Enrolment.serial, Certificate.issued_on, Certificate.serial)
    )
    return [row for row in session.scalars(statement) if is_good(session, row)]


def _of_numbers(session: Session, numbers: Sequence[str]) -> list[Certificate]:
    placed = set(session.scalars(placed_certificates()))
    chosen = certificates_numbered(session, numbers)
    for certificate in chosen:
        require_good(session, certificate)
        if certificate.id in placed:
            raise AlreadyPrinted(number=certificate.number)
    return chosen


def _placed(session: Session, class_id: str, state: SheetState = SheetState.WAITING) -> int:
    """How many certificates of a class have a sheet that stands like this."""
    statement = select(func.count(PrintSheet.certificate_id.distinct()))
    statement = statement.join(Certificate, Certificate.id == PrintSheet.certificate_id)
    statement = statement.join(Enrolment, Enrolment.id == Certificate.enrolment_id)
    return session.scalar(statement.where(Enrolment.class_id == class_id, PrintSheet.state == state.value)) or 0


def _class_title(session: Session, class_id: str) -> str:
    found = session.get(TrainingClass, class_id) if class_id else None
    return f"{found.code} {found.name}" if found else ""


@dataclass(frozen=True)
class Reprint:
    """A further copy for the holder: which one it is, and the job that prints it."""

    number: str
    copy: int
    is_marked: bool
    job: Job


def reprint(
    ledger: Ledger,
    printer: Printer,
    press: Press,
    number: str,
    reason: str,
    *,
    plain: bool = False,
    paper: Paper | None = None,
) -> Reprint:
    """Print one further copy, counted and marked 补, or unmarked and byte for byte the original if `plain`.

    Raises ReasonMissing, CertificateNotGood, NotPrintedYet, NotReproducible, ContentErased, SerialUsed.
    """
    require_reason(reason)
    paper = paper or Paper()
    with ledger.change("certificate.reprint", reason=reason) as change:
        certificate = certificate_numbered(change.session, number)
        row = require_good(change.session, certificate)
        if not row.is_printed:
            raise NotPrintedYet(number=row.number)
        details = {"copy": row.copies + 1, "plain": plain}
        event = CertificateEvent(certificate_id=row.id, kind=EventKind.REPRINTED.value, on_day=change.today)
        event.reason, event.details = reason, details
        change.add(event)
        purpose = Purpose.PLAIN if plain else Purpose.COPY
        job = begin(change, [certificate], row.number, purpose, paper)
        sent = _send(ledger, change, job, press, run_of(change.session, printer, job, 1), paper)
        return Reprint(row.number, row.copies + 1, not plain, sent)
