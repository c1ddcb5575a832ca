"""What happens within one PC of the small world: whom a deed concerns, which number comes next, and going dark."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import func, select

from app.models.certificates import Certificate, NumberBlock
from app.models.change import Change
from app.models.ledger import Ledger
from app.models.people import Trainee


class Crash(Exception):
    """The PC goes dark at this very moment."""


def somebody(change: Change, number: int) -> list[Any]:
    """One of the people, if there is anybody."""
    people = change.rows(select(Trainee).where(Trainee.erased_on.is_(None)).order_by(Trainee.id))
    return [people[number % len(people)]] if people else []


def own_block(change: Change) -> tuple[NumberBlock, int]:
    """The first block of this replica with a number left, and that number."""
    for block in change.rows(select(NumberBlock).order_by(NumberBlock.first_serial)):
        used = change.session.scalar(select(func.max(Certificate.serial)).where(Certificate.block_id == block.id))
        serial = max(used or 0, block.first_serial - 1) + 1
        if block.replica == change.author.replica and serial <= block.last_serial:
            return block, serial
    raise AssertionError("no number is left")


def crash_before(ledger: Ledger, commits: int) -> None:
    """Let this PC go dark before so many more of its commits from the county have begun."""
    taking, left = ledger.taking, iter(range(commits))

    @contextmanager
    def until_dark(*mode: Any) -> Iterator[Any]:
        if next(left, None) is None:
            raise Crash
        with taking(*mode) as connection:
            yield connection

    ledger.taking = until_dark  # type: ignore[method-assign]
