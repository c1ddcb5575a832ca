"""Sheets that turned out to be spoiled: why, and that they will be printed again."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.i18n import tr
from app.ledger.print_jobs import Job
from app.ledger.print_jobs_board import SheetLine
from app.ledger.sheet_results import Seen, confirm
from app.ui.forms import FormDialog
from app.ui.issuing.reasons import ReasonField, paper_reasons
from app.ui.pieces import label
from app.ui.work import Work

MOST_NAMED = 6


class SpoilDialog(FormDialog):
    """Asks for the reason; `noted` tells the job once it is entered."""

    noted = Signal(object)

    def __init__(self, work: Work, job: str, lines: Sequence[SheetLine], owner: QWidget) -> None:
        super().__init__(tr("Spoiled sheets"), tr("{count} are spoiled", count=len(lines)), owner)
        self.work, self._job, self._lines = work, job, lines
        self.reason = ReasonField(paper_reasons(), is_likely=True)
        self.body.insertWidget(0, label(_named(lines), wraps=True))
        again = tr("Each costs its blank and is printed again. Destroy the spoiled paper, or keep it for the count.")
        self.fields.add(tr("Reason"), self.reason, again)
        self.body.addStretch()
        self.reason.currentTextChanged.connect(lambda _: self.verb.setEnabled(bool(self.reason.reason)))

    def submit(self) -> None:
        """Enter it."""
        if not self.verb.isEnabled():
            return
        ledger, reason = self.work.ledger, self.reason.reason
        seen = Seen(spoiled=tuple(str(line.position) for line in self._lines))
        self.busy()
        self.work.change(lambda _: confirm(ledger, self._job, seen, reason), self._noted, self.tell)

    def _noted(self, job: Job) -> None:
        self.accept()
        self.noted.emit(job)


def _named(lines: Sequence[SheetLine]) -> str:
    named = [tr("sheet {sheet} {name}", sheet=line.position, name=line.name) for line in lines[:MOST_NAMED]]
    more = len(lines) - len(named)
    return tr(", ").join([*named, tr("and {count} more", count=more)] if more else named)
