"""What a county does by itself while it is served: each duty with what it goes by, and its steps."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.clock import CHINA, Clock, milliseconds
from app.county.reference import reference_in
from app.county.register import Register, county_in
from app.county.store.asked import forget_asked
from app.county.store.desk_key import DeskKey
from app.county.store.exchange import Exchange
from app.county.store.feed import REFERENCE, News, put
from app.county.store.index import index_steps
from app.county.store.tables import ParkedRow, ReplicaHeadRow
from app.county.tables import StationRow
from app.county.thinning import thin_refusals, too_many
from app.models.journal import SCHEMA


@dataclass(frozen=True)
class Works:
    """What duties work with."""

    register: Register
    desk: DeskKey
    clock: Clock


@dataclass(frozen=True)
class Basis:
    """What a duty goes by, as short words: a change of the one goes out at once, of the other at the quiet hour."""

    at_once: str
    in_time: str = ""


@dataclass(frozen=True)
class Duty:
    """Something to be done whenever its basis has changed. Each step tells how many things went out by it."""

    name: str
    basis: Callable[[Session, Works], Basis]
    steps: Callable[[Works, datetime], Iterator[int]]


def _index_basis(session: Session, _: Works) -> Basis:
    """A new station is told at once; what came in since goes out by night."""
    county_id = county_in(session).id
    applied = select(func.sum(ReplicaHeadRow.applied_seq)).where(ReplicaHeadRow.county_id == county_id)
    parked = select(func.count()).select_from(ParkedRow).where(ParkedRow.county_id == county_id)
    return Basis(_digest(_stations(session)), f"{session.scalar(applied) or 0}-{session.scalar(parked) or 0}")


def _index_steps(works: Works, now: datetime) -> Iterator[int]:
    return index_steps(works.register, now)


def _reference_basis(session: Session, works: Works) -> Basis:
    return Basis(_digest(_stations(session), reference_in(session, works.desk.key)))


def _reference_steps(works: Works, _: datetime) -> Iterator[int]:
    with works.register.reading() as session:
        county_id, stations = county_in(session).id, _stations(session)
        news = [News(REFERENCE, reference_in(session, works.desk.key), topic=REFERENCE)]
    for station_id, _name in stations:
        with works.register.writing() as session:
            count = put(session, county_id, station_id, news)
        yield count


def _stations(session: Session) -> list[tuple[str, str]]:
    own = select(StationRow.station_id, StationRow.name).where(StationRow.county_id == county_in(session).id)
    return [(row.station_id, row.name) for row in session.execute(own.order_by(StationRow.station_id))]


def _digest(*told: object) -> str:
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16]


def _parked_basis(_: Session, __: Works) -> Basis:
    return Basis(str(SCHEMA))


def _parked_steps(works: Works, _: datetime) -> Iterator[int]:
    yield Exchange(works.register, works.desk, works.clock).retry_parked()


def _thinning_basis(session: Session, _: Works) -> Basis:
    return Basis(too_many(session, county_in(session).id))


def _thinning_steps(works: Works, now: datetime) -> Iterator[int]:
    return thin_refusals(works.register, now)


def _asked_basis(_: Session, works: Works) -> Basis:
    """Once a day, at the quiet hour."""
    return Basis("", works.clock.now().astimezone(CHINA).date().isoformat())


def _asked_steps(works: Works, now: datetime) -> Iterator[int]:
    with works.register.writing() as session:
        forgotten = forget_asked(session, county_in(session).id, milliseconds(now))
    yield forgotten


INDEX_DUTY = Duty("index", _index_basis, _index_steps)
"""Who was trained where (`app.county.store.index`)."""
REFERENCE_DUTY = Duty("reference", _reference_basis, _reference_steps)
"""Places and policy numbers, signed by the desk key: the same content is the same bytes, and goes out once."""
PARKED_DUTY = Duty("parked", _parked_basis, _parked_steps)
"""What an older program could not apply, tried again by one that knows more."""
THINNING_DUTY = Duty("thinning", _thinning_basis, _thinning_steps)
"""Refusals beyond the newest ones go (`app.county.thinning`), so that nobody fills the disk by asking."""
ASKED_DUTY = Duty("asked", _asked_basis, _asked_steps)
"""Questions that nobody could play again any more are forgotten (`app.county.store.asked`)."""
DUTIES = (PARKED_DUTY, REFERENCE_DUTY, INDEX_DUTY, THINNING_DUTY, ASKED_DUTY)
