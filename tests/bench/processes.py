"""The processes of a bench: what each of them costs by /proc, and an end for all, whatever becomes of the bench."""

import contextlib
import ctypes
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60
_TICK = os.sysconf("SC_CLK_TCK")
_PARENT_GONE = 1
_PREFIX = "xiangxun-bench-"
_LIBRARY = ctypes.CDLL(None)


@contextmanager
def room() -> Iterator[Path]:
    """A folder of the bench's own; Ctrl+C and SIGTERM leave the block in order, and nothing is left of either.

    What a bench left that was killed outright is removed by the next one.
    """
    _tidy()
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, signal.default_int_handler)
    try:
        with tempfile.TemporaryDirectory(prefix=f"{_PREFIX}{os.getpid()}-", ignore_cleanup_errors=True) as place:
            yield Path(place)
    except KeyboardInterrupt:
        print("\nstopped: its processes and its folder are gone", flush=True)
        sys.exit(130)


@contextmanager
def child(module: str, *words: object, python: str = sys.executable, **options: object) -> Iterator[subprocess.Popen]:
    """A process that runs one of these modules and speaks by lines; it ends with the block, or with this process.

    It has a session of its own: Ctrl+C reaches the bench alone, which then ends it in order.
    """
    line = [python, "-u", "-m", module, *map(str, words)]
    process = subprocess.Popen(
        line,
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=end_with_parent,  # noqa: PLW1509 - one call of the system, its library loaded beforehand
        **options,
    )
    try:
        yield process
    finally:
        _end(process)


def told(process: subprocess.Popen, word: str = "ready") -> None:
    """Wait until it says this; what it says before is passed on. Raises RuntimeError where it ended instead."""
    for line in process.stdout:
        if line.strip() == word:
            return
        print(line, end="", flush=True)
    raise RuntimeError(f"{process.args[3]} ended with {process.wait()} before it was {word}")


def say(process: subprocess.Popen, word: str) -> None:
    """Say this to it."""
    process.stdin.write(f"{word}\n")
    process.stdin.flush()


def free_port() -> int:
    """A port of this computer at which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def processor(pid: int) -> float:
    """CPU seconds of a process, and of its children that have ended."""
    return sum(_ticks(Path(f"/proc/{pid}/stat"))[2:6]) / _TICK


def family(parent: int) -> float:
    """CPU seconds of a process and of all its children, those under way and those that have ended."""
    whole = processor(parent)
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            figures = _ticks(stat)
            if figures[0] == parent:
                whole += sum(figures[2:4]) / _TICK
    return whole


def _ticks(stat: Path) -> list[int]:
    """Parent, process group, and four counts of ticks: own user and system, ended children's user and system."""
    fields = stat.read_text(encoding="utf-8", errors="replace").rsplit(")", 1)[1].split()
    return [int(fields[place]) for place in (1, 2, 11, 12, 13, 14)]


def _tidy() -> None:
    for left in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        if not Path(f"/proc/{left.name.removeprefix(_PREFIX).partition('-')[0]}").exists():
            shutil.rmtree(left, ignore_errors=True)


def end_with_parent() -> None:
    """Whatever happens to the bench, even kill -9: its processes are told to end."""
    _LIBRARY.prctl(_PARENT_GONE, signal.SIGTERM)


def _end(process: subprocess.Popen) -> None:
    process.terminate()
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(PATIENCE)
    for pipe in (process.stdin, process.stdout):
        with contextlib.suppress(OSError):
            pipe.close()
