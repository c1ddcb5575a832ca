"""Entering what came into the cupboard of blank paper, and what left it other than through the printer."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QSpinBox, QWidget

from app.clock import today
from app.i18n import tr
from app.ledger.blank_pile import serials_between
from app.ledger.blank_stock import receive_blanks, return_blanks, spoil_blanks
from app.models.vocabulary import CertificateKind
from app.ui.day_field import DayField
from app.ui.forms import FormDialog
from app.ui.issuing.reasons import ReasonField, paper_reasons
from app.ui.scanner import ScanEdit
from app.ui.work import Work

MOST_SHEETS, LONGEST_SERIAL, LONGEST_SOURCE = 100_000, 40, 200


class DeliveryDialog(FormDialog):
    """Blanks that came: with first and last serial the count is told by itself."""

    entered = Signal()

    def __init__(self, work: Work, owner: QWidget) -> None:
        super().__init__(tr("A delivery of blanks"), tr("Enter the delivery"), owner)
        self.work = work
        self.kind, self.sheets, self.day = _kinds(), _sheets(), DayField()
        self.first, self.last, self.source = ScanEdit(), ScanEdit(), QLineEdit()
        self.sheets.setRange(0, MOST_SHEETS)
        for field, most in ((self.first, LONGEST_SERIAL), (self.last, LONGEST_SERIAL), (self.source, LONGEST_SOURCE)):
            field.setMaxLength(most)
        now = today(work.ledger.clock)
        self.day.show_day(now, last=now)
        self.fields.add(tr("Kind of certificate"), self.kind)
        self.fields.add(tr("First serial"), self.first, tr("Leave both empty if the blanks have no serials."))
        self.fields.add(tr("Last serial"), self.last)
        self.fields.add(tr("Sheets"), self.sheets)
        self.fields.add(tr("Source"), self.source)
        self.fields.add(tr("Received on"), self.day)
        self.first.textChanged.connect(self._count)
        self.last.textChanged.connect(self._count)
        self.sheets.valueChanged.connect(self._follow)
        self._follow()

    @property
    def serials(self) -> tuple[str, str]:
        """First and last, as they were typed, without blanks."""
        return "".join(self.first.text().split()), "".join(self.last.text().split())

    def submit(self) -> None:
        """Enter it."""
        if not self.verb.isEnabled():
            return
        ledger, kind, sheets, serials = self.work.ledger, self.kind.currentData(), self.sheets.value(), self.serials
        on, source = self.day.day, self.source.text().strip()
        self.busy()
        self.work.change(
            lambda _: receive_blanks(ledger, kind, sheets, on=on, serials=serials, source=source),
            lambda _: _close(self),
            self.tell,
            said=tr("{count} blanks came in.", count=sheets),
        )

    def _count(self) -> None:
        first, last = self.serials
        counted = serials_between(first, last)
        if counted:
            self.sheets.setValue(counted)
        does_not_fit = bool(first and last) and not counted
        hint = tr("These two are not the first and last serial of one series.") if does_not_fit else ""
        self.fields.hints[tr("Last serial")].tell(hint, "wrong" if hint else "")
        self._follow()

    def _follow(self) -> None:
        first, last = self.serials
        fits = serials_between(first, last) == self.sheets.value() if first or last else True
        self.verb.setEnabled(self.sheets.value() > 0 and fits)


class TakeOutDialog(FormDialog):
    """Blanks that were spoiled outside a print job, or given back, with the reason."""

    entered = Signal()

    def __init__(self, work: Work, owner: QWidget, *, is_return: bool) -> None:
        title = tr("Blanks given back") if is_return else tr("Blanks spoiled outside a print job")
        super().__init__(title, tr("Enter these blanks"), owner)
        self.work, self.is_return = work, is_return
        self.kind, self.sheets, self.first = _kinds(), _sheets(), ScanEdit()
        self.first.setMaxLength(LONGEST_SERIAL)
        self.sheets.setRange(1, MOST_SHEETS)
        self.reason = ReasonField((tr("given back to the county"),) if is_return else paper_reasons()[1:])
        self.fields.add(tr("Kind of certificate"), self.kind)
        self.fields.add(tr("Sheets"), self.sheets)
        self.fields.add(tr("First serial"), self.first, tr("Empty = the next ones of the oldest delivery."))
        self.fields.add(tr("Reason"), self.reason)
        self.reason.currentTextChanged.connect(self._follow)
        self._follow()

    def submit(self) -> None:
        """Enter it."""
        if not self.verb.isEnabled():
            return
        ledger, kind, sheets, reason = (
            self.work.ledger,
            self.kind.currentData(),
            self.sheets.value(),
            self.reason.reason,
        )
        serial, enter = "".join(self.first.text().split()), return_blanks if self.is_return else spoil_blanks
        self.busy()
        self.work.change(
            lambda _: enter(ledger, kind, sheets, reason, serial=serial), lambda _: _close(self), self.tell
        )

    def _follow(self) -> None:
        self.verb.setEnabled(bool(self.reason.reason))


def _close(dialog: DeliveryDialog | TakeOutDialog) -> None:
    dialog.accept()
    dialog.entered.emit()


def _kinds() -> QComboBox:
    kinds = QComboBox()
    for kind in CertificateKind:
        kinds.addItem(kind.label, kind.value)
    return kinds


def _sheets() -> QSpinBox:
    field = QSpinBox()
    field.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
    return field
