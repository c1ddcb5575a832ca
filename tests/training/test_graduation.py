"""Graduation says of everyone: earned, or exactly what is missing; and it can be done again after a resit."""

from datetime import date

import pytest

from app.clock import SetClock
from app.ledger.attendance import all_present
from app.ledger.attendance_marks import LessonChoice
from app.ledger.checking import check_ledger
from app.ledger.class_roster import roster_of
from app.ledger.class_rows import ClassIsClosed, class_called
from app.ledger.classes import cancel_class
from app.ledger.courses import CoursePlan, add_course
from app.ledger.enrolling import withdraw
from app.ledger.graduating import ClassNotOver, NobodyToGraduate, graduate
from app.ledger.graduation import graduation_of, percent
from app.ledger.lessons import NewLesson, add_lesson, cancel_lesson
from app.ledger.past_training import ElsewhereNote, note_elsewhere
from app.ledger.results import ResultEntry, set_results
from app.ledger.rules import RuleChange, RulesStandAgainst, set_rule
from app.models.ledger import Ledger
from app.models.vocabulary import AttendanceStatus, HalfDay, LessonKind
from tests.makers_training import attend, day, keep_class, lesson_at, pass_exams, person_at, whole

PRESENT, ABSENT = AttendanceStatus.PRESENT, AttendanceStatus.ABSENT


@pytest.fixture
def small_classes(ledger: Ledger) -> Ledger:
    """A ledger whose rules do not mind a class of few."""
    set_rule(ledger, RuleChange("class_size_min", "试", 1))
    return ledger


def missing(ledger: Ledger, class_id: str) -> dict[int, list[str]]:
    people = graduation_of(ledger, class_id).people
    return {person.serial: [finding.code for finding in person.missing] for person in people}


def outcomes(ledger: Ledger, class_id: str) -> list[str]:
    return [row.outcome for row in roster_of(ledger, class_id)]


def ready_class(ledger: Ledger, people: int = 2, **fields: object) -> str:
    """A class of which everyone has earned the certificate."""
    row = keep_class(ledger, people, **fields)
    all_present(ledger, whole(row.id))
    pass_exams(ledger, row.id)
    return row.id


def test_who_was_there_and_passed_has_earned_it(small_classes):
    class_id = ready_class(small_classes)

    done = graduate(small_classes, class_id)

    assert [person.serial for person in done.completed] == [1, 2]
    assert outcomes(small_classes, class_id) == ["completed", "completed"]
    assert class_called(small_classes, "2026-01").status == "graduated"
    assert roster_of(small_classes, class_id)[0].outcome_on == day(21)
    assert check_ledger(small_classes).is_sound


def test_each_missing_item_is_named_with_its_figures(small_classes):
    ledger = small_classes
    row = keep_class(ledger, 4)
    attend(ledger, row.id, 2, [ABSENT] * 7)
    attend(ledger, row.id, 3, [ABSENT] * 6)
    all_present(ledger, whole(row.id))
    people = [person_at(ledger, row.id, serial).enrolment_id for serial in (1, 2, 3, 4)]
    given = ((people[0], 550, 800), (people[1], 800, 800), (people[2], 600, 600))
    entries = [
        ResultEntry(person, part, tenths)
        for person, *both in given
        for part, tenths in zip(LessonKind, both, strict=True)
    ]
    set_results(ledger, [*entries, ResultEntry(people[3], LessonKind.THEORY, 900)])

    found = graduation_of(ledger, row.id)

    told = {person.serial: [finding.sentence() for finding in person.missing] for person in found.people}
    assert missing(ledger, row.id) == {
        1: ["theory_pass_mark"],
        2: ["attendance_min_for_exam"],
        3: [],
        4: ["practical_missing"],
    }
    assert all(figure in told[1][0] for figure in ("55", "60"))
    assert all(figure in told[2][0] for figure in ("76.66", "80", "4", "92", "120"))
    assert [person.serial for person in found.eligible] == [3]
    assert [person.serial for person in found.not_eligible] == [1, 2, 4]


