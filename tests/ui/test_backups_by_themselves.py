"""The window keeps the backups without being asked: on leaving and once a day, in both places."""

import shutil
from pathlib import Path

import pytest

from app.clock import SetClock
from app.ledger.backing_up import SUFFIX
from app.ledger.backup_places import choose_second_place
from app.models.ledger import Ledger
from app.models.opening import Login, create_ledger
from app.ui.backing_up import AutomaticBackups
from app.ui.window import MainWindow
from tests.conftest import MORNING
from tests.makers import add_trainee


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real ledger, closed."""
    folder = tmp_path_factory.mktemp("real") / "ledger"
    create_ledger(folder, Login("station", "password1"), SetClock(MORNING)).close()
    return folder


@pytest.fixture
def window(qtbot, window_on, real, tmp_path) -> MainWindow:
    shutil.copytree(real, tmp_path / "ledger")
    made = window_on(tmp_path / "ledger")
    qtbot.waitUntil(lambda: made.unlock.isVisible() and made.operations.is_idle)
    made.open("station", "password1")
    qtbot.waitUntil(lambda: made.desk is not None and made.operations.is_idle, timeout=20_000)
    return made


def ledger_of(window: MainWindow) -> Ledger:
    assert window.ledger is not None
    return window.ledger


def held(folder: Path) -> int:
    return len(list(folder.glob(f"*{SUFFIX}")))


def test_leaving_backs_up_to_both_places(qtbot, window, tmp_path):
    (tmp_path / "stick").mkdir()
    choose_second_place(ledger_of(window), tmp_path / "stick")

    window.close()

    assert window.ledger is None
    assert (held(tmp_path / "ledger" / "backups"), held(tmp_path / "stick")) == (1, 1)


def test_a_stick_that_is_away_holds_nobody_back_who_leaves(qtbot, window, tmp_path):
    choose_second_place(ledger_of(window), tmp_path / "unplugged")

    window.close()

    assert not window.isVisible()
    assert held(tmp_path / "ledger" / "backups") == 1


def test_once_a_day_the_window_backs_up_and_says_that_the_stick_is_away(qtbot, window, tmp_path, clock):
    choose_second_place(ledger_of(window), tmp_path / "unplugged")
    add_trainee(ledger_of(window))
    (automatic,) = window.findChildren(AutomaticBackups)

    automatic.keep_daily()
    qtbot.waitUntil(lambda: window.operations.is_idle)
    told = window.status.said.text()
    automatic.keep_daily()
    qtbot.waitUntil(lambda: window.operations.is_idle)

    assert str(tmp_path / "unplugged") in told
    assert held(tmp_path / "ledger" / "backups") == 1


def test_a_ledger_that_was_locked_is_left_alone(qtbot, window, tmp_path):
    (automatic,) = window.findChildren(AutomaticBackups)
    window.lock()
    qtbot.waitUntil(lambda: window.ledger is None and window.operations.is_idle)

    automatic.keep_daily()
    window.close()

    assert held(tmp_path / "ledger" / "backups") == 0
