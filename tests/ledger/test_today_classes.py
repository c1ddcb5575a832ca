"""What the classes want done today: nobody in danger is forgotten, and nothing is asked for twice."""

from datetime import date, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ledger.attendance import MarkEntry, mark_attendance
from app.ledger.attendance_hours import LessonHours, Measure, Prospect, class_hours, hours_of, in_danger
from app.ledger.class_rows import class_called
from app.ledger.classes import cancel_class
from app.ledger.day_seals import seal_day
from app.ledger.enrolling import enrol, withdraw
from app.ledger.graduating import graduate
from app.ledger.home_today import today
from app.ledger.timetable import timetable
from app.ledger.today_classes import ClassesToday, may_worry
from app.models.vocabulary import AttendanceStatus
from tests.conftest import CHINA
from tests.makers_training import attend, day, keep_class, keep_trainees, pass_exams, person_at

PRESENT, ABSENT = AttendanceStatus.PRESENT, AttendanceStatus.ABSENT
NOON_OF_THE_THIRD = datetime(2026, 11, 3, 12, 0, tzinfo=CHINA)
WEIGHTS = {"present": Fraction(1), "late": Fraction(1, 2), "left_early": Fraction(1, 3)}
statuses = st.sampled_from([status.value for status in AttendanceStatus])


@pytest.fixture
def running(ledger, clock):
    """A class of three, at noon of its second day."""
    clock.time = NOON_OF_THE_THIRD
    return keep_class(ledger, 3)


def mark_everyone(ledger, class_id: str, count: int, status: AttendanceStatus = PRESENT) -> None:
    for serial in (1, 2, 3):
        attend(ledger, class_id, serial, [status] * count)


def class_lessons(ledger, class_id: str) -> list[str]:
    return [lesson.id for lesson in timetable(ledger, class_id)]


def of_classes(ledger) -> ClassesToday:
    return today(ledger).classes


def test_a_lesson_of_today_is_called_for_until_everyone_has_a_mark(ledger, running):
    mark_everyone(ledger, running.id, 2)
    before = of_classes(ledger).roll_calls
    attend(ledger, running.id, 1, [PRESENT] * 3)
    some = of_classes(ledger).roll_calls
    mark_everyone(ledger, running.id, 4)

    after = of_classes(ledger).roll_calls

    assert [(each.half_day, each.unmarked, each.has_begun) for each in before[0].lessons] == [
        ("morning", 3, True),
        ("afternoon", 3, False),
    ]
    assert some[0].lessons[0].unmarked == 2
    assert after == ()


def test_a_mark_taken_back_is_called_for_again(ledger, running):
    mark_everyone(ledger, running.id, 4)
    lesson = class_lessons(ledger, running.id)[2]

    mark_attendance(ledger, [MarkEntry(person_at(ledger, running.id).enrolment_id, lesson, None)])

    assert [each.unmarked for each in of_classes(ledger).roll_calls[0].lessons] == [1]


def test_a_day_with_marks_missing_is_told_until_it_is_closed(ledger, running):
    attend(ledger, running.id, 1, [PRESENT] * 2)

    [found] = of_classes(ledger).left_open
    seal_day(ledger, running.id, day(2), incomplete=True)

    assert (found.days, found.unmarked) == ((date(2026, 11, 2),), 4)
    assert of_classes(ledger).left_open == ()


def test_who_withdrew_is_not_waited_for(ledger, running):
    attend(ledger, running.id, 1, [PRESENT] * 4)
    attend(ledger, running.id, 2, [PRESENT] * 4)

    withdraw(ledger, person_at(ledger, running.id, 3).enrolment_id, date(2026, 11, 3), "外出务工")

    assert (of_classes(ledger).roll_calls, of_classes(ledger).left_open) == ((), ())


