"""The register in the window: what is typed or chosen stands in the list, Enter opens it, and it leaves journaled."""

from datetime import date

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFileDialog

from app.ledger.certificate_events import void
from app.ledger.other_certificates import RecordFacts, record
from app.ledger.printing import start_job
from app.ledger.revocation_requests import read_request
from app.ledger.sheet_results import Seen, confirm
from app.models.ledger import Clerk
from app.models.people import Trainee
from app.ui import spots
from app.ui.certificates.book_dialog import BookDialog
from app.ui.certificates.record_dialog import RecordDialog
from app.ui.certificates.register_page import OTHERS, RegisterPage
from app.ui.certificates.revocation_dialog import RevocationDialog
from app.ui.paper.paper_dialog import PaperDialog
from app.ui.spots import Spot
from tests.makers_certificates import QUICK, MakeBelieveCounty, issued_class, unpressed
from tests.ui.unmasked import unmaskings

KEY, CONTROL = Qt.Key, Qt.KeyboardModifier.ControlModifier
NAMES = ("罗正祥", "李兰", "王𬭎", "欧阳春花")


@pytest.fixture(scope="module")
def prepared_ledger(prepare):
    """Four certificates: two to print, one to hand out, one voided."""

    def fill(ledger):
        MakeBelieveCounty().enrol(ledger)
        issued = issued_class(ledger, printer=QUICK, names=NAMES)[1].certificates
        job = start_job(ledger, QUICK, unpressed, numbers=[issued[2].number])
        confirm(ledger, job.id, Seen(everything=True))
        void(ledger, issued[3].number, "重复发证")
        return issued

    return prepare(fill)


@pytest.fixture
def rows(prepared_ledger):
    return prepared_ledger.told


@pytest.fixture
def page(qtbot, work) -> RegisterPage:
    made = RegisterPage(work)
    qtbot.addWidget(made)
    made.resize(1180, 620)
    made.show()
    return made


def shown(qtbot, page: RegisterPage, detail: str = "") -> RegisterPage:
    page.show_spot(Spot(spots.REGISTER, detail=detail))
    settled(qtbot, page)
    return page


def settled(qtbot, page: RegisterPage) -> None:
    qtbot.waitUntil(lambda: page.work.operations.is_idle and not page._pause.isActive())


def opened(qtbot, page: RegisterPage, kind: type[QDialog]) -> QDialog:
    """The dialog that came up, ready for keys."""
    qtbot.waitUntil(lambda: page.findChild(kind) is not None and page.findChild(kind).isActiveWindow())
    return page.findChild(kind)


def column(page: RegisterPage, place: int) -> list[str]:
    return [page.rows.index(row, place).data() for row in range(page.rows.rowCount())]


def names(page: RegisterPage) -> list[str]:
    return column(page, 1)


def tabs(page: RegisterPage) -> list[str]:
    return [page.tabs.tabText(place) for place in range(page.tabs.count())]


def test_the_register_shows_every_certificate_with_its_state_and_masked_numbers(qtbot, page, rows):
    shown(qtbot, page)

    told = " ".join(cell for place in range(9) for cell in column(page, place))
    assert names(page) == ["欧阳春花", "王𬭎", "李兰", "罗正祥"]
    assert column(page, 6) == ["✕ 已作废", "◐ 待领取", "○ 待打印", "○ 待打印"]
    assert tabs(page) == [
        "本站签发 4",
        "待打印 2",
        "待领取 1",
        "已领取",
        "已作废 1",
        "已更正",
        "县里已吊销",
        "其他机构",
    ]
    assert rows[0].masked_id in told
    assert rows[0].id_number not in told
    assert page.count.text() == "共 4 本"


@pytest.mark.parametrize("typed", ["李兰", "lilan", "ll"])
def test_typing_finds_a_certificate_and_enter_opens_it(qtbot, page, rows, ledger, work, typed):
    with ledger.change("trainee.edit") as change:
        person = change.get(Trainee, rows[1].trainee_id)
        person.pinyin, person.initials = "li lan", "ll"
    shown(qtbot, page)
    page.search.insert(typed)
    qtbot.keyClick(page.search, KEY.Key_Return)
    settled(qtbot, page)

    with qtbot.waitSignal(work.wanted) as told:
        qtbot.keyClick(page.list, KEY.Key_Return)

    assert names(page) == ["李兰"]
    assert told.args == [Spot(spots.CERTIFICATE, rows[1].number)]


def test_a_certificate_is_found_by_number_and_by_the_tail_of_the_id(qtbot, page, rows):
    shown(qtbot, page)
    qtbot.keyClicks(page.search, rows[0].number[-6:])
    settled(qtbot, page)
    by_number = names(page)
    page.search.setText(rows[0].id_number[-4:])
    settled(qtbot, page)

    assert by_number == ["罗正祥"]
    assert "罗正祥" in names(page)


