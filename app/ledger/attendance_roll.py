"""What a mark is judged by: lessons, enrolments, marks that stand, closed days.

Every key in the roll call asks for it, so it is read as plain columns.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import orjson
from sqlalchemy.orm import Session

from app.i18n import tr
from app.ledger.attendance_marks import Mark, current
from app.ledger.class_rows import OPEN, STATUS_LABELS, ClassIsClosed
from app.ledger.day_seals import closing_on


@dataclass(frozen=True)
class RollLesson:
    """A lesson as far as a roll call asks for it; `starts_on` is of its class, `is_sealed` of its day."""

    id: str
    class_id: str
    day: date
    half_day: str
    cancelled: bool
    class_code: str
    class_status: str
    starts_on: date
    is_sealed: bool


@dataclass(frozen=True)
class RollEnrolment:
    """An enrolment as far as a roll call asks for it."""

    id: str
    class_id: str
    trainee_id: str
    outcome: str
    outcome_on: date | None


@dataclass(frozen=True)
class Roll:
    """All that is known while a roll is called; the marks that stand grow with each that is made."""

    now: datetime
    lessons: Mapping[str, RollLesson]
    enrolments: Mapping[str, RollEnrolment]
    marks: dict[tuple[str, str], Mark]

    def closed_since(self, session: Session, lesson: RollLesson, held: Mark | None) -> datetime | None:
        """When the clock closed the mark that stands, None while it is open.

        Where there is none, the first is always free; and whoever enters the marks of past days finds those of today
        open until the day ends.
        """
        # Asked of the rules last: most marks are the first of their lesson, and no rule closes those.
        if held is None:
            return None
        moment = closing_on(session, lesson.starts_on).moment(lesson.day, self.now)
        if self.now < moment or (not held.after_seal and self.made_today(session, held, since=moment)):
            return None
        return moment

    def made_today(self, session: Session, held: Mark, *, since: datetime | None = None, by: str = "") -> bool:
        """True for a mark of today, after this moment, by this operator; the journal knows."""
        made = _driver(session).execute(_MADE, (held.id,)).fetchone()
        if made is None or not made[0] or (by and made[1] != by):
            return False
        at = datetime.fromisoformat(orjson.loads(made[0])["at"]).astimezone(self.now.tzinfo)
        return at.date() == self.now.date() and (since is None or at >= since)

    def steps_back(self, session: Session, held: Mark, status: str, operator: str) -> bool:
        """True if this status takes the operator's own mark of today back: it is the one that stood before it."""
        row = _driver(session).execute(_BEFORE, (held.enrolment_id, held.lesson_id, held.revision)).fetchone()
        return (row[0] if row else "") == status and self.made_today(session, held, by=operator)


def read_roll(session: Session, now: datetime, enrolment_ids: Collection[str], lesson_ids: Collection[str]) -> Roll:
    """The roll for these people and lessons. Raises ClassIsClosed."""
    driver, lessons = _driver(session), _listed(lesson_ids)
    held = {row[0]: _lesson(*row) for row in driver.execute(_LESSONS, (lessons,))}
    for lesson in held.values():
        if lesson.class_status != OPEN:
            words = STATUS_LABELS.get(lesson.class_status, lesson.class_status)
            raise ClassIsClosed(class_code=lesson.class_code, status=tr(words))
    enrolments = _listed(enrolment_ids)
    marks = driver.execute(_MARKS, (lessons, enrolments))
    return Roll(
        now,
        held,
        {row[0]: _enrolment(*row) for row in driver.execute(_ENROLMENTS, (enrolments,))},
        current(Mark(*row) for row in marks),
    )


def _driver(session: Session) -> Any:
    return session.connection().connection.driver_connection


def _lesson(
    row_id: str, class_id: str, day: str, half_day: str, cancelled: int, is_sealed: int, *of_class: str
) -> RollLesson:
    code, status, starts_on = of_class
    days = date.fromisoformat(day), date.fromisoformat(starts_on)
    return RollLesson(row_id, class_id, days[0], half_day, bool(cancelled), code, status, days[1], bool(is_sealed))


def _enrolment(row_id: str, class_id: str, trainee_id: str, outcome: str, outcome_on: str | None) -> RollEnrolment:
    ended = date.fromisoformat(outcome_on) if outcome_on else None
    return RollEnrolment(row_id, class_id, trainee_id, outcome, ended)


def _listed(ids: Collection[str]) -> str:
    """Ids as one bound text, since a statement takes few bound values."""
    return orjson.dumps(sorted(ids)).decode()


# The driver's own statements: put together by SQLAlchemy, and unpacked by the row, they cost two of the ten
# milliseconds that a key in the roll call may take.
_LESSONS = (
    "select lesson.id, class_id, day, half_day, cancelled, exists (select 1 from day_seal where"
    " day_seal.class_id = lesson.class_id and day_seal.day = lesson.day), code, status, starts_on from lesson"
    " join training_class on training_class.id = class_id where lesson.id in (select value from json_each(?))"
)
_ENROLMENTS = (
    "select id, class_id, trainee_id, outcome, outcome_on from enrolment where id in (select value from json_each(?))"
)
# By the change's own words: the readings of the journal's clock run on where the PC's clock was set back.
_MADE = (
    "select change.body, change.actor from journal mark join journal change on change.change_id = mark.change_id"
    " and change.op = 'C' where mark.entity = 'attendance_mark' and mark.row_id = ? and mark.op = 'I'"
)
_BEFORE = (
    "select status from attendance_mark where enrolment_id = ? and lesson_id = ? and revision < ?"
    " order by revision desc, id desc limit 1"
)
_MARKS = (
    "select id, enrolment_id, lesson_id, revision, status, source, reason, after_seal from attendance_mark"
    " where lesson_id in (select value from json_each(?)) and enrolment_id in (select value from json_each(?))"
)
