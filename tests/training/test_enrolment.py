"""Enrolment asks the rules of every person, names whom they keep out, and takes the groups of the first day."""

from datetime import date

import pytest
from sqlalchemy import select

from app.ledger.class_roster import NotInClass, SeveralInClass, enrolment_called, roster_of
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
    PersonUnknown,
)
from app.ledger.rules import RuleChange, RulesStandAgainst, set_rule
from app.models.ledger import Ledger
from app.models.people import Trainee
from app.models.training import Enrolment
from tests.makers import make_block, make_certificate
from tests.makers_training import (
    FIRST_DAY,
    day,
    id_number,
    keep_category,
    keep_class,
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
