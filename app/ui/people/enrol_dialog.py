"""Putting the chosen people into a class: what the rules say of each is read before it is done."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QComboBox, QWidget

from app.i18n import tr
from app.ledger.class_rows import OPEN, ClassRow, list_classes
from app.ledger.eligibility import PersonFinding
from app.ledger.enrolling import Enrolled, EnrolOptions, check_enrolment, enrol
from app.ui.columns import DISPLAY, Column, Index, RowsModel
from app.ui.forms import FormDialog
from app.ui.pieces import label, list_view
from app.ui.spots import CLASS, Spot
from app.ui.theme import AMBER, RED
from app.ui.work import Work

INK = int(Qt.ItemDataRole.ForegroundRole)
WIDTH, HEIGHT = 700, 260
VERDICT, MOST_WRAPPED = 1, 60


@dataclass(frozen=True)
class Verdict:
    """One thing the rules say, of one person or of the class as a whole."""

    name: str
    is_block: bool
    words: str


class VerdictRows(RowsModel):
    """The verdicts; what keeps somebody out is red."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(_columns(), parent)

    def data(self, index: Index, role: int = DISPLAY) -> Any:
        if role == INK and index.column() == VERDICT:
            return QColor(RED if self.row_at(index.row()).is_block else AMBER)
        return super().data(index, role)


class EnrolDialog(FormDialog):
    """A class, and what is to be said of these people in it; `enrolled` once it is done."""

    enrolled = Signal()

    def __init__(self, work: Work, people: Sequence[tuple[str, str]], owner: QWidget) -> None:
        self._people = dict(people)
        count = len(self._people)
        one, more = tr("Put one person into a class"), tr("Put {count} people into a class", count=count)
        super().__init__(one if count == 1 else more, tr("Put them in"), owner, WIDTH)
        self._work = work
        self._left_out: set[str] = set()
        self.classes = QComboBox()
        self.classes.setMaxVisibleItems(14)
        self.hint = self.fields.add(tr("Class"), self.classes, _names(list(self._people.values())))
        self.verdicts = VerdictRows(self)
        self.table = list_view(self.verdicts, tr("What the rules say"))
        self.table.setFixedHeight(HEIGHT)
        self.table.setWordWrap(True)
        self.sum = label("", "muted", wraps=True)
        self.body.addWidget(self.table)
        self.body.addWidget(self.sum)
        self.verb.setEnabled(False)
        self.classes.currentIndexChanged.connect(lambda _: self._check())
        work.ask(lambda _: list_classes(work.ledger, status=OPEN), self._offer)

    def submit(self) -> None:
        """Enrol them; whom a rule keeps out is left out, as the dialog has said before."""
        class_id = self._class_id
        if not class_id or not self.verb.isEnabled():
            return
        self.busy()
        ledger, people = self._work.ledger, tuple(self._people)
        options = EnrolOptions(leave_out_blocked=bool(self._left_out))
        self._work.change(
            lambda _: enrol(ledger, class_id, people, options),
            lambda done: self._done(class_id, done),
            self.tell,
        )

    @property
    def _class_id(self) -> str:
        return str(self.classes.currentData() or "")

    def _done(self, class_id: str, outcome: Enrolled) -> None:
        self.accept()
        words = [tr("{count} people were put into the class.", count=len(outcome.enrolled))]
        if outcome.left_out:
            words.append(tr("{count} were left out by the rules.", count=len(self._left_out)))
        if outcome.already:
            words.append(tr("{count} were in it already.", count=len(outcome.already)))
        self._work.said.emit("".join(words))
        self.enrolled.emit()
        self._work.go(Spot(CLASS, class_id, "roster"))

    def _offer(self, rows: tuple[ClassRow, ...]) -> None:
        for row in rows:
            days = f"{row.starts_on:%m-%d} – {row.ends_on:%m-%d}"
            self.classes.addItem(f"{row.code}  {row.name}  {days}  {_people(row)}", row.id)
        if not rows:
            self.hint.tell(tr("There is no open class. Open one on the page of the classes."), "warn")
        self.classes.setFocus()

    def _check(self) -> None:
        class_id, ledger, people = self._class_id, self._work.ledger, tuple(self._people)
        self.verb.setEnabled(False)
        self.trouble.hide()
        if class_id:
            self._work.ask(
                lambda _: check_enrolment(ledger, class_id, people),
                lambda found: self._tell_verdicts(class_id, found),
                self.tell,
            )

    def _tell_verdicts(self, class_id: str, findings: tuple[PersonFinding, ...]) -> None:
        if class_id != self._class_id:
            return
        ordered = sorted(findings, key=lambda each: not each.is_block)
        self.verdicts.show_rows([Verdict(each.name, each.is_block, str(each.finding)) for each in ordered])
        if len(ordered) <= MOST_WRAPPED:
            self.table.resizeRowsToContents()
        blocked = {each.trainee_id for each in findings if each.is_block}
        self._left_out = blocked - {""}
        fits = len(self._people) - len(self._left_out)
        is_class_itself = "" in blocked
        clear = len(self._people) - len({each.trainee_id for each in findings} - {""})
        self.sum.setText(tr("Nothing stands against {count} of {total}.", count=clear, total=len(self._people)))
        self.verb.setText(tr("Put {count} in", count=fits))
        self.verb.setEnabled(fits > 0 and not is_class_itself and self._work.may_write)


def _columns() -> list[Column]:
    return [
        Column(tr("Name"), lambda row: row.name or tr("The class"), 110),
        Column(tr("What comes of it"), lambda row: tr("✕ left out") if row.is_block else tr("! mind"), 90),
        Column(tr("Why"), lambda row: row.words, 430),
    ]


def _people(row: ClassRow) -> str:
    return tr("{count} people", count=row.enrolment_count)


def _names(names: list[str]) -> str:
    shown = "、".join(names[:12])
    return tr("{names} and others", names=shown) if len(names) > 12 else shown
