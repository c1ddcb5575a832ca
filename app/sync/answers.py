"""What the county answered, taken in: receipts, feed, batches, figures; and what is to be mended between both."""

from collections.abc import Sequence

from app.credential.desk_certificate import read_desk_certificate
from app.errors import Refusal
from app.i18n import mark
from app.ledger.syncing.digest import compare, note_unequal
from app.ledger.syncing.entries import take_batches
from app.ledger.syncing.feed import FeedFact, take_feed
from app.ledger.syncing.healing import heal, parted, renew_epoch
from app.ledger.syncing.proving import Checks, Forked
from app.ledger.syncing.receipts import take_receipts
from app.ledger.syncing.state import RoundNote, SyncState, note_round, sync_state
from app.ledger.trust_lists import keys_ever_listed, trust_lists
from app.models.digest import TableDigest
from app.models.exchange import Batch, Receipt, read_receipt
from app.sync.protocol import RoundAnswer, RoundRequest, TableFigures
from app.sync.round_at_work import RoundAtWork, told_milliseconds

_HEALING = frozenset({"fork", "gap"})


class BatchRefused(Refusal):
    """The county does not take what this PC sends, for a reason that no further try will mend."""

    code = "batch_refused"
    message = mark("The county refused entries of this PC ({why}).")
    remedy = mark("All is kept here. Tell the county; it has noted the refusal too.")


def take_answer(this: RoundAtWork, answer: RoundAnswer, request: RoundRequest | None = None) -> bool:
    """Take in an answer; whether there is more to do. Without its request (a file) nothing is said of the clock."""
    ledger, state = this.ledger, sync_state(this.ledger)
    _note(this, answer, request, state)
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
        _compare(this, answer.digest)
    refused = _refused(answer)
    sent = request is not None and bool(request.batches)
    return bool(is_restored or refused or brought or sent or answer.more or answer.feed_more or answer.feed)


def _compare(this: RoundAtWork, figures: dict[str, TableFigures]) -> None:
    theirs = {name: TableDigest(each.rows, int.from_bytes(each.total, "big")) for name, each in figures.items()}
    this.unequal = compare(this.ledger, theirs)
    note_unequal(this.ledger, this.unequal)


def _note(this: RoundAtWork, answer: RoundAnswer, request: RoundRequest | None, held: SyncState) -> None:
    """Clock, epoch and desk key, as this answer tells them."""
    now = told_milliseconds(this.ledger.clock.now())
    offset = answer.clock - (request.clock + now) // 2 if request else None
    certificate = read_desk_certificate(answer.desk_key, this.identity.root)
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
