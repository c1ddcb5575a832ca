"""USB scanners that type like a keyboard: a scan is known by its speed, and arrives whole wherever the focus is."""

import weakref
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

import shiboken6
from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QInputMethodQueryEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from app.ui.key_clock import KeyClock
from app.ui.memory import Memory
from app.ui.scanned_field import ScannedField
from app.ui.scanner_burst import CODE_BEGINS, ENTER, TAB, Burst, ScannerHabits, is_code, is_complete, mended
from app.ui.scanner_x11 import KeysBeforeInputMethod

if TYPE_CHECKING:
    from app.ui.desk import Desk

ENDINGS = {Qt.Key.Key_Return: ENTER, Qt.Key.Key_Enter: ENTER, Qt.Key.Key_Tab: TAB}
COMMANDS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
KEYS = (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride)
HEARD = (QKeyEvent, QInputMethodEvent, QInputMethodQueryEvent)
ENABLED = Qt.InputMethodQuery.ImEnabled
LATE_ENDING = 0.3  # seconds: some scanners wait before they press Enter
HELD_FOR = 400  # ms: nobody waits for the rest of a code, and half of it must not reach a grid of keys
X11 = "xcb"
OWN_TRIAL = "scanner_trial"  # a field that listens to the scanner by itself

Take = Callable[[str], bool]


@runtime_checkable
class TakesScans(Protocol):
    """A dialog that knows what to do with a scan."""

    def take_scan(self, text: str) -> bool: ...


