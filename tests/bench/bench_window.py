"""What the window costs: in sight, open on 25,000 people, searching, turning pages, memory, the longest standstill.

python -m tests.bench.bench_window [--people 25000]

Each figure comes from one run in a process of its own; a standstill is the time between two beats of a timer of 5 ms in
the window's thread, and beside it stands the CPU time that this thread itself took: the rest is other programs' or the
interpreter's lock. Other work on the machine shows in the first, hardly in the second.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
TYPED = "wangxiu"
LISTS = ("home", "people", "import", "classes", "issue", "blanks", "register")
PAGES = (*LISTS, "person_form", "verify", "reports", "report", "settings")


@dataclass
class Heart:
    """Beats in the window's thread, and remembers the longest time without one."""

    beats: list[tuple[float, float]] = field(default_factory=list)

    def beat(self) -> None:
        """Now."""
        self.beats.append((time.perf_counter(), time.thread_time()))

    def worst(self, since: float) -> str:
        """The longest standstill since a moment, with the thread's own CPU time in it."""
        pairs = [(late[0] - soon[0], late[1] - soon[1]) for soon, late in zip(self.beats, self.beats[1:], strict=False)]
        after = [pair for pair, soon in zip(pairs, self.beats, strict=False) if soon[0] >= since]
        wall, own = max(after, default=(0.0, 0.0))
        busiest = max((pair[1] for pair in after), default=0.0)
        return f"{wall * 1000:4.0f} ms ({own * 1000:.0f} ms own CPU; most own CPU in any {busiest * 1000:.0f} ms)"


def fill(folder: Path, people: int) -> None:
    """A practice ledger with so many invented people beside its classes."""
    from app.clock import SystemClock
    from app.documents.issued_pages import CertificatePrinter
    from app.ledger.practice import fill_practice
    from app.ledger.practice_people import invent
    from app.models.opening import Login, create_ledger
    from app.models.people import Trainee
    from app.models.pinyin import full_pinyin, initials

    with create_ledger(folder, Login("bench", ""), SystemClock(), practice=True) as ledger:
        fill_practice(ledger, CertificatePrinter())
        rows = [
            {
                "name": one.name,
                "pinyin": full_pinyin(one.name),
                "initials": initials(one.name),
                "id_type": "01",
                "id_number": one.id_number,
                "phone": one.phone,
                "village": one.village,
                "birth_date": one.birth,
                "sex": "1" if one.sex == "男" else "2",
            }
            for one in invent(people, seed=11)
        ]
        with ledger.change("trainee.add") as change:
            change.add_many(Trainee, rows)


def memory() -> str:
    """The memory of this process now."""
    status = Path("/proc/self/status")
    if not status.exists():
        return "unknown on this system"
    kilobytes = next(line.split()[1] for line in status.read_text().splitlines() if line.startswith("VmRSS"))
    return f"{int(kilobytes) / 1024:.0f} MB"


