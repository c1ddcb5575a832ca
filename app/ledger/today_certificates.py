"""What the certificates want done: to be issued, printed, looked at sheet by sheet, handed out; numbers and blanks."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, case, func, or_, select
from sqlalchemy.orm import Session

from app.ledger.certificate_numbering import LOW_SHARE, block_standings
from app.ledger.certificate_register import EventKind
from app.ledger.class_rows import GRADUATED
from app.ledger.known_people import among
from app.ledger.print_jobs import SheetState, placed_certificates
from app.models.certificates import BlankStock, BlankStockEvent, Certificate, CertificateEvent, PrintJob, PrintSheet
from app.models.training import Enrolment, TrainingClass
from app.models.vocabulary import CertificateKind, Outcome

FEW_BLANKS = 20
FINAL = (EventKind.VOIDED, EventKind.CORRECTED)


@dataclass(frozen=True)
class ClassCount:
    """So many people or certificates of a class."""

    class_id: str
    class_name: str
    count: int


@dataclass(frozen=True)
class OpenJob:
    """A print job with sheets that nobody has seen good yet."""

    id: str
    title: str
    waiting: int


@dataclass(frozen=True)
class FewBlanks:
    """A kind of blank paper that runs out: `wanted` sheets are still to be printed."""

    kind: str
    kind_label: str
    left: int
    wanted: int


@dataclass(frozen=True)
class NumbersLeft:
    """Certificate numbers left on this PC, of so many in the blocks that are not used up."""

    left: int
    size: int
    is_low: bool


@dataclass(frozen=True)
class CertificatesToday:
    """All that the certificates want, by class."""

    to_issue: tuple[ClassCount, ...]
    to_print: tuple[ClassCount, ...]
    jobs: tuple[OpenJob, ...]
    to_hand_out: tuple[ClassCount, ...]
    blanks: tuple[FewBlanks, ...]
    numbers: NumbersLeft


def certificates_today(session: Session, replica: str) -> CertificatesToday:
    """Look through the register, the print jobs and the stock."""
    unplaced = _unplaced(session)
    return CertificatesToday(
        _to_issue(session),
        _by_class(session, unplaced),
        _open_jobs(session),
        _by_class(session, _waiting_for_holder(session)),
        _few_blanks(session, unplaced),
        _numbers_left(session, replica),
    )


def _to_issue(session: Session) -> tuple[ClassCount, ...]:
    """Who completed a class and never had a certificate of it: one that was voided is not asked for again."""
    counted = select(TrainingClass.id, TrainingClass.name, func.count()).join(
        Enrolment, Enrolment.class_id == TrainingClass.id
    )
    # NOT IN a plain column walks its index; EXCEPT would copy every id of three years first.
    waiting = counted.where(
        TrainingClass.status == GRADUATED,
        Enrolment.outcome == Outcome.COMPLETED,
        Enrolment.id.not_in(select(Certificate.enrolment_id)),
    )
    grouped = waiting.group_by(TrainingClass.id).order_by(TrainingClass.ends_on, TrainingClass.code)
    return tuple(ClassCount(*row) for row in session.execute(grouped))


def _unplaced(session: Session) -> Sequence[str]:
    """Certificates in force that have no good sheet and wait for none."""
    never = set(session.scalars(select(Certificate.id).where(Certificate.id.not_in(select(PrintSheet.certificate_id)))))
    lost = (SheetState.SPOILED, SheetState.DROPPED)
    once = set(session.scalars(select(PrintSheet.certificate_id).where(PrintSheet.state.in_(lost))))
    found = never | (once - set(session.scalars(placed_certificates().where(PrintSheet.certificate_id.in_(once)))))
    final = select(CertificateEvent.certificate_id).where(CertificateEvent.kind.in_(FINAL))
    return sorted(found - set(session.scalars(final.where(CertificateEvent.certificate_id.in_(found)))))


def _waiting_for_holder(session: Session) -> Sequence[str]:
    """Certificates in force with a good sheet that nobody has collected."""
    printed = select(PrintSheet.certificate_id).where(PrintSheet.state == SheetState.GOOD)
    untouched = printed.where(PrintSheet.certificate_id.not_in(select(CertificateEvent.certificate_id)))
    # What else befell a certificate is looked at only where it is not simply handed out: those are few.
    odd = select(CertificateEvent.certificate_id).where(CertificateEvent.kind != EventKind.HANDED_OUT)
    touched = printed.where(PrintSheet.certificate_id.in_(odd), PrintSheet.certificate_id.not_in(_settled(odd)))
    return session.scalars(untouched.union(touched)).all()


def _settled(among_these: Select[str]) -> Select[str]:
    """Those of them that are in somebody's hands, or out of force. An undoing takes one hand-out back."""
    step = case({EventKind.HANDED_OUT.value: 1, EventKind.HAND_OUT_UNDONE.value: -1}, value=CertificateEvent.kind)
    is_final = case((CertificateEvent.kind.in_(FINAL), 1), else_=0)
    by_certificate = select(CertificateEvent.certificate_id).where(CertificateEvent.certificate_id.in_(among_these))
    grouped = by_certificate.group_by(CertificateEvent.certificate_id)
    return grouped.having(or_(func.sum(step) > 0, func.sum(is_final) > 0))


