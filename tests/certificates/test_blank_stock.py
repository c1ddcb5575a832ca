from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.ledger.blank_pile import serial_after, serials_between
from app.ledger.blank_stock import (
    MoreThanLeft,
    SerialsDoNotFit,
    SerialsOverlap,
    SheetsNotPositive,
    blank_counts,
    blank_deliveries,
    receive_blanks,
    return_blanks,
    spoil_blanks,
)
from app.ledger.certificate_candidates import KindUnknown
from app.ledger.printing import start_job
from app.ledger.sheet_results import Seen, confirm
from app.models.certificates import BlankStockEvent
from tests.makers_certificates import QUICK, issued_class, unpressed


def test_received_used_spoiled_and_returned_add_up_to_what_is_left(station):
    made, _ = issued_class(station, 3, QUICK)
    receive_blanks(station, "结业证书", 20, source="县人社局")
    job = start_job(station, QUICK, unpressed, class_id=made.id)
    confirm(station, job.id, Seen(everything=True))

    spoil_blanks(station, "completion", 2, "受潮")
    count = return_blanks(station, "completion", 5, "交回县局")

    assert (count.received, count.used, count.spoiled, count.returned, count.left) == (20, 3, 2, 5, 10)
    assert blank_counts(station) == [count]


def test_the_oldest_delivery_is_used_first_and_each_keeps_its_own_count(ledger):
    receive_blanks(ledger, "completion", 2, on=date(2026, 1, 5), serials=("B8", "B9"))
    receive_blanks(ledger, "completion", 5, on=date(2026, 3, 1), serials=("B10", "B14"))

    spoil_blanks(ledger, "completion", 3, "裁切偏斜")

    assert [(each.first_serial, each.spoiled, each.left) for each in blank_deliveries(ledger)] == [
        ("B8", 2, 0),
        ("B10", 1, 4),
    ]
    with ledger.reading() as session:
        assert sorted(session.scalars(select(BlankStockEvent.paper_serial))) == ["B10", "B8", "B9"]


def test_the_kinds_of_blanks_are_kept_apart(ledger):
    receive_blanks(ledger, "completion", 5)
    receive_blanks(ledger, "training_pass", 7)

    spoil_blanks(ledger, "training_pass", 1, "受潮")

    assert [(each.kind, each.left) for each in blank_counts(ledger)] == [("completion", 5), ("training_pass", 6)]


@pytest.mark.parametrize(
    ("wanted", "refusal"),
    [
        ({"sheets": 0}, SheetsNotPositive),
        ({"sheets": -1}, SheetsNotPositive),
        ({"kind": "奖状"}, KindUnknown),
        ({"serials": ("A001", "A011")}, SerialsDoNotFit),
        ({"serials": ("A001", "B010")}, SerialsDoNotFit),
        ({"serials": ("A010", "A001")}, SerialsDoNotFit),
        ({"serials": ("A001", "")}, SerialsDoNotFit),
        ({"serials": ("X005", "X014")}, SerialsOverlap),
        ({"serials": ("X001", "X010")}, SerialsOverlap),
        ({"serials": ("W991", "X000")}, SerialsDoNotFit),
    ],
)
def test_a_delivery_that_cannot_be_right_is_refused(ledger, wanted, refusal):
    receive_blanks(ledger, "completion", 10, serials=("X001", "X010"))

    with pytest.raises(refusal):
        receive_blanks(ledger, **({"kind": "completion", "sheets": 10} | wanted))

    assert [each.received for each in blank_counts(ledger)] == [10]


def test_a_delivery_that_lies_round_another_overlaps_it(ledger):
    receive_blanks(ledger, "completion", 2, serials=("X004", "X005"))

    with pytest.raises(SerialsOverlap):
        receive_blanks(ledger, "completion", 10, serials=("X001", "X010"))


def test_no_more_blanks_go_than_there_are(ledger):
    receive_blanks(ledger, "completion", 2)

    with pytest.raises(MoreThanLeft):
        spoil_blanks(ledger, "completion", 3, "受潮")
    with pytest.raises(MoreThanLeft):
        return_blanks(ledger, "training_pass", 1, "交回")

    assert [each.left for each in blank_counts(ledger)] == [2]


def test_entries_of_the_blank_stock_are_never_edited(ledger):
    receive_blanks(ledger, "completion", 2)
    spoil_blanks(ledger, "completion", 1, "受潮")

    with pytest.raises(IntegrityError, match="never edited"), ledger.change("stock.edit") as change:
        change.rows(select(BlankStockEvent))[0].sheets = 0

    assert blank_counts(ledger)[0].spoiled == 1


@given(prefix=st.text(max_size=5), first=st.integers(0, 10**6), steps=st.integers(0, 1000))
def test_so_many_steps_on_there_lie_so_many_serials(prefix, first, steps):
    start = f"{prefix}/{first:09d}"

    assert serials_between(start, serial_after(start, steps)) == steps + 1


def test_a_serial_that_does_not_end_in_digits_has_none_after_it():
    assert (serial_after("甲"), serials_between("甲", "乙")) == ("", 0)
