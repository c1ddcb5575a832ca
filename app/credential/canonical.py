"""Deterministic CBOR of plain values: every value has one spelling, and any other spelling is refused."""

import math
from typing import Any, Final, NoReturn

import cbor2

from app.errors import Refusal
from app.i18n import mark

MAX_DEPTH = 16
_KNOWN_TAGS = (0, 1, 2, 3, 4, 5, 25, 28, 29, 30, 35, 36, 37, 100, 256, 258, 260, 261, 1004, 43000, 55799)


def _refuse_tag(*_: object) -> NoReturn:
    raise cbor2.CBORDecodeError("tag")


WITHOUT_TAGS: Final[dict[str, Any]] = {
    "semantic_decoders": dict.fromkeys(_KNOWN_TAGS, _refuse_tag),
    "tag_hook": _refuse_tag,
}
"""For every reader of CBOR: nothing is written with a tag, and some stand for numbers that take hours to reckon."""


class NotPlain(Refusal):
    """A value that a signed file cannot carry: a float without a number, half a character, a foreign type."""

    code = "not_plain"
    message = mark("This content cannot be put into a signed file.")
    remedy = mark("Look for broken characters in the text and type it again.")


class NotCanonical(Refusal):
    """Bytes that are not CBOR, or not in the one form that this program writes."""

    code = "not_canonical"
    message = mark("These bytes are not in the form that this program writes.")
    remedy = mark("Copy the file or the code again from where it came.")


def write(value: object) -> bytes:
    """The one spelling of a plain value: None, bool, int, float, str, bytes, list, dict. Raises NotPlain."""
    if not _is_plain(value, MAX_DEPTH):
        raise NotPlain
    return cbor2.dumps(value, canonical=True)


def read(data: bytes) -> Any:
    """The plain value spelled by these bytes. Raises NotCanonical for every other spelling of it."""
    try:
        value = cbor2.loads(
            data, max_depth=MAX_DEPTH, allow_indefinite=False, allow_duplicate_keys=False, **WITHOUT_TAGS
        )
    except (cbor2.CBORError, ValueError, OverflowError) as error:
        raise NotCanonical from error
    if not _is_plain(value, MAX_DEPTH) or cbor2.dumps(value, canonical=True) != data:
        raise NotCanonical
    return value


def _is_plain(value: object, depth: int) -> bool:
    if isinstance(value, list):
        return depth > 0 and all(_is_plain(item, depth - 1) for item in value)
    if isinstance(value, dict):
        keys = all(isinstance(key, str | int) and _is_plain_scalar(key) for key in value)
        return keys and depth > 0 and all(_is_plain(item, depth - 1) for item in value.values())
    return _is_plain_scalar(value)


def _is_plain_scalar(value: object) -> bool:
    if isinstance(value, str):
        return not any("\ud800" <= character <= "\udfff" for character in value)
    if isinstance(value, int):
        return -(2**63) <= value < 2**64
    if isinstance(value, float):
        return math.isfinite(value)
    return value is None or isinstance(value, bytes)
