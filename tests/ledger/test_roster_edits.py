"""What the clerk types over a cell counts exactly as if the sender had written it, and costs only its own line."""

from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ledger.importing.edits import NoSuchCell, text_of
from app.ledger.importing.lines import ReadRoster, Surroundings, read_lines, with_edits
from app.ledger.importing.preview import RosterPreview, judge
from app.ledger.importing.reading import read_file
from app.ledger.importing.refusals import RosterFileChanged
from app.ledger.importing.sheets import Sheet
from app.ledger.roster_errors import write_left_out
from app.ledger.roster_imports import list_imports
from app.ledger.roster_preview import RosterChoices, preview_file, preview_roster, read_roster_file
from app.ledger.rosters import ImportOptions, import_roster
from app.models.ledger import Ledger
from app.models.people import Trainee
from tests.importing.makers import NUMBERS, sheet_of
from tests.makers_people import HEADING, TODAY, id_number, name_of, roster_line, write_xlsx
from tests.people.test_roster_import import trainees

WRONG = id_number(3)[:-1] + ("0" if id_number(3)[-1] != "0" else "1")
CELLS = st.sampled_from(
    [
        "",
        "罗正祥",
        "李兰",
        NUMBERS[0],
        NUMBERS[1],
        WRONG,
        "13800000001",
        "138",
        "同上",
        "无",
        "低保",
        "合计",
        "水箐村",
        "3",
    ]
)
LINES = st.lists(st.tuples(CELLS, CELLS, CELLS, CELLS, CELLS), min_size=1, max_size=5)
CHANGES = st.dictionaries(st.tuples(st.integers(3, 7), st.integers(1, 5)), CELLS, max_size=4)


def read(*sheets: Sheet) -> ReadRoster:
    return read_lines("a.xlsx", sheets, {}, {}, Surroundings(TODAY))


def told(shown: RosterPreview) -> tuple[object, ...]:
    """Everything that a preview says of people."""
    rows = [(row.place, row.status, row.values, row.problems, dict(row.cells)) for row in shown.rows]
    return rows, sorted(shown.skipped_rows, key=lambda row: row.row)


def sheet_with(lines: list[tuple[str, ...]], changes: dict[tuple[int, int], str]) -> Sheet:
    """Two rows of heading, these lines, and a last person who stays, so that the sheet keeps its size."""
    rows = [("花名册",), HEADING, *lines, roster_line(9)]
    cells = {(at, place): cell for at, row in enumerate(rows, start=1) for place, cell in enumerate(row, start=1)}
    cells |= changes
    return sheet_of(*(tuple(cells.get((at, place)) or None for place in range(1, 6)) for at in range(1, len(rows) + 1)))


@given(lines=LINES, changes=CHANGES, earlier=CHANGES)
def test_an_edit_says_what_the_file_with_that_cell_changed_would_say(lines, changes, earlier):
    changes, earlier = ({k: v for k, v in each.items() if k[0] < 3 + len(lines)} for each in (changes, earlier))
    sent = read(sheet_with(lines, {}))

    before = with_edits(sent, {("Sheet1", *cell): text for cell, text in earlier.items()})
    typed = judge(with_edits(before, {("Sheet1", *cell): text for cell, text in changes.items()}))
    taken_back = judge(with_edits(before, {}))

    assert told(typed) == told(judge(read(sheet_with(lines, changes))))
    assert told(taken_back) == told(judge(sent))


def test_an_edit_reads_its_own_line_again_and_no_other():
    sent = read(sheet_of(HEADING, *map(roster_line, range(5))))

    typed = with_edits(sent, {("Sheet1", 3, 1): "王五"})

    assert [place for place in typed.lines if typed.lines[place] is not sent.lines[place]] == [(0, 3)]
    assert typed.lines[0, 3].person.name == "王五"


def test_a_row_that_says_ditto_follows_the_cell_above_it():
    sheet = sheet_of(HEADING, roster_line(1), roster_line(2, 村="同上"), roster_line(3, 村="同上"))

    typed = with_edits(read(sheet), {("Sheet1", 2, 4): "落星村"})

    assert [line.person.village for line in typed.lines.values()] == ["落星村"] * 3


