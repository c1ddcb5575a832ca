"""What the tests of the window share: no screen is needed, and every window has the look of the product."""

import os

# Before Qt is imported anywhere: the tests need no screen.
os.environ["QT_QPA_PLATFORM"] = "offscreen"

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.clock import SetClock
from app.i18n import LANGUAGES, choose_language
from app.models.ledger import Ledger
from app.ui import theme
from app.ui.operation import Operations
from app.ui.window import MainWindow
from app.ui.work import Work
from tests.ui.patience import patient
from tests.ui.scene import Ids, fill
from tests.ui.thread_watch import ASKING, Watch


@pytest.fixture(scope="session")
def qapp_args() -> list[str]:
    return ["xiangxun-window"]


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> QtBot:
    """Keys, clicks and waiting, in every test of the window."""
    return patient(QtBot(request))


@pytest.fixture(scope="session", autouse=True)
def look(qapp: QApplication) -> None:
    """The look of the product, put on before anything is shown, whichever test comes first."""
    choose_language(LANGUAGES[0])
    theme.speak(qapp)
    theme.apply(qapp)


@pytest.fixture(scope="session")
def filled(look: None, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Ids]:
    """The closed ledger of the stage, to be copied."""
    folder = tmp_path_factory.mktemp("stage") / "ledger"
    return folder, fill(folder)


@pytest.fixture
def operations(qapp: QApplication) -> Iterator[Operations]:
    """The door for slow work; whatever is under way ends with the test."""
    made = Operations()
    yield made
    made.finish()


@pytest.fixture
def work(ledger, operations: Operations) -> Work:
    """What a page works with."""
    return Work(ledger, operations)


@pytest.fixture
def window_on(qtbot, clock: SetClock):
    """Opens the window on a folder, as the clerk sees it."""

    def open_on(folder: Path) -> MainWindow:
        window = MainWindow(folder, clock)
        qtbot.addWidget(window)
        window.show()
        window.start()
        return window

    return open_on


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Watch:
    """Catches what asks the ledger in the window's thread."""
    watching = Watch()
    for name in ASKING:
        monkeypatch.setattr(Ledger, name, watching.over(getattr(Ledger, name)))
    return watching
