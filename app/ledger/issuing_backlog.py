"""What is still to be issued, printed and handed out, as selects that count it without reading anybody's data."""

from sqlalchemy import ColumnElement, Select, and_, case, func, select
from sqlalchemy.orm import aliased

from app.ledger.certificate_register import EventKind
from app.ledger.print_jobs import SheetState, placed_certificates
from app.models.certificates import Certificate, CertificateEvent, PrintSheet
from app.models.people import Trainee
from app.models.training import Enrolment, TrainingClass
from app.models.vocabulary import Outcome

_ENDS = (EventKind.VOIDED.value, EventKind.CORRECTED.value)


def counts() -> ColumnElement[bool]:
    """The condition that a certificate counts: neither voided nor corrected."""
    return Certificate.id.not_in(select(CertificateEvent.certificate_id).where(CertificateEvent.kind.in_(_ENDS)))


def unissued() -> Select[str, str, str]:
    """Class and enrolment of everyone who completed and has no certificate of the kind of the class that counts."""
    own = and_(Certificate.enrolment_id == Enrolment.id, Certificate.kind == TrainingClass.certificate_kind)
    return (
        select(TrainingClass.id.label("class_id"), TrainingClass.certificate_kind.label("kind"), Enrolment.id)
        .join(Enrolment, Enrolment.class_id == TrainingClass.id)
        .join(Trainee, Trainee.id == Enrolment.trainee_id)
        .where(
            Enrolment.outcome == Outcome.COMPLETED,
            Trainee.erased_on.is_(None),
            ~select(Certificate.id).where(own, counts()).exists(),
        )
    )


def unprinted() -> Select[str, str, str]:
    """Class, kind and certificate of all that count, were not erased and have neither a good sheet nor one waiting."""
    return _certificates().where(counts(), _kept(), Certificate.id.not_in(placed_certificates()))


def without_good_sheet() -> Select[str, str, str]:
    """Class, kind and certificate of all that count and still cost a blank: no sheet of theirs was seen good."""
    return _certificates().where(counts(), _kept(), Certificate.id.not_in(_good_sheets()))


def uncollected() -> Select[str, str, str]:
    """Class, kind and certificate of all that count, are printed, and were not handed out."""
    return _certificates().where(counts(), Certificate.id.in_(_good_sheets()), ~_collected())


def _certificates() -> Select[str, str, str]:
    return select(Enrolment.class_id.label("class_id"), Certificate.kind.label("kind"), Certificate.id).join(
        Enrolment, Enrolment.id == Certificate.enrolment_id
    )


def _good_sheets() -> Select[str]:
    return select(PrintSheet.certificate_id).where(PrintSheet.state == SheetState.GOOD.value)


def _kept() -> ColumnElement[bool]:
    holder = select(Trainee.id).where(Trainee.id == Certificate.trainee_id, Trainee.erased_on.is_(None))
    return holder.exists()


def _collected() -> ColumnElement[bool]:
    """Handed out more often than that was taken back."""
    event = aliased(CertificateEvent)
    times = select(
        func.sum(_one(event.kind == EventKind.HANDED_OUT.value) - _one(event.kind == EventKind.HAND_OUT_UNDONE.value))
    )
    total = times.where(event.certificate_id == Certificate.id).correlate(Certificate).scalar_subquery()
    return func.coalesce(total, 0) > 0


def _one(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return case((condition, 1), else_=0)
