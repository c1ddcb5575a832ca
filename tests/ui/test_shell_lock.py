"""The lock: who comes in, what is hidden, what happens to work under way, and to what was refused meanwhile."""

import threading
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog

from app.ledger.backing_up import back_up
from app.ledger.operators import add_operator
from app.ledger.standing import standing_of
from app.models.faults import DiskFull
from app.models.opening import Login, create_ledger, open_ledger
from app.models.side_files import Lock
from app.models.vocabulary import Role
from app.ui import spots
from app.ui.clipboard import holds_numbers
from app.ui.notices import TroubleDialog
from app.ui.spots import Spot
from app.ui.window import MainWindow
from tests.conftest import LOGIN
from tests.makers import add_trainee
from tests.ui.makers_shell import PASSWORD, at_lock, click, go, home_of, opened, shown_dialogs
from tests.ui.patience import PATIENCE

KEY = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def home(empty_ledger, tmp_path, clock) -> Path:
    return home_of(empty_ledger, tmp_path / "home", clock, add_trainee)


@pytest.fixture
def window(qtbot, window_on, home) -> MainWindow:
    """The window on a practice ledger, open."""
    return opened(qtbot, window_on(home))


@pytest.fixture(scope="module")
def made_real_home(tmp_path_factory) -> Path:
    """The folder of a real ledger with two operators, whose passwords are needed."""
    from app.clock import SetClock
    from tests.conftest import MORNING

    folder = tmp_path_factory.mktemp("real") / "home"
    with create_ledger(folder, Login("zhang", PASSWORD), SetClock(MORNING)) as ledger:
        add_operator(ledger, "li", Role.CLERK, "another horse")
    return folder


@pytest.fixture
def real_home(made_real_home, tmp_path) -> Path:
    import shutil

    shutil.copytree(made_real_home, tmp_path / "home")
    return tmp_path / "home"


def come_in(qtbot, window: MainWindow, name: str, password: str) -> MainWindow:
    window.unlock.operator.setCurrentText(name)
    qtbot.keyClicks(window.unlock.password, password)
    qtbot.keyClick(window.unlock.password, KEY.Key_Return)
    return opened(qtbot, window)


def test_a_wrong_password_keeps_the_ledger_shut_and_the_right_one_opens_it(qtbot, window_on, real_home):
    window = at_lock(qtbot, window_on(real_home))

    qtbot.keyClicks(window.unlock.password, "wrong horse")
    qtbot.keyClick(window.unlock.password, KEY.Key_Return)
    qtbot.waitUntil(lambda: bool(window.unlock.wrong.text()))
    shut, emptied = window.desk is None, window.unlock.password.text()
    come_in(qtbot, window, "zhang", PASSWORD)

    assert shut
    assert emptied == ""
    assert window.ledger.clerk.name == "zhang"


def test_locking_closes_the_ledger_and_opening_leads_back_to_the_same_page(qtbot, window):
    ledger = window.ledger
    go(qtbot, window, Spot(spots.CLASSES))

    window.lock()
    at_lock(qtbot, window)
    locked = window.desk is None and window.ledger is None and window.status.clerk.text() == ""
    click(window.unlock.open)
    opened(qtbot, window)

    assert locked
    assert window.ledger is not ledger
    assert window.desk.spot == Spot(spots.CLASSES)


def test_control_l_locks_from_the_keyboard(qtbot, window):
    with qtbot.waitActive(window):
        window.activateWindow()

    qtbot.keyClick(window, KEY.Key_L, CONTROL)

    at_lock(qtbot, window)


def test_the_window_locks_itself_when_nobody_stirs_and_a_key_puts_it_off(qtbot, window):
    usual = timedelta(milliseconds=window.locking.idle.interval())
    window.locking.idle.stop()
    window.locking.stirrings.listen()  # what happens by itself some seconds after somebody has come in
    qtbot.keyClick(window, KEY.Key_Shift)
    put_off = window.locking.idle.isActive()

    window.locking.idle.setInterval(1)
    at_lock(qtbot, window)

    assert put_off
    assert usual == timedelta(minutes=10)


