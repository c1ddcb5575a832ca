"""Characters that names are typed with by mistake: dots that are no name separator, radicals that are no character."""

import unicodedata

SEPARATOR = "\u00b7"

# Signs that people and input methods use for the separator; between Han characters nothing else can be meant.
DOTS = frozenset(
    "\u00b7\u0387\u1427\u16eb\u2022\u2027\u2219\u22c5\u25cf\u25e6\u26ab\u2e31\u2e33\u30fb\ua78f\ufe52\uff65.．"
)
# Signs that may be a separator or a slip or two names in one cell: the clerk is asked.
LIKELY_DOTS = frozenset("。—–―-_、,/~`'’‘")

_HAN_BLOCKS = ("CJK UNIFIED IDEOGRAPH", "CJK COMPATIBILITY IDEOGRAPH", "CJK RADICAL", "KANGXI RADICAL")

# Radicals of U+2E80-2EFF that look like a whole character, with that character (Unicode, EquivalentUnifiedIdeograph).
_RADICALS = {
    0x2E81: "厂",
    0x2E84: "乙",
    0x2E88: "刀",
    0x2E8A: "卜",
    0x2E8C: "小",
    0x2E8D: "小",
    0x2E8E: "兀",
    0x2E8F: "尣",
    0x2E90: "尢",
    0x2E92: "巳",
    0x2E93: "幺",
    0x2E96: "忄",
    0x2E98: "扌",
    0x2E9B: "旡",
    0x2E9C: "日",
    0x2E9D: "月",
    0x2E9E: "歺",
    0x2E9F: "母",
    0x2EA0: "民",
    0x2EA6: "丬",
    0x2EA7: "牛",
    0x2EA9: "王",
    0x2EAB: "目",
    0x2EAC: "示",
    0x2EB6: "羊",
    0x2EB9: "耂",
    0x2EBC: "肉",
    0x2EC1: "虎",
    0x2EC4: "西",
    0x2EC5: "见",
    0x2EC6: "角",
    0x2EC9: "贝",
    0x2ECB: "车",
    0x2ED3: "长",
    0x2ED4: "门",
    0x2ED7: "雨",
    0x2ED8: "青",
    0x2ED9: "韦",
    0x2EDA: "页",
    0x2EDB: "风",
    0x2EDC: "飞",
    0x2EDD: "食",
    0x2EE2: "马",
    0x2EE3: "骨",
    0x2EE4: "鬼",
    0x2EE5: "鱼",
    0x2EE6: "鸟",
    0x2EE7: "卤",
    0x2EE8: "麦",
    0x2EE9: "黄",
    0x2EEB: "斉",
    0x2EEC: "齐",
    0x2EED: "歯",
    0x2EEE: "齿",
    0x2EEF: "竜",
    0x2EF0: "龙",
    0x2EF2: "亀",
    0x2EF3: "龟",
}


def is_han(character: str) -> bool:
    """True for what may be a character of a Chinese name, private-use code points included."""
    if unicodedata.category(character) == "Co" or character == "〇":
        return True
    # Blocks newer than this Python's Unicode tables have no names, but their planes are all Han.
    if 0x20000 <= ord(character) <= 0x3FFFF:
        return True
    return unicodedata.name(character, "").startswith(_HAN_BLOCKS)


def unfold_compatible(text: str) -> str:
    """Full-width letters, Kangxi radicals (U+2F00) and duplicate code points as the plain characters they are.

    NFKC for these alone: elsewhere it would change characters that a name may truly have.
    """
    composed = unicodedata.normalize("NFC", text)
    return "".join(unicodedata.normalize("NFKC", c) if _is_foldable(c) else c for c in composed)


def _is_foldable(character: str) -> bool:
    point = ord(character)
    return 0x2F00 <= point <= 0x2FD5 or 0xFF01 <= point <= 0xFF5E or 0xFF61 <= point <= 0xFF65


def is_description(character: str) -> bool:
    """True for the signs that tell how a character is put together from its parts (U+2FF0-2FFF, U+31EF)."""
    return 0x2FF0 <= ord(character) <= 0x2FFF or ord(character) == 0x31EF


def is_radical(character: str) -> bool:
    """True for the parts of characters that input methods offer beside whole ones (U+2E80-2EFF)."""
    return 0x2E80 <= ord(character) <= 0x2EFF


def radical_suggestion(name: str) -> str:
    """The name with whole characters in place of look-alike radicals; the same name where there is none."""
    return name.translate(_RADICALS)
