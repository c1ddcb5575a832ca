"""A class is opened with its timetable; the rules are asked, trainers in two places are named, codes stay unique."""

from datetime import date

import pytest
from sqlalchemy import select

from app.ledger.attendance import all_present
from app.ledger.class_rows import ClassIsClosed, NoSuchClass, class_called, list_classes
from app.ledger.classes import (
    ClassCodeTaken,
    ClassCodeUnfit,
    ClassDayUnfit,
    ClassHasMarks,
    ClassPlan,
    cancel_class,
    open_class,
)
from app.ledger.courses import (
    CourseExists,
    CoursePlan,
    CourseWithoutHours,
    IntakeExists,
    WordUnknown,
    add_course,
    add_intake,
    list_courses,
    list_intakes,
)
from app.ledger.enrolling import enrol
from app.ledger.lesson_plan import PlanTooShort
from app.ledger.naming import AmbiguousName, UnknownName
from app.ledger.rules import RuleChange, RulesStandAgainst, set_rule
from app.ledger.teaching import (
    NameMissing,
    ProviderExists,
    ProviderPlan,
    TrainerExists,
    TrainerPlan,
    add_provider,
    add_trainer,
    list_providers,
    list_trainers,
)
from app.ledger.timetable import timetable
from app.models.ledger import Ledger
from app.models.training import TrainingClass
from app.models.vocabulary import HalfDay
from tests.makers_training import FIRST_DAY, keep_class, keep_course, keep_trainees

RAIN = "下雨"


def classes_in(ledger: Ledger) -> list[str]:
    with ledger.reading() as session:
        return list(session.scalars(select(TrainingClass.code)))


def test_a_class_of_15_days_has_30_half_days_and_the_hours_of_its_course(ledger):
    keep_course(ledger)
    add_provider(ledger, ProviderPlan("凤庆县职业教育中心", kind="职业教育中心"))
    add_intake(ledger, 2026, 2)
    plan = ClassPlan(
        "中式烹调师",
        FIRST_DAY,
        days=15,
        provider="凤庆县职业教育中心",
        intake="2026-2",
        programme="全脱产",
        training_mode="精准",
    )

    made = open_class(ledger, plan)

    row = made.row
    assert (row.days, row.lessons, row.theory_hours, row.practical_hours) == (15, 30, 40, 80)
    assert (row.starts_on, row.ends_on, row.status) == (FIRST_DAY, date(2026, 11, 16), "open")
    assert (row.code, row.name, row.provider) == ("2026-01", "中式烹调师培训班", "凤庆县职业教育中心")
    assert (row.programme, row.training_mode, row.intake) == ("full_time_certificate", "targeted", "2026年第2期")
    assert made.findings == ()


def test_codes_count_up_in_a_year_and_a_given_one_is_kept(ledger):
    keep_class(ledger)
    keep_class(ledger, code="核桃班-1")
    keep_class(ledger, code="2026-07")
    keep_class(ledger, starts_on=date(2027, 3, 1))

    last = keep_class(ledger)

    assert last.code == "2026-08"
    assert sorted(classes_in(ledger)) == ["2026-01", "2026-07", "2026-08", "2027-01", "核桃班-1"]


@pytest.mark.parametrize(
    ("code", "refusal"), [("2026-01", ClassCodeTaken), ("a b", ClassCodeUnfit), ("a/b", ClassCodeUnfit)]
)
def test_a_code_that_is_taken_or_unfit_opens_nothing(ledger, code, refusal):
    keep_class(ledger)

    with pytest.raises(refusal):
        keep_class(ledger, code=code)

    assert classes_in(ledger) == ["2026-01"]


def test_a_class_is_found_by_code_name_and_id(ledger):
    row = keep_class(ledger, name="鲁史烹调一班")

    found = [class_called(ledger, text).id for text in (row.code, row.name, row.id, f" {row.code} ")]

    assert found == [row.id] * 4
    with pytest.raises(NoSuchClass):
        class_called(ledger, "2026-99")


def test_two_classes_of_one_name_are_not_guessed(ledger):
    keep_class(ledger)
    keep_class(ledger)

    with pytest.raises(AmbiguousName):
        class_called(ledger, "中式烹调师培训班")


