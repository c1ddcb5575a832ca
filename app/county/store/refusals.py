"""Every batch and request that the county refused, kept for whoever asks why; no personal data."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.county.store.tables import RefusalRow
from app.models.rows import new_id

BATCH, REQUEST, APPLYING = "batch", "request", "applying"


@dataclass(frozen=True)
class Sender:
    """Who sent what was refused, as far as it is known."""

    key_id: str = ""
    station_id: str = ""
    replica: str = ""


@dataclass(frozen=True)
class Refusal:
    """One line: when (milliseconds since 1970), what it was, why, and who sent it."""

    at: int
    what: str
    code: str
    sender: Sender
    details: dict[str, Any]


def note_refusal(session: Session, county_id: str, refusal: Refusal) -> None:
    """Keep a line."""
    sender = refusal.sender
    row = {"county_id": county_id, "refusal_id": new_id(), "at": refusal.at, "what": refusal.what}
    who = {"key_id": sender.key_id[:8], "station_id": sender.station_id[:36], "replica": _plain(sender.replica)[:36]}
    session.execute(insert(RefusalRow).values(**row, **who, code=refusal.code[:40], details=refusal.details))


def refusals(session: Session, county_id: str, limit: int) -> tuple[Refusal, ...]:
    """The last lines, newest first."""
    own = select(RefusalRow).where(RefusalRow.county_id == county_id)
    rows = session.scalars(own.order_by(RefusalRow.at.desc(), RefusalRow.refusal_id.desc()).limit(limit))
    return tuple(
        Refusal(row.at, row.what, row.code, Sender(row.key_id, row.station_id, row.replica), row.details)
        for row in rows
    )


def _plain(text: str) -> str:
    return "".join(sign for sign in text if sign.isascii() and sign.isprintable())
