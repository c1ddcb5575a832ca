"""After a paper jam: which sheet is the last good one, how many blanks are ruined; the rest is printed again."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QSpinBox, QWidget

from app.i18n import tr
from app.ledger.print_jobs import Job
from app.ledger.print_jobs_board import JobBoard, SheetLine, Stand
from app.ledger.sheet_results_jam import MOST_SPOILED, note_jam
from app.ledger.sheet_results_scan import scanned
from app.ui.forms import FormDialog
from app.ui.issuing.job_rows import find_line
from app.ui.issuing.reasons import ReasonField, paper_reasons
from app.ui.pieces import label
from app.ui.work import Work


class JamDialog(FormDialog):
    """The last good sheet by place, number, name or scan; `noted` tells the job once all is entered."""

    noted = Signal(object)

    def __init__(self, work: Work, board: JobBoard, owner: QWidget) -> None:
        super().__init__(tr("Paper jam"), tr("Enter, and print the rest"), owner)
        self.work, self.board = work, board
        self.given = board.at(Stand.SENT)
        self.last, self.spoiled = QLineEdit(), QSpinBox()
        self.spoiled.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
        self.spoiled.setRange(0, MOST_SPOILED)
        self.spoiled.setValue(1)
        self.reason = ReasonField(paper_reasons(), is_likely=True)
        self.last.setPlaceholderText(tr("none came out well"))
        self.fields.add(tr("Last good sheet"), self.last)
        self.fields.add(tr("Ruined sheets"), self.spoiled, tr("Count the sheets of paper that can no longer be used."))
        self.fields.add(tr("Reason"), self.reason)
        first = tr("Cancel what is left at the printer first, so that nothing is printed twice.")
        self.body.insertWidget(0, label(f"▲ {first}", "warn", wraps=True))
        self.last.textChanged.connect(self._judge)
        self.spoiled.valueChanged.connect(self._judge)
        self.reason.currentTextChanged.connect(self._judge)
        self.verb.setToolTip("Ctrl+Enter")
        self.body.addStretch()
        self._judge()

    @property
    def line(self) -> SheetLine | None:
        """The sheet that was named as the last good one."""
        return find_line(self.given, self.last.text())

    def take_scan(self, text: str) -> bool:
        """The last good sheet itself was scanned."""
        self.work.ask(
            lambda _: scanned(self.work.ledger, text), lambda found: self.last.setText(found.number), self.tell
        )
        return True

    def submit(self) -> None:
        """Enter it."""
        if not self.verb.isEnabled():
            return
        ledger, job, count, reason = self.work.ledger, self.board.job.id, self.spoiled.value(), self.reason.reason
        last = self.line.position if self.line else 0
        self.busy()
        self.work.change(lambda _: note_jam(ledger, job, last, count, reason), self._noted, self.tell)

    def _noted(self, job: Job) -> None:
        self.accept()
        self.noted.emit(job)

    def _judge(self) -> None:
        """Say what would be entered, as it is typed."""
        typed, line = self.last.text().strip(), self.line
        hint = self.fields.hints[tr("Last good sheet")]
        is_known = not typed or line is not None
        if not typed:
            hint.tell(tr("Type its place, its number or the name, or scan its code; nothing if none is good."))
        elif line is None:
            hint.tell(tr("Not one of the sheets in the printer, or more than one fits."), "wrong")
        else:
            hint.tell(self._outcome(line), "good")
        self.body.invalidate()
        self.verb.setEnabled(is_known and bool(self.reason.reason))

    def _outcome(self, line: SheetLine) -> str:
        good = sum(each.position <= line.position for each in self.given)
        again = len(self.given) - good
        return tr(
            "Sheet {sheet}, {name}: {good} are good, {again} are printed again.",
            sheet=line.position,
            name=line.name,
            good=good,
            again=again,
        )
