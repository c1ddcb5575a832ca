"""Graduation as the page shows it: what is missing, what the certificate lacks, and decisions that people take."""

import pytest

from app.ledger.enrolling import HasOutcome, reopen, withdraw
from app.ledger.graduating import GraduationStands, graduate, hold_back, take_graduation_back
from app.ledger.graduation_board import GraduationBoard, graduation_board
from app.ledger.issuing import Order, issue
from app.ledger.lessons import ReasonMissing
from app.models.ledger import Ledger
from app.models.people import Trainee
from app.models.vocabulary import AttendanceStatus
from tests.makers_certificates import QUICK, MakeBelieveCounty
from tests.makers_training import attend, day, keep_class, pass_exams, person_at


def finished(ledger: Ledger, people: int = 3) -> str:
    """A class that everyone has attended and passed."""
    row = keep_class(ledger, people)
    for serial in range(1, people + 1):
        attend(ledger, row.id, serial, [AttendanceStatus.PRESENT] * 30, reason="补录")
    pass_exams(ledger, row.id)
    return row.id


def outcomes(board: GraduationBoard) -> list[str]:
    return [each.person.outcome for each in board.people]


def enrolment(ledger: Ledger, class_id: str, serial: int = 1) -> str:
    return person_at(ledger, class_id, serial).enrolment_id


def test_the_board_counts_who_would_graduate_and_who_would_not(ledger):
    row = keep_class(ledger, 3)
    attend(ledger, row.id, 1, [AttendanceStatus.PRESENT] * 30, reason="补录")
    pass_exams(ledger, row.id)
    withdraw(ledger, enrolment(ledger, row.id, 3), day(5), "外出务工")

    board = graduation_board(ledger, row.id)

    assert (board.to_graduate, board.to_fail, board.completed) == (1, 1, 0)
    assert board.people[2].outcome_reason == "外出务工"


def test_what_the_certificate_lacks_is_told_beside_what_graduation_lacks(ledger):
    class_id = finished(ledger, 1)
    with ledger.change("trainee.edit") as change:
        row = change.get(Trainee, person_at(ledger, class_id).trainee_id)
        row.sex, row.id_number = "0", ""

    person = graduation_board(ledger, class_id).people[0]

    assert person.may_graduate_now
    assert [finding.code for finding in person.lacks] == ["sex_missing", "id_number_missing", "photo_missing"]


def test_who_is_held_back_does_not_graduate_until_the_outcome_is_taken_back(ledger):
    class_id = finished(ledger)
    hold_back(ledger, enrolment(ledger, class_id), "考试由他人代考")

    graduate(ledger, class_id)
    held = graduation_board(ledger, class_id)
    graduate(ledger, class_id)
    again = outcomes(graduation_board(ledger, class_id))
    reopen(ledger, enrolment(ledger, class_id), "复查后更正")
    graduate(ledger, class_id)

    assert outcomes(held) == again == ["failed", "completed", "completed"]
    assert held.people[0].is_held_back
    assert [finding.sentence() for finding in held.people[0].person.missing] == ["不予结业：考试由他人代考"]
    assert outcomes(graduation_board(ledger, class_id)) == ["completed"] * 3


def test_holding_back_needs_a_reason_and_an_open_outcome(ledger):
    class_id = finished(ledger, 2)
    with pytest.raises(ReasonMissing):
        hold_back(ledger, enrolment(ledger, class_id), "")
    graduate(ledger, class_id)

    with pytest.raises(HasOutcome):
        hold_back(ledger, enrolment(ledger, class_id), "代考")

    assert outcomes(graduation_board(ledger, class_id)) == ["completed"] * 2


def test_a_whole_graduation_is_taken_back_but_not_what_people_decided(ledger):
    class_id = finished(ledger)
    withdraw(ledger, enrolment(ledger, class_id, 3), day(16), "生病")
    hold_back(ledger, enrolment(ledger, class_id, 2), "代考")
    graduate(ledger, class_id)

    count = take_graduation_back(ledger, class_id, "日期弄错")

    board = graduation_board(ledger, class_id)
    assert count == 1
    assert outcomes(board) == ["", "failed", "withdrew"]
    assert board.row.status == "open"


def test_outcomes_on_which_certificates_rest_stay(ledger):
    MakeBelieveCounty().enrol(ledger)
    class_id = finished(ledger)
    graduate(ledger, class_id)
    issue(ledger, QUICK, Order(class_id=class_id))

    with pytest.raises(GraduationStands) as told:
        take_graduation_back(ledger, class_id, "日期弄错")

    board = graduation_board(ledger, class_id)
    assert told.value.figures["count"] == 3
    assert (board.completed, board.without_certificate) == (3, 0)
    assert all(len(each.certificate) == 17 for each in board.people)
