"""What became known about a person from elsewhere: a training, a subsidy, a time away."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from app.i18n import tr
from app.ledger.past_training import ElsewhereNote, note_elsewhere
from app.models.code_tables import table
from app.models.occupations import find_occupation
from app.ui.forms import FormDialog
from app.ui.people.day_line import DayLine, UnreadableDay
from app.ui.people.person_columns import ELSEWHERE
from app.ui.work import Work


class ElsewhereDialog(FormDialog):
    """Writes it down; `kept` once the ledger has it."""

    kept = Signal()

    def __init__(self, work: Work, trainee_id: str, owner: QWidget) -> None:
        super().__init__(tr("Known from elsewhere"), tr("Write it down"), owner)
        self.work, self._trainee = work, trainee_id
        self.kind, self.level = QComboBox(), QComboBox()
        for code, words in ELSEWHERE.items():
            self.kind.addItem(tr(words), code)
        self.level.addItem(tr("Not stated"), "")
        for row in table("skill_levels").rows:
            self.level.addItem(row.label, row.code)
        self.course, self.source = QLineEdit(), QLineEdit()
        self.course.setMaxLength(100)
        self.source.setMaxLength(200)
        self.start, self.end = DayLine(), DayLine()
        self.fields.add(tr("What"), self.kind)
        self.fields.add(tr("Course"), self.course, tr("What was taught there."))
        self.fields.add(tr("Level"), self.level)
        self.fields.add(tr("From"), self.start)
        self.fields.add(tr("To"), self.end)
        self.fields.add(tr("Source"), self.source, tr("Where this is known from."))

    def submit(self) -> None:
        """Write it down."""
        try:
            days = (self.start.day, self.end.day)
        except UnreadableDay as wrong:
            self.tell(wrong.sentence())
            wrong.line.setFocus()
            return
        self.busy()
        course = self.course.text().strip()
        # A trade of the list is compared by its code; other words must not stand where codes do.
        words = (self.source.text(), course, course if find_occupation(course) else "", self.level.currentData())
        noted = ElsewhereNote(self._trainee, self.kind.currentData(), *words, *days)
        ledger = self.work.ledger
        done, failed = lambda _: self._done(), self.tell
        self.work.change(lambda _: note_elsewhere(ledger, noted), done, failed)

    def _done(self) -> None:
        self.accept()
        self.kept.emit()
