"""A ledger whose pages broke on the disk: what can be read is read, nothing is written over the rest."""

from pathlib import Path

import pytest

from app.clock import SetClock
from app.credential.sealing import WrongPassword
from app.ledger.backing_up import back_up
from app.ledger.checking import check_ledger
from app.ledger.restoring import go_on_anew, put_keys_back
from app.ledger.standing import standing_of
from app.models.faults import DamagedLedger, NotALedger
from app.models.guard import Mode
from app.models.ledger import Ledger
from app.models.opening import Login, create_ledger, open_ledger
from tests.conftest import LOGIN
from tests.makers import add_trainee
from tests.makers_damage import break_pages


@pytest.fixture
def closed(ledger: Ledger) -> Path:
    """The folder of a ledger with one trainee, closed."""
    add_trainee(ledger)
    ledger.close()
    return ledger.places.folder


@pytest.mark.parametrize("found_by", ["reading", "checking"])
def test_once_damage_was_met_nothing_is_written_any_more(closed: Path, clock: SetClock, found_by: str) -> None:
    break_pages(closed, LOGIN, clock)

    with open_ledger(closed, LOGIN, clock) as ledger:
        before = ledger.standing.hindrance
        if found_by == "reading":
            with pytest.raises(DamagedLedger):
                standing_of(ledger)
        else:
            assert not check_ledger(ledger).is_sound
        with pytest.raises(DamagedLedger), ledger.change("rules.set"):
            pass
        with pytest.raises(DamagedLedger), ledger.taking(Mode.SYNCING):
            pass
        with pytest.raises(DamagedLedger):
            go_on_anew(ledger, "restore")

    assert before is None


def test_a_sound_ledger_is_hindered_by_no_check(closed: Path, clock: SetClock) -> None:
    with open_ledger(closed, LOGIN, clock) as ledger:
        assert check_ledger(ledger).is_sound
        assert standing_of(ledger).trainees == 1

        assert ledger.standing.hindrance is None


@pytest.fixture
def backup(closed: Path, clock: SetClock) -> Path:
    """A backup made before one more trainee was entered."""
    with open_ledger(closed, LOGIN, clock) as ledger:
        made = back_up(ledger).path
        add_trainee(ledger, name="后来的人", id_number="53092119850106985X")
    return made


@pytest.mark.parametrize("lost", ["gone", "empty", "torn"])
def test_lost_keys_come_back_from_a_backup_and_what_was_entered_since_stays(
    closed: Path, backup: Path, clock: SetClock, lost: str
) -> None:
    keys = closed / "ledger.keys"
    keys.unlink() if lost == "gone" else keys.write_bytes(b"" if lost == "empty" else keys.read_bytes()[:40])

    is_back = put_keys_back(closed, backup, LOGIN)

    assert is_back
    with open_ledger(closed, LOGIN, clock) as ledger:
        assert standing_of(ledger).trainees == 2
        assert ledger.standing.hindrance is None


def test_keys_that_are_there_are_left_alone(closed: Path, backup: Path) -> None:
    before = (closed / "ledger.keys").read_bytes()

    assert not put_keys_back(closed, backup, LOGIN)

    assert (closed / "ledger.keys").read_bytes() == before


def test_keys_of_another_ledger_are_not_put_beside_this_one(
    closed: Path, backup: Path, clock: SetClock, tmp_path: Path
) -> None:
    with create_ledger(tmp_path / "other", LOGIN, clock, practice=True) as other:
        foreign = back_up(other).path
    (closed / "ledger.keys").unlink()

    assert not put_keys_back(closed, foreign, LOGIN)

    assert not (closed / "ledger.keys").exists()


def test_a_wrong_password_or_a_file_that_is_no_backup_puts_nothing_back(clock: SetClock, tmp_path: Path) -> None:
    with create_ledger(tmp_path / "real", LOGIN, clock) as ledger:
        backup = back_up(ledger).path
    (tmp_path / "real" / "ledger.keys").unlink()
    (tmp_path / "letter.xxbackup").write_bytes(b"Dear county")

    with pytest.raises(WrongPassword):
        put_keys_back(tmp_path / "real", backup, Login("station", "password2"))
    with pytest.raises(NotALedger):
        put_keys_back(tmp_path / "real", tmp_path / "letter.xxbackup", LOGIN)

    assert not (tmp_path / "real" / "ledger.keys").exists()
