"""What the clerk has said of one roster so far: columns, cells typed over, rows decided. Each step can be undone."""

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from app.ledger.importing.decisions import Decision
from app.ledger.importing.edits import CellKey, text_of
from app.ledger.importing.lines import Place
from app.ledger.importing.sheets import Cell
from app.ledger.roster_preview import RosterChoices, RosterFile


class Draft(QObject):
    """The choices for one file, and the steps that led to them."""

    changed = Signal()

    def __init__(self, file: RosterFile, choices: RosterChoices | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.file = file
        self.choices = choices or RosterChoices()
        self._done: list[RosterChoices] = []
        self._undone: list[RosterChoices] = []

    @property
    def is_touched(self) -> bool:
        """True if anything was said of the roster."""
        return self.choices != RosterChoices()

    def type_over(self, cells: Mapping[CellKey, str]) -> None:
        """Type into cells; what the sender wrote there is no edit."""
        edits = {**self.choices.edits, **cells}
        sent = {key: text_of(self._sheet_cell(key)) for key in cells}
        kept = {key: text for key, text in edits.items() if key not in sent or text != sent[key]}
        self._step(replace(self.choices, edits=kept))

    def decide_all(self, said: Mapping[Place, Decision | None]) -> None:
        """Say what is to become of rows, in one step; None leaves a row open again."""
        decisions = {**self.choices.decisions, **said}
        self._step(replace(self.choices, decisions={at: one for at, one in decisions.items() if one}))

    def take_column(self, key: str, field: str) -> None:
        """Say what a column holds; "" leaves it out."""
        self._step(replace(self.choices, columns={**(self.choices.columns or {}), key: field}))

    def read_sheet(self, name: str) -> None:
        """Read one sheet alone, or all of them with ""; decisions count rosters, so they begin anew."""
        kept = {key: text for key, text in self.choices.edits.items() if name in ("", key[0])}
        if name != self.choices.sheet:
            self._step(replace(self.choices, sheet=name, edits=kept, decisions={}))

    def begin_anew(self) -> None:
        """Forget everything that was said of the roster; that too can be taken back."""
        self._step(RosterChoices())

    def undo(self) -> bool:
        """Take the last step back; False if there is none."""
        return self._move(self._done, self._undone)

    def redo(self) -> bool:
        """Take the step once more; False if there is none."""
        return self._move(self._undone, self._done)

    def _sheet_cell(self, key: CellKey) -> Cell:
        sheet = next(sheet for sheet in self.file.sheets if sheet.name == key[0])
        return sheet.cell(key[1], key[2])

    def _step(self, choices: RosterChoices) -> None:
        if choices != self.choices:
            self._done.append(self.choices)
            self._undone.clear()
            self.choices = choices
            self.changed.emit()

    def _move(self, here: list[RosterChoices], there: list[RosterChoices]) -> bool:
        if not here:
            return False
        there.append(self.choices)
        self.choices = here.pop()
        self.changed.emit()
        return True


def where_changed(before: RosterChoices, after: RosterChoices) -> tuple[str, int] | Place | None:
    """The row in which two states of a draft differ: by its sheet and row, or by its place; None if in no row."""
    for cell in {**before.edits, **after.edits}:
        if before.edits.get(cell) != after.edits.get(cell):
            return cell[0], cell[1]
    for place in {**before.decisions, **after.decisions}:
        if before.decisions.get(place) != after.decisions.get(place):
            return place
    return None
