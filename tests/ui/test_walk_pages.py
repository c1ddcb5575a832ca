"""A walk over every page and every part: named, reachable by keyboard, in one language at a time."""

import json
import shutil

import pytest
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QLabel, QWidget

from app.i18n import choose_language
from app.ui import spots, theme
from app.ui.classes import class_page
from app.ui.desk import PLACES
from app.ui.keys import DIALOGS, EVERYWHERE, KEYS, LISTS, SHEETS, keys_of
from app.ui.settings import settings_page
from app.ui.spots import Spot
from tests.makers_people import tables_of
from tests.ui import walker
from tests.ui.scene import Stage, stage_on
from tests.ui.stray_windows import strays_caught

# The form of a new person, a job, a hand-out: parts that a page shows only when it is led there.
MORE = {
    spots.ISSUE: ("", "job", "hand_out"),
    spots.CLASSES: ("", "new"),
    spots.CLASS: class_page.NAMES,
    spots.SETTINGS: settings_page.NAMES,
}


def every_spot() -> list[tuple[str, str]]:
    return [(name, part) for name in PLACES for part in MORE.get(name, ("",))]


@pytest.fixture(scope="module", params=["zh_CN", "en"])
def stage(request, filled, tmp_path_factory, qapp):
    """The window of one language, on a ledger of its own."""
    folder, ids = filled
    own = tmp_path_factory.mktemp(request.param) / "ledger"
    shutil.copytree(folder, own)
    choose_language(request.param)
    theme.speak(qapp)
    with strays_caught() as strays, stage_on(own, ids) as opened:
        opened.window.resize(1366, 728)
        yield request.param, opened, strays
    choose_language("zh_CN")
    theme.speak(qapp)


def shown(stage: Stage, name: str, part: str) -> QWidget:
    stage.desk.go(Spot(name, _thing(stage, name, part), part))
    stage.wait(lambda: stage.desk.page is not None and stage.desk.page.isVisible())
    assert stage.desk.page is not None
    return stage.desk.page


def _thing(stage: Stage, name: str, part: str) -> str:
    if name == spots.CLASS:
        return stage.ids.ended if part in ("results", "graduation") else stage.ids.running
    if name in (spots.PERSON, spots.PERSON_FORM):
        return stage.ids.people[0]
    if name == spots.CERTIFICATE:
        from app.ledger.certificate_register import list_certificates

        return list_certificates(stage.ledger)[0].number
    if name == spots.ISSUE:
        return stage.ids.issued if part == "hand_out" else stage.ids.graduated
    return ""


@pytest.fixture(scope="module")
def data(stage) -> str:
    """All that the ledger holds: no page changes it by being looked at."""
    return json.dumps(tables_of(stage[1].ledger).rows, ensure_ascii=False, default=str)


@pytest.mark.parametrize(("name", "part"), every_spot())
def test_every_page_is_named_reachable_and_low_enough_tells_its_keys_and_speaks_one_language(
    watch, stage, data, name, part
):
    language, here, strays = stage
    choose_language(language)
    page = shown(here, name, part)

    found = {
        "no name": walker.unnamed(page),
        "not by Tab": walker.unreachable(page),
        "too tall": walker.too_tall(page),
        "a window of its own": strays.caught,
        "key not in the table": keys_not_told(page, name, part),
        "another language": (
            walker.chinese_in(walker.words_in_sight(page), data)
            if language == "en"
            else walker.english_in(walker.words_in_sight(page), data)
        ),
    }

    assert {fault: where for fault, where in found.items() if where} == {}
    assert watch.caught == set()


def keys_not_told(page: QWidget, name: str, part: str) -> set[str]:
    """Keys that work here and stand nowhere in the table. Enter has two names in Qt; the table has the keyboard's."""
    general = (EVERYWHERE, LISTS, SHEETS, DIALOGS)
    told = {
        key for each in (*keys_of(name, part), *(key for kind in general for key in KEYS[kind])) for key in each.keys
    }
    held = {each.key().toString() for each in page.findChildren(QShortcut) if _is_on(each)}
    return {_as_written(key) for key in held} - {_as_written(key) for key in told}


def _as_written(key: str) -> str:
    return key.replace("Return", "Enter")


def _is_on(shortcut: QShortcut) -> bool:
    parent = shortcut.parent()
    return isinstance(parent, QWidget) and parent.isVisible()


def test_a_widget_shown_before_it_has_a_place_is_caught(qtbot):
    """The control of “a window of its own”."""
    label, child = QLabel("stray"), QLabel("at home")

    with strays_caught() as strays:
        qtbot.addWidget(label)
        child.setParent(label)
        child.show()
        label.show()

    assert {each.rpartition(" ")[2] for each in strays.caught} == {"“stray”"}


def test_the_table_of_keys_names_pages_and_parts_that_exist():
    known = {name for name, _ in every_spot()} | {f"{name}/{part}" for name, part in every_spot()}

    assert set(KEYS) - {EVERYWHERE, LISTS, SHEETS, DIALOGS} <= known


def test_around_the_pages_too(stage, data):
    language, here, _ = stage
    choose_language(language)
    here.desk.go(Spot(spots.HOME))
    here.wait(lambda: True)
    window = here.window

    parts = (window.status, here.desk.navigation, window.menus)
    words = [word for part in parts for word in walker.words_in_sight(part)]
    words += [
        entry.text() for menu in (window.menus.file, window.menus.view, window.menus.help) for entry in menu.actions()
    ]

    leftover = walker.chinese_in if language == "en" else walker.english_in
    assert leftover(iter(words), data) == set()
    assert set.union(*(walker.unnamed(part) for part in parts[:2])) == set()
    assert set.union(*(walker.unreachable(part) for part in parts[:2])) == set()
