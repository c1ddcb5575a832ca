"""Somebody at the PC puts the lock off, and a page that is made costs nothing for being listened to."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from app.ui.stirrings import Stirrings

KEY = Qt.Key


@pytest.fixture
def field(qtbot):
    made = QLineEdit()
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def stirrings(field):
    made = Stirrings(field)
    yield made
    made.rest()


def test_a_key_is_heard_once_and_again_after_a_while(qtbot, field, stirrings):
    heard = []
    stirrings.stirred.connect(lambda: heard.append(1))
    stirrings.listen()

    qtbot.keyClicks(field, "abc")
    at_first = len(heard)
    stirrings.listen()  # what happens by itself some seconds later
    qtbot.mouseClick(field, Qt.MouseButton.LeftButton)

    assert at_first == 1
    assert len(heard) == 2


def test_it_listens_again_by_itself(qtbot, field, stirrings):
    stirrings.listen()
    stirrings.pause.setInterval(1)
    qtbot.keyClick(field, KEY.Key_Shift)

    with qtbot.waitSignal(stirrings.stirred):
        qtbot.waitUntil(lambda: not stirrings.pause.isActive())
        qtbot.keyClick(field, KEY.Key_Shift)


def test_what_the_window_does_by_itself_is_no_sign_of_anybody(qtbot, field, stirrings):
    stirrings.listen()

    with qtbot.assertNotEmitted(stirrings.stirred):
        field.setText("张三")
        field.hide()
        field.show()
        qtbot.wait(20)


def test_nothing_is_heard_while_the_window_is_locked(qtbot, field, stirrings):
    stirrings.listen()
    stirrings.rest()

    with qtbot.assertNotEmitted(stirrings.stirred):
        qtbot.keyClicks(field, "abc")
