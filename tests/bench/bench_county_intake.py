"""How fast the county takes entries in while phones verify certificates, by hand:

    python -m tests.bench.bench_county_intake [--stations 8] [--entries 200000] [--connections 4] [--rate 50]
        [--new 0.67] [--database postgresql sqlite] [--workers 1 3] [--ask check lookup] [--in-memory]

The stations' requests are made and signed beforehand, and sent by one light process; another asks for verification at
a steady pace whatever the county does (`phones`), each question from an address of its own, as behind a proxy: nobody
is over the limit. First the phones alone, then the phones while all is taken in. With several numbers of `--workers`
(processes that serve; a file has one) each is measured in turn over a fresh copy, so that they can be compared. Beside
it, in the same run, the same requests at an endpoint that only unpacks them, proves the chains and puts the entries
into a bare table. All of them share the processors of this machine. DESIGN section 9 wants 20,000 entries a second, and
answers within 20 ms at p99.
"""

import argparse
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

import orjson

from app.county.web.workers import usual_count
from tests.bench.deliveries import Delivered, answers, check_tables, deliver
from tests.bench.prepared_stations import Measure, prepared
from tests.bench.processes import child, room, say, told
from tests.bench.raw_line import spread
from tests.bench.served_county import ENGINES, Serving, database, move, plainly, served
from tests.county.postgresql import Server

CERTIFICATES = 200
ALONE = 5.0
"""So many seconds the phones are measured alone."""
FORM = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "text/html"}


def questions(certificates: list[dict[str, str]], kinds: list[str]) -> list[dict[str, object]]:
    """What phones ask: the verdict on a text, a number and a name looked up, the page, the lists behind the page."""
    asked = []
    for each in certificates:
        fields = urlencode({"number": each["number"], "name": each["name"]})
        text = orjson.dumps({"text": each["text"]}).decode()
        ways = {
            "check": ("POST", "/v/check", {"Content-Type": "application/json"}, text),
            "lookup": ("POST", "/v/lookup", FORM, fields),
            "page": ("GET", "/v", {"Accept": "text/html"}, ""),
            "trust": ("GET", "/v/trust.json", {}, ""),
        }
        names = ("method", "path", "headers", "body")
        asked += [{"kind": kind, **dict(zip(names, ways[kind], strict=True))} for kind in kinds]
    return asked


@contextmanager
def phones(serving: Serving, file: Path, rate: float) -> Iterator[None]:
    """Phones that ask while the block runs; their figures lie in FILE.times afterwards."""
    with child("tests.bench.phones", serving.port, file, rate) as process:
        told(process)
        yield
        say(process, "stop")
        told(process, "done")


def tell_phones(file: Path, since: float, until: float, words: str) -> None:
    """What the questions got that were due in this time."""
    found = orjson.loads(Path(f"{file}.times").read_bytes())
    due = [each for each in found["times"] if since <= each[0] <= until]
    odd = sum(status != 200 for *_, status in due)
    wall = max(0.001, until - since)
    print(
        f"  verification {words}: {len(due)} asked, {len(due) / wall:.0f} a second, {odd} not answered well", flush=True
    )
    for kind in sorted({kind for _, _, kind, _ in due}):
        print(f"    {kind}: {spread([seconds for _, seconds, its, _ in due if its == kind])}", flush=True)
    print(
        f"    (the phones themselves: at most {found['late'] * 1000:.1f} ms late, {found['cpu']:.2f} s CPU)", flush=True
    )


def tell_intake(done: Delivered, entries: int, place: Path) -> None:
    """What the delivery came to."""
    said = answers(place, "night")
    each = entries / max(1, len(done.seconds))
    print(f"  taken in: {said.receipted} of {entries} entries receipted, {said.refused} batches refused", flush=True)
    print(f"  {done.wall:.2f} s: {entries / done.wall:,.0f} entries a second; {done.paid()}", flush=True)
    print(
        f"  {entries / done.costs.whole:,.0f} entries per CPU second of county and database, phones included",
        flush=True,
    )
    print(
        f"  {len(done.seconds)} requests of {each:.0f} entries, statuses {done.statuses}: {spread(done.seconds)}",
        flush=True,
    )


