"""The pages of a class before it is issued: whole ID numbers on them need a role and a reason, as everywhere."""

import re
from dataclasses import replace

import pytest
from sqlalchemy import select

from app.models.people import Trainee
from app.ui.notices import ReasonDialog
from app.ui.paper.private_paper import FOLDER
from app.ui.spots import ISSUE, Spot
from tests.makers_certificates import MakeBelieveCounty, make_class
from tests.ui.issuing_desk import KEY, IssuingDesk, page_texts, sit_down
from tests.ui.issuing_printer import install_printer
from tests.ui.unmasked import unmaskings


@pytest.fixture
def desk(qtbot, work, ledger, tmp_path, monkeypatch) -> IssuingDesk:
    """A station with a printer, a thousand numbers and a class of three."""
    paper, path = install_printer(tmp_path / "printer")
    monkeypatch.setenv("PATH", path)
    MakeBelieveCounty().enrol(ledger)
    return sit_down(qtbot, work, paper)


def show_class_to(desk: IssuingDesk, role: str) -> list[str]:
    """The ID numbers of the class that somebody of this role looks at."""
    made = make_class(desk.ledger, 3)
    desk.ledger.clerk = replace(desk.ledger.clerk, role=role)
    desk.go(Spot(ISSUE, made.id))
    desk.settle(lambda: desk.page.choose.preview is not None)
    with desk.ledger.reading() as session:
        return sorted(session.scalars(select(Trainee.id_number)))


def drawn(desk: IssuingDesk) -> list[str]:
    """The whole numbers in every private PDF there is."""
    files = sorted((desk.ledger.places.folder / FOLDER).rglob("*.pdf"))
    text = "".join(re.sub(r"\s", "", words) for file in files for words in page_texts(file))
    return sorted(re.findall(r"(?<!\d)\d{17}[\dX](?!\d)", text))


@pytest.mark.parametrize("role", ["clerk", "station_head", "administrator"])
def test_the_pages_of_a_class_show_masked_numbers_to_whoever_may_issue(desk, role):
    numbers = show_class_to(desk, role)
    desk.settle(lambda: desk.page.choose.view.pages == 3)

    assert len(numbers) == 3
    assert drawn(desk) == []
    assert "**********" in page_texts(desk.page.choose.sample)[0]


def test_no_page_is_drawn_for_an_auditor(desk):
    show_class_to(desk, "auditor")

    assert desk.page.choose.sample is None
    assert list((desk.ledger.places.folder / FOLDER).rglob("*.pdf")) == []
    assert "签发" in desk.page.choose.view.words


def test_a_station_head_sees_whole_numbers_with_a_reason_that_the_journal_keeps_with_the_people(desk):
    numbers = show_class_to(desk, "station_head")
    desk.settle(lambda: desk.page.choose.view.pages == 3)

    desk.ctrl(KEY.Key_U)
    dialog = desk.opened(ReasonDialog)
    desk.write(dialog.field, "核对身份证")
    desk.press(KEY.Key_Return)
    desk.settle(lambda: drawn(desk))

    assert drawn(desk) == numbers
    assert unmaskings(desk.ledger) == [("核对身份证", numbers)]


def test_a_clerk_is_not_offered_whole_numbers_and_reads_why(desk):
    show_class_to(desk, "clerk")
    desk.settle(lambda: desk.page.choose.view.pages == 3)

    desk.ctrl(KEY.Key_U)

    assert desk.dialog is None
    assert not desk.page.choose.full.isEnabled()
    assert "站长" in desk.page.choose.full.toolTip()
    assert unmaskings(desk.ledger) == []


def test_another_class_is_masked_again(desk):
    show_class_to(desk, "administrator")
    desk.settle(lambda: desk.page.choose.view.pages == 3)
    desk.page.choose.show_full("核对")
    desk.settle(lambda: drawn(desk))
    seen = len(drawn(desk))

    other = make_class(desk.ledger, 2)
    desk.go(Spot(ISSUE, other.id))
    desk.settle(lambda: desk.page.choose.view.pages == 2)

    assert (seen, drawn(desk)) == (3, [])
