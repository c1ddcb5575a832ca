"""What is said when something fails, and what is kept of it; the ledger goes on as if nothing had happened."""

import sys

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication

from app.desktop import _tell
from app.ledger.checking import check_ledger
from app.ledger.standing import standing_of
from app.models.faults import DiskFull
from app.models.opening import open_ledger
from app.ui.notices import TroubleDialog
from app.ui.window import MainWindow
from app.ui.wording import KEPT_REPORTS, keep_report, keep_reports_beside, words_for
from tests.conftest import LOGIN
from tests.makers import add_trainee
from tests.ui.makers_shell import home_of, opened, settled
from tests.ui.patience import PATIENCE

SECRET = "罗正祥 533522198501069830"


@pytest.fixture
def home(empty_ledger, tmp_path, clock):
    return home_of(empty_ledger, tmp_path / "home", clock)


@pytest.fixture
def window(qtbot, window_on, home) -> MainWindow:
    return opened(qtbot, window_on(home))


def broken() -> None:
    raise ValueError(SECRET)


def caught(deed) -> Exception:
    try:
        deed()
    except ValueError as error:
        return error
    raise AssertionError("it did not fail")


def test_a_trouble_says_what_happened_what_is_safe_and_what_to_do(qtbot, window):
    window.tell_trouble(DiskFull())

    [dialog] = window.findChildren(TroubleDialog)
    dialog.copy()

    told = QGuiApplication.clipboard().text()
    assert all(words in told for words in (DiskFull().sentence(), DiskFull().way_out(), "之前保存的内容都是安全的"))


def test_a_report_lies_beside_the_ledger_and_holds_nothing_of_what_was_worked_on(window, home):
    def chained() -> None:
        try:
            broken()
        except ValueError as error:
            raise ValueError("second " + SECRET) from error

    words = words_for(caught(chained))

    [report] = (home / "reports").glob("*.txt")
    text = report.read_text(encoding="utf-8")
    assert str(report) in words.to_do
    assert "罗正祥" not in words.whole() + text
    assert "533522" not in words.whole() + text
    assert text.count("ValueError") == 2
    assert "test_shell_faults.py" in text
    assert " broken" in text
    assert str(home.parent) not in text


def test_only_the_newest_reports_are_kept(tmp_path):
    keep_reports_beside(tmp_path)
    error = caught(broken)

    made = [keep_report(error) for _ in range(KEPT_REPORTS + 3)]

    assert sorted((tmp_path / "reports").iterdir()) == made[3:]


def test_a_report_that_cannot_be_written_does_not_hide_the_trouble(tmp_path):
    keep_reports_beside(tmp_path / "file")
    (tmp_path / "file").touch()

    words = words_for(caught(broken))

    assert "程序本身" in words.what
    assert words.to_do


def test_a_slot_that_fails_shows_a_dialog_and_the_next_change_is_saved(qtbot, window, home, clock, monkeypatch):
    monkeypatch.setattr(sys, "excepthook", lambda kind, error, trace: _tell(window, kind, error, trace))
    ledger = window.ledger

    with qtbot.capture_exceptions():
        # As the program runs: what a slot raises goes to the hook.
        monkeypatch.setattr(sys, "excepthook", lambda kind, error, trace: _tell(window, kind, error, trace))
        QTimer.singleShot(0, broken)
        qtbot.waitUntil(lambda: bool(window.findChildren(TroubleDialog)))
    [dialog] = window.findChildren(TroubleDialog)
    dialog.accept()
    window.desk.work.change(lambda _: add_trainee(ledger))
    settled(qtbot, window)
    window.close()

    with open_ledger(home, LOGIN, clock) as again:
        assert standing_of(again).trainees == 1
        assert check_ledger(again).is_sound
    assert "程序本身" in dialog.words.what
    assert SECRET not in dialog.words.whole()


def test_work_that_fails_by_our_own_fault_is_told_the_same_way(qtbot, window):
    window.desk.work.change(lambda _: broken())
    qtbot.waitUntil(lambda: bool(window.findChildren(TroubleDialog)))

    [dialog] = window.findChildren(TroubleDialog)

    assert "程序本身" in dialog.words.what


def test_a_fault_that_comes_again_and_again_is_shown_once_at_a_time(window):
    for _ in range(5):
        window.tell_trouble(caught(broken))

    assert len(window.findChildren(TroubleDialog)) == 1


def test_a_refusal_on_the_way_out_keeps_the_window_until_it_was_read(qtbot, window):
    import threading

    begun, go_on = threading.Event(), threading.Event()

    def refused(_):
        begun.set()
        go_on.wait(PATIENCE)
        raise DiskFull

    window.desk.work.change(refused)
    begun.wait(PATIENCE)
    threading.Timer(0.05, go_on.set).start()
    window.close()
    stayed = window.isVisible()
    [dialog] = window.findChildren(TroubleDialog)
    dialog.accept()
    settled(qtbot, window)
    window.close()

    assert stayed
    assert dialog.words.what == DiskFull().sentence()
    assert not window.isVisible()