def test_ditto_typed_by_the_clerk_means_the_row_above():
    typed = with_edits(read(sheet_of(HEADING, roster_line(1), roster_line(2))), {("Sheet1", 3, 4): "同上"})

    assert typed.lines[0, 3].person.village == typed.lines[0, 2].person.village


@pytest.mark.parametrize("row", [2, 3])
def test_what_is_typed_into_merged_cells_counts_for_its_own_row_alone(row):
    sheet = sheet_of(HEADING, roster_line(1, 村="水箐村"), roster_line(2, 村=""), merged=((2, 4, 3, 4),))

    typed = with_edits(read(sheet), {("Sheet1", row, 4): "落星村"})

    villages = {place[1]: line.person.village for place, line in typed.lines.items()}
    assert villages == {2: "水箐村", 3: "水箐村"} | {row: "落星村"}


def test_no_edit_changes_how_the_columns_are_understood():
    """Guessed by its looks, a column must not lose its meaning because the clerk mends what stands in it."""
    heading = ("姓名", "性别", "电话", "号")
    sheet = sheet_of(heading, ("罗正祥", "男", "13800000001", NUMBERS[0]), ("李兰", "女", "13800000002", NUMBERS[1]))
    sent = read(sheet)

    typed = with_edits(sent, {("Sheet1", 2, 4): "不知道", ("Sheet1", 3, 4): "不知道"})

    assert judge(sent).tables[0].columns["D"] == "id_number"
    assert judge(typed).tables == judge(sent).tables


@pytest.mark.parametrize("cell", [("Sheet1", 1, 1), ("Sheet1", 9, 1), ("Sheet1", 2, 9), ("没有", 2, 1)])
def test_nothing_is_typed_outside_the_rosters(cell):
    sent = read(sheet_of(HEADING, roster_line(1)))

    with pytest.raises(NoSuchCell):
        with_edits(sent, {cell: "王五"})


def test_a_cell_reads_as_the_clerk_would_type_it():
    from datetime import date

    assert [text_of(cell) for cell in (None, "a", 13800000001, 5.3352219850106986e17, date(1985, 1, 6))] == [
        "",
        "a",
        "13800000001",
        "5.33522198501070E+17",
        "1985-01-06",
    ]


def test_edits_come_in_as_the_clerks_and_the_import_tells_how_many(ledger: Ledger, tmp_path: Path):
    file = write_xlsx(tmp_path / "a.xlsx", [roster_line(1), roster_line(3, 身份证号=WRONG)])
    edits = {("花名册", 4, 2): id_number(3), ("花名册", 4, 4): "落星村"}

    previewed = preview_roster(ledger, file, TODAY, RosterChoices(edits=edits))
    outcome = import_roster(ledger, previewed)

    assert (outcome.counts.new, outcome.counts.wrong) == (2, 0)
    assert trainees(ledger)[id_number(3)].village == "落星村"
    assert list_imports(ledger)[0].counts["edited"] == 2


def test_a_second_look_reads_no_file_and_says_what_a_first_look_would(ledger: Ledger, tmp_path: Path):
    path = write_xlsx(tmp_path / "a.xlsx", [roster_line(place) for place in range(4)])
    file = read_roster_file(path)
    first = preview_file(ledger, file, TODAY)
    path.unlink()
    choices = RosterChoices(edits={("花名册", 3, 1): "王五"})

    second = preview_file(ledger, file, TODAY, choices, first)

    assert told(second.shown) == told(preview_file(ledger, file, TODAY, choices).shown)
    assert second.read.lines[0, 4] is first.read.lines[0, 4]


def test_a_preview_under_other_columns_is_read_anew(ledger: Ledger, tmp_path: Path):
    file = read_roster_file(write_xlsx(tmp_path / "a.xlsx", [roster_line(1)]))
    first = preview_file(ledger, file, TODAY)

    second = preview_file(ledger, file, TODAY, RosterChoices(columns={"C": ""}), first)

    assert (first.shown.rows[0].values.phone, second.shown.rows[0].values.phone) == ("13800000001", "")


def test_a_file_that_was_changed_after_its_preview_is_not_imported(ledger: Ledger, tmp_path: Path):
    path = write_xlsx(tmp_path / "a.xlsx", [roster_line(1)])
    previewed = preview_roster(ledger, path, TODAY)
    write_xlsx(path, [roster_line(2)])

    with pytest.raises(RosterFileChanged):
        import_roster(ledger, previewed)

    assert trainees(ledger) == {}


