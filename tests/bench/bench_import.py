"""How fast a roster of 25,000 people comes in with its journal, against a bare insert without one. Run by hand."""

import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from app.clock import SetClock
from app.ledger.checking import check_ledger
from app.ledger.place_tree import known_places
from app.ledger.places import load_places
from app.ledger.roster_imports import undo_import
from app.ledger.roster_plan import new_trainee
from app.ledger.roster_preview import PreviewedRoster, preview_roster
from app.ledger.rosters import import_roster
from app.models.guard import Mode
from app.models.ledger import Ledger
from app.models.opening import Login, create_ledger
from app.models.people import Trainee
from app.models.rows import new_id
from tests.makers_people import TODAY, roster_line, write_csv, write_xlsx

CHINA = timezone(timedelta(hours=8))


@contextmanager
def timed(title: str, rows: int) -> Iterator[list[float]]:
    """Print how long the block took, by the clock and in seconds of this process, and rows a second of the latter."""
    taken: list[float] = []
    begun, busy = time.perf_counter(), time.process_time()
    yield taken
    taken.append(time.process_time() - busy)
    print(f"{title:40} {time.perf_counter() - begun:7.2f} s {taken[0]:7.2f} s CPU {rows / taken[0]:9.0f} rows/s")


def fresh(folder: Path) -> Ledger:
    """An empty ledger with the tree of a county."""
    clock = SetClock(datetime(2026, 11, 21, 9, tzinfo=CHINA))
    ledger = create_ledger(folder, Login("station", "password1"), clock, practice=True)
    load_places(ledger, "530921")
    return ledger


def bare_rows(ledger: Ledger, previewed: PreviewedRoster) -> list[dict[str, Any]]:
    """The very rows of the import, with every column."""
    with ledger.reading() as session:
        places = known_places(session, TODAY)
        usual = {"photo": "", "status": "prospective", "station": ledger.standing.station, "import_id": None}
        rows = [new_trainee(row.values, places, "") for row in previewed.shown.rows]
    return [{**row, **usual, "id": new_id()} for row in rows]


def insert_bare(ledger: Ledger, rows: list[dict[str, Any]]) -> None:
    """The rows into the same kind of file by one executemany: no journal, no search, no groups."""
    connecting = ledger.engine.connect().execution_options(writing=True)
    with connecting as connection, connection.begin(), ledger.guard.writing(Mode.JOURNALING):
        connection.execute(insert(Trainee.__table__), rows)


def main(count: int) -> None:
    """Preview, bare insert, import with journal, and undo."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        lines = [roster_line(place) for place in range(count)]
        files = {"xlsx": write_xlsx(folder / "a.xlsx", lines), "csv": write_csv(folder / "a.csv", lines)}
        with fresh(folder / "bare") as ledger, fresh(folder / "ledger") as journaled:
            for kind, file in files.items():
                with timed(f"preview of .{kind}", count):
                    previewed = preview_roster(journaled, file, TODAY)
            rows = bare_rows(ledger, previewed)
            with timed("bare insert, trainees alone", count) as bare:
                insert_bare(ledger, rows)
            with timed("import with journal, groups and search", count) as full:
                outcome = import_roster(journaled, previewed)
            written = outcome.counts.new + outcome.counts.categories
            print(f"{written / full[0]:.0f} journaled rows a second; {full[0] / bare[0]:.1f} times the bare insert")
            with timed("the same file again: nobody new", count):
                import_roster(journaled, preview_roster(journaled, files["csv"], TODAY))
            with timed("undo", count):
                undo_import(journaled, outcome.import_id)
            print("sound:", check_ledger(journaled).is_sound, outcome.counts)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 25_000)
