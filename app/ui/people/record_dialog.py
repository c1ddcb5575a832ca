"""A certificate of another body that a person holds: recorded, corrected, or taken out again."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from app.i18n import tr
from app.ledger.other_certificates import RecordedCertificate, RecordFacts, amend_record, record, remove_record
from app.models.code_tables import table
from app.models.privacy import masked_text
from app.models.vocabulary import CertificateKind
from app.ui.forms import FormDialog
from app.ui.people.day_line import DayLine, UnreadableDay
from app.ui.pieces import button, row_of
from app.ui.scanner import ScanEdit
from app.ui.work import Work


class PersonRecordDialog(FormDialog):
    """A new one, or one that is recorded; `kept` once the ledger has it."""

    kept = Signal()

    def __init__(self, work: Work, trainee_id: str, owner: QWidget, row: RecordedCertificate | None = None) -> None:
        title = tr("Recorded certificate") if row else tr("Record a certificate of another body")
        super().__init__(title, tr("Keep it so") if row else tr("Record it"), owner)
        self.work, self._trainee, self._row = work, trainee_id, row
        self.kind, self.level = _kinds(), _levels()
        self.number, self.name, self.issuer = ScanEdit(), QLineEdit(), QLineEdit()
        self.occupation = QLineEdit()
        self.issued_on, self.expires_on, self.reason = DayLine(), DayLine(), QLineEdit()
        for line, most in ((self.number, 40), (self.name, 100), (self.occupation, 20), (self.issuer, 100)):
            line.setMaxLength(most)
        self._ask()
        if row:
            self._show(row)

    def _ask(self) -> None:
        self.fields.add(tr("Certificate"), self.kind)
        self.fields.add(tr("Number"), self.number, tr("As it is printed on the certificate."))
        self.fields.add(tr("What it certifies"), self.name, tr("Occupation or ability, such as 中式烹调师."))
        self.fields.add(tr("Level"), self.level)
        self.fields.add(tr("Occupation code"), self.occupation)
        self.fields.add(tr("Issued by"), self.issuer)
        self.fields.add(tr("Issued on"), self.issued_on)
        self.fields.add(tr("Valid until"), self.expires_on, tr("Empty if it does not run out."))

    def _show(self, row: RecordedCertificate) -> None:
        self.kind.setCurrentIndex(self.kind.findData(row.certificate_type))
        self.level.setCurrentIndex(max(0, self.level.findData(row.level)))
        self.number.setText(masked_text(row.number))
        self.name.setText(row.name)
        self.occupation.setText(row.occupation_code)
        self.issuer.setText(row.body)
        self.issued_on.show_day(row.issued_on)
        self.expires_on.show_day(row.expires_on)
        self.fields.add(tr("Reason"), self.reason, tr("Needed only to take the entry out."))
        self.body.addLayout(row_of(button(tr("It was never right: take it out"), self.remove, "trash-2"), None))

    def submit(self) -> None:
        """Keep it."""
        try:
            facts = self._facts()
        except UnreadableDay as wrong:
            self.tell(wrong.sentence())
            wrong.line.setFocus()
            return
        ledger, who, row = self.work.ledger, self._trainee, self._row
        if row:
            self._write(lambda: amend_record(ledger, row.id, facts))
        else:
            self._write(lambda: record(ledger, who, facts))

    def remove(self) -> None:
        """Take it out, with a reason; the history keeps it."""
        ledger, row, why = self.work.ledger, self._row, self.reason.text().strip()
        if not why:
            self.tell(tr("Say why it was never right."))
            self.reason.setFocus()
        elif row:
            self._write(lambda: remove_record(ledger, row.id, why))

    def _facts(self) -> RecordFacts:
        words = (self.kind.currentData(), self.number.text(), self.name.text(), self.level.currentData())
        about = (self.occupation.text(), self.issuer.text())
        return RecordFacts(*words, *about, self.issued_on.day, self.expires_on.day)

    def _write(self, deed: Callable[[], Any]) -> None:
        self.busy()
        self.work.change(lambda _: deed(), self._done, self.tell)

    def _done(self, kept: RecordedCertificate | None) -> None:
        self.accept()
        if kept and kept.findings:
            self.work.said.emit(" ".join(finding.sentence() for finding in kept.findings))
        self.kept.emit()


def _kinds() -> QComboBox:
    box, own = QComboBox(), {kind.type_code for kind in CertificateKind}
    for row in table("certificate_types").rows:
        if row.code not in own:
            box.addItem(row.label, row.code)
    return box


def _levels() -> QComboBox:
    box = QComboBox()
    box.addItem(tr("Not stated"), "")
    for code in table("skill_levels").codes():
        box.addItem(table("skill_levels").full_name(code), code)
    return box
