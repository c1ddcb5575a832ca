"""The law of the county's tables: they are the fold of all entries, in whatever order and however often those came."""

from collections import defaultdict
from itertools import count
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.county.store.desk_key import receipt_reader
from app.county.store.digests import digests_counted, digests_of
from app.county.store.mirror import MIRRORS
from app.county.store.tables import ClashRow, EntryRow, ParkedRow
from app.models.exchange import Entry
from app.models.fold import Told, effective, fold, tells_of_person
from app.models.journal import SCHEMA
from app.models.parking import is_whole, parents_of, shapes, trouble_of
from app.models.privacy import personal_fields
from app.models.rows import new_id
from tests.county.store.makers import NOON, TRAINEE, Pc, Post

CODES = count(1)
FAR = 200_000_000
"""So many milliseconds ahead that the county's clock is behind it."""
KINDS = ("insert", "update", "update", "delete", "erase", "child", "odd", "again")
steps = st.lists(
    st.one_of(
        st.tuples(
            st.sampled_from(KINDS),
            st.integers(0, 1),
            st.integers(0, 2),
            st.sampled_from(["name", "status", "phone"]),
            st.sampled_from(["甲", "乙", ""]),
            st.sampled_from(["", "", "甲", "乙"]),
            st.sampled_from([0, 0, 1, 5, FAR]),
        ),
        st.tuples(st.just("deliver"), st.integers(0, 1), st.integers(1, 3), st.integers(0, 4)),
        st.tuples(st.just("later"), st.integers(1, 20)),
    ),
    max_size=24,
)


# What is older than all that stands, and would fit on it: it must go where it belongs.
OLDER = [
    ("insert", 0, 0, "name", "甲", "", 0),
    ("update", 0, 0, "phone", "甲", "", 5),
    ("deliver", 0, 3, 0),
    ("update", 1, 0, "phone", "乙", "甲", 0),
]
UNKNOWING = [*OLDER[:3], ("update", 1, 0, "phone", "乙", "", 50)]
# An update is taken back, then comes once more under another replica, later than all: it must not count again.
APPENDED_AGAIN = [
    ("insert", 0, 0, "name", "甲", "", 0),
    ("update", 0, 0, "phone", "甲", "", 0),
    ("update", 0, 0, "phone", "", "甲", 0),
    ("deliver", 0, 3, 0),
    ("insert", 1, 1, "name", "甲", "", 5),
    ("again", 1, 1, "name", "甲", "", 0),
]


# What an erasure blanks was odd, and is touched once more; what is odd comes late, and stands before the erasure.
ODD_AND_ERASED = [
    ("erase", 0, 0, "name", "甲", "", 0),
    ("deliver", 0, 3, 0),
    ("odd", 0, 0, "name", "甲", "", 0),
    ("deliver", 0, 3, 0),
    ("erase", 0, 0, "name", "甲", "", 0),
]
ODD_BEFORE_IT = [
    ("insert", 0, 0, "name", "甲", "", 0),
    ("odd", 1, 0, "status", "甲", "", 0),
    ("erase", 0, 0, "name", "甲", "", 5),
    ("deliver", 0, 3, 0),
]


