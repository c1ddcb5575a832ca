"""What no journal holds reaches every station that it is for, numbered without a gap, each thing once."""

import secrets
from threading import Thread

from sqlalchemy import insert, select

from app.county.office import CountyOffice
from app.county.store.desk_key import make_desk_key
from app.county.store.devices import known_device
from app.county.store.exchange import Exchange
from app.county.store.feed import CARRIED, News, after, put
from app.county.store.tables import FeedRow
from app.county.tables import DeviceKeyRow
from app.credential.key_list import read_key_list
from app.ledger.county_packages import read_grant
from app.models.ledger import Ledger
from app.sync.protocol import FEED_LIMIT, REQUEST_LIMIT, RoundRequest, pack_answer, unpack_answer
from tests.county.makers import STATION, enrolled
from tests.county.store.makers import Pc, Post


def items(county: Post, station: str, number: int = 0, limit: int = FEED_LIMIT):
    with county.register.reading() as session:
        return after(session.connection(), county.county_id, station, number, limit)


def give(county: Post, station: str, *news: News) -> int:
    with county.register.writing() as session:
        return put(session, county.county_id, station, news)


def test_the_feed_goes_on_where_the_pc_stands_and_says_when_there_is_more(county: Post, pc: Pc):
    give(county, pc.station, *(News("notice", bytes([at]) * 100) for at in range(5)))

    first, more = items(county, pc.station, limit=300)
    rest, nothing = items(county, pc.station, first[-1].number)

    assert [item.number for item in first + rest] == [1, 2, 3, 4, 5]
    assert (more, nothing) == (True, False)


def test_a_newer_item_of_a_topic_takes_the_older_ones_place_and_the_same_one_is_not_given_twice(county: Post, pc: Pc):
    give(county, pc.station, News("index", b"old", topic="a0"), News("index", b"other", topic="a1"))

    given = give(county, pc.station, News("index", b"new", topic="a0"), News("index", b"other", topic="a1"))

    assert given == 1
    assert [(item.number, item.data) for item in items(county, pc.station)[0]] == [(2, b"other"), (3, b"new")]


def test_two_that_put_at_once_never_share_a_number(county: Post, pc: Pc):
    def work(name: bytes) -> None:
        for at in range(10):
            give(county, pc.station, News("notice", name + bytes([at])))

    threads = [Thread(target=work, args=(name,)) for name in (b"a", b"b", b"c")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    found, _ = items(county, pc.station)
    assert [item.number for item in found] == list(range(1, 31))
    assert len({item.data for item in found}) == 30


def test_a_round_brings_nothing_of_another_stations_feed(county: Post, pc: Pc):
    stranger = county.pc("530921102")
    give(county, stranger.station, News("notice", b"for the other"))
    give(county, pc.station, News("notice", b"for you"))

    answer = county.round(pc)

    assert [item.data for item in answer.feed] == [b"for you"]
    assert county.round(pc, feed=answer.feed[-1].number).feed == ()


def test_lists_and_blocks_reach_the_station_by_themselves(office: CountyOffice, new_pc, clock, county_folder):
    pc: Ledger = new_pc("pc")
    enrolled(office, pc)
    office.grant_block(STATION)
    office.publish_lists(days=7)
    county, register = office.county(), office._register
    desk = make_desk_key(county_folder, county, office._root, clock.now().date())
    with register.reading() as session:
        key_id = bytes.fromhex(session.scalars(select(DeviceKeyRow.key_id)).one())
        device = known_device(session, key_id)

    asked = RoundRequest(county.id, "0.1.0", 1, "", 0, 0)
    answer = Exchange(register, desk, clock).answer(device, pc.standing.replica, asked)

    kinds = {item.kind: item.data for item in answer.feed}
    assert set(kinds) == {"key_list", "revocations", "block"}
    assert len(read_key_list(kinds["key_list"], county.root_public).entries) == 1
    assert read_grant(kinds["block"], pc.standing.replica, county.root_public).station.code == STATION
    assert device.station_id == pc.standing.station


def test_what_no_answer_can_carry_stands_in_nobodys_way(county: Post, pc: Pc):
    huge = secrets.token_bytes(CARRIED + 1)

    given = give(county, pc.station, News("index", huge, topic="a0"), News("index", b"small", topic="a1"))
    with county.register.writing() as session:
        # As an older program has left it.
        row = {"county_id": county.county_id, "station_id": pc.station, "number": 0, "kind": "index", "data": huge}
        session.execute(insert(FeedRow).values(**row, topic="a0"))
    found, more = items(county, pc.station, -1)

    assert given == 1
    assert ([item.data for item in found], more) == ([b"small"], False)


def test_what_packs_well_is_carried_however_large_it_is(county: Post, pc: Pc):
    give(county, pc.station, News("key_list", bytes(2 * REQUEST_LIMIT)))

    (item,) = unpack_answer(pack_answer(county.round(pc))).feed

    assert len(item.data) == 2 * REQUEST_LIMIT


def test_a_large_thing_waits_for_an_answer_that_has_room_for_it(county: Post, pc: Pc):
    give(county, pc.station, News("index", secrets.token_bytes(CARRIED - 100)))
    pc.trainee(note=secrets.token_hex(30_000))
    county.deliver(pc)

    full, free = county.round(pc, heads=()), county.round(pc)

    assert (len(full.batches), full.feed, full.feed_more) == (1, (), True)
    assert (len(free.feed), free.feed_more) == (1, False)
    assert max(len(pack_answer(each)) for each in (full, free)) <= REQUEST_LIMIT
