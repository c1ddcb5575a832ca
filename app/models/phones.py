"""Telephone numbers as rosters hold them: mobile, or landline with its area code."""

import re
import unicodedata
from dataclasses import dataclass

from app.i18n import mark
from app.models.findings import Finding, ask, warn

_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"0(10|2\d|[3-9]\d{2})([2-8]\d{6,7})")
_LOCAL = re.compile(r"[2-8]\d{6,7}")
_COUNTRY_CODE = re.compile(r"^(\+|00)86|^86(?=1[3-9]\d{9}$)")
_EXTENSION = re.compile(r"(转|-|ext\.?|x|#)(\d{1,5})$", re.IGNORECASE)
_BETWEEN_NUMBERS = re.compile(r"[、,;/|\n]|或|(?<=\d{11})\s+(?=1[3-9])")
_COMPARE = mark("Ask the person for the number, or leave the field empty.")


@dataclass(frozen=True)
class PhoneReading:
    """A phone number in digits (landlines as 0883-1234567), "" if there is none; further numbers of the same cell."""

    number: str
    findings: tuple[Finding, ...] = ()
    others: tuple[str, ...] = ()

    @property
    def is_mobile(self) -> bool:
        """True for the eleven digits of a mobile phone."""
        return _MOBILE.fullmatch(self.number) is not None


def read_phone(value: object) -> PhoneReading:
    """Read what stands in a phone column; an empty field is no fault. Never raises."""
    texts = [text for text in map(str.strip, _BETWEEN_NUMBERS.split(_as_text(value))) if text]
    readings = [_read_one(text) for text in texts]
    if not readings:
        return PhoneReading("")
    first = readings[0]
    others = tuple(reading.number for reading in readings[1:])
    return PhoneReading(first.number, (*first.findings, *((_several(len(readings)),) if others else ())), others)


def mask_phone(number: str) -> str:
    """The number as lists show it: 138****5678, 0883-***4567."""
    if _MOBILE.fullmatch(number):
        return f"{number[:3]}****{number[7:]}"
    area, dash, local = number.partition("-")
    if not dash:
        area, local = "", number
    local = local.partition("-")[0]
    return area + dash + "*" * (len(local) - 4) + local[-4:] if len(local) > 4 else area + dash + "*" * len(local)


def _as_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = unicodedata.normalize("NFKC", str(value)).strip().lstrip("'’").removesuffix(".0")
    return "" if text in ("无", "-", "—", "/") else text


def _read_one(text: str) -> PhoneReading:
    plain = re.sub(r"[\s()（）.\-–—]", "", text)
    digits = _COUNTRY_CODE.sub("", plain)
    if _MOBILE.fullmatch(digits.removeprefix("0")):
        return PhoneReading(digits.removeprefix("0"))
    if landline := _as_landline(text, digits):
        return PhoneReading(landline)
    if _LOCAL.fullmatch(digits):
        return PhoneReading(digits, (_no_area_code(),))
    if not digits.isascii() or not digits.isdecimal():
        return PhoneReading(plain, (_not_digits(),))
    return PhoneReading(digits, (_wrong_length(len(digits)),))


def _as_landline(text: str, digits: str) -> str:
    """The landline number with a dash after its area code and before its extension; "" if it is none."""
    extension = _EXTENSION.search(text)
    whole = _LANDLINE.fullmatch(digits)
    if whole is None and extension:
        whole = _LANDLINE.fullmatch(re.sub(r"\D", "", text[: extension.start()]))
        return f"0{whole[1]}-{whole[2]}-{extension[2]}" if whole else ""
    return f"0{whole[1]}-{whole[2]}" if whole else ""


def _several(count: int) -> Finding:
    message = mark("The field holds {count} phone numbers; the first one was taken.")
    return ask("several_phones", message, mark("Choose the number that reaches the person."), count=count)


def _no_area_code() -> Finding:
    message = mark("The phone number has no area code.")
    return warn("no_area_code", message, mark("Put the area code before it, or take a mobile number."))


def _not_digits() -> Finding:
    message = mark("The phone number contains signs that are no digits.")
    return ask("phone_characters", message, _COMPARE)


def _wrong_length(count: int) -> Finding:
    message = mark("The phone number has {count} digits; a mobile number has 11 and begins with 13 to 19.")
    return ask("phone_length", message, _COMPARE, count=count)
