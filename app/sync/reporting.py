"""Reporting to the county as a station does it: the line opened as it is set, one round, and what it came to."""

from contextlib import suppress
from dataclasses import replace

from app.i18n import tr
from app.ledger.syncing.digest import TableDifference
from app.ledger.syncing.row_words import table_words
from app.models.ledger import Ledger
from app.sync.blobs import carry_pictures
from app.sync.county_client import Caller, CountyClient
from app.sync.line import LineTrouble
from app.sync.line_settings import address_of
from app.sync.pace import Pace
from app.sync.protocol import CLOCK_TOLERANCE_MS
from app.sync.release import release
from app.sync.round import RoundReport, go_round
from app.sync.round_at_work import RoundAtWork, Step, begin_round, next_request


def open_line(ledger: Ledger) -> CountyClient:
    """The line to this station's county. Raises NotEnrolled, StationKeyMissing, PlainHttpRefused."""
    return _line_of(begin_round(ledger, release()))


def _line_of(this: RoundAtWork) -> CountyClient:
    ledger, identity = this.ledger, this.identity
    caller = Caller(this.footing.state.county_id, ledger.standing.replica, this.key, identity.root, this.desks)
    return CountyClient(address_of(ledger, identity), caller, ledger.clock)


def report(ledger: Ledger, step: Step = lambda *_: None, pace: Pace | None = None) -> RoundReport:
    """One round with the county, and its pictures behind it. Raises as `run_round` and `open_line` do."""
    this = begin_round(ledger, release())
    this.pace, this.step = pace or this.pace, step
    with _line_of(this) as line:
        made = go_round(this, line)
        # All entries are there by now: a picture that did not get through goes with the next round.
        with suppress(LineTrouble):
            carry_pictures(ledger, line, lambda: step(made.delivered, made.delivered))
        return made


def greet(ledger: Ledger) -> None:
    """Ask the county one question that changes nothing. Raises LineTrouble."""
    this = begin_round(ledger, release())
    request = next_request(this)
    with _line_of(this) as line:
        line.ask(replace(request, batches=(), compare=False))


def outcome(made: RoundReport) -> tuple[str, ...]:
    """What a round came to, in sentences; of the clock `clock_warning` speaks."""
    figures = {"delivered": made.delivered, "collected": made.collected}
    told = [tr("Delivered: {delivered} entries. Collected: {collected}.", **figures)]
    if made.healed:
        told.append(tr("This ledger and the county told a chain differently; both were joined, nothing is lost."))
    told += [_difference(each) for each in made.unequal or ()]
    if made.unequal == ():
        told.append(tr("Both sides agree, table by table."))
    if made.parked:
        told.append(tr("{count} entries lie at the county and are not in its tables yet.", count=made.parked))
    return tuple(told)


def is_worrying(made: RoundReport) -> bool:
    """Whether somebody should look into it: both sides differ, or the county could not use all that it has."""
    return bool(made.unequal or made.parked)


def _difference(each: TableDifference) -> str:
    figures = {"ours": each.ours.rows, "theirs": each.theirs.rows}
    return tr(
        "The table {table} differs: {ours} rows here, {theirs} at the county.",
        table=table_words(each.entity),
        **figures,
    )


def clock_warning(offset_ms: int) -> str:
    """What to say of a clock that is more than five minutes off; empty if it is well. `offset_ms`: county minus PC."""
    if abs(offset_ms) <= CLOCK_TOLERANCE_MS:
        return ""
    minutes = abs(offset_ms) // 60_000
    span = tr("{minutes} minutes", minutes=minutes) if minutes < 2880 else tr("{days} days", days=minutes // 1440)
    if offset_ms > 0:
        return tr("This PC's clock is {span} behind the county's. Set it right.", span=span)
    return tr("This PC's clock is {span} ahead of the county's. Set it right.", span=span)
