"""Printers in the settings: which paper goes where, and how far each printer is off."""

from dataclasses import dataclass

from PySide6.QtWidgets import QVBoxLayout

from app.i18n import tr
from app.ledger.print_offsets import TrayOffset, list_offsets
from app.models.ledger import Ledger
from app.ui.columns import Column, RowsModel
from app.ui.paper.calibration import Calibration
from app.ui.paper.kind_choices import KindChoices
from app.ui.paper.printer_choice import Choice
from app.ui.paper.printers import PrinterRow
from app.ui.paper.readings import Crosses, stretch_words
from app.ui.paper.trays import tray_words
from app.ui.pieces import ROW_HEIGHT, card, key, label, list_view, pile_of
from app.ui.settings.section import Section
from app.ui.work import Work

INSIDE = 12
LINES_IN_SIGHT = 3


@dataclass(frozen=True)
class _Looked:
    """What the section shows of the ledger, and the crosses of the test sheet."""

    offsets: tuple[TrayOffset, ...]
    crosses: Crosses


class PrintersSection(Section):
    """Default printers, calibration, and the corrections that are kept; F5 looks for printers again."""

    def __init__(self, work: Work) -> None:
        super().__init__(work)
        self.kinds, self.calibration = KindChoices(work), Calibration(work)
        self.rows = RowsModel(_columns(), self)
        self.list = list_view(self.rows, tr("Corrections that are kept"))
        self.list.setFixedHeight(ROW_HEIGHT * (LINES_IN_SIGHT + 1) + 8)
        self.none = label(tr("No printer is corrected yet. Print a test sheet to see whether one needs it."), "muted")
        self._lay_out()
        self.kinds.known.connect(self._know_printers)
        self.calibration.kept.connect(self._look)
        self.list.activated.connect(lambda index: self._take_up(index.row()))
        key(self, "F5", self.kinds.refresh)

    def _lay_out(self) -> None:
        layout = QVBoxLayout()
        layout.setSpacing(8)
        kept = pile_of(label(tr("Corrections that are kept"), "heading"), self.none, self.list)
        calibration = pile_of(self.calibration)
        for part in (pile_of(self.kinds), calibration, kept):
            layout.addWidget(card(part, INSIDE))
        layout.addStretch()
        words = tr("Which paper goes to which printer and tray, and how far each of them is off.")
        self.fill(tr("Printers"), words, layout)

    def show_section(self, detail: str = "") -> None:
        """Ask for printers and corrections anew."""
        self.calibration.may_keep = self.may("print.offset")
        self.kinds.refresh()
        self._look()

    def take_focus(self) -> None:
        """At the first list of printers."""
        next(iter(self.kinds.lines.values())).printers.setFocus()

    def _look(self) -> None:
        ledger = self.work.ledger
        self.work.ask(lambda _: _looked(ledger), self._show)

    def _show(self, looked: _Looked) -> None:
        self.calibration.know(looked.crosses)
        self.rows.show_rows(looked.offsets)
        self.list.setVisible(bool(looked.offsets))
        self.none.setVisible(not looked.offsets)

    def _know_printers(self, rows: tuple[PrinterRow, ...]) -> None:
        self.calibration.choice.show_printers(rows)

    def _take_up(self, place: int) -> None:
        row: TrayOffset | None = self.rows.row_at(place)
        if row is not None:
            self.calibration.choose(Choice(row.printer, row.tray))
            self.calibration.test.setFocus()


def _looked(ledger: Ledger) -> _Looked:
    from app.documents import test_sheet

    return _Looked(tuple(list_offsets(ledger)), Crosses(test_sheet.NEAR, test_sheet.FAR))


def _columns() -> list[Column]:
    return [
        Column(tr("Printer"), lambda row: row.printer, 220),
        Column(tr("Tray"), lambda row: tray_words(row.tray) if row.tray else tr("As the printer is set"), 150),
        Column(tr("Right (mm)"), lambda row: f"{row.offset.dx_mm:+.2f}", 110, is_figure=True),
        Column(tr("Down (mm)"), lambda row: f"{row.offset.dy_mm:+.2f}", 110, is_figure=True),
        Column(tr("Stretch"), lambda row: stretch_words(row.offset) or tr("none"), 220),
    ]
