"""A real county behind a real port, and a PC of a station that knows the way."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import select

from app.clock import SetClock
from app.county.store.tables import EntryRow
from app.county.web.site import SiteSettings, open_site
from app.models.ledger import Ledger
from app.models.opening import open_ledger
from app.sync.line_settings import LineSettings, set_line
from tests.conftest import LOGIN, MORNING
from tests.county.web.serving import serving
from tests.makers import make_trainee
from tests.sync.looking import ledger_chains
from tests.sync.real_county import Founded, Hall


@contextmanager
def served(founded: Founded, room: Path) -> Iterator[tuple[Hall, str]]:
    """A copy of this county, served."""
    clock = SetClock(MORNING)
    hall = Hall(founded.copied(room) / "county", founded.root, clock)
    try:
        with serving(open_site(hall.office, clock, SiteSettings(is_secure=False))) as url:
            yield hall, url
    finally:
        hall.close()


@contextmanager
def opened(folder: Path, url: str) -> Iterator[Ledger]:
    """The ledger of this PC, which reports to this address."""
    with open_ledger(folder, LOGIN, SetClock(MORNING), machine="") as ledger:
        lead(ledger, url)
        yield ledger


def lead(ledger: Ledger, url: str) -> None:
    """Let this PC report to this address, by no proxy."""
    set_line(ledger, LineSettings(url=url, proxy="none"))


def write(ledger: Ledger, count: int) -> None:
    """So many people are entered, each in a change of its own."""
    for number in range(count):
        with ledger.change("trainee.add") as change:
            change.add(make_trainee(name=f"罗{number}", id_number=""))


def exactly_once(hall: Hall, ledger: Ledger) -> None:
    """The county holds what this ledger holds: every entry, each once, in the same chains."""
    with hall.office.register.reading() as session:
        rows = session.execute(select(EntryRow.replica, EntryRow.seq, EntryRow.hash, EntryRow.entry_id)).all()
    assert {tuple(row[:3]) for row in rows} == ledger_chains(ledger)
    assert len({row.entry_id for row in rows}) == len(rows)
