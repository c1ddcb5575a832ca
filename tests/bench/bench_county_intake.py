"""How fast the county takes entries in, by CPU seconds: `python -m tests.bench.bench_county_intake [entries]`.

Both engines are measured, PostgreSQL on a server of its own; DESIGN section 9 wants 20,000 entries
a second of mostly new rows.
"""

import gc
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from app.clock import SetClock
from app.county.database_place import database_of
from app.county.founding import Founding, found_county
from app.county.office import CountyOffice
from app.county.register import Register
from app.county.store.bulk import fill
from app.county.store.desk_key import make_desk_key
from app.county.store.exchange import Exchange
from app.county.store.intake import ENTRY_COLUMNS
from app.models.exchange import Batch
from app.models.rows import new_id
from tests.county.postgresql import Server, running_server
from tests.county.store.makers import TRAINEE, Pc, Post

BATCH = 600
PASSWORD = "a long password"


def journal(pc: Pc, entries: int) -> None:
    """A third are people, a third marks of attendance, a third changes of one field of somebody delivered before."""
    people: list[str] = []
    while len(pc.entries) < entries:
        place = len(pc.entries)
        if place % 3 == 1 or len(people) < BATCH:
            number = f"5309211990{place % 8640000:07}"
            people.append(
                pc.trainee(name=f"罗{chr(0x4E00 + place % 9000)}祥", id_number=number, phone=f"139{place:08}")
            )
        elif place % 3 == 2:
            body = {"trainee_id": people[-1], "code": "01", "from_date": "2026-01-01", "station": pc.station}
            pc.write("trainee_category", new_id(), "I", body)
        else:
            old = people[place * 7919 % (len(people) - BATCH // 3)]
            pc.write("trainee", old, "U", {"status": [TRAINEE["status"], "enrolled"]})


def processor(server: Server | None) -> float:
    """CPU seconds of this process and of the database server's processes."""
    return time.process_time() + (_of_server(server.process.pid) if server else 0.0)


def _of_server(parent: int) -> float:
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text(encoding="utf-8", errors="replace").rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(fields[1]) == parent or int(stat.parent.name) == parent:
            ticks += sum(int(field) for field in fields[11 : 15 if int(stat.parent.name) == parent else 13])
    return ticks / 100


def measure(name: str, database: str, server: Server | None, entries: int) -> None:
    """Found a county, make a journal, and time its way in."""
    clock = SetClock(datetime(2026, 11, 21, 9, 0, tzinfo=UTC))
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "county"
        found_county(folder, Founding("凤庆县", "530921", "rc.example"), PASSWORD, clock, database=database)
        with CountyOffice.open(folder, PASSWORD, clock) as office:
            desk = make_desk_key(folder, office.county(), office._root, clock.now().date())
        register = Register.open(database_of(folder))
        county = Post(register, Exchange(register, desk, clock), clock)
        pc = county.pc()
        journal(pc, entries)
        batches = pc.batches(county.county_id, BATCH)
        _report(name, county, pc, batches, server)
        register.close()


def floor(county: Post, batches: list[Batch], server: Server | None) -> float:
    """CPU seconds of the least that could be done: unpack, check the chain, and put the entries into a bare table."""
    with county.register.writing() as session:
        session.connection().exec_driver_sql("create table floor as select * from entry where 1 = 0")
    start = processor(server)
    for batch in batches:
        names = ("county", "owner", 0)
        rows = [(*names, each.salt, each.body, each.seal, each.hash, *each.header) for each in batch.entries()]
        with county.register.writing() as session:
            fill(session.connection(), "floor", ENTRY_COLUMNS, rows)
    return processor(server) - start


def _report(name: str, county: Post, pc: Pc, batches: list[Batch], server: Server | None) -> None:
    # The PCs' own entries lie in this process too; a county's collector never has to look through them.
    gc.collect()
    gc.freeze()
    wall, own, whole = time.perf_counter(), time.process_time(), processor(server)
    for batch in batches:
        county.round(pc, [batch], heads=(pc.head,))
    wall, own, whole = time.perf_counter() - wall, time.process_time() - own, processor(server) - whole
    count = len(pc.entries)
    print(
        f"{name}: {count} entries in {len(batches)} requests: {whole:.2f} s CPU ({own:.2f} ours), {wall:.2f} s in all"
    )
    print(f"  {count / whole:,.0f} entries per CPU second, {count / wall:,.0f} a second on the clock")
    least = floor(county, batches, server)
    print(
        f"  unpacked, chain checked and put into a bare table alone: {least:.2f} s CPU; ours {whole / least:.1f} times"
    )
    own, wall = time.process_time(), time.perf_counter()
    for _ in range(20):
        county.round(pc)
    own, wall = (time.process_time() - own) * 50, (time.perf_counter() - wall) * 50
    print(f"  a round without news: {wall:.1f} ms, {own:.1f} ms CPU")


def main() -> None:
    """Measure what was asked for."""
    entries = int(sys.argv[1]) if len(sys.argv) > 1 else 60_000
    with running_server() as server:
        measure("PostgreSQL", server.address(server.new_database()), server, entries)
    measure("SQLite", "sqlite", None, entries)


if __name__ == "__main__":
    main()
