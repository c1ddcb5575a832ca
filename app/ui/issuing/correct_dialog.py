"""Correcting a certificate: what the paper says beside what the successor will say, and why; then to the printer."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QLineEdit, QPushButton, QWidget

from app.i18n import tr
from app.ledger.correcting import Correction, correct
from app.ledger.issuing_successor import FieldToCorrect, Successor, successor_of
from app.models.ledger import Ledger
from app.ui.forms import FormDialog
from app.ui.issuing.about_certificate import show_about
from app.ui.issuing.press_on import open_press
from app.ui.issuing.press_work import number_order
from app.ui.issuing.reasons import ReasonField
from app.ui.pieces import button, label
from app.ui.spots import PERSON_FORM, Spot
from app.ui.work import Work

WIDTH = 640


class CorrectDialog(FormDialog):
    """Opens itself once all is read; `done` tells the number of the successor."""

    done = Signal(str)  # type: ignore[assignment]  # Qt's own `done` is not called from Python; accept and reject are

    def __init__(self, work: Work, number: str, owner: QWidget) -> None:
        super().__init__(tr("Correct a certificate"), tr("Issue the successor"), owner, WIDTH)
        self.work, self.number, self._owner = work, number, owner
        self.successor: Successor | None = None
        self.values: dict[str, QLineEdit] = {}
        usual = (tr("wrong name"), tr("wrong ID number"), tr("wrong course or level"), tr("wrong day or hours"))
        self.reason = ReasonField(usual)
        self.returned = QCheckBox(tr("The holder has given the old paper back"))
        self.told, self.photo = label("", "muted", wraps=True), label("", "warn", wraps=True)
        self.mend = button(tr("Mend the person's data first…"), self._mend)
        self.grid = QGridLayout()
        self.grid.setVerticalSpacing(3)
        self.body.insertLayout(0, self.grid)
        for part in (self.photo, self.told):
            self.body.addWidget(part)
        self._beside_the_verb(self.mend)
        self.fields.add(tr("Reason"), self.reason)
        self.fields.add(tr("Old paper"), self.returned)
        self.reason.currentTextChanged.connect(self._follow)
        self.body.addStretch()
        self._follow()
        work.ask(lambda _: _read(work.ledger, number), self._show)

    def _beside_the_verb(self, made: QPushButton) -> None:
        layout = self.layout()
        last = layout.itemAt(layout.count() - 1) if layout else None
        row = last.layout() if last else None
        if isinstance(row, QHBoxLayout):
            row.insertWidget(0, made)

    def _show(self, successor: Successor) -> None:
        self.successor = successor
        headings = (tr("Field"), tr("On the certificate"), tr("On the successor"))
        for column, words in enumerate(headings):
            self.grid.addWidget(label(words, "muted"), 0, column)
        for place, field in enumerate(successor.fields, 1):
            self._add(place, field)
        self.grid.setColumnStretch(2, 1)
        self.photo.setText(tr("The photo in the ledger is another one than on the certificate."))
        self.photo.setVisible(successor.photo_differs)
        show_about(self, successor.row)
        self._follow()

    def _add(self, place: int, field: FieldToCorrect) -> None:
        value = QLineEdit(field.in_ledger)
        value.setAccessibleName(tr(field.words))
        value.textChanged.connect(self._follow)
        self.values[field.field] = value
        self.grid.addWidget(label(tr(field.words), "muted"), place, 0)
        self.grid.addWidget(label(field.on_paper or "—", wraps=True), place, 1)
        self.grid.addWidget(value, place, 2)

    @property
    def given(self) -> dict[str, str]:
        """What was typed otherwise than the ledger says."""
        fields = self.successor.fields if self.successor else ()
        typed = {field.field: self.values[field.field].text().strip() for field in fields}
        return {field.field: typed[field.field] for field in fields if typed[field.field] != field.in_ledger}

    @property
    def changed(self) -> list[str]:
        """The fields in which the successor will differ."""
        fields, given = self.successor.fields if self.successor else (), self.given
        return [
            field.field
            for field in fields
            if (given[field.field] != field.on_paper if field.field in given else field.differs)
        ]

    def submit(self) -> None:
        """Issue it."""
        if not self.verb.isEnabled():
            return
        ledger, number, given, reason = self.work.ledger, self.number, self.given, self.reason.reason
        returned = self.returned.isChecked()
        self.busy()
        self.work.change(
            lambda _: _correct(ledger, number, reason, given, returned=returned), self._corrected, self.tell
        )

    def _corrected(self, done: Correction) -> None:
        new = done.new
        self.work.said.emit(tr("Certificate {old} is replaced by {new}.", old=done.old.number, new=new.number))
        order = number_order(self.work.ledger, new.number, f"{new.number} {new.name}", new.kind)
        self.accept()
        self.done.emit(new.number)
        open_press(self.work, order, self._owner)

    def _mend(self) -> None:
        if self.successor:
            person = self.successor.row.trainee_id
            self.reject()
            self.work.go(Spot(PERSON_FORM, person, part="name"))

    def _follow(self) -> None:
        """Say what will happen, as it is typed."""
        changed, given = self.changed, self.given
        differs = bool(changed) or bool(self.successor and self.successor.photo_differs)
        for name, value in self.values.items():
            _mark(value, name in changed)
        told = tr(
            "A successor with a new number is issued today; the old one counts no more, and the county revokes it."
        )
        if not differs:
            told = tr("The paper says what the ledger says. Mend the person's data first, or type the right value.")
        elif given:
            told += tr(" What is typed here stands on the certificate alone; the ledger keeps what it says.")
        self.told.setText(told)
        self.verb.setEnabled(differs and bool(self.reason.reason))


def _mark(value: QLineEdit, is_changed: bool) -> None:
    font = value.font()
    font.setBold(is_changed)
    value.setFont(font)


def _read(ledger: Ledger, number: str) -> Successor:
    from app.documents.issued_pages import CertificatePrinter

    return successor_of(ledger, CertificatePrinter(), number)


def _correct(ledger: Ledger, number: str, reason: str, given: dict[str, str], *, returned: bool) -> Correction:
    from app.documents.issued_pages import CertificatePrinter

    return correct(ledger, CertificatePrinter(), number, reason, given=given, paper_returned=returned)
