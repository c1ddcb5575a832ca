"""A PC built anew from the county: broken off at any moment it goes on, and ends as if nothing had happened."""

import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.ledger.checking import check_ledger
from app.ledger.syncing.digest import own_digest
from app.ledger.syncing.entries import heads, take_batches
from app.ledger.syncing.proving import BatchUnproven
from app.ledger.syncing.table_rows import standing_rows
from app.models.digest import TableDigest
from app.models.journal import JOURNAL
from app.models.ledger import Ledger
from app.models.opening import open_ledger
from app.models.people import Trainee, TraineeCategory
from app.models.pinyin import full_pinyin, initials
from app.models.replay import Tables, rows_of
from app.models.rows import journaled_tables
from app.models.search import find_trainees
from app.sync.protocol import RoundAnswer, unpack_answer
from tests.conftest import LOGIN
from tests.makers_certificates import make_class
from tests.sync.histories import small_answers
from tests.sync.real_county import Founded, found
from tests.sync.small_county import PC, SmallCounty, settle_all, tables_of
from tests.sync.wire import Fault
from tests.sync.world import SMALL, World

PEOPLE = 24
TABLES = ("trainee", "trainee_category")
WORKER = Path(__file__).with_name("rebuilding_worker.py")
Three = tuple[SmallCounty, PC, PC, PC]
Switch = Callable[[pytest.MonkeyPatch], None]


def write_people(ledger: Ledger, count: int = PEOPLE) -> None:
    """So many people in one group, each with a name and a phone of their own; every third gets others later."""
    with ledger.change("roster.import") as change:
        ids = change.add_many(Trainee, [_person(place) for place in range(count)])
        change.add_many(TraineeCategory, [{"trainee_id": each, "code": "01"} for each in ids])
    with ledger.change("trainee.edit") as change:
        for row in change.rows(select(Trainee).order_by(Trainee.id))[::3]:
            row.phone = "18" + row.phone[2:]
        for row in change.rows(select(Trainee).order_by(Trainee.id))[1::3]:
            row.name = "李" + row.name[1:]
            row.pinyin, row.initials = full_pinyin(row.name), initials(row.name)


def _person(place: int) -> dict[str, str]:
    name = f"罗{chr(0x4E00 + 7 * place)}祥"
    return {"name": name, "pinyin": full_pinyin(name), "initials": initials(name), "phone": f"1390000{place:04}"}


def not_found(ledger: Ledger) -> list[str]:
    """Whoever cannot be found by name, pinyin and phone as they stand, and former names that still find somebody."""
    with ledger.reading() as session:
        connection, people = session.connection(), session.scalars(select(Trainee)).all()
        lost = [
            typed
            for row in people
            for typed in (row.name, row.pinyin, row.phone)
            if row.id not in find_trainees(connection, typed, 500)
        ]
        names, phones = {row.name for row in people}, {row.phone for row in people}
        former = [_person(place) for place in range(len(people))]
        gone = [each["name"] for each in former if each["name"] not in names]
        gone += [each["phone"] for each in former if each["phone"] not in phones]
        return lost + [typed for typed in gone if find_trainees(connection, typed)]


def rows_that_came(ledger: Ledger) -> Tables:
    """The rows of the tables that are written on the first PC alone."""
    tables = tables_of(ledger)
    return {name: tables[name] for name in TABLES}


def figures(ledger: Ledger) -> list[TableDigest]:
    """Of the same tables."""
    found = own_digest(ledger)
    return [found[name] for name in TABLES]


def entries_in(ledger: Ledger) -> int:
    with ledger.reading() as session:
        return session.scalar(select(func.count()).select_from(JOURNAL)) or 0


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Founded:
    return found(tmp_path_factory.mktemp("founded"), (("a", 0), ("b", 0)))


@pytest.fixture
def world(founded: Founded, tmp_path: Path) -> Iterator[World]:
    """A PC that has delivered what it wrote, and one of the same station that has nothing yet."""
    with small_answers():
        made = World(founded, tmp_path / "world")
        with made.opened(made.pc(0)) as ledger:
            write_people(ledger)
        made.reported(made.pc(0), SMALL)
        yield made
        made.close()


def ends_well(world: World) -> None:
    """Both PCs hold the same, and on the second everybody is found."""
    report = world.reported(world.pc(1))
    with world.opened(world.pc(0)) as first, world.opened(world.pc(1)) as second:
        theirs, ours = rows_that_came(first), rows_that_came(second)
        lost, is_sound = not_found(second), check_ledger(second).is_sound
    assert len(ours["trainee"]) == PEOPLE
    assert theirs == ours
    assert (lost, is_sound) == ([], True)
    assert report is not None
    assert report.unequal == ()


def kept(_: pytest.MonkeyPatch) -> None:
    """As it is."""


