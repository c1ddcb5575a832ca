"""How the county takes in a batch: each entry once, however often it comes; stored and receipted, not yet applied."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, insert, select, text, update

from app.county.register import County, Deed
from app.county.store.bulk import fill
from app.county.store.desk_key import DeskKey
from app.county.store.devices import Device, ListedKey
from app.county.store.tables import BatchFrameRow, EntryRow, ReplicaHeadRow
from app.county.tables import ReplicaRow
from app.models.exchange import Batch, Entry, ExchangeOdd, Receipt, sign_receipt
from app.models.fold import effective
from app.models.journal import START
from app.models.parking import genesis_station
from app.sync.protocol import Refused

NOTHING = bytes(32)
ENTRY_COLUMNS = {
    "county_id": "text", "owner": "text", "effective": "int8",
    "replica": "text", "seq": "int8", "entry_id": "text", "change_id": "text", "hlc": "int8", "actor": "text",
    "entity": "text", "row_id": "text", "op": "text", "schema": "int8",
    "salt": "bytea", "body": "bytea", "seal": "bytea", "hash": "bytea",
}  # fmt: skip
"""What is written of an entry: after the first three its own fields in their order, but the hash before it."""
_LONGEST = 36
_LONGEST_ENTITY = 40
_WIDEST_SCHEMA = 1 << 31
_WRITTEN = Entry._fields.index("prev")
_HEAD = (
    select(
        ReplicaHeadRow.replica,
        ReplicaHeadRow.seq,
        ReplicaHeadRow.hash,
        ReplicaHeadRow.received_at,
        ReplicaHeadRow.station_id,
    )
    .where(ReplicaHeadRow.county_id == bindparam("county"), ReplicaHeadRow.replica == bindparam("name"))
    .with_for_update()
)
_FRAME = insert(BatchFrameRow)
_GROWN = update(ReplicaHeadRow).where(
    ReplicaHeadRow.county_id == bindparam("county"), ReplicaHeadRow.replica == bindparam("name")
)


class NotTaken(Exception):
    """A batch that the county does not take; `code` as in `protocol.Refused`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Held(NamedTuple):
    """How far the county holds a replica's chain, and whose it is."""

    replica: str
    seq: int
    hash: bytes
    received_at: int
    station_id: str


@dataclass(frozen=True)
class Desk:
    """What batches are judged and receipted by: the county, its desk key and epoch, the listed keys, the time (ms)."""

    county: County
    key: DeskKey
    epoch: str
    keys: dict[bytes, ListedKey]
    receipt: Callable[[bytes], Receipt]
    now: int


@dataclass
class Taken:
    """What became of the batches of a request; `fresh` are the new entries by replica, with the time received.

    `heads` are the county's own of the replicas that the request brings, each locked.
    """

    receipts: list[bytes] = field(default_factory=list)
    refused: list[tuple[Batch, Refused]] = field(default_factory=list)
    fresh: dict[str, list[tuple[Entry, int]]] = field(default_factory=dict)
    heads: dict[str, Held | None] = field(default_factory=dict)


def take(deed: Deed, desk: Desk, device: Device, batches: Sequence[Batch]) -> Taken:
    """Store what is new of these batches and receipt it; the caller commits before anybody hears of it."""
    taken = Taken()
    connection = deed.session.connection()
    # Locked in the order of their ids: two requests that bring the same replicas never wait for each other.
    for replica in sorted({batch.replica for batch in batches if _is_id(batch.replica)}):
        taken.heads[replica] = _locked(connection, desk.county.id, replica)
    for batch in batches:
        try:
            taken.receipts += _take_one(deed, desk, device, batch, taken)
        except (NotTaken, ExchangeOdd) as refusal:
            taken.refused.append((batch, _refused(taken, device, batch.replica, refusal.code)))
    for replica in taken.fresh:
        _note_head(connection, desk.county.id, taken.heads[replica])
    return taken


