"""A line of controls that fits every width: what matters least steps aside first, words that are too long are cut."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from app.ui.pieces import button, row_of
from app.ui.tips import hint


class ShrinkingBar(QWidget):
    """Shows its parts side by side; where there is no room for all, those in `yielding` go, the last one first."""

    def __init__(self, *parts: QWidget | int | None, yielding: Sequence[QWidget]) -> None:
        super().__init__()
        self._yielding = tuple(yielding)
        self._line: QHBoxLayout = row_of(*parts)
        self._line.setContentsMargins(0, 0, 0, 0)
        self.setLayout(self._line)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        # Without those that may go: else the page would never become as narrow as the window is.
        return QSize(self._needed() - self._of(self._yielding), self._line.minimumSize().height())

    def sizeHint(self) -> QSize:
        return QSize(self._needed(), self._line.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange()

    def arrange(self) -> None:
        """Let go what has no room, and bring back what has."""
        room = self.width() - self._needed() + self._of(self._yielding)
        for part in self._yielding:
            room -= self._of((part,))
            part.setVisible(room >= 0)

    def _needed(self) -> int:
        items = [self._line.itemAt(place) for place in range(self._line.count())]
        parts = [item.widget() for item in items if item.widget() is not None]
        spaces = sum(item.sizeHint().width() for item in items if item.spacerItem() is not None)
        shown = [part for part in parts if part in self._yielding or not part.isHidden()]
        return self._of(shown) + spaces

    def _of(self, parts: Sequence[QWidget]) -> int:
        return sum(_least(part) + self._line.spacing() for part in parts)


def _least(part: QWidget) -> int:
    return part.minimumSizeHint().width() if isinstance(part, CutLabel) else part.sizeHint().width()


class CutLabel(QLabel):
    """Words that are cut with an ellipsis where the room ends; the tooltip has them whole."""

    def __init__(self, name: str = "", least: int = 120) -> None:
        super().__init__()
        self._least = least
        self.setObjectName(name)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        whole = super().minimumSizeHint()
        return QSize(min(self._least, whole.width()), whole.height())

    def paintEvent(self, _: QPaintEvent) -> None:
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        hint(self, self.text() if shown != self.text() else "")
        QPainter(self).drawText(self.rect(), self.alignment(), shown)


def menu_button(name: str) -> QPushButton:
    """A small button with three dots; its menu has what is seldom wanted."""
    made = button("", lambda: None, "ellipsis")
    made.setAccessibleName(name)
    made.setToolTip(name)
    made.setStyleSheet("QPushButton{padding:5px 8px} QPushButton::menu-indicator{image:none;width:0}")
    return made
