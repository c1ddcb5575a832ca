"""Reading the file of a punch clock: who came when, by ID number or by serial, one punch a line."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path

from app.i18n import tr
from app.ledger.class_roster import RosterRow
from app.ledger.rules import Rules
from app.ledger.table_file import LineProblem, TableRow, read_table
from app.models.chinese_dates import read_date
from app.models.id_numbers import mask_id_number, read_id_number
from app.models.training import Lesson
from app.models.vocabulary import AttendanceStatus, HalfDay

HEADINGS = {
    "id_number": (
        "身份证号",
        "身份证号码",
        "身份证",
        "公民身份号码",
        "证件号",
        "证件号码",
        "id",
        "idnumber",
        "id_number",
    ),
    "serial": ("序号", "编号", "学号", "工号", "人员编号", "考勤号", "serial", "no", "no."),
    "moment": ("打卡时间", "考勤时间", "签到时间", "刷卡时间", "日期时间", "time", "datetime", "punch_time"),
    "day": ("日期", "打卡日期", "考勤日期", "签到日期", "date"),
    "clock": ("时间", "时刻", "钟点"),
}
NEEDED = (("id_number", "serial"), ("moment", "clock"))
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*$")


@dataclass(frozen=True)
class Punch:
    """Someone at the clock: the line of the file, the person, the moment (local time of the station)."""

    row: int
    enrolment_id: str
    moment: datetime


@dataclass(frozen=True)
class PunchFile:
    """A file as read: its punches, and the lines that were not understood."""

    punches: tuple[Punch, ...]
    problems: tuple[LineProblem, ...]


@dataclass(frozen=True)
class Timing:
    """When a lesson begins and ends, and from which minute on a punch is late or an absence.

    A punch belongs to the lesson from `opens` until `closes`.
    """

    begins: datetime
    ends: datetime
    opens: datetime
    closes: datetime
    late: timedelta
    absent: timedelta


def read_punch_file(path: Path, roster: Sequence[RosterRow], today: date) -> PunchFile:
    """The punches of a file; what is not understood is told line by line. Raises as `read_table`."""
    words = tr("ID number or serial, and time")
    table = read_table(path, HEADINGS, NEEDED, words)
    found = [_punch(row, roster, today) for row in table.rows]
    punches = tuple(each for each in found if isinstance(each, Punch))
    return PunchFile(punches, tuple(each for each in found if isinstance(each, LineProblem)))


def status_of(moments: Iterable[datetime], timing: Timing) -> AttendanceStatus:
    """What the punches of one person within a lesson's time amount to.

    The first punch is the coming; the last is a going if it lies later than a coming would count at all.
    """
    punches = sorted(moments)
    came, went = punches[0], punches[-1]
    if came - timing.begins > timing.absent:
        return AttendanceStatus.ABSENT
    if came - timing.begins > timing.late:
        return AttendanceStatus.LATE
    has_gone = went - timing.begins > timing.absent
    if has_gone and timing.ends - went > timing.late:
        return AttendanceStatus.LEFT_EARLY
    return AttendanceStatus.PRESENT


def timings(lessons: Sequence[Lesson], rules: Rules) -> dict[str, Timing]:
    """The time of each lesson of one class, by its id; lessons of one half-day share theirs."""
    by_day: dict[date, dict[str, list[Lesson]]] = {}
    for lesson in lessons:
        by_day.setdefault(lesson.day, {}).setdefault(lesson.half_day, []).append(lesson)
    return {
        lesson_id: timing
        for day, halves in by_day.items()
        for lesson_id, timing in _timings_of_day(day, halves, rules).items()
    }


def _timings_of_day(day: date, halves: dict[str, list[Lesson]], rules: Rules) -> dict[str, Timing]:
    order = [half.value for half in HalfDay if half.value in halves]
    spans = {half: _span(day, half, sum(lesson.hours for lesson in halves[half]), rules) for half in order}
    late, absent = (timedelta(minutes=rules.value(key)) for key in ("late_minutes", "absent_minutes"))
    edges = [datetime.combine(day, time.min)]
    for earlier, later in pairwise(order):
        ended, begins = spans[earlier][1], spans[later][0]
        edges.append(ended + (begins - ended) / 2)
    edges.append(datetime.combine(day, time.max))
    made = {
        half: Timing(spans[half][0], spans[half][2], edges[place], edges[place + 1], late, absent)
        for place, half in enumerate(order)
    }
    return {lesson.id: made[half] for half in order for lesson in halves[half]}


def _span(day: date, half: str, hours: int, rules: Rules) -> tuple[datetime, datetime, datetime]:
    """Beginning and end of a half-day, and the earliest end of so many class hours without a break."""
    begins, ends = (datetime.combine(day, time.fromisoformat(each)) for each in rules.value("half_day_times")[half])
    taught = begins + timedelta(minutes=hours * rules.value("minutes_per_class_hour"))
    return begins, ends, min(ends, taught)


def _punch(row: TableRow, roster: Sequence[RosterRow], today: date) -> Punch | LineProblem:
    found = _person(row, roster, today)
    if isinstance(found, LineProblem):
        return found
    moment = _moment(row)
    if moment is None:
        return LineProblem(
            row.number,
            "punch_time",
            tr("Line {row}: no day and time can be read.", row=row.number),
            tr("Write them as 2026-11-03 08:25; a spreadsheet with both in one cell must be saved as CSV."),
        )
    return Punch(row.number, found, moment)


def _person(row: TableRow, roster: Sequence[RosterRow], today: date) -> str | LineProblem:
    number = row.cells.get("id_number")
    if number is not None:
        reading = read_id_number(number, today)
        met = [each for each in roster if each.id_number and each.id_number == reading.number]
        known = reading.findings[0].sentence() if not reading.is_usable and reading.findings else ""
        shown = mask_id_number(reading.number)
    else:
        shown, known = row.text("serial").removesuffix(".0"), ""
        met = [each for each in roster if shown.isdecimal() and each.serial == int(shown)]
    if len(met) == 1:
        return met[0].enrolment_id
    message = tr("Line {row}: nobody in this class is “{who}”.", row=row.number, who=shown)
    remedy = tr("Enrol the person, or correct the number in the file.")
    return LineProblem(row.number, "punch_person", " ".join(filter(None, (message, known))), remedy)


def _moment(row: TableRow) -> datetime | None:
    """Day and time of a line, from one column or from two."""
    written = row.cells.get("moment") if row.text("moment") else row.cells.get("clock")
    text = unicodedata.normalize("NFKC", str(written if written is not None else "")).strip()
    clock = _CLOCK.search(text)
    own_day = text[: clock.start()].rstrip(" T") if clock else ""
    day = read_date(own_day) if own_day else read_date(row.cells.get("day"))
    if clock is None or day is None:
        return None
    hour, minute, second = int(clock[1]), int(clock[2]), int(clock[3] or 0)
    if hour > 23 or minute > 59 or second > 59:
        return None
    return datetime.combine(day, time(hour, minute, second))
