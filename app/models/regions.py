"""The tree of regions that travels with the program: province, prefecture, county, town, village."""

import json
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from app.errors import Refusal
from app.i18n import mark
from app.resources import path_of, read_text

PROVINCE, PREFECTURE, COUNTY, TOWN, VILLAGE = "province", "prefecture", "county", "town", "village"

_VILLAGE_ENDINGS = ("社区居民委员会", "村民委员会", "居民委员会", "社区", "村")
_SHORT_ENDINGS = (
    *((ending, "社区") for ending in ("社区居民委员会", "社区居委会")),
    *((ending, "村") for ending in ("村民委员会", "村委会")),
    ("居民委员会", "居委会"),
)
# What people write after the bare name, by what the official name ends in.
_COMMUNITY = ("社区", "社区居委会", "居委会", "社区居民委员会", "居民委员会")
_VILLAGE = ("村", "村委会", "村民委员会", "行政村")


class RegionNotShipped(Refusal):
    """A county whose towns and villages are not in the program."""

    code = "region_not_shipped"
    message = mark("The towns and villages of county {county} do not come with the program.")
    remedy = mark("Take one of these counties: {shipped}; or enter the towns and villages by hand.")


@dataclass(frozen=True)
class Region:
    """One place of the tree; `level` is province, prefecture, county, town or village."""

    code: str
    name: str
    level: str
    parent_code: str


@dataclass(frozen=True)
class VillageFound:
    """The village a text names, and what the text says after it: the villagers' group (大寨组)."""

    village: Region
    group: str = ""


@dataclass(frozen=True)
class RegionTree:
    """A county with everything above and below it, from the province down."""

    county: Region
    regions: tuple[Region, ...]

    def towns(self) -> tuple[Region, ...]:
        """The towns of the county, in the order of their codes."""
        return tuple(region for region in self.regions if region.level == TOWN)

    def villages(self, town_code: str) -> tuple[Region, ...]:
        """The villages of a town."""
        return tuple(r for r in self.regions if r.level == VILLAGE and r.parent_code == town_code)

    def region(self, code: str) -> Region | None:
        """The place with this code; towns also by the twelve digits of the statistics office."""
        return self._by_code.get(code) or self._by_code.get(code.removesuffix("000"))

    def find_town(self, text: str) -> Region | None:
        """The one town a text names, with or without 镇, 乡, 街道 and the county before it."""
        wanted = self._without_parents(text)
        return _only(town for town in self.towns() if wanted in _town_names(town.name))

    def find_village(self, town_code: str, text: str) -> VillageFound | None:
        """The one village of a town that a text names (水箐, 凤山镇水箐村委会, 水箐村大寨组); None if in doubt."""
        town = self.region(town_code)
        if town is None:
            return None
        return find_village(self.villages(town.code), self._without_parents(text, town))

    def _without_parents(self, text: str, town: Region | None = None) -> str:
        """The text without the places above that people write before a name."""
        rest = _folded(text)
        above = [region.name for region in self.regions if region.level in (PROVINCE, PREFECTURE)]
        above += sorted(_county_names(self.county.name), key=len, reverse=True)
        for name in (*above, *(sorted(_town_names(town.name), key=len, reverse=True)[:-1] if town else ())):
            rest = rest.removeprefix(name) if rest != name else rest
        return rest

    @cached_property
    def _by_code(self) -> dict[str, Region]:
        return {region.code: region for region in self.regions}


def find_village(villages: Iterable[Region], text: str) -> VillageFound | None:
    """The one village among these that a text names; None if none does, or two do."""
    wanted, candidates = _folded(text), tuple(villages)
    if whole := _only(village for village in candidates if wanted in _village_names(village.name)):
        return VillageFound(whole)
    openings = {village: _opening(village, wanted) for village in candidates}
    longest = max(map(len, openings.values()), default=0)
    begun = _only(village for village, opening in openings.items() if longest and len(opening) == longest)
    return VillageFound(begun, wanted[longest:]) if begun else None


