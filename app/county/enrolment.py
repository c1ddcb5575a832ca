"""How the county takes a station's PC in: its key onto the key list, its numbers granted, all in one file."""

import hashlib
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from app.county.blocks import USUAL_SERIALS, grant
from app.county.granting import KeyIsRevoked
from app.county.issuing import Issued, issued, make_grant
from app.county.publishing import Publication, answer_to, keep_package
from app.county.reference import places_of, rules_of
from app.county.register import Deed
from app.county.tables import DeviceKeyRow, ReplicaRow, StationRow
from app.credential.claims import KINDS
from app.credential.keys import SigningKey, key_id_of
from app.errors import Refusal
from app.i18n import mark
from app.ledger.county_packages import (
    ENROLMENT,
    Enrolment,
    EnrolmentRequest,
    read_enrolment,
    read_request,
    sign_enrolment,
)

LONGEST_NAME = 100
KEY_YEARS = 2
"""A key may sign for so long, unless something else is said; the next request of the same PC renews it."""


class StationCodeWrong(Refusal):
    """A station code that is not the county's six digits and three more."""

    code = "station_code_wrong"
    message = mark("{code} is not a station code of {county}: it needs nine digits that begin with {prefix}.")
    remedy = mark("Take the code of the township, such as {prefix}101; the county centre may take {prefix}000.")


class StationNameMissing(Refusal):
    """A new station that nobody named."""

    code = "station_name_missing"
    message = mark("Station {code} is new here, and neither the request nor --name says what it is called.")
    remedy = mark("Add --name with the station's full name as it shall stand on certificates.")


class StationNameWrong(Refusal):
    """A station name that cannot stand on a certificate."""

    code = "station_name_wrong"
    message = mark("A station cannot be called “{name}”: at most {longest} characters, and no hidden signs.")
    remedy = mark("Type the name again, without such signs.")


class EnrolledElsewhere(Refusal):
    """A PC, a key or a ledger that belongs to another station already."""

    code = "enrolled_elsewhere"
    message = mark("This PC or its key belongs to station {station} already; it was not enrolled as {asked}.")
    remedy = mark("Name that station; a PC of another station begins a ledger of its own and sends its own request.")


class KeyIdTaken(Refusal):
    """Two different keys with the same four bytes of key id: one in four thousand million."""

    code = "key_id_taken"
    message = mark("Another key has the key id {key_id} already.")
    remedy = mark("The station makes a new key and sends the request that is written with it.")


class KindUnknown(Refusal):
    """A kind of certificate that does not exist."""

    code = "kind_unknown"
    message = mark("{kind} is no kind of certificate.")
    remedy = mark("Kinds: {known}.")


class ValidityOver(Refusal):
    """A key that would be over before it begins."""

    code = "validity_over"
    message = mark("A key that is valid until {until} would be over already.")
    remedy = mark("Name a later day with --valid-until.")


@dataclass(frozen=True)
class Terms:
    """On what terms a PC is enrolled; `number_prefixes` are the heads of the numbers its key may sign."""

    station_code: str
    station_name: str = ""
    serials: int = USUAL_SERIALS
    first_serial: int | None = None
    kinds: tuple[str, ...] = tuple(KINDS)
    valid_until: date | None = None
    number_prefixes: tuple[str, ...] | None = None


def enrol(deed: Deed, root: SigningKey, data: bytes, terms: Terms, desk_key: bytes = b"") -> Issued:
    """Enrol the PC that wrote this request; the same request gets the same file again and no second block.

    `desk_key` is the certificate of the desk key, so that the PC can report on a stick before it ever had a line.
    Raises RequestUnsound, PackageOfAnotherKind, StationCodeWrong, StationNameMissing, StationNameWrong,
    EnrolledElsewhere, KeyIsRevoked, KeyIdTaken, KindUnknown, ValidityOver, SerialTaken, SerialsUsedUp,
    SerialsClaimed, SerialsOutOfReason.
    """
    request = read_request(data)
    answers = hashlib.sha256(data).hexdigest()
    check_terms(deed, terms)
    made = answer_to(deed, answers)
    if made:
        return _again(deed, root, request, made, terms)
    station = _station(deed, request, terms)
    key = _key(deed, request, terms)
    _replica(deed, request, terms, key.key_id)
    block = grant(deed, station.code, request.replica, terms.serials, terms.first_serial, request.last_serial)
    enrolment = Enrolment(
        grant=make_grant(deed, root, station, request.replica, block),
        key_id=key_id_of(request.public),
        recovery_public=deed.county.recovery_public,
        places=places_of(deed),
        rules=rules_of(deed),
        desk_key=desk_key,
    )
    file = keep_package(deed, ENROLMENT, sign_enrolment(enrolment, root), request.replica, answers)
    figures = {"key_id": key.key_id, "first_serial": block.first, "last_serial": block.last}
    deed.note("enrol", station=station.code, name=station.name, replica=request.replica, **figures)
    return issued(enrolment.grant, key.key_id, request.public, file.data)


