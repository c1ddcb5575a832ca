"""The policy numbers in force: a setting with scope, validity and source for each; the most specific valid one wins."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.clock import today
from app.errors import Refusal
from app.i18n import mark
from app.ledger.naming import labelled
from app.ledger.rule_catalogue import KnownRule, known_rule, known_rules
from app.ledger.rule_values import checked
from app.models.findings import Finding, Severity, block, warn
from app.models.ledger import Ledger
from app.models.training import RuleSetting


class Scope(StrEnum):
    """Whose word a rule is, from the widest to the nearest; `default` is the product's own."""

    DEFAULT = "default"
    NATIONAL = "national"
    PROVINCE = "province"
    COUNTY = "county"
    STATION = "station"


SCOPES = tuple(Scope)
SETTABLE = SCOPES[1:]
SEVERITY_WORDS = {"warn": mark("warns"), "block": mark("blocks"), "off": mark("is not looked at")}
SEVERITIES = tuple(SEVERITY_WORDS)
SCOPE_WORDS: Mapping[str, str] = {
    Scope.DEFAULT: mark("default of the product"),
    Scope.NATIONAL: mark("national"),
    Scope.PROVINCE: mark("province"),
    Scope.COUNTY: mark("county"),
    Scope.STATION: mark("this station"),
}
# The comparisons that the setting `duplicate_window` names, by the rule that makes each.
_WINDOW = {
    "overlapping_class": "同一人同时间两个班（时间冲突）",
    "same_occupation_same_level": "同一人同职业同级",
    "subsidy_times_per_year": "同一人年度次数",
    "insurance_subsidy_drawn": "已享受失业保险技能提升补贴（手工登记）",
}


class RuleNeedsSource(Refusal):
    """A rule was set without saying where it is written."""

    code = "rule_source"
    message = mark("“{label}” was not set: nobody said where this rule is written.")
    remedy = mark("Name the document and its number, or who decided it.")


class RuleScopeUnknown(Refusal):
    """Scope or severity is a word that does not exist."""

    code = "rule_scope"
    message = mark("“{given}” is not known here.")
    remedy = mark("Choose one of: {choices}.")


class RuleEndsBeforeItBegins(Refusal):
    """The validity ends before it begins."""

    code = "rule_validity"
    message = mark("The rule would end on {to}, before it begins on {start}.")
    remedy = mark("Correct one of the two days.")


class RuleNotSet(Refusal):
    """There is no setting of this rule to take back."""

    code = "rule_not_set"
    message = mark("“{label}” was not set for the scope {scope}; nothing to take back.")


class RulesStandAgainst(Refusal):
    """Rules whose severity is “block” are broken; `findings` holds them."""

    code = "rules_block"
    message = mark("Rules stand against it: {sentences}")
    remedy = mark("Mend what is named. If a rule does not hold here, the station head can change it.")

    def __init__(self, findings: Iterable[Finding], sentences: str = "") -> None:
        self.findings = tuple(findings)
        super().__init__(sentences=sentences or " ".join(finding.sentence() for finding in self.findings))


@dataclass(frozen=True)
class Rule:
    """A rule as it holds on a day: the value, whether breaking it warns or blocks, and whose word it is."""

    key: str
    value: Any
    severity: str
    scope: str
    source: str
    valid_from: date | None = None
    valid_to: date | None = None

    @property
    def label(self) -> str:
        """What the rule is called, in the reader's language."""
        return known_rule(self.key).label

    @property
    def unit(self) -> str:
        """The unit of the value; may be empty."""
        return known_rule(self.key).unit

    @property
    def fraction(self) -> Fraction:
        """A number without the error of binary fractions."""
        return Fraction(str(self.value))


@dataclass(frozen=True)
class RuleChange:
    """What is to be set; without a value the one in force stays, without a severity likewise."""

    key: str
    source: str
    value: Any = None
    severity: str = ""
    scope: str = Scope.STATION
    valid_from: date | None = None
    valid_to: date | None = None


class Rules:
    """Every rule as it holds on one day, read once."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._rules = {rule.key: rule for rule in rules}

    def __getitem__(self, key: str) -> Rule:
        return self._rules[known_rule(key).key]

    def value(self, key: str) -> Any:
        """The value in force."""
        return self[key].value

    def is_off(self, key: str) -> bool:
        """True if breaking this rule is to be neither warned of nor blocked."""
        compared = self.value("duplicate_window")
        return self[key].severity == "off" or self.value(key) is False or _WINDOW.get(key, "") not in ("", *compared)

    def finding(self, key: str, message: str, remedy: str = "", **figures: object) -> tuple[Finding, ...]:
        """The finding that this rule is broken, with the rule's severity; none if the rule is off."""
        if self.is_off(key):
            return ()
        made = block if self[key].severity == Severity.BLOCK else warn
        return (made(key, message, remedy, **figures),)

    def all(self) -> tuple[Rule, ...]:
        """Every rule, in the order of the catalogue."""
        return tuple(self._rules.values())


