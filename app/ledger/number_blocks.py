"""Number blocks as they come from the county, and how much of them this PC has left."""

from dataclasses import dataclass

from sqlalchemy import select

from app.errors import Refusal
from app.i18n import mark
from app.ledger.certificate_numbering import BlockStanding, NumberSource, block_standings
from app.ledger.county_packages import Grant, SerialRange
from app.models.certificate_numbers import DEFAULT_PATTERN
from app.models.certificates import NumberBlock
from app.models.change import Change
from app.models.findings import Finding
from app.models.ledger import Ledger


class BlockOverlaps(Refusal):
    """A block with serials that another block of this station holds already."""

    code = "block_overlaps"
    message = mark("The numbers {first} to {last} overlap a block that this station was granted before.")
    remedy = mark("Do not issue certificates from it. Tell the county: its register may be an older copy.")


@dataclass(frozen=True)
class BlockState:
    """What this PC can still number: its own blocks, oldest first, and the warning once a fifth or less is left."""

    blocks: tuple[BlockStanding, ...]
    left: int
    size: int
    warning: Finding | None

    @property
    def next_serial(self) -> int | None:
        """The serial of the next certificate; None if no number is left."""
        return next((block.next_serial for block in self.blocks if block.left), None)

    @property
    def is_low(self) -> bool:
        """Whether it is time to ask the county for more."""
        return self.warning is not None


def blocks_left(ledger: Ledger) -> BlockState:
    """How many numbers this PC has left, in which blocks."""
    replica = ledger.standing.replica
    with ledger.reading() as session:
        own = tuple(block for block in block_standings(session, replica) if block.is_own)
        warning = NumberSource(session, replica, DEFAULT_PATTERN).warning()
    left = sum(block.left for block in own)
    return BlockState(own, left, sum(block.size for block in own if block.left), warning)


def last_serial(change: Change, station_code: str) -> int:
    """The highest serial that any block of this station holds here; 0 if there is none."""
    return max((block.last_serial for block in _blocks_of(change, station_code)), default=0)


def holds_block(change: Change, grant: Grant) -> bool:
    """Whether this very block is in the ledger already."""
    granted = (grant.replica, grant.block.first, grant.block.last)
    blocks = _blocks_of(change, grant.station.code)
    return granted in {(block.replica, block.first_serial, block.last_serial) for block in blocks}


def keep_block(change: Change, grant: Grant) -> SerialRange:
    """Take a block in. Raises BlockOverlaps."""
    block, code = grant.block, grant.station.code
    for held in _blocks_of(change, code):
        if held.first_serial <= block.last and block.first <= held.last_serial:
            raise BlockOverlaps(first=block.first, last=block.last)
    serials = {"first_serial": block.first, "last_serial": block.last, "granted_on": block.granted_on}
    change.add(NumberBlock(replica=grant.replica, county6=code[:6], station3=code[6:], **serials))
    return block


def _blocks_of(change: Change, station_code: str) -> list[NumberBlock]:
    own = (NumberBlock.county6 == station_code[:6], NumberBlock.station3 == station_code[6:])
    return list(change.rows(select(NumberBlock).where(*own)))
