"""What a station asks its county to revoke: the numbers it voided or corrected, in one signed file."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from app.credential import fields
from app.credential.fields import FieldOdd
from app.credential.keys import Signer
from app.credential.packages import PUBLIC, open_self_signed, sign_package
from app.credential.revocations import Revocation, certificate_in, certificate_row
from app.ledger.certificate_register import CertificateState, certificate_rows
from app.ledger.county_packages import PackageOdd
from app.ledger.station_identity import known_identity
from app.ledger.station_key import signing_key
from app.ledger.trust_lists import trust_of
from app.models.certificates import Certificate, CertificateEvent
from app.models.ledger import Ledger

KIND = "revocation_request"
SCHEMA = 1
_FIELDS = ("schema", PUBLIC, "station", "made_on", "certificates")
# The reasons of the ledger name persons; the list is public.
PUBLIC_REASONS = {CertificateState.VOIDED: "作废", CertificateState.CORRECTED: "更正，已换发新证书"}


@dataclass(frozen=True)
class RevocationRequest:
    """What a station asks to be revoked, each number with its digest: the exact text it issued and no other.

    `public` is the key that signed it: to be looked up in the key list.
    """

    public: bytes
    station: str
    made_on: date
    certificates: tuple[Revocation, ...]


def wanted_revocations(ledger: Ledger) -> list[Revocation]:
    """Every certificate voided or corrected here that the county's list in use does not revoke yet."""
    root = known_identity(ledger).root
    with ledger.reading() as session:
        listed = trust_of(session, root).revocations
        ended = select(CertificateEvent.certificate_id).where(CertificateEvent.kind.in_(("voided", "corrected")))
        since = dict(session.execute(_ended_on()).all())
        rows = [row for row in certificate_rows(session, Certificate.id.in_(ended)) if not row.is_good]
    wanted = []
    for row in rows:
        if listed is None or listed.of_certificate(row.number, row.text_sha256) is None:
            reason = PUBLIC_REASONS[row.state]
            wanted.append(Revocation(row.number, since[row.id], reason, row.successor, row.text_sha256))
    return wanted


def _ended_on() -> Any:
    ended = CertificateEvent.kind.in_(("voided", "corrected"))
    return select(CertificateEvent.certificate_id, CertificateEvent.on_day).where(ended)


def write_request(ledger: Ledger, made_on: date) -> bytes:
    """The signed file for the county. Raises NotEnrolled, StationKeyMissing."""
    station = known_identity(ledger).station_code
    key = signing_key(ledger)
    return sign_request(RevocationRequest(key.public, station, made_on, tuple(wanted_revocations(ledger))), key)


def sign_request(request: RevocationRequest, key: Signer) -> bytes:
    """A request as a file; the signature proves whose certificates they are."""
    payload = {
        "schema": SCHEMA,
        PUBLIC: request.public,
        "station": request.station,
        "made_on": request.made_on.isoformat(),
        "certificates": [certificate_row(each) for each in request.certificates],
    }
    return sign_package(KIND, payload, key)


def read_request(data: bytes) -> RevocationRequest:
    """The request in this file; whose `public` key it is, the key list must tell.

    Raises the refusals of `open_self_signed`, PackageOdd.
    """
    payload = open_self_signed(data, KIND)
    try:
        row = fields.exactly(payload, _FIELDS)
        fields.schema_is(row, SCHEMA)
        certificates = tuple(certificate_in(each) for each in fields.rows_in(row, "certificates"))
        public, made_on = fields.bytes_in(row, PUBLIC), fields.day_in(row, "made_on")
        return RevocationRequest(public, fields.text_in(row, "station"), made_on, certificates)
    except FieldOdd as error:
        raise PackageOdd(**error.figures) from error
