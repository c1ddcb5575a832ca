"""Telling a scanner that types like a keyboard from a person, by the clock alone; no Qt here."""

import re
import unicodedata
from dataclasses import dataclass

ENTER, TAB = "enter", "tab"
LONG = 100
"""A certificate's code carries some 400 digits; nothing that a person types has so many in a row."""
NUMBER = 17
CODE_BEGINS = "http"
_WHOLE = re.compile(r"https://[a-z0-9.:-]+/v#[0-9]+$")
_DIGITS = re.compile(rf"[0-9]{{{LONG},}}$")


@dataclass(frozen=True)
class ScannerHabits:
    """How the scanner at this desk types: the longest pause within a scan, its least length, and the keys that end it.

    Without an ending key a scan ends with the pause after it, and only a certificate's code is then taken for one.
    """

    is_used: bool = True
    gap_ms: int = 50
    least: int = 6
    endings: frozenset[str] = frozenset((ENTER, TAB))

    @property
    def gap(self) -> float:
        """The longest pause in seconds."""
        return self.gap_ms / 1000


class Burst:
    """Characters in quick succession; whoever feeds it tells the time, in seconds."""

    def __init__(self, habits: ScannerHabits) -> None:
        self.habits = habits
        self._gap = habits.gap
        self._signs: list[str] = []
        self._last = 0.0

    @property
    def text(self) -> str:
        """What came without a pause so far."""
        return "".join(self._signs)

    def typed(self, signs: str, now: float) -> bool:
        """Take in what came now; True if it begins anew, after a pause."""
        is_first = not self.goes_on(now)
        if is_first:
            self._signs.clear()
        self._signs.append(signs)
        self._last = now
        return is_first

    def goes_on(self, now: float) -> bool:
        """Whether what comes now belongs to what came before."""
        return bool(self._signs) and now - self._last <= self._gap

    def wait_longer(self, gap: float) -> None:
        """What came so far is no person's: from now on it goes on after longer pauses too, in seconds."""
        self._gap = max(self._gap, gap)

    def is_scan(self, now: float) -> bool:
        """Whether an ending key pressed now ends a scan."""
        return self.goes_on(now) and len(self.text) >= self.habits.least

    def forget(self) -> None:
        """Begin anew."""
        self._signs.clear()


def mended(text: str) -> str:
    """What the scanner read, freed from what an input method or the shift lock made of the address before the digits.

    The digits are the certificate; the address in front of them only leads a phone to the county's page.
    """
    plain = unicodedata.normalize("NFKC", text)
    digits = _DIGITS.search(plain)
    if digits is None:
        return text
    whole = _WHOLE.search(plain)
    return whole[0] if whole else digits[0]


def is_code(text: str) -> bool:
    """Whether this can be a certificate's code or its number: taken for one wherever it is scanned."""
    plain = mended(text)
    is_number = len(plain) == NUMBER and plain.isascii() and plain.isdecimal()
    return is_number or is_complete(plain)


def is_complete(text: str) -> bool:
    """Whether this is a certificate's code to its last digit or nearly so: no ending key is needed to know it."""
    return _DIGITS.search(unicodedata.normalize("NFKC", text)) is not None
