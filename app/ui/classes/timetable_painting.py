"""How a timetable is painted: the days, what is off, each lesson with its topic, trainer and place."""

from collections.abc import Collection
from datetime import date

from PySide6.QtCore import QLocale, QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen

from app.i18n import tr
from app.ledger.timetable import LessonRow
from app.ui import theme
from app.ui.classes.roll_words import half_day_glyph
from app.ui.classes.timetable_calendar import COMPACT, Plan, Slot

CENTRE, MIDDLE = Qt.AlignmentFlag.AlignCenter, Qt.AlignmentFlag.AlignVCenter
LEFT, RIGHT = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
KINDS = {"theory": (QColor("#1a5aad"), QColor("#e4edfa")), "practical": (QColor("#155c40"), QColor("#dff0e7"))}
TEXT, MUTED, FAINT, RED = (QColor(each) for each in (theme.TEXT, theme.MUTED, theme.FAINT, theme.RED))
LINE, LINE_DARK, BASE, OFF = (QColor(each) for each in (theme.LINE, theme.LINE_DARK, theme.BASE, "#eef0ef"))
ACCENT, ACCENT_LIGHT, ACCENT_DARK = (QColor(x) for x in (theme.ACCENT, theme.ACCENT_LIGHT, theme.ACCENT_DARK))
AMBER, HEAD = QColor(theme.AMBER), QColor(theme.ALTERNATE)
CHOSEN = QColor(theme.ACCENT)
CHOSEN.setAlpha(30)
CORNER = 4