def test_the_clock_hides_everything_at_once_and_what_is_being_written_goes_on(qtbot, window):
    ledger, go_on, done = window.ledger, threading.Event(), []

    def deed(_):
        done.append(go_on.wait(PATIENCE))
        add_trainee(ledger, name="李兰", id_number="533522199003049825")
        done.append("written")

    window.desk.work.change(deed)
    window.locking.idle.setInterval(1)
    window.locking.idle.start()
    qtbot.waitUntil(lambda: window.is_locked)
    hidden_at, still_open = list(done), window.ledger is ledger
    go_on.set()
    at_lock(qtbot, window)

    assert (hidden_at, still_open) == ([], True)
    assert done == [True, "written"]


def test_what_was_begun_before_the_lock_is_saved_though_nothing_is_in_sight_any_more(qtbot, window, home, clock):
    ledger, begun, go_on = window.ledger, threading.Event(), threading.Event()

    def deed(_):
        begun.set()
        go_on.wait(PATIENCE)
        return add_trainee(ledger, name="李兰", id_number="533522199003049825")

    window.desk.work.change(deed)
    begun.wait(PATIENCE)
    window.lock()
    hidden = window.pages.currentWidget() is window.unlock and not window.unlock.open.isVisible()
    go_on.set()
    at_lock(qtbot, window)
    window.close()

    with open_ledger(home, LOGIN, clock) as again:
        assert standing_of(again).trainees == 2
    assert hidden


def test_a_refusal_that_came_while_locking_is_told_to_the_same_clerk_and_to_nobody_else(qtbot, window_on, real_home):
    window = come_in(qtbot, at_lock(qtbot, window_on(real_home)), "zhang", PASSWORD)
    begun, go_on, heard = threading.Event(), threading.Event(), []

    def refused(_):
        begun.set()
        go_on.wait(PATIENCE)
        raise DiskFull

    window.desk.work.change(refused, None, heard.append)
    begun.wait(PATIENCE)
    window.lock()
    go_on.set()
    at_lock(qtbot, window)
    on_the_lock = (window.unlock.wrong.text(), shown_dialogs(window))
    come_in(qtbot, window, "zhang", PASSWORD)

    [dialog] = window.findChildren(TroubleDialog)
    assert "没有保存成功" in on_the_lock[0]
    assert on_the_lock[1] == []
    assert dialog.words.what == DiskFull().sentence()
    assert heard == []


def test_another_clerk_hears_nothing_of_it_and_finds_the_first_page(qtbot, window_on, real_home):
    window = come_in(qtbot, at_lock(qtbot, window_on(real_home)), "zhang", PASSWORD)
    window.desk.work.drafts["person"] = "half a name"
    window.kept.unheard.hear(DiskFull())

    window.lock()
    at_lock(qtbot, window)
    come_in(qtbot, window, "li", "another horse")
    of_li = dict(window.desk.work.drafts)
    window.lock()
    at_lock(qtbot, window)
    come_in(qtbot, window, "zhang", PASSWORD)

    assert of_li == {}
    assert window.findChildren(TroubleDialog) == []
    assert window.desk.work.drafts == {"person": "half a name"}


def test_the_lock_hides_every_dialog(qtbot, window):
    page = go(qtbot, window, Spot(spots.HOME))
    mine, theirs = QDialog(window), QDialog(page)
    for each in (mine, theirs):
        each.open()
    before = len(shown_dialogs(window))

    window.lock()

    assert before == 2
    assert shown_dialogs(window) == []
    at_lock(qtbot, window)


@pytest.mark.parametrize(
    ("text", "stays"),
    [
        ("罗正祥\t533522198501069830", False),
        ("电话 13800000000", False),
        ("533***********9830", True),
        ("53092110126000385", True),  # a certificate number is printed for everyone to see
        ("第 3 班", True),
    ],
)
def test_whole_numbers_do_not_stay_on_the_clipboard(qtbot, window, monkeypatch, text, stays):
    clipboard = QGuiApplication.clipboard()
    # Without a screen nobody is said to own the clipboard.
    monkeypatch.setattr(type(clipboard), "ownsClipboard", lambda _: True)
    clipboard.setText(text)

    window.lock()
    at_lock(qtbot, window)

    assert (clipboard.text() == text) is stays
    assert holds_numbers(text) is not stays


