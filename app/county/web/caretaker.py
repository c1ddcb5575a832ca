"""Whoever does the county's duties while it is served: a thread that looks once a minute and ends with the server."""

import logging
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.county.doing_duties import see_to
from app.county.duties import DUTIES, Duty, Works
from app.county.logbook import LOG
from app.county.web.site import Site
from app.errors import code_of

BETWEEN_LOOKS = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=1)
GRACE = 20
"""So many seconds the end of the server waits for a step that is under way."""
_LOG = logging.getLogger(LOG)


@dataclass(frozen=True)
class _Trouble:
    """How often a duty failed in a row, and when it did last."""

    times: int
    at: datetime

    def is_waited_out(self, now: datetime) -> bool:
        """Whether it may be tried again; the pause doubles with each failure."""
        pause = min(BETWEEN_LOOKS * 2 ** min(self.times, 10), LONGEST_PAUSE)
        return not self.at <= now < self.at + pause


class Caretaker:
    """Does what is due; what fails is noted by its code, counted, and tried again later."""

    def __init__(self, site: Site, duties: Sequence[Duty] = DUTIES) -> None:
        self._works = Works(site.register, site.desk, site.clock)
        self._tally = site.tally
        self._duties = duties
        self._troubles: dict[str, _Trouble] = {}
        self._over = threading.Event()

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Look after the duties in a thread until the block is left."""
        thread = threading.Thread(target=self._stay, name="caretaker", daemon=True)
        thread.start()
        try:
            yield
        finally:
            self.leave()
            thread.join(GRACE)

    def leave(self) -> None:
        """The end has come: what is under way is left after the step in hand."""
        self._over.set()

    def look(self) -> None:
        """Do what is due now."""
        for duty in self._duties:
            trouble = self._troubles.get(duty.name)
            if not self._over.is_set() and (trouble is None or trouble.is_waited_out(self._works.clock.now())):
                self._see_to(duty)

    def _stay(self) -> None:
        while not self._over.is_set():
            self.look()
            self._over.wait(BETWEEN_LOOKS.total_seconds())

    def _see_to(self, duty: Duty) -> None:
        try:
            done = see_to(self._works, duty, self._over.is_set)
        except Exception as error:  # noqa: BLE001 - whatever it is, the server goes on answering
            self._note(duty, error)
            return
        self._troubles.pop(duty.name, None)
        if done is not None:
            self._tally.count_duty(duty.name, is_done=True)

    def _note(self, duty: Duty, error: Exception) -> None:
        former = self._troubles.get(duty.name)
        self._troubles[duty.name] = _Trouble(former.times + 1 if former else 1, self._works.clock.now())
        self._tally.count_duty(duty.name, is_done=False)
        _LOG.error("duty %s failed: %s", duty.name, code_of(error))
