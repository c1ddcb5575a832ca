"""What a batch is worth on the wire: the very entries, in few bytes, and nothing that was touched on the way."""

import secrets
from dataclasses import replace
from typing import Any

import cbor2
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from app.credential import canonical
from app.credential.canonical import WITHOUT_TAGS, NotCanonical
from app.credential.keys import ED25519, SUITES, SigningKey
from app.models.exchange import (
    UNPACKED_LIMIT,
    Batch,
    Entry,
    ExchangeOdd,
    Receipt,
    pack_entries,
    packed,
    read_receipt,
    sign_receipt,
    unpack_entries,
    unpacked,
)
from app.models.journal import START, Head, link, seal_of
from app.models.rows import new_id

REPLICA = "0193f000-0000-7000-8000-00000000000a"
KEY = SigningKey.generate()
IDS = st.one_of(st.uuids().map(str), st.text(max_size=40))


def verify(claim: bytes, signature: bytes) -> bool:
    return SUITES[ED25519].verify(KEY.public, claim, signature)


@st.composite
def histories(draw: Any) -> list[Entry]:
    """Entries of one replica, some of them erased, chained."""
    made = []
    for seq in range(1, draw(st.integers(1, 12)) + 1):
        body, salt = draw(st.binary(max_size=60)), draw(st.binary(min_size=16, max_size=16))
        kept = (None, None) if draw(st.booleans()) else (salt, body)
        who = (REPLICA, seq, draw(IDS), draw(IDS), draw(st.integers(0, (1 << 63) - 1)), draw(IDS))
        what = (draw(st.text(max_size=20)), draw(IDS), draw(st.sampled_from("IUDECG")), draw(st.integers(0, 9)))
        made.append(Entry(*who, *what, *kept, seal_of(salt, body)))
    return unpack_entries(pack_entries(made), Head(REPLICA))


def batch_of(entries: list[Entry]) -> Batch:
    last = entries[-1]
    return Batch(REPLICA, 1, last.seq, START, last.hash, b"\0\0\0\1", bytes(64), pack_entries(entries))


@given(histories())
def test_entries_come_out_of_their_columns_as_they_went_in(history: list[Entry]) -> None:
    assert batch_of(history).entries() == history


@given(histories(), st.data())
def test_a_batch_with_anything_altered_is_refused(history: list[Entry], data: Any) -> None:
    place = data.draw(st.integers(0, len(history) - 1))
    entry = history[place]
    body = (entry.body or b"") + b"!"
    altered = entry._replace(salt=entry.salt or bytes(16), body=body)
    forged = [*history[:place], altered, *history[place + 1 :]]

    with pytest.raises(ExchangeOdd, match="broken_chain"):
        replace(batch_of(history), columns=pack_entries(forged)).entries()


@given(histories(), st.integers(0, 10_000), st.integers(1, 255))
def test_a_flipped_byte_never_gives_other_entries(history: list[Entry], place: int, change: int) -> None:
    batch = batch_of(history)
    columns = bytearray(batch.columns)
    columns[place % len(columns)] ^= change

    try:
        found = replace(batch, columns=bytes(columns)).entries()
    except ExchangeOdd:
        return
    assert found == history


@given(st.binary(max_size=200))
def test_garbage_is_refused_and_nothing_else_happens(data: bytes) -> None:
    with pytest.raises(ExchangeOdd):
        unpack_entries(data, Head(REPLICA))


WRONG_COLUMNS = {
    "id": ([], [1, 2], ["a"], ["a", "b", "c"], ["a", b"short"], None),
    "change": ([["a"], [0, 1]], [["a", "b"], [0, -1]], [["a", "b"], []], [["a"], [0]], [[b"short"], []], [[], []]),
    "hlc": ([1], [1, True], [1, -2], [1 << 62, 1 << 62], [1, 1.0], [1, "2"]),
    "actor": ([[7], []], [["a", "b"], ["x", 0]]),
    "entity": ([[b"trainee"], []], [["trainee"], [0, 0, 0]]),
    "row": (["a"], ["a", None]),
    "op": ("I", "IUU", ["I", "U"], b"IU", 7),
    "schema": ([[True], []], [["1"], []], [[1.0], []]),
    "salt": (bytes(31), bytes(33), "", None),
    "body": ([b"a"], [b"a", "b"], [b"a", None], [], None, [None, None]),
    "seal": ([bytes(32)], [None]),
}
RIGHT_COLUMNS: dict[str, Any] = {
    "id": ["a", "b"], "change": [["c"], []], "hlc": [5, 0], "actor": [["d"], [0, 0]], "entity": [["trainee"], []],
    "row": [bytes(16), "r"], "op": "IU", "schema": [[1, 2], [1, 0]], "salt": bytes(32), "body": [b"a", b"b"],
    "seal": [],
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG_COLUMNS)
def test_a_column_that_no_program_of_ours_writes_is_refused(name: str) -> None:
    whole = unpack_entries(zstandard.compress(cbor2.dumps(RIGHT_COLUMNS)), Head(REPLICA))

    for wrong in WRONG_COLUMNS[name]:
        with pytest.raises(ExchangeOdd, match="unreadable"):
            unpack_entries(zstandard.compress(cbor2.dumps({**RIGHT_COLUMNS, name: wrong})), Head(REPLICA))

    assert [(each.hlc, each.schema, each.row_id[:3]) for each in whole] == [(5, 2, "000"), (5, 1, "r")]


