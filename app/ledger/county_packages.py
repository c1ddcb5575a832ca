"""The files that pass between station and county by hand: the request, the enrolment, a further number block."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.credential import fields
from app.credential.fields import FieldOdd
from app.credential.keys import Signer, fingerprint
from app.credential.packages import (
    PUBLIC,
    PackageForged,
    PackageUnreadable,
    open_package,
    open_self_signed,
    read_head,
    sign_package,
)
from app.errors import Refusal
from app.i18n import mark

REQUEST = "enrolment_request"
ENROLMENT = "enrolment"
BLOCK = "number_block"
REFERENCE = "county_reference"
SCHEMA = 1
LONGEST_NAME = 200
MAX_SERIAL = 99_999
"""Five digits of a certificate number are its serial."""

_REQUEST_FIELDS = ("schema", PUBLIC, "replica", "station_id", "station_name", "last_serial", "made_at")
_GRANT_FIELDS = ("schema", PUBLIC, "county", "station", "replica", "block", "key_list", "revocation_list")
_ENROLMENT_FIELDS = (*_GRANT_FIELDS, "key_id", "recovery_public", "places", "rules", "desk_key")
_COUNTY_FIELDS = ("id", "code", "name", "host")
_STATION_FIELDS = ("id", "code", "name")
_BLOCK_FIELDS = ("first_serial", "last_serial", "granted_on")
_PLACE_FIELDS = ("id", "code", "name", "level", "parent_code")
_RULE_FIELDS = ("id", "key", "value", "severity", "valid_from", "valid_to", "source")


class PackageOdd(Refusal):
    """A signed file whose content is not in the form that this program knows; `field` says where."""

    code = "package_form"
    message = mark("The content of this file is not in the form that this version of the program knows ({field}).")
    remedy = mark("Install the newest version on both sides, then have the file made again.")


class RequestUnsound(Refusal):
    """An enrolment request that its own key did not sign, or that is damaged."""

    code = "request_unsound"
    message = mark("This enrolment request is damaged or was changed on the way; it was not taken in.")
    remedy = mark("Ask the station to write the request again and to bring it once more.")


@dataclass(frozen=True)
class EnrolmentRequest:
    """What a PC asks its county for; `last_serial` is the highest serial that any block in its ledger holds."""

    public: bytes
    replica: str
    station_id: str
    station_name: str
    last_serial: int
    made_at: str

    @property
    def fingerprint(self) -> str:
        """The key's fingerprint in groups, to be compared by telephone."""
        return fingerprint(self.public)


@dataclass(frozen=True)
class CountyCard:
    """The county as a package names it."""

    id: str
    code: str
    name: str
    host: str


@dataclass(frozen=True)
class StationCard:
    """The station as a package names it; `code` is county and township, nine digits."""

    id: str
    code: str
    name: str


@dataclass(frozen=True)
class SerialRange:
    """The serials of one number block, both ends included."""

    first: int
    last: int
    granted_on: date


@dataclass(frozen=True)
class Grant:
    """A number block for one replica, with the county's newest lists."""

    root_public: bytes
    county: CountyCard
    station: StationCard
    replica: str
    block: SerialRange
    key_list: bytes
    revocation_list: bytes


@dataclass(frozen=True)
class PlaceFact:
    """One place of the county's tree of regions."""

    id: str
    code: str
    name: str
    level: str
    parent_code: str


@dataclass(frozen=True)
class RuleFact:
    """One policy number as the county sets it."""

    id: str
    key: str
    value: Any
    severity: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    source: str = ""


@dataclass(frozen=True)
class Enrolment:
    """All that a PC needs to work for its station: a grant, and what the grant rests on.

    `desk_key` is the signed file of the county's desk key, for which a PC seals its reports on a stick; may be empty.
    """

    grant: Grant
    key_id: bytes
    recovery_public: bytes
    places: tuple[PlaceFact, ...] = ()
    rules: tuple[RuleFact, ...] = ()
    desk_key: bytes = b""


