"""The figures of a year: people and enrolments by month and by skill group, and how far the targets are reached."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, case, func, literal, select
from sqlalchemy.orm import Session

from app.clock import today
from app.ledger.class_rows import CANCELLED
from app.ledger.rules import rule
from app.models.ledger import Ledger
from app.models.training import Course, Enrolment, TrainingClass
from app.models.vocabulary import Outcome, SkillGroup

TARGETS, ALL_GROUPS = "training_targets", "total"


@dataclass(frozen=True)
class Count:
    """So many people (each once), enrolments (人次), and enrolments that ended with success."""

    people: int = 0
    enrolments: int = 0
    completed: int = 0


@dataclass(frozen=True)
class GroupCount:
    """A skill group with its count and its target; 0 where none was given. `label` is empty for all groups together."""

    group: str
    label: str
    count: Count
    target: int


@dataclass(frozen=True)
class TrainingFigures:
    """A year, by the day on which each class began; nobody who withdrew, no class that was called off.

    `months` holds twelve counts, January first. `years` are those with classes, and this one.
    """

    year: int
    years: tuple[int, ...]
    months: tuple[Count, ...]
    groups: tuple[GroupCount, ...]
    whole: GroupCount

    @property
    def has_targets(self) -> bool:
        """True if somebody has set at least one target for this year."""
        return any(each.target for each in (self.whole, *self.groups))


def training_figures(ledger: Ledger, year: int = 0) -> TrainingFigures:
    """Count a year; this one if none is named."""
    wanted = year or today(ledger.clock).year
    last_day = min(date(wanted, 12, 31), max(today(ledger.clock), date(wanted, 1, 1)))
    with ledger.reading() as session:
        targets: Mapping[str, int] = rule(session, TARGETS, last_day).value
        months = _counts(session, wanted, func.strftime("%m", TrainingClass.starts_on))
        groups = _counts(session, wanted, Course.skill_group)
        whole = _counts(session, wanted, literal(ALL_GROUPS)).get(ALL_GROUPS, Count())
        return TrainingFigures(
            wanted,
            _years(session, {wanted, today(ledger.clock).year}),
            tuple(months.get(f"{month:02d}", Count()) for month in range(1, 13)),
            tuple(GroupCount(each, each.label, groups.get(each, Count()), targets[each]) for each in SkillGroup),
            GroupCount(ALL_GROUPS, "", whole, targets[ALL_GROUPS] or sum(targets[each] for each in SkillGroup)),
        )


def _counts(session: Session, year: int, by: Any) -> dict[str, Count]:
    completed = func.sum(case((Enrolment.outcome == Outcome.COMPLETED, 1), else_=0))
    columns = (func.count(Enrolment.trainee_id.distinct()), func.count(), completed)
    counted = _of_year(select(by, *columns), year)
    return {row[0]: Count(*row[1:]) for row in session.execute(counted.group_by(by))}


def _of_year(statement: Select[Any], year: int) -> Select[Any]:
    joined = statement.select_from(TrainingClass).join(Enrolment, Enrolment.class_id == TrainingClass.id)
    return joined.join(Course, Course.id == TrainingClass.course_id).where(
        TrainingClass.starts_on.between(date(year, 1, 1), date(year, 12, 31)),
        TrainingClass.status != CANCELLED,
        Enrolment.outcome != Outcome.WITHDREW,
    )


def _years(session: Session, known: set[int]) -> tuple[int, ...]:
    held = session.scalars(select(func.strftime("%Y", TrainingClass.starts_on)).distinct())
    return tuple(sorted({*known, *(int(year) for year in held)}, reverse=True))
