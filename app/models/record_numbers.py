"""Numbers of certificates that other bodies issue: recorded as printed, and looked at without ever being refused."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from app.i18n import mark
from app.models.code_tables import table
from app.models.findings import Finding, warn

SKILL_LEVEL_CERTIFICATE, QUALIFICATION_CERTIFICATE = "JNDJ", "ZYZG"
HOME_PROVINCES = ("52", "53")

# 人社鉴发〔2019〕2号: class of body, body, province, its serial, year, level, serial.
_SKILL_LEVEL = re.compile(
    r"[YS]\d{4}(?P<province>\d{2})\d{6}(?P<year>\d{2})(?P<level>[0-9A-Z])(?!000000)\d{6}", re.ASCII
)
# Year, province, prefecture, kind of body, its serial, level, serial; the old 13 digits are padded with 000.
_QUALIFICATION = re.compile(
    r"(?P<year>\d{2})(?P<province>\d{2})\d{2}[0-4]\d{3}(?P<level>[1-5])\d{5}|\d{13}|000\d{13}", re.ASCII
)
_SHAPES = {SKILL_LEVEL_CERTIFICATE: _SKILL_LEVEL, QUALIFICATION_CERTIFICATE: _QUALIFICATION}
# Letters stand for the two levels above 一级 and are not published.
_LEVELS_BY_LETTER = ("T", "S")

_COMPARE = mark("Compare the number with the certificate; if it is printed like this, keep it.")


@dataclass(frozen=True)
class RecordNumber:
    """A certificate number as it will be recorded, and what is to be said about it (warnings only)."""

    number: str
    findings: tuple[Finding, ...] = ()


def read_record_number(
    text: object, certificate_type: str, *, level: str = "", issued_on: date | None = None
) -> RecordNumber:
    """Read the number of another body's certificate; type and level are codes of certificate_types and skill_levels."""
    number = "".join(unicodedata.normalize("NFKC", str(text if text is not None else "")).split()).upper()
    if not number:
        return RecordNumber("", (_empty(),))
    shape = _SHAPES.get(certificate_type)
    if shape is None:
        return RecordNumber(number)
    parts = shape.fullmatch(number)
    if parts is None:
        return RecordNumber(number, (_unusual(certificate_type, number),))
    return RecordNumber(number, _doubts(parts.groupdict(), level, issued_on))


def _doubts(parts: dict[str, str | None], level: str, issued_on: date | None) -> tuple[Finding, ...]:
    year, shown, province = parts.get("year"), parts.get("level"), parts.get("province")
    found = []
    if year and issued_on and int(year) != issued_on.year % 100:
        found.append(_year_differs(year, issued_on))
    if shown and level and not _same_level(shown, level):
        found.append(_level_differs(shown, level))
    if province and province not in HOME_PROVINCES:
        found.append(_from_elsewhere(province))
    return tuple(found)


def _same_level(shown: str, level: str) -> bool:
    return level in _LEVELS_BY_LETTER if shown.isalpha() else shown == level


def _empty() -> Finding:
    message = mark("The certificate has no number.")
    return warn("record_number_empty", message, mark("Type the number printed on the certificate."))


def _unusual(certificate_type: str, number: str) -> Finding:
    message = mark("{count} characters, or signs in other places than usual for this certificate: {certificate}.")
    figures = {"count": len(number), "certificate": table("certificate_types").label(certificate_type)}
    return warn("record_number_unusual", message, _COMPARE, **figures)


def _year_differs(year: str, issued_on: date) -> Finding:
    message = mark("The number says the certificate was issued in 20{year}, but the issue date says {issued}.")
    return warn("record_year_differs", message, _COMPARE, year=year, issued=issued_on.isoformat())


def _level_differs(shown: str, level: str) -> Finding:
    message = mark("The number says {shown}, but the level stated is {stated}.")
    levels = table("skill_levels")
    return warn(
        "record_level_differs", message, _COMPARE, shown=levels.full_name(shown), stated=levels.full_name(level)
    )


def _from_elsewhere(province: str) -> Finding:
    message = mark("The number was given in another province ({province}).")
    return warn("record_other_province", message, _COMPARE, province=province)
