"""The skill groups: completed and under way, each against its target of the year."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QPainter

from app.i18n import mark, tr
from app.ledger.figures_training import ALL_GROUPS, GroupCount, TrainingFigures
from app.ui import theme
from app.ui.home.plot import DEEP, LIGHT, Plot

ROW, BAR, NAME, FIGURES = 34, 10, 82, 140
SIDE = Qt.AlignmentFlag
NAMES = {
    "traditional": mark("Traditional"),
    "service": mark("Service"),
    "professional": mark("Professional"),
    ALL_GROUPS: mark("All groups"),
}


class TargetPlot(Plot):
    """A row for each group and one for all of them; the target is a dark line across its bar."""

    def __init__(self) -> None:
        super().__init__(tr("Skill groups against their targets"))
        self.rows: tuple[GroupCount, ...] = ()

    def sizeHint(self) -> QSize:
        return QSize(420, 4 * ROW + 4)

    def minimumSizeHint(self) -> QSize:
        return QSize(300, max(1, len(self.rows)) * ROW + 4)

    def show_figures(self, figures: TrainingFigures) -> None:
        """Show this year; the line for all groups only where it has a target."""
        self.rows = (*figures.groups, figures.whole) if figures.whole.target else figures.groups
        self.setMinimumHeight(len(self.rows) * ROW + 4)
        self.tell([group_words(row) for row in self.rows])

    def bar_at(self, x: int, y: int) -> int:
        place = y // ROW
        return place if 0 <= place < len(self.rows) else -1

    def draw(self, painter: QPainter) -> None:
        most = max((max(row.count.enrolments, row.target) for row in self.rows), default=0)
        for place, row in enumerate(self.rows):
            if place == self.here:
                painter.fillRect(0, place * ROW, self.width(), ROW, QColor(theme.ACCENT_LIGHT))
            self._row(painter, place * ROW, row, max(most, 1))

    def _row(self, painter: QPainter, top: int, row: GroupCount, most: int) -> None:
        middle = top + ROW // 2
        name = QRect(4, top, NAME - 8, ROW)
        self.write(painter, name, group_name(row), theme.TEXT, SIDE.AlignLeft, less=0.5)
        left, space = NAME, self.width() - NAME - FIGURES - 14
        painter.fillRect(left, middle - BAR // 2, space, BAR, QColor(theme.WINDOW))
        done, all_of_them = (round(space * value / most) for value in (row.count.completed, row.count.enrolments))
        painter.fillRect(left, middle - BAR // 2, all_of_them, BAR, QColor(LIGHT))
        # A pattern besides the colour: under way is told from completed in a grey print too.
        painter.fillRect(
            left + done, middle - BAR // 2, all_of_them - done, BAR, QBrush(QColor(DEEP), Qt.BrushStyle.BDiagPattern)
        )
        painter.fillRect(left, middle - BAR // 2, done, BAR, QColor(DEEP))
        if row.target:
            painter.fillRect(left + round(space * row.target / most) - 1, middle - BAR, 2, 2 * BAR, QColor(theme.TEXT))
        self._figures(painter, QRect(self.width() - FIGURES - 4, top, FIGURES, ROW), row)

    def _figures(self, painter: QPainter, rect: QRect, row: GroupCount) -> None:
        above, below = rect.adjusted(0, 3, 0, -ROW // 2 + 1), rect.adjusted(0, ROW // 2 - 2, 0, -3)
        counted = tr("{enrolments} enrolments", enrolments=f"{row.count.enrolments:,}")
        self.write(painter, above, counted, theme.TEXT, SIDE.AlignRight, less=0.5)
        self.write(painter, below, _done_words(row), theme.MUTED, SIDE.AlignRight)


def _done_words(row: GroupCount) -> str:
    figures = {"completed": f"{row.count.completed:,}"}
    if not row.target:
        return tr("{completed} completed", **figures)
    share = f"{row.count.completed * 100 // row.target}"
    return tr("{completed} of {target} completed, {share} %", target=f"{row.target:,}", share=share, **figures)


def group_words(row: GroupCount) -> str:
    """A group in a sentence."""
    figures = {"people": f"{row.count.people:,}", "enrolments": f"{row.count.enrolments:,}"}
    told = tr("{name}: {people} people, {enrolments} enrolments", name=group_name(row), **figures)
    return tr(", ").join((told, _done_words(row)))


def group_name(row: GroupCount) -> str:
    """A skill group as it is called; all of them together have no label."""
    return tr(NAMES[row.group])
