"""The region as this ledger knows it on a day: for finding the place that a text names, former names too."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, lru_cache, partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.ledger.importing.places import FoundPlace
from app.ledger.importing.places import Places as PlaceFinder
from app.ledger.station_identity import identity_row
from app.models.people import Place
from app.models.regions import COUNTY, TOWN, Region, RegionTree, VillageFound
from app.models.stations import StationIdentity


@dataclass(frozen=True)
class LedgerTree(RegionTree):
    """The places of the ledger that are valid; `former` are names they once had, each with the code of today."""

    former: tuple[Region, ...] = ()

    def find_town(self, text: str) -> Region | None:
        """As in the tree, else by a former name."""
        found = super().find_town(text) or self._of_old.find_town(text)
        return self.region(found.code) if found else None

    def find_village(self, town_code: str, text: str) -> VillageFound | None:
        """As in the tree, else by a former name."""
        found = super().find_village(town_code, text) or self._of_old.find_village(town_code, text)
        village = self.region(found.village.code) if found else None
        return replace(found, village=village) if found and village else None

    @cached_property
    def _of_old(self) -> RegionTree:
        renamed = {region.code for region in self.former if region.level == TOWN}
        standing = (region for region in self.regions if region.code not in renamed)
        return RegionTree(self.county, (*standing, *self.former))


@dataclass(frozen=True)
class KnownPlaces:
    """The tree, the station's own town in it ("" if unknown), and which place a code stands for."""

    region: LedgerTree | None
    home_town: str
    by_code: Mapping[str, str]

    def find(self, town: str, village: str, address: str = "") -> FoundPlace:
        """The place that the words of a form name; where no town has a column of its own, one named in the text."""
        return self._finding(town, village, address)

    @cached_property
    def _finding(self) -> Callable[[str, str, str], FoundPlace]:
        # The rows of a roster name the same few villages over and over.
        return lru_cache(maxsize=4096)(partial(_find, self.region, PlaceFinder(self.region, self.home_town)))

    def place_id(self, found: FoundPlace) -> str | None:
        """The place: the village if it is known, else the town."""
        return self.id_of(found.village_code, found.town_code)

    def id_of(self, village_code: str, town_code: str) -> str | None:
        """The place of the village's code if it is known, else of the town's."""
        return self.by_code.get(village_code) or self.by_code.get(town_code)


def _find(region: LedgerTree | None, finder: PlaceFinder, town: str, village: str, address: str) -> FoundPlace:
    found = finder.find(town, village, address)
    if found.village_code or town or region is None:
        return found
    named = (_with_town(region, text) for text in (village, address))
    return next(filter(None, named), found)


def _with_town(region: LedgerTree, text: str) -> FoundPlace | None:
    """凤山镇水箐村大寨组 at a station of another town."""
    towns = [town for town in region.towns() if town.name in text]
    rest = text.partition(towns[0].name)[2] if len(towns) == 1 else ""
    found = region.find_village(towns[0].code, rest) if rest.strip() else None
    if found is None:
        return None
    return FoundPlace(towns[0].name, towns[0].code, found.village.name, found.village.code, found.group)


def known_places(session: Session, on: date) -> KnownPlaces:
    """The places valid on a day, and the town of this station."""
    rows = list(session.scalars(select(Place).order_by(Place.code, Place.id)))
    identity = identity_row(session)
    tree = _tree(rows, identity, on)
    by_code = {row.code or row.id: row.id for row in rows if is_valid(row, on)}
    home = tree.region(identity.station_code) if tree and identity else None
    return KnownPlaces(tree, home.code if home and home.level == TOWN else "", by_code)


def is_valid(place: Place, on: date) -> bool:
    """Whether the place stands on this day; the last day of its validity counts."""
    return (place.valid_from is None or place.valid_from <= on) and (place.valid_to is None or place.valid_to >= on)


def heir_of(places: Mapping[str, Place], place: Place, on: date) -> Place | None:
    """The place itself while it stands, else the one its people went to; None if it ended without one."""
    seen: set[str] = set()
    found: Place | None = place
    while found and not is_valid(found, on) and found.id not in seen:
        seen.add(found.id)
        found = places.get(found.successor_id or "")
    return found if found and is_valid(found, on) else None


def places_within(session: Session, place_id: str) -> set[str]:
    """The ids of a place, of all below it, and of those that went into one of them."""
    rows = session.execute(select(Place.id, Place.parent_id, Place.successor_id)).all()
    found, fresh = set[str](), {place_id}
    while fresh:
        found |= fresh
        fresh = {row.id for row in rows if row.parent_id in fresh or row.successor_id in fresh} - found
    return found


def _tree(rows: list[Place], identity: StationIdentity | None, on: date) -> LedgerTree | None:
    codes = {row.id: row.code or row.id for row in rows}
    valid = [row for row in rows if is_valid(row, on)]
    counties = [row for row in valid if row.level == COUNTY]
    ours = [row for row in counties if identity and row.code == identity.county_code]
    if not counties:
        return None
    county = (*ours, *counties)[0]
    regions = tuple(_region(row, row.name, codes) for row in valid)
    return LedgerTree(_region(county, county.name, codes), regions, _former(rows, codes, on))


def _former(rows: list[Place], codes: Mapping[str, str], on: date) -> tuple[Region, ...]:
    """Names that were given up, and the names of places that went into others, under the code of today."""
    places = {row.id: row for row in rows}
    found: dict[Region, None] = {}
    for row in rows:
        heir = heir_of(places, row, on)
        if heir and heir.level == row.level:
            names = (*row.former_names, *((row.name,) if heir is not row else ()))
            found.update(dict.fromkeys(_region(heir, name, codes) for name in names))
    return tuple(found)


def _region(row: Place, name: str, codes: Mapping[str, str]) -> Region:
    return Region(codes[row.id], name, row.level, codes.get(row.parent_id or "", ""))
