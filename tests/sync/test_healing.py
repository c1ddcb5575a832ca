"""Old copies and clones heal by themselves: nothing that was acknowledged is lost, no number is used twice."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.ledger.checking import check_ledger
from app.ledger.number_blocks import blocks_left
from app.ledger.syncing.entries import heads, next_batches
from app.ledger.syncing.healing import common_ground, heal
from app.ledger.syncing.proving import Forked, GapInChain
from app.models.exchange import HeadMark
from app.models.ledger import Ledger
from app.models.opening import open_ledger
from app.models.people import Trainee
from tests.conftest import LOGIN
from tests.makers import add_trainee
from tests.sync.small_county import PC, SmallCounty, entry_ids, settle_all, tables_of

Three = tuple[SmallCounty, PC, PC, PC]


@contextmanager
def reopened(folder: Path, pc: PC) -> Iterator[PC]:
    with open_ledger(folder, LOGIN, pc.clock) as ledger:
        yield PC(ledger, pc.clock)


def copied(pc: PC, place: Path) -> Path:
    """The folder as an image of the disk would bring it elsewhere: with its side file, on a PC of the same mark."""
    folder = pc.ledger.places.folder
    pc.ledger.close()
    shutil.copytree(folder, place)
    pc.ledger = open_ledger(folder, LOGIN, pc.clock)
    return place


def mend(pc: PC, county: SmallCounty, replica: str = "") -> str:
    """What a round does about a fork of a chain: ask for the tail from the common ground on, and heal."""
    replica = replica or pc.ledger.standing.replica
    ground = common_ground(pc.ledger, replica)
    (head,) = (mark for mark in county.heads() if mark.replica == replica)
    tail = [batch for batch in county.chains[replica] if batch.last > ground.seq]
    return heal(pc.ledger, replica, head, tail, county.checks).replica


def laws(county: SmallCounty, pcs: list[PC], acknowledged: set[str]) -> None:
    standing = [tables_of(pc.ledger) for pc in pcs]
    assert all(each == standing[0] for each in standing)
    for pc in pcs:
        assert check_ledger(pc.ledger).is_sound
        assert acknowledged <= entry_ids(pc.ledger)


def test_a_clone_that_wrote_on_goes_on_under_a_new_name_and_loses_nothing(three: Three, tmp_path: Path) -> None:
    county, first, second, _ = three
    trainee = add_trainee(first.ledger)
    first.deliver(county)
    with reopened(copied(first, tmp_path / "clone"), second) as clone:
        edit(clone.ledger, trainee, "13911111111")
        add_trainee(clone.ledger, name="李兰")
        first.clock.advance(minutes=5)
        edit(first.ledger, trainee, "13922222222")
        first.deliver(county)
        acknowledged = entry_ids(clone.ledger) | entry_ids(first.ledger)
        refused = next_batches(clone.ledger, county.id, clone.key, county.heads(), most_bytes=65536, most_entries=4000)
        former, blocks = clone.ledger.standing.replica, blocks_left(clone.ledger).blocks
        fresh = mend(clone, county)
        settle_all(county, (clone, first, second))

        assert refused == ()
        assert fresh == clone.ledger.standing.replica != former
        assert (len(blocks), blocks_left(clone.ledger).blocks) == (1, ())
        laws(county, [clone, first, second], acknowledged)
        assert tables_of(first.ledger)["trainee"][trainee]["phone"] == "13922222222"


def edit(ledger: Ledger, trainee: str, phone: str) -> None:
    with ledger.change("trainee.edit") as change:
        row = change.get(Trainee, trainee)
        assert row is not None
        row.phone = phone


def test_an_old_copy_takes_what_it_had_forgotten_and_goes_on_under_a_new_name(three: Three, tmp_path: Path) -> None:
    county, first, second, _ = three
    first.deliver(county)
    old = copied(first, tmp_path / "old")
    trainee = add_trainee(first.ledger)
    first.deliver(county)
    acknowledged = entry_ids(first.ledger)

    with reopened(old, first) as back:
        with pytest.raises(Forked):
            back.collect(county)
        mend(back, county)
        add_trainee(back.ledger, name="李兰")
        settle_all(county, (back, second))

        assert trainee in tables_of(back.ledger)["trainee"]
        laws(county, [back, second], acknowledged)


def test_a_chain_that_is_whole_is_left_as_it_is(three: Three) -> None:
    county, first, _, _ = three
    first.deliver(county)
    add_trainee(first.ledger)
    before = heads(first.ledger)

    assert mend(first, county) == ""
    assert heads(first.ledger) == before


def test_a_tail_that_ends_before_the_chains_part_heals_nothing(three: Three, tmp_path: Path) -> None:
    county, first, second, _ = three
    first.deliver(county)
    with reopened(copied(first, tmp_path / "clone"), second) as clone:
        add_trainee(clone.ledger)
        add_trainee(first.ledger, name="李兰")
        first.deliver(county)
        replica, before = clone.ledger.standing.replica, heads(clone.ledger)
        (head,) = (mark for mark in county.heads() if mark.replica == replica)

        with pytest.raises(GapInChain):
            heal(clone.ledger, replica, head, county.chains[replica][:1], county.checks)
        with pytest.raises(GapInChain):
            heal(clone.ledger, replica, head, [], county.checks)

        assert heads(clone.ledger) == before


def test_a_fork_in_a_chain_that_no_longer_grows_leaves_the_present_one_alone(three: Three, tmp_path: Path) -> None:
    from app.ledger.restoring import go_on_anew

    county, first, second, _ = three
    first.deliver(county)
    with reopened(copied(first, tmp_path / "clone"), second) as clone:
        former = clone.ledger.standing.replica
        add_trainee(clone.ledger)
        go_on_anew(clone.ledger, "clone")
        add_trainee(first.ledger, name="李兰")
        first.deliver(county)
        acknowledged, present = entry_ids(clone.ledger), clone.ledger.standing.replica

        aside = mend(clone, county, former)
        settle_all(county, (clone, first))

        assert aside not in (former, present)
        assert clone.ledger.standing.replica == present
        laws(county, [clone, first], acknowledged)


def test_healing_twice_moves_nothing_a_second_time(three: Three, tmp_path: Path) -> None:
    county, first, second, _ = three
    first.deliver(county)
    with reopened(copied(first, tmp_path / "clone"), second) as clone:
        add_trainee(clone.ledger)
        add_trainee(first.ledger, name="李兰")
        first.deliver(county)
        former = clone.ledger.standing.replica
        mend(clone, county)
        (head,) = (mark for mark in county.heads() if mark.replica == former)

        again = heal(clone.ledger, former, head, county.chains[former], county.checks)

        assert (again.replica, again.moved) == ("", 0)
        assert common_ground(clone.ledger, former) == HeadMark(former, head.seq, head.hash)
