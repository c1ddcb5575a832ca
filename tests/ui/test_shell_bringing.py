"""A page is brought beside the window and made in pieces, so that turning to it does not stop the window."""

import subprocess
import sys

import pytest

from app.ui import spots
from app.ui.issuing.issue_page import IssuePage
from app.ui.spots import Spot

ASKED = "from app.ui.front_door import bring_page; bring_page('{page}'); import sys; print('{module}' in sys.modules)"


@pytest.mark.parametrize(
    ("page", "module"),
    [(spots.CLASS, "app.ui.classes.roll_page"), (spots.ISSUE, "app.ui.issuing.job_part")],
)
def test_a_page_comes_with_its_parts(page, module):
    command = [sys.executable, "-c", ASKED.format(page=page, module=module)]

    told = subprocess.run(command, capture_output=True, text=True, check=True)

    assert told.stdout.strip() == "True"


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
