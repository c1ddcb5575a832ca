"""What the rules say of a timetable: hours a day, the share of practice, trainers in two places at once."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from app.i18n import mark
from app.ledger.class_rows import CANCELLED
from app.ledger.rules import Rules, RulesStandAgainst
from app.ledger.timetable import HALF_DAY_ORDER
from app.models.findings import Finding, Severity
from app.models.training import Lesson, Trainer, TrainingClass
from app.models.vocabulary import HalfDay, LessonKind


@dataclass(frozen=True)
class TrainerClash:
    """A trainer planned for two classes in one half-day."""

    trainer: str
    trainer_id: str
    day: date
    half_day: str
    here: str
    there: str


def check_timetable(rules: Rules, lessons: Sequence[Lesson], certificate_kind: str) -> tuple[Finding, ...]:
    """What is to be said of the hours of these lessons, none of them cancelled."""
    return (
        *hours_a_day(rules, lessons),
        *_practice(rules, lessons),
        *_hours_of_class(rules, lessons, certificate_kind),
    )


def hours_a_day(rules: Rules, lessons: Iterable[Lesson]) -> tuple[Finding, ...]:
    """Each day with more hours than the rule allows."""
    most, by_day = rules.value("class_hours_per_day_max"), Counter[date]()
    for lesson in lessons:
        by_day[lesson.day] += lesson.hours
    message = mark("{day} has {hours} class hours; at most {most} a day are allowed.")
    remedy = mark("Spread the hours over more days.")
    too_many = {day: hours for day, hours in sorted(by_day.items()) if hours > most}
    named = (
        rules.finding("class_hours_per_day_max", message, remedy, day=day, hours=hours, most=most)
        for day, hours in too_many.items()
    )
    return tuple(finding for found in named for finding in found)


def check_trainers(
    session: Session, rules: Rules, lessons: Sequence[Lesson], class_code: str = ""
) -> tuple[Finding, ...]:
    """Each trainer of these lessons who is planned elsewhere at the same time; a class not opened yet has its code."""
    message = mark("{trainer} would teach two classes on {day} ({half_day}): {here} and {there}.")
    remedy = mark("Choose another trainer for one of them, or move the lesson.")
    clashes = trainer_clashes(session, lessons, class_code)
    named = (
        rules.finding(
            "trainer_clash",
            message,
            remedy,
            trainer=clash.trainer,
            day=clash.day,
            half_day=HalfDay(clash.half_day).label,
            here=clash.here,
            there=clash.there,
        )
        for clash in clashes
    )
    return tuple(finding for found in named for finding in found)


def trainer_clashes(session: Session, lessons: Sequence[Lesson], class_code: str = "") -> list[TrainerClash]:
    """Where a trainer of these lessons has a lesson of another class in the same half-day."""
    taught = {(lesson.trainer_id, lesson.day, lesson.half_day): lesson for lesson in lessons if lesson.trainer_id}
    if not taught:
        return []
    here = aliased(TrainingClass)
    statement = (
        select(Lesson.trainer_id, Lesson.day, Lesson.half_day, Lesson.class_id, TrainingClass.code, Trainer.name)
        .join(TrainingClass, TrainingClass.id == Lesson.class_id)
        .join(Trainer, Trainer.id == Lesson.trainer_id)
        .where(Lesson.trainer_id.in_({trainer for trainer, *_ in taught}), Lesson.cancelled.is_(False))
        .where(Lesson.day.in_({day for _, day, _ in taught}), TrainingClass.status != CANCELLED)
        .order_by(Lesson.day, HALF_DAY_ORDER, TrainingClass.code)
    )
    codes = dict(
        session.execute(select(here.id, here.code).where(here.id.in_({row.class_id for row in lessons}))).all()
    )
    clashes = [
        TrainerClash(name, trainer or "", day, half_day, codes.get(mine.class_id, class_code), code)
        for trainer, day, half_day, class_id, code, name in session.execute(statement)
        if (mine := taught.get((trainer or "", day, half_day))) and mine.class_id != class_id
    ]
    return list(dict.fromkeys(clashes))


def refuse_blocks(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings, if none of them blocks. Raises RulesStandAgainst with those that do."""
    kept = tuple(findings)
    blocks = [finding for finding in kept if finding.severity is Severity.BLOCK]
    if blocks:
        raise RulesStandAgainst(blocks)
    return kept


def _practice(rules: Rules, lessons: Iterable[Lesson]) -> tuple[Finding, ...]:
    hours = Counter[str]()
    for lesson in lessons:
        hours[lesson.kind] += lesson.hours
    practical, total, least = hours[LessonKind.PRACTICAL], hours.total(), rules["practice_ratio_min"]
    if not total or Fraction(practical, total) >= least.fraction:
        return ()
    message = mark("Practice is {practical} of {total} hours ({share} %); at least {least} % are wanted.")
    figures = {"practical": practical, "total": total, "share": 100 * practical // total}
    return rules.finding("practice_ratio_min", message, "", **figures, least=f"{float(100 * least.fraction):g}")


def _hours_of_class(rules: Rules, lessons: Iterable[Lesson], certificate_kind: str) -> tuple[Finding, ...]:
    least, total = rules.value("class_hours_min").get(certificate_kind, 0), sum(lesson.hours for lesson in lessons)
    if total >= least:
        return ()
    message = mark("The class has {total} hours; for this certificate at least {least} are wanted.")
    return rules.finding("class_hours_min", message, "", total=total, least=least)
