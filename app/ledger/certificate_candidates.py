"""Who is to get a certificate, and what will stand on it: the ledger as it is at this moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.credential.claims import masked_identity
from app.errors import Refusal
from app.i18n import mark
from app.ledger.certificate_pages import CertificatePage
from app.ledger.certificate_register import certificate_rows
from app.ledger.rules import rule
from app.ledger.station_identity import Identity
from app.models.certificates import Certificate
from app.models.code_tables import table
from app.models.findings import Finding, block
from app.models.id_documents import CITIZEN_TYPES
from app.models.id_numbers import mask_id_number
from app.models.people import Trainee
from app.models.training import Course, Enrolment, Lesson, TrainingClass, TrainingProvider
from app.models.vocabulary import CertificateKind, LessonKind, Outcome

# The words printed before the number.
_CITIZEN_LABEL = "公民身份号码"
_NUMBER_OF = "号码"
_NO_DOCUMENT = "身份证件号码未登记"


class KindUnknown(Refusal):
    """A kind of certificate that is not printed here."""

    code = "certificate_kind_unknown"
    message = mark("“{kind}” is not a kind of certificate that this program prints.")
    remedy = mark("Use completion (结业证书) or training_pass (培训合格证书); others are recorded, not printed.")


@dataclass(frozen=True)
class Subject:
    """One enrolment with all the rows a certificate is made from. Stays inside the ledger."""

    enrolment: Enrolment
    trainee: Trainee
    training_class: TrainingClass
    course: Course
    provider: TrainingProvider | None
    theory_hours: int
    practical_hours: int

    @property
    def kind(self) -> str:
        """The kind of certificate that its class leads to."""
        return self.training_class.certificate_kind


@dataclass(frozen=True)
class Candidate:
    """One enrolment as the issuing of certificates sees it; `hindrance` says why it gets none, if it gets none."""

    enrolment_id: str
    trainee_id: str
    serial: int
    name: str
    kind: str
    certificate: str = ""
    hindrance: Finding | None = None


def kind_named(kind: str) -> CertificateKind:
    """The kind this word stands for: a value, 结业证书, JYZS … Raises KindUnknown."""
    found = CertificateKind.read(kind)
    if found is None:
        raise KindUnknown(kind=kind)
    return found


def subjects_of(session: Session, *, class_id: str = "", enrolment_ids: Sequence[str] = ()) -> list[Subject]:
    """The enrolments of a class, or these enrolments, in the order of the roster."""
    statement = (
        select(Enrolment, Trainee, TrainingClass, Course, TrainingProvider)
        .join(Trainee, Trainee.id == Enrolment.trainee_id)
        .join(TrainingClass, TrainingClass.id == Enrolment.class_id)
        .join(Course, Course.id == TrainingClass.course_id)
        .outerjoin(TrainingProvider, TrainingProvider.id == TrainingClass.provider_id)
        .order_by(TrainingClass.code, Enrolment.serial, Enrolment.id)
    )
    if class_id:
        statement = statement.where(Enrolment.class_id == class_id)
    if enrolment_ids:
        statement = statement.where(Enrolment.id.in_(enrolment_ids))
    rows = session.execute(statement).all()
    hours = {row.TrainingClass.id: _hours(session, row.TrainingClass, row.Course) for row in rows}
    return [Subject(*row, *hours[row.TrainingClass.id]) for row in rows]


def _hours(session: Session, training_class: TrainingClass, course: Course) -> tuple[int, int]:
    """Hours of theory and practice as they were taught; those of the course where no lesson was ever planned."""
    held = (Lesson.class_id == training_class.id, Lesson.cancelled.is_(False))
    sums = session.execute(select(Lesson.kind, func.sum(Lesson.hours)).where(*held).group_by(Lesson.kind))
    taught: dict[str, int] = dict(sums.all())
    if not taught:
        return course.theory_hours, course.practical_hours
    return taught.get(LessonKind.THEORY, 0), taught.get(LessonKind.PRACTICAL, 0)


def candidates_of(session: Session, subjects: Sequence[Subject], kind: str) -> list[Candidate]:
    """Each of them with what hinders a certificate of this kind (or of the kind of its class), if anything does."""
    enrolments = [subject.enrolment.id for subject in subjects]
    living = {
        (row.enrolment_id, row.kind): row.number
        for row in certificate_rows(session, Certificate.enrolment_id.in_(enrolments))
        if row.is_good
    }
    found = []
    for subject in subjects:
        wanted = kind or subject.kind
        number = living.get((subject.enrolment.id, wanted), "")
        found.append(_candidate(subject, wanted, number))
    return found


def _candidate(subject: Subject, kind: str, number: str) -> Candidate:
    enrolment, trainee = subject.enrolment, subject.trainee
    hindrance = _hindrance(subject, number)
    return Candidate(enrolment.id, trainee.id, enrolment.serial, trainee.name, kind, number, hindrance)


def _hindrance(subject: Subject, number: str) -> Finding | None:
    if number:
        message = mark("has certificate {number} already")
        return block("has_certificate", message, mark("Reprint it, or correct it."), number=number)
    if subject.trainee.erased_on is not None:
        return block("person_erased", mark("the person's data were erased"))
    if subject.enrolment.outcome != Outcome.COMPLETED:
        return block("not_completed", mark("has not completed the class"), mark("Close the class first."))
    if not subject.trainee.name:
        return block("name_missing", mark("has no name"), mark("Enter the name first."))
    if subject.trainee.sex not in ("1", "2"):
        return block("sex_missing", mark("has no sex entered"), mark("Enter the sex first."))
    return None


@dataclass(frozen=True)
class House:
    """What the station and its rules put on every certificate; `issuer` may name {provider}, {station} and {county}."""

    identity: Identity
    issuer: str
    shows_id_number: bool

    @classmethod
    def on(cls, session: Session, identity: Identity, day: date) -> "House":
        """As the rules hold on this day."""
        shown = rule(session, "certificate_id_number", day).value != "masked"
        return cls(identity, str(rule(session, "certificate_issuer", day).value), shown)

    def issuer_for(self, provider: TrainingProvider | None) -> str:
        """Who stands under the certificate; the station where the class has no provider."""
        names = {
            "{provider}": provider.name if provider else self.identity.station_name,
            "{station}": self.identity.station_name,
            "{county}": self.identity.county_name,
        }
        issuer = self.issuer
        for place, name in names.items():
            issuer = issuer.replace(place, name)
        return issuer


def drawn_on(subject: Subject, house: House, template: tuple[str, int], kind: str, issued_on: date) -> CertificatePage:
    """What will stand on this person's certificate; number, text and photo are still missing."""
    trainee, training_class, course = subject.trainee, subject.training_class, subject.course
    return CertificatePage(
        number="",
        kind=kind,
        template_id=template[0],
        template_version=template[1],
        name=trainee.name,
        sex_label=table("sex").label(trainee.sex),
        id_label=_document_label(trainee),
        id_number=trainee.id_number if house.shows_id_number else mask_id_number(trainee.id_number),
        masked_id=masked_identity(trainee.id_number),
        course=course.name,
        level=table("skill_levels").full_name(course.level) if course.level else "",
        theory_hours=subject.theory_hours,
        practical_hours=subject.practical_hours,
        hours=subject.theory_hours + subject.practical_hours,
        period_from=training_class.starts_on,
        period_to=training_class.ends_on,
        issued_on=issued_on,
        provider=house.issuer_for(subject.provider),
        station_name=house.identity.station_name,
        county_name=house.identity.county_name,
    )


def _document_label(trainee: Trainee) -> str:
    """The words before the number of the person's document."""
    if not trainee.id_number:
        return _NO_DOCUMENT
    if trainee.id_type in CITIZEN_TYPES or not trainee.id_type:
        return _CITIZEN_LABEL
    return table("id_types").label(trainee.id_type).split("（")[0] + _NUMBER_OF
