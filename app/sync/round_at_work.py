"""A round under way, and what it says next: all heads, and whatever the county lacks as far as is known."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from app.clock import milliseconds
from app.credential.desk_certificate import DeskCertificate, KnownDesks
from app.credential.keys import Signer
from app.ledger.station_identity import Identity, identity_in
from app.ledger.station_key import key_of
from app.ledger.syncing.county_desks import desks_of
from app.ledger.syncing.digest import TableDifference
from app.ledger.syncing.entries import next_batches
from app.ledger.syncing.footing import Footing, footing_of, read_footing
from app.ledger.syncing.healing import ladder
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
    """A round under way, over a line or by file; `footing` is how the ledger stood when it was last looked at.

    `held` are batches that came and are not taken in yet, by replica.
    """

    ledger: Ledger
    identity: Identity
    desks: KnownDesks
    footing: Footing
    release: str = ""
    pace: Pace = field(default_factory=Pace)
    step: Step = lambda *_: None
    requests: int = 0
    collected: int = 0
    feed: int = 0
    healed: int = 0
    parked: int = 0
    pause: int = 0
    clock_offset_ms: int | None = None
    unequal: tuple[TableDifference, ...] | None = None
    county: tuple[HeadMark, ...] | None = None
    tails: dict[str, list[Batch]] = field(default_factory=dict)
    certificates: list[DeskCertificate] = field(default_factory=list)
    held: dict[str, list[Batch]] = field(default_factory=dict)
    held_since: float = 0.0

    @cached_property
    def key(self) -> Signer:
        """What this PC signs with. Raises StationKeyMissing, StationKeyDamaged."""
        return key_of(self.ledger, self.identity)

    def look_again(self) -> None:
        """Read anew how the ledger stands."""
        self.footing = read_footing(self.ledger)


def begin_round(ledger: Ledger, release: str) -> RoundAtWork:
    """A round of this station. Raises NotEnrolled."""
    with ledger.reading() as session:
        identity, footing = identity_in(session), footing_of(session.connection())
        desks = desks_of(session, identity.root, footing.state.desk_keys)
    return RoundAtWork(ledger, identity, desks, footing, release)


def next_request(this: RoundAtWork) -> RoundRequest:
    """What is to be said next: all heads, and what the county lacks as far as is known."""
    batches = _next_batches(this)
    if batches:
        # What was written while they were cut may be in them: no head is told that is behind its batch.
        this.look_again()
    footing, state = this.footing, this.footing.state
    return RoundRequest(
        county_id=state.county_id,
        release=this.release,
        schema=VERSION,
        epoch=state.epoch,
        clock=told_milliseconds(this.ledger.clock.now()),
        feed=state.feed,
        heads=_told_heads(this),
        batches=batches,
        compare=True,
        waiting=footing.waiting,
        oldest=footing.oldest or 0,
        unequal=unequal_tables(footing),
    )


def _next_batches(this: RoundAtWork) -> tuple[Batch, ...]:
    if not this.footing.waiting and this.county is None:
        return ()
    measure = {"most_bytes": this.pace.most_bytes, "most_entries": this.pace.most_entries}
    return next_batches(this.ledger, this.footing.state.county_id, this.key, this.county or (), **measure)


def unequal_tables(footing: Footing) -> tuple[UnequalTable, ...]:
    """The tables in which this ledger and the county differed when they were last compared, as the county is told."""
    return tuple(_unequal(each) for each in footing.unequal[:MOST_UNEQUAL])


def _unequal(each: TableDifference) -> UnequalTable:
    here, there = (figures.total.to_bytes(BYTES, "big") for figures in (each.ours, each.theirs))
    return UnequalTable(each.entity, each.ours.rows, here, each.theirs.rows, there)


def _told_heads(this: RoundAtWork) -> tuple[HeadMark, ...]:
    """All heads; of a forked chain, of which our own head says nothing to the county, its ladder."""
    whole = (mark for mark in this.footing.heads if mark.replica not in this.tails)
    return (*whole, *tail_marks(this))


def tail_marks(this: RoundAtWork) -> tuple[HeadMark, ...]:
    """How far the chains have come of which our own head says nothing to the county."""
    ends = [found[-1] for _, found in sorted(this.held.items())]
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
