"""Who is in a class: the roster in its order, and the one whom a clerk means by serial, name or ID number."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import Refusal
from app.i18n import mark
from app.models.code_tables import table
from app.models.id_numbers import mask_id_number
from app.models.ledger import Ledger
from app.models.people import Trainee
from app.models.person_names import name_key
from app.models.phones import mask_phone
from app.models.regions import short_village
from app.models.training import Enrolment
from app.models.vocabulary import Outcome

_LONGEST_SERIAL = 4


class NotInClass(Refusal):
    """Nobody in the class is meant by this."""

    code = "not_in_class"
    message = mark("Nobody in this class is “{who}”.")
    remedy = mark("Use the serial, the name or the ID number as they stand on the roster.")


class SeveralInClass(Refusal):
    """More than one person in the class is meant."""

    code = "several_in_class"
    message = mark("“{who}” may be {count} people in this class: {people}.")
    remedy = mark("Use the serial.")


@dataclass(frozen=True)
class RosterRow:
    """One line of a roster. The ID number is in full: mask it before it is shown."""

    serial: int
    enrolment_id: str
    trainee_id: str
    name: str
    sex: str
    sex_label: str
    birth_date: date | None
    id_type: str
    id_number: str
    phone: str
    village: str
    village_group: str
    categories: tuple[str, ...]
    category_labels: tuple[str, ...]
    enrolled_on: date | None
    outcome: str
    outcome_label: str
    outcome_on: date | None
    outcome_reason: str

    @property
    def village_short(self) -> str:
        """The village as it stands in a list."""
        return short_village(self.village)

    @property
    def has_withdrawn(self) -> bool:
        """True for who left the class before its end."""
        return self.outcome == Outcome.WITHDREW

    def masked(self) -> dict[str, Any]:
        """The line as anyone may see it."""
        shown = {"id_number": mask_id_number(self.id_number), "phone": mask_phone(self.phone)}
        return {**self.__dict__, **shown}


def roster_of(ledger: Ledger, class_id: str) -> tuple[RosterRow, ...]:
    """Everyone in the class by serial, those who withdrew too."""
    with ledger.reading() as session:
        return roster_rows(session, class_id)


def roster_rows(session: Session, class_id: str) -> tuple[RosterRow, ...]:
    """The same, within a session."""
    statement = (
        select(Enrolment, Trainee)
        .join(Trainee, Trainee.id == Enrolment.trainee_id)
        .where(Enrolment.class_id == class_id)
        .order_by(Enrolment.serial, Enrolment.id)
    )
    return tuple(_roster_row(enrolment, trainee) for enrolment, trainee in session.execute(statement))


def enrolment_called(ledger: Ledger, class_id: str, who: str) -> RosterRow:
    """The person in the class of this serial, name, ID number or its last digits. Raises NotInClass, SeveralInClass."""
    return person_in(roster_of(ledger, class_id), who)


def person_in(roster: Iterable[RosterRow], who: str) -> RosterRow:
    """The one on the roster who is meant. Raises NotInClass, SeveralInClass."""
    wanted = who.strip()
    rows = tuple(roster)
    if wanted.isdecimal() and len(wanted) <= _LONGEST_SERIAL:
        found = [row for row in rows if row.serial == int(wanted)]
    else:
        found = [row for row in rows if _is_meant(row, wanted)]
    if not found:
        raise NotInClass(who=_unrevealing(wanted))
    if len(found) > 1:
        people = "、".join(f"{row.serial} {row.name}" for row in found)
        raise SeveralInClass(who=_unrevealing(wanted), count=len(found), people=people)
    return found[0]


def _is_meant(row: RosterRow, wanted: str) -> bool:
    if wanted == row.enrolment_id:
        return True
    number = wanted.upper()
    if sum(sign.isdecimal() for sign in number) >= 5:
        return bool(row.id_number) and row.id_number.endswith(number)
    return bool(wanted) and name_key(row.name) == name_key(wanted)


def _unrevealing(wanted: str) -> str:
    return mask_id_number(wanted) if sum(sign.isdecimal() for sign in wanted) >= 12 else wanted


def _roster_row(enrolment: Enrolment, trainee: Trainee) -> RosterRow:
    categories = table("person_categories")
    return RosterRow(
        serial=enrolment.serial,
        enrolment_id=enrolment.id,
        trainee_id=trainee.id,
        name=trainee.name,
        sex=trainee.sex,
        sex_label=table("sex").label(trainee.sex),
        birth_date=trainee.birth_date,
        id_type=trainee.id_type,
        id_number=trainee.id_number,
        phone=trainee.phone,
        village=trainee.village,
        village_group=trainee.village_group,
        categories=tuple(enrolment.categories_at_start),
        category_labels=tuple(categories.label(code) for code in enrolment.categories_at_start),
        enrolled_on=enrolment.enrolled_on,
        outcome=enrolment.outcome,
        outcome_label=Outcome(enrolment.outcome).label if enrolment.outcome else "",
        outcome_on=enrolment.outcome_on,
        outcome_reason=enrolment.outcome_reason,
    )