class TimetablePainter:
    """Paints one plan."""

    def __init__(self, plan: Plan, font: QFont) -> None:
        self._plan, self._calendar = plan, plan.calendar
        self._font, self._bold, self._small = font, QFont(font), QFont(font)
        self._bold.setBold(True)
        self._small.setPointSizeF(font.pointSizeF() - (2 if plan.shape is COMPACT else 1))
        self._is_compact = plan.shape is COMPACT

    def paint(self, painter: QPainter) -> None:
        """All weeks with their lessons."""
        by_slot = self._calendar.by_slot
        for place, week in enumerate(self._calendar.weeks):
            self._week(painter, place)
            for weekday, day in enumerate(week.days):
                self._head(painter, self._plan.head_of(place, weekday), day)
            for half, name in enumerate(self._calendar.halves):
                painter.setFont(self._small)
                painter.setPen(MUTED)
                painter.drawText(self._plan.half_of(place, half), CENTRE, half_day_glyph(name))
                for day in week.days:
                    self._cell(painter, Slot(day, name), by_slot.get((day, name), []))

    def choose(self, painter: QPainter, slots: Collection[Slot], here: Slot, room: QRect) -> None:
        """Show what is chosen, and where the clerk is."""
        if len(slots) > 1:
            for slot in slots:
                painter.fillRect(self._plan.cell(slot).adjusted(1, 1, -1, -1), CHOSEN)
        painter.setPen(QPen(ACCENT, 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(room.adjusted(1, 1, -2, -2), CORNER, CORNER)

    def cut(self, painter: QPainter, room: QRect) -> None:
        """Show that the lesson there is about to be moved."""
        painter.setPen(QPen(AMBER, 2, Qt.PenStyle.DashLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(room.adjusted(2, 2, -3, -3), CORNER, CORNER)

    def lesson_room(self, slot: Slot, count: int) -> QRect:
        """The field of one lesson of so many in a half-day."""
        cell = self._plan.cell(slot)
        width = cell.width() // max(1, count)
        return QRect(cell.left() + width * slot.place, cell.top(), width, cell.height())

    def _week(self, painter: QPainter, place: int) -> None:
        room = self._plan.head_of(place, 0)
        painter.setFont(self._small)
        painter.setPen(FAINT)
        words = "" if self._is_compact else tr("week {number}", number=place + 1)
        painter.drawText(QRect(0, room.top(), self._plan.shape.gutter, room.height()), CENTRE, words)

    def _head(self, painter: QPainter, room: QRect, day: date) -> None:
        is_today, why = day == self._calendar.today, self._calendar.off.get(day, "")
        painter.fillRect(room, ACCENT_LIGHT if is_today else HEAD)
        painter.fillRect(room.left(), room.bottom(), room.width(), 1, LINE_DARK)
        if is_today:
            painter.fillRect(room.left(), room.top(), room.width(), 3, ACCENT)
        name = QLocale().dayName(day.isoweekday(), QLocale.FormatType.NarrowFormat)
        painter.setFont(self._small if self._is_compact else self._bold if is_today else self._font)
        painter.setPen(ACCENT_DARK if is_today else FAINT if why else TEXT)
        words = f"{day.month}/{day.day}" if self._is_compact else f"{day.month}/{day.day} {name}"
        painter.drawText(room.adjusted(6, 0, -4, 0), MIDDLE | (CENTRE if self._is_compact else LEFT), words)
        if why and not self._is_compact:
            painter.setFont(self._small)
            self._fit(painter, room.adjusted(62, 0, -4, 0), why, RIGHT)

    def _cell(self, painter: QPainter, slot: Slot, lessons: list[LessonRow]) -> None:
        room = self._plan.cell(slot)
        painter.fillRect(room, OFF if slot.day in self._calendar.off else BASE)
        painter.setPen(LINE)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(room.adjusted(0, 0, -1, -1))
        for place, lesson in enumerate(lessons):
            self._lesson(painter, self.lesson_room(Slot(slot.day, slot.half_day, place), len(lessons)), lesson)

    def _lesson(self, painter: QPainter, room: QRect, lesson: LessonRow) -> None:
        ink, field = KINDS.get(lesson.kind, (TEXT, BASE))
        inner = room.adjusted(1, 1, -2, -2)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(LINE_DARK, 1, Qt.PenStyle.DashLine) if lesson.cancelled else Qt.PenStyle.NoPen)
        painter.setBrush(BASE if lesson.cancelled else field)
        painter.drawRoundedRect(inner, CORNER, CORNER)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        if self._is_compact:
            painter.setFont(self._small)
            painter.setPen(ink)
            painter.drawText(inner, CENTRE, f"{lesson.kind_label[:1]}{lesson.hours}")
            return
        top, height = inner.adjusted(6, 2, -5, 0), inner.height() // 2
        self._first_line(painter, QRect(top.left(), top.top(), top.width(), height), lesson, ink)
        below = QRect(top.left(), inner.top() + height, top.width(), inner.height() - height - 2)
        self._second_line(painter, below, lesson)

    def _first_line(self, painter: QPainter, room: QRect, lesson: LessonRow, ink: QColor) -> None:
        hours = tr("{hours} h", hours=lesson.hours)
        font = QFont(self._bold if lesson.topic else self._font)
        font.setStrikeOut(lesson.cancelled)
        painter.setFont(self._small)
        painter.setPen(FAINT if lesson.cancelled else ink)
        taken = QFontMetrics(self._small).horizontalAdvance(hours)
        painter.drawText(room, MIDDLE | RIGHT, hours)
        painter.setFont(font)
        words = lesson.topic or lesson.kind_label
        self._fit(painter, room.adjusted(0, 0, -taken - 4, 0), words, LEFT)

    def _second_line(self, painter: QPainter, room: QRect, lesson: LessonRow) -> None:
        painter.setFont(self._small)
        clash = self._calendar.clashes.get(lesson.id, "")
        if lesson.cancelled:
            painter.setPen(FAINT)
            painter.drawText(room, MIDDLE | LEFT, tr("cancelled"))
            return
        if lesson.id in self._calendar.called:
            _tick(painter, room)
            room = room.adjusted(0, 0, -14, 0)
        if clash:
            painter.setPen(RED)
            self._fit(painter, room, tr("! also in {class_code}", class_code=clash) + f" {lesson.trainer}", LEFT)
            return
        moved = f"{lesson.moved_from.month}/{lesson.moved_from.day}→" if lesson.moved_from else ""
        if moved:
            painter.setPen(AMBER)
            painter.drawText(room, MIDDLE | RIGHT, moved)
            room = room.adjusted(0, 0, -QFontMetrics(self._small).horizontalAdvance(moved) - 3, 0)
        painter.setPen(MUTED)
        kind = lesson.kind_label if lesson.topic else ""
        place = lesson.place if lesson.place != self._calendar.usual_place else ""
        self._fit(painter, room, " · ".join(filter(None, (kind, lesson.trainer, place))), LEFT)

    def _fit(self, painter: QPainter, room: QRect, words: str, side: Qt.AlignmentFlag) -> None:
        shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, MIDDLE | side, shown)


def _tick(painter: QPainter, room: QRect) -> None:
    x, y = room.right() - 5, room.center().y()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(ACCENT, 1.6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
    painter.drawLine(x - 4, y, x - 1, y + 3)
    painter.drawLine(x - 1, y + 3, x + 4, y - 4)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
