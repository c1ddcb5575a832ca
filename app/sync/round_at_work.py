"""A round under way, and what it says next: all heads, and whatever the county lacks as far as is known."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from app.clock import milliseconds
from app.credential.desk_certificate import DeskCertificate
from app.ledger.station_identity import Identity
from app.ledger.station_key import signing_key
from app.ledger.syncing.digest import TableDifference, last_unequal
from app.ledger.syncing.entries import heads, next_batches
from app.ledger.syncing.healing import ladder
from app.ledger.syncing.receipts import backlog
from app.ledger.syncing.state import sync_state
from app.models.digest import BYTES
from app.models.exchange import Batch, HeadMark
from app.models.ledger import Ledger
from app.models.schema import VERSION
from app.sync.pace import Pace
from app.sync.protocol import MOST_UNEQUAL, RoundRequest, UnequalTable

Step = Callable[[int, int], None]
"""Told how many entries are delivered, and how many there were to deliver; may raise to stop the round."""


@dataclass
class RoundAtWork:
    """A round under way, over a line or by file."""

    ledger: Ledger
    identity: Identity
    release: str = ""
    pace: Pace = field(default_factory=Pace)
    step: Step = lambda *_: None
    requests: int = 0
    collected: int = 0
    feed: int = 0
    healed: int = 0
    parked: int = 0
    pause: int = 0
    unequal: tuple[TableDifference, ...] | None = None
    county: tuple[HeadMark, ...] | None = None
    tails: dict[str, list[Batch]] = field(default_factory=dict)
    certificates: list[DeskCertificate] = field(default_factory=list)
    unlisted: dict[str, list[Batch]] = field(default_factory=dict)


def next_request(this: RoundAtWork) -> RoundRequest:
    """What is to be said next: all heads, and what the county lacks as far as is known."""
    ledger, state = this.ledger, sync_state(this.ledger)
    waiting, oldest = backlog(ledger)
    batches: tuple[Batch, ...] = ()
    if waiting or this.county is not None:
        measure = {"most_bytes": this.pace.most_bytes, "most_entries": this.pace.most_entries}
        batches = next_batches(ledger, state.county_id, signing_key(ledger), this.county or (), **measure)
    return RoundRequest(
        county_id=state.county_id,
        release=this.release,
        schema=VERSION,
        epoch=state.epoch,
        clock=told_milliseconds(ledger.clock.now()),
        feed=state.feed,
        heads=_told_heads(this),
        batches=batches,
        compare=not batches,
        waiting=waiting,
        oldest=oldest or 0,
        unequal=unequal_tables(ledger),
    )


def unequal_tables(ledger: Ledger) -> tuple[UnequalTable, ...]:
    """The tables in which this ledger and the county differed when they were last compared, as the county is told."""
    return tuple(_unequal(each) for each in last_unequal(ledger)[:MOST_UNEQUAL])


def _unequal(each: TableDifference) -> UnequalTable:
    here, there = (figures.total.to_bytes(BYTES, "big") for figures in (each.ours, each.theirs))
    return UnequalTable(each.entity, each.ours.rows, here, each.theirs.rows, there)


def _told_heads(this: RoundAtWork) -> tuple[HeadMark, ...]:
    """All heads; of a forked chain, of which our own head says nothing to the county, its ladder."""
    whole = (mark for mark in heads(this.ledger) if mark.replica not in this.tails)
    return (*whole, *tail_marks(this))


def tail_marks(this: RoundAtWork) -> tuple[HeadMark, ...]:
    """How far the chains have come of which our own head says nothing to the county."""
    ends = [found[-1] for _, found in sorted(this.unlisted.items())]
    held = [HeadMark(batch.replica, batch.last, batch.hash) for batch in ends]
    return (*held, *(mark for replica in sorted(this.tails) for mark in _reached(this, replica)))


def _reached(this: RoundAtWork, replica: str) -> tuple[HeadMark, ...]:
    """Up to where the tail of a forked chain has come; before any of it came, where both sides may agree."""
    tail = this.tails[replica]
    if tail:
        return (HeadMark(replica, tail[-1].last, tail[-1].hash),)
    held = next((mark.seq for mark in this.county or () if mark.replica == replica), 0)
    return ladder(this.ledger, replica, held)


def told_milliseconds(moment: datetime) -> int:
    """A moment as the county is told it, who knows of none before 1970."""
    return max(0, milliseconds(moment))
