"""What clerks write into the cells of a roster, read into codes: ethnic group, schooling, categories, yes and no."""

import re
from functools import cache, lru_cache

from app.models.code_tables import fold_word, table
from app.models.vocabulary import labels

OTHER_ETHNIC_GROUP = "97"

_SEPARATORS = re.compile(r"[、,;/|+&。\n\r\t]|和|及(?!以)|兼")
_NOTHING = frozenset({"", "无", "否", "-", "—", "/", "没有", "none"})
_DENIALS = re.compile(r"[非无未不曾没]")
# What may stand around a category without changing it: 残疾三级, 低保（2人）, 脱贫户家庭成员.
_FILLING = re.compile(r"[户人员类家庭成员对象本劳动力群众级等的是为属()\d.\-:一二三四五六七年度]*")


def read_ethnic(text: object) -> tuple[str, str]:
    """The code and the words to print: ("07", "彝族"); ("97", "穿青人"); ("", text) if nobody knows it."""
    groups = table("ethnic_groups")
    printed = "".join(str(text if text is not None else "").split())
    code = groups.find(text) or ""
    if code and (code < OTHER_ETHNIC_GROUP or printed.isascii()):
        return code, groups.label(code)
    return code, printed


def read_education(text: object) -> tuple[str, str]:
    """The word of the eight-item list and the code of GB/T 4658 ("70", "71"); "" where it is not known."""
    exact = table("education_gb").find(text) or ""
    schooling = "" if exact == "90" else table("education").find(text) or _education_within(fold_word(text))
    return schooling, exact or schooling


def _education_within(folded: str) -> str:
    """The schooling named inside a longer text such as 初中二年级: the longest name that occurs."""
    named = [word for word in table("education").words if len(word) > 1 and not word.isdecimal() and word in folded]
    return table("education").words[max(named, key=len)] if named else ""


def read_yes_no(text: object) -> bool | None:
    """True for 是, 有, √ and their like, False for 否, 无, ×; None where the text says neither."""
    folded = fold_word(text)
    if folded in _yes_and_no()[0]:
        return True
    return False if folded in _yes_and_no()[1] else None


@cache
def _yes_and_no() -> tuple[frozenset[str], frozenset[str]]:
    yes, no = (frozenset(fold_word(word) for word in labels()[key]) for key in ("yes", "no"))
    return yes, no


def read_categories(text: object) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The person categories named in a text (脱贫户、低保、残疾三级), and the words nobody knows."""
    return _categories_of_line(_as_line(text))


# The cells of a roster repeat a few dozen wordings thousands of times.
@lru_cache(maxsize=4096)
def _categories_of_line(line: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    codes: dict[str, None] = {}
    unknown: list[str] = []
    for word in _SEPARATORS.split(_with_codes_for_lists(line)):
        found = _categories_in(word)
        if found is None:
            unknown.append(word)
        codes.update(dict.fromkeys(found or ()))
    return tuple(codes), tuple(unknown)


def _as_line(text: object) -> str:
    spaced = re.sub(r"\s+", "、", str(text if text is not None else "").strip())
    return fold_word(spaced)


def _with_codes_for_lists(line: str) -> str:
    """The line with a code for each known name that has a separator inside (村‘两委’成员/后备干部)."""
    for name in _names_by_length():
        if _SEPARATORS.search(name):
            line = line.replace(name, f"、{table('person_categories').words[name]}、")
    return line


def _categories_in(word: str) -> tuple[str, ...] | None:
    """The categories in one word; None if something in it is not understood."""
    if word.strip("()") in _NOTHING:
        return ()
    if exact := table("person_categories").find(word):
        return (exact,)
    return _categories_inside(word)


def _categories_inside(word: str) -> tuple[str, ...] | None:
    """The longest known names inside the word, if what is left over neither denies nor adds anything."""
    rest, found = word, []
    for name in _names_by_length():
        if name in rest:
            rest = rest.replace(name, " ")
            found.append(name)
    if not found or _DENIALS.search(rest) or not all(_FILLING.fullmatch(part) for part in rest.split()):
        return None
    return tuple(dict.fromkeys(table("person_categories").words[name] for name in sorted(found, key=word.index)))


@cache
def _names_by_length() -> tuple[str, ...]:
    names = (name for name in table("person_categories").words if not name.isascii())
    return tuple(sorted(names, key=len, reverse=True))
