"""What a station asks to be revoked: taken from its signed file, and only for numbers that are its own."""

from dataclasses import dataclass

from sqlalchemy import select

from app.county.register import Deed
from app.county.tables import DeviceKeyRow, RevocationRow
from app.credential.keys import key_id_of
from app.credential.packages import PackageForged, PackageUnreadable
from app.credential.revocations import Revocation
from app.errors import Refusal
from app.i18n import mark
from app.ledger.county_packages import RequestUnsound
from app.ledger.revocation_requests import RevocationRequest, read_request

LONGEST = {"number": 40, "reason": 300, "successor": 40, "digest": 64}


class RequestKeyUnknown(Refusal):
    """A revocation request signed with a key that is not listed, or is revoked."""

    code = "request_key_unknown"
    message = mark("The revocation request is signed with the key {key_id}, which is not a valid key of {station}.")
    remedy = mark("Ask the station whether it wrote this file; revoke single numbers with --number after checking.")


class NumberOfAnother(Refusal):
    """A station that wants a number revoked which is not one of its own."""

    code = "number_of_another"
    message = mark(
        "The request of {station} names the number {number}, which is not one of its own; nothing was taken."
    )
    remedy = mark("Ask the station. Only the station that issued a certificate may have it revoked by its own file.")


@dataclass(frozen=True)
class RevocationsTaken:
    """What came of a request: how many numbers it named, and how many of them were new."""

    station: str
    named: int
    fresh: int


def take_revocations(deed: Deed, data: bytes) -> RevocationsTaken:
    """Put what a station asks for on the list, all or nothing; what is on it already stays as it is.

    Raises RequestUnsound, PackageOfAnotherKind, PackageOdd, RequestKeyUnknown, NumberOfAnother.
    """
    try:
        request = read_request(data)
    except (PackageForged, PackageUnreadable) as error:
        raise RequestUnsound from error
    key = _key(deed, request)
    fresh = [wanted for wanted in request.certificates if _is_fresh(deed, key, wanted)]
    for wanted in fresh:
        deed.session.add(_row(deed, wanted))
        deed.session.flush()
    numbers = [wanted.number for wanted in fresh]
    deed.note("take_revocations", station=key.station_code, key_id=key.key_id, numbers=numbers)
    return RevocationsTaken(key.station_code, len(request.certificates), len(fresh))


def _key(deed: Deed, request: RevocationRequest) -> DeviceKeyRow:
    key_id = key_id_of(request.public).hex()
    row = deed.session.get(DeviceKeyRow, (deed.county.id, key_id))
    if row is None or row.public != request.public.hex() or row.revoked_since or row.station_code != request.station:
        raise RequestKeyUnknown(key_id=key_id, station=request.station)
    return row


def _is_fresh(deed: Deed, key: DeviceKeyRow, wanted: Revocation) -> bool:
    fits = all(len(getattr(wanted, name)) <= longest for name, longest in LONGEST.items())
    prefixes = tuple(key.number_prefixes)
    if not fits or not wanted.digest or (prefixes and not wanted.number.startswith(prefixes)):
        raise NumberOfAnother(station=key.station_code, number=wanted.number[:40])
    own = (RevocationRow.county_id == deed.county.id, RevocationRow.number == wanted.number)
    listed = set(deed.session.scalars(select(RevocationRow.digest).where(*own)))
    return not listed & {"", wanted.digest}


def _row(deed: Deed, wanted: Revocation) -> RevocationRow:
    return RevocationRow(
        county_id=deed.county.id,
        number=wanted.number,
        digest=wanted.digest,
        # The clock of a station may be ahead; no list revokes from a day that has not come.
        since=min(wanted.since, deed.today),
        reason=wanted.reason,
        successor=wanted.successor,
    )