def sign_request(request: EnrolmentRequest, key: Signer) -> bytes:
    """The request as a file; the signature proves that the PC holds the key."""
    payload = {
        "schema": SCHEMA,
        PUBLIC: request.public,
        "replica": request.replica,
        "station_id": request.station_id,
        "station_name": request.station_name,
        "last_serial": request.last_serial,
        "made_at": request.made_at,
    }
    return sign_package(REQUEST, payload, key)


def read_request(data: bytes) -> EnrolmentRequest:
    """The request in this file. Raises RequestUnsound, PackageOfAnotherKind, PackageOdd."""
    try:
        payload = open_self_signed(data, REQUEST)
    except (PackageForged, PackageUnreadable) as error:
        raise RequestUnsound from error
    with _in_form():
        row = _known(payload, _REQUEST_FIELDS)
        return EnrolmentRequest(
            public=fields.bytes_in(row, PUBLIC),
            replica=_id_in(row, "replica"),
            station_id=_id_in(row, "station_id"),
            station_name=_words_in(row, "station_name"),
            last_serial=fields.whole_in(row, "last_serial"),
            made_at=fields.text_in(row, "made_at"),
        )


def sign_grant(grant: Grant, root: Signer) -> bytes:
    """A further number block as a file for its replica alone."""
    return sign_package(BLOCK, _grant_row(grant), root, grant.replica)


def sign_enrolment(enrolment: Enrolment, root: Signer) -> bytes:
    """An enrolment as a file for its replica alone."""
    payload = _grant_row(enrolment.grant) | {
        "key_id": enrolment.key_id,
        "recovery_public": enrolment.recovery_public,
        "places": [_place_row(place) for place in enrolment.places],
        "rules": [_rule_row(rule) for rule in enrolment.rules],
        "desk_key": enrolment.desk_key,
    }
    return sign_package(ENROLMENT, payload, root, enrolment.grant.replica)


def read_enrolment(data: bytes, replica: str, root_public: bytes | None) -> Enrolment:
    """The enrolment in this file; without a root key it is only known to be whole, not whose it is.

    Raises the refusals of `open_package`, PackageOdd.
    """
    payload = _opened(data, ENROLMENT, replica, root_public)
    with _in_form():
        # A file of the first counties names no desk key yet.
        row = _known({"desk_key": b""} | payload, _ENROLMENT_FIELDS)
        return Enrolment(
            grant=_grant(row),
            key_id=fields.bytes_in(row, "key_id"),
            recovery_public=fields.bytes_in(row, "recovery_public"),
            places=tuple(_place(each) for each in fields.rows_in(row, "places")),
            rules=tuple(_rule(each) for each in fields.rows_in(row, "rules")),
            desk_key=fields.bytes_in(row, "desk_key"),
        )


def read_grant(data: bytes, replica: str, root_public: bytes) -> Grant:
    """The number block in this file. Raises the refusals of `open_package`, PackageOdd."""
    payload = open_package(data, BLOCK, root_public, replica)
    with _in_form():
        return _grant(_known(payload, _GRANT_FIELDS))


def sign_reference(places: Iterable[PlaceFact], rules: Iterable[RuleFact], desk: Signer) -> bytes:
    """The county's places and rules as a file for its stations."""
    rows = {"places": [_place_row(place) for place in places], "rules": [_rule_row(rule) for rule in rules]}
    return sign_package(REFERENCE, {"schema": SCHEMA, **rows}, desk)


def read_reference(data: bytes, public: bytes) -> tuple[tuple[PlaceFact, ...], tuple[RuleFact, ...]]:
    """The places and rules in this file. Raises the refusals of `open_package`, PackageOdd."""
    payload = open_package(data, REFERENCE, public)
    with _in_form():
        row = _known(payload, ("schema", "places", "rules"))
        places = tuple(_place(each) for each in fields.rows_in(row, "places"))
        return places, tuple(_rule(each) for each in fields.rows_in(row, "rules"))


