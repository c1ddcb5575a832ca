"""The one door for work that takes time: it runs beside the window, what came of it arrives in the window's thread."""

import threading
from collections.abc import Callable
from contextvars import copy_context
from typing import Any

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal

Work = Callable[["Operation"], Any]
Done = Callable[[Any], None]
Failed = Callable[[Exception], None]
Progress = Callable[[int, int], None]


class Cancelled(Exception):
    """The clerk stopped the work."""


class _Voices(QObject):
    """Made in the window's thread, so that whoever listens is called there."""

    done = Signal(object)
    failed = Signal(object)
    progress = Signal(int, int)
    stopped = Signal()
    finished = Signal()


class Operation(QRunnable):
    """One piece of work under way; `step` is called by the work, `cancel` by the window."""

    def __init__(self, work: Work) -> None:
        super().__init__()
        self.setAutoDelete(False)  # Python owns it, until `finished` has been heard
        self.voices = _Voices()
        self._work = work
        self._unwanted = False
        self._left_to: Failed | None = None
        self.error: Exception | None = None
        self._stopped, self._over = threading.Event(), threading.Event()
        # The language is chosen for a context, and a thread of the pool begins with an empty one.
        self._context = copy_context()

    @property
    def is_cancelled(self) -> bool:
        """True from the moment that it was asked to stop."""
        return self._stopped.is_set()

    @property
    def is_over(self) -> bool:
        """True once it has ended, however it ended."""
        return self._over.is_set()

    def stop(self) -> None:
        """Stop at the next step; what was done before that is heard as ever."""
        self._stopped.set()

    def cancel(self) -> None:
        """Stop at the next step; whatever comes of it, nobody hears it."""
        self._unwanted = True
        self._stopped.set()

    def leave_to(self, unheard: Failed) -> None:
        """Go on to the end, though whoever asked is gone: only a failure is still heard, by `unheard`."""
        self._unwanted, self._left_to = True, unheard

    def told_to(self, failed: Failed) -> Failed:
        """The call for a failure; it reaches whoever the operation was left to, once nobody else waits."""

        def hear(error: Exception) -> None:
            if not self._unwanted:
                failed(error)
            elif self._left_to:
                self._left_to(error)

        return hear

    def while_wanted(self, heard: Callable[..., None]) -> Callable[..., None]:
        """The same call, made only while somebody waits for the outcome."""

        def hear(*told: object) -> None:
            if not self._unwanted:
                heard(*told)

        return hear

    def step(self, done: int, total: int) -> None:
        """Tell how far the work has come. Raises Cancelled."""
        if self.is_cancelled:
            raise Cancelled
        self.voices.progress.emit(done, total)

    def run(self) -> None:
        """The work itself, in a thread of the pool."""
        try:
            self.voices.done.emit(self._context.run(self._work, self))
        except Cancelled:
            self.voices.stopped.emit()
        except Exception as error:  # noqa: BLE001 - an exception in a pool reaches no hook: it is handed to the window
            self.error = error
            self.voices.failed.emit(error)
        finally:
            self._over.set()
            self.voices.finished.emit()


class Operations(QObject):
    """All work under way: reading side by side, writing one after the other in the order asked for."""

    trouble = Signal(object)  # an error that nobody else took
    rested = Signal()  # nothing is under way any more

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._readers, self._writer = QThreadPool(self), QThreadPool(self)
        self._readers.setMaxThreadCount(2)
        self._writer.setMaxThreadCount(1)
        self._alive: set[Operation] = set()
        self._writes: set[Operation] = set()

    @property
    def is_idle(self) -> bool:
        """True if no work is under way."""
        return not self._alive

    def read(self, work: Work, done: Done, failed: Failed | None = None, progress: Progress | None = None) -> Operation:
        """Run work that changes nothing."""
        return self._start(self._readers, Operation(work), done, failed, progress)

    def write(
        self, work: Work, done: Done, failed: Failed | None = None, progress: Progress | None = None
    ) -> Operation:
        """Run work that changes the ledger, after all that was asked for before."""
        operation = Operation(work)
        self._writes.add(operation)
        return self._start(self._writer, operation, done, failed, progress)

    def leave(self, unheard: Failed) -> None:
        """Whoever asked is gone: what reads is cancelled, what writes goes on, and `unheard` hears of its failures."""
        for operation in tuple(self._alive):
            if operation in self._writes:
                operation.leave_to(unheard)
            else:
                operation.cancel()

    def finish(self) -> list[Exception]:
        """Hear of nothing any more, wait until what is under way has ended; gives what failed unheard while writing."""
        under_way = tuple(self._alive)
        writes = [operation for operation in under_way if operation in self._writes]
        for operation in under_way:
            operation.cancel()
        self._readers.waitForDone()
        self._writer.waitForDone()
        return [operation.error for operation in writes if operation.error]

    def _over(self, operation: Operation) -> None:
        self._alive.discard(operation)
        self._writes.discard(operation)
        if self.is_idle:
            self.rested.emit()

    def _start(
        self, pool: QThreadPool, operation: Operation, done: Done, failed: Failed | None, progress: Progress | None
    ) -> Operation:
        voices = operation.voices
        voices.done.connect(operation.while_wanted(done))
        voices.failed.connect(operation.told_to(failed or self.trouble.emit))
        if progress:
            voices.progress.connect(operation.while_wanted(progress))
        voices.finished.connect(lambda: self._over(operation))
        self._alive.add(operation)
        pool.start(operation)
        return operation
