"""Lessons are filled in, pushed on by a rainy day, and put back as they were; marks keep them where they are."""

import pytest

from app.ledger.attendance import all_present
from app.ledger.attendance_marks import LessonChoice
from app.ledger.history import read_history
from app.ledger.lesson_edits import LessonEdit, NothingToShift, edit_lessons, put_back, shift_lessons
from app.ledger.lessons import (
    HalfDayTaken,
    LessonHasMarks,
    LessonWithoutHours,
    NewLesson,
    ReasonMissing,
    add_lesson,
    cancel_lesson,
    move_lesson,
)
from app.ledger.rules import RuleChange, set_rule
from app.ledger.teaching import TrainerPlan, add_trainer
from app.ledger.timetable import timetable
from app.ledger.timetable_board import timetable_board
from app.models.findings import Severity
from app.models.vocabulary import HalfDay, LessonKind
from tests.makers_training import day, keep_class, lesson_at

RAIN = "下雨封路"
AFTERNOON = HalfDay.AFTERNOON


def slots(ledger, class_id):
    return [(lesson.day, lesson.half_day) for lesson in timetable(ledger, class_id) if not lesson.cancelled]


def test_topic_place_and_a_first_trainer_are_filled_in_without_a_reason(ledger):
    row = keep_class(ledger)
    trainer = add_trainer(ledger, TrainerPlan("杨师傅", "土专家"))
    ids = [lesson_at(ledger, row.id, place).id for place in (0, 1)]

    done = edit_lessons(ledger, ids, LessonEdit(topic="刀工", place="后厨", trainer=trainer.id))

    assert {(each.topic, each.place, each.trainer) for each in done.lessons} == {("刀工", "后厨", "杨师傅")}


def test_another_trainer_another_kind_and_other_hours_want_a_reason(ledger):
    row = keep_class(ledger)
    first, second = (add_trainer(ledger, TrainerPlan(name, "土专家")) for name in ("杨师傅", "李师傅"))
    lesson = lesson_at(ledger, row.id)
    edit_lessons(ledger, [lesson.id], LessonEdit(trainer=first.id))

    for edit in (LessonEdit(trainer=second.id), LessonEdit(kind=LessonKind.PRACTICAL), LessonEdit(hours=3)):
        with pytest.raises(ReasonMissing):
            edit_lessons(ledger, [lesson.id], edit)
    done = edit_lessons(ledger, [lesson.id], LessonEdit(trainer=second.id, hours=3), "杨师傅生病")

    assert (done.lessons[0].trainer, done.lessons[0].hours) == ("李师傅", 3)
    assert read_history(ledger, row_id=lesson.id)[0].reason == "杨师傅生病"


def test_after_the_roll_call_a_topic_may_still_be_written_but_not_other_hours(ledger):
    row = keep_class(ledger, 1)
    lesson = lesson_at(ledger, row.id)
    all_present(ledger, LessonChoice(row.id, lesson.day, HalfDay.MORNING))

    edit_lessons(ledger, [lesson.id], LessonEdit(topic="食品安全"))
    with pytest.raises(LessonHasMarks):
        edit_lessons(ledger, [lesson.id], LessonEdit(hours=2), "少上")

    assert (lesson_at(ledger, row.id).topic, lesson_at(ledger, row.id).hours) == ("食品安全", 4)


def test_hours_beyond_the_rule_are_refused_and_nothing_is_kept(ledger):
    row = keep_class(ledger)
    ids = [lesson_at(ledger, row.id, place).id for place in (0, 1)]

    with pytest.raises(LessonWithoutHours):
        edit_lessons(ledger, ids, LessonEdit(topic="刀工", hours=99), "多上")

    assert {lesson.topic for lesson in timetable(ledger, row.id)} == {""}


def test_a_rainy_afternoon_pushes_everything_after_it_on_by_one_day_of_lessons(ledger):
    row = keep_class(ledger)
    before = slots(ledger, row.id)

    shift_lessons(ledger, row.id, day(5), AFTERNOON, RAIN)

    after = slots(ledger, row.id)
    assert after[:7] == before[:7]
    assert (day(5), "afternoon") not in after
    assert after[7:] == [(day(6), "afternoon"), *before[10:], (day(17), "morning"), (day(17), "afternoon")]
    assert sum(lesson.moved_from is not None for lesson in timetable(ledger, row.id)) == 23


def test_what_was_taught_already_is_not_pushed_on(ledger):
    row = keep_class(ledger, 1)
    all_present(ledger, LessonChoice(row.id, day(6), HalfDay.MORNING))

    with pytest.raises(LessonHasMarks):
        shift_lessons(ledger, row.id, day(5), HalfDay.MORNING, RAIN)
    with pytest.raises(NothingToShift):
        shift_lessons(ledger, row.id, day(20), HalfDay.MORNING, RAIN)

    assert slots(ledger, row.id)[-1] == (day(16), "afternoon")


def test_a_rainy_day_is_put_back_as_it_was(ledger):
    row = keep_class(ledger)
    before = timetable(ledger, row.id)
    shift_lessons(ledger, row.id, day(5), HalfDay.MORNING, RAIN)

    put_back(ledger, before, "雨停了")

    assert timetable(ledger, row.id) == before


def test_a_cancelled_lesson_comes_back_and_an_added_one_goes(ledger):
    row = keep_class(ledger)
    before = timetable(ledger, row.id)
    cancel_lesson(ledger, before[3].id, RAIN)
    added = add_lesson(ledger, NewLesson(row.id, day(17), HalfDay.MORNING, LessonKind.THEORY, 4), RAIN).lessons[0]

    put_back(ledger, [before[3]], "照常上课")
    cancel_lesson(ledger, added.id, "不补课")

    assert [lesson for lesson in timetable(ledger, row.id) if lesson.id != added.id] == list(before)


def test_nothing_is_put_back_where_another_lesson_of_the_kind_lies_by_now(ledger):
    row = keep_class(ledger)
    before = timetable(ledger, row.id)
    move_lesson(ledger, before[0].id, day(17), HalfDay.MORNING, RAIN)
    move_lesson(ledger, before[1].id, day(2), HalfDay.MORNING, RAIN)

    with pytest.raises(HalfDayTaken):
        put_back(ledger, [before[0]], "还原")

    assert slots(ledger, row.id)[0] == (day(2), "morning")


def test_the_board_tells_days_off_lessons_with_marks_clashes_and_missing_hours(ledger):
    set_rule(ledger, RuleChange("holidays", "国务院办公厅通知", ["2026-11-20"]))
    trainer = add_trainer(ledger, TrainerPlan("杨师傅", "土专家"))
    row = keep_class(ledger, 1, theory_trainer=trainer.id)
    set_rule(ledger, RuleChange("trainer_clash", "本站规定", severity="warn"))
    other = keep_class(ledger, name="另一班", theory_trainer=trainer.id)
    all_present(ledger, LessonChoice(row.id, day(2), HalfDay.MORNING))
    cancel_lesson(ledger, lesson_at(ledger, row.id, 20).id, RAIN)

    board = timetable_board(ledger, row.id)

    assert board.called == {lesson_at(ledger, row.id).id}
    assert board.off[day(20)] == "法定节假日"
    assert set(board.clashes.values()) == {other.code}
    assert next(each.code for each in board.findings if each.severity is Severity.WARN) == "course_hours"
    assert board.weeks[0].monday == day(2)
    assert len(board.at(day(2), "morning")) == 1
