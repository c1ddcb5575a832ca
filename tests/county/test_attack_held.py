"""Attacks of one station on the county and on another station that must come to nothing, on either engine."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.clock import SetClock
from app.credential.keys import SigningKey
from app.models.exchange import HeadMark, Receipt, sign_receipt
from tests.county.store.makers import Post, post


@pytest.fixture
def county(county_folder: Path, clock: SetClock, root_key: SigningKey) -> Iterator[Post]:
    with post(county_folder, clock, root_key) as opened:
        yield opened


def test_whatever_a_station_tells_of_anothers_row_the_row_stays(county: Post):
    theirs, stranger = county.pc("530921101"), county.pc("530921102")
    row_id = theirs.trainee(name="罗正祥")
    county.deliver(theirs)
    before = county.rows(theirs.station)

    stranger.write("trainee", row_id, "E", {"station": theirs.station})
    stranger.write("trainee", row_id, "D", {})
    stranger.write("trainee", row_id, "U", {"name": ["罗正祥", "别人"]}, hlc=1 << 62)
    county.deliver(stranger)

    assert county.rows(theirs.station) == before
    assert county.rows(stranger.station) == {}


def test_no_receipt_but_the_countys_own_for_this_very_batch_stands_in_for_a_signature(county: Post):
    pc = county.pc()
    pc.trainee()
    own = county.deliver(pc).receipts[0]
    pc.trainee()
    batch = pc.batch(county.county_id, 3)
    told = Receipt(county.county_id, "x", batch.replica, batch.first, batch.last, batch.hash, 5)
    forged = sign_receipt(told, SigningKey.generate().sign)

    refused = [
        county.round(pc, [replace(batch, receipt=receipt, key_id=b"none", signature=b"")]).refused[0].code
        for receipt in (own, forged, b"\x81" * 300, b"\xff", bytes(64))
    ]

    assert refused == ["signature"] * 5
    assert county.count() == 2


def test_the_same_batches_from_many_threads_are_stored_once_and_receipted_alike(county: Post):
    pc = county.pc()
    for _ in range(11):
        pc.trainee()
    batches, answers = pc.batches(county.county_id, 4), []

    def deliver() -> None:
        answers.extend((batch.last, county.round(pc, [batch])) for batch in batches)

    threads = [threading.Thread(target=deliver) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(answers) == 15
    assert county.count() == 12
    assert len(county.rows(pc.station)) == 11
    assert len({(last, answer.receipts) for last, answer in answers if answer.receipts}) == 3


def test_odd_heads_are_answered_like_none(county: Post):
    pc = county.pc()
    pc.trainee()
    county.deliver(pc)
    odd = [("\0", 1), ("x" * 300, 1 << 62), (pc.replica, (1 << 63) - 1), (pc.replica, 0), (pc.replica, 1 << 62)]

    answers = [
        county.round(pc, heads=[HeadMark(replica, seq, bytes(32))], waiting=(1 << 63) - 1) for replica, seq in odd
    ]

    assert [answer.heads for answer in answers] == [(pc.head,)] * 5
    assert not any(answer.refused for answer in answers)
