"""A print job through the window: jams, scans, spoiled paper, a dead printer, and a power cut in between."""

from dataclasses import replace

import pytest
from pypdf import PdfReader

from app.ledger.blank_stock import blank_counts, receive_blanks
from app.ledger.certificate_events import void
from app.ledger.certificate_register import list_certificates
from app.ledger.print_jobs import PaperLayers, SheetState, find_job, list_jobs
from app.ledger.print_jobs_board import SheetLine, Stand
from app.ledger.print_offsets import PrintOffset, set_offset
from app.ui.issuing.jam_dialog import JamDialog
from app.ui.issuing.job_rows import find_line
from app.ui.issuing.press_dialog import PressDialog
from app.ui.issuing.spoil_dialog import SpoilDialog
from app.ui.notices import ReasonDialog, TroubleDialog
from app.ui.spots import ISSUE, Spot
from app.ui.work import Work
from tests.makers_certificates import MakeBelieveCounty, issued_class
from tests.ui.issuing_desk import DEL, ENTER, KEY, SPACE, IssuingDesk, copy_of, page_texts, prepared, sit_down
from tests.ui.issuing_printer import PRINTER, install_printer

NAMES = ("罗正祥", "李兰", "阿依古丽", "王志", "鲁忠")


def make_ready(ledger) -> None:
    """Five people with certificates and no sheet yet; a hundred numbered blanks."""
    MakeBelieveCounty().enrol(ledger)
    receive_blanks(ledger, "completion", 100, serials=("YN101", "YN200"))
    issued_class(ledger, names=NAMES)


@pytest.fixture(scope="module")
def ready(empty_ledger, tmp_path_factory):
    return prepared(empty_ledger, tmp_path_factory.mktemp("ready") / "ledger", make_ready)


@pytest.fixture
def ledger(ready, tmp_path, clock):
    with copy_of(ready, tmp_path, clock) as ledger:
        yield ledger


@pytest.fixture
def desk(qtbot, work, tmp_path, monkeypatch) -> IssuingDesk:
    paper, path = install_printer(tmp_path / "printer")
    monkeypatch.setenv("PATH", path)
    return sit_down(qtbot, work, paper)


def class_id(desk: IssuingDesk) -> str:
    return list_certificates(desk.ledger)[0].class_id


def texts(desk: IssuingDesk) -> list[str]:
    """What the codes of the certificates say, in the order of the roster."""
    return [row.credential_text for row in list_certificates(desk.ledger)]


def open_dialog(desk: IssuingDesk) -> PressDialog:
    desk.go(Spot(ISSUE, class_id(desk), detail="print"))
    dialog = desk.opened(PressDialog)
    desk.settle(dialog.serial.text)
    return dialog


def print_all(desk: IssuingDesk) -> None:
    """The job, in the printer."""
    open_dialog(desk)
    desk.ctrl(ENTER)
    desk.settle(lambda: desk.page.job.board and desk.page.job.rows.rowCount())


def scan(desk: IssuingDesk, text: str) -> tuple[str, str]:
    """Hold a sheet under the scanner; what the answer says, and of which kind it is."""
    desk.page.job.verdict.forget()
    desk.page.take_scan(text)
    desk.settle(lambda: desk.page.job.verdict.kind)
    return desk.page.job.verdict.kind, desk.page.job.verdict.words.text()


def counts(desk: IssuingDesk) -> tuple[int, int, int]:
    """Blanks used, spoiled, left."""
    (count,) = blank_counts(desk.ledger)
    return count.used, count.spoiled, count.left


def papers(desk: IssuingDesk) -> list[tuple[int, str, str]]:
    return [(sheet.position, str(sheet.state), sheet.paper_serial) for sheet in list_jobs(desk.ledger)[0].sheets]


def test_after_a_jam_the_job_goes_on_with_the_sheet_that_was_ruined(desk):
    print_all(desk)

    desk.ctrl(KEY.Key_J)
    dialog = desk.opened(JamDialog)
    desk.write(dialog.last, "2")
    told = dialog.fields.hints["最后一张好的"].text()
    desk.ctrl(ENTER)
    again = desk.opened(PressDialog)
    desk.settle(lambda: again.serial.text() == "YN104")
    desk.ctrl(ENTER)
    desk.settle(lambda: len(desk.paper.runs) == 2 and len(desk.page.job.board.at(Stand.SENT)) == 3)
    desk.ctrl(ENTER)
    desk.settle(lambda: desk.page.job.board.job.is_done)

    assert told == "第 2 张 李兰：2 张完好，3 张重新打印。"
    assert ["阿依古丽" in text for text in page_texts(desk.paper.runs[1])] == [True, False, False]
    assert papers(desk) == [
        (1, "good", "YN101"),
        (2, "good", "YN102"),
        (3, "spoiled", "YN103"),
        (3, "good", "YN104"),
        (4, "good", "YN105"),
        (5, "good", "YN106"),
    ]
    assert counts(desk) == (5, 1, 94)


LINES = tuple(
    SheetLine(place, 1, f"5309211012600{place:03d}7", name, "completion", Stand.SENT, "")
    for place, name in enumerate(NAMES, 1)
)


