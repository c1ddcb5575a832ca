"""One person's page: who they are, what they are counted as, their classes and certificates, and all besides."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.i18n import tr
from app.ledger.certificate_register import certificate_rows
from app.ledger.class_rows import STATUS_LABELS as CLASS_STATUS
from app.ledger.known_people import among
from app.ledger.person_categories import CategoryRow, list_categories
from app.ledger.person_rows import NoSuchTrainee, PersonRow, person_rows
from app.models.certificates import Certificate, OtherCertificate
from app.models.code_tables import table
from app.models.ledger import Ledger
from app.models.people import Trainee, TrainingElsewhere
from app.models.privacy import masked_text
from app.models.training import Course, Enrolment, TrainingClass
from app.models.vocabulary import Outcome


@dataclass(frozen=True)
class ClassOfPerson:
    """One enrolment of a person."""

    enrolment_id: str
    class_id: str
    class_code: str
    class_name: str
    course: str
    starts_on: date
    ends_on: date
    status_label: str
    outcome: str
    outcome_label: str
    outcome_reason: str


@dataclass(frozen=True)
class CertificateOfPerson:
    """One certificate of a person, ours or another body's; `state` is "" for another body's."""

    number: str
    kind: str
    course: str
    level: str
    issued_on: date | None
    state: str
    body: str


@dataclass(frozen=True)
class ElsewhereOfPerson:
    """A training or subsidy known from elsewhere."""

    kind: str
    course: str
    starts_on: date | None
    ends_on: date | None
    source: str


@dataclass(frozen=True)
class PersonPage:
    """Everything about one person; what stands under entries merged into theirs is included."""

    person: PersonRow
    document: str
    ethnic: str
    education: str
    political_status: str
    hukou: str
    address: str
    labour_ability: str
    employment: str
    note: str
    informed_on: date | None
    erased_on: date | None
    merged_into: str
    merged_entries: tuple[str, ...]
    categories: tuple[CategoryRow, ...]
    classes: tuple[ClassOfPerson, ...]
    certificates: tuple[CertificateOfPerson, ...]
    elsewhere: tuple[ElsewhereOfPerson, ...]


def read_person(ledger: Ledger, trainee_id: str, *, full: bool = False) -> PersonPage:
    """The page of this trainee, numbers masked; with `full` those in papers and remarks are not (`in_full` permits it).

    Raises NoSuchTrainee.
    """
    with ledger.reading() as session:
        row = session.get(Trainee, trainee_id)
        if row is None:
            raise NoSuchTrainee(trainee=trainee_id)
        page = _page(session, row, ledger.clock.now().date())
        return page if full else _masked(page)


def _masked(page: PersonPage) -> PersonPage:
    """A disability certificate's number, and that of many another paper, is the ID number and a little more."""
    return replace(
        page,
        note=masked_text(page.note),
        categories=tuple(
            replace(each, evidence=masked_text(each.evidence), evidence_number=masked_text(each.evidence_number))
            for each in page.categories
        ),
        certificates=tuple(replace(each, number=masked_text(each.number)) for each in page.certificates),
    )


def entries_of(session: Session, trainee_id: str) -> tuple[str, ...]:
    """The ids under which a person stands: their own, and those merged into it, however long ago."""
    found, fresh = {trainee_id: None}, [trainee_id]
    while fresh:
        merged = session.scalars(select(Trainee.id).where(among(Trainee.merged_into, fresh)).order_by(Trainee.id))
        fresh = [each for each in merged if each not in found]
        found.update(dict.fromkeys(fresh))
    return tuple(found)


def _page(session: Session, row: Trainee, today: date) -> PersonPage:
    ids = entries_of(session, row.id)
    return PersonPage(
        person=person_rows(session, [row.id], today)[0],
        document=table("id_types").label(row.id_type) if row.id_type else "",
        ethnic=row.ethnic_text or table("ethnic_groups").label(row.ethnic_code),
        education=table("education").label(row.education),
        political_status=table("political_status").label(row.political_status),
        hukou=table("hukou").label(row.hukou),
        address=row.address,
        labour_ability=table("labour_ability").label(row.labour_ability),
        employment=table("employment_status").label(row.employment),
        note=row.note,
        informed_on=row.informed_on,
        erased_on=row.erased_on,
        merged_into=row.merged_into or "",
        merged_entries=ids[1:],
        categories=list_categories(session, ids),
        classes=_classes(session, ids),
        certificates=(*_ours(session, ids), *_others(session, ids)),
        elsewhere=_elsewhere(session, ids),
    )


def _classes(session: Session, ids: Collection[str]) -> tuple[ClassOfPerson, ...]:
    statement = (
        select(Enrolment, TrainingClass, Course.name)
        .join(TrainingClass, TrainingClass.id == Enrolment.class_id)
        .join(Course, Course.id == TrainingClass.course_id)
        .where(among(Enrolment.trainee_id, ids))
        .order_by(TrainingClass.starts_on.desc(), TrainingClass.code)
    )
    return tuple(_class(*found) for found in session.execute(statement))


def _class(enrolment: Enrolment, row: TrainingClass, course: str) -> ClassOfPerson:
    return ClassOfPerson(
        enrolment_id=enrolment.id,
        class_id=row.id,
        class_code=row.code,
        class_name=row.name,
        course=course,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        status_label=tr(CLASS_STATUS.get(row.status, row.status)),
        outcome=enrolment.outcome,
        outcome_label=Outcome(enrolment.outcome).label if enrolment.outcome else "",
        outcome_reason=enrolment.outcome_reason,
    )


def _ours(session: Session, ids: Collection[str]) -> tuple[CertificateOfPerson, ...]:
    return tuple(
        CertificateOfPerson(row.number, row.kind, row.course, row.level, row.issued_on, row.state.value, row.provider)
        for row in certificate_rows(session, among(Certificate.trainee_id, ids))
    )


def _others(session: Session, ids: Collection[str]) -> tuple[CertificateOfPerson, ...]:
    rows = session.scalars(select(OtherCertificate).where(among(OtherCertificate.trainee_id, ids)))
    kinds, levels = table("certificate_types"), table("skill_levels")
    return tuple(
        CertificateOfPerson(
            row.number,
            kinds.label(row.certificate_type),
            row.name,
            levels.label(row.level),
            row.issued_on,
            "",
            row.body,
        )
        for row in rows
    )


def _elsewhere(session: Session, ids: Collection[str]) -> tuple[ElsewhereOfPerson, ...]:
    rows = session.scalars(select(TrainingElsewhere).where(among(TrainingElsewhere.trainee_id, ids)))
    return tuple(ElsewhereOfPerson(row.kind, row.course_name, row.starts_on, row.ends_on, row.source) for row in rows)
