"""The line under the roll call: how many were there in each lesson, and the least rate that is wanted."""

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.i18n import tr
from app.ui.classes.roll_days import ALTERNATE, LINE_DARK
from app.ui.classes.roll_grid import RollGrid
from app.ui.classes.roll_model import LEFT
from app.ui.classes.roll_sides import MUTED
from app.ui.classes.roll_words import NOT_MARKED

FOOT = 27
MIDDLE = Qt.AlignmentFlag.AlignVCenter
THERE = ("present", "late", "left_early")


class Foot(QWidget):
    """Stands under all three views; it asks the grid where its columns are."""

    def __init__(self, grid: RollGrid) -> None:
        super().__init__()
        self._grid = grid
        self.setFixedHeight(FOOT)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        grid.horizontalScrollBar().valueChanged.connect(self.update)
        grid.roll.modelReset.connect(self.update)
        grid.roll.counted.connect(self._update_lesson)
        grid.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move):
            self.update()
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), ALTERNATE)
        painter.fillRect(event.rect().left(), 0, event.rect().width(), 1, LINE_DARK)
        painter.setPen(MUTED)
        days = self._days()
        if event.rect().left() < days.left():
            painter.drawText(QRect(9, 0, days.left(), FOOT), MIDDLE, tr("There"))
        if event.rect().right() > days.right() and self._grid.roll.board:
            least = tr("least {least}%", least=int(self._grid.roll.board.measure.least * 100))
            room = QRect(days.right(), 0, self.width() - days.right() - 18, FOOT)
            painter.drawText(room, MIDDLE | Qt.AlignmentFlag.AlignRight, least)
        self._counts(painter, event.rect(), days)

    def _counts(self, painter: QPainter, exposed: QRect, days: QRect) -> None:
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() - 1)
        painter.setFont(font)
        painter.setClipRect(days)
        first, last = (self._grid.columnAt(x - days.left()) - LEFT for x in (exposed.left(), exposed.right()))
        end = self._grid.roll.last_open + 1
        for lesson in range(max(first, 0), min(last + 1, end) if last >= 0 else end):
            column, tally = self._column(days, lesson), self._grid.roll.tally(lesson)
            if set(tally) - {NOT_MARKED}:
                there = sum(tally.get(status, 0) for status in THERE)
                painter.drawText(column, Qt.AlignmentFlag.AlignCenter, str(there))

    def _days(self) -> QRect:
        viewport = self._grid.viewport()
        left = self.mapFromGlobal(viewport.mapToGlobal(QPoint(0, 0))).x()
        return QRect(left, 0, viewport.width(), FOOT)

    def _column(self, days: QRect, lesson: int) -> QRect:
        left = days.left() + self._grid.columnViewportPosition(LEFT + lesson)
        return QRect(left, 0, self._grid.columnWidth(LEFT + lesson), FOOT)

    def _update_lesson(self, lesson: int) -> None:
        self.update(self._column(self._days(), lesson))
