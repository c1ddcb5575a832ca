"""Scanning with a Chinese input method on: a certificate's code arrives whole all the same."""

import ctypes
import struct

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent, QInputMethodQueryEvent
from PySide6.QtWidgets import QApplication, QWidget

from app.ui.key_clock import KeyClock
from app.ui.scanner_burst import ScannerHabits
from app.ui.scanner_x11 import CodeBegin, KeysBeforeInputMethod
from tests.ui.scanner_desk import CODE, Busy, desk, habits, scan

__all__ = ["desk", "habits"]
ENABLED = Qt.InputMethodQuery.ImEnabled


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


def test_a_person_who_composes_pinyin_keeps_the_input_method(desk, habits):
    habits[0] = ScannerHabits()
    busy = Busy()
    desk.scanner.clock = KeyClock(lambda: busy.time)
    desk.field.setFocus()
    for count in range(1, 5):
        busy.time += 0.09
        QApplication.sendEvent(desk.field, QInputMethodEvent("http"[:count], []))

    assert enabled(desk.field)
    assert desk.taken == []
