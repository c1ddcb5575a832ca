"""Registers on the screen: the same figures as on paper and in the file, masked unless asked for with a reason."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import orjson
import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from sqlalchemy import select

from app.clock import SetClock
from app.ledger.enrolling import enrol
from app.models.faults import CopiedLedger
from app.models.journal import JournalEntry
from app.models.ledger import Ledger
from app.models.opening import open_ledger
from app.ui.notices import ReasonDialog
from app.ui.paper.paper_dialog import PaperDialog
from app.ui.reports.report_filters import LAST_MONTH, LAST_YEAR, MONTH, OWN, QUARTER, WHOLE, YEAR, period_of
from app.ui.reports.report_reading import KINDS
from app.ui.reports.reports_page import ReportsPage
from app.ui.spots import REPORTS, Spot
from tests.conftest import LOGIN, MORNING
from tests.documents.makers import said_by_pdfium, without_blanks
from tests.makers_training import id_number, keep_class, keep_trainees, name_of
from tests.ui.unmasked import unmaskings

KEY = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture(scope="module")
def taught(empty_ledger: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A class of two in October, one of three in November; one person is in both. Gives October's id."""
    folder = tmp_path_factory.mktemp("taught") / "ledger"
    shutil.copytree(empty_ledger, folder)
    with open_ledger(folder, LOGIN, SetClock(MORNING)) as ledger:
        people = keep_trainees(ledger, 4)
        october = keep_class(ledger, starts_on=date(2026, 10, 12), code="2026-01", name="厨师一班")
        enrol(ledger, october.id, people[:2])
        november = keep_class(ledger, code="2026-02", name="厨师二班")
        enrol(ledger, november.id, people[1:])
    return folder, october.id


@pytest.fixture
def ledger(taught: tuple[Path, str], tmp_path: Path, clock: SetClock) -> Iterator[Ledger]:
    shutil.copytree(taught[0], tmp_path / "ledger")
    with open_ledger(tmp_path / "ledger", LOGIN, clock) as opened:
        yield opened


@pytest.fixture
def page(qtbot, work) -> ReportsPage:
    made = ReportsPage(work)
    qtbot.addWidget(made)
    made.resize(1200, 640)
    made.show()
    made.show_spot(Spot(REPORTS, detail="figures"))
    shown(qtbot, made, "figures")
    return made


def shown(qtbot, page: ReportsPage, key: str) -> None:
    qtbot.waitUntil(lambda: page.work.operations.is_idle and page.shown_key == key)


def cells(page: ReportsPage) -> list[list[str]]:
    columns, rows = range(page.rows.columnCount()), range(page.rows.rowCount())
    return [[page.rows.index(row, column).data() for column in columns] for row in rows]


def column(page: ReportsPage, title: str) -> list[str]:
    titles = [each.heading for each in page.rows.columns]
    return [row[titles.index(title)] for row in cells(page)]


def acts(ledger: Ledger) -> list[str]:
    """The actions in the journal, oldest first."""
    heads = select(JournalEntry.body).where(JournalEntry.op == "C").order_by(JournalEntry.position)
    with ledger.reading() as session:
        return [orjson.loads(body)["action"] for body in session.scalars(heads)]


def period(page: ReportsPage, code: str) -> None:
    page.filters.period.setCurrentIndex(page.filters.period.findData(code))


def chosen_file(page: ReportsPage, path) -> None:
    chooser = page.findChild(QFileDialog)
    chooser.selectFile(str(path))
    chooser.accept()


def test_every_report_opens_with_its_name_and_can_be_looked_at_on_paper(qtbot, page):
    for kind in KINDS:
        page.show_spot(Spot(REPORTS, detail=kind.key))
        shown(qtbot, page, kind.key)

        assert page.title.text() == page.kinds.currentItem().text()
        assert page.look.isEnabled()
        assert page.spot == Spot(REPORTS, detail=kind.key)


