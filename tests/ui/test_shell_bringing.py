"""A page is brought beside the window and made in pieces, so that turning to it does not stop the window."""

import subprocess
import sys

import pytest

from app.clock import SystemClock
from app.models.opening import create_ledger
from app.ui import spots
from app.ui.issuing.issue_page import IssuePage
from app.ui.spots import Spot
from tests.conftest import LOGIN
from tests.ui.patience import PATIENCE

ASKED = "from app.ui.front_door import bring_page; bring_page('{page}'); import sys; print('{module}' in sys.modules)"
# In a thread, as the pool does it; then the window's thread meets an object of a class that PySide does not know.
STRANGER = """
import enum, sys, threading
from PySide6.QtWidgets import QApplication, QLineEdit
from app.ui.front_door import bring_desk
application = QApplication([])
if sys.argv[1] == "brought":
    thread = threading.Thread(target=bring_desk)
    thread.start()
    thread.join()
else:
    import app.ui.desk, app.ui.scanner
field = QLineEdit()
before = len(enum.Enum.__subclasses__())
field.children()
print(len(enum.Enum.__subclasses__()) - before)
"""

AT_LOCK = """
import gc, sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
from app.clock import SystemClock
from app.ui.window import MainWindow
application = QApplication([])
window = MainWindow(Path(sys.argv[1]), SystemClock())
window.show()
print("app.ui.home.home_page" in sys.modules, gc.get_freeze_count() > 0)
window.start()
while not (window.unlock.open.isVisible() and window.operations.is_idle):
    application.processEvents()
print("app.ui.home.home_page" in sys.modules, gc.get_freeze_count() > 0)
"""


@pytest.mark.parametrize(
    ("page", "module"),
    [(spots.CLASS, "app.ui.classes.roll_page"), (spots.ISSUE, "app.ui.issuing.job_part")],
)
def test_a_page_comes_with_its_parts(page, module):
    command = [sys.executable, "-c", ASKED.format(page=page, module=module)]

    told = subprocess.run(command, capture_output=True, text=True, check=True)

    assert told.stdout.strip() == "True"


def test_the_classes_of_qt_are_looked_through_beside_the_window_and_not_at_its_first_event():
    made = {
        way: int(
            subprocess.run([sys.executable, "-c", STRANGER, way], capture_output=True, text=True, check=True).stdout
        )
        for way in ("brought", "imported alone")
    }

    assert made["brought"] == 0
    assert made["imported alone"] > 20


def test_the_desk_is_brought_while_the_password_is_typed_and_never_looked_through_for_garbage(tmp_path):
    with create_ledger(tmp_path / "ledger", LOGIN, SystemClock()):
        pass

    told = subprocess.run(
        [sys.executable, "-c", AT_LOCK, str(tmp_path / "ledger")],
        capture_output=True,
        text=True,
        check=True,
        timeout=PATIENCE,
    )

    assert told.stdout.split() == ["False", "False", "True", "True"]


def test_the_first_look_at_issuing_makes_what_is_seen_alone(qtbot, work):
    page = IssuePage(work)
    qtbot.addWidget(page)

    page.show_spot(Spot(spots.ISSUE))
    at_first = page.parts.count()
    page.show_spot(Spot(spots.ISSUE, "class", part="hand_out"))
    page.show_spot(Spot(spots.ISSUE))
    qtbot.waitUntil(lambda: work.operations.is_idle)

    assert at_first == 1
    assert page.parts.count() == 2
    assert page.parts.currentWidget() is page.overview
