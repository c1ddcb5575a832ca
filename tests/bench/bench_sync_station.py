"""What a round costs the station, by CPU seconds: `python -m tests.bench.bench_sync_station [entries]`.

Cut (all of a chain into signed batches), take (a PC rebuilt from nothing, in answers as large as the county's),
nothing new, and one in a hundred rows changed. DESIGN section 9 wants a lost PC of 150,000 entries back in 10 seconds.
Beside it the least that could be done with the same bytes: unpacked, and put into bare tables of an encrypted file.
"""

import gc
import shutil
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import cbor2
import orjson
import zstandard

from app.ledger.checking import check_ledger
from app.ledger.syncing.digest import own_digest
from app.ledger.syncing.entries import heads, next_batches, take_batches
from app.ledger.syncing.receipts import take_receipts
from app.models.change import Change
from app.models.exchange import Batch
from app.models.guard import Mode
from app.models.journal import Fact
from app.models.people import Trainee, TraineeCategory
from app.models.training import Course, Enrolment, TrainingClass
from app.sync.answers import ENOUGH
from app.sync.protocol import BATCH_LIMIT, REQUEST_LIMIT
from tests.sync.small_county import MINUTE, PC, SmallCounty, new_pc

DAYS = {"starts_on": date(2026, 11, 2), "ends_on": date(2026, 11, 20)}
STEPS = 50
"""So many evenings it was written on."""
MEASURE = {"most_bytes": BATCH_LIMIT, "most_entries": 4000, "batches": 1_000_000}


def measured(what: str, count: int, do: Callable[[], Any]) -> float:
    """Do it, tell what it cost, answer its CPU seconds."""
    gc.collect()
    wall, own = time.perf_counter(), time.process_time()
    do()
    wall, own = time.perf_counter() - wall, time.process_time() - own
    each = f", {own / count * 1e6:,.0f} µs an entry" if count else ""
    print(f"{what}: {own:.2f} s CPU, {wall:.2f} s on the clock{each}")
    return own


