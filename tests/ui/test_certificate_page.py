"""The page of a certificate: everything about it in one place, and every deed a key away."""

import threading
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLabel

from app.ledger.certificate_events import void
from app.ledger.correcting import correct
from app.ledger.erasing import erase_person
from app.ledger.hand_out import Collection, hand_out
from app.ledger.printing import reprint, start_job
from app.ledger.sheet_results import Seen, confirm
from app.models.ledger import Clerk
from app.ui import spots
from app.ui.certificates.certificate_page import CertificatePage
from app.ui.certificates.revocation_dialog import RevocationDialog
from app.ui.issuing.correct_dialog import CorrectDialog
from app.ui.issuing.press_dialog import PressDialog
from app.ui.issuing.reprint_dialog import ReprintDialog
from app.ui.issuing.void_dialog import VoidDialog
from app.ui.notices import ReasonDialog
from app.ui.paper.paper_dialog import PaperDialog
from app.ui.spots import Spot
from tests.makers_certificates import PRINTER, MakeBelieveCounty, issued_class, unpressed
from tests.ui.unmasked import unmaskings

KEY, CONTROL, NONE = Qt.Key, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier


@pytest.fixture(scope="module")
def prepared_ledger(prepare):
    """One certificate in force, not printed."""

    def fill(ledger):
        MakeBelieveCounty().enrol(ledger)
        return issued_class(ledger, 1)[1].certificates[0]

    return prepare(fill)


@pytest.fixture
def row(prepared_ledger):
    return prepared_ledger.told


@pytest.fixture
def page(qtbot, work) -> CertificatePage:
    made = CertificatePage(work)
    qtbot.addWidget(made)
    made.resize(1180, 620)
    made.show()
    return made


def shown(qtbot, page: CertificatePage, number: str) -> CertificatePage:
    page.show_spot(Spot(spots.CERTIFICATE, number))
    settled(qtbot, page)
    return page


def settled(qtbot, page: CertificatePage) -> None:
    qtbot.waitUntil(lambda: page.work.operations.is_idle)


def opened(qtbot, page: CertificatePage, kind: type[QDialog]) -> QDialog:
    qtbot.waitUntil(lambda: page.findChild(kind) is not None and page.findChild(kind).isActiveWindow())
    return page.findChild(kind)


def press(qtbot, page: CertificatePage, pressed: KEY, modifier: Qt.KeyboardModifier = NONE) -> None:
    """A key, once the page and no dialog has them."""
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    qtbot.keyClick(page.list, pressed, modifier)


def printed(ledger, row) -> None:
    job = start_job(ledger, PRINTER, unpressed, numbers=[row.number])
    confirm(ledger, job.id, Seen(everything=True))


def words(page: CertificatePage) -> str:
    return " ".join(each.text() for each in page.findChildren(QLabel))


def told(page: CertificatePage) -> list[list[str]]:
    """What befell it: act, who, remark."""
    return [[page.rows.index(line, place).data() for place in (1, 2, 3)] for line in range(page.rows.rowCount())]


def offered(page: CertificatePage) -> set[str]:
    """The deeds that can be pressed now."""
    return {each.text() for each in (*page._writing(), page.revoke) if each.isVisible() and each.isEnabled()}


def paper_of(page: CertificatePage) -> str:
    """What stands on the picture."""
    from pypdf import PdfReader

    return "".join(PdfReader(page.view._path).pages[0].extract_text().split())


def test_the_page_shows_the_frozen_content_masked_and_the_real_page(qtbot, page, row):
    shown(qtbot, page, row.number)
    qtbot.waitUntil(lambda: page.view.is_drawn)

    assert page.name.text() == "罗正祥"
    assert "○ 待打印" in page.state.text()
    assert "5309 2110 1260 0001 0" in words(page)
    assert row.masked_id in words(page)
    assert row.id_number not in words(page)
    assert "罗正祥" in paper_of(page)
    assert row.masked_id in paper_of(page)
    assert row.id_number not in paper_of(page)
    assert told(page) == [["签发（已签名）", "station", ""]]


def test_the_full_number_shows_for_a_reason_alone_and_only_until_another_certificate(qtbot, page, row, ledger):
    shown(qtbot, page, row.number)
    page.full.click()
    dialog = opened(qtbot, page, ReasonDialog)
    dialog.field.setText("核对")
    qtbot.keyClick(dialog.field, KEY.Key_Return)
    settled(qtbot, page)
    in_full = (row.id_number in words(page), row.id_number in paper_of(page))
    shown(qtbot, page, "53092110126000028")
    shown(qtbot, page, row.number)

    assert in_full == (True, True)
    assert row.id_number not in words(page)
    assert unmaskings(ledger) == [("核对", [row.id_number])]