def _by_class(session: Session, ids: Sequence[str]) -> tuple[ClassCount, ...]:
    if not ids:
        return ()
    counted = (
        select(TrainingClass.id, TrainingClass.name, func.count())
        .join(Enrolment, Enrolment.class_id == TrainingClass.id)
        .join(Certificate, Certificate.enrolment_id == Enrolment.id)
    )
    grouped = counted.where(among(Certificate.id, ids)).group_by(TrainingClass.id)
    return tuple(
        ClassCount(*row) for row in session.execute(grouped.order_by(TrainingClass.ends_on, TrainingClass.code))
    )


def _open_jobs(session: Session) -> tuple[OpenJob, ...]:
    waiting = select(PrintJob.id, PrintJob.title, func.count()).join(PrintSheet, PrintSheet.job_id == PrintJob.id)
    grouped = waiting.where(PrintSheet.state == SheetState.WAITING).group_by(PrintJob.id).order_by(PrintJob.id)
    return tuple(OpenJob(*row) for row in session.execute(grouped))


def _few_blanks(session: Session, unplaced: Sequence[str]) -> tuple[FewBlanks, ...]:
    received = select(BlankStock.kind, func.sum(BlankStock.sheets)).group_by(BlankStock.kind)
    counts: dict[str, int] = dict(session.execute(received).all())
    if not counts:
        return ()
    wanted = _still_to_print(session, unplaced)
    left = {kind: sheets - _gone(session, kind) for kind, sheets in counts.items()}
    return tuple(
        FewBlanks(kind, CertificateKind(kind).label, left[kind], wanted.get(kind, 0))
        for kind in sorted(left)
        if left[kind] < max(FEW_BLANKS, wanted.get(kind, 0))
    )


def _gone(session: Session, kind: str) -> int:
    gone = select(func.sum(BlankStockEvent.sheets)).where(BlankStockEvent.certificate_kind == kind)
    return session.scalar(gone) or 0


def _still_to_print(session: Session, unplaced: Sequence[str]) -> dict[str, int]:
    waiting = session.scalars(select(PrintSheet.certificate_id).where(PrintSheet.state == SheetState.WAITING))
    kinds = select(Certificate.kind, func.count()).where(among(Certificate.id, {*waiting, *unplaced}))
    return dict(session.execute(kinds.group_by(Certificate.kind)).all())


def _numbers_left(session: Session, replica: str) -> NumbersLeft:
    own = [block for block in block_standings(session, replica) if block.left]
    left, size = sum(block.left for block in own), sum(block.size for block in own)
    return NumbersLeft(left, size, left * LOW_SHARE <= size)
