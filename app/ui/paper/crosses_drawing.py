"""A small picture of the test sheet: where to lay the ruler, the length in question in colour."""

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.i18n import tr
from app.ui.paper.readings import Crosses
from app.ui.theme import ACCENT, BASE, FAINT, LINE_DARK, TEXT

PAPER = (297.0, 210.0)
ARM, TIP, EDGE = 9.0, 5.0, 6.0
SIGNS = ("①", "②", "③", "④")
USUAL = Crosses((30.0, 30.0), (267.0, 180.0))


class CrossesDrawing(QWidget):
    """A lying sheet with crosses A and B, and the four lengths to be measured."""

    def __init__(self) -> None:
        super().__init__()
        self.crosses, self.meant = USUAL, 0
        self.setMinimumSize(QSize(300, 214))
        self.setAccessibleName(tr("Where to measure on the test sheet"))

    def show_crosses(self, crosses: Crosses) -> None:
        """Draw these."""
        self.crosses = crosses
        self.update()

    def mean(self, length: int) -> None:
        """Show this one of the four lengths in colour, the first being 0."""
        self.meant = length
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        scale = min((self.width() - 2 * EDGE) / PAPER[0], (self.height() - 2 * EDGE) / PAPER[1])
        painter.translate(EDGE, EDGE)
        painter.setPen(QPen(QColor(LINE_DARK), 1))
        painter.setBrush(QColor(BASE))
        painter.drawRect(QRectF(0, 0, PAPER[0] * scale, PAPER[1] * scale))
        for place, (name, point) in enumerate((("A", self.crosses.near), ("B", self.crosses.far))):
            self._cross(painter, name, QPointF(point[0] * scale, point[1] * scale), place)
        painter.end()

    def _cross(self, painter: QPainter, name: str, middle: QPointF, place: int) -> None:
        across = QLineF(QPointF(0, middle.y()), middle)
        down = QLineF(QPointF(middle.x(), 0), middle)
        for length, line in ((2 * place, across), (2 * place + 1, down)):
            if length != self.meant:
                self._length(painter, line, length)
        painter.setPen(QPen(QColor(TEXT), 1.6))
        painter.drawLine(QLineF(middle.x() - ARM, middle.y(), middle.x() + ARM, middle.y()))
        painter.drawLine(QLineF(middle.x(), middle.y() - ARM, middle.x(), middle.y() + ARM))
        painter.drawText(middle + QPointF(6, 18), name)
        if self.meant // 2 == place:
            self._length(painter, (across, down)[self.meant % 2], self.meant)

    def _length(self, painter: QPainter, line: QLineF, length: int) -> None:
        is_meant = length == self.meant
        colour = QColor(ACCENT if is_meant else FAINT)
        dashes = Qt.PenStyle.SolidLine if is_meant else Qt.PenStyle.DotLine
        painter.setPen(QPen(colour, 2 if is_meant else 1, dashes))
        painter.drawLine(line)
        self._tips(painter, line)
        beside = QPointF(-7, -5) if length % 2 == 0 else QPointF(4, 5)
        # Near the edge of the paper for A, in the open for B, so that no two signs stand on one another.
        at = line.pointAt(0.5 if length < 2 else 0.55)
        painter.setPen(colour)
        painter.drawText(at + beside, SIGNS[length])

    @staticmethod
    def _tips(painter: QPainter, line: QLineF) -> None:
        pen = painter.pen()
        pen.setStyle(Qt.PenStyle.SolidLine)
        painter.setPen(pen)
        for end, along in ((line.p1(), line), (line.p2(), QLineF(line.p2(), line.p1()))):
            for turn in (25, -25):
                tip = QLineF(end, along.p2())
                tip.setLength(TIP)
                tip.setAngle(along.angle() + turn)
                painter.drawLine(tip)
