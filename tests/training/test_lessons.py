"""Lessons are moved, swapped, cancelled, added, and every such change is told with its reason."""

from datetime import date

import pytest

from app.ledger.attendance import all_present
from app.ledger.attendance_marks import LessonChoice
from app.ledger.class_roster import roster_of
from app.ledger.class_rows import class_called
from app.ledger.history import read_history
from app.ledger.lessons import (
    HalfDayTaken,
    LessonHasMarks,
    LessonWithoutHours,
    NewLesson,
    NoSuchLesson,
    OtherClassesLesson,
    ReasonMissing,
    add_lesson,
    cancel_lesson,
    change_trainer,
    move_lesson,
    swap_lessons,
)
from app.ledger.rules import RulesStandAgainst
from app.ledger.teaching import TrainerPlan, add_trainer
from app.ledger.timetable import NoLessonThen, SeveralLessonsThen, find_lesson, timetable
from app.models.vocabulary import HalfDay, LessonKind
from tests.makers_training import FIRST_DAY, day, keep_category, keep_class, lesson_at, person_at

RAIN = "下雨封路"


def test_a_moved_lesson_remembers_its_first_day_and_the_class_ends_later(ledger):
    row = keep_class(ledger)
    last = lesson_at(ledger, row.id, 29)

    move_lesson(ledger, last.id, day(18), HalfDay.MORNING, RAIN)
    done = move_lesson(ledger, last.id, day(19), HalfDay.MORNING, RAIN)

    moved = timetable(ledger, row.id)[-1]
    assert (moved.id, moved.day, moved.half_day, moved.moved_from) == (last.id, day(19), "morning", day(16))
    assert class_called(ledger, row.code).ends_on == day(19)
    assert done.lessons[0].number == 30


def test_swapped_lessons_take_each_others_time(ledger):
    row = keep_class(ledger)
    one, other = lesson_at(ledger, row.id, 0), lesson_at(ledger, row.id, 29)

    swap_lessons(ledger, one.id, other.id, "教师请假")

    lessons = timetable(ledger, row.id)
    assert (lessons[0].id, lessons[29].id) == (other.id, one.id)
    assert (lessons[0].kind, lessons[29].kind) == ("practical", "theory")


def test_a_cancelled_lesson_takes_its_hours_along_and_an_added_one_brings_them_back(ledger):
    row = keep_class(ledger)

    cancel_lesson(ledger, lesson_at(ledger, row.id, 5).id, RAIN)
    fewer = class_called(ledger, row.code)
    add_lesson(ledger, NewLesson(row.id, day(17), HalfDay.MORNING, LessonKind.THEORY, 4, "补课"), RAIN)

    again = class_called(ledger, row.code)
    assert (fewer.hours, fewer.lessons, again.hours, again.lessons) == (116, 29, 120, 30)
    assert (again.ends_on, timetable(ledger, row.id)[-1].topic) == (day(17), "补课")


def test_the_reason_stands_in_the_history_of_the_lesson(ledger):
    row = keep_class(ledger)
    lesson = lesson_at(ledger, row.id, 29)

    move_lesson(ledger, lesson.id, day(17), HalfDay.MORNING, RAIN)

    newest = read_history(ledger, row_id=lesson.id)[0]
    assert (newest.action, newest.reason, newest.fields["day"]) == ("lesson.move", RAIN, ["2026-11-16", "2026-11-17"])


def test_no_lesson_changes_without_a_reason(ledger):
    row = keep_class(ledger)
    lesson = lesson_at(ledger, row.id)

    with pytest.raises(ReasonMissing):
        cancel_lesson(ledger, lesson.id, "   ")
    with pytest.raises(ReasonMissing):
        move_lesson(ledger, lesson.id, day(20), HalfDay.MORNING, "")

    assert lesson_at(ledger, row.id) == lesson


def test_a_taken_half_day_is_refused(ledger):
    row = keep_class(ledger)

    with pytest.raises(HalfDayTaken):
        move_lesson(ledger, lesson_at(ledger, row.id).id, day(3), HalfDay.MORNING, RAIN)

    assert lesson_at(ledger, row.id).day == day(2)


def test_a_third_half_day_makes_too_many_hours_and_is_refused(ledger):
    row = keep_class(ledger)

    with pytest.raises(RulesStandAgainst) as refusal:
        move_lesson(ledger, lesson_at(ledger, row.id).id, day(3), HalfDay.EVENING, RAIN)

    assert [finding.code for finding in refusal.value.findings] == ["class_hours_per_day_max"]
    assert "12" in refusal.value.findings[0].sentence()
    assert lesson_at(ledger, row.id).day == day(2)


