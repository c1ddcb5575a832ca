"""The sender's own file comes back with red cells and reasons, and nothing else changed."""

import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import Font

from app.ledger.importing.error_workbook import marks_of, write_error_workbook
from app.ledger.importing.limits import LIMITS, Limits
from app.ledger.importing.preview import RosterPreview, RowStatus, preview
from app.ledger.importing.reading import ask_child, read_sheets
from app.ledger.importing.refusals import ErrorWorkbookNeedsItsOwnName, ErrorWorkbookNotWritten, FileIsMissing
from app.ledger.importing.template import write_roster_template
from tests.importing.hostile import packed
from tests.importing.makers import NUMBERS
from tests.importing.messy import TODAY, Written, make_people, save_text, save_xls, save_xlsx

RED, AMBER = "FFFF9999", "FFFFE699"
ROSTER = [
    ["花名册"],
    ["姓名", "身份证号", "性别", "备注"],
    ["罗正祥", NUMBERS[0], "男", "=1+1"],
    ["李兰", "5.33522E+17", "女", "@SUM(A1)"],
    ["茶开秀", NUMBERS[2], "女", "'ok"],
]


def judge(path: Path) -> RosterPreview:
    return preview(path.name, read_sheets(path), today=TODAY)


def marked(path: Path, out: Path) -> openpyxl.worksheet.worksheet.Worksheet:
    write_error_workbook(path, judge(path), out)
    return openpyxl.load_workbook(out).worksheets[0]


def fills(sheet) -> dict[str, str]:
    return {c.coordinate: c.fill.start_color.rgb for row in sheet.iter_rows() for c in row if c.fill.patternType}


@pytest.mark.parametrize("save", [save_xlsx, save_xls, save_text])
def test_only_problem_cells_are_coloured_and_each_has_its_reason(tmp_path: Path, save) -> None:
    path = save(tmp_path / "roster", Written("Sheet1", ROSTER))

    sheet = marked(path, tmp_path / "errors.xlsx")

    assert fills(sheet) == {"B4": RED, "E4": RED, "C5": AMBER, "E5": AMBER}
    assert sheet["E2"].value == "问题与改法"
    assert sheet["E4"].value.startswith("【必须改】B 身份证号")
    assert "身份证" in sheet["E4"].value
    assert sheet["E5"].value.startswith("【请核对】C 性别")
    assert sheet["E3"].value is None


@pytest.mark.parametrize("save", [save_xlsx, save_xls, save_text])
def test_what_looks_like_a_formula_stays_text(tmp_path: Path, save) -> None:
    path = save(tmp_path / "roster", Written("Sheet1", ROSTER))

    sheet = marked(path, tmp_path / "errors.xlsx")

    assert (sheet["D3"].value, sheet["D3"].data_type) == ("=1+1", "s")
    assert (sheet["D4"].value, sheet["D4"].data_type) == ("@SUM(A1)", "s")
    assert sheet["B3"].number_format == "@"
    assert sheet["B3"].value == NUMBERS[0]


def test_the_senders_looks_are_kept(tmp_path: Path) -> None:
    path = save_xlsx(tmp_path / "roster.xlsx", Written("名单", ROSTER, merged=[(1, 1, 1, 4)], hidden={5}))
    book = openpyxl.load_workbook(path)
    sheet = book["名单"]
    sheet["A1"].font = Font(name="方正小标宋简体", size=22)
    sheet.column_dimensions["B"].width = 33
    book.create_sheet("另一张")["A1"] = "别的"
    book.save(path)

    made = marked(path, tmp_path / "errors.xlsx")

    assert (made.title, made["A1"].font.name, made["A1"].font.size) == ("名单", "方正小标宋简体", 22)
    assert made.column_dimensions["B"].width == 33
    assert [str(span) for span in made.merged_cells.ranges] == ["A1:D1"]
    assert made.row_dimensions[5].hidden
    assert made.parent.sheetnames == ["名单", "另一张"]


def test_a_formula_comes_back_as_the_value_it_had(tmp_path: Path) -> None:
    rows = [["姓名", "身份证号", "年龄"], ["罗正祥", NUMBERS[0], 41], ["李兰", "12", 46]]
    path = save_xlsx(tmp_path / "roster.xlsx", Written("Sheet1", rows))
    book = openpyxl.load_workbook(path)
    book.active["C2"] = '=DDE("cmd","/c calc")'
    book.save(path)

    sheet = marked(path, tmp_path / "errors.xlsx")

    assert [cell.data_type for row in sheet.iter_rows() for cell in row if cell.data_type == "f"] == []


def test_a_problem_in_merged_cells_is_marked_at_their_corner(tmp_path: Path) -> None:
    rows = [["姓名", "身份证号", "民族"], ["罗正祥", NUMBERS[0], "某某人"], ["李兰", NUMBERS[1], None]]
    path = save_xlsx(tmp_path / "roster.xlsx", Written("Sheet1", rows, merged=[(2, 3, 3, 3)]))

    sheet = marked(path, tmp_path / "errors.xlsx")

    assert fills(sheet) == {"C2": AMBER, "D2": AMBER, "D3": AMBER}


def test_a_mended_error_workbook_comes_in_and_old_reasons_go(tmp_path: Path) -> None:
    path = save_xlsx(tmp_path / "roster.xlsx", Written("Sheet1", ROSTER))
    once, twice = tmp_path / "errors.xlsx", tmp_path / "again.xlsx"
    marked(path, once)
    book = openpyxl.load_workbook(once)
    book.active["B4"] = NUMBERS[1]
    book.save(once)

    sheet = marked(once, twice)

    assert [row.status for row in judge(once).rows] == [RowStatus.NEW, RowStatus.NEW, RowStatus.DOUBTFUL]
    assert (sheet["E4"].value, sheet["F2"].value) == (None, None)
    assert sheet["E5"].value


