"""Taking a certificate out of force: what that means, and why."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from app.i18n import tr
from app.ledger.certificate_events import void
from app.ledger.certificate_register import CertificateRow, find_certificate
from app.ui.forms import FormDialog
from app.ui.issuing.about_certificate import show_about
from app.ui.issuing.reasons import ReasonField
from app.ui.pieces import label
from app.ui.work import Work


class VoidDialog(FormDialog):
    """Opens itself once the certificate is read; `done` tells its number once it is void."""

    done = Signal(str)  # type: ignore[assignment]  # Qt's own `done` is not called from Python; accept and reject are

    def __init__(self, work: Work, number: str, owner: QWidget) -> None:
        super().__init__(tr("Void a certificate"), tr("Void"), owner)
        self.work, self.number = work, number
        usual = (tr("issued by mistake"), tr("issued twice"), tr("the conditions were not met"))
        self.reason = ReasonField(usual)
        self.returned = QCheckBox(tr("The holder has given the old paper back"))
        told = tr("It counts no more from now on, and its number is never used again. Tell the county to revoke it.")
        self.body.addWidget(label(told, "muted", wraps=True))
        self.fields.add(tr("Reason"), self.reason)
        self.fields.add(tr("Old paper"), self.returned)
        self.reason.currentTextChanged.connect(self._follow)
        self.body.addStretch()
        self._follow()
        work.ask(lambda _: find_certificate(work.ledger, number), lambda row: show_about(self, row))

    def submit(self) -> None:
        """Void it."""
        if not self.verb.isEnabled():
            return
        ledger, number, reason = self.work.ledger, self.number, self.reason.reason
        returned = self.returned.isChecked()
        self.busy()
        said = tr("Certificate {number} is void.", number=number)
        self.work.change(
            lambda _: void(ledger, number, reason, paper_returned=returned), self._voided, self.tell, said=said
        )

    def _voided(self, row: CertificateRow) -> None:
        self.accept()
        self.done.emit(row.number)

    def _follow(self) -> None:
        self.verb.setEnabled(bool(self.reason.reason))
