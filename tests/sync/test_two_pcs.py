"""Two PCs of one station come to the same tables, whatever order their entries arrive in, and however often."""

import random
import tempfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.ledger.checking import check_ledger
from app.ledger.erasing import erase_person
from app.ledger.syncing.clashes import ClashGone, list_clashes, settle_clash
from app.ledger.syncing.digest import own_digest
from app.ledger.syncing.entries import heads, take_batches
from app.ledger.syncing.receipts import outbox
from app.models.change import Change
from app.models.people import Trainee, TraineeCategory
from app.models.phones import mask_phone
from app.models.search import find_trainees
from tests.conftest import MORNING
from tests.makers import add_trainee, make_trainee
from tests.sync.small_county import MINUTE, PC, SmallCounty, Station, settle_all, tables_of

ACTS = st.tuples(
    st.integers(0, 1),
    st.sampled_from(("add", "phone", "note", "group", "ungroup", "erase", "sync")),
    st.integers(0, 99),
)
Three = tuple[SmallCounty, PC, PC, PC]
OFFSETS = st.sampled_from((timedelta(0), timedelta(days=-500), timedelta(days=5000), timedelta(minutes=-20)))


def people(change: Change) -> list[Any]:
    return list(change.rows(select(Trainee).where(Trainee.erased_on.is_(None)).order_by(Trainee.id)))


def act(pc: PC, county: SmallCounty, what: str, chance: int) -> None:
    pc.clock.advance(minutes=7)
    county.now += 7 * MINUTE
    if what == "sync":
        pc.deliver(county, most=1 + chance % 9)
        pc.collect(county)
    elif what == "erase":
        with pc.ledger.reading() as session:
            found = session.scalars(select(Trainee.id).where(Trainee.erased_on.is_(None)).order_by(Trainee.id)).all()
        if found and chance % 4 == 0:
            erase_person(pc.ledger, found[chance % len(found)], "本人要求")
    else:
        with pc.ledger.change("trainee.edit") as change:
            WRITES[what](change, chance)


def add(change: Change, chance: int) -> None:
    change.add(make_trainee(name=f"罗{chance}", id_number=""))


def phone(change: Change, chance: int) -> None:
    for row in people(change)[chance % 3 : chance % 3 + 1]:
        row.phone = f"139{chance:08d}"


def note(change: Change, chance: int) -> None:
    for row in people(change)[chance % 2 : chance % 2 + 2]:
        row.note = f"记{chance}"


def group(change: Change, chance: int) -> None:
    for row in people(change)[:1]:
        change.add(TraineeCategory(trainee_id=row.id, code=f"{chance % 5}"))


def ungroup(change: Change, chance: int) -> None:
    for row in change.rows(select(TraineeCategory).order_by(TraineeCategory.id))[:1]:
        change.delete(row)


WRITES = {"add": add, "phone": phone, "note": note, "group": group, "ungroup": ungroup}


