"""What a heading says: which field of a person stands below it, in whatever words the sender uses."""

import json
import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from app.resources import read_text

FLAG = "flag:"
NEVER = "never"
_BRACKETS = re.compile(r"[(\[{〔【<《].*?[)\]}〕】>》]")
_MARKS = re.compile(r"[\s\u200b-\u200f\ufeff*※★☆●◆▲:;,.。、'\"“”‘’_+=~`!?]+")
_LATIN_BESIDE_HAN = re.compile(r"[a-z/\\|]+")
_HAN = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True)
class Meaning:
    """The field under a heading, and whether the heading is a whole known word for it."""

    field: str
    is_exact: bool


@cache
def words() -> dict[str, Any]:
    """The file of headings and of other words met in rosters."""
    content: dict[str, Any] = json.loads(read_text("codes/roster_headings.json"))
    return content


@cache
def word_set(name: str) -> frozenset[str]:
    """One list of the file as a set, folded."""
    return frozenset(fold(word) for word in words()[name])


@cache
def sign_set(name: str) -> frozenset[str]:
    """One list of the file as a set of signs, compared as they stand."""
    return frozenset(words()[name])


def fields() -> tuple[str, ...]:
    """All fields a column may hold; beside them, `flag:` and a category's code."""
    return tuple(words()["fields"])


def label_of(field: str) -> str:
    """The heading we use ourselves for a field."""
    if field.startswith(FLAG):
        return str(words()["flags"][field.removeprefix(FLAG)][0])
    return str(words()["fields"][field]["label"])


def is_field(name: str) -> bool:
    """True for what a column can be declared to hold."""
    return name in words()["fields"] or (name.startswith(FLAG) and name.removeprefix(FLAG) in words()["flags"])


def fold(text: object) -> str:
    """A heading as it is compared: half-width, lower case, without spaces and marks; brackets stay."""
    return _MARKS.sub("", unicodedata.normalize("NFKC", str(text)).casefold())


@lru_cache(maxsize=4096)
def meaning(heading: str) -> Meaning | None:
    """The field a heading means; None where it is not known."""
    whole = fold(heading)
    bare = _bare(whole)
    for text in dict.fromkeys((whole, bare, _BRACKETS.sub("", whole))):
        if field := _exact_words().get(text):
            return Meaning(field, is_exact=True)
    if any(word in whole for word in words()["never"]):
        return Meaning(NEVER, is_exact=True)
    return _flag_in(bare) or _part_in(bare)


def _bare(whole: str) -> str:
    text = _BRACKETS.sub("", whole)
    return _LATIN_BESIDE_HAN.sub("", text) if _HAN.search(text) else text


@cache
def _exact_words() -> dict[str, str]:
    return {fold(word): field for field, entry in words()["fields"].items() for word in entry["words"]}


def _flag_in(bare: str) -> Meaning | None:
    opening = next((word for word in words()["flag_openings"] if bare.startswith(word)), "")
    category = _flag_words().get(bare.removeprefix(opening))
    return Meaning(FLAG + category, is_exact=True) if category else None


@cache
def _flag_words() -> dict[str, str]:
    return {fold(word): code for code, known in words()["flags"].items() for word in known}


def _part_in(bare: str) -> Meaning | None:
    if len(bare) > 20 or any(word in bare for word in words()["not_the_trainee"]):
        return None
    for field, entry in words()["fields"].items():
        if any(part in bare for part in entry["parts"]):
            return Meaning(field, is_exact=False)
    return None
