"""How the roll call is painted: cells, totals with their bar, and the two-storeyed header of days."""

from datetime import date

from PySide6.QtCore import QLocale, QModelIndex, QPersistentModelIndex, QPointF, QRect, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHeaderView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView, QWidget

from app.i18n import tr
from app.ui import theme
from app.ui.classes.roll_model import LEFT, TOTALS, RollModel
from app.ui.classes.roll_words import NOT_MARKED, PRESENT, half_day_glyph, signs

HEADER_HEIGHT = 46
CENTRE = Qt.AlignmentFlag.AlignCenter
MIDDLE = Qt.AlignmentFlag.AlignVCenter
TICK, NO_MARK, GOOD_BAR = "#6fb293", "#cfd6d2", "#4fa37f"
NAME, VILLAGE = 1, 3


class CellPainter(QStyledItemDelegate):
    """Paints every cell of the three views; `grid` knows where the clerk is."""

    def __init__(self, model: RollModel, grid: QTableView, parent: QWidget) -> None:
        super().__init__(parent)
        self._model, self._grid, self._signs = model, grid, signs()

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        rect: QRect = option.rect  # type: ignore[attr-defined]  # the stubs forget the public fields of options
        painter.save()
        place = index.column() - LEFT
        if place < 0:
            self._person(painter, rect, index)
        elif place < self._model.lessons:
            state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]  # as above
            self._lesson(painter, rect, index, bool(state & QStyle.StateFlag.State_Selected))
        else:
            self._total(painter, rect, index, place - self._model.lessons)
        painter.setPen(QColor(theme.LINE))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.restore()

    def _ground(self, painter: QPainter, rect: QRect, row: int) -> bool:
        here = row == self._grid.currentIndex().row()
        colour = theme.ACCENT_LIGHT if here else (theme.ALTERNATE if row % 2 else theme.BASE)
        painter.fillRect(rect, QColor(colour))
        return here

    def _person(self, painter: QPainter, rect: QRect, index: QModelIndex | QPersistentModelIndex) -> None:
        column, row = index.column(), index.row()
        here = self._ground(painter, rect, row)
        has_left = self._model.people[row].left_on is not None
        ink = (theme.FAINT, theme.TEXT, theme.MUTED, theme.MUTED)[column]
        if column == NAME and self._model.is_in_danger(row):
            ink = theme.RED
        painter.setPen(QColor(theme.FAINT if has_left else ink))
        font = QFont(painter.font())
        font.setBold(here and column == NAME)
        font.setStrikeOut(has_left and column == NAME)
        painter.setFont(font)
        at_left = column in (NAME, VILLAGE)
        side = Qt.AlignmentFlag.AlignLeft if at_left else Qt.AlignmentFlag.AlignHCenter
        words = painter.fontMetrics().elidedText(index.data(), Qt.TextElideMode.ElideRight, rect.width() - 8)
        painter.drawText(rect.adjusted(7 if at_left else 0, 0, -2, 0), MIDDLE | side, words)

    def _lesson(
        self, painter: QPainter, rect: QRect, index: QModelIndex | QPersistentModelIndex, is_chosen: bool
    ) -> None:
        lesson, status = index.column() - LEFT, index.data()
        painter.fillRect(rect, QColor(self._field(index.row(), lesson)))
        sign = self._signs[status]
        if sign.field:
            painter.fillRect(rect.adjusted(1, 1, -2, -2), QColor(sign.field))
        if is_chosen:
            tint = QColor(theme.ACCENT)
            tint.setAlpha(34)
            painter.fillRect(rect, tint)
        if status == PRESENT:
            _tick(painter, rect)
        elif status != NOT_MARKED or lesson <= self._model.last_open:
            painter.setPen(QColor(NO_MARK if status == NOT_MARKED else sign.ink))
            painter.drawText(rect, CENTRE, sign.glyph)
        painter.setPen(QColor(theme.LINE_DARK if ends_day(self._model, lesson) else theme.LINE))
        painter.drawLine(rect.topRight(), rect.bottomRight())
        if index == self._grid.currentIndex():
            painter.setPen(QPen(QColor(theme.ACCENT), 2))
            painter.drawRect(rect.adjusted(1, 1, -2, -2))

    def _field(self, row: int, lesson: int) -> str:
        board = self._model.board
        if board is None or lesson > self._model.last_open:
            return theme.WINDOW
        if board.lessons[lesson].day == board.today:
            return "#f2f9f5"
        return theme.ALTERNATE if row % 2 else theme.BASE

    def _total(self, painter: QPainter, rect: QRect, index: QModelIndex | QPersistentModelIndex, place: int) -> None:
        self._ground(painter, rect, index.row())
        if place < len(TOTALS):
            ink = self._signs[TOTALS[place]].ink if index.data() else "#c8d0cc"
            painter.setPen(QColor(ink))
            painter.drawText(rect, CENTRE, str(index.data()))
            return
        counts = self._model.hours_at(index.row()).counts
        if any(counts.values()):
            _rate(painter, rect, index.data(), is_bad=self._model.is_in_danger(index.row()))


