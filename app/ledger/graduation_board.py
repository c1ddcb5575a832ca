"""All that the page of graduation shows: how everyone stands, what their certificate will lack, and what is next."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import today as day_on
from app.i18n import mark
from app.ledger.certificate_register import certificate_rows
from app.ledger.class_roster import RosterRow, roster_rows
from app.ledger.class_rows import ClassRow, class_rows
from app.ledger.graduation import ClassGraduation, PersonGraduation, judge_class
from app.models.certificates import Certificate
from app.models.findings import Finding, block, warn
from app.models.ledger import Ledger
from app.models.people import Trainee
from app.models.training import Enrolment
from app.models.vocabulary import Outcome

_TAIL = 4
_SEXES = ("1", "2")
HELD_BACK_CODE = "held_back"


@dataclass(frozen=True)
class BoardPerson:
    """One person; `lacks` is what their certificate would lack, `certificate` the number of the one they hold."""

    person: PersonGraduation
    pinyin: str
    initials: str
    id_tail: str
    outcome_label: str
    outcome_reason: str
    certificate: str
    lacks: tuple[Finding, ...]

    @property
    def is_judged(self) -> bool:
        """True for who has an outcome."""
        return bool(self.person.outcome)

    @property
    def has_completed(self) -> bool:
        """True for who has graduated."""
        return self.person.outcome == Outcome.COMPLETED

    @property
    def is_held_back(self) -> bool:
        """True for whom people decided not to let graduate."""
        return any(finding.code == HELD_BACK_CODE for finding in self.person.missing)

    @property
    def may_graduate_now(self) -> bool:
        """True for who would graduate if the class were closed now."""
        return self.person.is_eligible and not self.has_completed

    @property
    def hints(self) -> tuple[Finding, ...]:
        """What does not hinder but should be looked at."""
        return (*self.person.told, *self.lacks)


@dataclass(frozen=True)
class GraduationBoard:
    """A class on the day of its graduation."""

    row: ClassRow
    graduation: ClassGraduation
    people: tuple[BoardPerson, ...]

    @property
    def to_graduate(self) -> int:
        """How many would graduate now."""
        return sum(each.may_graduate_now for each in self.people)

    @property
    def to_fail(self) -> int:
        """How many would be entered as not graduated now."""
        return sum(not each.person.is_eligible and not each.is_judged for each in self.people)

    @property
    def completed(self) -> int:
        """How many have graduated."""
        return sum(each.has_completed for each in self.people)

    @property
    def without_certificate(self) -> int:
        """How many have graduated and hold no certificate yet."""
        return sum(each.has_completed and not each.certificate for each in self.people)


def graduation_board(ledger: Ledger, class_id: str) -> GraduationBoard:
    """How everyone stands today; changes nothing. Raises NoSuchClass."""
    with ledger.reading() as session:
        graduation = judge_class(session, class_id, day_on(ledger.clock))
        trainees, numbers = _trainees(session, class_id), _numbers(session, class_id)
        roster = {row.enrolment_id: row for row in roster_rows(session, class_id)}
        people = tuple(
            _person(each, roster[each.enrolment_id], trainees[each.trainee_id], numbers) for each in graduation.people
        )
        return GraduationBoard(class_rows(session, [class_id])[0], graduation, people)


def _person(person: PersonGraduation, row: RosterRow, trainee: Trainee, numbers: Mapping[str, str]) -> BoardPerson:
    return BoardPerson(
        person=person,
        pinyin=trainee.pinyin.replace(" ", ""),
        initials=trainee.initials,
        id_tail=row.id_number[-_TAIL:],
        outcome_label=row.outcome_label,
        outcome_reason=row.outcome_reason,
        certificate=numbers.get(row.enrolment_id, ""),
        lacks=tuple(_lacks(trainee)) if not person.has_withdrawn and not trainee.erased_on else (),
    )


def _lacks(trainee: Trainee) -> list[Finding]:
    """What the certificate of this person would lack."""
    found = []
    if not trainee.name:
        found.append(block("name_missing", mark("No name is entered."), mark("Enter the name.")))
    if trainee.sex not in _SEXES:
        message = mark("No sex is entered; no certificate can be issued.")
        found.append(block("sex_missing", message, mark("Enter the sex.")))
    if not trainee.id_number:
        message = mark("No ID number is entered.")
        found.append(warn("id_number_missing", message, mark("Enter the number from the ID card.")))
    if not trainee.photo:
        message = mark("No photo; its place on the certificate stays empty.")
        found.append(warn("photo_missing", message, mark("Add the photo.")))
    return found


def _trainees(session: Session, class_id: str) -> dict[str, Trainee]:
    wanted = select(Trainee).join(Enrolment, Enrolment.trainee_id == Trainee.id).where(Enrolment.class_id == class_id)
    return {row.id: row for row in session.scalars(wanted)}


def _numbers(session: Session, class_id: str) -> dict[str, str]:
    """The number of the good certificate of each enrolment that has one."""
    enrolled = select(Enrolment.id).where(Enrolment.class_id == class_id)
    rows = certificate_rows(session, Certificate.enrolment_id.in_(enrolled))
    return {row.enrolment_id: row.number for row in rows if row.is_good}
