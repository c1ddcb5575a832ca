"""A mark taken back: the lesson counts as not marked, the journal keeps both, closed days still want a reason."""

from datetime import datetime

import pytest
from sqlalchemy import select

from app.ledger.attendance import DayIsSealed, MarkEntry, Marking, all_present, judge_marks, mark_attendance
from app.ledger.attendance_hours import class_hours
from app.ledger.attendance_marks import LessonChoice, marks_of
from app.ledger.day_seals import RollCallIncomplete, seal_day
from app.ledger.roll_board import roll_board
from app.models.ledger import Ledger
from app.models.training import AttendanceMark
from app.models.vocabulary import AttendanceStatus, HalfDay
from tests.conftest import CHINA
from tests.makers_training import attend, day, keep_class, lesson_at, person_at

PRESENT = AttendanceStatus.PRESENT
MORNING = HalfDay.MORNING


@pytest.fixture
def class_id(ledger: Ledger, clock) -> str:
    """Two people, both present in the first lesson; it is the evening of that day."""
    clock.time = datetime(2026, 11, 2, 18, 0, tzinfo=CHINA)
    row = keep_class(ledger, 2)
    for serial in (1, 2):
        attend(ledger, row.id, serial, [PRESENT])
    return row.id


def take_back(ledger: Ledger, class_id: str, reason: str = "") -> Marking:
    entry = MarkEntry(person_at(ledger, class_id).enrolment_id, lesson_at(ledger, class_id).id, None)
    return mark_attendance(ledger, [entry], reason=reason)


def statuses(ledger: Ledger, class_id: str) -> list[str]:
    return [row.status for row in marks_of(ledger, LessonChoice(class_id, day(2), MORNING))]


def test_a_mark_taken_back_counts_no_hours_and_both_stay_in_the_ledger(ledger, class_id):
    done = take_back(ledger, class_id)

    with ledger.reading() as session:
        kept = session.execute(select(AttendanceMark.status).order_by(AttendanceMark.revision)).scalars().all()
    assert done == Marking(1, 0, 0)
    assert statuses(ledger, class_id) == ["", "present"]
    assert [each.hours.attended for each in class_hours(ledger, class_id)] == [0.0, 4.0]
    assert sorted(kept) == ["", "present", "present"]


def test_where_there_is_no_mark_nothing_is_taken_back(ledger, class_id):
    take_back(ledger, class_id)

    again = take_back(ledger, class_id)

    assert again == Marking(0, 1, 0)


def test_everyone_present_marks_again_whoever_was_taken_back(ledger, class_id):
    take_back(ledger, class_id)

    all_present(ledger, LessonChoice(class_id, day(2), MORNING))

    assert statuses(ledger, class_id) == ["present", "present"]


def test_a_day_with_a_mark_taken_back_is_not_complete(ledger, class_id):
    all_present(ledger, LessonChoice(class_id, day(2)))
    take_back(ledger, class_id)

    with pytest.raises(RollCallIncomplete):
        seal_day(ledger, class_id, day(2))


def test_after_the_day_closed_taking_back_needs_a_reason_and_so_does_marking_again(ledger, class_id, clock):
    clock.advance(days=3)

    with pytest.raises(DayIsSealed):
        take_back(ledger, class_id)
    take_back(ledger, class_id, "记错了人")
    with pytest.raises(DayIsSealed):
        attend(ledger, class_id, 1, [PRESENT])

    assert statuses(ledger, class_id) == ["", "present"]


def undo(ledger: Ledger, class_id: str, status: AttendanceStatus | None) -> Marking:
    """What Ctrl+Z asks for."""
    person, lesson = person_at(ledger, class_id).enrolment_id, lesson_at(ledger, class_id).id
    return mark_attendance(ledger, [MarkEntry(person, lesson, status, undoes=True)])


def test_undo_of_ones_own_step_of_today_needs_no_second_reason_and_the_first_goes_with_it(ledger, class_id, clock):
    clock.advance(days=3)
    take_back(ledger, class_id, "记错了人")

    undone = undo(ledger, class_id, PRESENT)
    redone = undo(ledger, class_id, None)
    undo(ledger, class_id, PRESENT)

    row = marks_of(ledger, LessonChoice(class_id, day(2), MORNING))[0]
    assert (undone, redone) == (Marking(1, 0, 1), Marking(1, 0, 1))
    assert (row.status, row.reason, row.after_seal) == ("present", "记错了人", True)


def test_no_other_mark_passes_for_an_undo(ledger, class_id, clock):
    clock.advance(days=3)
    with pytest.raises(DayIsSealed):
        undo(ledger, class_id, None)  # made three days ago
    take_back(ledger, class_id, "记错了人")

    with pytest.raises(DayIsSealed):
        undo(ledger, class_id, AttendanceStatus.LATE)  # not what stood before
    clock.advance(days=1)
    with pytest.raises(DayIsSealed):
        undo(ledger, class_id, PRESENT)  # not today's any more


def test_what_stood_when_the_day_was_closed_by_hand_is_not_undone_without_a_reason(ledger, class_id):
    seal_day(ledger, class_id, day(2), incomplete=True)

    with pytest.raises(DayIsSealed):
        undo(ledger, class_id, None)


def test_the_mark_of_another_operator_is_not_undone_without_a_reason(ledger, class_id, clock):
    clock.advance(days=3)
    take_back(ledger, class_id, "记错了人")
    with ledger.reading() as session:
        entry = MarkEntry(person_at(ledger, class_id).enrolment_id, lesson_at(ledger, class_id).id, PRESENT, "", True)

        with pytest.raises(DayIsSealed):
            judge_marks(session, clock.now(), [entry], "manual", "somebody else")
        mine = judge_marks(session, clock.now(), [entry], "manual", ledger.clerk.id)

    assert [one.reason for one in mine] == ["记错了人"]


def test_the_board_of_a_roll_call_has_the_marks_that_hold_and_of_numbers_the_tail_alone(ledger, class_id):
    take_back(ledger, class_id)

    board = roll_board(ledger, class_id)

    assert list(board.statuses.values()) == ["present"]
    assert [len(person.id_tail) for person in board.people] == [4, 4]
    assert person_at(ledger, class_id).id_number not in repr(board)
    assert [board.hours({}).attended, board.hours({board.lessons[0].id: "present"}).attended] == [0.0, 4.0]