def ends_day(model: RollModel, lesson: int) -> bool:
    """True for the last lesson of a day."""
    lessons = model.board.lessons if model.board else ()
    return lesson + 1 >= len(lessons) or lessons[lesson + 1].day != lessons[lesson].day


def _tick(painter: QPainter, rect: QRect) -> None:
    # Drawn, not written: calmer and sharper than the font's own sign.
    x, y = rect.center().x() + 0.5, rect.center().y() + 0.5
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    style, cap, join = Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
    painter.setPen(QPen(QColor(TICK), 1.5, style, cap, join))
    painter.drawPolyline([QPointF(x - 4, y), QPointF(x - 1, y + 3), QPointF(x + 4.5, y - 4)])
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def _rate(painter: QPainter, rect: QRect, rate: float, *, is_bad: bool) -> None:
    bar = rect.adjusted(6, 10, -46, -10)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.LINE))
    painter.drawRoundedRect(bar, 3, 3)
    bar.setWidth(max(6, int(bar.width() * rate)))
    painter.setBrush(QColor(theme.RED if is_bad else GOOD_BAR))
    painter.drawRoundedRect(bar, 3, 3)
    painter.setPen(QColor(theme.RED if is_bad else theme.MUTED))
    # Rounded down, as the ledger does: 79.9 % must not be shown as 80 %.
    words = f"{int(rate * 100)}%"
    painter.drawText(rect.adjusted(0, 0, -8, 0), MIDDLE | Qt.AlignmentFlag.AlignRight, words)


class SideHeader(QHeaderView):
    """The headings beside the days, as high as theirs."""

    def __init__(self, headings: dict[int, str], parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.headings = headings
        self.setFixedHeight(HEADER_HEIGHT)

    def paintEvent(self, _: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), QColor(theme.ALTERNATE))
        painter.setPen(QColor(theme.MUTED))
        for column in range(self.count()):
            if not self.isSectionHidden(column):
                rect = QRect(self.sectionViewportPosition(column), 0, self.sectionSize(column), HEADER_HEIGHT - 1)
                at_left = column in (NAME, VILLAGE)
                side = Qt.AlignmentFlag.AlignLeft if at_left else Qt.AlignmentFlag.AlignHCenter
                painter.drawText(rect.adjusted(7 if at_left else 0, 0, 0, 0), MIDDLE | side, self._heading(column))
        painter.setPen(QColor(theme.LINE_DARK))
        painter.drawLine(0, HEADER_HEIGHT - 1, self.viewport().width(), HEADER_HEIGHT - 1)

    def _heading(self, column: int) -> str:
        place = column if column < LEFT else column - self.count()
        return self.headings.get(place, "")


class DayHeader(QHeaderView):
    """The day above its half-days; today is marked, a sealed day has its word."""

    def __init__(self, model: RollModel, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._model = model
        self.setFixedHeight(HEADER_HEIGHT)

    def paintEvent(self, _: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), QColor(theme.ALTERNATE))
        start = 0
        for lesson in range(self._model.lessons):
            if ends_day(self._model, lesson):
                self._day(painter, start, lesson)
                start = lesson + 1
        painter.setPen(QColor(theme.LINE_DARK))
        painter.drawLine(0, HEADER_HEIGHT - 1, self.viewport().width(), HEADER_HEIGHT - 1)

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
            return tr("{day} closed", day=short) if width > 60 else f"{short}*"
        name = QLocale().dayName(day.isoweekday(), QLocale.FormatType.NarrowFormat)
        return f"{short} {name}" if width > 44 else short

    def _font(self, more: int, *, is_bold: bool = False) -> QFont:
        font = QFont(self.font())
        font.setPointSizeF(self.font().pointSizeF() + more)
        font.setBold(is_bold)
        return font
