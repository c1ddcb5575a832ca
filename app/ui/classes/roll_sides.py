"""What stands beside the days of the roll call: who it is at the left, the totals and the rate at the right."""

from PySide6.QtCore import QModelIndex, QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QHeaderView, QTableView, QWidget

from app.ui import theme
from app.ui.classes.roll_days import ALTERNATE, BASE, LINE, LINE_DARK, strokes
from app.ui.classes.roll_grid import RollGrid, prepare
from app.ui.classes.roll_header import HEADER_HEIGHT
from app.ui.classes.roll_model import LEFT, RIGHT, TOTALS
from app.ui.classes.roll_words import signs
from app.ui.theme import ACCENT_LIGHT

CENTRE, MIDDLE = Qt.AlignmentFlag.AlignCenter, Qt.AlignmentFlag.AlignVCenter
NAME, VILLAGE = 1, 3
AT_LEFT = (NAME, VILLAGE)
INKS = tuple(map(QColor, (theme.FAINT, theme.TEXT, theme.MUTED, theme.MUTED)))
RED, MUTED, FAINT, NOTHING = QColor(theme.RED), QColor(theme.MUTED), QColor(theme.FAINT), QColor("#c8d0cc")
HERE, GOOD_BAR = QColor(ACCENT_LIGHT), QColor("#4fa37f")


class SideView(QTableView):
    """The names at the left or the totals at the right; they scroll with the days."""

    def __init__(self, grid: RollGrid, headings: dict[int, str], widths: tuple[int, ...], *, at_right: bool) -> None:
        super().__init__()
        self._grid, self._widths, self._at_right = grid, widths, at_right
        self._cut: dict[tuple[str, bool, int], str] = {}
        self._inks = [QColor(signs()[code].ink) for code in TOTALS]
        self.setHorizontalHeader(SideHeader(headings, self))
        self.setModel(grid.roll)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSelectionMode(QTableView.SelectionMode.NoSelection)
        self.setFixedWidth(sum(widths))
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        grid.verticalScrollBar().valueChanged.connect(self.verticalScrollBar().setValue)
        self.verticalScrollBar().valueChanged.connect(grid.verticalScrollBar().setValue)
        self.clicked.connect(self._to_grid)
        grid.roll.modelReset.connect(self.arrange)

    def arrange(self) -> None:
        """Fit the columns to the roll call at hand."""
        columns = self._columns()
        self._cut.clear()
        prepare(self, columns)
        for column, width in zip(columns, self._widths, strict=False):
            self.setColumnWidth(column, width)

    def narrow(self, widths: tuple[int, ...]) -> None:
        """Take these widths from now on."""
        self._widths = widths
        self.setFixedWidth(sum(widths))
        self.arrange()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        for exposed in strokes(event):
            painter.fillRect(exposed, BASE)
            first, last = self.rowAt(exposed.top()), self.rowAt(exposed.bottom())
            last = len(self._grid.roll.people) - 1 if last < 0 else last
            for row in range(max(first, 0), last + 1) if first >= 0 else ():
                if not self.isRowHidden(row):
                    self._row(painter, row)

    def _columns(self) -> range:
        count = self._grid.roll.columnCount()
        first = count - RIGHT if self._at_right else 0
        return range(first, first + len(self._widths)) if count else range(0)

    def _row(self, painter: QPainter, row: int) -> None:
        top, height, width = self.rowViewportPosition(row), self.rowHeight(row), self.viewport().width()
        is_here = row == self._grid.currentIndex().row()
        painter.fillRect(0, top, width, height, HERE if is_here else ALTERNATE if row % 2 else BASE)
        for place, column in enumerate(self._columns()):
            cell = QRect(self.columnViewportPosition(column), top, self.columnWidth(column), height)
            if self._at_right:
                self._total(painter, cell, row, place)
            else:
                self._person(painter, cell, row, column, is_here=is_here)
        painter.fillRect(0, top + height - 1, width, 1, LINE)

    def _person(self, painter: QPainter, cell: QRect, row: int, column: int, *, is_here: bool) -> None:
        model = self._grid.roll
        has_left = model.people[row].left_on is not None
        painter.setPen(RED if column == NAME and model.is_in_danger(row) else FAINT if has_left else INKS[column])
        is_name = column == NAME
        font = self._font(is_bold=is_here and is_name, is_struck=has_left and is_name)
        painter.setFont(font)
        shown = self._fitted(model.told(row, column), font, cell.width() - 8)
        if column in AT_LEFT:
            painter.drawText(cell.adjusted(7, 0, -2, 0), MIDDLE | Qt.AlignmentFlag.AlignLeft, shown)
        else:
            painter.drawText(cell.adjusted(0, 0, -2, 0), CENTRE, shown)

    def _fitted(self, words: str, font: QFont, width: int) -> str:
        """Words cut to fit; measured once, since every step paints two people anew."""
        asked = (words, font.bold(), width)
        if asked not in self._cut:
            self._cut[asked] = QFontMetrics(font).elidedText(words, Qt.TextElideMode.ElideRight, width)
        return self._cut[asked]

    def _font(self, *, is_bold: bool, is_struck: bool) -> QFont:
        if not (is_bold or is_struck):
            return self.font()
        font = QFont(self.font())
        font.setBold(is_bold)
        font.setStrikeOut(is_struck)
        return font

    def _total(self, painter: QPainter, cell: QRect, row: int, place: int) -> None:
        hours = self._grid.roll.hours_at(row)
        if place < len(TOTALS):
            count = hours.counts[TOTALS[place]]
            painter.setPen(self._inks[place] if count else NOTHING)
            painter.drawText(cell, CENTRE, str(count))
        elif any(hours.counts.values()):
            _rate(painter, cell, hours.rate_so_far, is_bad=self._grid.roll.is_in_danger(row))

    def _to_grid(self, index: QModelIndex) -> None:
        _, lesson = self._grid.cell() or (0, 0)
        self._grid.go(index.row(), lesson)
        self._grid.setFocus()


