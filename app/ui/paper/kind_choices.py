"""Which printer and tray each kind of paper goes to; what is chosen is kept at once."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from app.i18n import tr
from app.ui.paper.paper_kinds import PaperKind, paper_kinds
from app.ui.paper.printer_choice import PrinterChoice
from app.ui.paper.printers import PrinterRow, printers
from app.ui.pieces import button, label
from app.ui.work import Work


class KindChoices(QWidget):
    """A line for each kind of paper."""

    known = Signal(object)  # the tuple of PrinterRow that was found

    def __init__(self, work: Work) -> None:
        super().__init__()
        self.work = work
        self.lines = {kind.key: PrinterChoice(work, kind.key, is_bare=True) for kind in paper_kinds()}
        self.again = button(tr("Look for printers again"), self.refresh, "refresh-cw")
        self.hint = label("", "warn", wraps=True)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 3)
        self._grid.setColumnStretch(2, 2)
        for column, heading in enumerate((tr("Kind of paper"), tr("Printer"), tr("Tray"))):
            self._grid.addWidget(label(heading, "muted"), 0, column)
        self._grid.addWidget(self.again, 0, 2, Qt.AlignmentFlag.AlignRight)
        for place, kind in enumerate(paper_kinds(), 1):
            self._add(place, kind)
        self._grid.addWidget(self.hint, self._grid.rowCount(), 0, 1, 3)
        self.hint.hide()

    def _add(self, place: int, kind: PaperKind) -> None:
        line = self.lines[kind.key]
        line.setParent(self)
        self._grid.addWidget(label(kind.words), place, 0)
        for column, part in enumerate((line.printers, line.trays), 1):
            part.setAccessibleName(f"{kind.words}：{part.accessibleName()}")
            part.activated.connect(lambda _, each=line: self._keep(each))
            self._grid.addWidget(part, place, column)

    def refresh(self) -> None:
        """Ask the system which printers there are."""
        self.work.silence(self)
        self.work.ask(lambda _: printers(), self.show_printers, self._fail)

    def show_printers(self, rows: tuple[PrinterRow, ...]) -> None:
        """Offer these."""
        for line in self.lines.values():
            line.show_printers(rows)
        self.hint.setText(next(iter(self.lines.values())).hint.text())
        self.hint.setVisible(bool(self.hint.text()))
        self.known.emit(rows)

    def _keep(self, line: PrinterChoice) -> None:
        line.remember()
        self.work.said.emit(tr("Kept: this paper goes to {printer}.", printer=line.choice.printer))

    def _fail(self, error: Exception) -> None:
        self.show_printers(())
        self.hint.setText(str(error))
        self.hint.show()