@pytest.mark.parametrize("typed", ["李兰", "2", " 0027", "53092110126000027", "李"])
def test_a_sheet_is_named_by_its_place_its_name_or_its_number(typed):
    line = find_line(LINES, typed)

    assert line is LINES[1]


@pytest.mark.parametrize("typed", ["", "9", "00", "7777", "欧阳", "0127"])
def test_what_names_no_sheet_or_several_is_none(typed):
    several = (*LINES, replace(LINES[1], position=6, name="李兰英"))

    assert find_line(LINES, typed) is None
    assert find_line(several, "李兰") is None


def test_the_last_good_sheet_may_be_scanned_and_one_that_is_not_in_the_printer_is_not_taken(desk):
    print_all(desk)
    desk.ctrl(KEY.Key_J)
    dialog = desk.opened(JamDialog)

    dialog.take_scan(texts(desk)[3])
    desk.settle(dialog.last.text)
    scanned = dialog.line.name
    dialog.last.clear()
    desk.write(dialog.last, "9")

    assert scanned == "王志"
    assert not dialog.verb.isEnabled()
    assert "不在这次打印" in dialog.fields.hints["最后一张好的"].text()


def test_each_sheet_scanned_back_is_good_in_green_and_twice_is_amber(desk):
    print_all(desk)

    first = scan(desk, texts(desk)[4])
    second = scan(desk, texts(desk)[0])
    again = scan(desk, texts(desk)[0])

    assert (first, second) == (("good", "第 5 张完好"), ("good", "第 1 张完好"))
    assert again == ("twice", "第 1 张已经确认过了，是不是多打了一张？")
    assert papers(desk)[0] == (1, "good", "YN101")
    assert papers(desk)[4] == (5, "good", "YN105")
    assert desk.page.job.list.currentIndex().row() == 0


def test_a_sheet_of_another_job_an_altered_code_and_a_voided_certificate_are_red(desk, ledger):
    print_all(desk)
    issued_class(ledger, 1, code="2026-02")
    void(ledger, list_certificates(ledger)[2].number, "误签发")

    stranger = scan(desk, texts(desk)[5])
    altered = scan(desk, texts(desk)[1][:-4] + "0000")
    ended = scan(desk, texts(desk)[2])

    assert stranger == ("other", "这本证书不在任何打印批次里。")
    assert altered[0] == ended[0] == "not_valid"
    assert desk.page.job.board.at(Stand.GOOD) == ()


def test_a_sheet_is_confirmed_by_typing_its_number_or_name(desk):
    print_all(desk)

    desk.ctrl(KEY.Key_F)
    desk.write(desk.page.job.field, "李兰")
    desk.press(ENTER)
    desk.settle(lambda: desk.page.job.verdict.kind)
    by_name = desk.page.job.verdict.words.text()
    desk.write(desk.page.job.field, "0036")
    desk.press(ENTER)
    desk.settle(lambda: desk.page.job.verdict.words.text() != by_name)

    assert (by_name, desk.page.job.verdict.words.text()) == ("第 2 张完好", "第 3 张完好")
    assert desk.page.job.field.text() == ""


def test_a_mistyped_number_is_red_and_says_what_to_do(desk):
    print_all(desk)

    desk.write(desk.page.job.field, "53092110126000029")
    desk.press(ENTER)
    desk.settle(lambda: desk.page.job.verdict.kind)

    assert desk.page.job.verdict.kind == "not_valid"
    assert desk.page.job.verdict.below.text()


def test_one_sheet_is_tried_first_and_the_others_follow_when_it_is_good(desk):
    dialog = open_dialog(desk)
    dialog.trial.setFocus()
    desk.press(SPACE)
    words = dialog.verb.text()
    desk.ctrl(ENTER)
    desk.settle(lambda: desk.page.job.board and desk.page.job.board.at(Stand.SENT))
    tried = desk.states()

    desk.ctrl(ENTER)
    desk.settle(lambda: desk.page.job.board.at(Stand.GOOD))
    desk.ctrl(ENTER)
    desk.opened(PressDialog)
    desk.settle(lambda: desk.dialog.serial.text() == "YN102")
    desk.ctrl(ENTER)
    desk.settle(lambda: len(desk.page.job.board.at(Stand.SENT)) == 4)

    assert words == "先打印第 1 张"
    assert tried == ["● 已送打印机", *["○ 待打印"] * 4]
    assert [len(PdfReader(run).pages) for run in desk.paper.runs] == [1, 4]


def test_a_printer_that_takes_nothing_leaves_every_sheet_to_print(desk):
    desk.paper.break_down()
    open_dialog(desk)
    troubles = []
    desk.work.operations.trouble.connect(troubles.append)

    desk.ctrl(ENTER)
    trouble = desk.opened(TroubleDialog)
    words = trouble.words.what
    desk.press(ENTER)
    desk.paper.mend()
    before = desk.states()
    desk.ctrl(ENTER)
    desk.opened(PressDialog)
    desk.settle(desk.dialog.verb.isEnabled)
    desk.ctrl(ENTER)
    desk.settle(lambda: desk.page.job.board.at(Stand.SENT))

    assert PRINTER in words
    assert before == ["○ 待打印"] * 5
    assert [len(PdfReader(run).pages) for run in desk.paper.runs] == [5]
    assert len(list_jobs(desk.ledger)) == 1
    assert counts(desk) == (0, 0, 100)


