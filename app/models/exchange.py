"""What travels between replicas: entries packed in columns, batches signed by the PC that wrote them, receipts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import cbor2
import zstandard

from app.credential.canonical import MAX_DEPTH, WITHOUT_TAGS
from app.models.columns import (
    alike,
    chained,
    different,
    long,
    readings,
    repeated,
    secrets_of,
    short,
    spread,
    steps,
    text_of,
    whole,
)
from app.models.journal import Head

UNPACKED_LIMIT = 8 * 1024 * 1024
"""No packed thing may be larger than this once it is unpacked (bytes)."""
BATCH_ENTRIES = 4000
"""No batch holds more entries."""
_LEVEL = 3

Sign = Callable[[bytes], bytes]
Verify = Callable[[bytes, bytes], bool]


class ExchangeOdd(ValueError):
    """Bytes that are not what they claim to be; `code`: unreadable, too_large, broken_chain or signature."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code


class Entry(NamedTuple):
    """One entry of a journal on its way; an erased one has neither salt nor body, its seal stays."""

    # No dataclass: a frozen one of so many fields takes several times as long to make, and entries come by thousands.

    replica: str
    seq: int
    entry_id: str
    change_id: str
    hlc: int
    actor: str
    entity: str
    row_id: str
    op: str
    schema: int
    salt: bytes | None
    body: bytes | None
    seal: bytes
    prev: bytes = b""
    hash: bytes = b""

    @property
    def header(self) -> tuple[str | int, ...]:
        """What the chain binds beside the seal, in the order of `journal.HEADER`."""
        return self[:10]


@dataclass(frozen=True, slots=True)
class HeadMark:
    """How far a chain has come somewhere: the last entry's number and hash (32 bytes)."""

    replica: str
    seq: int
    hash: bytes


@dataclass(frozen=True, slots=True)
class Batch:
    """A contiguous range of one replica's chain as its PC signed it; `receipt` is the county's, once there is one."""

    replica: str
    first: int
    last: int
    prev: bytes
    hash: bytes
    key_id: bytes
    signature: bytes
    columns: bytes
    receipt: bytes = b""

    def entries(self) -> list[Entry]:
        """The entries, each chained to the one before. Raises ExchangeOdd unless they end in this batch's hash."""
        found = unpack_entries(self.columns, Head(self.replica, self.first - 1, self.prev))
        if (found[-1].seq, found[-1].hash) != (self.last, self.hash):
            raise ExchangeOdd("broken_chain", f"{self.replica}/{self.first}-{self.last}")
        return found

    def claim(self, county_id: str) -> bytes:
        """The bytes that the PC's key signs for this range."""
        return batch_claim(county_id, Head(self.replica, self.last, self.hash), self.first, self.prev)


@dataclass(frozen=True, slots=True)
class Receipt:
    """The county's word that it holds these entries; `received_at` in milliseconds since 1970 by the county's clock."""

    county_id: str
    epoch: str
    replica: str
    first: int
    last: int
    hash: bytes
    received_at: int


def batch_claim(county_id: str, head: Head, first: int, prev: bytes) -> bytes:
    """The exact bytes under a batch's signature: the chain covers the content, so packing may change."""
    row = ["xiangxun-batch/1", county_id, head.replica, first, head.seq, prev, head.hash]
    return cbor2.dumps(row, canonical=True)


def sign_receipt(receipt: Receipt, sign: Sign) -> bytes:
    """A receipt with its signature, as it is kept and sent; the same receipt is always the same bytes."""
    claim = cbor2.dumps(["xiangxun-receipt/1", *_receipt_row(receipt)], canonical=True)
    return cbor2.dumps([claim, sign(claim)], canonical=True)


