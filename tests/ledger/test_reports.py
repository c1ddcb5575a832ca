"""The registers and figures of the station: person-times and persons kept apart, each period by its own days."""

from datetime import date

import pytest

from app.ledger.blank_stock import receive_blanks, spoil_blanks
from app.ledger.class_rows import CANCELLED
from app.ledger.enrolling import enrol, withdraw
from app.ledger.figures_training import training_figures
from app.ledger.graduating import graduate
from app.ledger.report_figures import FigureKind, figures_by
from app.ledger.report_rows import blanks_register, certificates_register, classes_register, people_register
from app.ledger.report_scope import ReportScope
from app.models.ledger import Ledger
from app.models.people import Trainee
from app.models.training import TrainingClass
from app.models.vocabulary import AttendanceStatus
from tests.makers_certificates import QUICK, MakeBelieveCounty, issued_class
from tests.makers_training import (
    attend,
    day,
    id_number,
    keep_category,
    keep_class,
    keep_trainees,
    pass_exams,
    person_at,
)

ALL = ReportScope()
NOVEMBER = ReportScope(date(2026, 11, 1), date(2026, 11, 30))


@pytest.fixture
def two_classes(ledger: Ledger) -> tuple[str, str]:
    """Cooks in October and in November: three people and two, one of whom is in both; one of October left."""
    people = keep_trainees(ledger, 4)
    october = keep_class(ledger, starts_on=date(2026, 10, 12), name="厨师一班", code="2026-01")
    enrol(ledger, october.id, people[:3])
    withdraw(ledger, person_at(ledger, october.id, 3).enrolment_id, date(2026, 10, 13), "外出务工")
    november = keep_class(ledger, name="厨师二班", code="2026-02")
    enrol(ledger, november.id, people[1:2] + people[3:])
    return october.id, november.id


def test_a_person_of_two_classes_is_two_person_times_and_one_person(ledger, two_classes):
    figures = figures_by(ledger, FigureKind.MONTH, ALL)

    lines = [(line.label, line.classes, line.enrolment_count, line.trainee_count) for line in figures.lines]
    assert lines == [("2026-10", 1, 2, 2), ("2026-11", 1, 2, 2)]
    assert (figures.total.classes, figures.total.enrolment_count, figures.total.trainee_count) == (2, 4, 3)


@pytest.mark.parametrize("kind", list(FigureKind))
def test_whatever_figures_are_told_apart_by_the_whole_stays_the_same(ledger, two_classes, kind):
    figures = figures_by(ledger, kind, ALL)

    assert (figures.total.classes, figures.total.hours, figures.total.enrolment_count) == (2, 240, 4)
    assert max(line.trainee_count for line in figures.lines) <= figures.total.trainee_count
    if kind is not FigureKind.CATEGORY:
        assert sum(line.enrolment_count for line in figures.lines) == 4


def test_the_figures_are_those_of_the_first_page(ledger, two_classes):
    total = figures_by(ledger, FigureKind.MONTH, ReportScope(date(2026, 1, 1), date(2026, 12, 31))).total

    first_page = training_figures(ledger, 2026).whole.count

    assert (total.trainee_count, total.enrolment_count) == (first_page.people, first_page.enrolments) == (3, 4)


def test_groups_count_by_the_first_day_of_the_class_and_a_person_may_be_in_several(ledger):
    [person] = keep_trainees(ledger, 1)
    for code in ("POV01", "CIV01"):
        keep_category(ledger, person, code, date(2026, 1, 1))
    row = keep_class(ledger)
    enrol(ledger, row.id, [person])

    figures = figures_by(ledger, FigureKind.CATEGORY, ALL)

    assert [(line.label, line.enrolment_count, line.supported) for line in figures.lines] == [
        ("农村低保对象", 1, 1),
        ("脱贫户", 1, 1),
    ]
    assert figures.total.enrolment_count == 1


