"""What no county may take in: batches replayed, cut, altered, signed by another key, out of order, foreign."""

import random
from collections.abc import Callable
from dataclasses import replace
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from app.county.store.applying import Fresh, apply_waiting
from app.county.store.standing import Scope
from app.county.store.tables import EntryRow, RefusalRow, ReplicaHeadRow
from app.credential.keys import SigningKey
from app.models.exchange import Batch, ExchangeOdd, HeadMark, pack_entries
from app.models.rows import new_id
from tests.county.store.makers import Pc, Post, signed

CODES = count(1)
CHANCE = st.integers(0, 10_000)


def bit_flipped(data: bytes, chance: int) -> bytes:
    place = chance % len(data)
    return data[:place] + bytes([data[place] ^ 1 << chance % 8]) + data[place + 1 :]


def altered_body(pc: Pc, batch: Batch, chance: int) -> Batch:
    entries = batch.entries()
    place = chance % len(entries)
    entries[place] = entries[place]._replace(body=(entries[place].body or b"") + b" ")
    return replace(batch, columns=pack_entries(entries))


def altered_header(pc: Pc, batch: Batch, chance: int) -> Batch:
    entries = batch.entries()
    place = chance % len(entries)
    changes = [{"hlc": entries[place].hlc + 1}, {"row_id": new_id()}, {"entity": "trainer"}, {"actor": new_id()}]
    entries[place] = entries[place]._replace(**changes[chance % 4])
    return replace(batch, columns=pack_entries(entries))


def reordered(pc: Pc, batch: Batch, chance: int) -> Batch:
    entries = batch.entries()
    place = chance % (len(entries) - 1)
    entries[place], entries[place + 1] = entries[place + 1], entries[place]
    return replace(batch, columns=pack_entries(entries))


def shortened(pc: Pc, batch: Batch, chance: int) -> Batch:
    entries = batch.entries()
    return replace(batch, columns=pack_entries(entries[: 1 + chance % (len(entries) - 1)]))


def signed_by_a_stranger(pc: Pc, batch: Batch, chance: int) -> Batch:
    return replace(batch, signature=SigningKey.generate().sign(batch.claim("county")))


def made_by_a_stranger(county_id: str) -> Callable[[Pc, Batch, int], Batch]:
    return lambda pc, batch, _: signed(batch.entries(), county_id, SigningKey.generate())


def forged_frame(pc: Pc, batch: Batch, chance: int) -> Batch:
    more = chance % 5 + 1
    changes = [
        {"first": batch.first + more},
        {"last": batch.last + more},
        {"prev": bit_flipped(batch.prev, chance)},
        {"hash": bit_flipped(batch.hash, chance)},
        {"replica": new_id()},
        {"replica": "x" * 60},
        {"key_id": bit_flipped(batch.key_id, chance)},
        {"key_id": b""},
        {"first": 0},
    ]
    return replace(batch, **changes[chance % len(changes)])


def torn(pc: Pc, batch: Batch, chance: int) -> Batch:
    return replace(batch, columns=batch.columns[: chance % len(batch.columns)])


def flipped(pc: Pc, batch: Batch, chance: int) -> Batch:
    other = replace(batch, columns=bit_flipped(batch.columns, chance))
    try:
        # One bit of the packing means nothing; what it packs is the same then.
        return batch if other.entries() == batch.entries() else other
    except ExchangeOdd:
        return other


def scribbled_signature(pc: Pc, batch: Batch, chance: int) -> Batch:
    return replace(batch, signature=bit_flipped(batch.signature, chance))


WAYS = (
    altered_body,
    altered_header,
    reordered,
    shortened,
    signed_by_a_stranger,
    forged_frame,
    torn,
    flipped,
    scribbled_signature,
)


def held(county: Post, pc: Pc) -> tuple[int, int]:
    """How many entries and replicas the county holds of the station of this PC."""
    with county.register.reading() as session:
        entries = session.scalar(select(func.count()).select_from(EntryRow).where(EntryRow.owner == pc.station))
        mine = ReplicaHeadRow.station_id == pc.station
        return entries or 0, session.scalar(select(func.count()).select_from(ReplicaHeadRow).where(mine)) or 0


def refused(county: Post, pc: Pc) -> int:
    with county.register.reading() as session:
        own = select(func.count()).select_from(RefusalRow).where(RefusalRow.station_id == pc.station)
        return session.scalar(own) or 0


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(chances=st.lists(st.tuples(st.sampled_from(WAYS), CHANCE), min_size=4, max_size=8), begun=st.booleans())
def test_no_forged_batch_is_taken_in_and_each_refusal_is_noted(county: Post, chances, begun):
    pc = county.pc(f"53{next(CODES):07}")
    for _ in range(6):
        pc.trainee()
    county.round(pc, [pc.batch(county.county_id, 1, 3)] if begun else [])
    good, before = pc.batch(county.county_id, 4 if begun else 1), held(county, pc)
    forged = [batch for way, chance in chances if (batch := way(pc, good, chance)) != good]

    answers = [county.round(pc, [batch]) for batch in forged]

    assert [len(answer.refused) for answer in answers] == [1] * len(forged)
    assert not any(answer.receipts for answer in answers)
    assert held(county, pc) == before
    assert refused(county, pc) == len(forged)
    assert len(county.round(pc, [good]).receipts) == 1


