"""The roll call: everyone present, then exceptions; future days are refused, closed days need a reason and show."""

from datetime import date

import pytest
from sqlalchemy import func, select

from app.clock import SetClock
from app.ledger.attendance import (
    DayIsSealed,
    HasGraduated,
    HasLeft,
    MarkEntry,
    Marking,
    NotYourLesson,
    all_present,
    mark_attendance,
)
from app.ledger.attendance_hours import Prospect, class_hours, in_danger
from app.ledger.attendance_marks import LessonChoice, marks_of
from app.ledger.class_rows import ClassIsClosed
from app.ledger.classes import cancel_class
from app.ledger.day_seals import DayHasNoLesson, FutureDay, RollCallIncomplete, list_seals, seal_day
from app.ledger.enrolling import reopen, withdraw
from app.ledger.graduating import graduate
from app.ledger.lessons import cancel_lesson
from app.ledger.rules import RuleChange, set_rule
from app.models.ledger import Ledger
from app.models.training import AttendanceMark
from app.models.vocabulary import AttendanceStatus, HalfDay
from tests.makers_training import attend, day, keep_class, lesson_at, pass_exams, person_at, whole

PRESENT, ABSENT, LATE, SICK = (AttendanceStatus(each) for each in ("present", "absent", "late", "sick"))


def mark_one(
    ledger: Ledger, class_id: str, serial: int, place: int, status: AttendanceStatus, reason: str = ""
) -> Marking:
    entry = MarkEntry(person_at(ledger, class_id, serial).enrolment_id, lesson_at(ledger, class_id, place).id, status)
    return mark_attendance(ledger, [entry], reason=reason)


def count_of_marks(ledger: Ledger) -> int:
    with ledger.reading() as session:
        return session.execute(select(func.count()).select_from(AttendanceMark)).scalar_one()


def statuses(ledger: Ledger, class_id: str, on: date, half_day: HalfDay | None = None) -> list[str]:
    return [row.status for row in marks_of(ledger, LessonChoice(class_id, on, half_day))]


@pytest.fixture
def monday(clock: SetClock) -> SetClock:
    """Ten o'clock on the class's first day."""
    clock.time = clock.time.replace(day=2, hour=10)
    return clock


def test_everyone_is_present_and_then_the_exceptions_are_marked(ledger, monday):
    row = keep_class(ledger, 5)

    all_present(ledger, LessonChoice(row.id, day(2), HalfDay.MORNING))
    mark_one(ledger, row.id, 3, 0, LATE)

    assert statuses(ledger, row.id, day(2), HalfDay.MORNING) == ["present", "present", "late", "present", "present"]


def test_everyone_present_spares_whoever_has_a_mark(ledger, monday):
    row = keep_class(ledger, 3)
    mark_one(ledger, row.id, 2, 0, SICK, "有病假条")

    done = all_present(ledger, LessonChoice(row.id, day(2), HalfDay.MORNING))
    again = all_present(ledger, LessonChoice(row.id, day(2), HalfDay.MORNING))

    assert (done, again) == (Marking(2, 0, 0), Marking(0, 0, 0))
    shown = marks_of(ledger, LessonChoice(row.id, day(2), HalfDay.MORNING))
    assert [(each.status, each.reason) for each in shown] == [("present", ""), ("sick", "有病假条"), ("present", "")]


def test_a_correction_is_a_further_mark_and_the_old_one_stays(ledger, monday):
    row = keep_class(ledger, 1)

    for status in (PRESENT, ABSENT, ABSENT, LATE):
        mark_one(ledger, row.id, 1, 0, status)

    shown = marks_of(ledger, LessonChoice(row.id, day(2), HalfDay.MORNING))[0]
    assert (shown.status, shown.symbol, shown.revision) == ("late", "迟", 2)
    assert count_of_marks(ledger) == 3


def test_nobody_is_marked_on_a_day_that_has_not_come(ledger, monday):
    row = keep_class(ledger, 2)

    with pytest.raises(FutureDay):
        mark_one(ledger, row.id, 1, 2, PRESENT)
    with pytest.raises(FutureDay):
        all_present(ledger, LessonChoice(row.id, day(3)))
    with pytest.raises(FutureDay):
        seal_day(ledger, row.id, day(3))

    assert count_of_marks(ledger) == 0


def test_one_wrong_mark_among_many_leaves_nothing(ledger, monday):
    row = keep_class(ledger, 2)
    people = [person_at(ledger, row.id, serial).enrolment_id for serial in (1, 2)]
    today, tomorrow = lesson_at(ledger, row.id, 0).id, lesson_at(ledger, row.id, 2).id

    with pytest.raises(FutureDay):
        mark_attendance(ledger, [MarkEntry(people[0], today, PRESENT), MarkEntry(people[1], tomorrow, PRESENT)])

    assert count_of_marks(ledger) == 0