def _rate(painter: QPainter, cell: QRect, rate: float, *, is_bad: bool) -> None:
    bar = cell.adjusted(6, 10, -46, -10)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(LINE)
    painter.drawRoundedRect(bar, 3, 3)
    bar.setWidth(max(6, int(bar.width() * rate)))
    painter.setBrush(RED if is_bad else GOOD_BAR)
    painter.drawRoundedRect(bar, 3, 3)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(RED if is_bad else MUTED)
    # Rounded down, as the ledger does: 79.9 % must not be shown as 80 %.
    words = f"{int(rate * 100)}%"
    painter.drawText(cell.adjusted(0, 0, -8, 0), MIDDLE | Qt.AlignmentFlag.AlignRight, words)


class SideHeader(QHeaderView):
    """The headings beside the days, as high as theirs."""

    def __init__(self, headings: dict[int, str], parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.headings = headings
        self.setFixedHeight(HEADER_HEIGHT)

    def paintEvent(self, _: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), ALTERNATE)
        painter.setPen(MUTED)
        for column in range(self.count()):
            if not self.isSectionHidden(column):
                rect = QRect(self.sectionViewportPosition(column), 0, self.sectionSize(column), HEADER_HEIGHT - 1)
                at_left = column in AT_LEFT
                side = Qt.AlignmentFlag.AlignLeft if at_left else Qt.AlignmentFlag.AlignHCenter
                painter.drawText(rect.adjusted(7 if at_left else 0, 0, 0, 0), MIDDLE | side, self._heading(column))
        painter.fillRect(0, HEADER_HEIGHT - 1, self.viewport().width(), 1, LINE_DARK)

    def _heading(self, column: int) -> str:
        place = column if column < LEFT else column - self.count()
        return self.headings.get(place, "")
