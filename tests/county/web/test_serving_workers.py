"""The county's server as several processes: what stations report keeps nobody waiting, and no process is missed."""

import os
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import requests
from sqlalchemy import func, select, text

from app.clock import SystemClock
from app.commands.county_serving import OneProcessAlone, serve_county
from app.county.office import CountyOffice
from app.county.store.tables import EntryRow, RefusalRow
from app.county.web import workers
from app.county.web.rounds import Question, Reply
from app.county.web.site import SiteSettings, open_site
from app.county.web.sync_api import NOTED_A_MINUTE
from app.county.web.tally import Tally
from app.county.web.worker import DutyTold, Post
from app.county.web.workers import Workers, usual_count
from app.ledger.station_key import signing_key
from app.models.exchange import unpacked
from app.models.ledger import Ledger
from app.sync.line_settings import LineSettings, set_line
from app.sync.protocol import HEADERS, ROUND_PATH, RoundRequest, pack_request
from app.sync.reporting import report
from tests.county.makers import enrolled
from tests.county.web.asking import Asker
from tests.county.web.served import WAIT, Serving
from tests.county.web.test_health import figures

LOST = 'xiangxun_rounds_total{status="503"}'


def until(is_so: Callable[[], bool]) -> bool:
    """Whether it comes to be so in the end."""
    for _ in range(1500):
        if is_so():
            return True
        time.sleep(0.02)
    return False


def is_gone(pid: int) -> bool:
    return not Path(f"/proc/{pid}").exists() or ") Z " in Path(f"/proc/{pid}/stat").read_text(encoding="ascii")


@pytest.mark.engines("postgresql")
def test_what_several_processes_answer_is_counted_and_bounded_as_if_it_were_one(
    office: CountyOffice, pc: Ledger, served: Serving
) -> None:
    enrolled(office, pc)
    strange = NOTED_A_MINUTE * 3

    with served("--workers", "3") as server:
        set_line(pc, LineSettings(url=server.url, proxy="none"))
        made = report(pc)
        answers = [requests.post(server.url + ROUND_PATH, timeout=WAIT).status_code for _ in range(strange)]
        found, processes = figures(server.url), server.workers()
        server.process.kill()
        are_gone = until(lambda: all(map(is_gone, processes)))

    assert (made.waiting, made.unequal, set(answers)) == (0, (), {400})
    assert found['xiangxun_rounds_total{status="200"}'] == made.requests
    assert found["xiangxun_entries_total"] == made.delivered > 0
    assert found['xiangxun_rounds_total{status="400"}'] == strange
    assert found['xiangxun_refusals_total{code="unreadable"}'] == strange
    assert found["xiangxun_workers"] == len(processes) == 2
    assert NOTED_A_MINUTE <= noted(office) < strange
    assert are_gone


def noted(office: CountyOffice) -> int:
    with office.register.reading() as session:
        return session.scalar(select(func.count()).select_from(RefusalRow)) or 0


@pytest.mark.engines("postgresql")
def test_killed_amid_a_delivery_a_process_is_replaced_and_nothing_is_lost_or_there_twice(
    office: CountyOffice, pc: Ledger, served: Serving
) -> None:
    enrolled(office, pc)
    asker = Asker(signing_key(pc), pc.standing.replica, office.county().id)
    question = pack_request(RoundRequest(office.county().id, "", 2, "", 5, 0))
    answers: list[requests.Response] = []

    with served("--workers", "2") as server:
        asking = threading.Thread(target=lambda: answers.append(asker.ask(server.url, "POST", ROUND_PATH, question)))
        first = server.workers()
        with office.register.writing() as session:
            # The round stands before this lock: it is in the process's hands when that is killed.
            session.execute(text("lock table asked in access exclusive mode"))
            asking.start()
            assert until(lambda: waits(office))
            os.kill(first[0], signal.SIGKILL)
            asking.join(WAIT)
        set_line(pc, LineSettings(url=server.url, proxy="none"))
        made = report(pc)
        is_replaced = until(lambda: figures(server.url)["xiangxun_workers"] == 1)
        found, second = figures(server.url), server.workers()
        server.process.terminate()
        server.process.wait(WAIT)
        are_gone = until(lambda: all(map(is_gone, second)))

    assert (answers[0].status_code, unpacked(answers[0].content)["code"]) == (503, "round_lost")
    assert HEADERS["signature"] in answers[0].headers
    assert (made.waiting, made.unequal, made.delivered) == (0, (), entries(office))
    assert (found["xiangxun_workers_lost_total"], found[LOST], is_replaced) == (1, 1, True)
    assert set(first).isdisjoint(second)
    assert (server.process.returncode, are_gone) == (0, True)


def waits(office: CountyOffice) -> bool:
    """Whether anybody waits for a lock."""
    with office.register.reading() as session:
        return bool(session.scalar(text("select count(*) from pg_locks where not granted")))


def entries(office: CountyOffice) -> int:
    with office.register.reading() as session:
        return session.scalar(select(func.count()).select_from(EntryRow)) or 0


@pytest.mark.engines("postgresql")
def test_a_process_that_falls_silent_is_waited_for_no_longer_than_it_may_take(
    office: CountyOffice, county_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.desk()
    site, tally = open_site(office, SystemClock(), SiteSettings(False)), Tally()
    nobody = Question("127.0.0.1", dict.fromkeys(HEADERS, ""), ROUND_PATH, b"")
    monkeypatch.setattr(workers, "ANSWER_SECONDS", 0.2)
    monkeypatch.setattr(workers, "END_SECONDS", 0.2)

    others = Workers(Post(county_folder), 1, tally)
    with others.at_work():
        process = others._workers[0].process
        stop(process.pid)
        silent = others.replied(site, nobody)
        others._hear(others._workers[0], DutyTold("index", is_done=False))
        monkeypatch.setattr(workers, "ANSWER_SECONDS", WAIT)
        monkeypatch.setattr(workers, "REPLACED_SECONDS", WAIT)
        answered = others.replied(site, nobody)
        stop(others._workers[0].process.pid)

    assert (code(silent), code(answered)) == ("round_lost", "unreadable")
    assert not process.is_alive()
    assert not others._workers[0].process.is_alive()
    assert 'xiangxun_duties_failed_total{duty="index"} 1' in tally.lines()


def stop(pid: int | None) -> None:
    assert pid is not None
    os.kill(pid, signal.SIGSTOP)
    assert until(lambda: ") T " in Path(f"/proc/{pid}/stat").read_text(encoding="ascii"))


def code(reply: Reply) -> object:
    return unpacked(reply.body)["code"]


@pytest.mark.engines("sqlite")
def test_a_register_in_a_file_is_not_served_by_several_and_the_clerk_is_told_why(county_folder: Path) -> None:
    with pytest.raises(OneProcessAlone) as refused:
        serve_county(county=county_folder, workers=2)

    assert "2" in refused.value.sentence()
    assert "PostgreSQL" in refused.value.way_out()


@pytest.mark.parametrize(("processors", "served_by"), [(1, 2), (2, 3), (64, 5)])
def test_there_is_a_process_for_whoever_asks_and_one_for_each_processor_within_reason(
    monkeypatch: pytest.MonkeyPatch, processors: int, served_by: int
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(processors)))

    assert usual_count() == served_by
