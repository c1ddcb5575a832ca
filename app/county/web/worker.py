"""What a further process of the county's server does: it answers rounds handed to it, and ends with who hands them."""

import logging
import signal
import sys
import threading
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from app.clock import SystemClock
from app.county.logbook import LOG
from app.county.office import CountyOffice
from app.county.web.caretaker import Caretaker
from app.county.web.log_lines import told_of, write_log
from app.county.web.rounds import replied
from app.county.web.site import Site, SiteSettings, open_site
from app.county.web.tally import Tally
from app.errors import code_of

READY, OVER = "ready", "over"
"""What a worker says once it can answer, and what it is told when the end has come for its duties."""
_LOG = logging.getLogger(LOG)


@dataclass(frozen=True)
class Post:
    """Where a worker works: the county's folder, its database if the folder does not say it, for whom.

    One of several looks after the duties; one that takes a lost one's place brings forward what that one has stored.
    """

    folder: Path
    database: str = ""
    officer: str = ""
    does_duties: bool = False
    is_successor: bool = False


@dataclass(frozen=True)
class DutyTold:
    """A duty was done, or failed: counted where all is counted."""

    name: str
    is_done: bool


class _TallyAfar(Tally):
    """Tells the one who counts."""

    def __init__(self, news: Connection) -> None:
        super().__init__()
        self._news = news

    def count_duty(self, name: str, *, is_done: bool) -> None:
        """A duty was done, or failed."""
        with suppress(OSError):
            self._news.send(DutyTold(name, is_done))


def work(post: Post, news: Connection, lines: Sequence[Connection]) -> None:
    """Answer what comes over each of the lines, one question at a time, until they are closed."""
    for number in (signal.SIGINT, signal.SIGTERM):
        # Ctrl+C and systemd tell every process; this one ends when the one that listens lets go of it.
        signal.signal(number, signal.SIG_IGN)
    write_log(sys.stderr)
    try:
        _work(post, news, lines)
    except Exception as error:  # noqa: BLE001 - told by its kind and place; its own words may hold an address
        _LOG.error("a process of the server ends: %s, %s", code_of(error), told_of(error))
        sys.exit(1)


def _work(post: Post, news: Connection, lines: Sequence[Connection]) -> None:
    with CountyOffice.visit(post.folder, SystemClock(), post.officer, post.database) as office:
        site = open_site(office, SystemClock(), SiteSettings(), heals=post.is_successor)
        site.tally = _TallyAfar(news)
        threads = [threading.Thread(target=_answer, args=(site, each), daemon=True) for each in lines]
        for each in threads:
            each.start()
        news.send(READY)
        with _duties(post, site):
            _until_over(news)
        for each in threads:
            each.join()


def _duties(post: Post, site: Site) -> AbstractContextManager[None]:
    return Caretaker(site).at_work() if post.does_duties else nullcontext()


def _until_over(news: Connection) -> None:
    with suppress(EOFError, OSError):
        while news.recv() != OVER:
            pass


def _answer(site: Site, line: Connection) -> None:
    with suppress(EOFError, OSError):
        while True:
            question = line.recv()
            try:
                line.send(replied(site, question))
            except OSError:
                raise
            except Exception as error:  # noqa: BLE001 - whatever it is, its words are not to be logged
                _LOG.error("unexpected error in a round: %s", told_of(error))
                line.send(None)
