"""The clashes that somebody has looked at: both values stay to be read, with who looked and when."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QDialog, QWidget

from app.i18n import tr
from app.ui.columns import Column, RowsModel
from app.ui.notices import TroubleDialog
from app.ui.pieces import button, label, list_view, pile_of, row_of
from app.ui.reporting.row_ways import way_to
from app.ui.reporting.unsettled_parts import clash_columns
from app.ui.wording import words_for
from app.ui.work import Work

if TYPE_CHECKING:
    from app.ledger.syncing.unsettled import ClashLine
    from app.models.ledger import Ledger

WIDE, HIGH = 1040, 440
WIDTHS = (64, 140, 90, 130, 150, 130, 150, 150)
"""Of the columns: on a small screen with larger text all of them are in sight."""


class SeenDialog(QDialog):
    """To be read; Enter opens the page of a row, Esc closes it."""

    def __init__(self, work: Work, owner: QWidget) -> None:
        super().__init__(owner)
        self.work = work
        self.setWindowTitle(tr("Clashes looked at already"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.rows = RowsModel([*clash_columns(), Column(tr("Looked at by"), lambda row: row.seen_by or "—", 150)], self)
        self.list = list_view(self.rows, tr("Clashes looked at already"))
        for place, width in enumerate(WIDTHS):
            self.list.setColumnWidth(place, width)
        self.list.activated.connect(self._open)
        close = button(tr("Close"), self.reject)
        words = tr("Nothing of them is lost: Enter opens the page on which the other value can still be entered.")
        layout = pile_of(label(words, "muted", wraps=True), self.list)
        layout.addLayout(row_of(None, close))
        layout.setContentsMargins(18, 16, 18, 14)
        self.setLayout(layout)
        room = self.screen().availableGeometry()
        self.resize(min(WIDE, room.width() - 20), min(HIGH, room.height() - 40))

    def begin(self) -> None:
        """Read them, and open."""
        ledger = self.work.ledger
        self.work.ask(lambda _: _read(ledger), self._show, self._fail)

    def _show(self, lines: "tuple[ClashLine, ...]") -> None:
        self.rows.show_rows(lines)
        self.list.selectRow(0)
        self.open()
        self.list.setFocus()

    def _fail(self, error: Exception) -> None:
        TroubleDialog(words_for(error), self.parentWidget()).open()
        self.deleteLater()

    def _open(self, index: QModelIndex) -> None:
        line: ClashLine | None = self.rows.row_at(index.row())
        spot = way_to(line.clash.entity, line.title) if line else None
        if spot:
            self.accept()
            self.work.go(spot)
        else:
            self.work.said.emit(tr("This row is not here yet: there is no page to open."))


def _read(ledger: "Ledger") -> "tuple[ClashLine, ...]":
    from app.ledger.syncing.unsettled import seen_clashes

    return seen_clashes(ledger)
