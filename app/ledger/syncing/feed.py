"""What the county gives this station beside the journals: lists, number blocks, reference data, the index, notices."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass

from app.credential.packages import read_head
from app.credential.trust import ListNotNewer
from app.errors import Refusal
from app.ledger.county_enrolment import PackageForAnotherPc, take_block
from app.ledger.county_packages import read_reference
from app.ledger.county_reference import keep_places, keep_rules
from app.ledger.station_identity import known_identity
from app.ledger.syncing.county_desks import read_desk
from app.ledger.syncing.county_notice import NOTICE, keep_notice
from app.ledger.syncing.elsewhere import ELSEWHERE, INDEX, keep_known
from app.ledger.syncing.state import keep_item, note_feed, sync_state
from app.ledger.trust_lists import ForeignRoot, take_lists
from app.models.exchange import ExchangeOdd
from app.models.ledger import Clerk, Ledger

ASIDE = "aside"
COUNTY = Clerk("", "county", "administrator")
"""In whose name stands what the county handed down: it comes whoever is at the keyboard."""


@dataclass(frozen=True)
class FeedFact:
    """An item of the feed: its number, what it is, and its bytes."""

    number: int
    kind: str
    data: bytes


@dataclass(frozen=True)
class FeedTaken:
    """How many items came that were new, and how many of them were kept aside because nothing could be made of them."""

    items: int = 0
    aside: int = 0


def take_feed(ledger: Ledger, items: Iterable[FeedFact]) -> FeedTaken:
    """Take these items in, in the order of their numbers; those taken before change nothing.

    One that cannot be used (an unknown kind, a wrong signature) is kept aside and stands in nobody's way.
    """
    offered = tuple(items)
    if not offered:
        return FeedTaken()
    reached = sync_state(ledger).feed
    fresh = sorted((each for each in offered if each.number > reached), key=lambda each: each.number)
    aside = 0
    for each in fresh:
        is_used = _is_used(ledger, each)
        with ledger.taking() as connection:
            if not is_used:
                keep_item(connection, ASIDE, f"{each.number:012d} {each.kind}"[:64], each.data)
                aside += 1
            note_feed(connection, each.number)
    return FeedTaken(len(fresh), aside)


def _is_used(ledger: Ledger, item: FeedFact) -> bool:
    take = _KINDS.get(item.kind)
    if take is None:
        return False
    try:
        take(ledger, item)
    except (Refusal, ExchangeOdd):
        return False
    return True


def _take_list(ledger: Ledger, item: FeedFact) -> None:
    with suppress(ListNotNewer):
        take_lists(ledger, item.data, by=COUNTY)


def _take_block(ledger: Ledger, item: FeedFact) -> None:
    # The feed is the station's: the block of the other PC passes here too.
    with suppress(PackageForAnotherPc):
        take_block(ledger, item.data, COUNTY)


def _take_reference(ledger: Ledger, item: FeedFact) -> None:
    """The county's places and rules, signed by its root or by a desk key that the root certified."""
    state, root = sync_state(ledger), known_identity(ledger).root
    desks = [read_desk(data, root) for data in state.desk_keys]
    signers = {desk.key_id: desk.public for desk in desks if desk.county_id == state.county_id}
    public = signers.get(read_head(item.data).key_id, root)
    places, rules = read_reference(item.data, public)
    if not state.county_id:
        raise ForeignRoot
    with ledger.change("place.reference", by=COUNTY) as change:
        keep_places(change, places, state.county_id)
        keep_rules(change, rules, state.county_id)


def _take_known(ledger: Ledger, item: FeedFact) -> None:
    keep_known(ledger, item.kind, item.data)


def _take_notice(ledger: Ledger, item: FeedFact) -> None:
    with ledger.taking() as connection:
        keep_notice(connection, item.data)


_KINDS: Mapping[str, Callable[[Ledger, FeedFact], None]] = {
    "key_list": _take_list,
    "revocations": _take_list,
    "block": _take_block,
    "reference": _take_reference,
    INDEX: _take_known,
    ELSEWHERE: _take_known,
    NOTICE: _take_notice,
}
