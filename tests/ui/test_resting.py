"""Memory: nothing is loaded that nobody asked for, and the window gives back what it needed for a moment."""

import ctypes
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
import shiboken6
import sqlcipher3

from app.ui.operation import Operations
from app.ui.resting import Resting

ROOT = Path(__file__).resolve().parents[2]
BALLAST = 6_000_000
MAKE = "create table ballast as with recursive n(i) as (select 1 union all select i + 1 from n where i < 8000)"


@pytest.fixture
def held(ledger) -> Callable[[], int]:
    """How many bytes SQLite holds, after all of a ledger of 7 MB was read by one connection."""
    library = ctypes.CDLL(sqlcipher3._sqlite3.__file__)
    library.sqlite3_memory_used.restype = ctypes.c_int64
    with ledger.engine.connect().execution_options(writing=True) as connection, connection.begin():
        connection.exec_driver_sql(f"{MAKE} select i, randomblob(900) as body from n")
    return lambda: int(library.sqlite3_memory_used())


def read(ledger) -> int:
    with ledger.engine.connect() as connection:
        return int(connection.exec_driver_sql("select count(distinct substr(body, 900)) from ballast").scalar_one())


def test_a_ledger_at_rest_holds_little_and_reads_on_as_before(ledger, held):
    told = read(ledger)
    busy = held()

    ledger.rest()

    assert busy > BALLAST
    assert held() < busy - BALLAST / 2
    assert read(ledger) == told
    assert held() > BALLAST


def test_the_window_rests_once_after_work_and_not_again_and_again(ledger, operations, held, qtbot):
    resting = Resting(ledger, operations)
    resting.pause.setInterval(0)
    rests: list[None] = []
    busy: list[int] = []
    resting.pause.timeout.connect(lambda: rests.append(None))

    operations.read(lambda _: read(ledger), lambda _: busy.append(held()))
    qtbot.waitUntil(lambda: bool(rests) and operations.is_idle)
    operations.read(lambda _: None, lambda _: None)
    qtbot.waitUntil(lambda: len(rests) > 1 and operations.is_idle)

    assert busy[0] > BALLAST
    assert held() < busy[0] - BALLAST / 2
    assert not resting.pause.isActive()


def test_opening_a_ledger_and_reading_registers_loads_neither_migrations_nor_drawing_nor_sources():
    told = (
        "import app.desktop, sys, linecache; app.desktop.import_plainly();"
        "import app.models.opening, app.documents.report_tables;"
        "print([name for name in ('alembic', 'reportlab') if name in sys.modules],"
        " [name for name in linecache.cache if name.endswith('opening.py')])"
    )

    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, cwd=ROOT, check=True)

    assert done.stdout.strip() == "[] []"


def test_what_ends_after_its_window_is_gone_disturbs_nobody(qtbot):
    operations, goes_on, heard = Operations(), threading.Event(), []
    operation = operations.read(lambda _: goes_on.wait(5), lambda _: None)
    operation.voices.finished.connect(lambda: heard.append(True))
    threading.Timer(0.1, goes_on.set).start()

    shiboken6.delete(operations)  # waits until its threads have ended; what they said is heard afterwards

    qtbot.waitUntil(lambda: heard == [True])
