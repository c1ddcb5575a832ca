"""Conduct (作息、言行): what was remarked about a trainee on a day of class."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from app.errors import Refusal
from app.i18n import mark
from app.ledger.day_seals import FutureDay
from app.ledger.enrolling import NoSuchEnrolment
from app.ledger.lessons import needed
from app.ledger.parents import name_of
from app.models.change import Change
from app.models.ledger import Ledger
from app.models.people import Trainee
from app.models.training import ConductNote, Enrolment

LONGEST_NOTE = 500


class NoteUnfit(Refusal):
    """The note is empty or too long."""

    code = "note_unfit"
    message = mark("A note on conduct has 1 to {most} characters; this one has {count}.")
    remedy = mark("Say it in a few words.")


class RemarkStays(Refusal):
    """A remark of an earlier day is to be taken away."""

    code = "remark_stays"
    message = mark("The remark of {day} on {name} stays.")
    remedy = mark("Write a further remark instead; only a remark of today can be taken away.")


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
    words = _fit(text)
    with ledger.change("conduct.note") as change:
        if day > change.today:
            raise FutureDay(day=day)
        enrolment, name = _whom(change, enrolment_id)
        note = change.add(ConductNote(enrolment_id=enrolment_id, day=day, text=words))
        return ConductRow(note.id, enrolment.serial, name, day, words)


def drop_conduct(ledger: Ledger, note_id: str, reason: str) -> None:
    """Take a remark away; the journal keeps it. Raises ReasonMissing."""
    with ledger.change("conduct.drop", reason=needed(reason)) as change:
        note = change.get(ConductNote, note_id)
        if note is not None:
            change.delete(note)


def write_remark(change: Change, enrolment_id: str, text: str) -> bool:
    """Let this be the newest remark on a trainee, inside a change under way; True if something was written.

    Today's remark is written over, one of an earlier day stays beside the new one. What was the newest before today's
    takes today's away again. Raises NoteUnfit, RemarkStays, NoSuchEnrolment.
    """
    words = text.strip()
    newest, before = _newest_two(change, enrolment_id)
    is_todays = newest is not None and newest.day == change.today
    if words == (newest.text if newest else ""):
        return False
    if newest is not None and is_todays and words in ("", before.text if before else ""):
        change.delete(newest)
    elif newest is not None and is_todays and words:
        newest.text = _fit(words)
    elif newest is not None and not words:
        raise RemarkStays(day=newest.day, name=_whom(change, enrolment_id)[1])
    else:
        _whom(change, enrolment_id)
        change.add(ConductNote(enrolment_id=enrolment_id, day=change.today, text=_fit(words)))
    return True


def _newest_two(change: Change, enrolment_id: str) -> tuple[ConductNote | None, ConductNote | None]:
    wanted = select(ConductNote).where(ConductNote.enrolment_id == enrolment_id)
    found = change.rows(wanted.order_by(ConductNote.day.desc(), ConductNote.id.desc()).limit(2))
    newest, before = (*found, None, None)[:2]
    return newest, before


def _whom(change: Change, enrolment_id: str) -> tuple[Enrolment, str]:
    enrolment = change.get(Enrolment, enrolment_id)
    if enrolment is None:
        raise NoSuchEnrolment
    return enrolment, name_of(change.session, enrolment.trainee_id)


def _fit(text: str) -> str:
    """The words of a note. Raises NoteUnfit."""
    words = text.strip()
    if not 1 <= len(words) <= LONGEST_NOTE:
        raise NoteUnfit(count=len(words), most=LONGEST_NOTE)
    return words


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
