"""Scanning each printed sheet back: the signed text on the paper itself says which sheet came out well."""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import today
from app.i18n import tr
from app.ledger.certificate_register import certificate_numbered
from app.ledger.certificate_verification import verifier_here
from app.ledger.print_jobs import SheetState, job_named
from app.ledger.sheet_results import Seen, confirm
from app.ledger.trust_lists import trust_lists
from app.models.certificates import Certificate, PrintJob, PrintSheet
from app.models.ledger import Ledger

LONGEST_NUMBER = 30


class ScanKind(StrEnum):
    """What a scan told: the sheet is good now, was good already, or does not belong here."""

    GOOD = "good"
    TWICE = "twice"
    OTHER = "other"
    NOT_VALID = "not_valid"


@dataclass(frozen=True)
class Scanned:
    """The certificate that a scanned or typed text names, as far as it can be trusted; else why it cannot."""

    number: str
    name: str
    trouble: str = ""


@dataclass(frozen=True)
class ScanAnswer:
    """What is to be shown, large: green for GOOD alone."""

    kind: ScanKind
    sentence: str
    number: str = ""
    name: str = ""
    position: int = 0


def scanned(ledger: Ledger, text: str) -> Scanned:
    """Read a certificate's code, judged by the lists, or the number typed from it.

    Raises NoSuchCertificate, NotACertificateNumber, CertificateNumberMistyped, NotEnrolled.
    """
    written = "".join(text.split())
    if len(written) <= LONGEST_NUMBER:
        return _numbered(ledger, written)
    answer = verifier_here(ledger, trust_lists(ledger), today(ledger.clock))(text.strip())
    trouble = "" if answer.is_valid else answer.sentence
    return Scanned(answer.number or "", answer.name or "", trouble)


def _numbered(ledger: Ledger, number: str) -> Scanned:
    with ledger.reading() as session:
        found = certificate_numbered(session, number)
        return Scanned(found.number, str(found.fields.get("name", "")))


def take_scan(ledger: Ledger, job: str, text: str) -> ScanAnswer:
    """Enter that the sheet of this code or number came out well, if it is one of the job that nobody has seen yet.

    Raises as `scanned`, NoSuchJob, SerialUsed.
    """
    found = scanned(ledger, text)
    if found.trouble:
        return ScanAnswer(ScanKind.NOT_VALID, found.trouble, found.number, found.name)
    with ledger.reading() as session:
        row = job_named(session, job)
        sheet = _sheet(session, row, found.number)
        elsewhere = "" if sheet else _title_elsewhere(session, found.number)
    if sheet is None:
        return ScanAnswer(ScanKind.OTHER, _stranger(elsewhere), found.number, found.name)
    if sheet.state != SheetState.WAITING:
        words = tr("Sheet {sheet} was confirmed before; is this a second print of it?", sheet=sheet.position)
        return ScanAnswer(ScanKind.TWICE, words, found.number, found.name, sheet.position)
    confirm(ledger, row.id, Seen(good=(found.number,)))
    words = tr("Sheet {sheet} is good.", sheet=sheet.position)
    return ScanAnswer(ScanKind.GOOD, words, found.number, found.name, sheet.position)


def _stranger(elsewhere: str) -> str:
    if elsewhere:
        return tr("This sheet belongs to another print job: {title}.", title=elsewhere)
    return tr("This certificate is in no print job.")


def _sheet(session: Session, job: PrintJob, number: str) -> PrintSheet | None:
    """The newest attempt at this certificate in the job."""
    statement = select(PrintSheet).join(Certificate, Certificate.id == PrintSheet.certificate_id)
    statement = statement.where(PrintSheet.job_id == job.id, Certificate.number == number)
    return session.scalars(statement.order_by(PrintSheet.attempt.desc())).first()


def _title_elsewhere(session: Session, number: str) -> str:
    statement = select(PrintJob.title).join(PrintSheet, PrintSheet.job_id == PrintJob.id)
    statement = statement.join(Certificate, Certificate.id == PrintSheet.certificate_id)
    return session.scalar(statement.where(Certificate.number == number).order_by(PrintJob.id.desc())) or ""
