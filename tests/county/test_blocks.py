"""No serial is ever granted twice, whoever asks, in whatever order; and the clerk hears in time that they run out."""

import shutil
from collections.abc import Iterator
from datetime import date
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select, text
from sqlalchemy.exc import IntegrityError

from app.clock import SetClock
from app.county.blocks import SerialsClaimed, SerialsOutOfReason, SerialsUsedUp, SerialTaken, grant
from app.county.database_place import database_of
from app.county.register import County, Deed, Register
from app.county.tables import DeviceKeyRow, NumberBlockRow, ReplicaRow, StationRow
from app.ledger.county_enrolment import take_in, write_request
from app.ledger.county_packages import SerialRange, read_request
from app.ledger.number_blocks import blocks_left
from app.models.certificates import NumberBlock
from app.models.rows import new_id
from tests.county.makers import FENGSHAN, STATION, enrolled
from tests.makers import add_trainee, make_certificate, make_enrolment

STATIONS = ("530921101", "530921102")
REPLICAS = {station: (new_id(), new_id()) for station in STATIONS}
TODAY = date(2026, 11, 21)
asked = st.tuples(
    st.sampled_from(STATIONS),
    st.integers(0, 1),
    st.one_of(st.integers(-2, 300), st.integers(1, 100_010)),
    st.one_of(st.none(), st.integers(-2, 400), st.integers(-2, 100_010)),
    st.one_of(st.just(0), st.integers(0, 99_999)),
)