def test_a_mark_in_the_lesson_of_another_class_or_a_cancelled_one_is_refused(ledger):
    one, other = keep_class(ledger, 1), keep_class(ledger)
    person = person_at(ledger, one.id).enrolment_id
    cancelled = lesson_at(ledger, one.id)
    cancel_lesson(ledger, cancelled.id, "停电")

    for lesson_id in (lesson_at(ledger, other.id).id, cancelled.id, "no such lesson"):
        with pytest.raises(NotYourLesson):
            mark_attendance(ledger, [MarkEntry(person, lesson_id, PRESENT)])

    assert count_of_marks(ledger) == 0


def test_every_day_up_to_today_can_be_marked_at_once(ledger, clock):
    clock.time = clock.time.replace(day=4, hour=18)
    row = keep_class(ledger, 2)

    done = all_present(ledger, whole(row.id))

    assert done.written == 2 * 2 * 3
    assert set(statuses(ledger, row.id, day(5))) == {""}


def test_a_day_without_lessons_is_told(ledger):
    row = keep_class(ledger, 1, weekdays_off=(7,))

    with pytest.raises(DayHasNoLesson):
        all_present(ledger, LessonChoice(row.id, day(8)))
    with pytest.raises(DayHasNoLesson):
        seal_day(ledger, row.id, day(8))


def test_a_sealed_day_takes_later_marks_with_a_reason_alone_and_shows_them(ledger, monday):
    row = keep_class(ledger, 2)
    all_present(ledger, LessonChoice(row.id, day(2)))
    seal_day(ledger, row.id, day(2))

    with pytest.raises(DayIsSealed):
        mark_one(ledger, row.id, 1, 0, ABSENT)
    done = mark_one(ledger, row.id, 1, 0, ABSENT, "核对签到表")

    shown = marks_of(ledger, LessonChoice(row.id, day(2), HalfDay.MORNING))
    assert done == Marking(1, 0, 1)
    assert [(each.status, each.reason, each.after_seal) for each in shown] == [
        ("absent", "核对签到表", True),
        ("present", "", False),
    ]


def test_a_day_is_sealed_only_when_its_roll_is_complete_or_expressly_so(ledger, monday):
    row = keep_class(ledger, 3)
    all_present(ledger, LessonChoice(row.id, day(2), HalfDay.MORNING))
    mark_one(ledger, row.id, 1, 1, PRESENT)

    with pytest.raises(RollCallIncomplete) as refusal:
        seal_day(ledger, row.id, day(2))
    sealed = seal_day(ledger, row.id, day(2), incomplete=True)
    again = seal_day(ledger, row.id, day(2))

    assert (refusal.value.figures["count"], refusal.value.figures["people"]) == (2, "2、3")
    assert (sealed.fresh, again.fresh) == (True, False)
    assert [seal.day for seal in list_seals(ledger, row.id)] == [day(2)]


def test_a_mark_closes_by_itself_the_next_evening_and_a_missing_one_does_not(ledger, monday):
    row = keep_class(ledger, 2)
    mark_one(ledger, row.id, 1, 0, PRESENT)
    monday.time = monday.time.replace(day=3, hour=21, minute=59)
    mark_one(ledger, row.id, 1, 0, LATE)
    monday.time = monday.time.replace(hour=22, minute=0)

    with pytest.raises(DayIsSealed):
        mark_one(ledger, row.id, 1, 0, ABSENT)
    late_entry = mark_one(ledger, row.id, 2, 0, PRESENT)

    assert late_entry == Marking(1, 0, 0)


def test_what_is_entered_after_the_closing_stays_open_until_that_day_ends(ledger, monday):
    row = keep_class(ledger, 1)
    monday.time = monday.time.replace(day=20, hour=9)
    mark_one(ledger, row.id, 1, 0, PRESENT)
    monday.time = monday.time.replace(hour=23, minute=59)
    corrected = mark_one(ledger, row.id, 1, 0, LATE)
    monday.time = monday.time.replace(day=21, hour=0, minute=0)

    with pytest.raises(DayIsSealed) as refusal:
        mark_one(ledger, row.id, 1, 0, ABSENT)

    assert corrected == Marking(1, 0, 0)
    assert (
        refusal.value.sentence() == "2026-11-02（上午）的考勤已于 2026-11-03 22:00 自动锁定，再改须写原因，并会标明。"
    )


def test_a_day_closed_by_hand_is_told_as_such_and_stays_closed_for_what_was_entered_on_it(ledger, monday):
    row = keep_class(ledger, 1)
    mark_one(ledger, row.id, 1, 0, PRESENT)
    seal_day(ledger, row.id, day(2), incomplete=True)

    with pytest.raises(DayIsSealed) as refusal:
        mark_one(ledger, row.id, 1, 0, LATE)

    assert refusal.value.sentence() == "2026-11-02（上午）的考勤已由人工锁定，补登须写原因，并会标明。"


