"""The further processes of the county's server: they answer stations' rounds, so that nobody else waits for these."""

import logging
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait

from app.county.logbook import LOG
from app.county.web.rounds import Question, Reply, busy
from app.county.web.site import Site
from app.county.web.tally import Tally, family
from app.county.web.worker import OVER, READY, DutyTold, Post, work
from app.errors import MachineFault, code_of
from app.i18n import mark

AT_ONCE = 2
"""So many rounds a worker has in hand at once: one that waits for another's lock keeps no third from being answered."""
START_SECONDS, ANSWER_SECONDS, REPLACED_SECONDS = 120, 300, 30
END_SECONDS = 25
"""So long after it was told of the end a worker may live: requests have 20 seconds, and the unit file gives all 30."""
LONGEST_PAUSE = 60
_LOOK = 0.5
_LOG = logging.getLogger(LOG)


class WorkerFailed(MachineFault):
    """A further process of the server that did not come up."""

    code = "worker_failed"
    message = mark("A further process of the county's server did not start.")
    remedy = mark("What it complained of stands above. With --workers 1 the server needs no further process.")


class RoundLost(MachineFault):
    """The process that had a round in hand is gone: the station asks again, and nothing is there twice."""

    code = "round_lost"


class RoundFailed(Exception):
    """A round ended in an error that nobody foresaw; its place stands in the log."""


def usual_count() -> int:
    """So many processes serve a county on PostgreSQL, if nobody says otherwise: one more than there are processors."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return 1 + min(max(cores, 1), 4)


class _Worker:
    """One process, with a line for each round that it may have in hand, and one for news of it."""

    def __init__(self, post: Post) -> None:
        context = get_context("spawn")
        self.post = post
        self.is_ready = self.is_dropped = False
        self.news, news = context.Pipe()
        lines = [context.Pipe() for _ in range(AT_ONCE)]
        self.idle = [ours for ours, _ in lines]
        theirs = [its for _, its in lines]
        self.process = context.Process(target=work, args=(post, news, theirs), daemon=True)
        self.process.start()
        # Only the worker holds these now: their closing tells of its end, however it comes.
        for each in (news, *theirs):
            each.close()

    @property
    def is_at_work(self) -> bool:
        """Whether it may be asked."""
        return self.is_ready and not self.is_dropped

    def let_go(self) -> None:
        """Nothing more is asked of it."""
        for each in (self.news, *self.idle):
            each.close()

    def end(self, seconds: float) -> None:
        """Wait for its end so long, and not longer."""
        self.process.join(max(0.0, seconds))
        if self.process.is_alive():
            self.process.kill()
        self.process.join()


class Workers:
    """So many processes at one post. A lost one is replaced; what it had in hand is told to be asked again."""

    def __init__(self, post: Post, count: int, tally: Tally) -> None:
        self._posts = [replace(post, does_duties=place == 0) for place in range(count)]
        self._tally = tally
        self._workers: list[_Worker] = []
        self._changed = threading.Condition()
        self._over = threading.Event()
        self._until = 0.0
        self._lost = 0
        self._failed = 0

    @property
    def at_once(self) -> int:
        """So many rounds may be in hand."""
        return len(self._posts) * AT_ONCE

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Keep them at work until the block is left. Raises WorkerFailed."""
        watching = threading.Thread(target=self._watch, name="workers", daemon=True)
        try:
            self._workers = [_Worker(post) for post in self._posts]
            for each in self._workers:
                self._await(each)
            watching.start()
            yield
        finally:
            self.leave()
            if watching.ident is not None:
                watching.join()
            self._end()

    def leave(self) -> None:
        """The end has come: duties are left after the step under way, rounds go on until the block is left."""
        if self._over.is_set():
            return
        self._until = time.monotonic() + END_SECONDS
        self._over.set()
        for each in list(self._workers):
            with suppress(OSError):
                each.news.send(OVER)

    def replied(self, site: Site, question: Question) -> Reply:
        """The answer to a question of a round, from whichever worker has least in hand."""
        try:
            worker, line = self._taken()
            reply = self._asked(worker, line, question)
        except RoundLost as fault:
            return busy(site, question, fault)
        if reply is None:
            raise RoundFailed
        return reply

    @property
    def count(self) -> int:
        """So many are at work now."""
        with self._changed:
            return sum(each.is_at_work for each in self._workers)

    def lines(self) -> list[str]:
        """How they are, in the text form of Prometheus."""
        words = "Processes lost and replaced"
        return [
            *family("xiangxun_workers", "gauge", "Processes that answer rounds", [("", self.count)]),
            *family("xiangxun_workers_lost_total", "counter", words, [("", self._lost)]),
        ]

    def _taken(self) -> tuple[_Worker, Connection]:
        with self._changed:
            if not self._changed.wait_for(self._is_anybody_idle, REPLACED_SECONDS):
                raise RoundLost
            worker = max((each for each in self._workers if each.is_at_work), key=lambda each: len(each.idle))
            return worker, worker.idle.pop()

    def _is_anybody_idle(self) -> bool:
        return any(each.is_at_work and each.idle for each in self._workers)

    def _asked(self, worker: _Worker, line: Connection, question: Question) -> Reply | None:
        try:
            line.send(question)
            if not line.poll(ANSWER_SECONDS):
                raise TimeoutError
            reply: Reply | None = line.recv()
        except (EOFError, OSError) as error:
            line.close()
            self._drop(worker)
            raise RoundLost from error
        with self._changed:
            worker.idle.append(line)
            self._changed.notify()
        return reply

    def _drop(self, worker: _Worker) -> None:
        """Ask nothing more of one that broke off or fell silent; whoever watches finds it gone."""
        with self._changed:
            worker.is_dropped = True
        worker.process.kill()

    def _await(self, worker: _Worker) -> None:
        """Wait for its first word."""
        with suppress(EOFError, OSError):
            if worker.news.poll(START_SECONDS):
                self._hear(worker, worker.news.recv())
        if not worker.is_ready:
            raise WorkerFailed

    def _watch(self) -> None:
        while not self._over.is_set():
            heard = set(wait([each.news for each in self._workers], _LOOK))
            for each in [one for one in self._workers if one.news in heard]:
                try:
                    self._hear(each, each.news.recv())
                except (EOFError, OSError):
                    self._replace(each)

    def _hear(self, worker: _Worker, told: object) -> None:
        if told == READY:
            with self._changed:
                worker.is_ready = True
                self._failed = 0
                self._changed.notify_all()
        elif isinstance(told, DutyTold):
            self._tally.count_duty(told.name, is_done=told.is_done)

    def _replace(self, gone: _Worker) -> None:
        self._failed += 0 if gone.is_ready else 1
        with self._changed:
            gone.is_dropped = True
            gone.let_go()
        gone.end(0)
        self._lost += 1
        _LOG.error("a process of the server is gone (%s); another one takes its place", gone.process.exitcode)
        fresh = self._successor(replace(gone.post, is_successor=True))
        if fresh is not None:
            self._workers[self._workers.index(gone)] = fresh

    def _successor(self, post: Post) -> _Worker | None:
        """Another one at this post; None where the end comes first."""
        # One that does not even come up is not tried without end and at once.
        while not self._over.wait(min(2**self._failed, LONGEST_PAUSE) if self._failed else 0):
            try:
                return _Worker(post)
            except OSError as error:
                self._failed += 1
                _LOG.error("no process could be started: %s", code_of(error))
        return None

    def _end(self) -> None:
        for each in self._workers:
            each.let_go()
        for each in self._workers:
            each.end(self._until - time.monotonic())
