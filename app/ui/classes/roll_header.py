"""The two-storeyed header of the roll call: the day above its half-days."""

from datetime import date

from PySide6.QtCore import QLocale, QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QHeaderView, QWidget

from app.i18n import tr
from app.ui import theme
from app.ui.classes.roll_model import LEFT, RollModel
from app.ui.classes.roll_words import half_day_glyph

HEADER_HEIGHT = 46
CENTRE, WIDEST_DAY = Qt.AlignmentFlag.AlignCenter, "10/10 三"


class DayHeader(QHeaderView):
    """The day above its half-days; today is marked, a sealed day has its word."""

    def __init__(self, model: RollModel, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._model = model
        self.setFixedHeight(HEADER_HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, exposed = QPainter(self.viewport()), event.rect()
        painter.fillRect(exposed, QColor(theme.ALTERNATE))
        start = 0
        for lesson in range(self._model.lessons):
            if self._model.ends_day(lesson):
                # A step in the grid exposes one heading: only its day is painted.
                if self._left(start) <= exposed.right() and self._left(lesson + 1) > exposed.left():
                    self._day(painter, start, lesson)
                start = lesson + 1
        painter.setPen(QColor(theme.LINE_DARK))
        painter.drawLine(0, HEADER_HEIGHT - 1, self.viewport().width(), HEADER_HEIGHT - 1)

    def _left(self, lesson: int) -> int:
        """Where a lesson begins; after the last one, where it ends."""
        last = self._model.lessons - 1
        if lesson <= last:
            return self.sectionViewportPosition(LEFT + lesson)
        return self.sectionViewportPosition(LEFT + last) + self.sectionSize(LEFT + last)

    def _day(self, painter: QPainter, first: int, last: int) -> None:
        assert self._model.board is not None  # noqa: S101 - there are no lessons without a board
        x = self.sectionViewportPosition(LEFT + first)
        width = sum(self.sectionSize(LEFT + at) for at in range(first, last + 1))
        lessons, today = self._model.board.lessons, self._model.board.today
        day = lessons[first].day
        if day == today:
            painter.fillRect(x, 0, width - 1, HEADER_HEIGHT, QColor(theme.ACCENT_LIGHT))
            painter.fillRect(x, 0, width - 1, 3, QColor(theme.ACCENT))
        ink = theme.ACCENT_DARK if day == today else (theme.FAINT if day > today else theme.TEXT)
        painter.setPen(QColor(ink))
        painter.setFont(self._font(0, is_bold=day == today))
        painter.drawText(QRect(x, 3, width, 22), CENTRE, self._words(day, width))
        painter.setFont(self._font(-1))
        for at in range(first, last + 1):
            rect = QRect(self.sectionViewportPosition(LEFT + at), 25, self.sectionSize(LEFT + at), 18)
            painter.drawText(rect, CENTRE, half_day_glyph(lessons[at].half_day))
        painter.setPen(QColor(theme.LINE_DARK))
        painter.drawLine(x + width - 1, 6, x + width - 1, HEADER_HEIGHT - 1)

    def _words(self, day: date, width: int) -> str:
        short = f"{day.month}/{day.day}"
        if self._model.board and day in self._model.board.sealed:
            return self._longest(width, tr("{day} closed", day=short), f"{short}*")
        return self._longest(width, f"{short} {_weekday(day)}", short)

    def _longest(self, width: int, long: str, short: str) -> str:
        """The long words where there is room for them in every day, so that all days look alike."""
        widest = QFontMetrics(self._font(0, is_bold=True)).horizontalAdvance(WIDEST_DAY)
        needed = max(widest, self.fontMetrics().horizontalAdvance(long))
        return long if needed <= width - 2 else short

    def _font(self, more: int, *, is_bold: bool = False) -> QFont:
        font = QFont(self.font())
        font.setPointSizeF(self.font().pointSizeF() + more)
        font.setBold(is_bold)
        return font


def _weekday(day: date) -> str:
    return QLocale().dayName(day.isoweekday(), QLocale.FormatType.NarrowFormat)
