"""What a mark is judged by: lessons, enrolments, marks that stand, closed days.

Every key in the roll call asks for it, so it is read as plain columns.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

import orjson
from sqlalchemy.orm import Session

from app.i18n import tr
from app.ledger.attendance_marks import Mark, current
from app.ledger.class_rows import OPEN, STATUS_LABELS, ClassIsClosed
from app.ledger.day_seals import closing_on


@dataclass(frozen=True)
class RollLesson:
    """A lesson as far as a roll call asks for it; `starts_on` is the first day of its class."""

    id: str
    class_id: str
    day: date
    half_day: str
    cancelled: bool
    class_code: str
    class_status: str
    starts_on: date


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
    sealed: frozenset[tuple[str, date]]

    def is_closed(self, session: Session, lesson: RollLesson, *, marked: bool) -> bool:
        """True if a further mark needs a reason: the day was sealed, or its time has passed and there is a mark."""
        if (lesson.class_id, lesson.day) in self.sealed:
            return True
        # Asked of the rules last: most marks are the first of their lesson, and no rule closes those.
        return marked and closing_on(session, lesson.starts_on).has_come(lesson.day, self.now)


def read_roll(session: Session, now: datetime, enrolment_ids: Collection[str], lesson_ids: Collection[str]) -> Roll:
    """The roll for these people and lessons. Raises ClassIsClosed."""
    connection, lessons = session.connection(), _listed(lesson_ids)
    held = {row[0]: _lesson(*row) for row in connection.exec_driver_sql(_LESSONS, (lessons,))}
    for lesson in held.values():
        if lesson.class_status != OPEN:
            words = STATUS_LABELS.get(lesson.class_status, lesson.class_status)
            raise ClassIsClosed(class_code=lesson.class_code, status=tr(words))
    enrolments = _listed(enrolment_ids)
    marks = connection.exec_driver_sql(_MARKS, (lessons, enrolments))
    seals = connection.exec_driver_sql(_SEALS, (_listed({lesson.class_id for lesson in held.values()}),))
    return Roll(
        now,
        held,
        {row[0]: _enrolment(*row) for row in connection.exec_driver_sql(_ENROLMENTS, (enrolments,))},
        current(Mark(*row) for row in marks),
        frozenset((class_id, date.fromisoformat(day)) for class_id, day in seals),
    )


def _lesson(row_id: str, class_id: str, day: str, half_day: str, cancelled: int, *of_class: str) -> RollLesson:
    code, status, starts_on = of_class
    days = date.fromisoformat(day), date.fromisoformat(starts_on)
    return RollLesson(row_id, class_id, days[0], half_day, bool(cancelled), code, status, days[1])


def _enrolment(row_id: str, class_id: str, trainee_id: str, outcome: str, outcome_on: str | None) -> RollEnrolment:
    ended = date.fromisoformat(outcome_on) if outcome_on else None
    return RollEnrolment(row_id, class_id, trainee_id, outcome, ended)


def _listed(ids: Collection[str]) -> str:
    """Ids as one bound text, since a statement takes few bound values."""
    return orjson.dumps(sorted(ids)).decode()


# Straight to the driver: four statements put together and unpacked by the row cost two of the ten milliseconds that a
# key in the roll call may take.
_LESSONS = (
    "select lesson.id, class_id, day, half_day, cancelled, code, status, starts_on from lesson"
    " join training_class on training_class.id = class_id where lesson.id in (select value from json_each(?))"
)
_ENROLMENTS = (
    "select id, class_id, trainee_id, outcome, outcome_on from enrolment where id in (select value from json_each(?))"
)
_MARKS = (
    "select id, enrolment_id, lesson_id, revision, status, source, reason, after_seal from attendance_mark"
    " where lesson_id in (select value from json_each(?)) and enrolment_id in (select value from json_each(?))"
)
_SEALS = "select class_id, day from day_seal where class_id in (select value from json_each(?))"