def dropped(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("app.sync.round.take_held", lambda this: None)


@pytest.mark.parametrize(("switch", "is_kept"), [(kept, True), (dropped, False)], ids=["kept", "control: dropped"])
def test_what_came_before_the_line_broke_is_kept_and_the_next_round_brings_the_rest(
    world: World, monkeypatch: pytest.MonkeyPatch, switch: Switch, is_kept: bool
) -> None:
    with world.opened(world.pc(1)) as ledger:
        before = entries_in(ledger)

    with monkeypatch.context() as patch:
        switch(patch)
        world.broken_round(1, [*[Fault.NONE] * 5, Fault.LOST])

    with world.opened(world.pc(1)) as ledger:
        came = entries_in(ledger) - before
    assert (came > 0) is is_kept
    ends_well(world)


@pytest.mark.parametrize("enough", [12, 20_000])
def test_a_pc_that_goes_dark_while_it_is_built_anew_goes_on_where_it_was(
    world: World, monkeypatch: pytest.MonkeyPatch, enough: int
) -> None:
    monkeypatch.setattr("app.sync.answers.ENOUGH", enough)

    for answers in (2, 5, 3):
        world.crashed_round(1, answers)
        world.uncommitted_round(1, answers)
        with world.opened(world.pc(1)) as ledger:
            assert check_ledger(ledger).is_sound
            assert not_found(ledger) == []

    ends_well(world)


def test_many_answers_are_taken_in_as_one(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[int] = []

    def counting(ledger, batches, check):
        taken.append(len(batches))
        return take_batches(ledger, batches, check)

    monkeypatch.setattr("app.sync.answers.take_batches", counting)
    report = world.reported(world.pc(1))

    assert report is not None
    assert report.requests > 6
    assert max(taken) > 10
    assert len(taken) <= 2


def with_a_damaged_batch(data: bytes) -> RoundAnswer:
    """An answer with a signature that does not hold, once it is about entries far down a chain."""
    answer = unpack_answer(data)
    spoilt = [replace(each, signature=bytes(64)) if each.first > 12 else each for each in answer.batches]
    return replace(answer, batches=tuple(spoilt))


def test_of_all_that_came_at_once_what_stands_before_a_damaged_batch_is_kept(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with world.opened(world.pc(1)) as ledger:
        before = entries_in(ledger)

    with monkeypatch.context() as patch:
        patch.setattr("tests.sync.wire.unpack_answer", with_a_damaged_batch)
        with pytest.raises(BatchUnproven):
            world.reported(world.pc(1))

    with world.opened(world.pc(1)) as ledger:
        assert entries_in(ledger) - before >= 12
    ends_well(world)


def ended_by_kill(folder: Path, told: int) -> bool:
    """Let a program rebuild this ledger, kill it as soon as it told so many steps; whether it had not ended before."""
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    command = [sys.executable, str(WORKER), str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        for _ in range(told):
            process.stdout.readline()
        process.send_signal(signal.SIGKILL)
    return process.returncode == -signal.SIGKILL


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is a POSIX signal")
def test_killed_again_and_again_it_ends_with_the_tables_of_an_undisturbed_one(three: Three) -> None:
    county, first, second, third = three
    write_people(first.ledger, 240)
    first.deliver(county, most=6)
    third.collect(county)
    listed = {key_id: entry.public for key_id, entry in county.office.entries.items()}
    batches = county.lacking(heads(second.ledger))
    folder = second.ledger.places.folder
    (folder / "brought").write_bytes(pickle.dumps((batches, listed, county.desk.public)))
    second.ledger.close()

    kills = [ended_by_kill(folder, told) for told in (1, 2, 3)]

    second.ledger = open_ledger(folder, LOGIN, second.clock, patience=5)
    came, is_sound, lost = entries_in(second.ledger), check_ledger(second.ledger).is_sound, not_found(second.ledger)
    second.collect(county)
    assert (kills, is_sound, lost) == ([True] * 3, True, [])
    assert 20 < came < entries_in(second.ledger)
    assert rows_that_came(second.ledger) == rows_that_came(third.ledger)
    assert figures(second.ledger) == figures(third.ledger)
    assert not_found(second.ledger) == []
    assert len(tables_of(second.ledger)["trainee"]) == 240


def without_search(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("app.ledger.syncing.table_rows.index_anew", lambda connection, moved: None)


def without_phones(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("app.models.search.Findable.fragments", property(lambda _: ("", "")))


def without_names(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("app.models.search.Findable.words", property(lambda _: ("", "", "")))


@pytest.mark.parametrize("switch", [kept, without_search, without_phones, without_names])
def test_who_is_changed_elsewhere_is_found_as_they_are_now_and_no_longer_as_they_were(
    three: Three, switch: Switch, monkeypatch: pytest.MonkeyPatch
) -> None:
    county, first, second, _ = three
    switch(monkeypatch)

    write_people(first.ledger)
    first.deliver(county, most=7)
    for batch in county.lacking(heads(second.ledger)):
        take_batches(second.ledger, [batch], county.checks)

    assert (not_found(second.ledger) == []) is (switch is kept)


def test_rows_are_read_for_the_figures_as_the_journal_tells_them(three: Three) -> None:
    county, first, second, _ = three
    make_class(first.ledger, 3)
    write_people(first.ledger)
    settle_all(county, (first, second))

    with second.ledger.reading() as session:
        connection = session.connection()
        expected = {name: rows_of(connection, entity) for name, entity in journaled_tables().items()}
        found_rows = {name: dict(standing_rows(connection, name, list(expected[name]))) for name in expected}

    assert sum(map(bool, expected.values())) > 8
    assert found_rows == expected
