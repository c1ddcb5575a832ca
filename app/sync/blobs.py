"""Photos and scans, behind the entries of a round (PROTOCOL.md, section 10): what each side lacks, one by one."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from app.ledger.syncing.pictures import (
    PictureDamaged,
    is_carried,
    keep_picture,
    lacked,
    note_carried,
    note_delivered,
    offered,
    picture,
)
from app.models.exchange import ExchangeOdd, packed, unpacked
from app.models.ledger import Ledger
from app.sync import line
from app.sync.county_client import CountyClient
from app.sync.protocol import BLOB_LIMIT, BLOBS_PATH

HAVE_PATH = f"{BLOBS_PATH}/have"
MOST_NAMES = 500
"""So many pictures are asked for at once, of each kind."""
_HEX = frozenset("0123456789abcdef")


@dataclass(frozen=True)
class Inventory:
    """What a PC asks: which of those that it `offered` the county lacks, and which of those `wanted` it holds.

    The answer has the same form.
    """

    offered: tuple[str, ...] = ()
    wanted: tuple[str, ...] = ()


@dataclass(frozen=True)
class Carried:
    """How many pictures went to the county, and how many came."""

    sent: int = 0
    fetched: int = 0


def pack_inventory(inventory: Inventory) -> bytes:
    """An inventory as it travels."""
    return packed({"offered": list(inventory.offered), "wanted": list(inventory.wanted)})


def unpack_inventory(data: bytes) -> Inventory:
    """An inventory as it came. Raises ExchangeOdd."""
    row = unpacked(data)
    if not isinstance(row, dict):
        raise ExchangeOdd("unreadable", "inventory")
    return Inventory(_names(row.get("offered", [])), _names(row.get("wanted", [])))


def is_name(text: Any) -> bool:
    """Whether this is a SHA-256 in hexadecimal."""
    return isinstance(text, str) and len(text) == 64 and set(text) <= _HEX


def carry_pictures(ledger: Ledger, county: CountyClient, go_on: Callable[[], None] = lambda: None) -> Carried:
    """Send what the county lacks and fetch what is lacking here; asks nothing where nothing is open.

    What was carried before a trouble stays. `go_on` is called between two pictures and may raise. Raises LineTrouble.
    """
    if is_carried(ledger):
        return Carried()
    sent = fetched = 0
    for question in _questions(offered(ledger), lacked(ledger)):
        found = _asked(county, question)
        note_delivered(ledger, [name for name in question.offered if name not in found.offered])
        for name in found.offered:
            go_on()
            sent += _sent(ledger, county, name)
        for name in found.wanted:
            go_on()
            fetched += _fetched(ledger, county, name)
    note_carried(ledger)
    return Carried(sent, fetched)


def _questions(here: Sequence[str], lacking: Sequence[str]) -> Iterator[Inventory]:
    for at in range(0, max(len(here), len(lacking)), MOST_NAMES):
        yield Inventory(tuple(here[at : at + MOST_NAMES]), tuple(lacking[at : at + MOST_NAMES]))


def _asked(county: CountyClient, question: Inventory) -> Inventory:
    answer = county.post(HAVE_PATH, pack_inventory(question))
    try:
        found = unpack_inventory(answer.body)
    except ExchangeOdd as error:
        raise line.NotTheCounty(host=county.address.host) from error
    offered_, wanted = set(question.offered), set(question.wanted)
    return Inventory(
        tuple(name for name in found.offered if name in offered_),
        tuple(name for name in found.wanted if name in wanted),
    )


def _sent(ledger: Ledger, county: CountyClient, name: str) -> int:
    """1 if the county keeps it now; what is too heavy or not wanted stays for another round."""
    data = picture(ledger, name)
    if data is None or len(data) > BLOB_LIMIT:
        return 0
    if county.call("PUT", f"{BLOBS_PATH}/{name}", data).status != 200:
        return 0
    note_delivered(ledger, [name])
    return 1


def _fetched(ledger: Ledger, county: CountyClient, name: str) -> int:
    answer = county.call("GET", f"{BLOBS_PATH}/{name}", b"", BLOB_LIMIT)
    if answer.status != 200:
        return 0
    try:
        keep_picture(ledger, name, answer.body)
    except PictureDamaged as error:
        raise line.CutOff from error
    return 1


def _names(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or len(value) > MOST_NAMES or not all(is_name(each) for each in value):
        raise ExchangeOdd("unreadable", "names")
    return tuple(value)
