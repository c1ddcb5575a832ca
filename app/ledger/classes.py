"""Opening a training class: course, provider, programme and days become a timetable that keeps the rules."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.errors import Refusal
from app.i18n import mark
from app.ledger.class_checks import check_timetable, check_trainers, refuse_blocks
from app.ledger.class_rows import CANCELLED, OPEN, ClassRow, class_rows, open_row
from app.ledger.courses import find_course, find_intake, word_of
from app.ledger.days_off import days_off
from app.ledger.lesson_plan import Order, PlannedLesson, PlanShape, plan_lessons
from app.ledger.rules import Rules, rules_on
from app.ledger.teaching import find_provider, find_trainer
from app.models.change import Change
from app.models.findings import Finding
from app.models.ledger import Ledger
from app.models.training import AttendanceMark, Course, Lesson, TrainingClass
from app.models.vocabulary import CertificateKind, HalfDay, LessonKind, Programme, TrainingMode, table

_CODE = re.compile(r"[\w.()（）·-]{1,40}")
_YEARS = range(2000, 2100)


class ClassCodeTaken(Refusal):
    """Another class of this station has the code."""

    code = "class_code_taken"
    message = mark("There is already a class {class_code}.")
    remedy = mark("Choose another code, or leave it out: the next free one is taken.")


class ClassCodeUnfit(Refusal):
    """The code holds signs that cannot be typed on a command line or printed in a file name."""

    code = "class_code_unfit"
    message = mark("“{class_code}” cannot be the code of a class.")
    remedy = mark("Use 1 to 40 letters, digits, Chinese characters, - or .; no spaces.")


class ClassDayUnfit(Refusal):
    """The first day lies in another age."""

    code = "class_day_unfit"
    message = mark("A class cannot begin on {day}.")
    remedy = mark("The year must lie between {first} and {last}; look whether it was typed wrong.")


class ClassHasMarks(Refusal):
    """Attendance was marked already."""

    code = "class_has_marks"
    message = mark("The class {class_code} has attendance marks; it cannot be called off any more.")
    remedy = mark("Let the trainees withdraw and cancel the lessons that are left.")


@dataclass(frozen=True)
class ClassPlan:
    """A class to be opened. Course, provider, intake and trainers are named by name or id, the rest as people write it.

    Without `code` the next of the year is taken (2026-01); without `days` the lessons fill full days.
    """

    course: str
    starts_on: date
    code: str = ""
    name: str = ""
    days: int | None = None
    provider: str = ""
    intake: str = ""
    programme: str = ""
    training_mode: str = ""
    full_time: bool = True
    certificate_kind: str = CertificateKind.COMPLETION.value
    place: str = ""
    head_teacher: str = ""
    theory_trainer: str = ""
    practical_trainer: str = ""
    half_days: tuple[HalfDay, ...] = (HalfDay.MORNING, HalfDay.AFTERNOON)
    hours_per_half_day: int | None = None
    order: Order = Order.THEORY_FIRST
    weekdays_off: tuple[int, ...] = ()
    days_off: tuple[date, ...] = ()
    target_categories: tuple[str, ...] = ()


@dataclass(frozen=True)
class OpenedClass:
    """The class as it was opened, and what the rules have to say about it."""

    row: ClassRow
    findings: tuple[Finding, ...]


def open_class(ledger: Ledger, plan: ClassPlan) -> OpenedClass:
    """Open a class with its lessons.

    Raises RulesStandAgainst, ClassCodeTaken, ClassCodeUnfit, UnknownName, WordUnknown, and what `plan_lessons` raises.
    """
    with ledger.change("class.open") as change:
        rules = rules_on(change.session, plan.starts_on)
        course = find_course(change.session, plan.course)
        planned = planned_lessons(rules, course, plan)
        row = _add_class(change, plan, course, planned[-1].day)
        lessons = _add_lessons(change, plan, row, planned)
        findings = check_timetable(rules, lessons, row.certificate_kind)
        findings = refuse_blocks((*findings, *check_trainers(change.session, rules, lessons)))
        return OpenedClass(class_rows(change.session, [row.id])[0], findings)


def cancel_class(ledger: Ledger, class_id: str, reason: str) -> ClassRow:
    """Call a class off that has no attendance yet. Raises ClassHasMarks, ClassIsClosed."""
    with ledger.change("class.cancel", reason=reason) as change:
        row = open_row(change.session, class_id)
        marked = exists().where(AttendanceMark.lesson_id == Lesson.id, Lesson.class_id == class_id)
        if change.session.scalar(select(marked)):
            raise ClassHasMarks(class_code=row.code)
        row.status = CANCELLED
        change.session.flush()
        return class_rows(change.session, [class_id])[0]


def planned_lessons(rules: Rules, course: Course, plan: ClassPlan) -> list[PlannedLesson]:
    """The lessons that a plan comes to. Raises ClassDayUnfit, and what `plan_lessons` raises."""
    if plan.starts_on.year not in _YEARS:
        raise ClassDayUnfit(day=plan.starts_on, first=_YEARS[0], last=_YEARS[-1])
    shape = PlanShape(plan.starts_on, plan.days, plan.half_days, plan.hours_per_half_day, plan.order)
    off = days_off(rules, plan.weekdays_off, plan.days_off)
    most = rules.value("class_hours_per_day_max")
    return plan_lessons(course.theory_hours, course.practical_hours, shape, most, off)


def _add_class(change: Change, plan: ClassPlan, course: Course, ends_on: date) -> TrainingClass:
    row = TrainingClass(starts_on=plan.starts_on, ends_on=ends_on, course_id=course.id, status=OPEN)
    tell_particulars(change.session, row, plan, course)
    row.plan = as_kept(plan)
    return change.add(row)


def tell_particulars(session: Session, row: TrainingClass, plan: ClassPlan, course: Course) -> None:
    """Everything about the class but its days. Raises ClassCodeTaken, ClassCodeUnfit, UnknownName, WordUnknown."""
    provider = find_provider(session, plan.provider) if plan.provider else None
    intake = find_intake(session, plan.intake) if plan.intake else None
    row.code, row.name = free_code(session, plan, row.id), name_for(plan, course)
    row.provider_id = provider.id if provider else None
    row.intake_id = intake.id if intake else None
    row.programme = word_of(Programme, plan.programme)
    row.training_mode = word_of(TrainingMode, plan.training_mode)
    row.full_time = plan.full_time
    row.certificate_kind = word_of(CertificateKind, plan.certificate_kind) or CertificateKind.COMPLETION.value
    row.place, row.head_teacher = plan.place.strip(), plan.head_teacher.strip()


def name_for(plan: ClassPlan, course: Course) -> str:
    """What the class is called; named after its course unless it has a name."""
    return plan.name.strip() or f"{course.name}培训班"


def _add_lessons(change: Change, plan: ClassPlan, row: TrainingClass, planned: Sequence[PlannedLesson]) -> list[Lesson]:
    row.starts_on = planned[0].day
    return [change.add(lesson) for lesson in lessons_of(change.session, plan, row, planned)]


def lessons_of(session: Session, plan: ClassPlan, row: TrainingClass, planned: Sequence[PlannedLesson]) -> list[Lesson]:
    """The rows of planned lessons, not kept yet. Raises UnknownName."""
    named = {LessonKind.THEORY: plan.theory_trainer, LessonKind.PRACTICAL: plan.practical_trainer}
    trainers = {kind: find_trainer(session, name).id for kind, name in named.items() if name}
    return [
        Lesson(
            class_id=row.id,
            day=lesson.day,
            half_day=lesson.half_day.value,
            kind=lesson.kind.value,
            hours=lesson.hours,
            topic="",
            place=row.place,
            trainer_id=trainers.get(lesson.kind),
            cancelled=False,
        )
        for lesson in planned
    ]


def free_code(session: Session, plan: ClassPlan, class_id: str | None = None) -> str:
    """The code that a class gets, or keeps. Raises ClassCodeTaken, ClassCodeUnfit."""
    year = f"{plan.starts_on.year}-"
    taken = {code for other, code in session.execute(select(TrainingClass.id, TrainingClass.code)) if other != class_id}
    if not plan.code.strip():
        serials = [int(code[5:]) for code in taken if code.startswith(year) and code[5:].isdecimal()]
        return f"{year}{max(serials, default=0) + 1:02d}"
    code = plan.code.strip()
    if not _CODE.fullmatch(code):
        raise ClassCodeUnfit(class_code=code)
    if code in taken:
        raise ClassCodeTaken(class_code=code)
    return code


def as_kept(plan: ClassPlan) -> dict[str, Any]:
    """The plan as it stays with the class, to plan on by."""
    categories = table("person_categories")
    return {
        "days": plan.days,
        "half_days": [half.value for half in plan.half_days],
        "hours_per_half_day": plan.hours_per_half_day,
        "order": plan.order.value,
        "weekdays_off": list(plan.weekdays_off),
        "days_off": [day.isoformat() for day in plan.days_off],
        "target_categories": [categories.find(word) or word for word in plan.target_categories],
    }
