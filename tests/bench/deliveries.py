"""Prepared requests delivered by the replaying process, and the proof that the county took what was sent."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import func, select

from app.clock import SystemClock
from app.county.office import CountyOffice
from app.county.store.desk_key import open_desk_key
from app.county.store.mirror import MIRRORS
from app.county.store.tables import EntryRow, ParkedRow
from app.credential.keys import ED25519, SUITES
from app.models.exchange import read_receipt
from app.sync.protocol import unpack_answer
from tests.bench.processes import child, say, told
from tests.bench.served_county import Costs, Serving


@dataclass(frozen=True)
class Delivered:
    """What became of prepared requests: when it began and ended, each one's seconds, and what everybody paid in CPU."""

    began: float
    ended: float
    seconds: list[float]
    statuses: dict[int, int]
    client: float
    costs: Costs

    @property
    def wall(self) -> float:
        """Seconds from the first request to the last answer."""
        return self.ended - self.began

    def paid(self) -> str:
        """The CPU seconds, and the client's share in them."""
        share = self.client / (self.client + self.costs.whole) if self.client else 0.0
        return f"CPU s: {self.costs}; the sending client {self.client:.2f} ({share:.0%} of all)"


def deliver(serving: Serving, folder: Path, which: str, connections: int) -> Delivered:
    """Send the requests of this name over so many connections."""
    with child("tests.bench.replaying", serving.port, folder, which, connections) as process:
        told(process)
        before = serving.spent()
        say(process, "go")
        told(process, "done")
        costs = serving.spent().since(before)
    found = orjson.loads((folder / f"{which}.times").read_bytes())
    for trouble in found["troubles"]:
        print(f"    a connection ended with {trouble}", flush=True)
    statuses = [status for _, _, status, _ in found["times"]]
    counted = {status: statuses.count(status) for status in set(statuses)}
    seconds = [seconds for _, seconds, _, _ in found["times"]]
    return Delivered(found["began"], found["ended"], seconds, counted, found["cpu"], costs)


@dataclass(frozen=True)
class Answered:
    """What the answers say, every receipt proven: entries receipted, batches refused."""

    receipted: int
    refused: int


def answers(folder: Path, which: str) -> Answered:
    """Read the answers, after the clock has stopped."""
    public = _desk_public(folder / "county")
    receipted = refused = 0
    for body in bodies(folder, which):
        answer = unpack_answer(body)
        refused += len(answer.refused)
        for each in answer.receipts:
            receipt = read_receipt(each, lambda claim, mark: SUITES[ED25519].verify(public, claim, mark))
            receipted += receipt.last - receipt.first + 1
    return Answered(receipted, refused)


def bodies(folder: Path, which: str) -> Iterator[bytes]:
    """The answers as they came."""
    data, at = (folder / f"{which}.answers").read_bytes(), 0
    while at < len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        yield data[at + 4 : at + 4 + length]
        at += 4 + length


def _desk_public(county: Path) -> bytes:
    with CountyOffice.visit(county, SystemClock(), "bench") as office:
        return open_desk_key(county, office.county(), SystemClock().now().date()).key.public


def check_tables(county: Path, entries: int, rows: Mapping[str, int]) -> bool:
    """Count the county's tables, say what was found, and whether it is what was sent."""
    with CountyOffice.visit(county, SystemClock(), "bench") as office, office.register.reading() as session:
        held = session.scalar(select(func.count()).select_from(EntryRow))
        parked = session.scalar(select(func.count()).select_from(ParkedRow))
        found = {name: session.scalar(select(func.count()).select_from(MIRRORS[name])) for name in rows if rows[name]}
    expected = {name: count for name, count in rows.items() if count}
    is_same = (held, parked, found) == (entries, 0, expected)
    print(f"  in the tables: {held} of {entries} entries, {parked} parked; " + _rows(found, expected), flush=True)
    return is_same


def _rows(found: dict[str, Any], expected: dict[str, int]) -> str:
    return ", ".join(f"{name} {count} of {expected[name]}" for name, count in sorted(found.items()))
