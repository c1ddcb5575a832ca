"""What comes in great numbers costs the county little, and nothing of it is lost or turned into something else."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import JSON, BigInteger, Boolean, Date, event

from app.county.store.exchange import WrongCounty
from app.county.store.mirror import MIRRORS, form_of
from app.models.parking import shapes
from app.models.rows import new_id
from tests.county.store.makers import Pc, Post

WIDEST = (1 << 63) - 1


def told_by(entity: str, pc: Pc, rows: dict[str, str]) -> dict[str, Any]:
    """A row with something odd, and in order, in each of its fields."""
    table, shape = MIRRORS[entity], shapes()[entity]
    fields: dict[str, Any] = {}
    for name, test in shape.tests.items():
        if name in shape.parents:
            fields[name] = rows[shape.parents[name]]
        elif isinstance(table.c[name].type, JSON):
            fields[name] = next(each for each in (["阿英", '"\t\\N'], {"名": [1, None, "\\."]}) if test(each))
        else:
            kinds = {Boolean: True, Date: "1969-12-31", BigInteger: -WIDEST}
            fields[name] = next(
                (each for kind, each in kinds.items() if isinstance(table.c[name].type, kind)), "\\N\t𠮷\n"
            )
    return fields | ({"station": pc.station} if "station" in fields else {})


@contextmanager
def statements(county: Post) -> Iterator[list[str]]:
    """What the county asks its database in the block."""
    asked: list[str] = []

    def note(_: object, __: object, statement: str, *___: object) -> None:
        if not statement.startswith("BEGIN"):
            asked.append(statement)

    event.listen(county.register.engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(county.register.engine, "before_cursor_execute", note)


def test_a_row_of_every_table_stands_at_the_county_as_its_pc_told_it(county: Post, pc: Pc):
    rows = {entity: new_id() for entity in MIRRORS}
    told = {entity: told_by(entity, pc, rows) for entity in MIRRORS}
    for entity, fields in told.items():
        pc.write(entity, rows[entity], "I", fields)

    county.deliver(pc)

    found = {entity: county.rows(pc.station, entity)[rows[entity]] for entity in MIRRORS}
    assert found == told
    assert {name for entity in MIRRORS for name in form_of(entity).kinds} == {
        "text", "bool", "date", "int8", "json", "bytea",
    }  # fmt: skip


def test_a_batch_that_comes_twice_in_one_request_is_stored_once_and_receipted_twice(county: Post, pc: Pc):
    for _ in range(5):
        pc.trainee()
    one, other = pc.batch(county.county_id, 1, 3), pc.batch(county.county_id, 4)

    answer = county.round(pc, [one, other, one])

    first, second, again = answer.receipts
    assert (first == again, first == second) == (True, False)
    assert (answer.heads, county.count(), len(county.rows(pc.station))) == ((pc.head,), 6, 5)


def test_a_refused_batch_between_good_ones_is_refused_with_the_head_of_that_moment(county: Post, pc: Pc):
    for _ in range(5):
        pc.trainee()
    one, far, other = (pc.batch(county.county_id, *span) for span in ((1, 2), (5, 6), (3, 4)))

    answer = county.round(pc, [one, far, other])

    assert [(each.code, each.seq, each.hash) for each in answer.refused] == [("gap", 2, one.hash)]
    assert [(each.seq, each.hash) for each in answer.heads] == [(4, other.hash)]
    assert len(county.rows(pc.station)) == 3


def test_a_round_without_news_costs_no_more_than_six_statements_however_much_is_held(county: Post, pc: Pc):
    for _ in range(30):
        pc.trainee()
    county.deliver(pc, size=10)
    device = county.devices[pc.key.key_id]

    with statements(county) as asked:
        answer = county.exchange.answer(device, pc.replica, county.request(pc, compare=True), "ab" * 16)

    assert answer.digest is not None
    assert 0 < len(asked) <= 6


def test_more_rows_cost_no_more_statements(county: Post, pc: Pc):
    counts = []
    for many in (1, 40, 200):
        for _ in range(many):
            row_id = pc.trainee()
            pc.write("trainee", row_id, "U", {"status": ["prospective", "enrolled"]})
        first = {mark.replica: mark.seq for mark in county.round(pc, heads=()).heads}.get(pc.replica, 0) + 1
        with statements(county) as asked:
            county.round(pc, [pc.batch(county.county_id, first)])
        counts.append(len(asked))

    assert counts[1] == counts[2] < 40


@pytest.mark.engines("sqlite")
def test_the_search_for_garbage_goes_on_after_every_round(county: Post, pc: Pc):
    pc.trainee()
    device = county.devices[pc.key.key_id]
    wrong = county.request(Pc(pc.station))

    county.round(pc, [pc.batch(county.county_id)])
    was_on = gc.isenabled()
    with pytest.raises(WrongCounty):
        county.exchange.answer(device, pc.replica, type(wrong)(**{**vars(wrong), "county_id": new_id()}))

    assert (was_on, gc.isenabled()) == (True, True)
