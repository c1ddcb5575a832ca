"""Who may join a class: age, groups, class size, the same person twice, and what they were trained in before."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.i18n import mark, tr
from app.ledger.categories import categories_on
from app.ledger.duplicates import Aim, duplicate_findings
from app.ledger.known_people import among
from app.ledger.parents import parent_of
from app.ledger.past_training import identity, past_trainings
from app.ledger.rules import Rules, rules_on
from app.models.code_tables import table
from app.models.findings import Finding, Severity
from app.models.id_numbers import age_on
from app.models.people import Trainee
from app.models.person_names import name_key
from app.models.training import Course, Enrolment, TrainingClass
from app.models.vocabulary import Outcome


@dataclass(frozen=True)
class PersonFinding:
    """What a rule says of one person, or of the class as a whole where there is no name."""

    trainee_id: str
    name: str
    finding: Finding

    @property
    def is_block(self) -> bool:
        """True if it keeps the person out."""
        return self.finding.severity is Severity.BLOCK

    def sentence(self) -> str:
        """What was found about whom, in the reader's language."""
        if not self.name:
            return self.finding.sentence()
        return tr("{name}: {finding}", name=self.name, finding=self.finding.sentence())


@dataclass(frozen=True)
class Candidate:
    """What is asked of a person who is to join a class."""

    trainee_id: str
    name: str
    id_type: str
    id_number: str
    birth_date: date | None
    sex: str
    employment: str
    categories: tuple[str, ...]

    @property
    def identity(self) -> str:
        """What is equal for one person under two entries."""
        return identity(self.id_type, self.id_number)


def check_candidates(session: Session, row: TrainingClass, trainee_ids: Collection[str]) -> tuple[PersonFinding, ...]:
    """Everything the rules in force on the first day say of these people joining this class."""
    rules = rules_on(session, row.starts_on)
    joining = candidates(session, trainee_ids, row.starts_on)
    sitting = candidates(session, members(session, row.id) - set(trainee_ids), row.starts_on)
    target = row.plan.get("target_categories", [])
    own = ((one, eligibility_findings(rules, one, row.starts_on, target)) for one in joining)
    past = past_of(session, rules, row, trainee_ids)
    return (
        *_size(rules, len(joining) + len(sitting)),
        *(PersonFinding(one.trainee_id, one.name, finding) for one, found in own for finding in found),
        *_twice(rules, sitting, joining),
        *(PersonFinding(one.trainee_id, one.name, finding) for one in joining for finding in past[one.trainee_id]),
    )


def eligibility_findings(rules: Rules, one: Candidate, day: date, target: Sequence[str] = ()) -> tuple[Finding, ...]:
    """What the rules say of one person by himself on the class's first day."""
    return (*_age(rules, one, day), *_document(rules, one), *_groups(rules, one, target), *_employment(rules, one))


def past_of(
    session: Session, rules: Rules, row: TrainingClass, trainee_ids: Collection[str]
) -> dict[str, tuple[Finding, ...]]:
    """What the rules on repeated training say of each of these people and this class."""
    course = parent_of(session, Course, row.course_id)
    aim = Aim(course.name, course.occupation_code, course.level, row.starts_on, row.ends_on)
    past = past_trainings(session, trainee_ids, row.id)
    return {trainee_id: duplicate_findings(rules, aim, known) for trainee_id, known in past.items()}


def members(session: Session, class_id: str) -> set[str]:
    """The trainees in the class who have not withdrawn."""
    wanted = select(Enrolment.trainee_id).where(Enrolment.class_id == class_id, Enrolment.outcome != Outcome.WITHDREW)
    return set(session.scalars(wanted))


def candidates(session: Session, trainee_ids: Collection[str], day: date) -> list[Candidate]:
    """These trainees as the rules look at them on a day."""
    groups = categories_on(session, trainee_ids, day)
    rows = session.scalars(select(Trainee).where(among(Trainee.id, trainee_ids)).order_by(Trainee.id))
    return [
        Candidate(
            row.id,
            row.name,
            row.id_type,
            row.id_number,
            row.birth_date,
            row.sex,
            row.employment,
            tuple(groups[row.id]),
        )
        for row in rows
    ]


