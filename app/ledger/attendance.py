"""The roll call: everyone present, then the exceptions; a correction is a further mark, never an edit."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import Refusal
from app.i18n import mark, tr
from app.ledger.attendance_marks import LessonChoice, Mark, chosen_lessons, current_marks
from app.ledger.attendance_roll import Roll, RollEnrolment, RollLesson, read_roll
from app.ledger.class_rows import open_row
from app.ledger.day_seals import DayHasNoLesson, FutureDay
from app.ledger.parents import name_of
from app.models.change import Change
from app.models.ledger import Ledger
from app.models.rows import new_id
from app.models.training import AttendanceMark, Enrolment, Lesson
from app.models.vocabulary import AttendanceStatus, HalfDay, Outcome

MANUAL, PUNCH = "manual", "punch"
_STILL_THERE = ("", Outcome.FAILED.value)


class NotYourLesson(Refusal):
    """The person is not in the class whose lesson it is, or the lesson was cancelled."""

    code = "not_your_lesson"
    message = mark("This person is not in the class of that lesson, or the lesson was cancelled.")
    remedy = mark("Timetable and roster have the lessons and the people of the class.")


class HasLeft(Refusal):
    """The person had left the class by then."""

    code = "has_left"
    message = mark("{name} left the class on {day}; there is nothing to mark after it.")
    remedy = mark("Take the withdrawal back first if it is wrong.")


class HasGraduated(Refusal):
    """The person has completed the class; what it rests on stays."""

    code = "has_graduated"
    message = mark("{name} has completed the class; marks and results stay as they are.")
    remedy = mark("Take the outcome back first if it is wrong.")


class DayIsSealed(Refusal):
    """Somebody closed the day, and no reason was given."""

    code = "day_sealed"
    message = mark("{day} ({half_day}) was closed by hand; a later mark needs a reason and will show as late.")
    remedy = mark("Give the reason.")


class MarkIsClosed(DayIsSealed):
    """The clock has closed the mark that stands, and no reason was given."""

    code = "mark_closed"
    message = mark(
        "{day} ({half_day}) closed by itself on {since}; to change a mark needs a reason, and it will show as late."
    )


@dataclass(frozen=True)
class MarkEntry:
    """A mark to be made; without a status the one that is there is taken back.

    One that `undoes` the operator's own last mark of today needs no reason of its own: that of the mark goes with it.
    """

    enrolment_id: str
    lesson_id: str
    status: AttendanceStatus | None
    reason: str = ""
    undoes: bool = False


@dataclass(frozen=True)
class Marking:
    """What came of marking: how many marks were made, were there already, were made after the day was closed."""

    written: int
    unchanged: int
    after_seal: int


def mark_attendance(ledger: Ledger, entries: Iterable[MarkEntry], *, reason: str = "", source: str = MANUAL) -> Marking:
    """Make these marks, all or none.

    Raises FutureDay, DayIsSealed, HasLeft, HasGraduated, NotYourLesson, ClassIsClosed.
    """
    wanted = [replace(entry, reason=entry.reason or reason) for entry in entries]
    # The reason stands with each mark alone: there it goes with the person, should they be erased.
    with ledger.change("attendance.mark") as change:
        return enter_marks(change, wanted, source)


def all_present(ledger: Ledger, choice: LessonChoice, *, reason: str = "") -> Marking:
    """Mark everyone present who has no mark yet in these lessons, up to today. Raises as `mark_attendance`."""
    with ledger.change("attendance.all_present") as change:
        row = open_row(change.session, choice.class_id)
        lessons = chosen_lessons(change.session, choice)
        if choice.day is None:
            lessons = [lesson for lesson in lessons if lesson.day <= change.today]
        if not lessons:
            raise DayHasNoLesson(class_code=row.code, day=choice.day or change.today)
        entries = missing_marks(change.session, choice.class_id, lessons, AttendanceStatus.PRESENT, reason)
        for lesson in lessons:
            _refuse_future(change.now, lesson.day)
        return enter_marks(change, entries, MANUAL)


def missing_marks(
    session: Session, class_id: str, lessons: Sequence[Lesson], status: AttendanceStatus, reason: str = ""
) -> list[MarkEntry]:
    """A mark for everyone who is still in the class and has none in one of these lessons."""
    marks = current_marks(session, [lesson.id for lesson in lessons])
    there = session.scalars(select(Enrolment).where(Enrolment.class_id == class_id).order_by(Enrolment.serial)).all()
    return [
        MarkEntry(enrolment.id, lesson.id, status, reason)
        for lesson in lessons
        for enrolment in there
        if (enrolment.id, lesson.id) not in marks and enrolment.outcome in _STILL_THERE
    ]


def enter_marks(change: Change, entries: Sequence[MarkEntry], source: str) -> Marking:
    """Make these marks inside a change that is under way. Raises as `mark_attendance`."""
    change.session.flush()
    made = judge_marks(change.session, change.now, entries, source, change.author.operator)
    # Not row by row: the unit of work would cost more than all the rest of a key in the roll call.
    change.add_many(AttendanceMark, [vars(one) for one in made])
    return Marking(len(made), len(entries) - len(made), sum(one.after_seal for one in made))


def judge_marks(
    session: Session, now: datetime, entries: Sequence[MarkEntry], source: str, operator: str = ""
) -> list[Mark]:
    """The marks that these entries come to, without those that stand already; nothing is written. Raises likewise."""
    roll = read_roll(session, now, {entry.enrolment_id for entry in entries}, {entry.lesson_id for entry in entries})
    made: list[Mark] = []
    for entry in entries:
        held = roll.marks.get((entry.enrolment_id, entry.lesson_id))
        if not _stands_already(held, entry):
            one = _mark(session, roll, entry, source, operator)
            roll.marks[entry.enrolment_id, entry.lesson_id] = one
            made.append(one)
    return made


def _stands_already(held: Mark | None, entry: MarkEntry) -> bool:
    if held is None:
        return entry.status is None
    return held.status == (entry.status or "") and entry.reason in ("", held.reason)


def _mark(session: Session, roll: Roll, entry: MarkEntry, source: str, operator: str) -> Mark:
    """The mark that follows the one that stands. Raises DayIsSealed, and what `_lesson` raises."""
    lesson, held = _lesson(session, roll, entry), roll.marks.get((entry.enrolment_id, entry.lesson_id))
    status, reason = entry.status.value if entry.status else "", entry.reason.strip()[:300]
    closed = _closed(session, roll, lesson, held)
    if closed is not None and not reason:
        if not entry.undoes or not _may_undo(session, roll, lesson, held, status, operator):
            raise closed
        reason = held.reason if held else ""
    return Mark(
        id=new_id(),
        enrolment_id=entry.enrolment_id,
        lesson_id=entry.lesson_id,
        revision=held.revision + 1 if held else 0,
        status=status,
        source=source,
        reason=reason,
        after_seal=closed is not None,
    )


def _closed(session: Session, roll: Roll, lesson: RollLesson, held: Mark | None) -> DayIsSealed | None:
    """Why a mark in this lesson needs a reason; None if it needs none."""
    half = HalfDay(lesson.half_day).label
    if lesson.is_sealed:
        return DayIsSealed(day=lesson.day, half_day=half)
    since = roll.closed_since(session, lesson, held)
    return MarkIsClosed(day=lesson.day, half_day=half, since=f"{since:%Y-%m-%d %H:%M}") if since else None


def _may_undo(session: Session, roll: Roll, lesson: RollLesson, held: Mark | None, status: str, operator: str) -> bool:
    """True for the way back from one's own mark of today; what stood when the day was sealed by hand is not undone."""
    if held is None or (lesson.is_sealed and not held.after_seal):
        return False
    return roll.steps_back(session, held, status, operator)


def _lesson(session: Session, roll: Roll, entry: MarkEntry) -> RollLesson:
    """The lesson of an entry, if this person may be marked in it."""
    lesson, enrolment = roll.lessons.get(entry.lesson_id), roll.enrolments.get(entry.enrolment_id)
    if lesson is None or enrolment is None or lesson.cancelled or lesson.class_id != enrolment.class_id:
        raise NotYourLesson
    _refuse_future(roll.now, lesson.day)
    if enrolment.outcome == Outcome.COMPLETED:
        raise HasGraduated(name=_name(session, enrolment))
    if not _is_there(enrolment, lesson):
        raise HasLeft(name=_name(session, enrolment), day=enrolment.outcome_on or tr("an earlier day"))
    return lesson


def _refuse_future(now: datetime, day: date) -> None:
    if day > now.date():
        raise FutureDay(day=day)


def _is_there(enrolment: RollEnrolment, lesson: RollLesson) -> bool:
    """True unless the person had left the class before the day of the lesson."""
    if enrolment.outcome != Outcome.WITHDREW:
        return True
    return enrolment.outcome_on is not None and lesson.day <= enrolment.outcome_on


def _name(session: Session, enrolment: RollEnrolment) -> str:
    return name_of(session, enrolment.trainee_id)
