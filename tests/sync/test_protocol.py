"""What a round says, packed and unpacked: as it was meant, or refused."""

import hashlib
from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.exchange import Batch, ExchangeOdd, HeadMark, packed, unpacked
from app.sync.join_code import QUESTION_LIMIT, JoinQuestion, pack_question, unpack_question
from app.sync.protocol import (
    MOST_BATCHES,
    MOST_MARKS,
    MOST_UNEQUAL,
    REQUEST_LIMIT,
    UNPACKED_REQUEST,
    FeedItem,
    Refused,
    RoundAnswer,
    RoundRequest,
    Seal,
    TableFigures,
    UnequalTable,
    answer_claim,
    pack_answer,
    pack_request,
    unpack_answer,
    unpack_request,
)

TEXT = st.text(max_size=40)
WHOLE = st.integers(0, (1 << 63) - 1)
HASH = st.binary(min_size=32, max_size=32)
MARKS = st.lists(st.builds(HeadMark, TEXT, WHOLE, HASH), max_size=4).map(tuple)
BYTES = st.binary(max_size=50)
BATCHES = st.lists(st.builds(Batch, TEXT, WHOLE, WHOLE, HASH, HASH, BYTES, BYTES, BYTES, BYTES), max_size=3).map(tuple)
UNEQUAL = st.lists(st.builds(UnequalTable, TEXT, WHOLE, HASH, WHOLE, HASH), max_size=3).map(tuple)
REQUESTS = st.builds(
    RoundRequest,
    TEXT,
    TEXT,
    WHOLE,
    TEXT,
    WHOLE,
    WHOLE,
    heads=MARKS,
    batches=BATCHES,
    compare=st.booleans(),
    waiting=WHOLE,
    oldest=WHOLE,
    unequal=UNEQUAL,
)
FIGURES = st.one_of(st.none(), st.dictionaries(TEXT, st.builds(TableFigures, WHOLE, HASH), max_size=3))
ANSWERS = st.builds(
    RoundAnswer,
    TEXT,
    WHOLE,
    BYTES,
    receipts=st.lists(BYTES, max_size=3).map(tuple),
    refused=st.lists(st.builds(Refused, TEXT, TEXT, WHOLE, HASH), max_size=3).map(tuple),
    heads=MARKS,
    batches=BATCHES,
    more=st.booleans(),
    feed=st.lists(st.builds(FeedItem, WHOLE, TEXT, BYTES), max_size=3).map(tuple),
    feed_more=st.booleans(),
    digest=FIGURES,
    parked=WHOLE,
    pause=WHOLE,
)
PLAIN = RoundRequest("county", "0.1.0", 2, "epoch", 5, 0)


@given(REQUESTS)
def test_a_request_says_the_same_after_the_journey(request_: RoundRequest) -> None:
    assert unpack_request(pack_request(request_)) == request_


@given(ANSWERS)
def test_an_answer_says_the_same_after_the_journey(answer: RoundAnswer) -> None:
    assert unpack_answer(pack_answer(answer)) == answer


@given(st.binary(max_size=300))
def test_garbage_is_no_message(data: bytes) -> None:
    for unpack in (unpack_request, unpack_answer):
        with pytest.raises(ExchangeOdd):
            unpack(data)


@given(st.sampled_from([each.name for each in fields(RoundRequest)]), st.sampled_from([None, -1, 1.5, [[1]], {"a": 1}]))
def test_a_field_of_another_kind_is_refused(name: str, odd: Any) -> None:
    row = unpacked(pack_request(PLAIN))

    with pytest.raises(ExchangeOdd):
        unpack_request(packed({**row, name: odd}))


def test_true_is_not_taken_for_one() -> None:
    row = unpacked(pack_request(PLAIN))

    with pytest.raises(ExchangeOdd):
        unpack_request(packed({**row, "clock": True}))


def test_a_field_that_we_do_not_know_is_left_out() -> None:
    row = unpacked(pack_request(PLAIN))

    assert unpack_request(packed({**row, "mood": "good"})) == PLAIN


def test_a_request_of_a_program_that_says_less_is_read() -> None:
    row = unpacked(pack_request(PLAIN))
    del row["unequal"]

    assert unpack_request(packed(row)) == PLAIN


def test_no_pc_fills_the_county_with_tables_that_differ() -> None:
    told = (UnequalTable("trainee", 1, bytes(32), 2, bytes(32)),)
    most, more = (replace(PLAIN, unequal=told * count) for count in (MOST_UNEQUAL, MOST_UNEQUAL + 1))

    assert unpack_request(pack_request(most)) == most
    with pytest.raises(ExchangeOdd):
        unpack_request(pack_request(more))


def test_another_protocol_is_refused() -> None:
    row = unpacked(pack_request(PLAIN))

    with pytest.raises(ExchangeOdd):
        unpack_request(packed({**row, "protocol": 2}))


def test_a_message_above_the_limit_is_not_even_unpacked() -> None:
    with pytest.raises(ExchangeOdd, match="too_large"):
        unpack_request(bytes(REQUEST_LIMIT + 1))


SEAL = Seal("POST", "/sync/v1/round", "county", "replica", 5, "ab")
OTHERS = [
    replace(SEAL, method="PUT"),
    replace(SEAL, path="/sync/v1/join"),
    replace(SEAL, county_id="other"),
    replace(SEAL, replica="other"),
    replace(SEAL, time=6),
    replace(SEAL, nonce="ac"),
]


@pytest.mark.parametrize("other", OTHERS)
def test_a_signature_holds_for_one_request_alone(other: Seal) -> None:
    body = hashlib.sha256(b"body").digest()

    assert other.claim(body) != SEAL.claim(body)
    assert SEAL.claim(hashlib.sha256(b"other").digest()) != SEAL.claim(body)


def test_an_answer_is_bound_to_its_request_and_its_status() -> None:
    body = hashlib.sha256(b"body").digest()

    assert len({answer_claim("ab", 200, body), answer_claim("ac", 200, body), answer_claim("ab", 409, body)}) == 3


@pytest.mark.parametrize(
    ("name", "one", "most"),
    [
        ("heads", HeadMark("r", 1, bytes(32)), MOST_MARKS),
        ("batches", Batch("r", 1, 1, bytes(32), bytes(32), b"key", b"", b"", b""), MOST_BATCHES),
    ],
)
def test_no_pc_names_or_brings_more_than_a_county_can_look_at(name: str, one: Any, most: int) -> None:
    enough, more = (replace(PLAIN, **{name: (one,) * count}) for count in (most, most + 1))

    assert unpack_request(pack_request(enough)) == enough
    with pytest.raises(ExchangeOdd, match="list"):
        unpack_request(pack_request(more))


def test_a_few_bytes_do_not_become_a_request_of_a_million_things() -> None:
    row = unpacked(pack_request(PLAIN))

    for count, is_taken in ((UNPACKED_REQUEST // 2, True), (UNPACKED_REQUEST, False)):
        data = packed({**row, "more": bytes(count)})
        if is_taken:
            assert unpack_request(data) == PLAIN
        else:
            with pytest.raises(ExchangeOdd, match="too_large"):
                unpack_request(data)


def test_who_is_not_known_yet_asks_in_few_bytes_packed_and_unpacked() -> None:
    question = JoinQuestion("ABCD", bytes(QUESTION_LIMIT // 2), b"proof")

    assert unpack_question(pack_question(question)) == question
    with pytest.raises(ExchangeOdd, match="too_large"):
        unpack_question(pack_question(replace(question, request=bytes(QUESTION_LIMIT))))
