"""The file of a punch clock before it becomes marks: what each half-day gets, what is not taken, who is missing."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from app.i18n import tr
from app.ledger.punch_import import PunchImport, PunchPreview, import_punches, preview_punches
from app.ledger.roll_board import RollBoard
from app.ledger.table_file import LineProblem
from app.models.vocabulary import HalfDay
from app.ui.classes.roll_words import signs
from app.ui.columns import Column, RowsModel
from app.ui.forms import FormDialog
from app.ui.pieces import label, list_view
from app.ui.work import Work

WIDE, LESSONS_HIGH, PROBLEMS_HIGH = 720, 190, 130
COUNTED = ("present", "late", "left_early", "absent")


@dataclass(frozen=True)
class LessonPunches:
    """What the file comes to in one lesson."""

    day: date
    half_day: str
    counts: Counter[str] = field(default_factory=Counter)
    without: list[str] = field(default_factory=list)


class PunchDialog(FormDialog):
    """Shows it first; nothing is marked before the clerk says so."""

    imported = Signal(object)  # the status before and after by (enrolment, lesson)

    def __init__(self, work: Work, board: RollBoard, path: Path, owner: QWidget) -> None:
        super().__init__(tr("A punch clock's file: {file}", file=path.name), tr("Mark attendance"), owner, WIDE)
        self._work, self._board, self._path = work, board, path
        self.preview: PunchPreview | None = None
        self.told = label("", wraps=True)
        self.rest = QCheckBox(tr("Mark those absent who did not punch and have no mark"))
        self.rest.toggled.connect(self.read)
        self.reason = QLineEdit()
        self.reason.setMaxLength(300)
        self.fields.add(tr("Reason"), self.reason, tr("Some of these days are closed; a later mark needs a reason."))
        self.lessons, self.problems = RowsModel(_lesson_columns(), self), RowsModel(_problem_columns(), self)
        self.lesson_list = list_view(self.lessons, tr("What each half-day gets"))
        self.problem_list = list_view(self.problems, tr("Lines that are not taken"))
        self.lesson_list.setMinimumHeight(LESSONS_HIGH)
        self.problem_list.setMinimumHeight(PROBLEMS_HIGH)
        for part in (self.told, self.lesson_list, self.rest, self.problem_list):
            self.body.addWidget(part)
        self._show_reason(is_wanted=False)
        self.problem_list.hide()
        self.read()

    def read(self) -> None:
        """Read the file again, as it is wanted now."""
        self.verb.setEnabled(False)
        ledger, class_id, path, rest = self._work.ledger, self._board.row.id, self._path, self.rest.isChecked()
        self._work.ask(lambda _: preview_punches(ledger, class_id, path, rest_absent=rest), self._show, self._not_read)

    def submit(self) -> None:
        if not self.verb.isEnabled() or self.preview is None:
            return
        reason = self.reason.text().strip()
        if self.preview.after_seal and not reason:
            self.tell(tr("Some of these days are closed; please give the reason."))
            self.reason.setFocus()
            return
        self.busy()
        ledger, class_id, path, rest = self._work.ledger, self._board.row.id, self._path, self.rest.isChecked()
        self._work.change(
            lambda _: import_punches(ledger, class_id, path, reason=reason, rest_absent=rest), self._done, self.tell
        )

    def _done(self, outcome: PunchImport) -> None:
        self._work.said.emit(
            tr("{count} marks were made from the file; Ctrl+Z takes them back.", count=outcome.marking.written)
        )
        marks = self.preview.marks if self.preview else ()
        who = {person.serial: person.enrolment_id for person in self._board.people}
        self.imported.emit({(who[one.serial], one.lesson_id): (one.before, one.status) for one in marks})
        self.accept()

    def _not_read(self, error: Exception) -> None:
        self.tell(error)
        self.verb.setEnabled(False)
        self.show_sized()

    def _show(self, preview: PunchPreview) -> None:
        self.preview = preview
        self.lessons.show_rows(_by_lesson(preview))
        self.problems.show_rows(preview.problems)
        self.problem_list.setVisible(bool(preview.problems))
        self.told.setText(_sentences(preview))
        self._show_reason(is_wanted=bool(preview.after_seal))
        self.verb.setText(tr("Make {count} marks", count=len(preview.marks)))
        self.verb.setAccessibleName(self.verb.text())
        self.verb.setEnabled(bool(preview.marks))
        self.show_sized()
        (self.reason if preview.after_seal else self.verb if preview.marks else self.leave).setFocus()

    def _show_reason(self, *, is_wanted: bool) -> None:
        self.fields.setVisible(is_wanted)


def _by_lesson(preview: PunchPreview) -> list[LessonPunches]:
    found: dict[tuple[date, str], LessonPunches] = {}
    for one in preview.marks:
        row = found.setdefault((one.day, one.half_day), LessonPunches(one.day, one.half_day))
        row.counts[one.status] += 1
    for person in preview.without_punch:
        row = found.setdefault((person.day, person.half_day), LessonPunches(person.day, person.half_day))
        row.without.append(f"{person.serial} {person.name}")
    order = [half.value for half in HalfDay]
    return [found[each] for each in sorted(found, key=lambda each: (each[0], order.index(each[1])))]


def _sentences(preview: PunchPreview) -> str:
    told = [tr("The file comes to {count} new marks.", count=len(preview.marks))]
    if preview.unchanged:
        told.append(tr("{count} stand so already.", count=preview.unchanged))
    if preview.kept_by_hand:
        told.append(tr("{count} marks made by hand stay as they are.", count=preview.kept_by_hand))
    if preview.problems:
        told.append(tr("{count} lines are not taken, see below.", count=len(preview.problems)))
    return " ".join(told)


def _lesson_columns() -> Sequence[Column]:
    def counted(status: str) -> Column:
        return Column(signs()[status].word, lambda row: row.counts[status] or "", 62, is_figure=True)

    return [
        Column(tr("Day"), lambda row: row.day, 96),
        Column(tr("Half-day"), lambda row: HalfDay(row.half_day).label, 62),
        *(counted(status) for status in COUNTED),
        Column(tr("Did not punch"), lambda row: "、".join(row.without), 240),
    ]


def _problem_columns() -> Sequence[Column]:
    def words(problem: LineProblem) -> str:
        return " ".join(filter(None, (problem.message, problem.remedy)))

    return [Column(tr("Why it is not taken"), words, 640)]
