"""The box that shows whole ID and phone numbers: ticked only with a reason, by whom the role allows it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QDialog, QWidget

from app.i18n import tr
from app.ledger.exporting import require_unmask
from app.ui.notices import ReasonDialog, TroubleDialog
from app.ui.wording import words_for
from app.ui.work import Work


class FullNumbers(QCheckBox):
    """`changed` tells that whole numbers are wanted now, with `reason`, or no more."""

    changed = Signal()

    def __init__(self, work: Work, owner: QWidget) -> None:
        super().__init__(tr("Whole ID and phone numbers"))
        self.setToolTip(tr("Needs a role that allows it and a reason; both are kept in the journal.") + "  Ctrl+U")
        self._work, self._owner = work, owner
        self.reason = ""
        self.clicked.connect(self._ask)

    def toggle_by_key(self) -> None:
        """As a click."""
        self.setChecked(not self.isChecked())
        self._ask()

    def hide_numbers(self) -> None:
        """Back to masked numbers, without telling."""
        self.reason = ""
        self.setChecked(False)

    def _ask(self) -> None:
        if not self.isChecked():
            self.hide_numbers()
            self.changed.emit()
            return
        self.setChecked(False)
        question = tr("Why are whole numbers needed? The reason is kept in the journal with every copy.")
        self._open(ReasonDialog(question, self._permit, self._owner))

    def _permit(self, reason: str) -> None:
        ledger = self._work.ledger

        def permitted(_: object) -> None:
            self.reason = reason
            self.setChecked(True)
            self.changed.emit()

        self._work.ask(
            lambda _: require_unmask(ledger, reason),
            permitted,
            lambda error: self._open(TroubleDialog(words_for(error), self._owner)),
        )

    def _open(self, dialog: QDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.finished.connect(self.setFocus)
        dialog.open()