def test_market_days_holidays_and_free_weekdays_have_no_lessons(ledger):
    market = {"dates": [], "weekdays": [], "endings": [5], "every": 0, "counted_from": ""}
    set_rule(ledger, RuleChange("market_days", "乡镇集市", market))

    row = keep_class(ledger, weekdays_off=(7,), days_off=(date(2026, 11, 10),), starts_on=date(2026, 9, 24))

    days = {lesson.day for lesson in timetable(ledger, row.id)}
    assert len(days) == 15
    assert date(2026, 9, 24) in days
    assert not days & {date(2026, 9, 25), date(2026, 10, 1), date(2026, 10, 2), date(2026, 10, 3), date(2026, 10, 5)}
    assert all(day.isoweekday() != 7 for day in days)


def test_more_than_8_hours_a_day_are_refused_and_named_and_a_warning_if_the_rule_says_so(ledger):
    with pytest.raises(RulesStandAgainst) as refusal:
        keep_class(ledger, days=12, hours_per_half_day=5)
    nothing = classes_in(ledger)

    set_rule(ledger, RuleChange("class_hours_per_day_max", "县里同意", severity="warn"))
    opened = open_class(ledger, ClassPlan("中式烹调师", FIRST_DAY, days=12, hours_per_half_day=5))

    assert nothing == []
    assert len(refusal.value.findings) == 12
    assert "2026-11-02" in refusal.value.findings[0].sentence()
    assert [finding.code for finding in opened.findings] == ["class_hours_per_day_max"] * 12


def test_days_that_cannot_hold_the_hours_open_nothing(ledger):
    keep_course(ledger)

    with pytest.raises(PlanTooShort):
        open_class(ledger, ClassPlan("中式烹调师", FIRST_DAY, days=14))

    assert classes_in(ledger) == []


def test_too_little_practice_and_too_few_hours_are_told(ledger):
    add_course(ledger, CoursePlan("政策宣讲", "服务技能", 16, 8))

    made = open_class(ledger, ClassPlan("政策宣讲", FIRST_DAY, certificate_kind="培训合格证书"))

    assert [finding.code for finding in made.findings] == ["practice_ratio_min", "class_hours_min"]
    assert "33" in made.findings[0].sentence()


def test_a_trainer_in_two_classes_at_once_is_named_with_day_and_classes(ledger):
    add_trainer(ledger, TrainerPlan("毕师傅", "土专家"))
    keep_class(ledger, code="甲班", days=15, theory_trainer="毕师傅")

    with pytest.raises(RulesStandAgainst) as refusal:
        keep_class(ledger, code="乙班", days=15, starts_on=date(2026, 11, 6), theory_trainer="毕师傅")

    told = [finding.sentence() for finding in refusal.value.findings]
    assert len(told) == 2
    assert all(word in told[0] for word in ("毕师傅", "2026-11-06", "上午", "甲班", "乙班"))
    assert classes_in(ledger) == ["甲班"]


def test_a_trainer_may_teach_theory_here_while_practice_goes_on_there(ledger):
    add_trainer(ledger, TrainerPlan("毕师傅", "土专家"))
    keep_class(ledger, code="甲班", theory_trainer="毕师傅")

    second = keep_class(ledger, code="乙班", practical_trainer="毕师傅")

    assert {lesson.trainer for lesson in timetable(ledger, second.id) if lesson.kind == "practical"} == {"毕师傅"}


def test_a_clash_with_a_class_that_was_called_off_is_none(ledger):
    add_trainer(ledger, TrainerPlan("毕师傅", "土专家"))
    first = keep_class(ledger, code="甲班", theory_trainer="毕师傅")
    cancel_class(ledger, first.id, RAIN)

    second = keep_class(ledger, code="乙班", theory_trainer="毕师傅")

    assert second.status == "open"


def test_a_class_with_attendance_cannot_be_called_off(ledger):
    from tests.makers_training import whole

    row = keep_class(ledger, 2)
    all_present(ledger, whole(row.id))

    with pytest.raises(ClassHasMarks):
        cancel_class(ledger, row.id, RAIN)

    assert class_called(ledger, row.code).status == "open"


def test_nothing_more_happens_in_a_class_that_was_called_off(ledger):
    row = keep_class(ledger)
    cancel_class(ledger, row.id, RAIN)

    with pytest.raises(ClassIsClosed):
        enrol(ledger, row.id, keep_trainees(ledger, 1))