def test_a_batch_of_another_station_is_refused_whoever_brings_it(county: Post, pc: Pc):
    stranger = county.pc("530921102")
    stranger.trainee()
    batch = stranger.batch(county.county_id)

    early = county.round(pc, [batch])
    taken = county.round(stranger, [batch])
    late = county.round(pc, [batch])

    assert [early.refused[0].code, late.refused[0].code] == ["foreign", "foreign"]
    assert (late.refused[0].seq, late.refused[0].hash) == (0, bytes(32))
    assert len(taken.receipts) == 1
    assert held(county, pc) == (0, 0)


def test_a_sibling_may_bring_what_its_colleague_signed(county: Post, pc: Pc):
    sibling = county.sibling(pc)
    sibling.trainee()

    answer = county.round(pc, [sibling.batch(county.county_id)])

    assert len(answer.receipts) == 1


def test_a_chain_must_begin_with_the_genesis_of_its_own_replica(county: Post, pc: Pc):
    headless = replace(pc, entries=[])
    headless.entries.clear()
    headless.write("trainee", new_id(), "I", {"name": "罗正祥"})

    answer = county.round(pc, [headless.batch(county.county_id)])

    assert answer.refused[0].code == "broken_chain"
    assert held(county, pc) == (0, 0)


def test_a_bomb_is_not_unpacked(county: Post, pc: Pc):
    pc.trainee()
    import zstandard

    bomb = replace(pc.batch(county.county_id), columns=zstandard.compress(bytes(64 * 1024 * 1024)))

    answer = county.round(pc, [bomb])

    assert answer.refused[0].code == "too_large"


def test_what_its_key_did_not_sign_is_not_even_unpacked(county: Post, pc: Pc):
    pc.trainee()
    bomb = replace(pc.batch(county.county_id), columns=b"no columns at all", signature=bytes(64))

    answer = county.round(pc, [bomb])

    assert answer.refused[0].code == "signature"


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    bodies=st.lists(
        st.one_of(
            st.binary(max_size=20),
            st.sampled_from(
                [
                    b'{"name":"a\\u0000b"}',
                    b'{"name":["",null]}',
                    b"[" * 3000,
                    b'{"sex":1e400}',
                    b'{"other_names":{"\\u0000":1}}',
                    b'{"birth_date":"20260101"}',
                    b'{"place_id":"' + b"x" * 99 + b'"}',
                    b'{"name":"\\ud800"}',
                    b'{"id":"1"}',
                    b'{"other_names":5}',
                    b'{"other_names":' + b"[" * 300 + b"]" * 300 + b"}",
                    b'{"name":["' + b"[" * 300 + b"]" * 300 + b'",1]}',
                    b'{"name":"' + random.Random(5).randbytes(4000).hex().encode() + b'"}',
                    b'{"fields":["x"]}',
                ]
            ),
        ),
        min_size=1,
        max_size=4,
    ),
    op=st.sampled_from("IUDEXC\x7f"),
    entity=st.sampled_from(["trainee", "nothing", "certificate"]),
)
def test_no_body_however_odd_keeps_the_rest_from_being_applied(county: Post, bodies, op, entity):
    pc = county.pc(f"53{next(CODES):07}")
    for body in bodies:
        pc.write(entity, new_id(), op, body)
    row_id = pc.trainee()

    answer = county.deliver(pc)

    assert answer.heads == (pc.head,)
    assert row_id in county.rows(pc.station)


def test_no_pc_goes_on_with_the_chain_of_another_stations_pc(county: Post, pc: Pc):
    stranger = county.pc("530921102")
    county.deliver(stranger)
    stranger.trainee()

    answer = county.round(pc, [stranger.batch(county.county_id, 2, key=pc.key)])

    assert answer.refused[0].code == "foreign"
    assert held(county, stranger) == (1, 1)


def test_rows_of_one_station_that_cannot_be_applied_keep_nobody_else_from_being_served(
    county: Post, pc: Pc, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    other, row_id = county.pc("530921102"), pc.trainee()
    theirs = other.trainee()

    def poisoned(scope: Scope, fresh: Fresh) -> int:
        if scope.owner == pc.station:
            raise ValueError("罗正祥 53352219980704213X")
        return apply_waiting(scope, fresh)

    with monkeypatch.context() as patch:
        patch.setattr("app.county.store.exchange.apply_waiting", poisoned)
        answers = [county.deliver(each) for each in (pc, other)]
        healed = county.exchange.heal()

    assert [answer.heads for answer in answers] == [(pc.head,), (other.head,)]
    assert (healed, county.rows(pc.station), theirs in county.rows(other.station)) == (0, {}, True)
    with county.register.reading() as session:
        noted = {(each.station_id, each.code) for each in session.scalars(select(RefusalRow))}
    assert noted == {(pc.station, "ValueError")}
    assert "ValueError" in caplog.text
    assert "罗正祥" not in caplog.text
    county.round(pc)
    assert row_id in county.rows(pc.station)


def test_marks_told_a_thousand_times_are_looked_at_once(county: Post, pc: Pc):
    for _ in range(6):
        pc.trainee()
    county.deliver(pc)
    held = [HeadMark(pc.replica, at, pc.entries[at - 1].hash) for at in (2, 4)]
    wrong = [HeadMark(pc.replica, at, bytes(32)) for at in (4, 6)]

    answer = county.round(pc, heads=(*held, *wrong) * 900)

    assert [(batch.first, batch.last) for batch in answer.batches] == [(1, 7)]
    assert county.round(pc, heads=[pc.head] * 900).batches == ()
