"""The county's verdict on a certificate's text: at once where the lists were looked at a moment ago, else by a look.

While stations deliver, every processor is busy, and a question pays for each thread and each process that it waits for.
"""

import asyncio
from contextlib import suppress
from datetime import date

from starlette.concurrency import run_in_threadpool

from app.county.trusting import received_on
from app.county.web.site import Site
from app.credential.trust import TrustLists
from app.credential.verification import Verdict, verify

KNOWN_SECONDS = 1.0
"""So long after the last look a verdict may go by it: what another process revokes counts that much later at most."""
_LOOK_SECONDS = 0.25
"""So long after the last look the next one is begun, while the verdict that asked for it goes by the former."""


def judged(site: Site, text: str) -> Verdict:
    """The verdict by the register as it stands."""
    now = site.clock.now()

    def received(digits: str) -> date | None:
        with site.register.reading() as session:
            return received_on(session, site.county, now)(digits)

    return verify(text, site.trust.now(site.register, site.county, now.date()), now.date(), received)


async def judged_at_once(site: Site, text: str) -> Verdict:
    """The same, without waiting for a thread or the database where that can be."""
    today = site.clock.now().date()
    trust = site.trust.lately(site.register, today, KNOWN_SECONDS)
    found = _judged_by(trust, text, today) if trust else None
    if trust and site.trust.lately(site.register, today, _LOOK_SECONDS) is None:
        _look(site, today)
    return found if found is not None else await run_in_threadpool(judged, site, text)


def _judged_by(trust: TrustLists, text: str, today: date) -> Verdict | None:
    """The verdict by these lists alone; None where it hangs on the day when the county received the certificate."""
    asked: list[str] = []

    def note(digits: str) -> date | None:
        asked.append(digits)
        return None

    found = verify(text, trust, today, note)
    return None if asked else found


def _look(site: Site, today: date) -> None:
    if not site.trust.is_asked_for:
        site.trust.is_asked_for = True
        asyncio.get_running_loop().run_in_executor(None, _look_now, site, today)


def _look_now(site: Site, today: date) -> None:
    try:
        # Whatever is wrong, the next verdict asks for itself, and tells.
        with suppress(Exception):
            site.trust.now(site.register, site.county, today)
    finally:
        site.trust.is_asked_for = False
