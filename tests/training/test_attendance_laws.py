"""Laws of attendance, tried on many cases: what holds, what adds up, what never falls."""

from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from app.ledger.attendance_hours import Hours, LessonHours, Measure, Prospect, hours_of
from app.ledger.attendance_marks import Mark, current
from app.models.vocabulary import AttendanceStatus

WEIGHTS = {"present": Fraction(1), "late": Fraction(1, 2), "left_early": Fraction(1, 4)}
MEASURE = Measure(
    {status.value: WEIGHTS.get(status.value, Fraction()) for status in AttendanceStatus},
    Fraction(4, 5),
    Fraction(8),
    date(2026, 11, 10),
)
statuses = st.sampled_from([status.value for status in AttendanceStatus])
lessons = st.lists(st.tuples(st.sampled_from(("theory", "practical")), st.integers(1, 8)), min_size=1, max_size=30).map(
    lambda drawn: [
        LessonHours(f"L{place}", date(2026, 11, 2) + timedelta(days=place // 2), kind, hours)
        for place, (kind, hours) in enumerate(drawn)
    ]
)
classes = lessons.flatmap(
    lambda held: st.tuples(st.just(held), st.dictionaries(st.sampled_from([each.id for each in held]), statuses))
)
marks = st.builds(
    Mark,
    id=st.uuids().map(str),
    enrolment_id=st.sampled_from(("E1", "E2")),
    lesson_id=st.sampled_from(("L1", "L2", "L3")),
    revision=st.integers(0, 3),
    status=statuses,
)


def figures(case: tuple[list[LessonHours], dict[str, str]]) -> Hours:
    return hours_of(case[0], case[1], MEASURE)


@given(given_marks=st.lists(marks, max_size=20, unique_by=lambda one: one.id), chance=st.randoms())
def test_the_mark_that_holds_does_not_depend_on_the_order_in_which_marks_came(given_marks, chance):
    shuffled = list(given_marks)
    chance.shuffle(shuffled)

    held = current(shuffled)

    assert held == current(given_marks)
    for key, one in held.items():
        rivals = [each for each in given_marks if (each.enrolment_id, each.lesson_id) == key]
        assert one.revision == max(each.revision for each in rivals)


@given(
    before=st.lists(statuses, max_size=3),
    exception=statuses,
    others=st.lists(marks.filter(lambda one: one.lesson_id != "L1"), max_size=5),
)
def test_present_and_then_an_exception_is_the_same_as_the_exception_at_once(before, exception, others):
    one_by_one = [Mark(f"{n}", "E1", "L1", n, status) for n, status in enumerate([*before, "present", exception])]

    detour = current([*others, *one_by_one])["E1", "L1"].status
    at_once = current([*others, Mark("0", "E1", "L1", 0, exception)])["E1", "L1"].status

    assert detour == at_once == exception


@given(classes)
def test_theory_and_practice_add_up_to_what_was_attended_and_all_hours_are_accounted_for(case):
    hours = figures(case)

    marked = sum(each.hours for each in case[0] if each.id in case[1])

    assert hours.theory + hours.practical == hours.attended
    assert marked + hours.unmarked + hours.to_come == hours.total
    assert sum(hours.counts.values()) == len(case[1])


@given(classes)
def test_the_rate_lies_between_nothing_and_the_best_that_can_be_reached(case):
    hours = figures(case)

    assert 0 <= hours.rate <= hours.reachable <= 1
    assert hours.short == 0 or not hours.is_enough
    assert (hours.prospect is Prospect.LOST) == (hours.reachable < 0.8)
    assert (hours.prospect is Prospect.REACHED) == hours.is_enough


@given(case=classes, data=st.data())
def test_a_better_mark_never_lowers_the_rate_and_a_missing_hour_never_raises_it(case, data):
    held, given_statuses = case
    lesson = data.draw(st.sampled_from(held))

    worse = figures((held, {**given_statuses, lesson.id: "absent"}))
    better = figures((held, {**given_statuses, lesson.id: "present"}))

    between = figures((held, {**given_statuses, lesson.id: data.draw(statuses)}))
    assert worse.rate <= between.rate <= better.rate
    assert worse.reachable <= between.reachable <= better.reachable
    assert worse.to_miss <= better.to_miss


@given(case=classes)
def test_who_misses_exactly_what_may_be_missed_still_makes_it(case):
    held, given_statuses = case
    hours = figures(case)
    ahead = [each for each in held if each.id not in given_statuses]
    missed: dict[str, str] = {}
    for lesson in ahead:
        if sum(each.hours for each in ahead if each.id in missed) + lesson.hours <= hours.to_miss:
            missed[lesson.id] = "absent"

    at_the_end = figures((held, {each.id: "present" for each in ahead} | missed | given_statuses))

    assert at_the_end.is_enough == (hours.prospect is not Prospect.LOST)