def write(pc: PC, entries: int) -> None:
    """Two thirds new rows: people, places in a class, categories; one third changes of one field of older people."""
    with pc.ledger.change("class.add") as change:
        course = change.add(Course(name="核桃嫁接", skill_group="traditional", theory_hours=40, practical_hours=80))
        room = change.add(TrainingClass(code="2026-01", name="核桃嫁接一班", course_id=course.id, **DAYS)).id
    people: list[str] = []
    for step in range(STEPS):
        with pc.ledger.change("roster.import") as change:
            fresh = change.add_many(Trainee, [_person(len(people) + n) for n in range(entries // STEPS // 5)])
            change.add_many(Enrolment, [{"class_id": room, "trainee_id": one} for one in fresh])
            held = [*fresh, *fresh[: entries * 2 // 3 // STEPS - 2 * len(fresh)]]
            change.add_many(TraineeCategory, [{"trainee_id": one, "code": f"{step:02}"} for one in held])
            people += fresh
            touch(change, [people[n * 7919 % len(people)] for n in range(entries // STEPS // 3)])
        pc.clock.advance(minutes=7)


def _person(place: int) -> dict[str, Any]:
    name = f"罗{chr(0x4E00 + place % 9000)}祥"
    words = {"name": name, "pinyin": f"luo zheng xiang {place % 97}", "initials": "lzx"}
    return words | {"id_number": f"5309211990{place % 8640000:07}X", "phone": f"139{place:08}", "village": "大寺村"}


def touch(change: Change, people: Sequence[str]) -> None:
    """One field of each of these people becomes another."""
    connection = change.session.connection()
    with change.guard.writing(Mode.JOURNALING):
        facts: list[Fact] = []
        for each in people:
            (old,) = connection.exec_driver_sql("select village from trainee where id = ?", (each,)).one()
            new = f"村{len(facts)}"
            connection.exec_driver_sql("update trainee set village = ? where id = ?", (new, each))
            facts.append(Fact("trainee", each, "U", {"village": [old, new]}))
        change.journal(facts)


def answers(batches: Sequence[Batch]) -> Iterator[list[Batch]]:
    """The batches as the county hands them out: as many as an answer holds."""
    held: list[Batch] = []
    for batch in batches:
        if sum(len(each.columns) for each in [*held, batch]) > REQUEST_LIMIT * 3 // 4:
            yield held
            held = []
        held.append(batch)
    yield held


def taken(pc: PC, county: SmallCounty, batches: Sequence[Batch]) -> None:
    """Take these batches in as a round does: when enough answers have come."""
    held: list[Batch] = []
    for brought in answers(batches):
        held += brought
        if sum(batch.last - batch.first + 1 for batch in held) >= ENOUGH:
            take_batches(pc.ledger, held, county.checks)
            held = []
    take_batches(pc.ledger, held, county.checks)


def floor(pc: PC, batches: Sequence[Batch]) -> None:
    """Unpack the columns, and put the journal and the rows it begins with into bare tables."""
    with pc.ledger.taking() as connection:
        connection.exec_driver_sql("create table floor_journal as select * from journal where 0")
        rows: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
        for batch in batches:
            columns = cbor2.loads(zstandard.decompress(batch.columns))
            ids, bodies = columns["row"], columns["body"]
            journal = [(each, op, body) for each, op, body in zip(ids, columns["op"], bodies, strict=True)]
            connection.exec_driver_sql("insert into floor_journal (row_id, op, body) values (?, ?, ?)", journal)
            for each, op, body in journal:
                if op == "I":
                    fields = orjson.loads(body)
                    rows[",".join(fields)].append((each, *map(str, fields.values())))
        for place, (names, found) in enumerate(rows.items()):
            connection.exec_driver_sql(f"create table floor_{place} (id, {names})")
            marks = ", ".join("?" * len(found[0]))
            connection.exec_driver_sql(f"insert into floor_{place} values ({marks})", found)


def measure(room: Path, entries: int) -> None:
    """Write on one PC, deliver, rebuild another, change a little."""
    county = SmallCounty()
    first = new_pc(room / "first", county)
    write(first, entries)
    county.now += STEPS * 7 * MINUTE
    new = new_pc(room / "new", county)
    bare = new_pc(room / "bare", county)
    batches: list[Batch] = []

    def cut() -> None:
        batches.extend(next_batches(first.ledger, county.id, first.key, county.heads(), **MEASURE))

    count = sum(mark.seq for mark in heads(first.ledger))
    measured(f"cut {count} entries", count, cut)
    print(f"  {len(batches)} batches, {sum(len(each.columns) for each in batches) / 2**20:.1f} MB")
    receipts = county.take(batches)
    measured(f"{len(receipts)} receipts", count, lambda: take_receipts(first.ledger, receipts, county.read))
    held = county.lacking(heads(new.ledger))
    gc.freeze()
    whole = measured("rebuild", count, lambda: taken(new, county, held))
    least = measured("  unpacked and put into bare tables alone", count, lambda: floor(bare, held))
    opened = measured("  chains opened and proven alone", count, lambda: [each.entries() for each in held])
    print(f"  the rebuild takes {whole / least:.1f} times the bare tables, {whole / opened:.1f} times the proof alone")
    measured("figures of a rebuilt PC", count, lambda: own_digest(new.ledger))
    measured("the same again", count, lambda: taken(new, county, held))
    measured("nothing to cut", 0, lambda: next_batches(first.ledger, county.id, first.key, county.heads(), **MEASURE))
    _little(county, first, new)
    people = [own_digest(pc.ledger)["trainee"] for pc in (first, new)]
    assert people[0] == people[1]
    assert check_ledger(new.ledger).is_sound


def _little(county: SmallCounty, first: PC, new: PC) -> None:
    with first.ledger.reading() as session:
        everybody = session.connection().exec_driver_sql("select id from trainee order by id").scalars().all()
    with first.ledger.change("trainee.edit") as change:
        touch(change, everybody[::100])

    def cut() -> None:
        found = next_batches(first.ledger, county.id, first.key, county.heads(), **MEASURE)
        take_receipts(first.ledger, county.take(found), county.read)

    count = len(everybody[::100])
    measured(f"one in a hundred people changed ({count}): cut", count, cut)
    measured("  taken", count, lambda: taken(new, county, county.lacking(heads(new.ledger))))
    measured("  figures", count, lambda: own_digest(new.ledger))


def main() -> None:
    """Measure with as many entries as were asked for."""
    entries = int(sys.argv[1]) if len(sys.argv) > 1 else 150_000
    room = Path(tempfile.mkdtemp())
    try:
        measure(room, entries)
    finally:
        shutil.rmtree(room)


if __name__ == "__main__":
    main()
