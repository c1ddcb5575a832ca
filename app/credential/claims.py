"""What a certificate claims about a person, and the few bytes in which it says so."""

import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from app.credential import canonical
from app.errors import Refusal
from app.i18n import mark, tr

SCHEMA = 1
EPOCH = date(2020, 1, 1)
MAX_DAYS = 100_000
MAX_HOURS = 9_999
NUMBER_DIGITS = 17
MASKED_DIGITS = 8

# Numbers on the wire: once given they mean the same for ever. Any other text is carried as it stands.
KINDS = {"completion": 1, "training_pass": 2}
LEVELS = {
    "": 0,
    "一级/高级技师": 1,
    "二级/技师": 2,
    "三级/高级工": 3,
    "四级/中级工": 4,
    "五级/初级工": 5,
    "学徒工": 6,
    "特级技师": 7,
    "首席技师": 8,
}
# The longest text of each field, in characters, whether it may be empty, and what people call it.
LIMITS = {
    "number": (40, False, mark("certificate number")),
    "kind": (40, False, mark("kind of certificate")),
    "name": (100, False, mark("name")),
    "masked_id": (16, True, mark("masked ID number")),
    "course": (100, False, mark("course")),
    "level": (40, True, mark("level")),
    "provider": (100, False, mark("training provider")),
}
HOURS = mark("hours")
_HIDDEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}


class ClaimRefused(Refusal):
    """A field that cannot stand on a certificate; `field` says which, in words."""

    code = "claim_refused"
    message = mark("“{field}” cannot stand on a certificate: empty, too long, out of range or with hidden characters.")
    remedy = mark("Correct the field, then issue the certificate.")


class DatesRefused(Refusal):
    """A period that ends before it begins, or a day out of all reason."""

    code = "claim_dates"
    message = mark("The certificate cannot carry these days: {period_from} to {period_to}, issued on {issued_on}.")
    remedy = mark("Correct the dates of the class, then issue the certificate.")


class ClaimsMalformed(Refusal):
    """The content of a code is not in the form that this program writes."""

    code = "claims_malformed"
    message = mark("The content of the code is not in the form of a certificate.")
    remedy = mark("Ask the station that issued it; do not accept the certificate.")


class SchemaUnknown(Refusal):
    """The content of a code was written by a newer program."""

    code = "schema_unknown"
    message = mark("The certificate was issued by a newer version of the program, which this one cannot read.")
    remedy = mark("Install the newest version, then verify again.")


@dataclass(frozen=True)
class Claims:
    """The content of one certificate; `masked_id` is the head and tail of the ID number (`masked_identity`)."""

    number: str
    kind: str
    name: str
    masked_id: str
    course: str
    level: str
    hours: int
    period_from: date
    period_to: date
    issued_on: date
    provider: str


def masked_identity(id_number: str) -> str:
    """First 4 and last 4 characters; fewer of a short number, so that never more than half of it shows."""
    shown = min(4, len(id_number) // 4)
    return id_number[:shown] + id_number[len(id_number) - shown :]


def spread_identity(masked_id: str) -> str:
    """A masked ID for people to read: `53091234` as `5309**********1234`."""
    half = len(masked_id) // 2
    stars = "*" * (10 if len(masked_id) == MASKED_DIGITS else 4)
    return masked_id[:half] + stars + masked_id[half:] if masked_id else ""


def pack(claims: Claims) -> bytes:
    """The bytes that are signed. Raises ClaimRefused or DatesRefused for what a certificate cannot say."""
    _check_texts(claims)
    _check_figures(claims)
    return canonical.write(_row(claims))


def unpack(payload: bytes) -> Claims:
    """The claims in these bytes. Raises ClaimsMalformed for any but `pack`'s spelling, SchemaUnknown."""
    try:
        claims = _claims(canonical.read(payload))
        if pack(claims) != payload:
            raise ClaimsMalformed
    except (canonical.NotCanonical, ClaimRefused, DatesRefused) as error:
        raise ClaimsMalformed from error
    return claims


def _check_texts(claims: Claims) -> None:
    for field, (longest, may_be_empty, words) in LIMITS.items():
        text = getattr(claims, field)
        fits = len(text) <= longest and (may_be_empty or text != "") and text == text.strip()
        if not fits or any(unicodedata.category(character) in _HIDDEN for character in text):
            raise ClaimRefused(field=tr(words))


def _check_figures(claims: Claims) -> None:
    if not 0 <= claims.hours <= MAX_HOURS:
        raise ClaimRefused(field=tr(HOURS))
    days = (claims.period_from, claims.period_to, claims.issued_on)
    if claims.period_to < claims.period_from or any(abs((day - EPOCH).days) > MAX_DAYS for day in days):
        raise DatesRefused(period_from=days[0], period_to=days[1], issued_on=days[2])


def _row(claims: Claims) -> list[object]:
    return [
        SCHEMA,
        _digits_as_number(claims.number, NUMBER_DIGITS),
        KINDS.get(claims.kind, claims.kind),
        claims.name,
        _digits_as_number(claims.masked_id, MASKED_DIGITS),
        claims.course,
        LEVELS.get(claims.level, claims.level),
        claims.hours,
        (claims.issued_on - EPOCH).days,
        (claims.issued_on - claims.period_from).days,
        (claims.period_to - claims.period_from).days,
        claims.provider,
    ]


def _claims(row: Any) -> Claims:
    if not isinstance(row, list) or not row or type(row[0]) is not int:
        raise ClaimsMalformed
    if row[0] != SCHEMA:
        raise SchemaUnknown
    if len(row) != 12:
        raise ClaimsMalformed
    _, number, kind, name, masked_id, course, level, hours, issued, before, length, provider = row
    issued_on = EPOCH + timedelta(_whole(issued))
    period_from = issued_on - timedelta(_whole(before))
    return Claims(
        number=_number_as_digits(number, NUMBER_DIGITS),
        kind=_word(kind, KINDS),
        name=_text(name),
        masked_id=_number_as_digits(masked_id, MASKED_DIGITS),
        course=_text(course),
        level=_word(level, LEVELS),
        hours=_whole(hours),
        period_from=period_from,
        period_to=period_from + timedelta(_whole(length)),
        issued_on=issued_on,
        provider=_text(provider),
    )


def _digits_as_number(text: str, width: int) -> int | str:
    return int(text) if len(text) == width and text.isascii() and text.isdigit() else text


def _number_as_digits(value: object, width: int) -> str:
    if type(value) is int and 0 <= value < 10**width:
        return str(value).zfill(width)
    return _text(value)


def _word(value: object, numbers: dict[str, int]) -> str:
    if type(value) is not int:
        return _text(value)
    for word, number in numbers.items():
        if number == value:
            return word
    raise ClaimsMalformed


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ClaimsMalformed
    return value


def _whole(value: object) -> int:
    if type(value) is not int or abs(value) > MAX_DAYS:
        raise ClaimsMalformed
    return value
