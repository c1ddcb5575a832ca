"""While the window is locked: nothing behind it is shown, nobody stops it, and nothing keeps the ledger open."""

import threading
from pathlib import Path

import pytest
from PySide6.QtGui import QClipboard, QGuiApplication

from app.errors import Refusal
from app.ui import locking as locking_module
from app.ui.notices import TroubleDialog
from app.ui.operation import StoppedUnseen
from app.ui.paper.private_paper import FOLDER
from app.ui.window import MainWindow
from tests.makers import add_trainee
from tests.ui.makers_shell import at_lock, click, home_of, opened, shown_dialogs
from tests.ui.patience import PATIENCE


class AboutSomebody(Refusal):
    """Words that name a person."""

    code = "about_somebody"
    message = "李兰（533522199003049825）已在册"


class Held:
    """A deed that goes on until it is let go."""

    def __init__(self, then=lambda: None) -> None:
        self.begun, self.go_on, self.then = threading.Event(), threading.Event(), then

    def __call__(self, operation):
        self.begun.set()
        self.go_on.wait(PATIENCE)
        operation.step(0, 1)
        self.then()


@pytest.fixture
def home(empty_ledger, tmp_path, clock) -> Path:
    return home_of(empty_ledger, tmp_path / "home", clock)


@pytest.fixture
def window(qtbot, window_on, home) -> MainWindow:
    return opened(qtbot, window_on(home))


def come_back(qtbot, window: MainWindow) -> MainWindow:
    click(at_lock(qtbot, window).unlock.open)
    return opened(qtbot, window)


def test_the_strip_of_what_is_written_is_not_to_be_seen_or_stopped_at_the_lock(qtbot, window):
    ledger, done = window.ledger, []
    deed = Held(lambda: done.append(add_trainee(ledger)))
    window.desk.work.change(deed, words="正在签发 8 份证书…")
    qtbot.waitUntil(window.strip.isVisible)
    begun = deed.begun.wait(PATIENCE)

    window.lock()
    seen = (window.strip.isVisible(), window.strip.stop.isVisible())
    window.strip.stop.click()
    deed.go_on.set()
    come_back(qtbot, window)

    assert begun
    assert seen == (False, False)
    assert len(done) == 1
    assert "已经完成并保存" in window.status.said.text()


def test_who_stopped_it_before_locking_hears_after_unlocking_that_it_was_stopped(qtbot, window):
    done, deed = [], Held()
    deed.then = lambda: done.append("written")
    window.desk.work.change(deed, words="正在签发 8 份证书…")
    qtbot.waitUntil(window.strip.isVisible)
    deed.begun.wait(PATIENCE)

    click(window.strip.stop)
    window.lock()
    deed.go_on.set()
    come_back(qtbot, window)
    qtbot.waitUntil(lambda: bool(shown_dialogs(window)))

    [told] = window.findChildren(TroubleDialog)
    assert told.words.what == StoppedUnseen().sentence()
    assert done == []


def test_what_a_page_begins_or_says_after_the_lock_is_neither_heard_nor_seen(qtbot, window):
    deed, heard = Held(), []
    window.desk.work.change(deed)
    deed.begun.wait(PATIENCE)
    desk, work = window.desk, window.desk.work

    def fail(_):
        raise AboutSomebody

    window.lock()
    read = work.ask(fail, heard.append)
    work.ask(lambda _: "李兰", heard.append)
    work.said.emit("李兰已保存")
    work.note_saved()
    work.under_way.emit(read, "正在导出 李兰.xlsx")
    desk.look()
    window.tell_trouble(AboutSomebody())
    qtbot.wait(700)  # longer than the strip and the desk's own timer wait
    seen = (window.status.said.text(), window.status.saved.isVisible(), window.strip.isVisible(), shown_dialogs(window))
    deed.go_on.set()
    at_lock(qtbot, window)

    assert seen == ("", False, False, [])
    assert heard == []


def test_what_a_page_still_writes_after_the_lock_is_kept_and_its_failure_told_to_who_comes_back(qtbot, window):
    ledger, deed = window.ledger, Held()
    window.desk.work.change(deed)
    deed.begun.wait(PATIENCE)
    work = window.desk.work

    def fail(_):
        raise AboutSomebody

    window.lock()
    kept: list[object] = []
    work.change(lambda _: kept.append(add_trainee(ledger)))
    work.change(fail)
    deed.go_on.set()
    at_lock(qtbot, window)
    at_the_lock = shown_dialogs(window)
    come_back(qtbot, window)
    qtbot.waitUntil(lambda: bool(shown_dialogs(window)))

    [told] = window.findChildren(TroubleDialog)
    assert len(kept) == 1
    assert at_the_lock == []
    assert told.words.what == AboutSomebody.message


