"""Work that a dialog asked for: once the dialog is closed nobody there hears of it any more."""

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QDialog

from app.ui.operation import Done, Failed, Operation
from app.ui.work import Work


def ask_for(
    dialog: QDialog, work: Work, question: Callable[[Operation], Any], done: Done, failed: Failed | None = None
) -> Operation:
    """Read for a dialog; closing it stops the reading."""
    operation = work.ask(question, done, failed)
    dialog.finished.connect(lambda _: operation.cancel())
    return operation


def change_for(
    dialog: QDialog,
    work: Work,
    deed: Callable[[Operation], Any],
    done: Done,
    failed: Failed,
    *,
    said: str = "",
) -> Operation:
    """Write for a dialog; closing it leaves the writing to go on, and only its failure is still told."""
    operation = work.change(deed, done, failed, said=said)
    dialog.finished.connect(lambda _: operation.leave_to(work.operations.trouble.emit))
    return operation
