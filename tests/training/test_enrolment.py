"""Enrolment asks the rules of every person, names whom they keep out, and takes the groups of the first day."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from app.ledger.class_roster import NotInClass, SeveralInClass, enrolment_called, roster_of
from app.ledger.courses import CoursePlan, add_course
from app.ledger.enrolling import (
    EnrolOptions,
    HasCertificate,
    HasOutcome,
    OutcomeDayUnfit,
    TraineeGone,
    check_enrolment,
    enrol,
    reopen,
    withdraw,
)
from app.ledger.lessons import ReasonMissing
from app.ledger.past_training import (
    ElsewhereKindUnknown,
    ElsewhereNeedsDay,
    ElsewhereNote,
    PersonUnknown,
    check_basis,
    note_elsewhere,
)
from app.ledger.rules import RuleChange, RulesStandAgainst, set_rule
from app.models.certificates import OtherCertificate
from app.models.ledger import Ledger
from app.models.people import Trainee, TrainingElsewhere
from app.models.training import Enrolment
from tests.makers import make_block, make_certificate
from tests.makers_training import (
    COOK,
    FIRST_DAY,
    day,
    id_number,
    keep_category,
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


def born(years: int, months: int = 0) -> dict[str, object]:
    """Fields of someone who is so old on the class's first day, less the months."""
    return {"birth_date": date(2026 - years, 11 + months, 2)}


def test_the_enrolled_stand_in_the_order_given_with_serials_from_1(ledger):
    row = keep_class(ledger)
    ids = keep_trainees(ledger, 3)

    done = enrol(ledger, row.id, [ids[2], ids[0], ids[2]])
    enrol(ledger, row.id, [ids[1]])

    assert [each.serial for each in done.enrolled] == [1, 2]
    assert [each.trainee_id for each in roster_of(ledger, row.id)] == [ids[2], ids[0], ids[1]]
    assert "2026-11-21" in done.basis.sentence()


def test_who_is_in_the_class_already_is_told_and_not_enrolled_twice(ledger):
    row = keep_class(ledger, 2)
    first = person_at(ledger, row.id, 1)

    done = enrol(ledger, row.id, [first.trainee_id])

    assert (done.enrolled, [each.serial for each in done.already]) == ((), [1])
    assert len(roster_of(ledger, row.id)) == 2


def test_the_groups_are_those_of_the_first_day(ledger):
    row = keep_class(ledger)
    person = keep_trainee(ledger)
    keep_category(ledger, person, "POV01", date(2020, 1, 1))
    keep_category(ledger, person, "REL01", date(2020, 1, 1), day(1))
    keep_category(ledger, person, "CIV01", day(3))
    keep_category(ledger, person, "DIS01", None, day(2))

    done = enrol(ledger, row.id, [person])

    assert done.enrolled[0].categories == ("DIS01", "POV01")
    assert done.enrolled[0].category_labels == ("持证残疾人", "脱贫户")


def test_the_first_enrolment_ends_being_prospective(ledger):
    row = keep_class(ledger)
    person = keep_trainee(ledger)

    enrol(ledger, row.id, [person])

    with ledger.reading() as session:
        assert session.get_one(Trainee, person).status == "enrolled"


def test_age_and_document_are_judged_on_the_first_day(ledger):
    row = keep_class(ledger)
    cases = [
        (born(16), []),
        (born(16, 1), ["age_min"]),
        (born(60), []),
        (born(61), ["age_max"]),
        ({"birth_date": None}, ["age_unknown"]),
        ({"id_number": "", "id_type": ""}, ["no_document"]),
    ]

    people = [keep_trainee(ledger, place, **fields) for place, (fields, _) in enumerate(cases)]

    assert [codes_for(ledger, row.id, person) for person in people] == [codes for _, codes in cases]