def test_arrows_go_from_report_to_report_and_the_last_one_is_remembered(qtbot, page):
    qtbot.keyClick(page.kinds, KEY.Key_Down)
    shown(qtbot, page, "people")

    page.show_spot(Spot(REPORTS))
    shown(qtbot, page, "people")

    assert page.title.text() == "学员台账"
    assert page.window().focusWidget() is page.kinds


def test_figures_show_person_times_and_persons_with_the_whole_below(page):
    assert column(page, "月份") == ["2026-10", "2026-11", ""]
    assert (column(page, "参训人次"), column(page, "参训人数")) == (["2", "3", "5"], ["2", "3", "4"])
    assert cells(page)[-1][0] == "合计"
    assert "人数同一人只计一次" in page.legend.text()


def test_figures_are_told_apart_by_what_is_chosen(qtbot, page):
    page.filters.figures.setCurrentIndex(page.filters.figures.findData("skill_group"))
    shown(qtbot, page, "figures")

    assert column(page, "技能类别")[:1] == ["服务技能"]


def test_another_period_shows_other_classes_and_an_empty_one_says_so(qtbot, page):
    page.show_spot(Spot(REPORTS, detail="classes"))
    shown(qtbot, page, "classes")
    period(page, MONTH)
    shown(qtbot, page, "classes")
    november = column(page, "班级编号")
    period(page, LAST_YEAR)
    shown(qtbot, page, "classes")

    assert november == ["2026-02", ""]
    assert page.layers.currentWidget() is page.empty
    assert page.empty.text().startswith("这段时间没有记录")


def test_days_of_ones_own_choice_make_a_period(qtbot, page):
    page.filters.first.choose(date(2026, 10, 1))
    page.filters.last.choose(date(2026, 10, 31))
    shown(qtbot, page, "figures")

    assert page.filters.period.currentData() == OWN
    assert column(page, "月份") == ["2026-10", ""]


@pytest.mark.parametrize(
    ("code", "first", "last"),
    [
        (YEAR, date(2026, 1, 1), date(2026, 12, 31)),
        (QUARTER, date(2026, 1, 1), date(2026, 3, 31)),
        (MONTH, date(2026, 2, 1), date(2026, 2, 28)),
        (LAST_MONTH, date(2026, 1, 1), date(2026, 1, 31)),
        (LAST_YEAR, date(2025, 1, 1), date(2025, 12, 31)),
    ],
)
def test_a_period_has_its_first_and_last_day(code, first, last):
    assert period_of(code, date(2026, 2, 15)) == (first, last)


def test_a_report_of_a_class_takes_the_newest_and_goes_to_the_one_that_is_chosen(qtbot, page, taught):
    page.show_spot(Spot(REPORTS, detail="roster"))
    shown(qtbot, page, "roster")
    newest = len(page.rows.rows)
    page.filters.class_.setCurrentIndex(page.filters.class_.findData(taught[1]))
    shown(qtbot, page, "roster")

    assert (newest, len(page.rows.rows)) == (3, 2)
    assert not page.filters.period.isVisible()


def test_numbers_are_masked_until_there_is_a_reason_and_showing_them_is_journaled(qtbot, page, ledger):
    page.show_spot(Spot(REPORTS, detail="people"))
    shown(qtbot, page, "people")
    masked = column(page, "身份证号")

    qtbot.keyClick(page.list, KEY.Key_U, CONTROL)
    dialog = page.findChild(ReasonDialog)
    dialog.field.insert("核对身份证")
    dialog.accept()
    qtbot.waitUntil(page.full.isChecked)
    shown(qtbot, page, "people")
    full = column(page, "身份证号")
    qtbot.mouseClick(page.full, Qt.MouseButton.LeftButton)
    shown(qtbot, page, "people")

    assert all("***" in number for number in masked[:-1])
    assert sorted(full[:-1]) == sorted(id_number(place) for place in range(4))
    assert column(page, "身份证号") == masked
    assert acts(ledger)[-1] == "person.unmask"
    assert unmaskings(ledger) == [("核对身份证", sorted(full[:-1]))]


