"""Icons drawn from SVG at the size asked for, in the colours of the palette: sharp at every scale."""

import re
from functools import cache

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from app.resources import read_text
from app.ui.theme import FAINT, MUTED


class SvgEngine(QIconEngine):
    """Draws one icon: grey when disabled, in the `on` colour when checked."""

    def __init__(self, svg: str, colour: str, on: str) -> None:
        super().__init__()
        self._svg, self._colour, self._on = svg, colour, on
        self._drawn: dict[tuple[int, int, QIcon.Mode, QIcon.State], QPixmap] = {}

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        colour = self._on if state == QIcon.State.On else self._colour
        if mode == QIcon.Mode.Disabled:
            colour = FAINT
        drawing = QByteArray(self._svg.replace("currentColor", colour).encode())
        QSvgRenderer(drawing).render(painter, QRectF(rect))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        # Asked for at every paint of a button: drawn once, since a drawing costs more than all the rest of the button.
        asked = (size.width(), size.height(), mode, state)
        if asked not in self._drawn:
            pixmap = QPixmap(size)
            pixmap.fill(Qt.GlobalColor.transparent)
            painter = QPainter(pixmap)
            self.paint(painter, pixmap.rect(), mode, state)
            painter.end()
            self._drawn[asked] = pixmap
        return self._drawn[asked]

    def clone(self) -> QIconEngine:
        return SvgEngine(self._svg, self._colour, self._on)


@cache
def _drawing(name: str) -> str:
    return re.sub(r"<!--.*?-->", "", read_text(f"icons/{name}.svg"), flags=re.DOTALL)


def icon(name: str, colour: str = MUTED, on: str = "") -> QIcon:
    """The icon of this name in `resources/icons`."""
    return QIcon(SvgEngine(_drawing(name), colour, on or colour))
