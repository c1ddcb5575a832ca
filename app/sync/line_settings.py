"""How this PC reaches the county: address, proxy and pinned authority, kept beside the ledger and never sent."""

from dataclasses import asdict, dataclass, replace
from pathlib import Path

from app.ledger.station_identity import Identity, identity_of
from app.models.ledger import Ledger
from app.models.side_files import read_json, write_json, write_whole
from app.sync.county_client import Address, refuse_plain_http

_FILE = "county-line.json"
_AUTHORITY = "county-authority.pem"


@dataclass(frozen=True)
class LineSettings:
    """What is set by hand. `url` empty: the host that the county named at enrolment. `proxy`: see `Address`."""

    url: str = ""
    proxy: str = ""
    is_pinned: bool = False
    by_itself: bool = True
    """Whether rounds start by themselves."""


def line_settings(ledger: Ledger) -> LineSettings:
    """What is set on this PC; the usual values where nothing is."""
    row = read_json(ledger.places.folder / _FILE) or {}
    known = {name: row[name] for name, usual in asdict(LineSettings()).items() if type(row.get(name)) is type(usual)}
    return LineSettings(**known)


def set_line(ledger: Ledger, settings: LineSettings) -> None:
    """Keep these settings. Raises PlainHttpRefused."""
    if settings.url:
        refuse_plain_http(settings.url)
    write_json(ledger.places.folder / _FILE, asdict(settings))


def pin_authority(ledger: Ledger, certificate: bytes) -> None:
    """From now on believe no other authority than those in this PEM file; empty takes the pin away."""
    place = ledger.places.folder / _AUTHORITY
    if certificate:
        write_whole(place, certificate)
    else:
        place.unlink(missing_ok=True)
    set_line(ledger, replace(line_settings(ledger), is_pinned=bool(certificate)))


def address_of(ledger: Ledger, known: Identity | None = None) -> Address:
    """Where the county of this station is; an empty address where no county enrolled it. `known` is who it is."""
    settings, identity = line_settings(ledger), known or identity_of(ledger)
    url = settings.url or (f"https://{identity.host}" if identity else "")
    pinned: Path | None = ledger.places.folder / _AUTHORITY if settings.is_pinned else None
    return Address(url, settings.proxy, pinned)
