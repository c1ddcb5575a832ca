"""A roster comes in whole or not at all; it completes what is known of people and never overwrites it."""

from dataclasses import asdict, replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from app.ledger.categories import categories_on
from app.ledger.checking import check_ledger
from app.ledger.class_roster import roster_of
from app.ledger.class_rows import ClassIsClosed
from app.ledger.finding_people import find_people
from app.ledger.importing.preview import RosterRow, RowStatus
from app.ledger.importing.refusals import NoHeadingFound
from app.ledger.people import add_trainee, edit_trainee
from app.ledger.person_categories import add_category, end_category
from app.ledger.person_details import PersonDetails
from app.ledger.person_fields import GROUPS, compare
from app.ledger.person_page import read_person
from app.ledger.roster_imports import list_imports
from app.ledger.roster_preview import NoSuchSheet, RosterChoices, preview_roster
from app.ledger.rosters import ImportOptions, LedgerMovedOn, NeedsComparison, import_roster
from app.ledger.rules import RuleChange, set_rule
from app.models.ledger import Ledger
from app.models.people import ColumnMemory, RosterImport, Trainee
from app.models.training import TrainingClass
from tests.makers_people import (
    HEADING,
    TODAY,
    id_number,
    keep_station,
    look,
    name_of,
    roster_line,
    tables_of,
    take,
    typed,
    write_csv,
    write_xlsx,
)
from tests.makers_training import keep_class


def trainees(ledger: Ledger) -> dict[str, Trainee]:
    """Everyone, by ID number."""
    with ledger.reading() as session:
        return {row.id_number: row for row in session.query(Trainee)}


def statuses(rows: tuple[RosterRow, ...]) -> list[str]:
    """What becomes of each row."""
    return [str(row.status) for row in rows]


def test_new_people_come_in_with_pinyin_place_and_groups(ledger, tmp_path):
    keep_station(ledger)
    lines = [
        roster_line(1, 姓名="罗正祥", 村="凤山镇水箐村大寨组", 人员类别="脱贫户、残疾三级"),
        roster_line(2, 姓名="李 兰", 村="外县某镇冰岛村", 人员类别=""),
    ]

    outcome = take(ledger, write_xlsx(tmp_path / "a.xlsx", lines))

    people = trainees(ledger)
    first, second = people[id_number(1)], people[id_number(2)]
    assert outcome.is_whole
    assert (outcome.counts.new, outcome.counts.categories) == (2, 2)
    assert (first.initials, first.village, first.village_group) == ("lzx", "水箐村民委员会", "大寨组")
    assert (second.name, second.village, second.place_id) == ("李兰", "外县某镇冰岛村", None)
    assert [row.id for row in find_people(ledger, "lilan")] == [second.id]
    page = read_person(ledger, first.id)
    assert {row.code for row in page.categories} == {"POV01", "DIS01"}
    assert {(row.from_date, row.to_date, row.checked_by) for row in page.categories} == {(None, None, "")}
    assert all("a.xlsx" in row.evidence for row in page.categories)
    assert check_ledger(ledger).is_sound


def test_what_has_no_column_of_its_own_is_kept_among_the_remarks(ledger, tmp_path):
    heading = (*HEADING, "曾用名", "培训工种", "备注")
    line = (*roster_line(1, 联系电话="13800000001、13800000002"), "罗小祥", "烤烟种植", "会开车")

    take(ledger, write_xlsx(tmp_path / "a.xlsx", [line], heading), doubtful=True)

    row = trainees(ledger)[id_number(1)]
    assert row.phone == "13800000001"
    assert row.other_names == ["罗小祥"]
    assert [word in row.note for word in ("会开车", "烤烟种植", "13800000002")] == [True, True, True]


