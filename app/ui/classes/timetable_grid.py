"""The timetable to walk through: arrows, Enter, M to move a lesson, Del to let one fall out; and with the mouse."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget

from app.i18n import tr
from app.ledger.timetable import LessonRow
from app.models.vocabulary import HalfDay
from app.ui.classes.timetable_calendar import COMPACT, FULL, Calendar, Plan, Slot
from app.ui.classes.timetable_painting import TimetablePainter

KEYS = Qt.Key
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
STEPS = {KEYS.Key_Left: (0, -1), KEYS.Key_Right: (0, 1), KEYS.Key_Up: (-1, 0), KEYS.Key_Down: (1, 0)}
ENTER = (KEYS.Key_Return, KEYS.Key_Enter)


class TimetableGrid(QWidget):
    """Knows where the clerk is and what is chosen; what is to happen is told, not done here."""

    stepped = Signal()  # the clerk is elsewhere now
    opened = Signal()  # Enter or a double click
    cancel_wanted = Signal()
    dropped = Signal(object, object)  # a lesson, and the half-day to which it is to be moved
    in_sight = Signal(QRect)

    def __init__(self, *, is_compact: bool = False) -> None:
        super().__init__()
        self._shape = COMPACT if is_compact else FULL
        self.calendar = Calendar()
        self._here: Slot | None = None
        self._anchor: Slot | None = None
        self._cut: LessonRow | None = None
        self._pressed: QPoint | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus if is_compact else Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, on=False)
        self.setAccessibleName(tr("Timetable"))

    def show_calendar(self, calendar: Calendar) -> None:
        """Show this; the clerk stays where they are, if that is still there."""
        self.calendar = calendar
        self._cut = None
        if self._here is None or not self._plan().has(self._here):
            self._here = self._anchor = self._first()
        self.updateGeometry()
        self.update()
        self._tell()

    @property
    def here(self) -> Slot | None:
        """The half-day at hand."""
        return self._here

    @property
    def lesson(self) -> LessonRow | None:
        """The lesson at hand."""
        return self._lesson_at(self._here) if self._here else None

    @property
    def chosen(self) -> list[LessonRow]:
        """Every lesson that is chosen, without cancelled ones unless one is chosen alone."""
        if self._here is None or self._anchor is None:
            return []
        if self._here == self._anchor:
            return [self.lesson] if self.lesson else []
        by_slot = self.calendar.by_slot
        slots = self._plan().between(self._anchor, self._here)
        found = [lesson for slot in slots for lesson in by_slot.get((slot.day, slot.half_day), [])]
        return sorted((each for each in found if not each.cancelled), key=lambda each: each.number)

    @property
    def cut_lesson(self) -> LessonRow | None:
        """The lesson that is about to be moved."""
        return self._cut

    def go(self, slot: Slot, *, extends: bool = False) -> None:
        """Go to a half-day."""
        if self._plan().has(slot):
            self._here = slot
            self._anchor = self._anchor if extends else slot
            self.update()
            self._tell()

    def take_up(self) -> None:
        """Take the lesson at hand up, to be put down elsewhere."""
        lesson = self.lesson
        self._cut = lesson if lesson and not lesson.cancelled else None
        self.update()
        self.stepped.emit()

    def put_down(self) -> None:
        """Put the lesson down here."""
        if self._cut and self._here:
            lesson, self._cut = self._cut, None
            self.update()
            self.dropped.emit(lesson, Slot(self._here.day, self._here.half_day))

    def give_up(self) -> bool:
        """Leave the lesson that was taken up where it is; False if none was."""
        had, self._cut = self._cut is not None, None
        self.update()
        return had

    def sizeHint(self) -> QSize:
        return QSize(600, self._plan().height)

    def minimumSizeHint(self) -> QSize:
        return QSize(300, self._plan().height)

    def event(self, event: QEvent) -> bool:
        # While a lesson is held up, Esc lays it back instead of leading away from the page.
        is_asked = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride
        if is_asked and isinstance(event, QKeyEvent) and event.key() == KEYS.Key_Escape and self._cut:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._here is None or not self._took(event):
            super().keyPressEvent(event)

    def _took(self, event: QKeyEvent) -> bool:
        pressed, keys = KEYS(event.key()), event.modifiers()
        if pressed in STEPS and not keys & CONTROL:
            self._step(*STEPS[pressed], extends=bool(keys & SHIFT))
            return True
        deed = self._deeds(keys).get(pressed)
        if deed is None:
            return False
        deed()
        return True

    def _deeds(self, keys: Qt.KeyboardModifier) -> dict[Qt.Key, Callable[[], object]]:
        if keys & CONTROL:
            return {KEYS.Key_X: self.take_up, KEYS.Key_V: self.put_down}
        enter = self.put_down if self._cut else self.opened.emit
        deeds: dict[Qt.Key, Callable[[], object]] = dict.fromkeys(ENTER, enter)
        deeds |= {KEYS.Key_Delete: self.cancel_wanted.emit, KEYS.Key_M: self.take_up}
        return deeds | ({KEYS.Key_Escape: self.give_up} if self._cut else {})

    def _step(self, down: int, right: int, *, extends: bool) -> None:
        here = self._here
        if here is None:
            return
        count = len(self.calendar.by_slot.get((here.day, here.half_day), []))
        if right and not extends and 0 <= here.place + right < count:
            self.go(Slot(here.day, here.half_day, here.place + right))
            return
        self.go(self._plan().step(here, down, right), extends=extends)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        slot = self._slot_at(event.position().toPoint())
        if slot and self.focusPolicy() != Qt.FocusPolicy.NoFocus:
            self._pressed = event.position().toPoint()
            self.go(slot, extends=bool(event.modifiers() & SHIFT))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        if self._pressed is None:
            return
        far = (point - self._pressed).manhattanLength() >= QApplication.startDragDistance()
        if far and self._cut is None and self.lesson:
            self.take_up()
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        slot = self._plan().slot_at(point)
        if self._cut and slot:
            self.go(slot)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        was_dragged = self._pressed is not None and self.cursor().shape() == Qt.CursorShape.ClosedHandCursor
        self._pressed = None
        self.unsetCursor()
        if was_dragged:
            self.put_down()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._slot_at(event.position().toPoint()):
            self.opened.emit()

    def paintEvent(self, _: QPaintEvent) -> None:
        plan, painter = self._plan(), QPainter(self)
        painter.fillRect(self.rect(), self.palette().base())
        art = TimetablePainter(plan, self.font())
        art.paint(painter)
        if self._cut:
            art.cut(painter, self._room(art, self._slot_of(self._cut)))
        if self._here and self._anchor and self.focusPolicy() != Qt.FocusPolicy.NoFocus:
            slots = [] if self._here == self._anchor else plan.between(self._anchor, self._here)
            art.choose(painter, slots, self._here, self._room(art, self._here))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._tell()

    def _plan(self) -> Plan:
        return Plan(self.calendar, self._shape, self.width())

    def _room(self, art: TimetablePainter, slot: Slot) -> QRect:
        return art.lesson_room(slot, len(self.calendar.by_slot.get((slot.day, slot.half_day), [])))

    def _slot_at(self, point: QPoint) -> Slot | None:
        slot = self._plan().slot_at(point)
        count = len(self.calendar.by_slot.get((slot.day, slot.half_day), [])) if slot else 0
        if slot is None or count < 2:
            return slot
        cell = self._plan().cell(slot)
        return Slot(slot.day, slot.half_day, min(count - 1, (point.x() - cell.left()) * count // cell.width()))

    def _slot_of(self, lesson: LessonRow) -> Slot:
        there = self.calendar.by_slot[lesson.day, lesson.half_day]
        return Slot(lesson.day, lesson.half_day, [each.id for each in there].index(lesson.id))

    def _lesson_at(self, slot: Slot) -> LessonRow | None:
        there = self.calendar.by_slot.get((slot.day, slot.half_day), [])
        return there[slot.place] if slot.place < len(there) else there[-1] if there else None

    def _first(self) -> Slot | None:
        """The next lesson to be held, else the last one, else the first half-day."""
        held = [lesson for lesson in self.calendar.lessons if not lesson.cancelled]
        ahead = [lesson for lesson in held if self.calendar.today and lesson.day >= self.calendar.today]
        if ahead or held:
            return self._slot_of(ahead[0] if ahead else held[-1])
        weeks = self.calendar.weeks
        return Slot(weeks[0].monday, self.calendar.halves[0]) if weeks else None

    def _tell(self) -> None:
        if self._here is not None:
            self.setAccessibleDescription(self.words())
            self.in_sight.emit(self._plan().cell(self._here))
        self.stepped.emit()

    def words(self) -> str:
        """What lies where the clerk is, in one line."""
        here, lesson = self._here, self.lesson
        if here is None:
            return ""
        when = f"{here.day.isoformat()} {HalfDay(here.half_day).label}"
        off = self.calendar.off.get(here.day, "")
        if lesson is None:
            return " · ".join(filter(None, (when, off, tr("no lesson"))))
        hours = tr("{hours} hours", hours=lesson.hours)
        state = tr("cancelled") if lesson.cancelled else tr("roll called") if lesson.id in self.calendar.called else ""
        clash = self.calendar.clashes.get(lesson.id, "")
        words = (when, lesson.kind_label, hours, lesson.topic, lesson.trainer, lesson.place, state, off)
        clashes = (
            tr("{trainer} also teaches in {class_code}", trainer=lesson.trainer, class_code=clash) if clash else ""
        )
        return " · ".join(filter(None, (*words, clashes)))
