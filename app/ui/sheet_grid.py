"""A table that is filled in like a spreadsheet: type over, F2, Enter down, Tab right, Ctrl+D, a block pasted, undo."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QTableView, QWidget

from app.ui.columns import DISPLAY, Column, Index, RowsModel
from app.ui.pieces import ROW_HEIGHT, dress
from app.ui.theme import AMBER_LIGHT, RED_LIGHT

Cell = tuple[int, int]  # row and column
Filled = Mapping[Cell, str]
EDIT, FIELD, HINT = Qt.ItemDataRole.EditRole, Qt.ItemDataRole.BackgroundRole, Qt.ItemDataRole.ToolTipRole
FIELDS = {"wrong": QColor(RED_LIGHT), "warn": QColor(AMBER_LIGHT)}
PASTE, COPY = QKeySequence.StandardKey.Paste, QKeySequence.StandardKey.Copy
UNDO, REDO = QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo
KEYS, CONTROL = Qt.Key, Qt.KeyboardModifier.ControlModifier
SUBMITTED = QAbstractItemDelegate.EndEditHint.SubmitModelCache
TABS = (KEYS.Key_Tab, KEYS.Key_Backtab)
CELL_STEPS = {
    KEYS.Key_Return: (1, 0),
    KEYS.Key_Enter: (1, 0),
    KEYS.Key_Tab: (0, 1),
    KEYS.Key_Backtab: (0, -1),
}


@dataclass(frozen=True)
class SheetColumn(Column):
    """A column of a sheet: whether it may be typed in, and what is odd about a cell: ("wrong"|"warn", why) or None."""

    is_open: bool = False
    oddity: Callable[[Any], tuple[str, str] | None] = lambda _: None


class SheetModel(RowsModel):
    """Rows whose open cells can be filled in; `filled` tells a step as {(row, column): text}; a paste is one step."""

    filled = Signal(object)

    def __init__(self, columns: Sequence[SheetColumn], parent: QObject | None = None) -> None:
        super().__init__(columns, parent)
        self._sheet = tuple(columns)
        self._undone: list[tuple[Filled, Filled]] = []
        self._done: list[tuple[Filled, Filled]] = []

    def is_open(self, index: Index) -> bool:
        """True for a cell that may be filled in."""
        return index.isValid() and self._sheet[index.column()].is_open

    def flags(self, index: Index) -> Qt.ItemFlag:
        plain = super().flags(index)
        return plain | Qt.ItemFlag.ItemIsEditable if self.is_open(index) else plain

    def data(self, index: Index, role: int = DISPLAY) -> Any:
        if role == EDIT:
            return super().data(index, DISPLAY)
        if role in (FIELD, HINT):
            odd = self._sheet[index.column()].oddity(self.row_at(index.row()))
            return None if odd is None else FIELDS[odd[0]] if role == FIELD else odd[1]
        return super().data(index, role)

    def setData(self, index: Index, value: Any, role: int = EDIT) -> bool:
        if role != EDIT or not self.is_open(index):
            return False
        self.fill({(index.row(), index.column()): str(value).strip()})
        return True

    def fill(self, wanted: Filled) -> int:
        """Fill these cells in as one step; gives how many differ from before."""
        before = {cell: self._now(cell) for cell in wanted}
        changed = {cell: text for cell, text in wanted.items() if text != before[cell]}
        if changed:
            self._done.append(({cell: before[cell] for cell in changed}, changed))
            self._undone.clear()
            self.filled.emit(changed)
        return len(changed)

    def undo(self) -> bool:
        """Take the last step back; False if there is none."""
        return self._move(self._done, self._undone, 0)

    def redo(self) -> bool:
        """Take the last step that was taken back once more; False if there is none."""
        return self._move(self._undone, self._done, 1)

    def forget_steps(self) -> None:
        """Begin anew: other rows are here now."""
        self._done.clear()
        self._undone.clear()

    def take_back(self, wanted: Filled) -> None:
        """Drop a step that could not be kept, so that undo does not meet it."""
        self._done = [step for step in self._done if step[1] != wanted]

    def replace_row(self, place: int, row: Any) -> None:
        """Show another row at this place."""
        self.rows = (*self.rows[:place], row, *self.rows[place + 1 :])
        self.dataChanged.emit(self.index(place, 0), self.index(place, self.columnCount() - 1))

    def _move(self, here: list[tuple[Filled, Filled]], there: list[tuple[Filled, Filled]], side: int) -> bool:
        if not here:
            return False
        step = here.pop()
        there.append(step)
        self.filled.emit(step[side])
        return True

    def _now(self, cell: Cell) -> str:
        return str(super().data(self.index(*cell), DISPLAY) or "")


class SheetGrid(QTableView):
    """The view of a sheet; `said` tells what a paste or fill did."""

    said = Signal(str)
    refused = Signal(int)  # cells of a pasted block that fell outside the open cells

    def __init__(self, model: SheetModel, name: str) -> None:
        super().__init__()
        self.sheet = model
        self.setModel(model)
        dress(self, model.columns, name)
        self.setShowGrid(True)
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.AnyKeyPressed | triggers.EditKeyPressed | triggers.DoubleClicked)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {PASTE: self.paste, COPY: self.copy, UNDO: self.sheet.undo, REDO: self.sheet.redo}
        for sequence, deed in steps.items():
            if event.matches(sequence):
                deed()
                return
        if not self._took(event):
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        # Tab goes to the next cell, as in a spreadsheet; Ctrl+Tab leads out of the sheet.
        is_key = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress
        if is_key and isinstance(event, QKeyEvent) and event.key() in TABS and not event.modifiers() & CONTROL:
            self.step(*CELL_STEPS[KEYS(event.key())])
            return True
        return super().event(event)

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        super().closeEditor(editor, hint)
        if hint == SUBMITTED:
            self.step(1, 0)

    def step(self, down: int, right: int) -> None:
        """Go on by so many rows and columns, where there are any."""
        here = self.currentIndex()
        there = self.sheet.index(here.row() + down, here.column() + right)
        if there.isValid():
            self.setCurrentIndex(there)

    def paste(self) -> None:
        """Put the block on the clipboard down from the current cell; one value fills every chosen cell."""
        block = [line.split("\t") for line in QGuiApplication.clipboard().text().rstrip("\r\n").splitlines()]
        here = self.currentIndex()
        if not block or not here.isValid():
            return
        wanted = self._spread(block) if len(block) == 1 and len(block[0]) == 1 else self._laid(block, here)
        fits = {cell: text for cell, text in wanted.items() if self.sheet.is_open(self.sheet.index(*cell))}
        self.sheet.fill(fits)
        if len(wanted) > len(fits):
            self.refused.emit(len(wanted) - len(fits))

    def copy(self) -> None:
        """Copy what is chosen, so that a spreadsheet takes it."""
        lines: dict[int, list[str]] = {}
        for index in sorted(self.selectedIndexes(), key=lambda each: (each.row(), each.column())):
            lines.setdefault(index.row(), []).append(str(index.data() or ""))
        QGuiApplication.clipboard().setText("\n".join("\t".join(line) for line in lines.values()))

    def fill_down(self) -> None:
        """Give every chosen cell what stands in the topmost of its column."""
        chosen = sorted((index.row(), index.column()) for index in self.selectedIndexes() if self.sheet.is_open(index))
        top: dict[int, str] = {}
        for row, column in chosen:
            top.setdefault(column, str(self.sheet.index(row, column).data() or ""))
        self.sheet.fill({cell: top[cell[1]] for cell in chosen})

    def clear(self) -> None:
        """Empty every chosen cell."""
        cells = [(index.row(), index.column()) for index in self.selectedIndexes() if self.sheet.is_open(index)]
        self.sheet.fill(dict.fromkeys(cells, ""))

    def _took(self, event: QKeyEvent) -> bool:
        pressed = KEYS(event.key())
        if event.modifiers() & CONTROL and pressed == KEYS.Key_D:
            self.fill_down()
        elif event.modifiers() & CONTROL:
            return False
        elif pressed in (KEYS.Key_Delete, KEYS.Key_Backspace):
            self.clear()
        elif pressed in CELL_STEPS:
            down, right = CELL_STEPS[pressed]
            self.step(-down if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else down, right)
        else:
            return False
        return True

    def _spread(self, block: list[list[str]]) -> Filled:
        chosen = [(index.row(), index.column()) for index in self.selectedIndexes()]
        return dict.fromkeys(chosen, block[0][0].strip())

    def _laid(self, block: list[list[str]], here: QModelIndex) -> Filled:
        return {
            (here.row() + down, here.column() + right): text.strip()
            for down, line in enumerate(block)
            for right, text in enumerate(line)
        }
