"""Our own certificate numbers: 17 digits, the last by ISO/IEC 7064 MOD 11,10, never to be taken for an ID number."""

import re
import unicodedata
from dataclasses import dataclass

from app.errors import Refusal
from app.i18n import mark

LENGTH = 17
DEFAULT_PATTERN = "{county:6}{station:3}{year:2}{serial:5}{check}"
_PATTERN = re.compile(r"(?:\{(?:county|station|year|serial):\d{1,2}\})+\{check\}")
_FIELD = re.compile(r"\{(county|station|year|serial):(\d{1,2})\}")
_FIELDS = ("county", "station", "year", "serial")


class NotACertificateNumber(Refusal):
    """A text that has not the 17 digits of a certificate number."""

    code = "not_a_certificate_number"
    message = mark("{number} is not a certificate number: it has {count} characters where {length} digits belong.")
    remedy = mark("Type the {length} digits printed on the certificate.")


class CertificateNumberMistyped(Refusal):
    """A number whose check digit does not fit."""

    code = "certificate_number_mistyped"
    message = mark("The certificate number {number} does not add up: a digit is wrong.")
    remedy = mark("Compare it with the certificate, digit by digit.")


class NumberPatternUnusable(Refusal):
    """A number pattern in the settings that does not give 17 digits with each part once."""

    code = "number_pattern_unusable"
    message = mark("The certificate number pattern {pattern} cannot be used.")
    remedy = mark("It must name county, station, year and serial once each, 16 digits together, and end in {{check}}.")


class NumberPartTooLong(Refusal):
    """A county, station, year or serial that has more digits than its place in the number."""

    code = "number_part_too_long"
    message = mark("{value} does not fit into the {width} digits that the certificate number has for this part.")
    remedy = mark("Use a free number block, or change the certificate number pattern in the settings.")


@dataclass(frozen=True)
class CertificateNumber:
    """The parts of a certificate number; `year` has four digits, from 2000 to 2099."""

    county: str
    station: str
    year: int
    serial: int
    text: str


def check_digit(first16: str) -> str:
    """The digit that makes the number whole: ISO/IEC 7064 MOD 11,10 over any count of digits."""
    product = 10
    for digit in first16:
        product = ((product + int(digit)) % 10 or 10) * 2 % 11
    return str((11 - product) % 10)


def compose(pattern: str, *, county: str, station: str, year: int, serial: int) -> str:
    """The 17 digits for these parts. Raises NumberPatternUnusable, NumberPartTooLong."""
    parts = {"county": county, "station": station, "year": f"{year % 100:02d}", "serial": str(serial)}
    body = "".join(_filled(part, parts[part], width) for part, width in _layout(pattern))
    return body + check_digit(body)


def parse(text: str, pattern: str = DEFAULT_PATTERN) -> CertificateNumber:
    """The parts of a number as it was printed or typed, spaces and full-width digits forgiven.

    Raises NotACertificateNumber, CertificateNumberMistyped, NumberPatternUnusable.
    """
    digits = "".join(unicodedata.normalize("NFKC", text).split())
    if len(digits) != LENGTH or not (digits.isascii() and digits.isdecimal()):
        raise NotACertificateNumber(number=text[:40], count=len(digits), length=LENGTH)
    if check_digit(digits[:-1]) != digits[-1]:
        raise CertificateNumberMistyped(number=digits)
    return _taken_apart(digits, pattern)


def grouped(number: str) -> str:
    """The number in groups for reading aloud: 530921 101 26 00007 8."""
    return " ".join(filter(None, (number[:6], number[6:9], number[9:11], number[11:16], number[16:])))


def _taken_apart(digits: str, pattern: str) -> CertificateNumber:
    parts, place = {}, 0
    for part, width in _layout(pattern):
        parts[part] = digits[place : place + width]
        place += width
    year, serial = 2000 + int(parts["year"]), int(parts["serial"])
    return CertificateNumber(parts["county"], parts["station"], year, serial, digits)


def _layout(pattern: str) -> tuple[tuple[str, int], ...]:
    layout = tuple((part, int(width)) for part, width in _FIELD.findall(pattern))
    widths = dict(layout)
    whole = _PATTERN.fullmatch(pattern) and len(layout) == len(_FIELDS) and set(widths) == set(_FIELDS)
    if not whole or sum(widths.values()) != LENGTH - 1 or widths["year"] != 2 or not all(widths.values()):
        raise NumberPatternUnusable(pattern=pattern)
    return layout


def _filled(part: str, value: str, width: int) -> str:
    if len(value) > width or not (value.isascii() and value.isdecimal()):
        raise NumberPartTooLong(part=part, value=value, width=width)
    return value.zfill(width)
