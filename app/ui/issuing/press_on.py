"""From anywhere to the printer: the dialog is opened, and its job shown once it has begun."""

from PySide6.QtWidgets import QWidget

from app.ui.issuing.press_dialog import PressDialog
from app.ui.issuing.press_work import PressOrder, Sent
from app.ui.spots import ISSUE, Spot
from app.ui.work import Work


def open_press(work: Work, order: PressOrder, owner: QWidget) -> PressDialog:
    """Ask how to print this; then lead to the job, and tell what went wrong."""
    dialog = PressDialog(work, order, owner)

    def follow(sent: Sent) -> None:
        work.go(Spot(ISSUE, part="job", detail=sent.job.id))
        if sent.trouble:
            work.operations.trouble.emit(sent.trouble)

    dialog.sent.connect(follow)
    dialog.show_sized()
    return dialog
