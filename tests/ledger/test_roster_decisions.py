"""The clerk's word on single rows: taken, taken for someone in the ledger, left out; and kept until the import."""

from datetime import timedelta
from pathlib import Path

import pytest

from app.ledger.categories import categories_on
from app.ledger.class_roster import roster_of
from app.ledger.importing.column_facts import bare_columns, column_facts
from app.ledger.importing.decisions import Decision, Verdict
from app.ledger.importing.refusals import NoHeadingFound
from app.ledger.merging import merge_trainees
from app.ledger.people import add_trainee
from app.ledger.roster_drafts import draft_of, drop_draft, keep_draft
from app.ledger.roster_imports import list_imports, undo_import
from app.ledger.roster_outlook import outlook_of
from app.ledger.roster_preview import PreviewedRoster, RosterChoices, preview_file, preview_roster, read_roster_file
from app.ledger.rosters import ImportOptions, LedgerMovedOn, import_roster, try_roster
from app.ledger.rules import RuleChange, RulesStandAgainst, set_rule
from app.models.faults import ReadOnlyPlace
from app.models.id_numbers import check_character
from app.models.ledger import Ledger
from tests.makers_people import HEADING, TODAY, id_number, name_of, roster_line, tables_of, typed, write_csv, write_xlsx
from tests.makers_training import keep_class
from tests.people.test_roster_import import statuses, trainees

TAKE, SKIP = Decision(Verdict.TAKE), Decision(Verdict.SKIP)
OTHER = id_number(1)[:14] + "985"
OTHER += check_character(OTHER)
"""Another number with the birthday of the first person."""


def look(ledger: Ledger, path: Path, **decisions: Decision) -> PreviewedRoster:
    """The preview with decisions on rows, named like row3."""
    said = {(0, int(name.removeprefix("row"))): one for name, one in decisions.items()}
    return preview_roster(ledger, path, TODAY, RosterChoices(decisions=said))


@pytest.fixture
def twin(ledger: Ledger) -> str:
    """Someone in the ledger; the roster has their name and birthday with another number."""
    return add_trainee(ledger, typed(name=name_of(1), id_number=OTHER)).trainee_id


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    return write_xlsx(tmp_path / "a.xlsx", [roster_line(1, 人员类别="低保"), roster_line(2)])


def test_a_doubtful_row_names_whom_in_the_ledger_it_resembles(ledger, twin, roster):
    row = look(ledger, roster).shown.rows[0]

    assert str(row.status) == "doubtful"
    assert [each.trainee_id for each in row.alike] == [twin]


def test_taken_for_the_one_in_the_ledger_a_row_completes_them_and_adds_nobody(ledger, twin, roster):
    outcome = import_roster(ledger, look(ledger, roster, row3=Decision(Verdict.SAME, twin)))

    people = trainees(ledger)
    assert (outcome.counts.new, outcome.counts.known, outcome.is_whole) == (1, 1, True)
    assert set(people) == {OTHER, id_number(2)}
    assert people[OTHER].phone == "13800000001"
    assert [each.field for each in outcome.differences] == ["id_number"]
    with ledger.reading() as session:
        assert categories_on(session, [twin], TODAY)[twin] == ["CIV01"]


def test_taken_as_another_person_a_row_is_added_beside_the_one_in_the_ledger(ledger, twin, roster):
    outcome = import_roster(ledger, look(ledger, roster, row3=TAKE))

    assert (outcome.counts.new, outcome.counts.known) == (2, 0)
    assert set(trainees(ledger)) == {OTHER, id_number(1), id_number(2)}


def test_without_a_word_a_doubtful_row_is_left_out_and_with_skip_it_is_told_apart(ledger, twin, roster):
    silent = import_roster(ledger, look(ledger, roster))
    undo_import(ledger, silent.import_id)

    skipped = import_roster(ledger, look(ledger, roster, row3=SKIP))

    assert ([row.row for row in silent.left_out], silent.skipped) == ([3], ())
    assert (skipped.left_out, [row.row for row in skipped.skipped]) == ((), [3])
    assert skipped.is_whole
    assert [row.counts.get("skipped") for row in list_imports(ledger)] == [1, None]


