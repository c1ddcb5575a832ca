"""The history of one person: all that happened to the entry, in words, masked, and who saw whole numbers."""

from datetime import date

from app.ledger.certificate_events import void
from app.ledger.erasing import erase_person
from app.ledger.exporting import note_unmasked
from app.ledger.merging import merge_trainees
from app.ledger.other_certificates import RecordFacts, amend_record, record
from app.ledger.past_training import ElsewhereNote, note_elsewhere
from app.ledger.people import add_trainee, edit_trainee
from app.ledger.person_categories import add_category, remove_category
from app.ledger.person_details import PersonDetails
from app.ledger.person_story import person_story
from app.ledger.person_undo import undo_last_edit
from tests.makers import add_trainee as keep
from tests.makers import make_block, make_certificate, make_enrolment
from tests.makers_people import id_number, set_photo, typed
from tests.makers_training import keep_class


def told(ledger, person: str) -> list[str]:
    return [line.what for line in person_story(ledger, person)]


def test_the_newest_stands_first_with_who_why_and_what_became_what(ledger):
    person = add_trainee(ledger, typed(phone="13800000001")).trainee_id
    edit_trainee(ledger, person, PersonDetails(phone="13911112222"), reason="本人来电")

    newest, first = person_story(ledger, person)

    assert (newest.what, newest.who, newest.reason) == ("修改信息", "station", "本人来电")
    assert [(each.label, each.old, each.new) for each in newest.altered] == [("电话", "138****0001", "139****2222")]
    assert newest.at.startswith("2026-11-21T09:00")
    assert first.what == "登记入账"


def test_groups_photo_records_and_undoing_are_told_also_when_the_row_is_gone(ledger):
    person = add_trainee(ledger, typed()).trainee_id
    group = add_category(ledger, person, "脱贫户", (date(2026, 1, 1), None))
    remove_category(ledger, person, group.id, "录错了")
    undo_last_edit(ledger, person)
    set_photo(ledger, person, b"a photo")
    kept = record(ledger, person, RecordFacts("JKZ", "77"))
    amend_record(ledger, kept.id, RecordFacts("JKZ", "78"))
    note_elsewhere(ledger, ElsewhereNote(person, "training", "县人社局", "电工"))

    assert told(ledger, person) == [
        "外单位培训等情况：电工",
        "更正其他机构的证书：健康证（从业人员健康证明） 78",
        "登记其他机构的证书：健康证（从业人员健康证明） 78",
        "更换照片",
        "加入类别：脱贫户",
        "删除类别：脱贫户",
        "加入类别：脱贫户",
        "登记入账",
    ]


def test_a_class_a_certificate_and_its_end_are_told(ledger):
    person = keep(ledger)
    with ledger.change("certificate.issue") as change:
        number = make_certificate(change, make_enrolment(change, person), make_block(change), 7).number
    void(ledger, number, "打错")

    assert told(ledger, person)[:3] == [f"证书 {number} 作废", f"签发证书 {number}", "编入核桃嫁接一班"]
    assert person_story(ledger, person)[0].reason == "打错"


def test_an_enrolment_is_one_line_and_not_also_a_change_of_the_entry(ledger):
    from app.ledger.enrolling import enrol

    person = keep(ledger)
    row = keep_class(ledger)
    enrol(ledger, row.id, [person])

    assert told(ledger, person) == [f"编入{row.name}", "登记入账"]


def test_whoever_saw_whole_numbers_stands_in_the_history_of_those_they_saw(ledger):
    person, other = keep(ledger), keep(ledger, name="李兰", id_number=id_number(4))
    note_unmasked(ledger, 1, "县里核对", [person])

    newest = person_story(ledger, person)[0]

    assert (newest.what, newest.who, newest.reason) == ("查看完整号码", "station", "县里核对")
    assert told(ledger, other) == ["登记入账"]


def test_no_whole_number_stands_in_any_line(ledger):
    person = keep(ledger)
    edit_trainee(ledger, person, PersonDetails(note="儿子 533522199003049825"), reason="见 13911112222")
    record(ledger, person, RecordFacts("TZZY", "T533522198501069830"))
    edit_trainee(ledger, person, PersonDetails(id_number=id_number(8)), confirmed=True)

    spoken = str(person_story(ledger, person))

    for number in ("533522199003049825", "13911112222", "533522198501069830", id_number(8)):
        assert number not in spoken


def test_a_merge_is_told_on_the_entry_that_stays(ledger):
    stays, goes = keep(ledger), keep(ledger, name="罗正样", id_number="", phone="")
    merge_trainees(ledger, stays, goes, "同一人")

    merged = next(line for line in person_story(ledger, stays) if line.reason == "同一人")

    assert merged.what == "与另一条记录合并，或撤销合并"


def test_of_an_erased_person_only_that_is_left(ledger):
    person = keep(ledger)
    edit_trainee(ledger, person, PersonDetails(phone="13911112222"))
    erase_person(ledger, person, "本人要求")

    lines = person_story(ledger, person)

    assert lines[0].what == "已清除个人信息"
    assert all(not line.altered for line in lines)
