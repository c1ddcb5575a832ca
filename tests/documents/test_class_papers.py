"""The papers of a class file as they are printed: official titles, filled from the ledger, the rest left to the pen."""

import io
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader

from app.clock import SetClock
from app.documents import register_pdf
from app.documents.class_paper_lines import CHINESE_TITLES, public_id
from app.documents.class_papers import ClassPapers
from app.documents.forms import FormHead
from app.documents.registers import PageShape, RegisterTable
from app.ledger.class_file import CONTENTS, PAPERS, class_file, file_of, file_paper
from app.ledger.class_records import class_records
from app.ledger.conduct import note_conduct
from app.ledger.graduating import graduate
from app.ledger.teaching import TrainerPlan, add_trainer
from app.models.ledger import Ledger
from app.models.opening import open_ledger
from app.models.people import Trainee
from app.models.training import Lesson
from app.models.vocabulary import AttendanceStatus
from tests.conftest import LOGIN, MORNING
from tests.documents.makers import said_by_pdfium, without_blanks
from tests.makers_training import attend, day, id_number, keep_class, lesson_at, name_of, pass_exams, person_at

HEAD = FormHead("鲁史镇乡村人才振兴工作站", "2026-01 厨师班", date(2026, 11, 21), "张丽 2026-11-21 09:00")
DRAWN = [kind.key for kind in PAPERS if kind.is_drawn]


