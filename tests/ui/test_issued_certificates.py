"""What may befall an issued certificate, through its dialogs: voided, reprinted, corrected, always with a reason."""

import pytest
from PySide6.QtWidgets import QLabel

from app.ledger.certificate_events import void
from app.ledger.certificate_register import find_certificate, list_certificates
from app.ledger.printing import start_job
from app.ledger.sheet_results import Seen, confirm
from app.ui.issuing.correct_dialog import CorrectDialog
from app.ui.issuing.press_dialog import PressDialog
from app.ui.issuing.reprint_dialog import ReprintDialog
from app.ui.issuing.void_dialog import VoidDialog
from app.ui.spots import PERSON_FORM, Spot
from tests.makers_certificates import PRINTER as DRAWN
from tests.makers_certificates import MakeBelieveCounty, issued_class, rename, unpressed
from tests.ui.issuing_desk import ENTER, ESCAPE, KEY, SPACE, IssuingDesk, copy_of, page_texts, prepared, sit_down
from tests.ui.issuing_printer import install_printer


def make_ready(ledger) -> None:
    """Two people with certificates, the first one's sheet good."""
    MakeBelieveCounty().enrol(ledger)
    made, _ = issued_class(ledger, names=("罗正祥", "李兰"))
    job = start_job(ledger, DRAWN, unpressed, class_id=made.id)
    confirm(ledger, job.id, Seen(good=("1",)))


@pytest.fixture(scope="module")
def ready(empty_ledger, tmp_path_factory):
    return prepared(empty_ledger, tmp_path_factory.mktemp("ready") / "ledger", make_ready)


@pytest.fixture
def ledger(ready, tmp_path, clock):
    with copy_of(ready, tmp_path, clock) as ledger:
        yield ledger


@pytest.fixture
def trainee(ledger) -> str:
    """The holder of the first certificate."""
    return list_certificates(ledger)[0].trainee_id


@pytest.fixture
def desk(qtbot, work, tmp_path, monkeypatch) -> IssuingDesk:
    paper, path = install_printer(tmp_path / "printer")
    monkeypatch.setenv("PATH", path)
    return sit_down(qtbot, work, paper)


def number(desk: IssuingDesk, place: int = 0) -> str:
    return list_certificates(desk.ledger)[place].number


def opened(desk: IssuingDesk, kind: type, place: int = 0):
    """The dialog, and what its `done` tells."""
    dialog, told = kind(desk.work, number(desk, place), desk.page), []
    dialog.done.connect(told.append)
    desk.settle(dialog.isVisible)
    return dialog, told


def words_of(dialog) -> str:
    return " ".join(each.text() for each in dialog.findChildren(QLabel) if each.isVisible())


def reason(desk: IssuingDesk, dialog, text: str) -> None:
    desk.write(dialog.reason.lineEdit(), text)


def test_voiding_says_what_it_means_and_needs_a_reason(desk, ledger):
    dialog, told = opened(desk, VoidDialog)
    words, before = words_of(dialog), dialog.verb.isEnabled()

    reason(desk, dialog, "误签发")
    dialog.returned.setFocus()
    desk.press(SPACE)
    desk.ctrl(ENTER)
    desk.settle(lambda: told)

    row = find_certificate(ledger, number(desk))
    assert number(desk) in words
    assert "罗正祥" in words
    assert "已打印，还没有领取" in words
    assert "不会再用" in words
    assert not before
    assert (row.state, row.remark, told) == ("voided", "误签发", [row.number])


def test_esc_leaves_the_certificate_as_it_was(desk, ledger):
    dialog, told = opened(desk, VoidDialog)
    reason(desk, dialog, "误签发")

    desk.press(ESCAPE)

    assert find_certificate(ledger, number(desk)).is_good
    assert told == []


def test_a_usual_reason_is_chosen_with_an_arrow_key(desk, ledger):
    dialog, told = opened(desk, VoidDialog)
    dialog.reason.setFocus()

    desk.press(KEY.Key_Down)
    desk.ctrl(ENTER)
    desk.settle(lambda: told)

    assert find_certificate(ledger, number(desk)).remark == "误签发"


