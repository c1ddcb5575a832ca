"""A round with the county: deliver what waits, collect what is there, compare; until neither side has anything left."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from app.credential.desk_certificate import DeskCertificate, read_desk_certificate
from app.errors import Refusal
from app.i18n import mark
from app.ledger.station_identity import Identity, known_identity
from app.ledger.station_key import signing_key
from app.ledger.syncing.digest import TableDifference, compare
from app.ledger.syncing.entries import heads, next_batches, take_batches
from app.ledger.syncing.feed import FeedFact, take_feed
from app.ledger.syncing.healing import heal, ladder, parted, renew_epoch
from app.ledger.syncing.proving import BatchUnproven, Checks, Forked
from app.ledger.syncing.receipts import backlog, take_receipts
from app.ledger.syncing.state import RoundNote, note_round, sync_state
from app.ledger.trust_lists import keys_ever_listed, trust_lists
from app.models.digest import TableDigest
from app.models.exchange import Batch, HeadMark, Receipt, read_receipt
from app.models.ledger import Ledger
from app.models.schema import VERSION
from app.sync.line import Line, LineTrouble, TooMuchAtOnce
from app.sync.pace import Pace
from app.sync.protocol import RoundAnswer, RoundRequest

Step = Callable[[int, int], None]
"""Told how many entries are delivered, and how many there were to deliver; may raise to stop the round."""
_MOST_REQUESTS = 100_000
_HEALING = frozenset({"fork", "gap"})


class BatchRefused(Refusal):
    """The county does not take what this PC sends, for a reason that no further try will mend."""

    code = "batch_refused"
    message = mark("The county refused entries of this PC ({why}).")
    remedy = mark("All is kept here. Tell the county; it has noted the refusal too.")


class NoProgress(Refusal):
    """Both sides go on asking for the same thing."""

    code = "no_progress"
    message = mark("The county and this PC could not agree on what is missing.")
    remedy = mark("Nothing is lost. Report once more; if it happens again, tell the county.")


@dataclass(frozen=True)
class RoundReport:
    """What a round brought; `unequal` is None if the tables were not compared."""

    requests: int = 0
    delivered: int = 0
    collected: int = 0
    feed: int = 0
    healed: int = 0
    parked: int = 0
    waiting: int = 0
    unequal: tuple[TableDifference, ...] | None = None
    clock_offset_ms: int = 0
    pause: int = 0


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


def run_round(
    ledger: Ledger, line: Line, release: str, *, pace: Pace | None = None, step: Step = lambda *_: None
) -> RoundReport:
    """One whole round. What was receipted before a trouble stays delivered.

    Raises LineTrouble, NotEnrolled, StationKeyMissing, BatchRefused, BatchUnproven, NoProgress, and what `step` raises.
    """
    this = RoundAtWork(ledger, known_identity(ledger), release, pace or Pace(), step)
    at_first, _ = backlog(ledger)
    try:
        _until_done(this, line, at_first)
    except Refusal as trouble:
        note_round(ledger, RoundNote(trouble=trouble.code))
        raise
    note_round(ledger, RoundNote(at=ledger.clock.now(), trouble=""))
    return report_of(this, at_first)


def report_of(this: RoundAtWork, at_first: int) -> RoundReport:
    """What the round has brought; `at_first` is how many entries waited when it began."""
    waiting, _ = backlog(this.ledger)
    names = ("requests", "collected", "feed", "healed", "parked", "unequal", "pause")
    told = {name: getattr(this, name) for name in names}
    offset = sync_state(this.ledger).clock_offset_ms
    return RoundReport(**told, delivered=max(0, at_first - waiting), waiting=waiting, clock_offset_ms=offset)


def _until_done(this: RoundAtWork, line: Line, at_first: int) -> None:
    stood: tuple[object, ...] = ()
    while this.requests < _MOST_REQUESTS:
        request = next_request(this)
        answer = _asked(this, line, request)
        goes_on = take_answer(this, answer, request)
        waiting, _ = backlog(this.ledger)
        this.step(max(0, at_first - waiting), at_first)
        if not goes_on and not waiting:
            return _refuse_unlisted(this)
        stands = (waiting, this.county, heads(this.ledger), sync_state(this.ledger).feed, _tail_marks(this))
        if stands == stood:
            raise NoProgress
        stood = stands
    raise NoProgress


def _refuse_unlisted(this: RoundAtWork) -> None:
    if this.unlisted:
        raise BatchUnproven(why="signature")


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
        clock=_milliseconds(ledger.clock.now()),
        feed=state.feed,
        heads=_told_heads(this),
        batches=batches,
        compare=not batches,
        waiting=waiting,
        oldest=oldest or 0,
    )


def _asked(this: RoundAtWork, line: Line, request: RoundRequest) -> RoundAnswer:
    """The county's answer; where the line bears less at once, asked again with less."""
    this.requests += 1
    try:
        return line.ask(request)
    except TooMuchAtOnce:
        if this.pace.is_least:
            raise
        this.pace = this.pace.slower()
        return _asked(this, line, next_request(this))
    except LineTrouble:
        this.pace = this.pace.slower()
        raise


