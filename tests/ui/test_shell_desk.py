"""Around the pages: the navigation, the way back, the status bar, the menus, the sheet of keys, the window's place."""

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QLabel, QPushButton, QScrollArea

from app.ledger.syncing.waiting_words import days_ago
from app.models.faults import CopiedLedger
from app.ui import spots
from app.ui.desk import PLACES
from app.ui.key_sheet import KeySheet
from app.ui.memory import TEXT_SCALE, Memory
from app.ui.notices import ChoiceDialog
from app.ui.spots import Spot
from app.ui.window import MainWindow
from app.ui.window_place import KEY as PLACE_KEY
from app.ui.window_place import LEAST_SIZE, USUAL_FRAME, clamped
from tests.makers import add_trainee
from tests.makers_certificates import MakeBelieveCounty
from tests.ui.makers_shell import click, go, home_of, opened, settled, shown_dialogs

KEY = Qt.Key
ALT, CONTROL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def home(empty_ledger, tmp_path, clock):
    return home_of(empty_ledger, tmp_path / "home", clock, add_trainee)


@pytest.fixture
def window(qtbot, window_on, home) -> MainWindow:
    return opened(qtbot, window_on(home))


def least_on(window: MainWindow) -> tuple[int, int]:
    """The least inside of a window whose frame still fits the screen; nothing is known of its frame the first time."""
    room = window.screen().availableSize()
    return min(LEAST_SIZE[0], room.width() - USUAL_FRAME[0]), min(LEAST_SIZE[1], room.height() - USUAL_FRAME[1])


@pytest.mark.parametrize(
    ("figure", "page"), [(KEY.Key_1, spots.HOME), (KEY.Key_2, spots.PEOPLE), (KEY.Key_4, spots.CLASSES)]
)
def test_alt_and_a_figure_turn_to_a_page(qtbot, window, figure, page):
    with qtbot.waitActive(window):
        window.activateWindow()

    qtbot.keyClick(window, figure, ALT)
    settled(qtbot, window)

    assert window.desk.spot.page == page
    checked = [button.isChecked() for button in window.desk.navigation.buttons]
    assert checked.index(True) == window.desk.entries.index(page)


def test_the_way_back_leads_over_every_spot_and_then_to_the_list(qtbot, window):
    go(qtbot, window, Spot(spots.PEOPLE))
    go(qtbot, window, Spot(spots.CLASSES))
    steps = []

    for _ in range(3):
        window.desk.work.go_back()
        settled(qtbot, window)
        steps.append(window.desk.spot.page)

    assert steps == [spots.PEOPLE, spots.HOME, spots.HOME]


def test_a_page_larger_than_the_window_is_scrolled_and_not_cut_off(qtbot, window):
    page = go(qtbot, window, Spot(spots.HOME))
    page.setMinimumSize(1500, 1400)
    window.resize(*LEAST_SIZE)

    frame = window.desk.pages.currentWidget()

    assert isinstance(frame, QScrollArea)
    qtbot.waitUntil(lambda: frame.verticalScrollBar().maximum() > 0 and frame.horizontalScrollBar().maximum() > 0)
    assert page.width() >= 1500


def test_the_window_goes_as_small_as_large_text_on_a_small_screen_needs(qtbot, window):
    window.resize(1, 1)

    assert (window.width(), window.height()) == least_on(window)
    assert LEAST_SIZE[0] <= 911
    assert LEAST_SIZE[1] <= 480


def test_every_entry_of_the_navigation_fits_at_125_percent(qtbot, window):
    window.resize(1093, 582)

    buttons = window.desk.navigation.buttons
    assert len(buttons) == sum(bool(place.title) for place in PLACES.values()) >= 9
    assert buttons[-1].geometry().bottom() < window.desk.navigation.height()
    assert all(button.height() >= 28 for button in buttons)


def test_what_waits_for_the_county_is_counted_anew_after_a_change(qtbot, window, monkeypatch):
    county, ledger = MakeBelieveCounty(), window.ledger
    window.desk.work.change(lambda _: county.enrol(ledger))
    qtbot.waitUntil(lambda: "上报" in window.status.outbox.text())
    before = window.status.outbox.text()

    window.desk.work.change(lambda _: add_trainee(ledger, name="李兰", id_number="533522199003049825"))
    qtbot.waitUntil(lambda: window.status.outbox.text() != before)

    assert "最早 今天" in window.status.outbox.text()
    assert window.desk.navigation.station.text() == "鲁史镇乡村人才振兴工作站"
    assert window.desk.navigation.county.text() == "凤庆县"


def test_before_a_county_is_joined_the_bar_says_so(window):
    assert window.status.outbox.text() == "尚未加入县"


@pytest.mark.parametrize(
    ("name", "spot"),
    [
        ("outbox", Spot(spots.REPORT)),
        ("state", Spot(spots.SETTINGS, part="backups")),
        ("clerk", Spot(spots.SETTINGS, part="operators")),
    ],
)
def test_every_word_of_the_bar_is_a_way_for_mouse_and_keyboard(qtbot, window, name, spot):
    way: QPushButton = getattr(window.status, name)
    wanted = []
    window.status.wanted.connect(wanted.append)
    window.desk.go = wanted.append

    click(way)
    way.setFocus()
    qtbot.keyClick(way, KEY.Key_Space)

    assert wanted[::2] == [spot] * 2
    assert way.focusPolicy() & Qt.FocusPolicy.TabFocus
    assert way.text() in way.accessibleName()


