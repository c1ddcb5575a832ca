"""Documents other than the citizen's card: their shapes, and what can be told from their numbers."""

import re
from dataclasses import dataclass
from datetime import date

RESIDENT_CARD, OLD_CARD, HOUSEHOLD_BOOK = "01", "02", "03"
FOREIGNER_CARD_2023, FOREIGNER_CARD_2017 = "06", "07"
HOME_RETURN_PERMIT, TAIWAN_PASS, PASSPORT, DISABILITY_CERTIFICATE = "08", "09", "10", "20"

# The types whose number is the citizen's number: one person, whichever of them is shown.
CITIZEN_TYPES = frozenset({RESIDENT_CARD, OLD_CARD, HOUSEHOLD_BOOK, DISABILITY_CERTIFICATE})

_SHAPES = {
    FOREIGNER_CARD_2017: re.compile(r"[A-Z]{3}[0-9]{12}"),
    HOME_RETURN_PERMIT: re.compile(r"[HM][0-9]{8,10}"),
    TAIWAN_PASS: re.compile(r"[0-9]{8}([0-9]{2})?"),
    PASSPORT: re.compile(r"[A-Z0-9]{5,15}"),
}
# Narrower than the shape of a passport number: what may be taken for one where nobody said so.
_EVIDENT_PASSPORT = re.compile(r"[A-Z]{1,2}[0-9]{6,8}")
_DISABILITY = re.compile(r"([1-7][0-9]{16}[0-9X])([1-7])([1-4])(B[0-9])?")


@dataclass(frozen=True)
class DisabilityParts:
    """A disability certificate number taken apart: the citizen's number, category 1-7, grade 1-4."""

    number: str
    category: str
    grade: str


def split_disability_number(written: str) -> DisabilityParts | None:
    """The parts of a 20- or 22-character disability certificate number; None if it is something else."""
    found = _DISABILITY.fullmatch(written)
    return DisabilityParts(found[1], found[2], found[3]) if found else None


def is_other_document(id_type: str | None) -> bool:
    """True for the types that have a shape and no check digit."""
    return id_type in _SHAPES


def fits_shape(written: str, id_type: str) -> bool:
    """True if the text can be a number of this document type."""
    return _SHAPES[id_type].fullmatch(written) is not None


def evident_type(written: str) -> str:
    """The document type that the shape alone betrays, or ""."""
    if fits_shape(written, FOREIGNER_CARD_2017):
        return FOREIGNER_CARD_2017
    if fits_shape(written, HOME_RETURN_PERMIT):
        return HOME_RETURN_PERMIT
    return PASSPORT if _EVIDENT_PASSPORT.fullmatch(written) else ""


def birth_in_foreigner_card(written: str, today: date) -> date | None:
    """The birthday in a foreigner's card of 2017 (two-digit year); None if the digits make no day."""
    year = 2000 + int(written[7:9])
    year -= 100 if year > today.year else 0
    try:
        return date(year, int(written[9:11]), int(written[11:13]))
    except ValueError:
        return None