class ScanEdit(QLineEdit):
    """A field to scan into: no input method here, or a Chinese one turns FQ2024 into 放弃024.

    WA_InputMethodEnabled alone is not enough: QLineEdit answers ImEnabled itself.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)

    def inputMethodQuery(self, query: Qt.InputMethodQuery, *more: Any) -> Any:
        return False if query == ENABLED else super().inputMethodQuery(query, *more)


def kept_habits(memory: Memory) -> ScannerHabits:
    """How the clerk set the scanner; what was never set is as usual."""
    usual = ScannerHabits()
    endings = memory.get("scanner/endings", f"{ENTER} {TAB}").split()
    return ScannerHabits(
        is_used=memory.get("scanner/is_used", "yes") != "no",
        gap_ms=_figure(memory.get("scanner/gap_ms"), usual.gap_ms),
        least=_figure(memory.get("scanner/least"), usual.least),
        endings=frozenset(endings) & {ENTER, TAB},
    )


def keep_habits(memory: Memory, habits: ScannerHabits) -> None:
    """Set the scanner; it holds from the next scan on."""
    memory.put("scanner/is_used", "yes" if habits.is_used else "no")
    memory.put("scanner/gap_ms", str(habits.gap_ms))
    memory.put("scanner/least", str(habits.least))
    memory.put("scanner/endings", " ".join(sorted(habits.endings)) or "none")


def _figure(kept: str, usual: int) -> int:
    return int(kept) if kept.isascii() and kept.isdecimal() and int(kept) > 0 else usual


def install_scanner(desk: "Desk") -> "Scanner":
    """Listen for scans as long as this desk is there."""

    def take(text: str) -> bool:
        dialog = QApplication.activeModalWidget()
        if dialog is not None:
            return isinstance(dialog, TakesScans) and dialog.take_scan(text)
        if desk.page is not None and desk.page.take_scan(text):
            return True
        if is_code(text):
            desk.take_scan(text)
        return is_code(text)

    return Scanner(desk, lambda: kept_habits(desk.work.memory), take)


class Scanner(QObject):
    """Hears every key before its widget does; `take` answers whether anybody wants what was scanned."""

    def __init__(self, owner: QObject, habits: Callable[[], ScannerHabits], take: Take) -> None:
        super().__init__(owner)
        self._habits, self._take = habits, take
        self.clock = KeyClock()
        self._burst = Burst(habits())
        self._field: ScannedField | None = None
        self._held = ""  # characters of a certificate's code, kept from the widget with the focus
        self._composed = ""  # letters that an input method holds
        self._shuts_input_method = False
        self._late_ending = 0.0
        self._heard: tuple[int, QWidget] | None = None
        self._pause = QTimer(self, singleShot=True)
        self._pause.timeout.connect(self._fall_silent)
        self._ear: weakref.ref[QObject] | None = None
        QApplication.instance().focusChanged.connect(self._follow)  # type: ignore[union-attr]  # it needs an application
        QApplication.instance().focusObjectChanged.connect(self._follow)  # type: ignore[union-attr]
        self._follow()
        self._keys = KeysBeforeInputMethod(lambda: self._burst.habits.gap_ms, self.begin_code)
        if QGuiApplication.platformName() == X11:
            QApplication.instance().installNativeEventFilter(self._keys)  # type: ignore[union-attr]
            self.destroyed.connect(partial(_forget_keys, self._keys))

    def begin_code(self) -> bool:
        """A certificate's code begins, and an input method may be at work: the rest is to come past it. True if so."""
        widget = QApplication.focusWidget()
        habits = self._habits()
        if widget is None or not habits.is_used or not _accepts_input_method(widget):
            return False
        self._begin(widget)
        self._burst.typed(CODE_BEGINS, self.clock.heard())
        self._held = CODE_BEGINS
        self._shut_input_method(widget)
        return True

    def _follow(self, *_: object) -> None:
        """Hear the widget with the focus; where there is none, everything: that costs a third of what a page costs."""
        ear = QApplication.focusWidget() or QApplication.instance()
        before = self._ear() if self._ear else None
        if ear is None or ear is before:
            return
        if before is not None and shiboken6.isValid(before):
            before.removeEventFilter(self)
        self._ear = weakref.ref(ear)
        ear.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, HEARD) or not isinstance(watched, QWidget):
            return False
        if isinstance(event, QInputMethodQueryEvent):
            return self._answer(event)
        if not _is_meant(watched):
            return False
        if isinstance(event, QInputMethodEvent):
            return self._hear_input_method(watched, event)
        kind = event.type()
        return kind in KEYS and self._hear_key(watched, event, is_press=kind == QEvent.Type.KeyPress)

    def _hear_key(self, widget: QWidget, event: QKeyEvent, *, is_press: bool) -> bool:
        if event.modifiers() & COMMANDS:
            return False
        if not is_press:
            return self._claim(event)
        return not self._is_handed_on(widget, event) and self._press(widget, event, self.clock.pressed(event))

    def _press(self, widget: QWidget, event: QKeyEvent, now: float) -> bool:
        sign = event.text()
        ending = ENDINGS.get(Qt.Key(event.key()), ENTER if sign == "\n" else "")
        if event.isAutoRepeat() and not self._is_fast(now):
            return False
        if ending:
            return self._end(ending, now)
        return bool(sign) and sign.isprintable() and self._type(widget, sign, now)

    def _is_handed_on(self, widget: QWidget, event: QKeyEvent) -> bool:
        """A table hands the key that opens a cell on to the field in it: that is one key, not two."""
        before, self._heard = self._heard, (event.timestamp(), widget)
        if before is None or before[0] != event.timestamp() or before[1] is widget:
            return False
        return _holds(before[1], widget)

    def _is_fast(self, now: float) -> bool:
        """A scanner types one digit twice so fast that it looks like a key held down; that gives one sign only."""
        return self._burst.goes_on(now) and len(set(self._burst.text)) > 1

    def _claim(self, event: QKeyEvent) -> bool:
        """Keep the keys of a scan from being taken for shortcuts."""
        is_long = len(self._burst.text) >= self._burst.habits.least and self._pause.isActive()
        is_ours = bool(self._held) or (Qt.Key(event.key()) in ENDINGS and is_long)
        if is_ours:
            event.accept()
        return is_ours

    def _type(self, widget: QWidget, sign: str, now: float) -> bool:
        if not self._burst.goes_on(now):
            self._begin(widget)
        if not self._burst.habits.is_used:
            return False
        holds = self._burst.text.startswith(CODE_BEGINS) or self._shuts_input_method
        self._burst.typed(sign, now)
        if holds:
            self._hold(widget, sign)
        self._pause.start(max(HELD_FOR, self._patience) if holds else self._patience)
        return holds

    def _hold(self, widget: QWidget, sign: str) -> None:
        """Keep this from the widget: it is of a certificate's code, and no input method is to have it either."""
        self._held += sign
        self._burst.wait_longer(HELD_FOR / 1000)
        if not self._shuts_input_method:
            self._shut_input_method(widget)

    @property
    def _patience(self) -> int:
        """Milliseconds after which what was typed is complete, if nothing more comes."""
        return 2 * self._burst.habits.gap_ms

    def _begin(self, widget: QWidget) -> None:
        self._fall_silent()
        self._burst = Burst(self._habits())
        self._field = ScannedField.of(widget)

    def _end(self, ending: str, now: float) -> bool:
        if now < self._late_ending:
            self._late_ending = 0.0
            return True
        is_scan = self._burst.is_scan(now) and ending in self._burst.habits.endings
        if is_scan and self._hand_over():
            return True
        self._fall_silent()
        return False

    def _hand_over(self) -> bool:
        """Take the scan out of the field and hand it over; what nobody wants stays typed."""
        text, field, held = self._burst.text, self._field, self._held
        self._forget()
        if field:
            field.take_back()
        if self._take(mended(text)):
            return True
        if field:
            field.give_again(held)
        return False

    def _fall_silent(self) -> None:
        """A pause: a certificate's code is complete without an ending key; anything else was typed by a person."""
        if is_complete(self._burst.text) and self._burst.habits.is_used:
            self._late_ending = self.clock.heard() + LATE_ENDING
            self._hand_over()
        elif self._held and self._field:
            field, held = self._field, self._held
            self._forget()
            field.type(held)
        self._forget()

    def _forget(self) -> None:
        self._pause.stop()
        self._burst.forget()
        self._held, self._composed, self._field = "", "", None
        if self._shuts_input_method:
            self._shuts_input_method = False
            QGuiApplication.inputMethod().update(ENABLED)

    def _answer(self, event: QInputMethodQueryEvent) -> bool:
        if not self._shuts_input_method or not event.queries() & ENABLED:
            return False
        event.setValue(ENABLED, False)
        event.accept()
        return True

    def _hear_input_method(self, widget: QWidget, event: QInputMethodEvent) -> bool:
        """What an input method makes of a scan: committed words count as typed; letters held are taken from it."""
        if self._shuts_input_method:
            return True  # what it still gives back of the letters that it took
        now, committed = self.clock.heard(), event.commitString()
        if committed:
            self._composed = ""
            return self._type(widget, committed, now)
        letters = "".join(sign for sign in event.preeditString() if sign.isascii() and sign.isalnum())
        fresh = letters[len(self._composed) :] if letters.startswith(self._composed) else letters
        if fresh:
            if not self._burst.goes_on(now):
                self._begin(widget)
            self._burst.typed(fresh, now)
            self._composed = letters
            if self._burst.text.startswith(CODE_BEGINS) and self._burst.habits.is_used:
                self._shut_input_method(widget)
                return True
        return False

    def _shut_input_method(self, widget: QWidget) -> None:
        """Only a scanner types the beginning of a certificate's code at this speed: the rest is to come as it is."""
        self._shuts_input_method = True
        self._pause.start(max(HELD_FOR, self._patience))
        QGuiApplication.inputMethod().reset()
        QApplication.sendEvent(widget, QInputMethodEvent())  # the letters that it showed are gone
        QGuiApplication.inputMethod().update(ENABLED)


def _is_meant(widget: QWidget) -> bool:
    """Each key once: one that a widget leaves alone goes on to those that hold it."""
    focus = QApplication.focusWidget()
    return (focus is None or widget is focus) and not widget.property(OWN_TRIAL)


def _accepts_input_method(widget: QWidget) -> bool:
    return bool(widget.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled) and widget.inputMethodQuery(ENABLED))


def _forget_keys(keys: KeysBeforeInputMethod, *_: object) -> None:
    application = QApplication.instance()
    if application is not None:
        application.removeNativeEventFilter(keys)


def _holds(outer: QWidget, inner: QWidget) -> bool:
    try:
        return outer.isAncestorOf(inner)
    except RuntimeError:  # it is gone meanwhile
        return False