def test_doubtful_rows_wait_for_the_clerks_word_and_wrong_ones_never_come_in(ledger, tmp_path):
    wrong = id_number(3)[:-1] + ("0" if id_number(3)[-1] != "0" else "1")
    lines = [roster_line(1), roster_line(2, 联系电话="1380000"), roster_line(3, 身份证号=wrong)]
    file = write_xlsx(tmp_path / "a.xlsx", lines)

    first = take(ledger, file)
    known_by_then = set(trainees(ledger))
    second = take(ledger, file, doubtful=True)

    assert statuses(look(ledger, file).shown.rows)[2] == "wrong"
    assert (first.counts.new, first.counts.doubtful, first.counts.wrong) == (1, 1, 1)
    assert known_by_then == {id_number(1)}
    assert (second.counts.new, second.counts.wrong, second.is_whole) == (1, 1, False)
    assert set(trainees(ledger)) == {id_number(1), id_number(2)}


def test_known_people_are_completed_and_differences_are_listed_not_written(ledger, tmp_path):
    keep_station(ledger)
    known = add_trainee(ledger, typed(name=name_of(1), id_number=id_number(1), phone="13911112222", village="落星村"))
    heading = (*HEADING, "民族", "文化程度")
    line = (*roster_line(1, 联系电话="13800000001", 村="水箐村", 人员类别="低保"), "彝族", "初中")

    outcome = take(ledger, write_xlsx(tmp_path / "a.xlsx", [line], heading))

    row = trainees(ledger)[id_number(1)]
    assert (outcome.counts.known, outcome.counts.filled, outcome.counts.new) == (1, 1, 0)
    assert (row.phone, row.village) == ("13911112222", "落星村民委员会")
    assert (row.ethnic_text, row.education) == ("彝族", "70")
    assert [(each.field, each.ledger, each.roster) for each in outcome.differences] == [
        ("phone", "139****2222", "138****0001"),
        ("village", "落星村民委员会", "水箐村民委员会"),
    ]
    assert [each.code for each in read_person(ledger, known.trainee_id).categories] == ["CIV01"]


def test_a_group_that_ended_begins_again_on_the_day_of_the_roster_and_an_open_one_is_left(ledger, tmp_path):
    kept = add_trainee(ledger, typed(name=name_of(1), id_number=id_number(1))).trainee_id
    add_category(ledger, kept, "CIV01", (date(2026, 1, 1), None))
    add_category(ledger, kept, "POV01", (date(2026, 1, 1), None))
    end_category(ledger, kept, "CIV01", date(2026, 6, 30))

    outcome = take(ledger, write_xlsx(tmp_path / "a.xlsx", [roster_line(1, 人员类别="低保、脱贫户")]))

    assert outcome.counts.categories == 1
    with ledger.reading() as session:
        assert categories_on(session, [kept], date(2026, 8, 1))[kept] == ["POV01"]
        assert categories_on(session, [kept], TODAY)[kept] == ["CIV01", "POV01"]


def test_the_same_file_again_says_so_and_writes_nothing(ledger, tmp_path):
    file = write_xlsx(tmp_path / "a.xlsx", [roster_line(place) for place in range(3)])
    first = take(ledger, file)
    before = tables_of(ledger)

    again = look(ledger, file)
    outcome = import_roster(ledger, again)

    assert [row.id for row in again.imported_before] == [first.import_id]
    assert statuses(again.shown.rows) == ["known"] * 3
    assert outcome.import_id == ""
    assert tables_of(ledger) == before


def test_an_import_remembers_its_file_its_counts_and_who_did_it(ledger, tmp_path):
    file = write_csv(tmp_path / "马街村.csv", [roster_line(1), roster_line(2, 联系电话="12")])

    outcome = take(ledger, file)

    (row,) = list_imports(ledger)
    assert (row.id, row.file_name, row.by) == (outcome.import_id, "马街村.csv", "station")
    assert row.at.startswith("2026-11-21T09:00")
    assert row.counts == asdict(outcome.counts)
    assert (row.counts["rows"], row.counts["new"], row.counts["doubtful"]) == (2, 1, 1)
    assert {trainee.import_id for trainee in trainees(ledger).values()} == {row.id}


def test_everybody_taken_joins_the_class_in_the_order_of_the_paper(ledger, tmp_path):
    add_trainee(ledger, typed(name=name_of(22), id_number=id_number(22)))
    group = keep_class(ledger)
    file = write_xlsx(tmp_path / "a.xlsx", [roster_line(place) for place in (21, 22, 23)])

    outcome = take(ledger, file, group.id)
    again = take(ledger, file, group.id)

    assert [row.name for row in roster_of(ledger, group.id)] == [name_of(21), name_of(22), name_of(23)]
    assert (outcome.counts.enrolled, outcome.counts.new, outcome.counts.known) == (3, 2, 1)
    assert (again.counts.enrolled, again.counts.already_enrolled, again.import_id) == (0, 3, "")