def test_the_tabs_choose_by_state_with_the_arrow_keys(qtbot, page, rows):
    shown(qtbot, page)
    page.tabs.setFocus()
    qtbot.keyClick(page.tabs, KEY.Key_Right)
    settled(qtbot, page)

    assert names(page) == ["李兰", "罗正祥"]
    assert page.spot == Spot(spots.REGISTER, detail="to_print")


def test_a_spot_may_name_the_state_and_the_way_back_finds_row_and_filters_again(qtbot, page, rows):
    shown(qtbot, page, "to_print")
    page.search.setText("兰")
    settled(qtbot, page)
    page.take_focus_in_list()
    here = page.spot
    shown(qtbot, page, here.detail)

    assert names(page) == ["李兰"]
    assert page.search.text() == "兰"
    assert page.list.currentIndex().row() == 0
    assert page.focusWidget() is page.list


def test_year_class_and_kind_narrow_the_list_and_one_button_takes_all_back(qtbot, page, rows, ledger, clock):
    clock.advance(days=60)
    issued_class(ledger, 1, QUICK, code="2027-01", names=["普文学"])
    shown(qtbot, page)
    page.year.setCurrentIndex(page.year.findText("2027"))
    settled(qtbot, page)
    by_year = names(page)
    page.group.setCurrentIndex(page.group.findText("2026-01 核桃嫁接一班"))
    settled(qtbot, page)
    nobody = (names(page), page.empty.text(), page.layers.currentWidget() is page.empty)
    page.show_all()
    settled(qtbot, page)

    assert by_year == ["普文学"]
    assert nobody == ([], "没有符合的证书。可以试试编号、姓名、拼音或身份证尾号。", True)
    assert len(names(page)) == 5


def test_an_empty_register_names_the_next_step(qtbot, page):
    shown(qtbot, page)

    assert "发证" in page.empty.text()
    assert page.layers.currentWidget() is page.empty


def test_a_long_register_comes_page_by_page_and_ends_with_the_first_certificate(qtbot, page, ledger):
    MakeBelieveCounty().enrol(ledger)
    first = issued_class(ledger, 450, QUICK)[1].certificates[0]
    shown(qtbot, page)
    before = page.rows.index(449, 0).data()

    qtbot.waitUntil(lambda: page.rows.row_at(449) is not None)

    assert before == "…"
    assert page.rows.index(449, 0).data() == first.number


def test_a_scanned_number_is_looked_up_and_a_scanned_code_is_left_to_verifying(qtbot, page, rows):
    shown(qtbot, page, "voided")
    took = (page.take_scan(rows[0].number), page.take_scan(rows[0].credential_text), page.take_scan("A0012345"))
    settled(qtbot, page)

    assert took == (True, False, False)
    assert names(page) == ["罗正祥"]


def test_certificates_of_other_bodies_have_a_list_of_their_own(qtbot, page, rows, ledger, work):
    facts = RecordFacts("职业技能等级证书", "S000053092111265000123", "中式烹调师", "五级", "", "临沧市鉴定中心")
    record(ledger, rows[0].trainee_id, facts)
    shown(qtbot, page, OTHERS)

    with qtbot.waitSignal(work.wanted) as told:
        page.take_focus_in_list()
        qtbot.keyClick(page.others.view, KEY.Key_Return)

    cells = [page.others.rows.index(0, place).data() for place in range(6)]
    assert cells[:4] == ["罗正祥", "职业技能等级证书", "S000053092111265000123", "中式烹调师"]
    assert tabs(page)[-1] == "其他机构 1"
    assert told.args == [Spot(spots.PERSON, rows[0].trainee_id)]


def test_ctrl_n_records_another_bodys_certificate_by_keyboard_alone(qtbot, page, rows, ledger):
    shown(qtbot, page)
    qtbot.keyClick(page.search, KEY.Key_N, CONTROL)
    dialog = opened(qtbot, page, RecordDialog)
    dialog.typed.setText("罗正祥")
    qtbot.waitUntil(lambda: dialog.person.count() == 1)
    offered = dialog.person.itemText(0)
    dialog.issued_on.setText("2026.6.1x")
    qtbot.keyClick(dialog.number, KEY.Key_Return, CONTROL)
    wrong = dialog.trouble.text()
    dialog.issued_on.setText("2026.6.1")
    dialog.number.setText("S000053092111265000123")
    qtbot.keyClick(dialog.number, KEY.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: page.state == OTHERS and page.others.rows.rowCount() == 1)

    (row,) = page.others.rows.rows
    assert "2026.6.1x" in wrong
    assert (row.trainee_name, row.issued_on) == ("罗正祥", date(2026, 6, 1))
    assert rows[0].id_number not in offered