def test_a_sound_row_can_be_left_out_too(ledger, roster):
    import_roster(ledger, look(ledger, roster, row3=SKIP))

    assert set(trainees(ledger)) == {id_number(2)}


def test_no_word_makes_a_wrong_row_right(ledger, tmp_path):
    path = write_xlsx(tmp_path / "a.xlsx", [roster_line(1, 身份证号="12"), roster_line(2)])

    outcome = import_roster(ledger, look(ledger, path, row3=TAKE), ImportOptions(accept_doubtful=True))

    assert (outcome.counts.new, outcome.counts.wrong) == (1, 1)


def test_a_word_for_someone_whom_the_row_does_not_resemble_is_not_followed(ledger, twin, roster):
    other = add_trainee(ledger, typed(name=name_of(7), id_number=id_number(7))).trainee_id

    outcome = import_roster(ledger, look(ledger, roster, row4=Decision(Verdict.SAME, other)))

    assert outcome.counts.known == 0
    assert trainees(ledger)[id_number(7)].phone == ""


def test_of_two_rows_with_one_number_the_one_that_is_kept_is_right_again(ledger, tmp_path):
    lines = [roster_line(1), roster_line(2, 身份证号=id_number(1))]
    path = write_xlsx(tmp_path / "a.xlsx", lines)

    both, kept = look(ledger, path), look(ledger, path, row4=SKIP)

    assert statuses(both.shown.rows) == ["wrong", "wrong"]
    assert statuses(kept.shown.rows) == ["new", "wrong"]
    assert import_roster(ledger, kept).counts.new == 1


def test_whoever_was_merged_away_meanwhile_is_not_filled_in(ledger, twin, roster):
    previewed = look(ledger, roster, row3=Decision(Verdict.SAME, twin))
    kept = add_trainee(ledger, typed(name=name_of(7), id_number=id_number(7))).trainee_id
    merge_trainees(ledger, kept, twin, reason="同一人")

    with pytest.raises(LedgerMovedOn):
        import_roster(ledger, previewed)


def test_an_import_can_be_tried_and_leaves_nothing_behind(ledger, tmp_path):
    set_rule(ledger, RuleChange("age_min", "县里的文件", value=60, severity="block"))
    group = keep_class(ledger)
    path = write_xlsx(tmp_path / "a.xlsx", [roster_line(1), roster_line(2)])
    before = tables_of(ledger)

    tried = try_roster(ledger, look(ledger, path), ImportOptions(group.id))

    assert tables_of(ledger) == before
    assert (tried.import_id, tried.counts.new, tried.counts.not_enrolled) == ("", 2, 2)
    assert {found.name for found in tried.not_enrolled} == {name_of(1), name_of(2)}


def test_a_class_that_would_grow_too_large_is_told_by_trying_and_nothing_is_taken(ledger, tmp_path):
    set_rule(ledger, RuleChange("class_size_max", "县里的文件", value=1, severity="block"))
    group = keep_class(ledger)
    path = write_xlsx(tmp_path / "a.xlsx", [roster_line(1), roster_line(2)])

    with pytest.raises(RulesStandAgainst):
        try_roster(ledger, look(ledger, path), ImportOptions(group.id))

    assert (trainees(ledger), roster_of(ledger, group.id)) == ({}, ())


def test_before_the_import_it_is_told_what_known_people_gain_and_where_the_two_differ(ledger, tmp_path):
    add_trainee(ledger, typed(name=name_of(1), id_number=id_number(1), phone="13911112222"))
    path = write_xlsx(tmp_path / "a.xlsx", [(*roster_line(1), "初中"), roster_line(2)], (*HEADING, "文化程度"))

    outlook = outlook_of(ledger, look(ledger, path))

    assert set(outlook) == {(0, 3)}
    assert outlook[0, 3].completed == ("文化程度", "村（社区）")
    told = [(each.field, each.ledger, each.roster) for each in outlook[0, 3].differences]
    assert told == [("phone", "139****2222", "138****0001")]