def test_a_read_that_hangs_keeps_neither_the_lock_nor_the_next_clerk_waiting(qtbot, window, monkeypatch):
    monkeypatch.setattr(locking_module, "READS_FOR", 50)
    hung = threading.Event()
    for _ in range(3):  # more than there are readers
        window.desk.work.ask(lambda _: hung.wait(PATIENCE), lambda _: None)
    ledger = window.ledger

    window.lock()
    come_back(qtbot, window)
    came_in, is_stuck = window.ledger, window.operations.is_stuck
    hung.set()
    qtbot.waitUntil(lambda: not window.operations.is_stuck)

    assert came_in is not ledger
    assert is_stuck


def test_the_auto_lock_does_not_wait_for_what_is_read(qtbot, window, monkeypatch):
    monkeypatch.setattr(locking_module, "READS_FOR", 50)
    hung = threading.Event()
    window.desk.work.ask(lambda _: hung.wait(PATIENCE), lambda _: None)

    window.locking.idle.setInterval(1)
    window.locking.idle.start()
    at_lock(qtbot, window)
    closed = window.ledger is None
    hung.set()

    assert closed


def test_what_was_last_selected_does_not_stay_for_the_middle_button(qtbot, window, monkeypatch):
    cleared, clipboard = [], QGuiApplication.clipboard()
    # Without a screen there is no selection, nor anybody who owns it.
    monkeypatch.setattr(type(clipboard), "supportsSelection", lambda _: True)
    monkeypatch.setattr(type(clipboard), "ownsSelection", lambda _: True)
    monkeypatch.setattr(type(clipboard), "clear", lambda _, mode=QClipboard.Mode.Clipboard: cleared.append(mode))

    window.lock()
    at_lock(qtbot, window)

    assert QClipboard.Mode.Selection in cleared


def test_pages_that_a_power_cut_left_are_gone_when_the_program_starts_and_when_it_locks(qtbot, window_on, home):
    left = home / FOLDER / "1" / "people.pdf"

    def leave() -> None:
        left.parent.mkdir(parents=True, exist_ok=True)
        left.write_bytes(b"%PDF of people")

    leave()
    window = opened(qtbot, window_on(home))
    at_start = left.exists()
    leave()
    window.lock()
    at_lock(qtbot, window)
    locked = left.exists()
    come_back(qtbot, window)
    leave()
    window.close()

    assert (at_start, locked, left.exists()) == (False, False, False)


def test_pages_of_another_window_on_the_same_ledger_are_left_to_it(qtbot, window_on, window, home):
    kept = home / FOLDER / "1" / "people.pdf"
    kept.parent.mkdir(parents=True)
    kept.write_bytes(b"%PDF of people")

    second = window_on(home)
    qtbot.waitUntil(second.unlock.again.isVisible)

    assert kept.exists()


def test_a_draft_is_not_found_in_another_ledger_with_somebody_of_the_same_name(qtbot, window, home, clock):
    from app.models.opening import create_ledger
    from tests.conftest import LOGIN

    window.desk.work.drafts["person"] = "某甲 533522199003049825"
    window.lock()
    at_lock(qtbot, window)
    import shutil

    shutil.rmtree(home)
    create_ledger(home, LOGIN, clock, practice=True).close()
    come_back(qtbot, window)

    assert window.desk.work.drafts == {}


def test_a_key_file_that_lies_about_practice_is_told_and_the_password_opens_all_the_same(
    qtbot, window_on, tmp_path, clock
):
    import json

    from app.models.opening import Login, create_ledger

    folder = tmp_path / "real"
    create_ledger(folder, Login("站长", "a long sentence 1"), clock).close()
    keys = folder / "ledger.keys"
    keys.write_text(json.dumps(json.loads(keys.read_text()) | {"practice": True}))

    window = window_on(folder)
    qtbot.waitUntil(window.unlock.wrong.isVisible)
    said = window.unlock.wrong.text()
    can_type, claims = window.unlock.password.isVisible(), window.unlock.advice.isVisible()
    qtbot.keyClicks(window.unlock.password, "a long sentence 1")
    click(window.unlock.open)
    opened(qtbot, window)

    assert "密钥文件被改动过" in said
    assert (can_type, claims) == (True, False)
    assert not window.ledger.is_practice