def test_people_in_danger_are_named_and_the_worst_comes_first(ledger, running, clock):
    clock.time += timedelta(days=5)
    attend(ledger, running.id, 1, [PRESENT] * 10)
    attend(ledger, running.id, 2, [ABSENT] * 5)
    attend(ledger, running.id, 3, [ABSENT] * 9)

    [found] = of_classes(ledger).in_danger

    third, second = (person_at(ledger, running.id, serial) for serial in (3, 2))
    assert [(each.name, each.is_lost) for each in found.people] == [(third.name, True), (second.name, False)]
    assert [each.enrolment_id for each in found.people] == [
        each.enrolment_id for each in in_danger(class_hours(ledger, running.id))
    ]


@given(
    held=st.lists(st.integers(1, 8), min_size=1, max_size=30),
    drawn=st.dictionaries(st.integers(0, 29), statuses),
    least=st.fractions(0, 1, max_denominator=100),
    margin=st.integers(0, 40),
)
def test_whoever_is_in_danger_is_looked_at(held, drawn, least, margin):
    """The quick look leaves nobody out; that it leaves out most others is only for speed."""
    lessons = [LessonHours(str(at), date(2026, 11, 2), "theory", hours) for at, hours in enumerate(held)]
    weights = {status.value: WEIGHTS.get(status.value, Fraction()) for status in AttendanceStatus}
    measure = Measure(weights, least, Fraction(margin), date(2026, 11, 2))
    marks = {str(at): status for at, status in drawn.items() if at < len(held)}

    prospect = hours_of(lessons, marks, measure).prospect

    assert prospect not in (Prospect.DANGER, Prospect.LOST) or may_worry(lessons, marks, measure)


def test_who_has_missed_nothing_is_left_out_of_the_exact_count():
    lessons = [LessonHours(str(at), date(2026, 11, 2), "theory", 4) for at in range(10)]
    measure = Measure(WEIGHTS, Fraction(4, 5), Fraction(8), date(2026, 11, 2))

    assert not may_worry(lessons, {str(at): "present" for at in range(9)}, measure)


def test_graduation_is_due_from_the_last_lesson_on_and_not_once_the_class_has_graduated(ledger, clock):
    clock.time = datetime(2026, 11, 21, 9, 0, tzinfo=CHINA)
    row = keep_class(ledger, 3)
    ends = class_called(ledger, row.code).ends_on
    clock.time = clock.time.replace(month=ends.month, day=ends.day) - timedelta(days=1)
    before = of_classes(ledger).graduations
    clock.time += timedelta(days=1)
    [due] = of_classes(ledger).graduations
    mark_everyone(ledger, row.id, len(class_lessons(ledger, row.id)))
    pass_exams(ledger, row.id)

    graduate(ledger, row.id)

    assert before == ()
    assert (due.ended_on, due.people) == (ends, 3)
    assert of_classes(ledger).graduations == ()


def test_a_class_called_off_or_yet_to_come_wants_nothing(ledger, clock):
    clock.time = NOON_OF_THE_THIRD
    off = keep_class(ledger, 3)
    keep_class(ledger, course="家政", starts_on=date(2026, 11, 4))

    cancel_class(ledger, off.id, "人数不足")

    assert of_classes(ledger) == ClassesToday((), (), (), ())


def test_marks_of_one_class_do_not_answer_for_another(ledger, running):
    other = keep_class(ledger, course="家政")
    enrol(ledger, other.id, keep_trainees(ledger, 2, start=50))
    mark_everyone(ledger, running.id, 4)

    found = of_classes(ledger)

    assert [each.class_id for each in found.roll_calls] == [other.id]
    assert [each.unmarked for each in found.left_open] == [4]


def test_the_day_knows_its_hour_its_clerk_and_whether_there_is_anything_at_all(ledger, clock):
    clock.time = NOON_OF_THE_THIRD
    empty = today(ledger)
    keep_class(ledger, 1)

    found = today(ledger)

    assert (empty.has_people, empty.has_classes) == (False, False)
    assert (found.has_people, found.has_classes, found.hindrance) == (True, True, "")
    assert (found.now, found.clerk) == (NOON_OF_THE_THIRD, "station")
