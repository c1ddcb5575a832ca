"""What cannot be applied yet waits, is shown, is tried again; and many who come at once do not disturb each other."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial

from sqlalchemy import select

from app.county.store.digests import digests_counted, digests_of
from app.county.store.index import publish_index
from app.county.store.tables import ParkedRow, ReplicaHeadRow
from app.models.rows import new_id
from app.sync.protocol import RoundAnswer
from tests.county.store.makers import TRAINEE, Pc, Post


def parked(county: Post) -> list[tuple[str, str]]:
    with county.register.reading() as session:
        rows = session.execute(select(ParkedRow.code, ParkedRow.detail).order_by(ParkedRow.seq))
        return [(row.code, row.detail) for row in rows]


def test_a_child_waits_for_its_parent_whoever_brings_it(county: Post, pc: Pc):
    sibling, trainee = county.sibling(pc), new_id()
    child = new_id()
    pc.write("trainee_category", child, "I", {"trainee_id": trainee, "code": "01", "station": pc.station})

    waiting = county.deliver(pc)
    before = county.rows(pc.station, "trainee_category")
    sibling.trainee(trainee)
    done = county.deliver(sibling)

    assert (waiting.parked, before) == (1, {})
    assert set(county.rows(pc.station, "trainee_category")) == {child}
    assert done.parked == 0


def test_an_entry_of_a_newer_program_waits_with_all_later_ones_of_its_row(county: Post, pc: Pc, monkeypatch):
    row_id, other = pc.trainee(name="李秀英"), pc.trainee()
    pc.write("trainee", row_id, "U", {"name": ["李秀英", "李秀荣"]}, schema=2)
    pc.write("trainee", row_id, "U", {"phone": ["", "13900000000"]})
    county.deliver(pc)
    early = (county.rows(pc.station)[row_id]["name"], parked(county))
    monkeypatch.setattr("app.models.parking.SCHEMA", 2)

    retried = county.exchange.retry_parked()

    assert early == ("李秀英", [("schema", "2"), ("behind", "")])
    assert (retried, parked(county)) == (1, [])
    row = county.rows(pc.station)[row_id]
    assert (row["name"], row["phone"]) == ("李秀荣", "13900000000")
    assert other in county.rows(pc.station)


def deliver_and_publish(county: Post, pc: Pc) -> RoundAnswer:
    """All that this PC has, while the index goes out again and again."""
    for batch in pc.batches(county.county_id, 4):
        answer = county.round(pc, [batch])
        publish_index(county.register, county.clock.now())
    return answer


def test_many_pcs_at_once_lose_nothing_and_wait_for_nobody_for_ever(county: Post, pc: Pc):
    pcs = [pc, county.sibling(pc), county.sibling(pc), county.pc("530921102")]
    shared = [new_id() for _ in range(5)]
    for which, each in enumerate(pcs):
        for at in range(20):
            each.write("trainee", shared[at % 5], "I", {**TRAINEE, "name": f"{which}/{at}", "station": each.station})

    with ThreadPoolExecutor(len(pcs)) as workers:
        answers = list(workers.map(partial(deliver_and_publish, county), pcs))

    own = [
        {mark.replica: mark.seq for mark in answer.heads}[pc.replica] for pc, answer in zip(pcs, answers, strict=True)
    ]
    assert own == [21] * 4
    with county.register.reading() as session:
        heads = session.execute(select(ReplicaHeadRow.replica, ReplicaHeadRow.seq, ReplicaHeadRow.applied_seq)).all()
        for station in {each.station for each in pcs}:
            kept = digests_of(session.connection(), county.county_id, station)
            assert kept == digests_counted(session.connection(), county.county_id, station)
            assert kept["trainee"].rows == 5
    assert {tuple(row) for row in heads} == {(each.replica, 21, 21) for each in pcs}
