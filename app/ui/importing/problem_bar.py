"""The line below the grid: what is the matter with the cell at hand, what to do, and the keys that do it."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QMenu, QPushButton, QSizePolicy

from app.i18n import tr
from app.ledger.importing.decisions import Decision, Verdict
from app.ledger.importing.known import KnownPerson
from app.ledger.importing.persons import Problem
from app.ledger.importing.preview import RowStatus
from app.ledger.roster_outlook import Outlook
from app.ledger.roster_preview import RosterChoices
from app.models.id_numbers import mask_id_number
from app.ui.classes.shrinking_bar import ShrinkingBar
from app.ui.forms import Hint
from app.ui.importing.import_words import outlook_words
from app.ui.importing.lines import WRONG, GridField, PreviewLine, gravest, told, understood
from app.ui.pieces import button, label, pile_of, row_of

HEIGHT, PLACE, NARROW = 100, 210, 980
TAKE, SKIP = Decision(Verdict.TAKE), Decision(Verdict.SKIP)


@dataclass(frozen=True)
class Answers:
    """What the buttons lead to."""

    to_next: Callable[[], object]
    repair: Callable[[], object]
    decide: Callable[[Decision | None], object]
    look_at: Callable[[str], object]
    begin_anew: Callable[[], object]


@dataclass(frozen=True)
class Here:
    """Where the clerk stands: the line, its cell, the word on it, and what it does to someone known."""

    line: PreviewLine
    field: GridField
    decision: Decision | None
    outlook: Outlook | None

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is the matter with the cell; if nothing is, with the line."""
        return self.line.problems_at(self.field) or self.line.row.problems

    @property
    def sentences(self) -> list[str]:
        """The same in words; of other cells of the line, under their headings."""
        mine = self.line.problems_at(self.field)
        return [
            told(each) if mine else f"{each.heading}{tr(': ') if each.heading else ''}{told(each)}"
            for each in self.problems
        ]

    @property
    def repair(self) -> tuple[Problem, str] | None:
        """A text to offer, and the problem that it would mend: first of the cell, then of the line."""
        mine = (*self.line.problems_at(self.field), *self.line.row.problems)
        return next(((each, each.suggestion) for each in mine if each.suggestion and each.column), None)


