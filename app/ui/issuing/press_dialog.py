"""Putting a run of certificates on paper: which printer and tray, which stock, how far off, and one sheet first."""

from collections.abc import Collection
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QWidget

from app.i18n import tr
from app.ledger.blank_outlook import BlankOutlook, blank_outlooks
from app.ledger.print_jobs import PaperLayers
from app.ledger.print_jobs_sent import take_back_sent
from app.ledger.print_offsets import PrintOffset, remembered_offset
from app.ledger.printing import Paper
from app.models.vocabulary import CertificateKind
from app.ui.files import ask_save
from app.ui.forms import FormDialog
from app.ui.issuing.press_work import Entered, PressOrder, Sent, Target, enter_run, hand_over
from app.ui.issuing.sized import fit
from app.ui.issuing.test_page import print_test_page
from app.ui.operation import Operation
from app.ui.paper.printer_choice import PrinterChoice
from app.ui.paper.printers import PrintedJob, PrintOrder
from app.ui.pieces import button, key, row_of
from app.ui.scanner import ScanEdit
from app.ui.spots import SETTINGS, Spot
from app.ui.work import Work

LONGEST_SERIAL = 40


class PressDialog(FormDialog):
    """Ctrl+Enter prints, Ctrl+S saves a PDF; `sent` tells what was sent where, with the job that it belongs to."""

    sent = Signal(object)

    def __init__(self, work: Work, order: PressOrder, owner: QWidget | None = None) -> None:
        kind = CertificateKind(order.kind).label
        title = tr("Print {count} × {kind}", count=order.count, kind=kind)
        super().__init__(title, print_words(order.count), owner)
        self.work, self.order = work, order
        self._has_begun = self._leaves = False
        self._under_way: Operation | None = None
        self.choice = PrinterChoice(work, f"certificate-{order.kind}", is_bare=True)
        self.layers, self.serial = QComboBox(), ScanEdit()
        self.serial.setMaxLength(LONGEST_SERIAL)
        self.layers.addItem(tr("White paper: everything is printed"), PaperLayers.ALL.value)
        self.layers.addItem(tr("Ready-made stock: the data alone"), PaperLayers.OVERPRINT.value)
        self.trial = QCheckBox(tr("One sheet first, the others after a look at it"))
        self._fill()
        self._connect()

    def _fill(self) -> None:
        # Its lists stand among the other fields, with their names at the left.
        self.choice.setParent(self)
        printers = QWidget()
        both = row_of(self.choice.printers, self.choice.again)
        both.setContentsMargins(0, 0, 0, 0)
        both.setStretch(0, 1)
        printers.setLayout(both)
        self.fields.add(tr("Printer"), printers)
        self.fields.add(tr("Tray"), self.choice.trays)
        self.body.addWidget(self.choice.hint)
        self.offset = self.fields.add(tr("Paper stock"), self.layers)
        self.stock = self.fields.add(tr("First serial"), self.serial)
        if self.order.count > 1:
            self.fields.add(tr("Trial"), self.trial)
        self.test = button(tr("Print a test sheet"), self.print_test)
        self.adjust = button(tr("Adjust the printer…"), self._adjust)
        self.save = button(tr("Save as PDF"), self.ask_where, "download")
        self.save.setToolTip("Ctrl+S")
        self.verb.setToolTip("Ctrl+Enter")
        self.leave.setText(tr("Print later"))
        self.body.addLayout(row_of(self.test, self.adjust, None, self.save))

    def _connect(self) -> None:
        self.choice.changed.connect(self._ask_offset)
        self.trial.toggled.connect(self._tell_verb)
        key(self, "Ctrl+S", self.ask_where)
        key(self, "Ctrl+P", self.submit)
        key(self, "F5", self.choice.refresh)

    def show_sized(self) -> None:
        """Open it with what was used last for this kind of certificate."""
        super().show_sized()
        kept = self.work.memory.get(f"issuing/{self.order.kind}/layers", PaperLayers.ALL.value)
        layers = self.order.job.layers.value if self.order.job else kept
        self.layers.setCurrentIndex(max(0, self.layers.findData(layers)))
        self.verb.setEnabled(False)
        self.choice.refresh()
        self.work.ask(lambda _: blank_outlooks(self.work.ledger), self._show_blanks)

    @property
    def is_trial(self) -> bool:
        """Whether one sheet is to be printed first."""
        return self.trial.isChecked() and self.order.count > 1

    def submit(self) -> None:
        """Print on the chosen printer."""
        if self.verb.isEnabled():
            choice = self.choice.choice
            self._begin(Target(PrintOrder(choice.printer, choice.tray)))

    def ask_where(self) -> None:
        """Ask for the file."""
        if self.save.isEnabled():
            ask_save(self, self.work.memory, tr("Save as PDF"), _file_name(self.order), "PDF (*.pdf)", self.save_to)

    def save_to(self, file: Path) -> None:
        """Put the pages into this file instead of a printer."""
        self._begin(Target(file=file))

    def print_test(self) -> None:
        """A sheet with crosses, on this printer and tray."""
        choice = self.choice.choice
        self.test.setEnabled(False)
        print_test_page(self.work, PrintOrder(choice.printer, choice.tray), self._tested, self._not_tested)

    def _not_tested(self, error: Exception) -> None:
        self.test.setEnabled(True)
        self.tell(error)

    def _tested(self, printed: PrintedJob) -> None:
        self.test.setEnabled(True)
        self.offset.tell(tr("Test sheet: {sentence}", sentence=printed.sentence()), "good")

    def _adjust(self) -> None:
        if self._under_way is None:
            self.reject()
            self.work.go(Spot(SETTINGS, part="printers"))

    def _show_blanks(self, outlooks: tuple[BlankOutlook, ...]) -> None:
        outlook = next(each for each in outlooks if each.kind == self.order.kind)
        self.serial.setText(outlook.next_serial)
        self.serial.setEnabled(outlook.is_kept)
        left, warning = outlook.count.left, outlook.warning()
        if not outlook.is_kept:
            self.stock.tell(tr("No blanks are entered; where stock has serials, enter the delivery first."))
            fit(self)
            return
        words = tr("{left} blanks are left. Compare the serial with the first blank in the printer.", left=left)
        is_short = warning is not None and left < self.order.count
        self.stock.tell(str(warning) if is_short else words, "warn" if is_short else "")
        fit(self)

    def _ask_offset(self) -> None:
        ledger, choice = self.work.ledger, self.choice.choice
        has_printer = bool(choice.printer)
        self.verb.setEnabled(has_printer)
        self.test.setEnabled(has_printer)
        if has_printer:
            self.work.ask(lambda _: remembered_offset(ledger, choice.printer, choice.tray), self._tell_offset)
            if not self._has_begun:
                self._has_begun = True
                self.verb.setFocus()

    def _tell_offset(self, offset: PrintOffset) -> None:
        self.offset.tell(offset_words(offset))
        fit(self)

    def _tell_verb(self) -> None:
        words = tr("Print the first sheet") if self.is_trial else print_words(self.order.count)
        self.verb.setText(words)
        self.verb.setAccessibleName(words)

    def _begin(self, target: Target) -> None:
        choice, layers = self.choice.choice, PaperLayers(self.layers.currentData())
        paper = Paper(layers, choice.printer, choice.tray, first_serial="".join(self.serial.text().split()))
        only: Collection[int] = self.order.positions[:1] if self.is_trial else ()
        self.busy()
        self.save.setEnabled(False)
        ledger, order = self.work.ledger, self.order
        count = len(only) or order.count
        words = tr("Drawing one sheet…") if count == 1 else tr("Drawing {count} sheets…", count=count)
        self._under_way = self.work.change(
            lambda op: enter_run(op, ledger, order, paper, only),
            partial(self._hand_over, target),
            self._failed,
            words=words,
        )
        self._under_way.voices.stopped.connect(self._stopped)

    def reject(self) -> None:
        """Close; what is under way is stopped first, and a run that is entered goes its way to the printer."""
        if self._under_way is None:
            super().reject()
            return
        self._leaves = True
        self._under_way.stop()

    def _hand_over(self, target: Target, entered: Entered) -> None:
        self.choice.remember()
        self.work.memory.put(f"issuing/{self.order.kind}/layers", self.layers.currentData())
        self.work.ask(lambda _: hand_over(entered, target), self._done, partial(self._not_taken, entered))

    def _done(self, sent: Sent) -> None:
        self._under_way = None
        if not sent.trouble:
            self.work.said.emit(sent.sentence())
        self.accept()
        self.sent.emit(sent)

    def _not_taken(self, entered: Entered, error: Exception) -> None:
        """The job is entered, the printer did not take it: its sheets are still to print, and nothing is lost."""
        ledger, job = self.work.ledger, entered.job.id

        def tell(_: object) -> None:
            self._done(Sent(entered.job, len(entered.positions), trouble=error))

        # Told only once the ledger knows: nobody may take these sheets for printed.
        self.work.change(lambda _: take_back_sent(ledger, job, entered.positions), tell, self._failed)

    def _failed(self, error: Exception) -> None:
        # Whoever was about to leave must see this first.
        self._under_way, self._leaves = None, False
        self.save.setEnabled(True)
        self.tell(error)

    def _stopped(self) -> None:
        self._under_way = None
        self.save.setEnabled(True)
        self.tell(tr("Stopped; nothing was changed."))
        if self._leaves:
            self.reject()


def print_words(count: int) -> str:
    """What the button says of so many sheets."""
    return tr("Print one sheet") if count == 1 else tr("Print {count} sheets", count=count)


def _file_name(order: PressOrder) -> str:
    """The kind, and the class or the number; never a person."""
    kept = "".join(sign if sign.isalnum() or sign in "-_." else "-" for sign in order.title.split()[0])
    return f"{CertificateKind(order.kind).label}-{kept}.pdf"


def offset_words(offset: PrintOffset) -> str:
    """How far this printer and tray are corrected, for people."""
    if offset == PrintOffset():
        return tr("No correction is kept for this printer and tray; print a test sheet if the print is off.")
    words = tr("Corrected by {dx} mm to the right, {dy} mm down", dx=f"{offset.dx_mm:+g}", dy=f"{offset.dy_mm:+g}")
    if (offset.sx, offset.sy) != (1.0, 1.0):
        words += tr(", stretched {sx} × {sy}", sx=f"{offset.sx:g}", sy=f"{offset.sy:g}")
    return words
