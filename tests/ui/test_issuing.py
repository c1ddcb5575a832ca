"""Issuing a class through the window: who, numbered how, looked at before, asked once, all or nothing."""

from datetime import date

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QCalendarWidget, QComboBox, QLabel, QListView, QScrollArea, QWidget

from app.documents.scanning import read_codes
from app.ledger.certificate_register import list_certificates
from app.ledger.hand_out import not_collected
from app.ledger.number_blocks import blocks_left
from app.ledger.print_jobs import find_job, list_jobs
from app.models.people import Trainee
from app.ui.issuing.blanks_dialogs import DeliveryDialog
from app.ui.issuing.blanks_page import BlanksPage
from app.ui.issuing.collect_dialog import CollectDialog
from app.ui.issuing.issue_dialog import IssueDialog
from app.ui.issuing.press_dialog import PressDialog
from app.ui.issuing.void_dialog import VoidDialog
from app.ui.spots import CERTIFICATE, CLASS, ISSUE, PERSON_FORM, Spot
from tests.makers_certificates import MakeBelieveCounty, add_to_class, issued_class, make_class, rename
from tests.ui.issuing_desk import ENTER, ESCAPE, KEY, SPACE, IssuingDesk, page_texts, sit_down
from tests.ui.issuing_printer import KeptPaper, install_printer


@pytest.fixture
def printer(tmp_path, monkeypatch) -> KeptPaper:
    """The only printer of the machine."""
    paper, path = install_printer(tmp_path / "printer")
    monkeypatch.setenv("PATH", path)
    return paper


@pytest.fixture
def desk(qtbot, work, ledger, printer) -> IssuingDesk:
    """A station with a printer and a thousand numbers."""
    MakeBelieveCounty().enrol(ledger)
    return sit_down(qtbot, work, printer)


def told(desk: IssuingDesk) -> str:
    """All remarks above the list."""
    return " ".join(remark.words for remark in desk.page.choose.remarks.told)


def states(desk: IssuingDesk) -> list[str]:
    rows = desk.page.choose.rows
    return [rows.index(at, 2).data() for at in range(rows.rowCount())]


def change_person(ledger, trainee_id: str, **fields: object) -> None:
    with ledger.change("trainee.edit") as change:
        row = change.get(Trainee, trainee_id)
        for name, value in fields.items():
            setattr(row, name, value)


def test_a_whole_class_is_issued_printed_and_handed_out_with_ten_keys(desk, ledger):
    make_class(ledger, 60)
    desk.go(Spot(ISSUE))
    desk.settle(lambda: desk.page.overview.rows.rowCount() == 1)

    desk.press(ENTER)  # the class
    desk.settle(desk.page.choose.verb.isEnabled)
    desk.ctrl(ENTER)  # issue 60
    desk.opened(IssueDialog)
    desk.press(ENTER)  # yes
    desk.opened(PressDialog)
    desk.settle(desk.dialog.verb.isEnabled)
    desk.ctrl(ENTER)  # print
    desk.settle(lambda: desk.page.job.board and desk.page.parts.currentWidget() is desk.page.job)
    desk.ctrl(ENTER)  # all are good
    desk.settle(lambda: desk.page.job.board.job.is_done)
    desk.ctrl(ENTER)  # to the counter
    desk.settle(lambda: desk.page.hand_out.board)
    desk.ctrl(KEY.Key_A)
    desk.ctrl(ENTER)
    desk.opened(CollectDialog)
    desk.press(SPACE)  # the ID cards were looked at
    desk.ctrl(ENTER)

    desk.settle(lambda: desk.page.hand_out.count.text() == "已领 60，待领 0")
    numbers = [row.number for row in list_certificates(ledger)]
    (run,) = desk.paper.runs
    first, last = page_texts(run, 0, 59)
    assert (len(PdfReader(run).pages), numbers[0] in first, numbers[-1] in last) == (60, True, True)
    assert not_collected(ledger) == []
    assert desk.keys == 10


def test_the_certificates_are_looked_at_before_any_is_issued(desk, ledger):
    made = make_class(ledger, 3, names=("罗正祥", "李兰", "王𬭎"))

    desk.go(Spot(ISSUE, made.id))
    desk.settle(lambda: desk.page.choose.view.pages == 3)

    sample = desk.page.choose.sample
    texts = page_texts(sample)
    assert ["罗正祥" in texts[0], "李兰" in texts[1], "核桃嫁接" in texts[2]] == [True] * 3
    assert all("样张" in text for text in texts)
    assert read_codes(sample) == ["样张，不是证书"] * 3
    assert list_certificates(ledger) == []
    assert "53092110126000010 至 53092110126000036 · 用后余 997 个号" in desk.page.choose.numbers.text()


