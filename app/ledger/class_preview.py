"""The class that a plan would make, looked at before anything of it is written."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from app.i18n import tr
from app.ledger.class_checks import check_timetable, check_trainers
from app.ledger.classes import ClassPlan, free_code, lessons_of, name_for, planned_lessons
from app.ledger.courses import find_course
from app.ledger.days_off import REASONS, DaysOff, days_off
from app.ledger.rules import Rules, rules_on
from app.ledger.timetable import LessonRow, lesson_row
from app.models.findings import Finding, Severity
from app.models.ledger import Ledger
from app.models.training import Lesson, Trainer, TrainingClass


@dataclass(frozen=True)
class SourcedFinding:
    """What a rule has to say, and where that rule is written."""

    finding: Finding
    source: str

    @property
    def is_block(self) -> bool:
        """True if it stands against the class."""
        return self.finding.severity is Severity.BLOCK


@dataclass(frozen=True)
class ClassPreview:
    """What a plan comes to. `off` are the days between the first and the last that have no lessons, and why."""

    code: str
    name: str
    lessons: tuple[LessonRow, ...]
    findings: tuple[SourcedFinding, ...]
    off: tuple[tuple[date, str], ...]
    theory_hours: int
    practical_hours: int

    @property
    def starts_on(self) -> date:
        """The first day of lessons."""
        return self.lessons[0].day

    @property
    def ends_on(self) -> date:
        """The last day of lessons."""
        return self.lessons[-1].day

    @property
    def days(self) -> int:
        """How many days have lessons."""
        return len({lesson.day for lesson in self.lessons})

    @property
    def is_blocked(self) -> bool:
        """True if a rule stands against it."""
        return any(each.is_block for each in self.findings)


def preview_class(ledger: Ledger, plan: ClassPlan, class_id: str | None = None) -> ClassPreview:
    """The class as the plan would make it, or make it anew. Raises as `open_class`, but for RulesStandAgainst."""
    with ledger.reading() as session, session.no_autoflush:
        rules, course = rules_on(session, plan.starts_on), find_course(session, plan.course)
        planned = planned_lessons(rules, course, plan)
        code = free_code(session, plan, class_id)
        row = TrainingClass(id=class_id or "", code=code, place=plan.place.strip())
        lessons = lessons_of(session, plan, row, planned)
        findings = (
            *check_timetable(rules, lessons, plan.certificate_kind),
            *check_trainers(session, rules, lessons, code),
        )
        names = {each.id: each.name for each in session.scalars(select(Trainer))}
        return ClassPreview(
            code=code,
            name=name_for(plan, course),
            lessons=tuple(_shown(lesson, number, names) for number, lesson in enumerate(lessons, start=1)),
            findings=tuple(SourcedFinding(each, _source(rules, each)) for each in findings),
            off=_between(days_off(rules, plan.weekdays_off, plan.days_off), [lesson.day for lesson in lessons]),
            theory_hours=course.theory_hours,
            practical_hours=course.practical_hours,
        )


def _shown(lesson: Lesson, number: int, trainers: dict[str, str]) -> LessonRow:
    lesson.id = lesson.id or str(number)
    return lesson_row(lesson, number, trainers.get(lesson.trainer_id or ""))


def _source(rules: Rules, finding: Finding) -> str:
    return next((rule.source for rule in rules.all() if rule.key == finding.code), "")


def _between(off: DaysOff, days: Sequence[date]) -> tuple[tuple[date, str], ...]:
    span = (days[0] + timedelta(days=step) for step in range((days[-1] - days[0]).days))
    return tuple((day, tr(REASONS[reason])) for day in span if (reason := off.reason(day)))
