"""The figures of a year: people once, enrolments each time, targets as they were set."""

from datetime import date, datetime

import pytest

from app.ledger.classes import cancel_class
from app.ledger.courses import CoursePlan, add_course
from app.ledger.enrolling import enrol, withdraw
from app.ledger.figures_training import Count, training_figures
from app.ledger.rules import RuleChange, set_rule
from tests.conftest import CHINA
from tests.makers_training import keep_class, keep_trainees, person_at


@pytest.fixture
def people(ledger) -> list[str]:
    return keep_trainees(ledger, 10)


def cook(ledger, people, starts_on: date = date(2026, 3, 2), name: str = "厨师班"):
    row = keep_class(ledger, name=name, starts_on=starts_on)
    enrol(ledger, row.id, people)
    return row


def test_a_person_in_two_classes_is_one_person_and_two_enrolments(ledger, people):
    cook(ledger, people[:4])
    cook(ledger, people[2:6], date(2026, 4, 6), "二班")

    figures = training_figures(ledger)

    assert figures.whole.count == Count(people=6, enrolments=8)
    assert [month.enrolments for month in figures.months] == [0, 0, 4, 4, 0, 0, 0, 0, 0, 0, 0, 0]
    assert sum(month.people for month in figures.months) == 8


def test_who_withdrew_and_a_class_called_off_count_for_nothing(ledger, people):
    row = cook(ledger, people[:4])
    off = cook(ledger, people[4:6], date(2026, 5, 4), "停办班")

    withdraw(ledger, person_at(ledger, row.id, 2).enrolment_id, date(2026, 3, 4), "外出务工")
    cancel_class(ledger, off.id, "人数不足")

    assert training_figures(ledger).whole.count == Count(people=3, enrolments=3)


def test_a_year_holds_the_classes_that_began_in_it_and_every_year_with_classes_is_offered(ledger, people):
    cook(ledger, people[:4], date(2025, 12, 29), "跨年班")
    cook(ledger, people[4:7], date(2026, 1, 5), "新年班")

    last, this = training_figures(ledger, 2025), training_figures(ledger)

    assert (last.whole.count.enrolments, this.whole.count.enrolments) == (4, 3)
    assert last.months[11].enrolments == 4
    assert last.years == this.years == (2026, 2025)


def test_skill_groups_are_counted_apart(ledger, people):
    cook(ledger, people[:4])
    add_course(ledger, CoursePlan("电工", "professional", 40, 80))
    row = keep_class(ledger, course="电工", starts_on=date(2026, 6, 1))
    enrol(ledger, row.id, people[4:6])

    groups = {each.group: each.count.enrolments for each in training_figures(ledger).groups}

    assert groups == {"traditional": 0, "service": 4, "professional": 2}


def test_without_a_target_none_is_claimed_and_a_target_holds_for_its_year(ledger, people):
    cook(ledger, people[:4])
    none = training_figures(ledger)
    targets = {"total": 0, "traditional": 30, "service": 20, "professional": 0}
    set_rule(
        ledger,
        RuleChange(
            "training_targets", "县任务分解表", targets, valid_from=date(2026, 1, 1), valid_to=date(2026, 12, 31)
        ),
    )

    figures, before = training_figures(ledger), training_figures(ledger, 2025)

    assert not none.has_targets
    assert figures.whole.target == 50
    assert [each.target for each in figures.groups] == [30, 20, 0]
    assert not before.has_targets


def test_a_target_for_all_groups_together_stands_by_itself(ledger):
    targets = {"total": 500, "traditional": 30, "service": 20, "professional": 0}

    set_rule(ledger, RuleChange("training_targets", "县任务分解表", targets))

    assert training_figures(ledger).whole.target == 500


def test_an_empty_ledger_has_a_year_of_nothing(ledger, clock):
    clock.time = datetime(2027, 1, 1, 8, 0, tzinfo=CHINA)

    figures = training_figures(ledger)

    assert (figures.year, figures.years, figures.whole.count) == (2027, (2027,), Count())
    assert len(figures.months) == 12
