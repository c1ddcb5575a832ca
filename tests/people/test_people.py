"""A person typed in by hand: read by the rules, compared with everyone here, found again by whatever is known."""

from datetime import date

import pytest
from sqlalchemy import func, select

from app.ledger.checking import check_ledger
from app.ledger.erasing import NoSuchTrainee, erase_person
from app.ledger.finding_people import NobodyFound, SeveralFound, find_people, person_called
from app.ledger.merging import merge_trainees
from app.ledger.people import (
    AlreadyInLedger,
    DetailsInDoubt,
    DetailsRefused,
    MergedAway,
    add_trainee,
    edit_trainee,
    judge_person,
)
from app.ledger.person_details import PersonDetails
from app.ledger.person_page import read_person
from app.ledger.person_rows import PeopleWanted, ReasonNeeded, count_people, in_full, list_people
from app.models.journal import JOURNAL
from app.models.ledger import Clerk, Ledger
from app.models.people import Trainee
from app.models.roles import NotAllowed
from tests.makers_people import id_number, keep_station, name_of, typed

NUMBER, OTHER_NUMBER = "533522198501069830", "53092119850106985X"


def entries(ledger: Ledger) -> int:
    """How long the journal is."""
    with ledger.reading() as session:
        return session.scalar(select(func.count()).select_from(JOURNAL))


def row_of(ledger: Ledger, trainee_id: str) -> Trainee:
    """The row as it stands."""
    with ledger.reading() as session:
        return session.get_one(Trainee, trainee_id)


def codes(findings) -> set[tuple[str, str]]:
    """Where something was found, and what."""
    return {(each.field, each.finding.code) for each in findings}


def test_a_number_and_a_name_are_enough_the_rest_is_read_from_them(ledger):
    kept = add_trainee(ledger, typed())

    row = row_of(ledger, kept.trainee_id)
    assert (row.id_type, row.birth_date, row.sex) == ("01", date(1985, 1, 6), "1")
    assert (row.pinyin, row.initials, row.status) == ("luozhengxiang", "lzx", "prospective")
    assert kept.findings == ()


def test_everything_typed_is_kept_in_the_ledgers_own_codes(ledger):
    keep_station(ledger)

    kept = add_trainee(
        ledger,
        typed(
            ethnic="彝",
            education="初中毕业",
            political_status="党员",
            phone="１３８ 0000 0001",
            village="水箐村大寨组",
            talent_kind="乡村治理人才",
            employment="在家务农",
            informed_on="2026年11月3日",
            note=" 会开车 ",
        ),
    )

    row, page = row_of(ledger, kept.trainee_id), read_person(ledger, kept.trainee_id)
    assert (row.ethnic_code, row.ethnic_text, row.education, row.political_status) == ("07", "彝族", "70", "01")
    assert (row.phone, row.village, row.village_group) == ("13800000001", "水箐村民委员会", "大寨组")
    assert (row.talent_kind, row.note, row.informed_on) == ("governance", "会开车", date(2026, 11, 3))
    assert (page.person.place, page.employment) == ("凤山镇水箐村民委员会", "在家务农")


def test_a_people_without_a_code_is_kept_as_the_card_prints_it(ledger):
    kept = add_trainee(ledger, typed(ethnic="穿青人"))

    row = row_of(ledger, kept.trainee_id)
    assert (row.ethnic_code, row.ethnic_text) == ("97", "穿青人")
    assert read_person(ledger, kept.trainee_id).ethnic == "穿青人"


@pytest.mark.parametrize(
    ("details", "field", "code"),
    [
        ({"id_number": NUMBER[:-1] + "1"}, "id_number", "check_digit"),
        ({"id_number": "533522198502309830"}, "id_number", "birth_date"),
        ({"name": ""}, "name", "empty"),
        ({"name": "罗?祥"}, "name", "lost_character"),
        ({"education": "秀才"}, "education", "unknown_word"),
        ({"sex": "雄"}, "sex", "unknown_word"),
        ({"birth_date": "昨天"}, "birth_date", "unreadable_date"),
        ({"note": "很" * 501}, "note", "text_too_long"),
        ({"talent_kind": "奇才"}, "talent_kind", "unknown_word"),
    ],
)
def test_what_breaks_a_rule_is_refused_and_nothing_is_kept(ledger, details, field, code):
    before = entries(ledger)

    with pytest.raises(DetailsRefused) as refusal:
        add_trainee(ledger, typed(**details), confirmed=True)

    assert (field, code) in codes(refusal.value.findings)
    assert refusal.value.sentence()
    assert entries(ledger) == before


def test_doubts_are_asked_about_and_taken_when_confirmed(ledger):
    doubtful = typed(id_number="E12345678", phone="1380000")

    with pytest.raises(DetailsInDoubt) as asked:
        add_trainee(ledger, doubtful)
    kept = add_trainee(ledger, doubtful, confirmed=True)

    assert codes(asked.value.findings) == {("id_number", "id_type_guessed"), ("phone", "phone_length")}
    assert row_of(ledger, kept.trainee_id).id_type == "10"


