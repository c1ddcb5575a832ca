"""What each column of the file is taken for, and why; another meaning is chosen in place."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QWheelEvent
from PySide6.QtWidgets import QComboBox, QFrame, QWidget

from app.i18n import tr
from app.ledger.importing.column_facts import ColumnFact, bare_columns
from app.ledger.importing.columns import Basis
from app.ledger.importing.heading_words import FLAG, fields, is_field, label_of, words
from app.ledger.roster_preview import RosterChoices, RosterFile
from app.ui.columns import DISPLAY, Column, Index, RowsModel
from app.ui.forms import Hint
from app.ui.icons import icon
from app.ui.importing.import_words import basis_words
from app.ui.pieces import card, key, list_view, pile_of, row_of
from app.ui.theme import AMBER, FAINT

MEANING, WHY, ROOM = 4, 5, 36
NEEDED = ("name", "id_number")
INK, PICTURE = Qt.ItemDataRole.ForegroundRole, Qt.ItemDataRole.DecorationRole


class QuietCombo(QComboBox):
    """A choice that the wheel passes over: whoever scrolls the list must not change a column on the way."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class FactsModel(RowsModel):
    """The columns of a file; doubtful ones are amber and have a sign, unread ones are pale."""

    def data(self, index: Index, role: int = DISPLAY) -> object:
        fact: ColumnFact | None = self.row_at(index.row())
        if role == PICTURE and index.column() == WHY and fact and fact.is_doubtful:
            return icon("circle-help", AMBER)
        if role == INK and fact and (fact.is_doubtful or not fact.field):
            return QColor(AMBER if fact.is_doubtful else FAINT)
        return super().data(index, role)


class ColumnsList(QFrame):
    """Every column of the file, one below the other."""

    named = Signal(str, str)  # the column, and the field it holds; "" leaves it out

    def __init__(self) -> None:
        super().__init__()
        self.rows = FactsModel(_columns(), self)
        self.list = list_view(self.rows, tr("Columns of the file"))
        self.list.verticalHeader().setDefaultSectionSize(ROOM)
        self.list.activated.connect(self._open)
        self.lacking = Hint()
        self.combos: list[QuietCombo] = []
        layout = pile_of(self.lacking, card(pile_of(self.list)))
        layout.setContentsMargins(0, 0, 0, 0)
        self.setLayout(layout)
        key(self.list, "F2", lambda: self._open(self.list.currentIndex()))

    def show_facts(self, facts: Sequence[ColumnFact], why: str = "") -> None:
        """Show these columns; the one at hand stays at hand. `why` says what was not found, if more than a column."""
        here = self.list.currentIndex().row()
        self.lacking.tell(why or lacking(facts), "warn")
        if tuple(facts) == self.rows.rows:
            return
        self.rows.show_rows(facts)
        self.combos = [self._combo(fact) for fact in facts]
        for place, combo in enumerate(self.combos):
            self.list.setIndexWidget(self.rows.index(place, MEANING), _framed(combo))
        self.list.setColumnHidden(0, len({fact.sheet for fact in facts}) < 2)
        if facts:
            self.list.selectRow(max(0, min(here, len(facts) - 1)))

    def _combo(self, fact: ColumnFact) -> QuietCombo:
        combo = QuietCombo()
        combo.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        combo.setAccessibleName(tr("Meaning of column {letter}", letter=f"{fact.letter} {fact.heading}".strip()))
        for words_of_it, field in _meanings(fact.field):
            combo.addItem(words_of_it, field)
        combo.setCurrentIndex(combo.findData(fact.field))
        combo.activated.connect(lambda _: self._say(fact, combo.currentData()))
        return combo

    def _say(self, fact: ColumnFact, field: str) -> None:
        if field != fact.field:
            self.named.emit(fact.key, field)
        self.list.setFocus()

    def _open(self, index: QModelIndex) -> None:
        if index.isValid():
            self.combos[index.row()].setFocus()
            self.combos[index.row()].showPopup()


def lacking(facts: Iterable[ColumnFact]) -> str:
    """What no column is taken for, though nobody can be taken in without it."""
    held = {fact.field for fact in facts}
    missed = [label_of(field) for field in NEEDED if field not in held]
    return tr("No column is taken for: {fields}. Choose which one it is.", fields="、".join(missed)) if missed else ""


def bare_facts(file: RosterFile, choices: RosterChoices) -> list[ColumnFact]:
    """The columns of a file without a heading, with what was named by hand so far."""
    said = choices.columns or {}
    facts = bare_columns(file.sheets)
    return [replace(fact, field=said[fact.key], basis=Basis.CHOSEN) if said.get(fact.key) else fact for fact in facts]


def _framed(combo: QComboBox) -> QWidget:
    """The choice with a little room around it in its row."""
    frame, layout = QWidget(), row_of(combo)
    layout.setContentsMargins(0, 3, 4, 3)
    frame.setLayout(layout)
    frame.setFocusProxy(combo)
    return frame


def _meanings(now: str) -> list[tuple[str, str]]:
    flags = [FLAG + code for code in words()["flags"]]
    known = [(label_of(field), field) for field in fields()]
    marked = [(tr("Tick: {group}", group=label_of(flag)), flag) for flag in flags]
    other = [(now, now)] if now and not is_field(now) else []
    return [(tr("(not read)"), ""), *known, *marked, *other]


def _columns() -> list[Column]:
    return [
        Column(tr("Worksheet"), lambda fact: fact.sheet, 90),
        Column(tr("Column"), lambda fact: fact.letter, 50),
        Column(tr("Heading"), lambda fact: fact.heading or "—", 150),
        Column(tr("What stands in it"), lambda fact: "　".join(fact.samples) or tr("nothing"), 330),
        Column(tr("Is taken for"), lambda _: "", 170),
        Column(tr("Why"), lambda fact: basis_words(fact.basis, is_doubtful=fact.is_doubtful), 240),
    ]
