import io
from datetime import date
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from app.documents import forms, register_pdf, register_xlsx
from app.documents.alignment import Align
from app.documents.register_pages import CellNotPrintable, CellTooLong
from app.documents.registers import Column, ColumnKind, PageShape, RegisterTable
from app.documents.scanning import read_pages
from tests.documents.makers import FIFTY, RARE_NAMES, said_by_pdfium, seen, without_blanks

HEAD = forms.FormHead("凤庆县鲁史镇乡村人才振兴工作站", "2026年第3期核桃班", date(2026, 11, 21), "张永 2026-11-21 导出")
ID = "533522199003129827"


def roster_row(name: str = "李兰", **wanted: str) -> forms.RosterRow:
    usual = {
        "sex": "女",
        "ethnic_group": "彝族",
        "id_number": ID,
        "age": "36",
        "education": "初中",
        "address": "鲁史镇金马村大田坝小组",
        "categories": "脱贫劳动力",
        "course": "核桃种植与嫁接",
        "level": "五级",
        "phone": "13887654321",
    }
    return forms.RosterRow(name, **(usual | wanted))


def every_form(names: list[str]) -> dict[str, RegisterTable]:
    days = [date(2026, 11, day) for day in range(1, 16)]
    marks = ("√√",) * 14 + ("△×",)
    return {
        "sign_in": forms.sign_in_sheet(
            HEAD, days[2], [forms.SignInRow(n, "533***********9827") for n in names], "XT1.7"
        ),
        "roster": forms.class_roster(HEAD, [roster_row(n) for n in names]),
        "attendance": forms.attendance_summary(
            HEAD, days, [forms.AttendanceRow(n, marks, "120", "112", "4", "0", "0", "0", "4", "93.3%") for n in names]
        ),
        "scores": forms.score_sheet(
            HEAD, [forms.ScoreRow("20260001", n, ID, "82", "91", "87.5", "合格") for n in names]
        ),
        "hand_out": forms.certificate_register(
            HEAD,
            [
                forms.HandOutRow(n, "女", ID, "核桃种植", "五级", "82", "91", "53092110126000173", "2026-11-21")
                for n in names
            ],
        ),
    }


def as_pdf(table: RegisterTable) -> bytes:
    out = io.BytesIO()
    register_pdf.render(table, out)
    return out.getvalue()


def as_xlsx(table: RegisterTable) -> bytes:
    out = io.BytesIO()
    register_xlsx.render(table, out)
    return out.getvalue()


def pages_of(pdf: bytes) -> list[str]:
    return [without_blanks(said_by_pdfium(pdf, page)) for page in range(len(PdfReader(io.BytesIO(pdf)).pages))]


def small_table(**wanted) -> RegisterTable:
    columns = (
        Column("序号", 10),
        Column("姓名", 20, kind=ColumnKind.NAME),
        Column("身份证号", 40, kind=ColumnKind.CODE),
        Column("备注", 30, Align.LEFT),
    )
    usual = {"title": "花名册", "columns": columns, "rows": (("1", "李兰", ID, ""),)}
    return RegisterTable(**(usual | wanted))


@pytest.mark.parametrize("form", ["sign_in", "roster", "attendance", "scores", "hand_out"])
def test_every_form_names_everybody_once_with_head_and_headings_on_each_page(form):
    names = [*RARE_NAMES, FIFTY, *(f"李{chr(0x4E00 + n)}" for n in range(60))]
    table = every_form(names)[form]

    pages = pages_of(as_pdf(table))

    whole = "".join(pages)
    assert [whole.count(name) >= 1 for name in names] == [True] * len(names)
    for number, page in enumerate(pages, 1):
        assert without_blanks(table.title) in page
        assert "填报单位（盖章）：凤庆县鲁史镇乡村人才振兴工作站" in page
        assert "姓名" in page
        assert f"第{number}页共{len(pages)}页" in page
        assert without_blanks(table.foot[0]) in page
    assert [("以下空白" in page) for page in pages] == [False] * (len(pages) - 1) + [True]


def test_an_empty_register_is_one_page_that_says_so():
    pages = pages_of(as_pdf(forms.class_roster(HEAD, [])))

    assert len(pages) == 1
    assert "以下空白" in pages[0]


def test_the_number_column_stays_in_one_line():
    table = forms.class_roster(HEAD, [roster_row()])

    assert ID in said_by_pdfium(as_pdf(table))


def test_two_character_names_are_spaced_on_paper_and_not_in_the_spreadsheet():
    table = forms.class_roster(HEAD, [roster_row("李兰")])

    cells = {cell.value for row in load_workbook(io.BytesIO(as_xlsx(table))).active for cell in row}

    assert "李　兰" in said_by_pdfium(as_pdf(table))
    assert "李兰" in cells
    assert "李　兰" not in cells


def test_each_sheet_of_the_sign_in_list_is_recognised_by_its_scan(tmp_path):
    table = forms.sign_in_sheet(
        HEAD, date(2026, 11, 3), [forms.SignInRow("李兰", "533")] * 45, "XT1.530921101.K3.20261103"
    )
    register_pdf.render(table, tmp_path / "list.pdf")

    codes = list(read_pages(tmp_path / "list.pdf"))

    assert codes == [[f"XT1.530921101.K3.20261103-{number}"] for number in range(1, len(codes) + 1)]
    assert len(codes) > 1