def test_a_person_without_any_document_is_taken_on_the_clerks_word(ledger):
    with pytest.raises(DetailsInDoubt) as asked:
        add_trainee(ledger, typed(id_number=""))
    first = add_trainee(ledger, typed(id_number="", note="越南籍配偶"), confirmed=True)
    second = add_trainee(ledger, typed(name="阮氏兰", id_number=""), confirmed=True)

    assert codes(asked.value.findings) == {("id_number", "no_document")}
    assert first.trainee_id != second.trainee_id
    assert row_of(ledger, first.trainee_id).id_number == ""


def test_an_old_card_and_a_disability_certificate_lead_to_the_citizens_number(ledger):
    old = add_trainee(ledger, typed(id_number="533522850106983"))
    with pytest.raises(AlreadyInLedger):
        add_trainee(ledger, typed(id_number=NUMBER + "43"))

    row = row_of(ledger, old.trainee_id)
    assert (row.id_type, row.id_number) == ("01", NUMBER)


def test_the_same_number_is_refused_with_who_has_it_and_no_number_in_full(ledger):
    first = add_trainee(ledger, typed())

    with pytest.raises(AlreadyInLedger) as refusal:
        add_trainee(ledger, typed(name="罗正翔"))

    told = str(refusal.value)
    assert "罗正祥" in told
    assert first.trainee_id in told
    assert NUMBER not in told
    assert "533***********9830" in told


def test_a_passport_and_a_pass_with_the_same_digits_are_two_people(ledger):
    add_trainee(ledger, typed(name="陈大文", id_type="护照", id_number="12345678"), confirmed=True)

    second = add_trainee(ledger, typed(name="林小云", id_type="09", id_number="12345678"), confirmed=True)

    assert row_of(ledger, second.trainee_id).id_type == "09"


def test_the_same_name_and_birthday_with_another_number_is_told_and_kept(ledger):
    add_trainee(ledger, typed())

    twin = add_trainee(ledger, typed(id_number=OTHER_NUMBER))
    stranger = add_trainee(ledger, typed(name="李正兰", id_number=id_number(5)))

    assert codes(twin.findings) == {("id_number", "possible_duplicate")}
    assert stranger.findings == ()


def test_a_sex_that_the_number_denies_is_kept_as_typed_and_told(ledger):
    kept = add_trainee(ledger, typed(sex="女", birth_date="1985-01-07"))

    assert codes(kept.findings) == {("sex", "sex_differs"), ("birth_date", "birth_differs")}
    row = row_of(ledger, kept.trainee_id)
    assert (row.sex, row.birth_date) == ("2", date(1985, 1, 7))


def test_the_window_learns_all_of_it_while_the_clerk_types_and_nothing_is_written(ledger):
    first = add_trainee(ledger, typed())
    before = entries(ledger)

    found = judge_person(ledger, typed(phone="1380000", education="秀才"))
    of_oneself = judge_person(ledger, typed(), first.trainee_id)

    assert codes(found) == {
        ("phone", "phone_length"),
        ("education", "unknown_word"),
        ("id_number", "already_in_ledger"),
    }
    assert of_oneself == ()
    assert entries(ledger) == before


def test_a_new_name_keeps_the_former_one_and_both_find_the_person(ledger):
    kept = add_trainee(ledger, typed())

    edit_trainee(ledger, kept.trainee_id, PersonDetails(name="罗正翔"), reason="户口簿更正")
    edit_trainee(ledger, kept.trainee_id, PersonDetails(name="鸭正翔"))

    row = row_of(ledger, kept.trainee_id)
    assert (row.name, row.other_names, row.initials) == ("鸭正翔", ["罗正祥", "罗正翔"], "yzx")
    assert [one.id for one in find_people(ledger, "罗正祥")] == [kept.trainee_id]
    assert [one.id for one in find_people(ledger, "鸭")] == [kept.trainee_id]


def test_a_name_written_with_another_dot_is_not_a_former_name(ledger):
    kept = add_trainee(ledger, typed(name="阿依古丽·买买提"))

    edited = edit_trainee(ledger, kept.trainee_id, PersonDetails(name="阿依古丽•买买提"))

    assert edited.written == ()
    assert row_of(ledger, kept.trainee_id).other_names == []


def test_only_what_was_typed_is_changed_and_an_edit_that_changes_nothing_leaves_no_trace(ledger):
    kept = add_trainee(ledger, typed(phone="13800000000", education="初中"))

    edited = edit_trainee(ledger, kept.trainee_id, PersonDetails(phone="13900000000"))
    before = entries(ledger)
    again = edit_trainee(ledger, kept.trainee_id, PersonDetails(phone="13900000000", name="罗正祥"))

    assert (edited.written, again.written) == (("phone",), ())
    assert entries(ledger) == before
    assert row_of(ledger, kept.trainee_id).education == "70"