def test_one_too_young_keeps_everyone_out_and_is_named(ledger):
    row = keep_class(ledger)
    child = keep_trainee(ledger, 5, name="小明", **born(15))
    others = keep_trainees(ledger, 3)

    with pytest.raises(RulesStandAgainst) as refusal:
        enrol(ledger, row.id, [*others, child])

    assert "小明" in refusal.value.sentence()
    assert "15" in refusal.value.sentence()
    assert roster_of(ledger, row.id) == ()


def test_the_others_are_enrolled_if_those_kept_out_may_be_left_out(ledger):
    row = keep_class(ledger)
    child = keep_trainee(ledger, 5, **born(15))
    others = keep_trainees(ledger, 3)

    done = enrol(ledger, row.id, [others[0], child, *others[1:]], EnrolOptions(leave_out_blocked=True))

    assert [each.trainee_id for each in done.left_out] == [child]
    assert [(each.serial, each.trainee_id) for each in done.enrolled] == list(enumerate(others, start=1))


def test_a_block_on_the_class_as_a_whole_is_not_helped_by_leaving_people_out(ledger):
    set_rule(ledger, RuleChange("class_size_max", "试", 2, "block"))
    row = keep_class(ledger, 2)

    with pytest.raises(RulesStandAgainst):
        enrol(ledger, row.id, keep_trainees(ledger, 1, start=10), EnrolOptions(leave_out_blocked=True))

    assert len(roster_of(ledger, row.id)) == 2


def test_a_block_becomes_a_warning_or_nothing_by_the_rules_severity(ledger):
    row = keep_class(ledger)
    child = keep_trainee(ledger, 5, **born(15))
    severities = []

    for severity in ("block", "warn", "off"):
        set_rule(ledger, RuleChange("age_min", "县里同意两后生", severity=severity))
        found = check_enrolment(ledger, row.id, [child])
        severities.append([each.finding.severity.value for each in found])

    assert severities == [["block"], ["warn"], []]


def test_more_people_than_the_class_size_is_a_warning_and_never_a_block(ledger):
    set_rule(ledger, RuleChange("class_size_max", "试", 3))
    row = keep_class(ledger, 3)

    done = enrol(ledger, row.id, keep_trainees(ledger, 1, start=10))

    assert [(each.name, each.finding.code) for each in done.findings] == [("", "class_size_max")]
    assert len(done.enrolled) == 1


def test_two_entries_of_one_person_are_found_by_number_and_by_name_and_birthday(ledger):
    row = keep_class(ledger, 1)
    first = person_at(ledger, row.id)
    same_number = keep_trainee(ledger, 7, name="另一写法", id_number=first.id_number)
    same_name = keep_trainee(ledger, 8, name=first.name, birth_date=first.birth_date)

    assert codes_for(ledger, row.id, same_number) == ["same_person_twice"]
    assert codes_for(ledger, row.id, same_name) == ["same_name_twice"]


def test_the_same_person_twice_in_one_list_is_found_too(ledger):
    row = keep_class(ledger)
    number = id_number(3)
    pair = [keep_trainee(ledger, 3, name=name, id_number=number) for name in ("罗正祥", "罗正翔")]

    with pytest.raises(RulesStandAgainst) as refusal:
        enrol(ledger, row.id, pair)

    assert [finding.code for finding in refusal.value.findings] == ["same_person_twice"]
    assert number not in str(refusal.value)


def test_target_and_excluded_groups_are_told(ledger):
    set_rule(ledger, RuleChange("excluded_categories", "试", ["EMP09"]))
    set_rule(ledger, RuleChange("excluded_employment", "试", ["9"]))
    row = keep_class(ledger, target_categories=("脱贫户",))
    worker, pupil = keep_trainee(ledger, 1), keep_trainee(ledger, 2, employment="9")
    keep_category(ledger, worker, "EMP09", None)
    keep_category(ledger, pupil, "POV01", None)

    assert codes_for(ledger, row.id, worker) == ["excluded_categories", "target_group"]
    assert codes_for(ledger, row.id, pupil) == ["excluded_employment"]


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


