"""A served county hands out by itself: what is new once, at its hour, by one server, and never twice."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import select

from app.county.database_place import database_of
from app.county.doing_duties import Done, DutyUnderWay, do_now, last_done, see_to
from app.county.duties import DUTIES, INDEX_DUTY, PARKED_DUTY, REFERENCE_DUTY, Works
from app.county.register import Register
from app.county.store.tables import FeedRow
from app.county.tables import PlaceRow
from app.ledger.county_packages import read_reference
from tests.county.store.makers import Pc, Post
from tests.county.store.test_index import trained

OTHER = "533522199807042135"


@pytest.fixture
def works(county: Post) -> Works:
    return Works(county.register, county.exchange._desk, county.clock)


def feed(county: Post, station: str, kind: str = "") -> list[tuple[int, bytes]]:
    """The numbers and bytes of what a station was given, of one kind or of all."""
    with county.register.reading() as session:
        rows = session.execute(select(FeedRow).where(FeedRow.station_id == station).order_by(FeedRow.number)).scalars()
        return [(row.number, row.data) for row in rows if kind in ("", row.kind)]


def went_out(done: Done | None) -> int | None:
    """How many things went out; None where nothing was done."""
    return done.count if done else None


def test_what_came_in_goes_out_at_the_next_quiet_hour_and_once(county: Post, pc: Pc, works: Works) -> None:
    trained(pc)
    county.deliver(pc)
    first, again = see_to(works, INDEX_DUTY), see_to(works, INDEX_DUTY)
    trained(pc, OTHER)
    county.deliver(pc)
    given = feed(county, pc.station)

    county.clock.advance(hours=17)
    at_two = see_to(works, INDEX_DUTY)
    held = feed(county, pc.station)
    county.clock.advance(hours=2)
    by_night = see_to(works, INDEX_DUTY)
    county.clock.advance(days=3)

    assert [went_out(each) for each in (first, again, at_two, by_night)] == [1, None, None, 1]
    assert held == given
    assert see_to(works, INDEX_DUTY) is None


@pytest.mark.engines("sqlite")
def test_a_server_that_slept_through_the_night_does_it_in_the_morning(county: Post, pc: Pc, works: Works) -> None:
    see_to(works, INDEX_DUTY)
    trained(pc)
    county.deliver(pc)
    county.clock.advance(days=1, hours=2)

    assert see_to(works, INDEX_DUTY)


def test_what_an_older_program_could_not_apply_is_tried_once_by_a_newer_one(
    county: Post, pc: Pc, works: Works, monkeypatch: pytest.MonkeyPatch
) -> None:
    row_id = pc.trainee(name="李秀英")
    pc.write("trainee", row_id, "U", {"name": ["李秀英", "李秀荣"]}, schema=2)
    county.deliver(pc)
    see_to(works, PARKED_DUTY)
    before = county.rows(pc.station)[row_id]["name"], see_to(works, PARKED_DUTY)
    for name in ("app.models.parking.SCHEMA", "app.county.duties.SCHEMA"):
        monkeypatch.setattr(name, 2)

    done, again = see_to(works, PARKED_DUTY), see_to(works, PARKED_DUTY)

    assert before == ("李秀英", None)
    assert (went_out(done), again) == (1, None)
    assert county.rows(pc.station)[row_id]["name"] == "李秀荣"


def test_a_new_station_is_told_at_once(county: Post, pc: Pc, works: Works) -> None:
    trained(pc)
    county.deliver(pc)
    for duty in DUTIES:
        see_to(works, duty)

    other = county.pc("530921102")

    assert [duty.name for duty in DUTIES if see_to(works, duty)] == ["reference", "index"]
    assert len(feed(county, other.station)) == 3


def test_a_renamed_village_goes_out_at_once_and_takes_the_place_of_the_former_tree(
    county: Post, pc: Pc, works: Works
) -> None:
    see_to(works, REFERENCE_DUTY)
    (before,) = feed(county, pc.station, "reference")
    with county.register.deed(county.clock.now(), "") as deed:
        deed.session.scalars(select(PlaceRow).where(PlaceRow.code == "530921101201")).one().name = "水箐新村"

    done, again = see_to(works, REFERENCE_DUTY), see_to(works, REFERENCE_DUTY)

    (after,) = feed(county, pc.station, "reference")
    places, _ = read_reference(after[1], works.desk.key.public)
    assert (went_out(done), again) == (1, None)
    assert after[0] > before[0]
    assert "水箐新村" in {place.name for place in places}


@pytest.mark.engines("sqlite")
def test_a_clock_that_was_put_back_does_not_silence_a_duty(county: Post, pc: Pc, works: Works) -> None:
    county.clock.advance(days=400)
    see_to(works, INDEX_DUTY)
    trained(pc)
    county.deliver(pc)
    county.clock.advance(days=-400)

    assert see_to(works, INDEX_DUTY)


def test_what_the_end_of_the_server_broke_off_is_done_to_its_end_the_next_time(
    county: Post, pc: Pc, works: Works
) -> None:
    stations = sorted((pc.station, county.pc("530921102").station))

    see_to(works, REFERENCE_DUTY, lambda: bool(feed(county, stations[0])))
    given = [len(feed(county, station)) for station in stations]
    done = see_to(works, REFERENCE_DUTY)

    assert given == [1, 0]
    assert went_out(done) == 1
    assert [len(feed(county, station)) for station in stations] == [1, 1]


def test_the_last_time_is_kept_for_the_next_server(county: Post, works: Works, county_folder: Path) -> None:
    done = see_to(works, INDEX_DUTY)
    register = Register.open(database_of(county_folder))
    try:
        with register.reading() as session:
            kept = last_done(session, county.county_id, INDEX_DUTY.name)
        again = see_to(Works(register, works.desk, works.clock), INDEX_DUTY)
    finally:
        register.close()

    assert kept == done
    assert again is None


@pytest.mark.engines("postgresql")
def test_of_two_servers_one_does_a_duty(county: Post, pc: Pc, works: Works, county_folder: Path) -> None:
    others = [Register.open(database_of(county_folder)) for _ in range(3)]
    try:
        servers = [works, *(Works(each, works.desk, works.clock) for each in others)]
        with ThreadPoolExecutor(len(servers)) as workers:
            made: list[Done | None] = list(workers.map(lambda each: see_to(each, REFERENCE_DUTY), servers))
        with others[0].database.turn() as is_ours:
            county.clock.advance(days=2)
            trained(pc)
            county.deliver(pc)
            meanwhile = see_to(works, INDEX_DUTY)
            with pytest.raises(DutyUnderWay):
                do_now(works, INDEX_DUTY)
        afterwards = see_to(works, INDEX_DUTY)
    finally:
        for each in others:
            each.close()

    assert sorted(map(went_out, made), key=str) == [1, None, None, None]
    assert (is_ours, meanwhile, went_out(afterwards)) == (True, None, 1)
