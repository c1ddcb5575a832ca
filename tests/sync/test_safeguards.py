"""Each safeguard is needed: with it alone switched off hypothesis finds a history that ends badly, well with it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest
from hypothesis import Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test
from sqlalchemy.exc import DatabaseError

from app.county.store.standing import Stored
from app.errors import Refusal
from app.ledger.syncing.state import read_state
from app.models.exchange import Receipt, sign_receipt
from app.models.fold import Told
from app.models.journal import head_of
from tests.sync.histories import happen_again, histories_of, lived
from tests.sync.real_county import Founded, found
from tests.sync.seeded import seeded

Patch = pytest.MonkeyPatch
SEED = 7
MOST = 60
"""Found much sooner with this seed; so many only if what is drawn should change one day."""


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Founded:
    room = tmp_path_factory.mktemp("founded")
    with seeded(0):
        return lived(found(room / "first", [("a", 0), ("b", 0)]), room / "lived")


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
    patch.setattr("app.ledger.syncing.footing.read_state", lambda connection: replace(read_state(connection), epoch=""))


def a_new_receipt_each_time(patch: Patch) -> None:
    def again(connection: Any, desk: Any, batch: Any) -> list[bytes]:
        told = (desk.county.id, desk.epoch, batch.replica, batch.first, batch.last, batch.hash, desk.now)
        return [sign_receipt(Receipt(*told), desk.key.sign)]

    patch.setattr("app.county.store.intake._again", again)


@dataclass(frozen=True)
class Safeguard:
    """How it is switched off, and the acts, so many of them, of which histories are searched that need it."""

    off: Callable[[Patch], None]
    acts: tuple[str, ...]
    length: int


def searched(safeguard: Safeguard) -> settings:
    """Short histories; the beginning is a step as well."""
    steps = 1 + safeguard.length
    return settings(max_examples=MOST, stateful_step_count=steps, phases=(Phase.generate,), database=None)


SAFEGUARDS = {
    "rebase under a new replica": Safeguard(rebased_under_the_same_name, ("clone",), 1),
    "effective time": Safeguard(folded_as_they_arrived, ("rename",), 2),
    "clamp to receipt": Safeguard(clocks_believed, ("set_clock",), 2),
    "fork check by hash": Safeguard(hashes_not_looked_at, ("clone",), 1),
    "epoch re-offer": Safeguard(nothing_offered_again, ("write", "county_back_up", "county_restore"), 6),
    "idempotent receipt": Safeguard(a_new_receipt_each_time, ("set_clock",), 2),
}


@pytest.mark.parametrize("name", SAFEGUARDS)
def test_without_this_safeguard_alone_a_history_ends_badly_that_ends_well_with_it(founded: Founded, name: str) -> None:
    safeguard = SAFEGUARDS[name]
    histories = histories_of(founded, *safeguard.acts)

    with pytest.MonkeyPatch.context() as patch:
        safeguard.off(patch)
        with pytest.raises((AssertionError, Refusal, DatabaseError)):
            run_state_machine_as_test(seed(SEED)(histories), settings=searched(safeguard))

    happen_again(histories, tuple(histories.happened))
