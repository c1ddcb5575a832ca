"""The letters and digits of a code by which a PC joins its county, and how they are read however people type them."""

import unicodedata

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
HANDLE, SECRET, GROUP = 4, 16, 4
LENGTH = HANDLE + SECRET
_ALIKE = str.maketrans("OIL", "011")
_MINUS = "\u2212"  # to Unicode it is no punctuation, as every other dash is


def plain_signs(text: str) -> str:
    """What was typed as the code writes it: capitals of usual width, nothing between, look-alikes taken as one."""
    signs = unicodedata.normalize("NFKC", text).upper()
    return "".join(sign for sign in signs if not _stands_between(sign)).translate(_ALIKE)


def _stands_between(sign: str) -> bool:
    """Spaces, punctuation and what cannot be seen."""
    return sign == _MINUS or unicodedata.category(sign)[0] in "PZC"


def odd_signs(signs: str) -> str:
    """Those of them that no code holds, each once."""
    return "".join(dict.fromkeys(sign for sign in signs if sign not in SIGNS))


def in_groups(signs: str) -> str:
    """As a code is read out and typed: groups of four."""
    return "-".join(signs[at : at + GROUP] for at in range(0, len(signs), GROUP))
