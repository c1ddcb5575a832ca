"""Finding out how far a printer and tray are off: print a sheet, measure four lengths, keep what follows from them."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QVBoxLayout, QWidget

from app.errors import Refusal
from app.i18n import tr
from app.ledger.print_offsets import PrintOffset, TrayOffset, remembered_offset, set_offset
from app.ui.files import ask_save
from app.ui.issuing.test_page import print_test_page
from app.ui.paper.crosses_drawing import SIGNS, CrossesDrawing
from app.ui.paper.paper_panel import say
from app.ui.paper.printer_choice import Choice, PrinterChoice
from app.ui.paper.printers import PrintedJob, PrintOrder
from app.ui.paper.readings import Crosses, correction_of, correction_words, length_of
from app.ui.pieces import button, key, label, row_of
from app.ui.work import Work

KIND = "test-sheet"


class Calibration(QWidget):
    """Three steps at the left, the picture of the sheet at the right; `kept` once a correction is in the ledger."""

    kept = Signal()

    def __init__(self, work: Work) -> None:
        super().__init__()
        self.work = work
        self._before = PrintOffset()
        self._found: PrintOffset | None = None
        self._undo: TrayOffset | None = None
        self.may_keep = True
        self.choice = PrinterChoice(work, KIND, is_bare=True)
        self.choice.setParent(self)
        self.drawing = CrossesDrawing()
        self._make_fields()
        self._lay_out()
        self.choice.changed.connect(self._ask_before)
        key(self, "Ctrl+Return", self.keep)
        key(self, "Ctrl+Enter", self.keep)

    def _make_fields(self) -> None:
        self.test = button(tr("Print a test sheet"), self.print_sheet, "printer")
        self.save = button(tr("Save as PDF"), self.ask_where, "download")
        self.verb = button(tr("Keep this correction"), self.keep, "check")
        self.verb.setToolTip("Ctrl+Enter")
        self.back = button(tr("As it was before"), self.take_back, "undo-2")
        self.back.hide()
        self.now, self.told = label("", "muted", wraps=True), label("", "muted", wraps=True)
        self.readings = [QLineEdit() for _ in SIGNS]
        for place, (field, name) in enumerate(zip(self.readings, _names(), strict=True)):
            field.setAccessibleName(f"{name} (mm)")
            field.setMaxLength(8)
            field.setFixedWidth(76)
            field.textChanged.connect(self._work_out)
            field.returnPressed.connect(partial(self._go_on, place))
            field.installEventFilter(self)

    def _lay_out(self) -> None:
        steps = QVBoxLayout()
        steps.setSpacing(6)
        steps.addWidget(label(tr("1. Print the test sheet on the printer and tray in question"), "heading"))
        lists = row_of(self.choice.printers, self.choice.trays)
        lists.setStretch(0, 3)
        lists.setStretch(1, 2)
        steps.addLayout(lists)
        steps.addLayout(row_of(self.test, self.save, None))
        steps.addWidget(self.now)
        steps.addSpacing(4)
        steps.addWidget(label(tr("2. Measure to the middle of the crosses, in mm"), "heading"))
        steps.addLayout(self._fields())
        steps.addWidget(self.told)
        steps.addLayout(row_of(self.verb, self.back, None))
        steps.addStretch()
        layout = row_of()
        layout.addLayout(steps, 1)
        layout.addWidget(self.drawing)
        layout.setSpacing(18)
        layout.setContentsMargins(0, 0, 0, 0)
        self.setLayout(layout)

    def _fields(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        for place, (field, name) in enumerate(zip(self.readings, _names(), strict=True)):
            line, column = divmod(place, 2)
            grid.addWidget(label(f"{SIGNS[place]} {name}", "muted"), line, 2 * column)
            grid.addWidget(field, line, 2 * column + 1)
        grid.setColumnStretch(4, 1)
        return grid

    def know(self, crosses: Crosses) -> None:
        """Where the crosses of the sheet belong."""
        self.drawing.show_crosses(crosses)
        for field, length in zip(self.readings, crosses.lengths, strict=True):
            field.setPlaceholderText(f"{length:g}")

    def choose(self, choice: Choice) -> None:
        """Calibrate this printer and tray."""
        self.choice.choose(choice)
        self._forget_readings()

    def print_sheet(self) -> None:
        """Print the sheet with the correction that is kept so far."""
        choice = self.choice.choice
        self.test.setEnabled(False)
        say(self.told, tr("Handing the pages to the printer…"), "muted")
        print_test_page(self.work, PrintOrder(choice.printer, choice.tray), self._printed, self._fail)

    def ask_where(self) -> None:
        """Ask for a file to save the sheet in."""
        ask_save(self, self.work.memory, tr("Save as PDF"), tr("Test sheet.pdf"), "PDF (*.pdf)", self.save_to)

    def save_to(self, target: Path) -> None:
        """Save the sheet with the correction that is kept so far."""
        offset = self._before
        self.work.ask(lambda _: _draw(target, offset), lambda _: self._saved(target), self._fail)

    def keep(self) -> None:
        """Keep the correction that follows from the readings."""
        if self._found is not None and self.verb.isEnabled():
            self._write(self._found, self._before)

    def take_back(self) -> None:
        """Keep what was kept before instead."""
        if self._undo is not None:
            self.choice.choose(Choice(self._undo.printer, self._undo.tray))
            self._write(self._undo.offset, None)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.FocusIn and watched in self.readings:
            self.drawing.mean(self.readings.index(watched))
        return super().eventFilter(watched, event)

    def _go_on(self, place: int) -> None:
        following = self.readings[place + 1] if place + 1 < len(self.readings) else self.verb
        following.setFocus()

    def _ask_before(self) -> None:
        ledger, choice = self.work.ledger, self.choice.choice
        self.test.setEnabled(bool(choice.printer))
        self.work.silence(self)
        if choice.printer:
            self.work.ask(lambda _: remembered_offset(ledger, choice.printer, choice.tray), self._show_before)
        else:
            self._show_before(PrintOffset())

    def _show_before(self, offset: PrintOffset) -> None:
        self._before = offset
        self.now.setText(tr("The sheet is printed with what is kept now: {correction}.",
                            correction=correction_words(offset)))  # fmt: skip
        self._work_out()

    def _work_out(self) -> None:
        """Tell at every key what the readings mean."""
        read = [length for field in self.readings if (length := length_of(field.text())) is not None]
        if len(read) == len(self.readings):
            self._found = self._judged(tuple(read))
        else:
            self._found = None
            say(self.told, tr("Type the four lengths such as 30.5; what follows from them is told here."), "muted")
        self.verb.setEnabled(self._found is not None and self.may_keep and bool(self.choice.choice.printer))

    def _judged(self, read: tuple[float, ...]) -> PrintOffset | None:
        try:
            found = correction_of(read, self.drawing.crosses, self._before)
        except Refusal as refusal:
            say(self.told, str(refusal), "wrong")
            return None
        say(self.told, tr("From now on: {correction}.", correction=correction_words(found)), "good")
        return found

    def _write(self, offset: PrintOffset, before: PrintOffset | None) -> None:
        ledger, choice = self.work.ledger, self.choice.choice
        undo = TrayOffset(choice.printer, choice.tray, before) if before else None
        self.verb.setEnabled(False)
        self.work.change(
            lambda _: set_offset(ledger, choice.printer, choice.tray, offset),
            lambda kept: self._written(kept, undo),
            self._fail,
        )

    def _written(self, kept: TrayOffset, undo: TrayOffset | None) -> None:
        self._undo = undo
        self.back.setVisible(undo is not None)
        self.choice.remember()
        self._before = kept.offset
        self._forget_readings()
        self._show_before(kept.offset)
        words = tr("Kept: {correction}. Print the sheet again to compare.", correction=correction_words(kept.offset))
        say(self.told, words, "good")
        self.kept.emit()
        self.test.setFocus()

    def _forget_readings(self) -> None:
        for field in self.readings:
            field.blockSignals(True)
            field.clear()
            field.blockSignals(False)
        self._work_out()

    def _printed(self, job: PrintedJob) -> None:
        self.test.setEnabled(True)
        say(self.told, job.sentence(), "good")
        self.readings[0].setFocus()

    def _saved(self, target: Path) -> None:
        say(self.told, tr("Saved as {file}.", file=str(target)), "good")

    def _fail(self, error: Exception) -> None:
        self.test.setEnabled(bool(self.choice.choice.printer))
        say(self.told, str(error), "wrong")


def _names() -> tuple[str, str, str, str]:
    return (
        tr("Cross A, from the left edge"),
        tr("Cross A, from the top edge"),
        tr("Cross B, from the left edge"),
        tr("Cross B, from the top edge"),
    )


def _draw(target: Path, offset: PrintOffset) -> None:
    from app.documents import test_sheet
    from app.documents.issued_pages import offset_of

    test_sheet.render(target, offset_of(offset))
