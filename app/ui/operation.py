"""The one door for work that takes time: it runs beside the window, what came of it arrives in the window's thread."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import copy_context
from typing import Any

from PySide6.QtCore import QObject, QRunnable, QThreadPool, QTimer, Signal
from shiboken6 import isValid

from app.errors import Refusal
from app.i18n import mark
from app.ui.listening import asker_of, has_left, while_there

Work = Callable[["Operation"], Any]
Done = Callable[[Any], None]
Failed = Callable[[Exception], None]
Progress = Callable[[int, int], None]
# ms. Python runs in one thread at a time: beside a reader, a page of 35 ms stood in sight after 120.
PAINTED = 10


class Cancelled(Exception):
    """The clerk stopped the work."""


class StoppedUnseen(Refusal):
    """Work that the clerk had stopped, or that was to be begun, while the window was being locked."""

    code = "stopped_unseen"
    message = mark("What was under way when the window was locked had been stopped; nothing was changed by it.")
    remedy = mark("Do it once more, if it is still wanted.")


class _Voices(QObject):
    """Made in the window's thread, so that whoever listens is called there."""

    done = Signal(object)
    failed = Signal(object)
    progress = Signal(int, int)
    stopped = Signal()
    finished = Signal()


class Operation(QRunnable):
    """One piece of work under way; `step` is called by the work, `cancel` by the window."""

    def __init__(self, work: Work, asker: QObject | None = None) -> None:
        """`asker` is whoever waits for the outcome."""
        super().__init__()
        self.asker = asker
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

    def tell_stop(self) -> None:
        """That it was stopped is heard by whoever it was left to."""
        if self._left_to:
            self._left_to(StoppedUnseen())

    def told_to(self, failed: Failed, otherwise: Failed | None = None) -> Failed:
        """The call for a failure; it reaches whoever the operation was left to, once nobody else waits.

        `otherwise` hears it in place of an asker that has left.
        """

        def hear(error: Exception) -> None:
            waiting = otherwise if has_left(self.asker) else failed
            heard = self._left_to if self._unwanted else waiting
            if heard:
                heard(error)

        return hear

    def while_wanted(self, heard: Callable[..., None]) -> Callable[..., None]:
        """The same call, made only while somebody waits for the outcome, and whoever asked is there."""
        hear_there = while_there(heard)

        def hear(*told: object) -> None:
            if not self._unwanted:
                hear_there(*told)

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
        self._lost: list[tuple[QThreadPool, set[Operation]]] = []  # readers that never came back
        self._unheard: Failed | None = None
        self._kept_back: list[tuple[QThreadPool, Operation]] = []
        self._painting = QTimer(self, singleShot=True, interval=PAINTED)
        self._painting.timeout.connect(self._begin_kept_back)

    @property
    def is_idle(self) -> bool:
        """True if no work is under way."""
        return not self._alive

    @property
    def is_writing(self) -> bool:
        """True if something is under way that changes the ledger."""
        return bool(self._writes)

    @property
    def is_stuck(self) -> bool:
        """True if a reader that was given up has not come back."""
        return any(not operation.is_over for _, lost in self._lost for operation in lost)

    def read(
        self,
        work: Work,
        done: Done,
        failed: Failed | None = None,
        progress: Progress | None = None,
        *,
        while_left: bool = False,
    ) -> Operation:
        """Run work that changes nothing; an asker that has left hears nothing of it.

        Between `leave` and `welcome` only what is meant for a locked window is begun.
        """
        operation = Operation(work, asker_of(failed) or asker_of(done))
        if self._unheard and not while_left:
            operation.cancel()
            return operation
        return self._start(self._readers, operation, done, failed, progress)

    def write(
        self,
        work: Work,
        done: Done,
        failed: Failed | None = None,
        progress: Progress | None = None,
        *,
        while_left: bool = False,
    ) -> Operation:
        """Run work that changes the ledger, after all that was asked for before.

        If the asker has left, `trouble` tells what failed. Between `leave` and `welcome` nobody hears of the outcome,
        unless it is meant for a locked window.
        """
        operation = Operation(work, asker_of(failed) or asker_of(done))
        self._writes.add(operation)
        if self._unheard and not while_left:
            operation.leave_to(self._unheard)
        return self._start(self._writer, operation, done, failed, progress)

    @contextmanager
    def painting_first(self) -> Iterator[None]:
        """What is asked for in here is begun once that is painted which comes into sight in here."""
        self._painting.start()
        try:
            yield
        finally:
            self._painting.start()

    def silence(self, asker: QObject) -> None:
        """What this one has asked for so far is asked for no more; what it writes goes on."""
        for operation in self._alive - self._writes:
            if operation.asker is asker:
                operation.cancel()

    def leave(self, unheard: Failed) -> None:
        """Whoever asked is gone: what reads is cancelled, what writes goes on, and `unheard` hears of its failures.

        So it is with what is begun from now on, by a timer of a page for instance, until somebody is welcomed.
        """
        self._unheard = unheard
        for operation in tuple(self._alive):
            if operation in self._writes:
                operation.leave_to(unheard)
            else:
                operation.cancel()

    def welcome(self) -> None:
        """Somebody is there again who hears what they ask for."""
        self._unheard = None

    def finish(self, reads_for: int = -1) -> list[Exception]:
        """Hear of nothing any more, wait until what is under way has ended; gives what failed unheard while writing.

        What only reads is waited for `reads_for` ms, or for as long as it takes; a reader that hangs is given up.
        """
        under_way = tuple(self._alive)
        writes = [operation for operation in under_way if operation in self._writes]
        for operation in under_way:
            operation.cancel()
        self._begin_kept_back()
        self._writer.waitForDone()
        if not self._readers.waitForDone(reads_for):
            self._give_up(self._alive - self._writes)
        return [operation.error for operation in writes if operation.error]

    def _give_up(self, lost: set[Operation]) -> None:
        """Others read in their stead; these are held on to, for their threads may still speak of them."""
        self._lost.append((self._readers, lost))
        self._readers = QThreadPool(self)
        self._readers.setMaxThreadCount(2)
        self._alive -= lost

    def _over(self, operation: Operation) -> None:
        self._alive.discard(operation)
        self._writes.discard(operation)
        # What was under way may outlast the window that asked for it.
        if self.is_idle and isValid(self):
            self.rested.emit()

    def _start(
        self, pool: QThreadPool, operation: Operation, done: Done, failed: Failed | None, progress: Progress | None
    ) -> Operation:
        voices = operation.voices
        voices.done.connect(operation.while_wanted(done))
        voices.stopped.connect(operation.tell_stop)
        unheard = self.trouble.emit if operation in self._writes else None
        voices.failed.connect(operation.told_to(failed or self.trouble.emit, unheard))
        if progress:
            voices.progress.connect(operation.while_wanted(progress))
        voices.finished.connect(lambda: self._over(operation))
        self._alive.add(operation)
        if self._painting.isActive():
            self._kept_back.append((pool, operation))
        else:
            pool.start(operation)
        return operation

    def _begin_kept_back(self) -> None:
        self._painting.stop()
        kept_back, self._kept_back = self._kept_back, []
        for pool, operation in kept_back:
            pool.start(operation)
