"""The scanner follows the focus: it hears the field where the clerk stands, and anything where they stand nowhere."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from tests.ui.scanner_desk import SERIAL, desk, habits, scan

__all__ = ["desk", "habits"]


def test_a_scan_is_heard_in_a_field_that_came_later(desk):
    scan(desk.field, SERIAL)
    fresh = QLineEdit()
    desk.layout().addWidget(fresh)

    scan(fresh, SERIAL)

    assert desk.taken == [SERIAL] * 2
    assert fresh.text() == ""


def test_a_scan_is_heard_after_the_field_with_the_focus_is_gone(qtbot, desk):
    fresh = QLineEdit()
    desk.layout().addWidget(fresh)
    scan(fresh, SERIAL)

    fresh.deleteLater()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not fresh)
    scan(desk.field, SERIAL)

    assert desk.taken == [SERIAL] * 2


def test_a_scan_is_heard_where_nothing_has_the_focus(qtbot, desk):
    desk.field.setFocus()
    desk.field.clearFocus()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is None)

    QTest.keyClicks(desk, SERIAL)
    QTest.keyClick(desk, Qt.Key.Key_Return)

    assert desk.taken == [SERIAL]


def test_a_page_is_made_without_the_scanner_being_asked_about_each_piece(monkeypatch, desk):
    asked: list[QEvent.Type] = []
    heard = type(desk.scanner).eventFilter

    def listen(scanner: QObject, watched: QObject, event: QEvent) -> bool:
        asked.append(event.type())
        return heard(scanner, watched, event)

    monkeypatch.setattr(type(desk.scanner), "eventFilter", listen)
    desk.field.setFocus()
    asked.clear()

    page = QWidget(desk)
    pieces = [QLineEdit(page) for _ in range(50)]
    page.show()

    assert len(pieces) == 50
    assert asked == []
