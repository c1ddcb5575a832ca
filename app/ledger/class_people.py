"""Everyone of a class with all that a register asks for: documents, groups, hours, results, certificates."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import today as day_on
from app.ledger.attendance_hours import Hours, people_hours
from app.ledger.attendance_marks import current_marks
from app.ledger.certificate_register import CertificateRow, certificate_rows
from app.ledger.class_roster import RosterRow, roster_rows
from app.ledger.class_rows import ClassRow, class_rows
from app.ledger.results import PersonResults, people_results
from app.ledger.timetable import held_lessons
from app.models.certificates import Certificate
from app.models.code_tables import table
from app.models.id_numbers import age_on
from app.models.ledger import Ledger
from app.models.people import Place, Trainee
from app.models.training import Course, Enrolment, TrainingClass
from app.models.vocabulary import AttendanceStatus, HalfDay

_OTHER_GROUP = "97"


@dataclass(frozen=True)
class LessonSlot:
    """A half-day of a class on which there is a lesson."""

    id: str
    day: date
    half_day: HalfDay


@dataclass(frozen=True)
class ClassPerson:
    """One person of a class; the age is that on the first day. `symbols` are the marks by lesson id."""

    row: RosterRow
    ethnic_group: str
    education: str
    address: str
    age: int | None
    hours: Hours
    results: PersonResults | None
    symbols: dict[str, str]
    certificates: tuple[CertificateRow, ...]


@dataclass(frozen=True)
class ClassSheet:
    """A class, its lessons in order, and everyone in it by serial."""

    training_class: ClassRow
    level: str
    lessons: tuple[LessonSlot, ...]
    people: tuple[ClassPerson, ...]

    @property
    def days(self) -> tuple[date, ...]:
        """The days on which there are lessons."""
        return tuple(sorted({lesson.day for lesson in self.lessons}))


def class_sheet(ledger: Ledger, class_id: str) -> ClassSheet:
    """Read all of it as it stands at one moment. Raises NoSuchClass."""
    with ledger.reading() as session:
        hours = {each.enrolment_id: each.hours for each in people_hours(session, class_id, day_on(ledger.clock))}
        results = {each.enrolment_id: each for each in people_results(session, class_id)}
        lessons = _lessons(session, class_id)
        symbols = _symbols(session, lessons)
        certificates = _certificates(session, class_id)
        details = _Details(session, class_id)
        people = tuple(
            ClassPerson(
                row=row,
                ethnic_group=details.ethnic_group(row),
                education=details.education(row),
                address=details.address(row),
                age=details.age(row),
                hours=hours[row.enrolment_id],
                results=results.get(row.enrolment_id),
                symbols=symbols.get(row.enrolment_id, {}),
                certificates=tuple(each for each in certificates if each.enrolment_id == row.enrolment_id),
            )
            for row in roster_rows(session, class_id)
        )
        return ClassSheet(class_rows(session, [class_id])[0], details.level, lessons, people)


def _lessons(session: Session, class_id: str) -> tuple[LessonSlot, ...]:
    rows = session.scalars(held_lessons(class_id))
    return tuple(LessonSlot(row.id, row.day, HalfDay(row.half_day)) for row in rows)


def _symbols(session: Session, lessons: tuple[LessonSlot, ...]) -> dict[str, dict[str, str]]:
    symbols: dict[str, dict[str, str]] = {}
    for (enrolment_id, lesson_id), held in current_marks(session, [lesson.id for lesson in lessons]).items():
        symbols.setdefault(enrolment_id, {})[lesson_id] = AttendanceStatus(held.status).symbol
    return symbols


def _certificates(session: Session, class_id: str) -> list[CertificateRow]:
    enrolled = select(Enrolment.id).where(Enrolment.class_id == class_id)
    return certificate_rows(session, Certificate.enrolment_id.in_(enrolled))


class _Details:
    """What a roster does not carry, read once for the whole class."""

    def __init__(self, session: Session, class_id: str) -> None:
        enrolled = select(Enrolment.trainee_id).where(Enrolment.class_id == class_id)
        statement = select(Trainee, Place.name).outerjoin(Place, Place.id == Trainee.place_id)
        found = session.execute(statement.where(Trainee.id.in_(enrolled)))
        self._trainees = {trainee.id: (trainee, place or "") for trainee, place in found}
        course = select(TrainingClass.starts_on, Course.level)
        course = course.outerjoin(Course, Course.id == TrainingClass.course_id)
        self._starts_on, level = session.execute(course.where(TrainingClass.id == class_id)).one()
        self.level = table("skill_levels").full_name(level) if level else ""

    def ethnic_group(self, row: RosterRow) -> str:
        """As printed on the card where no code says it."""
        trainee, _ = self._trainees[row.trainee_id]
        if trainee.ethnic_text and trainee.ethnic_code in ("", _OTHER_GROUP):
            return str(trainee.ethnic_text)
        return table("ethnic_groups").label(trainee.ethnic_code)

    def education(self, row: RosterRow) -> str:
        """The word of the station's forms."""
        return table("education").label(self._trainees[row.trainee_id][0].education)

    def address(self, row: RosterRow) -> str:
        """Place, village and group, each said once; the free text where there is none of them."""
        trainee, place = self._trainees[row.trainee_id]
        parts = dict.fromkeys(part for part in (place, trainee.village, trainee.village_group) if part)
        return "".join(parts) or str(trainee.address)

    def age(self, row: RosterRow) -> int | None:
        """Full years on the first day of the class."""
        return age_on(row.birth_date, self._starts_on) if row.birth_date else None
