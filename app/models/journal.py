"""The journal: every change as entries in one hash chain a replica, written in the transaction it tells of."""

import hashlib
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import BigInteger, Connection, Index, LargeBinary, String, func, select
from sqlalchemy.orm import Mapped, mapped_column

from app.models.rows import Base, new_id
from app.models.sync_state import SyncClamp

SCHEMA = 1
SUITE = "sha256/ed25519"
START = bytes(32)


class JournalEntry(Base):
    """One entry. `position` is the order of arrival here; (replica, seq) is its identity everywhere."""

    __tablename__ = "journal"
    __table_args__ = (
        Index("uq_journal_replica_seq", "replica", "seq", unique=True),
        Index("ix_journal_row", "entity", "row_id"),
    )

    position: Mapped[int] = mapped_column(primary_key=True)
    replica: Mapped[str] = mapped_column(String(36))
    seq: Mapped[int]
    entry_id: Mapped[str] = mapped_column(String(36))
    change_id: Mapped[str] = mapped_column(String(36), index=True)
    hlc: Mapped[int] = mapped_column(BigInteger)
    actor: Mapped[str] = mapped_column(String(36))
    entity: Mapped[str] = mapped_column(String(40))
    row_id: Mapped[str] = mapped_column(String(36))
    op: Mapped[str] = mapped_column(String(1))
    schema: Mapped[int]
    salt: Mapped[bytes | None] = mapped_column(LargeBinary)
    body: Mapped[bytes | None] = mapped_column(LargeBinary)
    seal: Mapped[bytes] = mapped_column(LargeBinary)
    prev: Mapped[bytes] = mapped_column(LargeBinary)
    hash: Mapped[bytes] = mapped_column(LargeBinary)


JOURNAL = JournalEntry.__table__
NEWEST_FIRST = (JOURNAL.c.hlc.desc(), JOURNAL.c.position.desc())
"""By the time of writing: what another PC wrote yesterday may have arrived today."""
# Straight to the driver: compiling parameters cost a third of a bulk import.
_INSERT = (
    "insert into journal (replica, seq, entry_id, change_id, hlc, actor, entity, row_id, op, schema,"
    " salt, body, seal, prev, hash) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_HEAD = "select seq, hash from journal where replica = ? order by seq desc limit 1"
_STANDING = (
    "select seq, hash, exists (select 1 from journal where change_id = ? and op = 'C') from journal"
    " where replica = ? order by seq desc limit 1"
)
HEADER = ("replica", "seq", "entry_id", "change_id", "hlc", "actor", "entity", "row_id", "op", "schema")


@dataclass(frozen=True)
class Head:
    """The last entry of a replica: its number and its hash (32 bytes)."""

    replica: str
    seq: int = 0
    hash: bytes = START


@dataclass(frozen=True)
class Fact:
    """One thing that happened to one row: I insert, U update, D delete, E erase, C the change itself, G the genesis."""

    entity: str
    row_id: str
    op: str
    fields: dict[str, Any]


def canonical(fields: dict[str, Any]) -> bytes:
    """The one spelling of a body: JSON with sorted keys, no spaces, UTF-8."""
    return orjson.dumps(fields, option=orjson.OPT_SORT_KEYS)


def seal_of(salt: bytes, body: bytes) -> bytes:
    """SHA-256 of salt and body: stays when both are blanked to erase a person."""
    return hashlib.sha256(salt + body).digest()


def link(prev: bytes, header: Iterable[str | int], seal: bytes) -> bytes:
    """The entry's hash: SHA-256 over the previous hash, each header field after its length, and the seal."""
    return hashlib.sha256(b"".join((prev, *map(framed, header), seal))).digest()


def framed(field: str | int) -> bytes:
    """A header field as the chain hashes it: after its length."""
    text = str(field).encode()
    return len(text).to_bytes(4, "big") + text


def head_of(connection: Connection, replica: str) -> Head:
    """The last entry of this replica in this ledger."""
    found = connection.exec_driver_sql(_HEAD, (replica,)).first()
    return Head(replica, found.seq, found.hash) if found else Head(replica)


def standing_of(connection: Connection, replica: str, change_id: str) -> tuple[Head, bool]:
    """The last entry of this replica, and whether this change is in the journal already; asked as one."""
    found = connection.exec_driver_sql(_STANDING, (change_id, replica)).first()
    return (Head(replica, found[0], found[1]), bool(found[2])) if found else (Head(replica), False)


def replicas_of(connection: Connection) -> Iterator[str]:
    """Every replica that wrote here, each found by one step in the index: a scan of the journal takes seconds."""
    last = ""
    while (
        last := connection.execute(select(func.min(JOURNAL.c.replica)).where(JOURNAL.c.replica > last)).scalar() or ""
    ):
        yield last


def last_reading(connection: Connection) -> int:
    """The highest clock reading of the journal: that of some replica's last entry, since no chain's clock goes back.

    A clock that ran ahead of the county's counts as the county's.
    """
    late = select(SyncClamp.effective).where(SyncClamp.replica == JOURNAL.c.replica, SyncClamp.seq == JOURNAL.c.seq)
    newest = select(func.coalesce(late.scalar_subquery(), JOURNAL.c.hlc)).order_by(JOURNAL.c.seq.desc()).limit(1)
    readings = [
        connection.execute(newest.where(JOURNAL.c.replica == replica)).scalar_one()
        for replica in replicas_of(connection)
    ]
    return max(readings, default=0)


def reading_of(connection: Connection, head: Head) -> int:
    """The clock reading of this entry itself; 0 where there is none."""
    its = JOURNAL.c.replica == head.replica, JOURNAL.c.seq == head.seq
    return connection.execute(select(JOURNAL.c.hlc).where(*its)).scalar() or 0


@dataclass(frozen=True)
class Stamp:
    """What the entries of one change have in common."""

    change_id: str
    actor: str


class HybridClock:
    """Milliseconds since 1970 shifted by 16 bits, plus a counter: never backwards, whatever the PC's clock does."""

    def __init__(self, last: int = 0) -> None:
        self.last = last

    def tick(self, milliseconds: int) -> int:
        """The next reading, at least one above the last."""
        self.last = max(milliseconds << 16, self.last + 1)
        return self.last


def append(connection: Connection, head: Head, stamp: Stamp, facts: Iterable[Fact], readings: Iterator[int]) -> Head:
    """Chain these facts to the head and write them in one statement; the caller's transaction keeps or drops them."""
    rows = []
    for fact in facts:
        salt, body = secrets.token_bytes(16), canonical(fact.fields)
        seal = seal_of(salt, body)
        who = (head.replica, head.seq + 1, new_id(), stamp.change_id, next(readings), stamp.actor)
        header = (*who, fact.entity, fact.row_id, fact.op, SCHEMA)
        chained = link(head.hash, header, seal)
        rows.append((*header, salt, body, seal, head.hash, chained))
        head = Head(head.replica, head.seq + 1, chained)
    if rows:
        connection.exec_driver_sql(_INSERT, rows)
    return head