def measure(place: Path, engine: str, server: Server | None, workers: int, options: argparse.Namespace) -> bool:
    """One engine, served by so many processes; whether all that was sent is there."""
    index = orjson.loads((place / "index.json").read_bytes())
    entries = index["entries"] - index["first"]
    sizes = f"{options.stations} stations, {entries} entries, {options.connections} connections, {workers} processes"
    print(f"\n{ENGINES[engine]}: {sizes}")
    move(place / "county", server)
    asked = place / "questions.json"
    asked.write_bytes(orjson.dumps(questions(index["certificates"], options.ask)))
    with served(place / "county", server, "127.0.0.1", workers) as serving:
        deliver(serving, place, "first", 1)
        with phones(serving, asked, options.rate):
            time.sleep(1.0)
            alone, before = time.monotonic(), serving.spent()
            time.sleep(ALONE)
            costs = serving.spent().since(before)
            done = deliver(serving, place, "night", options.connections)
        tell_phones(asked, alone, alone + ALONE, "alone")
        each = costs.whole / (options.rate * ALONE) * 1000
        print(f"    CPU s: {costs}; {each:.1f} ms a question where all were answered in time", flush=True)
        tell_phones(asked, done.began, done.ended, "while all was taken in")
        tell_intake(done, entries, place)
        quiet = deliver(serving, place, "quiet", 1)
        print(f"  a round without news: {spread(quiet.seconds)}; {quiet.paid()}", flush=True)
        is_same = check_tables(place / "county", index["entries"], index["rows"])
    _floor(place, server, done, entries, options.connections)
    return is_same


def _floor(place: Path, server: Server | None, ours: Delivered, entries: int, connections: int) -> None:
    where = server.address(server.new_database()) if server else str(place / "plain.db")
    with plainly(where, server) as serving:
        done = deliver(serving, place, "night", connections)
    wall, whole = ours.wall / done.wall, ours.costs.whole / done.costs.whole
    pace = f"{done.wall:.2f} s, {entries / done.wall:,.0f} entries a second"
    print(f"  unpacked, proven and put into a bare table alone: {pace}; {done.paid()}")
    print(f"  ours, with the phones, takes {wall:.1f} times the seconds and {whole:.1f} times the CPU", flush=True)


def main() -> None:
    """Everything in one run."""
    read = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    read.add_argument("--stations", type=int, default=8)
    read.add_argument("--entries", type=int, default=200_000, help="of all stations together")
    read.add_argument("--connections", type=int, default=4)
    read.add_argument("--rate", type=float, default=50.0, help="questions of phones a second")
    read.add_argument("--new", type=float, default=0.67, help="share of new rows, the others are changed fields")
    read.add_argument("--database", nargs="+", choices=tuple(ENGINES), default=["postgresql"])
    read.add_argument("--workers", nargs="+", type=int, default=[1, usual_count()], help="processes that serve")
    read.add_argument("--ask", nargs="+", choices=("check", "lookup", "page", "trust"), default=["check", "lookup"])
    read.add_argument("--in-memory", action="store_true", help="PostgreSQL as the tests have it, without the disk")
    options = read.parse_args()
    size = Measure(options.stations, options.entries // options.stations, options.new, CERTIFICATES)
    with room() as place:
        prepared(place / "prepared", size)
        found = []
        for engine, workers in ((engine, count) for engine in options.database for count in options.workers):
            if engine == "sqlite" and workers > 1:
                continue
            fresh = place / f"{engine}-{workers}"
            shutil.copytree(place / "prepared", fresh)
            with database(engine, is_in_memory=options.in_memory) as server:
                found.append(measure(fresh, engine, server, workers, options))
        print("\nall that was sent is there" if all(found) else "\nNOT ALL THAT WAS SENT IS THERE", flush=True)


if __name__ == "__main__":
    main()
