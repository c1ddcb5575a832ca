"""What waits at the county and what differs there is told to both sides by real rounds, and as soon as it is known."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from app.clock import SetClock
from app.county.founding import Founding, found_county
from app.county.office import CountyOffice
from app.county.readings.health import station_health
from app.county.readings.wants import wants
from app.county.store.tables import EntryRow, TableDigestRow
from app.county.web.site import Site, SiteSettings, open_site
from app.ledger.syncing.county_notice import county_notice
from app.ledger.syncing.receipts import outbox
from app.models.guard import Mode
from app.models.journal import Fact, Stamp, append, head_of
from app.models.ledger import Ledger
from app.models.parked_notice import ParkedLine
from app.models.rows import new_id
from app.sync.doctor import examine
from app.sync.line import CutOff, OtherCounty
from app.sync.line_settings import LineSettings, address_of, set_line
from app.sync.protocol import RoundAnswer, RoundRequest
from app.sync.reporting import greet, is_worrying, report
from app.sync.round import run_round
from tests.county.makers import PASSWORD, enrolled
from tests.county.web.filled import DirectLine, deliver
from tests.county.web.serving import serving
from tests.makers import add_trainee

# What the county does by itself is tested on both engines beside its store; this is the whole way.
pytestmark = pytest.mark.engines("sqlite")


@pytest.fixture
def reporting(office: CountyOffice, pc: Ledger, site: Site) -> Ledger:
    """An enrolled PC that has delivered all it had: one person among it."""
    enrolled(office, pc)
    add_trainee(pc)
    deliver(site, pc)
    return pc


def write_strange(ledger: Ledger) -> str:
    """A row of a table that this version of the program does not know."""
    row_id = new_id()
    with ledger.taking(Mode.HEALING) as connection:
        head = head_of(connection, ledger.standing.replica)
        facts = [Fact("moon_phase", row_id, "I", {"phase": "full"})]
        append(connection, head, Stamp(new_id(), ""), facts, iter([ledger.hlc.tick(0)]))
        ledger.note_head(head_of(connection, ledger.standing.replica))
    return row_id


def shift_figures(site: Site, by: int) -> None:
    """The county's figures of its people become others than its rows say."""
    with site.register.writing() as session:
        table = update(TableDigestRow).where(TableDigestRow.entity == "trainee")
        session.execute(table.values(rows=TableDigestRow.rows + by))


def told(site: Site) -> tuple[tuple[str, ...], int]:
    """Which tables the county knows to differ, and how much the home page says is wanting for it."""
    now = site.clock.now()
    with site.register.reading() as session:
        (health,) = station_health(session, site.county.id, now)
        bad = [
            want
            for want in wants(session, site.county.id, now)
            if want.look == "bad" and health.station.name in want.names
        ]
    return health.unequal, len(bad)


def test_the_clerk_learns_with_the_very_round_what_the_county_cannot_use(reporting: Ledger, site: Site) -> None:
    row_id = write_strange(reporting)

    made = deliver(site, reporting)

    notice = county_notice(reporting)
    assert notice.parked == (ParkedLine("moon_phase", row_id, "table"),)
    assert (notice.rows, notice.as_of) == (1, site.clock.now())
    assert is_worrying(made)


def test_tables_that_differ_are_told_once_and_taken_back_when_they_agree_again(reporting: Ledger, site: Site) -> None:
    shift_figures(site, 1)
    first = deliver(site, reporting)
    known = told(site)
    second = deliver(site, reporting)
    shift_figures(site, -1)

    third = deliver(site, reporting)

    assert [each.requests for each in (first, second, third, deliver(site, reporting))] == [2, 1, 2, 1]
    assert [len(each.unequal or ()) for each in (first, second, third)] == [1, 1, 0]
    assert (len(known[0]), known[1]) == (1, 1)
    assert told(site) == ((), 0)


@dataclass
class BreaksAt:
    """A line that carries so many questions and then no more."""

    line: DirectLine
    carries: int
    asked: list[RoundRequest] = field(default_factory=list)

    def ask(self, request: RoundRequest) -> RoundAnswer:
        self.asked.append(request)
        if len(self.asked) > self.carries:
            raise CutOff
        return self.line.ask(request)


def test_a_line_that_breaks_before_it_is_told_spoils_no_round(reporting: Ledger, site: Site) -> None:
    shift_figures(site, 1)
    broken = BreaksAt(DirectLine(site, reporting), 1)

    made = run_round(reporting, broken, "0.1.0")
    before = told(site)
    deliver(site, reporting)

    assert (len(broken.asked), made.requests, outbox(reporting).last_trouble) == (2, 2, "")
    assert not broken.asked[1].compare
    assert before == ((), 0)
    assert len(told(site)[0]) == 1


@pytest.fixture
def neighbour(tmp_path: Path, clock: SetClock) -> Iterator[Site]:
    """Another county, at work."""
    found_county(tmp_path / "other", Founding("云县", "530922", "rc.yunxian.example"), PASSWORD, clock, "张主任")
    with CountyOffice.open(tmp_path / "other", PASSWORD, clock, "张主任") as opened:
        yield open_site(opened, clock, SiteSettings(is_secure=False))


def test_a_pc_that_was_led_to_another_county_is_told_that(reporting: Ledger, neighbour: Site) -> None:
    add_trainee(reporting, name="李四", id_number="")
    with serving(neighbour) as url:
        set_line(reporting, LineSettings(url=url, proxy="none"))

        with pytest.raises(OtherCounty):
            report(reporting)
        findings = list(examine(address_of(reporting), lambda: greet(reporting)))

    assert [each.is_well for each in findings] == [True, True, True, False]
    assert isinstance(findings[-1].trouble, OtherCounty)
    assert (outbox(reporting).last_trouble, outbox(reporting).waiting > 0) == ("other_county", True)
    with neighbour.register.reading() as session:
        assert session.scalar(select(func.count()).select_from(EntryRow)) == 0
