"""The counter: certificates scanned or chosen, by the holder or a proxy, the ID card looked at, mistakes taken back."""

import json
from datetime import date

import pytest
from sqlalchemy import select

from app.ledger.certificate_register import find_certificate, list_certificates
from app.ledger.hand_out import Collection, hand_out, not_collected
from app.ledger.printing import start_job
from app.ledger.sheet_results import Seen, confirm
from app.models.journal import JOURNAL
from app.ui.issuing.collect_dialog import CollectDialog
from app.ui.notices import ReasonDialog
from app.ui.paper.paper_dialog import PaperDialog
from app.ui.spots import ISSUE, Spot
from tests.makers_certificates import QUICK, MakeBelieveCounty, issued_class, make_class, unpressed
from tests.ui.issuing_desk import DEL, ENTER, ESCAPE, KEY, SPACE, IssuingDesk, copy_of, page_texts, prepared, sit_down
from tests.ui.issuing_printer import install_printer

NAMES = ("罗正祥", "李兰", "阿依古丽", "王志")


def make_ready(ledger) -> None:
    """Four people; the sheets of the first three are good, the fourth waits in the printer."""
    MakeBelieveCounty().enrol(ledger)
    made, _ = issued_class(ledger, printer=QUICK, names=NAMES)
    job = start_job(ledger, QUICK, unpressed, class_id=made.id)
    confirm(ledger, job.id, Seen(good_to="3"))


@pytest.fixture(scope="module")
def ready(empty_ledger, tmp_path_factory):
    return prepared(empty_ledger, tmp_path_factory.mktemp("ready") / "ledger", make_ready)


@pytest.fixture
def ledger(ready, tmp_path, clock):
    with copy_of(ready, tmp_path, clock) as ledger:
        yield ledger


@pytest.fixture
def desk(qtbot, work, ledger, tmp_path, monkeypatch) -> IssuingDesk:
    paper, path = install_printer(tmp_path / "printer")
    monkeypatch.setenv("PATH", path)
    desk = sit_down(qtbot, work, paper)
    desk.go(Spot(ISSUE, list_certificates(ledger)[0].class_id, part="hand_out"))
    desk.settle(lambda: desk.page.hand_out.board)
    return desk


def texts(desk: IssuingDesk) -> list[str]:
    return [row.credential_text for row in list_certificates(desk.ledger)]


def collectors(desk: IssuingDesk) -> list[str]:
    return [row.collected_by for row in list_certificates(desk.ledger)]


def states(desk: IssuingDesk) -> list[str]:
    rows = desk.page.hand_out.rows
    return [rows.index(at, 4).data() for at in range(rows.rowCount())]


def scan(desk: IssuingDesk, text: str) -> tuple[str, str]:
    desk.page.hand_out.verdict.forget()
    desk.page.take_scan(text)
    desk.settle(lambda: desk.page.hand_out.verdict.kind)
    return desk.page.hand_out.verdict.kind, desk.page.hand_out.verdict.words.text()


def actions(ledger) -> set[str]:
    """What the journal says was done."""
    with ledger.reading() as session:
        bodies = session.scalars(select(JOURNAL.c.body).where(JOURNAL.c.op == "C")).all()
    return {json.loads(body)["action"] for body in bodies}


def test_with_the_id_card_looked_at_a_scan_hands_the_certificate_out(desk):
    desk.page.hand_out.is_checked.setFocus()
    desk.press(SPACE)

    first = scan(desk, texts(desk)[1])
    again = scan(desk, texts(desk)[1])

    assert first == ("good", "李兰 已领取")
    assert again == ("twice", "已于 2026-11-21 由 李兰 领走。")
    assert collectors(desk) == ["", "李兰", "", ""]
    assert states(desk) == ["○ 待领取", "√ 已领取", "○ 待领取", "× 还没有打好"]


def test_without_it_a_scan_asks_first_and_esc_hands_nothing_out(desk):
    desk.page.take_scan(texts(desk)[1])
    dialog = desk.opened(CollectDialog)
    names, may = [line.name for line in dialog.lines], dialog.verb.isEnabled()
    desk.press(ESCAPE)

    assert (names, may) == (["李兰"], False)
    assert len(not_collected(desk.ledger)) == 3


def test_a_certificate_of_another_class_and_one_without_a_good_sheet_are_red(desk, ledger):
    other, _ = issued_class(ledger, 1, QUICK, code="2026-02")
    job = start_job(ledger, QUICK, unpressed, class_id=other.id)
    confirm(ledger, job.id, Seen(everything=True))
    desk.page.hand_out.is_checked.setChecked(True)

    stranger = scan(desk, texts(desk)[4])
    unprinted = scan(desk, texts(desk)[3])

    assert stranger == ("other", "这本证书是 2026-02 班的。")
    assert unprinted[0] == "not_valid"
    assert collectors(desk) == [""] * 5


