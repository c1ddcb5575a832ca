"""What happens within one machine of the small world: whom a deed concerns, which number comes next, going dark."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from sqlalchemy import func, select

from app.models.certificates import Certificate, NumberBlock
from app.models.change import Change
from app.models.people import Trainee
from tests.makers import make_trainee


class Crash(BaseException):
    """This machine goes dark at this very moment: nothing of the program can catch it."""


def somebody(change: Change, number: int) -> Trainee:
    """One of the people; where there is nobody, somebody is entered first."""
    people = change.rows(select(Trainee).where(Trainee.erased_on.is_(None)).order_by(Trainee.id))
    if people:
        return people[number % len(people)]
    row = change.add(make_trainee(id_number=""))
    change.session.flush()
    return row


def own_block(change: Change) -> tuple[NumberBlock, int]:
    """The first block of this replica with a number left, and that number."""
    for block in change.rows(select(NumberBlock).order_by(NumberBlock.first_serial)):
        used = change.session.scalar(select(func.max(Certificate.serial)).where(Certificate.block_id == block.id))
        serial = max(used or 0, block.first_serial - 1) + 1
        if block.replica == change.author.replica and serial <= block.last_serial:
            return block, serial
    raise AssertionError("no number is left")


Writing = Callable[..., AbstractContextManager[Any]]


def dark_before(writing: Writing, commits: int) -> Writing:
    """A way of writing that goes dark after so many more commits, when the next one has done all but commit."""
    left = iter(range(commits))

    @contextmanager
    def until_dark(*how: Any) -> Iterator[Any]:
        with writing(*how) as open_one:
            yield open_one
            if next(left, None) is None:
                raise Crash

    return until_dark
