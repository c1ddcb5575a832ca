"""Rules in words: their values as people read and type them, and read back from what was typed."""

import json
import re
from collections.abc import Mapping
from typing import Any

from app.i18n import tr
from app.ledger.rule_values import plain_value
from app.ledger.rules import SCOPE_WORDS, SEVERITY_WORDS, Rule
from app.models.code_tables import table
from app.models.vocabulary import AttendanceStatus, CertificateKind, HalfDay, LessonKind, SkillGroup, Word

Shape = Mapping[str, Any]
NO_SEVERITY, SHARE = "—", "比例"
WORDS: tuple[type[Word], ...] = (CertificateKind, LessonKind, AttendanceStatus, HalfDay, SkillGroup)
_BETWEEN = re.compile(r"\s*(?:[-–—~～至])\s*")
_SEPARATOR = re.compile(r"[,，;；、\s]+")
# The parts of the market days, in the order in which they are asked for, and what each of them holds.
MARKET_PARTS: Mapping[str, Shape] = {
    "weekdays": {"kind": "list", "of": {"kind": "integer"}},
    "endings": {"kind": "list", "of": {"kind": "integer"}},
    "every": {"kind": "integer"},
    "counted_from": {"kind": "text"},
    "dates": {"kind": "dates"},
}


def key_words(key: str) -> str:
    """What an entry of a table is called."""
    own = {
        "total": tr("Total"),
        "full": tr("in full"),
        "masked": tr("masked"),
        "weekdays": tr("Weekdays (1 is Monday, 7 Sunday)"),
        "endings": tr("Days of the month ending in"),
        "every": tr("Every so many days"),
        "counted_from": tr("counted from"),
        "dates": tr("Single days"),
    }
    if key in own:
        return own[key]
    return next((word(key).label for word in WORDS if key in {each.value for each in word}), key)


def value_words(rule: Rule, shape: Shape) -> str:
    """The value with its unit, as a clerk reads it."""
    words = _shown(rule.value, shape)
    unit = rule.unit if has_unit(rule, shape) else ""
    return f"{words} {unit}".strip() if words else tr("nothing")


def text_of(value: Any, shape: Shape) -> str:
    """A single value as it is typed."""
    kind = shape["kind"]
    if kind == "ratio":
        return f"{value * 100:g}%"
    if kind == "codes":
        return "、".join(table(shape["table"]).label(code) for code in value)
    if kind in ("dates", "options", "list"):
        return "、".join(str(each) for each in value)
    if kind == "range":
        return "-".join(text_of(each, shape["of"]) for each in value)
    return f"{value:g}" if isinstance(value, float) else str(value)


def value_in(text: str, shape: Shape) -> Any:
    """What was typed, as a value that is still to be checked."""
    kind, typed = shape["kind"], text.strip()
    if kind in ("list", "options", "dates"):
        inner = shape.get("of", {"kind": "text"})
        return [plain_value(each, inner) for each in _SEPARATOR.split(typed) if each]
    if kind == "range":
        return plain_value(_BETWEEN.sub(",", typed), shape)
    return plain_value(typed, shape)


def severity_words(rule: Rule) -> str:
    """What happens if the rule is broken."""
    return tr(SEVERITY_WORDS[rule.severity]) if rule.severity else NO_SEVERITY


def scope_words(rule: Rule) -> str:
    """Whose word it is."""
    return tr(SCOPE_WORDS[rule.scope])


def validity_words(rule: Rule) -> str:
    """From when to when it holds."""
    if not (rule.valid_from or rule.valid_to):
        return ""
    return f"{rule.valid_from or '…'} — {rule.valid_to or '…'}"


def has_unit(rule: Rule, shape: Shape) -> bool:
    """Whether the unit is told beside the value: a share is told in per cent."""
    kind = shape["of"]["kind"] if shape["kind"] == "table" else shape["kind"]
    return bool(rule.unit) and kind not in ("ratio", "yes_no") and rule.unit != SHARE


def _shown(value: Any, shape: Shape) -> str:
    kind = shape["kind"]
    if kind == "yes_no":
        return tr("yes") if value else tr("no")
    if kind == "choice":
        return key_words(value)
    if kind == "table":
        return "、".join(f"{key_words(key)} {_inner(each, shape['of'])}" for key, each in value.items())
    if kind == "market_days":
        return "、".join(f"{key_words(key)} {_plain(each)}" for key, each in value.items() if each)
    if kind == "range":
        return "–".join(text_of(each, shape["of"]) for each in value)
    return text_of(value, shape)


def _inner(value: Any, shape: Shape) -> str:
    if shape["kind"] == "options":
        return "+".join(key_words(each) for each in value)
    return _shown(value, shape)


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return "、".join(map(str, value))
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
