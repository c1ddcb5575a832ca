"""A station and its county over loopback: `python -m tests.bench.bench_sync [people] [sqlite|postgresql]`.

The first delivery, a round with nothing to say, a hundredth changed, a lost PC rebuilt; beside them, in the same run,
the floor: the same rows as packed JSON posted to a server that inserts them in one statement. The county runs in a
process of its own. Compare ratios, not seconds: machines are noisy.
"""

import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import orjson
import requests
import sqlcipher3.dbapi2 as sqlcipher
import zstandard
from sqlalchemy import select

from app.clock import SystemClock
from app.county.database_place import keep_address
from app.county.founding import Founding, found_county
from app.county.office import CountyOffice
from app.ledger.county_enrolment import take_in, write_request
from app.ledger.practice_people import invent
from app.models.ledger import Ledger
from app.models.opening import Login, create_ledger
from app.models.people import Trainee
from app.sync.line_settings import LineSettings, set_line
from app.sync.reporting import report
from tests.county.makers import FENGSHAN, carry
from tests.county.postgresql import running_server

LOGIN, PASSWORD, PORT = Login("station", ""), "a long password", 18765
CHUNK = 600


def measured(name: str, deed: Callable[[], object]) -> float:
    """Wall and own CPU seconds of a deed, printed."""
    wall, cpu = time.perf_counter(), time.process_time()
    said = deed()
    spent = time.perf_counter() - wall
    print(f"{name:<38}{spent:9.3f} s wall {time.process_time() - cpu:9.3f} s own CPU   {said or ''}", flush=True)
    return spent


@contextmanager
def county(folder: Path, engine: str) -> Iterator[CountyOffice]:
    """A county, served by a process of its own."""
    found_county(folder, Founding("凤庆县", "530921", "rc.fengqing.example"), PASSWORD, SystemClock(), "bench")
    with running_server() if engine == "postgresql" else _nothing() as server:
        if server is not None:
            address = server.address(server.new_database())
            carry(folder, address)
            keep_address(folder, address)
        with CountyOffice.open(folder, PASSWORD, SystemClock(), "bench") as office:
            office.desk()
            words = [sys.executable, "-m", "tests.bench.county_process", str(folder), str(PORT)]
            process = subprocess.Popen(words, env=os.environ)
            _wait()
            try:
                yield office
            finally:
                process.send_signal(signal.SIGTERM)
                process.wait(60)
                used = resource.getrusage(resource.RUSAGE_CHILDREN)
                print(f"{'the county (without the database)':<38}{'':>16}{used.ru_utime + used.ru_stime:9.3f} s CPU")


@contextmanager
def _nothing() -> Iterator[None]:
    yield None


def _wait() -> None:
    for _ in range(600):
        try:
            requests.get(f"http://127.0.0.1:{PORT}/lists/root-key", timeout=5)
        except requests.RequestException:
            time.sleep(0.1)
        else:
            return


def station(office: CountyOffice, folder: Path) -> Ledger:
    """An enrolled PC."""
    ledger = create_ledger(folder, LOGIN, SystemClock(), practice=True)
    take_in(ledger, office.enrol(write_request(ledger).data, FENGSHAN).data, office.county().fingerprint)
    set_line(ledger, LineSettings(url=f"http://127.0.0.1:{PORT}", proxy="none"))
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
            row.phone = f"138{row.phone[3:]}"


def floor(rows: list[dict[str, object]], folder: Path) -> str:
    """The same rows, packed and posted in pieces, inserted in one statement a piece."""
    names = sorted(rows[0])
    database = sqlcipher.connect(str(folder / "floor.db"), check_same_thread=False)
    database.execute(f"create table t ({', '.join(names)})")

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = zstandard.decompress(self.rfile.read(int(self.headers["Content-Length"])))
            values = [[row[name] for name in names] for row in orjson.loads(body)]
            database.executemany(f"insert into t values ({', '.join('?' * len(names))})", values)
            database.commit()
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    size = 0
    with requests.Session() as session:
        for at in range(0, len(rows), CHUNK):
            body = zstandard.compress(orjson.dumps(rows[at : at + CHUNK]), 3)
            size += len(body)
            session.post(f"http://127.0.0.1:{server.server_address[1]}", data=body, timeout=60)
    server.shutdown()
    return f"{size / len(rows):.0f} bytes a row"


def main(count: int, engine: str) -> None:
    """Everything in one run."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        rows = people(count)
        with county(folder / "county", engine) as office, station(office, folder / "pc") as ledger:
            report(ledger)
            with ledger.change("roster.import") as change:
                change.add_many(Trainee, rows)
            base = measured(f"floor: {count} rows, posted", lambda: floor(rows, folder))
            first = measured(f"first delivery of {count} rows", lambda: f"{report(ledger).delivered} entries")
            quiet = measured("a round with nothing to say", lambda: f"{report(ledger).requests} request")
            change_some(ledger, count // 100)
            some = measured("a hundredth changed", lambda: f"{report(ledger).delivered} entries")
            with station(office, folder / "fresh") as fresh:
                back = measured("a lost PC rebuilt", lambda: f"{report(fresh).collected} entries")
        told = {"first": first, "nothing": quiet, "a hundredth": some, "rebuilt": back}
        print("   ".join(f"{name} {spent / base:.3f} x floor" for name, spent in told.items()))


if __name__ == "__main__":
    main(int((sys.argv[1:2] or ["10000"])[0]), (sys.argv[2:3] or ["sqlite"])[0])