def test_looking_changes_nothing_and_graduating_writes_each_reason(small_classes):
    ledger = small_classes
    row = keep_class(ledger, 1)
    all_present(ledger, whole(row.id))

    graduation_of(ledger, row.id)
    before = outcomes(ledger, row.id)
    graduate(ledger, row.id)

    person = roster_of(ledger, row.id)[0]
    assert before == [""]
    assert (person.outcome, person.outcome_label) == ("failed", "未结业")
    assert person.outcome_reason


def test_a_resit_lets_one_graduate_later_and_those_who_have_stay(small_classes, clock):
    ledger = small_classes
    class_id = ready_class(ledger, 3)
    person = person_at(ledger, class_id, 2)
    set_results(ledger, [ResultEntry(person.enrolment_id, LessonKind.THEORY, 500)], correct=True, reason="登记错误")
    graduate(ledger, class_id)
    first = outcomes(ledger, class_id)

    clock.advance(days=7)
    set_results(ledger, [ResultEntry(person.enrolment_id, LessonKind.THEORY, 700, 2)])
    again = graduate(ledger, class_id)

    days = [row.outcome_on for row in roster_of(ledger, class_id)]
    assert first == ["completed", "failed", "completed"]
    assert [each.serial for each in again.completed] == [2]
    assert (outcomes(ledger, class_id), days) == (["completed"] * 3, [day(21), day(28), day(21)])


def test_who_withdrew_stays_withdrawn(small_classes):
    ledger = small_classes
    row = keep_class(ledger, 2)
    withdraw(ledger, person_at(ledger, row.id, 2).enrolment_id, day(5), "家中有事")
    all_present(ledger, whole(row.id))
    pass_exams(ledger, row.id)

    graduate(ledger, row.id)

    assert outcomes(ledger, row.id) == ["completed", "withdrew"]


def test_a_class_is_not_graduated_before_its_last_lesson_unless_told(small_classes, clock: SetClock):
    ledger = small_classes
    clock.time = clock.time.replace(day=15)
    row = keep_class(ledger, 1)
    all_present(ledger, whole(row.id))
    pass_exams(ledger, row.id)

    with pytest.raises(ClassNotOver) as refusal:
        graduate(ledger, row.id)
    early = graduate(ledger, row.id, early=True, reason="提前结束")

    assert refusal.value.figures["day"] == day(16)
    assert len(early.completed) == 1


def test_graduation_on_the_last_day_itself_is_graduation_day(small_classes, clock: SetClock):
    clock.time = clock.time.replace(day=16, hour=17)
    class_id = ready_class(small_classes, 1)

    assert len(graduate(small_classes, class_id).completed) == 1


def test_hours_that_were_never_held_stop_the_class_until_they_are_made_up(small_classes):
    ledger = small_classes
    row = keep_class(ledger, 1)
    cancel_lesson(ledger, lesson_at(ledger, row.id, 29).id, "下雨封路")
    all_present(ledger, whole(row.id))
    pass_exams(ledger, row.id)

    with pytest.raises(RulesStandAgainst) as refusal:
        graduate(ledger, row.id)
    add_lesson(ledger, NewLesson(row.id, day(18), HalfDay.MORNING, LessonKind.PRACTICAL, 4), "补课")
    all_present(ledger, LessonChoice(row.id, day(18)))

    assert "116" in refusal.value.sentence()
    assert len(graduate(ledger, row.id).completed) == 1


def test_a_small_class_is_told_of_and_graduates(ledger):
    class_id = ready_class(ledger, 2)

    done = graduate(ledger, class_id)

    assert [finding.code for finding in done.graduation.findings] == ["class_size_min"]
    assert len(done.completed) == 2


def test_missing_marks_are_told_and_do_not_keep_back_who_has_enough(small_classes):
    ledger = small_classes
    row = keep_class(ledger, 2)
    attend(ledger, row.id, 1, [PRESENT] * 28)
    attend(ledger, row.id, 2, [PRESENT] * 20)
    pass_exams(ledger, row.id)

    first, second = graduation_of(ledger, row.id).people

    assert (first.is_eligible, [finding.code for finding in first.told]) == (True, ["marks_missing"])
    assert (second.is_eligible, [finding.code for finding in second.missing]) == (False, ["attendance_min_for_exam"])


