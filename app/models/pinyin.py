"""Names in pinyin, for searching: full (luozhengxiang) and initials (lzx), with the readings surnames have."""

import os
import unicodedata
from array import array
from bisect import bisect_left
from dataclasses import dataclass
from functools import cache, lru_cache
from threading import Lock

from app.models.name_characters import is_han

# Surnames that are read otherwise than their characters elsewhere.
_SURNAMES = {
    "万俟": "mo qi",
    "尉迟": "yu chi",
    "长孙": "zhang sun",
    "令狐": "ling hu",
    "单于": "chan yu",
    "单": "shan",
    "曾": "zeng",
    "仇": "qiu",
    "解": "xie",
    "区": "ou",
    "查": "zha",
    "盖": "ge",
    "朴": "piao",
    "洗": "xian",
    "翟": "zhai",
    "缪": "miao",
    "乐": "yue",
    "员": "yun",
    "黑": "he",
    "折": "she",
    "祭": "zhai",
    "覃": "qin",
    "秘": "bi",
    "种": "chong",
    "繁": "po",
    "隗": "wei",
    "牟": "mu",
    "郇": "xun",
    "便": "pian",
    "佴": "nai",
    "能": "nai",
    "炅": "gui",
    "阚": "kan",
    "俟": "qi",
}

# Characters whose first reading in the dictionary is not the one that names have.
_IN_NAMES = {"长": "chang", "都": "du", "卜": "bu", "薄": "bo", "了": "liao", "的": "di", "着": "zhuo"}

_TONES = dict.fromkeys(map(ord, "\u0304\u0301\u030c\u0300"))


def full_pinyin(name: str) -> str:
    """The whole name in lower-case letters without tones or spaces; ü is v. A character nobody can read stays."""
    return "".join(_syllables(name))


def initials(name: str) -> str:
    """The first letter of each character's reading."""
    return "".join(syllable[0] for syllable in _syllables(name))


def _syllables(name: str) -> tuple[str, ...]:
    surname = _special_surname(name)
    spoken = _SURNAMES[surname].split() if surname else []
    return (*spoken, *filter(None, map(_reading, name[len(surname) :])))


def _special_surname(name: str) -> str:
    if name[:2] in _SURNAMES:
        return name[:2]
    return name[:1] if name[:1] in _SURNAMES else ""


# All characters of 25,000 names are some 3,000, each of them looked up once.
@lru_cache(maxsize=32_768)
def _reading(character: str) -> str:
    """One character's usual reading; "" for spaces and dots."""
    if not (character.isalnum() or is_han(character)):
        return ""
    return _IN_NAMES.get(character) or _dictionary().reading(character.lower())


@dataclass(frozen=True)
class _Dictionary:
    """The first reading of every character without its tone: a fiftieth of the memory that the whole book takes."""

    characters: "array[int]"
    places: "array[int]"
    syllables: tuple[str, ...]

    def reading(self, character: str) -> str:
        """A character that nobody can read stays as it is."""
        point = ord(character) if len(character) == 1 else 0
        at = bisect_left(self.characters, point)
        is_known = at < len(self.characters) and self.characters[at] == point
        return self.syllables[self.places[at]] if is_known else character


_loading = Lock()


def _dictionary() -> _Dictionary:
    with _loading:
        return _loaded()


@cache
def _loaded() -> _Dictionary:
    # Asked one character at a time, so its phrases are never needed; to load them would stop a window for 0.35 s.
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
    os.environ.setdefault("PYPINYIN_NO_DICT_COPY", "true")
    from pypinyin.constants import PINYIN_DICT

    known, places = dict[str, int](), array("H")
    characters = array("I", sorted(PINYIN_DICT))
    for each in characters:
        places.append(known.setdefault(PINYIN_DICT[each].partition(",")[0], len(known)))
    PINYIN_DICT.clear()  # nobody else asks it, and it is 8 MB
    return _Dictionary(characters, places, tuple(map(_without_tone, known)))


def _without_tone(syllable: str) -> str:
    letters = unicodedata.normalize("NFD", syllable).translate(_TONES)
    return unicodedata.normalize("NFC", letters).replace("ü", "v")