def test_women_and_minorities_are_persons(ledger, two_classes):
    with ledger.change("trainee.edit") as change:
        for serial in (1, 2):
            row = change.get(Trainee, person_at(ledger, two_classes[0], serial).trainee_id)
            row.sex, row.ethnic_code = "2", "07"

    total = figures_by(ledger, FigureKind.MONTH, ALL).total

    assert total.minority == 2
    assert total.women >= 2


def test_what_is_not_filled_in_stands_last_and_says_so(ledger, two_classes):
    with ledger.change("class.edit") as change:
        change.get(TrainingClass, two_classes[0]).programme = "rural_labour"

    figures = figures_by(ledger, FigureKind.PROGRAMME, ALL)

    assert [line.label for line in figures.lines] == ["农村劳动力培训", "未填"]


def test_a_period_takes_the_classes_that_begin_in_it_and_those_called_off_never_count(ledger, two_classes):
    with ledger.change("class.cancel") as change:
        change.get(TrainingClass, two_classes[0]).status = CANCELLED

    assert [line.row.code for line in classes_register(ledger, ALL)] == ["2026-02"]
    assert [line.row.code for line in classes_register(ledger, NOVEMBER)] == ["2026-02"]
    assert classes_register(ledger, ReportScope(last=date(2026, 10, 31))) == ()


def test_the_register_of_classes_tells_how_everyone_ended(ledger, two_classes):
    row = keep_class(ledger, starts_on=date(2026, 9, 7), code="2026-00")
    enrol(ledger, row.id, keep_trainees(ledger, 2, start=20))
    for serial in (1, 2):
        attend(ledger, row.id, serial, [AttendanceStatus.PRESENT] * 30, reason="补录")
    pass_exams(ledger, row.id)
    graduate(ledger, row.id)

    first, october, _ = classes_register(ledger, ALL)

    assert (first.enrolled, first.completed, first.failed, first.withdrew) == (2, 2, 0, 0)
    assert (october.enrolled, october.completed, october.withdrew) == (3, 0, 1)
    assert october.skill_group == "服务技能"


def test_people_are_all_in_the_ledger_or_those_of_the_period_with_their_counts(ledger, two_classes):
    everyone = people_register(ledger, ALL)
    november = people_register(ledger, NOVEMBER)
    of_class = people_register(ledger, ReportScope(class_id=two_classes[0]))

    assert (len(everyone), len(november), len(of_class)) == (4, 2, 2)
    assert sorted(line.enrolment_count for line in everyone) == [0, 1, 1, 2]


def test_numbers_are_masked_unless_asked_for(ledger, two_classes):
    masked = {line.id_number for line in people_register(ledger, ALL)}
    full = {line.id_number for line in people_register(ledger, ALL, full=True)}

    assert all("***" in number for number in masked)
    assert full == {id_number(place) for place in range(4)}


def test_certificates_fall_into_the_period_by_their_day_of_issue(ledger):
    MakeBelieveCounty().enrol(ledger)
    made, issued = issued_class(ledger, 2, QUICK)

    lines = certificates_register(ledger, NOVEMBER)

    assert [line.row.number for line in lines] == [row.number for row in issued.certificates]
    assert [line.person.name for line in lines] == [line.row.name for line in lines]
    assert certificates_register(ledger, ReportScope(last=day(20))) == ()
    assert len(certificates_register(ledger, ReportScope(class_id=made.id))) == 2


def test_blanks_stand_by_delivery_with_what_became_of_them(ledger):
    receive_blanks(ledger, "completion", 100, on=day(2), source="县人社局")
    receive_blanks(ledger, "completion", 50, on=date(2026, 10, 1))
    spoil_blanks(ledger, "completion", 3, "受潮")

    whole, november = blanks_register(ledger, ALL), blanks_register(ledger, NOVEMBER)

    assert [(each.received, each.spoiled, each.left) for each in whole] == [(50, 3, 47), (100, 0, 100)]
    assert [each.source for each in november] == ["县人社局"]
