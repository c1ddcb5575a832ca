"""What was half typed about a person survives the lock, and nothing of it is written anywhere."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from app.ui.people.details_fields import line_of
from app.ui.people.person_form import PersonForm
from app.ui.spots import PERSON, PERSON_FORM, Spot
from app.ui.window import MainWindow
from tests.makers import add_trainee
from tests.ui.makers_shell import at_lock, go, home_of, opened, settled

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def home(empty_ledger, tmp_path, clock) -> Path:
    return home_of(empty_ledger, tmp_path / "home", clock, add_trainee)


@pytest.fixture
def window(qtbot, window_on, home) -> MainWindow:
    return opened(qtbot, window_on(home))


def form_on(qtbot, window: MainWindow, spot: Spot) -> PersonForm:
    page = go(qtbot, window, spot)
    assert isinstance(page, PersonForm)
    qtbot.waitUntil(page.keep.isEnabled)
    return page


def lock_and_come_back(qtbot, window: MainWindow) -> PersonForm:
    window.lock()
    at_lock(qtbot, window)
    window.open("station", "password1")
    opened(qtbot, window)
    qtbot.waitUntil(lambda: isinstance(window.desk.page, PersonForm))
    page = window.desk.page
    qtbot.waitUntil(page.keep.isEnabled)
    settled(qtbot, window)
    return page


def test_a_half_typed_person_is_there_again_after_the_lock(qtbot, window):
    before = form_on(qtbot, window, Spot(PERSON_FORM))
    qtbot.keyClicks(line_of(before.details.fields["phone"]), "1391111")

    page = lock_and_come_back(qtbot, window)

    assert page is not before
    assert line_of(page.details.fields["phone"]).text() == "1391111"
    assert page.parts.draft_words.isVisible()


def test_a_half_typed_number_is_in_no_file_while_the_ledger_is_locked(qtbot, window, home):
    page = form_on(qtbot, window, Spot(PERSON_FORM))
    qtbot.keyClicks(line_of(page.details.fields["id_number"]), "533522199003049825")

    window.lock()
    at_lock(qtbot, window)

    held = [path for path in home.rglob("*") if path.is_file()]
    assert held
    assert not [path for path in held if b"533522199003049825" in path.read_bytes()]


def test_an_edit_that_was_not_kept_is_told_on_the_page_of_the_person(qtbot, window):
    with window.ledger.reading() as session:
        from app.models.people import Trainee

        who = session.query(Trainee.id).scalar()
    page = form_on(qtbot, window, Spot(PERSON_FORM, who, "address"))
    qtbot.keyClicks(line_of(page.details.fields["address"]), "12")

    person = go(qtbot, window, Spot(PERSON, who))

    qtbot.waitUntil(person.warning.isVisible)
    assert "还没保存的修改" in person.warning.text()
