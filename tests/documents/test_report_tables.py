"""Registers as tables: sums below the columns that have them, the period in the head, paper and spreadsheet alike."""

import io
from datetime import date

import pytest
from openpyxl import load_workbook

from app.documents import register_pdf, register_xlsx
from app.documents.forms import FormHead
from app.documents.report_tables import (
    ReportHead,
    blanks_table,
    classes_table,
    figures_table,
    handed_out_table,
    holders_table,
    people_table,
    period_words,
)
from app.i18n import choose_language
from app.ledger.blank_stock import receive_blanks
from app.ledger.certificate_events import void
from app.ledger.correcting import correct
from app.ledger.report_figures import FigureKind, figures_by
from app.ledger.report_rows import blanks_register, certificates_register, classes_register, people_register
from app.ledger.report_scope import ReportScope
from tests.documents.makers import said_by_pdfium, without_blanks
from tests.makers_certificates import QUICK, MakeBelieveCounty, id_number_of, issued_class
from tests.makers_training import keep_class

SCOPE = ReportScope(date(2026, 1, 1), date(2026, 12, 31))
OVER = ReportHead(FormHead("鲁史镇乡村人才振兴工作站", "", date(2026, 11, 21)), SCOPE)


def column(table, title):
    place = [each.title for each in table.columns].index(title)
    return [row[place] for row in table.rows]


def total(table, title):
    return table.total[[each.title for each in table.columns].index(title)]


@pytest.mark.parametrize(
    ("scope", "words"),
    [
        (SCOPE, "期间：2026年1月1日至2026年12月31日"),
        (ReportScope(first=date(2026, 3, 1)), "期间：2026年3月1日起"),
        (ReportScope(last=date(2026, 3, 1)), "期间：截至2026年3月1日"),
        (ReportScope(class_id="x"), "期间：全部"),
    ],
)
def test_the_period_is_told_in_the_head(scope, words):
    assert period_words(scope) == words


def test_figures_carry_their_sums_and_say_how_they_are_counted(ledger):
    keep_class(ledger, 2)

    table = figures_table(OVER, figures_by(ledger, FigureKind.SKILL_GROUP, SCOPE), "技能类别")

    assert column(table, "技能类别") == ["服务技能"]
    assert (total(table, "参训人次"), total(table, "参训人数"), total(table, "学时")) == ("2", "2", "120")
    assert (table.total[0], total(table, "技能类别")) == ("合计", "")
    assert "人数同一人只计一次" in table.legend


def test_people_and_classes_have_a_row_each_and_sums_where_sums_make_sense(ledger):
    keep_class(ledger, 3)

    people = people_table(OVER, people_register(ledger, SCOPE))
    classes = classes_table(OVER, classes_register(ledger, SCOPE))

    assert (len(people.rows), total(people, "参训人次"), total(people, "年龄")) == (3, "3", "")
    assert column(classes, "技能类别") == ["服务技能"]
    assert (total(classes, "报名"), total(classes, "学时"), total(classes, "天数")) == ("3", "120", "")


def test_paper_speaks_chinese_whatever_the_screen_speaks(ledger):
    keep_class(ledger, 1)
    choose_language("en")

    table = classes_table(OVER, classes_register(ledger, SCOPE))

    assert column(table, "状态") == ["进行中"]
    assert table.title == "培训班台账"


def test_holders_are_those_whose_certificate_counts_and_the_hand_out_list_names_all(ledger):
    MakeBelieveCounty().enrol(ledger)
    _, issued = issued_class(ledger, 3, QUICK)
    first, second, third = (row.number for row in issued.certificates)
    void(ledger, first, "作废")
    new = correct(ledger, QUICK, second, "更正", given={"name": "改名"}).new.number

    lines = certificates_register(ledger, SCOPE)
    holders, handed = holders_table(OVER, lines), handed_out_table(OVER, lines)

    assert column(holders, "证书编号") == [third, new]
    assert dict(zip(column(handed, "证书编号"), column(handed, "备注"), strict=True)) == {
        first: "作废",
        second: f"已更正，换发{new}",
        third: "",
        new: "",
    }


def test_whole_numbers_stand_only_where_they_were_asked_for(ledger):
    MakeBelieveCounty().enrol(ledger)
    issued_class(ledger, 1, QUICK)

    masked = holders_table(OVER, certificates_register(ledger, SCOPE))
    full = holders_table(OVER, certificates_register(ledger, SCOPE, full=True), full=True)

    assert column(full, "身份证号") == [id_number_of(0)]
    assert id_number_of(0) not in str(masked.rows)


def test_screen_paper_and_spreadsheet_show_the_same(ledger):
    receive_blanks(ledger, "completion", 120, source="县人社局")
    table = blanks_table(OVER, blanks_register(ledger, SCOPE))
    paper, sheet = io.BytesIO(), io.BytesIO()

    register_pdf.render(table, paper)
    register_xlsx.render(table, sheet)

    printed = without_blanks(said_by_pdfium(paper.getvalue()))
    cells = [str(cell.value) for row in load_workbook(sheet).active for cell in row if cell.value]
    for text in ("空白证书领用、结存台账", "期间：2026年1月1日至2026年12月31日", "结业证书", "县人社局", "120", "合计"):
        assert text in printed
        assert any(text in cell for cell in cells)
