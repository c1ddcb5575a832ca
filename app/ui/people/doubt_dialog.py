"""What the rules want the clerk's word for, before a person is kept."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QWidget

from app.i18n import tr
from app.ledger.person_details import FieldFinding
from app.ui.pieces import button, label, pile_of, row_of

WIDTH = 480


class DoubtDialog(QDialog):
    """Each doubt with what to compare; Enter says that it is right, Esc leads back into the form."""

    def __init__(self, doubts: Sequence[FieldFinding], confirmed: Callable[[], object], owner: QWidget) -> None:
        super().__init__(owner)
        self._confirmed = confirmed
        self.setWindowTitle(tr("Please look once more"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(WIDTH)
        layout = pile_of(label(tr("Please look once more"), "heading"))
        for each in doubts:
            layout.addWidget(label(each.finding.sentence(), "warn", wraps=True))
            layout.addWidget(label(each.finding.way_out(), "muted", wraps=True))
        self.go_on = button(tr("It is right as typed"), self.accept, is_primary=True)
        layout.addSpacing(8)
        layout.addLayout(row_of(None, button(tr("Back to the form"), self.reject), self.go_on))
        layout.setContentsMargins(18, 16, 18, 14)
        self.setLayout(layout)
        self.go_on.setFocus()

    def accept(self) -> None:
        """It is right."""
        super().accept()
        self._confirmed()
