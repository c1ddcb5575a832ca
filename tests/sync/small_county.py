"""A county small enough to be seen through: it keeps chains of batches, signs receipts, and hands out what lacks.

And the PCs that speak with it: real ledgers, enrolled, with keys of their own.
"""

import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sqlalchemy import select

from app.clock import SetClock
from app.credential.keys import ED25519, SUITES, SigningKey
from app.ledger.station_key import signing_key
from app.ledger.syncing.entries import heads, next_batches, take_batches
from app.ledger.syncing.proving import Checks
from app.ledger.syncing.receipts import take_receipts
from app.models.exchange import Batch, Entry, HeadMark, Receipt, pack_entries, read_receipt, sign_receipt
from app.models.journal import JOURNAL, START
from app.models.ledger import Ledger
from app.models.opening import create_ledger, open_ledger
from app.models.replay import rows_of
from app.models.rows import journaled_tables, new_id
from tests.conftest import LOGIN, MORNING
from tests.makers_certificates import MakeBelieveCounty

MINUTE = 60_000
NOON = int(MORNING.timestamp() * 1000) + 180 * MINUTE


@dataclass
class SmallCounty:
    """Keeps every batch with its receipt; `now` is its clock, in milliseconds."""

    office: MakeBelieveCounty = field(default_factory=MakeBelieveCounty)
    desk: SigningKey = field(default_factory=SigningKey.generate)
    epoch: str = "first"
    now: int = NOON
    chains: dict[str, list[Batch]] = field(default_factory=dict)
    entries: dict[str, list[Entry]] = field(default_factory=dict)

    @property
    def id(self) -> str:
        return self.office.station_id

    @property
    def checks(self) -> Checks:
        return Checks(self._public, self.read)

    def _public(self, key_id: bytes) -> bytes | None:
        entry = self.office.entries.get(key_id)
        return entry.public if entry else None

    def read(self, data: bytes) -> Receipt:
        return read_receipt(data, lambda claim, signature: SUITES[ED25519].verify(self.desk.public, claim, signature))

    def heads(self) -> list[HeadMark]:
        return [HeadMark(replica, found[-1].seq, found[-1].hash) for replica, found in self.entries.items()]

    def take(self, batches: Iterable[Batch]) -> list[bytes]:
        """Store what follows on what is held; answers the receipts of all that is held now. A fork stops it."""
        receipts: list[bytes] = []
        for batch in batches:
            receipts += self._take(batch)
        return receipts

    def _take(self, batch: Batch) -> list[bytes]:
        public = self._public(batch.key_id)
        assert public, "a batch of a key that is not listed"
        assert SUITES[ED25519].verify(public, batch.claim(self.id), batch.signature)
        held = self.entries.setdefault(batch.replica, [])
        if batch.last <= len(held):
            assert held[batch.last - 1].hash == batch.hash, "fork"
            chain = self.chains[batch.replica]
            return [each.receipt for each in chain if each.first <= batch.last and batch.first <= each.last]
        assert batch.first == len(held) + 1, "gap"
        assert batch.prev == (held[-1].hash if held else START), "fork"
        held += batch.entries()
        receipt = batch.receipt or self.receipt_of(batch)
        self.chains.setdefault(batch.replica, []).append(replace(batch, receipt=receipt))
        return [receipt]

    def receipt_of(self, batch: Batch) -> bytes:
        told = (batch.replica, batch.first, batch.last, batch.hash)
        return sign_receipt(Receipt(self.id, self.epoch, *told, self.now), self.desk.sign)

    def lacking(self, known: Iterable[HeadMark]) -> list[Batch]:
        """What somebody with these heads lacks, erased bodies left out."""
        reached = {mark.replica: mark.seq for mark in known}
        chains = sorted(self.chains.items())
        return [batch for replica, chain in chains for batch in chain if batch.last > reached.get(replica, 0)]

    def without_bodies(self, rows: set[str]) -> None:
        """Blank what is held of these rows, as after an erasure."""
        for replica, chain in self.chains.items():
            blank = [
                entry._replace(salt=None, body=None) if entry.row_id in rows and entry.op != "E" else entry
                for entry in self.entries[replica]
            ]
            self.chains[replica] = [
                replace(batch, columns=pack_entries(blank[batch.first - 1 : batch.last])) for batch in chain
            ]

    def restored(self, copy: "SmallCounty") -> None:
        """Fall back to an older copy of itself, under a new epoch."""
        self.chains = {replica: list(chain) for replica, chain in copy.chains.items()}
        self.entries = {replica: list(found) for replica, found in copy.entries.items()}
        self.epoch = new_id()

    def copy(self) -> "SmallCounty":
        """What a backup holds."""
        return replace(
            self,
            chains={replica: list(chain) for replica, chain in self.chains.items()},
            entries={replica: list(found) for replica, found in self.entries.items()},
        )


@dataclass
class PC:
    """One PC of the station, with its clock and ledger."""

    ledger: Ledger
    clock: SetClock

    @property
    def key(self) -> SigningKey:
        return signing_key(self.ledger)

    def deliver(self, county: SmallCounty, *, most: int = 200, batches: int = 100) -> int:
        """Hand over whatever the county lacks; answers how many receipts came."""
        measure = {"most_bytes": 64 << 10, "most_entries": most, "batches": batches}
        found = next_batches(self.ledger, county.id, self.key, county.heads(), **measure)
        return take_receipts(self.ledger, county.take(found), county.read)

    def collect(self, county: SmallCounty) -> int:
        """Take in whatever it lacks; answers how many entries came."""
        return take_batches(self.ledger, county.lacking(heads(self.ledger)), county.checks).entries

    def sync(self, county: SmallCounty) -> None:
        self.deliver(county)
        self.collect(county)


def new_pc(folder: Path, county: SmallCounty) -> PC:
    """A PC with a fresh ledger of its own, enrolled for the station."""
    clock = SetClock(MORNING)
    ledger = create_ledger(folder, LOGIN, clock, practice=True)
    county.office.enrol(ledger)
    return PC(ledger, clock)


@dataclass(frozen=True)
class Station:
    """Closed ledgers of enrolled PCs and their county, to be copied as often as a test likes."""

    folders: tuple[Path, ...]
    county: SmallCounty

    @contextmanager
    def opened(self, room: Path, count: int) -> Iterator[tuple[SmallCounty, list[PC]]]:
        """The first PCs of it, each in a folder of its own, and a county that knows them."""
        pcs: list[PC] = []
        for folder in self.folders[:count]:
            shutil.copytree(folder, room / folder.name)
            clock = SetClock(MORNING)
            pcs.append(PC(open_ledger(room / folder.name, LOGIN, clock), clock))
        try:
            yield self.county.copy(), pcs
        finally:
            for pc in pcs:
                pc.ledger.close()


def tables_of(ledger: Ledger) -> dict[str, dict[str, dict[str, Any]]]:
    """Every journaled table, row by row."""
    with ledger.engine.connect() as connection:
        return {name: rows_of(connection, entity) for name, entity in journaled_tables().items()}


def entry_ids(ledger: Ledger) -> set[str]:
    """The ids of all entries in a ledger."""
    with ledger.reading() as session:
        return set(session.scalars(select(JOURNAL.c.entry_id)))


def settle_all(county: SmallCounty, pcs: Iterable[PC]) -> None:
    """Let everybody deliver, collect, and fetch the receipts of what the others brought."""
    for _ in range(2):
        for pc in pcs:
            pc.sync(county)
            county.now += MINUTE
