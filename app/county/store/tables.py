"""The county's copy of the journals and what hangs on it: heads, entries, batches, parked entries, feeds, contacts.

`county_id` stands first in every key; times are milliseconds since 1970 by the county's clock.
"""

from typing import Any

from sqlalchemy import JSON, BigInteger, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.county.tables import CountyBase

# Ids are compared byte by byte: the collation of a language costs PostgreSQL several times as much.
KEY = String(36).with_variant(String(36, collation="C"), "postgresql")
NAME = String(40).with_variant(String(40, collation="C"), "postgresql")


def key() -> Any:
    """A column of a primary key that holds an id."""
    return mapped_column(KEY, primary_key=True)


class CountyStateRow(CountyBase):
    """A fact about this register: its epoch, the key of its duplicate index (hexadecimal)."""

    __tablename__ = "county_state"

    county_id: Mapped[str] = key()
    name: Mapped[str] = mapped_column(NAME, primary_key=True)
    value: Mapped[str] = mapped_column(String(200))


class DeskKeyRow(CountyBase):
    """Every desk key this county ever had, by its certificate: what older receipts are proven by."""

    __tablename__ = "desk_key"

    county_id: Mapped[str] = key()
    key_id: Mapped[str] = mapped_column(String(8), primary_key=True)
    certificate: Mapped[bytes] = mapped_column(LargeBinary)


class ReplicaHeadRow(CountyBase):
    """How far the county holds the chain of a replica, whose it is, and how far it is applied to the tables."""

    __tablename__ = "replica_head"
    __table_args__ = (Index("ix_replica_head_station", "county_id", "station_id"),)

    county_id: Mapped[str] = key()
    replica: Mapped[str] = key()
    station_id: Mapped[str] = mapped_column(KEY)
    seq: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[bytes] = mapped_column(LargeBinary)
    applied_seq: Mapped[int] = mapped_column(BigInteger, default=0)
    received_at: Mapped[int] = mapped_column(BigInteger)
    introduced_at: Mapped[int] = mapped_column(BigInteger)
    key_id: Mapped[str] = mapped_column(String(8))
    genesis_station: Mapped[str] = mapped_column(KEY, default="")


class EntryRow(CountyBase):
    """One entry as it was hashed; `effective` orders the entries of a row. An erased one has no salt and no body."""

    __tablename__ = "entry"
    __table_args__ = (Index("ix_entry_row", "county_id", "owner", "row_id"),)

    county_id: Mapped[str] = key()
    replica: Mapped[str] = key()
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    owner: Mapped[str] = mapped_column(KEY)
    entity: Mapped[str] = mapped_column(NAME)
    row_id: Mapped[str] = mapped_column(KEY)
    op: Mapped[str] = mapped_column(String(1))
    effective: Mapped[int] = mapped_column(BigInteger)
    hlc: Mapped[int] = mapped_column(BigInteger)
    schema: Mapped[int]
    entry_id: Mapped[str] = mapped_column(KEY)
    change_id: Mapped[str] = mapped_column(KEY)
    actor: Mapped[str] = mapped_column(KEY)
    salt: Mapped[bytes | None] = mapped_column(LargeBinary)
    body: Mapped[bytes | None] = mapped_column(LargeBinary)
    seal: Mapped[bytes] = mapped_column(LargeBinary)
    hash: Mapped[bytes] = mapped_column(LargeBinary)


class BatchFrameRow(CountyBase):
    """A batch as its PC signed it, without its entries, and the county's receipt; `size` is what it weighed, packed."""

    __tablename__ = "batch_frame"

    county_id: Mapped[str] = key()
    replica: Mapped[str] = key()
    last: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    first: Mapped[int] = mapped_column(BigInteger)
    prev: Mapped[bytes] = mapped_column(LargeBinary)
    hash: Mapped[bytes] = mapped_column(LargeBinary)
    key_id: Mapped[str] = mapped_column(String(8))
    signature: Mapped[bytes] = mapped_column(LargeBinary)
    receipt: Mapped[bytes] = mapped_column(LargeBinary)
    received_at: Mapped[int] = mapped_column(BigInteger)
    size: Mapped[int]


class ParkedRow(CountyBase):
    """An entry that is stored and cannot be applied yet: why, and the row it waits for if it waits for one."""

    __tablename__ = "parked"
    __table_args__ = (
        Index("ix_parked_row", "county_id", "owner", "row_id"),
        Index("ix_parked_waits_for", "county_id", "owner", "waits_for"),
    )

    county_id: Mapped[str] = key()
    owner: Mapped[str] = key()
    replica: Mapped[str] = key()
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    entity: Mapped[str] = mapped_column(NAME)
    row_id: Mapped[str] = mapped_column(KEY)
    code: Mapped[str] = mapped_column(String(20))
    detail: Mapped[str] = mapped_column(String(100), default="")
    waits_for: Mapped[str] = mapped_column(KEY, default="")
    since: Mapped[int] = mapped_column(BigInteger)


