"""Names of persons as the register office writes them: cleaned without loss, doubts told (民委发〔2016〕33号)."""

import re
import unicodedata
from dataclasses import dataclass

from app.models import name_findings as told
from app.models.findings import Finding, is_usable
from app.models.name_characters import (
    DOTS,
    LIKELY_DOTS,
    SEPARATOR,
    is_description,
    is_han,
    is_radical,
    radical_suggestion,
    unfold_compatible,
)

LONGEST_NAME = 100

_LOST = frozenset("\ufffd?□■◻*＊")
_BRACKETS = re.compile(r"[()（）\[\]【】{}<>《》]")
_SEPARATOR_RUN = re.compile(f"{SEPARATOR}{{2,}}")
_LONG_DIGITS = re.compile(r"\d{11,}")
_PLAIN = re.compile(r"[\u4e00-\u9fff]{1,50}")


@dataclass(frozen=True)
class NameReading:
    """A name ready to store, what is to be said about it, and a spelling to offer ("" if none)."""

    name: str
    findings: tuple[Finding, ...] = ()
    suggestion: str = ""

    @property
    def is_usable(self) -> bool:
        """True if nothing found keeps the name out."""
        return is_usable(self.findings)


def read_name(text: object) -> NameReading:
    """Read what stands in a name column. Nothing is cut, no character is changed for another. Never raises."""
    written = str(text if text is not None else "")
    if _PLAIN.fullmatch(written):
        return NameReading(written)
    cleaned = _without_padding(unfold_compatible(written))
    name, guessed = _with_standard_separator(cleaned)
    suggestion = radical_suggestion(name)
    findings = (*_obstacles(name), *((told.separator_guessed(name),) if guessed else ()), *_doubts(name, suggestion))
    return NameReading(name, findings, suggestion if suggestion != name else "")


def same_name(one: str, other: str) -> bool:
    """True if two spellings are the same name: spaces, kinds of dots and the case of letters do not count."""
    return name_key(one) == name_key(other)


def name_key(name: str) -> str:
    """What is equal for two spellings of one name."""
    return read_name(name).name.replace(SEPARATOR, "").replace(" ", "").casefold()


def _without_padding(text: str) -> str:
    """The text without invisible signs; a single space stays between Latin words and nowhere else."""
    words = "".join(c for c in text if c.isspace() or unicodedata.category(c) not in ("Cf", "Cc")).split()
    return "".join(_gap(before, after) + after for before, after in zip(["", *words], words, strict=False))


def _gap(before: str, after: str) -> str:
    return " " if before and _keeps_space(before[-1]) and _keeps_space(after[0]) else ""


def _keeps_space(character: str) -> bool:
    """True beside letters of other scripts; Han names have no spaces, only padded tables do."""
    return character in ".,'-" or (not is_han(character) and unicodedata.category(character)[0] in "LM")


def _with_standard_separator(text: str) -> tuple[str, bool]:
    """The text with U+00B7 for every dot between Han characters, and whether one of them was a guess."""
    guessed = False
    characters = list(text)
    for place, character in enumerate(characters):
        if character in DOTS and _between_han(text, place):
            characters[place] = SEPARATOR
        elif character in LIKELY_DOTS and _between_han(text, place):
            characters[place], guessed = SEPARATOR, True
    return _SEPARATOR_RUN.sub(SEPARATOR, "".join(characters)).strip(SEPARATOR), guessed


def _between_han(text: str, place: int) -> bool:
    """True if the nearest characters that are no dots are Han on both sides (or the dot stands at an end)."""
    dots = "".join(DOTS | LIKELY_DOTS)
    before, after = text[:place].rstrip(dots), text[place + 1 :].lstrip(dots)
    return (not before or is_han(before[-1])) and (not after or is_han(after[0])) and bool(before or after)


def _obstacles(name: str) -> tuple[Finding, ...]:
    """What keeps the text from being a name at all."""
    if not name:
        return (told.empty(),)
    if len(name) > LONGEST_NAME:
        return (told.too_long(len(name), LONGEST_NAME),)
    if _LONG_DIGITS.search(name):
        return (told.number_in_name(),)
    lost = "".join(dict.fromkeys(c for c in name if c in _LOST))
    return (told.lost_characters(lost),) if lost else ()


def _doubts(name: str, suggestion: str) -> tuple[Finding, ...]:
    found = []
    if private := [c for c in name if unicodedata.category(c) == "Co"]:
        found.append(told.private_use(private))
    if any(is_description(c) for c in name):
        found.append(told.described_character(name))
    if any(is_radical(c) for c in name):
        found.append(told.radical(name, suggestion))
    if _BRACKETS.search(name):
        found.append(told.brackets(name))
    if any(c.isdigit() for c in name) and not _LONG_DIGITS.search(name):
        found.append(told.digits(name))
    return tuple(found)
