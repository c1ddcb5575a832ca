"""A station is told what of its rows waits at the county: once, the newest word alone, and also that all is well."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from sqlalchemy import Engine, delete, event, select

from app.county.readings.health import station_health
from app.county.readings.unsettled import table_words
from app.county.store.contacts import contacts
from app.county.store.exchange import Exchange
from app.county.store.notices import TOPIC, renew_notice
from app.county.store.tables import ClashRow, ClashSettledRow, FeedRow
from app.models.parked_notice import MOST, ParkedLine, ParkedNotice, unpack_notice
from app.models.rows import new_id
from app.sync.protocol import FEED_LIMIT, RoundAnswer, UnequalTable
from tests.county.store.makers import Pc, Post


def told(answer: RoundAnswer) -> list[ParkedNotice]:
    return [unpack_notice(item.data) for item in answer.feed if item.kind == "notice"]


def orphan(pc: Pc, parent: str) -> str:
    """A group of a person of whom nothing is known."""
    row_id = new_id()
    pc.write("trainee_category", row_id, "I", {"trainee_id": parent, "code": "01", "station": pc.station})
    return row_id


def wrong_update(pc: Pc) -> None:
    """A person whose name is changed by somebody who did not know it."""
    pc.write("trainee", pc.trainee(name="李秀英"), "U", {"name": ["李秀花", "李秀荣"]})


def test_what_waits_is_told_in_the_answer_to_what_brought_it(county: Post, pc: Pc):
    child = orphan(pc, new_id())
    pc.write("trainee_category", child, "U", {"code": ["01", "02"]})

    answer = county.deliver(pc)

    (notice,) = told(answer)
    assert notice.parked == (ParkedLine("trainee_category", child, "parent"),)
    assert (notice.rows, notice.clashes, answer.parked) == (1, 0, 2)
    assert notice.as_of == int(county.clock.now().timestamp() * 1000)


def test_when_nothing_waits_any_more_that_is_told_in_the_place_of_the_former_word(county: Post, pc: Pc):
    parent = new_id()
    orphan(pc, parent)
    first = county.deliver(pc)
    county.clock.advance(hours=1)
    pc.trainee(parent)

    second = county.deliver(pc)

    assert [notice.rows for notice in told(second)] == [0]
    assert second.feed[-1].number == first.feed[-1].number + 1


def test_the_same_word_is_not_given_twice_and_a_healthy_station_hears_nothing(county: Post, pc: Pc):
    healthy = county.pc("530921102")
    healthy.trainee()
    orphan(pc, new_id())
    number = county.deliver(pc).feed[-1].number
    county.clock.advance(hours=1)
    pc.trainee()

    again = county.deliver(pc)

    assert [item.number for item in again.feed] == [number]
    assert county.deliver(healthy).feed == ()


@contextmanager
def statements() -> Iterator[list[str]]:
    """Everything that is asked of any database meanwhile."""
    asked: list[str] = []

    def note(connection: object, cursor: object, statement: str, *_: object) -> None:
        asked.append(statement.lower())

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def test_a_round_that_brings_nothing_does_not_ask_what_waits(county: Post, pc: Pc):
    pc.trainee()
    county.deliver(pc)
    pc.trainee()

    with statements() as idle:
        county.round(pc, compare=True)
    with statements() as busy:
        county.round(pc, [pc.batch(county.county_id, 3)])

    assert [any("from clash" in each for each in asked) for asked in (idle, busy)] == [False, True]


def test_many_rows_are_counted_and_the_first_of_them_named(county: Post, pc: Pc):
    for _ in range(MOST + 3):
        orphan(pc, new_id())

    answer = county.deliver(pc, size=MOST + 4)

    (notice,) = told(answer)
    assert (len(notice.parked), notice.rows) == (MOST, MOST + 3)
    assert len(answer.feed[-1].data) < FEED_LIMIT / 4


def test_a_clash_is_counted_until_an_officer_has_looked_at_it(county: Post, pc: Pc):
    wrong_update(pc)
    before = told(county.deliver(pc))
    with county.register.deed(county.clock.now(), "") as deed:
        found = deed.session.scalars(select(ClashRow)).one()
        names = ("owner", "after_replica", "after_seq", "field", "before_replica", "before_seq")
        same = {name: getattr(found, name) for name in names}
        deed.session.add(ClashSettledRow(county_id=county.county_id, **same, settled_by="李主任", settled_at=1))
    with county.register.writing() as session:
        given = [renew_notice(session, county.county_id, pc.station, 5) for _ in range(2)]

    after = told(county.round(pc))

    assert given == [True, False]
    assert [notice.clashes for notice in (*before, *after)] == [1, 0]


def test_a_county_that_starts_tells_what_an_older_program_did_not(county: Post, pc: Pc):
    child = orphan(pc, new_id())
    county.deliver(pc)
    with county.register.writing() as session:
        session.execute(delete(FeedRow).where(FeedRow.topic == TOPIC))
    untold = county.round(pc)

    Exchange(county.register, county.exchange._desk, county.clock).heal()

    assert told(untold) == []
    assert [notice.parked[0].row_id for notice in told(county.round(pc))] == [child]


def unequal(entity: str) -> UnequalTable:
    return UnequalTable(entity, 3, b"\1" * 32, 2, b"\2" * 32)


def health(county: Post) -> tuple[str, ...]:
    with county.register.reading() as session:
        (found,) = station_health(session, county.county_id, county.clock.now())
    return found.unequal


def test_the_county_keeps_the_last_word_of_a_pc_on_tables_that_differ(county: Post, pc: Pc):
    county.round(pc, unequal=(unequal("trainee"), unequal("moon\0phase" * 9)))
    with county.register.reading() as session:
        (contact,) = contacts(session, county.county_id)
    said = health(county)

    county.round(pc)

    assert contact.unequal[0] == unequal("trainee")
    assert [words.partition("（")[0] for words in said] == sorted([("moonphase" * 9)[:40], table_words("trainee")])
    assert health(county) == ()


def test_a_replica_that_was_left_behind_by_its_pc_speaks_no_more(county: Post, pc: Pc):
    county.round(pc, unequal=(unequal("trainee"),))
    before = health(county)
    county.clock.time += timedelta(minutes=1)

    county.round(Pc(pc.station, key=pc.key))

    assert len(before) == 1
    assert health(county) == ()
