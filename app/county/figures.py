"""The county at a glance: its stations, their keys and numbers, and how old its lists are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.county.publishing import newest_borne
from app.county.register import County, county_in
from app.county.tables import (
    DeviceKeyRow,
    NumberBlockRow,
    PublicationRow,
    ReplicaRow,
    RevocationRow,
    StationRow,
)
from app.credential import key_list, revocations
from app.i18n import mark, tr
from app.ledger.county_packages import MAX_SERIAL
from app.models.list_size import share_of

Owned = TypeVar("Owned", NumberBlockRow, ReplicaRow, DeviceKeyRow)
ROOMY = 80
"""The county is told of a list once it fills more of what a PC can take in (per cent)."""
_GROWING = {
    key_list.KIND: mark(
        "The key list fills {share}% of what the stations' PCs can take in. Beyond that they would no longer get it:"
        " ask for a program that carries longer lists."
    ),
    revocations.KIND: mark(
        "The revocation list fills {share}% of what the stations' PCs can take in. Beyond that they would no longer"
        " get it: ask for a program that carries longer lists."
    ),
}
_TOO_LONG = {
    key_list.KIND: mark(
        "The key list is longer than the stations' PCs can take in: they keep that of {day}, and know no key that was"
        " added or revoked since. Certificates are checked rightly on the county's page. Ask for a program that"
        " carries longer lists."
    ),
    revocations.KIND: mark(
        "The revocation list is longer than the stations' PCs can take in: they keep that of {day}, and what was"
        " revoked since is known on the county's page alone. Let certificates be checked there, and ask for a program"
        " that carries longer lists."
    ),
}
EXPIRY_NOTICE_DAYS = 60
"""A key is renewed at its PC's next request; so many days before its end the county is told."""


@dataclass(frozen=True)
class DeviceKey:
    """One signing key of a station."""

    key_id: str
    not_before: date
    not_after: date
    kinds: tuple[str, ...]
    revoked_since: date | None


@dataclass(frozen=True)
class Device:
    """One replica of a station and the number blocks it was granted (first, last)."""

    replica: str
    key_id: str
    enrolled_on: date
    blocks: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Station:
    """A station with its PCs; `serials_left` of its 99,999 were never granted."""

    code: str
    name: str
    added_on: date
    devices: tuple[Device, ...]
    keys: tuple[DeviceKey, ...]
    serials_granted: int
    serials_left: int


@dataclass(frozen=True)
class ListFigures:
    """The last published list of a kind; `share` is how much of what a PC can take in it fills (per cent).

    Beyond 100 the stations keep the former one, of the day `known_on`.
    """

    kind: str
    sequence: int
    issued_on: date
    next_update: date | None
    is_due: bool
    share: int = 0
    known_on: date | None = None

    def growth(self) -> str:
        """What is to be said of its length, with what to do; empty while there is room."""
        if self.share <= ROOMY:
            return ""
        said = _TOO_LONG if self.share > 100 else _GROWING
        return tr(said[self.kind], share=self.share, day=self.known_on)


@dataclass(frozen=True)
class CountyFigures:
    """`county status`: the county, how much there is of everything, what wants doing."""

    county: County
    stations: int
    devices: int
    keys: int
    revoked_keys: int
    revoked_certificates: int
    serials_granted: int
    lists: tuple[ListFigures, ...]
    keys_ending: tuple[str, ...]


def stations(session: Session) -> tuple[Station, ...]:
    """Every station by its code."""
    county = county_in(session)
    rows = session.scalars(select(StationRow).where(StationRow.county_id == county.id).order_by(StationRow.code))
    return tuple(_station(session, row) for row in rows)


def county_figures(session: Session, today: date) -> CountyFigures:
    """The figures of this day."""
    county, listed = county_in(session), stations(session)
    keys = [key for station in listed for key in station.keys]
    good = [key for key in keys if key.revoked_since is None]
    return CountyFigures(
        county=county,
        stations=len(listed),
        devices=sum(len(station.devices) for station in listed),
        keys=len(good),
        revoked_keys=len(keys) - len(good),
        revoked_certificates=_revoked_certificates(session, county),
        serials_granted=sum(station.serials_granted for station in listed),
        lists=tuple(_list(session, county, kind, today) for kind in (key_list.KIND, revocations.KIND)),
        keys_ending=tuple(key.key_id for key in good if (key.not_after - today).days <= EXPIRY_NOTICE_DAYS),
    )


def _station(session: Session, row: StationRow) -> Station:
    blocks = sorted(_own(session, NumberBlockRow, row), key=lambda block: block.first_serial)
    replicas = sorted(_own(session, ReplicaRow, row), key=lambda replica: (replica.enrolled_on, replica.replica))
    keys = sorted(_own(session, DeviceKeyRow, row), key=lambda key: (key.not_before, key.key_id))
    granted = sum(block.last_serial - block.first_serial + 1 for block in blocks)
    return Station(
        code=row.code,
        name=row.name,
        added_on=row.added_on,
        devices=tuple(_device(replica, blocks) for replica in replicas),
        keys=tuple(_key(key) for key in keys),
        serials_granted=granted,
        serials_left=MAX_SERIAL - max((block.last_serial for block in blocks), default=0),
    )


def _own(session: Session, entity: type[Owned], row: StationRow) -> Sequence[Owned]:
    own = (entity.county_id == row.county_id, entity.station_code == row.code)
    return session.scalars(select(entity).where(*own)).all()


def _device(replica: ReplicaRow, blocks: list[NumberBlockRow]) -> Device:
    own = tuple((each.first_serial, each.last_serial) for each in blocks if each.replica == replica.replica)
    return Device(replica.replica, replica.key_id, replica.enrolled_on, own)


def _key(row: DeviceKeyRow) -> DeviceKey:
    return DeviceKey(row.key_id, row.not_before, row.not_after, tuple(row.kinds), row.revoked_since)


def _revoked_certificates(session: Session, county: County) -> int:
    own = select(func.count()).select_from(RevocationRow).where(RevocationRow.county_id == county.id)
    return session.scalar(own) or 0


def _list(session: Session, county: County, kind: str, today: date) -> ListFigures:
    own = (PublicationRow.county_id == county.id, PublicationRow.kind == kind)
    newest = select(PublicationRow).where(*own).order_by(PublicationRow.sequence.desc())
    row = session.scalars(newest.limit(1)).first()
    if row is None:
        return ListFigures(kind, 0, county.founded_on, None, is_due=True)
    is_due = row.next_update is None or row.next_update <= today
    share = share_of(row.data)
    known = row if share <= 100 else newest_borne(session, county, kind)
    known_on = known.issued_on if known else None
    return ListFigures(kind, row.sequence, row.issued_on, row.next_update, is_due, share, known_on)
