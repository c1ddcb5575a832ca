"""When the marks of a day are closed: by hand for the whole day, by the clock for each mark that was made."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import Refusal
from app.i18n import mark
from app.ledger.attendance_marks import current_marks
from app.ledger.class_rows import open_row
from app.ledger.rules import Rules, rules_on
from app.ledger.timetable import held_lessons
from app.models.change import Change
from app.models.ledger import Ledger
from app.models.training import DaySeal, Enrolment, Lesson, TrainingClass
from app.models.vocabulary import Outcome


class DayHasNoLesson(Refusal):
    """The class has no lesson on the day."""

    code = "no_lesson_that_day"
    message = mark("The class {class_code} has no lesson on {day}.")
    remedy = mark("`xiangxun class show {class_code}` lists the lessons with their days.")


class FutureDay(Refusal):
    """The day has not come yet."""

    code = "future_day"
    message = mark("{day} has not come yet; nobody can have been there.")
    remedy = mark("Mark attendance on the day itself or later.")


class RollCallIncomplete(Refusal):
    """Somebody has no mark for a lesson of the day."""

    code = "roll_incomplete"
    message = mark("{day} cannot be sealed yet: {count} marks are missing ({people}).")
    remedy = mark(
        "Mark those who are missing, or seal the day as it is (--incomplete): missing marks then count no hours."
    )


@dataclass(frozen=True)
class SealRow:
    """A sealed day; `fresh` if it was sealed just now."""

    class_id: str
    day: date
    sealed_by: str
    fresh: bool


@dataclass(frozen=True)
class Seals:
    """Which days of a class are sealed by hand, and what the clock closes, seen from one moment."""

    by_hand: frozenset[date]
    closes_at: time
    closes_after: int
    now: datetime

    def closes(self, day: date) -> datetime:
        """When the marks of a day close by themselves."""
        moment = datetime.combine(day + timedelta(days=self.closes_after), self.closes_at)
        return moment.replace(tzinfo=self.now.tzinfo)

    def is_closed(self, day: date, *, marked: bool) -> bool:
        """True if a further mark needs a reason: the day was sealed, or its time has passed and there is a mark."""
        return day in self.by_hand or (marked and self.now >= self.closes(day))


def seals_of(session: Session, row: TrainingClass, now: datetime) -> Seals:
    """The seals of a class as they stand now."""
    rules: Rules = rules_on(session, row.starts_on)
    days = session.scalars(select(DaySeal.day).where(DaySeal.class_id == row.id))
    closes_at = time.fromisoformat(rules.value("day_seal_time"))
    return Seals(frozenset(days), closes_at, rules.value("day_seal_days"), now)


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
