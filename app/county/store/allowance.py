"""How much one station may bring: far above what any does, so that a key in wrong hands cannot fill the county's disk.

What is over it waits at the station's PCs: the rest of a day's entries till the next day, photos till more is allowed.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

import orjson
from sqlalchemy import Connection, bindparam, func, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import aliased

from app.county.register import Deed
from app.county.store.tables import BlobRow, CountyStateRow
from app.errors import MachineFault, Refusal
from app.i18n import mark, tr
from app.models.exchange import Entry

MEGABYTE = 1_000_000
_SET, _ENTRIES, _PHOTOS = "allowance", "in:", "ph:"
_ALLOWED = aliased(CountyStateRow)
# The line of this station alone is held: what all may bring is read by all at once.
_HELD = (
    select(
        CountyStateRow.value,
        select(_ALLOWED.value)
        .where(_ALLOWED.county_id == bindparam("county"), _ALLOWED.name == _SET)
        .scalar_subquery()
        .label("allowed"),
    )
    .where(CountyStateRow.county_id == bindparam("county"), CountyStateRow.name == bindparam("fact"))
    .with_for_update(of=CountyStateRow)
)


def _keeping(dialect: Any) -> Any:
    # Two PCs of a station may be the first to write it: neither must fail for that.
    made = dialect.insert(CountyStateRow)
    return made.on_conflict_do_update(index_elements=["county_id", "name"], set_={"value": made.excluded.value})


_KEEP = {"sqlite": _keeping(sqlite), "postgresql": _keeping(postgresql)}


class StationOverAllowance(MachineFault):
    """A station has brought all that it may for now."""

    code = "station_over_allowance"
    message = mark("Station {station} has brought more than one may; what is left waits at its PCs.")
    remedy = mark("Find out whether a key of it is in wrong hands, and revoke it; else allow more.")


class AllowanceTooSmall(Refusal):
    """An allowance that honest work would come up against."""

    code = "allowance_too_small"
    message = mark("{what}: {given} is less than an honest station may need ({least}).")
    remedy = mark("Name a larger figure. A PC that is rebuilt brings everything in one day.")


@dataclass(frozen=True)
class Allowance:
    """What a station may bring: entries, and MB of them, in one day of the county's; MB of photos in all.

    A PC that is rebuilt after five years brings 170,000 entries of 70 MB in one day.
    """

    entries: int = 1_000_000
    megabytes: int = 1_000
    photo_megabytes: int = 20_000


LEAST = Allowance(200_000, 200, 5_000)


@dataclass(frozen=True)
class Brought:
    """What a station brought on a day, or of photos in all: how many, and how many bytes.

    `over_on` is when it last had brought all that it may. Days as 2026-11-22; empty for never.
    """

    day: str = ""
    count: int = 0
    size: int = 0
    over_on: str = ""


@dataclass(frozen=True)
class Account:
    """What a station brought, and what it may."""

    brought: Brought
    allowed: Allowance

    @property
    def is_full(self) -> bool:
        """Whether no further entries are taken in."""
        return self.brought.count >= self.allowed.entries or self.brought.size >= self.allowed.megabytes * MEGABYTE


def allowance_of(connection: Connection, county_id: str) -> Allowance:
    """What every station of the county may bring."""
    own = (CountyStateRow.county_id == county_id, CountyStateRow.name == _SET)
    return _allowance(connection.scalar(select(CountyStateRow.value).where(*own)))


def set_allowance(deed: Deed, wanted: Allowance) -> None:
    """Allow so much from now on. Raises AllowanceTooSmall."""
    for name, words in WORDS.items():
        given, least = getattr(wanted, name), getattr(LEAST, name)
        if given < least:
            raise AllowanceTooSmall(what=tr(words), given=given, least=least)
    _keep(deed.session.connection(), deed.county.id, _SET, orjson.dumps(asdict(wanted)).decode())
    deed.note("allowance", **asdict(wanted))


WORDS = {
    "entries": mark("Entries of a station in one day"),
    "megabytes": mark("MB of entries of a station in one day"),
    "photo_megabytes": mark("MB of photos of a station in all"),
}


def may_bring(connection: Connection, county_id: str, station: tuple[str, str], today: date) -> Account:
    """What this station (id, code) brought today; its line is held till the end. Raises StationOverAllowance."""
    held = _account(connection, county_id, _ENTRIES + station[0])
    if held.brought.day != str(today):
        return Account(Brought(str(today), over_on=held.brought.over_on), held.allowed)
    if held.is_full:
        raise StationOverAllowance(station=station[1])
    return held


def note_brought(
    connection: Connection, county_id: str, station_id: str, held: Account, fresh: Iterable[Entry]
) -> None:
    """Add what has come; the request that reaches the allowance still goes through."""
    before, sizes = held.brought, [len(each.body or b"") for each in fresh]
    if sizes:
        made = Brought(before.day, before.count + len(sizes), before.size + sum(sizes), before.over_on)
        is_full = Account(made, held.allowed).is_full
        _write(connection, county_id, _ENTRIES + station_id, replace(made, over_on=made.day) if is_full else made)


def takes_photo(connection: Connection, county_id: str, station_id: str, today: date, size: int) -> bool:
    """Whether a station may bring one more photo of so many bytes, which is counted in."""
    name = _PHOTOS + station_id
    held = _account(connection, county_id, name)
    before, most = held.brought, held.allowed.photo_megabytes * MEGABYTE
    if before.size >= most and before.over_on != str(today):
        # Once a day they are counted anew: some may have been erased since.
        count, stored = _photos(connection, county_id, station_id)
        before = replace(before, count=count, size=stored)
    is_taken = before.size < most
    made = replace(before, count=before.count + 1, size=before.size + size) if is_taken else before
    if made.size >= most:
        made = replace(made, over_on=str(today))
    if made != held.brought:
        _write(connection, county_id, name, made)
    return is_taken


@dataclass(frozen=True)
class Overstepped:
    """When a station last brought as much as it may: of entries in one day, of photos in all; None for never."""

    entries_on: date | None = None
    photos_on: date | None = None


def overstepped(connection: Connection, county_id: str) -> dict[str, Overstepped]:
    """Every station (by its id) that ever came up against its allowance."""
    kept = or_(*(CountyStateRow.name.startswith(kind) for kind in (_ENTRIES, _PHOTOS)))
    rows = connection.execute(
        select(CountyStateRow.name, CountyStateRow.value).where(CountyStateRow.county_id == county_id, kept)
    )
    facts = {row.name: _day(_brought(row.value).over_on) for row in rows}
    stations = {name[3:] for name, day in facts.items() if day}
    return {each: Overstepped(facts.get(_ENTRIES + each), facts.get(_PHOTOS + each)) for each in sorted(stations)}


def _photos(connection: Connection, county_id: str, station_id: str) -> tuple[int, int]:
    own = (BlobRow.county_id == county_id, BlobRow.station_id == station_id)
    row = connection.execute(select(func.count(), func.sum(func.length(BlobRow.data))).where(*own)).one()
    return int(row[0]), int(row[1] or 0)


def _account(connection: Connection, county_id: str, name: str) -> Account:
    row = connection.execute(_HELD, {"county": county_id, "fact": name}).first()
    if row is None:
        return Account(Brought(), allowance_of(connection, county_id))
    return Account(_brought(row.value), _allowance(row.allowed))


def _allowance(value: str | None) -> Allowance:
    return Allowance(**orjson.loads(value)) if value else Allowance()


def _brought(value: str) -> Brought:
    day, count, size, over_on = value.split(" ")
    return Brought(day, int(count), int(size), over_on)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _write(connection: Connection, county_id: str, name: str, told: Brought) -> None:
    _keep(connection, county_id, name, f"{told.day} {told.count} {told.size} {told.over_on}")


def _keep(connection: Connection, county_id: str, name: str, value: str) -> None:
    connection.execute(_KEEP[connection.dialect.name], {"county_id": county_id, "name": name, "value": value})