class ClashRow(CountyBase):
    """A field that one entry changed without knowing the other; the values are read from the two entries."""

    __tablename__ = "clash"
    __table_args__ = (Index("ix_clash_row", "county_id", "owner", "row_id"),)

    county_id: Mapped[str] = key()
    owner: Mapped[str] = key()
    after_replica: Mapped[str] = key()
    after_seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    field: Mapped[str] = mapped_column(NAME, primary_key=True)
    entity: Mapped[str] = mapped_column(NAME)
    row_id: Mapped[str] = mapped_column(KEY)
    before_replica: Mapped[str] = mapped_column(KEY)
    before_seq: Mapped[int] = mapped_column(BigInteger)
    since: Mapped[int] = mapped_column(BigInteger)


class ClashSettledRow(CountyBase):
    """An officer has looked at a clash: who and when. It holds for these two entries, whatever is folded anew."""

    __tablename__ = "clash_settled"

    county_id: Mapped[str] = key()
    owner: Mapped[str] = key()
    after_replica: Mapped[str] = key()
    after_seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    field: Mapped[str] = mapped_column(NAME, primary_key=True)
    before_replica: Mapped[str] = key()
    before_seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    settled_by: Mapped[str] = mapped_column(String(40))
    settled_at: Mapped[int] = mapped_column(BigInteger)


class FeedHeadRow(CountyBase):
    """The last number of a station's feed; who holds this row's lock alone numbers its feed and applies its entries."""

    __tablename__ = "feed_head"

    county_id: Mapped[str] = key()
    station_id: Mapped[str] = key()
    number: Mapped[int] = mapped_column(BigInteger, default=0)


class FeedRow(CountyBase):
    """Something for one station that no journal holds. A newer item of the same `topic` takes the older one's place."""

    __tablename__ = "feed"
    __table_args__ = (Index("ix_feed_topic", "county_id", "station_id", "topic"),)

    county_id: Mapped[str] = key()
    station_id: Mapped[str] = key()
    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(20))
    topic: Mapped[str] = mapped_column(String(60), default="")
    data: Mapped[bytes] = mapped_column(LargeBinary)


class TableDigestRow(CountyBase):
    """The figures by which a table of one station is compared (`app.models.digest`)."""

    __tablename__ = "table_digest"

    county_id: Mapped[str] = key()
    owner: Mapped[str] = key()
    entity: Mapped[str] = mapped_column(NAME, primary_key=True)
    rows: Mapped[int] = mapped_column(BigInteger)
    total: Mapped[bytes] = mapped_column(LargeBinary)


class ContactRow(CountyBase):
    """The last round of a PC: when, how far its clock was off, what waited there, which program, which heads.

    `unequal` holds the tables that it found to differ, each with rows and sum at the PC and at the county.
    """

    __tablename__ = "contact"
    __table_args__ = (Index("ix_contact_station", "county_id", "station_id"),)

    county_id: Mapped[str] = key()
    replica: Mapped[str] = key()
    station_id: Mapped[str] = mapped_column(KEY)
    key_id: Mapped[str] = mapped_column(String(8))
    at: Mapped[int] = mapped_column(BigInteger)
    clock_offset_ms: Mapped[int] = mapped_column(BigInteger)
    waiting: Mapped[int] = mapped_column(BigInteger)
    oldest: Mapped[int] = mapped_column(BigInteger)
    release: Mapped[str] = mapped_column(String(300))
    schema: Mapped[int] = mapped_column(BigInteger)
    feed: Mapped[int] = mapped_column(BigInteger)
    heads: Mapped[list[Any]] = mapped_column(JSON)
    unequal: Mapped[list[Any]] = mapped_column(JSON, default=list, server_default="[]")


class RefusalRow(CountyBase):
    """A batch or request that was refused: by whom it was sent, why, and which range it claimed. No personal data."""

    __tablename__ = "refusal"
    __table_args__ = (Index("ix_refusal_at", "county_id", "at"),)

    county_id: Mapped[str] = key()
    refusal_id: Mapped[str] = key()
    at: Mapped[int] = mapped_column(BigInteger)
    what: Mapped[str] = mapped_column(String(10))
    code: Mapped[str] = mapped_column(String(40))
    key_id: Mapped[str] = mapped_column(String(8))
    station_id: Mapped[str] = mapped_column(KEY)
    replica: Mapped[str] = mapped_column(KEY)
    details: Mapped[dict[str, Any]] = mapped_column(JSON)


class AskedRow(CountyBase):
    """A question that was answered, by the nonce under which a key asked it: it is not answered again."""

    __tablename__ = "asked"
    __table_args__ = (Index("ix_asked_at", "county_id", "at"),)

    county_id: Mapped[str] = key()
    key_id: Mapped[str] = mapped_column(String(8), primary_key=True)
    nonce: Mapped[str] = mapped_column(String(64), primary_key=True)
    at: Mapped[int] = mapped_column(BigInteger)


class BlobRow(CountyBase):
    """A photo or scan of a station under the SHA-256 of its bytes (hexadecimal)."""

    __tablename__ = "blob"

    county_id: Mapped[str] = key()
    station_id: Mapped[str] = key()
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    media_type: Mapped[str] = mapped_column(String(40))
    data: Mapped[bytes] = mapped_column(LargeBinary)
    received_at: Mapped[int] = mapped_column(BigInteger)
