"""Rows that others refer to: one that is not here (yet) is a plain refusal or an empty name, never a fault."""

from typing import TypeVar

from sqlalchemy.orm import Session

from app.errors import Refusal
from app.i18n import mark, tr
from app.models.certificates import Certificate
from app.models.people import Trainee
from app.models.rows import Row
from app.models.training import Course, Enrolment, TrainingClass

R = TypeVar("R", bound=Row)
_CALLED: dict[type[Row], str] = {
    Certificate: mark("certificate"),
    Course: mark("course"),
    Enrolment: mark("enrolment"),
    TrainingClass: mark("training class"),
}


class ParentMissing(Refusal):
    """A row refers to another that is not in this ledger: it waits elsewhere, or was removed on another PC."""

    code = "parent_missing"
    message = mark(
        "The {what} that this belongs to is not in this ledger: another PC removed it, or did not send it yet."
    )
    remedy = mark("Report to the county and try again; the page for reports shows what still waits.")


def parent_of(session: Session, entity: type[R], row_id: str) -> R:
    """The row of this id. Raises ParentMissing."""
    row = session.get(entity, row_id)
    if row is None:
        raise ParentMissing(what=tr(_CALLED[entity]))
    return row


def name_of(session: Session, trainee_id: str) -> str:
    """The name of a trainee; empty where nobody of this id is here."""
    row = session.get(Trainee, trainee_id)
    return row.name if row else ""
