"""The questions of the sheet of results: what of a paste is left out, a file of scores, remarks on conduct."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QComboBox, QLineEdit, QTableView, QWidget

from app.i18n import tr
from app.ledger.conduct import LONGEST_NOTE, ConductRow, conduct_of, drop_conduct, note_conduct
from app.ledger.results_file import ExamSitting, ResultsImport, ResultsNotTaken, import_results
from app.ledger.results_sheet import ResultsSheet
from app.ledger.table_file import LineProblem
from app.ui.classes.results_paste import Pasted, RefusedCell
from app.ui.columns import Column, RowsModel
from app.ui.day_field import DayField
from app.ui.forms import FormDialog
from app.ui.notices import ReasonDialog
from app.ui.pieces import key, label, list_view
from app.ui.work import Work

LIST_HEIGHT, WIDE = 230, 720


class PasteDialog(FormDialog):
    """Shows the cells of a block that are not taken; the others are pasted only if the clerk says so."""

    def __init__(self, pasted: Pasted, take: Callable[[Pasted], object], owner: QWidget) -> None:
        super().__init__(
            tr("Pasting scores"), tr("Paste the other {count} cells", count=len(pasted.cells)), owner, WIDE
        )
        self._pasted, self._take = pasted, take
        self.leave.setText(tr("Paste nothing"))
        self.verb.setEnabled(bool(pasted.cells))
        by = (
            tr("People were found by name or ID number.")
            if pasted.is_by_name
            else tr("Cells were taken by their order.")
        )
        told = tr("{count} cells cannot be taken.", count=len(pasted.refused))
        self.list = _list(self, _refused_columns(), pasted.refused, tr("Cells that are not taken"))
        self.body.addWidget(label(f"{told} {by}", wraps=True))
        self.body.addWidget(self.list)
        self.list.setFocus()

    def submit(self) -> None:
        if self._pasted.cells:
            self._take(self._pasted)
            self.accept()


class ScoreFileDialog(FormDialog):
    """Takes the scores of a file: all lines or none; each bad line is named."""

    def __init__(
        self, work: Work, sheet: ResultsSheet, path: Path, done: Callable[[ResultsImport], object], owner: QWidget
    ) -> None:
        super().__init__(tr("Scores from a file"), tr("Enter the scores"), owner, WIDE)
        self._work, self._sheet, self._path, self._done = work, sheet, path, done
        self.attempt, self.on, self.correct, self.reason = (
            QComboBox(),
            DayField(tr("Day of the exam")),
            QComboBox(),
            QLineEdit(),
        )
        for attempt in range(1, sheet.attempts + 1):
            self.attempt.addItem(tr("First exam") if attempt == 1 else tr("Resit {count}", count=attempt - 1), attempt)
        self.on.show_day(min(sheet.last_day, sheet.today), last=sheet.today)
        self.correct.addItem(tr("Stop, and name them"), False)
        self.correct.addItem(tr("Correct them by the file, with a reason"), True)
        self.reason.setMaxLength(300)
        self.fields.add(tr("File"), label(path.name))
        self.fields.add(tr("Attempt"), self.attempt)
        self.fields.add(tr("Day of the exam"), self.on)
        self.fields.add(tr("Where other scores stand"), self.correct)
        self.fields.add(tr("Reason"), self.reason)
        self.problems = _list(self, _problem_columns(), (), tr("Lines to mend"))
        self.problems.hide()
        self.body.addWidget(self.problems)
        self.correct.currentIndexChanged.connect(self._show_reason)
        self._show_reason()
        self.leave.setText(tr("Close"))
        self.attempt.setFocus()

    def submit(self) -> None:
        if not self.verb.isEnabled():
            return
        self.busy()
        correct, reason = bool(self.correct.currentData()), self.reason.text().strip()
        sitting = ExamSitting(self.attempt.currentData(), self.on.day, correct)
        ledger, class_id, path = self._work.ledger, self._sheet.row.id, self._path
        self._work.change(
            lambda _: import_results(ledger, class_id, path, sitting, reason=reason),
            self._taken,
            self._not_taken,
            words=tr("Reading the scores…"),
        )

    def _taken(self, outcome: ResultsImport) -> None:
        self.accept()
        self._done(outcome)

    def _not_taken(self, error: Exception) -> None:
        if isinstance(error, ResultsNotTaken):
            self.problems.model().show_rows(error.problems)  # type: ignore[attr-defined]  # it is the RowsModel below
            self.problems.show()
            lines = len({problem.row for problem in error.problems})
            self.tell(
                tr("Nothing was taken: {count} lines are wrong. Mend them in the file and try again.", count=lines)
            )
            self.show_sized()
        else:
            self.tell(error)

    def _show_reason(self) -> None:
        is_wanted = bool(self.correct.currentData())
        self.reason.setEnabled(is_wanted)
        self.reason.setPlaceholderText(tr("Why the scores that stand are wrong") if is_wanted else "")


class ConductDialog(FormDialog):
    """The remarks on conduct in a class, and a further one on the person at hand."""

    def __init__(
        self, work: Work, sheet: ResultsSheet, enrolment_id: str, done: Callable[[], object], owner: QWidget
    ) -> None:
        super().__init__(tr("Remarks on conduct"), tr("Keep the remark"), owner, WIDE)
        self._work, self._sheet, self._done = work, sheet, done
        self.person, self.on, self.text = QComboBox(), DayField(tr("Day")), QLineEdit()
        for each in sheet.people:
            self.person.addItem(f"{each.serial}  {each.name}", each.enrolment_id)
        self.person.setCurrentIndex(max(0, self.person.findData(enrolment_id)))
        self.person.setMaxVisibleItems(18)
        self.on.show_day(min(sheet.last_day, sheet.today), last=sheet.today)
        self.text.setMaxLength(LONGEST_NOTE)
        self.fields.add(tr("Trainee"), self.person)
        self.fields.add(tr("Day"), self.on)
        self.fields.add(
            tr("Remark"), self.text, tr("Hours kept, leave, breaches, praise; Del in the list takes one away.")
        )
        self.leave.setText(tr("Close"))
        self.notes = RowsModel(_note_columns(), self)
        self.list = list_view(self.notes, tr("Remarks on conduct"))
        self.list.setMinimumHeight(LIST_HEIGHT)
        self.body.addWidget(self.list)
        key(self.list, "Del", self.drop)
        self.text.setFocus()
        self._read()

    def submit(self) -> None:
        if not self.verb.isEnabled():
            return
        self.busy()
        ledger, enrolment_id = self._work.ledger, self.person.currentData()
        day, text = self.on.day, self.text.text()
        self._work.change(lambda _: note_conduct(ledger, enrolment_id, day, text), self._kept, self.tell)

    def drop(self) -> None:
        """Take the chosen remark away, with a reason."""
        row: ConductRow | None = self.notes.row_at(self.list.currentIndex().row())
        if row is None:
            return
        ledger, note_id = self._work.ledger, row.id
        question = tr("Why is the remark on {name} of {day} taken away?", name=row.name, day=row.day)
        ReasonDialog(
            question,
            lambda reason: self._work.change(lambda _: drop_conduct(ledger, note_id, reason), self._kept, self.tell),
            self,
        ).open()

    def _kept(self, _: object) -> None:
        self.text.clear()
        self.tell("")
        self._read()
        self._done()

    def _read(self) -> None:
        ledger, class_id = self._work.ledger, self._sheet.row.id
        self._work.operations.write(lambda _: conduct_of(ledger, class_id), self.notes.show_rows)


def _list(owner: QWidget, columns: list[Column], rows: tuple[object, ...], name: str) -> QTableView:
    model = RowsModel(columns, owner)
    model.show_rows(rows)
    made = list_view(model, name)
    made.setMinimumHeight(LIST_HEIGHT)
    return made


def _refused_columns() -> list[Column]:
    def cell(row: RefusedCell) -> str:
        return row.text

    return [
        Column(tr("Line"), lambda row: row.line, 50, is_figure=True),
        Column(tr("Trainee"), lambda row: row.who, 130),
        Column(tr("In the cell"), cell, 110),
        Column(tr("Why it is not taken"), lambda row: row.why, 380),
    ]


def _problem_columns() -> list[Column]:
    def line(row: LineProblem) -> int:
        return row.row

    return [
        Column(tr("Line"), line, 50, is_figure=True),
        Column(tr("What is wrong"), lambda row: row.message, 360),
        Column(tr("What to do"), lambda row: row.remedy, 240),
    ]


def _note_columns() -> list[Column]:
    return [
        Column(tr("Day"), lambda row: row.day, 95),
        Column(tr("No."), lambda row: row.serial, 50, is_figure=True),
        Column(tr("Name"), lambda row: row.name, 110),
        Column(tr("Remark"), lambda row: row.text, 380),
    ]
