"""What comes over a real line and is not what a PC wrote: none of it is taken in, and each refusal is noted."""

import os
import random
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.clock import SetClock
from app.county.store.tables import EntryRow, RefusalRow
from app.models.exchange import Batch
from app.sync.county_client import Address, Caller, CountyClient
from app.sync.protocol import RoundAnswer
from tests.county.store.makers import Pc, Post, signed
from tests.county.store.test_hostile import WAYS
from tests.sync.real_county import Founded, Hall, found
from tests.sync.served import served

# Read once: every test begins with such names taken out of its environment.
BATCHES = int(os.environ.get("XIANGXUN_HOSTILE", "200"))
ONE_PC = 20


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Founded:
    return found(tmp_path_factory.mktemp("founded"), [])


@dataclass
class Scene:
    """A county with a stranger's station, and a PC half of whose journal has arrived."""

    hall: Hall
    post: Post
    url: str
    stranger: Pc

    def new_pc(self, number: int) -> Pc:
        """A PC of a station of its own, six entries of which the county holds."""
        pc = self.post.pc(f"53{number:07}")
        for _ in range(12):
            pc.trainee()
        assert self.ask(pc, pc.batch(self.post.county_id, 1, 6)).receipts
        return pc

    def ask(self, pc: Pc, batch: Batch) -> RoundAnswer:
        """One question of this PC over the line, with this batch."""
        caller = Caller(self.post.county_id, pc.replica, pc.key, self.hall.office.county().root_public)
        with CountyClient(Address(self.url, proxy="none"), caller, SetClock(self.hall.clock.time)) as client:
            return client.ask(self.post.request(pc, [batch], heads=[]))

    def held(self) -> int:
        """How many entries the county holds."""
        with self.hall.office.register.reading() as session:
            return session.scalar(select(func.count()).select_from(EntryRow)) or 0

    def noted(self) -> int:
        """How many refusals the county has noted."""
        with self.hall.office.register.reading() as session:
            return session.scalar(select(func.count()).select_from(RefusalRow)) or 0


@contextmanager
def scene(founded: Founded, room: Path) -> Iterator[Scene]:
    with served(founded, room) as (hall, url):
        post = Post(hall.office.register, hall.exchange, hall.clock)
        stranger = post.pc("530000001")
        stranger.trainee()
        yield Scene(hall, post, url, stranger)


def forged(scene: Scene, pc: Pc, chance: random.Random) -> tuple[str, Batch]:
    """A batch that this PC did not write so, or that is not its to bring, or not now."""
    county_id, kind = scene.post.county_id, chance.choice(("way", "way", "way", "gap", "foreign", "fork", "re-signed"))
    good = pc.batch(county_id, 7, 12)
    if kind == "gap":
        return kind, pc.batch(county_id, chance.randrange(8, 13), 13)
    if kind == "foreign":
        return kind, scene.stranger.batch(county_id)
    if kind == "fork":
        others = Pc(pc.station, replica=pc.replica, key=pc.key)
        for _ in range(12):
            others.trainee()
        return kind, others.batch(county_id, *chance.choice(((1, 6), (2, 5), (7, 12))))
    if kind == "re-signed":
        return kind, signed(good.entries(), county_id, scene.stranger.key)
    way = chance.choice(WAYS)
    made = way(pc, good, chance.randrange(10_000))
    return (way.__name__, made) if made != good else forged(scene, pc, chance)


def test_of_all_forged_batches_none_is_taken_in_and_each_refusal_is_noted(founded: Founded, tmp_path: Path) -> None:
    chance, kinds, accepted = random.Random(4), Counter[str](), 0
    with scene(founded, tmp_path) as here:
        for number in range(BATCHES):
            if number % ONE_PC == 0:
                pc = here.new_pc(2 + number)
                before = here.held()
            kind, batch = forged(here, pc, chance)
            answer = here.ask(pc, batch)
            kinds[kind] += 1
            accepted += bool(answer.receipts) or len(answer.refused) != 1
        assert here.held() == before
        assert here.noted() == BATCHES
        last = here.ask(pc, pc.batch(here.post.county_id, 7, 12))

    assert accepted == 0
    assert len(kinds) >= 12
    assert (len(last.receipts), last.refused) == (1, ())


def test_what_is_played_again_gets_the_same_receipt_and_changes_nothing(founded: Founded, tmp_path: Path) -> None:
    with scene(founded, tmp_path) as here:
        pc = here.new_pc(2)
        batch = pc.batch(here.post.county_id, 7, 12)
        first, held = here.ask(pc, batch), here.held()

        again = [here.ask(pc, batch).receipts for _ in range(5)]
        narrower = here.ask(pc, replace(pc.batch(here.post.county_id, 8, 9)))

        assert again == [first.receipts] * 5
        assert narrower.receipts == first.receipts
        assert (here.held(), here.noted()) == (held, 0)
