"""Reporting to the county as a station does it: the line opened as it is set, one round, and what it came to."""

from contextlib import suppress
from dataclasses import replace

from app.i18n import tr
from app.ledger.station_identity import known_identity
from app.ledger.station_key import signing_key
from app.ledger.syncing.county_desks import known_desks
from app.ledger.syncing.digest import TableDifference
from app.ledger.syncing.row_words import table_words
from app.ledger.syncing.state import sync_state
from app.models.ledger import Ledger
from app.sync.blobs import carry_pictures
from app.sync.county_client import Caller, CountyClient
from app.sync.line import LineTrouble
from app.sync.line_settings import address_of
from app.sync.pace import Pace
from app.sync.protocol import CLOCK_TOLERANCE_MS
from app.sync.release import release
from app.sync.round import RoundReport, run_round
from app.sync.round_at_work import RoundAtWork, Step, next_request


def open_line(ledger: Ledger) -> CountyClient:
    """The line to this station's county. Raises NotEnrolled, StationKeyMissing, PlainHttpRefused."""
    identity = known_identity(ledger)
    who = (sync_state(ledger).county_id, ledger.standing.replica, signing_key(ledger))
    caller = Caller(*who, identity.root, known_desks(ledger))
    return CountyClient(address_of(ledger), caller, ledger.clock)


def report(ledger: Ledger, step: Step = lambda *_: None, pace: Pace | None = None) -> RoundReport:
    """One round with the county, and its pictures behind it. Raises as `run_round` and `open_line` do."""
    with open_line(ledger) as line:
        made = run_round(ledger, line, release(), pace=pace, step=step)
        # All entries are there by now: a picture that did not get through goes with the next round.
        with suppress(LineTrouble):
            carry_pictures(ledger, line, lambda: step(made.delivered, made.delivered))
        return made


def greet(ledger: Ledger) -> None:
    """Ask the county one question that changes nothing. Raises LineTrouble."""
    request = next_request(RoundAtWork(ledger, known_identity(ledger), release()))
    with open_line(ledger) as line:
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
