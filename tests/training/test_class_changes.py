"""A class is looked at before it is opened, changed while it is open, and watched while it runs."""

from dataclasses import replace
from datetime import date

import pytest

from app.ledger.attendance import all_present
from app.ledger.attendance_marks import LessonChoice
from app.ledger.class_changes import DaysHaveMarks, change_class, class_draft
from app.ledger.class_file import class_file, file_paper
from app.ledger.class_list import watched_classes
from app.ledger.class_preview import preview_class
from app.ledger.class_rows import ClassIsClosed, class_called, list_classes
from app.ledger.classes import ClassCodeTaken, ClassPlan, cancel_class, open_class
from app.ledger.lesson_edits import LessonEdit, edit_lessons
from app.ledger.lesson_plan import PlanTooShort
from app.ledger.rules import RuleChange, set_rule
from app.ledger.teaching import ProviderPlan, TrainerPlan, add_provider, add_trainer
from app.ledger.timetable import timetable
from app.models.vocabulary import AttendanceStatus
from tests.makers_training import FIRST_DAY, attend, day, keep_category, keep_class, keep_course, lesson_at, person_at

PLAN = ClassPlan("中式烹调师", FIRST_DAY, days=15)


def test_what_is_looked_at_first_is_what_is_opened(ledger):
    keep_course(ledger)
    trainer = add_trainer(ledger, TrainerPlan("杨师傅", "土专家"))
    plan = replace(PLAN, theory_trainer=trainer.id, place="文化站", weekdays_off=(7,))

    shown = preview_class(ledger, plan)
    row = open_class(ledger, plan).row

    def told(lessons):
        return [(one.day, one.half_day, one.kind, one.hours, one.place, one.trainer) for one in lessons]

    assert told(shown.lessons) == told(timetable(ledger, row.id))
    assert (shown.code, shown.name, shown.ends_on, shown.days) == (row.code, row.name, row.ends_on, row.days)
    assert [each for each, _ in shown.off] == [day(8), day(15)]


def test_looking_first_writes_nothing_and_names_each_rule_with_its_source(ledger):
    keep_course(ledger)
    set_rule(ledger, RuleChange("practice_ratio_min", "云人社发〔2026〕1号", 0.9, severity="block"))

    shown = preview_class(ledger, PLAN)

    [finding] = [each for each in shown.findings if each.finding.code == "practice_ratio_min"]
    assert (finding.is_block, finding.source, shown.is_blocked) == (True, "云人社发〔2026〕1号", True)
    assert list_classes(ledger) == ()


def test_a_plan_that_cannot_be_is_refused_when_it_is_looked_at(ledger):
    keep_class(ledger)

    with pytest.raises(PlanTooShort):
        preview_class(ledger, replace(PLAN, days=2))
    with pytest.raises(ClassCodeTaken):
        preview_class(ledger, replace(PLAN, code="2026-01"))

    assert preview_class(ledger, PLAN).code == "2026-02"


def test_the_particulars_of_a_class_are_changed_and_its_lessons_stay(ledger):
    row = keep_class(ledger, 1, place="文化站")
    provider = add_provider(ledger, ProviderPlan("县职业教育中心"))
    attend(ledger, row.id, 1, [AttendanceStatus.PRESENT])
    before = [lesson.id for lesson in timetable(ledger, row.id)]
    draft = class_draft(ledger, row.id)

    plan = replace(draft.plan, name="厨师班", provider=provider.id, place="村委会", head_teacher="王老师")
    done = change_class(ledger, row.id, plan)

    after = timetable(ledger, row.id)
    assert (done.row.name, done.row.provider, done.row.head_teacher) == ("厨师班", "县职业教育中心", "王老师")
    assert [lesson.id for lesson in after] == before
    assert {lesson.place for lesson in after} == {"村委会"}
    assert (draft.may_replan, class_draft(ledger, row.id).plan) == (False, plan)


def test_other_days_plan_the_lessons_anew_and_keep_what_was_filled_in(ledger):
    row = keep_class(ledger, 1)
    keep_category(ledger, person_at(ledger, row.id).trainee_id, "01", day(9))
    edit_lessons(ledger, [lesson_at(ledger, row.id).id], LessonEdit(topic="食品安全"))
    file_paper(ledger, row.id, "textbooks", is_filed=True)
    draft = class_draft(ledger, row.id)

    change_class(ledger, row.id, replace(draft.plan, starts_on=day(9), days=20))

    lessons = timetable(ledger, row.id)
    assert draft.may_replan
    assert (lessons[0].day, lessons[0].topic, len({lesson.day for lesson in lessons})) == (day(9), "食品安全", 20)
    assert class_called(ledger, row.code).starts_on == day(9)
    assert person_at(ledger, row.id).categories == ("01",)
    assert [paper.kind.key for paper in class_file(ledger, row.id).papers if paper.filed_on] == ["textbooks"]


def test_after_a_roll_call_the_days_stay_and_a_class_called_off_is_not_changed(ledger):
    row, other = keep_class(ledger, 1), keep_class(ledger, name="另一班")
    all_present(ledger, LessonChoice(row.id, day(2)))
    cancel_class(ledger, other.id, "报名人数不足")

    with pytest.raises(DaysHaveMarks):
        change_class(ledger, row.id, replace(class_draft(ledger, row.id).plan, days=20))
    with pytest.raises(ClassIsClosed):
        change_class(ledger, other.id, class_draft(ledger, other.id).plan)

    assert class_called(ledger, row.code).days == 15


def test_the_list_of_classes_tells_who_is_in_danger_and_which_days_lack_marks(ledger, clock):
    row = keep_class(ledger, 2)
    attend(ledger, row.id, 1, [AttendanceStatus.ABSENT] * 8)
    attend(ledger, row.id, 2, [AttendanceStatus.PRESENT] * 8)
    keep_class(ledger, name="明年的班", starts_on=date(2027, 3, 1))

    listed = watched_classes(ledger)

    assert [(each.row.name, each.in_danger) for each in listed] == [("明年的班", 0), ("中式烹调师培训班", 1)]
    assert listed[1].days_left_open == 11
