"""A station and its county over loopback, and others beside them in the same run, by hand:

    python -m tests.bench.bench_sync [--rows 10000 100000] [--database postgresql sqlite] [--anki] [--in-memory]

The first delivery of so many people, a round with nothing to say (median of 20), a hundredth changed, a lost PC rebuilt
from half as many entries again. Beside them the same rows as packed JSON posted to a plain endpoint that inserts them
in bulk into the same kind of database (`plain_post`), and with --anki Anki's own sync server with as many notes, from
the package `anki`, installed for this run alone. Every server is a process of its own, every PostgreSQL writes to the
disk unless --in-memory says otherwise. Compare ratios, not seconds: machines are noisy.
"""

import argparse
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

from sqlalchemy import event, func, select

from app.clock import SystemClock
from app.county.office import CountyOffice
from app.ledger.county_enrolment import take_in, write_request
from app.ledger.practice_people import invent
from app.models.journal import JOURNAL
from app.models.ledger import Ledger
from app.models.opening import Login, create_ledger
from app.models.people import Trainee
from app.sync.county_client import Wire
from app.sync.line_settings import LineSettings, set_line
from app.sync.reporting import report
from tests.bench.processes import room
from tests.bench.served_county import ENGINES, PASSWORD, Serving, database, found, move, plainly, served
from tests.bench.sync_peers import anki, post_rows, read_rows, write_rows
from tests.county.makers import FENGSHAN
from tests.county.postgresql import Server

LOGIN = Login("station", "")
ROUNDS = 20


@dataclass
class Carried:
    """Bytes over the line: bodies and headers, both ways."""

    up: int = 0
    down: int = 0


@dataclass(frozen=True)
class Side:
    """A PC and the county that it reports to."""

    ledger: Ledger
    office: CountyOffice
    serving: Serving
    carried: Carried


def timed(name: str, serving: Serving, deed: Callable[[], object]) -> float:
    """Seconds of a deed; what it cost whom is printed."""
    before, own, began = serving.spent(), time.process_time(), time.perf_counter()
    said = deed()
    wall, own = time.perf_counter() - began, time.process_time() - own
    costs = serving.spent().since(before)
    print(f"  {name:<40}{wall:9.3f} s   CPU s: {own:.2f} client + {costs}   {said or ''}", flush=True)
    return wall


@contextmanager
def counted() -> Iterator[Carried]:
    """Counts what goes over every line of this process."""
    carried, plain = Carried(), Wire.send

    def send(self: Wire, method: str, path: str, body: bytes, headers: Any, most: int) -> Any:
        reply = plain(self, method, path, body, headers, most)
        carried.up += len(body) + _size(headers)
        carried.down += len(reply.body) + _size(reply.headers)
        return reply

    with patch.object(Wire, "send", send):
        yield carried


def _size(headers: Any) -> int:
    return 80 + sum(len(name) + len(value) + 4 for name, value in headers.items())


def station(office: CountyOffice, folder: Path, url: str) -> Ledger:
    """An enrolled PC."""
    ledger = create_ledger(folder, LOGIN, SystemClock(), practice=True)
    take_in(ledger, office.enrol(write_request(ledger).data, FENGSHAN).data, office.county().fingerprint)
    set_line(ledger, LineSettings(url=url, proxy="none"))
    return ledger


def people(count: int) -> list[dict[str, object]]:
    """Rows of people, each with what a roster has."""
    cast = invent(min(count, 500))
    return [
        {"name": each.name, "id_type": "01", "id_number": f"{each.id_number[:10]}{place:08}", "phone": f"139{place:08}"}
        | {"village": each.village, "address": f"{each.village}{place}号", "sex": "1", "status": "prospective"}
        for place in range(count)
        for each in [cast[place % len(cast)]]
    ]


def change_some(ledger: Ledger, count: int) -> None:
    """Another phone for so many people."""
    with ledger.change("trainee.edit") as change:
        for row in change.rows(select(Trainee).limit(count)):
            row.phone = f"{137 + (row.phone[:3] == '137')}{row.phone[3:]}"


def entries_of(ledger: Ledger) -> int:
    """How many entries the journal holds."""
    with ledger.reading() as session:
        return session.scalar(select(func.count()).select_from(JOURNAL)) or 0


