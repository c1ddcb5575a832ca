"""What a clerk is told when a ledger cannot be opened: one clear sentence each, and the file is left as it was."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from app.clock import SetClock
from app.credential.sealing import WrongPassword
from app.errors import Refusal, XiangxunError
from app.ledger.checking import check_ledger
from app.ledger.operators import LastAdministrator, add_operator, change_password, send_away
from app.ledger.restoring import go_on_anew
from app.models.faults import (
    DamagedLedger,
    LedgerBusy,
    LedgerExists,
    NewerLedger,
    NoLedger,
    NotALedger,
    ReadOnlyPlace,
    RestoredLedger,
    SideFileMissing,
)
from app.models.key_ring import KeysMissing, PasswordTooShort, UnknownOperator
from app.models.ledger import Ledger
from app.models.opening import Login, create_ledger, open_ledger
from app.models.roles import NotAllowed
from app.models.vocabulary import Role
from tests.conftest import LOGIN
from tests.makers import add_trainee, make_trainee


@pytest.fixture
def closed(ledger: Ledger) -> Path:
    """The folder of a ledger with one trainee, closed."""
    add_trainee(ledger)
    ledger.close()
    return ledger.places.folder


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_real_password_opens_and_a_wrong_one_does_not(tmp_path: Path, clock: SetClock) -> None:
    create_ledger(tmp_path, LOGIN, clock).close()

    with open_ledger(tmp_path, LOGIN, clock) as ledger:
        assert ledger.clerk.role == "administrator"
    with pytest.raises(WrongPassword):
        open_ledger(tmp_path, Login("station", "password2"), clock)
    with open_ledger(tmp_path, LOGIN, clock) as ledger:
        assert check_ledger(ledger).is_sound


def test_a_changed_password_keeps_the_key_and_shuts_out_the_old_one(tmp_path: Path, clock: SetClock) -> None:
    create_ledger(tmp_path, LOGIN, clock).close()
    before = digest(tmp_path / "ledger.db")

    change_password(tmp_path, "station", "password1", "一句又长又好记的口令")

    assert digest(tmp_path / "ledger.db") == before
    with pytest.raises(WrongPassword):
        open_ledger(tmp_path, LOGIN, clock)
    open_ledger(tmp_path, Login("station", "一句又长又好记的口令"), clock).close()


def test_a_short_password_is_refused_and_nothing_is_made(tmp_path: Path, clock: SetClock) -> None:
    with pytest.raises(PasswordTooShort):
        create_ledger(tmp_path / "new", Login("station", "short"), clock)

    assert not (tmp_path / "new" / "ledger.db").exists()


def test_an_auditor_reads_and_may_not_write(closed: Path, clock: SetClock) -> None:
    with open_ledger(closed, LOGIN, clock) as ledger:
        add_operator(ledger, "审计", Role.AUDITOR, "password3")

    with open_ledger(closed, Login("审计", "password3"), clock) as ledger:
        with pytest.raises(NotAllowed), ledger.change("trainee.add") as change:
            change.add(make_trainee())
        assert check_ledger(ledger).counts["trainee"] == 1


def test_who_was_sent_away_gets_in_no_more(closed: Path, clock: SetClock) -> None:
    with open_ledger(closed, LOGIN, clock) as ledger:
        add_operator(ledger, "临时", Role.CLERK, "password3")
        send_away(ledger, "临时")

    with pytest.raises(UnknownOperator):
        open_ledger(closed, Login("临时", "password3"), clock)


def test_an_empty_folder_is_no_ledger(tmp_path: Path, clock: SetClock) -> None:
    with pytest.raises(NoLedger):
        open_ledger(tmp_path, LOGIN, clock)


def test_a_second_ledger_is_not_made_over_the_first(closed: Path, clock: SetClock) -> None:
    before = digest(closed / "ledger.db")

    with pytest.raises(LedgerExists):
        create_ledger(closed, LOGIN, clock)

    assert digest(closed / "ledger.db") == before


def test_a_file_that_is_not_a_ledger_is_left_untouched(closed: Path, clock: SetClock) -> None:
    (closed / "ledger.db").write_bytes(b"PK\x03\x04 not a ledger" * 1000)
    before = digest(closed / "ledger.db")

    with pytest.raises(NotALedger):
        open_ledger(closed, LOGIN, clock)

    assert digest(closed / "ledger.db") == before


def test_a_lost_key_file_is_named(closed: Path, clock: SetClock) -> None:
    (closed / "ledger.keys").unlink()

    with pytest.raises(KeysMissing, match=r"ledger\.keys"):
        open_ledger(closed, LOGIN, clock)


def test_a_newer_ledger_is_refused_with_both_versions_and_left_as_it_was(closed: Path, clock: SetClock) -> None:
    with open_ledger(closed, LOGIN, clock) as ledger, ledger.engine.connect() as connection:
        connection.exec_driver_sql("pragma user_version = 99")
        connection.commit()
    before = digest(closed / "ledger.db")

    with pytest.raises(NewerLedger, match="99"):
        open_ledger(closed, LOGIN, clock)

    assert digest(closed / "ledger.db") == before


def test_every_flipped_bit_is_noticed(closed: Path, clock: SetClock) -> None:
    whole = (closed / "ledger.db").read_bytes()
    step = len(whole) // 60

    unnoticed = [at for at in range(100, len(whole), step) if not flip_is_noticed(closed, whole, at, clock)]

    assert unnoticed == []
    (closed / "ledger.db").write_bytes(whole)
    with open_ledger(closed, LOGIN, clock) as ledger:
        assert check_ledger(ledger).is_sound


def flip_is_noticed(folder: Path, whole: bytes, at: int, clock: SetClock) -> bool:
    (folder / "ledger.db").write_bytes(whole[:at] + bytes([whole[at] ^ 4]) + whole[at + 1 :])
    try:
        with open_ledger(folder, LOGIN, clock) as ledger:
            return not check_ledger(ledger).is_sound
    except (NotALedger, DamagedLedger):
        return True


def test_a_second_program_is_told_who_holds_the_ledger(closed: Path, clock: SetClock) -> None:
    with open_ledger(closed, LOGIN, clock) as ledger:
        code = (
            "from pathlib import Path; from app.clock import SystemClock; from app.models.opening import *\n"
            f"open_ledger(Path({str(closed)!r}), Login('station', 'password1'), SystemClock())"
        )
        second = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
        assert check_ledger(ledger).is_sound

    assert second.returncode != 0
    assert "LedgerBusy" in second.stderr
    assert str(os.getpid()) in second.stderr
    open_ledger(closed, LOGIN, clock).close()


def test_within_one_program_a_second_opening_is_refused_too(closed: Path, clock: SetClock) -> None:
    with open_ledger(closed, LOGIN, clock), pytest.raises(LedgerBusy):
        open_ledger(closed, LOGIN, clock)


@pytest.mark.parametrize(("name", "refusal"), [("station", LastAdministrator), ("nobody", UnknownOperator)])
def test_the_last_administrator_and_strangers_are_not_sent_away(
    closed: Path, clock: SetClock, name: str, refusal: type[Refusal]
) -> None:
    with open_ledger(closed, LOGIN, clock) as ledger, pytest.raises(refusal):
        send_away(ledger, name)

    open_ledger(closed, LOGIN, clock).close()


@pytest.mark.skipif(
    os.geteuid() == 0, reason="root writes into any folder; the read-only disk below holds for root too"
)
def test_a_folder_in_which_no_lock_can_be_made_is_opened_to_be_read(closed: Path, clock: SetClock) -> None:
    (closed / "ledger.lock").unlink()
    closed.chmod(0o500)

    with open_ledger(closed, LOGIN, clock) as ledger:
        assert check_ledger(ledger).counts["trainee"] == 1
        with pytest.raises(ReadOnlyPlace):
            add_trainee(ledger)

    closed.chmod(0o700)


def test_an_older_copy_put_in_place_by_hand_is_noticed_without_a_network(closed: Path, clock: SetClock) -> None:
    shutil.copy(closed / "ledger.db", closed / "copy")
    with open_ledger(closed, LOGIN, clock) as ledger:
        add_trainee(ledger, name="后来的人", id_number="53092119850106985X")
    shutil.copy(closed / "copy", closed / "ledger.db")

    with open_ledger(closed, LOGIN, clock) as ledger:
        assert isinstance(ledger.standing.hindrance, RestoredLedger)
        with pytest.raises(RestoredLedger):
            add_trainee(ledger)
        assert check_ledger(ledger).counts["trainee"] == 1


def test_a_ledger_ahead_of_its_side_file_is_not_accused(closed: Path, clock: SetClock) -> None:
    shutil.copy(closed / "ledger.head", closed / "older")
    with open_ledger(closed, LOGIN, clock) as ledger:
        add_trainee(ledger, name="后来的人", id_number="53092119850106985X")
    shutil.copy(closed / "older", closed / "ledger.head")

    with open_ledger(closed, LOGIN, clock) as ledger:
        assert ledger.standing.hindrance is None


@pytest.mark.parametrize("torn", [b"", b"{", b'{"replica": 1}', b"\xff\xfe"])
def test_a_torn_side_file_accuses_nobody(closed: Path, clock: SetClock, torn: bytes) -> None:
    (closed / "ledger.head").write_bytes(torn)

    with open_ledger(closed, LOGIN, clock) as ledger:
        assert ledger.standing.hindrance is None


def test_a_ledger_without_its_side_file_is_read_but_not_written(closed: Path, clock: SetClock) -> None:
    (closed / "ledger.head").unlink()

    with open_ledger(closed, LOGIN, clock) as ledger:
        with pytest.raises(SideFileMissing):
            add_trainee(ledger)
        assert check_ledger(ledger).is_sound
        go_on_anew(ledger, "restore")

    with open_ledger(closed, LOGIN, clock) as ledger:
        assert ledger.standing.hindrance is None


def test_every_refusal_says_what_and_what_to_do_in_chinese(closed: Path, clock: SetClock) -> None:
    (closed / "ledger.keys").unlink()

    with pytest.raises(XiangxunError) as caught:
        open_ledger(closed, LOGIN, clock)

    assert all("\u4e00" <= words[0] <= "\u9fff" for words in (caught.value.sentence(), caught.value.way_out()))
