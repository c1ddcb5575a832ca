"""A round with the county: deliver what waits, collect what is there, compare; until neither side has anything left."""

from contextlib import suppress
from dataclasses import dataclass, replace

from app.errors import Refusal
from app.i18n import mark
from app.ledger.station_identity import known_identity
from app.ledger.syncing.digest import TableDifference
from app.ledger.syncing.entries import heads, try_parked_after_upgrade
from app.ledger.syncing.proving import BatchUnproven
from app.ledger.syncing.receipts import backlog
from app.ledger.syncing.state import RoundNote, note_round, sync_state
from app.models.ledger import Ledger
from app.sync.answers import take_answer
from app.sync.line import Line, LineTrouble, TooMuchAtOnce
from app.sync.pace import Pace
from app.sync.protocol import RoundAnswer, RoundRequest
from app.sync.round_at_work import RoundAtWork, Step, next_request, tail_marks, unequal_tables

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
    this = RoundAtWork(ledger, known_identity(ledger), release, pace or Pace(), step)
    try_parked_after_upgrade(ledger)
    at_first, _ = backlog(ledger)
    try:
        _until_done(this, line, at_first)
    except Refusal as trouble:
        note_round(ledger, RoundNote(trouble=trouble.code))
        raise
    note_round(ledger, RoundNote(at=ledger.clock.now(), trouble=""))
    return report_of(this, at_first)


def report_of(this: RoundAtWork, at_first: int) -> RoundReport:
    """What the round has brought; `at_first` is how many entries waited when it began."""
    waiting, _ = backlog(this.ledger)
    names = ("requests", "collected", "feed", "healed", "parked", "unequal", "pause")
    told = {name: getattr(this, name) for name in names}
    offset = sync_state(this.ledger).clock_offset_ms
    return RoundReport(**told, delivered=max(0, at_first - waiting), waiting=waiting, clock_offset_ms=offset)


def _until_done(this: RoundAtWork, line: Line, at_first: int) -> None:
    stood: tuple[object, ...] = ()
    while this.requests < _MOST_REQUESTS:
        request = next_request(this)
        answer = _asked(this, line, request)
        goes_on = take_answer(this, answer, request)
        waiting, _ = backlog(this.ledger)
        this.step(max(0, at_first - waiting), at_first)
        if not goes_on and not waiting:
            _tell_unequal(this, line, request)
            return _refuse_unlisted(this)
        stands = (waiting, this.county, heads(this.ledger), sync_state(this.ledger).feed, tail_marks(this))
        if stands == stood:
            raise NoProgress
        stood = stands
    raise NoProgress


def _refuse_unlisted(this: RoundAtWork) -> None:
    if this.unlisted:
        raise BatchUnproven(why="signature")


def _tell_unequal(this: RoundAtWork, line: Line, request: RoundRequest) -> None:
    """Where the comparison found what the county was not told yet, tell it with one more small question."""
    if unequal_tables(this.ledger) == request.unequal:
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
