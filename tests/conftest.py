"""What every test may ask for: a clock that stands still and a real ledger in an empty folder."""

import gc
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from app.clock import SetClock
from app.i18n import choose_language
from app.models.ledger import Ledger
from app.models.opening import Login, create_ledger, open_ledger

CHINA = timezone(timedelta(hours=8))
MORNING = datetime(2026, 11, 21, 9, 0, tzinfo=CHINA)
LOGIN = Login("station", "password1")
# What pytest, and the product for its own process, write into the environment.
KEPT = {"PYTEST_CURRENT_TEST", "PYPINYIN_NO_PHRASES", "PYPINYIN_NO_DICT_COPY"}

settings.register_profile("gate", deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("gate")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Every file goes to one worker as a whole: what it makes ready for all its tests is made once."""
    from xdist.scheduler import LoadFileScheduling

    return LoadFileScheduling(config, log)


def pytest_collection_finish() -> None:
    """What was imported stays: it need not be looked through for garbage a thousand times."""
    gc.collect()
    gc.freeze()


@pytest.fixture
def same_environment() -> Iterator[None]:
    """What a test sets in the environment, and leaves there, would change every test after it: it fails instead."""
    before = dict(os.environ)
    yield
    changed = {name for name, _ in before.items() ^ os.environ.items()} - KEPT
    assert changed == set()


@pytest.fixture(autouse=True)
def chinese(same_environment: None, monkeypatch: pytest.MonkeyPatch) -> None:
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


@dataclass(frozen=True)
class Prepared:
    """The folder of a closed ledger that was filled once, and what filling it told."""

    folder: Path
    told: Any


@pytest.fixture(scope="module")
def prepare(empty_ledger: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Prepared]:
    """Fills a ledger once for all tests of a module, at a moment; whoever needs it returns it as `prepared_ledger`."""

    def filled(fill: Callable[[Ledger], Any], moment: datetime = MORNING) -> Prepared:
        folder = tmp_path_factory.mktemp("prepared") / "ledger"
        shutil.copytree(empty_ledger, folder)
        with open_ledger(folder, LOGIN, SetClock(moment)) as ledger:
            return Prepared(folder, fill(ledger))

    return filled


@pytest.fixture
def ledger(request: pytest.FixtureRequest, empty_ledger: Path, tmp_path: Path, clock: SetClock) -> Iterator[Ledger]:
    """A fresh ledger of its own: empty, or as the module prepared it, for a test that asks for what it prepared."""
    is_prepared = "prepared_ledger" in request.fixturenames
    begun = request.getfixturevalue("prepared_ledger").folder if is_prepared else empty_ledger
    shutil.copytree(begun, tmp_path / "ledger")
    with open_ledger(tmp_path / "ledger", LOGIN, clock) as fresh:
        yield fresh