def test_a_copy_is_counted_marked_and_printed_as_a_job(desk, ledger):
    dialog, told = opened(desk, ReprintDialog)
    words = words_of(dialog)
    reason(desk, dialog, "遗失")
    desk.ctrl(ENTER)
    press = desk.opened(PressDialog)
    desk.settle(press.verb.isEnabled)
    none_yet = find_certificate(ledger, number(desk)).copies
    desk.ctrl(ENTER)
    desk.settle(lambda: desk.page.job.board and desk.page.job.board.lines)

    assert "第 1 次补发" in words
    assert none_yet == 0
    assert find_certificate(ledger, number(desk)).copies == 1
    assert "补" in page_texts(desk.paper.runs[0])[0]
    assert told == [number(desk)]
    assert desk.page.job.chips[2].text() == "补发（加盖“补”字）"


def test_printing_a_copy_later_counts_none(desk, ledger):
    dialog, told = opened(desk, ReprintDialog)
    reason(desk, dialog, "遗失")
    desk.ctrl(ENTER)
    desk.opened(PressDialog)

    desk.press(ESCAPE)

    assert find_certificate(ledger, number(desk)).copies == 0
    assert told == []


@pytest.mark.parametrize(("place", "ended", "why"), [(1, False, "还没有确认完好"), (0, True, "不再有效")])
def test_a_copy_that_cannot_be_is_told_before_a_reason_is_asked(desk, ledger, place, ended, why):
    if ended:
        void(ledger, number(desk, place), "误签发")

    dialog, _ = opened(desk, ReprintDialog, place)
    reason(desk, dialog, "遗失")

    assert why in dialog.told.text()
    assert not dialog.verb.isEnabled()


def test_a_wrong_name_is_corrected_from_the_ledger_and_the_successor_printed(desk, ledger, trainee):
    rename(ledger, trainee, "罗正洋")
    old = number(desk)
    dialog, told = opened(desk, CorrectDialog)
    proposed, changed = dialog.values["name"].text(), dialog.changed

    reason(desk, dialog, "姓名有误")
    desk.ctrl(ENTER)
    press = desk.opened(PressDialog)
    desk.settle(press.verb.isEnabled)
    desk.ctrl(ENTER)
    desk.settle(lambda: desk.page.job.board and desk.page.job.board.lines)

    new = find_certificate(ledger, told[0])
    assert (proposed, changed) == ("罗正洋", ["name"])
    assert (new.name, new.predecessor) == ("罗正洋", old)
    assert find_certificate(ledger, old).state == "corrected"
    assert "罗正洋" in page_texts(desk.paper.runs[0])[0]


def test_a_value_may_be_typed_and_the_id_number_stays_masked(desk, ledger):
    dialog, told = opened(desk, CorrectDialog)
    masked, may = dialog.values["id_number"].text(), dialog.verb.isEnabled()
    dialog.values["course"].clear()

    desk.write(dialog.values["course"], "核桃嫁接与管理")
    reason(desk, dialog, "课程有误")
    words = dialog.told.text()
    desk.ctrl(ENTER)
    desk.settle(lambda: told)

    assert "***********" in masked
    assert not may
    assert "台账里不会跟着改" in words
    assert find_certificate(ledger, told[0]).course == "核桃嫁接与管理"


def test_nothing_is_corrected_where_nothing_differs_and_the_way_to_the_person_is_shown(desk, trainee):
    dialog, _ = opened(desk, CorrectDialog)
    reason(desk, dialog, "姓名有误")
    may, words = dialog.verb.isEnabled(), dialog.told.text()

    desk.click(dialog.mend)

    assert not may
    assert "内容一致" in words
    assert desk.elsewhere == [Spot(PERSON_FORM, trainee, part="name")]


def test_a_value_that_cannot_stand_on_a_certificate_is_refused_and_stays_typed(desk, ledger):
    dialog, told = opened(desk, CorrectDialog)
    dialog.values["theory_hours"].clear()
    desk.write(dialog.values["theory_hours"], "many")
    reason(desk, dialog, "学时有误")

    desk.ctrl(ENTER)

    assert dialog.isVisible()
    assert "many" in dialog.trouble.text()
    assert dialog.values["theory_hours"].text() == "many"
    assert told == []
