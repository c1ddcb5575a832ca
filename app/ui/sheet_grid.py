"""A table that is filled in like a spreadsheet: type over, F2, Enter down, Tab right, Ctrl+D, a block pasted, undo."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QKeySequence, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from app.ui.clipboard import Block, put_block, take_block
from app.ui.columns import DISPLAY, Column, Index, RowsModel
from app.ui.pieces import ROW_HEIGHT, dress
from app.ui.theme import ACCENT, ALTERNATE, AMBER_LIGHT, RED, RED_LIGHT
from app.ui.tips import tip

Cell = tuple[int, int]  # row and column
Filled = Mapping[Cell, str]
EDIT, FIELD, HINT = Qt.ItemDataRole.EditRole, Qt.ItemDataRole.BackgroundRole, Qt.ItemDataRole.ToolTipRole
INK = Qt.ItemDataRole.ForegroundRole
FIELDS = {"wrong": QColor(RED_LIGHT), "warn": QColor(AMBER_LIGHT)}
SHUT = QColor(ALTERNATE)
PASTE, COPY = QKeySequence.StandardKey.Paste, QKeySequence.StandardKey.Copy
UNDO, REDO = QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo
KEYS, CONTROL, SHIFT = Qt.Key, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
TRIGGERS = QAbstractItemView.EditTrigger
TABS = (KEYS.Key_Tab, KEYS.Key_Backtab)
ENTERS = (KEYS.Key_Return, KEYS.Key_Enter)
# What ends typing in a cell and goes on from it; sideways only where the old text was typed over, not while mending it.
ARROWS = {KEYS.Key_Up: (-1, 0), KEYS.Key_Down: (1, 0)}
SIDE_ARROWS = {KEYS.Key_Left: (0, -1), KEYS.Key_Right: (0, 1)}


@dataclass(frozen=True)
class SheetColumn(Column):
    """A column of a sheet: whether it may be typed in, and what is odd about a cell: ("wrong"|"warn", why) or None.

    `closed` says why the cell of one row is shut, `refusal` why a text cannot stand here, both "" if it is fine;
    `ink` is the colour of what a row shows, "" for the usual one.
    """

    is_open: bool = False
    oddity: Callable[[Any], tuple[str, str] | None] = lambda _: None
    closed: Callable[[Any], str] = lambda _: ""
    refusal: Callable[[str], str] = lambda _: ""
    ink: Callable[[Any], str] = lambda _: ""


@dataclass(frozen=True)
class WrongCell:
    """What was typed and cannot stand, and why: shown where it was typed until it is mended, never kept."""

    text: str
    why: str


class SheetModel(RowsModel):
    """Rows whose open cells can be filled in; `filled` tells a step as {(row, column): text}; a paste is one step."""

    filled = Signal(object)
    wrong_changed = Signal()

    def __init__(self, columns: Sequence[SheetColumn], parent: QObject | None = None) -> None:
        super().__init__(columns, parent)
        self._sheet: tuple[SheetColumn, ...] = tuple(columns)
        self._wrong: dict[Cell, WrongCell] = {}
        self._undone: list[tuple[Filled, Filled]] = []
        self._done: list[tuple[Filled, Filled]] = []

    @property
    def wrong(self) -> Mapping[Cell, WrongCell]:
        """The cells that hold what cannot stand."""
        return self._wrong

    def show_columns(self, columns: Sequence[SheetColumn]) -> None:
        """Show these columns instead, and no rows yet."""
        self.beginResetModel()
        self.columns = self._sheet = tuple(columns)
        self.rows = ()
        self._wrong.clear()
        self.endResetModel()

    def show_rows(self, rows: Sequence[Any]) -> None:
        self._wrong.clear()
        super().show_rows(rows)
        self.wrong_changed.emit()

    def is_open(self, index: Index) -> bool:
        """True for a cell that may be filled in."""
        if not index.isValid() or not self._sheet[index.column()].is_open:
            return False
        row = self.row_at(index.row())
        return row is not None and not self._sheet[index.column()].closed(row)

    def flags(self, index: Index) -> Qt.ItemFlag:
        plain = super().flags(index)
        return plain | Qt.ItemFlag.ItemIsEditable if self.is_open(index) else plain

    def data(self, index: Index, role: int = DISPLAY) -> Any:
        wrong = self._wrong.get((index.row(), index.column()))
        if role in (DISPLAY, EDIT):
            return wrong.text if wrong else super().data(index, DISPLAY)
        if role in (FIELD, HINT, INK):
            row, column = self.row_at(index.row()), self._sheet[index.column()]
            if row is None:
                return None
            return self._look(row, column, role) if wrong is None else _wrong_look(wrong, role)
        return super().data(index, role)

    def _look(self, row: Any, column: SheetColumn, role: int) -> Any:
        if role == INK:
            ink = column.ink(row)
            return QColor(ink) if ink else None
        odd, shut = column.oddity(row), column.is_open and column.closed(row)
        if odd is not None:
            return FIELDS[odd[0]] if role == FIELD else odd[1]
        return (SHUT if role == FIELD else shut) if shut else None

    def setData(self, index: Index, value: Any, role: int = EDIT) -> bool:
        if role != EDIT or not self.is_open(index):
            return False
        self.fill({(index.row(), index.column()): str(value).strip()})
        return True

    def fill(self, wanted: Filled) -> int:
        """Fill these cells in as one step; gives how many differ from before. What cannot stand is shown as wrong."""
        before = {cell: self._now(cell) for cell in wanted}
        changed = {cell: text for cell, text in wanted.items() if text != before[cell]}
        if changed:
            self._done.append(({cell: before[cell] for cell in changed}, changed))
            self._undone.clear()
            self._put(changed)
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
        """Drop a step that could not be kept, so that undo does not meet it; one being taken back stands again."""
        for steps, side in ((self._done, 1), (self._undone, 0)):
            for step in reversed(steps):
                if all(step[side].get(cell) == text for cell, text in wanted.items()):
                    steps.remove(step)
                    if side == 0:
                        self._done.append(step)
                    return

    def replace_row(self, place: int, row: Any) -> None:
        """Show another row at this place."""
        self.rows = (*self.rows[:place], row, *self.rows[place + 1 :])
        self.dataChanged.emit(self.index(place, 0), self.index(place, self.columnCount() - 1))

    def _move(self, here: list[tuple[Filled, Filled]], there: list[tuple[Filled, Filled]], side: int) -> bool:
        if not here:
            return False
        step = here.pop()
        there.append(step)
        self._put(step[side])
        return True

    def _put(self, step: Filled) -> None:
        refused = {cell: why for cell, text in step.items() if (why := self._sheet[cell[1]].refusal(text))}
        was_wrong = dict(self._wrong)
        for cell in step:
            self._wrong.pop(cell, None)
        self._wrong |= {cell: WrongCell(step[cell], why) for cell, why in refused.items()}
        for cell in step:
            self.dataChanged.emit(self.index(*cell), self.index(*cell))
        fits = {cell: text for cell, text in step.items() if cell not in refused}
        if fits:
            self.filled.emit(fits)
        if self._wrong != was_wrong:
            self.wrong_changed.emit()

    def _now(self, cell: Cell) -> str:
        return str(self.data(self.index(*cell), DISPLAY) or "")


def _wrong_look(wrong: WrongCell, role: int) -> Any:
    return {FIELD: FIELDS["wrong"], HINT: tip(wrong.why), INK: QColor(RED)}[Qt.ItemDataRole(role)]


class SheetDelegate(QStyledItemDelegate):
    """The field in a cell: Enter, Tab and the arrows end typing and go on, as in a spreadsheet."""

    left = Signal(object, object)  # the field, and the key with which the cell was left

    def __init__(self, grid: "SheetGrid") -> None:
        super().__init__(grid)
        self._grid = grid
        self.is_typed_over = False

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        # The frame below is the mark of where one stands; the style's own would grey the text.
        option.state &= ~QStyle.StateFlag.State_HasFocus  # type: ignore[attr-defined]  # the stubs lack it

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
        if index == self._grid.currentIndex():
            is_wrong = (index.row(), index.column()) in self._grid.sheet.wrong
            painter.setPen(QPen(QColor(RED if is_wrong else ACCENT), 2))
            painter.drawRect(option.rect.adjusted(1, 1, -1, -1))  # type: ignore[attr-defined]  # the stubs lack it

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and isinstance(watched, QWidget):
            pressed = KEYS(event.key())
            leaves = pressed in ENTERS or pressed in TABS or pressed in ARROWS
            if (leaves or (self.is_typed_over and pressed in SIDE_ARROWS)) and not event.modifiers() & CONTROL:
                # At once, where Qt would wait for its next round: the next key must find the next cell.
                self.commitData.emit(watched)
                self.closeEditor.emit(watched, QAbstractItemDelegate.EndEditHint.NoHint)
                self.left.emit(pressed, bool(event.modifiers() & SHIFT))
                return True
        return super().eventFilter(watched, event)


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
        self.setEditTriggers(TRIGGERS.AnyKeyPressed | TRIGGERS.EditKeyPressed | TRIGGERS.DoubleClicked)
        self._home: int | None = None  # the column to which Enter leads back after Tab
        self._field = SheetDelegate(self)
        self._field.left.connect(self._leave)
        self.setItemDelegate(self._field)

    def edit(self, *asked: Any) -> Any:
        """Open the field of a cell; whether the old text is typed over decides what the side arrows do in it."""
        self._field.is_typed_over = len(asked) > 1 and asked[1] == TRIGGERS.AnyKeyPressed
        return super().edit(*asked)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {PASTE: self.paste, COPY: self.copy, UNDO: self.undo, REDO: self.redo}
        for sequence, deed in steps.items():
            if event.matches(sequence):
                deed()
                return
        if not self._took(event):
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        # Tab goes to the next cell, as in a spreadsheet; from the last one it leads out of the sheet.
        is_key = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress
        if is_key and isinstance(event, QKeyEvent) and event.key() in TABS and not event.modifiers() & CONTROL:
            back = event.key() == KEYS.Key_Backtab or bool(event.modifiers() & SHIFT)
            return self.tab(-1 if back else 1) or super().event(event)
        return super().event(event)

    def currentChanged(self, now: Index, before: Index) -> None:
        super().currentChanged(now, before)
        self._home = None
        for index in (now, before):
            self.update(self.sheet.index(index.row(), index.column()))

    def step(self, down: int, right: int) -> None:
        """Go on by so many rows and columns, where there are any; hidden rows are passed over."""
        here = self.currentIndex()
        row, column = here.row() + down, here.column() + right
        while down and self.sheet.index(row, column).isValid() and self.isRowHidden(row):
            row += down
        there = self.sheet.index(row, column)
        if there.isValid():
            self.setCurrentIndex(there)

    def tab(self, way: int) -> bool:
        """Go on to the next open cell, in the next row if need be; False if there is none."""
        here, columns = self.currentIndex(), self.sheet.columnCount()
        home = here.column() if self._home is None else self._home
        place = here.row() * columns + here.column() + way
        while here.isValid() and 0 <= place < columns * self.sheet.rowCount():
            there = self.sheet.index(place // columns, place % columns)
            if self.sheet.is_open(there) and not self.isRowHidden(there.row()):
                self.setCurrentIndex(there)
                self._home = home if there.row() == here.row() else None
                return True
            place += way
        return False

    def enter(self, down: int) -> None:
        """Go on to the next row, to the column where the typing of this one began."""
        right = 0 if self._home is None else self._home - self.currentIndex().column()
        self.step(down, right)

    def undo(self) -> None:
        """Take the last step back."""
        self.sheet.undo()

    def redo(self) -> None:
        """Take the step once more."""
        self.sheet.redo()

    def paste(self) -> None:
        """Put the block on the clipboard down from the current cell; one value fills every chosen cell."""
        here, sheet = self.currentIndex(), self.sheet
        block = take_block(sheet.rowCount() - here.row(), sheet.columnCount() - here.column())
        if not block.cells or not here.isValid():
            return
        wanted = self._laid(block, here) if block.single is None else self._spread(block.single)
        fits = {cell: text for cell, text in wanted.items() if self.sheet.is_open(self.sheet.index(*cell))}
        self.sheet.fill(fits)
        if outside := len(wanted) - len(fits) + block.beyond:
            self.refused.emit(outside)

    def copy(self) -> None:
        """Copy what is chosen, so that a spreadsheet takes it."""
        lines: dict[int, list[str]] = {}
        for index in sorted(self._framed(), key=lambda each: (each.row(), each.column())):
            lines.setdefault(index.row(), []).append(str(index.data() or ""))
        put_block(lines.values())

    def fill_down(self) -> None:
        """Give every chosen cell what stands in the topmost of its column; a single row takes what stands above it."""
        chosen = self._chosen()
        rows = {row for row, _ in chosen}
        source = min(rows, default=0) - (1 if len(rows) == 1 else 0)
        top = {column: str(self.sheet.index(source, column).data() or "") for _, column in chosen}
        if source >= 0:
            self.sheet.fill({cell: top[cell[1]] for cell in chosen if cell[0] != source})

    def clear(self) -> None:
        """Empty every chosen cell."""
        self.sheet.fill(dict.fromkeys(self._chosen(), ""))

    def _framed(self) -> list[QModelIndex]:
        """What is chosen; the cell in the frame if that is not of it, as after Ctrl and a click."""
        chosen, here = self.selectedIndexes(), self.currentIndex()
        return chosen if here in chosen or not here.isValid() else [here]

    def _chosen(self) -> list[Cell]:
        """The chosen cells that are open and in sight; where the frame stands outside of them, that one alone."""
        found = [index for index in self._framed() if self.sheet.is_open(index)]
        return sorted((index.row(), index.column()) for index in found if not self.isRowHidden(index.row()))

    def _leave(self, pressed: Qt.Key, is_back: bool) -> None:
        self.setFocus()
        if pressed in ENTERS:
            self.enter(-1 if is_back else 1)
        elif pressed in TABS:
            self.tab(-1 if is_back or pressed == KEYS.Key_Backtab else 1)
        else:
            self.step(*(ARROWS | SIDE_ARROWS)[pressed])

    def _took(self, event: QKeyEvent) -> bool:
        pressed = KEYS(event.key())
        if event.modifiers() & CONTROL and pressed == KEYS.Key_D:
            self.fill_down()
        elif event.modifiers() & CONTROL:
            return False
        elif pressed in (KEYS.Key_Delete, KEYS.Key_Backspace):
            self.clear()
        elif pressed in ENTERS:
            self.enter(-1 if event.modifiers() & SHIFT else 1)
        else:
            return False
        return True

    def _spread(self, text: str) -> Filled:
        return dict.fromkeys([(index.row(), index.column()) for index in self._framed()], text.strip())

    def _laid(self, block: Block, here: QModelIndex) -> Filled:
        return {
            (here.row() + down, here.column() + right): text.strip()
            for down, line in enumerate(block.cells)
            for right, text in enumerate(line)
        }
