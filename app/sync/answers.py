"""What the county answered, taken in: receipts, feed, batches, figures; and what is to be mended between both."""

from time import monotonic

from app.credential.key_list import KeyEntry, KeyList
from app.errors import Refusal
from app.i18n import mark
from app.ledger.syncing.carried_lists import keys_carried
from app.ledger.syncing.county_desks import read_desk
from app.ledger.syncing.digest import compare, note_unequal
from app.ledger.syncing.entries import take_batches
from app.ledger.syncing.feed import FeedFact, take_feed
from app.ledger.syncing.healing import heal, parted, renew_epoch
from app.ledger.syncing.proving import BatchUnproven, Checks, Forked
from app.ledger.syncing.receipts import take_receipts
from app.ledger.syncing.state import RoundNote, SyncState, note_round
from app.ledger.trust_lists import keys_ever_listed, trust_lists
from app.models.digest import TableDigest
from app.models.exchange import Receipt, read_receipt
from app.sync.protocol import RoundAnswer, RoundRequest, TableFigures
from app.sync.round_at_work import RoundAtWork, told_milliseconds

ENOUGH = 20_000
"""So many entries are taken in at once: in one transaction they cost a third less than answer by answer."""
LONGEST = 10.0
"""No batch is held longer (seconds) while more come: what is held is asked for again if the PC is switched off."""
_HEALING = frozenset({"fork", "gap"})


class BatchRefused(Refusal):
    """The county does not take what this PC sends, for a reason that no further try will mend."""

    code = "batch_refused"
    message = mark("The county refused entries of this PC ({why}).")
    remedy = mark("All is kept here. Tell the county; it has noted the refusal too.")


def take_answer(this: RoundAtWork, answer: RoundAnswer, request: RoundRequest | None = None) -> bool:
    """Take in an answer, and look at the ledger again; whether there is more to do.

    Without its request (a file) nothing is said of the clock.
    """
    goes_on = _taken(this, answer, request)
    unequal = None if answer.digest is None else compare(this.ledger, _read(answer.digest))
    told = this.footing.unequal
    this.look_again()
    # What was written here since the question is not in the county's figures: they are asked for again.
    if unequal is not None and set(this.footing.heads) == set(answer.heads):
        this.unequal = unequal
        if unequal != told:
            note_unequal(this.ledger, unequal)
            this.look_again()
    return goes_on


def _taken(this: RoundAtWork, answer: RoundAnswer, request: RoundRequest | None) -> bool:
    ledger, state = this.ledger, this.footing.state
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
        if replica not in this.tails:
            this.tails[replica] = this.held.pop(replica, [])
    this.parked, this.pause, this.county = answer.parked, answer.pause, answer.heads
    brought = _collected(this, answer)
    refused = _refused(answer)
    # Figures come once both sides hold the same journals: then nothing is left to be sent.
    sent = request is not None and bool(request.batches) and answer.digest is None
    return bool(is_restored or refused or brought or sent or answer.more or answer.feed_more or answer.feed)


def _read(figures: dict[str, TableFigures]) -> dict[str, TableDigest]:
    return {name: TableDigest(each.rows, int.from_bytes(each.total, "big")) for name, each in figures.items()}


def _note(this: RoundAtWork, answer: RoundAnswer, request: RoundRequest | None, held: SyncState) -> None:
    """Epoch and desk key, as this answer tells them; the clock is noted when the round ends."""
    if request:
        now = told_milliseconds(this.ledger.clock.now())
        this.clock_offset_ms = answer.clock - (request.clock + now) // 2
    certificate = read_desk(answer.desk_key, this.identity.root)
    this.certificates = [read_desk(data, this.identity.root) for data in held.desk_keys]
    fresh = [] if answer.desk_key in held.desk_keys else [(certificate.key_id.hex(), answer.desk_key)]
    this.certificates += [certificate] if fresh else []
    if fresh or not held.epoch:
        note_round(this.ledger, RoundNote(epoch=held.epoch or answer.epoch), fresh)


