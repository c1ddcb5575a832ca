"""A program that works on a ledger until it is killed, telling each step only after it was kept."""

import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path

from sqlalchemy import func, select

from app.clock import SetClock
from app.ledger.checking import check_ledger
from app.models.certificates import Certificate, NumberBlock
from app.models.faults import DiskFull
from app.models.ledger import Ledger
from app.models.opening import Login, open_ledger
from app.models.people import RosterImport, Trainee
from app.models.training import Enrolment
from tests.makers import make_block, make_certificate, make_enrolment, make_trainee

BATCH = 40


def say(word: str) -> None:
    print(word, flush=True)


def import_one(ledger: Ledger, *, lying: bool = False) -> None:
    with ledger.change("roster.import") as change:
        batch = change.add(RosterImport(file_name="花名册.xlsx", file_sha256="0" * 64))
        people = [{"name": f"学员{n}", "id_number": str(n), "import_id": batch.id} for n in range(BATCH)]
        change.add_many(Trainee, people)
        if lying:
            say(batch.id)
    if not lying:
        say(batch.id)


def issue_one(ledger: Ledger) -> None:
    with ledger.change("certificate.issue") as change:
        enrolment = (change.rows(select(Enrolment)) or [None])[0]
        if enrolment is None:
            trainee = change.add(make_trainee())
            enrolment = make_enrolment(change, trainee.id)
            make_block(change)
            change.session.flush()
        block = change.rows(select(NumberBlock))[0]
        last = change.session.scalar(select(func.max(Certificate.serial))) or 0
        made = [make_certificate(change, enrolment, block, last + n).number for n in (1, 2, 3)]
    for number in made:
        say(number)


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


def main() -> None:
    folder, work = Path(sys.argv[1]), sys.argv[2]
    clock = SetClock(datetime(2026, 11, 21, 9, 0, tzinfo=timezone(timedelta(hours=8))))
    with open_ledger(folder, Login("station", "password1"), clock, patience=5) as ledger:
        if work == "fill":
            (folder / "ballast").write_bytes(bytes(3 << 20))
            fill(ledger)
            return
        say("ready")
        while True:
            if work == "issue":
                issue_one(ledger)
            else:
                import_one(ledger, lying=work == "lie")


main()
