"""How long a key in the roll call takes until it is painted, and until it is on the disk. Run by hand.

python -m tests.bench.bench_window_attendance [--keys 600] [--folder FOLDER]

The whole window, a class of 60 with fifteen days, one mark a key. Beside each key the control: one small row committed
to a bare SQLite file (WAL, FULL) in the same folder, by the same process, with nothing else to do.
"""

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import sqlcipher3.dbapi2 as sqlcipher
from PySide6.QtCore import QEventLoop, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.clock import SetClock
from app.models.opening import Login, create_ledger
from app.ui import theme
from app.ui.classes.class_page import ClassPage
from app.ui.classes.roll_grid import RollGrid
from app.ui.classes.roll_page import RollPage
from app.ui.spots import CLASS, Spot
from app.ui.window import MainWindow
from tests.conftest import CHINA
from tests.makers_training import keep_class

PEOPLE, NOON = 60, datetime(2026, 11, 13, 12, 0, tzinfo=CHINA)
KEYS = (Qt.Key.Key_1, Qt.Key.Key_1, Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_1, Qt.Key.Key_3, Qt.Key.Key_1, Qt.Key.Key_4)
BETWEEN = 30  # ms between two keys: nobody types faster than thirty marks a second
TOLD = ("key to paint", "key to disk", "key to disk and paint", "bare commit, for comparison")
Row = tuple[str, list[float]]


class Watch:
    """Notes when the grid was last painted and when something was last saved."""

    def __init__(self) -> None:
        self.painted = self.saved = 0.0
        self.loop = QEventLoop()

    def paint(self, grid: RollGrid, event: QPaintEvent, painted: Callable[[RollGrid, QPaintEvent], None]) -> None:
        painted(grid, event)
        self.painted = time.perf_counter()
        self.look()

    def save(self) -> None:
        self.saved = time.perf_counter()
        self.look()

    def look(self) -> None:
        if self.painted and self.saved:
            self.loop.quit()

    def press(self, grid: RollGrid, key: Qt.Key) -> tuple[float, float]:
        """Seconds from the key to the first paint that shows it, and to the commit being told."""
        self.painted = self.saved = 0.0
        begun = time.perf_counter()
        QTest.keyClick(grid, key)
        self.loop.exec()
        return self.painted - begun, self.saved - begun


def bare_commits(path: Path) -> Callable[[], float]:
    """The control: gives the seconds of one commit."""
    connection = sqlcipher.connect(str(path), isolation_level=None)
    for pragma in ("journal_mode = WAL", "synchronous = FULL"):
        connection.execute(f"pragma {pragma}")
    connection.execute("create table mark (id integer primary key, body text)")

    def commit() -> float:
        begun = time.perf_counter()
        connection.execute("begin immediate")
        connection.execute("insert into mark (body) values (?)", ("x" * 600,))
        connection.execute("commit")
        return time.perf_counter() - begun

    return commit


def open_window(folder: Path) -> tuple[MainWindow, RollPage]:
    """The window at the roll call of a class without marks."""
    clock = SetClock(NOON)
    with create_ledger(folder / "ledger", Login("bench", ""), clock, practice=True) as ledger:
        class_id = keep_class(ledger, PEOPLE).id
    window = MainWindow(folder / "ledger", clock)
    window.resize(1366, 728)
    window.show()
    window.start()
    wait(window, lambda: window.desk is not None)
    assert window.desk is not None
    window.desk.go(Spot(CLASS, class_id, "roll"))
    page = window.desk.page_of(CLASS)
    assert isinstance(page, ClassPage)
    roll = page.part("roll")
    assert isinstance(roll, RollPage)
    wait(window, lambda: bool(roll.model.people))
    return window, roll


def wait(window: MainWindow, condition: Callable[[], bool]) -> None:
    while not (condition() and window.operations.is_idle):
        QTest.qWait(20)
    QTest.qWait(300)


def measure(folder: Path, keys: int) -> None:
    """Press so many keys, down one lesson after the other."""
    watch, paint = Watch(), RollGrid.paintEvent
    RollGrid.paintEvent = lambda grid, event: watch.paint(grid, event, paint)  # type: ignore[method-assign]  # to time it
    window, roll = open_window(folder)
    commit = bare_commits(folder / "bare.db")
    found: list[list[float]] = [[] for _ in TOLD]
    roll.work.saved.connect(lambda _: watch.save())
    for place in range(keys):
        if place % PEOPLE == 0:
            roll.grid.go(0, place // PEOPLE)
        QTest.qWait(BETWEEN)
        painted, saved = watch.press(roll.grid, KEYS[place % len(KEYS)])
        for row, seconds in zip(found, (painted, saved, max(painted, saved), commit()), strict=True):
            row.append(seconds)
    tell(list(zip(TOLD, found, strict=True)))
    window.close()


def tell(rows: list[Row]) -> None:
    control = statistics.median(rows[-1][1])
    for name, seconds in rows:
        median, slow = statistics.median(seconds), statistics.quantiles(seconds, n=20)[-1]
        print(f"{name:28} median {median * 1000:6.2f} ms   p95 {slow * 1000:6.2f} ms   {median / control:5.1f} times")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--keys", type=int, default=600)
    parser.add_argument("--folder", type=Path, help="where the disk is to be measured; a temporary folder without it")
    wanted = parser.parse_args()
    application = QApplication([])
    theme.speak(application)
    theme.apply(application)
    with tempfile.TemporaryDirectory(dir=wanted.folder) as folder:
        measure(Path(folder), min(wanted.keys, PEOPLE * 24))


if __name__ == "__main__":
    main()
