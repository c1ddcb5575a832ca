"""A program that works on a ledger until it is killed, telling each step only after it was kept."""

import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta, timezone
from pathlib import Path

from sqlalchemy import func, select

from app.clock import SetClock
from app.documents.issued_pages import CertificatePrinter
from app.errors import MachineFault
from app.ledger.backing_up import back_up
from app.ledger.checking import check_ledger
from app.ledger.issuing import Order, issue
from app.ledger.restoring import go_on_anew
from app.ledger.rosters import ImportOptions, import_roster
from app.models.certificates import Certificate
from app.models.faults import DiskFull
from app.models.ledger import Ledger
from app.models.opening import Login, open_ledger
from app.models.people import Trainee
from app.models.training import Enrolment
from tests.makers import add_trainee
from tests.makers_people import look, roster_line, write_csv

BATCH = 40


def say(word: str) -> None:
    print(word, flush=True)


def import_one(ledger: Ledger, *, lying: bool = False) -> None:
    """A roster of people who are not in the ledger yet, read by the child reader and imported."""
    first = check_count(ledger)
    path = ledger.places.folder / "roster.csv"
    write_csv(path, [roster_line(first + at) for at in range(BATCH)])
    previewed = look(ledger, path)
    say("step")
    if lying:
        say("00000000-0000-7000-8000-000000000000")
    say(import_roster(ledger, previewed, ImportOptions(accept_doubtful=True)).import_id)


def check_count(ledger: Ledger) -> int:
    with ledger.reading() as session:
        return session.scalar(select(func.count()).select_from(Trainee)) or 0


def issue_one(ledger: Ledger) -> None:
    """Three more certificates, drawn and signed."""
    with ledger.reading() as session:
        served = select(Certificate.enrolment_id)
        waiting = select(Enrolment.id).where(Enrolment.id.not_in(served)).order_by(Enrolment.serial).limit(3)
        chosen = tuple(session.scalars(waiting))
    say("step")
    for row in issue(ledger, CertificatePrinter(), Order(enrolment_ids=chosen)).certificates:
        say(row.number)


def fill(ledger: Ledger) -> None:
    """Import until the disk is full or 60 batches stand; then free room and go on."""
    kept = 0
    try:
        for _ in range(60):
            import_one(ledger)
            kept += 1
    except DiskFull:
        say("DiskFull")
        (ledger.places.folder / "ballast").unlink()
        import_one(ledger)
        kept += 1
        say("healed")
    found = check_ledger(ledger)
    say("sound" if found.is_sound and found.counts["roster_import"] == kept else "lost")


def look_in(folder: Path, clock: SetClock) -> None:
    """Open the ledger, and say how many trainees are in it and what came of one more."""
    with open_ledger(folder, Login("station", "password1"), clock) as ledger:
        say(f"trainees: {check_count(ledger)}")
        attempt("change", lambda: add_trainee(ledger, name="李兰", id_number="533522199003049825"))
        attempt("new identity", lambda: go_on_anew(ledger, "restore"))


def look_on_a_brimful_disk(folder: Path, clock: SetClock) -> None:
    """Open the ledger with no room at all beside it, back it up with too little, then both with room again."""
    ballast = folder / "ballast"
    fill_up(ballast)
    attempt("open", lambda: open_ledger(folder, Login("station", "password1"), clock).close())
    ballast.write_bytes(ballast.read_bytes()[: -(600 << 10)])
    with open_ledger(folder, Login("station", "password1"), clock) as ledger:
        attempt("backup", lambda: back_up(ledger))
        ballast.unlink()
        attempt("backup", lambda: back_up(ledger))


def fill_up(ballast: Path) -> None:
    """Take all the room there is on this disk."""
    with ballast.open("wb", buffering=0) as stream, suppress(OSError):
        while stream.write(bytes(4 << 10)):
            pass


def attempt(what: str, act: Callable[[], object]) -> None:
    """Do it, and say what came of it."""
    try:
        act()
        say(f"{what}: done")
    except MachineFault as fault:
        say(f"{what}: {type(fault).__name__}")


def main() -> None:
    folder, work = Path(sys.argv[1]), sys.argv[2]
    clock = SetClock(datetime(2026, 11, 21, 9, 0, tzinfo=timezone(timedelta(hours=8))))
    if work == "look":
        look_in(folder, clock)
        return
    if work == "brimful":
        look_on_a_brimful_disk(folder, clock)
        return
    with open_ledger(folder, Login("station", "password1"), clock, patience=5) as ledger:
        if work == "fill":
            (folder / "ballast").write_bytes(bytes(3 << 20))
            fill(ledger)
            return
        while True:
            if work == "issue":
                issue_one(ledger)
            else:
                import_one(ledger, lying=work == "lie")


main()