def test_unknown_courses_and_words_are_named(ledger):
    keep_course(ledger)

    with pytest.raises(UnknownName):
        open_class(ledger, ClassPlan("没有的课", FIRST_DAY))
    with pytest.raises(WordUnknown) as refusal:
        open_class(ledger, ClassPlan("中式烹调师", FIRST_DAY, programme="别的"))
    with pytest.raises(ClassDayUnfit) as other_age:
        open_class(ledger, ClassPlan("中式烹调师", date(1900, 10, 12)))

    assert all(year in other_age.value.way_out() for year in ("2000", "2099"))
    assert "全脱产" in refusal.value.figures["choices"]
    assert classes_in(ledger) == []


def test_classes_are_listed_newest_first_by_year_and_status(ledger):
    keep_class(ledger, code="老班", starts_on=date(2025, 3, 3))
    off = keep_class(ledger, code="停办", starts_on=date(2026, 3, 3))
    keep_class(ledger, code="新班")
    cancel_class(ledger, off.id, RAIN)

    everything = [row.code for row in list_classes(ledger)]
    of_2026 = [row.code for row in list_classes(ledger, year=2026)]

    assert (everything, of_2026) == (["新班", "停办", "老班"], ["新班", "停办"])
    assert [row.code for row in list_classes(ledger, status="cancelled")] == ["停办"]


def test_courses_are_kept_with_codes_for_words(ledger):
    row = keep_course(ledger)

    assert (row.skill_group, row.occupation_code, row.level, row.hours) == ("service", "4-03-02-01", "5", 120)
    assert list_courses(ledger) == (row,)


def test_a_course_that_cannot_be_is_refused(ledger):
    keep_course(ledger)
    cases = [
        (CoursePlan("中式烹调师", "服务", 10, 10, level="初级工"), CourseExists),
        (CoursePlan("茶艺", "服务", 0, 0), CourseWithoutHours),
        (CoursePlan("茶艺", "服务", -8, 16), CourseWithoutHours),
        (CoursePlan("茶艺", "服务", 1000, 1001), CourseWithoutHours),
        (CoursePlan("茶艺", "手艺", 8, 8), WordUnknown),
        (CoursePlan("茶艺", "服务", 8, 8, level="九级"), WordUnknown),
        (CoursePlan("", "服务", 8, 8), CourseWithoutHours),
    ]

    for plan, refusal in cases:
        with pytest.raises(refusal):
            add_course(ledger, plan)

    assert len(list_courses(ledger)) == 1


def test_intakes_count_up_within_their_year(ledger):
    add_intake(ledger, 2026)
    add_intake(ledger, 2026)
    add_intake(ledger, 2025, name="冬训")

    with pytest.raises(IntakeExists):
        add_intake(ledger, 2026, 2)

    assert [row.name for row in list_intakes(ledger)] == ["2026年第2期", "2026年第1期", "冬训"]


def test_providers_and_trainers_are_kept_once_and_shown_with_masked_phones(ledger):
    add_provider(ledger, ProviderPlan("甲机构", phone="13800001234"))
    add_trainer(ledger, TrainerPlan("李师傅", "田秀才", phone="13900005678", provider="甲机构"))
    add_trainer(ledger, TrainerPlan("李师傅", "土专家", phone="13900005679"))

    with pytest.raises(ProviderExists):
        add_provider(ledger, ProviderPlan("甲机构"))
    with pytest.raises(TrainerExists):
        add_trainer(ledger, TrainerPlan("李师傅", "土专家", phone="139 0000 5679"))
    with pytest.raises(NameMissing):
        add_trainer(ledger, TrainerPlan(" ", "土专家"))

    assert [row.phone for row in list_providers(ledger)] == ["138****1234"]
    assert [(row.kind, row.provider) for row in list_trainers(ledger)] == [
        ("field_talent", "甲机构"),
        ("local_expert", ""),
    ]


def test_evening_classes_are_planned_too(ledger):
    row = keep_class(ledger, days=20, half_days=(HalfDay.EVENING,), hours_per_half_day=6)

    assert {lesson.half_day for lesson in timetable(ledger, row.id)} == {"evening"}
