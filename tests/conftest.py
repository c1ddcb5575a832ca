"""What every test may ask for: a clock that stands still and a real ledger in an empty folder."""

import os
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from app.clock import SetClock
from app.i18n import choose_language
from app.models.ledger import Ledger
from app.models.opening import Login, create_ledger, open_ledger

CHINA = timezone(timedelta(hours=8))
MORNING = datetime(2026, 11, 21, 9, 0, tzinfo=CHINA)
LOGIN = Login("station", "password1")

settings.register_profile("gate", deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("gate")


@pytest.fixture(autouse=True)
def chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test begins in Chinese, with nothing set in the environment."""
    for name in [name for name in os.environ if name.startswith("XIANGXUN_")]:
        monkeypatch.delenv(name)
    choose_language("zh_CN")


@pytest.fixture
def clock() -> SetClock:
    """09:00 in China on 21 November 2026."""
    return SetClock(MORNING)


@pytest.fixture(scope="session")
def empty_ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a closed, empty ledger, to be copied; a practice one, whose password costs no time."""
    folder = tmp_path_factory.mktemp("empty") / "ledger"
    create_ledger(folder, LOGIN, SetClock(MORNING), practice=True).close()
    return folder


@pytest.fixture
def ledger(empty_ledger: Path, tmp_path: Path, clock: SetClock) -> Iterator[Ledger]:
    """A fresh ledger of its own."""
    shutil.copytree(empty_ledger, tmp_path / "ledger")
    with open_ledger(tmp_path / "ledger", LOGIN, clock) as fresh:
        yield fresh