@pytest.mark.parametrize("field", ["erased_on", "merged_into"])
def test_an_entry_that_is_gone_is_not_enrolled(ledger, field):
    row = keep_class(ledger)
    heir = keep_trainee(ledger, 1)
    person = keep_trainee(ledger, **{field: FIRST_DAY if field == "erased_on" else heir})

    with pytest.raises(TraineeGone):
        enrol(ledger, row.id, [person])
    with pytest.raises(PersonUnknown):
        enrol(ledger, row.id, ["nobody"])


def test_who_withdrew_keeps_the_serial_and_may_come_back(ledger):
    row = keep_class(ledger, 2)
    first = person_at(ledger, row.id)

    gone = withdraw(ledger, first.enrolment_id, day(10), LEFT)
    back = enrol(ledger, row.id, [first.trainee_id])

    assert (gone.outcome, gone.outcome_on, gone.outcome_reason) == ("withdrew", day(10), LEFT)
    assert (back.enrolled[0].serial, back.enrolled[0].outcome) == (1, "")


def test_a_withdrawal_needs_a_reason_a_day_that_was_and_an_open_outcome(ledger):
    row = keep_class(ledger, 1)
    person = person_at(ledger, row.id)

    with pytest.raises(ReasonMissing):
        withdraw(ledger, person.enrolment_id, day(10), " ")
    with pytest.raises(OutcomeDayUnfit):
        withdraw(ledger, person.enrolment_id, day(22), LEFT)
    withdraw(ledger, person.enrolment_id, day(10), LEFT)

    with pytest.raises(HasOutcome):
        withdraw(ledger, person.enrolment_id, day(11), LEFT)


def test_an_outcome_is_taken_back_unless_a_certificate_stands_on_it(ledger):
    row = keep_class(ledger, 2)
    complete(ledger, row.id)
    first, second = person_at(ledger, row.id, 1), person_at(ledger, row.id, 2)
    with ledger.change("certificate.issue") as change:
        enrolment = change.session.get_one(Enrolment, second.enrolment_id)
        number = change.add(make_certificate(change, enrolment, make_block(change), 1)).number

    again = reopen(ledger, first.enrolment_id, "考勤录错")
    with pytest.raises(HasCertificate) as refusal:
        reopen(ledger, second.enrolment_id, "考勤录错")

    assert again.outcome == ""
    assert refusal.value.figures["number"] == number


def test_someone_in_the_class_is_meant_by_serial_name_or_number(ledger):
    row = keep_class(ledger, 3)
    number = person_at(ledger, row.id, 2).id_number
    ways = ["2", "钱秀英", "钱 秀 英", number.lower(), number[-6:]]

    meant = [enrolment_called(ledger, row.id, typed).serial for typed in ways]

    assert meant == [2] * len(ways)


def test_who_is_not_meant_alone_is_asked_about_without_telling_the_number(ledger):
    row = keep_class(ledger, 1)
    enrol(ledger, row.id, keep_trainees(ledger, 2, start=20, name="李兰"))
    stranger = id_number(200)

    with pytest.raises(SeveralInClass) as several:
        enrolment_called(ledger, row.id, "李兰")
    with pytest.raises(NotInClass) as nobody:
        enrolment_called(ledger, row.id, stranger)

    assert several.value.figures["people"] == "2 李兰、3 李兰"
    assert stranger not in str(nobody.value)


def test_a_course_without_a_code_is_the_same_trade_by_its_name(ledger):
    add_course(ledger, replace(COOK, name="香橼种植", occupation=""))
    first = keep_class(ledger, 1, course="香橼种植", starts_on=date(2025, 3, 3))
    complete(ledger, first.id)

    second = keep_class(ledger, course="香橼种植")

    assert codes_for(ledger, second.id, person_at(ledger, first.id).trainee_id) == ["same_occupation_same_level"]
