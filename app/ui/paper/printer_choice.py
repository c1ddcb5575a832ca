"""Choosing a printer and its tray; what was used for a kind of paper is proposed again."""

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from app.i18n import tr
from app.ui.memory import Memory
from app.ui.paper.paper_kinds import PLAIN
from app.ui.paper.printers import PrinterRow, TrayRow, printers
from app.ui.paper.trays import tray_words
from app.ui.pieces import button, label, row_of
from app.ui.work import Work


@dataclass(frozen=True)
class Choice:
    """A printer and one of its trays; empty = none, or as the printer is set."""

    printer: str = ""
    tray: str = ""


def remembered(memory: Memory, kind: str) -> Choice:
    """What was last used for this kind of paper."""
    return Choice(memory.get(f"paper/{kind}/printer"), memory.get(f"paper/{kind}/tray"))


def remember(memory: Memory, kind: str, choice: Choice) -> None:
    """Propose this for the kind of paper from now on."""
    memory.put(f"paper/{kind}/printer", choice.printer)
    memory.put(f"paper/{kind}/tray", choice.tray)


class PrinterChoice(QWidget):
    """Two lists and a hint; `changed` tells of another printer or tray, also once the printers are known."""

    changed = Signal()

    def __init__(self, work: Work, kind: str = PLAIN, *, is_bare: bool = False) -> None:
        """Bare, its two lists stand wherever someone else puts them."""
        super().__init__()
        self.work, self.kind = work, kind
        self.rows: tuple[PrinterRow, ...] = ()
        self.is_known = False
        self.printers, self.trays = QComboBox(), QComboBox()
        self.printers.setAccessibleName(tr("Printer"))
        self.trays.setAccessibleName(tr("Tray"))
        for list_ in (self.printers, self.trays):
            list_.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            list_.setMinimumContentsLength(10)
        self.again = button("", self.refresh, "refresh-cw")
        self.again.setAccessibleName(tr("Look for printers again"))
        self.again.setToolTip(tr("Look for printers again"))
        self.hint = label("", "warn", wraps=True)
        if is_bare:
            # Of nobody's, a hint with words would open as a window of its own.
            for part in (self.printers, self.trays, self.again, self.hint):
                part.setParent(self)
            self.hide()
        else:
            self._lay_out()
        self.printers.currentIndexChanged.connect(self._show_trays)
        self.trays.currentIndexChanged.connect(lambda _: self.changed.emit())

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(label(tr("Printer"), "muted"))
        first = row_of(self.printers, self.again)
        first.setStretch(0, 1)
        layout.addLayout(first)
        layout.addWidget(self.hint)
        layout.addWidget(label(tr("Tray"), "muted"))
        layout.addWidget(self.trays)

    @property
    def choice(self) -> Choice:
        """What is chosen now; no printer while none is known."""
        return Choice(self.printers.currentData() or "", self.trays.currentData() or "")

    @property
    def row(self) -> PrinterRow | None:
        """The chosen printer, with its trays."""
        return next((row for row in self.rows if row.name == self.choice.printer), None)

    def refresh(self) -> None:
        """Ask the system which printers there are."""
        self._tell(tr("Looking for printers…"), "muted")
        self.work.silence(self)
        self.work.ask(lambda _: printers(), self.show_printers, self._fail)

    def show_printers(self, rows: tuple[PrinterRow, ...]) -> None:
        """List these, with the one that was last used for this kind of paper chosen."""
        wanted = remembered(self.work.memory, self.kind)
        self.rows, self.is_known = rows, True
        self.printers.blockSignals(True)
        self.printers.clear()
        for row in rows:
            self.printers.addItem(row.name, row.name)
        usual = next((row.name for row in rows if row.is_default), "")
        place = max(self.printers.findData(wanted.printer), -1)
        self.printers.setCurrentIndex(place if place >= 0 else max(0, self.printers.findData(usual)))
        self.printers.blockSignals(False)
        self.printers.setEnabled(bool(rows))
        self._tell("" if rows else _nobody())
        self._show_trays()

    def choose(self, choice: Choice) -> None:
        """Choose this printer and tray, if they are there."""
        place = self.printers.findData(choice.printer)
        if place >= 0:
            self.printers.setCurrentIndex(place)
            self.trays.setCurrentIndex(max(0, self.trays.findData(choice.tray)))

    def remember(self) -> None:
        """Propose the same for this kind of paper the next time."""
        if self.choice.printer:
            remember(self.work.memory, self.kind, self.choice)

    def _show_trays(self) -> None:
        row, wanted = self.row, remembered(self.work.memory, self.kind)
        self.trays.blockSignals(True)
        self.trays.clear()
        self.trays.addItem(tr("As the printer is set"), "")
        for tray in self._trays_of(row, wanted):
            self.trays.addItem(tray.words, tray.name)
        if row and row.name == wanted.printer:
            self.trays.setCurrentIndex(max(0, self.trays.findData(wanted.tray)))
        self.trays.setEnabled(self.trays.count() > 1)
        self.trays.blockSignals(False)
        self.changed.emit()

    @staticmethod
    def _trays_of(row: PrinterRow | None, wanted: Choice) -> tuple[TrayRow, ...]:
        if row is None:
            return ()
        # A printer that is switched off may not tell its trays; the one that was used stays to be chosen.
        is_lost = wanted.tray and row.name == wanted.printer and wanted.tray not in {tray.name for tray in row.trays}
        return (*row.trays, TrayRow(wanted.tray, tray_words(wanted.tray))) if is_lost else row.trays

    def _fail(self, error: Exception) -> None:
        self.show_printers(())
        self._tell(str(error))

    def _tell(self, words: str, look: str = "warn") -> None:
        self.hint.setText(words)
        self.hint.setVisible(bool(words))
        self.hint.setObjectName(look)
        self.hint.style().unpolish(self.hint)
        self.hint.style().polish(self.hint)


def _nobody() -> str:
    return tr("No printer is set up on this computer. Add one in its settings and look again, or save as PDF.")
