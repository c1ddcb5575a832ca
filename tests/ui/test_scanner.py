"""The scanner in the window: a scan goes where it is wanted, and leaves the field that had the focus as it was."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from app.ui.key_clock import KeyClock
from app.ui.memory import Memory
from app.ui.scanner import keep_habits, kept_habits
from app.ui.scanner_burst import ENTER, TAB, ScannerHabits
from tests.ui.scanner_desk import CODE, KEY, SERIAL, Busy, desk, habits, scan

__all__ = ["desk", "habits"]


@pytest.mark.parametrize("ending", [KEY.Key_Return, KEY.Key_Enter, KEY.Key_Tab])
@pytest.mark.parametrize("text", [CODE, SERIAL])
def test_a_scan_arrives_whole_and_the_field_is_as_it_was(desk, text, ending):
    desk.field.setCursorPosition(0)

    scan(desk.field, text, ending)

    assert desk.taken == [text]
    assert (desk.field.text(), desk.field.cursorPosition()) == ("张", 0)
    assert desk.pressed == 0
    assert QApplication.focusWidget() is desk.field


def test_a_scan_leaves_no_trace_in_any_kind_of_field(desk):
    for widget in (desk.scan, desk.lines, desk.choice, desk.day, desk.list, desk.table, desk.button):
        scan(widget, SERIAL)
    scan(desk.table, CODE)

    day = desk.day.date()
    assert desk.taken == [SERIAL] * 7 + [CODE]
    assert (desk.scan.text(), desk.lines.toPlainText(), desk.choice.currentText()) == ("", "甲", "")
    assert (day.year(), day.month(), day.day()) == (2000, 1, 1)
    assert desk.table.item(0, 0) is None
    assert desk.pressed == 0


def test_what_nobody_wants_stays_typed_and_enter_does_what_it_always_does(desk):
    desk.wanted = False

    scan(desk.field, SERIAL)
    scan(desk.field, CODE)

    assert desk.field.text() == f"张{SERIAL}{CODE}"
    assert desk.pressed == 2


def test_the_digits_of_a_code_never_reach_a_grid_that_is_driven_by_keys(qtbot, desk):
    heard: list[str] = []
    desk.list.keyPressEvent = lambda event: heard.append(event.text())

    scan(desk.list, CODE)

    assert heard == list("http")
    assert desk.taken == [CODE]


def test_a_scanner_without_an_ending_key_is_heard_when_it_falls_silent(qtbot, desk, habits):
    habits[0] = ScannerHabits(gap_ms=150)

    scan(desk.field, CODE, None)
    qtbot.waitUntil(lambda: desk.taken == [CODE])
    QTest.keyClick(desk.field, KEY.Key_Return)

    assert desk.field.text() == "张"
    assert desk.pressed == 0


def test_a_code_cut_short_is_given_to_the_field(qtbot, desk, habits):
    habits[0] = ScannerHabits(gap_ms=150)

    scan(desk.field, "https://rc.example.gov.cn/v#12", None)

    qtbot.waitUntil(lambda: desk.field.text() == "张https://rc.example.gov.cn/v#12")
    assert desk.taken == []


def test_an_ending_key_that_was_not_chosen_ends_nothing(desk, habits):
    habits[0] = ScannerHabits(gap_ms=2000, endings=frozenset([TAB]))

    scan(desk.field, SERIAL, KEY.Key_Return)
    scan(desk.scan, SERIAL, KEY.Key_Tab)

    assert desk.taken == [SERIAL]
    assert desk.field.text() == f"张{SERIAL}"


def test_a_scanner_that_is_switched_off_is_a_keyboard(desk, habits):
    habits[0] = ScannerHabits(is_used=False, gap_ms=2000)

    scan(desk.field, CODE)

    assert desk.taken == []
    assert desk.field.text() == f"张{CODE}"


def test_keys_with_control_are_never_part_of_a_scan(desk):
    desk.field.setFocus()
    for sign in "abcdefgh":
        QTest.keyClick(desk.field, sign, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(desk.field, KEY.Key_Return)

    assert desk.taken == []


def test_a_person_who_types_is_not_a_scanner(desk, habits):
    habits[0] = ScannerHabits()
    busy = Busy()
    desk.scanner.clock = KeyClock(lambda: busy.time)
    desk.field.setFocus()
    for sign in "lizhengxiang\r":
        busy.time += 0.12
        busy.press(desk.field, sign, 0.12)

    assert desk.taken == []
    assert desk.field.text() == "张lizhengxiang"
    assert desk.pressed == 1


def test_a_window_that_is_busy_in_the_middle_of_a_scan_still_takes_it_whole(desk, habits):
    habits[0] = ScannerHabits()
    busy = Busy()
    desk.scanner.clock = KeyClock(lambda: busy.time)
    desk.field.setFocus()
    for place, sign in enumerate(CODE + "\r"):
        busy.time += 0.6 if place in (3, 90, 200) else 0.0
        busy.press(desk.field, sign, 0.008)

    assert desk.taken == [CODE]
    assert desk.field.text() == "张"


def test_a_scanner_that_falters_in_the_middle_of_a_code_is_waited_for(desk, habits):
    habits[0] = ScannerHabits()
    busy = Busy()
    desk.scanner.clock = KeyClock(lambda: busy.time)
    desk.field.setFocus()
    for place, sign in enumerate(CODE + "\r"):
        busy.press(desk.field, sign, 0.3 if place in (60, 200, len(CODE)) else 0.008)

    assert desk.taken == [CODE]
    assert desk.field.text() == "张"


def test_a_person_whose_keys_are_heard_all_at_once_is_no_scanner(desk, habits):
    habits[0] = ScannerHabits()
    busy = Busy()
    desk.scanner.clock = KeyClock(lambda: busy.time)
    desk.field.setFocus()
    for sign in "lizhengxiang\r":
        busy.press(desk.field, sign, 0.12)

    assert desk.taken == []
    assert desk.field.text() == "张lizhengxiang"


def test_a_digit_that_a_fast_scanner_types_twice_counts_twice(desk, habits):
    desk.field.setFocus()
    for sign in "A001":
        QTest.keyClicks(desk.field, sign)
    again = QKeyEvent(QEvent.Type.KeyPress, KEY.Key_1, Qt.KeyboardModifier.NoModifier, "1", True)
    QApplication.sendEvent(desk.field, again)
    for sign in "123":
        QTest.keyClicks(desk.field, sign)
    QTest.keyClick(desk.field, KEY.Key_Return)

    assert desk.taken == ["A0011123"]


def test_a_key_held_down_is_no_scan(desk, habits):
    desk.field.setFocus()
    QTest.keyClicks(desk.field, "1")
    for _ in range(20):
        again = QKeyEvent(QEvent.Type.KeyPress, KEY.Key_1, Qt.KeyboardModifier.NoModifier, "1", True)
        QApplication.sendEvent(desk.field, again)
    QTest.keyClick(desk.field, KEY.Key_Return)

    assert desk.taken == []


def test_a_field_that_is_closed_while_the_scan_comes_in_is_left_alone(desk):
    inner = QLineEdit(desk)
    inner.show()
    inner.setFocus()
    for sign in SERIAL[:4]:
        QTest.keyClicks(inner, sign)
    inner.deleteLater()
    QApplication.sendPostedEvents(inner, QEvent.Type.DeferredDelete.value)
    scan(desk.field, SERIAL[4:])

    assert desk.taken == [SERIAL]


def test_the_habits_are_remembered_beside_the_ledger(tmp_path):
    usual = kept_habits(Memory(tmp_path))
    keep_habits(Memory(tmp_path), ScannerHabits(False, 80, 8, frozenset()))

    assert usual == ScannerHabits(True, 50, 6, frozenset((ENTER, TAB)))
    assert kept_habits(Memory(tmp_path)) == ScannerHabits(False, 80, 8, frozenset())


def test_the_filter_ends_with_its_owner(qtbot, desk):
    desk.scanner.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)

    scan(desk.field, SERIAL)

    assert desk.taken == []
    assert desk.pressed == 1
