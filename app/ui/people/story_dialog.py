"""One line of a person's history with all that was changed, each field on a line of its own."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QWidget

from app.i18n import tr
from app.ledger.person_story import Altered, StoryLine
from app.ui.columns import Column, RowsModel
from app.ui.pieces import button, label, list_view, pile_of, row_of

WIDTH, HEIGHT = 640, 420


class StoryDialog(QDialog):
    """To be read; Esc closes it."""

    def __init__(self, line: StoryLine, owner: QWidget) -> None:
        super().__init__(owner)
        self.setWindowTitle(tr("History"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.rows = RowsModel(_columns(), self)
        self.rows.show_rows(line.altered)
        self.list = list_view(self.rows, tr("Changes"))
        when = f"{line.at[:19].replace('T', ' ')}  {line.who}"
        layout = pile_of(label(line.what, "heading", wraps=True), label(when, "muted"))
        if line.reason:
            layout.addWidget(label(tr("Reason: {reason}", reason=line.reason), wraps=True))
        layout.addWidget(self.list, 1)
        if not line.altered:
            self.list.hide()
        close = button(tr("Close"), self.accept, is_primary=True)
        layout.addLayout(row_of(None, close))
        layout.setContentsMargins(18, 16, 18, 14)
        self.setLayout(layout)
        self.resize(WIDTH, HEIGHT if line.altered else 0)
        close.setFocus()


def _columns() -> list[Column]:
    def was(row: Altered) -> str:
        return row.old or tr("(nothing)")

    def became(row: Altered) -> str:
        return row.new or tr("(nothing)")

    return [
        Column(tr("Field"), lambda row: row.label, 120),
        Column(tr("Before"), was, 220),
        Column(tr("After"), became, 220),
    ]
