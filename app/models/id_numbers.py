"""ID numbers by GB 11643-1999: read, judged and named, whatever document stands in the column."""

from dataclasses import dataclass, replace
from datetime import date

from app.models import id_documents as documents
from app.models import id_findings as told
from app.models import id_text
from app.models.code_tables import table
from app.models.findings import Finding, is_usable
from app.models.id_origins import hint_of_prefix, permit_type, unknown_origin

__all__ = (
    "IdReading",
    "age_on",
    "check_character",
    "compare_stated",
    "hint_of_prefix",
    "mask_id_number",
    "read_id_number",
)

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_CHARACTERS = "10X98765432"
_DIGITS = frozenset("0123456789")
_REMARKABLE_AGE = 90


@dataclass(frozen=True)
class IdReading:
    """What an ID number says. `number` is the citizen's 18 characters where there is one.

    `id_type` is a code of the table id_types, "" if unknown; `sex` is "1", "2", or "0" where the number does not say;
    `disability` is (category, grade); `suggestion` is a number to offer, never to take silently.
    """

    id_type: str
    number: str
    birth_date: date | None = None
    sex: str = "0"
    disability: tuple[str, str] | None = None
    findings: tuple[Finding, ...] = ()
    suggestion: str = ""

    @property
    def is_usable(self) -> bool:
        """True if nothing found keeps the number out."""
        return is_usable(self.findings)

    @property
    def identity(self) -> str:
        """What is equal for one person: the citizen's number alone, else document type and number."""
        return self.number if self.id_type in documents.CITIZEN_TYPES else f"{self.id_type}:{self.number}"


def read_id_number(text: object, today: date, id_type: str | None = None) -> IdReading:
    """Read what stands in an ID column; `id_type` is the document stated there, if any. Never raises."""
    written = id_text.clean_id_text(text)
    if not written:
        return _refused("", told.empty())
    damage = id_text.damage_by_storage(text) or id_text.damage_by_spelling(written)
    if damage:
        return _refused(written, damage)
    if id_type is not None and documents.is_other_document(id_type):
        return _read_stated(written, today, id_type)
    return _with_stated_type(_read_any(written, today), id_type)


def check_character(first17: str) -> str:
    """The 18th character of an ID number: ISO 7064 MOD 11-2 over the first 17 digits."""
    return _CHECK_CHARACTERS[sum(int(digit) * weight for digit, weight in zip(first17, _WEIGHTS, strict=True)) % 11]


