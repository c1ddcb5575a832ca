"""The words that station and county exchange (PROTOCOL.md): requests and answers of a round, packed and signed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import cbor2

from app.models.exchange import UNPACKED_LIMIT, Batch, ExchangeOdd, HeadMark, packed, unpacked

PROTOCOL = 1
REQUEST_LIMIT = 256 * 1024
"""Largest request or answer, packed (bytes)."""
BATCH_LIMIT = 64 * 1024
"""Largest batch, packed (bytes); one entry above it travels alone."""
LEAST_ENTRIES = 16
"""A batch is halved after a time-out, but no further."""
FEED_LIMIT = 64 * 1024
BLOB_LIMIT = 2 * 1024 * 1024
UNPACKED_REQUEST = 4 * REQUEST_LIMIT
"""No request is larger once it is unpacked (bytes): what it brings is packed in itself."""
MOST_MARKS, MOST_BATCHES = 4000, 8
"""No request names more heads, or brings more batches."""
MOST_UNEQUAL = 40
"""No PC tells of more tables that differ."""
CLOCK_TOLERANCE_MS = 5 * 60 * 1000
"""A PC's clock that is further off is told to the clerk."""

ROUND_PATH = "/sync/v1/round"
JOIN_PATH = "/sync/v1/join"
BLOBS_PATH = "/sync/v1/blobs"
MEDIA_TYPE = "application/vnd.xiangxun.sync"
HEADERS = {name: f"Xiangxun-{name.capitalize()}" for name in ("county", "replica", "key", "time", "nonce", "signature")}
DIGEST_BYTES = 32


@dataclass(frozen=True, slots=True)
class Refused:
    """A batch that the county did not take, why, and the head that it holds of that replica itself.

    `code`: gap, fork, revoked, foreign, signature, broken_chain, unreadable, too_large.
    """

    replica: str
    code: str
    seq: int
    hash: bytes


@dataclass(frozen=True, slots=True)
class FeedItem:
    """Something for this station that no journal holds; `number` grows by one a station."""

    number: int
    kind: str
    data: bytes


@dataclass(frozen=True, slots=True)
class TableFigures:
    """How many rows a table has, and the sum of their hashes (32 bytes)."""

    rows: int
    total: bytes


@dataclass(frozen=True, slots=True)
class UnequalTable:
    """A table that a PC found to differ: rows and sum of their hashes (32 bytes), at the PC and at the county."""

    entity: str
    pc_rows: int
    pc_total: bytes
    county_rows: int
    county_total: bytes


@dataclass(frozen=True)
class RoundRequest:
    """What a PC says in a round: where it stands, what it brings, and what it wants compared.

    `clock` in milliseconds since 1970; `waiting` is the count of entries not yet receipted, `oldest` the clock reading
    (milliseconds) of the first of them; `feed` the number of the last feed item it has; `unequal` the tables that
    differed when it last compared.
    """

    county_id: str
    release: str
    schema: int
    epoch: str
    clock: int
    feed: int
    heads: tuple[HeadMark, ...] = ()
    batches: tuple[Batch, ...] = ()
    compare: bool = False
    waiting: int = 0
    oldest: int = 0
    unequal: tuple[UnequalTable, ...] = ()


@dataclass(frozen=True)
class RoundAnswer:
    """What the county says to it; `heads` are its own of this station, after taking in what came.

    `desk_key` is the signed package of the county's desk key; `pause` asks for so many seconds of quiet.
    """

    epoch: str
    clock: int
    desk_key: bytes = b""
    receipts: tuple[bytes, ...] = ()
    refused: tuple[Refused, ...] = ()
    heads: tuple[HeadMark, ...] = ()
    batches: tuple[Batch, ...] = ()
    more: bool = False
    feed: tuple[FeedItem, ...] = ()
    feed_more: bool = False
    digest: dict[str, TableFigures] | None = None
    parked: int = 0
    pause: int = 0


@dataclass(frozen=True, slots=True)
class Seal:
    """What a request is signed over, beside its body; `time` in milliseconds since 1970, `nonce` in hexadecimal."""

    method: str
    path: str
    county_id: str
    replica: str
    time: int
    nonce: str

    def claim(self, body_sha256: bytes) -> bytes:
        """The exact bytes under a request's signature."""
        row = [self.method, self.path, self.county_id, self.replica, self.time, self.nonce, body_sha256]
        return cbor2.dumps(["xiangxun-request/1", *row], canonical=True)


def answer_claim(nonce: str, status: int, body_sha256: bytes) -> bytes:
    """The exact bytes under an answer's signature: bound to the request, so that it is good once and for one."""
    return cbor2.dumps(["xiangxun-answer/1", nonce, status, body_sha256], canonical=True)


def pack_request(request: RoundRequest) -> bytes:
    """A request as it travels."""
    return packed(_row(request, _REQUEST))


