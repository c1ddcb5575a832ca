"""How a station joins its county by file: it asks with its own key, and takes in what the county signed, once."""

from contextlib import suppress
from dataclasses import dataclass, replace

from app.credential import key_list, revocations
from app.credential.desk_certificate import DeskCertificate, read_desk_certificate
from app.credential.key_list import read_key_list
from app.credential.keys import SigningKey, fingerprint
from app.credential.packages import read_head
from app.credential.text import is_host
from app.credential.trust import ListNotNewer
from app.errors import MachineFault, Refusal
from app.i18n import mark
from app.ledger.county_packages import (
    BLOCK,
    ENROLMENT,
    MAX_SERIAL,
    Enrolment,
    EnrolmentRequest,
    Grant,
    PackageOdd,
    SerialRange,
    kind_of,
    read_enrolment,
    read_grant,
    sign_request,
)
from app.ledger.county_reference import keep_places, keep_rules
from app.ledger.number_blocks import holds_block, keep_block, last_serial
from app.ledger.station_identity import IDENTITY, Identity, identity_of, identity_row, known_identity
from app.ledger.station_key import StationKeyMissing, file_faults, station_keys
from app.ledger.syncing.state import keep_desk_key
from app.ledger.trust_lists import ListTaken, ListTooLong, refuse_foreign_root, take_list, take_lists, trust_of
from app.models.change import Change
from app.models.guard import Mode
from app.models.key_ring import KeyRing
from app.models.ledger import Clerk, Ledger
from app.models.lineage import COUNTY
from app.models.local import set_local_value
from app.models.stations import StationIdentity


class FingerprintNeeded(Refusal):
    """The first package from a county, whose root key nobody has confirmed yet."""

    code = "fingerprint_needed"
    message = mark("This file comes from {county}; nobody has confirmed its root key yet, fingerprint {fingerprint}.")
    remedy = mark(
        "Call the county and compare the fingerprint, group by group; if it is the same, confirm it and take the file"
        " in again."
    )


class FingerprintDiffers(Refusal):
    """The root key in the package is not the one that was confirmed."""

    code = "fingerprint_differs"
    message = mark("The file's root key has the fingerprint {found}, not {expected}; nothing was taken in.")
    remedy = mark("Compare once more with the county. If it differs indeed, the file is not from your county.")


class PackageForAnotherPc(Refusal):
    """A package made for another replica."""

    code = "package_other_pc"
    message = mark("This file was made for another PC, or for this ledger as it was before it was restored.")
    remedy = mark("Write a new request for the county, and take in the file that it makes from it.")


class PackageForAnotherStation(Refusal):
    """A package that would make this ledger another station's."""

    code = "package_other_station"
    message = mark("This ledger is that of {ours}; the file is for {theirs}.")
    remedy = mark("Ask the county for the file of your own station. Another station begins a ledger of its own.")


class NotForStations(Refusal):
    """A signed file that is nothing a station takes in."""

    code = "not_for_stations"
    message = mark("This signed file ({kind}) is not one that a station takes in.")
    remedy = mark("Choose the enrolment, the number block or the list that the county wrote.")


@dataclass(frozen=True)
class WrittenRequest:
    """A request as a file, and the fingerprint of its key to be compared by telephone."""

    data: bytes
    fingerprint: str
    replica: str
    station_name: str


@dataclass(frozen=True)
class TakenIn:
    """What came of a file; `is_repeat` if the ledger held all of it already and nothing was written."""

    kind: str
    is_repeat: bool
    identity: Identity
    block: SerialRange | None = None
    lists: tuple[ListTaken, ...] = ()
    places: int = 0
    rules: int = 0


@dataclass(frozen=True)
class FirstLook:
    """What a package from the county says of itself, before anyone believes it."""

    county_name: str
    station_code: str
    station_name: str
    fingerprint: str


def write_request(ledger: Ledger, station_name: str = "", *, new_key: bool = False) -> WrittenRequest:
    """Ask the county to enrol this PC, with a key of its own, made here if there is none.

    Raises NotAllowed, StationKeyDamaged, DiskFull, ReadOnlyPlace.
    """
    identity = identity_of(ledger)
    with ledger.change("station.request") as change:
        key = _request_key(ledger, identity, new_key)
        request = EnrolmentRequest(
            public=key.public,
            replica=ledger.standing.replica,
            station_id=ledger.standing.station,
            station_name=station_name or (identity.station_name if identity else ""),
            last_serial=last_serial(change, identity.station_code) if identity else 0,
            made_at=change.now.isoformat(timespec="seconds"),
        )
        with ledger.guard.writing(Mode.JOURNALING):
            change.journal([])
    return WrittenRequest(sign_request(request, key), request.fingerprint, request.replica, request.station_name)


