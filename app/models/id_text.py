"""ID numbers as people and spreadsheets write them, cleaned; what a spreadsheet destroyed is named."""

import re
import unicodedata
from decimal import Decimal

from app.i18n import mark
from app.models.findings import Finding, block, warn

# NFKC leaves these letter X look-alikes as they are.
_X_LOOKALIKES = str.maketrans(dict.fromkeys("×✕✖╳⨯ХхΧχ", "X"))
_DIGIT_LOOKALIKES = str.maketrans(
    {"O": "0", "Q": "0", "D": "0", "I": "1", "L": "1", "|": "1", "Z": "2", "S": "5", "B": "8"}
)
_APOSTROPHES = "'’‘`´"
_SCIENTIFIC = re.compile(r"\d(\.\d+)?E\+?\d{2}")
_FLOAT_TAIL = re.compile(r"(\d+)\.0+")
SIGNIFICANT_DIGITS = 15

_REPAIR = mark(
    "Type the whole number again from the ID card, in a spreadsheet into a column of text; what was lost cannot be"
    " worked out."
)


def clean_id_text(value: object) -> str:
    """The characters meant: half-width, upper case, without spaces and invisible signs, X for its look-alikes."""
    written = unicodedata.normalize("NFKC", _as_text(value))
    kept = "".join(c for c in written if not c.isspace() and unicodedata.category(c) not in ("Cf", "Cc"))
    return kept.lstrip(_APOSTROPHES).translate(_X_LOOKALIKES).upper()


def _as_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return _number_as_text(Decimal(value))
    return _without_float_tail(str(value))


def _number_as_text(value: Decimal) -> str:
    if not value.is_finite():
        return ""
    if abs(value) >= 10**30:
        return f"{value:.5E}"
    return str(int(value)) if value == int(value) else str(value)


def _without_float_tail(text: str) -> str:
    whole = _FLOAT_TAIL.fullmatch(text.strip())
    return whole[1] if whole and len(whole[1]) <= SIGNIFICANT_DIGITS else text


def damage_by_storage(value: object) -> Finding | None:
    """The finding if the cell held a number, not text, of more digits than a spreadsheet number keeps."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    if not abs(value) >= 10**SIGNIFICANT_DIGITS:
        return None
    return block(
        "spreadsheet_damage",
        mark("The ID number was stored as a number, not as text; a spreadsheet keeps 15 digits, the rest is lost."),
        _REPAIR,
    )


def damage_by_spelling(written: str) -> Finding | None:
    """The finding if the cleaned text is what a spreadsheet makes of a long number: 5.33E+17, or a tail of zeros."""
    if _SCIENTIFIC.fullmatch(written):
        return block(
            "spreadsheet_damage",
            mark("{written} is an ID number that a spreadsheet turned into scientific notation; its end is lost."),
            _REPAIR,
            written=written,
        )
    if _FLOAT_TAIL.fullmatch(written):
        return damage_by_storage(10**SIGNIFICANT_DIGITS)
    return damage_by_zeros(written) if len(written) > 18 and written.isdecimal() else None


def ends_in_lost_digits(written: str) -> bool:
    """True if everything after the fifteenth digit is zero, as a spreadsheet leaves it."""
    return len(written) >= 18 and not written[SIGNIFICANT_DIGITS:].strip("0")


def damage_by_zeros(written: str) -> Finding | None:
    """The finding for a number that ends in 000 and fails."""
    if not ends_in_lost_digits(written):
        return None
    return block(
        "spreadsheet_damage",
        mark("The ID number ends in {zeros} and does not add up: a spreadsheet replaced its last digits by zeros."),
        _REPAIR,
        zeros=written[SIGNIFICANT_DIGITS:],
    )


def perhaps_damaged() -> Finding:
    """The warning for a number that ends in 000 and passes: one damaged number in eleven does."""
    return warn(
        "spreadsheet_damage",
        mark("The ID number ends in 000. It adds up, but a spreadsheet may have replaced its last digits by zeros."),
        mark("Compare the last three digits with the ID card."),
    )


def digits_for_letters(written: str) -> str:
    """The text with the letters people type for digits read as digits: O as 0, I and l as 1."""
    return written.translate(_DIGIT_LOOKALIKES)
