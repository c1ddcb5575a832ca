"""One made station's requests: its journal cut into signed batches, put into signed requests as a PC sends them."""

import hashlib
import secrets
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.credential.keys import SigningKey
from app.models.exchange import Batch, Entry, HeadMark
from app.sync.protocol import BATCH_LIMIT, HEADERS, MEDIA_TYPE, ROUND_PATH, RoundRequest, Seal, pack_request
from tests.bench.made_journals import Journal
from tests.bench.raw_line import message
from tests.county.store.makers import signed

BATCHES = 3
"""So many batches a PC puts into a request."""
GUESS = 1500
"""So many entries may fit into a batch; fewer are taken where they do not."""


@dataclass(frozen=True)
class Plan:
    """A station that is to be made, and how much its PC writes; the first one certifies so many people beforehand."""

    number: int
    county_id: str
    host: str
    entries: int
    new: float
    certificates: int
    seed: bytes
    station_id: str
    replica: str

    @property
    def code(self) -> str:
        """Fifteen stations to a county's code, as a province has them."""
        return f"{530100 + self.number // 15}{101 + self.number % 15}"


@dataclass(frozen=True)
class Made:
    """A station's requests; `first` brings its certificates, `night` its entries, `quiet` asks whether all is well.

    `before` is how many of its `entries` the first bring.
    """

    first: list[bytes]
    night: list[bytes]
    quiet: list[bytes]
    entries: int
    before: int
    rows: Counter[str]
    certificates: list[dict[str, str]]


def make(plan: Plan) -> Made:
    """One station."""
    key, journal = SigningKey.from_seed(plan.seed), Journal(plan.station_id, plan.number, plan.replica)
    certificates = journal.certify(plan.certificates, key, plan.host) if plan.certificates else []
    before = len(journal.entries) if certificates else 0
    journal.fill(plan.entries + before, plan.new)
    first, night = (list(_requests(plan, key, span)) for span in (journal.entries[:before], journal.entries[before:]))
    quiet = _request(plan, key, journal.entries[-1], ())
    return Made(first, night, [quiet], len(journal.entries), before, journal.rows, certificates)


def _requests(plan: Plan, key: SigningKey, entries: Sequence[Entry]) -> Iterator[bytes]:
    batches = list(_batches(plan, key, entries))
    for at in range(0, len(batches), BATCHES):
        yield _request(plan, key, entries[-1], batches[at : at + BATCHES])


def _batches(plan: Plan, key: SigningKey, entries: Sequence[Entry]) -> Iterator[Batch]:
    at, count = 0, GUESS
    while at < len(entries):
        batch = signed(entries[at : at + count], plan.county_id, key)
        if len(batch.columns) > BATCH_LIMIT:
            count = int(min(count, len(entries) - at) * BATCH_LIMIT / len(batch.columns) * 0.98)
            continue
        yield batch
        at += count


def _request(plan: Plan, key: SigningKey, last: Entry, batches: Sequence[Batch]) -> bytes:
    """A request as `county_client` sends it."""
    now = time.time_ns() // 1_000_000
    waiting = last.seq - batches[0].first + 1 if batches else 0
    said = {"release": "0.1.0", "schema": 1, "epoch": "", "clock": now, "feed": 0, "waiting": waiting}
    heads = (HeadMark(last.replica, last.seq, last.hash),)
    told = RoundRequest(plan.county_id, **said, heads=heads, batches=tuple(batches), compare=not batches)
    body = pack_request(told)
    seal = Seal("POST", ROUND_PATH, plan.county_id, last.replica, now, secrets.token_hex(16))
    signature = key.sign(seal.claim(hashlib.sha256(body).digest())).hex()
    names = {"county": plan.county_id, "replica": last.replica, "key": key.key_id.hex(), "time": str(now)}
    headers = {HEADERS[name]: value for name, value in {**names, "nonce": seal.nonce, "signature": signature}.items()}
    return message("POST", ROUND_PATH, {"Content-Type": MEDIA_TYPE, **headers}, body)