def _request_key(ledger: Ledger, identity: Identity | None, new_key: bool) -> SigningKey:
    keys = station_keys(ledger)
    with file_faults():
        held = () if new_key else keys.held()
        listed = keys.find(bytes.fromhex(identity.key_id)) if identity and held else None
        return listed or (held[-1] if held else keys.make())


def look_at(ledger: Ledger, data: bytes) -> FirstLook | None:
    """Whom a file says it is from, if this ledger has no county yet and the file would give it one."""
    if kind_of(data) != ENROLMENT or identity_of(ledger) is not None:
        return None
    grant = _opened(ledger, data, None).grant
    return FirstLook(grant.county.name, grant.station.code, grant.station.name, fingerprint(grant.root_public))


def take_in(ledger: Ledger, data: bytes, confirmed: str = "") -> TakenIn:
    """Take in whatever the county signed: an enrolment, a number block, a list; in one change, or not at all.

    `confirmed` is the fingerprint of the root key as someone compared it; the first enrolment needs it. Raises
    FingerprintNeeded, FingerprintDiffers, PackageForAnotherPc, PackageForAnotherStation, BlockOverlaps, ForeignRoot,
    ListNotNewer, ListTooLong, StationKeyMissing, NotEnrolled, NotForStations, and the refusals of a signed file.
    """
    kind = kind_of(data)
    if kind == ENROLMENT:
        return _take_enrolment(ledger, data, confirmed)
    if kind == BLOCK:
        return take_block(ledger, data)
    if kind in {key_list.KIND, revocations.KIND}:
        taken = take_lists(ledger, data)
        return TakenIn(kind, not taken, known_identity(ledger), lists=taken)
    raise NotForStations(kind=kind)


def _take_enrolment(ledger: Ledger, data: bytes, confirmed: str) -> TakenIn:
    identity = identity_of(ledger)
    enrolment = _opened(ledger, data, identity)
    _confirm(enrolment.grant, identity, confirmed)
    _check_fits(enrolment, identity)
    with ledger.change("station.enrol") as change:
        if identity and holds_block(change, enrolment.grant):
            return TakenIn(ENROLMENT, True, identity, enrolment.grant.block)
        _check_key(ledger, enrolment)
        taken = _kept(ledger, change, enrolment)
    _settle(ledger, enrolment)
    return taken


def _settle(ledger: Ledger, enrolment: Enrolment) -> None:
    station_id = enrolment.grant.station.id
    if station_id != ledger.standing.station:
        ledger.standing = replace(ledger.standing, station=station_id)
    # The enrolment stands by now; a former key that stays a while longer must not look like a failure.
    with suppress(MachineFault), file_faults():
        station_keys(ledger).keep_only(enrolment.key_id)


def _opened(ledger: Ledger, data: bytes, identity: Identity | None) -> Enrolment:
    _check_addressee(ledger, data)
    if identity:
        refuse_foreign_root(data, identity.root)
    return read_enrolment(data, ledger.standing.replica, identity.root if identity else None)


def take_block(ledger: Ledger, data: bytes, by: Clerk | None = None) -> TakenIn:
    """Take in a further number block; one that is here already changes nothing. Raises what `take_in` raises."""
    identity = known_identity(ledger)
    _check_addressee(ledger, data)
    refuse_foreign_root(data, identity.root)
    grant = read_grant(data, ledger.standing.replica, identity.root)
    _check_grant(grant, identity)
    with ledger.change("trust.block", by=by) as change:
        if holds_block(change, grant):
            return TakenIn(BLOCK, True, identity, grant.block)
        lists = _newer_lists(change, grant, identity.root)
        return TakenIn(BLOCK, False, identity, keep_block(change, grant), lists)


def _check_addressee(ledger: Ledger, data: bytes) -> None:
    if read_head(data).audience != ledger.standing.replica:
        raise PackageForAnotherPc


