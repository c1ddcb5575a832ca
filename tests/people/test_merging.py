"""Two entries of one person become one by an explicit act, and two again if it was wrong."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.ledger.categories import categories_on
from app.ledger.checking import check_ledger
from app.ledger.class_roster import roster_of
from app.ledger.enrolling import enrol
from app.ledger.finding_people import find_people
from app.ledger.merging import (
    BothInClass,
    MergeReasonMissing,
    MergeWithItself,
    NotMerged,
    merge_trainees,
    unmerge_trainee,
)
from app.ledger.people import MergedAway, add_trainee, edit_trainee
from app.ledger.person_categories import add_category
from app.ledger.person_details import PersonDetails
from app.ledger.person_page import read_person
from app.models.ledger import Clerk, Ledger
from app.models.people import Trainee
from app.models.roles import NotAllowed
from app.models.training import Enrolment
from tests.makers import make_block, make_certificate
from tests.makers_people import TODAY, id_number, tables_of, typed
from tests.makers_training import keep_class

OLD_NUMBER, NEW_NUMBER = id_number(1), id_number(2)
DETAILS = st.fixed_dictionaries(
    {},
    optional={
        "phone": st.sampled_from(["13800000001", "13800000002"]),
        "education": st.sampled_from(["小学", "初中"]),
        "ethnic": st.sampled_from(["汉", "彝", "穿青人"]),
        "village": st.sampled_from(["水箐村", "落星村"]),
        "note": st.sampled_from(["会开车", "会做饭"]),
        "address": st.just("凤山镇"),
    },
)


def two(ledger: Ledger, stays: dict[str, str] | None = None, goes: dict[str, str] | None = None) -> tuple[str, str]:
    """The same person under two numbers."""
    first = add_trainee(ledger, typed(**{"id_number": OLD_NUMBER, **(stays or {})}), confirmed=True)
    second = add_trainee(ledger, typed(**{"id_number": NEW_NUMBER, **(goes or {})}), confirmed=True)
    return first.trainee_id, second.trainee_id


def test_classes_and_groups_go_to_the_entry_that_stays_and_the_other_is_found_no_more(ledger):
    stays, goes = two(ledger, {"name": "鸭正祥"}, {"phone": "13800000001"})
    group = keep_class(ledger)
    enrol(ledger, group.id, [goes])
    add_category(ledger, goes, "POV01")

    done = merge_trainees(ledger, stays, goes, "改名前后是同一人")

    page = read_person(ledger, stays)
    assert (done.enrolments, done.categories) == (1, 1)
    assert [one.class_code for one in page.classes] == [group.code]
    assert [row.code for row in page.categories] == ["POV01"]
    assert page.merged_entries == (goes,)
    assert page.person.other_names == ("罗正祥",)
    assert [row.id for row in find_people(ledger, "罗正祥")] == [stays]
    assert [row.name for row in roster_of(ledger, group.id)] == ["鸭正祥"]
    assert check_ledger(ledger).is_sound


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(stays=DETAILS, goes=DETAILS)
def test_a_merge_fills_what_was_empty_overwrites_nothing_and_is_taken_back_whole(ledger, stays, goes):
    with ledger.reading() as session:
        place = session.query(Trainee).count()
    numbers = {"id_number": id_number(place)}, {"id_number": id_number(place + 1)}
    first, second = two(ledger, {**stays, **numbers[0]}, {**goes, **numbers[1]})
    before = tables_of(ledger).rows

    merge_trainees(ledger, first, second, "同一人")
    merged = tables_of(ledger).rows["trainee"]
    unmerge_trainee(ledger, second, "弄错了")

    theirs = before["trainee"][second]
    for field, value in before["trainee"][first].items():
        assert merged[first][field] == value or value in ("", "0", [])
        assert merged[first][field] in (value, theirs.get(field))
    assert tables_of(ledger).rows == before


def test_what_was_changed_after_the_merge_stays_when_it_is_taken_back(ledger):
    stays, goes = two(ledger, {}, {"phone": "13800000001", "note": "会开车"})
    merge_trainees(ledger, stays, goes, "同一人")
    edit_trainee(ledger, stays, PersonDetails(phone="13900000009"))

    unmerge_trainee(ledger, goes, "弄错了")

    assert read_person(ledger, stays).note == ""
    assert read_person(ledger, stays).person.phone == "139****0009"
    assert read_person(ledger, goes).merged_into == ""


def test_a_class_in_which_a_certificate_was_issued_since_stays_with_its_holder(ledger):
    stays, goes = two(ledger)
    group = keep_class(ledger)
    enrol(ledger, group.id, [goes])
    merge_trainees(ledger, stays, goes, "同一人")
    with ledger.change("certificate.issue") as change:
        enrolment = change.rows(Enrolment.__table__.select().with_only_columns(Enrolment.id))[0]
        certificate = make_certificate(change, change.get(Enrolment, enrolment), make_block(change), 1)

    unmerge_trainee(ledger, goes, "弄错了")

    assert [one.number for one in read_person(ledger, stays).certificates] == [certificate.number]
    assert [one.class_code for one in read_person(ledger, stays).classes] == [group.code]


def test_certificates_of_the_entry_that_went_are_shown_with_the_one_that_stays(ledger):
    stays, goes = two(ledger)
    group = keep_class(ledger)
    enrol(ledger, group.id, [goes])
    with ledger.change("certificate.issue") as change:
        enrolment = change.rows(Enrolment.__table__.select().with_only_columns(Enrolment.id))[0]
        number = make_certificate(change, change.get(Enrolment, enrolment), make_block(change), 1).number

    merge_trainees(ledger, stays, goes, "同一人")

    assert [one.number for one in read_person(ledger, stays).certificates] == [number]


def test_two_entries_in_one_class_are_parted_first(ledger):
    stays, goes = two(ledger)
    group = keep_class(ledger)
    with ledger.change("class.enrol") as change:
        for serial, trainee in enumerate((stays, goes), start=1):
            change.add(Enrolment(class_id=group.id, trainee_id=trainee, serial=serial))
    before = tables_of(ledger)

    with pytest.raises(BothInClass) as refusal:
        merge_trainees(ledger, stays, goes, "同一人")

    assert group.code in refusal.value.sentence()
    assert tables_of(ledger) == before


def test_a_merge_wants_two_entries_a_reason_and_someone_who_may(ledger):
    stays, goes = two(ledger)

    with pytest.raises(MergeWithItself):
        merge_trainees(ledger, stays, stays, "同一人")
    with pytest.raises(MergeReasonMissing):
        merge_trainees(ledger, stays, goes, "  ")
    with pytest.raises(NotMerged):
        unmerge_trainee(ledger, goes, "弄错了")
    ledger.clerk = Clerk("c", "小王", "clerk")
    with pytest.raises(NotAllowed):
        merge_trainees(ledger, stays, goes, "同一人")

    assert read_person(ledger, goes).merged_into == ""


def test_who_was_merged_is_worked_with_under_the_entry_that_stayed(ledger):
    stays, goes = two(ledger)
    merge_trainees(ledger, stays, goes, "同一人")

    with pytest.raises(MergedAway):
        add_category(ledger, goes, "POV01")
    with pytest.raises(MergedAway):
        merge_trainees(ledger, goes, stays, "反过来")
    add_category(ledger, stays, "POV01", (date(2026, 1, 1), None))

    with ledger.reading() as session:
        assert categories_on(session, [stays], TODAY)[stays] == ["POV01"]
