"""How the stations fare: when each PC was last in touch, what waits there, how its clock goes, how numbers last."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.county.figures import Station, stations
from app.county.readings.tables import BLOCKS, CERTIFICATES, referred, stations_of
from app.county.readings.unsettled import table_words
from app.county.store.allowance import Overstepped, overstepped
from app.county.store.contacts import Contact, contacts
from app.county.store.digests import digests_counted, digests_of
from app.county.store.tables import ParkedRow, ReplicaHeadRow
from app.i18n import tr
from app.models.digest import TableDigest
from app.sync.protocol import UnequalTable

SILENT = timedelta(days=7)
LOOKED_AT = timedelta(days=14)
"""So long it is told that a station brought more than any honest one does."""
CLOCK_OFF_MS = 5 * 60_000
_LAST = 253_370_764_800_000
"""1 January 9999 in milliseconds: a PC may say anything of its clock."""
LOW_PART = 5
"""Numbers run low when one in so many of what a PC was granted is left."""


@dataclass(frozen=True)
class PcHealth:
    """One PC: its last round, and the numbers it has left of those granted; both None for one never in touch."""

    replica: str
    contact: Contact | None
    entries: int = 0
    granted: int = 0
    left: int = 0

    def seen(self, now: datetime) -> datetime | None:
        """When its last round was, in the county's time."""
        return _moment(self.contact.at, now) if self.contact else None

    @property
    def is_low(self) -> bool:
        """Whether it should be granted further numbers."""
        return self.granted > 0 and self.left * LOW_PART <= self.granted

    @property
    def is_clock_off(self) -> bool:
        """Whether its clock is so far off that its days may be wrong."""
        return self.contact is not None and abs(self.contact.clock_offset_ms) > CLOCK_OFF_MS


@dataclass(frozen=True)
class StationHealth:
    """A station with its PCs; `silent_for` is None while it is in touch, and days otherwise.

    `unequal` are the tables, in words and with both counts, of which a PC says that they are not alike on both sides.
    """

    id: str
    station: Station
    pcs: tuple[PcHealth, ...]
    last_round: datetime | None
    waiting: int
    oldest: datetime | None
    behind: int
    parked: int
    silent_for: int | None = field(default=None)
    unequal: tuple[str, ...] = ()
    overstepped: Overstepped = field(default_factory=Overstepped)

    @property
    def is_suspicious(self) -> bool:
        """Whether it lately brought as much as a station may: somebody should look what it was."""
        return self.overstepped != Overstepped()

    @property
    def clock_offset_ms(self) -> int:
        """The clock that is most off."""
        return max((each.contact.clock_offset_ms for each in self.pcs if each.contact), key=abs, default=0)

    @property
    def releases(self) -> tuple[str, ...]:
        """The programs that its PCs run."""
        return tuple(sorted({each.contact.release for each in self.pcs if each.contact}))


@dataclass(frozen=True)
class TableCheck:
    """A table of a station: the figures that are kept with each write, and those counted from the rows just now."""

    entity: str
    kept: TableDigest
    found: TableDigest

    @property
    def is_equal(self) -> bool:
        """Whether both agree."""
        return self.kept == self.found


def station_health(session: Session, county_id: str, now: datetime, code: str = "") -> tuple[StationHealth, ...]:
    """Every station by its code, or the one that is named."""
    names = {each.code: each.id for each in stations_of(session, county_id).values()}
    told = _Told(session, county_id, now)
    wanted = [each for each in stations(session) if code in {"", each.code}]
    return tuple(told.station(names[each.code], each) for each in wanted)


def checked_tables(session: Session, county_id: str, station_id: str) -> tuple[TableCheck, ...]:
    """Count the tables of a station anew."""
    connection = session.connection()
    kept, found = digests_of(connection, county_id, station_id), digests_counted(connection, county_id, station_id)
    names = sorted(name for name in kept.keys() | found.keys() if kept.get(name) != TableDigest() or name in found)
    return tuple(TableCheck(name, kept.get(name, TableDigest()), found.get(name, TableDigest())) for name in names)


