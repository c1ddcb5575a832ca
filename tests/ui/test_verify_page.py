"""Verifying at the desk: one word says whether the paper holds, whatever it was shown as."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog

from app.documents.certificates import render
from app.documents.issued_pages import sheet_of
from app.ledger.certificate_events import void
from app.ledger.certificate_pages import page_of
from app.ledger.certificate_register import certificate_numbered
from app.ledger.correcting import correct
from app.ledger.trust_lists import take_lists
from app.ui import spots
from app.ui.certificates.verdicts import Look
from app.ui.certificates.verify_page import VerifyPage
from app.ui.certificates.verify_reading import texts_in
from app.ui.spots import Spot
from tests.documents.makers import seen
from tests.makers_certificates import PRINTER, MakeBelieveCounty, issued_class

KEY, CONTROL = Qt.Key, Qt.KeyboardModifier.ControlModifier


@pytest.fixture(scope="module")
def prepared_ledger(prepare):
    """A station that its county knows, with three certificates in force."""

    def fill(ledger):
        county = MakeBelieveCounty()
        county.enrol(ledger)
        return county, issued_class(ledger, 3)[1].certificates

    return prepare(fill)


@pytest.fixture
def county(prepared_ledger) -> MakeBelieveCounty:
    made, _ = prepared_ledger.told
    return replace(made, entries=dict(made.entries))


@pytest.fixture
def rows(prepared_ledger):
    """Three certificates in force."""
    return prepared_ledger.told[1]


@pytest.fixture
def page(qtbot, work) -> VerifyPage:
    made = VerifyPage(work)
    qtbot.addWidget(made)
    made.resize(1180, 620)
    made.show()
    made.show_spot(Spot(spots.VERIFY))
    return made


def judged(qtbot, page: VerifyPage, count: int = 1) -> str:
    """The verdict, once so many things were looked at in this session."""
    qtbot.waitUntil(lambda: page.rows.rowCount() == count and page.work.operations.is_idle)
    return page.card.word.text()


def paper(ledger, rows, path: Path) -> Path:
    """The certificates as a PDF, a page each."""
    with ledger.reading() as session:
        sheets = [sheet_of(page_of(session, certificate_numbered(session, row.number))) for row in rows]
    render(sheets, path)
    return path


def facts(page: VerifyPage) -> str:
    form = page.card.facts
    return " ".join(form.itemAt(at).widget().text() for at in range(form.count()))


def test_a_scanned_certificate_is_valid_and_says_what_stands_on_it(qtbot, page, rows):
    taken = page.take_scan(rows[0].credential_text)

    assert taken
    assert judged(qtbot, page) == "有效"
    assert page.card.told.look is Look.GOOD
    assert page.card.name.text() == "罗正祥"
    assert page.card.masked_id.text().endswith(rows[0].id_number[-4:])
    assert "核桃嫁接" in facts(page)
    assert "吊销名单" in page.card.list_words.text()
    assert page.window().focusWidget() is page.code


def test_the_full_id_number_never_shows(qtbot, page, rows):
    page.take_scan(rows[0].credential_text)
    page.take_scan(rows[1].number)
    judged(qtbot, page, 2)

    told = " ".join([facts(page), *(str(each.told) for each in page.rows.rows)])
    assert rows[0].id_number not in told
    assert rows[0].id_number[6:14] not in told


def test_of_scans_in_quick_succession_the_last_one_is_shown_and_the_newest_stands_first(qtbot, page, rows):
    for _ in range(5):
        for row in rows:
            page.take_scan(row.credential_text)
    judged(qtbot, page, 15)

    newest_first = [rows[at].number for at in (2, 1, 0)]
    assert [each.told.number for each in page.rows.rows] == newest_first * 5
    assert page.card.told.number == rows[2].number


def test_however_fast_a_judgement_is_the_next_one_is_never_forgotten(qtbot, page, rows):
    """Work in the pool may be over before anybody listens for its end."""
    for count in range(1, 16):
        page.take_scan(rows[0].credential_text if count % 2 else "x")
        judged(qtbot, page, count)

    assert page.rows.rowCount() == 15


def test_an_altered_code_is_not_genuine(qtbot, page, rows):
    text = rows[0].credential_text
    page.take_scan(text[:-30] + ("1" if text[-30] != "1" else "2") + text[-29:])

    assert judged(qtbot, page) in ("不是真的", "读不出")
    assert page.card.told.look is not Look.GOOD


def test_a_voided_certificate_is_revoked_and_a_corrected_one_leads_to_its_successor(qtbot, page, rows, ledger, work):
    void(ledger, rows[0].number, "姓名打错")
    done = correct(ledger, PRINTER, rows[1].number, "更正姓名", given={"name": "李岚"})
    page.take_scan(rows[0].credential_text)
    first = judged(qtbot, page)
    page.take_scan(rows[1].credential_text)
    second = judged(qtbot, page, 2)

    with qtbot.waitSignal(work.wanted) as told:
        page.card.successor.click()

    assert (first, second) == ("已吊销", "已更正，另有新证")
    assert page.card.told.look is Look.BAD
    assert told.args == [Spot(spots.CERTIFICATE, done.new.number)]


def test_an_old_list_makes_the_verdict_amber_and_says_how_old_it_is(qtbot, page, rows, clock):
    clock.time += timedelta(days=60)
    page.take_scan(rows[0].credential_text)

    assert judged(qtbot, page) == "是真的，但名单过期"
    assert page.card.told.look is Look.UNSURE
    assert "80 天" in page.card.list_words.text()


def test_a_certificate_of_another_county_cannot_be_confirmed(qtbot, page, rows, ledger, county, empty_ledger, tmp_path):
    import shutil

    from app.models.opening import open_ledger
    from tests.conftest import LOGIN

    shutil.copytree(empty_ledger, tmp_path / "other")
    with open_ledger(tmp_path / "other", LOGIN, ledger.clock) as other:
        MakeBelieveCounty().enrol(other)
        foreign = issued_class(other, 1)[1].certificates[0]
    page.take_scan(foreign.credential_text)

    assert judged(qtbot, page) == "无法认定"
    assert page.card.told.look is Look.UNSURE
    assert not page.card.open.isVisible()


def test_without_a_county_nothing_can_be_judged_and_the_way_out_is_named(qtbot, page, ledger):
    page.take_scan("https://rc.example.gov.cn/v#" + "1" * 400)

    assert judged(qtbot, page) == "无法认定"
    assert "设置" in page.card.way_out.text()


def test_a_typed_number_is_looked_up_but_proves_nothing(qtbot, page, rows, work):
    qtbot.keyClicks(page.code, rows[0].number)
    qtbot.keyClick(page.code, KEY.Key_Return)
    word = judged(qtbot, page)

    with qtbot.waitSignal(work.wanted) as told:
        qtbot.keyClick(page.list, KEY.Key_Return)

    assert word == "登记簿里有"
    assert page.card.told.look is Look.UNSURE
    assert "二维码" in page.card.way_out.text()
    assert told.args == [Spot(spots.CERTIFICATE, rows[0].number)]


@pytest.mark.parametrize(
    ("name", "word"), [("罗正祥", "登记簿里有"), (" 罗 正祥 ", "登记簿里有"), ("罗正样", "姓名不符")]
)
def test_a_name_typed_with_the_number_is_compared(qtbot, page, rows, name, word):
    qtbot.keyClicks(page.code, rows[0].number)
    page.name.setText(name)
    qtbot.keyClick(page.name, KEY.Key_Return)

    assert judged(qtbot, page) == word
    assert page.name.text() == ""


def test_a_mistyped_and_an_unknown_number_are_told_apart(qtbot, page, rows):
    number = rows[0].number
    page.code.setText(number[:-1] + str((int(number[-1]) + 1) % 10))
    qtbot.keyClick(page.code, KEY.Key_Return)
    mistyped = judged(qtbot, page)
    page.code.setText("53092110126099999"[:16] + "3")
    page.code.setText("53092110126099990")
    qtbot.keyClick(page.code, KEY.Key_Return)
    judged(qtbot, page, 2)

    assert mistyped == "不是证书编号"
    assert page.card.told.look is Look.NOTHING


def test_ctrl_v_judges_every_code_on_the_clipboard_however_it_was_wrapped(qtbot, page, rows):
    first, second = rows[0].credential_text, rows[1].credential_text
    QGuiApplication.clipboard().setText(f"请核对：\n{first[:80]}\n{first[80:]}\n{second}\n")

    qtbot.keyClick(page.code, KEY.Key_V, CONTROL)
    judged(qtbot, page, 2)
    page.list.setFocus()
    qtbot.keyClick(page.list, KEY.Key_V, CONTROL)
    judged(qtbot, page, 4)

    assert [each.told.number for each in page.rows.rows] == [rows[0].number, rows[1].number] * 2
    assert page.counts.text() == "共查 2 个：2 个有效，0 个无效，0 个存疑。"


def test_a_pasted_picture_is_read(qtbot, page, rows, ledger, tmp_path):
    pdf = paper(ledger, rows[:1], tmp_path / "one.pdf")
    seen(pdf.read_bytes(), dpi=150).convert("RGB").save(tmp_path / "one.png")
    QGuiApplication.clipboard().setImage(QImage(str(tmp_path / "one.png")))

    qtbot.keyClick(page.code, KEY.Key_V, CONTROL)

    assert judged(qtbot, page) == "有效"


def test_every_page_of_a_chosen_pdf_gets_its_verdict_and_the_bad_one_is_shown(qtbot, page, rows, ledger, tmp_path):
    pdf = paper(ledger, rows, tmp_path / "三本.pdf")
    void(ledger, rows[1].number, "作废")
    qtbot.keyClick(page.code, KEY.Key_O, CONTROL)
    dialog = page.findChild(QFileDialog)
    dialog.setDirectory(str(tmp_path))
    dialog.selectFile(pdf.name)
    dialog.accept()

    word = judged(qtbot, page, 3)

    assert word == "已吊销"
    assert page.card.told.number == rows[1].number
    assert [each.source for each in page.rows.rows] == [f"三本.pdf 第 {at} 页" for at in (1, 2, 3)]
    assert page.counts.text() == "共查 3 个：2 个有效，1 个无效，0 个存疑。"


def test_dropped_files_are_read_one_after_the_other(qtbot, page, rows, ledger, tmp_path):
    files = [paper(ledger, [row], tmp_path / f"{at}.pdf") for at, row in enumerate(rows[:2])]
    held = QMimeData()
    held.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    place, button = QPoint(9, 9), Qt.MouseButton.LeftButton
    page.dropEvent(QDropEvent(place, Qt.DropAction.CopyAction, held, button, Qt.KeyboardModifier.NoModifier))

    judged(qtbot, page, 2)

    assert [each.source for each in page.rows.rows] == ["0.pdf", "1.pdf"]


def test_a_file_dropped_elsewhere_arrives_by_its_spot(qtbot, page, rows, ledger, tmp_path):
    page.show_spot(Spot(spots.VERIFY, part="file", detail=str(paper(ledger, rows[:1], tmp_path / "one.pdf"))))

    assert judged(qtbot, page) == "有效"


@pytest.mark.parametrize(
    ("file", "told"), [("broken.pdf", "完整"), ("locked.pdf", "密码"), ("gone.png", "找不到"), ("white.png", "二维码")]
)
def test_a_file_that_gives_nothing_says_why_and_what_to_do(qtbot, page, rows, ledger, tmp_path, file, told):
    from PIL import Image
    from pypdf import PdfWriter

    locked = PdfWriter(clone_from=paper(ledger, rows[:1], tmp_path / "one.pdf"))
    locked.encrypt("geheim", "owner")
    locked.write(tmp_path / "locked.pdf")
    (tmp_path / "broken.pdf").write_bytes((tmp_path / "one.pdf").read_bytes()[:900])
    Image.new("L", (400, 300), 255).save(tmp_path / "white.png")

    page.verify_files([tmp_path / file])
    judged(qtbot, page)

    assert page.card.told.look is Look.NOTHING
    assert told in page.card.sentence.text()
    assert page.card.way_out.text()


def test_stopping_a_long_pdf_keeps_what_was_found(qtbot, page, rows, ledger, tmp_path):
    pdf = paper(ledger, list(rows) * 20, tmp_path / "long.pdf")
    with qtbot.waitSignal(page.work.under_way) as told:
        page.verify_files([pdf])
    operation, words = told.args
    qtbot.waitSignal(operation.voices.progress).wait()
    operation.stop()

    qtbot.waitUntil(lambda: page.work.operations.is_idle)

    assert words == "正在逐页识别…"
    assert page.rows.rowCount() < 60
    assert page.card.word.text() in ("有效", "要查哪本证书？")


def test_a_fault_leaves_no_old_verdict_in_sight(qtbot, page, rows, ledger):
    page.take_scan(rows[0].credential_text)
    judged(qtbot, page)
    ledger.engine.dispose()
    ledger.places.database.write_bytes(b"no ledger any more")
    with qtbot.waitSignal(page.work.operations.trouble):
        page.take_scan(rows[0].credential_text)

    assert page.card.word.text() == "要查哪本证书？"


def test_nothing_of_the_session_is_kept_in_the_spot_or_on_the_disk(qtbot, page, rows, ledger):
    page.take_scan(rows[0].credential_text)
    judged(qtbot, page)

    kept = (ledger.places.folder / "window.ini").read_text() if (ledger.places.folder / "window.ini").exists() else ""
    assert page.spot == Spot(spots.VERIFY)
    assert "罗正祥" not in kept


def test_a_newer_list_is_used_at_once(qtbot, page, rows, ledger, county):
    from app.credential.revocations import Revocation

    page.take_scan(rows[0].credential_text)
    before = judged(qtbot, page)
    revoked = Revocation(rows[0].number, ledger.clock.now().date(), "作废", "", rows[0].text_sha256)
    take_lists(ledger, county.revocations(revoked, day=ledger.clock.now().date()))
    page.take_scan(rows[0].credential_text)

    assert (before, judged(qtbot, page, 2)) == ("有效", "已吊销")


def test_texts_are_found_in_what_was_pasted():
    code = "https://rc.example.gov.cn/v#" + "1" * 30

    assert texts_in(f"看这里 {code} 谢谢 {code}") == [code, code]
    assert texts_in("53092110126000078\n\n 53092110126000086 ") == ["53092110126000078", "53092110126000086"]
    assert texts_in("  ") == []
