"""Training classes as they are shown, and found by what a clerk calls them: the code, the name, the id."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from app.errors import Refusal
from app.i18n import mark, tr
from app.ledger.naming import AmbiguousName
from app.models.ledger import Ledger
from app.models.training import Course, Enrolment, Intake, Lesson, TrainingClass, TrainingProvider
from app.models.vocabulary import CertificateKind, Outcome, Programme, TrainingMode, Word

OPEN, GRADUATED, CANCELLED = "open", "graduated", "cancelled"
STATUS_LABELS = {
    OPEN: mark("under way"),
    GRADUATED: mark("graduated"),
    CANCELLED: mark("called off"),
}


class NoSuchClass(Refusal):
    """No class is called so."""

    code = "no_such_class"
    message = mark("There is no training class “{name}”.")
    remedy = mark("The list of classes has every class with its code.")


class ClassIsClosed(Refusal):
    """The class has graduated or was cancelled; what was asked for needs an open one."""

    code = "class_closed"
    message = mark("The class {class_code} is closed ({status}).")
    remedy = mark("Look at the class; a wrong outcome is taken back for the person whom it concerns.")


@dataclass(frozen=True)
class ClassRow:
    """A class as shown; hours and days are those of the timetable, without cancelled lessons."""

    id: str
    code: str
    name: str
    course: str
    course_id: str
    provider: str
    intake: str
    programme: str
    programme_label: str
    training_mode: str
    training_mode_label: str
    full_time: bool
    certificate_kind: str
    certificate_label: str
    place: str
    head_teacher: str
    starts_on: date
    ends_on: date
    days: int
    lessons: int
    theory_hours: int
    practical_hours: int
    hours: int
    enrolment_count: int
    status: str
    status_label: str


def list_classes(ledger: Ledger, *, year: int | None = None, status: str = "") -> tuple[ClassRow, ...]:
    """Every class, of a year or of a status if named; the newest first."""
    wanted = select(TrainingClass.id).order_by(TrainingClass.starts_on.desc(), TrainingClass.code.desc())
    if year is not None:
        wanted = wanted.where(TrainingClass.starts_on.between(date(year, 1, 1), date(year, 12, 31)))
    if status:
        wanted = wanted.where(TrainingClass.status == status)
    with ledger.reading() as session:
        return class_rows(session, session.scalars(wanted).all())


def class_called(ledger: Ledger, text: str) -> ClassRow:
    """The class of this code, id or name. Raises NoSuchClass, AmbiguousName."""
    with ledger.reading() as session:
        return class_rows(session, [find_class(session, text).id])[0]


def find_class(session: Session, text: str) -> TrainingClass:
    """The class of this code, id or name, as a row. Raises NoSuchClass, AmbiguousName."""
    wanted = text.strip()
    for column in (TrainingClass.code, TrainingClass.id, TrainingClass.name):
        found = session.scalars(select(TrainingClass).where(column == wanted)).all()
        if len(found) > 1:
            ids = ", ".join(row.id for row in found)
            raise AmbiguousName(what=tr("training class"), name=text, count=len(found), ids=ids)
        if found:
            return found[0]
    raise NoSuchClass(name=text)


def open_row(session: Session, class_id: str) -> TrainingClass:
    """The class, if something may still be changed in it. Raises NoSuchClass, ClassIsClosed."""
    row = session.get(TrainingClass, class_id)
    if row is None:
        raise NoSuchClass(name=class_id)
    if row.status != OPEN:
        raise ClassIsClosed(class_code=row.code, status=tr(STATUS_LABELS.get(row.status, row.status)))
    return row


_Named = tuple[TrainingClass, str | None, str | None, str | None]
"""A class with the names of its course, provider and intake."""


def class_rows(session: Session, ids: Sequence[str]) -> tuple[ClassRow, ...]:
    """These classes as shown, in this order; one whose course another PC removed shows none."""
    statement = (
        select(TrainingClass, Course.name, TrainingProvider.name, Intake.name)
        .outerjoin(Course, Course.id == TrainingClass.course_id)
        .outerjoin(TrainingProvider, TrainingProvider.id == TrainingClass.provider_id)
        .outerjoin(Intake, Intake.id == TrainingClass.intake_id)
        .where(TrainingClass.id.in_(ids))
    )
    hours, people = _timetables(session, ids), _enrolments(session, ids)
    found: dict[str, Any] = {row[0].id: tuple(row) for row in session.execute(statement)}
    none = (0, 0, 0, 0)
    return tuple(_class_row(found[each], hours.get(each, none), people.get(each, 0)) for each in ids)


def _timetables(session: Session, ids: Sequence[str]) -> dict[str, tuple[int, int, int, int]]:
    theory = func.sum(case((Lesson.kind == "theory", Lesson.hours), else_=0))
    statement = (
        select(Lesson.class_id, func.count(Lesson.day.distinct()), func.count(), theory, func.sum(Lesson.hours))
        .where(Lesson.class_id.in_(ids), Lesson.cancelled.is_(False))
        .group_by(Lesson.class_id)
    )
    return {row[0]: (row[1], row[2], row[3], row[4]) for row in session.execute(statement)}


def _enrolments(session: Session, ids: Sequence[str]) -> dict[str, int]:
    statement = select(Enrolment.class_id, func.count()).where(
        Enrolment.class_id.in_(ids), Enrolment.outcome != Outcome.WITHDREW
    )
    return {row[0]: row[1] for row in session.execute(statement.group_by(Enrolment.class_id))}


def _label(words: type[Word], value: str) -> str:
    found = words.read(value) if value else None
    return found.label if found else value


def _class_row(
    found: tuple[TrainingClass, str | None, str | None, str | None], hours: tuple[int, int, int, int], people: int
) -> ClassRow:
    row, course, provider, intake = found
    days, lessons, theory, total = hours
    return ClassRow(
        id=row.id,
        code=row.code,
        name=row.name,
        course=course or "",
        course_id=row.course_id,
        provider=provider or "",
        intake=intake or "",
        programme=row.programme,
        programme_label=_label(Programme, row.programme),
        training_mode=row.training_mode,
        training_mode_label=_label(TrainingMode, row.training_mode),
        full_time=row.full_time,
        certificate_kind=row.certificate_kind,
        certificate_label=_label(CertificateKind, row.certificate_kind),
        place=row.place,
        head_teacher=row.head_teacher,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        days=days,
        lessons=lessons,
        theory_hours=theory,
        practical_hours=total - theory,
        hours=total,
        enrolment_count=people,
        status=row.status,
        status_label=tr(STATUS_LABELS.get(row.status, row.status)),
    )
