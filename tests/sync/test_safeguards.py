"""Each safeguard is needed: with it a short history ends well; with it alone switched off, the same does not."""

import random
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.county.store.standing import Stored
from app.errors import Refusal
from app.ledger.syncing.state import sync_state
from app.models.exchange import Receipt, sign_receipt
from app.models.fold import Told
from app.models.journal import head_of
from app.models.people import Trainee
from tests.sync.histories import small_answers
from tests.sync.laws import check, heal
from tests.sync.looking import county_rows
from tests.sync.real_county import Founded, found
from tests.sync.seeded import seeded
from tests.sync.world import World

Patch = pytest.MonkeyPatch
ONE, OTHER = 0, 1


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Founded:
    return found(tmp_path_factory.mktemp("founded"), [("a", 0), ("b", 0)])


def rename(world: World, at: int, name: str) -> None:
    """The one person of this world gets another name."""
    world.clock.advance(minutes=7)
    with world.opened(world.pcs[at]) as ledger, ledger.change("trainee.edit") as change:
        (row,) = change.rows(select(Trainee))
        row.name = name


def report(world: World, at: int, *faults: str) -> None:
    world.clock.advance(minutes=7)
    world.reported(world.pcs[at], faults=faults)


def name_at_the_county(world: World) -> str:
    with world.opened(world.pcs[0]) as ledger:
        rows = county_rows(world.hall.office.register, ledger.standing.station)["trainee"]
    (row,) = rows.values()
    return str(row["name"])


def known_to_all(world: World) -> None:
    """One person, whom both PCs and the county know."""
    world.write(ONE, 1)
    heal(world)


def an_image_goes_on_beside_its_original(world: World) -> None:
    world.clone(ONE, 0)
    world.issue(OTHER, 0)
    world.write(ONE, 1)
    report(world, ONE)
    world.write(2, 2)
    report(world, 2)
    for at in (2, ONE):
        # By now the program has told them apart, if it can.
        world.pcs[at].image_of = ""
        world.issue(at, 0)
    check(world)


def two_clerks_rename_one_person(world: World) -> None:
    known_to_all(world)
    rename(world, ONE, "先改的")
    rename(world, OTHER, "后改的")
    report(world, OTHER)
    report(world, ONE)
    report(world, OTHER)
    heal(world)
    assert name_at_the_county(world) == "后改的"
    check(world)


def a_clock_is_years_ahead(world: World) -> None:
    known_to_all(world)
    world.pcs[ONE].offset = timedelta(days=5000)
    rename(world, ONE, "钟快的")
    report(world, ONE)
    world.clock.advance(days=1)
    rename(world, OTHER, "一天后")
    heal(world)
    assert name_at_the_county(world) == "一天后"
    check(world)


def an_image_writes_other_things_under_the_same_numbers(world: World) -> None:
    world.clone(ONE, 0)
    world.write(ONE, 1)
    world.write(2, 2)
    report(world, ONE)
    report(world, 2)
    check(world)


def the_county_falls_back_to_its_backup(world: World) -> None:
    known_to_all(world)
    world.county_back_up(ONE, 0)
    rename(world, ONE, "备份以后")
    report(world, ONE)
    report(world, OTHER)
    world.county_restore(ONE, 0)
    heal(world)
    assert name_at_the_county(world) == "备份以后"
    check(world)


def an_answer_is_lost_and_the_question_comes_again(world: World) -> None:
    known_to_all(world)
    world.pcs[ONE].offset = timedelta(days=5000)
    rename(world, ONE, "第一次就收到了")
    report(world, ONE, "no answer")
    world.clock.advance(days=1)
    rename(world, OTHER, "后改的")
    report(world, OTHER)
    world.clock.advance(days=1)
    report(world, ONE)
    check(world)


def rebased_under_the_same_name(patch: Patch) -> None:
    patch.setattr(
        "app.ledger.syncing.healing.begin_chain",
        lambda connection, ledger, reason, parting, reading: head_of(connection, parting.replica),
    )


def folded_as_they_arrived(patch: Patch) -> None:
    for kind in (Told, Stored):
        patch.setattr(kind, "order", property(lambda _: (0, "", 0)))


def clocks_believed(patch: Patch) -> None:
    for place in ("ledger.syncing.entries", "ledger.syncing.healing", "ledger.syncing.marks"):
        patch.setattr(f"app.{place}.effective", lambda hlc, received_at: hlc)
    for place in ("county.store.intake", "county.store.standing"):
        patch.setattr(f"app.{place}.effective", lambda hlc, received_at: hlc)


class Anything:
    """A hash that is any hash."""

    def __eq__(self, other: object) -> bool:
        return True

    def __ne__(self, other: object) -> bool:
        return False

    __hash__ = None  # type: ignore[assignment]


def hashes_not_looked_at(patch: Patch) -> None:
    patch.setattr("app.county.store.intake._hash_at", lambda *_: Anything())
    patch.setattr("app.county.store.intake._check_place", lambda *_: None)
    patch.setattr("app.ledger.syncing.entries.hash_at", lambda *_: Anything())
    patch.setattr("app.sync.answers._parted", lambda *_: set())


def nothing_offered_again(patch: Patch) -> None:
    for place in ("answers", "round_at_work"):
        patch.setattr(f"app.sync.{place}.sync_state", lambda ledger: replace(sync_state(ledger), epoch=""))


def a_new_receipt_each_time(patch: Patch) -> None:
    def again(connection: Any, desk: Any, batch: Any) -> list[bytes]:
        told = (desk.county.id, desk.epoch, batch.replica, batch.first, batch.last, batch.hash, desk.now)
        return [sign_receipt(Receipt(*told), desk.key.sign)]

    patch.setattr("app.county.store.intake._again", again)


@dataclass(frozen=True)
class Safeguard:
    """A history that needs it, and how it is switched off."""

    history: Callable[[World], None]
    off: Callable[[Patch], None]


SAFEGUARDS = {
    "rebase under a new replica": Safeguard(an_image_goes_on_beside_its_original, rebased_under_the_same_name),
    "effective time": Safeguard(two_clerks_rename_one_person, folded_as_they_arrived),
    "clamp to receipt": Safeguard(a_clock_is_years_ahead, clocks_believed),
    "fork check by hash": Safeguard(an_image_writes_other_things_under_the_same_numbers, hashes_not_looked_at),
    "epoch re-offer": Safeguard(the_county_falls_back_to_its_backup, nothing_offered_again),
    "idempotent receipt": Safeguard(an_answer_is_lost_and_the_question_comes_again, a_new_receipt_each_time),
}


def live(founded: Founded, safeguard: Safeguard) -> None:
    with tempfile.TemporaryDirectory() as room, seeded(7), small_answers():
        world = World(founded, Path(room), random.Random(7))
        try:
            safeguard.history(world)
        finally:
            world.close()


@pytest.mark.parametrize("name", SAFEGUARDS)
def test_with_all_safeguards_the_history_ends_well(founded: Founded, name: str) -> None:
    live(founded, SAFEGUARDS[name])


@pytest.mark.parametrize("name", SAFEGUARDS)
def test_without_this_safeguard_alone_it_does_not(founded: Founded, monkeypatch: Patch, name: str) -> None:
    SAFEGUARDS[name].off(monkeypatch)

    with pytest.raises((AssertionError, Refusal)):
        live(founded, SAFEGUARDS[name])