def _confirm(grant: Grant, identity: Identity | None, confirmed: str) -> None:
    found = fingerprint(grant.root_public)
    if not confirmed and identity is None:
        raise FingerprintNeeded(county=grant.county.name, fingerprint=found)
    if confirmed and "".join(confirmed.split()).upper() != found.replace(" ", ""):
        raise FingerprintDiffers(found=found, expected=confirmed)


def _check_grant(grant: Grant, identity: Identity | None) -> None:
    code, block = grant.station.code, grant.block
    if not (code.isascii() and code.isdigit() and len(code) == 9 and code.startswith(grant.county.code)):
        raise PackageOdd(field="station")
    if not is_host(grant.county.host):
        raise PackageOdd(field="host")
    if not 1 <= block.first <= block.last <= MAX_SERIAL:
        raise PackageOdd(field="block")
    if identity and identity.station_code != code:
        ours, theirs = f"{identity.station_name} {identity.station_code}", f"{grant.station.name} {code}"
        raise PackageForAnotherStation(ours=ours, theirs=theirs)


def _check_fits(enrolment: Enrolment, identity: Identity | None) -> None:
    grant = enrolment.grant
    _check_grant(grant, identity)
    entry = read_key_list(grant.key_list, grant.root_public).find(enrolment.key_id)
    if entry is None or entry.station != grant.station.code:
        raise PackageOdd(field="key_list")
    if enrolment.desk_key and _desk(enrolment).county_id != grant.county.id:
        raise PackageOdd(field="desk_key")


def _desk(enrolment: Enrolment) -> DeskCertificate:
    return read_desk_certificate(enrolment.desk_key, enrolment.grant.root_public)


def _check_key(ledger: Ledger, enrolment: Enrolment) -> None:
    if station_keys(ledger).find(enrolment.key_id) is None:
        raise StationKeyMissing(key_id=enrolment.key_id.hex())


def _kept(ledger: Ledger, change: Change, enrolment: Enrolment) -> TakenIn:
    grant = enrolment.grant
    identity = _keep_identity(change, enrolment)
    lists = _newer_lists(change, grant, grant.root_public)
    block = keep_block(change, grant)
    places = keep_places(change, enrolment.places, grant.county.id)
    rules = keep_rules(change, enrolment.rules, grant.county.id)
    change.session.flush()
    with ledger.guard.writing(Mode.JOURNALING):
        connection = change.session.connection()
        set_local_value(connection, "station", grant.station.id)
        set_local_value(connection, COUNTY, grant.county.id)
        set_local_value(connection, IDENTITY, identity.key_id)
        if enrolment.desk_key:
            keep_desk_key(connection, _desk(enrolment).key_id.hex(), enrolment.desk_key)
    _seal_for_recovery(ledger, enrolment.recovery_public)
    return TakenIn(ENROLMENT, False, identity, block, lists, places, rules)


def _keep_identity(change: Change, enrolment: Enrolment) -> Identity:
    grant = enrolment.grant
    identity = Identity(
        county_code=grant.county.code,
        county_name=grant.county.name,
        station_code=grant.station.code,
        station_name=grant.station.name,
        host=grant.county.host,
        root_public=grant.root_public.hex(),
        key_id=enrolment.key_id.hex(),
        enrolled_on=change.today,
    )
    row = identity_row(change.session)
    if row is None or row.key_id != identity.key_id:
        # A row a key: the other PC of this station, or a copy of this one, has a row of its own.
        change.add(StationIdentity(**vars(identity)))
    else:
        for name, value in vars(identity).items():
            setattr(row, name, value)
    return identity


def _newer_lists(change: Change, grant: Grant, root_public: bytes) -> tuple[ListTaken, ...]:
    """The lists that travel with a package; one that was overtaken on the way, or grew too long, stays out."""
    trust = trust_of(change.session, root_public)
    taken = []
    for data in (grant.key_list, grant.revocation_list):
        with suppress(ListNotNewer, ListTooLong):
            trust, found = take_list(change, trust, data)
            taken.append(found)
    return tuple(each for each in taken if each)


def _seal_for_recovery(ledger: Ledger, recovery_public: bytes) -> None:
    ring = KeyRing.read(ledger.places.keys)
    ring.seal_recovery(recovery_public, ledger.file_key)
    with file_faults():
        ring.save()
