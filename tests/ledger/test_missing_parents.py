"""What refers to something that another PC removed is shown with an empty place, or refused in plain words."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date
from typing import Any

import pytest

from app.errors import Refusal
from app.ledger.class_list import watched_classes
from app.ledger.class_people import class_sheet
from app.ledger.class_records import class_records
from app.ledger.class_roster import roster_of
from app.ledger.conduct import note_conduct
from app.ledger.enrolling import check_enrolment, reopen, withdraw
from app.ledger.graduating import hold_back
from app.ledger.graduation import graduation_of
from app.ledger.parents import ParentMissing
from app.ledger.person_page import read_person
from app.ledger.person_story import person_story
from app.ledger.results_sheet import results_sheet
from app.ledger.timetable_board import timetable_board
from app.models.ledger import Ledger
from tests.makers import add_trainee, make_block, make_certificate, make_enrolment

DAY = date(2026, 11, 20)
Act = Callable[[Ledger, str, str, str], Any]
ACTS: dict[str, Act] = {
    "conduct": lambda ledger, who, room, place: note_conduct(ledger, place, DAY, "认真"),
    "withdraw": lambda ledger, who, room, place: withdraw(ledger, place, DAY, "外出"),
    "reopen": lambda ledger, who, room, place: reopen(ledger, place, "弄错了"),
    "hold back": lambda ledger, who, room, place: hold_back(ledger, place, "缺课"),
    "graduation": lambda ledger, who, room, place: graduation_of(ledger, room),
    "results": lambda ledger, who, room, place: results_sheet(ledger, room),
    "records": lambda ledger, who, room, place: class_records(ledger, room),
    "timetable": lambda ledger, who, room, place: timetable_board(ledger, room),
    "roster": lambda ledger, who, room, place: roster_of(ledger, room),
    "sheet": lambda ledger, who, room, place: class_sheet(ledger, room),
    "rules": lambda ledger, who, room, place: check_enrolment(ledger, room, [add_trainee(ledger)]),
    "classes": lambda ledger, who, room, place: watched_classes(ledger),
    "person": lambda ledger, who, room, place: read_person(ledger, who),
    "story": lambda ledger, who, room, place: person_story(ledger, who),
}


@pytest.fixture
def kept(ledger: Ledger) -> tuple[str, str, str]:
    """Somebody in a class, with a certificate."""
    who = add_trainee(ledger)
    with ledger.change("class.add") as change:
        enrolment = make_enrolment(change, who)
        make_certificate(change, enrolment, make_block(change), 7)
        return who, enrolment.class_id, enrolment.id


def removed_elsewhere(ledger: Ledger, table: str) -> None:
    """The rows of a table are gone as if another PC had removed them."""
    with ledger.taking() as connection:
        connection.exec_driver_sql(f"delete from {table}")


@pytest.mark.parametrize("table", ["trainee", "course", "training_class", "enrolment"])
@pytest.mark.parametrize("act", ACTS)
def test_a_missing_row_is_an_empty_place_or_a_plain_refusal(
    ledger: Ledger, kept: tuple[str, str, str], act: str, table: str
) -> None:
    removed_elsewhere(ledger, table)

    # Anything but a refusal would reach the clerk as a fault of the program.
    with suppress(Refusal):
        ACTS[act](ledger, *kept)


def test_a_class_without_its_course_is_refused_by_what_is_missing(ledger: Ledger, kept: tuple[str, str, str]) -> None:
    removed_elsewhere(ledger, "course")

    with pytest.raises(ParentMissing, match="培训课程"):
        graduation_of(ledger, kept[1])