def _receipt(this: RoundAtWork, data: bytes) -> Receipt:
    return read_receipt(data, lambda claim, mark_: any(each.holds(claim, mark_) for each in this.certificates))


def _checks(this: RoundAtWork) -> Checks:
    trust, station = trust_lists(this.ledger), this.identity.station_code
    known = {each.key_id: each.public for each in _of_station(trust.key_list, station)}
    came = [batch for found in (*this.held.values(), *this.tails.values()) for batch in found]

    def public(key_id: bytes) -> bytes | None:
        if key_id not in known:
            former = (*keys_carried(came, this.identity.root), *keys_ever_listed(this.ledger).values())
            known.update({each.key_id: each.public for each in former if each.station == station})
        return known.get(key_id)

    return Checks(public, lambda data: _receipt(this, data))


def _of_station(listed: KeyList | None, station: str) -> list[KeyEntry]:
    return [each for each in (listed.entries if listed else ()) if each.station == station]


def _parted(this: RoundAtWork, answer: RoundAnswer, request: RoundRequest | None) -> set[str]:
    """The chains that the county tells otherwise: it says so, its head is not ours, or it starts before ours."""
    said = {each.replica for each in answer.refused if each.code == "fork"}
    told = {mark.replica: mark.seq for mark in request.heads} if request else {}
    again = {batch.replica for batch in answer.batches if batch.last <= told.get(batch.replica, 0)}
    # Where both sides end in the same entry there is nothing to look up.
    strange = set(answer.heads) - set(this.footing.heads)
    return said | again | (parted(this.ledger, strange) if strange else set())


def _collected(this: RoundAtWork, answer: RoundAnswer) -> bool:
    """Take in the batches that came, or hold them for more; those of a forked chain until it can be healed."""
    if not this.held:
        this.held_since = monotonic()
    for batch in answer.batches:
        (this.tails if batch.replica in this.tails else this.held).setdefault(batch.replica, []).append(batch)
    for replica in {batch.replica for batch in answer.batches} & this.tails.keys():
        _heal(this, replica, _checks(this))
    if not (answer.more and _may_wait(this)):
        take_held(this)
    return bool(answer.batches)


def _may_wait(this: RoundAtWork) -> bool:
    """Whether more may come before what is held is taken in."""
    held = sum(batch.last - batch.first + 1 for found in this.held.values() for batch in found)
    return held < ENOUGH and monotonic() - this.held_since < LONGEST


def take_held(this: RoundAtWork) -> None:
    """Take in what is held, but batches whose key no list names yet."""
    for _ in range(2):
        # Once more: the list that names a key may have come with another chain.
        for replica in tuple(this.held):
            _take(this, replica, _checks(this))


def _take(this: RoundAtWork, replica: str, check: Checks) -> None:
    found = this.held.pop(replica)
    if any(check.batch_key(batch.key_id) is None for batch in found):
        this.held[replica] = found
        return
    try:
        this.collected += take_batches(this.ledger, found, check).entries
    except Forked:
        this.tails[replica] = found
        _heal(this, replica, check)
    except BatchUnproven:
        # What came before the damaged one is sound, and is kept.
        for batch in found:
            this.collected += take_batches(this.ledger, [batch], check).entries
        raise


def _heal(this: RoundAtWork, replica: str, check: Checks) -> None:
    head = next(each for each in this.county or () if each.replica == replica)
    if this.tails[replica][-1].last >= head.seq:
        this.healed += heal(this.ledger, replica, head, this.tails.pop(replica), check).replica != ""


def _refused(answer: RoundAnswer) -> bool:
    """Whether something was refused that the next request mends. Raises BatchRefused for the rest."""
    for each in answer.refused:
        if each.code not in _HEALING:
            raise BatchRefused(why=each.code)
    return bool(answer.refused)
