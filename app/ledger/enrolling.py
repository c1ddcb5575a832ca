"""Enrolment in a class, withdrawal from it, and taking an outcome back."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import Refusal
from app.i18n import mark, tr
from app.ledger.categories import categories_on
from app.ledger.class_roster import RosterRow, roster_rows
from app.ledger.class_rows import CANCELLED, GRADUATED, OPEN, open_row
from app.ledger.eligibility import PersonFinding, check_candidates
from app.ledger.known_people import among
from app.ledger.lessons import needed
from app.ledger.parents import ParentMissing, name_of, parent_of
from app.ledger.past_training import CheckBasis, PersonUnknown, check_basis
from app.ledger.rules import RulesStandAgainst
from app.models.certificates import Certificate, CertificateEvent
from app.models.change import Change
from app.models.ledger import Ledger
from app.models.people import Trainee
from app.models.training import Enrolment, TrainingClass
from app.models.vocabulary import Outcome

# What stands for the trainee in a finding about the class as a whole: leaving people out does not help there.
_NO_ONE = ""


class TraineeGone(Refusal):
    """The entry was erased, or merged into another."""

    code = "trainee_gone"
    message = mark("This entry was erased or merged into another one; it cannot be enrolled.")
    remedy = mark("Look the person up and enrol the entry that is left.")


class NoSuchEnrolment(Refusal):
    """There is no enrolment of this id."""

    code = "no_such_enrolment"
    message = mark("There is no such enrolment.")
    remedy = mark("The roster shows who is in a class.")


class HasOutcome(Refusal):
    """The enrolment has ended already."""

    code = "has_outcome"
    message = mark("{name} has already left the class or completed it ({outcome}).")
    remedy = mark("Take the outcome back first if it is wrong.")


class HasCertificate(Refusal):
    """A certificate that still holds rests on the outcome."""

    code = "has_certificate"
    message = mark("{name} holds the certificate {number}; the outcome it rests on stays.")
    remedy = mark("Void the certificate first, with its reason.")


class OutcomeDayUnfit(Refusal):
    """The day lies in the future."""

    code = "outcome_day"
    message = mark("{day} has not come yet.")
    remedy = mark("State the day on which it happened.")


@dataclass(frozen=True)
class EnrolOptions:
    """How to enrol: leave out whom a rule blocks instead of refusing all; the roster import that brought them."""

    leave_out_blocked: bool = False
    import_id: str | None = None


@dataclass(frozen=True)
class Enrolled:
    """Who was enrolled, who was in the class already, who was left out and why, and what else the rules say."""

    enrolled: tuple[RosterRow, ...]
    already: tuple[RosterRow, ...]
    left_out: tuple[PersonFinding, ...]
    findings: tuple[PersonFinding, ...]
    basis: CheckBasis


def enrol(ledger: Ledger, class_id: str, trainee_ids: Sequence[str], options: EnrolOptions | None = None) -> Enrolled:
    """Enrol these trainees, all or nobody. Raises RulesStandAgainst (by name), ClassIsClosed, PersonUnknown."""
    with ledger.change("class.enrol") as change:
        return enrol_within(change, class_id, trainee_ids, options or EnrolOptions())


def enrol_within(change: Change, class_id: str, trainee_ids: Sequence[str], options: EnrolOptions) -> Enrolled:
    """The same inside a change that is under way, such as a roster import. Raises as `enrol`."""
    session, wanted = change.session, tuple(dict.fromkeys(trainee_ids))
    session.flush()
    row = open_row(session, class_id)
    _refuse_unknown(session, wanted)
    known = {each.trainee_id: each for each in change.rows(select(Enrolment).where(Enrolment.class_id == class_id))}
    fresh = [each for each in wanted if each not in known or known[each].outcome == Outcome.WITHDREW]
    findings = check_candidates(session, row, fresh)
    blocked = {found.trainee_id for found in findings if found.is_block}
    if blocked and not (options.leave_out_blocked and _NO_ONE not in blocked):
        raise stopped(findings)
    _add(change, row, [each for each in fresh if each not in blocked], known, options.import_id)
    session.flush()
    roster = roster_rows(session, class_id)
    return Enrolled(
        tuple(each for each in roster if each.trainee_id in fresh and each.trainee_id not in blocked),
        tuple(each for each in roster if each.trainee_id in wanted and each.trainee_id not in fresh),
        tuple(found for found in findings if found.is_block),
        tuple(found for found in findings if not found.is_block and found.trainee_id not in blocked),
        check_basis(session, change.today),
    )


def check_enrolment(ledger: Ledger, class_id: str, trainee_ids: Collection[str]) -> tuple[PersonFinding, ...]:
    """What the rules would say of enrolling these trainees; nothing is written. Raises ClassIsClosed."""
    with ledger.reading() as session:
        return check_candidates(session, open_row(session, class_id), tuple(dict.fromkeys(trainee_ids)))


def stopped(findings: Iterable[PersonFinding]) -> RulesStandAgainst:
    """The refusal that names everyone whom a rule keeps out."""
    blocks = [found for found in findings if found.is_block]
    sentences = " ".join(found.sentence() for found in blocks)
    return RulesStandAgainst((found.finding for found in blocks), sentences)


def withdraw(ledger: Ledger, enrolment_id: str, on: date, reason: str) -> RosterRow:
    """Let someone leave the class on a day. Raises HasOutcome, OutcomeDayUnfit, ReasonMissing."""
    why = needed(reason)[:300]
    # The reason stands in the row alone: there it goes with the person, should they be erased.
    with ledger.change("class.withdraw") as change:
        enrolment = _enrolment(change, enrolment_id)
        open_row(change.session, enrolment.class_id)
        if on > change.today:
            raise OutcomeDayUnfit(day=on)
        if enrolment.outcome:
            raise HasOutcome(name=_name(change, enrolment), outcome=Outcome(enrolment.outcome).label)
        enrolment.outcome, enrolment.outcome_on = Outcome.WITHDREW.value, on
        enrolment.outcome_reason = why
        return _roster_row(change, enrolment)


def reopen(ledger: Ledger, enrolment_id: str, reason: str) -> RosterRow:
    """Take an outcome back; the class is open again. Raises HasCertificate, ReasonMissing, ClassIsClosed."""
    with ledger.change("class.reopen", reason=needed(reason)) as change:
        enrolment = _enrolment(change, enrolment_id)
        if number := standing_certificate(change.session, enrolment_id):
            raise HasCertificate(name=_name(change, enrolment), number=number)
        row = parent_of(change.session, TrainingClass, enrolment.class_id)
        if row.status == CANCELLED:
            open_row(change.session, row.id)
        if row.status == GRADUATED:
            row.status = OPEN
        enrolment.outcome, enrolment.outcome_on, enrolment.outcome_reason = "", None, ""
        return _roster_row(change, enrolment)


def standing_certificate(session: Session, enrolment_id: str) -> str:
    """The number of a certificate of this enrolment that was neither voided nor corrected; empty if there is none."""
    ended = select(CertificateEvent.certificate_id).where(CertificateEvent.kind.in_(("voided", "corrected")))
    wanted = select(Certificate.number).where(Certificate.enrolment_id == enrolment_id, Certificate.id.not_in(ended))
    return session.scalars(wanted).first() or ""


def _enrolment(change: Change, enrolment_id: str) -> Enrolment:
    enrolment = change.get(Enrolment, enrolment_id)
    if enrolment is None:
        raise NoSuchEnrolment
    return enrolment


def _name(change: Change, enrolment: Enrolment) -> str:
    return name_of(change.session, enrolment.trainee_id)


def _roster_row(change: Change, enrolment: Enrolment) -> RosterRow:
    change.session.flush()
    roster = roster_rows(change.session, enrolment.class_id)
    found = next((row for row in roster if row.enrolment_id == enrolment.id), None)
    if found is None:
        raise ParentMissing(what=tr("person"))
    return found


def _refuse_unknown(session: Session, trainee_ids: Collection[str]) -> None:
    statement = select(Trainee.id, Trainee.erased_on, Trainee.merged_into).where(among(Trainee.id, trainee_ids))
    found = session.execute(statement).all()
    if len(found) < len(trainee_ids):
        raise PersonUnknown
    if any(row.erased_on or row.merged_into for row in found):
        raise TraineeGone


def _add(
    change: Change, row: TrainingClass, trainee_ids: Sequence[str], known: dict[str, Enrolment], import_id: str | None
) -> None:
    codes = categories_on(change.session, trainee_ids, row.starts_on)
    serial = max((each.serial for each in known.values()), default=0)
    trainees = {each.id: each for each in change.rows(select(Trainee).where(among(Trainee.id, trainee_ids)))}
    for trainee_id in trainee_ids:
        again = known.get(trainee_id)
        serial += again is None
        enrolment = again or change.add(Enrolment(class_id=row.id, trainee_id=trainee_id, serial=serial))
        enrolment.outcome, enrolment.outcome_on, enrolment.outcome_reason = "", None, ""
        enrolment.enrolled_on, enrolment.import_id = change.today, import_id
        enrolment.categories_at_start = codes[trainee_id]
        trainees[trainee_id].status = "enrolled"