def test_a_lesson_whose_roll_was_called_stays_where_it_is(ledger):
    row = keep_class(ledger, 2)
    lesson = lesson_at(ledger, row.id)
    all_present(ledger, LessonChoice(row.id, day(2), HalfDay.MORNING))

    with pytest.raises(LessonHasMarks):
        move_lesson(ledger, lesson.id, day(20), HalfDay.MORNING, RAIN)
    with pytest.raises(LessonHasMarks):
        swap_lessons(ledger, lesson_at(ledger, row.id, 4).id, lesson.id, RAIN)
    with pytest.raises(LessonHasMarks):
        cancel_lesson(ledger, lesson.id, RAIN)

    assert lesson_at(ledger, row.id) == lesson


def test_a_lesson_moved_onto_a_day_off_is_told_about(ledger):
    row = keep_class(ledger, weekdays_off=(6, 7))
    last = timetable(ledger, row.id)[-1]

    done = move_lesson(ledger, last.id, date(2026, 11, 21), HalfDay.MORNING, RAIN)

    assert [finding.code for finding in done.findings] == ["day_off"]


def test_lessons_of_two_classes_are_not_swapped(ledger):
    one, other = keep_class(ledger), keep_class(ledger)

    with pytest.raises(OtherClassesLesson):
        swap_lessons(ledger, lesson_at(ledger, one.id).id, lesson_at(ledger, other.id).id, RAIN)


def test_a_move_that_brings_a_trainer_into_two_classes_is_refused(ledger):
    add_trainer(ledger, TrainerPlan("毕师傅", "土专家"))
    keep_class(ledger, code="甲班", theory_trainer="毕师傅")
    second = keep_class(ledger, code="乙班", starts_on=date(2026, 11, 9), theory_trainer="毕师傅")

    with pytest.raises(RulesStandAgainst) as refusal:
        move_lesson(ledger, lesson_at(ledger, second.id).id, day(2), HalfDay.MORNING, RAIN)

    assert "甲班" in refusal.value.findings[0].sentence()


def test_a_trainer_is_changed_for_one_lesson_and_a_clash_is_refused(ledger):
    for name in ("毕师傅", "鲁老师"):
        add_trainer(ledger, TrainerPlan(name, "土专家"))
    keep_class(ledger, code="甲班", theory_trainer="毕师傅")
    second = keep_class(ledger, code="乙班", theory_trainer="鲁老师")
    lesson = lesson_at(ledger, second.id)

    with pytest.raises(RulesStandAgainst):
        change_trainer(ledger, lesson.id, "毕师傅", "鲁老师生病")
    done = change_trainer(ledger, lesson.id, "", "鲁老师生病")

    assert done.lessons[0].trainer == ""
    assert lesson_at(ledger, second.id, 1).trainer == "鲁老师"


def test_a_first_lesson_moved_to_another_day_takes_the_groups_of_that_day(ledger):
    row = keep_class(ledger, 1)
    person = person_at(ledger, row.id)
    keep_category(ledger, person.trainee_id, "POV01", date(2020, 1, 1), date(2026, 11, 1))
    keep_category(ledger, person.trainee_id, "CIV01", date(2026, 11, 2))

    move_lesson(ledger, lesson_at(ledger, row.id).id, day(1), HalfDay.MORNING, RAIN)

    assert class_called(ledger, row.code).starts_on == day(1)
    assert roster_of(ledger, row.id)[0].categories == ("POV01",)


def test_lessons_are_found_by_day_and_half_day(ledger):
    from app.ledger.courses import CoursePlan, add_course

    add_course(ledger, CoursePlan("茶艺师", "服务", 30, 90))
    row = keep_class(ledger, course="茶艺师")

    with ledger.reading() as session:
        found = find_lesson(session, row.id, FIRST_DAY, HalfDay.MORNING)
        practical = find_lesson(session, row.id, day(5), HalfDay.AFTERNOON, "practical")
        with pytest.raises(SeveralLessonsThen):
            find_lesson(session, row.id, day(5), HalfDay.AFTERNOON)
        with pytest.raises(NoLessonThen):
            find_lesson(session, row.id, FIRST_DAY, HalfDay.EVENING)

    assert (found.hours, practical.hours) == (4, 2)


def test_a_lesson_has_hours_within_the_rule(ledger):
    row = keep_class(ledger)

    for hours in (0, 9, -4):
        with pytest.raises(LessonWithoutHours):
            add_lesson(ledger, NewLesson(row.id, day(20), HalfDay.MORNING, LessonKind.THEORY, hours), RAIN)

    assert len(timetable(ledger, row.id)) == 30


def test_a_cancelled_lesson_is_gone_for_good(ledger):
    row = keep_class(ledger)
    lesson = lesson_at(ledger, row.id)
    cancel_lesson(ledger, lesson.id, RAIN)

    with pytest.raises(NoSuchLesson):
        move_lesson(ledger, lesson.id, day(20), HalfDay.MORNING, RAIN)
