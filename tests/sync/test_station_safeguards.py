"""Each safeguard of a station's own is needed: a small history that ends well with it, and badly without it alone."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.ledger.checking import check_ledger
from app.ledger.erasing import erase_person
from app.ledger.syncing.entries import take_batches
from app.ledger.syncing.healing import renew_epoch
from app.ledger.syncing.proving import Forked
from app.models.exchange import Entry
from app.models.fold import Folded, Told, fold
from app.models.journal import JOURNAL, head_of
from app.models.people import Trainee
from tests.makers import add_trainee
from tests.sync.small_county import MINUTE, PC, SmallCounty, entry_ids, settle_all, tables_of
from tests.sync.test_healing import copied, mend, reopened

Three = tuple[SmallCounty, PC, PC, PC]
DAY = 24 * 60 * MINUTE


def edit(pc: PC, trainee: str, **fields: str) -> None:
    with pc.ledger.change("trainee.edit") as change:
        row = change.get(Trainee, trainee)
        for name, value in fields.items():
            setattr(row, name, value)


def known_to_all(county: SmallCounty, pcs: Sequence[PC]) -> str:
    trainee = add_trainee(pcs[0].ledger)
    settle_all(county, pcs)
    return trainee


def days_later(county: SmallCounty, *pcs: PC) -> None:
    county.now += DAY
    for pc in pcs:
        pc.clock.advance(days=1)


def the_same_everywhere(pcs: Iterable[PC], trainee: str, **fields: str) -> None:
    for pc in pcs:
        row = tables_of(pc.ledger)["trainee"][trainee]
        assert {name: row.get(name) for name in fields} == fields
        assert check_ledger(pc.ledger).is_sound


def a_clock_ahead(three: Three, room: Path) -> None:
    """Whoever edits a day after a PC whose clock is years ahead has the last word."""
    county, first, second, _ = three
    trainee = known_to_all(county, (first, second))
    first.clock.advance(days=5000)
    edit(first, trainee, phone="13911111111")
    first.deliver(county)

    days_later(county, second)
    edit(second, trainee, phone="13922222222")
    settle_all(county, (first, second))

    the_same_everywhere((first, second), trainee, phone="13922222222")


def two_at_once(three: Three, room: Path) -> None:
    """Of two clerks who do not know of each other the later has the last word, on both PCs."""
    county, first, second, _ = three
    trainee = known_to_all(county, (first, second))
    for pc, minutes, phone in ((first, 30, "13911111111"), (second, 20, "13922222222")):
        pc.clock.advance(minutes=minutes)
        edit(pc, trainee, phone=phone)

    settle_all(county, (first, second))

    the_same_everywhere((first, second), trainee, phone="13911111111")


def forgotten(three: Three, room: Path) -> None:
    """Nothing of a person comes back by what the other PC wrote at the same time."""
    county, first, second, _ = three
    trainee = known_to_all(county, (first, second))
    erase_person(first.ledger, trainee, "本人要求")
    second.clock.advance(minutes=1)
    edit(second, trainee, name="罗改名")

    settle_all(county, (first, second))

    the_same_everywhere((first, second), trainee, name="", phone="")
    for pc in (first, second):
        with pc.ledger.reading() as session:
            told = session.scalars(select(JOURNAL.c.body).where(JOURNAL.c.row_id == trainee, JOURNAL.c.op != "E"))
            assert [body for body in told if body] == []


def a_clone_that_wrote_on(three: Three, room: Path) -> None:
    """Two histories under one name are told apart, and both live on."""
    county, first, second, _ = three
    trainee = known_to_all(county, (first, second))
    with reopened(copied(first, room / "clone"), second) as clone:
        add_trainee(clone.ledger, name="李兰")
        for name in ("王䶮", "周兰"):
            add_trainee(first.ledger, name=name)
        alive = entry_ids(clone.ledger) | entry_ids(first.ledger)
        first.deliver(county)

        collect_or_mend(clone, county)
        settle_all(county, (clone, first))

        the_same_everywhere((clone, first), trainee, name="罗正祥")
        assert tables_of(clone.ledger) == tables_of(first.ledger)
        assert alive <= entry_ids(first.ledger)


def collect_or_mend(pc: PC, county: SmallCounty) -> None:
    try:
        take_batches(pc.ledger, county.chains[pc.ledger.standing.replica], county.checks)
    except Forked:
        mend(pc, county)


def moved_twice(three: Three, room: Path) -> None:
    """What two PCs append again, each under a new name, counts once: nobody's later word is undone by it."""
    county, first, second, third = three
    trainee = known_to_all(county, (first, second, third))
    backup, image, former = county.copy(), copied(first, room / "clone"), first.ledger.standing.replica
    first.clock.advance(days=5000)
    edit(first, trainee, phone="13911111111")
    settle_all(county, (first, second))
    county.restored(backup)
    with reopened(image, third) as clone:
        add_trainee(clone.ledger, name="李兰")
        clone.deliver(county)
    for pc in (first, second, third):
        renew_epoch(pc.ledger, county.epoch, county.heads())
    mend(first, county)
    first.deliver(county)

    days_later(county, third)
    edit(third, trainee, phone="13933333333")
    third.deliver(county)
    days_later(county, second)
    mend(second, county, former)
    settle_all(county, (second, first, third))

    the_same_everywhere((first, second, third), trainee, phone="13933333333")


