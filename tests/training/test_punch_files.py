"""The file of a punch clock becomes marks; what is not understood is told line by line, marks by hand stay."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.clock import SetClock
from app.ledger.attendance import DayIsSealed, Marking, all_present
from app.ledger.attendance_marks import LessonChoice, marks_of
from app.ledger.day_seals import seal_day
from app.ledger.punch_file import Timing, status_of
from app.ledger.punch_import import PunchImport, import_punches, preview_punches
from app.ledger.table_file import NoHeadingFound
from app.models.ledger import Ledger
from app.models.vocabulary import AttendanceStatus, HalfDay
from tests.makers_training import attend, day, id_number, keep_class, name_of

BEGIN = datetime(2026, 11, 2, 8, 30)
MORNING = Timing(
    begins=BEGIN,
    ends=datetime(2026, 11, 2, 11, 30),
    opens=datetime(2026, 11, 2),
    closes=datetime(2026, 11, 2, 13),
    late=timedelta(minutes=15),
    absent=timedelta(minutes=45),
)


def written(folder: Path, lines: list[str], heading: str = "身份证号,打卡时间", encoding: str = "utf-8") -> Path:
    path = folder / "punches.csv"
    path.write_bytes("\n".join([heading, *lines]).encode(encoding))
    return path


def taken(ledger: Ledger, class_id: str, path: Path, **options: object) -> PunchImport:
    return import_punches(ledger, class_id, path, **options)


def morning_of(ledger: Ledger, class_id: str) -> list[str]:
    return [row.status for row in marks_of(ledger, LessonChoice(class_id, day(2), HalfDay.MORNING))]


@pytest.fixture
def monday(clock: SetClock) -> SetClock:
    """The evening of the class's first day."""
    clock.time = clock.time.replace(day=2, hour=18)
    return clock


@pytest.mark.parametrize(
    ("clock_times", "status"),
    [
        (["08:05"], "present"),
        (["08:45"], "present"),
        (["08:46"], "late"),
        (["09:15"], "late"),
        (["09:16"], "absent"),
        (["08:28", "08:29"], "present"),
        (["08:28", "11:20"], "present"),
        (["08:28", "11:15"], "present"),
        (["08:28", "10:00"], "left_early"),
        (["08:28", "09:10"], "present"),
        (["10:00", "08:28"], "left_early"),
        (["08:50", "10:00"], "late"),
    ],
)
def test_coming_and_going_decide_the_mark(clock_times, status):
    moments = [BEGIN.replace(hour=int(each[:2]), minute=int(each[3:])) for each in clock_times]

    assert status_of(moments, MORNING) == status


@given(st.lists(st.integers(0, 300), min_size=1, max_size=6), st.integers(0, 300))
def test_coming_earlier_never_makes_the_mark_worse(minutes, earlier):
    order = [AttendanceStatus.ABSENT, AttendanceStatus.LATE, AttendanceStatus.LEFT_EARLY, AttendanceStatus.PRESENT]
    moments = [BEGIN + timedelta(minutes=each - 60) for each in minutes]
    first = min(moments) - timedelta(minutes=earlier)

    before, after = status_of(moments, MORNING), status_of([first, *moments[1:], max(moments)], MORNING)

    came_on_time = first - BEGIN <= MORNING.late
    assert order.index(after) >= order.index(before) or (came_on_time and after is AttendanceStatus.LEFT_EARLY)


def test_a_day_of_punches_becomes_marks_by_half_day(ledger, monday, tmp_path):
    row = keep_class(ledger, 4)
    numbers = [id_number(place) for place in range(4)]
    lines = [
        f"{numbers[0]},2026-11-02 08:20:31",
        f"{numbers[0]},2026/11/2 11:40",
        f"{numbers[0]},2026年11月2日 13:50",
        f"{numbers[1]},2026-11-02T08:50:00",
        f"{numbers[2]},2026-11-02 08:31",
        f"{numbers[2]},2026-11-02 09:40",
    ]

    done = taken(ledger, row.id, written(tmp_path, lines))

    rolls = {half: [each.status for each in marks_of(ledger, LessonChoice(row.id, day(2), half))] for half in HalfDay}
    assert rolls[HalfDay.MORNING] == ["present", "late", "left_early", ""]
    assert rolls[HalfDay.AFTERNOON] == ["present", "", "", ""]
    assert (done.marking, done.problems) == (Marking(4, 0, 0), ())
    assert [(each.serial, each.half_day) for each in done.without_punch] == [
        (4, "morning"),
        (2, "afternoon"),
        (3, "afternoon"),
        (4, "afternoon"),
    ]


