"""The scanner in the window: a scan goes where it is wanted, and leaves the field that had the focus as it was."""

import ctypes
import struct

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QInputMethodEvent, QInputMethodQueryEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDateEdit,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QTableWidget,
    QVBoxLayout,
    QWidget,
)

from app.ui.key_clock import KeyClock
from app.ui.memory import Memory
from app.ui.scanner import ScanEdit, Scanner, keep_habits, kept_habits
from app.ui.scanner_burst import ENTER, TAB, ScannerHabits
from app.ui.scanner_x11 import CodeBegin, KeysBeforeInputMethod

CODE = "https://rc.example.gov.cn/v#" + "0123456789" * 41
SERIAL = "A0012345"
KEY = Qt.Key
ENABLED = Qt.InputMethodQuery.ImEnabled
SLOW = 90  # ms between the keys of a person


class Desk(QWidget):
    """A page with one of every field, and a default button that must not be pressed by a scanner."""

    def __init__(self) -> None:
        super().__init__()
        self.taken: list[str] = []
        self.wanted = True
        self.pressed = 0
        self.field, self.scan, self.lines, self.choice = QLineEdit("张"), ScanEdit(), QPlainTextEdit("甲"), QComboBox()
        self.day, self.list, self.table = QDateEdit(), QListWidget(), QTableWidget(3, 2)
        self.choice.setEditable(True)
        self.button = QPushButton()
        self.button.clicked.connect(self._press)
        self.field.returnPressed.connect(self._press)
        layout = QVBoxLayout(self)
        for each in (self.field, self.scan, self.lines, self.choice, self.day, self.list, self.table, self.button):
            layout.addWidget(each)

    def take(self, text: str) -> bool:
        if self.wanted:
            self.taken.append(text)
        return self.wanted

    def _press(self) -> None:
        self.pressed += 1


@pytest.fixture
def habits() -> list[ScannerHabits]:
    """The habits in use; a test may put others in their place. Slow machines pause: the gap is wide."""
    return [ScannerHabits(gap_ms=2000)]


@pytest.fixture
def desk(qtbot, habits) -> Desk:
    made = Desk()
    qtbot.addWidget(made)
    made.scanner = Scanner(made, lambda: habits[0], made.take)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def scan(widget: QWidget, text: str, ending: KEY | None = KEY.Key_Return) -> None:
    """Type as a scanner does, into whatever has the focus."""
    widget.setFocus()
    for sign in text:
        QTest.keyClicks(QApplication.focusWidget(), sign)
    if ending is not None:
        QTest.keyClick(QApplication.focusWidget(), ending)


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
    assert desk.table.item(0, 0) is None or desk.table.item(0, 0).text() == ""
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


def test_a_person_who_types_is_not_a_scanner(desk, habits):
    habits[0] = ScannerHabits()

    for sign in "lizhengxiang":
        QTest.keyClicks(desk.field, sign, delay=SLOW)
    QTest.keyClick(desk.field, KEY.Key_Return, delay=SLOW)

    assert desk.taken == []
    assert desk.field.text() == "张lizhengxiang"
    assert desk.pressed == 1


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


def enabled(widget: QWidget) -> bool:
    """Whether an input method is told that it may work here."""
    query = QInputMethodQueryEvent(ENABLED)
    QApplication.sendEvent(widget, query)
    return bool(query.value(ENABLED))


def compose(widget: QWidget, letters: str) -> None:
    """A pinyin input method that holds letters back, a new state for each."""
    widget.setFocus()
    for count in range(1, len(letters) + 1):
        QApplication.sendEvent(widget, QInputMethodEvent("'".join(letters[:count]), []))


def test_no_input_method_works_in_a_field_to_scan_into(desk):
    assert not enabled(desk.scan)
    assert enabled(desk.field)


