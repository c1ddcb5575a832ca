"""Who collects: the holder or somebody for them, with the relation, and whether the ID card was looked at."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QWidget

from app.clock import today
from app.i18n import tr
from app.ledger.certificate_register import CertificateRow
from app.ledger.hand_out import Collection, hand_out
from app.ledger.hand_out_board import HandOutLine
from app.ui.day_field import DayField
from app.ui.forms import FormDialog
from app.ui.pieces import label
from app.ui.work import Work

MOST_NAMED = 8


class CollectDialog(FormDialog):
    """All of the chosen are entered, or none; `done_with` tells how many."""

    done_with = Signal(int)

    def __init__(self, work: Work, lines: Sequence[HandOutLine], is_checked: bool, owner: QWidget) -> None:
        super().__init__(tr("Collecting"), tr("Enter {count} as collected", count=len(lines)), owner)
        self.work, self.lines = work, tuple(lines)
        self.by, self.proxy, self.relation = QComboBox(), QLineEdit(), QComboBox()
        self.by.addItems([tr("the holder"), tr("somebody else")])
        self.relation.setEditable(True)
        self.relation.addItems([*_relations()])
        self.relation.setCurrentIndex(-1)
        self.proxy.setMaxLength(100)
        self.is_checked, self.reason, self.day = QCheckBox(tr("ID card looked at")), QLineEdit(), DayField()
        self.is_checked.setChecked(is_checked)
        self.reason.setMaxLength(300)
        self.body.insertWidget(0, label(_named(self.lines), "heading", wraps=True))
        self.body.addStretch()
        self._fill()
        self._follow()
        (self.verb if is_checked else self.is_checked).setFocus()

    def _fill(self) -> None:
        now = today(self.work.ledger.clock)
        self.day.show_day(now, last=now)
        self.fields.add(tr("ID card"), self.is_checked)
        self.fields.add(tr("Why not"), self.reason)
        self.fields.add(tr("Collected by"), self.by)
        self.fields.add(tr("Name of the proxy"), self.proxy)
        self.fields.add(tr("Relation"), self.relation)
        self.fields.add(tr("Day"), self.day)
        self.is_checked.toggled.connect(self._follow)
        self.by.currentIndexChanged.connect(self._follow)
        for changed in (self.reason.textChanged, self.proxy.textChanged, self.relation.currentTextChanged):
            changed.connect(self._follow)

    @property
    def is_proxy(self) -> bool:
        """Whether somebody else collects."""
        return self.by.currentIndex() == 1

    @property
    def how(self) -> Collection:
        """What was filled in."""
        return Collection(
            id_checked=self.is_checked.isChecked(),
            proxy=self.proxy.text().strip() if self.is_proxy else "",
            relation=self.relation.currentText().strip() if self.is_proxy else "",
            reason="" if self.is_checked.isChecked() else self.reason.text().strip(),
            on=self.day.day,
        )

    def submit(self) -> None:
        """Enter it."""
        if not self.verb.isEnabled():
            return
        ledger, numbers, how = self.work.ledger, [line.number for line in self.lines], self.how
        self.busy()
        self.work.change(lambda _: hand_out(ledger, numbers, how), self._entered, self.tell)

    def _entered(self, rows: list[CertificateRow]) -> None:
        self.accept()
        self.done_with.emit(len(rows))

    def _follow(self) -> None:
        """Only what is needed can be filled in."""
        self.reason.setEnabled(not self.is_checked.isChecked())
        for field in (self.proxy, self.relation):
            field.setEnabled(self.is_proxy)
        how = self.how
        needs_reason = not how.id_checked and not how.reason
        hint = tr("Look at the ID card and tick it, or say below why not.") if needs_reason else ""
        self.fields.hints[tr("ID card")].tell(hint)
        is_whole = not self.is_proxy or bool(how.proxy and how.relation)
        self.verb.setEnabled(is_whole and not needs_reason)


def _relations() -> tuple[str, ...]:
    return (tr("spouse"), tr("parent"), tr("child"), tr("brother or sister"), tr("village official"), tr("neighbour"))


def _named(lines: Sequence[HandOutLine]) -> str:
    named = [line.name for line in lines[:MOST_NAMED]]
    more = len(lines) - len(named)
    return tr(", ").join([*named, tr("and {count} more", count=more)] if more else named)
