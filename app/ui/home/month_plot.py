"""People and enrolments by month: two bars a month, on a scale with few lines."""

from PySide6.QtCore import QLocale, QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter

from app.i18n import tr
from app.ledger.figures_training import Count, TrainingFigures
from app.ui import theme
from app.ui.home.plot import DEEP, LIGHT, Plot, nice_top

HEIGHT, LOWEST, TOP, FOOT, SCALE = 188, 124, 20, 20, 40
LINES = 2
SIDE = Qt.AlignmentFlag


class MonthPlot(Plot):
    """Twelve months; a month without training has no bar."""

    def __init__(self) -> None:
        super().__init__(tr("People and enrolments by month"))
        self.months: tuple[Count, ...] = ()
        self.setMinimumHeight(LOWEST)

    def sizeHint(self) -> QSize:
        return QSize(420, HEIGHT)

    def show_figures(self, figures: TrainingFigures) -> None:
        """Show this year."""
        self.months = figures.months
        self.tell([month_words(number, count) for number, count in enumerate(self.months, 1)])

    def bar_at(self, x: int, y: int) -> int:
        place = int((x - SCALE) // self._width())
        return place if self.months and 0 <= place < len(self.months) else -1

    def draw(self, painter: QPainter) -> None:
        if not self.months:
            return
        top = nice_top(max(month.enrolments for month in self.months))
        for line in range(LINES + 1):
            self._line(painter, top * line // LINES, top)
        for place, month in enumerate(self.months):
            self._month(painter, place, month, top)

    def _width(self) -> float:
        return (self.width() - SCALE - 4) / 12

    def _y(self, value: int, top: int) -> int:
        space = self.height() - TOP - FOOT
        return round(TOP + space * (1 - value / top))

    def _line(self, painter: QPainter, value: int, top: int) -> None:
        y = self._y(value, top)
        painter.fillRect(SCALE, y, self.width() - SCALE - 4, 1, QColor(theme.LINE if value else theme.LINE_DARK))
        self.write(painter, QRect(0, y - 8, SCALE - 7, 16), f"{value:,}", theme.FAINT, SIDE.AlignRight)

    def _month(self, painter: QPainter, place: int, month: Count, top: int) -> None:
        left, width = round(SCALE + place * self._width()), round(self._width())
        if place == self.here:
            painter.fillRect(left, TOP - 16, width, self.height() - TOP + 16, QColor(theme.ACCENT_LIGHT))
        bar = max(4, min(12, width // 2 - 3))
        begin, base = left + (width - 2 * bar - 1) // 2, self._y(0, top)
        for at, (value, colour) in enumerate(((month.enrolments, DEEP), (month.people, LIGHT))):
            height = base - self._y(value, top) if value else 0
            painter.fillRect(begin + at * (bar + 1), base - max(height, 2 if value else 0), bar, height, QColor(colour))
        if month.enrolments:
            above = QRect(left - 6, self._y(month.enrolments, top) - 15, width + 12, 14)
            self.write(painter, above, f"{month.enrolments:,}", theme.MUTED, SIDE.AlignHCenter, less=2)
        ink = theme.TEXT if place == self.here else theme.MUTED
        below = QRect(left, self.height() - FOOT + 2, width, FOOT - 4)
        self.write(
            painter,
            below,
            QLocale().standaloneMonthName(place + 1, QLocale.FormatType.ShortFormat),
            ink,
            SIDE.AlignHCenter,
        )


def month_words(month: int, count: Count) -> str:
    """A month in a sentence."""
    return tr(
        "{month}: {people} people, {enrolments} enrolments, {completed} completed",
        month=month_name(month),
        people=f"{count.people:,}",
        enrolments=f"{count.enrolments:,}",
        completed=f"{count.completed:,}",
    )


def month_name(month: int) -> str:
    """A month as it is called."""
    return QLocale().standaloneMonthName(month)
