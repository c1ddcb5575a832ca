"""The rules the product knows: each with its default, what it may hold, and where the default comes from."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from app.errors import Refusal
from app.i18n import current_language, mark
from app.resources import read_text


class UnknownRule(Refusal):
    """There is no rule of this key."""

    code = "unknown_rule"
    message = mark("There is no rule “{key}”.")
    remedy = mark("The list of rules has every rule with its key.")


@dataclass(frozen=True)
class KnownRule:
    """A rule as shipped; `severity` is warn, block, or empty where breaking it is nothing to tell."""

    key: str
    chinese: str
    english: str
    value: Any
    unit: str
    severity: str
    shape: Mapping[str, Any]
    source: str

    @property
    def label(self) -> str:
        """What the rule is called, in the reader's language."""
        return self.english if current_language() == "en" else self.chinese


@cache
def known_rules() -> Mapping[str, KnownRule]:
    """Every rule by its key, in the order of the files."""
    general = json.loads(read_text("rules/rules_defaults.json"))["rules"]
    ours = json.loads(read_text("rules/product_defaults.json"))
    rows = [{**row, **ours["about"][row["key"]]} for row in general] + ours["rules"]
    return MappingProxyType({row["key"]: _known(row) for row in rows})


def known_rule(key: str) -> KnownRule:
    """The shipped rule of this key. Raises UnknownRule."""
    if key not in known_rules():
        raise UnknownRule(key=key)
    return known_rules()[key]


def _known(row: Mapping[str, Any]) -> KnownRule:
    source = " · ".join(part for part in (row["scope"], row["source"]) if part and part != "—")
    words = (row["key"], row["zh"], row["en"])
    return KnownRule(*words, row["default"], row["unit"], row["severity"], MappingProxyType(row["shape"]), source)
