"""Closing a class: who has earned it has completed, everyone else has not, and who withdrew stays withdrawn."""

from dataclasses import dataclass

from sqlalchemy import select

from app.errors import Refusal
from app.i18n import mark
from app.ledger.class_checks import refuse_blocks
from app.ledger.class_rows import CANCELLED, GRADUATED, NoSuchClass, open_row
from app.ledger.graduation import ClassGraduation, PersonGraduation, judge_class
from app.models.change import Change
from app.models.ledger import Ledger
from app.models.training import Enrolment, TrainingClass
from app.models.vocabulary import Outcome

_LONGEST_REASON = 300


class ClassNotOver(Refusal):
    """The last lesson has not been held."""

    code = "class_not_over"
    message = mark("The class {class_code} is not over: its last lesson is on {day}.")
    remedy = mark("Graduate it on that day, or say that it is to be closed early (--early).")


class NobodyToGraduate(Refusal):
    """The class has nobody in it whose outcome is open."""

    code = "nobody_to_graduate"
    message = mark("In the class {class_code} there is nobody left whose outcome is open.")
    remedy = mark("Enrol the trainees, or look at `xiangxun class roster {class_code}`.")


@dataclass(frozen=True)
class Graduated:
    """How the class was closed; `completed` and `failed` hold those whose outcome was set now."""

    graduation: ClassGraduation
    completed: tuple[PersonGraduation, ...]
    failed: tuple[PersonGraduation, ...]


def graduate(ledger: Ledger, class_id: str, *, early: bool = False, reason: str = "") -> Graduated:
    """Set everyone's outcome. May be done again after a resit: who has completed stays so.

    Raises ClassNotOver, RulesStandAgainst for the class as a whole, NobodyToGraduate, ClassIsClosed, NoSuchClass.
    """
    with ledger.change("graduate", reason=reason) as change:
        row = _may_graduate(change, class_id)
        graduation = judge_class(change.session, class_id, change.today)
        if not (graduation.is_over or early):
            raise ClassNotOver(class_code=row.code, day=graduation.last_day)
        refuse_blocks(graduation.findings)
        judged = [each for each in graduation.people if each.outcome in ("", Outcome.FAILED)]
        if not judged:
            raise NobodyToGraduate(class_code=row.code)
        enrolments = {each.id: each for each in change.rows(select(Enrolment).where(Enrolment.class_id == class_id))}
        for person in judged:
            _set_outcome(change, enrolments[person.enrolment_id], person)
        row.status = GRADUATED
        completed = tuple(person for person in judged if person.is_eligible)
        return Graduated(graduation, completed, tuple(person for person in judged if not person.is_eligible))


def _may_graduate(change: Change, class_id: str) -> TrainingClass:
    row = change.get(TrainingClass, class_id)
    if row is None:
        raise NoSuchClass(name=class_id)
    return open_row(change.session, class_id) if row.status == CANCELLED else row


def _set_outcome(change: Change, enrolment: Enrolment, person: PersonGraduation) -> None:
    outcome = Outcome.COMPLETED if person.is_eligible else Outcome.FAILED
    reason = " ".join(finding.sentence() for finding in person.missing)[:_LONGEST_REASON]
    if (enrolment.outcome, enrolment.outcome_reason) == (outcome.value, reason):
        return
    enrolment.outcome, enrolment.outcome_on, enrolment.outcome_reason = outcome.value, change.today, reason
