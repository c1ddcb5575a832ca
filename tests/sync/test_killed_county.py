"""A county's server that is killed in the middle of rounds: what it gave a receipt for is there, each entry once."""

import os
import random
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.clock import SetClock
from app.county.database_place import REGISTER, keep_address
from app.models.ledger import Ledger
from app.models.ledger_file import remove_database
from app.sync import line
from app.sync.pace import Pace
from app.sync.reporting import report
from tests.conftest import MORNING
from tests.county.makers import carry
from tests.county.postgresql import WITHOUT, running_server
from tests.sync.looking import county_ids, receipted_ids
from tests.sync.real_county import Founded, Hall, found
from tests.sync.served import exactly_once, opened, write

# Read once: every test begins with such names taken out of its environment.
KILLS = int(os.environ.get("XIANGXUN_KILLS", "3"))
LEFT_OUT = bool(os.environ.get(WITHOUT))
SMALL = Pace(most_bytes=1500, most_entries=8)
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Founded:
    return found(tmp_path_factory.mktemp("founded"), [("a", 0)])


@pytest.fixture(params=["sqlite", "postgresql"])
def folder(request: pytest.FixtureRequest, founded: Founded, tmp_path: Path) -> Iterator[Path]:
    """The folder of a county; its register in a file, or on a server."""
    place = founded.copied(tmp_path) / "county"
    if request.param == "sqlite":
        yield place
        return
    if LEFT_OUT:
        pytest.skip(f"{WITHOUT} is set")
    with running_server() as server:
        address = server.address(server.new_database())
        carry(place, address)
        remove_database(place / REGISTER)
        keep_address(place, address)
        yield place


@contextmanager
def serving_process(folder: Path, port: int) -> Iterator["subprocess.Popen[str]"]:
    """The county's server as a process of its own, once it listens."""
    words = [sys.executable, "-c", "from app.cli import main; main()", "county", "serve"]
    options = ["--county", str(folder), "--port", str(port)]
    with subprocess.Popen(
        [*words, *options], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=ROOT
    ) as process:
        assert process.stdout is not None
        said = process.stdout.readline()
        assert str(port) in said, said + process.stdout.read()
        try:
            yield process
        finally:
            process.kill()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def report_until_dead(ledger: Ledger, process: "subprocess.Popen[str]", seconds: float) -> set[str]:
    """Write and report until the server is killed so much later; answers what it had acknowledged."""
    timer = threading.Timer(seconds, process.send_signal, (signal.SIGKILL,))
    timer.start()
    try:
        while True:
            write(ledger, 3)
            report(ledger, pace=SMALL)
    except line.LineTrouble:
        timer.join()
        assert process.wait(30) == -signal.SIGKILL
        return receipted_ids(ledger)


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is a POSIX signal")
def test_a_county_killed_at_any_moment_keeps_what_it_acknowledged_and_takes_the_rest_once(
    founded: Founded, folder: Path
) -> None:
    chance, port, acknowledged = random.Random(4), free_port(), set[str]()
    with opened(folder.parent / "a", f"http://127.0.0.1:{port}") as pc:
        for kill in range(4 * KILLS):
            # On a busy machine the first ones come before anything was acknowledged: then there are more, and later.
            if kill >= KILLS and acknowledged:
                break
            with serving_process(folder, port) as process:
                longest = 0.3 + (kill % 3 if kill < KILLS else kill)
                acknowledged |= report_until_dead(pc, process, 0.05 + chance.random() * longest)
        with serving_process(folder, port) as process:
            last = report(pc)
            process.send_signal(signal.SIGTERM)
            assert process.wait(30) in (0, -signal.SIGTERM)
        hall = Hall(folder, founded.root, SetClock(MORNING))
        held = county_ids(hall.office.register)

        exactly_once(hall, pc)
        hall.close()
    assert acknowledged
    assert acknowledged <= held
    assert (last.waiting, last.unequal) == (0, ())
