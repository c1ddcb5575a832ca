"""What a delivery is measured against: the same rows posted plainly, and Anki's own client and server."""

import shutil
import subprocess
import venv
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import orjson
import requests
import zstandard

from app.models.ledger import Ledger
from tests.bench.processes import PATIENCE, child

CHUNK = 600
"""So many rows a request, as many as a batch holds."""
ANKI = "anki==26.9.3"
Peer = Callable[[Path], dict[str, float]]


def write_rows(ledger: Ledger, file: Path) -> Path:
    """Every person as the ledger has them, all columns as text, a line of JSON each."""
    with ledger.reading() as session, file.open("wb") as lines:
        for row in session.connection().exec_driver_sql("select * from trainee order by id").mappings():
            plain = {name: "" if value is None else str(value) for name, value in row.items()}
            lines.write(orjson.dumps(plain) + b"\n")
    return file


def read_rows(file: Path) -> list[dict[str, str]]:
    """The rows of such a file."""
    return [orjson.loads(line) for line in file.read_bytes().splitlines()]


def post_rows(url: str, rows: list[dict[str, str]]) -> str:
    """Post them, packed, so many at a time, over one connection."""
    size = 0
    with requests.Session() as session:
        session.trust_env = False
        session.post(f"{url}/begin", data=orjson.dumps(list(rows[0])), timeout=60).raise_for_status()
        for at in range(0, len(rows), CHUNK):
            body = zstandard.compress(orjson.dumps(rows[at : at + CHUNK]), 3)
            size += len(body)
            session.post(f"{url}/rows", data=body, timeout=60).raise_for_status()
    return f"{len(rows)} rows, {size / len(rows):.1f} bytes a row"


@contextmanager
def anki(folder: Path, *, is_wanted: bool) -> Iterator[Peer]:
    """Measures Anki with a file of rows; answers nothing where it is not wanted, or cannot be had."""
    python = _installed(folder) if is_wanted else None
    yield lambda file: _anki(python, folder, file) if python else {}


def _installed(folder: Path) -> Path | None:
    print(f"installing {ANKI} into a folder of its own …", flush=True)
    venv.create(folder / "venv", with_pip=True)
    python = folder / "venv" / "bin" / "python"
    words = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", ANKI]
    done = subprocess.run(words, check=False, capture_output=True, text=True)
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        print(f"Anki cannot be installed here, so it is left out: {reason}", flush=True)
        return None
    return python


def _anki(python: Path, folder: Path, file: Path) -> dict[str, float]:
    seconds: dict[str, float] = {}
    for how in ("full", "normal"):
        place = folder / how
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        with child("tests.bench.anki_peer", place, file, how, python=str(python)) as process:
            for line in process.stdout:
                if line.startswith("{"):
                    seconds |= _line(orjson.loads(line))
            if status := process.wait(PATIENCE):
                print(f"  Anki ended with {status}; what it had told until then stands", flush=True)
    return seconds


def _line(told: dict[str, float | str]) -> dict[str, float]:
    name = str(told["name"])
    costs = f"CPU s: {told['client']:.2f} client + {told['serving']:.2f} serving"
    print(f"  {'Anki: ' + name:<40}{told['wall']:9.3f} s   {costs}", flush=True)
    return {name: float(told["wall"])}
