"""A round with the county: deliver what waits, collect what is there, compare; until neither side has anything left."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace

from app.errors import Refusal, XiangxunError
from app.i18n import mark
from app.ledger.syncing.digest import TableDifference
from app.ledger.syncing.entries import try_parked_after_upgrade
from app.ledger.syncing.proving import BatchUnproven
from app.ledger.syncing.state import RoundNote, note_round
from app.models.ledger import Ledger
from app.sync.answers import take_answer, take_held
from app.sync.line import Line, LineTrouble, TooMuchAtOnce
from app.sync.pace import Pace
from app.sync.protocol import RoundAnswer, RoundRequest
from app.sync.round_at_work import RoundAtWork, Step, begin_round, next_request, tail_marks, unequal_tables

_MOST_REQUESTS = 100_000


class NoProgress(Refusal):
    """Both sides go on asking for the same thing."""

    code = "no_progress"
    message = mark("The county and this PC could not agree on what is missing.")
    remedy = mark("Nothing is lost. Report once more; if it happens again, tell the county.")


@dataclass(frozen=True)
class RoundReport:
    """What a round brought; `unequal` is None if the tables were not compared."""

    requests: int = 0
    delivered: int = 0
    collected: int = 0
    feed: int = 0
    healed: int = 0
    parked: int = 0
    waiting: int = 0
    unequal: tuple[TableDifference, ...] | None = None
    clock_offset_ms: int = 0
    pause: int = 0


def run_round(
    ledger: Ledger, line: Line, release: str, *, pace: Pace | None = None, step: Step = lambda *_: None
) -> RoundReport:
    """One whole round. What was receipted before a trouble stays delivered.

    Raises LineTrouble, NotEnrolled, StationKeyMissing, BatchRefused, BatchUnproven, NoProgress, and what `step` raises.
    """
    this = begin_round(ledger, release)
    this.pace, this.step = pace or this.pace, step
    return go_round(this, line)


def go_round(this: RoundAtWork, line: Line) -> RoundReport:
    """The same, of a round that is begun."""
    ledger, at_first = this.ledger, this.footing.waiting
    try_parked_after_upgrade(ledger)
    try:
        with _held_is_kept(this):
            _until_done(this, line, at_first)
    except Refusal as trouble:
        note_round(ledger, RoundNote(clock_offset_ms=this.clock_offset_ms, trouble=trouble.code))
        raise
    note_round(ledger, RoundNote(clock_offset_ms=this.clock_offset_ms, at=ledger.clock.now(), trouble=""))
    return report_of(this, at_first)


@contextmanager
def _held_is_kept(this: RoundAtWork) -> Iterator[None]:
    """Where a round breaks off, what it had collected is taken in, and the trouble told that broke it."""
    try:
        yield
    except Exception:
        with suppress(XiangxunError):
            take_held(this)
        raise


def report_of(this: RoundAtWork, at_first: int) -> RoundReport:
    """What the round has brought; `at_first` is how many entries waited when it began."""
    waiting = this.footing.waiting
    names = ("requests", "collected", "feed", "healed", "parked", "unequal", "pause")
    told = {name: getattr(this, name) for name in names}
    offset = this.footing.state.clock_offset_ms if this.clock_offset_ms is None else this.clock_offset_ms
    return RoundReport(**told, delivered=max(0, at_first - waiting), waiting=waiting, clock_offset_ms=offset)


def _until_done(this: RoundAtWork, line: Line, at_first: int) -> None:
    stood: set[tuple[object, ...]] = set()
    while this.requests < _MOST_REQUESTS:
        request = next_request(this)
        answer = _asked(this, line, request)
        goes_on = take_answer(this, answer, request)
        footing, waiting = this.footing, this.footing.waiting
        this.step(max(0, at_first - waiting), at_first)
        if not goes_on and not waiting:
            _tell_unequal(this, line, request)
            take_held(this)
            return _refuse_unlisted(this)
        stands = (waiting, this.county, footing.heads, footing.state.feed, tail_marks(this))
        # Whatever stands as it did before in this round would go the same way again.
        if stands in stood:
            raise NoProgress
        stood.add(stands)
    raise NoProgress


def _refuse_unlisted(this: RoundAtWork) -> None:
    if this.held:
        raise BatchUnproven(why="signature")


def _tell_unequal(this: RoundAtWork, line: Line, request: RoundRequest) -> None:
    """Where the comparison found what the county was not told yet, tell it with one more small question."""
    if unequal_tables(this.footing) == request.unequal:
        return
    further = replace(next_request(this), compare=False)
    # All is delivered by now: what is not told today goes with the next round's first question.
    with suppress(LineTrouble):
        take_answer(this, _asked(this, line, further), further)


def _asked(this: RoundAtWork, line: Line, request: RoundRequest) -> RoundAnswer:
    """The county's answer; where the line bears less at once, asked again with less."""
    this.requests += 1
    try:
        return line.ask(request)
    except TooMuchAtOnce:
        if this.pace.is_least:
            raise
        this.pace = this.pace.slower()
        return _asked(this, line, next_request(this))
    except LineTrouble:
        this.pace = this.pace.slower()
        raise
