"""A province's night: every station delivers what it wrote, to one county server on PostgreSQL, by hand:

    python -m tests.bench.bench_province [--stations 1500] [--entries 1000] [--connections 8] [--new 0.34]
        [--keep FOLDER] [--database postgresql] [--in-memory]

Every PC is new to the county, so that its ledger introduces itself in the same request. The requests are made and
signed beforehand (--keep: into this folder, to be used again), sent by one light process over so many connections, and
followed by the round with which every PC asks whether both sides agree. DESIGN section 9 wants the night of 1,500
stations and 1.5 million entries within 60 seconds, and half a second at p99 for a batch. It needs about 3 GB of disk.
"""

import argparse
import shutil
from pathlib import Path

from app.sync.protocol import unpack_answer
from tests.bench.deliveries import answers, bodies, check_tables, deliver
from tests.bench.prepared_stations import Measure, prepared
from tests.bench.processes import room
from tests.bench.raw_line import spread
from tests.bench.served_county import ENGINES, Serving, database, move, served


def night(serving: Serving, place: Path, entries: int, connections: int) -> bool:
    """Everything delivered; whether every entry was receipted."""
    done = deliver(serving, place, "night", connections)
    said = answers(place, "night")
    print(f"  delivered in {done.wall:.1f} s: {entries / done.wall:,.0f} entries a second", flush=True)
    print(f"  {len(done.seconds)} requests, statuses {done.statuses}: {spread(done.seconds)}", flush=True)
    print(f"  {done.paid()}; {entries / done.costs.whole:,.0f} entries per CPU second", flush=True)
    print(f"  receipts for {said.receipted} of {entries} entries, {said.refused} batches refused", flush=True)
    return (said.receipted, said.refused) == (entries, 0)


def quiet(serving: Serving, place: Path, stations: int, connections: int) -> bool:
    """A round of every PC that has nothing to say; whether all were answered, with figures to compare."""
    done = deliver(serving, place, "quiet", connections)
    compared = sum(unpack_answer(each).digest is not None for each in bodies(place, "quiet"))
    print(f"  a round without news from each: {done.wall:.1f} s, {stations / done.wall:,.0f} a second", flush=True)
    print(f"  statuses {done.statuses}: {spread(done.seconds)}; {done.paid()}; {compared} with figures", flush=True)
    return compared == stations


def main() -> None:
    """Everything in one run."""
    read = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    read.add_argument("--stations", type=int, default=1500)
    read.add_argument("--entries", type=int, default=1000, help="of each station")
    read.add_argument("--connections", type=int, default=8)
    read.add_argument("--new", type=float, default=0.34, help="share of new rows, the others are changed fields")
    read.add_argument("--keep", type=Path, help="make the requests in this folder, or use those that lie there")
    read.add_argument("--database", choices=tuple(ENGINES), default="postgresql")
    read.add_argument("--in-memory", action="store_true", help="PostgreSQL as the tests have it, without the disk")
    options = read.parse_args()
    with room() as place:
        made = options.keep or place / "prepared"
        index = prepared(made, Measure(options.stations, options.entries, options.new))
        shutil.copytree(made / "county", place / "run" / "county")
        for name in ("requests.bin", "index.json"):
            (place / "run" / name).symlink_to((made / name).resolve())
        with database(options.database, is_in_memory=options.in_memory) as server:
            move(place / "run" / "county", server)
            with served(place / "run" / "county", server) as serving:
                print(f"\n{ENGINES[options.database]}: {options.stations} stations, {index['entries']} entries")
                found = [night(serving, place / "run", index["entries"], options.connections)]
                found.append(quiet(serving, place / "run", options.stations, options.connections))
                found.append(check_tables(place / "run" / "county", index["entries"], index["rows"]))
        print("all that was sent is there" if all(found) else "NOT ALL THAT WAS SENT IS THERE", flush=True)


if __name__ == "__main__":
    main()