def _size(rules: Rules, count: int) -> tuple[PersonFinding, ...]:
    most = rules.value("class_size_max")
    if count <= most:
        return ()
    message = mark("The class would have {count} people; at most {most} are wanted.")
    remedy = mark("Open a second class, or teach in groups.")
    found = rules.finding("class_size_max", message, remedy, count=count, most=most)
    return tuple(PersonFinding("", "", finding) for finding in found)


def _age(rules: Rules, one: Candidate, day: date) -> tuple[Finding, ...]:
    if one.birth_date is None:
        return rules.finding("age_unknown", mark("The birthday is not known, so the age cannot be checked."))
    age, least = age_on(one.birth_date, day), rules.value("age_min")
    most = rules.value("age_max").get(table("sex").label(one.sex), None)
    figures: dict[str, Any] = {"age": age, "day": day, "least": least, "most": most}
    if age < least:
        return rules.finding("age_min", mark("Is {age} on {day}; the least age is {least}."), "", **figures)
    if most is not None and age > most:
        return rules.finding("age_max", mark("Is {age} on {day}; the greatest age is {most}."), "", **figures)
    return ()


def _document(rules: Rules, one: Candidate) -> tuple[Finding, ...]:
    message = mark("Has no ID number in the ledger and is left out of subsidies.")
    return (
        rules.finding("no_document", message, mark("Enter the number from the ID card.")) if not one.id_number else ()
    )


def _groups(rules: Rules, one: Candidate, target: Sequence[str]) -> tuple[Finding, ...]:
    labels = table("person_categories")
    found: list[Finding] = []
    message = mark("Belongs to “{group}”; people of this group may not be trained here.")
    for code in sorted(set(one.categories) & set(rules.value("excluded_categories"))):
        found += rules.finding("excluded_categories", message, "", group=labels.label(code))
    if target and not set(target) & set(one.categories):
        groups = "、".join(labels.label(code) for code in target)
        message = mark("Belongs to none of the groups this class is meant for: {groups}.")
        found += rules.finding("target_group", message, "", groups=groups)
    return tuple(found)


def _employment(rules: Rules, one: Candidate) -> tuple[Finding, ...]:
    if not one.employment or one.employment not in rules.value("excluded_employment"):
        return ()
    message = mark("Is “{employment}”; such people may not be trained here.")
    label = table("employment_status").label(one.employment)
    return rules.finding("excluded_employment", message, "", employment=label)


def _twice(rules: Rules, sitting: Iterable[Candidate], joining: Iterable[Candidate]) -> Iterable[PersonFinding]:
    numbers: dict[str, str] = {}
    names: dict[tuple[str, date], str] = {}
    for one in sitting:
        _note(one, numbers, names)
    for one in joining:
        for finding in _seen(rules, one, numbers, names):
            yield PersonFinding(one.trainee_id, one.name, finding)
        _note(one, numbers, names)


def _note(one: Candidate, numbers: dict[str, str], names: dict[tuple[str, date], str]) -> None:
    if one.identity:
        numbers.setdefault(one.identity, one.name)
    if one.birth_date:
        names.setdefault((name_key(one.name), one.birth_date), one.name)


def _seen(
    rules: Rules, one: Candidate, numbers: dict[str, str], names: dict[tuple[str, date], str]
) -> tuple[Finding, ...]:
    remedy = mark("Merge the two entries of this person, or leave one out.")
    if one.identity in numbers:
        message = mark("Is in this class twice: {other} has the same ID number.")
        return rules.finding("same_person_twice", message, remedy, other=numbers[one.identity])
    if one.birth_date and (name_key(one.name), one.birth_date) in names:
        message = mark("Perhaps in this class twice: someone has the same name and birthday.")
        return rules.finding("same_name_twice", message, remedy)
    return ()