def rule(session: Session, key: str, on: date) -> Rule:
    """The rule as it holds on this day: station before county, province, nation and the product. Raises UnknownRule."""
    settings = session.scalars(_valid(on).where(RuleSetting.key == known_rule(key).key)).all()
    return _in_force(known_rule(key), settings)


def rules_on(session: Session, on: date) -> Rules:
    """Every rule as it holds on this day."""
    by_key: dict[str, list[RuleSetting]] = {}
    for setting in session.scalars(_valid(on)):
        by_key.setdefault(setting.key, []).append(setting)
    return Rules(_in_force(known, by_key.get(key, ())) for key, known in known_rules().items())


def list_rules(ledger: Ledger, on: date) -> tuple[Rule, ...]:
    """Every rule as it holds on this day, in the order of the catalogue."""
    with ledger.reading() as session:
        return rules_on(session, on).all()


def rule_today(ledger: Ledger, key: str) -> Rule:
    """The rule as it holds today. Raises UnknownRule."""
    with ledger.reading() as session:
        return rule(session, key, today(ledger.clock))


def list_settings(ledger: Ledger, key: str = "") -> tuple[Rule, ...]:
    """What was set here, past and future too, of one rule or of all: the newest first."""
    statement = select(RuleSetting).order_by(RuleSetting.key, RuleSetting.id.desc())
    if key:
        statement = statement.where(RuleSetting.key == known_rule(key).key)
    with ledger.reading() as session:
        rows = [setting for setting in session.scalars(statement) if setting.key in known_rules()]
        return tuple(_as_rule(setting, known_rule(setting.key)) for setting in rows)


def set_rule(ledger: Ledger, wanted: RuleChange) -> Rule:
    """Set a rule for a scope and a time. Raises UnknownRule, RuleValueRefused, RuleNeedsSource, NotAllowed."""
    known = known_rule(wanted.key)
    _check_words(wanted, known)
    value = None if wanted.value is None else checked(known, wanted.value)
    with ledger.change("rules.set", reason=wanted.source) as change:
        now = rule(change.session, wanted.key, wanted.valid_from or change.today)
        setting = RuleSetting(
            key=known.key,
            scope=wanted.scope,
            value=now.value if value is None else value,
            severity=wanted.severity,
            valid_from=wanted.valid_from,
            valid_to=wanted.valid_to,
            source=wanted.source.strip(),
        )
        return _as_rule(change.add(setting), known)


def reset_rule(ledger: Ledger, key: str, scope: str = Scope.STATION, reason: str = "") -> Rule:
    """Take back what was set here for this scope; what is wider holds again. Raises RuleNotSet."""
    known = known_rule(key)
    with ledger.change("rules.reset", reason=reason) as change:
        ours = select(RuleSetting).where(RuleSetting.station == change.author.station)
        found = change.rows(ours.where(RuleSetting.key == key, RuleSetting.scope == scope))
        if not found:
            raise RuleNotSet(label=known.label, scope=scope)
        for setting in found:
            change.delete(setting)
        change.session.flush()
        return rule(change.session, key, change.today)


def _valid(on: date) -> Any:
    begun = or_(RuleSetting.valid_from.is_(None), RuleSetting.valid_from <= on)
    return select(RuleSetting).where(begun, or_(RuleSetting.valid_to.is_(None), RuleSetting.valid_to >= on))


def _in_force(known: KnownRule, settings: Iterable[RuleSetting]) -> Rule:
    """The nearest scope; of one scope what began last; of that what was set last."""
    ours = [setting for setting in settings if setting.scope in SETTABLE]
    if not ours:
        return Rule(known.key, known.value, known.severity, Scope.DEFAULT, known.source)
    best = max(ours, key=lambda row: (SCOPES.index(Scope(row.scope)), row.valid_from or date.min, row.id))
    return _as_rule(best, known)


def _as_rule(row: RuleSetting, known: KnownRule) -> Rule:
    severity = row.severity or known.severity
    return Rule(row.key, row.value, severity, str(row.scope), row.source, row.valid_from, row.valid_to)


def _check_words(wanted: RuleChange, known: KnownRule) -> None:
    if not wanted.source.strip():
        raise RuleNeedsSource(label=known.label)
    if wanted.scope not in SETTABLE:
        raise RuleScopeUnknown(given=wanted.scope, choices=labelled({each: SCOPE_WORDS[each] for each in SETTABLE}))
    if wanted.severity not in ("", *SEVERITIES):
        raise RuleScopeUnknown(given=wanted.severity, choices=labelled(SEVERITY_WORDS))
    if wanted.valid_from and wanted.valid_to and wanted.valid_to < wanted.valid_from:
        raise RuleEndsBeforeItBegins(start=wanted.valid_from, to=wanted.valid_to)