@given(histories())
def test_each_entry_hangs_on_the_one_before_as_the_journal_chains_them(history: list[Entry]) -> None:
    prev = START

    for each in history:
        assert (each.prev, each.hash) == (prev, link(prev, each.header, each.seal))
        prev = each.hash


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = zstandard.compress(bytes(UNPACKED_LIMIT + 1))

    with pytest.raises(ExchangeOdd):
        unpacked(bomb)


def test_a_bomb_that_hides_its_size_is_refused_as_well() -> None:
    packer = zstandard.ZstdCompressor(write_content_size=False).compressobj()
    bomb = packer.compress(bytes(UNPACKED_LIMIT + 1)) + packer.flush()

    with pytest.raises(ExchangeOdd):
        unpacked(bomb)


def test_what_is_just_within_the_limit_is_unpacked() -> None:
    value = bytes(UNPACKED_LIMIT - 100)

    assert unpacked(packed(value)) == value


def test_an_entry_costs_fewer_than_a_hundred_bytes_on_the_line() -> None:
    made = []
    change, actor = new_id(), new_id()
    for seq in range(1, 601):
        body = f'{{"name":"张三{seq}","id_number":"53092119900101{seq:04}","village":"大寺村"}}'.encode()
        salt = secrets.token_bytes(16)
        what = ("trainee", new_id(), "I", 1, salt, body, seal_of(salt, body))
        made.append(Entry(REPLICA, seq, new_id(), change, seq << 16, actor, *what))

    assert len(pack_entries(made)) / len(made) < 100


RECEIPT = Receipt("county", "epoch", REPLICA, 1, 7, bytes(32), 1_800_000_000_000)


def test_a_receipt_is_the_same_bytes_each_time_and_says_what_it_said() -> None:
    signed = sign_receipt(RECEIPT, KEY.sign)

    assert sign_receipt(RECEIPT, KEY.sign) == signed
    assert read_receipt(signed, verify) == RECEIPT


def test_a_receipt_of_somebody_else_or_with_other_figures_is_refused() -> None:
    other = sign_receipt(RECEIPT, SigningKey.generate().sign)
    claim, signature = cbor2.loads(sign_receipt(RECEIPT, KEY.sign))
    row = cbor2.loads(claim)
    moved = cbor2.dumps([cbor2.dumps([*row[:5], 8, *row[6:]], canonical=True), signature], canonical=True)

    for forged in (other, moved, b"", b"\x80"):
        with pytest.raises(ExchangeOdd):
            read_receipt(forged, verify)


def test_a_receipt_has_one_spelling() -> None:
    claim, signature = cbor2.loads(sign_receipt(RECEIPT, KEY.sign))
    row = cbor2.loads(claim)
    loose = cbor2.dumps([b"\x9f" + cbor2.dumps(row)[1:] + b"\xff", signature])

    with pytest.raises(ExchangeOdd):
        read_receipt(loose, lambda *_: True)


@pytest.mark.parametrize("tag", [*range(64), 100, 256, 258, 260, 261, 1004, 43000, 55799, 1 << 20])
def test_no_tag_is_read_whatever_it_stands_for(tag: int) -> None:
    tagged = cbor2.dumps(cbor2.CBORTag(tag, [1, b"2"]))
    plain = [1, b"2"]

    assert unpacked(packed(plain)) == plain
    with pytest.raises(ExchangeOdd, match="unreadable"):
        unpacked(zstandard.compress(tagged))
    with pytest.raises(NotCanonical):
        canonical.read(tagged)


def test_no_tag_that_the_decoder_knows_is_left_out() -> None:
    for tag in range(1 << 16):
        with pytest.raises(cbor2.CBORDecodeError):
            cbor2.loads(b"\xd9" + tag.to_bytes(2, "big") + b"\x80", **WITHOUT_TAGS)
