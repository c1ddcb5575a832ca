"""What would stop the window if it were done at once: done step by step, with keys and paint between the steps."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, QTimer
from shiboken6 import isValid

Step = Callable[[], object]


class InTurns(QObject):
    """Steps that wait for their turn; none is done after their owner is gone, or after a step that failed."""

    def __init__(self, owner: QObject, steps: Iterable[Step]) -> None:
        super().__init__(owner)
        self._steps = iter(steps)
        self.is_over = False
        self._clock = QTimer(self, interval=0)
        self._clock.timeout.connect(self._take_next)
        self._clock.start()

    def finish(self) -> None:
        """Do at once what still waits: somebody needs it now."""
        while not self.is_over:
            self._take_next()

    def stop(self) -> None:
        """Nobody wants what still waits."""
        if not self.is_over:
            self.is_over = True
            self._clock.stop()
            self.deleteLater()

    def _take_next(self) -> None:
        self._clock.stop()  # until the step has been done: one that fails is the last
        step = next(self._steps, None)
        if step is None:
            self.stop()
            return
        step()
        if isValid(self) and not self.is_over:
            self._clock.start()


def in_turns(owner: QObject, steps: Iterable[Step]) -> InTurns:
    """Do each step in a turn of its own of the window's loop, in this order, as long as the owner is there."""
    return InTurns(owner, steps)