def read_receipt(data: bytes, verify: Verify) -> Receipt:
    """A receipt whose signature holds. Raises ExchangeOdd."""
    try:
        claim, signature = cbor2.loads(data, **WITHOUT_TAGS)
        kind, *row = cbor2.loads(claim, **WITHOUT_TAGS)
        receipt = Receipt(*row)
    except (cbor2.CBORDecodeError, ValueError, TypeError, RecursionError) as error:
        raise ExchangeOdd("unreadable", "receipt") from error
    if kind != "xiangxun-receipt/1" or sign_receipt(receipt, lambda _: signature) != data:
        raise ExchangeOdd("unreadable", "receipt")
    if not verify(claim, signature):
        raise ExchangeOdd("signature", "receipt")
    return receipt


def _receipt_row(receipt: Receipt) -> list[Any]:
    return [getattr(receipt, name) for name in Receipt.__slots__]


def pack_entries(found: Sequence[Entry]) -> bytes:
    """The entries in columns: like lies beside like and packs well. Hashes stay behind, they follow from the rest."""
    told: dict[str, Any] = dict(zip(Entry._fields, zip(*found, strict=True), strict=True))
    columns = {
        "id": [short(each) for each in told["entry_id"]],
        "change": repeated(told["change_id"], short),
        "hlc": steps(told["hlc"]),
        "actor": repeated(told["actor"], short),
        "entity": repeated(told["entity"]),
        "row": [short(each) for each in told["row_id"]],
        "op": "".join(told["op"]),
        "schema": repeated(told["schema"]),
        "salt": b"".join(salt or b"" for salt in told["salt"]),
        "body": told["body"],
        "seal": [seal for seal, body in zip(told["seal"], told["body"], strict=True) if body is None],
    }
    return zstandard.compress(cbor2.dumps(columns), _LEVEL)


def unpack_entries(data: bytes, head: Head) -> list[Entry]:
    """The entries of these columns, chained to this head. Raises ExchangeOdd."""
    columns = unpacked(data)
    try:
        return _entries(columns, head)
    except (KeyError, IndexError, ValueError, TypeError, StopIteration, RuntimeError, OverflowError) as error:
        raise ExchangeOdd("unreadable", "columns") from error


def unpacked(data: bytes, limit: int = UNPACKED_LIMIT) -> Any:
    """The CBOR in a packed thing, unpacked no further than the limit (bytes). Raises ExchangeOdd."""
    try:
        frame = zstandard.get_frame_parameters(data)
        if frame.content_size > limit:
            raise ExchangeOdd("too_large")
        raw = zstandard.ZstdDecompressor(max_window_size=UNPACKED_LIMIT).decompress(data, limit)
        return cbor2.loads(raw, max_depth=MAX_DEPTH, **WITHOUT_TAGS)
    except (zstandard.ZstdError, cbor2.CBORDecodeError, ValueError, TypeError, RecursionError, MemoryError) as error:
        raise error if isinstance(error, ExchangeOdd) else ExchangeOdd("unreadable") from error


def packed(value: Any) -> bytes:
    """A value as canonical CBOR, packed."""
    return zstandard.compress(cbor2.dumps(value, canonical=True), _LEVEL)


def _entries(columns: dict[str, Any], head: Head) -> list[Entry]:
    count = len(columns["body"])
    if not 0 < count <= BATCH_ENTRIES:
        raise ValueError("count")
    secrets = secrets_of(columns["body"], columns["salt"], columns["seal"])
    header = (
        alike([head.replica] * count),
        different(range(head.seq + 1, head.seq + 1 + count)),
        different(map(long, columns["id"])),
        spread(columns["change"], long, count),
        different(readings(columns["hlc"])),
        spread(columns["actor"], long, count),
        spread(columns["entity"], text_of, count),
        different(map(long, columns["row"])),
        alike(text_of(columns["op"])),
        spread(columns["schema"], whole, count),
    )
    hashes = chained(head.hash, header, secrets.seals)
    told = zip(*(column.values for column in header), *secrets, (head.hash, *hashes[:-1]), hashes, strict=True)
    return list(map(Entry._make, told))