def take_answer(this: RoundAtWork, answer: RoundAnswer, request: RoundRequest | None = None) -> bool:
    """Take in an answer; whether there is more to do. Without its request (a file) nothing is said of the clock."""
    ledger, state = this.ledger, sync_state(this.ledger)
    _note(this, answer, request)
    is_restored = bool(state.epoch) and answer.epoch != state.epoch
    if is_restored:
        renew_epoch(ledger, answer.epoch, answer.heads)
    take_receipts(ledger, answer.receipts, lambda data: _receipt(this, data))
    # The lists first: a batch may be signed by a key that came with them.
    # A restored county counts its feed from further back: it is asked for again, from the start.
    items = () if is_restored else answer.feed
    this.feed += take_feed(ledger, [FeedFact(item.number, item.kind, item.data) for item in items]).items
    for replica in _parted(this, answer, request):
        this.tails.setdefault(replica, [])
    brought = _collected(this, answer)
    this.parked, this.pause, this.county = answer.parked, answer.pause, answer.heads
    if answer.digest is not None:
        theirs = {
            name: TableDigest(each.rows, int.from_bytes(each.total, "big")) for name, each in answer.digest.items()
        }
        this.unequal = compare(ledger, theirs)
    refused = _refused(answer)
    sent = request is not None and bool(request.batches)
    return bool(is_restored or refused or brought or sent or answer.more or answer.feed_more or answer.feed)


def _note(this: RoundAtWork, answer: RoundAnswer, request: RoundRequest | None) -> None:
    """Clock, epoch and desk key, as this answer tells them."""
    now = _milliseconds(this.ledger.clock.now())
    offset = answer.clock - (request.clock + now) // 2 if request else None
    certificate = read_desk_certificate(answer.desk_key, this.identity.root)
    held = sync_state(this.ledger)
    this.certificates = [read_desk_certificate(data, this.identity.root) for data in held.desk_keys]
    fresh = [] if answer.desk_key in held.desk_keys else [(certificate.key_id.hex(), answer.desk_key)]
    this.certificates += [certificate] if fresh else []
    epoch = answer.epoch if not held.epoch else None
    note_round(this.ledger, RoundNote(epoch=epoch, clock_offset_ms=offset), fresh)


def _receipt(this: RoundAtWork, data: bytes) -> Receipt:
    return read_receipt(data, lambda claim, mark_: any(each.holds(claim, mark_) for each in this.certificates))


def _checks(this: RoundAtWork) -> Checks:
    trust, station = trust_lists(this.ledger), this.identity.station_code
    entries = trust.key_list.entries if trust.key_list else ()
    known = {each.key_id: each.public for each in entries if each.station == station}

    def public(key_id: bytes) -> bytes | None:
        if key_id not in known:
            former = keys_ever_listed(this.ledger).values()
            known.update({each.key_id: each.public for each in former if each.station == station})
        return known.get(key_id)

    return Checks(public, lambda data: _receipt(this, data))


def _told_heads(this: RoundAtWork) -> tuple[HeadMark, ...]:
    """All heads; of a forked chain, of which our own head says nothing to the county, its ladder."""
    whole = (mark for mark in heads(this.ledger) if mark.replica not in this.tails)
    return (*whole, *_tail_marks(this))


def _tail_marks(this: RoundAtWork) -> tuple[HeadMark, ...]:
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


def _parted(this: RoundAtWork, answer: RoundAnswer, request: RoundRequest | None) -> set[str]:
    """The chains that the county tells otherwise: it says so, its head is not ours, or it starts before ours."""
    said = {each.replica for each in answer.refused if each.code == "fork"}
    told = {mark.replica: mark.seq for mark in request.heads} if request else {}
    again = {batch.replica for batch in answer.batches if batch.last <= told.get(batch.replica, 0)}
    return said | again | parted(this.ledger, answer.heads)


def _collected(this: RoundAtWork, answer: RoundAnswer) -> bool:
    """Take in the batches that came; those of a forked chain are gathered until it can be healed."""
    if not answer.batches and not this.unlisted:
        return False
    check = _checks(this)
    by_replica: dict[str, list[Batch]] = {}
    for batch in answer.batches:
        by_replica.setdefault(batch.replica, []).append(batch)
    for replica, batches in by_replica.items():
        if replica not in this.tails:
            _take(this, replica, batches, check)
        if replica in this.tails:
            this.tails[replica] += batches
            _heal(this, replica, answer, check)
    for replica in tuple(this.unlisted):
        _take(this, replica, (), _checks(this))
    return bool(by_replica)


def _take(this: RoundAtWork, replica: str, batches: Sequence[Batch], check: Checks) -> None:
    found = [*this.unlisted.pop(replica, ()), *batches]
    if any(check.batch_key(batch.key_id) is None for batch in found):
        # The list that names the key lies in another chain, which is still to come.
        this.unlisted[replica] = found
        return
    try:
        this.collected += take_batches(this.ledger, found, check).entries
    except Forked:
        this.tails[replica] = []


def _heal(this: RoundAtWork, replica: str, answer: RoundAnswer, check: Checks) -> None:
    held = next(each for each in answer.heads if each.replica == replica)
    if this.tails[replica][-1].last < held.seq:
        return
    this.healed += heal(this.ledger, replica, held, this.tails.pop(replica), check).replica != ""


def _refused(answer: RoundAnswer) -> bool:
    """Whether something was refused that the next request mends. Raises BatchRefused for the rest."""
    for each in answer.refused:
        if each.code not in _HEALING:
            raise BatchRefused(why=each.code)
    return bool(answer.refused)


def _milliseconds(moment: datetime) -> int:
    return max(0, int(moment.timestamp() * 1000))
