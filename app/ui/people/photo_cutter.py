"""Cutting a photo to 25 x 35 mm: the picture moves and grows under a frame, by mouse or by keys."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QWheelEvent
from PySide6.QtWidgets import QWidget

from app.i18n import tr
from app.ui.theme import ACCENT

FRAME = QSize(225, 315)  # 25 x 35 mm, nine dots a millimetre
STAGE = QSize(360, 380)
STEP, GROW, LARGEST = 4.0, 1.06, 6.0
MOVES = {
    Qt.Key.Key_Left: (STEP, 0.0),
    Qt.Key.Key_Right: (-STEP, 0.0),
    Qt.Key.Key_Up: (0.0, STEP),
    Qt.Key.Key_Down: (0.0, -STEP),
}
GROWTHS = {Qt.Key.Key_Plus: GROW, Qt.Key.Key_Equal: GROW, Qt.Key.Key_Minus: 1 / GROW}


class PhotoCutter(QWidget):
    """Shows the picture and the frame; `cut` is what lies under the frame, in parts of the picture."""

    moved = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._picture = QPixmap()
        self._scale, self._least = 1.0, 1.0
        self._centre = QPointF()
        self._grabbed: QPointF | None = None
        self.setFixedSize(STAGE)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Photo: arrow keys move it, plus and minus change its size"))

    def show_picture(self, png: bytes) -> None:
        """Begin with the whole width or height under the frame, whichever fills it."""
        self._picture.loadFromData(png)
        size = self._picture.size()
        self._least = max(FRAME.width() / size.width(), FRAME.height() / size.height())
        self._scale, self._centre = self._least, QPointF(0, 0)
        # Heads stand high in a photo: the frame begins at its top.
        self._move(QPointF(0, size.height()))

    @property
    def cut(self) -> tuple[float, float, float, float]:
        """Left, top, width and height of what lies under the frame, in parts of the picture (0 to 1)."""
        across, down = self._picture.width() * self._scale, self._picture.height() * self._scale
        left = (across - FRAME.width()) / 2 - self._centre.x()
        top = (down - FRAME.height()) / 2 - self._centre.y()
        return left / across, top / down, FRAME.width() / across, FRAME.height() / down

    def grow(self, factor: float) -> None:
        """Make the picture larger or smaller, never smaller than the frame."""
        before = self._scale
        self._scale = max(self._least, min(self._scale * factor, self._least * LARGEST))
        self._centre *= self._scale / before
        self._move(QPointF(0, 0))

    def paintEvent(self, _: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor("#26332e"))
        if self._picture.isNull():
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        size = self._picture.size() * self._scale
        middle = QPointF(self.width() / 2, self.height() / 2) + self._centre
        where = QRectF(middle.x() - size.width() / 2, middle.y() - size.height() / 2, size.width(), size.height())
        painter.drawPixmap(where, self._picture, QRectF(self._picture.rect()))
        self._paint_frame(painter)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        pressed = Qt.Key(event.key())
        if pressed in MOVES:
            self._move(QPointF(*MOVES[pressed]))
        elif pressed in GROWTHS:
            self.grow(GROWTHS[pressed])
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        self.grow(GROW if event.angleDelta().y() > 0 else 1 / GROW)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._grabbed = event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._grabbed is not None:
            self._move(event.position() - self._grabbed)
            self._grabbed = event.position()

    def mouseReleaseEvent(self, _: QMouseEvent) -> None:
        self._grabbed = None

    def _move(self, by: QPointF) -> None:
        spare_x = max(0.0, (self._picture.width() * self._scale - FRAME.width()) / 2)
        spare_y = max(0.0, (self._picture.height() * self._scale - FRAME.height()) / 2)
        x, y = self._centre.x() + by.x(), self._centre.y() + by.y()
        self._centre = QPointF(max(-spare_x, min(x, spare_x)), max(-spare_y, min(y, spare_y)))
        self.update()
        self.moved.emit()

    def _paint_frame(self, painter: QPainter) -> None:
        left, top = (self.width() - FRAME.width()) // 2, (self.height() - FRAME.height()) // 2
        shade = QColor(20, 30, 26, 150)
        painter.fillRect(0, 0, self.width(), top, shade)
        painter.fillRect(0, top + FRAME.height(), self.width(), self.height(), shade)
        painter.fillRect(0, top, left, FRAME.height(), shade)
        painter.fillRect(left + FRAME.width(), top, self.width(), FRAME.height(), shade)
        painter.setPen(QPen(QColor(ACCENT), 2))
        painter.drawRect(left, top, FRAME.width(), FRAME.height())
