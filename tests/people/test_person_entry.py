"""A person written down on one form is one change; what the form showed masked stays whole."""

from datetime import date

import pytest
from sqlalchemy import func, select

from app.ledger.people import AlreadyInLedger, add_trainee
from app.ledger.person_categories import (
    CategoryHeld,
    Evidence,
    UnknownCategory,
    add_category,
    amend_category,
)
from app.ledger.person_details import PersonDetails
from app.ledger.person_entry import Beside, NewGroup, enter_person, revise_person, show_entry
from app.ledger.person_page import read_person
from app.ledger.photos import photo_of
from app.models.journal import JOURNAL
from app.models.ledger import Ledger
from app.models.people import Trainee
from tests.makers_people import id_number, keep_station, tables_of, typed

SPRING = NewGroup("脱贫户", date(2026, 3, 1), None, Evidence("脱贫户名册", "凤2026-3", "张丽"))


def changes(ledger: Ledger) -> int:
    with ledger.reading() as session:
        return session.scalar(select(func.count()).select_from(JOURNAL).where(JOURNAL.c.op == "C")) or 0


def test_details_groups_and_photo_are_taken_in_as_one_change(ledger):
    before = changes(ledger)

    kept = enter_person(ledger, typed(), Beside((SPRING, NewGroup("低保")), b"a photo"))

    page = read_person(ledger, kept.trainee_id)
    assert [(row.label, row.from_date, row.evidence) for row in page.categories] == [
        ("农村低保对象", None, ""),
        ("脱贫户", date(2026, 3, 1), "脱贫户名册"),
    ]
    assert photo_of(ledger, kept.trainee_id) == b"a photo"
    assert changes(ledger) == before + 1


@pytest.mark.parametrize(
    ("groups", "refusal"), [((SPRING, SPRING), CategoryHeld), ((NewGroup("航天员"),), UnknownCategory)]
)
def test_a_group_that_does_not_fit_keeps_the_whole_person_out(ledger, groups, refusal):
    before = tables_of(ledger)

    with pytest.raises(refusal):
        enter_person(ledger, typed(), Beside(groups))

    assert tables_of(ledger) == before


def test_somebody_there_already_is_not_entered_twice_and_no_photo_is_kept(ledger):
    add_trainee(ledger, typed())
    before = tables_of(ledger)

    with pytest.raises(AlreadyInLedger):
        enter_person(ledger, typed(), Beside((SPRING,), b"a photo"))

    assert tables_of(ledger) == before


def test_the_form_begins_with_words_and_masked_numbers(ledger):
    keep_station(ledger)
    details = typed(
        phone="13800000001", village="水箐村", education="初中", ethnic="彝", note="妻 533522199003049825", sex="男"
    )
    person = add_trainee(ledger, details).trainee_id

    shown = show_entry(ledger, person).details

    assert (shown.name, shown.education, shown.ethnic, shown.sex) == ("罗正祥", "初中", "彝族", "男")
    assert (shown.id_number, shown.phone) == ("533***********9830", "138****0001")
    assert shown.note == "妻 533***********9825"
    assert shown.village is not None
    assert shown.village.startswith("凤山镇")


def test_what_the_form_shows_can_be_given_back_unchanged_and_nothing_is_written(ledger):
    keep_station(ledger)
    person = add_trainee(ledger, typed(village="水箐村", note="妻 533522199003049825")).trainee_id
    shown = show_entry(ledger, person).details
    before, count = tables_of(ledger), changes(ledger)

    again = PersonDetails(village=shown.village, note=shown.note, name=shown.name, other_names=shown.other_names)
    revise_person(ledger, person, again, Beside())

    assert tables_of(ledger) == before
    assert changes(ledger) == count


def test_a_number_in_the_note_stays_whole_when_words_around_it_change(ledger):
    person = add_trainee(ledger, typed(note="妻 533522199003049825，电话 13911112222")).trainee_id
    note = (show_entry(ledger, person).details.note or "").replace("妻", "配偶")

    revise_person(ledger, person, PersonDetails(note=note), Beside())

    with ledger.reading() as session:
        assert session.get_one(Trainee, person).note == "配偶 533522199003049825，电话 13911112222"


def test_an_edit_with_a_photo_is_one_change_and_the_photo_can_go(ledger):
    person = add_trainee(ledger, typed()).trainee_id
    before = changes(ledger)

    revise_person(ledger, person, PersonDetails(phone="13911112222"), Beside(photo=b"a photo"))
    kept = photo_of(ledger, person)
    revise_person(ledger, person, PersonDetails(), Beside(photo=b""))

    assert kept == b"a photo"
    assert photo_of(ledger, person) is None
    assert changes(ledger) == before + 2


def test_days_and_evidence_of_a_group_are_corrected_and_a_masked_number_stays_whole(ledger):
    person = add_trainee(ledger, typed()).trainee_id
    number = id_number(9) + "41"
    row = add_category(ledger, person, "残疾", (date(2026, 1, 1), None), Evidence("残疾人证", number))
    shown = read_person(ledger, person).categories[0]

    seen = Evidence("第三代残疾人证", shown.evidence_number, "张丽")
    amended = amend_category(ledger, person, row.id, (date(2025, 6, 1), date(2026, 6, 1)), seen)

    assert (amended.from_date, amended.to_date) == (date(2025, 6, 1), date(2026, 6, 1))
    assert (amended.evidence, amended.evidence_number) == ("第三代残疾人证", number)
    assert number not in shown.evidence_number


def test_a_group_cannot_be_moved_over_another_entry_of_the_same(ledger):
    person = add_trainee(ledger, typed()).trainee_id
    add_category(ledger, person, "脱贫户", (date(2020, 1, 1), date(2021, 1, 1)))
    later = add_category(ledger, person, "脱贫户", (date(2026, 1, 1), None))
    before = tables_of(ledger)

    with pytest.raises(CategoryHeld):
        amend_category(ledger, person, later.id, (date(2020, 6, 1), None), Evidence())

    assert tables_of(ledger) == before
