"""On X11: hearing the first keys of a certificate's code before an input method takes them.

An input method there is asked before any filter of Qt is, and what it took comes back late and altered. But the keys
themselves can be seen as they leave the X server, with the moment at which each was pressed.
"""

import ctypes
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QAbstractNativeEventFilter, QByteArray

KEY_PRESS, SENT = 2, 0x80
H, T, P = 43, 28, 33
BEGIN = (H, T, T, P)
"""The keys of `http` on the keyboard that every scanner pretends to be."""


class _KeyPress(ctypes.Structure):
    """The beginning of xcb_key_press_event_t."""

    _fields_ = (
        ("kind", ctypes.c_uint8),
        ("key", ctypes.c_uint8),
        ("sequence", ctypes.c_uint16),
        ("time", ctypes.c_uint32),
    )


class CodeBegin:
    """Knows the beginning of a code by its keys and their speed; pure logic."""

    def __init__(self) -> None:
        self._keys: list[tuple[int, int]] = []

    def pressed(self, key: int, time_ms: int, gap_ms: int) -> bool:
        """True if this key completes the beginning, no pause between its keys."""
        if self._keys and not 0 <= time_ms - self._keys[-1][1] <= gap_ms:
            self._keys.clear()
        self._keys = [*self._keys, (key, time_ms)][-len(BEGIN) :]
        return tuple(each for each, _ in self._keys) == BEGIN


class KeysBeforeInputMethod(QAbstractNativeEventFilter):
    """Calls `begun` when a code begins; the key that completes its beginning is swallowed if it answers True."""

    def __init__(self, gap_ms: Callable[[], int], begun: Callable[[], bool]) -> None:
        super().__init__()
        self._gap_ms, self._begun = gap_ms, begun
        self._begin = CodeBegin()

    def nativeEventFilter(self, kind: QByteArray | bytes | bytearray | memoryview, message: int) -> Any:
        # Asked for every event of the X server: whatever is not a key press is let go at once.
        event = _KeyPress.from_address(int(message))
        if event.kind & ~SENT != KEY_PRESS:
            return False, 0
        is_begun = self._begin.pressed(event.key, event.time, self._gap_ms())
        return (is_begun and self._begun()), 0
