"""The results of a class: scores typed or pasted, averages in the foot, and the way on to graduation."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import QDialog, QStackedWidget, QVBoxLayout, QWidget

from app.i18n import tr
from app.ledger.results_file import ResultsImport
from app.ledger.results_sheet import ResultsSheet, ScoredPerson, results_sheet
from app.ledger.results_typing import ScoreIsClosed
from app.ui.awaited import Awaited
from app.ui.classes.class_part import ClassPart
from app.ui.classes.file_papers import preview_paper
from app.ui.classes.results_dialogs import ConductDialog, PasteDialog, ScoreFileDialog
from app.ui.classes.results_foot import ResultsFoot
from app.ui.classes.results_grid import ResultsGrid
from app.ui.classes.results_model import LEFT, ResultsModel
from app.ui.classes.results_paste import Pasted
from app.ui.day_field import DayField
from app.ui.files import ask_open
from app.ui.notices import ReasonDialog, TroubleDialog
from app.ui.permissions import lend
from app.ui.pieces import button, card, key, label, pile_of, row_of, search_field
from app.ui.sheet_grid import Filled
from app.ui.spots import CLASS, Spot
from app.ui.wording import words_for
from app.ui.work import Work

SMALL, SEARCH, SEARCH_NARROW, ID_TAIL = 960, 240, 130, 2
READING = 2  # the layer that says so
TABLES = ".xlsx .xls .csv .xlsm"


class ResultsPart(ClassPart):
    """Everything around the grid of results."""

    def __init__(self, work: Work) -> None:
        super().__init__(work)
        self._meant, self._class_id = "", ""
        self._is_day_chosen = False
        self.model = ResultsModel(work, self)
        self.model.exam_day = self.exam_day
        self.grid = ResultsGrid(self.model, tr("Results"))
        self.foot = ResultsFoot(self.grid, self.model)
        self.search = search_field(tr("Name, pinyin, ID tail (Ctrl+F)"))
        self.search.setFixedWidth(SEARCH)
        self.on = DayField(tr("Day of the exam"))
        self.on.setToolTip(tr("Kept with every score that is entered from now on."))
        self.tally, self.hint = label("", "muted"), label("", "muted", wraps=True)
        self.setAcceptDrops(True)
        self._make_buttons()
        self._lay_out()
        self._connect()

    def _make_buttons(self) -> None:
        self.take_in = button(tr("Scores from a file"), self.ask_file, "upload")
        self.take_in.setToolTip("Ctrl+O")
        self.conduct = button(tr("Conduct"), self.show_conduct, "clipboard-list")
        self.conduct.setToolTip(tr("All remarks on conduct") + "  F6")
        self.paper = button(tr("Score sheet"), self.show_paper, "printer")
        self.paper.setToolTip("Ctrl+P")
        self.go_on = button(tr("On to graduation"), self.graduate, is_primary=True)
        self.go_on.setToolTip("Ctrl+Enter")
        self.to_roster = button(tr("Open the roster"), lambda: self._go("roster"), is_primary=True)

    def _lay_out(self) -> None:
        inner = QVBoxLayout()
        inner.setSpacing(0)
        inner.addWidget(self.grid, 1)
        inner.addWidget(self.foot)
        told = label(tr("Nobody is on the roster yet; results come after it."), "muted")
        told.setAlignment(Qt.AlignmentFlag.AlignCenter)
        nobody = pile_of(None, told)
        nobody.addLayout(row_of(None, self.to_roster, None))
        nobody.addStretch()
        empty = QWidget()
        empty.setLayout(nobody)
        self.layers = QStackedWidget()
        self.layers.addWidget(card(inner))
        self.layers.addWidget(card(pile_of(empty)))
        self.awaited = Awaited(self, (self.take_in, self.conduct, self.paper))
        self.layers.addWidget(card(pile_of(None, self.awaited.line, None)))
        self.awaited.line.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout = pile_of()
        layout.setContentsMargins(0, 0, 0, 0)
        top = row_of(self.search, label(tr("Day of the exam"), "muted"), self.on, None, self.take_in, self.conduct)
        for each in (self.paper, self.go_on):
            top.addWidget(each)
        layout.addLayout(top)
        layout.addWidget(self.layers, 1)
        below = row_of(self.hint, self.tally)
        below.setStretch(0, 1)
        layout.addLayout(below)
        self.setLayout(layout)

    def _connect(self) -> None:
        self.grid.selectionModel().currentChanged.connect(self._moved)
        self.grid.doubtful.connect(self._ask_paste)
        self.grid.pasted.connect(self._tell_pasted)
        self.grid.refused.connect(lambda count: self.work.said.emit(tr("{count} cells fell outside.", count=count)))
        self.model.changed.connect(self._tell)
        self.model.wrong_changed.connect(self._tell)
        self.model.refused.connect(lambda error: self._open(TroubleDialog(words_for(error), self)))
        self.model.reason_wanted.connect(self._ask_reason)
        self.search.textChanged.connect(self._find)
        self.search.returnPressed.connect(self.grid.setFocus)
        self.on.changed.connect(self._choose_day)
        keys: dict[str, Callable[[], object]] = {
            "Ctrl+F": self._to_search,
            "Ctrl+O": self.ask_file,
            "F6": self.show_conduct,
            "Ctrl+P": self.show_paper,
            "Ctrl+Return": self.graduate,
            "Ctrl+Enter": self.graduate,
        }
        for pressed, deed in keys.items():
            key(self, pressed, self.awaited.then(deed))

    def show_class(self, class_id: str, detail: str = "") -> None:
        """Read and show the sheet; the clerk stands at the first gap, or at that of the enrolment in `detail`."""
        if class_id != self._class_id:
            # Out of sight, so that no key scores anybody of another class.
            self.awaited.drop()
            self.layers.setCurrentIndex(READING)
            self.search.setFocus()
        self._meant, self._class_id = detail, class_id
        self.awaited.begin()
        # After what is still being written, or the sheet would show what was there before it.
        self.work.operations.write(lambda _: results_sheet(self.work.ledger, class_id), self._show, self._not_read)

    def _not_read(self, error: Exception) -> None:
        self.awaited.drop()
        self.work.operations.trouble.emit(error)

    def exam_day(self, attempt: int) -> date | None:
        """The day kept with a score: the chosen one; without a choice the last of the class, for a resit today."""
        sheet = self.model.sheet
        if sheet is not None and not self._is_day_chosen:
            return sheet.today if attempt > 1 else min(sheet.last_day, sheet.today)
        return self.on.day

    def ask_file(self) -> None:
        """Ask for a file of scores."""
        if self.model.sheet is not None:
            patterns = tr("Tables") + f" ({' '.join('*' + ending for ending in TABLES.split())})"
            ask_open(self, self.work.memory, tr("Scores from a file"), patterns, self.take_file)

    def take_file(self, path: Path) -> None:
        """Ask how the scores of this file are to be taken."""
        if self.model.sheet is not None:
            self._open(ScoreFileDialog(self.work, self.model.sheet, path, self._imported, self))

    def show_conduct(self) -> None:
        """Show the remarks, ready to write one on the person at hand."""
        if self.model.sheet is not None:
            person = self._person()
            enrolment_id = person.enrolment_id if person else ""
            self._open(ConductDialog(self.work, self.model.sheet, enrolment_id, self.model.reload, self))

    def show_paper(self) -> None:
        """Look at the score sheet as it is printed."""
        if self.model.sheet is not None:
            preview_paper(self.work, self.model.sheet.row, "scores", self)

    def graduate(self) -> None:
        """On to who has earned the certificate."""
        self._go("graduation")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_small = self.width() < SMALL
        self.search.setFixedWidth(SEARCH_NARROW if is_small else SEARCH)
        self.grid.setColumnHidden(ID_TAIL, is_small)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _dropped(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = _dropped(event)
        if path is not None:
            event.acceptProposedAction()
            self.take_file(path)

    def _show(self, sheet: ResultsSheet) -> None:
        if sheet.row.id != self._class_id:
            return
        self.search.clear()
        is_new = self.model.sheet is None or self.model.sheet.row.id != sheet.row.id
        here = self.grid.currentIndex()
        before = (here.row(), here.column())
        self.model.show_sheet(sheet)
        self._dress(sheet)
        if is_new:
            self._propose_day(sheet)
        self.layers.setCurrentIndex(0 if sheet.people else 1)
        cell = before if not is_new and not self._meant and before[0] >= 0 else self._first_gap()
        self.awaited.end(lambda: self._settle(sheet, cell))

    def _settle(self, sheet: ResultsSheet, cell: tuple[int, int]) -> None:
        lend(self.work, self.take_in, action="results.import", if_also=bool(sheet.people))
        lend(self.work, self.conduct, action="conduct.note", if_also=bool(sheet.people))
        self._stand(cell)

    def _dress(self, sheet: ResultsSheet) -> None:
        for place, column in enumerate(self.model.columns):
            self.grid.setColumnWidth(place, column.width)
        self.grid.setColumnHidden(ID_TAIL, self.width() < SMALL)
        marks = "，".join(f"{part.label} {sheet.pass_marks[part] / 10:g}" for part in sheet.parts)
        self.foot.setToolTip(tr("Pass marks: {marks}", marks=marks))

    def _propose_day(self, sheet: ResultsSheet) -> None:
        self.on.show_day(min(sheet.last_day, sheet.today), last=sheet.today)
        self._is_day_chosen = False
        self.grid.setEnabled(True)

    def _choose_day(self) -> None:
        self._is_day_chosen = True
        # No score is kept under a day that the clerk has not named.
        self.grid.setEnabled(self.on.is_day)

    def _stand(self, cell: tuple[int, int]) -> None:
        index = self.model.index(*cell)
        self.grid.setCurrentIndex(index)
        self.grid.scrollTo(index)
        (self.grid if self.model.people else self.to_roster).setFocus()

    def _first_gap(self) -> tuple[int, int]:
        """The first open cell without a score, of the one who is meant or of all; a failed exam of theirs otherwise."""
        people = list(enumerate(self.model.people))
        meant = [(row, person) for row, person in people if person.enrolment_id == self._meant]
        for row, person in meant or people:
            for place, exam in enumerate(self.model.exams):
                is_wanted = exam[1] == 1 or self._wants_resit(person, place)
                if exam not in person.scores and is_wanted and not self.model.why_shut(person, exam):
                    return row, LEFT + place
        return (meant[0][0] if meant else 0), LEFT

    def _wants_resit(self, person: ScoredPerson, place: int) -> bool:
        sheet = self.model.sheet
        return sheet is not None and self.model.exams[place][0] in sheet.failed(person)

    def _person(self) -> ScoredPerson | None:
        found: ScoredPerson | None = self.model.row_at(self.grid.currentIndex().row())
        return found

    def _moved(self, now: QModelIndex, _: QModelIndex) -> None:
        exam = self.model.exam_at(now.column())
        if exam is not None and not self._is_day_chosen and (day := self.exam_day(exam[1])):
            self.on.show_day(day)
        self._tell()

    def _tell(self) -> None:
        sheet = self.model.sheet
        if sheet is None:
            return
        here = self.grid.currentIndex()
        wrong = self.model.wrong.get((here.row(), here.column()))
        if wrong is None and self.model.wrong:
            self._say(
                tr("{count} red cells are not saved; stand on one to read why.", count=len(self.model.wrong)), "wrong"
            )
        elif wrong is not None:
            self._say(tr("Not saved: {why}", why=wrong.why), "wrong")
        else:
            keys = tr(
                "Enter down · Tab right · Ctrl+V paste from a table, by name too · Ctrl+D fill down · Ctrl+Z undo"
            )
            self._say(self._why_shut() or keys, "muted")
        staying = [person for person in self.model.people if not person.has_withdrawn]
        failed = sum(bool(sheet.failed(person)) for person in staying)
        missing = sum(bool(sheet.missing(person)) and not sheet.failed(person) for person in staying)
        figures = {"expected": len(staying), "passed": len(staying) - failed - missing}
        told = tr(
            "{expected} people: {passed} passed, {failed} failed, {missing} without a score",
            **figures,
            failed=failed,
            missing=missing,
        )
        self.tally.setText(told)

    def _why_shut(self) -> str:
        here, person = self.grid.currentIndex(), self._person()
        exam = self.model.exam_at(here.column())
        return self.model.why_shut(person, exam) if person is not None and exam is not None else ""

    def _say(self, words: str, look: str) -> None:
        self.hint.setText(words)
        if self.hint.objectName() != look:
            self.hint.setObjectName(look)
            self.hint.style().unpolish(self.hint)
            self.hint.style().polish(self.hint)

    def _ask_paste(self, pasted: Pasted) -> None:
        self._open(PasteDialog(pasted, self.grid.take, self))

    def _tell_pasted(self, pasted: Pasted) -> None:
        told = tr("{count} scores pasted by name.", count=len(pasted.cells))
        by_order = tr("{count} scores pasted by order.", count=len(pasted.cells))
        self.work.said.emit(told if pasted.is_by_name else by_order)

    def _ask_reason(self, error: ScoreIsClosed, step: Filled) -> None:
        self._open(ReasonDialog(error.sentence(), lambda reason: self.model.fill_with_reason(step, reason), self))

    def _imported(self, outcome: ResultsImport) -> None:
        told = {"written": outcome.taken.written, "unchanged": outcome.taken.unchanged}
        said = tr("{written} results entered, {unchanged} stood so already.", **told)
        if outcome.without:
            said += " " + tr("No score in the file: {people}", people="、".join(outcome.without))
        self.work.said.emit(said)
        self.model.forget_steps()
        self.model.reload()

    def _find(self, text: str) -> None:
        typed, first = text.strip().casefold(), None
        for row, person in enumerate(self.model.people):
            words = (person.name, person.pinyin, person.initials)
            fits = not typed or any(typed in word for word in words) or person.id_tail.casefold().endswith(typed)
            self.grid.setRowHidden(row, not fits)
            first = row if fits and first is None else first
        here = self.grid.currentIndex()
        if typed and first is not None and here.isValid():
            self.grid.setCurrentIndex(self.model.index(first, here.column()))

    def _to_search(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def _go(self, part: str) -> None:
        self.work.go(Spot(CLASS, self._class_id, part=part))

    def _open(self, dialog: QDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.finished.connect(self.grid.setFocus)
        show = getattr(dialog, "show_sized", dialog.open)
        show()


def _dropped(event: QDropEvent) -> Path | None:
    files = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
    return files[0] if files and files[0].suffix.lower() in TABLES.split() else None
