"""What the county itself verifies certificates by: its register as it stands now, and the day it received each one."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from app.county.publishing import USUAL_DAYS, certificate_revocations, key_entries, key_revocations
from app.county.register import County, Register, audited
from app.county.store.mirror import MIRRORS
from app.county.store.standing import read_body
from app.county.store.tables import BatchFrameRow, EntryRow
from app.county.tables import DeviceKeyRow, StationRow
from app.credential import claims as claims_format
from app.credential.key_list import KeyList
from app.credential.revocations import RevocationList
from app.credential.text import SignedText, take_apart
from app.credential.trust import TrustLists
from app.models.parking import told_fields
from app.models.person_names import same_name

_CERTIFICATE = "certificate"
_TELLING = ("I", "U", "E")
_CERTIFICATES = MIRRORS[_CERTIFICATE]
_EVENTS = MIRRORS["certificate_event"]
_ENDS = ("voided", "corrected")
_TOGETHER_SECONDS = 1.0
"""So long whoever asks waits for the look that another one has begun."""
_STATION_CODE = 9
"""With so many digits, the station's code, a number of ours begins."""
_MOST_OF_A_STATION = 20
"""So many rows under one number are looked at of each station: none can hide another's among its own."""


@dataclass(frozen=True)
class KnownCertificate:
    """A certificate that a station reported: as little of it as answers whether a paper is genuine."""

    number: str
    kind: str
    course: str
    issued_on: date | None
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


@dataclass(frozen=True)
class _Looked:
    """Lists that stood in the register at a moment of this process's clock, and how much it had noted there by then."""

    at: float
    noted: int
    day: date
    trust: TrustLists


class KnownTrust:
    """The lists as they stand, read anew once the audit has grown: no line of them changes without a line there.

    With 1,500 keys reading them takes fifty times as long as judging a certificate.
    """

    def __init__(self) -> None:
        self._held: tuple[tuple[int, date], TrustLists] | None = None
        self._looked: _Looked | None = None
        self._looking = threading.Lock()
        self.is_asked_for = False
        self._drawn: tuple[TrustLists, bytes] | None = None

    def of(self, session: Session, county: County, today: date) -> TrustLists:
        """The lists as they would be signed today, to be used within this very transaction."""
        stands = (audited(session, county), today)
        held = self._held
        if held is None or held[0] != stands:
            held = self._held = stands, trust_of(session, county, today)
        return held[1]

    def now(self, register: Register, county: County, today: date) -> TrustLists:
        """The same, to be used at once: one short question where nothing changed, and one for all who ask at once."""
        asked = time.monotonic()
        # Not without end: where the register hangs, each is told so for itself.
        is_alone = self._looking.acquire(timeout=_TOGETHER_SECONDS)
        try:
            looked = self._looked
            if looked and looked.at >= asked and self._stands(looked, register, today):
                return looked.trust
            return self._look(register, county, today)
        finally:
            if is_alone:
                self._looking.release()

    def _look(self, register: Register, county: County, today: date) -> TrustLists:
        at, noted = time.monotonic(), register.noted
        with register.glancing() as connection:
            stands = (audited(connection, county), today)
        held = self._held
        if held is not None and held[0] == stands:
            trust = held[1]
        else:
            with register.reading() as session:
                trust = self.of(session, county, today)
        self._looked = _Looked(at, noted, today, trust)
        return trust

    def _stands(self, looked: _Looked, register: Register, today: date) -> bool:
        return (looked.noted, looked.day) == (register.noted, today)

    def lately(self, register: Register, today: date, seconds: float) -> TrustLists | None:
        """The lists as they stood so long ago at most, without a question; what this process has changed is in them."""
        looked = self._looked
        if looked is None or not self._stands(looked, register, today):
            return None
        return looked.trust if time.monotonic() - looked.at < seconds else None

    def drawn(self, trust: TrustLists, draw: Callable[[TrustLists], bytes]) -> bytes:
        """What is drawn of these lists, drawn once."""
        drawn = self._drawn
        if drawn is None or drawn[0] is not trust:
            drawn = self._drawn = trust, draw(trust)
        return drawn[1]