def test_a_second_sheet_follows_the_first_in_the_class(ledger, tmp_path):
    add_trainee(ledger, typed(name=name_of(2), id_number=id_number(2)))
    group, book = keep_class(ledger), Workbook()
    for title, places in (("一村", (3, 2)), ("二村", (1, 4))):
        sheet = book.create_sheet(title)
        for line in (HEADING, *map(roster_line, places)):
            sheet.append(line)
    book.save(tmp_path / "a.xlsx")

    take(ledger, tmp_path / "a.xlsx", group.id)

    assert [row.name for row in roster_of(ledger, group.id)] == [name_of(place) for place in (3, 2, 1, 4)]


def test_whom_a_rule_keeps_out_of_the_class_is_taken_in_and_named(ledger, tmp_path):
    set_rule(ledger, RuleChange("age_min", "县里的文件", value=60, severity="block"))
    group = keep_class(ledger)
    file = write_xlsx(tmp_path / "a.xlsx", [roster_line(place) for place in (1, 2)])

    outcome = take(ledger, file, group.id)

    assert not outcome.is_whole
    assert {found.name for found in outcome.not_enrolled} == {name_of(1), name_of(2)}
    assert (outcome.counts.new, outcome.counts.not_enrolled) == (2, 2)
    assert roster_of(ledger, group.id) == ()


def test_a_class_that_is_closed_leaves_nothing_behind(ledger, tmp_path):
    group = keep_class(ledger)
    with ledger.change("class.close") as change:
        change.get(TrainingClass, group.id).status = "graduated"
    before = tables_of(ledger)

    with pytest.raises(ClassIsClosed):
        take(ledger, write_xlsx(tmp_path / "a.xlsx", [roster_line(1)]), group.id)

    assert tables_of(ledger) == before
    assert check_ledger(ledger).is_sound


def test_a_preview_that_the_ledger_has_overtaken_is_not_imported(ledger, tmp_path):
    previewed = look(ledger, write_xlsx(tmp_path / "a.xlsx", [roster_line(1), roster_line(2)]))
    add_trainee(ledger, typed(name=name_of(2), id_number=id_number(2)))

    with pytest.raises(LedgerMovedOn) as refusal:
        import_roster(ledger, previewed)

    assert name_of(2) in refusal.value.sentence()
    assert set(trainees(ledger)) == {id_number(2)}


def test_someone_whose_number_was_corrected_meanwhile_is_not_filled_with_anothers_details(ledger, tmp_path):
    kept = add_trainee(ledger, typed(name=name_of(1), id_number=id_number(1)))
    previewed = look(ledger, write_xlsx(tmp_path / "a.xlsx", [roster_line(1)]))
    edit_trainee(ledger, kept.trainee_id, PersonDetails(id_number=id_number(5)))

    with pytest.raises(LedgerMovedOn):
        import_roster(ledger, previewed)

    assert trainees(ledger)[id_number(5)].phone == ""


def test_without_a_ledger_everybody_is_new_and_nothing_can_be_imported(ledger, tmp_path):
    add_trainee(ledger, typed(name=name_of(1), id_number=id_number(1)))
    file = write_xlsx(tmp_path / "a.xlsx", [roster_line(1)])

    alone = preview_roster(None, file, TODAY)

    assert (statuses(alone.shown.rows), statuses(look(ledger, file).shown.rows)) == (["new"], ["known"])
    with pytest.raises(NeedsComparison):
        import_roster(ledger, alone)


def test_a_roster_whose_heading_says_nothing_is_taken_by_the_columns_that_the_clerk_names(ledger, tmp_path):
    file = write_xlsx(tmp_path / "a.xlsx", [roster_line(1)], ("甲", "乙", "丙", "丁", "戊"))
    with pytest.raises(NoHeadingFound):
        look(ledger, file)

    outcome = take(ledger, file, A="name", B="id_number")

    assert outcome.counts.new == 1
    assert trainees(ledger)[id_number(1)].name == name_of(1)


