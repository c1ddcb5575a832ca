"""What the command line costs before it does anything, and the memory of 1,000 certificates. Run by hand.

python -m tests.bench.bench_start [--people 1000] [--rounds 7]

CPU seconds are those of child processes, medians of rounds in turn, with their ratio to a bare Python. This process
imports nothing of ours, for a child's peak of memory begins with what its parent held; and no step imports pytest.
"""

import argparse
import resource
import statistics
import subprocess
import sys
import tempfile
from datetime import datetime, timedelta, timezone
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = "from app.cli import main; main()"
STARTS = {
    "bare Python": ("pass",),
    "import typer": ("import typer",),
    "xiangxun --help": (PROGRAM, "--help"),
    "xiangxun class --help": (PROGRAM, "class", "--help"),
    "xiangxun certificates verify --help": (PROGRAM, "certificates", "verify", "--help"),
}
WORK = "import sys; from tests.bench.bench_start import work; work(sys.argv[1], sys.argv[2], int(sys.argv[3]))"
STEPS = ("nothing", "enrol", "issue", "print")


def run(code: str, *arguments: str) -> str:
    """Let a Python of its own do this; answers what it said."""
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout


def cpu_of(code: str, *arguments: str) -> float:
    """CPU seconds that the process took, user and system, imports included."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    run(code, *arguments)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def measure_starts(rounds: int) -> None:
    """Rounds of all starts in turn."""
    taken: dict[str, list[float]] = {name: [] for name in STARTS}
    for _ in range(rounds):
        for name, words in STARTS.items():
            taken[name].append(cpu_of(*words))
    bare = statistics.median(taken["bare Python"])
    for name, seconds in taken.items():
        median = statistics.median(seconds)
        print(f"{name:38} {median:6.3f} s CPU {median / bare:6.1f} times a bare Python")


def measure_memory(people: int) -> None:
    """The peak of each step's own process; `issue` draws and signs every page, `print` makes the one PDF."""
    with tempfile.TemporaryDirectory() as folder:
        for step in STEPS:
            print(f"{step:8} {people} certificates: {run(WORK, step, folder, str(people)).strip()}")


def work(step: str, folder: str, people: int) -> None:
    """One step on a real ledger; prints the peak of memory and the CPU time, imports included."""
    if step != "nothing":
        do(step, Path(folder), people)
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(f"{used.ru_maxrss // 1024:4} MB at the peak, {used.ru_utime + used.ru_stime:6.1f} s CPU")


def do(step: str, folder: Path, people: int) -> None:
    """Enrol a station with a class that has ended, issue its certificates, or print them."""
    from app.clock import SetClock
    from app.ledger.issuing import Order, issue
    from app.ledger.printing import start_job
    from app.models.opening import Login, create_ledger, open_ledger
    from tests.makers_certificates import PRINTER, MakeBelieveCounty, PressToFile, make_class

    login = Login("station", "password1")
    clock = SetClock(datetime(2026, 11, 21, 9, tzinfo=timezone(timedelta(hours=8))))
    if step == "enrol":
        with create_ledger(folder / "ledger", login, clock, practice=True) as ledger:
            MakeBelieveCounty().enrol(ledger, people)
            (folder / "class").write_text(make_class(ledger, people).id, encoding="utf-8")
        return
    with open_ledger(folder / "ledger", login, clock) as ledger:
        class_id = (folder / "class").read_text(encoding="utf-8")
        if step == "issue":
            issue(ledger, PRINTER, Order(class_id=class_id))
        else:
            start_job(ledger, PRINTER, PressToFile(folder), class_id=class_id)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=7)
    wanted = parser.parse_args()
    measure_starts(wanted.rounds)
    measure_memory(wanted.people)


if __name__ == "__main__":
    main()