@pytest.fixture
def register(county_database: str, tmp_path: Path, clock: SetClock) -> Iterator[Register]:
    opened = new_register(tmp_path, clock, county_database)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def laid_out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a register with nobody in it."""
    folder = tmp_path_factory.mktemp("laid_out")
    new_register(folder, SetClock(datetime_of(TODAY))).close()
    return folder


def new_register(folder: Path, clock: SetClock, address: str = "sqlite") -> Register:
    county = County(new_id(), "530921", "凤庆县", "rc.example", bytes(32), bytes(32), TODAY)
    return Register.create(database_of(folder, address), county, clock.now(), "李主任")


def people_it(deed: Deed) -> None:
    """Two stations, each with two PCs."""
    county = deed.county.id
    for station in STATIONS:
        deed.session.add(StationRow(county_id=county, code=station, station_id=new_id(), name=station, added_on=TODAY))
        deed.session.flush()
        key = {"key_id": station[1:], "public": "", "not_before": TODAY, "not_after": TODAY, "revoked_reason": ""}
        deed.session.add(DeviceKeyRow(county_id=county, station_code=station, kinds=[], number_prefixes=[], **key))
        deed.session.flush()
        for replica in REPLICAS[station]:
            names = {"replica": replica, "station_code": station, "key_id": station[1:]}
            deed.session.add(ReplicaRow(county_id=county, enrolled_on=TODAY, **names))
    deed.session.flush()


def granted(deed: Deed) -> dict[str, list[tuple[int, int]]]:
    rows = deed.session.scalars(select(NumberBlockRow).where(NumberBlockRow.county_id == deed.county.id))
    blocks: dict[str, list[tuple[int, int]]] = {station: [] for station in STATIONS}
    for row in rows:
        blocks[row.station_code].append((row.first_serial, row.last_serial))
    return blocks


def overlapping(blocks: list[tuple[int, int]]) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    return [(one, other) for one, other in combinations(blocks, 2) if one[0] <= other[1] and other[0] <= one[1]]


@settings(max_examples=40)
@given(requests=st.lists(asked, max_size=14))
def test_blocks_never_overlap_in_any_order_of_grants(laid_out, requests):
    """Two stations, two PCs each, opening serials, sizes and claims of any kind; a refusal changes nothing."""
    clock = SetClock(datetime_of(TODAY))
    with TemporaryDirectory() as folder:
        register = Register.open(database_of(Path(shutil.copytree(laid_out, Path(folder) / "county"))))
        with register.deed(clock.now(), "") as deed:
            people_it(deed)
            for station, which, serials, first, above in requests:
                before = granted(deed)
                try:
                    block = grant(deed, station, REPLICAS[station][which], serials, first, above)
                except (SerialsOutOfReason, SerialTaken, SerialsUsedUp, SerialsClaimed):
                    assert granted(deed) == before
                else:
                    assert block.last - block.first + 1 == serials
                    assert block.first > above
                    assert first in (None, block.first)

            for blocks in granted(deed).values():
                assert overlapping(blocks) == []
                assert all(1 <= begin <= end <= 99_999 for begin, end in blocks)
        register.close()


def datetime_of(day: date):
    from datetime import datetime, timedelta, timezone

    return datetime(day.year, day.month, day.day, 9, tzinfo=timezone(timedelta(hours=8)))


def test_the_overlap_finder_finds_what_a_careless_grant_would_do():
    careless = [(1, 100), (101, 200), (200, 300)]

    assert overlapping(careless) == [((101, 200), (200, 300))]
    assert overlapping([(5, 5), (1, 9)]) == [((5, 5), (1, 9))]


@pytest.mark.parametrize(("first", "last"), [(1, 1), (50, 60), (100, 100), (1, 200), (100, 150)])
def test_even_a_raw_write_cannot_put_an_overlapping_block_into_the_register(register, clock, first, last):
    with register.deed(clock.now(), "") as deed:
        people_it(deed)
        grant(deed, STATION, REPLICAS[STATION][0], 100)

    with pytest.raises(IntegrityError, match="overlap"), register.deed(clock.now(), "") as deed:
        deed.session.execute(insert(NumberBlockRow), [raw_block(deed, first, last)])

    with register.deed(clock.now(), "") as deed:
        deed.session.execute(insert(NumberBlockRow), [raw_block(deed, 101, 101)])
        assert granted(deed)[STATION] == [(1, 100), (101, 101)]


def raw_block(deed: Deed, first: int, last: int) -> dict[str, object]:
    names = {"county_id": deed.county.id, "station_code": STATION, "replica": REPLICAS[STATION][1]}
    return {**names, "first_serial": first, "last_serial": last, "granted_on": TODAY}


@pytest.mark.parametrize("statement", ["delete from number_block", "update number_block set last_serial = 5"])
def test_a_granted_block_is_never_taken_back_or_altered(register, clock, statement):
    with register.deed(clock.now(), "") as deed:
        people_it(deed)
        grant(deed, STATION, REPLICAS[STATION][0], 100)

    with pytest.raises(IntegrityError, match="never edited or removed"), register.deed(clock.now(), "") as deed:
        deed.session.execute(text(statement))

    with register.deed(clock.now(), "") as deed:
        assert granted(deed)[STATION] == [(1, 100)]


def test_the_last_serial_is_99999_and_the_refusal_says_how_many_are_left(register, clock):
    with register.deed(clock.now(), "") as deed:
        people_it(deed)
        grant(deed, STATION, REPLICAS[STATION][0], 99_000)

        with pytest.raises(SerialsUsedUp) as refused:
            grant(deed, STATION, REPLICAS[STATION][1], 1000)
        last = grant(deed, STATION, REPLICAS[STATION][1], 999)
        with pytest.raises(SerialsUsedUp) as all_gone:
            grant(deed, STATION, REPLICAS[STATION][1], 1)

    assert (refused.value.figures["left"], refused.value.figures["limit"]) == (999, 99_999)
    assert (last.first, last.last) == (99_001, 99_999)
    assert all_gone.value.figures["left"] == 0


def test_an_opening_serial_continues_the_paper_register_and_cannot_go_back(register, clock):
    with register.deed(clock.now(), "") as deed:
        people_it(deed)
        opened = grant(deed, STATION, REPLICAS[STATION][0], 100, first=38)

        with pytest.raises(SerialTaken) as refused:
            grant(deed, STATION, REPLICAS[STATION][1], 10, first=20)
        after_a_gap = grant(deed, STATION, REPLICAS[STATION][1], 10, first=500)

    assert (opened.first, opened.last) == (38, 137)
    assert refused.value.figures["free"] == 138
    assert (after_a_gap.first, after_a_gap.last) == (500, 509)


def test_an_older_copy_of_the_register_does_not_grant_again_what_the_station_holds(office, pc, clock, keep_copy):
    enrolled(office, pc)
    office.close()
    put_back = keep_copy()
    take_in(pc, office.grant_block(STATION).data)
    office.close()
    put_back()
    clock.advance(days=1)

    taken = enrolled(office, pc)

    assert (taken.block.first, taken.block.last) == (2001, 3000)


def test_the_request_tells_the_highest_serial_that_the_ledger_holds(office, pc):
    assert read_request(write_request(pc).data).last_serial == 0

    enrolled(office, pc)

    assert read_request(write_request(pc).data).last_serial == 1000


def test_numbers_run_low_at_a_fifth_and_the_clerk_is_told(office, pc):
    enrolled(office, pc, FENGSHAN)
    use_up(pc, 799)
    before = blocks_left(pc)
    use_up(pc, 800)

    state = blocks_left(pc)

    assert (before.left, before.is_low, before.warning) == (201, False, None)
    assert (state.left, state.size, state.next_serial, state.is_low) == (200, 1000, 801, True)
    assert "200" in state.warning.sentence()


def test_a_further_block_ends_the_warning(office, pc):
    enrolled(office, pc)
    use_up(pc, 990)

    take_in(pc, office.grant_block(STATION).data)

    state = blocks_left(pc)
    assert (state.left, state.next_serial, state.is_low) == (1010, 991, False)
    assert len(state.blocks) == 2


def test_before_its_enrolment_a_pc_has_no_number_left(pc):
    state = blocks_left(pc)

    assert (state.blocks, state.left, state.next_serial, state.is_low) == ((), 0, None, True)


def use_up(ledger, serial: int) -> None:
    trainee = add_trainee(ledger)
    with ledger.change("certificate.issue") as change:
        block = change.rows(select(NumberBlock))[0]
        enrolment = make_enrolment(change, trainee)
        change.session.flush()
        change.add(make_certificate(change, enrolment, block, serial))


def test_a_block_is_known_by_its_ends():
    assert SerialRange(1, 100, TODAY) == SerialRange(1, 100, TODAY)
    assert SerialRange(1, 100, TODAY) != SerialRange(1, 101, TODAY)
