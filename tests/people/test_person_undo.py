"""The latest edit of a person can be taken back: details, photo and groups stand as before, and it can be redone."""

from datetime import date

import pytest
from sqlalchemy import select

from app.ledger.checking import check_ledger
from app.ledger.history import read_history
from app.ledger.people import AlreadyInLedger, add_trainee, edit_trainee
from app.ledger.person_categories import add_category, end_category, remove_category
from app.ledger.person_undo import NothingToTakeBack, last_edit, undo_last_edit
from app.ledger.photos import photo_of
from app.models.people import Trainee, TraineeCategory
from app.models.roles import NotAllowed
from app.models.search import find_trainees
from tests.makers_people import id_number, set_photo, tables_of, typed


def test_an_edit_is_taken_back_field_by_field_and_the_search_with_it(ledger):
    person = add_trainee(ledger, typed(phone="13800000001")).trainee_id
    before = tables_of(ledger)
    edit_trainee(ledger, person, typed(name="罗正翔", phone="13900000002", id_number=None))

    done = undo_last_edit(ledger, person)

    assert tables_of(ledger) == before
    assert not done.is_undo
    with ledger.reading() as session:
        assert find_trainees(session.connection(), "罗正祥") == [person]
        assert find_trainees(session.connection(), "罗正翔") == []


def test_what_was_taken_back_can_be_done_again(ledger):
    person = add_trainee(ledger, typed(phone="13800000001")).trainee_id
    edit_trainee(ledger, person, typed(name=None, id_number=None, phone="13900000002"))
    edited = tables_of(ledger)
    undo_last_edit(ledger, person)

    again = undo_last_edit(ledger, person)

    newest = last_edit(ledger, person)
    assert again.is_undo
    assert tables_of(ledger) == edited
    assert newest is not None
    assert not newest.is_undo


def test_a_photo_comes_back_when_its_exchange_is_taken_back(ledger):
    person = add_trainee(ledger, typed()).trainee_id
    set_photo(ledger, person, b"the first photo")
    set_photo(ledger, person, b"the second photo")

    undo_last_edit(ledger, person)

    assert photo_of(ledger, person) == b"the first photo"


@pytest.mark.parametrize("deed", ["add", "end", "remove"])
def test_the_groups_stand_as_before_their_latest_edit(ledger, deed):
    person = add_trainee(ledger, typed()).trainee_id
    held = add_category(ledger, person, "脱贫户", (date(2026, 1, 1), None))
    before = tables_of(ledger)
    if deed == "add":
        add_category(ledger, person, "低保", (date(2026, 3, 1), date(2026, 6, 1)))
    elif deed == "end":
        end_category(ledger, person, "脱贫户", date(2026, 9, 30), "已退出")
    else:
        remove_category(ledger, person, held.id, "录错了人")

    undo_last_edit(ledger, person)

    assert tables_of(ledger) == before
    with ledger.reading() as session:
        assert session.scalars(select(TraineeCategory.from_date)).all() == [date(2026, 1, 1)]


def test_entering_a_person_is_no_edit_and_cannot_be_taken_back(ledger):
    person = add_trainee(ledger, typed()).trainee_id

    assert last_edit(ledger, person) is None
    with pytest.raises(NothingToTakeBack):
        undo_last_edit(ledger, person)

    with ledger.reading() as session:
        assert session.get(Trainee, person) is not None


def test_a_number_that_someone_else_has_by_now_does_not_come_back(ledger):
    person = add_trainee(ledger, typed(id_number=id_number(1))).trainee_id
    edit_trainee(ledger, person, typed(name=None, id_number=id_number(2)), confirmed=True)
    add_trainee(ledger, typed(name="李兰", id_number=id_number(1)))
    before = tables_of(ledger)

    with pytest.raises(AlreadyInLedger):
        undo_last_edit(ledger, person)

    assert tables_of(ledger) == before


def test_edits_of_others_stay_and_the_journal_names_the_undoing(ledger):
    one = add_trainee(ledger, typed(id_number=id_number(1))).trainee_id
    other = add_trainee(ledger, typed(name="李兰", id_number=id_number(2))).trainee_id
    edit_trainee(ledger, one, typed(name=None, id_number=None, phone="13900000002"))
    edit_trainee(ledger, other, typed(name=None, id_number=None, phone="13900000003"))

    undo_last_edit(ledger, one)

    newest = read_history(ledger)[0]
    assert (newest.action, newest.row_id) == ("trainee.undo", one)
    with ledger.reading() as session:
        assert session.get_one(Trainee, other).phone == "13900000003"
    assert check_ledger(ledger).is_sound


def test_an_auditor_takes_nothing_back(ledger):
    from dataclasses import replace

    person = add_trainee(ledger, typed()).trainee_id
    edit_trainee(ledger, person, typed(name=None, id_number=None, phone="13900000002"))
    ledger.clerk = replace(ledger.clerk, role="auditor")

    with pytest.raises(NotAllowed):
        undo_last_edit(ledger, person)