def test_how_old_is_said_in_words(clock):
    day = clock.now().date()

    assert [days_ago(day.replace(day=day.day - back), day) for back in (0, 1, 9)] == ["今天", "昨天", "9 天前"]


def test_a_hindered_ledger_shows_a_red_bar_that_says_what_can_be_done(qtbot, window):
    window.ledger.hinder(CopiedLedger())

    window.bar.tell(window.ledger.standing.hindrance)
    window.status.greet(window.ledger, is_practice=False)
    click(window.bar.mend)

    [question] = shown_dialogs(window)
    words = " ".join(each.text() for each in question.findChildren(QLabel))
    assert window.bar.isVisible()
    assert CopiedLedger().sentence() in window.bar.words.text()
    assert "新的身份" in words
    assert window.status.state.text() == "只读"


def test_f1_shows_the_keys_of_the_page_in_sight_and_those_that_work_everywhere(qtbot, window):
    with qtbot.waitActive(window):
        window.activateWindow()

    qtbot.keyClick(window, KEY.Key_F1)

    [sheet] = shown_dialogs(window)
    words = [each.text() for each in sheet.findChildren(QLabel)]
    assert isinstance(sheet, KeySheet)
    assert words.index("首页") < words.index("所有页面")
    assert "Ctrl+L" in words
    assert sheet.height() <= 600


def test_the_menus_lead_to_the_pages_and_lose_them_with_the_ledger(qtbot, window):
    entries = [entry.text() for entry in window.menus.pages.actions()]

    window.menus.pages.actions()[3].trigger()
    settled(qtbot, window)
    there = window.desk.spot.page
    window.menus.back.trigger()
    settled(qtbot, window)
    window.lock()

    assert entries[0] == "首页\tAlt+1"
    assert len(entries) >= 9
    assert there == spots.CLASSES
    assert window.menus.pages.actions() == []
    assert not window.menus.lock.isEnabled()


def test_a_size_of_text_is_kept_and_offers_to_start_again(qtbot, window, home):
    window.menus.sizes.actions()[1].trigger()
    [question] = shown_dialogs(window)
    kept = Memory(home).get(TEXT_SCALE)

    assert isinstance(question, ChoiceDialog)
    click(question.go_on)

    assert kept == "125"
    assert window.wants_restart
    assert not window.isVisible()


def test_the_window_comes_back_where_it_stood_and_on_the_page_of_the_day(qtbot, window, window_on, home, clock):
    go(qtbot, window, Spot(spots.PEOPLE))
    window.showNormal()
    window.setGeometry(20, 30, 1000, 600)
    window.close()

    same_day = opened(qtbot, window_on(home))
    page, size = same_day.desk.spot.page, (same_day.width(), same_day.height())
    same_day.close()
    clock.advance(days=1)
    next_day = opened(qtbot, window_on(home))

    assert (page, size) == (spots.PEOPLE, (min(1000, size[0]), min(600, size[1])))
    assert next_day.desk.spot.page == spots.HOME


def test_the_first_time_the_window_fills_the_screen_and_later_it_is_as_it_was_left(qtbot, window, window_on, home):
    first = window.isMaximized()
    window.showNormal()
    window.close()

    again = opened(qtbot, window_on(home))

    assert (first, again.isMaximized()) == (True, False)


@pytest.mark.parametrize("kept", ["0 0 860 440", "-50 -50 860 440", "0 0 1366 728", "3000 2000 900 500"])
def test_no_part_of_the_frame_is_off_the_screen(qtbot, window, window_on, home, kept):
    window.showNormal()
    window.close()
    Memory(home).put(PLACE_KEY, kept)

    again = opened(qtbot, window_on(home))

    room, frame = again.screen().availableGeometry(), again.frameGeometry()
    assert frame.size() != again.size()
    assert room.contains(frame)


def test_a_window_that_is_moved_nowhere_stays_where_it_is_from_start_to_start(qtbot, window, window_on, home):
    window.showNormal()
    window.move(1, 40)
    window.resize(window.minimumSize())
    window.close()

    places = []
    for _ in range(3):
        again = opened(qtbot, window_on(home))
        places.append((again.pos(), again.size()))
        again.close()

    assert len({(place.x(), place.y(), size.width(), size.height()) for place, size in places}) == 1


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (QRect(0, 0, 1366, 728), QRect(0, 0, 1366, 728)),
        (QRect(3000, 2000, 1366, 728), QRect(0, 40, 1366, 728)),
        (QRect(-500, -500, 1000, 600), QRect(0, 0, 1000, 600)),
        (QRect(100, 100, 4000, 3000), QRect(0, 0, 1366, 768)),
        (QRect(100, 100, 5, 5), QRect(100, 100, *LEAST_SIZE)),
    ],
)
def test_a_window_is_brought_back_onto_the_screen(wanted, found):
    assert clamped(wanted, QRect(0, 0, 1366, 768)) == found


def test_a_torn_memory_of_the_place_is_forgotten(qtbot, window_on, home):
    Memory(home).put(PLACE_KEY, "12 huge x")

    window = opened(qtbot, window_on(home))

    assert window.isMaximized()
