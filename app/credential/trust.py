"""What a verifier goes by: the county's root key, the newest lists it signed, and the newest day they have shown."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Self

from app.credential.key_list import KeyEntry, KeyList, read_key_list
from app.credential.keys import SUITES, Suite
from app.credential.revocations import RevocationList, read_revocations
from app.errors import Refusal
from app.i18n import mark

STALE_AFTER_DAYS = 30


class ListNotNewer(Refusal):
    """A list that is older than the one in use, or another one under the same sequence number."""

    code = "list_not_newer"
    message = mark(
        "This list (no. {offered} of {offered_on}) is not newer than the one in use (no. {kept} of {kept_on})."
    )
    remedy = mark("Keep the list in use, or collect the newest one from the county.")


@dataclass(frozen=True)
class TrustLists:
    """The lists in use; every change is a new value, to be stored by whoever asked for it.

    `newest_day` is the newest day that the county ever signed, kept by the caller across restarts: a PC clock that
    was turned back cannot make an old list look fresh.
    """

    root_public: bytes
    key_list: KeyList | None = None
    revocations: RevocationList | None = None
    newest_day: date | None = None
    suites: Mapping[int, Suite] = field(default_factory=lambda: SUITES)
    stale_after_days: int = STALE_AFTER_DAYS

    def with_key_list(self, data: bytes) -> Self:
        """With this key list in use. Raises ListNotNewer and the refusals of `read_key_list`."""
        offered = read_key_list(data, self.root_public, self.suites)
        _check_newer(offered, self.key_list)
        return replace(self, key_list=offered).seen(offered.issued_on)

    def with_revocations(self, data: bytes) -> Self:
        """With this revocation list in use. Raises ListNotNewer and the refusals of `read_revocations`."""
        offered = read_revocations(data, self.root_public, self.suites)
        _check_newer(offered, self.revocations)
        return replace(self, revocations=offered).seen(offered.issued_on)

    def seen(self, day: date) -> Self:
        """Having seen this day under the county's signature."""
        return replace(self, newest_day=max(day, self.newest_day or day))

    def find_key(self, key_id: bytes, alg: int) -> KeyEntry | None:
        """The entry of this key in the key list."""
        return self.key_list.find(key_id, alg) if self.key_list else None

    def key_revoked_since(self, entry: KeyEntry) -> date | None:
        """The first day from which either list revokes this key."""
        listed = self.revocations.of_key(entry.key_id) if self.revocations else None
        days = [day for day in (entry.revoked_since, listed.since if listed else None) if day]
        return min(days, default=None)

    def age_days(self, today: date) -> int | None:
        """How many days old the revocation list is; None if there is none."""
        return (self._latest(today) - self.revocations.issued_on).days if self.revocations else None

    def is_stale(self, today: date) -> bool:
        """Whether a revocation may be missing: no list, one too old, or one past the day of its next update."""
        age = self.age_days(today)
        due = [each.next_update for each in (self.key_list, self.revocations) if each]
        return age is None or age > self.stale_after_days or self._latest(today) > min(due)

    def _latest(self, today: date) -> date:
        lists = [each.issued_on for each in (self.key_list, self.revocations) if each]
        return max([today, *lists, *([self.newest_day] if self.newest_day else [])])


def _check_newer(offered: KeyList | RevocationList, kept: KeyList | RevocationList | None) -> None:
    if kept is None or offered.signed == kept.signed:
        return
    if (offered.sequence, offered.issued_on) <= (kept.sequence, kept.issued_on):
        raise ListNotNewer(
            offered=offered.sequence, offered_on=offered.issued_on, kept=kept.sequence, kept_on=kept.issued_on
        )
