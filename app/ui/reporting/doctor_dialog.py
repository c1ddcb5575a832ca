"""The connection doctor: each step from this PC to the county, and what to do at the first that fails."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QWidget

from app.i18n import tr
from app.ui.forms import Hint
from app.ui.operation import Operation
from app.ui.pieces import button, label, pile_of, row_of
from app.ui.wording import sentences_for
from app.ui.work import Work

if TYPE_CHECKING:
    from app.models.ledger import Ledger
    from app.sync.doctor import Finding

WIDTH, HIGH = 560, 320


class DoctorDialog(QDialog):
    """Looks once, and again when asked."""

    def __init__(self, work: Work, owner: QWidget | None = None) -> None:
        super().__init__(owner)
        self.work = work
        self.setWindowTitle(tr("Check the connection"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.steps, self.advice = label("", "", wraps=True), Hint()
        self.again = button(tr("Look again"), self.look, is_primary=True)
        self.leave = button(tr("Close"), self.reject)
        layout = pile_of(self.steps, self.advice)
        layout.addStretch()
        layout.addLayout(row_of(None, self.leave, self.again))
        layout.setContentsMargins(18, 16, 18, 14)
        self.setLayout(layout)
        self.resize(WIDTH, HIGH)

    def begin(self) -> None:
        """Open, and look."""
        self.open()
        self.look()

    def look(self) -> None:
        """Walk the steps beside the window."""
        ledger = self.work.ledger
        self.again.setEnabled(False)
        self.steps.setText(tr("Looking …"))
        self.advice.tell("")
        self.work.ask(lambda _: _findings(ledger, _), self._show, self._fail)

    def _show(self, findings: "tuple[Finding, ...]") -> None:
        self.again.setEnabled(True)
        self.steps.setText("\n".join(f"{'✓' if each.is_well else '✕'} {each.step}" for each in findings))
        trouble = findings[-1].trouble if findings else None
        if trouble:
            self.advice.tell(sentences_for(trouble), "wrong")
        else:
            self.advice.tell(tr("All is well: the county answers and is the county."), "good")
        self.again.setFocus()

    def _fail(self, error: Exception) -> None:
        self.again.setEnabled(True)
        self.steps.setText("")
        self.advice.tell(sentences_for(error), "wrong")


def _findings(ledger: "Ledger", _: Operation) -> "tuple[Finding, ...]":
    return tuple(_walk(ledger))


def _walk(ledger: "Ledger") -> "Iterator[Finding]":
    from app.sync.doctor import examine
    from app.sync.line_settings import address_of
    from app.sync.reporting import greet

    return examine(address_of(ledger), lambda: greet(ledger))