# A history takes half a second: a failing one is told as it is, short as it is, rather than shrunk for minutes.
@settings(max_examples=12, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(st.lists(ACTS, max_size=25), st.tuples(OFFSETS, OFFSETS), st.randoms(use_true_random=False))
def test_every_pc_comes_to_the_same_tables_in_whatever_order_the_batches_arrive(
    station: Station, acts: list[tuple[int, str, int]], offsets: tuple[timedelta, ...], chance: random.Random
) -> None:
    with tempfile.TemporaryDirectory() as room, station.opened(Path(room), 3) as (county, (first, second, third)):
        for pc, offset in zip((first, second), offsets, strict=True):
            pc.clock.time = MORNING + offset
        for who, what, number in acts:
            act((first, second)[who], county, what, number)
        settle_all(county, (first, second))

        third.deliver(county)
        collect_shuffled(third, county, chance)
        settle_all(county, (first, second))

        standing = [tables_of(pc.ledger) for pc in (first, second, third)]
        checks = [check_ledger(pc.ledger) for pc in (first, second, third)]
        digests = [own_digest(pc.ledger) for pc in (first, second, third)]
        waiting = [outbox(pc.ledger) for pc in (first, second, third)]

    assert standing[0] == standing[1] == standing[2]
    assert [check.differences for check in checks] == [(), (), ()]
    assert [check.is_sound for check in checks] == [True, True, True]
    assert digests[0] == digests[1] == digests[2]
    assert [(each.waiting, each.parked) for each in waiting] == [(0, ())] * 3
    assert waiting[0].clashes == waiting[1].clashes == waiting[2].clashes


def collect_shuffled(pc: PC, county: SmallCounty, chance: random.Random) -> None:
    """Take the chains in any interleaving, in parts of any size, some of it twice."""
    left: dict[str, list[Any]] = {}
    for batch in county.lacking(heads(pc.ledger)):
        left.setdefault(batch.replica, []).append(batch)
    while left:
        replica = chance.choice(sorted(left))
        part = left[replica][: chance.randint(1, 3)]
        take_batches(pc.ledger, part, county.checks)
        if chance.random() < 0.3:
            again = take_batches(pc.ledger, part, county.checks)
            assert (again.entries, again.rows) == (0, 0)
        left[replica] = left[replica][len(part) :]
        if not left[replica]:
            del left[replica]


def test_a_person_entered_on_one_pc_is_found_on_the_other(three: Three) -> None:
    county, first, second, _ = three
    trainee = add_trainee(first.ledger)

    first.deliver(county)
    second.collect(county)

    with second.ledger.reading() as session:
        found = [find_trainees(session.connection(), typed) for typed in ("罗正", "luozh", "lzx", "9830", "13800")]
    assert found == [[trainee]] * 5


def test_a_changed_name_is_found_and_the_old_one_is_not(three: Three) -> None:
    county, first, second, _ = three
    trainee = add_trainee(first.ledger)
    settle_all(county, (first, second))

    with first.ledger.change("trainee.edit") as change:
        row = change.get(Trainee, trainee)
        row.name, row.pinyin, row.initials = "李兰", "li lan", "ll"
    settle_all(county, (first, second))

    with second.ledger.reading() as session:
        assert find_trainees(session.connection(), "李兰") == [trainee]
        assert find_trainees(session.connection(), "罗正祥") == []


def test_two_clerks_who_change_one_phone_both_are_shown_and_the_later_one_stands(three: Three) -> None:
    county, first, second, _ = three
    trainee = add_trainee(first.ledger)
    settle_all(county, (first, second))
    for pc, minutes, number in ((first, 30, "13911111111"), (second, 20, "13922222222")):
        pc.clock.advance(minutes=minutes)
        with pc.ledger.change("trainee.edit") as change:
            change.get(Trainee, trainee).phone = number

    settle_all(county, (first, second))

    for pc in (first, second):
        (clash,) = outbox(pc.ledger).clashes
        assert (clash.entity, clash.row_id, clash.field) == ("trainee", trainee, "phone")
        assert tables_of(pc.ledger)["trainee"][trainee]["phone"] == "13911111111"


def test_both_values_of_a_clash_are_shown_masked_until_somebody_has_seen_it(three: Three) -> None:
    county, first, second, _ = three
    trainee = add_trainee(first.ledger)
    settle_all(county, (first, second))
    for pc, minutes, number in ((first, 30, "13911111111"), (second, 20, "13922222222")):
        pc.clock.advance(minutes=minutes)
        with pc.ledger.change("trainee.edit") as change:
            change.get(Trainee, trainee).phone = number
    settle_all(county, (first, second))

    (shown,) = list_clashes(first.ledger)
    settle_clash(first.ledger, shown.clash)

    assert (shown.before.value, shown.after.value) == (mask_phone("13922222222"), mask_phone("13911111111"))
    assert (shown.before.actor, shown.after.actor) == ("station", "station")
    assert (shown.after.at, shown.before.at) == (first.clock.now(), second.clock.now())
    assert (list_clashes(first.ledger), outbox(first.ledger).clashes) == ((), ())
    assert [each.clash for each in list_clashes(first.ledger, settled=True)] == [shown.clash]
    assert len(list_clashes(second.ledger)) == 1
    with pytest.raises(ClashGone):
        settle_clash(first.ledger, replace(shown.clash, field="name"))


def test_of_a_person_removed_meanwhile_the_late_edit_is_shown(three: Three) -> None:
    county, first, second, _ = three
    trainee = add_trainee(first.ledger)
    settle_all(county, (first, second))
    with first.ledger.change("trainee.edit") as change:
        change.delete(change.get(Trainee, trainee))
    second.clock.advance(minutes=1)
    with second.ledger.change("trainee.edit") as change:
        change.get(Trainee, trainee).hukou = "2"
    settle_all(county, (first, second))

    (shown,) = list_clashes(second.ledger)

    assert (shown.clash.field, shown.before.value, shown.after.value) == ("hukou", None, "2")