def short_village(name: str) -> str:
    """董扁村 for 董扁村民委员会 and 董扁村委会, 凤城社区 for 凤城社区居委会: as people say it."""
    for ending, short in _SHORT_ENDINGS:
        if name.endswith(ending) and name != ending:
            bare = name.removesuffix(ending)
            return bare if bare.endswith(short) else bare + short
    return name


@cache
def load_region(county_code: str) -> RegionTree:
    """The tree of a county that travels with the program. Raises RegionNotShipped."""
    content = _shipped_files().get(county_code)
    if content is None:
        raise RegionNotShipped(county=county_code, shipped="、".join(region.name for region in shipped_regions()))
    above = _above(content)
    return RegionTree(above[-1], (*above, *_below(content, county_code)))


def shipped_regions() -> tuple[Region, ...]:
    """The counties whose towns and villages travel with the program."""
    return tuple(_above(content)[-1] for _, content in sorted(_shipped_files().items()))


def legacy_prefixes(county_code: str) -> tuple[str, ...]:
    """The abolished ID prefixes that most adults of the county still have."""
    content = _shipped_files().get(county_code, {})
    return tuple(row["code"] for row in content.get("id_number_legacy_prefixes", ()))


@cache
def _shipped_files() -> dict[str, dict[str, Any]]:
    names = sorted(path.name for path in path_of("regions").glob("region_*.json"))
    contents = [json.loads(read_text(f"regions/{name}")) for name in names]
    return {content["county"]["code"]: content for content in contents}


def _above(content: dict[str, Any]) -> tuple[Region, ...]:
    found, parent = [], ""
    for level in (PROVINCE, PREFECTURE, COUNTY):
        found.append(Region(content[level]["code"], content[level]["name"], level, parent))
        parent = content[level]["code"]
    return tuple(found)


def _below(content: dict[str, Any], county_code: str) -> Iterable[Region]:
    for town in content["towns"]:
        yield Region(town["code"], town["name"], TOWN, county_code)
        for village in town["villages"]:
            yield Region(village["code"], village["name"], VILLAGE, town["code"])


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def _county_names(name: str) -> set[str]:
    """威宁彝族回族苗族自治县, 威宁自治县, 威宁县."""
    short = _without_peoples(name.removesuffix("自治县"))
    return {name, short + "自治县", short + "县"} if name.endswith("自治县") else {name}


def _town_names(name: str) -> set[str]:
    """凤山镇, 凤山; 新华彝族苗族乡, 新华乡, 新华."""
    for ending in ("街道", "镇", "乡"):
        if name.endswith(ending):
            bare = name.removesuffix(ending)
            short = _without_peoples(bare)
            return {
                name,
                bare,
                short,
                short + ending,
                *((f"{short}街道办", f"{bare}街道办事处") if ending == "街道" else ()),
            }
    return {name}


@cache
def _without_peoples(bare: str) -> str:
    """新华 for 新华彝族苗族: the names of peoples in an autonomous township's name."""
    from app.models.code_tables import table

    peoples = [row.label for row in table("ethnic_groups").rows if row.label.endswith("族")]
    while shorter := next((bare.removesuffix(people) for people in peoples if bare.endswith(people)), ""):
        bare = shorter
    return bare


@cache
def _village_names(name: str) -> frozenset[str]:
    """Everything people write for a village whose official name is this."""
    bare = _bare(name)
    endings = _COMMUNITY if name.endswith(("社区", "社区居民委员会")) else _VILLAGE
    return frozenset({name, bare, *(bare + ending for ending in endings)})


def _bare(name: str) -> str:
    ending = next((ending for ending in _VILLAGE_ENDINGS if name.endswith(ending)), "")
    return name.removesuffix(ending)


def _opening(village: Region, text: str) -> str:
    """The longest name of the village that the text begins with; the bare name alone would be too little to tell."""
    names = (name for name in _village_names(village.name) if name != _bare(village.name) and text.startswith(name))
    return max(names, key=len, default="")


def _only(regions: Iterable[Region]) -> Region | None:
    found = list(regions)
    return found[0] if len(found) == 1 else None
