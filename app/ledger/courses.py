"""What is taught and when: courses with their hours, and the intakes (期) of a year."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import Refusal
from app.i18n import mark
from app.ledger.naming import named
from app.models.code_tables import table
from app.models.ledger import Ledger
from app.models.occupations import find_occupation
from app.models.training import Course, Intake
from app.models.vocabulary import ProjectKind, SkillGroup, Word

MOST_HOURS = 2000


class CourseExists(Refusal):
    """There is a course of this name and level already."""

    code = "course_exists"
    message = mark("There is already a course “{name}” of this level.")
    remedy = mark("Use it, or give the new course another name.")


class CourseWithoutHours(Refusal):
    """The hours of a course are no hours."""

    code = "course_hours"
    message = mark("“{name}” has {theory} hours of theory and {practical} of practice; that is no course.")
    remedy = mark("State whole class hours, together from 1 to {most}.")


class WordUnknown(Refusal):
    """A word from a fixed list was not understood."""

    code = "word_unknown"
    message = mark("“{given}” is not known here.")
    remedy = mark("Choose one of: {choices}.")


class IntakeExists(Refusal):
    """The year has an intake of this number already."""

    code = "intake_exists"
    message = mark("{year} already has an intake number {number}.")
    remedy = mark("Use it, or take the next number.")


@dataclass(frozen=True)
class CoursePlan:
    """A course to be added; words are taken as people write them (服务技能, 五级, 中式烹调师)."""

    name: str
    skill_group: str
    theory_hours: int
    practical_hours: int
    occupation: str = ""
    level: str = ""
    project_kind: str = ""


@dataclass(frozen=True)
class CourseRow:
    """A course as shown."""

    id: str
    name: str
    skill_group: str
    skill_group_label: str
    project_kind: str
    occupation_code: str
    level: str
    level_label: str
    theory_hours: int
    practical_hours: int
    hours: int


@dataclass(frozen=True)
class IntakeRow:
    """An intake as shown."""

    id: str
    name: str
    year: int
    number: int


def word_of(words: type[Word], given: str) -> str:
    """The value a text stands for, empty if the text is. Raises WordUnknown with the choices."""
    if not given.strip():
        return ""
    found = words.read(given)
    if found is None:
        raise WordUnknown(given=given, choices="、".join(f"{word.label}({word.value})" for word in words))
    return found.value


def add_course(ledger: Ledger, plan: CoursePlan) -> CourseRow:
    """Add a course. Raises CourseExists, CourseWithoutHours, WordUnknown."""
    name, level = plan.name.strip(), _level(plan.level)
    hours = (plan.theory_hours, plan.practical_hours)
    if not name or min(hours) < 0 or not 1 <= sum(hours) <= MOST_HOURS:
        raise CourseWithoutHours(name=name, theory=hours[0], practical=hours[1], most=MOST_HOURS)
    with ledger.change("course.add") as change:
        if change.rows(select(Course).where(Course.name == name, Course.level == level)):
            raise CourseExists(name=name)
        course = Course(
            name=name,
            skill_group=word_of(SkillGroup, plan.skill_group),
            project_kind=word_of(ProjectKind, plan.project_kind),
            occupation_code=_occupation(plan.occupation),
            level=level,
            theory_hours=hours[0],
            practical_hours=hours[1],
        )
        return _course_row(change.add(course))


def list_courses(ledger: Ledger) -> tuple[CourseRow, ...]:
    """Every course, by name."""
    with ledger.reading() as session:
        return tuple(_course_row(row) for row in session.scalars(select(Course).order_by(Course.name, Course.level)))


def find_course(session: Session, text: str) -> Course:
    """The course of this id or name. Raises UnknownName, AmbiguousName."""
    return named(session, Course, text, mark("course"))


def add_intake(ledger: Ledger, year: int, number: int | None = None, name: str = "") -> IntakeRow:
    """Add an intake of a year; the next number if none is named. Raises IntakeExists."""
    with ledger.change("intake.add") as change:
        taken = {row.number for row in change.rows(select(Intake).where(Intake.year == year))}
        if number in taken:
            raise IntakeExists(year=year, number=number)
        number = number or max(taken, default=0) + 1
        intake = Intake(name=name.strip() or f"{year}年第{number}期", year=year, number=number)
        return _intake_row(change.add(intake))


def list_intakes(ledger: Ledger) -> tuple[IntakeRow, ...]:
    """Every intake, the newest first."""
    with ledger.reading() as session:
        rows = session.scalars(select(Intake).order_by(Intake.year.desc(), Intake.number.desc()))
        return tuple(_intake_row(row) for row in rows)


def find_intake(session: Session, text: str) -> Intake:
    """The intake of this id, name or number (2026-2). Raises UnknownName, AmbiguousName."""
    year, dash, number = text.strip().partition("-")
    if dash and year.isdecimal() and number.isdecimal():
        wanted = select(Intake).where(Intake.year == int(year), Intake.number == int(number))
        if found := session.scalars(wanted).first():
            return found
    return named(session, Intake, text, mark("intake"))


def _level(given: str) -> str:
    code = table("skill_levels").find(given) if given.strip() else ""
    if code is None:
        rows = table("skill_levels").rows
        raise WordUnknown(given=given, choices="、".join(f"{row.label}({row.code})" for row in rows))
    return code


def _occupation(given: str) -> str:
    """The code of an occupation named in any way; a code that our list lacks is taken as it is."""
    occupation = find_occupation(given)
    return occupation.code if occupation else given.strip()


def _course_row(row: Course) -> CourseRow:
    return CourseRow(
        row.id,
        row.name,
        row.skill_group,
        SkillGroup(row.skill_group).label if row.skill_group else "",
        row.project_kind,
        row.occupation_code,
        row.level,
        table("skill_levels").label(row.level),
        row.theory_hours,
        row.practical_hours,
        row.theory_hours + row.practical_hours,
    )


def _intake_row(row: Intake) -> IntakeRow:
    return IntakeRow(row.id, row.name, row.year, row.number)
