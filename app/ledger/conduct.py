"""Conduct (作息、言行): what was remarked about a trainee on a day of class."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from app.errors import Refusal
from app.i18n import mark
from app.ledger.day_seals import FutureDay
from app.ledger.enrolling import NoSuchEnrolment
from app.models.ledger import Ledger
from app.models.people import Trainee
from app.models.training import ConductNote, Enrolment

LONGEST_NOTE = 500


class NoteUnfit(Refusal):
    """The note is empty or too long."""

    code = "note_unfit"
    message = mark("A note on conduct has 1 to {most} characters; this one has {count}.")
    remedy = mark("Say it in a few words.")


@dataclass(frozen=True)
class ConductRow:
    """A note as shown."""

    id: str
    serial: int
    name: str
    day: date
    text: str


def note_conduct(ledger: Ledger, enrolment_id: str, day: date, text: str) -> ConductRow:
    """Keep a remark on a trainee. Raises NoteUnfit, FutureDay, NoSuchEnrolment."""
    words = text.strip()
    if not 1 <= len(words) <= LONGEST_NOTE:
        raise NoteUnfit(count=len(words), most=LONGEST_NOTE)
    with ledger.change("conduct.note") as change:
        if day > change.today:
            raise FutureDay(day=day)
        enrolment = change.get(Enrolment, enrolment_id)
        if enrolment is None:
            raise NoSuchEnrolment
        name = change.session.get_one(Trainee, enrolment.trainee_id).name
        note = change.add(ConductNote(enrolment_id=enrolment_id, day=day, text=words))
        return ConductRow(note.id, enrolment.serial, name, day, words)


def conduct_of(ledger: Ledger, class_id: str) -> tuple[ConductRow, ...]:
    """Every note on the people of a class, by day and serial."""
    statement = (
        select(ConductNote.id, Enrolment.serial, Trainee.name, ConductNote.day, ConductNote.text)
        .join(Enrolment, Enrolment.id == ConductNote.enrolment_id)
        .join(Trainee, Trainee.id == Enrolment.trainee_id)
        .where(Enrolment.class_id == class_id)
        .order_by(ConductNote.day, Enrolment.serial, ConductNote.id)
    )
    with ledger.reading() as session:
        return tuple(ConductRow(*row) for row in session.execute(statement))
