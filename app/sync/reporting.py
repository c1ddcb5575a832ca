"""Reporting to the county as a station does it: the line opened as it is set, one round, and one true sentence."""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

from app.i18n import tr
from app.ledger.station_identity import known_identity
from app.ledger.station_key import signing_key
from app.ledger.syncing.receipts import Outbox
from app.ledger.syncing.state import sync_state
from app.models.ledger import Ledger
from app.sync.blobs import carry_pictures
from app.sync.county_client import Caller, CountyClient
from app.sync.line import LineTrouble
from app.sync.line_settings import address_of
from app.sync.pace import Pace
from app.sync.protocol import CLOCK_TOLERANCE_MS
from app.sync.release import release
from app.sync.round import RoundAtWork, RoundReport, Step, next_request, run_round


def open_line(ledger: Ledger) -> CountyClient:
    """The line to this station's county. Raises NotEnrolled, StationKeyMissing, PlainHttpRefused."""
    identity = known_identity(ledger)
    caller = Caller(sync_state(ledger).county_id, ledger.standing.replica, signing_key(ledger), identity.root)
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


def sentence(waiting: Outbox, now: datetime) -> str:
    """What waits and since when, in one true sentence."""
    if waiting.waiting:
        since = ago(waiting.oldest, now) if waiting.oldest else ""
        return tr("{count} entries wait for the county, the oldest from {since}", count=waiting.waiting, since=since)
    if waiting.last_round is None:
        return tr("Nothing was reported to the county yet")
    return tr("The county has everything, last asked {since}", since=ago(waiting.last_round, now))


def ago(moment: datetime, now: datetime) -> str:
    """How long ago, in the largest unit that fits."""
    span = max(now - moment, timedelta())
    if span.days:
        return tr("{days} days ago", days=span.days)
    if span.seconds >= 3600:
        return tr("{hours} hours ago", hours=span.seconds // 3600)
    minutes = span.seconds // 60
    return tr("{minutes} minutes ago", minutes=minutes) if minutes else tr("just now")


def clock_warning(offset_ms: int) -> str:
    """What to say of a clock that is more than five minutes off; empty if it is well. `offset_ms`: county minus PC."""
    if abs(offset_ms) <= CLOCK_TOLERANCE_MS:
        return ""
    minutes = abs(offset_ms) // 60_000
    span = tr("{minutes} minutes", minutes=minutes) if minutes < 2880 else tr("{days} days", days=minutes // 1440)
    if offset_ms > 0:
        return tr("This PC's clock is {span} behind the county's. Set it right.", span=span)
    return tr("This PC's clock is {span} ahead of the county's. Set it right.", span=span)
