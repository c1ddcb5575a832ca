"""Taking the file of a punch clock into the roll call: each punch becomes a mark, a mark made by hand stays."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from app.i18n import tr
from app.ledger.attendance import PUNCH, MarkEntry, Marking, enter_marks, judge_marks, missing_marks
from app.ledger.attendance_marks import LessonChoice, Mark, chosen_lessons, current_marks
from app.ledger.class_roster import RosterRow, roster_rows
from app.ledger.class_rows import open_row
from app.ledger.punch_file import Punch, PunchFile, Timing, read_punch_file, status_of, timings
from app.ledger.rules import rules_on
from app.ledger.table_file import LineProblem
from app.models.ledger import Ledger
from app.models.training import Lesson
from app.models.vocabulary import AttendanceStatus

# A preview asks nobody why; what needs a reason is told by `after_seal`.
_ANY_REASON = "-"


@dataclass(frozen=True)
class WithoutPunch:
    """Someone who did not punch for a lesson for which others did, and has no mark."""

    serial: int
    name: str
    lesson_id: str
    day: date
    half_day: str


@dataclass(frozen=True)
class PunchedMark:
    """A mark that a punch file comes to; `before` is the status that stands now."""

    serial: int
    name: str
    lesson_id: str
    day: date
    half_day: str
    status: str
    before: str
    after_seal: bool


@dataclass(frozen=True)
class PunchPreview:
    """What would come of a punch file; the marks with `after_seal` need a reason."""

    marks: tuple[PunchedMark, ...]
    unchanged: int
    kept_by_hand: int
    problems: tuple[LineProblem, ...]
    without_punch: tuple[WithoutPunch, ...]

    @property
    def after_seal(self) -> int:
        """How many of the marks need a reason."""
        return sum(one.after_seal for one in self.marks)


@dataclass(frozen=True)
class PunchImport:
    """What came of a punch file: the marking, marks by hand that were kept, lines not taken, and who did not punch."""

    marking: Marking
    kept_by_hand: int
    problems: tuple[LineProblem, ...]
    without_punch: tuple[WithoutPunch, ...]


@dataclass(frozen=True)
class _Found:
    """A punch file held against the timetable and the marks of the class."""

    roster: Sequence[RosterRow]
    lessons: Mapping[str, Lesson]
    marks: Mapping[tuple[str, str], Mark]
    entries: tuple[MarkEntry, ...]
    missing: tuple[MarkEntry, ...]
    kept: int
    problems: tuple[LineProblem, ...]

    def wanted(self, *, rest_absent: bool) -> tuple[MarkEntry, ...]:
        return (*self.entries, *self.missing) if rest_absent else self.entries

    def without(self, *, rest_absent: bool) -> tuple[WithoutPunch, ...]:
        return () if rest_absent else _without(self.missing, self.lessons, self.roster)


def preview_punches(ledger: Ledger, class_id: str, path: Path, *, rest_absent: bool = False) -> PunchPreview:
    """What `import_punches` would make of the file; nothing is written. Raises likewise, but asks for no reason."""
    roster, file = _read(ledger, class_id, path)
    with ledger.reading() as session:
        now = ledger.clock.now()
        found = _held_against(session, now, class_id, roster, file, _ANY_REASON)
        wanted = found.wanted(rest_absent=rest_absent)
        made = judge_marks(session, now, wanted, PUNCH)
    marks = tuple(_punched(found, one) for one in made)
    return PunchPreview(
        marks, len(wanted) - len(made), found.kept, found.problems, found.without(rest_absent=rest_absent)
    )


def import_punches(
    ledger: Ledger, class_id: str, path: Path, *, reason: str = "", rest_absent: bool = False
) -> PunchImport:
    """Mark by a punch file; `rest_absent` marks those absent who did not punch. Raises as `mark_attendance`."""
    roster, file = _read(ledger, class_id, path)
    with ledger.change("attendance.import") as change:
        found = _held_against(change.session, change.now, class_id, roster, file, reason)
        marking = enter_marks(change, found.wanted(rest_absent=rest_absent), PUNCH)
        return PunchImport(marking, found.kept, found.problems, found.without(rest_absent=rest_absent))


def _read(ledger: Ledger, class_id: str, path: Path) -> tuple[tuple[RosterRow, ...], PunchFile]:
    """Who is in the class, and what the file says of them; read before the ledger is held for writing."""
    with ledger.reading() as session:
        roster = tuple(row for row in roster_rows(session, open_row(session, class_id).id) if not row.has_withdrawn)
    return roster, read_punch_file(path, roster, ledger.clock.now().date())


def _held_against(
    session: Session, now: datetime, class_id: str, roster: Sequence[RosterRow], file: PunchFile, reason: str
) -> _Found:
    row = open_row(session, class_id)
    held = chosen_lessons(session, LessonChoice(class_id))
    lessons, times = {each.id: each for each in held}, timings(held, rules_on(session, row.starts_on))
    moments, stray = _sorted_out(file.punches, lessons, times, now)
    marks = current_marks(session, list(lessons))
    entries, kept = _entries(moments, times, marks, reason)
    met = [lessons[lesson_id] for lesson_id in dict.fromkeys(lesson_id for _, lesson_id in moments)]
    punched = {(entry.enrolment_id, entry.lesson_id) for entry in entries}
    missing = [
        entry
        for entry in missing_marks(session, class_id, met, AttendanceStatus.ABSENT, reason)
        if (entry.enrolment_id, entry.lesson_id) not in punched
    ]
    problems = tuple(sorted((*file.problems, *stray), key=lambda each: each.row))
    return _Found(roster, lessons, marks, tuple(entries), tuple(missing), kept, problems)


def _punched(found: _Found, one: Mark) -> PunchedMark:
    person = next(row for row in found.roster if row.enrolment_id == one.enrolment_id)
    lesson, before = found.lessons[one.lesson_id], found.marks.get((one.enrolment_id, one.lesson_id))
    stood = before.status if before else ""
    return PunchedMark(
        person.serial, person.name, lesson.id, lesson.day, lesson.half_day, one.status, stood, one.after_seal
    )


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
    missing: Iterable[MarkEntry], lessons: Mapping[str, Lesson], roster: Sequence[RosterRow]
) -> tuple[WithoutPunch, ...]:
    people = {row.enrolment_id: row for row in roster}
    found = ((people[entry.enrolment_id], lessons[entry.lesson_id]) for entry in missing)
    return tuple(
        WithoutPunch(person.serial, person.name, lesson.id, lesson.day, lesson.half_day) for person, lesson in found
    )
