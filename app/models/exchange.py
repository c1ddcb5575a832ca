"""What travels between replicas: entries packed in columns, batches signed by the PC that wrote them, receipts."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import cbor2
import zstandard

from app.credential.canonical import MAX_DEPTH, WITHOUT_TAGS
from app.models.journal import Head, link, seal_of

UNPACKED_LIMIT = 8 * 1024 * 1024
"""No packed thing may be larger than this once it is unpacked (bytes)."""
BATCH_ENTRIES = 4000
"""No batch holds more entries."""
_LEVEL = 3
_SALT = 16

Sign = Callable[[bytes], bytes]
Verify = Callable[[bytes, bytes], bool]


class ExchangeOdd(ValueError):
    """Bytes that are not what they claim to be; `code`: unreadable, too_large, broken_chain or signature."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a journal on its way; an erased one has neither salt nor body, its seal stays."""

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
        who = (self.replica, self.seq, self.entry_id, self.change_id, self.hlc, self.actor)
        return (*who, self.entity, self.row_id, self.op, self.schema)


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
    columns = {
        "id": [_short(entry.entry_id) for entry in found],
        "change": _repeated([_short(entry.change_id) for entry in found]),
        "hlc": _steps([entry.hlc for entry in found]),
        "actor": _repeated([_short(entry.actor) for entry in found]),
        "entity": _repeated([entry.entity for entry in found]),
        "row": [_short(entry.row_id) for entry in found],
        "op": "".join(entry.op for entry in found),
        "schema": _repeated([entry.schema for entry in found]),
        "salt": b"".join(entry.salt or b"" for entry in found),
        "body": [entry.body for entry in found],
        "seal": [entry.seal for entry in found if entry.body is None],
    }
    return zstandard.compress(cbor2.dumps(columns), _LEVEL)


def unpack_entries(data: bytes, head: Head) -> list[Entry]:
    """The entries of these columns, chained to this head. Raises ExchangeOdd."""
    columns = unpacked(data)
    try:
        return list(_entries(columns, head))
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


def _entries(columns: dict[str, Any], head: Head) -> Iterator[Entry]:
    ids, bodies = columns["id"], columns["body"]
    count = len(ids)
    if not 0 < count <= BATCH_ENTRIES or len(columns["op"]) != count or len(bodies) != count:
        raise ValueError("count")
    changes, actors = _spread(columns["change"], count), _spread(columns["actor"], count)
    entities, schemas = _spread(columns["entity"], count), _spread(columns["schema"], count)
    readings, secrets = _readings(columns["hlc"], count), _secrets(bodies, columns["salt"], columns["seal"])
    rows = zip(ids, changes, readings, actors, entities, columns["row"], columns["op"], schemas, secrets, strict=True)
    replica, prev = head.replica, head.hash
    for seq, (entry_id, change, hlc, actor, entity, row, op, schema, (salt, body, seal)) in enumerate(
        rows, head.seq + 1
    ):
        who = (replica, seq, _long(entry_id), _long(change), hlc, _long(actor))
        header = (*who, _text(entity), _long(row), op, _whole(schema))
        digest = link(prev, header, seal)
        yield Entry(*header, salt, body, seal, prev, digest)
        prev = digest


def _secrets(bodies: list[Any], salts: Any, seals: list[Any]) -> list[tuple[bytes | None, bytes | None, bytes]]:
    held, place = iter(seals), 0
    found: list[tuple[bytes | None, bytes | None, bytes]] = []
    for body in bodies:
        if body is None:
            found.append((None, None, _bytes(next(held), 32)))
            continue
        salt, place = _bytes(salts[place : place + _SALT], _SALT), place + _SALT
        found.append((salt, _bytes(body), seal_of(salt, body)))
    if place != len(salts) or next(held, None) is not None:
        raise ValueError("salts")
    return found


def _short(text: str) -> str | bytes:
    """An id in 16 bytes, if it is one in the usual spelling."""
    if len(text) == 36 and text.count("-") == 4:
        try:
            value = bytes.fromhex(text.replace("-", ""))
        except ValueError:
            return text
        return value if _long(value) == text else text
    return text


def _long(value: Any) -> str:
    if isinstance(value, bytes) and len(value) == 16:
        text = value.hex()
        return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
    return _text(value)


def _repeated(values: list[Any]) -> list[Any]:
    """Each different value once, and which of them stands where."""
    places: dict[Any, int] = {}
    order = [places.setdefault(value, len(places)) for value in values]
    return [list(places), [] if len(places) == 1 else order]


def _spread(column: Any, count: int) -> list[Any]:
    values, order = column
    found = [values[place] for place in order] if order else values * count
    if len(found) != count or any(place < 0 for place in order):
        raise ValueError("column")
    return found


def _steps(values: list[int]) -> list[int]:
    return [value - before for before, value in zip([0, *values], values, strict=False)]


def _readings(steps: Any, count: int) -> list[int]:
    if len(steps) != count:
        raise ValueError("hlc")
    total, found = 0, []
    for step in steps:
        total += _whole(step)
        if not 0 <= total < 1 << 63:
            raise ValueError("hlc")
        found.append(total)
    return found


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("text")
    return value


def _whole(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError("number")
    return value


def _bytes(value: Any, length: int | None = None) -> bytes:
    if not isinstance(value, bytes) or (length is not None and len(value) != length):
        raise TypeError("bytes")
    return value
