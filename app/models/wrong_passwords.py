"""Wrong passwords at the door: after a few of them the next try waits, longer each time, also after a restart."""

import json
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from app.errors import Refusal
from app.i18n import mark
from app.models.side_files import read_json, write_over

FREE, FIRST_PAUSE, LONGEST_PAUSE = 5, 5, 900  # tries without a pause; seconds
TOLD_FROM = 3  # who mistypes once or twice need not stand in the journal


class TooManyTries(Refusal):
    """Somebody is guessing, or has forgotten."""

    code = "too_many_tries"
    message = mark("After {count} wrong passwords the ledger waits: the next try is possible in {seconds} seconds.")
    remedy = mark("Wait, then type it once more. If it is forgotten, an administrator can set a new password.")


class WrongPasswords:
    """How many there were in a row, and when the last one was; the file keeps neither names nor passwords."""

    def __init__(self, path: Path, now: datetime) -> None:
        self._path, self._now = path, now.timestamp()
        noted = read_json(path) or {}
        count, last = noted.get("count"), noted.get("last")
        self.count = count if type(count) is int and count > 0 else 0
        # A clock that was set back must not shut the ledger for years.
        self._last = min(float(last), self._now) if isinstance(last, int | float) else self._now

    def admit(self) -> None:
        """Raises TooManyTries while the pause lasts."""
        left = self._last + pause_after(self.count) - self._now
        if left > 0:
            raise TooManyTries(count=self.count, seconds=int(left) + 1)

    def note(self) -> None:
        """One more."""
        self.count += 1
        with suppress(OSError):
            write_over(self._path, json.dumps({"count": self.count, "last": self._now}).encode())

    def forget(self) -> None:
        """Somebody knew it."""
        with suppress(OSError):
            self._path.unlink(missing_ok=True)


def pause_after(count: int) -> int:
    """How many seconds the next try waits after so many wrong ones."""
    return min(FIRST_PAUSE * 2 ** min(count - FREE, 20), LONGEST_PAUSE) if count >= FREE else 0