class Office:
    """Two PCs of one station: what they write, what they deliver, and what must come of it."""

    def __init__(self, county: Post) -> None:
        self.county = county
        self.first = county.pc(f"53{next(CODES):07}")
        self.pcs = (self.first, county.sibling(self.first))
        self.rows = [new_id() for _ in range(3)]
        self.children = [new_id() for _ in range(3)]
        self.delivered = [0, 0]

    def do(self, step: tuple[Any, ...]) -> None:
        kind, *rest = step
        if kind == "deliver":
            self.deliver(*rest)
        elif kind == "later":
            self.county.clock.advance(minutes=rest[0])
        else:
            self.write(kind, *rest)

    def write(self, kind: str, which: int, row: int, field: str, value: str, old: str, ahead: int) -> None:
        pc, row_id = self.pcs[which], self.rows[row]
        hlc = max(pc.entries[-1].hlc + 1, (NOON + ahead) << 16)
        if kind == "insert":
            pc.write("trainee", row_id, "I", {**TRAINEE, "station": pc.station, field: value}, hlc=hlc)
        elif kind == "update":
            pc.write("trainee", row_id, "U", {field: [old, value]}, hlc=hlc)
        elif kind == "delete":
            pc.write("trainee", row_id, "D", {**TRAINEE, "station": pc.station}, hlc=hlc)
        elif kind == "erase":
            pc.write("trainee", row_id, "E", {**TRAINEE, "name": "", "station": pc.station}, hlc=hlc)
        elif kind == "child":
            body = {"trainee_id": row_id, "code": "01", "station": pc.station}
            pc.write("trainee_category", self.children[row], "I", body, hlc=hlc)
        elif kind == "odd":
            bodies = [{field: 1}, {**TRAINEE, "station": new_id()}, {"nonsense": "1"}, b"[", {}]
            pc.write("trainee", row_id, "I", bodies[ahead % 5], hlc=hlc, schema=1 + (ahead == 1))
        else:
            self.append_again(pc, self.pcs[1 - which], row)

    def append_again(self, pc: Pc, other: Pc, place: int) -> None:
        """An entry of the other PC under this one's name, as after a fork."""
        told = [each for each in other.entries if each.op != "G"]
        if told:
            each = told[place % len(told)]
            body = b"" if each.body is None else each.body
            hlc = max(pc.entries[-1].hlc + 1, each.hlc)
            pc.write(each.entity, each.row_id, each.op, body, hlc=hlc, entry_id=each.entry_id, schema=each.schema)

    def deliver(self, which: int, size: int, back: int) -> None:
        pc, held = self.pcs[which], self.delivered[which]
        first = max(1, held + 1 - back) if back else held + 1
        batches = [pc.batch(self.county.county_id, first, first + size)] if first <= len(pc.entries) else []
        answer = self.county.round(pc, batches)
        self.delivered[which] = {mark.replica: mark.seq for mark in answer.heads}.get(pc.replica, 0)

    def deliver_all(self) -> None:
        for which, pc in enumerate(self.pcs):
            while self.delivered[which] < len(pc.entries):
                self.deliver(which, 2, 0)

    def received(self) -> dict[tuple[str, int], int]:
        """When each entry was received, by its receipt."""
        found = {}
        with self.county.register.reading() as session:
            read = receipt_reader(session, self.county.exchange.county)
        for pc in self.pcs:
            for receipt in map(read, self.county.round(pc, waiting=len(pc.entries)).receipts):
                found.update({(pc.replica, seq): receipt.received_at for seq in range(receipt.first, receipt.last + 1)})
        return found


def expected(office: Office) -> tuple[dict[str, dict[str, Any]], set[tuple[str, int]], set[tuple[str, int, str]]]:
    """The rows, the parked entries and the clashes that these journals come to: told slowly, as the rules say it."""
    received, by_row = office.received(), defaultdict(list)
    known = {(each.entity, each.row_id) for pc in office.pcs for each in pc.entries}
    for pc in office.pcs:
        for each in pc.entries:
            if each.op != "G":
                by_row[each.entity, each.row_id].append((effective(each.hlc, received[each.replica, each.seq]), each))
    rows, parked, clashes = {}, set(), set()
    for (entity, row_id), found in by_row.items():
        line = sorted(found, key=lambda pair: (pair[0], pair[1].replica, pair[1].seq))
        waiting = those_that_wait([each for _, each in line], office.first.station, known)
        parked |= waiting
        kept = [(when, each) for when, each in line if (each.replica, each.seq) not in waiting]
        told = [Told(e.replica, e.seq, e.entry_id, when, e.op, body_of(e)) for when, e in kept]
        if any(each.op in "IE" for each in told):
            folded = fold(told, personal_fields(entity))
            clashes |= {(*clash.after, clash.field) for clash in folded.clashes}
            if folded.fields is not None and is_whole(entity, folded.fields):
                rows[row_id] = folded.fields
    return rows, parked, clashes


def those_that_wait(line: list[Entry], station: str, known: set[tuple[str, str]]) -> set[tuple[str, int]]:
    """The first that is not in order, and all later ones but erasures; what an erasure blanks is in order."""
    in_order = [not waits(each, station, known) for each in line]
    if any(each.op == "E" and is_fine for each, is_fine in zip(line, in_order, strict=True)):
        personal = personal_fields(line[0].entity)
        in_order = [
            is_fine or (each.op != "E" and tells_of_person(body_of(each), personal) and each.schema <= SCHEMA)
            for each, is_fine in zip(line, in_order, strict=True)
        ]
    stop = in_order.index(False) if False in in_order else len(line)
    found = list(zip(line, in_order, strict=True))[stop:]
    return {(each.replica, each.seq) for each, is_fine in found if each.op != "E" or not is_fine}


def body_of(entry: Entry) -> Any:
    try:
        return None if entry.body is None else orjson.loads(entry.body)
    except orjson.JSONDecodeError:
        return ()


def waits(entry: Entry, station: str, known: set[tuple[str, str]]) -> bool:
    body = body_of(entry)
    if trouble_of(entry.entity, entry.op, entry.schema, body, frozenset({station})):
        return True
    return any(parent not in known for parent in parents_of(entry.entity, entry.op, body))