def received_on(session: Session, county: County, now: datetime) -> Callable[[str], date | None]:
    """Tells of the digits of a text on which day the county received exactly that certificate."""

    def day(digits: str) -> date | None:
        signed = take_apart(digits)
        owner = _station_of(session, county, signed)
        named = (_CERTIFICATES.c.county_id == county.id, _CERTIFICATES.c.text_sha256 == signed.digest)
        number = claims_format.unpack(signed.envelope.payload).number
        own = (_CERTIFICATES.c.owner == owner, _CERTIFICATES.c.number == number)
        rows = session.scalars(select(_CERTIFICATES.c.id).where(*named, *own)).all()
        found = (_received_at(session, county, str(owner), row_id, signed.digest) for row_id in rows)
        received = min((each for each in found if each is not None), default=None)
        return datetime.fromtimestamp(received / 1000, now.tzinfo).date() if received is not None else None

    return day


def _station_of(session: Session, county: County, signed: SignedText) -> str | None:
    """The id of the station whose key this is: only what that one delivered tells when it was received."""
    same = and_(StationRow.county_id == DeviceKeyRow.county_id, StationRow.code == DeviceKeyRow.station_code)
    key = (DeviceKeyRow.county_id == county.id, DeviceKeyRow.key_id == signed.envelope.key_id.hex())
    return session.scalar(select(StationRow.station_id).join(DeviceKeyRow, same).where(*key))


def _received_at(session: Session, county: County, owner: str, row_id: str, digest: str) -> int | None:
    """When the first entry came that tells of exactly this text: no earlier one of its row, none of another table."""
    row = (EntryRow.county_id == county.id, EntryRow.owner == owner, EntryRow.row_id == row_id)
    told = (EntryRow.entity == _CERTIFICATE, EntryRow.op.in_(_TELLING), EntryRow.body.is_not(None))
    within = (
        BatchFrameRow.county_id == EntryRow.county_id,
        BatchFrameRow.replica == EntryRow.replica,
        BatchFrameRow.first <= EntryRow.seq,
        BatchFrameRow.last >= EntryRow.seq,
    )
    wanted = select(EntryRow.op, EntryRow.body, BatchFrameRow.received_at).join(BatchFrameRow, and_(*within))
    rows = session.execute(wanted.where(*row, *told))
    return min((at for op, body, at in rows if _text_told(op, body) == digest), default=None)


def _text_told(op: str, body: bytes | None) -> Any:
    return (told_fields(op, read_body(body)) or {}).get("text_sha256")


def find_certificate(session: Session, county: County, number: str, name: str) -> KnownCertificate | None:
    """The certificate of this number, if it is in this name: a person is named only to whoever names them."""
    rows = _rows_of(session, county, number)
    row = next((each for each in rows if same_name(_on(each, "name"), name)), None)
    return _known(session, county, row) if row else None


def _rows_of(session: Session, county: County, number: str) -> list[Any]:
    """What stands under this number at every station; first of the station whose code it begins with."""
    place = func.row_number().over(partition_by=_CERTIFICATES.c.owner, order_by=_CERTIFICATES.c.id).label("place")
    named = (_CERTIFICATES.c.county_id == county.id, _CERTIFICATES.c.number == number)
    found = select(_CERTIFICATES, place).where(*named).subquery()
    rows = session.execute(select(found).where(found.c.place <= _MOST_OF_A_STATION).order_by(found.c.id)).mappings()
    station = (StationRow.county_id == county.id, StationRow.code == number[:_STATION_CODE])
    own = session.scalar(select(StationRow.station_id).where(*station))
    return sorted(rows.all(), key=lambda row: row["owner"] != own)


def _on(row: Any, name: str) -> str:
    """What is printed on a certificate; a station may have told anything."""
    fields = row["fields"]
    return str(fields.get(name, "")) if isinstance(fields, dict) else ""


def _known(session: Session, county: County, row: Any) -> KnownCertificate:
    known = KnownCertificate(row["number"], row["kind"] or "", _on(row, "course"), row["issued_on"], "valid")
    for line in certificate_revocations(session, county, known.number):
        if line.digest in {"", row["text_sha256"]}:
            state = "corrected" if line.successor else "revoked"
            return replace(known, state=state, since=line.since, reason=line.reason, successor=line.successor)
    event = _end_of(session, county, row)
    return replace(known, state=event["kind"], since=event["on_day"]) if event else known


def _end_of(session: Session, county: County, row: Any) -> Any:
    own = (_EVENTS.c.county_id == county.id, _EVENTS.c.owner == row["owner"], _EVENTS.c.certificate_id == row["id"])
    ends = select(_EVENTS).where(*own, _EVENTS.c.kind.in_(_ENDS)).order_by(_EVENTS.c.id)
    return session.execute(ends).mappings().first()
