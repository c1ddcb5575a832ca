"""How the days of the roll call are painted: grounds, marks, lines and the frame around the cell at hand.

All cells of a stroke at once: through a delegate, cell by cell, a key on a class of 60 took 40 ms until it was painted.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QTableView

from app.ui import theme
from app.ui.classes.roll_model import LEFT, RollModel
from app.ui.classes.roll_words import NOT_MARKED, PRESENT, signs

CENTRE = Qt.AlignmentFlag.AlignCenter
TICK, NO_MARK, TODAY = QColor("#6fb293"), QColor("#cfd6d2"), QColor("#f2f9f5")
BASE, ALTERNATE, AHEAD = QColor(theme.BASE), QColor(theme.ALTERNATE), QColor(theme.WINDOW)
LINE, LINE_DARK, ACCENT = QColor(theme.LINE), QColor(theme.LINE_DARK), QColor(theme.ACCENT)
CHOSEN = QColor(theme.ACCENT)
CHOSEN.setAlpha(34)
STAMP, STAMPED = 14, (PRESENT, NOT_MARKED)


class Strip(NamedTuple):
    """A row or a column in sight: its place, where it begins, and its height or width in pixels."""

    place: int
    at: int
    size: int


def strokes(event: QPaintEvent) -> list[QRect]:
    """The rectangles that are to be painted anew."""
    parts: Any = event.region()  # the stubs forget that a region is iterable
    return list(parts)


class DaysPainter:
    """Paints what is exposed of one grid."""

    def __init__(self, model: RollModel, grid: QTableView) -> None:
        self._model, self._grid = model, grid
        self._inks = {code: QColor(sign.ink) for code, sign in signs().items()} | {NOT_MARKED: NO_MARK}
        self._fields = {code: QColor(sign.field) for code, sign in signs().items() if sign.field}
        self._glyphs = {code: sign.glyph for code, sign in signs().items()}
        self._stamps: dict[str, QPixmap] = {}

    def paint(self, painter: QPainter, exposed: QRect) -> None:
        """Paint all that lies in this rectangle of the viewport."""
        painter.fillRect(exposed, BASE)
        rows, columns = self._rows(exposed), self._columns(exposed)
        if not rows or not columns:
            return
        self._grounds(painter, rows, columns)
        self._marks(painter, rows, columns)
        self._lines(painter, rows, columns)
        self._frame(painter)

    def _rows(self, exposed: QRect) -> list[Strip]:
        grid, last = self._grid, self._grid.rowAt(exposed.bottom())
        first, last = grid.rowAt(exposed.top()), len(self._model.people) - 1 if last < 0 else last
        found = range(max(first, 0), last + 1) if first >= 0 else range(0)
        return [Strip(row, grid.rowViewportPosition(row), grid.rowHeight(row)) for row in found if not self._hides(row)]

    def _hides(self, row: int) -> bool:
        return self._grid.isRowHidden(row)

    def _columns(self, exposed: QRect) -> list[Strip]:
        grid, end = self._grid, LEFT + self._model.lessons
        first, last = grid.columnAt(exposed.left()), grid.columnAt(exposed.right())
        found = range(max(first, LEFT), end if last < 0 else min(last + 1, end)) if first >= 0 else range(0)
        return [Strip(at - LEFT, grid.columnViewportPosition(at), grid.columnWidth(at)) for at in found]

    def _grounds(self, painter: QPainter, rows: Sequence[Strip], columns: Sequence[Strip]) -> None:
        left, width = columns[0].at, columns[-1].at + columns[-1].size - columns[0].at
        for row in rows:
            painter.fillRect(left, row.at, width, row.size, ALTERNATE if row.place % 2 else BASE)
        top, height = rows[0].at, rows[-1].at + rows[-1].size - rows[0].at
        for column in columns:
            ground = self._ground(column.place)
            if ground is not None:
                painter.fillRect(column.at, top, column.size, height, ground)

    def _ground(self, lesson: int) -> QColor | None:
        if lesson > self._model.last_open:
            return AHEAD
        board = self._model.board
        return TODAY if board and board.lessons[lesson].day == board.today else None

    def _marks(self, painter: QPainter, rows: Sequence[Strip], columns: Sequence[Strip]) -> None:
        cells = self._cells(rows, columns)
        stamped = {status: cells.pop(status, []) for status in STAMPED}
        for status, found in cells.items():
            if status in self._fields:
                for cell in found:
                    painter.fillRect(cell.adjusted(1, 1, -2, -2), self._fields[status])
        self._chosen(painter)
        self._stamp(painter, stamped)
        for status, found in cells.items():
            painter.setPen(self._inks[status])
            for cell in found:
                painter.drawText(cell, CENTRE, self._glyphs[status])

    def _cells(self, rows: Sequence[Strip], columns: Sequence[Strip]) -> dict[str, list[QRect]]:
        """The cells of each status; of the lessons to come only those that hold a mark."""
        found: dict[str, list[QRect]] = {}
        for row in rows:
            marks = self._model.marks_of(row.place)
            for column in columns:
                status = marks[column.place]
                if status or column.place <= self._model.last_open:
                    found.setdefault(status, []).append(QRect(column.at, row.at, column.size, row.size))
        return found

    def _chosen(self, painter: QPainter) -> None:
        grid, last = self._grid, LEFT + self._model.lessons - 1
        for part in grid.selectionModel().selection().toList():
            left, right = max(part.left(), LEFT), min(part.right(), last)
            if left > right:
                continue
            x, end = grid.columnViewportPosition(left), grid.columnViewportPosition(right) + grid.columnWidth(right)
            y = grid.rowViewportPosition(part.top())
            foot = grid.rowViewportPosition(part.bottom()) + grid.rowHeight(part.bottom())
            painter.fillRect(x, y, end - x, foot - y, CHOSEN)

    def _stamp(self, painter: QPainter, cells: Mapping[str, Sequence[QRect]]) -> None:
        scale, half = self._grid.devicePixelRatioF(), STAMP // 2
        if not self._stamps or self._stamps[PRESENT].devicePixelRatio() != scale:
            self._stamps = {PRESENT: _tick(scale), NOT_MARKED: _dot(scale, self._grid.font(), self._glyphs[NOT_MARKED])}
        for status, found in cells.items():
            for cell in found:
                x, y = cell.x() + (cell.width() - 1) // 2 - half, cell.y() + cell.height() // 2 - half
                painter.drawPixmap(x, y, self._stamps[status])

    def _lines(self, painter: QPainter, rows: Sequence[Strip], columns: Sequence[Strip]) -> None:
        left, right = columns[0].at, columns[-1].at + columns[-1].size - 1
        top, foot = rows[0].at, rows[-1].at + rows[-1].size - 1
        for column in columns:
            x = column.at + column.size - 1
            painter.fillRect(x, top, 1, foot - top + 1, LINE_DARK if self._model.ends_day(column.place) else LINE)
        for row in rows:
            painter.fillRect(left, row.at + row.size - 1, right - left + 1, 1, LINE)

    def _frame(self, painter: QPainter) -> None:
        here = self._grid.currentIndex()
        if here.isValid() and not self._hides(here.row()):
            painter.setPen(QPen(ACCENT, 2))
            painter.drawRect(self._grid.visualRect(here).adjusted(1, 1, -2, -2))


def _tick(scale: float) -> QPixmap:
    """Drawn, not written: calmer and sharper than the font's own sign."""
    pixmap, painter = _begun(scale)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    style, cap, join = Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
    painter.setPen(QPen(TICK, 1.5, style, cap, join))
    x = y = STAMP / 2 + 0.5
    painter.drawPolyline([QPointF(x - 4, y), QPointF(x - 1, y + 3), QPointF(x + 4.5, y - 4)])
    painter.end()
    return pixmap


def _dot(scale: float, font: QFont, glyph: str) -> QPixmap:
    pixmap, painter = _begun(scale)
    painter.setFont(font)
    painter.setPen(NO_MARK)
    painter.drawText(QRect(0, 0, STAMP, STAMP), CENTRE, glyph)
    painter.end()
    return pixmap


def _begun(scale: float) -> tuple[QPixmap, QPainter]:
    """An empty stamp: most cells hold a tick or nothing, and are painted from one picture each."""
    pixmap = QPixmap(round(STAMP * scale), round(STAMP * scale))
    pixmap.setDevicePixelRatio(scale)
    pixmap.fill(Qt.GlobalColor.transparent)
    return pixmap, QPainter(pixmap)