def test_every_sheet_gets_its_own_marks(tmp_path: Path) -> None:
    good = Written("好", [["姓名", "身份证号"], ["罗正祥", NUMBERS[0]]])
    bad = Written("坏", [["序号", "姓名", "身份证号"], [1, "李兰", "12"]])
    path = save_xlsx(tmp_path / "roster.xlsx", good, bad)
    out = tmp_path / "errors.xlsx"

    write_error_workbook(path, judge(path), out)

    book = openpyxl.load_workbook(out)
    assert fills(book["好"]) == {}
    assert fills(book["坏"]) == {"C2": RED, "D2": RED}


def test_a_file_too_heavy_to_rewrite_comes_back_plain(tmp_path: Path) -> None:
    """openpyxl needs many times the memory of the reader; the reasons matter more than the looks."""
    path = save_xlsx(tmp_path / "roster.xlsx", Written("Sheet1", ROSTER))
    book = openpyxl.load_workbook(path)
    book.active["A1"].font = Font(size=22)
    book.save(path)
    shown, plain, rich = judge(path), tmp_path / "plain.xlsx", tmp_path / "rich.xlsx"

    write_error_workbook(path, shown, plain, Limits(rewritten=1000))
    write_error_workbook(path, shown, rich)

    sheets = [openpyxl.load_workbook(out).active for out in (plain, rich)]
    assert [sheet["A1"].font.size for sheet in sheets] == [11, 22]
    assert fills(sheets[0]) == fills(sheets[1])


def test_a_file_with_odd_styles_comes_back_plain(tmp_path: Path) -> None:
    """calamine reads past styles that openpyxl breaks on, and so do WPS and Excel."""
    path = tmp_path / "roster.xlsx"
    with zipfile.ZipFile(save_xlsx(tmp_path / "good.xlsx", Written("Sheet1", ROSTER))) as archive:
        broken = {name: archive.read(name) for name in archive.namelist()}
    broken["xl/styles.xml"] = broken["xl/styles.xml"].replace(b"<fill><patternFill /></fill>", b"<fill />")
    path.write_bytes(packed(broken))
    with pytest.raises(TypeError):
        openpyxl.load_workbook(path)

    sheet = marked(path, tmp_path / "errors.xlsx")

    assert fills(sheet) == {"B4": RED, "E4": RED, "C5": AMBER, "E5": AMBER}


def test_reasons_stand_right_of_everything_on_the_sheet(tmp_path: Path) -> None:
    rows = [["姓名", "身份证号"], ["李兰", "12", None, None, "旁边的话"]]
    path = save_xlsx(tmp_path / "roster.xlsx", Written("Sheet1", rows))

    sheet = marked(path, tmp_path / "errors.xlsx")

    assert (sheet["E2"].value, sheet["F1"].value) == ("旁边的话", "问题与改法")


def test_a_folder_that_takes_no_file_is_told_and_nothing_is_left_behind(tmp_path: Path) -> None:
    path = save_xlsx(tmp_path / "roster.xlsx", Written("Sheet1", ROSTER))
    shown = judge(path)

    with pytest.raises(ErrorWorkbookNotWritten):
        write_error_workbook(path, shown, tmp_path / "missing" / "errors.xlsx")
    path.unlink()
    with pytest.raises(FileIsMissing):
        write_error_workbook(path, shown, tmp_path / "errors.xlsx")

    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs the device that is always full")
def test_a_full_disk_is_told_as_such_and_not_as_a_damaged_file(tmp_path: Path) -> None:
    path = save_xlsx(tmp_path / "roster.xlsx", Written("Sheet1", ROSTER))

    with pytest.raises(ErrorWorkbookNotWritten):
        ask_child(path, {"task": "mark", "out": "/dev/full", "marks": marks_of(judge(path))}, LIMITS)


@pytest.mark.parametrize("name", ["roster.xlsx", "errors.xls", "ledger.db"])
def test_the_error_workbook_never_takes_the_place_of_another_file(tmp_path: Path, name: str) -> None:
    path = save_xlsx(tmp_path / "roster.xlsx", Written("Sheet1", ROSTER))
    before = path.read_bytes()

    with pytest.raises(ErrorWorkbookNeedsItsOwnName):
        write_error_workbook(path, judge(path), tmp_path / name)

    assert path.read_bytes() == before


def test_the_blank_roster_filled_in_comes_back_without_a_complaint(tmp_path: Path) -> None:
    out = tmp_path / "blank.xlsx"
    write_roster_template(out, "营盘镇学员花名册")
    book = openpyxl.load_workbook(out)
    sheet = book.active
    for row, person in enumerate(make_people(5), start=4):
        sheet.cell(row, 2, person.name)
        sheet.cell(row, 3, "男" if person.sex == "1" else "女")
        sheet.cell(row, 5, person.number)
        sheet.cell(row, 6, person.phone)
        sheet.cell(row, 7, "初中")
    book.save(out)

    shown = judge(out)

    assert shown.counts()[RowStatus.NEW] == 5
    assert sheet.cell(4, 5).number_format == "@"
    assert sheet.cell(504, 5).number_format == "General"


def test_dates_of_the_sender_stay_dates(tmp_path: Path) -> None:
    rows = [["姓名", "身份证号", "出生日期"], ["罗正祥", "12", date(1985, 1, 6)]]
    path = save_xls(tmp_path / "roster.xls", Written("Sheet1", rows))

    sheet = marked(path, tmp_path / "errors.xlsx")

    assert sheet["C2"].is_date