@pytest.fixture(scope="module")
def finished(empty_ledger: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Two people who have graduated, one absent on the first morning; a trainer, a topic, a remark."""
    folder = tmp_path_factory.mktemp("finished") / "ledger"
    shutil.copytree(empty_ledger, folder)
    with open_ledger(folder, LOGIN, SetClock(MORNING)) as ledger:
        row = keep_class(ledger, 2, place="凤山镇文化站", head_teacher="李老师")
        tells = AttendanceStatus
        attend(ledger, row.id, 1, [tells.ABSENT, tells.LATE, *[tells.PRESENT] * 28], reason="补录")
        attend(ledger, row.id, 2, [tells.PRESENT] * 30, reason="补录")
        trainer = add_trainer(ledger, TrainerPlan("毕师傅", "土专家", qualification="三级厨师"))
        with ledger.change("lesson.edit") as change:
            lesson = change.get(Lesson, lesson_at(ledger, row.id).id)
            lesson.topic, lesson.trainer_id = "刀工基础", trainer.id
        note_conduct(ledger, person_at(ledger, row.id).enrolment_id, day(3), "旷课半天，已谈话")
        pass_exams(ledger, row.id)
        graduate(ledger, row.id)
    return folder, row.id


@pytest.fixture
def ledger(finished: tuple[Path, str], tmp_path: Path, clock: SetClock) -> Iterator[Ledger]:
    shutil.copytree(finished[0], tmp_path / "ledger")
    with open_ledger(tmp_path / "ledger", LOGIN, clock) as opened:
        yield opened


@pytest.fixture
def class_id(finished: tuple[Path, str]) -> str:
    return finished[1]


def papers_of(ledger: Ledger, class_id: str, **wanted) -> ClassPapers:
    return ClassPapers(class_records(ledger, class_id), HEAD, **wanted)


def column(table: RegisterTable, title: str) -> list[str]:
    place = [each.title for each in table.columns].index(title)
    return [row[place] for row in table.rows]


def told(table: RegisterTable) -> dict[str, str]:
    return {row[0]: row[1] for row in table.rows}


def pages(tables: list[RegisterTable]) -> list[str]:
    out = io.BytesIO()
    register_pdf.render_all(tables, out, "班级档案")
    pdf = out.getvalue()
    return [without_blanks(said_by_pdfium(pdf, page)) for page in range(len(PdfReader(io.BytesIO(pdf)).pages))]


def test_every_paper_that_the_ledger_fills_can_be_printed_under_its_title(ledger, class_id):
    papers = papers_of(ledger, class_id)
    tables = {key: papers.tables(key)[0] for key in DRAWN}

    printed = {key: pages([table])[0] for key, table in tables.items()}

    for key, table in tables.items():
        assert without_blanks(table.title) in printed[key]
        assert "填报单位（盖章）：鲁史镇乡村人才振兴工作站" in printed[key]


def test_the_whole_file_is_one_document_each_paper_on_its_own_shape_with_its_own_page_numbers(ledger, class_id):
    papers = papers_of(ledger, class_id)
    tables = [*papers.tables("timetable"), *papers.tables("publicity"), *papers.tables("scores")]
    out = io.BytesIO()

    register_pdf.render_all(tables, out, "班级档案")

    sheets = PdfReader(io.BytesIO(out.getvalue())).pages
    shapes = [sheet.mediabox.width > sheet.mediabox.height for sheet in sheets]
    assert [table.page for table in tables] == [
        PageShape.A4_LANDSCAPE,
        PageShape.A4_PORTRAIT,
        PageShape.A4_LANDSCAPE,
    ]
    assert shapes == [True, True, False, True]
    assert [text for text in pages(tables) if "第1页共1页" in text] == pages(tables)[2:]


def test_progress_of_a_bundle_is_told_paper_by_paper(ledger, class_id):
    tables = [table for key in ("scores", "publicity") for table in papers_of(ledger, class_id).tables(key)]
    heard = []

    register_pdf.render_all(tables, io.BytesIO(), "班级档案", lambda done, total: heard.append((done, total)))

    assert heard == [(1, 2), (2, 2)]


def test_the_application_is_filled_from_the_class_and_leaves_room_for_the_county(ledger, class_id):
    form = told(papers_of(ledger, class_id).tables("class_application")[0])

    assert form["培训地点"] == "凤山镇文化站"
    assert form["总学时（理论/实操）"] == "120学时（理论40/实操80）"
    assert form["授课教师"] == "毕师傅（土专家）"
    assert form["培训人数"] == "2人，其中脱贫劳动力（含监测对象）0人"
    assert (form["资金来源"], form["县人社局意见"].strip().startswith("（盖章）")) == ("", True)


def test_a_form_to_be_filled_in_is_not_closed_below_its_last_row(ledger, class_id):
    papers = papers_of(ledger, class_id)

    survey, roster = pages(papers.tables("satisfaction"))[0], pages(papers.tables("roster"))[-1]

    assert "以下空白" not in survey
    assert "以下空白" in roster


def test_the_log_names_who_was_missing_and_counts_who_was_there(ledger, class_id):
    table = papers_of(ledger, class_id).tables("teaching_log")[0]

    assert (column(table, "应到")[0], column(table, "实到")[0]) == ("2", "1")
    assert column(table, "缺勤名单")[:2] == [name_of(0), ""]
    assert (column(table, "授课内容")[0], column(table, "授课教师（签字）")[0]) == ("刀工基础", "毕师傅")
    assert (column(table, "日期")[0], column(table, "星期")[0]) == ("11.2", "一")


def test_marks_in_the_summary_are_the_signs_of_the_legend(ledger, class_id):
    table = papers_of(ledger, class_id).tables("attendance_total")[0]

    assert column(table, "11.2")[0] == "×＞"
    assert "迟到＞" in table.legend


def test_what_is_put_up_in_public_hides_the_middle_of_the_number_even_in_a_full_copy(ledger, class_id):
    papers = papers_of(ledger, class_id, full=True)

    public, subsidy = papers.tables("publicity")[0], papers.tables("subsidy")[0]

    number = id_number(0)
    assert column(public, "身份证号（隐藏中间）")[0] == f"{number[:6]}********{number[-4:]}"
    assert column(subsidy, "身份证号")[0] == number
    assert column(papers_of(ledger, class_id).tables("subsidy")[0], "身份证号")[0] == f"533***********{number[-4:]}"


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("533522198501069830", "533522********9830"),
        ("", ""),
        ("A1234567", "A*****67"),
        ("533522850106983", "533522*****6983"),
    ],
)
def test_a_public_number_shows_six_and_four_signs_at_most(number, shown):
    assert public_id(number) == shown


def test_sums_and_accounts_are_left_to_the_pen_but_the_days_are_counted(ledger, class_id):
    table = papers_of(ledger, class_id).tables("allowance_pay")[0]

    assert column(table, "实际参训天数") == ["15", "15"]
    assert column(table, "金额") == column(table, "社保卡/一卡通账号") == ["", ""]


def test_the_summary_gives_the_figures_of_the_class(ledger, class_id):
    form = told(papers_of(ledger, class_id).tables("summary")[0])

    assert form["结业"] == "2人，结业率100%"
    assert form["考核平均分"] == "理论80.0　实操85.0"
    assert form["平均出勤率"] == "98.3%"


def test_remarks_and_party_members_have_their_lists(ledger, class_id):
    with ledger.change("trainee.edit") as change:
        change.get(Trainee, person_at(ledger, class_id, 2).trainee_id).political_status = "01"

    papers = papers_of(ledger, class_id)

    assert column(papers.tables("conduct")[0], "说明") == ["旷课半天，已谈话"]
    assert column(papers.tables("party_branch")[0], "姓名") == [name_of(1)]


def test_the_contents_fit_on_one_page_and_say_what_is_in_the_file(ledger, class_id):
    file_paper(ledger, class_id, "photos", is_filed=True)
    records = class_records(ledger, class_id)

    table = papers_of(ledger, class_id).contents(file_of(records))

    held = dict(zip(column(table, "材料名称"), column(table, "有无"), strict=True))
    assert {title: said for title, said in held.items() if said} == {"现场照片、视频": "有"}
    assert len(pages([table])) == 1
    assert set(CHINESE_TITLES) == {CONTENTS.key, *(paper.kind.key for paper in class_file(ledger, class_id).papers)}


def test_one_day_of_the_sign_in_sheets_can_be_had_alone(ledger, class_id):
    papers = papers_of(ledger, class_id)

    assert len(papers.tables("attendance_day")) == 15
    assert [table.page_code[-8:] for table in papers.tables("attendance_day", day(3))] == ["20261103"]
