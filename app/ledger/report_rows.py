"""The registers of the station: everyone trained, every class, every certificate and who collected it, the blanks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.ledger.blank_stock import BlankCount, blank_deliveries
from app.ledger.categories import categories_on
from app.ledger.certificate_register import CertificateRow, certificate_rows
from app.ledger.class_rows import ClassRow, class_rows
from app.ledger.known_people import among, living
from app.ledger.report_scope import Attended, ReportScope, attended, class_ids, good_certificates
from app.models.certificates import Certificate
from app.models.code_tables import table
from app.models.id_numbers import age_on, mask_id_number
from app.models.ledger import Ledger
from app.models.people import Trainee
from app.models.phones import mask_phone
from app.models.training import Course, Enrolment
from app.models.vocabulary import Outcome, SkillGroup

_OTHER_GROUP = "97"


@dataclass(frozen=True)
class PersonLine:
    """One person of the register; numbers are masked unless the whole ones were asked for."""

    trainee_id: str
    name: str
    sex: str
    ethnic_group: str
    id_number: str
    age: int | None
    education: str
    village: str
    categories: str
    employment: str
    phone: str
    enrolment_count: int
    completed: int
    certificates: int


@dataclass(frozen=True)
class ClassLine:
    """One class of the register, with how its people ended."""

    row: ClassRow
    skill_group: str
    enrolled: int
    completed: int
    failed: int
    withdrew: int
    certificates: int


@dataclass(frozen=True)
class CertificateLine:
    """One certificate of the register, with what its holder is besides; numbers masked unless asked for."""

    row: CertificateRow
    class_name: str
    intake: str
    person: PersonLine | None


def people_register(ledger: Ledger, scope: ReportScope, *, full: bool = False) -> tuple[PersonLine, ...]:
    """Everyone who was enrolled in a class of the period, by pinyin; everyone in the ledger if nothing was chosen."""
    today = ledger.clock.now().date()
    with ledger.reading() as session:
        enrolments = [each for each in attended(session, class_ids(session, scope)) if each.counts]
        people = select(Trainee).where(*living()).order_by(Trainee.pinyin, Trainee.name, Trainee.id)
        if not scope.is_open:
            people = people.where(among(Trainee.id, {each.trainee_id for each in enrolments}))
        return _people(session, session.scalars(people).all(), enrolments, today, full=full)


def classes_register(ledger: Ledger, scope: ReportScope) -> tuple[ClassLine, ...]:
    """Every class that begins in the period, the oldest first; those called off are left out."""
    with ledger.reading() as session:
        ids = class_ids(session, scope)
        ends, certificates = attended(session, ids), good_certificates(session)
        groups = dict(session.execute(select(Course.id, Course.skill_group)).all())
        by_class: dict[str, list[Attended]] = {}
        for each in ends:
            by_class.setdefault(each.class_id, []).append(each)
        rows = class_rows(session, ids)
        return tuple(_class(row, groups[row.course_id], by_class.get(row.id, []), certificates) for row in rows)


def certificates_register(ledger: Ledger, scope: ReportScope, *, full: bool = False) -> tuple[CertificateLine, ...]:
    """Every certificate issued in the period, oldest first, voided and corrected ones too."""
    today = ledger.clock.now().date()
    conditions = []
    if scope.class_id:
        conditions.append(
            Certificate.enrolment_id.in_(select(Enrolment.id).where(Enrolment.class_id == scope.class_id))
        )
    with ledger.reading() as session:
        rows = [row for row in certificate_rows(session, *conditions) if scope.holds(row.issued_on)]
        classes = {row.id: row for row in class_rows(session, list({row.class_id for row in rows if row.class_id}))}
        wanted = select(Trainee).where(among(Trainee.id, {row.trainee_id for row in rows}))
        people = _people(session, session.scalars(wanted).all(), [], today, full=full)
        known = {person.trainee_id: person for person in people}
        return tuple(_certificate(row, classes.get(row.class_id), known.get(row.trainee_id)) for row in rows)


def blanks_register(ledger: Ledger, scope: ReportScope) -> tuple[BlankCount, ...]:
    """Every delivery of blanks in the period with what became of it, oldest first."""
    return tuple(each for each in blank_deliveries(ledger) if scope.holds(each.received_on or date.min))


def _people(
    session: Session, trainees: Sequence[Trainee], enrolments: Sequence[Attended], today: date, *, full: bool
) -> tuple[PersonLine, ...]:
    groups = categories_on(session, [row.id for row in trainees], today)
    certificates = good_certificates(session) if enrolments else {}
    by_person: dict[str, list[Attended]] = {}
    for each in enrolments:
        by_person.setdefault(each.trainee_id, []).append(each)
    return tuple(
        _person(row, groups[row.id], by_person.get(row.id, []), certificates, today, full=full) for row in trainees
    )


def _person(
    row: Trainee,
    categories: Sequence[str],
    enrolments: Sequence[Attended],
    certificates: Mapping[str, int],
    today: date,
    *,
    full: bool,
) -> PersonLine:
    labels = table("person_categories")
    ethnic = row.ethnic_text if row.ethnic_text and row.ethnic_code in ("", _OTHER_GROUP) else ""
    return PersonLine(
        trainee_id=row.id,
        name=row.name,
        sex=table("sex").label(row.sex),
        ethnic_group=ethnic or table("ethnic_groups").label(row.ethnic_code),
        id_number=row.id_number if full else mask_id_number(row.id_number),
        age=age_on(row.birth_date, today) if row.birth_date else None,
        education=table("education").label(row.education),
        village=row.village,
        categories="、".join(labels.label(code) for code in categories),
        employment=table("employment_status").label(row.employment),
        phone=row.phone if full else mask_phone(row.phone),
        enrolment_count=len(enrolments),
        completed=sum(each.has_completed for each in enrolments),
        certificates=sum(certificates.get(each.enrolment_id, 0) for each in enrolments),
    )


def _class(
    row: ClassRow, skill_group: str, enrolments: Sequence[Attended], certificates: Mapping[str, int]
) -> ClassLine:
    outcomes = [each.outcome for each in enrolments]
    found = SkillGroup.read(skill_group)
    return ClassLine(
        row=row,
        skill_group=found.label if found else skill_group,
        enrolled=len(enrolments),
        completed=outcomes.count(Outcome.COMPLETED.value),
        failed=outcomes.count(Outcome.FAILED.value),
        withdrew=outcomes.count(Outcome.WITHDREW.value),
        certificates=sum(certificates.get(each.enrolment_id, 0) for each in enrolments),
    )


def _certificate(row: CertificateRow, training_class: ClassRow | None, person: PersonLine | None) -> CertificateLine:
    name, intake = (training_class.name, training_class.intake) if training_class else ("", "")
    return CertificateLine(row, name, intake, person)
