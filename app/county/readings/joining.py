"""What became of the codes for joining: who waits for the root key under them, and which PC joined with which."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.county.join_rows import JoinCodeRow
from app.county.joining import CodeLine, waiting
from app.county.tables import AuditRow
from app.ledger.county_packages import read_request


@dataclass(frozen=True)
class WaitingPc:
    """A PC that has proven to know its code: the code, its key's fingerprint, its replica."""

    line: CodeLine
    fingerprint: str
    replica: str


@dataclass(frozen=True)
class JoinedPc:
    """The PC that a code let in, and when."""

    replica: str
    at: str


def waiting_pcs(session: Session, county_id: str, now: datetime) -> tuple[WaitingPc, ...]:
    """Who waits for the root key, longest first."""
    return tuple(_waiting(session, county_id, line) for line in waiting(session, county_id, now))


def joined_pcs(session: Session, county_id: str) -> dict[str, JoinedPc]:
    """Who joined, by the first signs of the code."""
    deeds = select(AuditRow.details, AuditRow.at).where(AuditRow.county_id == county_id, AuditRow.action == "join")
    told = session.execute(deeds.order_by(AuditRow.seq)).all()
    return {each["handle"]: JoinedPc(each["replica"], at[:16].replace("T", " ")) for each, at in told}


def _waiting(session: Session, county_id: str, line: CodeLine) -> WaitingPc:
    row = session.get_one(JoinCodeRow, (county_id, line.handle))
    request = read_request(row.request)
    return WaitingPc(line, request.fingerprint, request.replica)
