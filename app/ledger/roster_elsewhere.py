"""New people of a roster who were trained at another station, as far as the county told and as old as it told it."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from app.i18n import mark, tr
from app.ledger.importing.persons import RosterPerson
from app.ledger.past_training import PastTraining, trained_elsewhere
from app.ledger.syncing.elsewhere import KnownElsewhere
from app.models.chinese_dates import plain_date
from app.models.findings import Finding, warn

_MESSAGE = mark("Was trained in {course} at {where} until {end}; the county's data are as of {day}.")
_REMEDY = mark("Ask that station before this person is trained in the same again.")


def elsewhere_findings(session: Session, people: Sequence[RosterPerson]) -> list[Finding | None]:
    """For each of these people what is to be said of their newest training elsewhere."""
    as_of = KnownElsewhere(session.connection()).as_of
    if as_of is None:
        return [None] * len(people)
    told = trained_elsewhere(session, [(person.id_type, person.id_number) for person in people])
    return [_finding(max(past, key=_end), as_of) if past else None for past in told]


def _end(past: PastTraining) -> date:
    return past.ends_on or past.starts_on or date.min


def _finding(past: PastTraining, as_of: date) -> Finding:
    end = plain_date(_end(past)) if _end(past) > date.min else tr("an unknown day")
    course = past.name or tr("an unknown course")
    return warn("trained_elsewhere", _MESSAGE, _REMEDY, course=course, where=past.where, end=end, day=plain_date(as_of))
