"""When keys were pressed, which is not when the window came to hear of them: one that was busy hears many at once."""

import sys
import time
from collections.abc import Callable

from PySide6.QtGui import QKeyEvent

Stamp = Callable[[QKeyEvent], float]
"""Seconds on the system's own clock at which the key was pressed; 0 if it does not tell."""

if sys.platform == "win32":
    import ctypes

    def _stamp(_: QKeyEvent) -> float:
        # Qt stamps a key there when it takes it from the queue; Windows knows when it was put in.
        return ctypes.windll.user32.GetMessageTime() / 1000

else:

    def _stamp(event: QKeyEvent) -> float:
        return event.timestamp() / 1000


class KeyClock:
    """Counts the seconds between keys: by the system's stamps where both have one, else by our own clock."""

    def __init__(self, now: Callable[[], float] = time.monotonic, stamp: Stamp = _stamp) -> None:
        self._now, self._stamp = now, stamp
        self._last, self._last_stamp = now(), 0.0
        self._counted = 0.0

    def pressed(self, event: QKeyEvent) -> float:
        """The moment at which this key was pressed."""
        return self._count(self._stamp(event))

    def heard(self) -> float:
        """The moment at hand, for what bears no stamp."""
        return self._count(0.0)

    def _count(self, stamp: float) -> float:
        now = self._now()
        passed = stamp - self._last_stamp if stamp and self._last_stamp else now - self._last
        # A stamp that went back belongs to a clock that began anew: that is a pause.
        self._counted += passed if passed >= 0 else now - self._last
        self._last, self._last_stamp = now, stamp
        return self._counted
