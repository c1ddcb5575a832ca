"""Packages for one PC: a number block with the newest lists, alone or as the heart of an enrolment."""

from dataclasses import dataclass

from app.county.publishing import newest_borne, publish_lists
from app.county.register import Deed
from app.county.tables import StationRow
from app.credential import revocations
from app.credential.keys import SigningKey, fingerprint
from app.ledger.county_packages import Grant, SerialRange, StationCard


@dataclass(frozen=True)
class Issued:
    """A package for one PC, and what it holds; `is_repeat` if it had been made before and was only written again."""

    station: StationCard
    replica: str
    key_id: str
    fingerprint: str
    block: SerialRange
    data: bytes
    is_repeat: bool = False


def make_grant(deed: Deed, root: SigningKey, station: StationRow, replica: str, block: SerialRange) -> Grant:
    """What every package holds."""
    lists = publish_lists(deed, root)
    # With one that no PC can take in, the package itself would grow too large for a round.
    revoked = newest_borne(deed.session, deed.county, revocations.KIND) or lists.revocations
    return Grant(
        root_public=root.public,
        county=deed.county.card,
        station=StationCard(station.station_id, station.code, station.name),
        replica=replica,
        block=block,
        key_list=lists.keys.data,
        revocation_list=revoked.data,
    )


def issued(granted: Grant, key_id: str, public: bytes, data: bytes, *, is_repeat: bool = False) -> Issued:
    """The package with its figures."""
    return Issued(granted.station, granted.replica, key_id, fingerprint(public), granted.block, data, is_repeat)
