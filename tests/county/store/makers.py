"""PCs whose journals are made entry by entry, and the county that they speak to."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select

from app.clock import SetClock
from app.county.database_place import database_of
from app.county.register import Register, county_in
from app.county.store.desk_key import make_desk_key
from app.county.store.devices import Device
from app.county.store.exchange import Exchange
from app.county.store.mirror import MIRRORS, form_of
from app.county.store.tables import EntryRow
from app.county.tables import DeviceKeyRow, StationRow
from app.credential.keys import SigningKey
from app.models.exchange import Batch, Entry, HeadMark, pack_entries
from app.models.journal import START, canonical, link, seal_of
from app.models.rows import new_id
from app.sync.protocol import RoundAnswer, RoundRequest

NOON = 1_795_200_000_000
"""Milliseconds since 1970 at which the made PCs begin to write."""


@dataclass
class Pc:
    """A replica of a station, its chain in memory."""

    station: str
    key: SigningKey = field(default_factory=SigningKey.generate)
    replica: str = field(default_factory=new_id)
    entries: list[Entry] = field(default_factory=list)

    def __post_init__(self) -> None:
        if not self.entries:
            self.write("replica", self.replica, "G", {"station": self.station}, hlc=NOON << 16)

    @property
    def head(self) -> HeadMark:
        return HeadMark(self.replica, len(self.entries), self.entries[-1].hash)

    def write(
        self, entity: str, row_id: str, op: str, body: Any, *, hlc: int = 0, entry_id: str = "", schema: int = 1
    ) -> Entry:
        """One more entry."""
        data = body if isinstance(body, bytes) else canonical(body)
        last = self.entries[-1] if self.entries else None
        hlc = hlc or (last.hlc + 1 if last else NOON << 16)
        salt = len(self.entries).to_bytes(16, "big")
        who = (self.replica, len(self.entries) + 1, entry_id or new_id(), new_id(), hlc, "clerk")
        header = (*who, entity, row_id, op, schema)
        seal, prev = seal_of(salt, data), last.hash if last else START
        self.entries.append(Entry(*header, salt, data, seal, prev, link(prev, header, seal)))
        return self.entries[-1]

    def trainee(self, row_id: str = "", **fields: Any) -> str:
        """A trainee of this station."""
        row_id = row_id or new_id()
        self.write("trainee", row_id, "I", {**TRAINEE, "station": self.station, **fields})
        return row_id

    def blank(self, row_id: str) -> None:
        """Take the bodies of a row away, as an erasure does on its own PC."""
        self.entries = [
            each._replace(body=None, salt=None) if each.row_id == row_id and each.op != "E" else each
            for each in self.entries
        ]

    def batch(self, county_id: str, first: int = 1, last: int = 0, key: SigningKey | None = None) -> Batch:
        """A range of the chain, signed."""
        return signed(self.entries[first - 1 : last or None], county_id, key or self.key)

    def batches(self, county_id: str, size: int) -> list[Batch]:
        """The whole chain in ranges of this size."""
        return [self.batch(county_id, at, at + size - 1) for at in range(1, len(self.entries) + 1, size)]


def signed(entries: Sequence[Entry], county_id: str, key: SigningKey) -> Batch:
    """These entries as a batch under this key."""
    first, last = entries[0], entries[-1]
    span = (last.replica, first.seq, last.seq, first.prev, last.hash, key.key_id)
    unsigned = Batch(*span, b"", pack_entries(entries))
    return replace(unsigned, signature=key.sign(unsigned.claim(county_id)))


TRAINEE = {
    "name": "罗正祥",
    "pinyin": "luozhengxiang",
    "initials": "lzx",
    "other_names": [],
    "id_type": "01",
    "id_number": "",
    "sex": "1",
    "ethnic_code": "",
    "ethnic_text": "",
    "education": "",
    "education_code": "",
    "political_status": "",
    "hukou": "",
    "phone": "",
    "village": "",
    "village_group": "",
    "address": "",
    "labour_ability": "",
    "employment": "",
    "talent_kind": "",
    "photo": "",
    "note": "",
    "status": "prospective",
}


@dataclass
class Post:
    """A county at work: its exchange, and the PCs enrolled with it."""

    register: Register
    exchange: Exchange
    clock: SetClock
    devices: dict[bytes, Device] = field(default_factory=dict)

    @property
    def county_id(self) -> str:
        return self.exchange.county.id

    def station(self, code: str, station_id: str = "") -> str:
        """A new station of this code; answers its id."""
        station_id = station_id or new_id()
        row = {"county_id": self.county_id, "code": code, "station_id": station_id, "name": code}
        with self.register.deed(self.clock.now(), "") as deed:
            deed.session.add(StationRow(**row, added_on=date(2026, 11, 21)))
        return station_id

    def enrol(self, pc: Pc, code: str) -> Pc:
        """Put the key of a PC on the key list, as a PC of the station with this code."""
        names = {"county_id": self.county_id, "key_id": pc.key.key_id.hex(), "public": pc.key.public.hex()}
        days = {"not_before": date(2026, 1, 1), "not_after": date(2028, 1, 1)}
        with self.register.deed(self.clock.now(), "") as deed:
            deed.session.add(DeviceKeyRow(**names, **days, station_code=code, kinds=[], number_prefixes=[]))
            station = deed.session.scalars(select(StationRow).where(StationRow.code == code)).one()
            device = Device(station.station_id, code, pc.key.key_id, pc.key.public)
        self.devices[pc.key.key_id] = device
        return pc

    def pc(self, code: str = "530921101") -> Pc:
        """A new PC of a new station."""
        return self.enrol(Pc(self.station(code)), code)

    def sibling(self, pc: Pc) -> Pc:
        """A further PC of the same station."""
        return self.enrol(Pc(pc.station), self.devices[pc.key.key_id].station_code)

    def request(
        self, pc: Pc, batches: Sequence[Batch] = (), heads: Sequence[HeadMark] | None = None, **more: Any
    ) -> RoundRequest:
        """What this PC says in a round."""
        said = {"release": "0.1.0", "schema": 1, "epoch": "", "clock": NOON, "feed": 0}
        told = (pc.head,) if heads is None else tuple(heads)
        return RoundRequest(self.county_id, **{**said, **more}, heads=told, batches=tuple(batches))

    def round(
        self, pc: Pc, batches: Sequence[Batch] = (), heads: Sequence[HeadMark] | None = None, **more: Any
    ) -> RoundAnswer:
        """One round of this PC."""
        return self.exchange.answer(self.devices[pc.key.key_id], pc.replica, self.request(pc, batches, heads, **more))

    def deliver(self, pc: Pc, size: int = 100) -> RoundAnswer:
        """All that this PC has and the county lacks."""
        held = {mark.replica: mark.seq for mark in self.round(pc, heads=()).heads}.get(pc.replica, 0)
        answer = self.round(pc)
        for at in range(held + 1, len(pc.entries) + 1, size):
            answer = self.round(pc, [pc.batch(self.county_id, at, at + size - 1)])
        return answer

    def rows(self, owner: str, entity: str = "trainee") -> dict[str, dict[str, Any]]:
        """A table of a station as the county has it."""
        table = MIRRORS[entity]
        with self.register.reading() as session:
            rows = session.execute(select(table).where(table.c.owner == owner)).mappings().all()
        return {row["id"]: form_of(entity).told(row) for row in rows}

    def count(self) -> int:
        """How many entries the county holds."""
        with self.register.reading() as session:
            return len(session.execute(select(EntryRow.seq)).all())


@contextmanager
def post(folder: Path, clock: SetClock, root: SigningKey) -> Iterator[Post]:
    """The county of this folder at work."""
    register = Register.open(database_of(folder))
    try:
        with register.reading() as session:
            county = county_in(session)
        desk = make_desk_key(folder, county, root, clock.now().date())
        yield Post(register, Exchange(register, desk, clock), clock)
    finally:
        register.close()
