"""What came of an import: how many, who stayed out and why, the error workbook, and one key to take it all back."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QTabBar, QWidget

from app.i18n import tr
from app.ledger.roster_imports import undo_import
from app.ledger.roster_outlook import field_label
from app.ledger.roster_preview import PreviewedRoster
from app.ledger.rosters import ImportCounts, ImportOutcome
from app.ui.columns import Column, RowsModel
from app.ui.forms import Hint
from app.ui.importing.check_lists import FindingsModel, finding_columns
from app.ui.importing.error_file import ask_error_file
from app.ui.importing.start_part import undone_words
from app.ui.pieces import button, card, key, label, list_view, pile_of, row_of
from app.ui.spots import CLASS, Spot
from app.ui.work import Work


class ResultPart(QWidget):
    """Speaks of one import."""

    undone = Signal()
    go_on = Signal()  # with those who stayed out
    another = Signal()

    def __init__(self, work: Work) -> None:
        super().__init__()
        self.work = work
        self._outcome: ImportOutcome | None = None
        self._previewed: PreviewedRoster | None = None
        self._class_id = ""
        self.title, self.words = label("", "title"), Hint()
        self.undo = button(tr("Take this import back (Ctrl+Z)"), self.take_back, "undo-2")
        self.errors = button(tr("Error workbook (Ctrl+S)"), self.ask_errors, "download")
        self.rest = button(tr("Go on with those left out"), self.go_on.emit, "pencil")
        self.to_class = button(tr("Roster of the class"), self.open_class, "graduation-cap")
        self.next = button(tr("Another file (Ctrl+O)"), self.another.emit, "upload", is_primary=True)
        self.tabs, self.lists = QTabBar(), QStackedWidget()
        self.models = [
            RowsModel(_left_out(), self),
            RowsModel(_differences(), self),
            FindingsModel(finding_columns(), self),
        ]
        self._lay_out()
        key(self, "Ctrl+Z", self.take_back)
        key(self, "Ctrl+S", self.ask_errors)
        key(self, "Ctrl+Tab", lambda: self.tabs.setCurrentIndex((self.tabs.currentIndex() + 1) % self.tabs.count()))

    def _lay_out(self) -> None:
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        self.tabs.setAccessibleName(tr("What came of it"))
        for title, model in zip(_titles(), self.models, strict=True):
            self.tabs.addTab(title)
            self.lists.addWidget(card(pile_of(list_view(model, title))))
        self.tabs.currentChanged.connect(self.lists.setCurrentIndex)
        layout = pile_of()
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(row_of(self.title, None, self.next))
        layout.addWidget(self.words)
        layout.addLayout(row_of(self.undo, self.errors, self.rest, self.to_class, None))
        layout.addWidget(self.tabs)
        layout.addWidget(self.lists, 1)
        self.setLayout(layout)

    def show_outcome(self, outcome: ImportOutcome, previewed: PreviewedRoster, class_id: str) -> None:
        """Show what came of this import."""
        self._outcome, self._previewed, self._class_id = outcome, previewed, class_id
        counts = outcome.counts
        left_out = sorted([*outcome.left_out, *outcome.skipped], key=lambda row: row.place)
        self.title.setText(_headline(outcome))
        self.words.tell(_sentences(counts, len(outcome.skipped)), "good" if outcome.is_whole else "")
        rows: tuple[Sequence[Any], ...] = (left_out, outcome.differences, [*outcome.not_enrolled, *outcome.findings])
        for place, (model, title, each) in enumerate(zip(self.models, _titles(), rows, strict=True)):
            model.show_rows(each)
            self.tabs.setTabText(place, f"{title} {len(each)}")
        self.tabs.setCurrentIndex(next((place for place, each in enumerate(rows) if each), 0))
        self.undo.setVisible(bool(outcome.import_id))
        for part in (self.errors, self.rest):
            part.setVisible(bool(outcome.left_out))
        self.to_class.setVisible(bool(class_id))
        self.next.setFocus()

    def take_back(self) -> None:
        """Take the import back, at one stroke: nothing was built on it yet."""
        if self._outcome and self._outcome.import_id:
            ledger, import_id = self.work.ledger, self._outcome.import_id
            self.work.change(
                lambda _: undo_import(ledger, import_id), self._taken_back, words=tr("Taking the import back…")
            )

    def ask_errors(self) -> None:
        """Ask where to write the sender's file with what is to be mended in it."""
        if self._previewed and self._outcome and self._outcome.left_out:
            ask_error_file(self, self.work, self._previewed, {row.place for row in self._outcome.left_out})

    def open_class(self) -> None:
        """Go to the roster of the class they were enrolled in."""
        self.work.go(Spot(CLASS, self._class_id, part="roster"))

    def _taken_back(self, undone: Any) -> None:
        self.work.said.emit(undone_words(undone))
        self.undone.emit()


def _titles() -> tuple[str, str, str]:
    return tr("Left out"), tr("Differences, the ledger's own kept"), tr("Rules of the class")


def _headline(outcome: ImportOutcome) -> str:
    if not outcome.import_id:
        return tr("Nothing new: the ledger has everybody of this roster already.")
    return tr("Imported: {new} new, {known} known", new=outcome.counts.new, known=outcome.counts.known)


def _sentences(counts: ImportCounts, skipped: int) -> str:
    told = [tr("Completed: {count} people.", count=counts.filled)] if counts.filled else []
    if counts.enrolled or counts.already_enrolled or counts.not_enrolled:
        joined = {"enrolled": counts.enrolled, "already": counts.already_enrolled, "kept": counts.not_enrolled}
        told.append(tr("Enrolled: {enrolled}; in the class already: {already}; kept out by a rule: {kept}.", **joined))
    if counts.doubtful or counts.wrong:
        told.append(tr("Not taken: {doubtful} doubtful, {wrong} wrong.", doubtful=counts.doubtful, wrong=counts.wrong))
    if skipped:
        told.append(tr("Left out by you: {count}.", count=skipped))
    return "　".join(told)


def _left_out() -> list[Column]:
    def why(row: Any) -> str:
        return "；".join(str(problem.finding) for problem in row.problems)

    return [
        Column(tr("Worksheet"), lambda row: row.sheet, 110),
        Column(tr("Row"), lambda row: row.row, 56, is_figure=True),
        Column(tr("Name"), lambda row: row.values.name, 100),
        Column(tr("Status"), lambda row: row.status.label, 80),
        Column(tr("What is wrong, and what to do"), why, 620),
    ]


def _differences() -> list[Column]:
    return [
        Column(tr("Row"), lambda one: one.row, 56, is_figure=True),
        Column(tr("Name"), lambda one: one.name, 110),
        Column(tr("Field"), lambda one: field_label(one.field), 120),
        Column(tr("In the ledger (kept)"), lambda one: one.ledger, 240),
        Column(tr("In the roster"), lambda one: one.roster, 240),
    ]
