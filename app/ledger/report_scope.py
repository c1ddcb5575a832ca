"""What a report is about: from which day to which, of one class or of all; and the enrolments that fall into it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.ledger.class_rows import CANCELLED
from app.models.certificates import Certificate, CertificateEvent
from app.models.training import Course, Enrolment, TrainingClass
from app.models.vocabulary import Outcome

_ENDED = ("voided", "corrected")


@dataclass(frozen=True)
class ReportScope:
    """From the first day to the last, both counted, open where there is none; of one class if it is named."""

    first: date | None = None
    last: date | None = None
    class_id: str = ""

    @property
    def is_open(self) -> bool:
        """True if nothing was chosen: everything is meant."""
        return not (self.first or self.last or self.class_id)

    def holds(self, day: date) -> bool:
        """True for a day of the period."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


@dataclass(frozen=True)
class Attended:
    """One enrolment with its class, as the figures count it."""

    enrolment_id: str
    trainee_id: str
    class_id: str
    starts_on: date
    outcome: str
    categories: tuple[str, ...]
    skill_group: str
    programme: str
    training_mode: str
    course: str

    @property
    def counts(self) -> bool:
        """True unless the person left before the end."""
        return self.outcome != Outcome.WITHDREW

    @property
    def has_completed(self) -> bool:
        """True for who has graduated."""
        return self.outcome == Outcome.COMPLETED


def class_ids(session: Session, scope: ReportScope) -> list[str]:
    """The classes that begin in the period, the oldest first; those called off are left out."""
    wanted = select(TrainingClass).where(TrainingClass.status != CANCELLED)
    if scope.class_id:
        wanted = wanted.where(TrainingClass.id == scope.class_id)
    rows = session.scalars(wanted.order_by(TrainingClass.starts_on, TrainingClass.code)).all()
    return [row.id for row in rows if scope.class_id or scope.holds(row.starts_on)]


def attended(session: Session, classes: Sequence[str]) -> list[Attended]:
    """Every enrolment in these classes, by class and serial."""
    statement = (
        select(Enrolment, TrainingClass, Course)
        .join(TrainingClass, TrainingClass.id == Enrolment.class_id)
        .join(Course, Course.id == TrainingClass.course_id)
        .order_by(TrainingClass.starts_on, TrainingClass.code, Enrolment.serial, Enrolment.id)
    )
    wanted = set(classes)
    return [
        _attended(enrolment, row, course)
        for enrolment, row, course in session.execute(statement)
        if enrolment.class_id in wanted
    ]


def good_certificates(session: Session) -> dict[str, int]:
    """How many good certificates each enrolment has."""
    ended = set(session.scalars(select(CertificateEvent.certificate_id).where(CertificateEvent.kind.in_(_ENDED))))
    found: dict[str, int] = {}
    for certificate_id, enrolment_id in session.execute(select(Certificate.id, Certificate.enrolment_id)):
        if certificate_id not in ended:
            found[enrolment_id] = found.get(enrolment_id, 0) + 1
    return found


def _attended(enrolment: Enrolment, row: TrainingClass, course: Course) -> Attended:
    return Attended(
        enrolment_id=enrolment.id,
        trainee_id=enrolment.trainee_id,
        class_id=row.id,
        starts_on=row.starts_on,
        outcome=enrolment.outcome,
        categories=tuple(enrolment.categories_at_start),
        skill_group=course.skill_group,
        programme=row.programme,
        training_mode=row.training_mode,
        course=course.name,
    )