def test_every_column_is_shown_with_what_stands_in_it_and_why_it_is_taken_for_what_it_is(ledger, tmp_path):
    heading = ("姓名", "性别", "电话", "号", "家里", "")
    lines = [(name_of(at), "男", f"1380000000{at}", id_number(at), "", "x") for at in (10, 12, 14, 16)]
    file = read_roster_file(write_xlsx(tmp_path / "a.xlsx", lines, heading))

    facts = {fact.letter: fact for fact in column_facts(file.sheets, preview_file(ledger, file, TODAY).shown)}

    assert (facts["A"].field, facts["A"].basis, facts["A"].is_doubtful) == ("name", "heading", False)
    assert (facts["D"].field, facts["D"].basis, facts["D"].is_doubtful) == ("id_number", "content", True)
    assert facts["D"].samples == (id_number(10), id_number(12), id_number(14))
    assert (facts["E"].field, facts["E"].samples, facts["E"].key) == ("", (), "花名册!E")
    assert "F" not in facts


def test_a_file_without_headings_still_shows_its_columns_to_be_named(ledger, tmp_path):
    file = read_roster_file(write_csv(tmp_path / "a.csv", [roster_line(1)], roster_line(2)))
    with pytest.raises(NoHeadingFound):
        preview_file(ledger, file, TODAY)

    facts = bare_columns(file.sheets)
    named = RosterChoices(columns={facts[0].key: "name", facts[1].key: "id_number"})

    assert facts[1].samples == (id_number(2), id_number(1))
    assert [row.values.name for row in preview_file(ledger, file, TODAY, named).shown.rows] == [name_of(2), name_of(1)]


CHOICES = RosterChoices(
    "花名册",
    {"花名册!C": ""},
    {("花名册", 3, 2): "533522198501069830"},
    {(0, 4): Decision(Verdict.SAME, "abc"), (1, 5): SKIP},
)


def test_a_draft_is_kept_for_its_file_and_nothing_of_it_can_be_read_on_the_disk(ledger):
    keep_draft(ledger, "a" * 64, RosterChoices())
    keep_draft(ledger, "a" * 64, CHOICES)

    files = [path for path in (ledger.places.folder / "roster-drafts").iterdir() if path.is_file()]
    assert draft_of(ledger, "a" * 64) == CHOICES
    assert draft_of(ledger, "b" * 64) is None
    assert len(files) == 1
    assert b"533522" not in files[0].read_bytes()


@pytest.mark.parametrize("harm", [b"", b"x", b"x" * 80])
def test_a_torn_draft_costs_only_what_was_typed(ledger, harm):
    keep_draft(ledger, "a" * 64, CHOICES)
    next((ledger.places.folder / "roster-drafts").iterdir()).write_bytes(harm)

    assert draft_of(ledger, "a" * 64) is None


def test_a_dropped_draft_is_gone_and_old_ones_go_with_it(ledger, clock):
    for name in "abc":
        keep_draft(ledger, name * 64, CHOICES)
    import os

    long_ago = (clock.now() - timedelta(days=31)).timestamp()
    folder = ledger.places.folder / "roster-drafts"
    for name, day in (("a", clock.now().timestamp()), ("b", long_ago), ("c", clock.now().timestamp())):
        os.utime(folder / f"{name * 32}.draft", (day, day))

    drop_draft(ledger, "a" * 64)

    assert [draft_of(ledger, name * 64) for name in "abc"] == [None, None, CHOICES]


def test_a_draft_that_finds_no_place_says_so(ledger):
    (ledger.places.folder / "roster-drafts").write_text("in the way")

    with pytest.raises(ReadOnlyPlace):
        keep_draft(ledger, "a" * 64, CHOICES)
