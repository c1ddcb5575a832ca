"""Who may only look on reads on each button of the roster import why it is shut, and hears it from its key."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.ui.importing.start_part import StartPart
from app.ui.people.people_page import PeoplePage
from app.ui.permissions import why_not
from app.ui.spots import PEOPLE, Spot

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def auditor(work):
    work.ledger.clerk = replace(work.ledger.clerk, role="auditor")
    return work


def test_the_start_of_an_import_names_the_role_and_says_so_when_its_key_is_pressed(qtbot, auditor):
    part = StartPart(auditor)
    qtbot.addWidget(part)
    with qtbot.waitActive(part):
        part.show()
        part.activateWindow()
    part.refresh()

    with qtbot.waitSignal(auditor.said) as said:
        QTest.keyClick(part, Qt.Key.Key_O, CONTROL)

    assert not part.choose.isEnabled()
    assert said.args == [part.choose.toolTip()]
    assert "审计员" in part.choose.toolTip()


@pytest.mark.parametrize(("role", "may"), [("auditor", False), ("clerk", True)])
def test_an_empty_list_of_people_offers_an_import_or_says_who_may(qtbot, work, role, may):
    work.ledger.clerk = replace(work.ledger.clerk, role=role)
    page = PeoplePage(work)
    qtbot.addWidget(page)
    page.show()
    page.show_spot(Spot(PEOPLE))
    qtbot.waitUntil(page.nobody.isVisible)

    verbs = (page.nobody.bring, page.nobody.new)

    assert [each.isEnabled() for each in verbs] == [may, may]
    refusals = [why_not(work.ledger, action) for action in ("roster.import", "trainee.add")]
    assert ([each.toolTip() for each in verbs] == refusals) is not may
