"""Filling the empty fields of an entry from another account of the same person; what is known is never overwritten."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.models.code_tables import table
from app.models.person_names import same_name
from app.models.phones import mask_phone
from app.models.privacy import masked
from app.models.vocabulary import TalentKind

# Fields of one group are one fact: they are taken together, or not at all.
GROUPS = (
    ("id_number", "id_type"),
    ("birth_date",),
    ("sex",),
    ("ethnic_code", "ethnic_text"),
    ("education", "education_code"),
    ("political_status",),
    ("hukou",),
    ("phone",),
    ("village", "place_id", "village_group"),
    ("address",),
    ("labour_ability",),
    ("employment",),
    ("talent_kind",),
    ("photo",),
    ("informed_on",),
)
_NOTHING = ("", None, "0")
_TABLES = {
    "sex": "sex",
    "education": "education",
    "political_status": "political_status",
    "hukou": "hukou",
    "labour_ability": "labour_ability",
    "employment": "employment_status",
}


@dataclass
class Comparison:
    """What another account adds to an entry, and the facts on which the two differ (ours, theirs)."""

    fills: dict[str, Any] = field(default_factory=dict)
    differs: dict[str, tuple[Any, Any]] = field(default_factory=dict)


def compare(ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> Comparison:
    """Hold another account against an entry; a field that the account does not have says nothing."""
    found = Comparison()
    for group in GROUPS:
        if _says_nothing(theirs, group):
            continue
        if _says_nothing(ours, group):
            found.fills |= {name: theirs[name] for name in group if name in theirs}
        elif not _agree(ours, theirs, group):
            found.differs[group[0]] = (ours[group[0]], theirs[group[0]])
        elif group[0] == "village" and not ours["village_group"] and theirs.get("village_group"):
            found.fills["village_group"] = theirs["village_group"]
    if not ours.get("note") and theirs.get("note"):
        found.fills["note"] = theirs["note"]
    return found


def other_names(ours: str, known: Sequence[str], theirs: Sequence[str]) -> list[str]:
    """All other names of a person, those from the other account last; each spelling of a name once."""
    names = list(known)
    for name in theirs:
        if name and not any(same_name(name, each) for each in (ours, *names)):
            names.append(name)
    return names


def shown(name: str, value: Any) -> str:
    """A value as people read it; numbers are masked."""
    if name == "talent_kind":
        kind = TalentKind.read(value)
        return kind.label if kind else str(value)
    if name == "ethnic_code":
        return table("ethnic_groups").label(value)
    if name in _TABLES:
        return table(_TABLES[name]).label(value)
    if isinstance(value, date):
        return value.isoformat()
    return mask_phone(value) if name == "phone" else str(masked("trainee", name, value))


def _says_nothing(values: Mapping[str, Any], group: Sequence[str]) -> bool:
    decisive = [name for name in group if name not in ("id_type", "village_group")]
    return all(values.get(name) in _NOTHING for name in decisive)


def _agree(ours: Mapping[str, Any], theirs: Mapping[str, Any], group: Sequence[str]) -> bool:
    if group[0] == "village" and ours["place_id"] and theirs.get("place_id"):
        return bool(ours["place_id"] == theirs["place_id"])
    decisive = group if group[0] == "ethnic_code" else group[:1]
    return all(ours[name] == theirs.get(name) for name in decisive)