def test_a_copy_with_the_full_number_names_whose_it_is(qtbot, page, row, ledger):
    shown(qtbot, page, row.number)
    page.show_full("核对")
    settled(qtbot, page)

    page.save_copy()
    opened(qtbot, page, PaperDialog).reject()

    assert unmaskings(ledger) == [("核对", [row.id_number])] * 2
    assert actions(ledger)[-1] == "export.certificate_copy"


def test_a_number_that_was_asked_for_is_not_shown_on_the_certificate_the_clerk_went_on_to(qtbot, page, row, ledger):
    new, gate = correct(ledger, PRINTER, row.number, "更正", given={"name": "罗正翔"}).new, threading.Event()
    shown(qtbot, page, row.number)
    page.work.operations.write(lambda _: gate.wait(20), lambda _: None)

    page.show_full("核对")
    page.show_spot(Spot(spots.CERTIFICATE, new.number))
    qtbot.waitUntil(lambda: page.story is not None and page.story.row.number == new.number)
    gate.set()
    settled(qtbot, page)

    assert row.id_number not in words(page)
    assert page.full.isVisible()


def actions(ledger) -> list[str]:
    import orjson

    with ledger.reading() as session:
        found = session.connection().exec_driver_sql("select body from journal where op = 'C' order by position")
        return [orjson.loads(body)["action"] for (body,) in found]


def test_a_clerk_is_not_offered_the_full_number(qtbot, page, row, ledger):
    ledger.clerk = Clerk(ledger.clerk.id, "李四", "clerk")
    shown(qtbot, page, row.number)

    assert "查看完整号码…" not in offered(page)
    assert "作废…" in offered(page)


def test_what_befell_it_stands_in_order_with_who_and_why(qtbot, page, row, ledger, clock):
    printed(ledger, row)
    clock.time += timedelta(hours=1)
    hand_out(ledger, [row.number], Collection(id_checked=True, proxy="王秀英", relation="配偶"))
    reprint(ledger, PRINTER, unpressed, row.number, "遗失")
    void(ledger, row.number, "冒领")
    shown(qtbot, page, row.number)

    assert told(page) == [
        ["签发（已签名）", "station", ""],
        ["列入打印批次", "station", ""],
        ["打印完好", "station", ""],
        ["发放", "station", "王秀英（配偶）"],
        ["补打", "station", "第 1 次补打、遗失"],
        ["列入打印批次（补打件）", "station", ""],
        ["作废", "station", "冒领"],
        ["从打印批次撤下（补打件）", "station", ""],
    ]
    assert page.rows.index(3, 0).data() == "2026-11-21 10:00"


def test_each_state_offers_its_own_deeds(qtbot, page, row, ledger):
    shown(qtbot, page, row.number)
    fresh = offered(page)
    printed(ledger, row)
    shown(qtbot, page, row.number)
    on_paper = offered(page)
    hand_out(ledger, [row.number], Collection(id_checked=True))
    shown(qtbot, page, row.number)
    collected = offered(page)
    void(ledger, row.number, "冒领")
    shown(qtbot, page, row.number)

    always = {"更正…", "作废…", "存副本 PDF…", "查看完整号码…"}
    assert fresh == always | {"打印…"}
    assert on_paper == always | {"登记领取", "补打…"}
    assert collected == always | {"补打…"}
    assert offered(page) == {"存副本 PDF…", "查看完整号码…", "申请县里吊销…"}


def test_predecessor_and_successor_lead_to_each_other(qtbot, page, row, ledger, work):
    new = correct(ledger, PRINTER, row.number, "更正", given={"name": "罗正翔"}).new
    shown(qtbot, page, row.number)
    with qtbot.waitSignal(work.wanted) as onward:
        page.after.click()
    shown(qtbot, page, new.number)
    with qtbot.waitSignal(work.wanted) as back:
        page.before.click()

    assert onward.args == [Spot(spots.CERTIFICATE, new.number)]
    assert back.args == [Spot(spots.CERTIFICATE, row.number)]
    assert page.name.text() == "罗正翔"