def test_a_blocked_duplicate_keeps_the_certificate_back(small_classes):
    class_id = ready_class(small_classes, 2)
    person = person_at(small_classes, class_id, 2)

    note_elsewhere(small_classes, ElsewhereNote(person.trainee_id, "abroad", "出入境比对", starts_on=day(3)))

    assert missing(small_classes, class_id) == {1: [], 2: ["away_during_class"]}


def test_the_thresholds_are_rules_and_a_warning_lets_pass(small_classes):
    ledger = small_classes
    row = keep_class(ledger, 1)
    attend(ledger, row.id, 1, [ABSENT] * 8)
    all_present(ledger, whole(row.id))
    pass_exams(ledger, row.id, 55)
    strict = missing(ledger, row.id)

    set_rule(ledger, RuleChange("attendance_min_for_exam", "县里规定", 0.7))
    set_rule(ledger, RuleChange("theory_pass_mark", "县里规定", severity="warn"))

    found = graduation_of(ledger, row.id).people[0]
    assert strict == {1: ["attendance_min_for_exam", "theory_pass_mark"]}
    assert (found.is_eligible, [finding.code for finding in found.told]) == (True, ["theory_pass_mark"])


def test_a_course_of_theory_alone_asks_for_no_practical_exam(small_classes):
    ledger = small_classes
    add_course(ledger, CoursePlan("政策宣讲", "服务", 16, 0))
    row = keep_class(ledger, 1, course="政策宣讲", days=2)
    all_present(ledger, whole(row.id))

    assert missing(ledger, row.id) == {1: ["theory_missing"]}


def test_a_training_pass_certificate_needs_40_hours_however_short_the_course(small_classes):
    ledger = small_classes
    add_course(ledger, CoursePlan("农家菜", "服务", 12, 24))
    row = keep_class(ledger, 1, course="农家菜", days=5, certificate_kind="training_pass")
    all_present(ledger, whole(row.id))
    pass_exams(ledger, row.id)

    found = graduation_of(ledger, row.id).people[0]

    assert [finding.code for finding in found.missing] == ["attended_hours_min"]
    assert "4" in found.missing[0].sentence()


def test_an_empty_or_cancelled_class_does_not_graduate(small_classes):
    empty, off = keep_class(small_classes), keep_class(small_classes)
    set_rule(small_classes, RuleChange("class_size_min", "试", severity="off"))
    cancel_class(small_classes, off.id, "人数不足")

    with pytest.raises(NobodyToGraduate):
        graduate(small_classes, empty.id)
    with pytest.raises(ClassIsClosed):
        graduate(small_classes, off.id)

    assert class_called(small_classes, empty.code).status == "open"


def test_everything_moved_to_next_year_is_judged_by_the_rules_of_its_own_first_day(small_classes, clock):
    ledger = small_classes
    set_rule(ledger, RuleChange("theory_pass_mark", "新办法", 90, valid_from=date(2027, 1, 1)))
    class_id = ready_class(ledger, 1)
    clock.advance(days=90)

    assert missing(ledger, class_id) == {1: []}


@pytest.mark.parametrize(
    ("share", "shown"),
    [(0.8, "80"), (0.7999, "79.99"), (0.57, "57"), (0.29, "29"), (1.0, "100"), (0.0, "0"), (0.7666, "76.66")],
)
def test_a_rate_is_never_shown_higher_than_it_is(share, shown):
    assert percent(share) == shown


def test_a_class_of_60_with_1800_marks_graduates_and_the_ledger_is_sound(ledger):
    set_rule(ledger, RuleChange("class_size_max", "县里同意", 60))
    row = keep_class(ledger, 60)
    for serial, absences in ((7, 6), (8, 7), (60, 30)):
        attend(ledger, row.id, serial, [ABSENT] * absences)
    all_present(ledger, whole(row.id))
    pass_exams(ledger, row.id)

    done = graduate(ledger, row.id)

    assert [person.serial for person in done.failed] == [8, 60]
    assert len(done.completed) == 58
    assert check_ledger(ledger).is_sound
