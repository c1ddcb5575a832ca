"""The system asks the program to end (Ctrl+C in a terminal, the session closing): as if the clerk had closed it."""

import signal
import socket
import sys
from collections.abc import Callable
from contextlib import suppress

from PySide6.QtCore import QObject, QSocketNotifier, QTimer

SIGNALS = (signal.SIGINT, signal.SIGTERM)
LOOK = 200  # ms


class AskedToEnd(QObject):
    """Calls `asked` in the window's thread; Python hears a signal only between two steps of its own.

    Where a socket can wake Qt (not on Windows) nothing runs meanwhile; elsewhere a timer lets Python run.
    """

    def __init__(self, asked: Callable[[], object], parent: QObject) -> None:
        super().__init__(parent)
        self._rouse = QTimer(self, singleShot=True, interval=0)
        self._rouse.timeout.connect(asked)
        for each in SIGNALS:
            signal.signal(each, lambda *_: self._rouse.start())
        if sys.platform == "win32":
            self._look = QTimer(self, interval=LOOK)
            self._look.timeout.connect(lambda: None)
            self._look.start()
        else:
            self._listen()

    def _listen(self) -> None:
        self._ours, self._theirs = socket.socketpair()
        for each in (self._ours, self._theirs):
            each.setblocking(False)
        signal.set_wakeup_fd(self._theirs.fileno(), warn_on_full_buffer=False)
        self._woken = QSocketNotifier(self._ours.fileno(), QSocketNotifier.Type.Read, self)
        self._woken.activated.connect(self._hear)

    def _hear(self) -> None:
        with suppress(BlockingIOError):
            self._ours.recv(64)
