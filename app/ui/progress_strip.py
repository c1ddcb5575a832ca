"""The strip above the status bar while something takes long: what is done, how far it is, and a way to stop it."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar

from app.i18n import tr
from app.ui.operation import Operation
from app.ui.pieces import button, label

PATIENCE = 600  # ms: what is done sooner needs no strip


class ProgressStrip(QFrame):
    """Shows the operation that was begun last."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("strip")
        self.words, self.bar = label(), QProgressBar()
        self.bar.setAccessibleName(tr("Progress"))
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(8)
        self.stop = button(tr("Stop"), self._stop)
        self._operation: Operation | None = None
        self._patience = QTimer(self, singleShot=True, interval=PATIENCE)
        self._patience.timeout.connect(self.show)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 4, 12, 4)
        layout.addWidget(self.words)
        layout.addWidget(self.bar, 1)
        layout.addWidget(self.stop)
        self.hide()

    def follow(self, operation: Operation, words: str) -> None:
        """Show this one until it ends."""
        self._operation = operation
        self.words.setText(words)
        self.bar.setRange(0, 0)
        self.stop.setEnabled(True)
        self._patience.start()
        operation.voices.progress.connect(lambda done, total: self._tell(operation, done, total))
        operation.voices.finished.connect(lambda: self._end(operation))
        if operation.is_over:
            self._end(operation)

    def forget(self) -> None:
        """Show nothing, and offer nobody to stop it: what is under way goes on to its end."""
        self._operation = None
        self._patience.stop()
        self.hide()

    def _tell(self, operation: Operation, done: int, total: int) -> None:
        if operation is self._operation:
            self.bar.setRange(0, total)
            self.bar.setValue(done)

    def _end(self, operation: Operation) -> None:
        if operation is self._operation:
            self._operation = None
            self._patience.stop()
            self.hide()

    def _stop(self) -> None:
        if self._operation is not None:
            self.stop.setEnabled(False)
            self._operation.stop()
