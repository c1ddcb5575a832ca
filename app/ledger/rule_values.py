"""What a rule may hold: values checked against their shape, and read from what a clerk types."""

import json
import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from app.errors import Refusal
from app.i18n import mark, tr
from app.ledger.rule_catalogue import KnownRule
from app.models.code_tables import table
from app.models.roster_words import read_yes_no

Shape = Mapping[str, Any]
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_MARKET_FIELDS = ("dates", "weekdays", "endings", "every", "counted_from")
_LONGEST_LIST = 500


class RuleValueRefused(Refusal):
    """The value is not one that this rule can have."""

    code = "rule_value"
    message = mark("“{label}” cannot be {value}.")
    remedy = mark("It must be {expected}.")


class _Unfit(ValueError):
    """The value does not have the shape."""


def checked(known: KnownRule, value: Any) -> Any:
    """The value as it is stored. Raises RuleValueRefused with what is expected."""
    try:
        return _CHECKS[known.shape["kind"]](value, known.shape)
    except _Unfit as error:
        shown = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        raise RuleValueRefused(label=known.label, value=shown, expected=expected(known.shape)) from error


def from_text(known: KnownRule, text: str) -> Any:
    """The value a clerk typed: 0.8 or 80%, yes or no, 男=60,女=55, a list with commas, or JSON."""
    written = unicodedata.normalize("NFKC", text).strip()
    try:
        return checked(known, json.loads(written))
    except (ValueError, RuleValueRefused):
        return checked(known, _plain(written, known.shape))


def plain_value(text: str, shape: Shape) -> Any:
    """What a text means for a shape, not checked yet."""
    return _plain(unicodedata.normalize("NFKC", text).strip(), shape)


def expected(shape: Shape) -> str:
    """What a value of this shape looks like, in the reader's language."""
    words = _WORDS[shape["kind"]]
    figures = {"min": shape.get("min"), "max": shape.get("max"), "options": ", ".join(shape.get("options", ()))}
    inner = shape.get("of")
    keys = ", ".join(shape.get("keys", ())) or "…"
    return tr(words, **figures, keys=keys, inner=expected(inner) if inner else "")


_WORDS = {
    "integer": mark("a whole number from {min} to {max}"),
    "number": mark("a number from {min} to {max}"),
    "ratio": mark("a share from 0 to 1, such as 0.8 or 80%"),
    "yes_no": mark("yes or no"),
    "text": mark("a text of at most {max} characters"),
    "choice": mark("one of: {options}"),
    "options": mark("a list out of: {options}"),
    "codes": mark("a list of codes of the code table"),
    "time": mark("a time of day such as 22:00"),
    "dates": mark("a list of days such as 2026-05-01,2026-05-02"),
    "range": mark("two values, the smaller first, each {inner}"),
    "table": mark("entries such as {keys}=value, each {inner}"),
    "market_days": mark(
        'the market days as JSON: {{"dates": ["2026-11-05"], "weekdays": [7], "endings": [3, 8], '
        '"every": 5, "counted_from": "2026-11-03"}}'
    ),
}


def _number(value: Any, shape: Shape) -> Any:
    fits = isinstance(value, int | float) and not isinstance(value, bool)
    if not fits or not shape.get("min", 0) <= value <= shape.get("max", 1):
        raise _Unfit
    return value


def _integer(value: Any, shape: Shape) -> int:
    if _number(value, shape) != int(value):
        raise _Unfit
    return int(value)


def _yes_no(value: Any, _: Shape) -> bool:
    if not isinstance(value, bool):
        raise _Unfit
    return value


def _text(value: Any, shape: Shape) -> str:
    if not isinstance(value, str) or len(value) > shape["max"] or not (value.strip() or shape.get("may_be_empty")):
        raise _Unfit
    return value.strip()


def _choice(value: Any, shape: Shape) -> str:
    if value not in shape["options"]:
        raise _Unfit
    return str(value)


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list) or len(value) > _LONGEST_LIST:
        raise _Unfit
    return value


def _options(value: Any, shape: Shape) -> list[str]:
    return [_choice(item, shape) for item in _list(value)]


def _codes(value: Any, shape: Shape) -> list[str]:
    found = [table(shape["table"]).find(item) for item in _list(value)]
    if None in found:
        raise _Unfit
    return [code for code in found if code]


def _time(value: Any, _: Shape) -> str:
    if not isinstance(value, str) or not _TIME.fullmatch(value):
        raise _Unfit
    return value


def _date(value: Any) -> str:
    try:
        return date.fromisoformat(value).isoformat()
    except (TypeError, ValueError) as error:
        raise _Unfit from error


def _dates(value: Any, _: Shape) -> list[str]:
    return sorted({_date(item) for item in _list(value)})


def _range(value: Any, shape: Shape) -> list[Any]:
    pair = [_CHECKS[shape["of"]["kind"]](item, shape["of"]) for item in _list(value)]
    if len(pair) != 2 or pair[0] > pair[1]:
        raise _Unfit
    return pair


def _table(value: Any, shape: Shape) -> dict[str, Any]:
    keys = shape.get("keys")
    if not isinstance(value, dict) or not value or (keys and set(value) != set(keys)):
        raise _Unfit
    return {str(key): _CHECKS[shape["of"]["kind"]](item, shape["of"]) for key, item in value.items()}


def _market_days(value: Any, shape: Shape) -> dict[str, Any]:
    if not isinstance(value, dict) or not set(value) <= set(_MARKET_FIELDS):
        raise _Unfit
    every = _integer(value.get("every", 0), {"min": 0, "max": 60})
    start = value.get("counted_from", "")
    return {
        "dates": _dates(value.get("dates", []), shape),
        "weekdays": [_integer(item, {"min": 1, "max": 7}) for item in _list(value.get("weekdays", []))],
        "endings": [_integer(item, {"min": 0, "max": 9}) for item in _list(value.get("endings", []))],
        "every": every,
        "counted_from": _date(start) if every or start else "",
    }


_CHECKS: dict[str, Callable[[Any, Shape], Any]] = {
    "integer": _integer,
    "number": _number,
    "ratio": _number,
    "yes_no": _yes_no,
    "text": _text,
    "choice": _choice,
    "options": _options,
    "codes": _codes,
    "time": _time,
    "dates": _dates,
    "range": _range,
    "table": _table,
    "market_days": _market_days,
}


def _plain(written: str, shape: Shape) -> Any:
    """What a text that is no JSON means for a shape; text that means nothing there stays text and is refused."""
    kind = shape["kind"]
    if kind == "table":
        pairs = [item.partition("=") for item in _split(written)]
        return {key.strip(): _plain(value.strip(), shape["of"]) for key, _, value in pairs}
    if kind in ("options", "codes", "dates", "range"):
        return [_plain(item, shape.get("of", {"kind": "text"})) for item in _split(written)]
    if kind == "yes_no":
        return read_yes_no(written)
    return _as_number(written) if kind in ("integer", "number", "ratio") else written


def _split(written: str) -> list[str]:
    return [item.strip() for item in re.split(r"[,;、]", written) if item.strip()]


def _as_number(written: str) -> Any:
    try:
        number = Decimal(written.removesuffix("%")) / (100 if written.endswith("%") else 1)
    except InvalidOperation:
        return written
    if not number.is_finite():
        return written
    return int(number) if number == number.to_integral_value() else float(number)
