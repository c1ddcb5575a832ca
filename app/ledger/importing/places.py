"""Where a person of a roster lives, by the region's own list of towns and villages."""

from dataclasses import dataclass
from functools import lru_cache

from app.models.regions import Region, RegionTree


@dataclass(frozen=True)
class FoundPlace:
    """Town and village with their codes where the list knows them, else as written."""

    town: str = ""
    town_code: str = ""
    village: str = ""
    village_code: str = ""
    group: str = ""


class Places:
    """Looks up places of one county; `home_town` is the town meant where a roster of one station names none."""

    def __init__(self, region: RegionTree | None = None, home_town: str = "") -> None:
        self._region = region
        self._home_town = home_town
        self.find = lru_cache(maxsize=4096)(self._find)

    def _find(self, town: str, village: str, address: str) -> FoundPlace:
        """The place that the columns of town, village and address name."""
        if self._region is None:
            return FoundPlace(town=town, village=village)
        known_town = self._town(self._region, town)
        found = self._region.find_village(known_town.code, village or address) if known_town else None
        return FoundPlace(
            town=known_town.name if known_town and town else town,
            town_code=known_town.code if known_town and (town or found) else "",
            village=found.village.name if found else village,
            village_code=found.village.code if found else "",
            group=found.group if found and village else "",
        )

    def _town(self, region: RegionTree, town: str) -> Region | None:
        return region.find_town(town) if town else region.region(self._home_town)
