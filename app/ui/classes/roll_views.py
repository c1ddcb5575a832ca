"""The three views of the roll call side by side, people, days and totals, with their scroll bars and the foot."""

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollBar, QVBoxLayout

from app.i18n import tr
from app.ui import theme
from app.ui.classes.roll_foot import Foot
from app.ui.classes.roll_grid import ROW_HEIGHT, RollGrid
from app.ui.classes.roll_model import RollModel
from app.ui.classes.roll_sides import SideView
from app.ui.pieces import label

LEFT_WIDTHS, LEFT_NARROW = (38, 82, 62, 88), (36, 76, 58)
RIGHT_WIDTHS, RIGHT_NARROW = (38, 38, 38, 38, 104), (34, 34, 34, 34, 92)


class RollViews(QVBoxLayout):
    """The layout of the roll call."""

    def __init__(self, model: RollModel) -> None:
        super().__init__()
        self.grid = RollGrid(model)
        self.left = SideView(self.grid, _left_headings(), LEFT_WIDTHS, at_right=False)
        self.right = SideView(self.grid, _right_headings(), RIGHT_WIDTHS, at_right=True)
        self.left.setAccessibleName(tr("People on the roll"))
        self.right.setAccessibleName(tr("Totals"))
        down, across = QScrollBar(Qt.Orientation.Vertical), QScrollBar(Qt.Orientation.Horizontal)
        views = QHBoxLayout()
        views.setSpacing(0)
        for part in (self.left, _line(), self.grid, _line(), self.right, down):
            views.addWidget(part, 1 if part is self.grid else 0)
        self.setSpacing(0)
        self.addLayout(views, 1)
        self.addWidget(Foot(self.grid))
        self.addWidget(across)
        _link(down, self.grid.verticalScrollBar())
        _link(across, self.grid.horizontalScrollBar())
        self.grid.selectionModel().currentChanged.connect(self._moved)

    def narrow(self, *, is_narrow: bool) -> None:
        """Fit a small window, or a large one."""
        self.left.narrow(LEFT_NARROW if is_narrow else LEFT_WIDTHS)
        self.right.narrow(RIGHT_NARROW if is_narrow else RIGHT_WIDTHS)

    def find(self, text: str) -> None:
        """Hide everyone who does not fit what was typed, and go to the first who does."""
        typed, first = text.strip().lower(), None
        for at, person in enumerate(self.grid.roll.people):
            words = (person.name, person.pinyin, person.initials)
            fits = not typed or any(typed in word for word in words) or person.id_tail.lower().endswith(typed)
            for view in (self.left, self.grid, self.right):
                view.setRowHidden(at, not fits)
            first = at if fits and first is None else first
        here = self.grid.cell()
        if typed and first is not None and here is not None:
            self.grid.go(first, here[1])

    def _moved(self, now: QModelIndex, before: QModelIndex) -> None:
        if now.row() != before.row():
            for row in {now.row(), before.row()} - {-1}:
                for view in (self.left, self.right):
                    view.viewport().update(0, view.rowViewportPosition(row), view.viewport().width(), ROW_HEIGHT)


def _left_headings() -> dict[int, str]:
    return dict(enumerate((tr("No."), tr("Name"), tr("ID tail"), tr("Village"))))


def _right_headings() -> dict[int, str]:
    words = (tr("here"), tr("late"), tr("absent"), tr("excused"), tr("rate so far"))
    return {place - len(words): word for place, word in enumerate(words)}


def _line() -> QLabel:
    line = label("")
    line.setFixedWidth(1)
    line.setStyleSheet(f"background:{theme.LINE_DARK}")
    return line


def _link(shown: QScrollBar, hidden: QScrollBar) -> None:
    """Let a scroll bar beside the three views stand for that of the grid, so that their heights are the same."""

    def follow(least: int, most: int) -> None:
        shown.setRange(least, most)
        shown.setPageStep(hidden.pageStep())
        shown.setSingleStep(ROW_HEIGHT)
        shown.setVisible(most > least)

    hidden.rangeChanged.connect(follow)
    hidden.valueChanged.connect(shown.setValue)
    shown.valueChanged.connect(hidden.setValue)
    follow(hidden.minimum(), hidden.maximum())
