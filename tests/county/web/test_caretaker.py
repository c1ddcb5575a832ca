"""A served county tells its stations by itself what it knows; whatever fails there, it goes on answering."""

import io
import logging
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import requests
from sqlalchemy.orm import Session

from app.clock import SetClock
from app.county.duties import DUTIES, Basis, Duty, Works
from app.county.enrolment import Terms
from app.county.logbook import LOG
from app.county.office import CountyOffice
from app.county.web.caretaker import Caretaker
from app.county.web.log_lines import write_log
from app.county.web.site import Site
from app.ledger.enrolling import enrol
from app.ledger.importing.preview import RowStatus
from app.ledger.people import add_trainee
from app.ledger.rules import rule
from app.ledger.syncing.state import sync_state
from app.models.ledger import Ledger
from app.sync.line_settings import LineSettings, set_line
from app.sync.reporting import report
from tests.county.makers import FENGSHAN, enrolled
from tests.county.web.filled import OFFICER_PASSWORD
from tests.county.web.officers import Officer
from tests.county.web.serving import serving
from tests.county.web.test_health import figures
from tests.makers_people import id_number, look, name_of, roster_line, typed, write_csv
from tests.makers_training import keep_class

NewPc = Callable[[str], Ledger]
LUSHI = Terms("530921102", "鲁史镇乡村人才振兴工作站")
PATIENCE = 60


def linked(office: CountyOffice, ledger: Ledger, terms: Terms, address: str) -> Ledger:
    """A PC of this station that knows where its county is."""
    enrolled(office, ledger, terms)
    set_line(ledger, LineSettings(url=address, proxy="none"))
    return ledger


def train(ledger: Ledger, place: int) -> None:
    """The invented person of this place in a class of this station."""
    trainee = add_trainee(ledger, typed(name=name_of(place), id_number=id_number(place)))
    enrol(ledger, keep_class(ledger).id, [trainee.trainee_id])


def warned(ledger: Ledger, folder: Path, place: int) -> list[str]:
    """What the preview of a roster says of this person, without a line."""
    (row,) = look(ledger, write_csv(folder / "名册.csv", [roster_line(place)])).shown.rows
    assert row.status in (RowStatus.NEW, RowStatus.DOUBTFUL)
    return [problem.finding.sentence() for problem in row.problems]


def test_who_was_trained_at_another_station_is_told_of_without_a_line_and_with_the_day_of_the_knowledge(
    office: CountyOffice, pc: Ledger, new_pc: NewPc, site: Site, clock: SetClock, tmp_path: Path
) -> None:
    with serving(site) as address:
        here = linked(office, pc, FENGSHAN, address)
        there = linked(office, new_pc("there"), LUSHI, address)
        train(here, 2)
        report(here)
        report(there)
        # The control: the round alone brings nothing of it.
        without = warned(there, tmp_path, 2)
        Caretaker(site).look()
        report(there)
    clock.advance(days=5)

    (told,) = warned(there, tmp_path, 2)

    assert without == []
    assert (
        told == f"此人在{FENGSHAN.station_name}参加过中式烹调师培训，2026年11月16日结束；县里数据截至2026年11月21日。"
    )
    assert warned(here, tmp_path, 3) == []


def test_a_policy_number_that_the_county_changed_reaches_the_station_with_a_round_and_once(
    office: CountyOffice, pc: Ledger, site: Site
) -> None:
    caretaker = Caretaker(site)
    with serving(site) as address:
        ledger = linked(office, pc, FENGSHAN, address)
        caretaker.look()
        report(ledger)
        office.set_rules([{"key": "age_min", "value": 18, "source": "凤人社发〔2026〕1号"}])
        report(ledger)
        before, at = in_force(ledger), sync_state(ledger).feed
        caretaker.look()
        report(ledger)
        caretaker.look()
        again = report(ledger)

    assert (before, in_force(ledger)) == (16, 18)
    assert sync_state(ledger).feed == at + 1
    assert (again.requests, again.feed, again.delivered) == (1, 0, 0)


def in_force(ledger: Ledger) -> object:
    with ledger.reading() as session:
        return rule(session, "age_min", ledger.clock.now().date()).value


def failing(_: Session, __: Works) -> Basis:
    raise ValueError("罗正祥 533522198501069830")


BROKEN = Duty("broken", failing, lambda *_: iter(()))


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the server writes for whoever runs it."""
    stream = io.StringIO()
    handler = write_log(stream)
    yield stream
    logging.getLogger(LOG).removeHandler(handler)


def test_a_duty_that_fails_is_noted_by_its_code_and_the_county_goes_on(site: Site, log: io.StringIO) -> None:
    with serving(site, [BROKEN, *DUTIES]) as address:
        counted = until(address, 'xiangxun_duties_done_total{duty="index"}')
        health = requests.get(f"{address}/health", timeout=PATIENCE).json()

    told = log.getvalue()
    assert health == {"status": "ok"}
    assert counted['xiangxun_duties_failed_total{duty="broken"}'] == 1
    assert counted["xiangxun_index_as_of_seconds"] == int(site.clock.now().timestamp())
    assert "duty broken failed: ValueError" in told
    assert not [word for word in ("罗正祥", "5335221985") if word in told]


def until(address: str, name: str) -> dict[str, float]:
    """The server's figures, once this one is told."""
    for _ in range(PATIENCE * 50):
        found = figures(address)
        if name in found:
            return found
        time.sleep(0.02)
    raise AssertionError(f"{name} is not told")


def test_it_is_tried_again_after_pauses_that_grow_and_is_well_once_it_is_mended(site: Site, clock: SetClock) -> None:
    tries: list[int] = []
    is_broken = True

    def odd(_: Session, __: Works) -> Basis:
        tries.append(1)
        if is_broken:
            raise OSError
        return Basis("mended")

    caretaker, begun = Caretaker(site, [replace(BROKEN, basis=odd)]), clock.now()
    tried_at: list[float] = []
    for _ in range(240):
        caretaker.look()
        if len(tries) > len(tried_at):
            tried_at.append((clock.now() - begun).total_seconds() / 60)
        clock.advance(minutes=1)
    is_broken = False
    clock.advance(hours=1)
    caretaker.look()

    assert tried_at == [0, 2, 6, 14, 30, 62, 122, 182]
    assert site.tally.lines()[-1] == 'xiangxun_duties_done_total{duty="broken"} 1'


@pytest.mark.engines("sqlite")
def test_the_end_of_the_server_is_the_end_of_its_caretaker(site: Site) -> None:
    with serving(site, DUTIES) as address:
        until(address, 'xiangxun_duties_done_total{duty="index"}')
        during = [each.name for each in threading.enumerate()]

    assert "caretaker" in during
    assert "caretaker" not in [each.name for each in threading.enumerate()]


@pytest.mark.engines("sqlite")
def test_officers_read_how_old_the_stations_knowledge_is(
    office: CountyOffice, pc: Ledger, site: Site, address: str
) -> None:
    enrolled(office, pc)
    office.add_officer("王登记", "registrar", OFFICER_PASSWORD, must_change=False)
    officer = Officer(address, "王登记")
    before = officer.get("/stations").text

    Caretaker(site).look()

    assert "尚未告知各站" in before
    assert "截至2026-11-21 09:00" in officer.get("/stations").text
