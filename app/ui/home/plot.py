"""What both plots can do: each bar is reached by the keyboard, told in words, and lit where the pointer is."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui import theme

STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}
DEEP, LIGHT = theme.ACCENT, "#a9d3bd"


def nice_top(most: int) -> int:
    """The end of the scale: the next 1, 2, 3, 4, 5, 6 or 8 with zeros behind it, at least 4; it divides by halves."""
    step = 1
    while True:
        for leading in (1, 2, 4, 6, 8):
            if leading * step >= max(most, 4):
                return leading * step
        step *= 10


class Plot(QWidget):
    """Bars painted at whole pixels; a subclass says where they are and paints them."""

    told = Signal(str)  # what the bar in sight says, or nothing

    def __init__(self, name: str) -> None:
        super().__init__()
        self.here = -1
        self.sentences: tuple[str, ...] = ()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName(name)

    def tell(self, sentences: Sequence[str]) -> None:
        """The same figures in words, one sentence a bar."""
        self.sentences = tuple(sentences)
        self.setAccessibleDescription("\n".join(sentences))
        self.stand_at(-1)
        self.update()

    def stand_at(self, place: int) -> None:
        """Light this bar and tell it; -1 lights none."""
        if place != self.here:
            self.here = place
            self.told.emit(self.sentences[place] if place >= 0 else "")
            self.update()

    def bar_at(self, x: int, y: int) -> int:
        """The bar under the pointer, or -1."""
        raise NotImplementedError

    def draw(self, painter: QPainter) -> None:
        """Paint everything."""
        raise NotImplementedError

    def paintEvent(self, _: QPaintEvent) -> None:
        painter = QPainter(self)
        self.draw(painter)
        if self.hasFocus():
            painter.setPen(QColor(theme.ACCENT))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = STEPS.get(Qt.Key(event.key()))
        if step is None or not self.sentences:
            super().keyPressEvent(event)
        else:
            self.stand_at(max(0, min(len(self.sentences) - 1, self.here + step)))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.stand_at(self.bar_at(round(event.position().x()), round(event.position().y())))

    def leaveEvent(self, event: QEvent) -> None:
        self.stand_at(-1)
        super().leaveEvent(event)

    def write(
        self, painter: QPainter, rect: QRect, words: str, ink: str, side: Qt.AlignmentFlag, less: float = 1.5
    ) -> None:
        """A word of the plot, a little smaller than the text around it."""
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() - less)
        painter.setFont(font)
        painter.setPen(QColor(ink))
        painter.drawText(rect, side | Qt.AlignmentFlag.AlignVCenter, words)


class Legend(QWidget):
    """What the colours of the bars stand for."""

    def __init__(self, words: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self._words = tuple(words)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(sum(self._width(word) for word, _ in self._words), 18)

    def paintEvent(self, _: QPaintEvent) -> None:
        painter, left = QPainter(self), 0
        for word, colour in self._words:
            painter.fillRect(left, 4, 10, 10, QColor(colour))
            painter.setPen(QColor(theme.MUTED))
            painter.drawText(QRect(left + 15, 0, 200, 18), Qt.AlignmentFlag.AlignVCenter, word)
            left += self._width(word)

    def _width(self, word: str) -> int:
        return 15 + self.fontMetrics().horizontalAdvance(word) + 14
