"""The form of a person comes in turns of the window's loop; whoever is quicker than the form loses nothing by it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.ledger.person_rows import PeopleWanted, list_people
from app.ui.people.details_fields import NAMES, line_of
from app.ui.people.person_form import PersonForm
from app.ui.spots import PERSON_FORM, Spot
from tests.makers import add_trainee

GOOD = "533522198501069830"
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def fresh(qtbot, work):
    """Opens the form as the desk does; not a single turn has passed yet."""

    def open_at(spot: Spot) -> PersonForm:
        page = PersonForm(work)
        qtbot.addWidget(page, before_close_func=lambda _: work.operations.finish())
        page.resize(1200, 640)
        page.show()
        page.show_spot(spot)
        return page

    return open_at


def type_at_once(form: PersonForm, text: str) -> None:
    """Into whatever has the focus, without letting the window go on."""
    QTest.keyClicks(form.focusWidget(), text)


def stood_in(form: PersonForm) -> str:
    """The field of the focus; the window need not be active yet."""
    fields, here = form.details.fields, form.focusWidget()
    return next((name for name in NAMES if here in (fields[name], line_of(fields[name]))), "")


def test_what_is_typed_at_once_stands_in_the_name_when_the_form_is_whole(qtbot, fresh, work):
    form = fresh(Spot(PERSON_FORM))
    was_whole = form.parts.is_whole

    type_at_once(form, "luo zhengxiang")
    qtbot.waitUntil(lambda: form.parts.is_whole)

    assert not was_whole
    assert form.details.texts["name"] == "luo zhengxiang"
    assert stood_in(form) == "name"
    assert work.drafts


def test_a_form_that_is_whole_has_every_field_once_groups_and_the_photo(qtbot, fresh):
    form = fresh(Spot(PERSON_FORM))

    qtbot.waitUntil(lambda: form.parts.is_whole and form.photo.isVisible())

    assert tuple(form.details.fields) == NAMES
    assert all(field.isVisible() for field in form.details.fields.values())
    assert form.groups.isVisible()


def test_enter_pressed_at_once_goes_through_every_field_in_order(qtbot, fresh):
    form = fresh(Spot(PERSON_FORM))
    met = ["name"]

    while met[-1] and len(met) <= len(NAMES):
        QTest.keyClick(line_of(form.details.fields[met[-1]]), Qt.Key.Key_Return)
        met.append(stood_in(form))

    assert tuple(met[:-1]) == NAMES
    assert form.focusWidget() is form.groups.add


def test_whoever_is_kept_at_once_is_in_the_ledger(qtbot, fresh, ledger, work):
    form = fresh(Spot(PERSON_FORM))
    type_at_once(form, "Pu Wenxue")
    line_of(form.details.fields["id_number"]).setText(GOOD)

    with qtbot.waitSignal(work.saved):
        form.submit()

    assert [each.name for each in list_people(ledger, PeopleWanted())] == ["Pu Wenxue"]


def test_somebody_known_stands_in_fields_that_came_later_and_counts_as_untouched(qtbot, fresh, ledger):
    trainee = add_trainee(ledger)
    form = fresh(Spot(PERSON_FORM, trainee))

    qtbot.waitUntil(lambda: form.parts.is_whole and form.details.texts["name"] == "罗正祥")

    assert line_of(form.details.fields["phone"]).text() == "138****0000"
    assert not form.details.is_touched
    assert not form.groups.isVisible()


@pytest.mark.parametrize("part", ["phone", "note"])
def test_the_field_that_is_meant_is_stood_in_when_it_is_there(qtbot, fresh, part):
    form = fresh(Spot(PERSON_FORM, part=part))
    was_there = form.details.has(part)

    qtbot.waitUntil(lambda: form.parts.is_whole)

    assert not was_there
    qtbot.waitUntil(lambda: stood_in(form) == part)


def test_the_photo_that_is_meant_is_stood_at_when_it_is_there(qtbot, fresh):
    form = fresh(Spot(PERSON_FORM, part="photo"))

    qtbot.waitUntil(lambda: form.focusWidget() is form.photo.choose)

    assert form.parts.is_whole


def test_what_was_half_typed_stands_in_fields_that_came_later(qtbot, fresh, work):
    before = fresh(Spot(PERSON_FORM))
    line_of(before.details.fields["address"]).setText("大寨组1号")

    again = fresh(Spot(PERSON_FORM))
    was_there, told = again.details.has("address"), again.details.texts["address"]
    qtbot.waitUntil(lambda: again.parts.is_whole)

    assert not was_there
    assert told == "大寨组1号"
    assert line_of(again.details.fields["address"]).text() == "大寨组1号"
    assert again.parts.draft_words.isVisible()


def test_every_field_has_its_name_and_its_advice_from_the_moment_it_is_there(qtbot, fresh):
    form = fresh(Spot(PERSON_FORM))
    qtbot.waitUntil(lambda: form.parts.is_whole)
    advice = form.details.columns[0].hints["证件类型"]

    assert all(field.accessibleName() for field in form.details.fields.values())
    assert form.groups.add.accessibleName() == "加入类别…"
    assert (advice.text(), advice.isVisible()) == ("不是身份证时才填。", True)
