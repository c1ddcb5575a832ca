"""When the marks of a day are closed: by hand for the whole day, by the clock for each mark that was made."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import Refusal
from app.i18n import mark
from app.ledger.attendance_marks import current_marks
from app.ledger.class_rows import open_row
from app.ledger.rules import rules_on
from app.ledger.timetable import held_lessons
from app.models.change import Change
from app.models.ledger import Ledger
from app.models.training import DaySeal, Enrolment, Lesson
from app.models.vocabulary import Outcome


class DayHasNoLesson(Refusal):
    """The class has no lesson on the day."""

    code = "no_lesson_that_day"
    message = mark("The class {class_code} has no lesson on {day}.")
    remedy = mark("Look at the timetable of the class: it has the lessons with their days.")


class FutureDay(Refusal):
    """The day has not come yet."""

    code = "future_day"
    message = mark("{day} has not come yet; nobody can have been there.")
    remedy = mark("Mark attendance on the day itself or later.")


class RollCallIncomplete(Refusal):
    """Somebody has no mark for a lesson of the day."""

    code = "roll_incomplete"
    message = mark("{day} cannot be sealed yet: {count} marks are missing ({people}).")
    remedy = mark("Mark those who are missing, or seal the day as it is: missing marks then count no hours.")


@dataclass(frozen=True)
class SealRow:
    """A sealed day; `fresh` if it was sealed just now."""

    class_id: str
    day: date
    sealed_by: str
    fresh: bool


@dataclass(frozen=True)
class Closing:
    """When the marks of a day close by themselves: so many days after it, at this time of day."""

    at: time
    after: int

    def moment(self, day: date, now: datetime) -> datetime:
        """When the marks of this day close, on the clock that says `now`."""
        return datetime.combine(day + timedelta(days=self.after), self.at).replace(tzinfo=now.tzinfo)


def closing_on(session: Session, starts_on: date) -> Closing:
    """When days close in a class that begins on this day."""
    rules = rules_on(session, starts_on)
    return Closing(time.fromisoformat(rules.value("day_seal_time")), rules.value("day_seal_days"))


def list_seals(ledger: Ledger, class_id: str) -> tuple[SealRow, ...]:
    """The days of a class that were sealed by hand."""
    with ledger.reading() as session:
        rows = session.scalars(select(DaySeal).where(DaySeal.class_id == class_id).order_by(DaySeal.day))
        return tuple(SealRow(row.class_id, row.day, row.sealed_by, False) for row in rows)


def seal_day(ledger: Ledger, class_id: str, day: date, *, incomplete: bool = False) -> SealRow:
    """Close the marks of a day. Raises RollCallIncomplete, FutureDay, DayHasNoLesson, ClassIsClosed."""
    with ledger.change("attendance.seal") as change:
        row = open_row(change.session, class_id)
        if day > change.today:
            raise FutureDay(day=day)
        for seal in change.rows(select(DaySeal).where(DaySeal.class_id == class_id, DaySeal.day == day)):
            return SealRow(class_id, day, seal.sealed_by, False)
        lessons = [lesson.id for lesson in change.rows(held_lessons(class_id).where(Lesson.day == day))]
        if not lessons:
            raise DayHasNoLesson(class_code=row.code, day=day)
        if not incomplete:
            _refuse_missing(change, class_id, day, lessons)
        seal = change.add(DaySeal(class_id=class_id, day=day, sealed_by=ledger.clerk.id))
        return SealRow(class_id, day, seal.sealed_by, True)


def _refuse_missing(change: Change, class_id: str, day: date, lessons: list[str]) -> None:
    wanted = select(Enrolment).where(Enrolment.class_id == class_id, Enrolment.outcome != Outcome.WITHDREW)
    marks = current_marks(change.session, lessons)
    missing = [
        enrolment.serial
        for enrolment in change.rows(wanted.order_by(Enrolment.serial))
        for lesson_id in lessons
        if (enrolment.id, lesson_id) not in marks
    ]
    if missing:
        people = "、".join(map(str, dict.fromkeys(missing)))
        raise RollCallIncomplete(day=day, count=len(missing), people=people)
