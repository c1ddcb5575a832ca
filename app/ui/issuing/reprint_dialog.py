"""A further copy for the holder: which one it is, marked or not, and why; then to the printer."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QWidget

from app.i18n import tr
from app.ledger.certificate_register import CertificateRow, find_certificate
from app.ui.forms import FormDialog
from app.ui.issuing.about_certificate import show_about
from app.ui.issuing.press_on import open_press
from app.ui.issuing.press_work import copy_order
from app.ui.issuing.reasons import ReasonField
from app.ui.pieces import label
from app.ui.work import Work


class ReprintDialog(FormDialog):
    """Opens itself once the certificate is read; `done` tells its number once the copy is with the printer."""

    done = Signal(str)  # type: ignore[assignment]  # Qt's own `done` is not called from Python; accept and reject are

    def __init__(self, work: Work, number: str, owner: QWidget) -> None:
        super().__init__(tr("Reprint a certificate"), tr("To the printer…"), owner)
        self.work, self.number, self._owner = work, number, owner
        self.row: CertificateRow | None = None
        self.reason = ReasonField((tr("lost"), tr("damaged"), tr("asked for by an employer")))
        self.mark = QComboBox()
        self.mark.addItem(tr("marked 补"), False)
        self.mark.addItem(tr("unmarked, exactly as the original"), True)
        self.told = label("", "muted", wraps=True)
        self.body.addWidget(self.told)
        self.fields.add(tr("Reason"), self.reason)
        self.fields.add(tr("Copy mark"), self.mark)
        self.reason.currentTextChanged.connect(self._follow)
        self.body.addStretch()
        self._follow()
        work.ask(lambda _: find_certificate(work.ledger, number), self._show)

    def _show(self, row: CertificateRow) -> None:
        self.row = row
        told = tr("This is copy no. {copy}. Number and code stay the same; each copy is counted.", copy=row.copies + 1)
        if not row.is_good:
            told = tr("It no longer counts: {state}. A copy cannot be printed.", state=tr(row.state.words))
        elif not row.is_printed:
            told = tr("It has no good sheet yet: print it, and confirm the sheet; a copy makes no sense before.")
        self.told.setText(told)
        show_about(self, row)
        self._follow()

    def submit(self) -> None:
        """On to the printer; the copy is counted when it is drawn."""
        row = self.row
        if not self.verb.isEnabled() or row is None:
            return
        plain, title = bool(self.mark.currentData()), f"{row.number} {row.name}"
        order = copy_order(self.work.ledger, row.number, title, row.kind, self.reason.reason, plain=plain)
        # Hidden, not closed: it is there to tell how it ended.
        self.hide()
        press = open_press(self.work, order, self._owner)
        press.sent.connect(lambda _: self._printed(row.number))
        press.rejected.connect(self.reject)

    def _printed(self, number: str) -> None:
        self.done.emit(number)
        self.accept()

    def _follow(self) -> None:
        may = self.row is not None and self.row.is_good and self.row.is_printed
        self.verb.setEnabled(may and bool(self.reason.reason))