def test_an_emptied_field_is_empty(ledger):
    kept = add_trainee(ledger, typed(phone="13800000000", note="会开车"))

    edit_trainee(ledger, kept.trainee_id, PersonDetails(phone="", note=""))

    row = row_of(ledger, kept.trainee_id)
    assert (row.phone, row.note) == ("", "")


def test_a_corrected_number_takes_sex_and_birthday_along(ledger):
    kept = add_trainee(ledger, typed())

    edit_trainee(ledger, kept.trainee_id, PersonDetails(id_number=id_number(4)))

    row = row_of(ledger, kept.trainee_id)
    assert (row.id_number, row.birth_date, row.sex) == (id_number(4), date(1970, 1, 1), "2")


def test_a_number_cannot_be_corrected_to_that_of_another_person(ledger):
    add_trainee(ledger, typed())
    other = add_trainee(ledger, typed(name="李正兰", id_number=id_number(3)))

    with pytest.raises(AlreadyInLedger):
        edit_trainee(ledger, other.trainee_id, PersonDetails(id_number=NUMBER))

    assert row_of(ledger, other.trainee_id).id_number == id_number(3)


def test_who_was_erased_or_merged_is_not_edited(ledger):
    stays, goes, erased = (add_trainee(ledger, typed(name=name_of(n), id_number=id_number(n))) for n in range(3))
    merge_trainees(ledger, stays.trainee_id, goes.trainee_id, "同一人")
    erase_person(ledger, erased.trainee_id, "本人要求")

    with pytest.raises(MergedAway) as refusal:
        edit_trainee(ledger, goes.trainee_id, PersonDetails(phone="13800000000"))
    with pytest.raises(NoSuchTrainee):
        edit_trainee(ledger, erased.trainee_id, PersonDetails(phone="13800000000"))

    assert stays.trainee_id in refusal.value.way_out()


@pytest.mark.parametrize("typed_text", ["罗", "罗正", "luozh", "LZX", "lzx", "9830", "98500", "8000"])
def test_a_person_is_found_by_whatever_is_known(ledger, typed_text):
    kept = add_trainee(ledger, typed(phone="13898008000"))
    add_trainee(ledger, typed(name="李兰", id_number=id_number(7)))

    found = find_people(ledger, typed_text)

    assert {row.id for row in found} <= {kept.trainee_id}
    assert bool(found) == (typed_text != "98500")


def test_one_who_is_called_is_one_person_or_the_clerk_is_asked(ledger):
    first = add_trainee(ledger, typed())
    second = add_trainee(ledger, typed(id_number=OTHER_NUMBER))
    other = add_trainee(ledger, typed(name="罗正", id_number=id_number(1)))

    with pytest.raises(SeveralFound) as several:
        person_called(ledger, "罗正祥")
    with pytest.raises(NobodyFound) as nobody:
        person_called(ledger, "530921199001019999")

    assert person_called(ledger, "罗正").id == other.trainee_id
    assert person_called(ledger, OTHER_NUMBER.lower()).id == second.trainee_id
    assert person_called(ledger, first.trainee_id).id == first.trainee_id
    assert NUMBER not in str(several.value)
    assert "199001" not in str(nobody.value)


def test_lists_show_no_number_in_full(ledger):
    add_trainee(ledger, typed(phone="13800001234"))

    shown = repr((list_people(ledger, PeopleWanted()), find_people(ledger, "罗"), read_person_of(ledger)))

    assert NUMBER not in shown
    assert "13800001234" not in shown
    assert "533***********9830" in shown


def read_person_of(ledger: Ledger):
    """The page of the only person."""
    return read_person(ledger, list_people(ledger, PeopleWanted())[0].id)


def test_numbers_in_full_need_a_right_and_a_reason_and_are_remembered(ledger):
    kept = add_trainee(ledger, typed())
    rows = list_people(ledger, PeopleWanted())

    with pytest.raises(ReasonNeeded):
        in_full(ledger, rows, " ")
    ledger.clerk = Clerk("c", "小王", "clerk")
    with pytest.raises(NotAllowed):
        in_full(ledger, rows, "核对")
    ledger.clerk = Clerk("a", "审计", "auditor")
    shown = in_full(ledger, rows, "抽查")

    assert shown[0].id_number == NUMBER
    with ledger.reading() as session:
        last = session.scalars(select(JOURNAL.c.body).order_by(JOURNAL.c.position.desc())).first()
    assert kept.trainee_id.encode() in last
    assert "抽查".encode() in last
    assert check_ledger(ledger).is_sound


def test_people_are_listed_by_pinyin_and_counted_whatever_the_limit(ledger):
    for place in range(7):
        add_trainee(ledger, typed(name=name_of(place), id_number=id_number(place)))

    first, rest = list_people(ledger, PeopleWanted(limit=5)), list_people(ledger, PeopleWanted(limit=5, offset=5))

    names = [row.name for row in (*first, *rest)]
    assert len(set(names)) == count_people(ledger, PeopleWanted(limit=1)) == 7
    assert names[0].startswith("陈")
    assert names[-1].startswith("赵")
