"""What the county keeps the newest of and no more: lines that strangers can make it write."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import CursorResult, delete, func, select, tuple_
from sqlalchemy.orm import Session

from app.county.register import Register, county_in
from app.county.store.refusals import APPLYING, BATCH, REQUEST
from app.county.store.tables import RefusalRow

MOST_REFUSALS = 10_000
"""So many lines of each kind are kept: requests that anybody may send push out no line about a station's batch."""
_SLACK = 1_000
_KINDS = (BATCH, REQUEST, APPLYING)


def too_many(session: Session, county_id: str) -> str:
    """A word that changes whenever there are so many more than are kept that it is worth while."""
    counts = select(func.count()).where(RefusalRow.county_id == county_id).group_by(RefusalRow.what)
    return str(sum(max(0, count - MOST_REFUSALS) // _SLACK for count in session.scalars(counts)))


def thin_refusals(register: Register, _: datetime) -> Iterator[int]:
    """Leave the newest of each kind; tells how many went."""
    for what in _KINDS:
        with register.writing() as session:
            went = _thinned(session, county_in(session).id, what)
        yield went


def _thinned(session: Session, county_id: str, what: str) -> int:
    own = (RefusalRow.county_id == county_id, RefusalRow.what == what)
    place = (RefusalRow.at, RefusalRow.refusal_id)
    newest = select(*place).where(*own).order_by(*(column.desc() for column in place))
    last = session.execute(newest.offset(MOST_REFUSALS).limit(1)).first()
    if last is None:
        return 0
    made: CursorResult[Any] = session.execute(delete(RefusalRow).where(*own, tuple_(*place) <= tuple_(*last)))  # type: ignore[assignment]  # a delete has a row count
    return made.rowcount
