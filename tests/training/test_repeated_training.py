"""Nobody is trained or subsidised twice unseen: what is known of a person is held against the class they join."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from app.ledger.courses import CoursePlan, add_course
from app.ledger.enrolling import (
    check_enrolment,
    enrol,
    withdraw,
)
from app.ledger.past_training import (
    ElsewhereKindUnknown,
    ElsewhereNeedsDay,
    ElsewhereNote,
    PersonUnknown,
    check_basis,
    note_elsewhere,
)
from app.ledger.rules import RuleChange, set_rule
from app.models.certificates import OtherCertificate
from app.models.ledger import Ledger
from app.models.people import TrainingElsewhere
from app.models.training import Enrolment
from tests.makers_training import (
    COOK,
    day,
    keep_class,
    keep_course,
    keep_trainee,
    keep_trainees,
    person_at,
)

LEFT = "家中有事"


def codes_for(ledger: Ledger, class_id: str, trainee_id: str) -> list[str]:
    found = check_enrolment(ledger, class_id, [trainee_id])
    return [each.finding.code for each in found if each.trainee_id == trainee_id]


def complete(ledger: Ledger, class_id: str) -> None:
    """Let everyone in the class have completed it, without the work."""
    with ledger.change("graduate") as change:
        for row in change.rows(select(Enrolment).where(Enrolment.class_id == class_id)):
            row.outcome, row.outcome_on = "completed", change.today


@pytest.mark.parametrize(
    ("starts_on", "codes"), [(date(2026, 11, 16), ["overlapping_class"]), (date(2026, 11, 17), [])]
)
def test_nobody_sits_in_two_classes_at_a_time(ledger, starts_on, codes):
    keep_course(ledger, name="茶艺师", occupation="茶艺师")
    first = keep_class(ledger, 1)
    second = keep_class(ledger, course="茶艺师", starts_on=starts_on)

    person = person_at(ledger, first.id)

    assert codes_for(ledger, second.id, person.trainee_id) == codes


def test_who_withdrew_from_the_other_class_may_join(ledger):
    keep_course(ledger, name="茶艺师", occupation="茶艺师")
    first = keep_class(ledger, 1)
    second = keep_class(ledger, course="茶艺师")
    person = person_at(ledger, first.id)

    withdraw(ledger, person.enrolment_id, day(5), LEFT)

    assert codes_for(ledger, second.id, person.trainee_id) == []


def test_the_other_class_is_found_under_a_second_entry_with_the_same_number(ledger):
    first = keep_class(ledger, 1)
    person = person_at(ledger, first.id)
    twin = keep_trainee(ledger, 9, name="另一写法", id_number=person.id_number)
    second = keep_class(ledger)

    assert codes_for(ledger, second.id, twin) == ["overlapping_class"]


def test_the_same_occupation_and_level_is_trained_once(ledger):
    first = keep_class(ledger, 1, starts_on=date(2025, 3, 3))
    complete(ledger, first.id)
    keep_course(ledger, name="烹调提高班", level="四级")
    again, higher = keep_class(ledger), keep_class(ledger, course="烹调提高班")
    person = person_at(ledger, first.id).trainee_id

    assert codes_for(ledger, again.id, person) == ["same_occupation_same_level"]
    assert codes_for(ledger, higher.id, person) == []


def test_who_failed_may_try_again(ledger):
    first = keep_class(ledger, 1, starts_on=date(2025, 3, 3))
    with ledger.change("graduate") as change:
        change.rows(select(Enrolment))[0].outcome = "failed"
    again = keep_class(ledger)

    assert codes_for(ledger, again.id, person_at(ledger, first.id).trainee_id) == []


def test_a_lower_level_after_a_higher_one_is_told(ledger):
    row = keep_class(ledger)
    person = keep_trainee(ledger)
    with ledger.change("certificate.record") as change:
        change.add(
            OtherCertificate(
                trainee_id=person,
                certificate_type="JNDJ",
                number="1",
                occupation_code="4-03-02-01",
                level="4",
                body="某评价机构",
            )
        )

    found = check_enrolment(ledger, row.id, [person])

    assert [each.finding.code for each in found] == ["lower_level_after_higher"]
    assert "中级工" in found[0].sentence()


def test_the_skill_certificate_that_comes_from_the_class_itself_is_no_repeated_training(ledger):
    row = keep_class(ledger)
    before, during = keep_trainees(ledger, 2)
    with ledger.change("certificate.record") as change:
        for person, issued in ((before, day(1)), (during, day(17))):
            certificate = {
                "certificate_type": "JNDJ",
                "occupation_code": "4-03-02-01",
                "level": "5",
                "issued_on": issued,
            }
            change.add(OtherCertificate(trainee_id=person, number=person, **certificate))

    assert codes_for(ledger, row.id, before) == ["same_occupation_same_level"]
    assert codes_for(ledger, row.id, during) == []


def test_the_fourth_training_of_a_year_is_told(ledger):
    person = keep_trainee(ledger)
    for month, name in ((1, "茶艺师"), (3, "养老护理员"), (5, "焊工")):
        add_course(ledger, CoursePlan(name, "服务", 40, 80, name))
        enrol(ledger, keep_class(ledger, course=name, starts_on=date(2026, month, 5)).id, [person])
    this_year, next_year = keep_class(ledger), keep_class(ledger, starts_on=date(2027, 3, 1))

    assert codes_for(ledger, this_year.id, person) == ["subsidy_times_per_year"]
    assert codes_for(ledger, next_year.id, person) == []


def test_what_is_known_from_elsewhere_is_held_against_the_class(ledger):
    row = keep_class(ledger)
    spring = (date(2026, 3, 1), date(2026, 3, 15))
    a_year_ago = (date(2025, 3, 1), date(2025, 3, 15))
    cases = [
        (ElsewhereNote("", "insurance_subsidy", "手工登记", "中式烹调师"), ["insurance_subsidy_drawn"]),
        (ElsewhereNote("", "insurance_subsidy", "手工登记", "焊工", "焊工"), []),
        (ElsewhereNote("", "insurance_subsidy", "手工登记"), ["insurance_subsidy_drawn"]),
        (ElsewhereNote("", "training", "小湾镇", "焊工", "", "", day(10), day(20)), ["overlapping_class"]),
        (ElsewhereNote("", "training", "小湾镇", "焊工", "", "", *spring), ["two_townships"]),
        (ElsewhereNote("", "training", "小湾镇", "焊工", "", "", *a_year_ago), []),
        (
            ElsewhereNote("", "training", "小湾镇", "", "中式烹调师", "五级", *a_year_ago),
            ["same_occupation_same_level"],
        ),
        (ElsewhereNote("", "hospital", "县医院", starts_on=day(1), ends_on=day(5)), ["away_during_class"]),
        (ElsewhereNote("", "hospital", "县医院", starts_on=date(2026, 10, 1), ends_on=day(1)), []),
        (ElsewhereNote("", "dead", "派出所", starts_on=date(2026, 1, 1)), ["away_during_class"]),
    ]
    people = keep_trainees(ledger, len(cases))

    for person, (note, _) in zip(people, cases, strict=True):
        note_elsewhere(ledger, replace(note, trainee_id=person))

    assert [codes_for(ledger, row.id, person) for person in people] == [codes for _, codes in cases]


def test_a_comparison_left_out_of_the_window_is_not_made(ledger):
    first = keep_class(ledger, 1)
    second = keep_class(ledger)
    set_rule(ledger, RuleChange("duplicate_window", "试", ["同一人同职业同级"]))

    assert codes_for(ledger, second.id, person_at(ledger, first.id).trainee_id) == []


def test_a_note_from_elsewhere_needs_its_kind_day_and_person(ledger):
    person = keep_trainee(ledger)

    with pytest.raises(ElsewhereKindUnknown):
        note_elsewhere(ledger, ElsewhereNote(person, "holiday", "x"))
    with pytest.raises(ElsewhereNeedsDay):
        note_elsewhere(ledger, ElsewhereNote(person, "abroad", "x"))
    with pytest.raises(PersonUnknown):
        note_elsewhere(ledger, ElsewhereNote("nobody", "training", "x"))


def test_the_answer_says_whose_data_it_rests_on(ledger):
    person = keep_trainee(ledger)
    with ledger.reading() as session:
        alone = check_basis(session, day(21)).sentence()
    with ledger.change("trainee.elsewhere") as change:
        change.add(TrainingElsewhere(trainee_id=person, as_of=day(18)))

    with ledger.reading() as session:
        both = check_basis(session, day(21)).sentence()

    assert "2026-11-18" in both
    assert "2026-11-18" not in alone


def test_a_course_without_a_code_is_the_same_trade_by_its_name(ledger):
    add_course(ledger, replace(COOK, name="香橼种植", occupation=""))
    first = keep_class(ledger, 1, course="香橼种植", starts_on=date(2025, 3, 3))
    complete(ledger, first.id)

    second = keep_class(ledger, course="香橼种植")

    assert codes_for(ledger, second.id, person_at(ledger, first.id).trainee_id) == ["same_occupation_same_level"]
