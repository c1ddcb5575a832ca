"""Backups reach both places, by hand and by themselves; a second place that is away is said to be."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from app.clock import SetClock
from app.ledger.backing_up import SUFFIX
from app.ledger.backup_places import (
    SecondPlaceAway,
    back_up_everywhere,
    back_up_if_due,
    choose_second_place,
    look_at_second_place,
    second_place,
)
from app.ledger.backup_proof import prove_backup
from app.models.faults import CopiedLedger
from app.models.ledger import Clerk, Ledger
from app.models.opening import Login, create_ledger
from app.models.roles import NotAllowed
from tests.makers import add_trainee


@pytest.fixture
def ledger(tmp_path: Path, clock: SetClock) -> Iterator[Ledger]:
    """A real one: a practice ledger keeps no backups by itself."""
    with create_ledger(tmp_path / "ledger", Login("station", "password1"), clock) as made:
        yield made


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    made = tmp_path / "stick"
    made.mkdir()
    return made


def held(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob(f"*{SUFFIX}"))


def test_by_hand_and_by_itself_a_backup_reaches_both_places_and_opens_in_both(ledger, stick, clock):
    choose_second_place(ledger, stick)
    back_up_everywhere(ledger)
    clock.advance(days=1)
    add_trainee(ledger)

    automatic = back_up_if_due(ledger, daily=True)

    assert held(stick) == held(ledger.places.backups) == [f"ledger-2026112{day}-090000{SUFFIX}" for day in (1, 2)]
    assert all(each.made and prove_backup(ledger, each.made.path).is_whole for each in automatic)
    assert len(automatic) == 2


def test_a_stick_that_is_away_is_told_and_no_folder_takes_its_place(ledger, tmp_path):
    choose_second_place(ledger, tmp_path / "unplugged")

    outcomes = back_up_if_due(ledger)

    assert [type(each.fault) for each in outcomes] == [type(None), SecondPlaceAway]
    assert str(tmp_path / "unplugged") in str(outcomes[1].fault)
    assert len(held(ledger.places.backups)) == 1
    assert not (tmp_path / "unplugged").exists()
    looked = look_at_second_place(ledger)
    assert looked is not None
    assert not looked.is_there
    assert looked.backed_up_on is None


def test_the_second_place_tells_of_which_day_its_newest_backup_is(ledger, stick, clock):
    choose_second_place(ledger, stick)
    back_up_if_due(ledger)
    made_on = clock.now().date()
    clock.advance(days=4)

    looked = look_at_second_place(ledger)

    assert looked is not None
    assert (looked.is_there, looked.backed_up_on) == (True, made_on)


def test_a_stick_that_comes_back_gets_what_it_lacks_and_the_first_place_nothing_twice(ledger, tmp_path):
    choose_second_place(ledger, tmp_path / "stick")
    back_up_if_due(ledger)
    (tmp_path / "stick").mkdir()

    later = back_up_if_due(ledger)

    assert [each.place for each in later] == [tmp_path / "stick"]
    assert len(held(tmp_path / "stick")) == len(held(ledger.places.backups)) == 1


def test_nothing_new_makes_no_new_backup_and_something_new_does(ledger, clock):
    back_up_if_due(ledger)
    clock.time += timedelta(hours=1)
    unchanged = back_up_if_due(ledger)
    add_trainee(ledger)

    changed, again_today = back_up_if_due(ledger), back_up_if_due(ledger, daily=True)

    assert (unchanged, again_today) == ((), ())
    assert len(changed) == 1


def test_a_ledger_that_is_hindered_lets_no_good_backup_give_way(ledger):
    ledger.hinder(CopiedLedger())

    assert back_up_if_due(ledger) == ()
    assert held(ledger.places.backups) == []


def test_a_practice_ledger_is_not_backed_up_by_itself(tmp_path, clock: SetClock):
    with create_ledger(tmp_path / "practice", Login("练习", ""), clock, practice=True) as practice:
        assert back_up_if_due(practice) == ()


def test_an_auditor_leaves_a_backup_behind_too_but_makes_none_by_hand(ledger: Ledger):
    ledger.clerk = Clerk(ledger.clerk.id, "王审计", "auditor")

    outcomes = back_up_if_due(ledger)

    assert [each.fault for each in outcomes] == [None]
    with pytest.raises(NotAllowed):
        back_up_everywhere(ledger)
    with pytest.raises(NotAllowed):
        choose_second_place(ledger, None)


@pytest.mark.parametrize("kept", [b"", b"[]", b"{", b'{"second": null}', b"\xff"])
def test_a_note_that_cannot_be_read_is_no_second_place(ledger, kept):
    (ledger.places.folder / "backups.json").write_bytes(kept)

    assert second_place(ledger) is None


def test_a_backup_in_a_place_that_is_damaged_is_due_again(ledger):
    (made,) = back_up_if_due(ledger)
    assert made.made is not None
    made.made.path.write_bytes(b"torn")

    assert len(back_up_if_due(ledger)) == 1
