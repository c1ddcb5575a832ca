"""A round with little or nothing to say: one question, one commit, and nothing looked up twice without need."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import event, func, select

from app.county.store.tables import BlobRow
from app.ledger.people import living_trainee
from app.ledger.photos import put_photo
from app.ledger.syncing.county_desks import known_desks
from app.ledger.syncing.digest import last_unequal
from app.ledger.syncing.state import sync_state
from app.models.ledger import Ledger
from app.models.stations import TrustList
from app.sync.county_client import CountyClient
from app.sync.line import CutOff
from app.sync.protocol import RoundAnswer, RoundRequest
from app.sync.reporting import open_line, report
from app.sync.round import run_round
from tests.makers import add_trainee
from tests.sync.real_county import Founded, Hall, found
from tests.sync.served import opened, served, write

JPEG = b"\xff\xd8\xff" + b"a face" * 500


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Founded:
    return found(tmp_path_factory.mktemp("founded"), [("a", 0)])


@pytest.fixture
def pc(founded: Founded, tmp_path: Path) -> Iterator[tuple[Hall, Ledger]]:
    """A county, and a PC that has told it everything."""
    with served(founded, tmp_path) as (hall, url), opened(tmp_path / "a", url) as ledger:
        report(ledger)
        report(ledger)
        yield hall, ledger


@contextmanager
def asked_of(ledger: Ledger) -> Iterator[Counter[str]]:
    """How often each statement is put to this ledger, and how often something is committed."""
    seen: Counter[str] = Counter()

    def note(connection: object, cursor: object, statement: str, *_: object) -> None:
        seen[statement] += 1

    def committed(_: object) -> None:
        seen["commit"] += 1

    event.listen(ledger.engine, "before_cursor_execute", note)
    event.listen(ledger.engine, "commit", committed)
    try:
        yield seen
    finally:
        event.remove(ledger.engine, "before_cursor_execute", note)
        event.remove(ledger.engine, "commit", committed)


def test_a_round_with_nothing_to_say_is_one_question_and_one_commit(pc: tuple[Hall, Ledger]) -> None:
    _, ledger = pc

    with asked_of(ledger) as seen:
        made = report(ledger)

    assert (made.requests, made.unequal) == (1, ())
    assert seen["commit"] == 1
    assert sum(seen.values()) < 45
    assert not [statement for statement in seen if "from trainee" in statement.lower()]


def test_what_was_written_is_delivered_and_compared_with_one_question(pc: tuple[Hall, Ledger]) -> None:
    _, ledger = pc
    write(ledger, 3)

    made = report(ledger)

    assert (made.requests, made.delivered, made.waiting, made.unequal) == (1, 6, 0, ())


class Meanwhile:
    """A line on whose far end the clerk writes while the county answers; the second question gets no answer."""

    def __init__(self, ledger: Ledger, county: CountyClient) -> None:
        self._ledger, self._county = ledger, county
        self.answers: list[RoundAnswer] = []

    def ask(self, request: RoundRequest) -> RoundAnswer:
        if self.answers:
            raise CutOff
        self.answers.append(self._county.ask(request))
        write(self._ledger, 1)
        return self.answers[0]


def test_figures_from_before_the_clerks_last_word_are_no_difference(pc: tuple[Hall, Ledger]) -> None:
    _, ledger = pc
    with open_line(ledger) as county:
        line = Meanwhile(ledger, county)

        with pytest.raises(CutOff):
            run_round(ledger, line, "0.1.0")

    assert line.answers[0].digest is not None
    assert last_unequal(ledger) == ()
    assert sync_state(ledger).last_trouble == "cut_off"
    assert report(ledger).unequal == ()


def photos_at(hall: Hall) -> int:
    with hall.office.register.reading() as session:
        return session.scalar(select(func.count()).select_from(BlobRow)) or 0


def test_a_photo_taken_after_quiet_rounds_goes_with_the_next_one(pc: tuple[Hall, Ledger]) -> None:
    hall, ledger = pc
    trainee = add_trainee(ledger)
    report(ledger)
    before = photos_at(hall)
    with ledger.change("trainee.photo") as change:
        put_photo(ledger, change, living_trainee(change, trainee), JPEG)

    report(ledger)

    assert (before, photos_at(hall)) == (0, 1)
    with asked_of(ledger) as seen:
        report(ledger)
    assert not [statement for statement in seen if "from trainee" in statement.lower()]


def test_a_list_that_does_not_hold_tells_no_day(pc: tuple[Hall, Ledger]) -> None:
    _, ledger = pc
    before = known_desks(ledger)
    with ledger.change("trust.take") as change:
        change.add(TrustList(kind="key_list", sequence=999, issued_on=date(2099, 1, 1), data="00"))

    after = known_desks(ledger)

    assert after == before
    assert before.newest_day > date.min
