"""`xiangxun roster`, `trainees` and `places` at the keyboard and for machines."""

import json
import shutil
from pathlib import Path

import pytest

from app.cli import run
from app.i18n import choose_language
from tests.makers_people import HEADING, id_number, name_of, roster_line, write_csv, write_xlsx

WRONG = "533522198501069831"


class Station:
    """A station's keyboard: commands, and what came of them."""

    def __init__(self, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.home = home
        self._capsys = capsys
        self.status = 0
        self.told = ""

    def does(self, *words: object) -> str:
        """What a command prints; its status and what it said beside are kept."""
        self.status = run(["--home", str(self.home), "--lang", "en", *map(str, words)])
        printed = self._capsys.readouterr()
        self.told = printed.err
        return printed.out

    def answers(self, *words: object):
        """The same as JSON."""
        return json.loads(self.does(*words, "--json"))


@pytest.fixture
def station(empty_ledger, tmp_path, capsys):
    shutil.copytree(empty_ledger, tmp_path / "home")
    yield Station(tmp_path / "home", capsys)
    choose_language("zh_CN")


@pytest.fixture
def roster(tmp_path):
    lines = [roster_line(1), roster_line(2, 联系电话="1380"), roster_line(3, 身份证号=WRONG)]
    return write_xlsx(tmp_path / "花名册.xlsx", lines)


def test_a_preview_is_a_head_and_one_object_a_row_unmasked(station, roster):
    lines = [json.loads(line) for line in station.does("roster", "preview", roster, "--json").splitlines()]

    head, *rows = lines
    assert station.status == 0
    assert (head["sheet"], head["heading_rows"], head["known"], head["imported_before"]) == ("花名册", [2], True, [])
    assert head["column_map"] == dict(
        zip("ABCDE", ("name", "id_number", "phone", "village", "categories"), strict=True)
    )
    assert [row["status"] for row in rows] == ["new", "doubtful", "wrong"]
    assert all({"sheet", "row", "status", "values", "problems"} <= row.keys() for row in rows)
    assert rows[0]["values"]["id_number"] == id_number(1)
    assert {"column": "B", "code": "check_digit"}.items() <= rows[2]["problems"][0].items()
    assert rows[2]["problems"][0]["remedy"]


def test_a_preview_needs_no_ledger_and_says_that_it_had_none(tmp_path, capsys, roster):
    nowhere = Station(tmp_path / "nowhere", capsys)

    head = json.loads(nowhere.does("roster", "preview", roster, "--json").splitlines()[0])

    assert (nowhere.status, head["known"]) == (0, False)
    assert not (tmp_path / "nowhere").exists()


def test_an_import_that_leaves_rows_out_exits_1_and_says_how_many_it_took(station, roster):
    first = station.answers("roster", "import", roster)
    status = station.status
    second = station.does("roster", "import", roster, "--accept-doubtful")

    assert (status, station.status) == (1, 1)
    assert (first["counts"]["new"], first["counts"]["doubtful"], first["counts"]["wrong"]) == (1, 1, 1)
    assert [(row["row"], row["status"]) for row in first["left_out"]] == [(4, "doubtful"), (5, "wrong")]
    assert "1 new" in second
    assert "imported already" in station.told


def test_an_import_of_which_every_row_was_taken_exits_0(station, tmp_path):
    file = write_csv(tmp_path / "a.csv", [roster_line(1)])

    done = station.answers("roster", "import", file)
    again = station.answers("roster", "import", file)

    assert station.status == 0
    assert done["import_id"]
    assert again["import_id"] is None


@pytest.mark.parametrize("command", ["preview", "import"])
@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 no workbook", None])
def test_a_file_that_cannot_be_read_exits_2_with_a_way_out_and_no_traceback(station, tmp_path, command, content):
    file = tmp_path / "a.xlsx"
    if content is not None:
        file.write_bytes(content)

    answer = station.answers("roster", command, file)

    assert station.status == 2
    assert answer["error"]["remedy"]
    assert "Traceback" not in station.told


def test_the_error_workbook_is_written_beside_the_import_and_by_itself(station, roster, tmp_path):
    beside, alone = tmp_path / "beside.xlsx", tmp_path / "alone.xlsx"

    done = station.answers("roster", "import", roster, "--errors", beside)
    marked = station.answers("roster", "errors", roster, "--out", alone)

    assert (done["errors"], marked) == (str(beside), {"rows": 2, "errors": str(alone)})
    assert beside.stat().st_size > 0
    assert alone.stat().st_size > 0


def test_where_the_error_workbook_cannot_be_written_nothing_is_taken_in(station, roster, tmp_path):
    station.answers("roster", "import", roster, "--errors", tmp_path / "no folder" / "e.xlsx")
    status = station.status

    assert status == 2
    assert station.answers("roster", "list") == []


def test_columns_are_named_by_field_or_by_the_word_above_them(station, tmp_path):
    file = write_xlsx(tmp_path / "a.xlsx", [roster_line(1)], ("甲", "乙", "丙", "丁", "戊"))

    by_field = station.does("roster", "preview", file, "--json", "--columns", "A=name,B=id_number,C=phone")
    by_word = station.does("roster", "preview", file, "--json", "--columns", "A=姓名，B=身份证号,C=联系电话")
    station.does("roster", "preview", file, "--columns", "A")

    assert by_field == by_word
    assert json.loads(by_field.splitlines()[1])["values"]["phone"] == "13800000001"
    assert station.status == 2


def test_an_import_is_listed_taken_back_by_the_end_of_its_id_and_said_who_stands_in_the_way(station, tmp_path):
    done = station.answers("roster", "import", write_xlsx(tmp_path / "a.xlsx", [roster_line(1), roster_line(2)]))
    station.does("trainees", "edit", id_number(1), "--set", "备注=会开车")

    refused = station.answers("roster", "undo", done["import_id"][-8:])
    status = station.status
    station.does("trainees", "edit", id_number(1), "--set", "note=")
    undone = station.answers("roster", "undo", done["import_id"][-8:])

    assert (status, refused["error"]["code"]) == (1, "import_built_on")
    assert name_of(1) in refused["error"]["message"]
    assert id_number(1) not in json.dumps(refused)
    assert undone["people"] == 2
    assert [row["undone"] for row in station.answers("roster", "list")] == [True]


def test_the_template_comes_back_as_a_roster_without_a_question(station, tmp_path):
    from openpyxl import load_workbook

    file = tmp_path / "t.xlsx"
    station.does("roster", "template", "--out", file, "--title", "凤山镇花名册")
    book = load_workbook(file)
    sheet = book.active
    headings = {cell.value: cell.column for cell in sheet[3]}
    for heading, value in zip(HEADING[:3], roster_line(1), strict=False):
        sheet.cell(4, headings[heading], value)
    book.save(file)

    done = station.answers("roster", "import", file)

    assert (station.status, done["counts"]["new"]) == (0, 1)


def test_a_person_is_added_shown_edited_and_found_with_numbers_masked(station):
    station.does("places", "load", "--county", "530921")
    added = station.answers(
        "trainees",
        "add",
        "--name",
        "罗正祥",
        "--id-number",
        id_number(1),
        "--set",
        "村=凤山镇水箐村",
        "--set",
        "文化程度=初中",
    )
    station.does("trainees", "category", "add", "罗正祥", "脱贫户", "--from", "2026-01-01", "--evidence", "户口簿")
    station.does("trainees", "edit", "罗正祥", "--name", "罗正翔")

    page = station.answers("trainees", "show", "lzx")
    found = station.answers("trainees", "find", "罗正祥")

    assert page["person"]["id"] == added["trainee_id"] == found[0]["id"]
    assert (page["person"]["name"], page["person"]["other_names"]) == ("罗正翔", ["罗正祥"])
    assert (page["person"]["place"], page["education"]) == ("凤山镇水箐村民委员会", "初中")
    assert [row["code"] for row in page["categories"]] == ["POV01"]
    assert id_number(1) not in station.does("trainees", "list") + json.dumps([page, found])


def test_a_number_in_full_needs_a_reason(station):
    station.does("trainees", "add", "--name", "罗正祥", "--id-number", id_number(1))

    refused = station.answers("trainees", "list", "--full")
    status = station.status
    shown = station.answers("trainees", "list", "--full", "--reason", "核对")

    assert (status, refused["error"]["code"]) == (1, "reason_missing")
    assert shown[0]["id_number"] == id_number(1)


def test_what_is_wrong_or_in_doubt_is_asked_back_and_nothing_is_kept(station):
    wrong = station.answers("trainees", "add", "--name", "罗正祥", "--id-number", WRONG)
    doubtful = station.answers("trainees", "add", "--name", "罗正祥", "--id-number", "")
    station.does("trainees", "add", "--set", "nonsense=1")
    status = station.status
    nobody = station.does("trainees", "find", "罗")

    assert [each["error"]["code"] for each in (wrong, doubtful)] == ["details_refused", "details_in_doubt"]
    assert "confirm it" in doubtful["error"]["remedy"]
    assert (status, station.status, nobody) == (2, 1, "Nobody fits.\n")


def test_two_entries_are_merged_and_parted_at_the_keyboard(station):
    for place in (1, 2):
        station.does("trainees", "add", "--name", "罗正祥", "--id-number", id_number(place))

    refused = station.answers("trainees", "merge", id_number(1), id_number(2))
    merged = station.answers("trainees", "merge", id_number(1), id_number(2), "--reason", "同一人")
    gone = station.answers("trainees", "show", id_number(1))["merged_entries"]
    parted = station.answers("trainees", "unmerge", gone[0], "--reason", "弄错了")

    assert refused["error"]["code"] == "reason_missing"
    assert parted == {"trainee_id": gone[0], "stayed": merged["trainee_id"]}
    assert len(station.answers("trainees", "list")) == 2


def test_places_are_loaded_renamed_and_closed_at_the_keyboard(station):
    loaded = station.answers("places", "load", "--county", "530921")
    station.does("places", "rename", "凤山镇水箐村", "幸福村民委员会")
    closed = station.answers("places", "close", "落星村民委员会", "--on", "2026-11-20", "--into", "凤山镇幸福村")
    villages = station.answers("places", "list", "--in", "凤山镇")

    assert loaded == {"added": 206}
    assert closed[0]["successor"] == "幸福村民委员会"
    assert "落星村民委员会" not in {row["name"] for row in villages}
    assert ["水箐村民委员会"] in [row["former_names"] for row in villages]


@pytest.mark.parametrize("words", [("preview",), ("import",)])
def test_a_heading_with_nobody_below_it_is_told_to_be_just_that(station, tmp_path, words):
    station.does("roster", "template", "--out", tmp_path / "空白.xlsx")
    write_csv(tmp_path / "空表.csv", [])

    for name in ("空白.xlsx", "空表.csv"):
        assert station.does("roster", *words, tmp_path / name) == ""
        assert (station.status, f"There are no people in {name}" in station.told) == (2, True)
    assert station.answers("roster", "list") == []


@pytest.mark.parametrize(
    ("words", "known"),
    [
        (("places", "list", "--level", "planet"), "town(town)"),
        (("trainees", "list", "--status", "foo"), "prospective(prospective)"),
        (("trainees", "list", "--import", "zz"), "There is no roster import “zz”"),
    ],
)
def test_a_word_that_chooses_nothing_is_refused_with_the_words_there_are(station, words, known):
    station.does(*words)

    assert station.status == 1
    assert known in station.told


def test_people_are_listed_by_their_status_and_by_the_end_of_an_imports_id(station, roster):
    station.does("roster", "import", roster)
    short = station.answers("roster", "list")[0]["id"][-6:]

    assert len(station.answers("trainees", "list", "--status", "prospective")) == 1
    assert len(station.answers("trainees", "list", "--import", short)) == 1


def test_a_field_that_there_is_not_is_answered_with_those_there_are_and_their_headings(station):
    station.does("trainees", "add", "--name", "罗正祥", "--set", "foo=1")

    assert station.status == 2
    assert all(words in station.told for words in ("姓名(name)", "曾用名(other_names)", "村民小组(village_group)"))


@pytest.mark.parametrize("group", ["roster", "trainees", "places"])
def test_every_command_has_a_help_of_its_own(station, group):
    listing = station.does(group, "--help")
    commands = [line.split()[0] for line in listing.partition("Commands")[2].splitlines() if line.startswith("  ")]

    helps = [station.does(group, command, "--help") for command in commands]

    assert len(commands) >= 5
    assert all(len(text) > 80 for text in helps)
