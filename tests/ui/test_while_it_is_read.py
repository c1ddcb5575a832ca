"""While a page reads what it shows it says so, its verbs are shut, and a deed asked for is done when it is there."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from app.ledger.attendance_marks import marks_of
from app.ledger.enrolling import enrol
from app.ui import spots
from app.ui.classes.graduation_part import GraduationPart
from app.ui.classes.results_part import ResultsPart
from app.ui.classes.roll_page import RollPage
from app.ui.issuing.issue_dialog import IssueDialog
from app.ui.spots import CLASSES, ISSUE, Spot
from app.ui.window import MainWindow
from app.ui.work import Work
from tests.makers import add_trainee
from tests.makers_certificates import MakeBelieveCounty, make_class
from tests.makers_training import attend, keep_class, keep_trainees, pass_exams, whole
from tests.ui.issuing_desk import IssuingDesk, sit_down
from tests.ui.issuing_printer import install_printer
from tests.ui.makers_shell import home_of
from tests.ui.patience import PATIENCE

KEY = Qt.Key
CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
READING = "正在读取…"


@contextmanager
def slow(work: Work) -> Iterator[None]:
    """A disk that answers nothing until the end of the block."""
    gate = threading.Event()
    for _ in range(2):  # so many are read side by side
        work.operations.read(lambda _: gate.wait(PATIENCE), lambda _: None)
    work.operations.write(lambda _: gate.wait(PATIENCE), lambda _: None)
    try:
        yield
    finally:
        gate.set()


@pytest.fixture
def desk(qtbot, work, ledger, tmp_path, monkeypatch) -> IssuingDesk:
    paper, path = install_printer(tmp_path / "printer")
    monkeypatch.setenv("PATH", path)
    MakeBelieveCounty().enrol(ledger)
    return sit_down(qtbot, work, paper)


def press(widget: QWidget, pressed: Qt.Key, modifier: Qt.KeyboardModifier = CONTROL) -> None:
    """One key, without waiting for what comes of it."""
    QTest.keyClick(widget.window().focusWidget() or widget, pressed, modifier)


def shown(qtbot, part: QWidget) -> None:
    qtbot.addWidget(part)
    part.resize(1150, 600)
    part.show()
    part.activateWindow()
    qtbot.waitUntil(part.isActiveWindow)


def rested(qtbot, work: Work) -> None:
    qtbot.waitUntil(lambda: work.operations.is_idle)


def test_issuing_says_that_it_reads_shows_no_false_day_and_issues_as_soon_as_it_is_there(desk, ledger):
    made, part = make_class(ledger, 2), desk.page.choose
    with slow(desk.work):
        desk.page.show_spot(Spot(ISSUE, made.id))
        seen = part.awaited.line.text(), part.awaited.line.isVisible(), part.day.line.text()
        can = [each.isEnabled() and each.isVisible() for each in (part.verb, part.print, part.collect, part.day)]
        empty = [chip.isVisible() for chip in part.chips]

        press(desk.page, KEY.Key_Return)

    dialog = desk.opened(IssueDialog)
    assert seen == (READING, True, "")
    assert (can, empty) == ([False] * 4, [False] * 2)
    assert not part.awaited.line.isVisible()
    dialog.reject()
    desk.settle()


def test_a_day_typed_before_issuing_is_the_one_on_the_certificates(desk, ledger):
    from datetime import date

    made, part = make_class(ledger, 1, ends_on=date(2026, 11, 18)), desk.page.choose
    desk.go(Spot(ISSUE, made.id))
    desk.settle(lambda: part.plan)
    part.day.setFocus()

    for sign in "2026-11-19":
        QTest.keyClicks(part.day.line, sign)
    press(desk.page, KEY.Key_Return)
    dialog = desk.opened(IssueDialog)

    assert part.preview.day == date(2026, 11, 19)
    dialog.reject()
    desk.settle()


def test_what_was_asked_of_a_page_that_the_clerk_has_left_is_not_done(desk, ledger):
    made = make_class(ledger, 2)
    with slow(desk.work):
        desk.page.show_spot(Spot(ISSUE, made.id))
        press(desk.page, KEY.Key_Return)
        desk.page.show_spot(Spot(ISSUE))

    desk.settle()

    assert desk.dialog is None


def test_graduation_says_that_it_reads_and_graduates_as_soon_as_it_is_there(qtbot, work, ledger):
    row = keep_class(ledger, 2)
    attend_all(ledger, row.id)
    part = GraduationPart(work)
    shown(qtbot, part)
    with slow(work):
        part.show_class(row.id)
        seen = part.awaited.line.text(), part.awaited.line.isVisible(), part.choice.itemText(0)
        can = [each.isEnabled() and each.isVisible() for each in (part.verb, part.next, part.undo_all, part.leave)]
        press(part, KEY.Key_Return)

    rested(qtbot, work)
    qtbot.waitUntil(lambda: work.operations.is_idle and part.board is not None and part.board.completed > 0)

    assert (seen, can) == ((READING, True, "全部"), [False] * 4)
    assert part.board.completed == 2


def test_ctrl_p_at_graduation_leads_on_although_it_came_too_early(qtbot, work, ledger):
    made = make_class(ledger, 2)
    part = GraduationPart(work)
    shown(qtbot, part)
    went: list[Spot] = []
    work.wanted.connect(went.append)
    with slow(work):
        part.show_class(made.id)
        press(part, KEY.Key_P)

    rested(qtbot, work)

    assert went == [Spot(spots.ISSUE, made.id)]


def test_enter_at_graduation_leads_to_what_is_missing_although_it_came_too_early(qtbot, work, ledger):
    row = keep_class(ledger, 2)
    part = GraduationPart(work)
    shown(qtbot, part)
    went: list[Spot] = []
    work.wanted.connect(went.append)
    with slow(work):
        part.show_class(row.id)
        press(part, KEY.Key_Return, Qt.KeyboardModifier.NoModifier)

    rested(qtbot, work)
    press(part, KEY.Key_Return, Qt.KeyboardModifier.NoModifier)

    assert [(spot.page, spot.id) for spot in went] == [(spots.CLASS, row.id)] * 2


@pytest.mark.parametrize(("kind", "pressed"), [(RollPage, KEY.Key_3), (ResultsPart, KEY.Key_9)])
def test_no_key_reaches_the_class_looked_at_before_while_another_is_read(qtbot, work, ledger, kind, pressed):
    before, after = (keep_class(ledger, code=code) for code in ("甲", "乙"))
    for place, row in enumerate((before, after)):
        enrol(ledger, row.id, keep_trainees(ledger, 2, start=10 * place))
    part = kind(work)
    shown(qtbot, part)
    part.show_class(before.id)
    rested(qtbot, work)
    with slow(work):
        part.show_class(after.id)
        seen = part.awaited.line.isVisible(), part.grid.isVisible()
        press(part, pressed, Qt.KeyboardModifier.NoModifier)
        press(part, KEY.Key_Return, Qt.KeyboardModifier.NoModifier)

    rested(qtbot, work)

    assert seen == (True, False)
    assert {row.status for row in marks_of(ledger, whole(before.id))} == {""}
    assert part.grid.isVisible()


def attend_all(ledger, class_id: str) -> None:
    """Two people who have earned it, and the class is over."""
    from app.models.vocabulary import AttendanceStatus

    for serial in (1, 2):
        attend(ledger, class_id, serial, [AttendanceStatus.PRESENT] * 30)
    pass_exams(ledger, class_id)


def at_once(window: MainWindow, deed) -> None:
    """Do it in the moment in which the desk is in sight, before its first page is there."""
    window.pages.currentChanged.connect(lambda _: deed() if window.desk is not None else None)


def test_whoever_turns_elsewhere_before_the_first_page_is_there_is_not_taken_back(
    qtbot, window_on, empty_ledger, tmp_path, clock
):
    window = window_on(home_of(empty_ledger, tmp_path / "home", clock, add_trainee))
    window.activateWindow()
    at_once(window, lambda: QTest.keyClick(window, KEY.Key_4, ALT))

    qtbot.waitUntil(lambda: window.desk is not None and window.operations.is_idle)
    qtbot.waitUntil(lambda: window.desk.page is not None and window.operations.is_idle)

    assert window.desk.spot.page == CLASSES


def test_whoever_waits_comes_to_the_first_page(qtbot, window_on, empty_ledger, tmp_path, clock):
    window = window_on(home_of(empty_ledger, tmp_path / "home", clock, add_trainee))

    qtbot.waitUntil(lambda: window.desk is not None and window.desk.has_begun and window.operations.is_idle)

    assert window.desk.spot.page == spots.HOME
