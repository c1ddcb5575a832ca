"""A ledger and its county that tell a chain differently: the common part and the county's stay, ours goes on anew."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from app.clock import milliseconds
from app.ledger.syncing.arrivals import Arrivals
from app.ledger.syncing.county_notice import forget_notices
from app.ledger.syncing.entries import append_entries, rows_told, settle, wipe
from app.ledger.syncing.marks import (
    EPOCH,
    RowKey,
    delivered,
    forget_deliveries,
    forget_tail,
    hash_at,
    keep_receipt,
    present_epoch,
    raw_rows,
)
from app.ledger.syncing.proving import Checks, Forked, GapInChain, Proven, prove
from app.ledger.syncing.state import note_feed
from app.models.exchange import Batch, Entry, HeadMark
from app.models.fold import effective
from app.models.guard import Mode
from app.models.journal import Head, head_of, link
from app.models.ledger import Ledger, Standing
from app.models.local import set_local_value
from app.models.opening import begin_chain, take_on

_TAIL = (
    "select replica, seq, entry_id, change_id, hlc, actor, entity, row_id, op, schema, salt, body, seal, prev, hash"
    " from journal where replica = ? and seq > ? order by seq"
)


@dataclass(frozen=True)
class Healed:
    """What a healing did: where the chains part, what came from the county, what of ours goes on under which name.

    `replica` is empty where nothing had to be mended.
    """

    replica: str = ""
    kept: int = 0
    taken: int = 0
    moved: int = 0


def common_ground(ledger: Ledger, replica: str) -> HeadMark:
    """The last entry of a chain up to which the county has told that it holds the same; seq 0 if none."""
    with ledger.reading() as session:
        connection = session.connection()
        seq = delivered(connection, replica)
        return HeadMark(replica, seq, hash_at(connection, replica, seq) or Head(replica).hash)


def parted(ledger: Ledger, county_heads: Iterable[HeadMark]) -> set[str]:
    """The chains of which this ledger holds another entry where the county's ends."""
    with ledger.reading() as session:
        here = [(mark, hash_at(session.connection(), mark.replica, mark.seq)) for mark in county_heads]
    return {mark.replica for mark, known in here if known is not None and known != mark.hash}


def ladder(ledger: Ledger, replica: str, top: int) -> tuple[HeadMark, ...]:
    """Marks of a forked chain, not above `top` (the county's head): close ones first, down to the common ground.

    The county goes on from the highest that lies on its own chain.
    """
    ground = common_ground(ledger, replica)
    with ledger.reading() as session:
        connection = session.connection()
        at = [min(top, head_of(connection, replica).seq)]
        while at[-1] > ground.seq:
            at.append(max(ground.seq, at[-1] - 2 ** (len(at) - 1)))
        found = [(seq, hash_at(connection, replica, seq)) for seq in at if seq > ground.seq]
    return (*(HeadMark(replica, seq, known) for seq, known in found if known is not None), ground)


def heal(ledger: Ledger, replica: str, county_head: HeadMark, tail: Sequence[Batch], check: Checks) -> Healed:
    """Mend a fork, or an old copy: all or nothing, and nothing that was entered here is lost.

    `tail` are the county's batches of this chain from the common part on. What only this ledger holds is appended again
    under a new replica, with its entry ids and clock readings. If the chain is the one that grows here, the new one
    grows from now on: number blocks of the former are never used again. Raises BatchUnproven, GapInChain, Forked.
    """
    proven = prove(tail, check)
    with ledger.taking(Mode.HEALING) as connection:
        if _is_sound(connection, ledger, county_head):
            return Healed()
        shared = _shared(connection, replica, proven)
        ours = [Entry(*row) for row in raw_rows(connection, _TAIL, replica, shared)]
        _refuse_short(ours, proven, shared)
        forget_tail(connection, replica, shared)
        theirs = [entry for each in proven for entry in each.entries if entry.seq > shared]
        append_entries(connection, theirs)
        stale = _keep_receipts(connection, proven)
        head = _appended_again(connection, ledger, Head(replica, shared, _hash(connection, replica, shared)), ours)
        standing = ledger.standing
        if replica == standing.replica:
            standing = Standing(head.replica, take_on(connection, head))
        rows = rows_told(ours) | rows_told(theirs) | stale
        applied = settle(connection, Arrivals(), rows)
        ledger.hlc.last = max([ledger.hlc.last, *(_counts(each) for each in proven)])
    if standing is not ledger.standing:
        ledger.standing = standing
        ledger.note_head(head)
    wipe(ledger, applied)
    return Healed(head.replica, shared, len(theirs), len(ours))


