"""A day is typed as people write it; what is none stands in red, and no deed is done with another day for it."""

from datetime import date

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from app.ui.day_field import DayField
from app.ui.forms import FormDialog

KEY = Qt.Key
CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
TODAY, MEANT = date(2026, 11, 21), date(2026, 11, 6)


class Form(FormDialog):
    """A form of two fields that keeps the days with which it was done."""

    def __init__(self, owner: QWidget) -> None:
        super().__init__("新办班", "开班", owner)
        self.owner = owner
        self.name, self.first, self.kept = QLineEdit(), DayField(), []
        self.first.show_day(TODAY, last=date(2026, 12, 31))
        self.fields.add("名称", self.name)
        self.fields.add("开班日期", self.first)

    def submit(self) -> None:
        self.kept.append(self.first.day)


@pytest.fixture
def form(qtbot) -> Form:
    owner = QWidget()
    qtbot.addWidget(owner)
    owner.show()
    made = Form(owner)
    made.show_sized()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def ways_in(qtbot, form: Form, way: str) -> None:
    """Into the field by Tab, by a click, or led there."""
    if way == "Tab":
        form.name.setFocus()
        qtbot.keyClick(form.name, KEY.Key_Tab)
    elif way == "click":
        qtbot.mouseClick(form.first.line, Qt.MouseButton.LeftButton)
    else:
        form.first.setFocus()


@pytest.mark.parametrize("way", ["Tab", "click", "led"])
@pytest.mark.parametrize(
    "typed", ["2026-11-06", "2026-11-6", "2026.11.6", "2026/11/06", "20261106", "2026年11月6日", "二〇二六年十一月六日"]
)
def test_every_way_to_write_a_day_is_that_day_however_the_clerk_comes_into_the_field(qtbot, form, way, typed):
    ways_in(qtbot, form, way)
    form.first.line.insert(typed) if not typed.isascii() else qtbot.keyClicks(form.first.line, typed)

    qtbot.keyClick(form.first.line, KEY.Key_Return, CONTROL)

    assert form.kept == [MEANT]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("2026-13-06", "“2026-13-06”不是日期，请写成 2026-11-21 的样子。"),
        ("20261", "“20261”不是日期，请写成 2026-11-21 的样子。"),
        ("2027-01-01", "不能晚于 2026-12-31。"),
    ],
)
def test_what_is_no_day_is_told_in_red_and_nothing_is_done_with_another(qtbot, form, typed, told):
    ways_in(qtbot, form, "Tab")
    qtbot.keyClicks(form.first.line, typed)
    qtbot.keyClick(form.first.line, KEY.Key_Tab)
    hint = form.first.hint

    qtbot.keyClick(form, KEY.Key_Return, CONTROL)
    qtbot.mouseClick(form.verb, Qt.MouseButton.LeftButton)

    assert (hint.text(), hint.isVisible(), hint.objectName()) == (told, True, "wrong")
    assert (form.kept, form.first.line.text()) == ([], typed)
    assert form.first.line.hasFocus()


def test_once_it_is_mended_the_hint_is_gone_and_the_deed_is_done(qtbot, form):
    ways_in(qtbot, form, "Tab")
    qtbot.keyClicks(form.first.line, "2026-11-61")
    qtbot.keyClick(form.first.line, KEY.Key_Return, CONTROL)

    qtbot.keyClick(form.first.line, KEY.Key_Backspace)
    hidden = form.first.hint.isHidden()
    qtbot.keyClick(form.first.line, KEY.Key_Return, CONTROL)

    assert hidden
    assert form.kept == [MEANT]


def test_an_empty_field_is_no_day_either(qtbot, form):
    ways_in(qtbot, form, "Tab")
    qtbot.keyClick(form.first.line, KEY.Key_Delete)

    qtbot.keyClick(form.first.line, KEY.Key_Return, CONTROL)

    assert (form.first.hint.text(), form.kept) == ("请填日期，如 2026-11-21。", [])


def test_arrows_step_a_day_over_the_end_of_a_month_and_stop_at_the_last_that_fits(qtbot, form):
    ways_in(qtbot, form, "Tab")
    for _ in range(10):
        qtbot.keyClick(form.first.line, KEY.Key_Up)
    stepped = form.first.day
    for _ in range(40):
        qtbot.keyClick(form.first.line, KEY.Key_Up)
    last = form.first.day
    qtbot.keyClick(form.first.line, KEY.Key_Down)

    assert (stepped, last, form.first.line.text()) == (date(2026, 12, 1), date(2026, 12, 31), "2026-12-30")


def test_alt_down_opens_a_calendar_in_which_enter_picks_and_escape_leaves(qtbot, form):
    ways_in(qtbot, form, "Tab")
    qtbot.keyClick(form.first.line, KEY.Key_Down, ALT)
    calendar = form.first.findChild(QWidget, "qt_calendar_calendarview").parent()
    opened = calendar.isVisible()

    calendar.setSelectedDate(QDate(2026, 11, 5))
    qtbot.keyClick(calendar.findChild(QWidget, "qt_calendar_calendarview"), KEY.Key_Right)
    qtbot.keyClick(calendar.findChild(QWidget, "qt_calendar_calendarview"), KEY.Key_Return)
    picked = form.first.day, calendar.isVisible()
    qtbot.keyClick(form.first.line, KEY.Key_Down, ALT)
    qtbot.keyClick(calendar.findChild(QWidget, "qt_calendar_calendarview"), KEY.Key_Escape)

    assert (opened, picked) == (True, (MEANT, False))
    assert (form.first.day, calendar.isVisible(), form.isVisible()) == (MEANT, False, True)


def test_the_field_tells_of_every_other_day_and_of_none_and_nothing_when_the_program_shows_one(qtbot, form):
    told: list[tuple[bool, date]] = []
    form.first.changed.connect(lambda: told.append((form.first.is_day, form.first.day)))

    form.first.show_day(date(2026, 11, 20))
    ways_in(qtbot, form, "Tab")
    qtbot.keyClicks(form.first.line, "2026-11-6")

    assert told == [(False, date(2026, 11, 20)), (True, MEANT)]