def _take_one(deed: Deed, desk: Desk, device: Device, batch: Batch, taken: Taken) -> list[bytes]:
    connection = deed.session.connection()
    _check_frame(batch)
    head = _head(taken, device, batch)
    told = _told_before(desk, batch)
    # Before anything is unpacked: what nobody signed costs nothing.
    _check_signature(desk, device, batch, told)
    entries = _checked(batch.entries())
    if head is not None and head.seq >= batch.last:
        return _again(connection, desk, batch)
    _check_place(batch, head, entries)
    _check_key(desk, batch, told)
    if head is None:
        made = taken.heads[batch.replica] = _introduced(deed, desk, device, batch, entries[0])
        if made is None or made.station_id != device.station_id:
            raise NotTaken("foreign")
        if made.seq:
            raise NotTaken("gap")
    received_at = max(told.received_at if told else desk.now, head.received_at if head else 0)
    receipt = _store(connection, desk, device, batch, entries, received_at)
    taken.heads[batch.replica] = Held(batch.replica, batch.last, batch.hash, received_at, device.station_id)
    taken.fresh.setdefault(batch.replica, []).extend((each, received_at) for each in entries)
    return [receipt]


def _is_id(text: str) -> bool:
    return 0 < len(text) <= _LONGEST and text.isascii() and text.isprintable()


def _check_frame(batch: Batch) -> None:
    if not (_is_id(batch.replica) and 1 <= batch.first <= batch.last < 1 << 62 and len(batch.key_id) == 4):
        raise NotTaken("unreadable")


def _locked(connection: Connection, county_id: str, replica: str) -> Held | None:
    row = connection.execute(_HEAD, {"county": county_id, "name": replica}).first()
    return Held(*row) if row else None


def _head(taken: Taken, device: Device, batch: Batch) -> Held | None:
    head = taken.heads[batch.replica]
    if head is not None and head.station_id != device.station_id:
        raise NotTaken("foreign")
    return head


def _note_head(connection: Connection, county_id: str, head: Held | None) -> None:
    """Move the county's head to where the batches of a request have brought it."""
    if head is not None:
        grown = {"seq": head.seq, "hash": head.hash, "received_at": head.received_at}
        connection.execute(_GROWN, {"county": county_id, "name": head.replica, **grown})


def _again(connection: Connection, desk: Desk, batch: Batch) -> list[bytes]:
    """The receipts of what the county has already, byte for byte as they were."""
    if _hash_at(connection, desk, batch.replica, batch.last) != batch.hash:
        raise NotTaken("fork")
    own = (BatchFrameRow.county_id == desk.county.id, BatchFrameRow.replica == batch.replica)
    span = (BatchFrameRow.last >= batch.first, BatchFrameRow.first <= batch.last)
    frames = select(BatchFrameRow.receipt).where(*own, *span).order_by(BatchFrameRow.last)
    return list(connection.scalars(frames))


def _hash_at(connection: Connection, desk: Desk, replica: str, seq: int) -> bytes | None:
    own = (EntryRow.county_id == desk.county.id, EntryRow.replica == replica, EntryRow.seq == seq)
    return connection.scalar(select(EntryRow.hash).where(*own))


def _checked(entries: list[Entry]) -> list[Entry]:
    """Entries as the tables hold them; asked of all at once, a column at a time."""
    told: dict[str, Any] = dict(zip(Entry._fields, zip(*entries, strict=True), strict=True))
    longest = dict.fromkeys(("entry_id", "change_id", "actor", "row_id"), _LONGEST) | {"entity": _LONGEST_ENTITY}
    for name, most in longest.items():
        if max(map(len, told[name])) > most or "\0" in "".join(told[name]):
            raise NotTaken("unreadable")
    if not 0 <= min(told["schema"]) <= max(told["schema"]) < _WIDEST_SCHEMA or "\0" in told["op"]:
        raise NotTaken("unreadable")
    return entries


def _check_place(
    batch: Batch,
    head: Held | None,
    entries: list[Entry],
) -> None:
    """That the batch goes on where the county's chain ends."""
    held, stands = (head.seq, head.hash) if head is not None else (0, START)
    if batch.first > held + 1:
        raise NotTaken("gap")
    at_joint = batch.prev if batch.first == held + 1 else entries[held - batch.first].hash
    if at_joint != stands:
        raise NotTaken("fork" if held else "broken_chain")
    if batch.first <= held:
        # A part of it is here under a receipt of its own, and with it the time it was received.
        raise NotTaken("gap")


