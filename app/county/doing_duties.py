"""When a duty's turn is, and its last time, kept in the register: whoever serves the county goes on from there."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile

from sqlalchemy.orm import Session

from app.clock import CHINA, milliseconds
from app.county.duties import Basis, Duty, Works
from app.county.register import county_in
from app.county.store.state import fact_of, keep_fact
from app.errors import Refusal
from app.i18n import mark

QUIET_HOUR = 3
"""What does not press goes out at this hour in China, or as soon after it as the county is served."""


class DutyUnderWay(Refusal):
    """Another program does a duty of this county just now."""

    code = "duty_under_way"
    message = mark("The county's server is handing out to the stations just now.")
    remedy = mark("Wait a minute, then do it again if it is still needed.")


@dataclass(frozen=True)
class Done:
    """When a duty was last done, how many things went out, and on what basis."""

    at: datetime
    count: int
    basis: Basis


def last_done(session: Session, county_id: str, name: str) -> Done | None:
    """The last time that a duty was done to its end; None where it never was."""
    try:
        at, count, at_once, in_time = fact_of(session, county_id, _kept_as(name)).split(" ")
        return Done(datetime.fromtimestamp(int(at) / 1000, CHINA), int(count), Basis(at_once, in_time))
    except ValueError:
        return None


def see_to(works: Works, duty: Duty, is_over: Callable[[], bool] = lambda: False) -> Done | None:
    """Do this duty if its turn has come and nobody else is at it; None if not.

    Once all `is_over` it is left after the step under way: what went out stays, the rest goes out the next time.
    """
    if not _is_due(works, duty):
        return None
    with works.register.database.turn() as is_ours:
        # Another server may have done it after the first look.
        return _done(works, duty, is_over) if is_ours and _is_due(works, duty) else None


def do_now(works: Works, duty: Duty) -> Done:
    """Do this duty whether or not it is due. Raises DutyUnderWay."""
    with works.register.database.turn() as is_ours:
        if not is_ours:
            raise DutyUnderWay
        return _done(works, duty, lambda: False)


def _done(works: Works, duty: Duty, is_over: Callable[[], bool]) -> Done:
    now = works.clock.now()
    with works.register.reading() as session:
        # Before anything else is read: what comes in meanwhile is for the next time.
        county_id, basis = county_in(session).id, duty.basis(session, works)
    made = Done(now, sum(takewhile(lambda _: not is_over(), duty.steps(works, now))), basis)
    if not is_over():
        with works.register.writing() as session:
            told = (milliseconds(now), made.count, basis.at_once, basis.in_time)
            keep_fact(session, county_id, _kept_as(duty.name), " ".join(map(str, told)))
    return made


def _is_due(works: Works, duty: Duty) -> bool:
    now = works.clock.now()
    with works.register.reading() as session:
        done, basis = last_done(session, county_in(session).id, duty.name), duty.basis(session, works)
    if done is None or done.basis.at_once != basis.at_once:
        return True
    # A clock that was put back leaves a last time that is still to come: it says nothing.
    return done.basis != basis and not _last_quiet(now) <= done.at <= now


def _last_quiet(now: datetime) -> datetime:
    """The last quiet hour there was."""
    here = now.astimezone(CHINA)
    at = here.replace(hour=QUIET_HOUR, minute=0, second=0, microsecond=0)
    return at if at <= here else at - timedelta(days=1)


def _kept_as(name: str) -> str:
    return f"duty_{name}"
