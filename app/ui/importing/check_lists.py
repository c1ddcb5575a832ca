"""The two lists beside the people of a roster: rows that name nobody, and what the rules of the chosen class say."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QFrame

from app.errors import XiangxunError
from app.i18n import tr
from app.ledger.eligibility import PersonFinding
from app.ledger.rosters import ImportOutcome
from app.ui.columns import DISPLAY, Column, Index, RowsModel
from app.ui.forms import Hint
from app.ui.importing.checking import PassedRow
from app.ui.pieces import card, label, list_view, pile_of
from app.ui.theme import AMBER, RED


class PassedList(QFrame):
    """Totals, signatures, notes: shown, so that nobody is passed over unseen."""

    def __init__(self) -> None:
        super().__init__()
        columns = [
            Column(tr("Worksheet"), lambda row: row.sheet, 110),
            Column(tr("Row"), lambda row: row.row, 56, is_figure=True),
            Column(tr("Taken for"), lambda row: row.why, 170),
            Column(tr("What stands in it"), lambda row: row.text, 500),
        ]
        self.rows = RowsModel(columns, self)
        self.list = list_view(self.rows, tr("Rows passed over"))
        told = tr("These rows name nobody and are not imported. If a person is among them, mend the row in the file.")
        layout = pile_of(label(told, "muted", wraps=True), card(pile_of(self.list)))
        layout.setContentsMargins(0, 0, 0, 0)
        self.setLayout(layout)

    def show_rows(self, rows: Sequence[PassedRow]) -> None:
        """Show these."""
        if self.rows.rows != tuple(rows):
            self.rows.show_rows(rows)


class FindingsModel(RowsModel):
    """What rules say of people; what keeps somebody out is red."""

    def data(self, index: Index, role: int = DISPLAY) -> Any:
        if role == Qt.ItemDataRole.ForegroundRole and index.column() == 1:
            found: PersonFinding = self.row_at(index.row())
            return QColor(RED if found.is_block else AMBER)
        return super().data(index, role)


def finding_columns() -> list[Column]:
    """What is told of a finding of the class's rules."""
    return [
        Column(tr("Name"), lambda found: found.name or tr("The class as a whole"), 120),
        Column(tr("Consequence"), lambda found: tr("not enrolled") if found.is_block else tr("enrolled, mind"), 110),
        Column(tr("What the rules say"), lambda found: str(found.finding), 620),
    ]


class JoiningList(QFrame):
    """Whom the rules of the chosen class keep out, and what they say of the others, before anything is written."""

    def __init__(self) -> None:
        super().__init__()
        self.rows = FindingsModel(finding_columns(), self)
        self.list = list_view(self.rows, tr("Rules of the class"))
        self.words = Hint()
        self.blocks = False
        layout = pile_of(self.words, card(pile_of(self.list)))
        layout.setContentsMargins(0, 0, 0, 0)
        self.setLayout(layout)

    def show_outcome(self, outcome: ImportOutcome | Exception | None) -> None:
        """Show what would come of enrolling them; None for too many people to try it."""
        if not isinstance(outcome, ImportOutcome):
            self.rows.show_rows(())
            self.blocks = outcome is not None
            later = tr("So many people are held against the rules of the class only when they are imported.")
            why = outcome.sentence() if isinstance(outcome, XiangxunError) else str(outcome or later)
            self.words.tell(why, "wrong" if outcome else "")
            return
        counts, self.blocks = outcome.counts, bool(outcome.not_enrolled)
        self.rows.show_rows([*outcome.not_enrolled, *outcome.findings])
        told = {"enrolled": counts.enrolled, "already": counts.already_enrolled, "kept": counts.not_enrolled}
        self.words.tell(
            tr("Would be enrolled: {enrolled}; in the class already: {already}; kept out by a rule: {kept}.", **told)
        )

    def clear(self) -> None:
        """No class is chosen, or nothing is known yet."""
        self.rows.show_rows(())
        self.blocks = False
        self.words.tell(tr("Being worked out…"))