def actions(ledger) -> list[str]:
    with ledger.reading() as session:
        found = session.connection().exec_driver_sql("select body from journal where op = 'C' order by position")
        import orjson

        return [orjson.loads(body)["action"] for (body,) in found]


def test_printing_shows_the_chosen_certificates_masked_and_journals_it(qtbot, page, rows, ledger):
    from pypdf import PdfReader

    shown(qtbot, page, "to_print")
    qtbot.keyClick(page.list, KEY.Key_P, CONTROL)
    qtbot.keyClick(opened(qtbot, page, BookDialog).paper, KEY.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: page.findChild(PaperDialog) is not None)
    paper = page.findChild(PaperDialog)
    qtbot.waitUntil(lambda: paper.view.pages == 1)

    words = "".join(PdfReader(paper._path).pages[0].extract_text().split())
    assert "罗正祥" in words
    assert "李兰" in words
    assert "欧阳春花" not in words
    assert "范围：未打印" in words
    assert rows[0].id_number not in words
    assert actions(ledger)[-1] == "export.certificates"
    paper.reject()


def test_the_spreadsheet_holds_whole_numbers_only_for_a_reason_that_is_journaled(qtbot, page, rows, ledger, tmp_path):
    shown(qtbot, page)
    qtbot.keyClick(page.list, KEY.Key_E, CONTROL)
    dialog = opened(qtbot, page, BookDialog)
    dialog.full.setChecked(True)
    qtbot.keyClick(dialog.full, KEY.Key_Return, CONTROL)
    refused = dialog.trouble.text()
    dialog.reason.setText("县里核对")
    qtbot.keyClick(dialog.reason, KEY.Key_Return, CONTROL)
    files = dialog.findChild(QFileDialog)
    proposed = files.selectedFiles()[0]
    files.setDirectory(str(tmp_path))
    files.selectFile("book.xlsx")
    files.accept()
    qtbot.waitUntil(lambda: (tmp_path / "book.xlsx").exists() and page.work.operations.is_idle)

    cells = {str(cell) for line in load_workbook(tmp_path / "book.xlsx").active.values for cell in line}
    assert "为什么" in refused
    assert proposed.endswith("证书登记簿20261121.xlsx")
    assert rows[0].id_number in cells
    assert actions(ledger)[-2:] == ["person.unmask", "export.certificates"]
    assert unmaskings(ledger) == [("县里核对", sorted(row.id_number for row in rows))]


def test_a_clerk_may_export_but_not_show_numbers_in_full(qtbot, page, rows, ledger):
    ledger.clerk = Clerk(ledger.clerk.id, "李四", "clerk")
    shown(qtbot, page)
    page.print_register(as_sheet=True)
    dialog = page.findChild(BookDialog)

    assert not dialog.full.isEnabled()
    assert "角色" in dialog.fields.hints["身份证号"].text()


def test_what_the_county_has_to_revoke_is_told_and_written_as_a_signed_request(qtbot, page, rows, ledger, tmp_path):
    shown(qtbot, page)
    told = page.due.text()
    page.ask_county.click()
    dialog = page.findChild(RevocationDialog)
    qtbot.waitUntil(lambda: dialog.rows.rowCount() == 1)
    dialog.write(tmp_path / "ask.xxreq")
    qtbot.waitUntil(lambda: "ask.xxreq" in dialog.told.text())

    (wanted,) = read_request((tmp_path / "ask.xxreq").read_bytes()).certificates
    assert told == "有 1 本已作废或已更正，县里的吊销名单还没有列入。"
    assert wanted.number == rows[3].number


def test_every_control_is_named_and_reached_with_tab(qtbot, page, rows):
    shown(qtbot, page)
    controls = (page.search, page.year, page.group, page.kind, page.tabs, page.list, page.print, page.record)
    seen = set()
    page.search.setFocus()
    for _ in range(30):
        seen.add(page.focusWidget())
        page.focusNextChild()

    assert all(each.accessibleName() for each in controls)
    assert set(controls) <= seen


def test_a_dialog_closed_at_once_hears_nothing_any_more(qtbot, page, rows):
    shown(qtbot, page)
    page.revoke()
    opened(qtbot, page, RevocationDialog).reject()
    page.record_other()
    record_dialog = opened(qtbot, page, RecordDialog)
    record_dialog.typed.setText("罗")
    record_dialog._search()
    record_dialog.reject()
    page.print_register()
    book = opened(qtbot, page, BookDialog)
    book.submit()
    book.reject()

    settled(qtbot, page)  # a callback into a deleted dialog would fail the test
    assert page.isVisible()
