"""A program that the system asks to end, in a process of its own: it closes as if the clerk had closed it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.models.opening import open_ledger
from app.models.side_files import Lock
from tests.conftest import LOGIN
from tests.ui.makers_shell import home_of
from tests.ui.patience import PATIENCE, until
from tests.ui.watched_program import FILE

ROOT = Path(__file__).parents[2]
PROGRAM = "tests.ui.watched_program"


@pytest.fixture
def home(empty_ledger, tmp_path, clock) -> Path:
    return home_of(empty_ledger, tmp_path / "home", clock)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no such signals to a window")
@pytest.mark.parametrize("asked", [signal.SIGINT, signal.SIGTERM])
def test_a_window_that_is_asked_to_end_closes_as_by_the_clerk_and_lets_the_ledger_go(home, tmp_path, clock, asked):
    sight = tmp_path / "sight.json"
    environment = os.environ | {"XIANGXUN_HOME": str(home), FILE: str(sight), "QT_QPA_PLATFORM": "offscreen"}
    words = tmp_path / "words"
    with words.open("wb") as said:
        program = subprocess.Popen([sys.executable, "-m", PROGRAM], cwd=ROOT, env=environment, stdout=said, stderr=said)

    until(lambda: sight.exists() and '"page": "home"' in sight.read_text(), lambda: time.sleep(0.05), words.read_text)
    program.send_signal(asked)
    status = program.wait(PATIENCE)

    assert (status, "Traceback" in words.read_text(encoding="utf-8")) == (0, False)
    assert "[page]" in (home / "window.ini").read_text(encoding="utf-8")  # which only a closing writes down
    Lock(home / "ledger.lock").release()
    open_ledger(home, LOGIN, clock).close()
