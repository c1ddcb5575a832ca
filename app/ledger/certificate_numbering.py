"""Certificate numbers: one after another from the blocks the county granted to this replica, never twice."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.errors import Refusal
from app.i18n import mark
from app.models.certificate_numbers import compose
from app.models.certificates import Certificate, NumberBlock
from app.models.findings import Finding, warn

LOW_SHARE = 5
"""A fifth of the numbers left is the moment to ask for more."""


class NoNumberBlock(Refusal):
    """The county has granted this replica no number."""

    code = "no_number_block"
    message = mark("This PC has no block of certificate numbers, so no certificate can be issued.")
    remedy = mark(
        "Write a request for a number block of this PC, bring it to the county, and take in its reply."
        " After a restore the former block stays closed, so that no number is used twice."
    )


class NumbersUsedUp(Refusal):
    """Fewer numbers are left than certificates were asked for; none was taken."""

    code = "numbers_used_up"
    message = mark("{needed} certificate numbers are needed, but only {left} are left on this PC; none was taken.")
    remedy = mark("Ask the county for a further number block with at least {missing} numbers, and take in its reply.")


@dataclass(frozen=True)
class BlockStanding:
    """A number block and what became of it; `is_own` if this replica may take from it, else it is closed here."""

    block_id: str
    replica: str
    is_own: bool
    county: str
    station: str
    first_serial: int
    last_serial: int
    issued: int
    next_serial: int
    granted_on: date

    @property
    def size(self) -> int:
        """How many numbers were granted."""
        return self.last_serial - self.first_serial + 1

    @property
    def left(self) -> int:
        """How many of them this replica can still take."""
        return max(0, self.last_serial - self.next_serial + 1) if self.is_own else 0


@dataclass(frozen=True)
class FreeNumber:
    """A number that is about to be used, with its place in its block."""

    block_id: str
    serial: int
    number: str


def block_standings(session: Session, replica: str) -> tuple[BlockStanding, ...]:
    """Every block in this ledger, in the order in which numbers are taken."""
    taken = select(Certificate.block_id, func.count(), func.max(Certificate.serial)).group_by(Certificate.block_id)
    used = {block: (count, highest) for block, count, highest in session.execute(taken)}
    order = (NumberBlock.granted_on, NumberBlock.first_serial, NumberBlock.id)
    rows = session.scalars(select(NumberBlock).order_by(*order))
    return tuple(_standing(row, replica, *used.get(row.id, (0, row.first_serial - 1))) for row in rows)


def _standing(row: NumberBlock, replica: str, count: int, highest: int) -> BlockStanding:
    return BlockStanding(
        block_id=row.id,
        replica=row.replica,
        is_own=row.replica == replica,
        county=row.county6,
        station=row.station3,
        first_serial=row.first_serial,
        last_serial=row.last_serial,
        issued=count,
        next_serial=max(highest + 1, row.first_serial),
        granted_on=row.granted_on,
    )


class NumberSource:
    """The free numbers of this replica, while one change takes from them."""

    def __init__(self, session: Session, replica: str, pattern: str) -> None:
        self._pattern = pattern
        self._own = [block for block in block_standings(session, replica) if block.is_own]
        self._taken = 0

    @property
    def left(self) -> int:
        """How many numbers are free."""
        return sum(block.left for block in self._own) - self._taken

    def require(self, count: int) -> None:
        """Raise NoNumberBlock or NumbersUsedUp unless so many numbers are free."""
        if not self._own:
            raise NoNumberBlock
        if count > self.left:
            raise NumbersUsedUp(needed=count, left=self.left, missing=count - self.left)

    def take(self, year: int) -> FreeNumber:
        """The next number. Raises NoNumberBlock, NumbersUsedUp, NumberPatternUnusable, NumberPartTooLong."""
        self.require(1)
        block, serial = self._next()
        self._taken += 1
        parts: dict[str, Any] = {"county": block.county, "station": block.station, "year": year, "serial": serial}
        return FreeNumber(block.block_id, serial, compose(self._pattern, **parts))

    def _next(self) -> tuple[BlockStanding, int]:
        ahead = self._taken
        for block in self._own:
            if ahead < block.left:
                return block, block.next_serial + ahead
            ahead -= block.left
        raise NoNumberBlock

    def warning(self) -> Finding | None:
        """What the clerk is told when numbers run low."""
        size = sum(block.size for block in self._own if block.left)
        if self.left * LOW_SHARE > size:
            return None
        return _low(self.left, size)


def _low(left: int, size: int) -> Finding:
    message = mark("Only {left} of {size} certificate numbers are left on this PC.")
    remedy = mark("Ask the county for a further number block at the next report.")
    return warn("numbers_low", message, remedy, left=left, size=size)
