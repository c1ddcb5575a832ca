"""A killed program, a full disk: what was acknowledged is there, nothing is there by halves."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.clock import SetClock
from app.ledger.checking import check_ledger
from app.models.certificates import Certificate
from app.models.ledger import Ledger
from app.models.opening import open_ledger
from app.models.people import RosterImport, Trainee
from tests.conftest import LOGIN
from tests.makers import add_trainee
from tests.makers_certificates import MakeBelieveCounty, make_class

WORKER = Path(__file__).with_name("worker.py")
BATCH, PEOPLE = 40, 450
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])}


def run_until_killed(folder: Path, work: str, steps: int, seconds: float) -> list[str]:
    """Let a real program work on the ledger, kill it so many seconds into a step; answers what it had acknowledged."""
    command = [sys.executable, str(WORKER), str(folder), work]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=ENVIRONMENT) as process:
        assert process.stdout is not None
        told: list[str] = []
        while told.count("step") < steps:
            told.append(process.stdout.readline().strip())
            assert told[-1], "the worker ended by itself"
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
        told += process.stdout.read().split()
    return [word for word in told if word != "step"]


def counts(ledger: Ledger) -> tuple[int, int]:
    with ledger.reading() as session:
        trainees, imports = (
            session.scalar(select(func.count()).select_from(table)) for table in (Trainee, RosterImport)
        )
        return trainees or 0, imports or 0


@pytest.fixture
def station(ledger: Ledger) -> Path:
    """The folder of an enrolled station with a class of many who have completed it, closed."""
    MakeBelieveCounty().enrol(ledger)
    make_class(ledger, PEOPLE)
    ledger.close()
    return ledger.places.folder


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is a POSIX signal")
@pytest.mark.parametrize("work", ["import", "issue"])
def test_fifty_kills_during_import_and_issuing_lose_nothing_and_leave_no_half_batch(
    station: Path, clock: SetClock, work: str
) -> None:
    acknowledged: list[str] = []

    for kill in range(50):
        acknowledged += run_until_killed(station, work, 1 + kill % 2, kill * 0.002)
        if kill % 10 == 9:
            check_what_is_left(station, clock, acknowledged)

    assert len(acknowledged) > 20


def check_what_is_left(folder: Path, clock: SetClock, acknowledged: list[str]) -> None:
    with open_ledger(folder, LOGIN, clock, patience=5) as ledger:
        found = check_ledger(ledger)
        assert found.is_sound
        trainees, imports = counts(ledger)
        assert trainees == PEOPLE + imports * BATCH
        with ledger.reading() as session:
            kept = {*session.scalars(select(RosterImport.id)), *session.scalars(select(Certificate.number))}
            numbers = session.scalars(select(Certificate.serial).order_by(Certificate.serial)).all()
    assert set(acknowledged) <= kept
    assert list(numbers) == list(range(1, len(numbers) + 1))


def test_the_harness_would_notice_an_acknowledgement_before_the_commit(station: Path, clock: SetClock) -> None:
    acknowledged = run_until_killed(station, "lie", 1, 0.0)

    with pytest.raises(AssertionError):
        check_what_is_left(station, clock, acknowledged)


def small_disk(folder: Path, size: str) -> list[str]:
    """The command that mounts a small tmpfs in a name space of its own, for root and for users alike."""
    own = ["unshare", "-m"] if os.geteuid() == 0 else ["unshare", "-rm"]
    return [
        *own,
        "sh",
        "-c",
        f'mount -t tmpfs -o size={size} tmpfs "$0" && cp -r "$1"/. "$0" && shift && exec "$@"',
        str(folder),
    ]


def can_mount() -> bool:
    if not shutil.which("unshare"):
        return False
    own = ["unshare", "-m"] if os.geteuid() == 0 else ["unshare", "-rm"]
    return (
        subprocess.run([*own, "mount", "-t", "tmpfs", "tmpfs", "/mnt"], capture_output=True, check=False).returncode
        == 0
    )


@pytest.mark.skipif(not can_mount(), reason="no small disk can be mounted here")
@pytest.mark.parametrize(("size", "fills"), [("6m", True), ("200m", False)], ids=["small", "control: a large one"])
def test_a_full_disk_is_named_keeps_what_was_saved_and_heals_when_freed(
    ledger: Ledger, tmp_path: Path, size: str, fills: bool
) -> None:
    ledger.close()
    disk = tmp_path / "disk"
    disk.mkdir()

    command = [*small_disk(disk, size), str(ledger.places.folder), sys.executable, str(WORKER), str(disk), "fill"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=ENVIRONMENT)

    assert done.returncode == 0, done.stderr
    told = done.stdout.split("\n")
    assert ("DiskFull" in told) is fills
    assert "sound" in told
    assert ("healed" in told) is fills


@pytest.mark.skipif(not can_mount(), reason="no small disk can be mounted here")
def test_a_disk_full_to_the_brim_is_never_told_as_a_damaged_ledger(ledger: Ledger, tmp_path: Path) -> None:
    ledger.close()
    disk = tmp_path / "disk"
    disk.mkdir()

    command = [*small_disk(disk, "6m"), str(ledger.places.folder), sys.executable, str(WORKER), str(disk), "brimful"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=ENVIRONMENT)

    assert done.returncode == 0, done.stderr
    assert done.stdout.split("\n")[:3] == ["open: DiskFull", "backup: DiskFull", "backup: done"]


@pytest.mark.skipif(not can_mount(), reason="no disk can be mounted here")
@pytest.mark.parametrize(
    ("how", "told"),
    [
        ("ro", ["trainees: 1", "change: OnlyToRead", "new identity: OnlyToRead"]),
        ("rw", ["trainees: 1", "change: done", "new identity: done"]),
    ],
    ids=["read-only", "control"],
)
def test_from_a_write_protected_disk_all_is_read_with_what_only_the_wal_holds(
    ledger: Ledger, tmp_path: Path, how: str, told: list[str]
) -> None:
    add_trainee(ledger)
    taken = tmp_path / "taken"
    shutil.copytree(ledger.places.folder, taken)
    is_in_the_wal = (taken / "ledger.db-wal").stat().st_size > 0
    files = sorted(each.name for each in taken.iterdir())
    own = ["unshare", "-m"] if os.geteuid() == 0 else ["unshare", "-rm"]
    mount = 'mount --bind "$0" "$0" && mount -o remount,bind,"$1" "$0" && shift && exec "$@"'

    command = [*own, "sh", "-c", mount, str(taken), how, sys.executable, str(WORKER), str(taken), "look"]
    kept = tmp_path / "kept"
    kept.mkdir()
    environment = {**ENVIRONMENT, "TMPDIR": str(kept)}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)

    assert is_in_the_wal
    assert (done.stdout.splitlines(), done.returncode) == (told, 0), done.stderr
    assert list(kept.iterdir()) == []
    assert (sorted(each.name for each in taken.iterdir()) == files) is (how == "ro")
