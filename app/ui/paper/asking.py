"""Questions of a widget that may be gone before they are answered."""

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget

from app.ui.operation import Done, Failed, Operation
from app.ui.work import Work


class Asking:
    """What one widget has asked for: once it is closed or torn down, nobody hears the answers."""

    def __init__(self, work: Work, widget: QWidget) -> None:
        self._work = work
        self._open: set[Operation] = set()
        widget.destroyed.connect(self._silence_for_good)

    def ask(self, question: Callable[[Operation], Any], done: Done, failed: Failed | None = None) -> Operation:
        """As `Work.ask`."""
        operation = self._work.ask(question, done, failed)
        self._open.add(operation)
        operation.voices.finished.connect(lambda: self._open.discard(operation))
        return operation

    def silence(self) -> None:
        """Hear of nothing that was asked for so far."""
        for operation in self._open:
            operation.cancel()

    def _silence_for_good(self, _gone: object) -> None:
        self.silence()