def test_several_are_handed_out_at_once_with_a_reason_instead_of_the_id_card(desk):
    desk.ctrl(KEY.Key_A)
    desk.press(ENTER)
    dialog = desk.opened(CollectDialog)
    names = [line.name for line in dialog.lines]
    desk.write(dialog.reason, "known")
    desk.ctrl(ENTER)
    desk.settle(lambda: "待领 0" in desk.page.hand_out.count.text())

    assert names == ["罗正祥", "李兰", "阿依古丽"]
    assert collectors(desk) == ["罗正祥", "李兰", "阿依古丽", ""]
    assert desk.page.hand_out.count.text() == "已领 3，待领 0"


def test_a_proxy_needs_a_name_and_a_relation(desk):
    desk.press(ENTER)
    dialog = desk.opened(CollectDialog)
    dialog.is_checked.setChecked(True)
    dialog.by.setFocus()
    desk.press(KEY.Key_Down)
    desk.write(dialog.proxy, "杨正兰")
    too_little = dialog.verb.isEnabled()
    dialog.relation.setFocus()
    desk.press(KEY.Key_Down)
    desk.ctrl(ENTER)
    desk.settle(lambda: collectors(desk)[0])

    assert not too_little
    assert collectors(desk)[0] == "杨正兰（配偶）"


def test_an_earlier_day_may_be_entered_from_the_signed_list(desk, ledger, clock):
    clock.advance(days=3)
    desk.press(ENTER)
    dialog = desk.opened(CollectDialog)
    dialog.is_checked.setChecked(True)
    dialog.day.setFocus()
    for _ in range(2):
        desk.press(KEY.Key_Down)
    dialog.day.show_day(date(2026, 11, 22))
    desk.ctrl(ENTER)
    desk.settle(lambda: collectors(desk)[0])

    assert list_certificates(ledger)[0].handed_out_on == date(2026, 11, 22)


def test_somebody_is_found_by_name_and_the_next_one_waits_afterwards(desk):
    desk.ctrl(KEY.Key_F)
    desk.write(desk.page.hand_out.field, "李兰")
    desk.press(ENTER)
    dialog = desk.opened(CollectDialog)
    dialog.is_checked.setChecked(True)
    desk.ctrl(ENTER)
    desk.settle(lambda: desk.page.hand_out.rows.rowCount() == 4)

    chosen = [line.name for line in desk.page.hand_out.chosen()]
    assert collectors(desk) == ["", "李兰", "", ""]
    assert chosen == ["罗正祥"]


def test_a_mistaken_hand_out_is_taken_back_with_a_reason(desk, ledger):
    number = list_certificates(ledger)[0].number
    hand_out(ledger, [number], Collection(id_checked=True))
    desk.go(Spot(ISSUE, desk.page.spot.id, part="hand_out"))
    desk.settle(lambda: states(desk)[0] == "√ 已领取")
    desk.press(KEY.Key_Up)

    desk.press(DEL)
    dialog = desk.opened(ReasonDialog)
    desk.write(dialog.field, "记错人了")
    desk.press(ENTER)
    desk.settle(lambda: states(desk)[0] == "○ 待领取")

    assert find_certificate(ledger, number).handed_out_on is None


def test_the_signature_list_holds_every_name_and_is_journaled(desk, ledger, tmp_path):
    desk.ctrl(KEY.Key_P)
    dialog = desk.opened(PaperDialog)
    desk.settle(lambda: dialog.view.pages)
    dialog.save_to(tmp_path / "list.pdf")
    desk.settle((tmp_path / "list.pdf").exists)

    (words,) = page_texts(tmp_path / "list.pdf")
    assert all(name in words for name in NAMES)
    assert "19700101" not in words
    assert "export.certificates" in actions(ledger)
    desk.press(ESCAPE)


def test_a_class_without_certificates_says_where_to_issue_them(ledger, desk):
    empty = make_class(ledger, 1, code="2026-03")

    desk.go(Spot(ISSUE, empty.id, part="hand_out"))
    desk.settle(lambda: desk.page.hand_out.board.row.id == empty.id)

    assert desk.page.hand_out.layers.currentWidget() is desk.page.hand_out.empty
    assert "Ctrl+H" in desk.page.hand_out.empty.text()