def look(folder: Path) -> None:  # noqa: PLR0915 - one day at the window, told as it goes
    """Open the window on the ledger and work with it; prints as it goes."""
    begun = time.perf_counter()
    from PySide6.QtCore import QEventLoop, Qt, QTimer
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    from app.clock import SystemClock
    from app.desktop import import_plainly, keep_standstills_short
    from app.i18n import choose_language
    from app.ui import theme
    from app.ui.resting import AFTER
    from app.ui.spots import Spot
    from app.ui.window import MainWindow

    import_plainly()
    choose_language("zh_CN")
    keep_standstills_short()
    application = QApplication(["bench"])
    theme.speak(application)
    theme.apply(application)
    window = MainWindow(folder, SystemClock())
    window.show()
    application.processEvents()
    tell("window in sight, imports of Qt included", begun)
    heart, clock = Heart(), QTimer(interval=5)
    clock.timeout.connect(heart.beat)
    clock.start()

    def until(condition: Callable[[], Any]) -> None:
        # As the window waits: a loop that asks again and again would keep the interpreter from whoever reads beside it.
        while not (condition() and window.operations.is_idle):
            application.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)

    moment = time.perf_counter()
    window.start()
    until(lambda: window.desk is not None and window.desk.page is not None)
    desk = window.desk
    assert desk is not None
    tell("ledger open, first page filled", moment)
    print(f"  longest standstill while opening      {heart.worst(moment)}")
    moment = time.perf_counter()
    desk.go(Spot("people"))
    people: Any = desk.page
    until(lambda: people.rows.rowCount() > 0)
    tell(f"list of {people.rows.rowCount():,} people", moment)
    print(f"  memory with the list open             {memory()}")
    working = time.perf_counter()
    for letter in TYPED:
        moment = time.perf_counter()
        QTest.keyClick(people.search, letter)
        application.processEvents()
    until(lambda: not people._pause.isActive())
    tell("last letter of a search to its answer, 150 ms pause included", moment)
    people.search.clear()
    until(lambda: people.rows.rowCount() > 1000)
    bar = people.list.verticalScrollBar()
    for place in range(0, bar.maximum(), max(1, bar.maximum() // 100)):
        bar.setValue(place)
        application.processEvents()
    until(lambda: True)
    print(f"  memory after scrolling to the end     {memory()}")
    until(lambda: desk.has_brought_all)
    for again in (False, True):
        taken = {}
        for name in PAGES:
            taken[name] = turn(desk, Spot(name), application)
            until(lambda: True)  # nobody turns from a page before it is there
        kind = "again" if again else "for the first time"
        for what, at in (("", 0), (", own CPU", 1)):
            slowest = max(taken, key=lambda name: taken[name][at])
            print(f"  turning to a page {kind + what:28}  {taken[slowest][at] * 1000:4.0f} ms at most ({slowest})")
    QTest.keyClick(window, Qt.Key.Key_Escape)
    print(f"  longest standstill while working      {heart.worst(working)}")
    print(f"  memory at the end                     {memory()}")
    rested = time.perf_counter() + (AFTER + 500) / 1000
    until(lambda: time.perf_counter() > rested)
    print(f"  memory at rest                        {memory()}")
    window.close()


def turn(desk: Any, spot: Any, application: Any) -> tuple[float, float]:
    """Seconds until the page is painted, its contents perhaps still on their way; and the thread's own CPU time."""
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    # Nobody turns a page without a key or the mouse, and the window hears of it before it makes the page.
    QTest.keyClick(desk.window(), Qt.Key.Key_Alt)
    moment, own = time.perf_counter(), time.thread_time()
    desk.go(spot)
    application.processEvents()
    return time.perf_counter() - moment, time.thread_time() - own


def tell(what: str, since: float) -> None:
    """One line with its milliseconds."""
    print(f"{what:62} {(time.perf_counter() - since) * 1000:6.0f} ms")


def main() -> None:
    """Fill a ledger, then look at it in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=25_000)
    parser.add_argument("--look", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.look:
        look(options.look)
        return
    from app.ui.memory import FILE

    with tempfile.TemporaryDirectory() as work:
        folder = Path(work) / "ledger"
        fill(folder, options.people)
        command = [sys.executable, "-m", "tests.bench.bench_window", "--look", str(folder)]
        offscreen = {"QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen"), "PYTHONUNBUFFERED": "1"}
        # What is compiled is kept, as it is where the program is installed, but not among our files.
        offscreen |= {"PYTHONPYCACHEPREFIX": str(Path(work) / "compiled"), "PYTHONDONTWRITEBYTECODE": ""}
        # Once before, so that no figure holds the compiling of our own modules.
        subprocess.run(command, cwd=ROOT, env=os.environ | offscreen, check=True, capture_output=True)
        # A day begins with the first page, not with the one that was turned to last.
        (folder / FILE).unlink(missing_ok=True)
        subprocess.run(command, cwd=ROOT, env=os.environ | offscreen, check=True)


if __name__ == "__main__":
    main()