def ours(side: Side, room_for: Path, rows: int) -> dict[str, float]:
    """Everything that a station does, in its order; the seconds of each."""
    found_seconds = {"first": timed(f"first delivery of {rows} rows", side.serving, lambda: _delivered(side))}
    found_seconds["nothing"] = _nothing(side)
    change_some(side.ledger, rows // 100)
    found_seconds["a hundredth"] = timed("a hundredth changed", side.serving, lambda: _delivered(side))
    while (lack := rows * 3 // 2 - entries_of(side.ledger)) > 0:
        change_some(side.ledger, min(rows, lack))
    timed("changed further, until there is half more", side.serving, lambda: _delivered(side))
    with station(side.office, room_for / "fresh", side.serving.url) as fresh:
        found_seconds["rebuilt"] = timed("a lost PC rebuilt", side.serving, lambda: _rebuilt(fresh))
    return found_seconds


def _delivered(side: Side) -> str:
    before = side.carried.up
    said = report(side.ledger)
    up = side.carried.up - before
    return f"{said.delivered} entries, {said.requests} requests, {up / max(1, said.delivered):.1f} bytes an entry"


def _nothing(side: Side) -> float:
    seconds: list[float] = []
    asked: list[str] = []

    def rounds() -> str:
        for _ in range(ROUNDS):
            began = time.perf_counter()
            said = report(side.ledger)
            seconds.append(time.perf_counter() - began)
        median = statistics.median(seconds) * 1000
        return f"{said.requests} request, {len(asked) // ROUNDS} statements here, median {median:.1f} ms"

    def note(connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        asked.append(statement)

    event.listen(side.ledger.engine, "before_cursor_execute", note)

    timed(f"{ROUNDS} rounds with nothing to say", side.serving, rounds)
    event.remove(side.ledger.engine, "before_cursor_execute", note)
    return statistics.median(seconds)


def _rebuilt(ledger: Ledger) -> str:
    said = report(ledger)
    agreed = "the figures agree" if said.unequal == () else f"THE FIGURES DIFFER: {said.unequal}"
    return f"{said.collected} entries, {said.requests} requests; {agreed}"


def measure(place: Path, engine: str, server: Server | None, rows: int) -> tuple[Path, dict[str, float]]:
    """Ours and the plain endpoint on one database; answers the file of rows, and the seconds of each."""
    print(f"\n{rows} rows, {ENGINES[engine]}", flush=True)
    found(place / "county")
    move(place / "county", server)
    with (
        CountyOffice.open(place / "county", PASSWORD, SystemClock(), "bench") as office,
        served(place / "county", server) as serving,
        station(office, place / "pc", serving.url) as ledger,
        counted() as carried,
    ):
        report(ledger)
        with ledger.change("roster.import") as change:
            change.add_many(Trainee, people(rows))
        file = write_rows(ledger, place / "rows.jsonl")
        seconds = ours(Side(ledger, office, serving, carried), place, rows)
    where = server.address(server.new_database()) if server else str(place / "plain.db")
    with plainly(where, server) as serving:
        held = read_rows(file)
        seconds["plain"] = timed("plain: the same rows posted", serving, lambda: post_rows(serving.url, held))
    return file, seconds


def _told(rows: int, engine: str, seconds: dict[str, float], peer: dict[str, float]) -> None:
    plain = seconds["plain"]
    words = [f"first delivery {seconds['first'] / plain:.2f} x the plain post"]
    if "a hundredth changed" in peer:
        words.append(f"{seconds['first'] / peer['first']:.2f} x Anki's normal sync")
        words.append(f"nothing to say {seconds['nothing'] / peer['nothing to say']:.2f} x Anki's")
        words.append(f"a hundredth {seconds['a hundredth'] / peer['a hundredth changed']:.2f} x Anki's")
    words.append(f"rebuilt {seconds['rebuilt'] / plain:.2f} x the plain post")
    print(f"{rows} rows, {ENGINES[engine]}: " + ", ".join(words), flush=True)


def main() -> None:
    """Everything in one run."""
    read = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    read.add_argument("--rows", type=int, nargs="+", default=[10_000, 100_000])
    read.add_argument("--database", nargs="+", choices=tuple(ENGINES), default=["postgresql"])
    read.add_argument("--anki", action="store_true", help="install and measure Anki's sync server beside")
    read.add_argument("--in-memory", action="store_true", help="PostgreSQL as the tests have it, without the disk")
    options = read.parse_args()
    with room() as place, anki(place / "anki", is_wanted=options.anki) as peer:
        told = []
        for rows in options.rows:
            theirs: dict[str, float] = {}
            for engine in options.database:
                with database(engine, is_in_memory=options.in_memory) as server:
                    file, seconds = measure(place / f"{engine}-{rows}", engine, server, rows)
                theirs = theirs or peer(file)
                told.append((rows, engine, seconds, theirs))
        print("\nratios of seconds on the clock, in this run", flush=True)
        for line in told:
            _told(*line)


if __name__ == "__main__":
    main()
