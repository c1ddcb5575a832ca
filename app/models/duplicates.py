"""When two entries may be one person: the same number, or the same name and birthday."""

from dataclasses import dataclass
from datetime import date

from app.i18n import mark
from app.models.findings import Finding, block, warn
from app.models.person_names import same_name


@dataclass(frozen=True)
class PersonLikeness:
    """What is compared of a person; `identity` is `IdReading.identity`."""

    name: str
    identity: str
    birth_date: date | None


def compare_persons(one: PersonLikeness, other: PersonLikeness) -> Finding | None:
    """The finding if the two may be one person, else None."""
    if one.identity and one.identity == other.identity:
        return _same_person(one, other) if same_name(one.name, other.name) else _same_number(one, other)
    born_alike = one.birth_date is not None and one.birth_date == other.birth_date
    return _perhaps_same(one) if born_alike and same_name(one.name, other.name) else None


def _same_person(one: PersonLikeness, other: PersonLikeness) -> Finding:
    message = mark("{name} is entered twice with the same ID number.")
    return block("duplicate_person", message, mark("Keep one of the two entries."), name=other.name or one.name)


def _same_number(one: PersonLikeness, other: PersonLikeness) -> Finding:
    message = mark("{name} and {other_name} have the same ID number.")
    remedy = mark(
        "Compare both with the ID card: usually one name is written with another character of the same sound."
    )
    return block("duplicate_number", message, remedy, name=one.name, other_name=other.name)


def _perhaps_same(one: PersonLikeness) -> Finding:
    message = mark("There is already a {name} with the same birthday and another ID number.")
    remedy = mark("Compare the ID cards: if it is one person, one of the numbers is wrong or was replaced.")
    return warn("possible_duplicate", message, remedy, name=one.name)
