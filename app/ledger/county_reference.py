"""What the county hands down for all its stations: the tree of regions, and its policy numbers."""

from collections.abc import Iterable

from sqlalchemy import select

from app.errors import Refusal
from app.ledger.county_packages import PlaceFact, RuleFact
from app.ledger.rule_catalogue import known_rule
from app.ledger.rule_values import checked
from app.ledger.rules import SEVERITIES, Scope
from app.models.change import Change
from app.models.people import Place
from app.models.training import RuleSetting

_RULE_FIELDS = ("key", "value", "severity", "valid_from", "valid_to", "source")


class _Standing:
    """The places of the ledger, to be found by id, by code, or by name below their parent."""

    def __init__(self, rows: Iterable[Place]) -> None:
        self._by_id: dict[str, Place] = {}
        self._by_code: dict[str, Place] = {}
        self._by_name: dict[tuple[str | None, str], Place] = {}
        for row in rows:
            self.add(row)

    def add(self, row: Place) -> None:
        self._by_id[row.id] = row
        if row.valid_to is None:
            self._by_name[row.parent_id, row.name] = row
            self._by_code.update({row.code: row} if row.code else {})

    def find(self, place: PlaceFact) -> Place | None:
        found = self._by_id.get(place.id) or self._by_code.get(place.code)
        # A village that the station added by hand, before anybody gave it a code.
        by_hand = self._by_name.get((self.parent_id(place), place.name))
        return found or (by_hand if by_hand and not by_hand.code else None)

    def parent_id(self, place: PlaceFact) -> str | None:
        parent = self._by_code.get(place.parent_code)
        return parent.id if parent else None


def keep_places(change: Change, places: Iterable[PlaceFact], county_id: str) -> int:
    """Bring the tree in line with the county's: new places come in, renamed ones keep their former name.

    Answers how many rows were written. What the station closed, added or renamed itself stays as it is.
    """
    standing = _Standing(change.rows(select(Place)))
    written = 0
    for place in sorted(places, key=lambda each: (len(each.code), each.code)):
        row = standing.find(place)
        if row is None:
            standing.add(_added(change, place, standing.parent_id(place), county_id))
        elif not _renamed(row, place):
            continue
        written += 1
    return written


def _added(change: Change, place: PlaceFact, parent_id: str | None, county_id: str) -> Place:
    facts = {"code": place.code, "name": place.name, "level": place.level, "former_names": []}
    # The county is the author of what it hands down; only what it wrote may it withdraw later.
    return change.add(Place(id=place.id, station=county_id, parent_id=parent_id, **facts))


def _renamed(row: Place, place: PlaceFact) -> bool:
    if row.code == "":
        row.code = place.code
        return True
    if place.name in (row.name, *row.former_names):
        return False
    row.former_names, row.name = [*row.former_names, row.name], place.name
    return True


def keep_rules(change: Change, rules: Iterable[RuleFact], county_id: str) -> int:
    """Bring the county's policy numbers in line; those it withdrew go. Answers how many rows were written.

    A rule that this version of the program does not know is left out: it would stand in the way of all others.
    """
    ours = (RuleSetting.scope == Scope.COUNTY, RuleSetting.station == county_id)
    known = {row.id: row for row in change.rows(select(RuleSetting).where(*ours))}
    handed_down = {rule.id: rule for rule in rules if _is_usable(rule)}
    withdrawn = [row for row_id, row in known.items() if row_id not in handed_down]
    for row in withdrawn:
        change.delete(row)
    kept = [_keep_rule(change, rule, known.get(rule.id), county_id) for rule in handed_down.values()]
    return len(withdrawn) + sum(kept)


def _is_usable(rule: RuleFact) -> bool:
    try:
        checked(known_rule(rule.key), rule.value)
    except Refusal:
        return False
    return rule.severity in ("", *SEVERITIES)


def _keep_rule(change: Change, rule: RuleFact, row: RuleSetting | None, county_id: str) -> bool:
    facts = {name: getattr(rule, name) for name in _RULE_FIELDS}
    if row is None:
        change.add(RuleSetting(id=rule.id, station=county_id, scope=Scope.COUNTY.value, **facts))
        return True
    altered = {name: value for name, value in facts.items() if getattr(row, name) != value}
    for name, value in altered.items():
        setattr(row, name, value)
    return bool(altered)
