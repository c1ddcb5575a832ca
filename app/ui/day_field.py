"""A day: typed in any of the ways people write one, stepped through with the arrows, or picked from a calendar."""

from datetime import date, timedelta

from PySide6.QtCore import QDate, QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QCalendarWidget, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from app.i18n import tr
from app.models.chinese_dates import read_date
from app.ui.icons import icon
from app.ui.pieces import key, label
from app.ui.theme import MUTED

KEYS, NONE, ALT = Qt.Key, Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.AltModifier
STEPS = {KEYS.Key_Up: 1, KEYS.Key_Down: -1}
FIRST, LAST = date(1900, 1, 1), date(2199, 12, 31)
SAMPLE, BESIDE, SERIAL = "2026-11-21", 46, 5  # the second is the room for the calendar's picture and the margins
REASON = Qt.FocusReason


class _Line(QLineEdit):
    """The line itself: whoever comes to it types over what stands there."""

    stepped = Signal(int)
    calendar_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._is_clicked_into = False
        self.setPlaceholderText(SAMPLE)
        # Wide enough for a day, and no wider in a row; in a form it fills its column.
        self.setMinimumWidth(self.fontMetrics().horizontalAdvance(SAMPLE) + BESIDE)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        shown = self.addAction(icon("calendar-days", MUTED), QLineEdit.ActionPosition.TrailingPosition)
        shown.setToolTip(tr("Pick a day from a calendar") + "  Alt+↓")
        shown.triggered.connect(self.calendar_asked)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._is_clicked_into = event.reason() == REASON.MouseFocusReason
        # Back from another window, what is half typed is typed on.
        if not self._is_clicked_into and not (event.reason() == REASON.ActiveWindowFocusReason and self.isModified()):
            self.selectAll()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if self._is_clicked_into and not self.hasSelectedText():
            self.selectAll()
        self._is_clicked_into = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        pressed, keys = KEYS(event.key()), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if pressed in STEPS and keys == NONE and not self.isReadOnly():
            self.stepped.emit(STEPS[pressed])
        elif pressed == KEYS.Key_Down and keys == ALT:
            self.calendar_asked.emit()
        else:
            super().keyPressEvent(event)


class DayField(QWidget):
    """Takes and gives plain days; what is none stands there in plain sight, with a hint, and no deed goes on with it.

    `changed` tells of every other day while it is typed, and of none; only of what the clerk does.
    """

    changed = Signal()

    def __init__(self, name: str = "") -> None:
        super().__init__()
        self._day, self._told = date.min, (date.min, False)
        self._first, self._last = FIRST, LAST
        self._calendar: QCalendarWidget | None = None
        self.line, self.hint = _Line(), label("", "wrong", wraps=True)
        self.hint.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.line)
        layout.addWidget(self.hint)
        self.setFocusProxy(self.line)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)
        self.line.textEdited.connect(self._edited)
        self.line.editingFinished.connect(self._left)
        self.line.stepped.connect(self.step)
        self.line.calendar_asked.connect(self.show_calendar)

    def setAccessibleName(self, name: str) -> None:
        super().setAccessibleName(name)
        self.line.setAccessibleName(name)

    @property
    def is_day(self) -> bool:
        """True if what stands there is a day that fits."""
        found = self._read()
        return found is not None and self._first <= found <= self._last

    @property
    def day(self) -> date:
        """The day that stands there; while what stands there is none, the last that was."""
        found = self._read()
        return found if found is not None and self._first <= found <= self._last else self._day

    def show_day(self, day: date, *, first: date | None = None, last: date | None = None) -> None:
        """Put this day there, and allow no other than those from the first to the last; nobody is told."""
        self._first, self._last = first or self._first, last or self._last
        self._day = min(max(day, self._first), self._last)
        self._told = self._day, True
        self._hide_hint()
        # What is being typed is not spelled out under the hands that type it.
        if not self.line.hasFocus() or self._read() != self._day:
            self.line.setText(self._day.isoformat())
            self.line.selectAll()

    def choose(self, day: date) -> None:
        """Put this day there as if the clerk had typed it."""
        self.line.setText(min(max(day, self._first), self._last).isoformat())
        self._edited()
        self.line.selectAll()

    def step(self, days: int) -> None:
        """Go on by so many days; from nowhere there is no way on."""
        if self._day != date.min:
            self.choose(self.day + timedelta(days=days))

    def complain(self) -> None:
        """Say what is wrong with what stands there, and lead the clerk to it."""
        self._hint()
        self.setFocus()

    def show_calendar(self) -> None:
        """Open a calendar below the line: arrows and Enter pick a day, Esc leaves it."""
        if self._day == date.min or not self.line.isEnabled():
            return
        calendar = self._calendar = self._calendar or self._made_calendar()
        calendar.setDateRange(_qdate(self._first), _qdate(self._last))
        calendar.setSelectedDate(_qdate(self.day))
        calendar.adjustSize()
        calendar.move(self.line.mapToGlobal(QPoint(0, self.line.height())))
        calendar.show()
        calendar.setFocus()

    def _made_calendar(self) -> QCalendarWidget:
        made = QCalendarWidget(self)
        made.setWindowFlag(Qt.WindowType.Popup)
        made.setAccessibleName(self.accessibleName())
        made.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        made.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        made.activated.connect(self._pick)
        made.clicked.connect(self._pick)
        key(made, "Esc", made.close)
        return made

    def _pick(self, picked: QDate) -> None:
        if self._calendar is not None and self._calendar.isVisible():
            self._calendar.close()
            self.choose(date(picked.year(), picked.month(), picked.day()))
            self.setFocus()

    def _read(self) -> date | None:
        typed = self.line.text().strip()
        # Five digits are a day only in a spreadsheet; here they are the beginning of one.
        return None if typed.isdecimal() and len(typed) == SERIAL else read_date(typed)

    def _edited(self) -> None:
        found, is_day = self.day, self.is_day
        self._day = found
        if is_day:
            self._hide_hint()
        if (found, is_day) != self._told:
            self._told = found, is_day
            self.changed.emit()

    def _left(self) -> None:
        """Typed to its end: spelled out, or told that it is none."""
        if not self.is_day:
            self._hint()
        elif self.line.text() != self.day.isoformat():
            self.line.setText(self.day.isoformat())

    def _hint(self) -> None:
        text, found = self.line.text().strip(), self._read()
        if not text:
            words = tr("A day is wanted here, like 2026-11-21.")
        elif found is None:
            words = tr("“{text}” is no day. Write it like 2026-11-21.", text=text)
        elif found < self._first:
            words = tr("It can be no day before {day}.", day=self._first)
        else:
            words = tr("It can be no day after {day}.", day=self._last)
        self.hint.setText(words)
        self.hint.setVisible(not self.is_day)

    def _hide_hint(self) -> None:
        self.hint.clear()
        self.hint.hide()


def _qdate(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)
