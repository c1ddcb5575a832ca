"""What the station itself wants: entries that no county has received yet, backups, and a county to belong to."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from app.ledger.backing_up import SUFFIX
from app.ledger.station_identity import identity_row
from app.ledger.syncing.receipts import unsettled_of, waiting_of
from app.models.ledger import Ledger


@dataclass(frozen=True)
class Outbox:
    """The journal entries that wait to be delivered to the county, and the day of the oldest."""

    entries: int
    oldest_on: date | None


@dataclass(frozen=True)
class StationToday:
    """How the station stands; `backed_up_on` is the day of the newest backup in the ledger's own folder.

    `parked` entries of other PCs wait here, `clashes` are fields that two PCs wrote at once and nobody has looked at.
    """

    station_name: str
    is_enrolled: bool
    is_practice: bool
    outbox: Outbox
    backed_up_on: date | None
    parked: int = 0
    clashes: int = 0


@dataclass(frozen=True)
class Glance:
    """What is always in sight: whose ledger this is, and what waits for the county."""

    day: date
    station_name: str
    county_name: str
    is_enrolled: bool
    is_practice: bool
    outbox: Outbox


def station_today(ledger: Ledger, session: Session) -> StationToday:
    """Look at the journal, the keys and the backups."""
    identity = identity_row(session)
    return StationToday(
        identity.station_name if identity else "",
        identity is not None,
        ledger.is_practice,
        _outbox(session, ledger.clock.now()),
        newest_backup(ledger.places.backups),
        *unsettled_of(session.connection()),
    )


def glance(ledger: Ledger) -> Glance:
    """Read it; cheap enough for every change."""
    with ledger.reading() as session:
        identity, now = identity_row(session), ledger.clock.now()
        return Glance(
            now.date(),
            identity.station_name if identity else "",
            identity.county_name if identity else "",
            identity is not None,
            ledger.is_practice,
            _outbox(session, now),
        )


def newest_backup(folder: Path) -> date | None:
    """The day of the newest backup in a folder, by its name."""
    names = sorted(path.name for path in folder.glob(f"ledger-????????-??????{SUFFIX}"))
    try:
        return datetime.strptime(names[-1][7:15], "%Y%m%d").date() if names else None
    except ValueError:
        return None


def _outbox(session: Session, now: datetime) -> Outbox:
    entries, oldest = waiting_of(session.connection())
    return Outbox(entries, datetime.fromtimestamp(oldest / 1000, UTC).astimezone(now.tzinfo).date() if oldest else None)