def test_the_one_question_names_count_numbers_and_day_and_esc_issues_nothing(desk, ledger):
    made = make_class(ledger, 2)
    desk.go(Spot(ISSUE, made.id))
    desk.settle(desk.page.choose.verb.isEnabled)

    desk.ctrl(ENTER)
    dialog = desk.opened(IssueDialog)
    words = " ".join(each.text() for each in dialog.findChildren(QLabel))
    verb = dialog.verb.text()
    desk.press(ESCAPE)

    assert verb == "签发 2 张"
    assert "结业证书 2 张" in words
    assert "53092110126000010 至 53092110126000028" in words
    assert "2026年11月21日" in words
    assert "不能撤回" in words
    assert list_certificates(ledger) == []


def test_who_is_not_ticked_gets_no_certificate(desk, ledger):
    made = make_class(ledger, 3, names=("罗正祥", "李兰", "鲁忠"))
    desk.go(Spot(ISSUE, made.id))
    desk.settle(desk.page.choose.verb.isEnabled)

    desk.press(KEY.Key_Down)
    desk.press(SPACE)
    desk.ctrl(ENTER)
    desk.opened(IssueDialog)
    desk.press(ENTER)
    desk.opened(PressDialog)

    assert [row.name for row in list_certificates(ledger)] == ["罗正祥", "鲁忠"]


def test_who_cannot_be_issued_is_named_with_the_reason_and_enter_leads_to_where_it_is_mended(desk, ledger):
    made, issued = issued_class(ledger, 1, names=("罗正祥",))
    for name in ("杨\ue123", "李兰", "无照"):
        add_to_class(ledger, made, name)
    with ledger.reading() as session:
        people = {row.name: row.id for row in session.query(Trainee)}
    change_person(ledger, people["李兰"], sex="")
    change_person(ledger, people["无照"], photo="0" * 64)
    rename(ledger, made.trainee_ids[0], "罗正祥")

    desk.go(Spot(ISSUE, made.id))
    desk.settle(lambda: desk.page.choose.rows.rowCount() == 4)
    for _ in range(4):
        desk.press(ENTER)
        desk.press(KEY.Key_Down)

    shown = states(desk)
    assert shown[0] == f"√ 已有证书 {issued.certificates[0].number}"
    assert "这些字印不出来" in shown[1]
    assert shown[2] == "× 没有填性别"
    assert "照片不在本机上" in shown[3]
    assert desk.elsewhere == [
        Spot(CERTIFICATE, issued.certificates[0].number),
        Spot(PERSON_FORM, people["杨\ue123"], part="name"),
        Spot(PERSON_FORM, people["李兰"], part="id_number"),
        Spot(PERSON_FORM, people["无照"], part="photo"),
    ]
    assert not desk.page.choose.verb.isEnabled()
    assert "另有 3 人暂不能签发" in told(desk)


def test_who_has_not_completed_is_led_to_the_graduation(desk, ledger):
    made = make_class(ledger, 2, outcome="")

    desk.go(Spot(ISSUE, made.id))
    desk.settle(lambda: desk.page.choose.rows.rowCount() == 2)
    desk.press(ENTER)

    assert desk.elsewhere == [Spot(CLASS, made.id, part="graduation", detail=made.enrolment_ids[0])]
    assert states(desk) == ["× 尚未结业"] * 2


def test_too_few_numbers_keep_everyone_back_and_say_what_to_do(qtbot, work, ledger, printer):
    MakeBelieveCounty().enrol(ledger, serials=2)
    made = make_class(ledger, 3)
    desk = sit_down(qtbot, work, printer)

    desk.go(Spot(ISSUE, made.id))
    desk.settle(lambda: desk.page.choose.remarks.told)

    assert "需要 3 个证书编号" in told(desk)
    assert "号段" in told(desk)
    assert not desk.page.choose.verb.isEnabled()
    assert desk.page.choose.view.pages == 3


def test_taking_the_tick_from_one_makes_the_numbers_last_and_warns_that_they_run_low(qtbot, work, ledger, printer):
    MakeBelieveCounty().enrol(ledger, serials=2)
    made = make_class(ledger, 3)
    desk = sit_down(qtbot, work, printer)
    desk.go(Spot(ISSUE, made.id))
    desk.settle(lambda: desk.page.choose.remarks.told)

    desk.press(SPACE)
    desk.settle(desk.page.choose.verb.isEnabled)

    assert desk.page.choose.verb.text() == "签发 2 张 (Ctrl+Enter)"
    assert "用后余 0 个号" in desk.page.choose.numbers.text()
    assert "只剩 0 个" in told(desk)


