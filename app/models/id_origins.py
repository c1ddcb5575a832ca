"""Where an ID number was first registered: the provinces, and what its six-digit prefix once meant."""

import json
from functools import cache
from typing import Any

from app.resources import read_text

_MUNICIPALITIES = ("11", "12", "31", "50")
_PERMIT_PREFIXES = {"810000": "04", "820000": "04", "830000": "05"}


@cache
def _provinces() -> dict[str, str]:
    rows = json.loads(read_text("codes/id_province_prefixes.json"))["codes"]
    return {row["code"]: row["name"] for row in rows}


@cache
def _history() -> dict[str, tuple[dict[str, Any], ...]]:
    found: dict[str, tuple[dict[str, Any], ...]] = {}
    for row in json.loads(read_text("codes/id_prefix_history_52_53.json"))["codes"]:
        found[row["code"]] = (*found.get(row["code"], ()), row)
    return found


def unknown_origin(number: str) -> str:
    """The leading digits that no place in China has ever used, or "" if there may be such a place.

    Only what never changes is judged: the province, and the two digits that every municipality has always shared.
    """
    province, prefecture = number[:2], number[2:4]
    if number[0] == "9":
        return ""
    if number[0] == "8":
        return "" if number[:6] in _PERMIT_PREFIXES else number[:6]
    if province not in _provinces():
        return province
    return number[:4] if province in _MUNICIPALITIES and prefecture > "03" else ""


def permit_type(number: str) -> str:
    """The document type whose numbers begin like this one: "04", "05" or "06", or "01" for citizens."""
    return "06" if number[0] == "9" else _PERMIT_PREFIXES.get(number[:6], "01")


def hint_of_prefix(number: str) -> str:
    """Where the holder was first registered, as a hint for the eye: 云南省临沧地区凤庆县. "" if not known."""
    if len(number) != 18 or not number[:17].isdecimal():
        return ""
    if number[0] == "9":
        return _provinces()["9x"]
    year = int(number[6:10])
    places = [_provinces().get(number[:2], "")]
    places += [_name_in(code, year) for code in (f"{number[:4]}00", number[:6])]
    return "".join(dict.fromkeys(place for place in places if place))


def _name_in(code: str, year: int) -> str:
    rows = _history().get(code, ())
    fitting = [row for row in rows if (row["from"] or 0) <= year <= (row["to"] or 9999)]
    return str((fitting or list(rows) or [{"name": ""}])[0]["name"])
