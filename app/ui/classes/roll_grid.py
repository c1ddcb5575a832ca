"""The grid of the roll call: Excel's keys, one key a mark; names stay at the left and totals at the right."""

import time
from collections.abc import Iterable

from PySide6.QtCore import QEvent, QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView

from app.i18n import tr
from app.ui.classes.roll_model import LEFT, RIGHT, Cell, RollModel
from app.ui.classes.roll_painting import CellPainter, DayHeader, SideHeader
from app.ui.classes.roll_words import PRESENT, signs

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
PLAIN = Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier


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

    def __init__(self, model: RollModel) -> None:
        super().__init__()
        self.roll = model
        self._typed, self._typed_at = "", 0.0
        self.setHorizontalHeader(DayHeader(model, self))
        self.setModel(model)
        self.setItemDelegate(CellPainter(model, self, self))
        self.setAccessibleName(tr("Roll call"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        model.modelReset.connect(self.arrange)

    def arrange(self) -> None:
        """Fit the columns to the roll call at hand."""
        prepare(self, range(LEFT, LEFT + self.roll.lessons))
        self._stretch()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._stretch()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not (self.currentIndex().isValid() and self._took(event)):
            super().keyPressEvent(event)

    def _took(self, event: QKeyEvent) -> bool:
        """True if the key was one of the roll call's own."""
        pressed, keys = KEYS(event.key()), event.modifiers()
        if pressed == KEYS.Key_D and keys & Qt.KeyboardModifier.ControlModifier:
            self.fill_down()
        elif keys & ~PLAIN:
            return False
        elif pressed in STATUS_KEYS:
            self.put(STATUS_KEYS[pressed])
        elif pressed in STEPS:
            down, right = STEPS[pressed]
            is_back = keys & Qt.KeyboardModifier.ShiftModifier and pressed != KEYS.Key_Backtab
            self.step(-down if is_back else down, right)
        elif event.text().isalpha() and event.text().isascii():
            self._jump(event.text().lower())
        else:
            return False
        return True

    def event(self, event: QEvent) -> bool:
        # Tab goes to the next lesson, as in a spreadsheet; Ctrl+Tab and Esc lead out of the grid.
        tabs = (KEYS.Key_Tab, KEYS.Key_Backtab)
        is_tab = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in tabs
        if is_tab and isinstance(event, QKeyEvent) and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.keyPressEvent(event)
            return True
        return super().event(event)

    def cell(self) -> Cell | None:
        """Where the clerk is."""
        index = self.currentIndex()
        return (index.row(), index.column() - LEFT) if index.isValid() else None

    def chosen(self) -> list[Cell]:
        """Every cell that is chosen, without those of rows that the search hides."""
        return [
            (index.row(), index.column() - LEFT)
            for index in self.selectedIndexes()
            if 0 <= index.column() - LEFT < self.roll.lessons and not self.isRowHidden(index.row())
        ]

    def go(self, person: int, lesson: int) -> None:
        """Go to a cell."""
        person = max(0, min(person, len(self.roll.people) - 1))
        lesson = max(0, min(lesson, self.roll.lessons - 1))
        self.setCurrentIndex(self.roll.index(person, LEFT + lesson))

    def step(self, down: int, right: int) -> None:
        """Go on by so many rows and lessons, past rows that are hidden."""
        person, lesson = self.cell() or (0, 0)
        person += down
        while 0 <= person < len(self.roll.people) and self.isRowHidden(person):
            person += down or 1
        if 0 <= person < len(self.roll.people):
            self.go(person, lesson + right)

    def put(self, status: str) -> None:
        """Mark what is chosen, and go on to the next person if that is one cell."""
        cells, here = self.chosen(), self.cell()
        if not cells or here is None or self.roll.board is None:
            return
        lesson = self.roll.board.lessons[here[1]]
        day = f"{lesson.day.month}/{lesson.day.day}"
        if here[1] > self.roll.last_open:
            self.said.emit(tr("{day} has not come yet; nothing was marked.", day=day))
            return
        self.roll.put(dict.fromkeys(cells, status))
        name = self.roll.people[here[0]].name
        who = name if len(cells) == 1 else tr("{count} cells", count=len(cells))
        self.said.emit(f"{who} · {day} {lesson.half_day_label} · {signs()[status].word}")
        if len(cells) == 1:
            self.step(1, 0)

    def fill_down(self) -> None:
        """Give every chosen cell the mark of the topmost in its lesson."""
        cells = sorted(self.chosen())
        top: dict[int, str] = {}
        for cell in cells:
            top.setdefault(cell[1], self.roll.mark_at(cell))
        count = self.roll.put({cell: top[cell[1]] for cell in cells})
        self.said.emit(tr("{count} marks were filled down; Ctrl+Z takes them back.", count=count))

    def all_present(self) -> None:
        """Mark everyone present who has no mark in this lesson."""
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
        self._typed = (self._typed if now - self._typed_at < TYPING_PAUSE else "") + letter
        self._typed_at = now
        _, lesson = self.cell() or (0, 0)
        for at, person in enumerate(self.roll.people):
            if person.initials.startswith(self._typed):
                self.go(at, lesson)
                self.said.emit(tr("{name} ({typed})", name=person.name, typed=self._typed))
                return
        self.said.emit(tr("Nobody here has the initials “{typed}”.", typed=self._typed))

    def _stretch(self) -> None:
        lessons = self.roll.lessons
        if not lessons:
            return
        width = self.viewport().width()
        each = max(NARROWEST, min(WIDEST, width // lessons))
        spare = max(0, min(width - each * lessons, lessons)) if each < WIDEST else 0
        for place in range(lessons):
            self.setColumnWidth(LEFT + place, each + (place < spare))


class SideView(QTableView):
    """The names at the left or the totals at the right; they scroll with the days."""

    def __init__(self, grid: RollGrid, headings: dict[int, str], widths: tuple[int, ...], *, at_right: bool) -> None:
        super().__init__()
        self._grid, self._widths, self._at_right = grid, widths, at_right
        self.setHorizontalHeader(SideHeader(headings, self))
        self.setModel(grid.roll)
        self.setItemDelegate(CellPainter(grid.roll, grid, self))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setFixedWidth(sum(widths))
        grid.verticalScrollBar().valueChanged.connect(self.verticalScrollBar().setValue)
        self.verticalScrollBar().valueChanged.connect(grid.verticalScrollBar().setValue)
        self.clicked.connect(self._to_grid)
        grid.roll.modelReset.connect(self.arrange)

    def arrange(self) -> None:
        """Fit the columns to the roll call at hand."""
        count = self._grid.roll.columnCount()
        first = count - RIGHT if self._at_right else 0
        columns = range(first, first + len(self._widths)) if count else range(0)
        prepare(self, columns)
        for column, width in zip(columns, self._widths, strict=False):
            self.setColumnWidth(column, width)

    def narrow(self, widths: tuple[int, ...]) -> None:
        """Take these widths from now on."""
        self._widths = widths
        self.setFixedWidth(sum(widths))
        self.arrange()

    def _to_grid(self, index: QModelIndex) -> None:
        _, lesson = self._grid.cell() or (0, 0)
        self._grid.go(index.row(), lesson)
        self._grid.setFocus()
