"""What the county itself verifies certificates by: its register as it stands now, and the day it received each one."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.county.publishing import USUAL_DAYS, certificate_revocations, key_entries, key_revocations
from app.county.register import County
from app.county.store.mirror import MIRRORS
from app.county.store.tables import BatchFrameRow, EntryRow
from app.credential.key_list import KeyList
from app.credential.revocations import RevocationList
from app.credential.text import digest_of
from app.credential.trust import TrustLists
from app.credential.verification import Verdict, verify
from app.models.person_names import same_name

_CERTIFICATES = MIRRORS["certificate"]
_EVENTS = MIRRORS["certificate_event"]
_ENDS = ("voided", "corrected")


@dataclass(frozen=True)
class KnownCertificate:
    """A certificate that a station reported: as little of it as answers whether a paper is genuine."""

    number: str
    kind: str
    course: str
    issued_on: date
    state: str
    since: date | None = None
    reason: str = ""
    successor: str = ""


def trust_of(session: Session, county: County, today: date) -> TrustLists:
    """The lists as they would be signed today; the register needs no signature of its own."""
    until = today + timedelta(USUAL_DAYS)
    keys = KeyList(0, today, until, key_entries(session, county), (county.host,))
    revoked = RevocationList(
        0, today, until, certificate_revocations(session, county), key_revocations(session, county)
    )
    return TrustLists(county.root_public, keys, revoked, today)


def judged(session: Session, county: County, text: str, now: datetime) -> Verdict:
    """The county's verdict on a certificate's text; never raises for a text."""
    today = now.date()
    return verify(text, trust_of(session, county, today), today, received_on(session, county, now))


def received_on(session: Session, county: County, now: datetime) -> Callable[[str], date | None]:
    """Tells of the digits of a text on which day the county received exactly that certificate."""

    def day(digits: str) -> date | None:
        named = (_CERTIFICATES.c.county_id == county.id, _CERTIFICATES.c.text_sha256 == digest_of(digits))
        row = session.execute(select(_CERTIFICATES.c.owner, _CERTIFICATES.c.id).where(*named)).first()
        received = _received_at(session, county, row.owner, row.id) if row else None
        return datetime.fromtimestamp(received / 1000, now.tzinfo).date() if received is not None else None

    return day


def _received_at(session: Session, county: County, owner: str, row_id: str) -> int | None:
    told = (EntryRow.county_id == county.id, EntryRow.owner == owner, EntryRow.row_id == row_id, EntryRow.op == "I")
    within = (
        BatchFrameRow.county_id == EntryRow.county_id,
        BatchFrameRow.replica == EntryRow.replica,
        BatchFrameRow.first <= EntryRow.seq,
        BatchFrameRow.last >= EntryRow.seq,
    )
    found = session.scalars(
        select(BatchFrameRow.received_at).join(EntryRow, within[0] & within[1]).where(*told, *within)
    )
    return min(found, default=None)


def find_certificate(session: Session, county: County, number: str, name: str) -> KnownCertificate | None:
    """The certificate of this number, if it is in this name: a person is named only to whoever names them."""
    row = _row_of(session, county, number)
    if row is None or not same_name(_name_on(row), name):
        return None
    return _known(session, county, row)


def _row_of(session: Session, county: County, number: str) -> Any:
    named = (_CERTIFICATES.c.county_id == county.id, _CERTIFICATES.c.number == number)
    return session.execute(select(_CERTIFICATES).where(*named).limit(1)).mappings().first()


def _name_on(row: Any) -> str:
    return str((row["fields"] or {}).get("name", ""))


def _known(session: Session, county: County, row: Any) -> KnownCertificate:
    course = str((row["fields"] or {}).get("course", ""))
    known = KnownCertificate(row["number"], row["kind"], course, row["issued_on"], "valid")
    for line in certificate_revocations(session, county):
        if line.number == known.number and line.digest in {"", row["text_sha256"]}:
            state = "corrected" if line.successor else "revoked"
            return replace(known, state=state, since=line.since, reason=line.reason, successor=line.successor)
    event = _end_of(session, county, row)
    return replace(known, state=event["kind"], since=event["on_day"]) if event else known


def _end_of(session: Session, county: County, row: Any) -> Any:
    own = (_EVENTS.c.county_id == county.id, _EVENTS.c.owner == row["owner"], _EVENTS.c.certificate_id == row["id"])
    ends = select(_EVENTS).where(*own, _EVENTS.c.kind.in_(_ENDS)).order_by(_EVENTS.c.id)
    return session.execute(ends).mappings().first()