@pytest.mark.parametrize("key", ["people", "roster", "scores"])
def test_a_copy_with_whole_numbers_names_everyone_in_it(qtbot, page, ledger, taught, tmp_path, key):
    page.show_spot(Spot(REPORTS, taught[1], detail=key))
    shown(qtbot, page, key)
    page.full.reason = "上报"
    page.full.setChecked(True)
    page.refresh()
    shown(qtbot, page, key)

    page.save_pdf(tmp_path / "report.pdf")
    qtbot.waitUntil(lambda: page.work.operations.is_idle)

    seen = ("上报", sorted(id_number(place) for place in range(2)))
    assert unmaskings(ledger) == [seen, seen]  # once on the screen, once in the file


def test_going_to_another_report_masks_again(qtbot, page):
    page.full.reason = "核对"
    page.full.setChecked(True)

    qtbot.keyClick(page.kinds, KEY.Key_Down)
    shown(qtbot, page, "people")

    assert not page.full.isChecked()
    assert id_number(0) not in str(cells(page))


def test_the_spreadsheet_holds_what_is_on_the_screen_and_the_export_is_journaled(qtbot, page, ledger, tmp_path):
    page.show_spot(Spot(REPORTS, detail="people"))
    shown(qtbot, page, "people")

    qtbot.keyClick(page.list, KEY.Key_E, CONTROL)
    with qtbot.waitSignal(page.work.said):
        chosen_file(page, tmp_path / "学员台账.xlsx")

    sheet = load_workbook(tmp_path / "学员台账.xlsx").active
    written = [[str(cell.value or "") for cell in row] for row in sheet]
    assert all(row in written for row in cells(page))
    assert acts(ledger)[-1] == "export.report.people"


def test_the_pdf_holds_what_is_on_the_screen(qtbot, page, tmp_path):
    page.show_spot(Spot(REPORTS, detail="people"))
    shown(qtbot, page, "people")

    page.ask_pdf()
    with qtbot.waitSignal(page.work.said):
        chosen_file(page, tmp_path / "学员台账.pdf")

    text = without_blanks(said_by_pdfium((tmp_path / "学员台账.pdf").read_bytes()))
    assert "期间：2026年1月1日至2026年12月31日" in text
    for row in cells(page):
        assert all(without_blanks(cell) in text for cell in row)


def test_ctrl_p_shows_the_pages_before_they_are_printed(qtbot, page, ledger):
    qtbot.keyClick(page.list, KEY.Key_P, CONTROL)
    dialog = page.findChild(PaperDialog)
    qtbot.waitUntil(lambda: dialog.view.pages == 1)

    assert dialog.windowTitle() == "培训情况统计"
    assert acts(ledger)[-1] == "export.report.figures"
    dialog.reject()


def test_a_file_name_tells_report_and_period_and_no_person(page):
    proposed = page._proposed("xlsx")

    assert proposed == "培训情况统计-20260101-20261231.xlsx"


def test_all_time_takes_everyone_in_the_ledger(qtbot, page, ledger):
    keep_trainees(ledger, 2, start=50)
    page.show_spot(Spot(REPORTS, detail="people"))
    shown(qtbot, page, "people")
    before = len(page.rows.rows) - 1

    period(page, WHOLE)
    shown(qtbot, page, "people")

    assert (before, len(page.rows.rows) - 1) == (4, 6)
    assert name_of(50) in column(page, "姓名")


def test_a_hindered_ledger_shows_its_registers_but_hands_nothing_out(qtbot, page, ledger):
    ledger.hinder(CopiedLedger())

    page.show_spot(Spot(REPORTS, detail="classes"))
    shown(qtbot, page, "classes")

    assert len(page.rows.rows) == 3
    assert [each.isEnabled() for each in (page.look, page.sheet, page.pdf)] == [False] * 3