class _Told:
    """What is read once for all stations."""

    def __init__(self, session: Session, county_id: str, now: datetime) -> None:
        self._now = now
        self._contacts = {each.replica: each for each in contacts(session, county_id)}
        head = ReplicaHeadRow
        rows = session.execute(
            select(head.replica, head.station_id, head.seq, head.applied_seq).where(head.county_id == county_id)
        )
        self._heads = {row.replica: row for row in rows}
        parked = select(ParkedRow.owner, func.count()).where(ParkedRow.county_id == county_id)
        self._parked = {row[0]: row[1] for row in session.execute(parked.group_by(ParkedRow.owner))}
        self._used = _used(session, county_id)
        self._over = overstepped(session.connection(), county_id)

    def station(self, station_id: str, station: Station) -> StationHealth:
        """One station."""
        pcs = tuple(self._pc(station_id, replica, station) for replica in self._replicas(station_id, station))
        held = [each.contact for each in pcs if each.contact]
        last = _moment(max((each.at for each in held), default=0), self._now)
        waiting = [each for each in held if each.waiting]
        heads = [head for head in self._heads.values() if head.station_id == station_id]
        return StationHealth(
            id=station_id,
            station=station,
            pcs=pcs,
            last_round=last,
            waiting=sum(each.waiting for each in waiting),
            oldest=_moment(min((each.oldest for each in waiting if each.oldest), default=0), self._now),
            behind=sum(head.seq - head.applied_seq for head in heads),
            parked=self._parked.get(station_id, 0),
            silent_for=self._silent(last, station.added_on),
            unequal=_unequal(held),
            overstepped=self._lately(self._over.get(station_id, Overstepped())),
        )

    def _lately(self, told: Overstepped) -> Overstepped:
        since = self._now.date() - LOOKED_AT
        return Overstepped(*(day if day and day >= since else None for day in (told.entries_on, told.photos_on)))

    def _replicas(self, station_id: str, station: Station) -> list[str]:
        known = [each.replica for each in station.devices]
        others = [each.replica for each in self._contacts.values() if each.station_id == station_id]
        return [*known, *(each for each in others if each not in known)]

    def _pc(self, station_id: str, replica: str, station: Station) -> PcHealth:
        blocks = [block for each in station.devices if each.replica == replica for block in each.blocks]
        granted = sum(last - first + 1 for first, last in blocks)
        used = sum(self._used_of(station_id, replica, block) for block in blocks)
        head = self._heads.get(replica)
        return PcHealth(replica, self._contacts.get(replica), head.seq if head else 0, granted, granted - used)

    def _used_of(self, station_id: str, replica: str, block: tuple[int, int]) -> int:
        """How many numbers of a granted block stand on certificates; skipped ones are used too."""
        first, last = block
        return min(max(self._used.get((station_id, replica, first), first - 1), first - 1), last) - first + 1

    def _silent(self, last: datetime | None, added_on: date) -> int | None:
        since = (self._now - last) if last else timedelta(days=(self._now.date() - added_on).days)
        return since.days if since > SILENT else None


def _unequal(held: list[Contact]) -> tuple[str, ...]:
    """What the newest replica of each PC says: one that was left behind by a restore speaks no more."""
    newest = {each.key_id: each for each in sorted(held, key=lambda each: each.at)}
    return tuple(sorted({_differing(one) for each in newest.values() for one in each.unequal}))


def _differing(each: UnequalTable) -> str:
    figures = {"there": each.pc_rows, "here": each.county_rows}
    return tr("{table} ({there} rows there, {here} here)", table=table_words(each.entity), **figures)


def _used(session: Session, county_id: str) -> dict[tuple[str, str, int], int]:
    """The highest serial on a certificate from each block, by what the stations say (station, replica, first serial).

    Nothing is reckoned with them here: what a station says may be too wide for the database.
    """
    wanted = (
        select(BLOCKS.c.owner, BLOCKS.c.replica, BLOCKS.c.first_serial, func.max(CERTIFICATES.c.serial))
        .select_from(CERTIFICATES)
        .join(BLOCKS, referred(CERTIFICATES, "block_id", BLOCKS))
        .where(CERTIFICATES.c.county_id == county_id, CERTIFICATES.c.serial.is_not(None))
        .group_by(BLOCKS.c.owner, BLOCKS.c.replica, BLOCKS.c.first_serial)
    )
    return {(owner, replica, first): last for owner, replica, first, last in session.execute(wanted)}


def _moment(milliseconds: int, now: datetime) -> datetime | None:
    return datetime.fromtimestamp(min(milliseconds, _LAST) / 1000, now.tzinfo) if milliseconds > 0 else None
