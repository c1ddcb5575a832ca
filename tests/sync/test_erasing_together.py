"""A person is erased on one PC while another writes about them: both PCs and the county come to the same, blank."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from app.county.store.tables import EntryRow
from app.ledger.erasing import erase_person
from app.models.journal import JOURNAL
from app.models.ledger import Ledger
from app.models.people import Trainee
from tests.makers import make_trainee
from tests.sync.histories import small_answers
from tests.sync.laws import check, heal
from tests.sync.looking import county_rows
from tests.sync.real_county import Founded, found
from tests.sync.world import World

NEEDLES = ("罗正祥", "罗改名", "13800000000", "养蜂")


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Founded:
    return found(tmp_path_factory.mktemp("founded"), (("a", 0), ("b", 0)))


@pytest.fixture
def world(founded: Founded, tmp_path: Path) -> Iterator[World]:
    with small_answers():
        made = World(founded, tmp_path)
        yield made
        made.close()


def write_about(ledger: Ledger, trainee: str) -> None:
    """Two edits: one that tells of the person among other things, one that does not."""
    edited(ledger, trainee, name="罗改名", note="养蜂", labour_ability="full")
    edited(ledger, trainee, hukou="2")


def edited(ledger: Ledger, trainee: str, **fields: str) -> None:
    with ledger.change("trainee.edit") as change:
        row = change.get(Trainee, trainee)
        for name, value in fields.items():
            setattr(row, name, value)


def bodies(world: World, ledgers: list[Ledger], trainee: str) -> list[set[tuple[str, bytes | None]]]:
    """What each copy still tells of this person, entry by entry."""
    found = []
    for ledger in ledgers:
        with ledger.reading() as session:
            rows = session.execute(select(JOURNAL.c.entry_id, JOURNAL.c.body).where(JOURNAL.c.row_id == trainee))
            found.append({(row.entry_id, row.body) for row in rows})
    with world.hall.office.register.reading() as session:
        rows = session.execute(select(EntryRow.entry_id, EntryRow.body).where(EntryRow.row_id == trainee))
        return [*found, {(row.entry_id, row.body) for row in rows}]


@pytest.mark.parametrize("order", ["erased first", "edited first", "edited at once", "before either reported"])
def test_an_erasure_beside_an_edit_comes_to_the_same_blank_row_everywhere(world: World, order: str) -> None:
    first, second = world.pcs
    with world.opened(first) as one, world.opened(second) as two:
        with one.change("trainee.add") as change:
            trainee = change.add(make_trainee()).id
        heal(world)
        edited(one, trainee, education="4")
        if order != "before either reported":
            heal(world)

        if order == "edited first":
            write_about(two, trainee)
            world.reported(second)
        world.clock.advance(minutes=1)
        erase_person(one, trainee, "本人要求")
        if order == "erased first":
            world.clock.advance(minutes=1)
            world.reported(first)
        if order != "edited first":
            write_about(two, trainee)
        check(world)

        copies = bodies(world, [one, two], trainee)
        row = county_rows(world.hall.office.register, one.standing.station)["trainee"][trainee]

    assert (row["name"], row["phone"], row["id_number"], row["note"]) == ("", "", "", "")
    assert copies[0] == copies[1] == copies[2]
    told = b"".join(body or b"" for _, body in copies[0]).decode()
    assert [needle for needle in NEEDLES if needle in told] == []
    assert '{"hukou":' in told