History = Callable[[Three, Path], None]
Switch = Callable[[pytest.MonkeyPatch], None]
_MARKS, _ENTRIES = "app.ledger.syncing.marks", "app.ledger.syncing.entries"


def without_clamp(patch: pytest.MonkeyPatch) -> None:
    for module in (_MARKS, _ENTRIES):
        patch.setattr(f"{module}.effective", lambda hlc, received_at: hlc)


def without_order(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Told, "order", property(lambda _: (0, "", 0)))


def without_blanking(patch: pytest.MonkeyPatch) -> None:
    for module in ("app.models.fold", "app.ledger.syncing.erased"):
        patch.setattr(f"{module}.tells_of_person", lambda body, personal: False)


def without_fork_check(patch: pytest.MonkeyPatch) -> None:
    def trusting(connection: Any, proven: Any, own: str) -> Sequence[Entry]:
        shared = min(head_of(connection, proven.batch.replica).seq, proven.batch.last)
        return list(proven.entries[shared - proven.batch.first + 1 :])

    patch.setattr(f"{_ENTRIES}._unknown", trusting)


def without_dedupe(patch: pytest.MonkeyPatch) -> None:
    def every_time(told: Iterable[Told], personal: frozenset[str] = frozenset()) -> Folded:
        return fold((each._replace(entry_id=f"{each.replica}/{each.seq}") for each in told), personal)

    for module in ("app.ledger.syncing.told_rows", "app.models.replay"):
        patch.setattr(f"{module}.fold", every_time)


SAFEGUARDS: list[tuple[History, Switch]] = [
    (a_clock_ahead, without_clamp),
    (two_at_once, without_order),
    (forgotten, without_blanking),
    (a_clone_that_wrote_on, without_fork_check),
    (moved_twice, without_dedupe),
]


@pytest.mark.parametrize(("history", "_"), SAFEGUARDS, ids=lambda each: each.__name__)
def test_with_every_safeguard_in_place_the_history_ends_well(
    three: Three, tmp_path: Path, history: History, _: Switch
) -> None:
    history(three, tmp_path)


@pytest.mark.parametrize(("history", "switch_off"), SAFEGUARDS, ids=lambda each: each.__name__)
def test_with_one_safeguard_off_the_same_history_breaks_a_law(
    three: Three, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, history: History, switch_off: Switch
) -> None:
    switch_off(monkeypatch)

    with pytest.raises(AssertionError):
        history(three, tmp_path)
