"""What this PC keeps of its exchange with the county: receipts, what waits for its time, and figures to compare."""

from sqlalchemy import BigInteger, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.rows import Base


class SyncBatch(Base):
    """The frame of a batch as its PC signed it, with the county's receipt once there is one; one's own and siblings'.

    `received_at` in milliseconds since 1970, by the county's clock; `epoch` is that of the county in which the batch
    counts as delivered, empty while it waits.
    """

    __tablename__ = "sync_batch"
    __table_args__ = (Index("ix_sync_batch_replica", "replica", "last"), Index("ix_sync_batch_epoch", "epoch"))

    replica: Mapped[str] = mapped_column(String(36), primary_key=True)
    first: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int] = mapped_column(primary_key=True)
    prev: Mapped[bytes] = mapped_column(LargeBinary)
    hash: Mapped[bytes] = mapped_column(LargeBinary)
    key_id: Mapped[bytes] = mapped_column(LargeBinary)
    signature: Mapped[bytes] = mapped_column(LargeBinary)
    receipt: Mapped[bytes] = mapped_column(LargeBinary, default=b"")
    received_at: Mapped[int | None] = mapped_column(BigInteger)
    epoch: Mapped[str] = mapped_column(String(64), default="")


class SyncMark(Base):
    """How far a replica's chain has been delivered without a gap: its number, and what a packed entry last took."""

    __tablename__ = "sync_mark"

    replica: Mapped[str] = mapped_column(String(36), primary_key=True)
    delivered: Mapped[int] = mapped_column(default=0)
    entry_bytes: Mapped[int] = mapped_column(default=0)


class SyncClamp(Base):
    """An entry whose clock ran ahead of the county's: it counts as written when it was received."""

    __tablename__ = "sync_clamp"

    replica: Mapped[str] = mapped_column(String(36), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    effective: Mapped[int] = mapped_column(BigInteger)


class SyncParked(Base):
    """An entry that stands in the journal and not in the tables, why, and the row it waits for if it waits for one."""

    __tablename__ = "sync_parked"
    __table_args__ = (
        Index("ix_sync_parked_row", "entity", "row_id"),
        Index("ix_sync_parked_needs", "needs_entity", "needs_row"),
    )

    replica: Mapped[str] = mapped_column(String(36), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    entity: Mapped[str] = mapped_column(String(40))
    row_id: Mapped[str] = mapped_column(String(36))
    reason: Mapped[str] = mapped_column(String(20))
    detail: Mapped[str] = mapped_column(String(100), default="")
    needs_entity: Mapped[str] = mapped_column(String(40), default="")
    needs_row: Mapped[str] = mapped_column(String(36), default="")


class SyncClash(Base):
    """A field that two entries wrote without knowing of each other; `settled` once somebody has looked at it."""

    __tablename__ = "sync_clash"

    entity: Mapped[str] = mapped_column(String(40), primary_key=True)
    row_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    field: Mapped[str] = mapped_column(String(60), primary_key=True)
    before_replica: Mapped[str] = mapped_column(String(36), primary_key=True)
    before_seq: Mapped[int] = mapped_column(primary_key=True)
    after_replica: Mapped[str] = mapped_column(String(36), primary_key=True)
    after_seq: Mapped[int] = mapped_column(primary_key=True)
    settled: Mapped[bool] = mapped_column(default=False)


class SyncItem(Base):
    """A thing from the county that no journal holds: desk keys, the index, what this program does not know yet."""

    __tablename__ = "sync_item"

    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    data: Mapped[bytes] = mapped_column(LargeBinary)


class RowDigest(Base):
    """The hash of a row (32 bytes) as it was when the figures of its table were last brought forward."""

    __tablename__ = "row_digest"

    entity: Mapped[str] = mapped_column(String(40), primary_key=True)
    row_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    hash: Mapped[bytes] = mapped_column(LargeBinary)


class DigestTotal(Base):
    """A table's figures as last brought forward: how many rows, and the sum of their hashes (32 bytes)."""

    __tablename__ = "digest_total"

    entity: Mapped[str] = mapped_column(String(40), primary_key=True)
    rows: Mapped[int]
    total: Mapped[bytes] = mapped_column(LargeBinary)


class DigestDirt(Base):
    """A row that was folded anew though no entry of it came: its hash is out of date."""

    __tablename__ = "digest_dirt"

    entity: Mapped[str] = mapped_column(String(40), primary_key=True)
    row_id: Mapped[str] = mapped_column(String(36), primary_key=True)


TABLES = (SyncBatch, SyncMark, SyncClamp, SyncParked, SyncClash, SyncItem, RowDigest, DigestTotal, DigestDirt)