def test_a_station_that_no_county_enrolled_is_told_so_and_issues_nothing(qtbot, work, ledger, printer):
    made = make_class(ledger, 2)
    desk = sit_down(qtbot, work, printer)

    desk.go(Spot(ISSUE, made.id))
    desk.settle(lambda: desk.page.choose.remarks.told)

    assert "县级中心" in told(desk)
    assert "xiangxun" not in told(desk)
    assert not desk.page.choose.verb.isEnabled()


def test_stopping_half_way_issues_nothing_and_takes_no_number(desk, ledger):
    made = make_class(ledger, 12)
    desk.go(Spot(ISSUE, made.id))
    desk.settle(desk.page.choose.verb.isEnabled)
    desk.work.under_way.connect(lambda operation, _: operation.stop())

    desk.ctrl(ENTER)
    desk.opened(IssueDialog)
    desk.press(ENTER)
    desk.settle(desk.page.choose.verb.isEnabled)

    assert list_certificates(ledger) == []
    assert blocks_left(ledger).left == 1000
    assert list_jobs(ledger) == []


def test_the_day_may_be_any_from_the_end_of_the_class_on_and_no_later_than_today(desk, ledger):
    made = make_class(ledger, 1, ends_on=date(2026, 11, 18))

    desk.go(Spot(ISSUE, made.id))
    desk.settle(lambda: desk.page.choose.preview)

    field = desk.page.choose.day
    assert field.day == date(2026, 11, 21)
    for _ in range(5):
        desk.qtbot.keyClick(field.line, KEY.Key_Down)
    earliest = field.day
    for _ in range(5):
        desk.qtbot.keyClick(field.line, KEY.Key_Up)
    assert (earliest, field.day) == (date(2026, 11, 18), date(2026, 11, 21))
    desk.settle()


def test_another_kind_of_certificate_is_drawn_and_issued_when_it_is_chosen(desk, ledger):
    made = make_class(ledger, 1)
    desk.go(Spot(ISSUE, made.id))
    desk.settle(lambda: desk.page.choose.view.pages)

    desk.page.choose.kind.setFocus()
    desk.press(KEY.Key_Down)
    desk.settle(lambda: desk.page.choose.preview.kind == "training_pass" and desk.page.choose.verb.isEnabled())
    desk.ctrl(ENTER)
    desk.opened(IssueDialog)
    desk.press(ENTER)
    desk.opened(PressDialog)

    assert [row.kind for row in list_certificates(ledger)] == ["training_pass"]


def test_a_class_that_was_issued_but_never_printed_waits_on_the_overview_and_enter_prints_it(desk, ledger):
    issued_class(ledger, 2)
    desk.go(Spot(ISSUE))
    desk.settle(lambda: desk.page.overview.rows.rowCount() == 1)
    step = desk.page.overview.rows.index(0, 0).data()

    desk.press(ENTER)
    desk.opened(PressDialog)
    desk.settle(desk.dialog.verb.isEnabled)
    desk.ctrl(ENTER)
    desk.settle(lambda: desk.page.job.board)

    assert step == "● 待打印"
    assert len(PdfReader(desk.paper.runs[0]).pages) == 2
    assert not find_job(ledger).is_done


def test_who_was_left_out_stays_left_out_after_a_look_at_another_page(desk, ledger):
    made = make_class(ledger, 3)
    desk.go(Spot(ISSUE, made.id))
    desk.settle(desk.page.choose.verb.isEnabled)
    desk.press(KEY.Key_Down)
    desk.press(SPACE)

    desk.go(Spot(ISSUE))
    desk.go(Spot(ISSUE, made.code))
    desk.settle(desk.page.choose.verb.isEnabled)

    assert [person.candidate.serial for person in desk.page.choose.rows.chosen] == [1, 3]
    assert desk.page.choose.list.currentIndex().row() == 1


def test_every_control_has_a_name_that_a_screen_reader_can_say(desk, ledger, qtbot, work):
    made, _ = issued_class(ledger, 1)
    blanks = BlanksPage(work)
    qtbot.addWidget(blanks)
    dialogs = [VoidDialog(work, list_certificates(ledger)[0].number, desk.page), DeliveryDialog(work, blanks)]
    desk.go(Spot(ISSUE, made.id))
    desk.settle(lambda: all(widget.isVisible() for widget in dialogs[:1]))

    nameless = [
        f"{type(widget).__name__} in {type(widget.parentWidget()).__name__}"
        for root in (desk.page, blanks, *dialogs)
        for widget in root.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not (widget.accessibleName() or getattr(widget, "text", str)() or widget.objectName().startswith("qt_"))
        and not isinstance(widget.parentWidget(), QComboBox | QAbstractItemView | QCalendarWidget | QScrollArea)
        and not isinstance(widget, QScrollArea | QListView)
    ]

    assert nameless == []
    for dialog in dialogs:
        dialog.close()
