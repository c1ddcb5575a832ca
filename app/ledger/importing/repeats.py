"""The same person twice: in one file, or in the file and in the ledger."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from app.i18n import mark
from app.ledger.importing.known import KnownPeople, KnownPerson
from app.ledger.importing.persons import RosterPerson
from app.models.duplicates import PersonLikeness, compare_persons
from app.models.findings import Finding, block, warn
from app.models.person_names import name_key, same_name


@dataclass(frozen=True)
class Entry:
    """A person and the place they stand at."""

    sheet: str
    row: int
    person: RosterPerson


@dataclass(frozen=True)
class Told:
    """A finding about the entry of this index; `field` is where the eye should go.

    `suggestion` is a text to offer for it, `alike` the one in the ledger who may be the same person.
    """

    index: int
    field: str
    finding: Finding
    suggestion: str = ""
    alike: KnownPerson | None = None


@dataclass(frozen=True)
class Matches:
    """Who of the file is in the ledger, by index, and what is to be said about the likeness of others."""

    found: dict[int, KnownPerson]
    told: list[Told]


def repeats_within(entries: Sequence[Entry]) -> Iterator[Told]:
    """Numbers that stand twice in the file are blocked; a name and birthday with two numbers are told."""
    for group in _groups([entry.person.identity for entry in entries]):
        yield from _same_number(entries, group)
    for group in _groups([_name_and_birthday(entry.person) for entry in entries]):
        yield from _same_name_and_birthday(entries, group)


def known_persons(entries: Sequence[Entry], known: KnownPeople) -> Matches:
    """Hold everyone of the file against the ledger."""
    by_identity = {p.likeness.identity: p for p in known.with_numbers({e.person.id_number for e in entries} - {""})}
    by_name = defaultdict(list)
    for person in known.with_names({e.person.name for e in entries} - {""}):
        by_name[name_key(person.name)].append(person)
    found: dict[int, KnownPerson] = {}
    told: list[Told] = []
    for index, entry in enumerate(entries):
        same = by_identity.get(entry.person.identity) if entry.person.identity else None
        if same:
            found[index] = same
            if not same_name(same.name, entry.person.name):
                told.append(Told(index, "name", _other_name_in_ledger(same.name), same.name))
        elif by_name:
            told.extend(_alike(index, entry.person, by_name[name_key(entry.person.name)]))
    return Matches(found, told)


def _alike(index: int, person: RosterPerson, candidates: list[KnownPerson]) -> Iterator[Told]:
    mine = PersonLikeness(person.name, person.identity, person.birth_date)
    for candidate in candidates:
        finding = compare_persons(candidate.likeness, mine)
        if finding:
            yield Told(index, "id_number", finding, alike=candidate)


def _groups(keys: Iterable[Hashable]) -> list[list[int]]:
    """The indexes of entries with an equal key, in their order; None and "" belong to no group."""
    groups: dict[Hashable, list[int]] = defaultdict(list)
    for index, key in enumerate(keys):
        if key not in (None, ""):
            groups[key].append(index)
    return [group for group in groups.values() if len(group) > 1]


def _name_and_birthday(person: RosterPerson) -> Hashable:
    if not (person.name and person.birth_date and person.identity):
        return None
    return name_key(person.name), person.birth_date


def _same_number(entries: Sequence[Entry], group: list[int]) -> Iterator[Told]:
    first = entries[group[0]]
    for index in group[1:]:
        entry = entries[index]
        if same_name(first.person.name, entry.person.name):
            yield Told(index, "id_number", _entered_twice(first))
        else:
            yield Told(index, "id_number", _number_of_another(first))
            yield Told(group[0], "id_number", _number_of_another(entry))


def _same_name_and_birthday(entries: Sequence[Entry], group: list[int]) -> Iterator[Told]:
    first = entries[group[0]]
    others = [index for index in group[1:] if entries[index].person.identity != first.person.identity]
    for index in others:
        yield Told(index, "id_number", _perhaps_same(first))
    if others:
        yield Told(group[0], "id_number", _perhaps_same(entries[others[0]]))


def _entered_twice(first: Entry) -> Finding:
    message = mark("This person already stands in row {row} of sheet {sheet}, with the same ID number.")
    return block("duplicate_person", message, mark("Delete one of the two rows."), row=first.row, sheet=first.sheet)


def _number_of_another(other: Entry) -> Finding:
    message = mark("The same ID number stands in row {row} of sheet {sheet}, there for {name}.")
    remedy = mark("Compare both with the ID cards: one number was copied to the wrong row, or one name is misspelt.")
    return block("duplicate_number", message, remedy, row=other.row, sheet=other.sheet, name=other.person.name)


def _perhaps_same(other: Entry) -> Finding:
    message = mark("Row {row} of sheet {sheet} has the same name and birthday, but another ID number.")
    remedy = mark("Compare the ID cards: if it is one person, delete the row with the wrong number.")
    return warn("possible_duplicate", message, remedy, row=other.row, sheet=other.sheet)


def _other_name_in_ledger(name: str) -> Finding:
    message = mark("The ledger has this ID number under the name {name}.")
    remedy = mark("Compare with the ID card: mend the name here, or correct it in the ledger first.")
    return block("known_under_other_name", message, remedy, name=name)