def _told_before(desk: Desk, batch: Batch) -> Receipt | None:
    """The county's own receipt for exactly this batch, from before it was restored."""
    if not batch.receipt:
        return None
    try:
        told = desk.receipt(batch.receipt)
    except ExchangeOdd:
        return None
    claimed = (desk.county.id, batch.replica, batch.first, batch.last, batch.hash)
    return told if (told.county_id, told.replica, told.first, told.last, told.hash) == claimed else None


def _check_signature(desk: Desk, device: Device, batch: Batch, told: Receipt | None) -> None:
    listed = desk.keys.get(batch.key_id)
    if listed is None:
        if told is None:
            raise NotTaken("signature")
        return
    if listed.device.station_id != device.station_id:
        raise NotTaken("foreign")
    if not listed.signed(batch.claim(desk.county.id), batch.signature):
        raise NotTaken("signature")


def _check_key(desk: Desk, batch: Batch, told: Receipt | None) -> None:
    """That what is new was signed by a key that still counts, or is known to have come while it did."""
    listed = desk.keys.get(batch.key_id)
    if listed is not None and listed.is_revoked and told is None:
        raise NotTaken("revoked")


def _introduced(deed: Deed, desk: Desk, device: Device, batch: Batch, genesis: Entry) -> Held | None:
    """The head of a replica that nobody had told of when this was looked up; another request may be quicker."""
    connection = deed.session.connection()
    if genesis.op != "G":
        raise NotTaken("broken_chain")
    enrolled = select(ReplicaRow.station_code).where(ReplicaRow.county_id == desk.county.id)
    code = connection.scalar(enrolled.where(ReplicaRow.replica == batch.replica))
    if code is not None and code != device.station_code:
        raise NotTaken("foreign")
    made = text(
        "insert into replica_head (county_id, replica, station_id, seq, hash, applied_seq, received_at, introduced_at,"
        " key_id, genesis_station) values (:county, :replica, :station, 0, :hash, 0, :now, :now, :key, :genesis)"
        " on conflict do nothing"
    )
    names = {"county": desk.county.id, "replica": batch.replica, "station": device.station_id, "hash": START}
    figures = {"now": desk.now, "key": device.key_id.hex(), "genesis": genesis_station(genesis.body)}
    connection.execute(made, {**names, **figures})
    head = _locked(connection, desk.county.id, batch.replica)
    if head is not None and not head.seq and head.station_id == device.station_id:
        deed.note("replica", replica=batch.replica, station=device.station_code, key_id=device.key_id.hex())
    return head


def _store(
    connection: Connection, desk: Desk, device: Device, batch: Batch, entries: Iterable[Entry], received_at: int
) -> bytes:
    county_id, owner = desk.county.id, device.station_id
    rows = [(county_id, owner, effective(each.hlc, received_at), *each[:_WRITTEN], each.hash) for each in entries]
    fill(connection, "entry", tuple(ENTRY_COLUMNS), rows, tuple(ENTRY_COLUMNS.values()))
    told = Receipt(county_id, desk.epoch, batch.replica, batch.first, batch.last, batch.hash, received_at)
    receipt = sign_receipt(told, desk.key.sign)
    frame = {name: getattr(batch, name) for name in ("replica", "first", "last", "prev", "hash", "signature")}
    more = {"key_id": batch.key_id.hex(), "receipt": receipt, "received_at": received_at, "size": len(batch.columns)}
    connection.execute(_FRAME, {"county_id": county_id, **frame, **more})
    return receipt


def _refused(taken: Taken, device: Device, replica: str, code: str) -> Refused:
    """The refusal with the county's head of that replica; nothing is told of another station's."""
    head = taken.heads.get(replica)
    if head is None or head.station_id != device.station_id:
        return Refused(replica, code, 0, NOTHING)
    return Refused(replica, code, head.seq, head.hash)