def test_a_code_arrives_whole_though_an_input_method_holds_its_first_letters(desk):
    compose(desk.field, "http")
    shut = not enabled(desk.field)
    scan(desk.field, CODE.removeprefix("http"))

    assert shut
    assert desk.taken == [CODE]
    assert desk.field.text() == "张"
    assert enabled(desk.field)


def test_words_that_an_input_method_commits_count_as_typed_and_the_digits_are_enough(desk):
    desk.field.setFocus()
    for words in ("和谈判上", "：", "、、"):
        event = QInputMethodEvent()
        event.setCommitString(words)
        QApplication.sendEvent(desk.field, event)
    scan(desk.field, "0123456789" * 41)

    assert desk.taken == ["0123456789" * 41]
    assert desk.field.text() == "张"


def test_on_x11_a_code_is_known_by_its_first_keys_and_the_input_method_is_shut_before_it_takes_more(desk):
    desk.field.setFocus()
    QApplication.sendEvent(desk.field, QInputMethodEvent("h", []))
    is_begun = desk.scanner.begin_code()
    shut = not enabled(desk.field)
    QApplication.sendEvent(desk.field, QInputMethodEvent("h't't", []))  # what it took comes back late
    scan(desk.field, CODE.removeprefix("http"))

    assert is_begun
    assert shut
    assert desk.taken == [CODE]
    assert desk.field.text() == "张"


def test_where_no_input_method_works_the_keys_go_their_usual_way(desk, habits):
    desk.button.setFocus()
    on_button = desk.scanner.begin_code()
    desk.scan.setFocus()
    in_scan_field = desk.scanner.begin_code()
    habits[0] = ScannerHabits(is_used=False)
    desk.field.setFocus()

    assert (on_button, in_scan_field, desk.scanner.begin_code()) == (False, False, False)


def test_the_beginning_of_a_code_is_four_keys_at_the_speed_of_a_scanner():
    def begun(keys: list[int], pause: int) -> bool:
        known = CodeBegin()
        return [known.pressed(key, 1000 + place * pause, 50) for place, key in enumerate(keys)][-1]

    http, pinyin = [43, 28, 28, 33], [43, 28, 28, 32]
    assert begun(http, 8)
    assert begun([24, *http], 8)
    assert not begun(http, 90)
    assert not begun(pinyin, 8)
    assert not begun([*http, 39], 8)


def test_keys_are_read_as_the_x_server_sends_them(qapp):
    heard: list[bool] = []
    keys = KeysBeforeInputMethod(lambda: 50, lambda: heard.append(True) or True)
    answers = []
    for place, key in enumerate((43, 28, 28, 33)):
        for kind in (2, 3):  # a press and its release
            event = ctypes.create_string_buffer(struct.pack("=BBHI", kind, key, 0, 1000 + place * 8), 32)
            answers.append(keys.nativeEventFilter(b"xcb_generic_event_t", ctypes.addressof(event))[0])

    assert heard == [True]
    assert answers == [False] * 6 + [True, False]


def test_a_person_who_composes_pinyin_keeps_the_input_method(desk, habits, qtbot):
    habits[0] = ScannerHabits()
    for count in range(1, 5):
        QApplication.sendEvent(desk.field, QInputMethodEvent("http"[:count], []))
        qtbot.wait(SLOW)

    assert enabled(desk.field)
    assert desk.taken == []


class Busy:
    """A window that hears keys late: its own clock, beside the stamps of the keys."""

    def __init__(self) -> None:
        self.time = 1000.0
        self.stamp = 77_000.0

    def press(self, widget: QWidget, sign: str, pause: float) -> None:
        """A key pressed so many seconds after the last, heard now."""
        self.stamp += pause
        code = KEY.Key_Return if sign == "\r" else KEY.Key_A
        event = QKeyEvent(QEvent.Type.KeyPress, code, Qt.KeyboardModifier.NoModifier, sign)
        event.setTimestamp(round(self.stamp * 1000))
        QApplication.sendEvent(widget, event)


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