def test_those_without_a_punch_are_absent_if_the_clerk_says_so(ledger, monday, tmp_path):
    row = keep_class(ledger, 3)

    done = taken(ledger, row.id, written(tmp_path, [f"{id_number(0)},2026-11-02 08:20"]), rest_absent=True)

    assert morning_of(ledger, row.id) == ["present", "absent", "absent"]
    assert (done.marking.written, done.without_punch) == (3, ())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_serials_and_separate_columns_of_day_and_time_are_read_in_any_encoding(ledger, monday, tmp_path, encoding):
    row = keep_class(ledger, 2)
    lines = [f"2,{name_of(1)},2026-11-02,08:20", f"1,{name_of(0)},2026-11-02,08:59:10"]

    taken(ledger, row.id, written(tmp_path, lines, "序号,姓名,日期,时间", encoding))

    assert morning_of(ledger, row.id) == ["late", "present"]


def test_lines_that_are_not_understood_are_named_and_the_others_taken(ledger, monday, tmp_path):
    row = keep_class(ledger, 1)
    stranger, damaged = id_number(77), id_number(0)[:15] + "000"
    lines = [
        f"{id_number(0)},2026-11-02 08:20",
        f"{stranger},2026-11-02 08:20",
        f"{damaged},2026-11-02 08:20",
        f"{id_number(0)},昨天",
        f"{id_number(0)},2026-11-02 25:61",
        f"{id_number(0)},2026-12-24 08:20",
        f"{id_number(0)},2026-10-24 08:20",
    ]

    done = taken(ledger, row.id, written(tmp_path, lines))

    assert done.marking.written == 1
    assert [(each.row, each.code) for each in done.problems] == [
        (3, "punch_person"),
        (4, "punch_person"),
        (5, "punch_time"),
        (6, "punch_time"),
        (7, "punch_no_lesson"),
        (8, "punch_no_lesson"),
    ]
    assert all(stranger not in each.message for each in done.problems)
    assert all(each.remedy for each in done.problems)


def test_a_mark_made_by_hand_stays_and_a_punch_is_corrected_by_a_fuller_file(ledger, monday, tmp_path):
    row = keep_class(ledger, 2)
    attend(ledger, row.id, 1, [AttendanceStatus.SICK])
    first = ["1,2026-11-02 08:20", "2,2026-11-02 08:55"]

    one = taken(ledger, row.id, written(tmp_path, first, "序号,打卡时间"))
    two = taken(ledger, row.id, written(tmp_path, [*first, "2,2026-11-02 08:10"], "序号,打卡时间"))
    three = taken(ledger, row.id, written(tmp_path, [*first, "2,2026-11-02 08:10"], "序号,打卡时间"))

    assert morning_of(ledger, row.id) == ["sick", "present"]
    assert [each.kept_by_hand for each in (one, two, three)] == [1, 1, 1]
    assert [each.marking for each in (one, two, three)] == [Marking(1, 0, 0), Marking(1, 0, 0), Marking(0, 1, 0)]


def test_a_sealed_day_takes_a_punch_file_with_a_reason_alone(ledger, monday, tmp_path):
    row = keep_class(ledger, 1)
    all_present(ledger, LessonChoice(row.id, day(2), HalfDay.AFTERNOON))
    seal_day(ledger, row.id, day(2), incomplete=True)
    path = written(tmp_path, ["1,2026-11-02 08:20"], "序号,打卡时间")

    with pytest.raises(DayIsSealed):
        taken(ledger, row.id, path)
    nothing = morning_of(ledger, row.id)
    done = taken(ledger, row.id, path, reason="打卡机故障，次日导出")

    assert nothing == [""]
    assert done.marking == Marking(1, 0, 1)


def test_a_file_without_the_columns_is_refused(ledger, monday, tmp_path):
    row = keep_class(ledger, 1)

    with pytest.raises(NoHeadingFound):
        taken(ledger, row.id, written(tmp_path, ["1,2"], "甲,乙"))


def test_what_a_punch_file_comes_to_is_seen_before_anything_is_marked(ledger, monday, tmp_path):
    row = keep_class(ledger, 3)
    attend(ledger, row.id, 2, [AttendanceStatus.EXCUSED])
    path = written(
        tmp_path, [f"{id_number(place)},2026-11-02 08:5{place}" for place in (0, 1)] + ["9,2026-11-02 08:00"]
    )

    shown = preview_punches(ledger, row.id, path)
    rest = preview_punches(ledger, row.id, path, rest_absent=True)

    assert [(one.serial, one.status, one.before, one.after_seal) for one in shown.marks] == [(1, "late", "", False)]
    assert (shown.kept_by_hand, len(shown.problems), [each.serial for each in shown.without_punch]) == (1, 1, [3])
    assert [(one.serial, one.status) for one in rest.marks] == [(1, "late"), (3, "absent")]
    assert morning_of(ledger, row.id) == ["", "excused", ""]


def test_a_preview_of_a_closed_day_tells_how_many_marks_need_a_reason_and_the_import_agrees(ledger, monday, tmp_path):
    row = keep_class(ledger, 2)
    seal_day(ledger, row.id, day(2), incomplete=True)
    path = written(tmp_path, [f"{id_number(0)},2026-11-02 08:20"])

    shown = preview_punches(ledger, row.id, path)
    done = taken(ledger, row.id, path, reason="补录打卡")

    assert (shown.after_seal, done.marking.after_seal) == (1, 1)