def check_terms(deed: Deed, terms: Terms) -> None:
    """Raise StationCodeWrong, StationNameWrong, KindUnknown or ValidityOver."""
    code, prefix = terms.station_code, deed.county.code
    if not (code.isascii() and code.isdigit() and len(code) == 9 and code.startswith(prefix)):
        raise StationCodeWrong(code=code, county=deed.county.name, prefix=prefix)
    if len(terms.station_name) > LONGEST_NAME or not terms.station_name.isprintable():
        raise StationNameWrong(name=terms.station_name[:LONGEST_NAME], longest=LONGEST_NAME)
    for kind in terms.kinds:
        if kind not in KINDS:
            raise KindUnknown(kind=kind, known=", ".join(KINDS))
    if terms.valid_until and terms.valid_until < deed.today:
        raise ValidityOver(until=terms.valid_until)


def _again(deed: Deed, root: SigningKey, request: EnrolmentRequest, made: Publication, terms: Terms) -> Issued:
    enrolment = read_enrolment(made.data, request.replica, root.public)
    station = enrolment.grant.station
    if station.code != terms.station_code:
        raise EnrolledElsewhere(station=f"{station.name} {station.code}", asked=terms.station_code)
    deed.note("enrol_again", station=station.code, replica=request.replica)
    return issued(enrolment.grant, enrolment.key_id.hex(), request.public, made.data, is_repeat=True)


def _station(deed: Deed, request: EnrolmentRequest, terms: Terms) -> StationRow:
    row = deed.session.get(StationRow, (deed.county.id, terms.station_code))
    if row is None:
        row = _new_station(deed, request, terms)
    elif terms.station_name and terms.station_name != row.name:
        deed.note("rename_station", station=row.code, old=row.name, new=terms.station_name)
        row.name = terms.station_name
        deed.session.flush()
    return row


def _new_station(deed: Deed, request: EnrolmentRequest, terms: Terms) -> StationRow:
    _refuse_taken_id(deed, request.station_id, terms)
    name = terms.station_name.strip() or request.station_name[:LONGEST_NAME].strip()
    if not name:
        raise StationNameMissing(code=terms.station_code)
    names = {"county_id": deed.county.id, "code": terms.station_code, "station_id": request.station_id, "name": name}
    row = StationRow(**names, added_on=deed.today)
    deed.session.add(row)
    deed.session.flush()
    return row


def _refuse_taken_id(deed: Deed, station_id: str, terms: Terms) -> None:
    # By its id a station's rows are its own: whoever could name another's would read and write as that one.
    same = (StationRow.county_id == deed.county.id, StationRow.station_id == station_id)
    holder = deed.session.scalar(select(StationRow.code).where(*same))
    if station_id == deed.county.id:
        holder = deed.county.code
    if holder:
        raise EnrolledElsewhere(station=holder, asked=terms.station_code)


def _key(deed: Deed, request: EnrolmentRequest, terms: Terms) -> DeviceKeyRow:
    key_id = key_id_of(request.public).hex()
    until = terms.valid_until or _years_on(deed.today, KEY_YEARS)
    row = deed.session.get(DeviceKeyRow, (deed.county.id, key_id))
    if row is None:
        row = DeviceKeyRow(county_id=deed.county.id, key_id=key_id, public=request.public.hex())
        row.station_code, row.not_before, row.not_after = terms.station_code, deed.today, until
    _check_key(row, request, terms)
    # A renewal never shortens: what was signed in trust of the longer term stays good.
    row.not_after = max(until, row.not_after)
    row.kinds = list(terms.kinds)
    row.number_prefixes = list((terms.station_code,) if terms.number_prefixes is None else terms.number_prefixes)
    deed.session.add(row)
    deed.session.flush()
    return row


def _check_key(row: DeviceKeyRow, request: EnrolmentRequest, terms: Terms) -> None:
    if row.public != request.public.hex():
        raise KeyIdTaken(key_id=row.key_id)
    if row.station_code != terms.station_code:
        raise EnrolledElsewhere(station=row.station_code, asked=terms.station_code)
    if row.revoked_since:
        raise KeyIsRevoked(key_id=row.key_id, since=row.revoked_since)


def _replica(deed: Deed, request: EnrolmentRequest, terms: Terms, key_id: str) -> None:
    row = deed.session.get(ReplicaRow, (deed.county.id, request.replica))
    if row is None:
        row = ReplicaRow(county_id=deed.county.id, replica=request.replica, enrolled_on=deed.today)
        row.station_code = terms.station_code
    elif row.station_code != terms.station_code:
        raise EnrolledElsewhere(station=row.station_code, asked=terms.station_code)
    row.key_id = key_id
    deed.session.add(row)
    deed.session.flush()


def _years_on(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)