def age_on(birth: date, day: date) -> int:
    """Full years (周岁) on a day; who was born on 29 February turns on 1 March in common years."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def mask_id_number(number: str) -> str:
    """The number as lists show it: first three, last four, stars between (533***********1234)."""
    front, back = (3, 4) if len(number) >= 15 else (1, 2)
    hidden = len(number) - front - back
    return number[:front] + "*" * hidden + number[-back:] if hidden > 0 else "*" * len(number)


def compare_stated(reading: IdReading, sex: str = "", birth_date: date | None = None) -> tuple[Finding, ...]:
    """The warnings where the sex ("1", "2") or birthday stated beside the number is not the one in it."""
    found = []
    if {sex, reading.sex} == {"1", "2"}:
        found.append(told.sex_differs(table("sex").label(sex), table("sex").label(reading.sex)))
    if birth_date and reading.birth_date and birth_date != reading.birth_date:
        found.append(told.birth_differs(birth_date, reading.birth_date))
    return tuple(found)


def _read_any(written: str, today: date) -> IdReading:
    if parts := documents.split_disability_number(written):
        return _read_disability(parts, today)
    if len(written) == 18 and _is_number(written):
        return _read_eighteen(written, today)
    if len(written) == 15 and set(written) <= _DIGITS:
        return _read_fifteen(written, today)
    if document := documents.evident_type(written):
        return _read_evident(written, today, document)
    return _refuse_shape(written, today)


def _read_eighteen(number: str, today: date) -> IdReading:
    if prefix := unknown_origin(number):
        return _refused(number, told.no_such_place(prefix))
    birth = _day(number[6:14])
    if birth is None:
        return _refused(number, told.no_such_day(number[6:14]))
    if birth > today:
        return _refused(number, told.born_later(birth))
    if number[17] != check_character(number[:17]):
        return _refused(number, id_text.damage_by_zeros(number) or told.check_digit_wrong())
    sex = "0" if number[0] == "9" else _sex(number[16])
    return IdReading(permit_type(number), number, birth, sex, None, _doubts(number, age_on(birth, today)))


def _doubts(number: str, age: int) -> tuple[Finding, ...]:
    damaged = (id_text.perhaps_damaged(),) if id_text.ends_in_lost_digits(number) else ()
    return (*damaged, told.very_old(age)) if age >= _REMARKABLE_AGE else damaged


def _read_fifteen(written: str, today: date) -> IdReading:
    if written[0] in "089":
        return _refused(written, told.no_such_place(written[:2]))
    first17 = f"{written[:6]}19{written[6:]}"
    reading = _read_eighteen(first17 + check_character(first17), today)
    if not reading.is_usable:
        return replace(reading, number=written)
    # The zeros of a raised number were reckoned, not lost.
    kept = tuple(finding for finding in reading.findings if finding.code != "spreadsheet_damage")
    return replace(reading, id_type=documents.OLD_CARD, findings=(*kept, told.old_number()))


def _read_disability(parts: documents.DisabilityParts, today: date) -> IdReading:
    reading = _read_eighteen(parts.number, today)
    if not reading.is_usable:
        return reading
    marked = replace(reading, id_type=documents.DISABILITY_CERTIFICATE, disability=(parts.category, parts.grade))
    labels = table("disability_categories").label(parts.category), table("disability_grades").label(parts.grade)
    return _with_finding(marked, told.disability_certificate(*labels))


def _read_evident(written: str, today: date, document: str) -> IdReading:
    reading = _read_document(written, today, document)
    if document == documents.FOREIGNER_CARD_2017:
        return reading
    return _with_finding(reading, told.type_guessed(_label(document)))


def _read_document(written: str, today: date, document: str) -> IdReading:
    foreigner = document == documents.FOREIGNER_CARD_2017
    return IdReading(document, written, documents.birth_in_foreigner_card(written, today) if foreigner else None)


def _read_stated(written: str, today: date, stated: str) -> IdReading:
    """A citizen's number proves itself by its check digit, so it wins over the document somebody stated."""
    citizen = _read_any(written, today)
    if len(written) >= 18 and citizen.is_usable:
        return _with_stated_type(citizen, stated)
    if documents.fits_shape(written, stated):
        return _read_document(written, today, stated)
    return _refused(written, told.wrong_shape(_label(stated)))


def _with_stated_type(reading: IdReading, stated: str | None) -> IdReading:
    if not stated or not reading.is_usable or reading.id_type == stated:
        return reading
    if {reading.id_type, stated} == {documents.RESIDENT_CARD, documents.HOUSEHOLD_BOOK}:
        return replace(reading, id_type=stated)
    if {reading.id_type, stated} <= documents.CITIZEN_TYPES:
        return reading
    return _with_finding(reading, told.type_differs(_label(stated), _label(reading.id_type)))


def _refuse_shape(written: str, today: date) -> IdReading:
    if _is_number(written):
        return _refused(written, told.wrong_length(written), _if_usable(written + "X", today))
    offered = _if_usable(id_text.digits_for_letters(written), today)
    return _refused(written, told.wrong_characters(written, offered), offered)


def _if_usable(repaired: str, today: date) -> str:
    """The repaired number if it adds up, else "": only a number with a check digit may be offered."""
    is_citizens = len(repaired) == 18 and _is_number(repaired)
    return repaired if is_citizens and _read_eighteen(repaired, today).is_usable else ""


def _is_number(written: str) -> bool:
    return set(written[:-1]) <= _DIGITS and written[-1] in "0123456789X"


def _refused(written: str, finding: Finding, suggestion: str = "") -> IdReading:
    return IdReading("", written, findings=(finding,), suggestion=suggestion)


def _with_finding(reading: IdReading, finding: Finding) -> IdReading:
    return replace(reading, findings=(*reading.findings, finding))


def _day(eight: str) -> date | None:
    try:
        return date(int(eight[:4]), int(eight[4:6]), int(eight[6:]))
    except ValueError:
        return None


def _sex(digit: str) -> str:
    return "1" if int(digit) % 2 else "2"


def _label(id_type: str) -> str:
    return table("id_types").label(id_type)