def test_the_sign_in_sheet_has_an_evening_only_when_there_is_one():
    day = date(2026, 11, 3)

    plain = forms.sign_in_sheet(HEAD, day, [], "XT1")
    late = forms.sign_in_sheet(HEAD, day, [], "XT1", evening=True)

    assert "晚上签到" not in [column.title for column in plain.columns]
    assert "晚上签到" in [column.title for column in late.columns]
    assert "上课日期：2026年11月3日" in plain.head


def test_rows_and_columns_always_match():
    for table in every_form(["李兰"]).values():
        assert {len(row) for row in table.rows} == {len(table.columns)}


def test_the_total_stands_on_the_last_page_only():
    rows = tuple((str(n), "李兰", ID, "") for n in range(60))

    pages = pages_of(as_pdf(small_table(rows=rows, total=("合计", "六十人", "", ""))))

    assert [("六十人" in page) for page in pages] == [False] * (len(pages) - 1) + [True]


@pytest.mark.parametrize("shape", PageShape)
@pytest.mark.parametrize("count", [1, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 40])
def test_nothing_is_printed_over_the_signatures_whatever_the_number_of_rows(shape, count):
    rows = tuple((str(n), "李兰", ID, "") for n in range(count))
    table = small_table(rows=rows, page=shape, foot=("审核人", "填表人"), total=("合计", "", "", ""), legend="图例")

    pages = PdfReader(io.BytesIO(as_pdf(table))).pages

    assert sum(without_blanks(page.extract_text()).count(ID) for page in pages) == count
    for page in pages:
        heights = ink_of(page, ("审核人", "第"), ID)
        assert min(heights[ID], default=1e9) > max(heights["审核人"]) > max(heights["第"])


def ink_of(page, words: tuple[str, ...], number: str) -> dict[str, list[float]]:
    """At what heights a page says these words, in points from below."""
    heights: dict[str, list[float]] = {word: [] for word in (*words, number)}

    def visit(text, _cm, matrix, _font, _size):
        for word, places in heights.items():
            if word in text:
                places.append(matrix[5])

    page.extract_text(visitor_text=visit)
    return heights


def test_a_long_cell_makes_its_row_taller_and_loses_nothing():
    address = "鲁史镇金马村民委员会大田坝村民小组" * 6

    said = without_blanks(said_by_pdfium(as_pdf(forms.class_roster(HEAD, [roster_row(address=address)]))))

    assert address in said


def test_a_cell_longer_than_a_page_is_refused_with_its_place():
    with pytest.raises(CellTooLong) as refusal:
        as_pdf(small_table(rows=(("1", "李兰", ID, ""), ("2", "李兰", ID, "长" * 9000))))

    assert refusal.value.figures == {"row": "2", "column": "备注"}


def test_a_character_without_a_glyph_is_refused_on_paper_and_kept_in_the_spreadsheet():
    table = small_table(rows=(("1", "王\ue123", ID, ""),))

    with pytest.raises(CellNotPrintable) as refusal:
        as_pdf(table)

    assert refusal.value.figures == {"row": "1", "column": "姓名", "signs": "(U+E123)"}
    assert load_workbook(io.BytesIO(as_xlsx(table))).active["B3"].value == "王\ue123"


def test_the_watermark_is_faint_and_under_everything():
    plain = seen(as_pdf(small_table()), dpi=100)
    marked = seen(as_pdf(small_table(watermark="张永 2026-11-21 导出")), dpi=100)

    tones = {tone for _, tone in marked.getcolors() if tone < 225} - {tone for _, tone in plain.getcolors()}

    assert plain.tobytes() != marked.tobytes()
    assert len(tones) < 20


@pytest.mark.parametrize("text", ["=1+1", "+86", "-5", "@SUM(A1)", "https://example.cn", "<b>&amp;", "0012", "1E5", ""])
def test_what_a_spreadsheet_would_calculate_stays_the_text_it_is(text):
    book = load_workbook(io.BytesIO(as_xlsx(small_table(title=text or "册", rows=(("1", text, ID, text),)))))

    cells = [cell for cell in book.active[3] if cell.column > 1]

    assert [cell.value for cell in cells] == [text or None, ID, text or None]
    assert all(cell.data_type == "s" for cell in cells if cell.value)
    assert all(cell.number_format == "@" for cell in cells)
    assert book.active["A1"].data_type == "s"


def test_the_spreadsheet_prints_as_the_paper_does():
    sheet = load_workbook(io.BytesIO(as_xlsx(every_form(["李兰"])["roster"]))).active

    assert sheet.page_setup.orientation == "landscape"
    assert sheet.page_setup.paperSize == 9
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.print_title_rows == "$1:$4"
    assert sheet.freeze_panes == "A5"
    assert "张永 2026-11-21 导出" in sheet.oddHeader.right.text
    assert sheet["E5"].value == ID


def test_the_same_register_gives_the_same_bytes(tmp_path):
    table = every_form(["李兰"])["scores"]

    register_pdf.render(table, tmp_path / "scores.pdf")
    register_xlsx.render(table, tmp_path / "scores.xlsx")

    assert (tmp_path / "scores.pdf").read_bytes() == as_pdf(table)
    assert (tmp_path / "scores.xlsx").read_bytes() == as_xlsx(table)


def test_a_cell_no_spreadsheet_can_hold_is_refused():
    with pytest.raises(register_xlsx.CellTooLongForSpreadsheet):
        as_xlsx(small_table(rows=(("1", "李兰", ID, "长" * 33_000),)))


def test_a_spreadsheet_holds_no_formula_and_no_link():
    parts = ZipFile(io.BytesIO(as_xlsx(small_table(rows=(("=1", "=2", "https://a.cn", "@x"),)))))

    sheet = parts.read("xl/worksheets/sheet1.xml").decode()

    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