def test_a_corrected_column_is_understood_the_same_way_next_time(ledger, tmp_path):
    heading = ("姓名", "身份证号", "座机", "村", "人员类别")
    first = write_xlsx(tmp_path / "a.xlsx", [roster_line(1)], heading)
    second = write_xlsx(tmp_path / "b.xlsx", [roster_line(2)], heading)
    guessed = look(ledger, second).shown.rows[0].values

    take(ledger, first, C="address", E="")
    remembered = look(ledger, second).shown

    assert (guessed.phone, guessed.address) == ("13800000002", "")
    assert (remembered.rows[0].values.phone, remembered.rows[0].values.address) == ("", "13800000002")
    assert remembered.rows[0].values.categories == ()
    assert remembered.tables[0].bases["C"] == "remembered"


def test_what_was_guessed_right_needs_no_memory(ledger, tmp_path):
    take(ledger, write_xlsx(tmp_path / "a.xlsx", [roster_line(1)]))

    with ledger.reading() as session:
        assert session.query(ColumnMemory).count() == 0


def test_one_sheet_alone_is_read_if_it_is_named(ledger, tmp_path):
    file = write_xlsx(tmp_path / "a.xlsx", [roster_line(1)])

    with pytest.raises(NoSuchSheet) as refusal:
        preview_roster(ledger, file, TODAY, RosterChoices("没有"))
    named = preview_roster(ledger, file, TODAY, RosterChoices("花名册"))

    assert "花名册" in refusal.value.way_out()
    assert len(named.shown.rows) == 1


def test_a_doubtful_row_of_someone_known_completes_them_when_accepted(ledger, tmp_path):
    kept = add_trainee(ledger, typed(name=name_of(1), id_number=id_number(1)))
    file = write_xlsx(tmp_path / "a.xlsx", [(*roster_line(1, 联系电话=""), "猎户")], (*HEADING, "文化程度"))
    previewed = look(ledger, file)

    outcome = import_roster(ledger, previewed, ImportOptions(accept_doubtful=True))

    assert statuses(previewed.shown.rows) == ["doubtful"]
    assert (outcome.counts.known, outcome.counts.new) == (1, 0)
    assert list(trainees(ledger)) == [id_number(1)]
    assert kept.trainee_id == trainees(ledger)[id_number(1)].id


def test_a_row_that_someone_made_pass_for_new_is_still_refused(ledger, tmp_path):
    add_trainee(ledger, typed(name=name_of(1), id_number=id_number(1)))
    previewed = look(ledger, write_xlsx(tmp_path / "a.xlsx", [roster_line(1)]))
    forged = replace(previewed.shown.rows[0], status=RowStatus.NEW, trainee_id="")

    with pytest.raises(LedgerMovedOn):
        import_roster(ledger, replace(previewed, shown=replace(previewed.shown, rows=(forged,))))

    with ledger.reading() as session:
        assert session.query(RosterImport).count() == 0


VALUES = {name: st.sampled_from(["", "a", "b"]) for group in GROUPS for name in group} | {
    "birth_date": st.sampled_from([None, date(1985, 1, 6)]),
    "informed_on": st.none(),
    "place_id": st.sampled_from([None, "p", "q"]),
    "sex": st.sampled_from(["0", "1", "2"]),
    "talent_kind": st.sampled_from(["", "governance"]),
    "note": st.sampled_from(["", "x"]),
}
ACCOUNTS = st.fixed_dictionaries(VALUES)


@given(ours=ACCOUNTS, theirs=ACCOUNTS)
def test_nothing_known_is_overwritten_and_filling_twice_is_filling_once(ours, theirs):
    found = compare(ours, theirs)
    after = {**ours, **found.fills}

    assert all(
        ours[name] in ("", None, "0") or after[name] == ours[name] for name in ("phone", "sex", "education", "note")
    )
    assert not found.fills.keys() & found.differs.keys()
    assert compare(after, theirs).fills == {}
    assert compare(ours, ours).differs == {}