def test_the_hour_of_closing_is_a_rule(ledger, monday):
    set_rule(ledger, RuleChange("day_seal_days", "站内规定", 0))
    set_rule(ledger, RuleChange("day_seal_time", "站内规定", "09:30"))
    row = keep_class(ledger, 1)
    monday.time = monday.time.replace(hour=9, minute=29)
    mark_one(ledger, row.id, 1, 0, PRESENT)
    monday.time = monday.time.replace(minute=30)

    with pytest.raises(DayIsSealed):
        mark_one(ledger, row.id, 1, 0, ABSENT)


def test_nobody_is_marked_after_leaving_the_class(ledger):
    row = keep_class(ledger, 2)
    person = person_at(ledger, row.id)
    withdraw(ledger, person.enrolment_id, day(3), "家中有事")

    mark_one(ledger, row.id, 1, 3, PRESENT)
    with pytest.raises(HasLeft):
        mark_one(ledger, row.id, 1, 4, PRESENT)
    done = all_present(ledger, LessonChoice(row.id, day(4)))

    assert done.written == 2


def test_what_someone_graduated_on_stays_until_the_outcome_is_taken_back(ledger):
    row = keep_class(ledger, 20)
    all_present(ledger, whole(row.id))
    pass_exams(ledger, row.id)
    graduate(ledger, row.id)

    with pytest.raises(ClassIsClosed):
        mark_one(ledger, row.id, 1, 0, ABSENT, "复核")
    reopen(ledger, person_at(ledger, row.id, 2).enrolment_id, "复核")
    with pytest.raises(HasGraduated):
        mark_one(ledger, row.id, 1, 0, ABSENT, "复核")

    assert mark_one(ledger, row.id, 2, 0, ABSENT, "复核").written == 1


def test_a_class_that_was_called_off_has_no_roll_call(ledger):
    row = keep_class(ledger, 1)
    cancel_class(ledger, row.id, "人数不足")

    with pytest.raises(ClassIsClosed):
        all_present(ledger, whole(row.id))


def test_hours_are_told_by_theory_and_practice(ledger):
    row = keep_class(ledger, 2)
    attend(ledger, row.id, 1, [PRESENT] * 9 + [ABSENT] + [LATE] * 10 + [SICK] * 10)

    hours = class_hours(ledger, row.id)[0].hours

    assert (hours.theory, hours.practical, hours.attended, hours.total) == (36, 40, 76, 120)
    assert (hours.rate, hours.is_enough, hours.short, hours.needed) == (0.6333, False, 20, 96)
    assert hours.counts == {"present": 9, "late": 10, "left_early": 0, "excused": 0, "sick": 10, "absent": 1}


def test_lateness_counts_as_much_as_the_rule_says(ledger):
    weights = {"present": 1, "late": 0.5, "left_early": 0.25, "excused": 0, "sick": 0, "absent": 0}
    set_rule(ledger, RuleChange("attendance_weights", "县里规定", weights))
    row = keep_class(ledger, 1)
    attend(ledger, row.id, 1, [PRESENT, LATE, AttendanceStatus.LEFT_EARLY])

    hours = class_hours(ledger, row.id)[0].hours

    assert hours.theory == 4 + 2 + 1


def test_one_is_warned_by_name_while_it_can_still_be_made(ledger, clock):
    clock.time = clock.time.replace(day=11, hour=18)
    row = keep_class(ledger, 4)
    attend(ledger, row.id, 1, [PRESENT] * 20)
    attend(ledger, row.id, 2, [PRESENT] * 15 + [ABSENT] * 5)
    attend(ledger, row.id, 3, [PRESENT] * 13 + [ABSENT] * 7)
    attend(ledger, row.id, 4, [PRESENT] * 18 + [ABSENT] * 2)

    people = class_hours(ledger, row.id)

    found = {each.serial: (each.hours.prospect, each.hours.to_miss, each.hours.reachable) for each in people}
    assert found == {
        1: (Prospect.SAFE, 24, 1.0),
        2: (Prospect.DANGER, 4, 0.8333),
        3: (Prospect.LOST, 0, 0.7666),
        4: (Prospect.SAFE, 16, 0.9333),
    }
    assert [each.serial for each in in_danger(people)] == [3, 2]


def test_who_has_missed_nothing_is_never_in_danger_however_short_the_class(ledger, clock):
    from app.ledger.courses import CoursePlan, add_course

    clock.time = clock.time.replace(day=2, hour=18)
    add_course(ledger, CoursePlan("政策宣讲", "服务", 4, 12))
    row = keep_class(ledger, 1, course="政策宣讲", days=2)

    before = class_hours(ledger, row.id)[0].hours
    attend(ledger, row.id, 1, [PRESENT, ABSENT])

    assert (before.prospect, class_hours(ledger, row.id)[0].hours.prospect) == (Prospect.SAFE, Prospect.LOST)


def test_a_class_of_60_has_1800_marks_in_one_step(ledger):
    row = keep_class(ledger, 60)

    done = all_present(ledger, whole(row.id))

    assert done.written == 1800
    assert {each.hours.attended for each in class_hours(ledger, row.id)} == {120}
