"""The results of a class as a sheet: what is typed is painted at once and written behind, a step as one change."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from PySide6.QtCore import QObject, Signal

from app.errors import Refusal
from app.i18n import tr
from app.ledger.conduct import LONGEST_NOTE
from app.ledger.results import read_score
from app.ledger.results_sheet import Exam, ResultsSheet, ScoredPerson, results_sheet
from app.ledger.results_typing import ScoreIsClosed, TypedRemark, TypedScore, type_results
from app.ui.classes.results_words import exam_heading, verdict
from app.ui.sheet_grid import Cell, Filled, SheetColumn, SheetModel
from app.ui.theme import FAINT, RED
from app.ui.work import Work

LEFT = 4  # serial, name, tail of the ID number, rate of attendance
SCORE_WIDTH = 86


class ResultsModel(SheetModel):
    """If the ledger refuses a step, it is painted back and told."""

    refused = Signal(object)  # the error
    reason_wanted = Signal(object, object)  # the error and the step that waits for a reason
    changed = Signal()

    def __init__(self, work: Work, parent: QObject | None = None) -> None:
        super().__init__([], parent)
        self._work = work
        self._reason = ""
        self._is_moving = False
        self._given: dict[Cell, str] = {}  # the reasons under which cells were changed, for taking it back
        self.sheet: ResultsSheet | None = None
        self.exams: tuple[Exam, ...] = ()
        self.exam_day: Callable[[int], date | None] = lambda _: None  # by attempt
        self.filled.connect(self._write)

    def show_sheet(self, sheet: ResultsSheet) -> None:
        """Show this class; nothing of another one can be undone any more."""
        # First attempts side by side: that is how scores come on paper and in other tables.
        exams = tuple((part, attempt) for attempt in range(1, sheet.attempts + 1) for part in sheet.parts)
        is_other = self.sheet is None or self.sheet.row.id != sheet.row.id
        self.sheet = sheet
        if is_other or exams != self.exams:
            self.exams = exams
            self.show_columns(self._columns(exams))
            self.forget_steps()
            self._given.clear()
        self.show_rows(sheet.people)
        self.changed.emit()

    @property
    def people(self) -> Sequence[ScoredPerson]:
        """Everyone on the sheet, as it is painted now."""
        return self.rows

    @property
    def remark_column(self) -> int:
        """The place of the column of remarks: the last."""
        return LEFT + len(self.exams) + 1

    def exam_at(self, column: int) -> Exam | None:
        """The part and attempt in this column."""
        return self.exams[column - LEFT] if LEFT <= column < LEFT + len(self.exams) else None

    def undo(self) -> bool:
        return self._moved(super().undo)

    def redo(self) -> bool:
        return self._moved(super().redo)

    def fill_with_reason(self, step: Filled, reason: str) -> None:
        """Fill in a step that asked for a reason."""
        self._reason = reason
        self._given |= dict.fromkeys(step, reason)
        try:
            self.fill(step)
        finally:
            self._reason = ""

    def why_shut(self, person: ScoredPerson, exam: Exam | None = None) -> str:
        """Why nothing can be typed for this person in this exam; "" if it can."""
        if not self._work.may_write:
            return tr("The ledger can only be read at the moment.")
        if exam is not None and not person.is_open:
            return tr(
                "{name}: {outcome}; the results stay as they are.", name=person.name, outcome=person.outcome_label
            )
        if (
            exam is not None
            and exam[1] > 1
            and exam not in person.scores
            and (exam[0], exam[1] - 1) not in person.scores
        ):
            return tr("A resit follows an attempt: enter the score before it first.")
        return ""

    def _moved(self, move: Callable[[], bool]) -> bool:
        self._is_moving = True
        try:
            return move()
        finally:
            self._is_moving = False

    def _columns(self, exams: Sequence[Exam]) -> list[SheetColumn]:
        return [
            SheetColumn(tr("No."), lambda person: person.serial, 44, is_figure=True),
            SheetColumn(tr("Name"), lambda person: person.name or tr("(erased)"), 116, ink=_name_ink),
            SheetColumn(tr("ID tail"), lambda person: person.id_tail, 72),
            SheetColumn(tr("Attendance so far"), _rate, 76, is_figure=True, ink=_rate_ink),
            *(self._score_column(exam) for exam in exams),
            SheetColumn(
                tr("Passed or not"), lambda person: self._verdict(person)[0], 150, ink=lambda p: self._verdict(p)[1]
            ),
            SheetColumn(
                tr("Conduct"),
                lambda person: person.remark,
                130,
                is_open=True,
                closed=self.why_shut,
                refusal=_remark_refusal,
            ),
        ]

    def _score_column(self, exam: Exam) -> SheetColumn:
        part, attempt = exam
        heading = exam_heading(part, attempt)
        return SheetColumn(
            heading,
            lambda person: _points(person.scores.get(exam)),
            SCORE_WIDTH,
            is_figure=True,
            is_open=True,
            closed=lambda person: self.why_shut(person, exam),
            refusal=_score_refusal,
            ink=lambda person: self._score_ink(person, exam),
        )

    def _score_ink(self, person: ScoredPerson, exam: Exam) -> str:
        tenths = person.scores.get(exam)
        if tenths is None or self.sheet is None or self.sheet.passes(exam[0], tenths):
            return FAINT if person.has_withdrawn else ""
        return RED

    def _verdict(self, person: ScoredPerson) -> tuple[str, str]:
        return verdict(self.sheet, person) if self.sheet else ("", "")

    def _write(self, step: Filled) -> None:
        before = {cell: self._text(cell) for cell in step}
        reason = self._reason
        if self._is_moving:
            given = dict.fromkeys(self._given[cell] for cell in step if cell in self._given)
            reason = tr("Taken back: {reason}", reason="；".join(given)) if given else ""
        self._paint(step)
        scores, remarks = self._entries(step)
        ledger = self._work.ledger
        self._work.change(
            lambda _: type_results(ledger, scores, remarks, reason=reason),
            lambda _: self._kept(remarks),
            lambda error: self._not_kept(step, before, error),
        )

    def _kept(self, remarks: Sequence[TypedRemark]) -> None:
        if any(not remark.text for remark in remarks):
            self.reload()  # under a remark that was taken away an older one may come up

    def reload(self) -> None:
        """Read the sheet again, after all that is being written."""
        if self.sheet is not None:
            ledger, class_id = self._work.ledger, self.sheet.row.id
            self._work.operations.write(lambda _: results_sheet(ledger, class_id), self._refresh)

    def _refresh(self, sheet: ResultsSheet) -> None:
        """Take over what differs, so that what is wrong in other cells stays in sight."""
        if self.sheet is None or self.sheet.row.id != sheet.row.id or len(sheet.people) != len(self.rows):
            return
        self.sheet = sheet
        for place, person in enumerate(sheet.people):
            if person != self.rows[place]:
                self.replace_row(place, person)
        self.changed.emit()

    def _not_kept(self, step: Filled, before: Filled, error: Exception) -> None:
        self._paint(before)
        self.take_back(step)
        if isinstance(error, ScoreIsClosed):
            self.reason_wanted.emit(error, step)
        else:
            self.refused.emit(error)

    def _entries(self, step: Filled) -> tuple[list[TypedScore], list[TypedRemark]]:
        scores, remarks = [], []
        for (row, column), text in step.items():
            person, exam = self.rows[row], self.exam_at(column)
            if exam is None:
                remarks.append(TypedRemark(person.enrolment_id, text))
            else:
                tenths = read_score(text) if text else None
                scores.append(TypedScore(person.enrolment_id, *exam, tenths, self.exam_day(exam[1])))
        return scores, remarks

    def _paint(self, step: Filled) -> None:
        for (row, column), text in step.items():
            self.replace_row(row, _with(self.rows[row], self.exam_at(column), text))
        self.changed.emit()

    def _text(self, cell: Cell) -> str:
        person: ScoredPerson = self.rows[cell[0]]
        exam = self.exam_at(cell[1])
        return person.remark if exam is None else _points(person.scores.get(exam))


def _with(person: ScoredPerson, exam: Exam | None, text: str) -> ScoredPerson:
    """The person with this in one cell."""
    if exam is None:
        return replace(person, remark=text)
    scores = {each: tenths for each, tenths in person.scores.items() if each != exam}
    return replace(person, scores=scores | ({exam: read_score(text)} if text else {}))


def _points(tenths: int | None) -> str:
    return "" if tenths is None else f"{tenths / 10:g}"


def _rate(person: ScoredPerson) -> str:
    return f"{int(person.rate * 1000 + 1e-6) / 10:g}%"


def _rate_ink(person: ScoredPerson) -> str:
    return RED if person.is_short and not person.has_withdrawn else ""


def _name_ink(person: ScoredPerson) -> str:
    return FAINT if person.has_withdrawn else ""


def _score_refusal(text: str) -> str:
    try:
        read_score(text or "0")
    except Refusal as error:
        return str(error)
    return ""


def _remark_refusal(text: str) -> str:
    if len(text) <= LONGEST_NOTE:
        return ""
    return tr("A remark has at most {most} characters; this one has {count}.", most=LONGEST_NOTE, count=len(text))
