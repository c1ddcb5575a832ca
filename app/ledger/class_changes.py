"""Changing a class that is open: its particulars at any time, its days as long as no roll was called."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.errors import Refusal
from app.i18n import mark
from app.ledger.categories import refresh_categories
from app.ledger.class_checks import check_timetable, check_trainers, refuse_blocks
from app.ledger.class_rows import NoSuchClass, class_rows, open_row
from app.ledger.classes import ClassPlan, OpenedClass, as_kept, lessons_of, planned_lessons, tell_particulars
from app.ledger.courses import find_course
from app.ledger.lesson_plan import Order
from app.ledger.rules import rules_on
from app.ledger.timetable import held_lessons
from app.models.change import Change
from app.models.findings import Finding
from app.models.ledger import Ledger
from app.models.training import AttendanceMark, Lesson, TrainingClass
from app.models.vocabulary import HalfDay, LessonKind

# Kept with the plan, but not by it: what else of a class stands there stays.
_PLANNED = ("days", "half_days", "hours_per_half_day", "order", "weekdays_off", "days_off", "target_categories")


class DaysHaveMarks(Refusal):
    """The days of a class were to be planned anew after a roll was called."""

    code = "days_have_marks"
    message = mark("The roll was called in the class {class_code} already; its days stay as they are.")
    remedy = mark("Move, add or cancel single lessons in the timetable.")


@dataclass(frozen=True)
class ClassDraft:
    """A class as it can be changed: its plan, and whether its days may still be planned anew."""

    class_id: str
    plan: ClassPlan
    may_replan: bool
    is_open: bool


def class_draft(ledger: Ledger, class_id: str) -> ClassDraft:
    """The plan of a class as it stands. Raises NoSuchClass."""
    with ledger.reading() as session:
        row = session.get(TrainingClass, class_id)
        if row is None:
            raise NoSuchClass(name=class_id)
        return ClassDraft(class_id, _plan(session, row), not _is_called(session, class_id), row.status == "open")


def change_class(ledger: Ledger, class_id: str, plan: ClassPlan) -> OpenedClass:
    """Let the class be as this plan says; other days make its lessons anew, with what was filled in for them.

    Raises DaysHaveMarks, RulesStandAgainst, ClassCodeTaken, ClassCodeUnfit, ClassIsClosed, UnknownName, WordUnknown,
    and what `plan_lessons` raises.
    """
    with ledger.change("class.edit") as change:
        row = open_row(change.session, class_id)
        before = _plan(change.session, row)
        course = find_course(change.session, plan.course)
        _follow_place(change, row, plan.place.strip())
        tell_particulars(change.session, row, plan, course)
        row.plan = {**row.plan, **as_kept(plan)}
        findings = refuse_blocks(_replan(change, row, before, plan)) if _days(before) != _days(plan) else ()
        change.session.flush()
        return OpenedClass(class_rows(change.session, [class_id])[0], findings)


def _plan(session: Session, row: TrainingClass) -> ClassPlan:
    kept: dict[str, Any] = {key: row.plan[key] for key in _PLANNED if key in row.plan}
    lessons = session.scalars(held_lessons(row.id)).all()
    return ClassPlan(
        course=row.course_id,
        starts_on=row.starts_on,
        code=row.code,
        name=row.name,
        days=kept.get("days"),
        provider=row.provider_id or "",
        intake=row.intake_id or "",
        programme=row.programme,
        training_mode=row.training_mode,
        full_time=row.full_time,
        certificate_kind=row.certificate_kind,
        place=row.place,
        head_teacher=row.head_teacher,
        theory_trainer=_trainer(lessons, LessonKind.THEORY),
        practical_trainer=_trainer(lessons, LessonKind.PRACTICAL),
        half_days=tuple(map(HalfDay, kept.get("half_days", ("morning", "afternoon")))),
        hours_per_half_day=kept.get("hours_per_half_day"),
        order=Order(kept.get("order", Order.THEORY_FIRST)),
        weekdays_off=tuple(kept.get("weekdays_off", ())),
        days_off=tuple(map(date.fromisoformat, kept.get("days_off", ()))),
        target_categories=tuple(kept.get("target_categories", ())),
    )


def _trainer(lessons: Sequence[Lesson], kind: LessonKind) -> str:
    """Who teaches this kind, if one trainer teaches all of it."""
    trainers = {lesson.trainer_id for lesson in lessons if lesson.kind == kind}
    return (trainers.pop() or "") if len(trainers) == 1 else ""


def _days(plan: ClassPlan) -> ClassPlan:
    """The plan as far as it decides about days, hours and trainers."""
    return replace(
        plan,
        code="",
        name="",
        provider="",
        intake="",
        programme="",
        training_mode="",
        full_time=True,
        certificate_kind="",
        place="",
        head_teacher="",
        target_categories=(),
    )


def _is_called(session: Session, class_id: str) -> bool:
    marked = exists().where(AttendanceMark.lesson_id == Lesson.id, Lesson.class_id == class_id)
    return bool(session.scalar(select(marked)))


def _follow_place(change: Change, row: TrainingClass, place: str) -> None:
    """Lessons that were held at the class's place move along with it."""
    if place != row.place:
        for lesson in change.rows(held_lessons(row.id).where(Lesson.place == row.place)):
            lesson.place = place


def _replan(change: Change, row: TrainingClass, before: ClassPlan, plan: ClassPlan) -> tuple[Finding, ...]:
    if _is_called(change.session, row.id):
        raise DaysHaveMarks(class_code=row.code)
    rules, course = rules_on(change.session, plan.starts_on), find_course(change.session, plan.course)
    planned = planned_lessons(rules, course, plan)
    old = change.rows(select(Lesson).where(Lesson.class_id == row.id))
    lessons = lessons_of(change.session, plan, row, planned)
    _carry_over(change.rows(held_lessons(row.id)), lessons, before, plan)
    for lesson in old:
        change.delete(lesson)
    for lesson in lessons:
        change.add(lesson)
    row.course_id, row.ends_on = course.id, planned[-1].day
    if row.starts_on != planned[0].day:
        row.starts_on = planned[0].day
        refresh_categories(change, row)
    return (
        *check_timetable(rules, lessons, row.certificate_kind),
        *check_trainers(change.session, rules, lessons),
    )


def _carry_over(old: Sequence[Lesson], new: Sequence[Lesson], before: ClassPlan, plan: ClassPlan) -> None:
    """What was filled in for the first lesson of theory holds for the new first one, and so on."""
    for kind in LessonKind:
        keeps_trainers = not (_named(before, kind) or _named(plan, kind))
        filled = [lesson for lesson in old if lesson.kind == kind]
        for was, lesson in zip(filled, (each for each in new if each.kind == kind), strict=False):
            lesson.topic = was.topic
            lesson.trainer_id = was.trainer_id if keeps_trainers else lesson.trainer_id


def _named(plan: ClassPlan, kind: LessonKind) -> str:
    return plan.theory_trainer if kind is LessonKind.THEORY else plan.practical_trainer