def test_f2_corrects_del_voids_and_the_page_follows(qtbot, page, row, ledger):
    shown(qtbot, page, row.number)
    press(qtbot, page, KEY.Key_F2)
    opened(qtbot, page, CorrectDialog).reject()
    press(qtbot, page, KEY.Key_Delete)
    dialog = opened(qtbot, page, VoidDialog)
    dialog.reason.setCurrentText("冒领")
    qtbot.keyClick(dialog.reason, KEY.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: "已作废" in page.state.text())

    assert told(page)[-1] == ["作废", "station", "冒领"]


def test_ctrl_enter_prints_what_has_no_sheet_and_leads_to_the_job_that_has_it(qtbot, page, row, ledger, work):
    shown(qtbot, page, row.number)
    press(qtbot, page, KEY.Key_Return, CONTROL)
    dialog = opened(qtbot, page, PressDialog)
    settled(qtbot, page)
    dialog.reject()
    job = start_job(ledger, PRINTER, unpressed, numbers=[row.number])
    shown(qtbot, page, row.number)

    with qtbot.waitSignal(work.wanted) as spot:
        page.print.click()

    assert spot.args == [Spot(spots.ISSUE, part="job", detail=job.id)]


def test_reprint_opens_and_hand_out_leads_to_the_list_of_the_class(qtbot, page, row, ledger, work):
    printed(ledger, row)
    shown(qtbot, page, row.number)
    page.reprint.click()
    opened(qtbot, page, ReprintDialog).reject()

    with qtbot.waitSignal(work.wanted) as spot:
        page.hand_out.click()

    assert spot.args == [Spot(spots.ISSUE, row.class_id, "hand_out")]


def test_a_copy_for_the_files_is_marked_masked_and_journaled(qtbot, page, row, ledger, tmp_path):
    from pypdf import PdfReader

    shown(qtbot, page, row.number)
    press(qtbot, page, KEY.Key_P, CONTROL)
    paper = opened(qtbot, page, PaperDialog)
    qtbot.waitUntil(lambda: paper.view.pages == 1)
    paper.save_to(tmp_path / "copy.pdf")
    qtbot.waitUntil((tmp_path / "copy.pdf").exists)

    text = "".join(PdfReader(tmp_path / "copy.pdf").pages[0].extract_text().split())
    assert "副本" in text
    assert row.masked_id in text
    assert row.id_number not in text
    assert actions(ledger)[-1] == "export.certificate_copy"
    paper.reject()


def test_an_ended_certificate_is_asked_to_be_revoked(qtbot, page, row, ledger):
    void(ledger, row.number, "冒领")
    shown(qtbot, page, row.number)
    page.revoke.click()
    dialog = opened(qtbot, page, RevocationDialog)

    qtbot.waitUntil(lambda: dialog.rows.rowCount() == 1)
    assert dialog.rows.rows[0].number == row.number


def test_an_erased_holder_leaves_number_and_story_but_no_picture(qtbot, page, row, ledger):
    printed(ledger, row)
    erase_person(ledger, row.trainee_id, "本人申请")
    shown(qtbot, page, row.number)

    assert page.name.text() == "（已删除个人信息）"
    assert "删除" in page.view.words
    assert not page.copy.isVisible()
    assert told(page)[0][0] == "签发（已签名）"


def test_an_unknown_number_says_so_and_leaves_nothing_of_the_one_before(qtbot, page, row):
    shown(qtbot, page, row.number)
    shown(qtbot, page, "53092110126000028")

    assert "53092110126000028" in page.wrong.text()
    assert page.name.text() == ""
    assert page.rows.rowCount() == 0
    assert offered(page) == set()


def test_the_private_file_of_the_picture_goes_with_the_next_one_and_with_the_page(qtbot, work, row, ledger):
    page = CertificatePage(work)
    page.show()
    shown(qtbot, page, row.number)
    first = Path(page.view._path)
    shown(qtbot, page, row.number)
    second = Path(page.view._path)
    between = (first.exists(), second.exists())
    page.deleteLater()

    qtbot.waitUntil(lambda: not second.exists())
    assert between == (False, True)


def test_esc_leads_back_and_a_ledger_shut_to_writing_offers_no_deed(qtbot, page, row, ledger, work):
    from app.models.faults import CopiedLedger

    ledger.hinder(CopiedLedger())
    shown(qtbot, page, row.number)
    with qtbot.waitSignal(work.went_back):
        press(qtbot, page, KEY.Key_Escape)

    assert offered(page) == set()
