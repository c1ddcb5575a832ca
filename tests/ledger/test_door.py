"""The door of the ledger: one program at a time, wrong passwords wait, and nothing is for other users to read."""

import os
import subprocess
import sys
from pathlib import Path

import orjson
import pytest

from app.credential.sealing import WrongPassword
from app.ledger.backing_up import back_up
from app.ledger.operators import add_operator
from app.models import key_ring
from app.models.faults import LedgerBusy
from app.models.ledger import Ledger
from app.models.opening import Login, create_ledger, open_ledger
from app.models.side_files import Lock
from app.models.vocabulary import Role
from app.models.wrong_passwords import FREE, LONGEST_PAUSE, TooManyTries, pause_after

NAME, GOOD = "站长", Login("站长", "a long sentence 1")
POSIX = pytest.mark.skipif(os.name != "posix", reason="Windows keeps open files and private folders by itself")


@pytest.fixture
def real(tmp_path, clock, monkeypatch) -> Path:
    """The folder of a real ledger whose password costs little, so that many can be tried."""
    monkeypatch.setattr(key_ring, "USUAL_COST", key_ring.PRACTICE_COST)
    folder = tmp_path / "ledger"
    create_ledger(folder, GOOD, clock).close()
    return folder


def try_wrong(folder: Path, clock, times: int) -> None:
    for _ in range(times):
        with pytest.raises(WrongPassword):
            open_ledger(folder, Login(NAME, "not the password"), clock)


def journaled(ledger: Ledger) -> list[int]:
    """How many wrong passwords each entry of the journal tells."""
    with ledger.reading() as session:
        found = session.connection().exec_driver_sql("select body from journal where op = 'C' order by position")
        acts = [orjson.loads(body) for (body,) in found]
    return [act["count"] for act in acts if act["action"] == "ledger.wrong_passwords"]


def test_after_five_wrong_passwords_the_right_one_waits_too_also_after_a_restart(real, clock):
    try_wrong(real, clock, FREE)

    with pytest.raises(TooManyTries) as told:
        open_ledger(real, GOOD, clock)
    clock.advance(seconds=pause_after(FREE))
    open_ledger(real, GOOD, clock).close()

    assert "5 次" in str(told.value)


def test_the_pause_grows_and_has_an_end():
    pauses = [pause_after(count) for count in range(FREE, FREE + 30)]

    assert pause_after(FREE - 1) == 0
    assert pauses[:3] == [5, 10, 20]
    assert pauses == sorted(pauses)
    assert pauses[-1] == LONGEST_PAUSE


def test_the_next_who_comes_in_hears_of_it_once_and_the_journal_keeps_it_whatever_the_role(real, clock):
    with open_ledger(real, GOOD, clock) as ledger:
        add_operator(ledger, "审计员", Role.AUDITOR, GOOD.password)
    try_wrong(real, clock, 4)

    with open_ledger(real, Login("审计员", GOOD.password), clock) as ledger:
        heard = ledger.wrong_passwords
    with open_ledger(real, GOOD, clock) as ledger:
        again, kept = ledger.wrong_passwords, journaled(ledger)

    assert (heard, again, kept) == (4, 0, [4])


def test_who_mistypes_once_is_not_written_down(real, clock):
    try_wrong(real, clock, 1)

    with open_ledger(real, GOOD, clock) as ledger:
        assert (ledger.wrong_passwords, journaled(ledger)) == (0, [])


@pytest.mark.parametrize("torn", [b"", b"[]", b'{"count": "many", "last": null}', b'{"count": -3, "last": 1e400}'])
def test_a_torn_note_of_wrong_passwords_keeps_nobody_out(real, clock, torn):
    (real / "ledger.tries").write_bytes(torn)

    open_ledger(real, GOOD, clock).close()


def test_a_clock_that_was_set_back_does_not_shut_the_ledger_for_years(real, clock):
    try_wrong(real, clock, FREE)
    clock.advance(days=-400)

    with pytest.raises(TooManyTries):
        open_ledger(real, GOOD, clock)
    assert pause_after(FREE) == 5
    clock.advance(days=401)
    open_ledger(real, GOOD, clock).close()


TAKE = (
    "import sys; from pathlib import Path; from app.models.side_files import Lock; Lock(Path(sys.argv[1])); print('in')"
)


def taken_elsewhere(lock: Path) -> bool:
    """Whether another process can take it."""
    told = subprocess.run([sys.executable, "-c", TAKE, str(lock)], capture_output=True, text=True, check=False)
    return told.stdout.strip() == "in"


@POSIX
def test_a_deleted_lock_file_lets_no_second_program_in(real, clock):
    with open_ledger(real, GOOD, clock):
        (real / "ledger.lock").unlink()
        while_open = taken_elsewhere(real / "ledger.lock")
        with pytest.raises(LedgerBusy):
            open_ledger(real, GOOD, clock)
    afterwards = taken_elsewhere(real / "ledger.lock")

    assert (while_open, afterwards) == (False, True)


@POSIX
def test_a_former_version_that_looks_at_the_file_alone_is_kept_out_and_keeps_out(tmp_path):
    import fcntl

    lock = Lock(tmp_path / "ledger.lock")
    with (tmp_path / "ledger.lock").open("a+b") as former:
        with pytest.raises(BlockingIOError):
            fcntl.flock(former, fcntl.LOCK_EX | fcntl.LOCK_NB)
        lock.release()
        fcntl.flock(former, fcntl.LOCK_EX | fcntl.LOCK_NB)
        with pytest.raises(LedgerBusy):
            Lock(tmp_path / "ledger.lock")


@POSIX
def test_no_file_of_a_ledger_is_for_other_users_even_if_the_folder_was_there_before(tmp_path, clock):
    from app.ui.memory import Memory
    from app.ui.wording import keep_report, keep_reports_beside

    before = os.umask(0o022)
    try:
        folder = tmp_path / "data" / "xiangxun"
        keep_reports_beside(folder)
        keep_report(ValueError("x"))
        Memory(folder).put("folder", "/media/李四材料")
        with create_ledger(folder, Login(NAME, ""), clock, practice=True) as ledger:
            back_up(ledger)
        names = {each.relative_to(folder): each.stat().st_mode & 0o077 for each in (folder, *folder.rglob("*"))}
    finally:
        os.umask(before)

    assert {name: mode for name, mode in names.items() if mode and name.parent != Path("reports")} == {}
    assert Path("ledger.lock") in names


@POSIX
def test_a_folder_of_the_clerk_s_own_keeps_its_rights(tmp_path, clock):
    folder = tmp_path / "own"
    folder.mkdir()
    folder.chmod(0o755)
    (folder / "letter.txt").write_text("")

    create_ledger(folder, Login(NAME, ""), clock, practice=True).close()

    assert folder.stat().st_mode & 0o777 == 0o755


@POSIX
def test_what_is_exported_is_for_this_account_alone(tmp_path):
    from app.documents.atomic_file import whole_file

    before = os.umask(0o022)
    try:
        with whole_file(tmp_path / "list.xlsx") as stream:
            stream.write(b"names")
    finally:
        os.umask(before)

    assert (tmp_path / "list.xlsx").stat().st_mode & 0o777 == 0o600


@POSIX
def test_no_crash_of_the_window_writes_down_what_is_in_memory():
    asked = (
        "import os, resource; from app.desktop import keep_to_this_account; keep_to_this_account();"
        "print(resource.getrlimit(resource.RLIMIT_CORE), oct(os.umask(0)))"
    )

    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)

    assert told.stdout.strip() == "(0, 0) 0o77"
