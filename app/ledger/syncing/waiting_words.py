"""What waits for the county and since when, in one true sentence: on its page, at the bottom of the window, at home."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from app.i18n import tr

if TYPE_CHECKING:
    from app.ledger.syncing.receipts import Outbox
    from app.ledger.today_station import Outbox as OutboxToday


def sentence(waiting: "Outbox", now: datetime) -> str:
    """To the minute, for who looks at it as it is read."""
    if waiting.waiting:
        return _waits(waiting.waiting, ago(waiting.oldest, now) if waiting.oldest else "")
    if waiting.last_round is None:
        return tr("Nothing was reported to the county yet")
    return tr("The county has everything, last asked {since}", since=ago(waiting.last_round, now))


def sentence_of_the_day(waiting: "OutboxToday", today: date) -> str:
    """In days, for what stays in sight for hours."""
    if not waiting.entries:
        return tr("Everything is reported")
    return _waits(waiting.entries, days_ago(waiting.oldest_on, today))


def _waits(count: int, since: str) -> str:
    return tr("{count} entries wait for the county, the oldest from {since}", count=f"{count:,}", since=since)


def ago(moment: datetime, now: datetime) -> str:
    """How long ago, in the largest unit that fits."""
    span = max(now - moment, timedelta())
    if span.days:
        return tr("{days} days ago", days=span.days)
    if span.seconds >= 3600:
        return tr("{hours} hours ago", hours=span.seconds // 3600)
    minutes = span.seconds // 60
    return tr("{minutes} minutes ago", minutes=minutes) if minutes else tr("just now")


def days_ago(day: date | None, today: date) -> str:
    """How long ago a day was."""
    days = (today - day).days if day else 0
    if days <= 0:
        return tr("today")
    return tr("yesterday") if days == 1 else tr("{days} days ago", days=days)