class ProblemBar(QFrame):
    """Speaks of one cell at a time."""

    def __init__(self, answers: Answers) -> None:
        super().__init__()
        self._answers = answers
        self._alike: tuple[KnownPerson, ...] = ()
        self._person = ""
        self.place, self.words = label("", "muted"), Hint()
        self.words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.repair = button(tr("Put in what is offered (F4)"), answers.repair, "pencil")
        self.take = button(tr("Take (Ctrl+1)"), lambda: answers.decide(TAKE), "check")
        self.same = button(tr("Same person (Ctrl+2)"), self.take_as_same, "merge")
        self.skip = button(tr("Leave out (Ctrl+3)"), self._skip_or_not, "x")
        self.person = button(tr("In the ledger (F3)"), self.look_at_person, "eye")
        self.next = button(tr("Next problem (F8)"), answers.to_next, "chevron-right")
        self.changes, self.anew = label("", "muted"), button(tr("Begin anew"), answers.begin_anew)
        self.anew.setToolTip(tr("Forget what was changed in this roster; Ctrl+Z brings it back."))
        self.anew.hide()
        self._is_skipped = False
        said = (self.repair, self.take, self.same, self.skip, self.person, self.next)
        self._said: dict[QPushButton, str] = {each: each.text() for each in said}
        self._lay_out()
        self.clear()

    def _lay_out(self) -> None:
        self.setFixedHeight(HEIGHT)
        for words in (self.place, self.words):
            words.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.place.setFixedWidth(PLACE)
        answers = (self.repair, self.same, self.take, self.skip, self.person, self.next)
        self.buttons = ShrinkingBar(self.changes, self.anew, None, *answers, yielding=(self.changes,))
        told = row_of(self.place, self.words)
        told.setStretch(1, 1)
        layout = pile_of()
        layout.setContentsMargins(10, 8, 8, 6)
        layout.addLayout(told, 1)
        layout.addWidget(self.buttons)
        self.setLayout(layout)

    def clear(self) -> None:
        """Nothing is at hand."""
        self.place.setText("")
        self.words.tell("")
        for each in (self.repair, self.same, self.take, self.skip, self.person):
            each.hide()

    def say(self, words: str) -> None:
        """Speak of the whole group, where there is no cell to speak of."""
        self.clear()
        self.words.tell(words, "good")

    def tell_changes(self, choices: RosterChoices) -> None:
        """Tell what was done to the roster so far, and that it is kept."""
        done = [tr("{count} cells changed", count=len(choices.edits))] if choices.edits else []
        done += [tr("{count} rows decided", count=len(choices.decisions))] if choices.decisions else []
        self.changes.setText(tr("{changes} (kept)", changes=tr(", ").join(done)) if done else "")
        self.anew.setVisible(choices != RosterChoices())
        self.buttons.arrange()

    def tell(self, here: Here) -> None:
        """Speak of this cell."""
        row = here.line.row
        who = {"row": row.row, "name": row.values.name, "field": here.field.heading}
        self.place.setText(tr("Row {row} {name}, {field}", **who))
        self._tell_words(here)
        self._alike, self._is_skipped = row.alike, here.decision == SKIP
        self._person = row.trainee_id or next((each.trainee_id for each in row.alike), "")
        self.person.setVisible(bool(self._person))
        self._offer_repair(here)
        self._offer_decisions(here)
        self.buttons.arrange()

    def take_as_same(self) -> None:
        """Take the row for the one in the ledger who is like them; of several the clerk chooses."""
        if not self.same.isVisible():
            return
        if len(self._alike) == 1:
            self._answers.decide(Decision(Verdict.SAME, self._alike[0].trainee_id))
            return
        menu = QMenu(self)
        for each in self._alike:
            decision = Decision(Verdict.SAME, each.trainee_id)
            menu.addAction(_named(each)).triggered.connect(lambda *_, said=decision: self._answers.decide(said))
        menu.popup(self.same.mapToGlobal(self.same.rect().topLeft()))

    def look_at_person(self) -> None:
        """Go to the one in the ledger."""
        if self._person:
            self._answers.look_at(self._person)

    def _skip_or_not(self) -> None:
        self._answers.decide(None if self._is_skipped else SKIP)

    def _tell_words(self, here: Here) -> None:
        problems = here.problems
        if problems:
            known = "".join("\n" + _named(each) for each in here.line.row.alike)
            self.words.tell("\n".join(here.sentences) + known, "wrong" if gravest(problems) == WRONG else "warn")
            return
        stands = understood(here.line.row.values, here.field.name)
        is_other = stands and stands != here.line.text(here.field)
        will = tr("Will stand in the ledger as: {text}", text=stands) if is_other else ""
        self.words.tell("\n".join(filter(None, (outlook_words(here.outlook), will))))

    def _offer_repair(self, here: Here) -> None:
        self.repair.setVisible(here.repair is not None)
        if here.repair:
            self._name(self.repair, tr("Change to {text} (F4)", text=here.repair[1]))

    def _offer_decisions(self, here: Here) -> None:
        row = here.line.row
        is_doubtful = row.status is RowStatus.DOUBTFUL
        self.same.setVisible(is_doubtful and bool(row.alike))
        self.take.setVisible(is_doubtful)
        self._name(self.take, tr("Another person, take (Ctrl+1)") if row.alike else tr("Take (Ctrl+1)"))
        self.skip.setVisible(True)
        self._name(self.skip, tr("Do not leave out (Ctrl+3)") if self._is_skipped else tr("Leave out (Ctrl+3)"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for which, words in self._said.items():
            self._name(which, words)

    def _name(self, which: QPushButton, words: str) -> None:
        """With the key behind the words, where there is room for both."""
        self._said[which] = words
        which.setText(words if self.width() >= NARROW else words.rpartition(" (")[0] or words)
        which.setToolTip(words)
        which.setAccessibleName(words)


def _named(person: KnownPerson) -> str:
    """Someone of the ledger, masked as everywhere."""
    number = mask_id_number(person.id_number)
    return tr(
        "In the ledger: {name} {number}, born {day}", name=person.name, number=number, day=person.birth_date or ""
    )