def marks(office: Office) -> tuple[set[tuple[str, int]], set[tuple[str, int, str]]]:
    with office.county.register.reading() as session:
        own = select(ParkedRow.replica, ParkedRow.seq).where(ParkedRow.owner == office.first.station)
        clashes = select(ClashRow.after_replica, ClashRow.after_seq, ClashRow.field)
        mine = clashes.where(ClashRow.owner == office.first.station)
        return {tuple(row) for row in session.execute(own)}, {tuple(row) for row in session.execute(mine)}


def read_all(office: Office) -> dict[str, dict[str, Any]]:
    return {key: row for entity in MIRRORS for key, row in office.county.rows(office.first.station, entity).items()}


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(told=steps)
@example(
    told=[
        ("insert", 0, 0, "name", "甲", "", 0),
        ("erase", 0, 0, "name", "甲", "", 0),
        ("update", 1, 0, "status", "乙", "", 5),
    ]
)
@example(told=[("child", 0, 0, "name", "甲", "", 0), ("deliver", 0, 3, 0), ("insert", 1, 0, "name", "甲", "", 0)])
@example(told=[("insert", 0, 0, "name", "甲", "", FAR), ("deliver", 0, 3, 0), ("again", 1, 0, "name", "甲", "", 0)])
@example(told=APPENDED_AGAIN)
@example(told=OLDER)
@example(told=ODD_AND_ERASED)
@example(told=ODD_BEFORE_IT)
@example(told=UNKNOWING)
def test_the_tables_are_the_fold_of_all_entries(county: Post, told):
    office = Office(county)

    for step in told:
        office.do(step)
    office.deliver_all()

    rows, parked, clashes = expected(office)
    assert read_all(office) == rows
    assert marks(office) == (parked, clashes)
    with county.register.reading() as session:
        kept = digests_of(session.connection(), county.county_id, office.first.station)
        counted = digests_counted(session.connection(), county.county_id, office.first.station)
    assert {name: digest for name, digest in kept.items() if digest.rows} == counted


def test_an_erasure_blanks_what_tells_of_the_person_wherever_it_stands_and_whenever_it_comes(county: Post, pc: Pc):
    sibling, row_id = county.sibling(pc), pc.trainee(name="李秀英")
    late = sibling.write("trainee", row_id, "U", {"phone": ["", "13900000000"]})
    kept = sibling.write("trainee", row_id, "U", {"status": ["prospective", "enrolled"]}, hlc=(NOON + 9) << 16)
    county.deliver(pc)
    pc.write("trainee", row_id, "E", {**TRAINEE, "name": "", "erased_on": "2026-11-21", "station": pc.station})

    county.deliver(pc)
    county.deliver(sibling)

    with county.register.reading() as session:
        bodies = dict(session.execute(select(EntryRow.entry_id, EntryRow.body)).all())
    assert bodies[pc.entries[1].entry_id] is None
    assert bodies[late.entry_id] is None
    assert bodies[kept.entry_id] is not None
    row = county.rows(pc.station)[row_id]
    assert (row["name"], row["phone"], row["status"]) == ("", "", "enrolled")
    handed = county.round(county.sibling(pc), heads=()).batches
    assert not any("李秀英".encode() in (each.body or b"") for batch in handed for each in batch.entries())


def test_two_stations_with_the_same_row_id_keep_a_row_each(county: Post, pc: Pc):
    stranger, row_id = county.pc("530921102"), pc.trainee(name="李秀英")
    stranger.trainee(row_id, name="王国强")

    county.deliver(pc)
    county.deliver(stranger)

    assert county.rows(pc.station)[row_id]["name"] == "李秀英"
    assert county.rows(stranger.station)[row_id]["name"] == "王国强"


def test_a_row_of_another_station_is_parked_and_blocks_nothing(county: Post, pc: Pc):
    stranger = county.pc("530921102")
    foreign = pc.trainee(station=stranger.station)
    own = pc.trainee()

    answer = county.deliver(pc)

    assert answer.parked == 1
    assert set(county.rows(pc.station)) == {own}
    assert foreign not in county.rows(stranger.station)


@pytest.mark.parametrize("entity", sorted(shapes()))
def test_every_table_of_the_station_has_its_place_at_the_county(entity):
    mirror = MIRRORS[entity]

    assert [column.name for column in mirror.primary_key] == ["county_id", "owner", "id"]
    assert shapes()[entity].tests.keys() <= {column.name for column in mirror.columns if column.nullable}
    assert not mirror.foreign_keys
    assert all(index.columns[0].name == "county_id" and not index.unique for index in mirror.indexes)
