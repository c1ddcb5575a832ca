"""The roll call: everyone present, then the exceptions; a correction is a further mark, never an edit."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import Refusal
from app.i18n import mark, tr
from app.ledger.attendance_marks import LessonChoice, Mark, chosen_lessons, current_marks, latest_marks
from app.ledger.class_rows import open_row
from app.ledger.day_seals import DayHasNoLesson, FutureDay, Seals, seals_of
from app.ledger.known_people import among
from app.models.change import Change
from app.models.ledger import Ledger
from app.models.people import Trainee
from app.models.training import AttendanceMark, Enrolment, Lesson
from app.models.vocabulary import AttendanceStatus, HalfDay, Outcome

MANUAL, PUNCH = "manual", "punch"
_STILL_THERE = ("", Outcome.FAILED.value)


class NotYourLesson(Refusal):
    """The person is not in the class whose lesson it is, or the lesson was cancelled."""

    code = "not_your_lesson"
    message = mark("This person is not in the class of that lesson, or the lesson was cancelled.")
    remedy = mark("`xiangxun class show` and `class roster` list lessons and people.")


class HasLeft(Refusal):
    """The person had left the class by then."""

    code = "has_left"
    message = mark("{name} left the class on {day}; there is nothing to mark after it.")
    remedy = mark("Take the withdrawal back first if it is wrong (`xiangxun class reopen`).")


class HasGraduated(Refusal):
    """The person has completed the class; what it rests on stays."""

    code = "has_graduated"
    message = mark("{name} has completed the class; marks and results stay as they are.")
    remedy = mark("Take the outcome back first if it is wrong (`xiangxun class reopen`).")


class DayIsSealed(Refusal):
    """The mark is closed and no reason was given."""

    code = "day_sealed"
    message = mark("{day} ({half_day}) is closed; a later mark needs a reason and will show as late.")
    remedy = mark("Give the reason (--reason).")


@dataclass(frozen=True)
class MarkEntry:
    """A mark to be made; without a status the one that is there is taken back."""

    enrolment_id: str
    lesson_id: str
    status: AttendanceStatus | None
    reason: str = ""


@dataclass(frozen=True)
class Marking:
    """What came of marking: how many marks were made, were there already, were made after the day was closed."""

    written: int
    unchanged: int
    after_seal: int


@dataclass(frozen=True)
class Roll:
    """All that is known while a roll is called: lessons, people, the marks that hold, the seals."""

    lessons: dict[str, Lesson]
    enrolments: dict[str, Enrolment]
    marks: dict[tuple[str, str], Mark]
    seals: dict[str, Seals]


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
            _refuse_future(change, lesson)
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
    roll = _roll(change, entries)
    written = unchanged = late = 0
    for entry in entries:
        held = roll.marks.get((entry.enrolment_id, entry.lesson_id))
        if _stands_already(held, entry):
            unchanged += 1
            continue
        made = _mark(change, roll, entry, source, held)
        roll.marks[entry.enrolment_id, entry.lesson_id] = made
        written += 1
        late += made.after_seal
    return Marking(written, unchanged, late)


def _stands_already(held: Mark | None, entry: MarkEntry) -> bool:
    if held is None:
        return entry.status is None
    return held.status == (entry.status or "") and entry.reason in ("", held.reason)


def _mark(change: Change, roll: Roll, entry: MarkEntry, source: str, held: Mark | None) -> Mark:
    lesson = _lesson(change, roll, entry)
    closed = roll.seals[lesson.class_id].is_closed(lesson.day, marked=held is not None)
    if closed and not entry.reason.strip():
        raise DayIsSealed(day=lesson.day, half_day=HalfDay(lesson.half_day).label)
    row = AttendanceMark(
        enrolment_id=entry.enrolment_id,
        lesson_id=entry.lesson_id,
        revision=held.revision + 1 if held else 0,
        status=entry.status.value if entry.status else "",
        source=source,
        reason=entry.reason.strip()[:300],
        after_seal=closed,
    )
    change.add(row)
    return Mark(
        row.id, row.enrolment_id, row.lesson_id, row.revision, row.status, row.source, row.reason, row.after_seal
    )


def _lesson(change: Change, roll: Roll, entry: MarkEntry) -> Lesson:
    """The lesson of an entry, if this person may be marked in it."""
    lesson, enrolment = roll.lessons.get(entry.lesson_id), roll.enrolments.get(entry.enrolment_id)
    if lesson is None or enrolment is None or lesson.cancelled or lesson.class_id != enrolment.class_id:
        raise NotYourLesson
    _refuse_future(change, lesson)
    if enrolment.outcome == Outcome.COMPLETED:
        raise HasGraduated(name=_name(change, enrolment))
    if not _is_there(enrolment, lesson):
        raise HasLeft(name=_name(change, enrolment), day=enrolment.outcome_on or tr("an earlier day"))
    return lesson


def _refuse_future(change: Change, lesson: Lesson) -> None:
    if lesson.day > change.today:
        raise FutureDay(day=lesson.day)


def _is_there(enrolment: Enrolment, lesson: Lesson) -> bool:
    """True unless the person had left the class before the day of the lesson."""
    if enrolment.outcome != Outcome.WITHDREW:
        return True
    return enrolment.outcome_on is not None and lesson.day <= enrolment.outcome_on


def _name(change: Change, enrolment: Enrolment) -> str:
    return change.session.get_one(Trainee, enrolment.trainee_id).name


def _roll(change: Change, entries: Sequence[MarkEntry]) -> Roll:
    lessons = _by_id(change, Lesson, {entry.lesson_id for entry in entries})
    enrolments = _by_id(change, Enrolment, {entry.enrolment_id for entry in entries})
    classes = [open_row(change.session, class_id) for class_id in {lesson.class_id for lesson in lessons.values()}]
    seals = {row.id: seals_of(change.session, row, change.now) for row in classes}
    return Roll(lessons, enrolments, latest_marks(change.session, lessons, enrolments), seals)


def _by_id(change: Change, entity: Any, ids: set[str]) -> dict[str, Any]:
    return {row.id: row for row in change.rows(select(entity).where(among(entity.id, ids)))}
