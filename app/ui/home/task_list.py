"""The lines of what there is to do: one press or Enter leads to the spot, up and down walk from line to line."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from app.i18n import tr
from app.ui import theme
from app.ui.home.tasks import CALM, DUE, URGENT, Group, Task
from app.ui.icons import icon
from app.ui.pieces import label
from app.ui.spots import Spot
from app.ui.tips import hint

LINE, LINE_WITH_MORE = 34, 50
LEFT, PICTURE, RIGHT = 46, 17, 30
STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
ENTERS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
WALKING = (*STEPS, *ENTERS)
INKS = {URGENT: theme.RED, DUE: theme.AMBER, CALM: theme.MUTED}
FIELDS = {URGENT: theme.RED_LIGHT, DUE: theme.AMBER_LIGHT, CALM: theme.WINDOW}


class TaskLine(QAbstractButton):
    """One line, painted whole so that long names end in dots and never push anything aside."""

    def __init__(self, task: Task) -> None:
        super().__init__()
        self.task = task
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(". ".join(filter(None, (task.words, task.more))))
        hint(self, task.more)

    def sizeHint(self) -> QSize:
        return QSize(320, LINE_WITH_MORE if self.task.more else LINE)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, self.sizeHint().height())

    def paintEvent(self, _: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._ground(painter)
        self._picture(painter)
        text = self.rect().adjusted(LEFT, 0, -RIGHT, 0)
        middle = self.height() // 2
        above = QRect(text.x(), 0, text.width(), self.height() if not self.task.more else middle + 3)
        below = QRect(text.x(), middle - 1, text.width(), middle - 2)
        self._write(painter, above, self.task.words, theme.RED if self.task.tone == URGENT else theme.TEXT)
        if self.task.more:
            self._write(painter, below, self.task.more, theme.MUTED, smaller=True)
        at = QRect(self.width() - 24, middle - 7, 14, 14)
        icon("chevron-right", theme.ACCENT if self._is_meant() else theme.LINE_DARK).paint(painter, at)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # A button would take the arrows for Tab: the list walks by them, and wraps around.
        if event.key() in WALKING:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def enterEvent(self, event: object) -> None:
        self.update()

    def leaveEvent(self, event: object) -> None:
        self.update()

    def _is_meant(self) -> bool:
        return self.hasFocus() or self.underMouse()

    def _ground(self, painter: QPainter) -> None:
        if self._is_meant():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.ACCENT_LIGHT))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(4, 1, -4, -1), 6, 6)
        if self.hasFocus():
            painter.setPen(QColor(theme.ACCENT))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(4.5, 1.5, -4.5, -1.5), 6, 6)

    def _picture(self, painter: QPainter) -> None:
        middle = self.height() / 2
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(FIELDS[self.task.tone]))
        painter.drawEllipse(QPointF(26, middle), 13, 13)
        at = QRect(26 - PICTURE // 2, round(middle) - PICTURE // 2, PICTURE, PICTURE)
        icon(self.task.picture, INKS[self.task.tone]).paint(painter, at)

    def _write(self, painter: QPainter, rect: QRect, words: str, ink: str, *, smaller: bool = False) -> None:
        font = QFont(self.font())
        if smaller:
            font.setPointSizeF(font.pointSizeF() - 1)
        painter.setFont(font)
        painter.setPen(QColor(ink))
        shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)


class TaskList(QWidget):
    """All groups of lines."""

    chosen = Signal(object)  # a Spot

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("What there is to do"))
        self.lines: list[TaskLine] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(4, 10, 4, 10)
        self._column.setSpacing(0)
        self._column.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._shown: list[QWidget] = []

    def show_groups(self, groups: Sequence[Group]) -> None:
        """Show these instead; the keyboard stays at the line that it stood on, or at the one that took its place."""
        stood = next((at for at, line in enumerate(self.lines) if line.hasFocus()), -1)
        spot = self.lines[stood].task.spot if stood >= 0 else None
        old, self._shown, self.lines = self._shown, [], []
        for group in groups:
            self._add(group)
        if stood >= 0:
            self.take_focus(spot, stood)
        # Only now: a line that is hidden with the keyboard on it would hand it to some button.
        for gone in old:
            self._column.removeWidget(gone)
            gone.hide()
            gone.deleteLater()

    def take_focus(self, spot: Spot | None = None, place: int = 0) -> None:
        """The keyboard to the line of this spot, or to the one at this place."""
        if not self.lines:
            return
        same = [line for line in self.lines if line.task.spot == spot]
        (same[0] if same else self.lines[min(place, len(self.lines) - 1)]).setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        here = next((at for at, line in enumerate(self.lines) if line.hasFocus()), None)
        if here is not None and event.key() in STEPS:
            self.lines[(here + STEPS[Qt.Key(event.key())]) % len(self.lines)].setFocus()
        elif here is not None and event.key() in ENTERS:
            self.lines[here].click()
        else:
            super().keyPressEvent(event)

    def _add(self, group: Group) -> None:
        heading = label(group.title, "section")
        self._column.addWidget(heading)
        self._shown.append(heading)
        for task in group.tasks:
            line = TaskLine(task)
            line.clicked.connect(lambda *_, spot=task.spot: self.chosen.emit(spot))
            self._column.addWidget(line)
            line.show()
            self._shown.append(line)
            self.lines.append(line)
