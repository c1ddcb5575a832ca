"""A plan lays the hours of a course on days: all of them, on no day off, never more than allowed."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.ledger.days_off import DayOff, DaysOff, MarketDays
from app.ledger.lesson_plan import (
    NoTeachingDays,
    Order,
    PlannedLesson,
    PlanOutOfRange,
    PlanShape,
    PlanTooLong,
    PlanTooShort,
    plan_lessons,
)
from app.models.vocabulary import HalfDay, LessonKind

MONDAY = date(2026, 11, 2)
NONE_OFF = DaysOff()
HALF_DAYS = ((HalfDay.MORNING,), (HalfDay.MORNING, HalfDay.AFTERNOON), tuple(HalfDay))
days_of_2026 = st.dates(date(2026, 1, 1), date(2026, 12, 31))
market_days = st.builds(
    MarketDays,
    dates=st.frozensets(days_of_2026, max_size=5),
    weekdays=st.frozensets(st.integers(1, 7), max_size=2),
    endings=st.frozensets(st.integers(0, 9), max_size=2),
    every=st.sampled_from((0, 5, 6, 7, 12)),
    counted_from=st.just(MONDAY),
)
free_days = st.builds(
    DaysOff,
    holidays=st.frozensets(days_of_2026, max_size=10),
    market_days=market_days,
    weekdays=st.frozensets(st.integers(1, 7), max_size=3),
    chosen=st.frozensets(days_of_2026, max_size=10),
)


def hours_by_kind(lessons: list[PlannedLesson]) -> Counter[str]:
    hours = Counter[str]()
    for lesson in lessons:
        hours[lesson.kind] += lesson.hours
    return hours


def shape(**fields: object) -> PlanShape:
    return PlanShape(**{"starts_on": MONDAY, "days": 15, **fields})


@given(
    theory=st.integers(0, 120),
    practical=st.integers(0, 120),
    half_days=st.sampled_from(HALF_DAYS),
    order=st.sampled_from(Order),
    off=free_days,
    most=st.integers(1, 10),
)
def test_a_plan_holds_exactly_the_hours_of_the_course_on_days_that_are_free(
    theory, practical, half_days, order, off, most
):
    assume(theory + practical)
    wanted = PlanShape(MONDAY, None, half_days, None, order)

    try:
        lessons = plan_lessons(theory, practical, wanted, most, off)
    except NoTeachingDays:
        lessons = None

    if lessons is None:
        free = [day for step in range(1100) if off.reason(day := MONDAY + timedelta(days=step)) is None]
        assert len(free) * most < theory + practical
        return
    hours, by_day = hours_by_kind(lessons), Counter[date]()
    for lesson in lessons:
        by_day[lesson.day] += lesson.hours
    assert (hours[LessonKind.THEORY], hours[LessonKind.PRACTICAL]) == (theory, practical)
    assert all(off.reason(day) is None and total <= most for day, total in by_day.items())
    assert all(lesson.hours > 0 for lesson in lessons)
    assert lessons == sorted(lessons, key=lambda each: (each.day, half_days.index(each.half_day)))


@given(total=st.integers(15, 120), theory=st.integers(0, 15), order=st.sampled_from(Order))
def test_a_plan_of_15_days_uses_15_days_and_spreads_the_hours_evenly(total, theory, order):
    lessons = plan_lessons(theory, total - theory, shape(order=order), 8, NONE_OFF)

    by_day = Counter[date]()
    for lesson in lessons:
        by_day[lesson.day] += lesson.hours

    assert len(by_day) == 15
    assert max(by_day.values()) - min(by_day.values()) <= 1


def test_the_usual_course_of_120_hours_fills_30_half_days_with_theory_first():
    lessons = plan_lessons(40, 80, shape(), 8, NONE_OFF)

    kinds = [lesson.kind for lesson in lessons]

    assert len(lessons) == 30
    assert {lesson.hours for lesson in lessons} == {4}
    assert kinds == [LessonKind.THEORY] * 10 + [LessonKind.PRACTICAL] * 20
    assert lessons[-1].day == date(2026, 11, 16)


def test_where_theory_ends_within_a_half_day_practice_begins_in_it():
    lessons = plan_lessons(30, 90, shape(), 8, NONE_OFF)

    shared = [
        (each.kind, each.hours) for each in lessons if (each.day, each.half_day) == (date(2026, 11, 5), "afternoon")
    ]

    assert shared == [(LessonKind.THEORY, 2), (LessonKind.PRACTICAL, 2)]
    assert len(lessons) == 31


def test_by_ratio_theory_and_practice_go_side_by_side_all_the_way():
    lessons = plan_lessons(40, 80, shape(order=Order.RATIO), 8, NONE_OFF)

    first_half = hours_by_kind(lessons[:15])

    assert first_half == {LessonKind.THEORY: 20, LessonKind.PRACTICAL: 40}


def test_days_off_are_skipped_and_each_has_its_reason():
    market = MarketDays(every=5, counted_from=date(2026, 11, 3))
    off = DaysOff(frozenset({date(2026, 11, 4)}), market, frozenset({7}), frozenset({date(2026, 11, 6)}))

    lessons = plan_lessons(0, 32, PlanShape(MONDAY, 4), 8, off)

    assert sorted({lesson.day.day for lesson in lessons}) == [2, 5, 7, 9]
    assert [off.reason(date(2026, 11, number)) for number in (3, 4, 6, 8, 9)] == [
        DayOff.MARKET_DAY,
        DayOff.HOLIDAY,
        DayOff.CHOSEN,
        DayOff.MARKET_DAY,
        None,
    ]


def test_market_days_may_be_days_of_the_month_that_end_so():
    market = MarketDays(endings=frozenset({3, 8}))

    days = [day for day in range(1, 31) if date(2026, 11, day) in market]

    assert days == [3, 8, 13, 18, 23, 28]


@pytest.mark.parametrize(
    ("hours", "wanted", "refusal"),
    [
        (120, shape(days=12), PlanTooShort),
        (121, shape(days=15), PlanTooShort),
        (100, shape(days=15, hours_per_half_day=3), PlanTooShort),
        (10, shape(days=15), PlanTooLong),
        (120, shape(days=0), PlanOutOfRange),
        (120, shape(hours_per_half_day=0), PlanOutOfRange),
        (120, shape(half_days=()), PlanOutOfRange),
        (120, shape(half_days=(HalfDay.MORNING, HalfDay.MORNING)), PlanOutOfRange),
    ],
)
def test_a_plan_that_cannot_be_is_refused(hours, wanted, refusal):
    with pytest.raises(refusal):
        plan_lessons(0, hours, wanted, 8, NONE_OFF)


def test_the_refusal_says_how_many_days_are_needed():
    with pytest.raises(PlanTooShort) as refusal:
        plan_lessons(40, 80, shape(days=12), 8, NONE_OFF)

    assert refusal.value.figures == {"hours": 120, "days": 12, "capacity": 8, "needed": 15}