def renew_epoch(ledger: Ledger, epoch: str, county_heads: Iterable[HeadMark]) -> int:
    """The county was restored, or founded anew: only what its heads bear out counts as delivered from now on.

    Answers how many batches, one's own and siblings', are to be offered again with their receipts.
    """
    with ledger.taking() as connection:
        if present_epoch(connection) == epoch:
            return 0
        set_local_value(connection, EPOCH, epoch)
        note_feed(connection, 0)
        forget_notices(connection)
        return forget_deliveries(connection, epoch, {mark.replica: mark for mark in county_heads})


def _is_sound(connection: Connection, ledger: Ledger, county_head: HeadMark) -> bool:
    """Whether the county's chain is the beginning of ours; our own chain must not be shorter than the county's."""
    found = hash_at(connection, county_head.replica, county_head.seq)
    if found is None and county_head.replica != ledger.standing.replica:
        return False
    return found == county_head.hash


def _shared(connection: Connection, replica: str, proven: Sequence[Proven]) -> int:
    """How far the county's chain and ours are the same."""
    if not proven:
        raise GapInChain(first=0, held=0)
    first = proven[0].batch
    if hash_at(connection, replica, first.first - 1) != first.prev:
        raise GapInChain(first=first.first, held=delivered(connection, replica))
    shared = reached = first.first - 1
    prev = first.prev
    for each in proven:
        if each.batch.replica != replica or each.batch.first != reached + 1 or each.batch.prev != prev:
            raise GapInChain(first=each.batch.first, held=reached)
        for entry in each.entries:
            if shared == entry.seq - 1 and hash_at(connection, replica, entry.seq) == entry.hash:
                shared = entry.seq
        reached, prev = each.batch.last, each.batch.hash
    return shared


def _refuse_short(ours: Sequence[Entry], proven: Sequence[Proven], shared: int) -> None:
    """Where the county's tail ends before the chains part, nobody knows yet which of ours it holds."""
    if ours and proven[-1].batch.last <= shared:
        raise GapInChain(first=shared + 1, held=proven[-1].batch.last)
    if ours and ours[0].op == "G":
        raise Forked(seq=ours[0].seq)


def _keep_receipts(connection: Connection, proven: Iterable[Proven]) -> set[RowKey]:
    stale: set[RowKey] = set()
    for each in proven:
        stale |= keep_receipt(connection, each.frame, each.receipt, each.batch.receipt)
    return stale


def _counts(proven: Proven) -> int:
    """When the last entry of a batch counts as written."""
    return effective(proven.entries[-1].hlc, proven.receipt.received_at)


def _hash(connection: Connection, replica: str, seq: int) -> bytes:
    return hash_at(connection, replica, seq) or Head(replica).hash


def _appended_again(connection: Connection, ledger: Ledger, parting: Head, ours: Sequence[Entry]) -> Head:
    """A new chain that begins where the chains part, with our entries as they were: ids, readings, salts, bodies."""
    # No chain's clock goes back: the genesis is as old as what follows it.
    reading = ours[0].hlc if ours else ledger.hlc.tick(milliseconds(ledger.clock.now()))
    head = begin_chain(connection, ledger, "fork", parting, reading)
    again = []
    for entry in ours:
        told: Any = (head.replica, head.seq + 1, *entry.header[2:])
        chained = link(head.hash, told, entry.seal)
        again.append(entry._replace(replica=head.replica, seq=head.seq + 1, prev=head.hash, hash=chained))
        head = Head(head.replica, head.seq + 1, chained)
    append_entries(connection, again)
    return head_of(connection, head.replica)