def test_what_another_program_put_on_the_clipboard_stays(qtbot, window, monkeypatch):
    clipboard = QGuiApplication.clipboard()
    clipboard.setText("13800000000")
    monkeypatch.setattr(type(clipboard), "ownsClipboard", lambda _: False)

    window.lock()
    at_lock(qtbot, window)

    assert clipboard.text() == "13800000000"


def test_a_second_window_on_the_same_ledger_is_told_kindly_and_opens_it_later(qtbot, window_on, window, home):
    second = window_on(home)
    qtbot.waitUntil(second.unlock.again.isVisible)
    told, fields = second.unlock.advice.text(), second.unlock.fields.isVisible()

    window.close()
    click(second.unlock.again)
    opened(qtbot, second)

    assert "另一个窗口" in told
    assert not fields


def test_a_ledger_taken_between_look_and_password_is_told_the_same_way(qtbot, window_on, real_home):
    window = at_lock(qtbot, window_on(real_home))
    lock = Lock(real_home / "ledger.lock")

    window.unlock.operator.setCurrentText("zhang")
    qtbot.keyClicks(window.unlock.password, PASSWORD)
    click(window.unlock.open)
    qtbot.waitUntil(window.unlock.again.isVisible)
    lock.release()

    assert "另一个窗口" in window.unlock.title.text()


def test_a_folder_without_its_keys_says_what_is_missing_and_looks_again(qtbot, window_on, home):
    keys = (home / "ledger.keys").read_bytes()
    (home / "ledger.keys").unlink()
    window = window_on(home)
    qtbot.waitUntil(window.unlock.again.isVisible)
    told = window.unlock.wrong.text()

    (home / "ledger.keys").write_bytes(keys)
    click(window.unlock.again)
    opened(qtbot, window)

    assert "ledger.keys" in told


def test_a_backup_is_restored_from_the_open_window_after_its_password_was_typed(qtbot, window_on, real_home, clock):
    window = come_in(qtbot, at_lock(qtbot, window_on(real_home)), "zhang", PASSWORD)
    backup = back_up(window.ledger).path
    add_trainee(window.ledger)

    window.restore_from(backup)
    qtbot.waitUntil(window.unlock.restore.isVisible)
    qtbot.keyClicks(window.unlock.password, "wrong horse")
    click(window.unlock.restore)
    qtbot.waitUntil(lambda: bool(window.unlock.wrong.text()))
    refused = window.unlock.restore.isVisible() and window.desk is None
    qtbot.keyClicks(window.unlock.password, PASSWORD)
    qtbot.keyClick(window.unlock.password, KEY.Key_Return)
    opened(qtbot, window)

    assert refused
    assert standing_of(window.ledger).trainees == 0
    assert window.ledger.standing.hindrance is None


def test_who_thinks_better_of_it_finds_the_ledger_as_it_was(qtbot, window_on, real_home):
    window = come_in(qtbot, at_lock(qtbot, window_on(real_home)), "zhang", PASSWORD)
    add_trainee(window.ledger)

    window.restore_from(real_home / "backups" / "x.xxbackup")
    qtbot.waitUntil(window.unlock.leave.isVisible)
    click(window.unlock.leave)
    come_in(qtbot, at_lock(qtbot, window), "zhang", PASSWORD)

    assert standing_of(window.ledger).trainees == 1


def test_a_copy_from_another_computer_goes_on_once_the_clerk_says_so(qtbot, window_on, home):
    (home / "ledger.head").unlink()
    window = opened(qtbot, window_on(home))
    hindered = window.bar.isVisible()

    click(window.bar.mend)
    [question] = shown_dialogs(window)
    click(question.go_on)
    qtbot.waitUntil(lambda: not window.bar.isVisible())
    opened(qtbot, window)
    add_trainee(window.ledger, name="李兰", id_number="533522199003049825")

    assert hindered
    assert window.status.state.text() == "台账正常"
    assert standing_of(window.ledger).trainees == 2
