"""What a PC hands over: everything once, the same again when an answer was lost."""

import pytest
from sqlalchemy import select

from app.ledger.checking import check_ledger
from app.ledger.syncing.entries import heads, next_batches, take_batches
from app.ledger.syncing.healing import renew_epoch
from app.ledger.syncing.proving import BatchUnproven
from app.ledger.syncing.receipts import outbox, pending, take_receipts
from app.ledger.syncing.state import RoundNote, note_round, sync_state
from app.models.exchange import Batch, ExchangeOdd
from app.models.people import Trainee
from tests.conftest import MORNING
from tests.makers import add_trainee
from tests.sync.small_county import MINUTE, PC, SmallCounty, settle_all, tables_of

Three = tuple[SmallCounty, PC, PC, PC]
MEASURE = {"most_bytes": 64 << 10, "most_entries": 4000}


def waiting(pc: PC, county: SmallCounty, **measure: int) -> tuple[Batch, ...]:
    return next_batches(pc.ledger, county.id, pc.key, county.heads(), **(MEASURE | measure))


def test_what_was_entered_waits_until_the_county_has_said_that_it_holds_it(three: Three) -> None:
    county, first, _, _ = three
    add_trainee(first.ledger)
    before = outbox(first.ledger)

    receipts = county.take(waiting(first, county))
    still = outbox(first.ledger).waiting
    take_receipts(first.ledger, receipts, county.read)

    assert (before.waiting, before.oldest) == (sum(mark.seq for mark in heads(first.ledger)), MORNING)
    assert still == before.waiting
    assert (outbox(first.ledger).waiting, outbox(first.ledger).oldest, pending(first.ledger)) == (0, None, {})


def test_a_lost_answer_brings_the_same_receipt_again(three: Three) -> None:
    county, first, _, _ = three
    lost = county.take(waiting(first, county))
    add_trainee(first.ledger)

    sent = waiting(first, county)
    receipts = county.take(sent)

    assert set(lost) < set(receipts)
    assert take_receipts(first.ledger, receipts, county.read) == len(receipts)
    assert outbox(first.ledger).waiting == 0


def test_smaller_batches_after_a_lost_answer_are_receipted_too(three: Three) -> None:
    county, first, _, _ = three
    for _ in range(5):
        add_trainee(first.ledger)
    county.take(waiting(first, county))

    for _ in range(20):
        take_receipts(first.ledger, county.take(waiting(first, county, most_entries=3)), county.read)

    assert outbox(first.ledger).waiting == 0


@pytest.mark.parametrize("most", [1200, 3000, 20_000])
def test_no_batch_is_larger_than_the_line_bears(three: Three, most: int) -> None:
    county, first, _, _ = three
    with first.ledger.change("roster.import") as change:
        rows = [{"name": f"罗{place}", "address": f"{place * 7919 % 1000}号"} for place in range(600)]
        change.add_many(Trainee, rows)

    sizes = []
    while found := waiting(first, county, most_bytes=most):
        sizes += [(len(batch.columns), batch.last - batch.first + 1) for batch in found]
        take_receipts(first.ledger, county.take(found), county.read)

    assert all(size <= most or count == 1 for size, count in sizes)
    assert sum(count for _, count in sizes) == sum(mark.seq for mark in heads(first.ledger))


def test_a_restored_county_is_given_back_what_it_lost_from_any_pc(three: Three) -> None:
    county, first, second, third = three
    backup = county.copy()
    trainee = add_trainee(first.ledger)
    settle_all(county, (first, second))
    receipts = [batch.receipt for chain in county.chains.values() for batch in chain]
    county.restored(backup)

    again = renew_epoch(second.ledger, county.epoch, county.heads())
    second.deliver(county)
    third.collect(county)

    assert again == len(receipts)
    assert [batch.receipt for chain in county.chains.values() for batch in chain] == receipts
    assert trainee in tables_of(third.ledger)["trainee"]
    assert outbox(second.ledger).waiting == 0


