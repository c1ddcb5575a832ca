"""Dates as Chinese papers write them, and read back from the ways people type them."""

import re
import unicodedata
from datetime import date, datetime, timedelta

_NUMERALS = "〇一二三四五六七八九"
_NUMERAL_VALUES = {**{numeral: value for value, numeral in enumerate(_NUMERALS)}, "零": 0, "○": 0, "O": 0, "o": 0}

_SPREADSHEET_EPOCH = date(1899, 12, 30)
# 1927-05-18 to 2100-02-28: smaller numbers are years or counts, larger ones are no days of our people.
_SERIALS = range(10_000, 73_109)

_FIGURES = re.compile(r"(\d{4})(?:年|[-/.])(\d{1,2})(?:月|[-/.])(\d{1,2})[日号]?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_WORDS = re.compile(
    r"([〇零○Oo一二三四五六七八九]{4})年([元正一二三四五六七八九十]{1,3})月([初一二三四五六七八九十廿卅]{1,3})[日号]?"
)
_TIME_OF_DAY = re.compile(r"[T\s]*\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?$")


def plain_date(day: date) -> str:
    """2026年11月21日, without leading zeros."""
    return f"{day.year}年{day.month}月{day.day}日"


def formal_date(day: date) -> str:
    """二〇二六年十一月二十一日, with 〇 (U+3007)."""
    year = "".join(_NUMERALS[int(digit)] for digit in f"{day.year:04d}")
    return f"{year}年{_count(day.month)}月{_count(day.day)}日"


def read_date(value: object) -> date | None:
    """The day in a cell or text; None if it names no day of the calendar.

    Read are dates and times of day; spreadsheet serial numbers; 2026-11-21, 2026/11/21, 2026.11.21, 20261121,
    2026年11月21日 and 二〇二六年十一月二十一日, in full-width digits too.
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date) or value is None or isinstance(value, bool):
        return value if isinstance(value, date) else None
    if isinstance(value, float):
        return _read_number(value)
    return _read_text(str(value))


def _read_number(value: float) -> date | None:
    if not abs(value) <= 99_999_999:
        return None
    return _from_compact(str(int(value))) if value == int(value) else _from_serial(int(value))


def _read_text(text: str) -> date | None:
    written = _TIME_OF_DAY.sub("", unicodedata.normalize("NFKC", text).strip())
    written = "".join(written.split())
    if parts := _FIGURES.fullmatch(written):
        return _day(int(parts[1]), int(parts[2]), int(parts[3]))
    if parts := _WORDS.fullmatch(written):
        year = int("".join(str(_NUMERAL_VALUES[numeral]) for numeral in parts[1]))
        return _day(year, _value(parts[2]), _value(parts[3]))
    return _from_compact(written.removesuffix(".0"))


def _from_compact(digits: str) -> date | None:
    if parts := _COMPACT.fullmatch(digits):
        return _day(int(parts[1]), int(parts[2]), int(parts[3]))
    return _from_serial(int(digits)) if digits.isascii() and digits.isdecimal() and len(digits) == 5 else None


def _from_serial(serial: int) -> date | None:
    return _SPREADSHEET_EPOCH + timedelta(days=serial) if serial in _SERIALS else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _count(number: int) -> str:
    """1 to 31 as Chinese counts: 十一, 二十, 三十一."""
    tens, ones = divmod(number, 10)
    return ("" if tens < 2 else _NUMERALS[tens]) + ("十" if tens else "") + (_NUMERALS[ones] if ones else "")


def _value(words: str) -> int:
    """The number in 十一, 二十, 廿一, 初五, 元; 0 if it is none."""
    plain = words.removeprefix("初").replace("廿", "二十").replace("卅", "三十").replace("元", "一").replace("正", "一")
    return next((number for number in range(1, 32) if _count(number) == plain), 0)