def kind_of(data: bytes) -> str:
    """What a signed file says it is, not yet believed. Raises PackageTooLarge, PackageUnreadable."""
    return read_head(data).kind


def _opened(data: bytes, kind: str, replica: str, root_public: bytes | None) -> dict[str, Any]:
    if root_public is None:
        return open_self_signed(data, kind, replica)
    return open_package(data, kind, root_public, replica)


@contextmanager
def _in_form() -> Iterator[None]:
    try:
        yield
    except FieldOdd as error:
        raise PackageOdd(**error.figures) from error


def _known(payload: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    if payload.get("schema") != SCHEMA:
        raise FieldOdd(field="schema")
    return fields.exactly(payload, names)


def _id_in(row: dict[str, Any], name: str) -> str:
    value = fields.text_in(row, name)
    if len(value) != 36 or not set(value) <= set("0123456789abcdef-"):
        raise FieldOdd(field=name)
    return value


def _words_in(row: dict[str, Any], name: str) -> str:
    """A text that is shown before anybody believes its file: no sign in it may move the cursor or hide another."""
    value = fields.text_in(row, name)
    if len(value) > LONGEST_NAME or not value.isprintable():
        raise FieldOdd(field=name)
    return value


def _grant_row(grant: Grant) -> dict[str, Any]:
    county, station, block = grant.county, grant.station, grant.block
    return {
        "schema": SCHEMA,
        PUBLIC: grant.root_public,
        "county": {"id": county.id, "code": county.code, "name": county.name, "host": county.host},
        "station": {"id": station.id, "code": station.code, "name": station.name},
        "replica": grant.replica,
        "block": {
            "first_serial": block.first,
            "last_serial": block.last,
            "granted_on": block.granted_on.isoformat(),
        },
        "key_list": grant.key_list,
        "revocation_list": grant.revocation_list,
    }


def _grant(row: dict[str, Any]) -> Grant:
    county = fields.exactly(row["county"], _COUNTY_FIELDS)
    station = fields.exactly(row["station"], _STATION_FIELDS)
    block = fields.exactly(row["block"], _BLOCK_FIELDS)
    return Grant(
        root_public=fields.bytes_in(row, PUBLIC),
        county=CountyCard(**{name: _words_in(county, name) for name in _COUNTY_FIELDS}),
        station=StationCard(**{name: _words_in(station, name) for name in _STATION_FIELDS}),
        replica=_id_in(row, "replica"),
        block=SerialRange(
            fields.whole_in(block, "first_serial"),
            fields.whole_in(block, "last_serial"),
            fields.day_in(block, "granted_on"),
        ),
        key_list=fields.bytes_in(row, "key_list"),
        revocation_list=fields.bytes_in(row, "revocation_list"),
    )


def _place_row(place: PlaceFact) -> dict[str, Any]:
    return {name: getattr(place, name) for name in _PLACE_FIELDS}


def _place(value: Any) -> PlaceFact:
    row = fields.exactly(value, _PLACE_FIELDS)
    return PlaceFact(**{name: _words_in(row, name) for name in _PLACE_FIELDS})


def _rule_row(rule: RuleFact) -> dict[str, Any]:
    row = {name: getattr(rule, name) for name in _RULE_FIELDS}
    days = {name: row[name].isoformat() if row[name] else None for name in ("valid_from", "valid_to")}
    return row | days


def _rule(value: Any) -> RuleFact:
    row = fields.exactly(value, _RULE_FIELDS)
    return RuleFact(
        id=fields.text_in(row, "id"),
        key=fields.text_in(row, "key"),
        value=row["value"],
        severity=fields.text_in(row, "severity"),
        valid_from=fields.day_or_none_in(row, "valid_from"),
        valid_to=fields.day_or_none_in(row, "valid_to"),
        source=fields.text_in(row, "source"),
    )