def unpack_request(data: bytes) -> RoundRequest:
    """A request as it came; fields unknown here are left out. Raises ExchangeOdd."""
    return RoundRequest(**_fields(data, _REQUEST, UNPACKED_REQUEST))


def pack_answer(answer: RoundAnswer) -> bytes:
    """An answer as it travels."""
    return packed(_row(answer, _ANSWER))


def unpack_answer(data: bytes) -> RoundAnswer:
    """An answer as it came; fields unknown here are left out. Raises ExchangeOdd."""
    return RoundAnswer(**_fields(data, _ANSWER))


Read = Callable[[Any], Any]
Write = Callable[[Any], Any]


def _text(value: Any) -> str:
    if not isinstance(value, str) or len(value) > 300:
        raise ExchangeOdd("unreadable", "text")
    return value


def _whole(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 1 << 63:
        raise ExchangeOdd("unreadable", "number")
    return value


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ExchangeOdd("unreadable", "flag")
    return value


def _bytes(value: Any) -> bytes:
    if not isinstance(value, bytes):
        raise ExchangeOdd("unreadable", "bytes")
    return value


def _digest(value: Any) -> bytes:
    if not isinstance(value, bytes) or len(value) != DIGEST_BYTES:
        raise ExchangeOdd("unreadable", "digest")
    return value


def _same(value: Any) -> Any:
    return value


def _many(read: Read, most: int | None = None) -> Read:
    def several(value: Any) -> tuple[Any, ...]:
        if not isinstance(value, list) or (most is not None and len(value) > most):
            raise ExchangeOdd("unreadable", "list")
        return tuple(read(each) for each in value)

    return several


def _record(made: type[Any], *reads: Read) -> Read:
    def one(value: Any) -> Any:
        if not isinstance(value, list) or len(value) != len(reads):
            raise ExchangeOdd("unreadable", made.__name__)
        return made(*(read(each) for read, each in zip(reads, value, strict=True)))

    return one


def _told(record: Any) -> list[Any]:
    return [getattr(record, name) for name in record.__slots__]


def _all_told(records: Any) -> list[list[Any]]:
    return [_told(record) for record in records]


_MARK = _record(HeadMark, _text, _whole, _digest)
_BATCH = _record(Batch, _text, _whole, _whole, _digest, _digest, _bytes, _bytes, _bytes, _bytes)
_FIGURES = _record(TableFigures, _whole, _digest)
_UNEQUAL = _record(UnequalTable, _text, _whole, _digest, _whole, _digest)


def _tables(value: Any) -> dict[str, TableFigures] | None:
    if value is None:
        return None
    if not isinstance(value, dict):
        raise ExchangeOdd("unreadable", "tables")
    return {_text(name): _FIGURES(figures) for name, figures in value.items()}


def _tables_told(tables: dict[str, TableFigures] | None) -> Any:
    return None if tables is None else {name: _told(figures) for name, figures in tables.items()}


# What a message holds: each field, how it is written and how it is read.
_REQUEST: dict[str, tuple[Write, Read]] = {
    "county_id": (_same, _text),
    "release": (_same, _text),
    "schema": (_same, _whole),
    "epoch": (_same, _text),
    "clock": (_same, _whole),
    "feed": (_same, _whole),
    "heads": (_all_told, _many(_MARK, MOST_MARKS)),
    "batches": (_all_told, _many(_BATCH, MOST_BATCHES)),
    "compare": (_same, _flag),
    "waiting": (_same, _whole),
    "oldest": (_same, _whole),
    "unequal": (_all_told, _many(_UNEQUAL, MOST_UNEQUAL)),
}
_ANSWER: dict[str, tuple[Write, Read]] = {
    "epoch": (_same, _text),
    "clock": (_same, _whole),
    "desk_key": (_same, _bytes),
    "receipts": (list, _many(_bytes)),
    "refused": (_all_told, _many(_record(Refused, _text, _text, _whole, _digest))),
    "heads": (_all_told, _many(_MARK)),
    "batches": (_all_told, _many(_BATCH)),
    "more": (_same, _flag),
    "feed": (_all_told, _many(_record(FeedItem, _whole, _text, _bytes))),
    "feed_more": (_same, _flag),
    "digest": (_tables_told, _tables),
    "parked": (_same, _whole),
    "pause": (_same, _whole),
}


def _row(message: Any, form: dict[str, tuple[Write, Read]]) -> dict[str, Any]:
    return {"protocol": PROTOCOL} | {name: write(getattr(message, name)) for name, (write, _) in form.items()}


def _fields(data: bytes, form: dict[str, tuple[Write, Read]], limit: int = UNPACKED_LIMIT) -> dict[str, Any]:
    if len(data) > REQUEST_LIMIT:
        raise ExchangeOdd("too_large")
    row = unpacked(data, limit)
    if not isinstance(row, dict) or row.get("protocol") != PROTOCOL:
        raise ExchangeOdd("unreadable", "protocol")
    return {name: read(row[name]) for name, (_, read) in form.items() if name in row}