def test_pages_may_be_saved_as_pdf_where_no_printer_is(desk, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    dialog = open_dialog(desk)
    desk.settle(lambda: "CUPS" in dialog.choice.hint.text())
    may_print = dialog.verb.isEnabled()

    dialog.save_to(tmp_path / "certificates.pdf")
    desk.settle(lambda: desk.page.job.board)

    assert not may_print
    assert len(PdfReader(tmp_path / "certificates.pdf").pages) == 5
    assert desk.states() == ["● 已送打印机"] * 5
    assert "5 张已存为 certificates.pdf。" in desk.said


def test_the_job_is_found_again_after_a_power_cut_with_what_the_printer_had(qtbot, desk, ledger, operations):
    print_all(desk)
    scan(desk, texts(desk)[0])
    later = sit_down(qtbot, Work(ledger, operations), desk.paper)

    later.go(Spot(ISSUE))
    later.settle(later.page.overview.rows.rowCount)
    row = [later.page.overview.rows.index(0, column).data() for column in range(5)]
    later.press(ENTER)
    later.settle(lambda: later.page.job.board)

    assert row == ["▶ 接着打印", "2026-01 核桃嫁接一班", "", "4", "5"]
    assert later.states() == ["√ 完好", *["● 已送打印机"] * 4]


def test_what_never_came_out_is_printed_again_and_costs_no_blank(desk):
    print_all(desk)

    desk.ctrl(KEY.Key_U)
    desk.settle(lambda: desk.page.job.board.at(Stand.TO_PRINT))

    assert desk.states() == ["○ 待打印"] * 5
    assert counts(desk) == (0, 0, 100)
    assert find_job(desk.ledger).count(SheetState.WAITING) == 5


def test_del_reports_chosen_sheets_as_spoiled_with_a_reason(desk):
    print_all(desk)
    desk.ctrl(ENTER)
    desk.settle(lambda: desk.page.job.board.job.is_done)

    desk.press(KEY.Key_Down)
    desk.press(DEL)
    dialog = desk.opened(SpoilDialog)
    reason = dialog.reason.reason
    desk.ctrl(ENTER)
    desk.settle(lambda: desk.page.job.board.at(Stand.SPOILED))

    assert reason == "卡纸"
    assert [line.name for line in desk.page.job.board.at(Stand.TO_PRINT)] == ["李兰"]
    assert counts(desk) == (4, 1, 95)


def test_the_rest_of_a_job_is_given_up_with_a_reason_and_can_be_printed_by_another(desk):
    print_all(desk)
    scan(desk, texts(desk)[0])

    desk.click(desk.page.job.drop)
    dialog = desk.opened(ReasonDialog)
    desk.write(dialog.field, "换打印机")
    desk.press(ENTER)
    desk.settle(lambda: desk.page.job.board.job.is_done)
    desk.go(Spot(ISSUE, class_id(desk)))
    desk.settle(lambda: desk.page.choose.preview)

    assert desk.states()[1:] == ["— 已放弃"] * 4
    assert desk.page.choose.print.text() == "打印已签发的 4 张"


def test_the_correction_of_printer_and_tray_is_shown_and_printed_with(desk, ledger):
    set_offset(ledger, PRINTER, "", PrintOffset(1.2, -0.8))

    dialog = open_dialog(desk)
    desk.settle(lambda: "1.2" in dialog.offset.text())
    words = dialog.offset.text()
    dialog.layers.setFocus()
    desk.press(KEY.Key_Down)
    desk.ctrl(ENTER)
    desk.settle(lambda: desk.page.job.board)
    job = desk.page.job.board.job

    assert words == "偏移修正：向右 +1.2 毫米，向下 -0.8 毫米"
    assert (job.offset, job.layers, job.printer) == (PrintOffset(1.2, -0.8), PaperLayers.OVERPRINT, PRINTER)
    assert "结业证书" not in page_texts(desk.paper.runs[0], 0)[0]
    assert "print-scaling=none" in desk.paper.words(1)


def test_printer_tray_and_stock_are_proposed_again_the_next_time(desk):
    dialog = open_dialog(desk)
    dialog.layers.setCurrentIndex(1)
    dialog.choice.trays.setCurrentIndex(dialog.choice.trays.findData("Manual"))
    desk.settle()
    desk.ctrl(ENTER)
    desk.settle(lambda: desk.page.job.board and desk.page.job.board.at(Stand.SENT))
    desk.ctrl(KEY.Key_U)
    desk.settle(lambda: desk.page.job.board.at(Stand.TO_PRINT))

    desk.ctrl(KEY.Key_P)
    again = desk.opened(PressDialog)
    desk.settle(again.verb.isEnabled)

    assert again.layers.currentData() == "overprint"
    assert again.choice.choice.tray == "Manual"
