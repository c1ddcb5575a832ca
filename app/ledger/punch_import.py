"""Taking the file of a punch clock into the roll call: each punch becomes a mark, a mark made by hand stays."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from app.i18n import tr
from app.ledger.attendance import PUNCH, MarkEntry, Marking, enter_marks, missing_marks
from app.ledger.attendance_marks import LessonChoice, Mark, chosen_lessons, current_marks
from app.ledger.class_roster import RosterRow, roster_rows
from app.ledger.class_rows import open_row
from app.ledger.punch_file import Punch, PunchFile, Timing, read_punch_file, status_of, timings
from app.ledger.rules import rules_on
from app.ledger.table_file import LineProblem
from app.models.change import Change
from app.models.ledger import Ledger
from app.models.training import Lesson
from app.models.vocabulary import AttendanceStatus


@dataclass(frozen=True)
class WithoutPunch:
    """Someone who did not punch for a lesson for which others did, and has no mark."""

    serial: int
    name: str
    lesson_id: str
    day: date
    half_day: str


@dataclass(frozen=True)
class PunchImport:
    """What came of a punch file: the marking, marks by hand that were kept, lines not taken, and who did not punch."""

    marking: Marking
    kept_by_hand: int
    problems: tuple[LineProblem, ...]
    without_punch: tuple[WithoutPunch, ...]


def import_punches(
    ledger: Ledger, class_id: str, path: Path, *, reason: str = "", rest_absent: bool = False
) -> PunchImport:
    """Mark by a punch file; `rest_absent` marks those absent who did not punch. Raises as `mark_attendance`."""
    roster, file = _read(ledger, class_id, path)
    with ledger.change("attendance.import") as change:
        lessons, times = _lessons(change, class_id)
        moments, stray = _sorted_out(file.punches, lessons, times, change.now)
        marks = current_marks(change.session, list(lessons))
        entries, kept = _entries(moments, times, marks, reason)
        marking = enter_marks(change, entries, PUNCH)
        change.session.flush()
        met = [lessons[lesson_id] for lesson_id in dict.fromkeys(lesson_id for _, lesson_id in moments)]
        missing = missing_marks(change.session, class_id, met, AttendanceStatus.ABSENT, reason)
        if rest_absent:
            marking, missing = _sum(marking, enter_marks(change, missing, PUNCH)), []
        problems = tuple(sorted((*file.problems, *stray), key=lambda each: each.row))
        return PunchImport(marking, kept, problems, _without(missing, lessons, roster))


def _read(ledger: Ledger, class_id: str, path: Path) -> tuple[tuple[RosterRow, ...], PunchFile]:
    """Who is in the class, and what the file says of them; read before the ledger is held for writing."""
    with ledger.reading() as session:
        roster = tuple(row for row in roster_rows(session, open_row(session, class_id).id) if not row.has_withdrawn)
    return roster, read_punch_file(path, roster, ledger.clock.now().date())


def _lessons(change: Change, class_id: str) -> tuple[dict[str, Lesson], dict[str, Timing]]:
    row = open_row(change.session, class_id)
    lessons = chosen_lessons(change.session, LessonChoice(class_id))
    return {each.id: each for each in lessons}, timings(lessons, rules_on(change.session, row.starts_on))


def _sorted_out(
    punches: Iterable[Punch], lessons: Iterable[str], times: dict[str, Timing], now: datetime
) -> tuple[dict[tuple[str, str], list[datetime]], list[LineProblem]]:
    """The moments of each person in each lesson, and the punches that belong to no lesson."""
    moments: dict[tuple[str, str], list[datetime]] = {}
    stray: list[LineProblem] = []
    for punch in punches:
        met = [each for each in lessons if times[each].opens <= punch.moment <= times[each].closes]
        if punch.moment > now.replace(tzinfo=None):
            stray.append(_stray(punch, tr("Line {row}: {moment} has not come yet.", **_figures(punch))))
        elif not met:
            stray.append(_stray(punch, tr("Line {row}: the class has no lesson on {moment}.", **_figures(punch))))
        for lesson_id in met if punch.moment <= now.replace(tzinfo=None) else ():
            moments.setdefault((punch.enrolment_id, lesson_id), []).append(punch.moment)
    return moments, stray


def _stray(punch: Punch, message: str) -> LineProblem:
    remedy = tr("Check the clock of the machine, or move the lesson to the day on which it was held.")
    return LineProblem(punch.row, "punch_no_lesson", message, remedy)


def _figures(punch: Punch) -> dict[str, object]:
    return {"row": punch.row, "moment": punch.moment.isoformat(" ", "minutes")}


def _entries(
    moments: dict[tuple[str, str], list[datetime]],
    times: dict[str, Timing],
    marks: dict[tuple[str, str], Mark],
    reason: str,
) -> tuple[list[MarkEntry], int]:
    """The marks to be made; one made by hand stays, since a person looked."""
    entries, kept = [], 0
    for (enrolment_id, lesson_id), punched in moments.items():
        held = marks.get((enrolment_id, lesson_id))
        if held and held.source != PUNCH:
            kept += 1
            continue
        entries.append(MarkEntry(enrolment_id, lesson_id, status_of(punched, times[lesson_id]), reason))
    return entries, kept


def _without(
    missing: Iterable[MarkEntry], lessons: dict[str, Lesson], roster: Sequence[RosterRow]
) -> tuple[WithoutPunch, ...]:
    people = {row.enrolment_id: row for row in roster}
    found = ((people[entry.enrolment_id], lessons[entry.lesson_id]) for entry in missing)
    return tuple(
        WithoutPunch(person.serial, person.name, lesson.id, lesson.day, lesson.half_day) for person, lesson in found
    )


def _sum(one: Marking, other: Marking) -> Marking:
    return Marking(one.written + other.written, one.unchanged + other.unchanged, one.after_seal + other.after_seal)