def test_a_file_that_is_gone_after_its_preview_comes_in_as_it_was_shown(ledger: Ledger, tmp_path: Path):
    path = write_xlsx(tmp_path / "a.xlsx", [roster_line(1)])
    previewed = preview_roster(ledger, path, TODAY)
    path.unlink()

    outcome = import_roster(ledger, previewed)

    assert outcome.counts.new == 1


def test_the_error_workbook_marks_what_the_sender_wrote_in_the_rows_that_were_left_out(ledger: Ledger, tmp_path: Path):
    lines = [roster_line(1, 身份证号=WRONG), roster_line(2, 联系电话="12"), roster_line(3, 身份证号=WRONG[:-2])]
    path = write_xlsx(tmp_path / "a.xlsx", lines)
    edits = {("花名册", 3, 2): id_number(1), ("花名册", 5, 2): "123"}
    previewed = preview_roster(ledger, path, TODAY, RosterChoices(edits=edits))
    outcome = import_roster(ledger, previewed, ImportOptions(accept_doubtful=True))

    marked = write_left_out(ledger, previewed, {row.place for row in outcome.left_out}, tmp_path / "错误.xlsx")

    sheet = openpyxl.load_workbook(tmp_path / "错误.xlsx").active
    red = [c.coordinate for row in sheet.iter_rows() for c in row if c.fill.patternType and c.column <= 5]
    assert marked == 1
    assert red == ["B5"]
    assert sheet["B5"].value == WRONG[:-2]
    assert "17" not in str(sheet["F3"].value)


def test_the_hash_is_that_of_the_bytes_which_were_read(tmp_path: Path):
    import hashlib

    path = write_xlsx(tmp_path / "a.xlsx", [roster_line(1)])

    assert read_file(path).sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_file_that_is_saved_while_it_is_read_is_refused(tmp_path: Path, monkeypatch):
    """Asked of the child's own function, in this process: the moment can be met nowhere else."""
    from app.ledger.importing import child
    from app.ledger.importing.limits import LIMITS

    path = write_xlsx(tmp_path / "a.xlsx", [roster_line(1)])
    whole = child.answer({"task": "read", "path": str(path)}, LIMITS)
    monkeypatch.setattr("app.ledger.importing.workbooks.read_file", lambda path, _: [path.write_bytes(b"new")][:0])

    torn = child.answer({"task": "read", "path": str(path)}, LIMITS)

    assert len(whole["sheets"]) == 1
    assert torn == {"refusal": "FileIsChanging", "figures": {"file": "a.xlsx"}}


def test_a_reading_that_nobody_wants_any_more_ends_with_its_child(tmp_path: Path, monkeypatch):
    import os
    import sys

    slow = tmp_path / "slow.py"
    slow.write_text("import os, time, pathlib\npathlib.Path('pid').write_text(str(os.getpid()))\ntime.sleep(60)\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("app.ledger.importing.reading.child_command", lambda: [sys.executable, str(slow)])
    path = write_xlsx(tmp_path / "a.xlsx", [roster_line(1)])

    def stop() -> None:
        if (tmp_path / "pid").is_file() and (tmp_path / "pid").read_text():
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        read_file(path, watch=stop)

    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)


def test_nobody_comes_in_twice_though_two_rows_were_edited_to_be_one_person(ledger: Ledger, tmp_path: Path):
    path = write_xlsx(tmp_path / "a.xlsx", [roster_line(1), roster_line(2)])
    edits = {("花名册", 4, 1): name_of(1), ("花名册", 4, 2): id_number(1)}

    outcome = import_roster(ledger, preview_roster(ledger, path, TODAY, RosterChoices(edits=edits)))

    assert (outcome.counts.new, outcome.counts.wrong) == (1, 1)
    with ledger.reading() as session:
        assert session.query(Trainee).count() == 1


def test_the_preview_of_a_line_keeps_what_the_sender_wrote_in_its_cells():
    row = judge(read(sheet_of(HEADING, roster_line(1, 村="水箐村")))).rows[0]

    assert row.cells == {1: name_of(1), 2: id_number(1), 3: "13800000001", 4: "水箐村", 5: "低保"}
    assert replace(row, cells={}).to_plain() == row.to_plain()
