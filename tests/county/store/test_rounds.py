"""A round at the county: what is brought is stored once and receipted, what is lacking is given back."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.clock import SetClock
from app.county.store.contacts import contacts
from app.county.store.desk_key import receipt_reader
from app.county.store.exchange import Exchange, ReplicaForeign, WrongCounty
from app.county.store.intake import take
from app.county.store.refusals import refusals
from app.county.store.state import renew_epoch
from app.models.exchange import Receipt, sign_receipt
from app.models.rows import new_id
from tests.county.store.makers import NOON, Pc, Post


def read(county: Post, receipt: bytes) -> Receipt:
    with county.register.reading() as session:
        return receipt_reader(session, county.exchange.county)(receipt)


def test_a_delivered_row_stands_in_the_countys_table_and_is_receipted(county: Post, pc: Pc):
    row_id = pc.trainee(name="李秀英", birth_date="1990-01-02", other_names=["阿英"])

    answer = county.round(pc, [pc.batch(county.county_id)])

    told = read(county, answer.receipts[0])
    assert (told.replica, told.first, told.last, told.hash) == (pc.replica, 1, 2, pc.head.hash)
    assert answer.heads == (pc.head,)
    row = county.rows(pc.station)[row_id]
    assert (row["name"], row["birth_date"], row["other_names"]) == ("李秀英", "1990-01-02", ["阿英"])


def test_the_same_batch_again_gets_the_same_receipt_and_changes_nothing(county: Post, pc: Pc):
    pc.trainee()
    batch = pc.batch(county.county_id)
    first = county.round(pc, [batch])
    county.clock.advance(hours=1)

    again = county.round(pc, [batch])

    assert again.receipts == first.receipts
    assert county.count() == 2


def test_what_was_cut_otherwise_after_a_lost_answer_gets_the_receipts_that_were_lost(county: Post, pc: Pc):
    for _ in range(9):
        pc.trainee()
    lost = county.round(pc, [pc.batch(county.county_id)])

    halved = county.round(pc, [pc.batch(county.county_id, 1, 5)])
    unasked = county.round(pc, waiting=10)

    assert halved.receipts == unasked.receipts == lost.receipts


def test_a_gap_and_a_fork_are_refused_with_the_countys_own_head(county: Post, pc: Pc):
    for _ in range(5):
        pc.trainee()
    county.round(pc, [pc.batch(county.county_id, 1, 2)])
    fork = replace_chain(pc)

    gap = county.round(pc, [pc.batch(county.county_id, 5)])
    overlap = county.round(pc, [pc.batch(county.county_id, 2, 4)])
    forked = county.round(pc, [fork.batch(county.county_id, 1, 3)])
    held = county.round(pc, [fork.batch(county.county_id, 1, 2)])

    codes = [
        (answer.refused[0].code, answer.refused[0].seq, answer.refused[0].hash)
        for answer in (gap, overlap, forked, held)
    ]
    assert codes == [(code, 2, pc.entries[1].hash) for code in ("gap", "gap", "fork", "fork")]
    assert county.count() == 2
    with county.register.reading() as session:
        noted = refusals(session, county.county_id, 10)
    assert sorted(line.code for line in noted) == ["fork", "fork", "gap", "gap"]
    assert noted[0].sender.replica == pc.replica


def replace_chain(pc: Pc) -> Pc:
    """Another history under the name of this PC."""
    other = replace(pc, entries=[])
    for _ in range(5):
        other.trainee(name="别人")
    return other


def test_a_forked_pc_gets_all_after_the_last_mark_that_both_have(county: Post, pc: Pc):
    for _ in range(8):
        pc.trainee()
    for batch in pc.batches(county.county_id, 3):
        county.round(pc, [batch])
    common = replace(pc, entries=pc.entries[:6])
    marks = [common.head]
    for _ in range(5):
        common.trainee(name="别人")

    answer = county.round(common, [common.batch(county.county_id, 7)], heads=[common.head, *marks])

    assert answer.refused[0].code == "fork"
    assert [(batch.first, batch.last) for batch in answer.batches] == [(7, 9)]
    assert answer.batches[0].entries() == pc.entries[6:]


def test_a_rebuilt_pc_gets_every_journal_of_its_station_as_it_was_signed(county: Post, pc: Pc):
    sibling, stranger = county.sibling(pc), county.pc("530921102")
    for each in (pc, sibling, stranger):
        for _ in range(6):
            each.trainee()
        county.deliver(each, 3)

    answer = county.round(county.sibling(pc), heads=())

    assert {(batch.replica, batch.first, batch.last) for batch in answer.batches} == {
        (each.replica, first, min(first + 2, 7)) for each in (pc, sibling) for first in (1, 4, 7)
    }
    assert all(read(county, batch.receipt).hash == batch.hash for batch in answer.batches)
    known = {pc.replica: pc.batches(county.county_id, 3), sibling.replica: sibling.batches(county.county_id, 3)}
    signed = {(batch.replica, batch.first, batch.signature) for batches in known.values() for batch in batches}
    assert {(batch.replica, batch.first, batch.signature) for batch in answer.batches} == signed


def test_much_is_handed_out_in_several_answers(county: Post, pc: Pc):
    for place in range(600):
        pc.trainee(note="".join(chr(0x4E00 + (place * 7919 + at * 104729) % 20000) for at in range(300)))
    county.deliver(pc, 50)
    rebuilt, marks, rounds = county.sibling(pc), {}, 0

    while (answer := county.round(rebuilt, heads=tuple(marks.values()))).batches:
        rounds += 1
        for batch in answer.batches:
            marks[batch.replica] = type(pc.head)(batch.replica, batch.last, batch.hash)
        assert answer.more == (marks[pc.replica] != pc.head)

    assert rounds > 1
    assert marks[pc.replica] == pc.head


def test_the_figures_of_the_tables_come_when_nothing_waits(county: Post, pc: Pc):
    pc.trainee()

    early = county.round(pc, compare=True)
    county.deliver(pc)
    late = county.round(pc, compare=True)

    assert early.digest is None
    assert late.digest is not None
    assert late.digest["trainee"].rows == 1


def test_a_later_receipt_never_says_an_earlier_time(county: Post, pc: Pc):
    pc.trainee()
    pc.trainee()
    first = read(county, county.round(pc, [pc.batch(county.county_id, 1, 2)]).receipts[0])
    county.clock.time -= timedelta(days=30)

    second = read(county, county.round(pc, [pc.batch(county.county_id, 3)]).receipts[0])

    assert second.received_at == first.received_at


def test_a_restored_county_takes_back_what_it_had_receipted_with_the_time_it_said_then(county: Post, pc: Pc):
    revoked = county.sibling(pc)
    revoked.trainee()
    batch = revoked.batch(county.county_id)
    before = Receipt(county.county_id, "former", batch.replica, 1, 2, batch.hash, NOON - 7)
    offered = replace(batch, receipt=sign_receipt(before, county.exchange._desk.sign))
    revoke(county, revoked)

    refused = county.round(pc, [batch])
    taken = county.round(pc, [offered])

    assert refused.refused[0].code == "revoked"
    assert read(county, taken.receipts[0]).received_at == NOON - 7
    assert read(county, taken.receipts[0]).epoch == taken.epoch


def revoke(county: Post, pc: Pc) -> None:
    from sqlalchemy import update

    from app.county.tables import DeviceKeyRow

    with county.register.deed(county.clock.now(), "") as deed:
        own = update(DeviceKeyRow).where(DeviceKeyRow.key_id == pc.key.key_id.hex())
        deed.session.execute(own.values(revoked_since=county.clock.now().date()))


def test_a_new_epoch_is_told_at_once(county: Post, pc: Pc):
    before = county.round(pc, heads=()).epoch

    with county.register.deed(county.clock.now(), "") as deed:
        renewed = renew_epoch(deed.session, county.county_id)

    assert county.round(pc, heads=()).epoch == renewed != before


def test_what_was_stored_before_a_crash_is_applied_when_the_county_starts(county: Post, pc: Pc, monkeypatch):
    row_id = pc.trainee()

    def crash(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("app.county.store.exchange.apply_waiting", crash)
    with pytest.raises(KeyboardInterrupt):
        county.round(pc, [pc.batch(county.county_id)])
    stored, rows = county.count(), county.rows(pc.station)
    monkeypatch.undo()

    healed = Exchange(county.register, county.exchange._desk, county.clock).heal()

    assert (stored, rows, healed) == (2, {}, 2)
    assert set(county.rows(pc.station)) == {row_id}


def test_a_crash_before_the_commit_keeps_nothing(county: Post, pc: Pc, monkeypatch):
    pc.trainee()

    def crash(*arguments):
        take(*arguments)
        raise KeyboardInterrupt

    monkeypatch.setattr("app.county.store.exchange.take", crash)
    with pytest.raises(KeyboardInterrupt):
        county.round(pc, [pc.batch(county.county_id)])
    monkeypatch.undo()

    assert county.count() == 0
    assert county.round(pc, [pc.batch(county.county_id)]).receipts


def test_a_request_for_another_county_or_ledger_is_refused_and_noted(county: Post, pc: Pc, clock: SetClock):
    stranger = county.pc("530921102")
    county.deliver(stranger)
    device = county.devices[pc.key.key_id]

    with pytest.raises(WrongCounty):
        county.exchange.answer(device, pc.replica, replace(county.request(pc), county_id=new_id()))
    with pytest.raises(ReplicaForeign):
        county.exchange.answer(device, stranger.replica, county.request(pc))

    with county.register.reading() as session:
        assert {line.code for line in refusals(session, county.county_id, 9)} == {"other_county", "foreign"}


def test_the_county_knows_how_each_pc_is_doing(county: Post, pc: Pc):
    now = int(county.clock.now().timestamp() * 1000)

    county.round(pc, clock=now + 90_000, waiting=37, oldest=NOON, release="0.2.0")

    with county.register.reading() as session:
        (contact,) = contacts(session, county.county_id)
    assert (contact.replica, contact.station_id) == (pc.replica, pc.station)
    assert (contact.clock_offset_ms, contact.waiting, contact.oldest) == (90_000, 37, NOON)
