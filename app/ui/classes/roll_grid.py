"""The grid of the roll call: Excel's keys, one key a mark; names stay at the left and totals at the right."""

import time
from collections.abc import Iterable

from PySide6.QtCore import QCoreApplication, QEvent, QItemSelection, QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView

from app.i18n import tr
from app.ui.classes.roll_clipboard import block_of, lay, spread
from app.ui.classes.roll_days import DaysPainter, strokes
from app.ui.classes.roll_header import DayHeader
from app.ui.classes.roll_model import LEFT, Cell, RollModel
from app.ui.classes.roll_words import PRESENT, signs
from app.ui.clipboard import put_block, take_block
from app.ui.columns import Index

ROW_HEIGHT, NARROWEST, WIDEST, TYPING_PAUSE = 25, 18, 34, 1.2
KEYS = Qt.Key
STATUS_KEYS = {
    KEYS.Key_1: "present",
    KEYS.Key_2: "late",
    KEYS.Key_3: "absent",
    KEYS.Key_4: "excused",
    KEYS.Key_5: "sick",
    KEYS.Key_6: "left_early",
    KEYS.Key_Space: PRESENT,
    KEYS.Key_Delete: "",
    KEYS.Key_Backspace: "",
}
STEPS = {
    KEYS.Key_Return: (1, 0),
    KEYS.Key_Enter: (1, 0),
    KEYS.Key_Tab: (0, 1),
    KEYS.Key_Backtab: (0, -1),
}
ARROWS = {KEYS.Key_Down: (1, 0), KEYS.Key_Up: (-1, 0), KEYS.Key_Right: (0, 1), KEYS.Key_Left: (0, -1)}
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
ONLY = QItemSelectionModel.SelectionFlag.ClearAndSelect
PLAIN = Qt.KeyboardModifier.KeypadModifier | SHIFT
MOVES = QAbstractItemView.CursorAction
LEAPS = {
    KEYS.Key_Home: MOVES.MoveHome,
    KEYS.Key_End: MOVES.MoveEnd,
    KEYS.Key_PageUp: MOVES.MovePageUp,
    KEYS.Key_PageDown: MOVES.MovePageDown,
}


def prepare(view: QTableView, columns: Iterable[int]) -> None:
    """Let a view show these columns of its model alone, the way the three views stand side by side."""
    view.setShowGrid(False)
    view.setFrameShape(QFrame.Shape.NoFrame)
    view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    view.setTabKeyNavigation(False)
    view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    rows, header = view.verticalHeader(), view.horizontalHeader()
    rows.hide()
    for each in (rows, header):
        each.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        each.setMinimumSectionSize(10)
    rows.setDefaultSectionSize(ROW_HEIGHT)
    wanted = set(columns)
    for column in range(view.model().columnCount()):
        view.setColumnHidden(column, column not in wanted)


