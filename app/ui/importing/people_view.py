"""The people of a roster, one group at a time: the grid, and below it what is the matter and the keys that mend it."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame

from app.i18n import tr
from app.ledger.importing.decisions import Decision, Verdict
from app.ledger.importing.lines import Place
from app.ledger.importing.preview import RowStatus
from app.ledger.importing.sheets import column_number
from app.ledger.roster_outlook import Outlook
from app.ui.importing.checker import Checker
from app.ui.importing.error_file import ask_error_file
from app.ui.importing.lines import GridField, PreviewLine
from app.ui.importing.lines_grid import LinesView
from app.ui.importing.lines_model import FatesModel, LinesModel
from app.ui.importing.problem_bar import TAKE, Answers, Here, ProblemBar
from app.ui.pieces import pile_of
from app.ui.spots import PERSON, Spot
from app.ui.work import Work


class PeopleView(QFrame):
    """Whatever is typed or decided here goes to the draft of the roster."""

    closed = Signal()  # a cell was left

    def __init__(
        self, work: Work, checker: Checker, to_next: Callable[[], object], begin_anew: Callable[[], object]
    ) -> None:
        super().__init__()
        self.work, self.checker = work, checker
        self.setObjectName("card")
        self.lines = LinesModel(lambda: checker.draft, self)
        self.fates = FatesModel(lambda: checker.draft, self)
        self.view = LinesView(self.lines, self.fates)
        self.grid = self.view.grid
        self.bar = ProblemBar(Answers(to_next, self.repair, self.decide, self._look_at, begin_anew))
        layout = pile_of(self.view, self.bar)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.setSpacing(0)
        layout.setStretch(0, 1)
        self.setLayout(layout)
        self.grid.selectionModel().currentChanged.connect(self.tell_here)
        self.grid.refused.connect(self._tell_unfit)
        self.grid.itemDelegate().closeEditor.connect(lambda *_: QTimer.singleShot(0, self, self.closed.emit))

    def show_fields(self, fields: Sequence[GridField], *, names_sheets: bool) -> None:
        """Show these columns; what the lines do to the ledger is not known yet."""
        self.fates.names_sheets, self.fates.outlook = names_sheets, {}
        self.view.show_fields(fields)

    def show_lines(self, lines: Iterable[PreviewLine], *, has_reasons: bool) -> None:
        """Show a group."""
        self.view.show_lines(tuple(lines), has_reasons=has_reasons)
        self.tell_here()

    def foresee(self, outlook: Mapping[Place, Outlook]) -> None:
        """Tell what the lines do to people whom the ledger knows."""
        self.fates.outlook = outlook
        self.paint()

    def clear(self) -> None:
        """Show nobody."""
        self.grid.finish_typing()
        self.lines.show_rows(())
        self.fates.show_rows(())

    def paint(self) -> None:
        """Show what was typed or decided at once; what comes of it is judged a moment later."""
        for model in (self.lines, self.fates):
            if model.rowCount():
                last = model.index(model.rowCount() - 1, model.columnCount() - 1)
                model.dataChanged.emit(model.index(0, 0), last)
        self.tell_here()

    def tell_here(self) -> None:
        """Speak of the cell at hand."""
        here = self._here()
        if here:
            self.bar.tell(here)
        else:
            self.bar.clear()

    def stand_at_problem(self) -> None:
        """From a cell in which nothing is the matter, go to the first of its line that is odd."""
        here = self.grid.here()
        odd = [at for at, field in enumerate(self.lines.fields) if here and here[0].problems_at(field)]
        if odd and self.grid.currentIndex().column() not in odd:
            self.grid.stand_at(self.grid.currentIndex().row(), odd[0])

    def repair(self) -> None:
        """Put the offered text where it belongs."""
        here, draft = self._here(), self.checker.draft
        if here is None or here.repair is None or draft is None:
            return
        problem, text = here.repair
        row = here.line.row
        draft.type_over({(row.sheet, row.row, column_number(problem.column)): text})

    def decide(self, decision: Decision | None) -> None:
        """Say what is to become of the chosen rows, and go on to the next."""
        draft, chosen = self.checker.draft, self.grid.chosen()
        if draft is None or not chosen:
            return
        if decision and decision.verdict is Verdict.SAME:
            chosen = chosen[:1]
        draft.decide_all({line.row.place: _fitting(line, decision) for line in chosen})
        if len(chosen) == 1:
            self.grid.step(1, 0)

    def take_everyone(self) -> None:
        """Take every doubtful row in sight of which nothing was said yet."""
        draft = self.checker.draft
        if draft:
            said = draft.choices.decisions
            draft.decide_all({line.row.place: TAKE for line in self.lines.rows if line.row.place not in said})

    def ask_errors(self) -> None:
        """Ask where to write the sender's file with everything marked that would not come in."""
        latest = self.checker.latest
        rows = (*latest.taking.doubtful, *latest.taking.wrong) if latest else ()
        if latest and rows:
            ask_error_file(self, self.work, latest.previewed, {row.place for row in rows})
        else:
            self.work.said.emit(tr("Nothing is left to be mended."))

    def _here(self) -> Here | None:
        here, draft = self.grid.here(), self.checker.draft
        if here is None or draft is None:
            return None
        place = here[0].row.place
        return Here(*here, draft.choices.decisions.get(place), self.fates.outlook.get(place))

    def _look_at(self, trainee_id: str) -> None:
        self.work.go(Spot(PERSON, trainee_id))

    def _tell_unfit(self, count: int) -> None:
        self.work.said.emit(tr("{count} cells of the pasted block fell outside the roster.", count=count))


def _fitting(line: PreviewLine, decision: Decision | None) -> Decision | None:
    """To take a row that is not doubtful means no more than not to leave it out."""
    return None if decision == TAKE and line.row.status is not RowStatus.DOUBTFUL else decision
