"""What the county hands down to its stations: the tree of regions, and the policy numbers it sets itself."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.county.register import Deed, county_in
from app.county.tables import PlaceRow, RuleRow
from app.credential.keys import Signer
from app.errors import Refusal
from app.i18n import mark
from app.ledger.county_packages import PlaceFact, RuleFact, sign_reference
from app.ledger.rule_catalogue import known_rule
from app.ledger.rule_values import checked
from app.ledger.rules import SEVERITIES
from app.models.regions import Region, RegionNotShipped, load_region
from app.models.rows import new_id

_KNOWN = {"key", "value", "severity", "valid_from", "valid_to", "source"}


class RuleOdd(Refusal):
    """A policy number in the county's file that cannot be understood; `place` says which."""

    code = "rule_odd"
    message = mark("Entry {place} of the file with policy numbers cannot be understood ({field}); nothing was changed.")
    remedy = mark(
        "Each entry needs key and value, and may have severity (warn, block or off), valid_from, valid_to (2026-01-31)"
        " and source."
    )


def settle_regions(deed: Deed) -> int:
    """Put the tree that travels with the program into the register; the county alone where none does."""
    try:
        regions: Iterable[Region] = load_region(deed.county.code).regions
    except RegionNotShipped:
        regions = [Region(deed.county.code, deed.county.name, "county", "")]
    rows = [_place_row(deed, region) for region in regions]
    deed.session.add_all(rows)
    deed.session.flush()
    return len(rows)


def set_rules(deed: Deed, rules: object) -> int:
    """Put these policy numbers in the place of the former ones, for the packages to come.

    Raises RuleOdd, UnknownRule, RuleValueRefused; nothing is changed then.
    """
    read = _read_rules(rules)
    known = {(rule.key, rule.valid_from): rule.id for rule in rules_of(deed)}
    deed.session.execute(delete(RuleRow).where(RuleRow.county_id == deed.county.id))
    for rule in read:
        facts = {name: getattr(rule, name) for name in _KNOWN}
        rule_id = known.get((rule.key, rule.valid_from), rule.id)
        deed.session.add(RuleRow(county_id=deed.county.id, rule_id=rule_id, **facts))
    deed.session.flush()
    deed.note("set_rules", keys=sorted({rule.key for rule in read}))
    return len(read)


def places_of(deed: Deed) -> tuple[PlaceFact, ...]:
    """The tree of regions as packages carry it."""
    return _places(deed.session, deed.county.id)


def rules_of(deed: Deed) -> tuple[RuleFact, ...]:
    """The county's policy numbers as packages carry them."""
    return _rules(deed.session, deed.county.id)


def reference_in(session: Session, desk: Signer) -> bytes:
    """Both as a file for every station; as long as nothing of it changes it is the same bytes."""
    county_id = county_in(session).id
    return sign_reference(_places(session, county_id), _rules(session, county_id), desk)


def _places(session: Session, county_id: str) -> tuple[PlaceFact, ...]:
    own = select(PlaceRow).where(PlaceRow.county_id == county_id)
    rows = session.scalars(own.order_by(PlaceRow.code, PlaceRow.place_id))
    return tuple(PlaceFact(row.place_id, row.code, row.name, row.level, row.parent_code) for row in rows)


def _rules(session: Session, county_id: str) -> tuple[RuleFact, ...]:
    rows = session.scalars(select(RuleRow).where(RuleRow.county_id == county_id).order_by(RuleRow.rule_id))
    return tuple(RuleFact(row.rule_id, **{name: getattr(row, name) for name in _KNOWN}) for row in rows)


def _place_row(deed: Deed, region: Region) -> PlaceRow:
    facts = {"code": region.code, "name": region.name, "level": region.level, "parent_code": region.parent_code}
    return PlaceRow(county_id=deed.county.id, place_id=new_id(), **facts)


def _read_rules(rules: object) -> list[RuleFact]:
    if not isinstance(rules, list):
        raise RuleOdd(place=1, field="[]")
    read = [_rule(place, row) for place, row in enumerate(rules, 1)]
    seen: set[tuple[str, date | None]] = set()
    for place, rule in enumerate(read, 1):
        if (rule.key, rule.valid_from) in seen:
            raise RuleOdd(place=place, field=rule.key)
        seen.add((rule.key, rule.valid_from))
    return read


def _rule(place: int, row: Any) -> RuleFact:
    if not isinstance(row, dict) or not set(row) <= _KNOWN or row.get("severity", "") not in ("", *SEVERITIES):
        raise RuleOdd(place=place, field="key, value, severity, …")
    if not row.get("key"):
        raise RuleOdd(place=place, field="key")
    known = known_rule(_text(place, row, "key"))
    return RuleFact(
        id=new_id(),
        key=known.key,
        value=checked(known, row.get("value")),
        severity=row.get("severity", ""),
        valid_from=_day(place, row, "valid_from"),
        valid_to=_day(place, row, "valid_to"),
        source=_text(place, row, "source"),
    )


def _text(place: int, row: dict[str, Any], name: str) -> str:
    value = row.get(name, "")
    if not isinstance(value, str):
        raise RuleOdd(place=place, field=name)
    return value


def _day(place: int, row: dict[str, Any], name: str) -> date | None:
    value = row.get(name)
    try:
        return date.fromisoformat(value) if value else None
    except (TypeError, ValueError) as error:
        raise RuleOdd(place=place, field=name) from error
