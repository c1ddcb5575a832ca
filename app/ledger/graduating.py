"""Closing a class: who has earned it has completed, everyone else has not, and who withdrew stays withdrawn."""

from dataclasses import dataclass

from sqlalchemy import select

from app.errors import Refusal
from app.i18n import mark
from app.ledger.class_checks import refuse_blocks
from app.ledger.class_rows import CANCELLED, GRADUATED, OPEN, NoSuchClass, open_row
from app.ledger.enrolling import HasOutcome, NoSuchEnrolment, standing_certificate
from app.ledger.graduation import HELD_BACK, ClassGraduation, PersonGraduation, judge_class
from app.ledger.lessons import needed
from app.ledger.parents import name_of
from app.models.change import Change
from app.models.ledger import Ledger
from app.models.training import Enrolment, TrainingClass
from app.models.vocabulary import Outcome

_LONGEST_REASON = 300


class ClassNotOver(Refusal):
    """The last lesson has not been held."""

    code = "class_not_over"
    message = mark("The class {class_code} is not over: its last lesson is on {day}.")
    remedy = mark("Graduate it on that day, or close it early and say why.")


class NobodyToGraduate(Refusal):
    """The class has nobody in it whose outcome is open."""

    code = "nobody_to_graduate"
    message = mark("In the class {class_code} there is nobody left whose outcome is open.")
    remedy = mark("Enrol the trainees first, or take an outcome back if it is wrong.")


class GraduationStands(Refusal):
    """Certificates rest on the outcomes of the class."""

    code = "graduation_stands"
    message = mark("{count} people of the class {class_code} hold certificates; their outcomes stay.")
    remedy = mark("Void these certificates first, or take back single outcomes of those who have none.")


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


def hold_back(ledger: Ledger, enrolment_id: str, reason: str) -> None:
    """Decide that someone does not graduate, whatever the rules say; stands until the outcome is taken back.

    Raises ReasonMissing, HasOutcome for who has completed or left, NoSuchEnrolment, ClassIsClosed.
    """
    why = needed(reason)
    # The reason stands in the row alone: there it goes with the person, should they be erased.
    with ledger.change("class.hold_back") as change:
        enrolment = change.get(Enrolment, enrolment_id)
        if enrolment is None:
            raise NoSuchEnrolment
        _may_graduate(change, enrolment.class_id)
        if enrolment.outcome in (Outcome.COMPLETED, Outcome.WITHDREW):
            name = name_of(change.session, enrolment.trainee_id)
            raise HasOutcome(name=name, outcome=Outcome(enrolment.outcome).label)
        enrolment.outcome, enrolment.outcome_on = Outcome.FAILED.value, change.today
        enrolment.outcome_reason = (HELD_BACK + why)[:_LONGEST_REASON]


def take_graduation_back(ledger: Ledger, class_id: str, reason: str) -> int:
    """Open the outcomes of everyone who graduated or failed by the rules; gives how many. The class is open again.

    Raises GraduationStands if anyone holds a certificate, ReasonMissing, NoSuchClass.
    """
    with ledger.change("class.reopen", reason=needed(reason)) as change:
        row = _may_graduate(change, class_id)
        judged = select(Enrolment).where(Enrolment.class_id == class_id)
        judged = judged.where(Enrolment.outcome.in_((Outcome.COMPLETED, Outcome.FAILED)))
        enrolments = [each for each in change.rows(judged) if not each.outcome_reason.startswith(HELD_BACK)]
        certified = sum(bool(standing_certificate(change.session, each.id)) for each in enrolments)
        if certified:
            raise GraduationStands(count=certified, class_code=row.code)
        for enrolment in enrolments:
            enrolment.outcome, enrolment.outcome_on, enrolment.outcome_reason = "", None, ""
        row.status = OPEN
        return len(enrolments)


def _may_graduate(change: Change, class_id: str) -> TrainingClass:
    row = change.get(TrainingClass, class_id)
    if row is None:
        raise NoSuchClass(name=class_id)
    return open_row(change.session, class_id) if row.status == CANCELLED else row


def _set_outcome(change: Change, enrolment: Enrolment, person: PersonGraduation) -> None:
    if any(finding.code == "held_back" for finding in person.missing):
        return  # what people decided stays in their words
    outcome = Outcome.COMPLETED if person.is_eligible else Outcome.FAILED
    reason = " ".join(finding.sentence() for finding in person.missing)[:_LONGEST_REASON]
    if (enrolment.outcome, enrolment.outcome_reason) == (outcome.value, reason):
        return
    enrolment.outcome, enrolment.outcome_on, enrolment.outcome_reason = outcome.value, change.today, reason