class RollGrid(QTableView):
    """The days; it takes the keys. It is not editable, or an input method would swallow the figures."""

    said = Signal(str)
    pasted = Signal(object)  # what a block came to, if some of its cells were left out

    def __init__(self, model: RollModel) -> None:
        super().__init__()
        self.roll = model
        self._typed, self._typed_at = "", 0.0
        self._anchor: Cell = (0, 0)
        self.setHorizontalHeader(DayHeader(model, self))
        self.setModel(model)
        # A model of its own: the headings do not tell what is chosen, and need not be painted anew at every step.
        self.horizontalHeader().setSelectionModel(QItemSelectionModel(model, self))
        self._painter = DaysPainter(model, self)
        self._words = {code: sign.word for code, sign in signs().items()}
        model.painted.connect(self._paint_now)
        # Everything is painted, so what scrolls is moved on the screen and not painted anew.
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(tr("Roll call"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        model.modelReset.connect(self.arrange)

    def _paint_now(self) -> None:
        """Paint all of the window that is to be painted; otherwise it would wait for what is being written."""
        QCoreApplication.sendPostedEvents(self.window(), QEvent.Type.UpdateRequest.value)

    def arrange(self) -> None:
        """Fit the columns to the roll call at hand."""
        prepare(self, range(LEFT, LEFT + self.roll.lessons))
        self._stretch()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._stretch()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        for exposed in strokes(event):
            self._painter.paint(painter, exposed)

    def currentChanged(self, now: Index, before: Index) -> None:
        super().currentChanged(now, before)
        self._typed = ""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not (self.currentIndex().isValid() and self._took(event)):
            super().keyPressEvent(event)

    def _took(self, event: QKeyEvent) -> bool:
        """True if the key was one of the roll call's own."""
        pressed, keys = KEYS(event.key()), event.modifiers()
        if pressed in LEAPS and not keys & ~(PLAIN | CONTROL):
            self._move(LEAPS[pressed], keys)
            return True
        if keys & CONTROL:
            return self._took_command(pressed, headed=bool(keys & SHIFT))
        if keys & ~PLAIN:
            return False
        if pressed in ARROWS and keys & SHIFT:
            self.extend(*ARROWS[pressed])
            return True
        if pressed in STATUS_KEYS:
            self.put(STATUS_KEYS[pressed])
        elif pressed in STEPS:
            down, right = STEPS[pressed]
            is_back = keys & SHIFT and pressed != KEYS.Key_Backtab
            self.step(-down if is_back else down, right)
        elif event.text().isalpha() and event.text().isascii():
            self._jump(event.text().lower())
        else:
            return False
        return True

    def _move(self, far: QAbstractItemView.CursorAction, keys: Qt.KeyboardModifier) -> None:
        """Go, or with Shift choose, as far as the view would; left to the view, Ctrl keeps the old cells chosen."""
        there, (person, lesson) = self.moveCursor(far, keys), self.cell() or (0, 0)
        down, right = there.row() - person, there.column() - LEFT - lesson
        if there.isValid() and keys & SHIFT:
            self.extend(down, right)
        elif there.isValid():
            self.go(person + down, lesson + right)

    def _took_command(self, pressed: Qt.Key, *, headed: bool) -> bool:
        if pressed == KEYS.Key_C:
            self.copy(headed=headed)
        elif pressed == KEYS.Key_V:
            self.paste()
        elif pressed == KEYS.Key_D:
            self.fill_down()
        elif pressed in ARROWS:
            self.leap(*ARROWS[pressed])
        else:
            return False
        return True

    def event(self, event: QEvent) -> bool:
        # Tab goes to the next lesson, as in a spreadsheet; Ctrl+Tab and Esc lead out of the grid.
        tabs = (KEYS.Key_Tab, KEYS.Key_Backtab)
        is_tab = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in tabs
        if is_tab and isinstance(event, QKeyEvent) and not event.modifiers() & CONTROL:
            self.keyPressEvent(event)
            return True
        return super().event(event)

    def cell(self) -> Cell | None:
        """Where the clerk is."""
        index = self.currentIndex()
        return (index.row(), index.column() - LEFT) if index.isValid() else None

    def chosen(self) -> list[Cell]:
        """Every cell that is chosen, without those of rows that the search hides; the framed one is always of them."""
        found = [
            (index.row(), index.column() - LEFT)
            for index in self.selectedIndexes()
            if 0 <= index.column() - LEFT < self.roll.lessons and not self.isRowHidden(index.row())
        ]
        here = self.cell()
        return found if here is None or here in found or self.isRowHidden(here[0]) else [here]

    def go(self, person: int, lesson: int) -> None:
        """Go to a cell."""
        person, lesson = self._within(person, lesson)
        self._anchor = (person, lesson)
        # Not by the view: with Ctrl still held, as after Ctrl+Z, it would leave the old cells chosen.
        self.selectionModel().setCurrentIndex(self._index(person, lesson), ONLY)

    def extend(self, down: int, right: int) -> None:
        """Choose every cell from the one where it began to the one so many further."""
        person, lesson = self.cell() or (0, 0)
        if len(self.chosen()) <= 1:
            self._anchor = (person, lesson)
        there = self._index(*self._within(self._shown(person + down, down) if down else person, lesson + right))
        model = self.selectionModel()
        model.select(QItemSelection(self._index(*self._anchor), there), ONLY)
        model.setCurrentIndex(there, QItemSelectionModel.SelectionFlag.NoUpdate)

    def leap(self, down: int, right: int) -> None:
        """Go to the first or last person, or to the first lesson or the last that may be marked."""
        person, lesson = self.cell() or (0, 0)
        if down:
            person = self._shown(0 if down < 0 else len(self.roll.people) - 1, -down)
        elif right:
            lesson = 0 if right < 0 else max(0, self.roll.last_open)
        self.go(person, lesson)

    def step(self, down: int, right: int) -> None:
        """Go on by so many rows and lessons, past rows that are hidden."""
        person, lesson = self.cell() or (0, 0)
        person = self._shown(person + down, down or 1)
        if 0 <= person < len(self.roll.people):
            self.go(person, lesson + right)

    def _shown(self, person: int, down: int) -> int:
        """The place of this person, or of the next one in sight; outside the roll call if there is none."""
        while 0 <= person < len(self.roll.people) and self.isRowHidden(person):
            person += down
        return person

    def _within(self, person: int, lesson: int) -> Cell:
        people = max(0, min(person, len(self.roll.people) - 1))
        return people, max(0, min(lesson, self.roll.lessons - 1))

    def _index(self, person: int, lesson: int) -> QModelIndex:
        return self.roll.index(person, LEFT + lesson)

    def put(self, status: str) -> None:
        """Mark what is chosen, and go on to the next person if that is one cell."""
        self._typed = ""
        cells, here = self.chosen(), self.cell()
        if not cells or here is None or self.roll.board is None or not self.roll.takes_marks:
            return
        lesson = self.roll.board.lessons[here[1]]
        day = f"{lesson.day.month}/{lesson.day.day}"
        if here[1] > self.roll.last_open:
            self.said.emit(tr("{day} has not come yet; nothing was marked.", day=day))
            return
        why = self.roll.hindrance(here) if len(cells) == 1 else ""
        if why:
            self.said.emit(tr("Nothing was marked: {why}.", why=why))
            return
        name = self.roll.people[here[0]].name
        who = name if len(cells) == 1 else tr("{count} cells", count=len(cells))
        self.said.emit(f"{who} · {day} {lesson.half_day_label} · {self._words[status]}")
        # First the step, then the mark: both are painted at once, before the writing begins.
        if len(cells) == 1:
            self.step(1, 0)
        self.roll.put(dict.fromkeys(cells, status))

    def fill_down(self) -> None:
        """Give every chosen cell the mark of the topmost in its lesson."""
        cells = sorted(self.chosen())
        top: dict[int, str] = {}
        for cell in cells:
            top.setdefault(cell[1], self.roll.mark_at(cell))
        count = self.roll.put({cell: top[cell[1]] for cell in cells})
        self.said.emit(tr("{count} marks were filled down; Ctrl+Z takes them back.", count=count))

    def copy(self, *, headed: bool = False) -> None:
        """Copy what is chosen for a spreadsheet; with days and names if `headed`."""
        cells = self.chosen()
        if cells:
            put_block(block_of(self.roll, cells, headed=headed))
            self.said.emit(tr("{count} cells copied.", count=len(cells)))

    def paste(self) -> None:
        """Mark by the block on the clipboard, down from the cell at hand; one value goes to every chosen cell."""
        here = self.cell()
        rows = (
            [] if here is None else [row for row in range(here[0], len(self.roll.people)) if not self.isRowHidden(row)]
        )
        block = take_block(len(rows), self.roll.lessons - here[1] if here else 0)
        if here is None or not any(word.strip() for line in block.cells for word in line):
            self.said.emit(tr("There is nothing on the clipboard to paste."))
            return
        if block.single is not None:
            pasted = spread(self.roll, block.single, self.chosen())
        else:
            pasted = lay(self.roll, block, rows, here[1])
        count = self.roll.put(pasted.wanted)
        self.said.emit(tr("{count} marks were pasted; Ctrl+Z takes them back.", count=count))
        if pasted.refused:
            self.pasted.emit(pasted)

    def all_present(self) -> None:
        """Mark everyone present who has no mark in this lesson."""
        self._typed = ""
        here = self.cell()
        if here is None or here[1] > self.roll.last_open:
            self.said.emit(tr("This day has not come yet; nothing was marked."))
            return
        people = [at for at, each in enumerate(self.roll.people) if each.is_open]
        missing = {(at, here[1]): PRESENT for at in people if not self.roll.mark_at((at, here[1]))}
        count = self.roll.put(missing)
        self.said.emit(tr("{count} people marked present; Ctrl+Z takes it back.", count=count))

    def _jump(self, letter: str) -> None:
        now = time.monotonic()
        typed = (self._typed if now - self._typed_at < TYPING_PAUSE else "") + letter
        _, lesson = self.cell() or (0, 0)
        found = next((at for at, person in enumerate(self.roll.people) if person.initials.startswith(typed)), None)
        if found is None:
            self.said.emit(tr("Nobody here has the initials “{typed}”.", typed=typed))
        else:
            self.go(found, lesson)
            self.said.emit(tr("{name} ({typed})", name=self.roll.people[found].name, typed=typed))
        # Only now: whatever else moves the frame ends the word.
        self._typed, self._typed_at = typed, now

    def _stretch(self) -> None:
        lessons = self.roll.lessons
        if not lessons:
            return
        width = self.viewport().width()
        each = max(NARROWEST, min(WIDEST, width // lessons))
        spare = max(0, min(width - each * lessons, lessons)) if each < WIDEST else 0
        for place in range(lessons):
            self.setColumnWidth(LEFT + place, each + (place < spare))