def test_an_epoch_that_did_not_change_brings_nothing_back(three: Three) -> None:
    county, first, _, _ = three
    first.deliver(county)

    assert renew_epoch(first.ledger, county.epoch, []) == 0
    assert outbox(first.ledger).waiting == 0


def test_a_receipt_of_somebody_else_is_refused_and_one_for_other_entries_left_aside(three: Three) -> None:
    county, first, second, _ = three
    theirs = county.take(waiting(second, county))
    forged = SmallCounty(office=county.office).take(waiting(first, county))

    assert take_receipts(first.ledger, theirs, county.read) == 0
    with pytest.raises(ExchangeOdd):
        take_receipts(first.ledger, forged, county.read)
    assert outbox(first.ledger).waiting > 0


@pytest.mark.parametrize("fault", ["columns", "signature", "key", "receipt", "hash"])
def test_nothing_of_a_batch_is_taken_in_that_cannot_be_proven(three: Three, fault: str) -> None:
    county, first, second, _ = three
    add_trainee(first.ledger)
    first.deliver(county)
    (before, standing), lacking = (heads(second.ledger), tables_of(second.ledger)), county.lacking([])
    good, other = lacking[0], county.copy()
    odd = {
        "columns": {"columns": good.columns[:-3] + b"abc"},
        "signature": {"signature": bytes(64)},
        "key": {"key_id": b"none"},
        "receipt": {"receipt": SmallCounty().receipt_of(good)},
        "hash": {"hash": bytes(32), "receipt": other.receipt_of(good)},
    }[fault]

    with pytest.raises(BatchUnproven):
        take_batches(second.ledger, [*lacking[1:], good.__class__(**{**fields(good), **odd})], county.checks)

    assert (heads(second.ledger), tables_of(second.ledger)) == (before, standing)


def fields(batch: Batch) -> dict[str, object]:
    return {name: getattr(batch, name) for name in Batch.__slots__}


def test_a_clock_far_ahead_does_not_win_for_years(three: Three) -> None:
    county, first, second, _ = three
    trainee = add_trainee(first.ledger)
    settle_all(county, (first, second))
    first.clock.advance(days=5000)
    with first.ledger.change("trainee.edit") as change:
        change.get(Trainee, trainee).phone = "13911111111"
    settle_all(county, (first, second))

    second.clock.advance(days=1)
    county.now += 24 * 60 * MINUTE
    with second.ledger.change("trainee.edit") as change:
        change.get(Trainee, trainee).phone = "13922222222"
    settle_all(county, (first, second))

    for pc in (first, second):
        assert tables_of(pc.ledger)["trainee"][trainee]["phone"] == "13922222222"
        assert outbox(pc.ledger).parked == ()
        assert check_ledger(pc.ledger).is_sound


def test_what_a_round_told_is_known_in_the_next(three: Three) -> None:
    county, first, _, _ = three

    note_round(first.ledger, RoundNote("later", -90_000, MORNING, "no_line"), [("ab", b"certificate")])
    note_round(first.ledger, RoundNote(trouble=""))

    state = sync_state(first.ledger)
    assert (state.county_id, state.epoch, state.feed) == (county.id, "later", 0)
    assert (state.clock_offset_ms, state.last_round, state.last_trouble) == (-90_000, MORNING, "")
    assert state.desk_keys == (b"certificate",)


def test_identity_operators_and_numbers_of_the_other_pc_change_nothing_here(three: Three) -> None:
    from app.ledger.diagnosing import figures_of
    from app.ledger.number_blocks import blocks_left
    from app.ledger.operators import list_operators
    from app.ledger.station_identity import known_identity
    from app.models.stations import Operator

    county, first, second, _ = three
    before = [known_identity(pc.ledger).key_id for pc in (first, second)]
    settle_all(county, (first, second))

    with first.ledger.reading() as session:
        assert len(session.scalars(select(Operator)).all()) == 2
    assert [known_identity(pc.ledger).key_id for pc in (first, second)] == before
    assert [row.name for row in list_operators(first.ledger)] == ["station"]
    assert figures_of(first.ledger).roles == {"administrator": 1}
    assert [len(blocks_left(pc.ledger).blocks) for pc in (first, second)] == [1, 1]
