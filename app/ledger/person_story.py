"""What happened to one person's entry, read from the journal, in words that people can follow; the newest first."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.i18n import tr
from app.ledger.certificate_register import EventKind
from app.ledger.known_people import among
from app.ledger.past_training import AWAY
from app.ledger.person_page import entries_of
from app.ledger.person_story_words import ACTS, DEEDS, EVENTS, FIELDS, value_shown
from app.models.certificates import Certificate, CertificateEvent, OtherCertificate
from app.models.code_tables import table
from app.models.journal import JOURNAL, NEWEST_FIRST
from app.models.ledger import Ledger
from app.models.people import Trainee, TraineeCategory, TrainingElsewhere
from app.models.privacy import masked, masked_text
from app.models.rows import Row
from app.models.training import Enrolment, TrainingClass

_HELD = (TraineeCategory, Enrolment, OtherCertificate, TrainingElsewhere, Certificate)


@dataclass(frozen=True)
class Altered:
    """One field that became another; numbers are masked."""

    label: str
    old: str
    new: str


@dataclass(frozen=True)
class StoryLine:
    """One thing that happened: when (ISO with offset), by whom, what, why, and which fields became what."""

    at: str
    who: str
    what: str
    reason: str
    altered: tuple[Altered, ...]


@dataclass(frozen=True)
class _Told:
    """An entry of the journal, its body, and the change it belongs to."""

    entity: str
    op: str
    row_id: str
    body: dict[str, Any]
    change: dict[str, Any]


def person_story(ledger: Ledger, trainee_id: str, limit: int = 200) -> tuple[StoryLine, ...]:
    """Everything the journal tells of this person: entry, groups, classes, certificates, and who saw whole numbers.

    What was merged into the entry is included.
    """
    with ledger.reading() as session:
        ids = entries_of(session, trainee_id)
        wanted = select(JOURNAL).where(or_(*_about(session, ids)))
        found = session.execute(wanted.order_by(*NEWEST_FIRST).limit(limit)).all()
        heads = select(JOURNAL.c.change_id, JOURNAL.c.body).where(
            JOURNAL.c.op == "C", among(JOURNAL.c.change_id, list({entry.change_id for entry in found}))
        )
        changes = {row.change_id: _read(row.body) for row in session.execute(heads)}
        told = (_Told(e.entity, e.op, e.row_id, _read(e.body), changes.get(e.change_id, {})) for e in found)
        return tuple(_line(session, each) for each in told if _is_told(each))


def _about(session: Session, ids: Collection[str]) -> Iterator[Any]:
    """Conditions for the entries of these people: their rows, rows that are gone, and who was looked at."""
    yield _of(Trainee, ids)
    for entity in _HELD:
        yield _of(entity, session.scalars(select(entity.id).where(among(entity.trainee_id, ids))).all())
    mine = select(Certificate.id).where(among(Certificate.trainee_id, ids))
    events = select(CertificateEvent.id).where(CertificateEvent.certificate_id.in_(mine))
    yield _of(CertificateEvent, session.scalars(events).all())
    tables = [entity.__tablename__ for entity in _HELD]
    for each in ids:
        names_them = func.instr(JOURNAL.c.body, each.encode()) > 0
        yield JOURNAL.c.entity.in_(tables) & (JOURNAL.c.op == "D") & names_them
        yield (JOURNAL.c.entity == "change") & names_them


def _of(entity: type[Row], rows: Collection[str]) -> Any:
    """The entries of these rows. Their table is named: the journal is found by table and row, else it is read whole."""
    return (JOURNAL.c.entity == entity.__tablename__) & among(JOURNAL.c.row_id, rows)


def _is_told(told: _Told) -> bool:
    if (told.entity, told.op) not in DEEDS:
        return False
    if told.entity == "change":
        return "about" in told.body
    # What only other tables speak of, such as the state after an enrolment, is told there.
    return told.op != "U" or told.change.get("action") == "person.merge" or any(_altered(told))


def _line(session: Session, told: _Told) -> StoryLine:
    change = told.body if told.entity == "change" else told.change
    what = tr(DEEDS[told.entity, told.op], what=_subject(session, told))
    if (told.entity, told.op) == ("trainee", "U"):
        what = tr(ACTS.get(change.get("action", ""), DEEDS["trainee", "U"]))
    altered = tuple(_altered(told)) if told.op == "U" else ()
    return StoryLine(
        change.get("at", ""), change.get("actor", ""), what, masked_text(change.get("reason", "")), altered
    )


def _subject(session: Session, told: _Told) -> str:
    """What an entry is about: the group, the class, the number of the certificate."""
    if told.entity == "trainee_category":
        row = session.get(TraineeCategory, told.row_id)
        return table("person_categories").label(row.code if row else told.body.get("code", ""))
    if told.entity == "enrolment":
        enrolment = session.get(Enrolment, told.row_id)
        held = session.get(TrainingClass, enrolment.class_id if enrolment else told.body.get("class_id", ""))
        return held.name if held else ""
    if told.entity in ("certificate", "certificate_event"):
        return _certificate(session, told)
    if told.entity == "other_certificate":
        return _record(session, told)
    kind = told.body.get("kind", "")
    return tr(AWAY[kind]) if kind in AWAY else str(masked(told.entity, "source", told.body.get("course_name", "")))


def _certificate(session: Session, told: _Told) -> str:
    if told.entity == "certificate":
        return str(told.body.get("number", ""))
    event = session.get(CertificateEvent, told.row_id)
    if event is None:
        return ""
    held = session.get(Certificate, event.certificate_id)
    number = held.number if held else ""
    return tr(EVENTS[EventKind(event.kind)], number=number)


def _record(session: Session, told: _Told) -> str:
    row = session.get(OtherCertificate, told.row_id)
    kind, number = (row.certificate_type, row.number) if row else (told.body.get(name, "") for name in _RECORD)
    return f"{table('certificate_types').label(kind)} {masked('other_certificate', 'number', number)}".strip()


_RECORD = ("certificate_type", "number")


def _altered(told: _Told) -> Iterator[Altered]:
    for name, pair in told.body.items():
        if name in FIELDS and isinstance(pair, list):
            old, new = (value_shown(told.entity, name, value) for value in pair)
            yield Altered(tr(FIELDS[name]), old, new)


def _read(body: bytes | None) -> dict[str, Any]:
    read: dict[str, Any] = orjson.loads(body) if body else {}
    return read
