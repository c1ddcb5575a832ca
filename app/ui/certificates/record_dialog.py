"""Recording a certificate of another body: whose it is, its number, and what else stands on it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from app.i18n import tr
from app.models.chinese_dates import read_date
from app.models.code_tables import table
from app.models.vocabulary import CertificateKind
from app.ui.forms import FormDialog
from app.ui.scanner import ScanEdit
from app.ui.work import Work

if TYPE_CHECKING:
    from app.ledger.other_certificates import RecordedCertificate, RecordFacts
    from app.ledger.person_rows import PersonRow

PAUSE, MOST = 200, 8


class RecordDialog(FormDialog):
    """One certificate a time; `recorded` once it is in the ledger."""

    recorded = Signal()

    def __init__(self, work: Work, owner: QWidget) -> None:
        super().__init__(tr("Record a certificate of another body"), tr("Record it"), owner)
        self.work = work
        self.typed, self.person = QLineEdit(), QComboBox()
        self.kind, self.level = QComboBox(), QComboBox()
        self.number, self.name, self.body_name = ScanEdit(), QLineEdit(), QLineEdit()
        self.issued_on, self.expires_on = QLineEdit(), QLineEdit()
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self._search)
        self._fill_choices()
        self._ask()

    def _fill_choices(self) -> None:
        own = {kind.type_code for kind in CertificateKind}
        for row in table("certificate_types").rows:
            if row.code not in own:
                self.kind.addItem(row.label, row.code)
        self.level.addItem(tr("Not stated"), "")
        for code in table("skill_levels").codes():
            self.level.addItem(table("skill_levels").full_name(code), code)
        self.person.setEnabled(False)

    def _ask(self) -> None:
        self.typed.setPlaceholderText(tr("Name, pinyin, initials, digits of ID number or phone"))
        self.fields.add(tr("Whose"), self.typed)
        self.fields.add(tr("Holder"), self.person)
        self.fields.add(tr("Certificate"), self.kind)
        self.fields.add(tr("Number"), self.number, tr("As it is printed on the certificate."))
        self.fields.add(tr("What it certifies"), self.name, tr("Occupation or ability, such as 中式烹调师."))
        self.fields.add(tr("Level"), self.level)
        self.fields.add(tr("Issued by"), self.body_name)
        self.fields.add(tr("Issued on"), self.issued_on, tr("Such as 2026-11-21 or 20261121."))
        self.fields.add(tr("Valid until"), self.expires_on)
        self.typed.textChanged.connect(lambda _: self._pause.start())
        self.typed.returnPressed.connect(self._search)

    def submit(self) -> None:
        """Record it."""
        wrong = next((field for field in (self.issued_on, self.expires_on) if not _is_day(field)), None)
        if wrong is not None:
            self.tell(tr("{text} is not a day; write 2026-11-21", text=wrong.text()))
            wrong.setFocus()
        elif not self.person.currentData():
            self.tell(tr("Choose whose certificate it is."))
            self.typed.setFocus()
        else:
            self._record(self._facts())

    def _facts(self) -> "RecordFacts":
        from app.ledger.other_certificates import RecordFacts

        texts = (self.kind.currentData(), self.number.text(), self.name.text(), self.level.currentData())
        days = (read_date(self.issued_on.text()), read_date(self.expires_on.text()))
        return RecordFacts(*texts, "", self.body_name.text(), *days)

    def _record(self, facts: "RecordFacts") -> None:
        from app.ledger.other_certificates import record

        self.busy()
        ledger, trainee = self.work.ledger, self.person.currentData()
        said = tr("The certificate is recorded.")
        self.work.change(lambda _: record(ledger, trainee, facts), self._recorded, self.tell, said=said)

    def _recorded(self, kept: "RecordedCertificate") -> None:
        if kept.findings:
            self.work.said.emit(" ".join(finding.sentence() for finding in kept.findings))
        self.recorded.emit()
        self.accept()

    def _search(self) -> None:
        from app.ledger.finding_people import find_people

        ledger, typed = self.work.ledger, self.typed.text()
        self.work.ask(lambda _: find_people(ledger, typed, MOST), self._offer)

    def _offer(self, people: "Sequence[PersonRow]") -> None:
        self.person.clear()
        for row in people:
            self.person.addItem(f"{row.name}  {row.id_number}  {row.where}", row.id)
        self.person.setEnabled(len(people) > 1)
        nobody = tr("Nobody fits. Enter the person first: All trainees.") if self.typed.text().strip() else ""
        self.fields.hints[tr("Holder")].tell("" if people else nobody, "warn")


def _is_day(field: QLineEdit) -> bool:
    text = field.text().strip()
    return not text or read_date(text) is not None
