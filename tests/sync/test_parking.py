"""What cannot be applied waits, is shown, and is applied once it can be; an erased person stays erased."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DatabaseError

from app.ledger.checking import check_ledger
from app.ledger.erasing import erase_person
from app.ledger.operators import list_operators
from app.ledger.syncing.elsewhere import KnownElsewhere
from app.ledger.syncing.entries import take_batches, try_parked_after_upgrade, try_parked_again
from app.ledger.syncing.feed import FeedFact, take_feed
from app.ledger.syncing.receipts import outbox
from app.ledger.syncing.state import sync_state
from app.ledger.trust_lists import trust_lists
from app.models.county_index import IndexHead, Training, pack_head, pack_part, parts_of, person_hash
from app.models.guard import Mode
from app.models.journal import JOURNAL, Fact, Stamp, append, head_of
from app.models.ledger import Ledger
from app.models.local import blob, keep_blob
from app.models.parking import LONGEST_SHORT
from app.models.people import Trainee, TraineeCategory
from app.models.rows import new_id
from app.models.search import find_trainees
from tests.makers import add_trainee, make_trainee
from tests.sync.small_county import PC, SmallCounty, settle_all, tables_of

Three = tuple[SmallCounty, PC, PC, PC]
OTHER = "0" * 36


def write(ledger: Ledger, *facts: Fact) -> None:
    """Put entries into the journal that no use case of this program would write."""
    with ledger.taking(Mode.HEALING) as connection:
        head = head_of(connection, ledger.standing.replica)
        readings = iter(ledger.hlc.tick(0) for _ in facts)
        append(connection, head, Stamp(new_id(), ""), facts, readings)
        ledger.note_head(head_of(connection, ledger.standing.replica))


def trainee_fields(ledger: Ledger, **more: Any) -> dict[str, Any]:
    trainee = make_trainee(name="李兰")
    names = ("name", "pinyin", "initials", "id_type", "id_number", "phone", "sex")
    usual = {name: getattr(trainee, name) for name in names}
    return {**usual, "status": "prospective", "station": ledger.standing.station} | more


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ({"shoe_size": 42}, "field"),
        ({"name": 7}, "field"),
        ({"name": "罗" * (LONGEST_SHORT + 1)}, "field"),
        ({"other_names": [{"a": [1]}]}, "field"),
        ({"birth_date": "yesterday"}, "field"),
        ({"station": OTHER}, "foreign"),
        ({"place_id": OTHER}, "parent"),
    ],
)
def test_an_entry_that_cannot_be_applied_waits_and_others_go_on(
    three: Three, told: dict[str, Any], reason: str
) -> None:
    county, first, second, _ = three
    odd, good = new_id(), add_trainee(first.ledger)
    write(first.ledger, Fact("trainee", odd, "I", trainee_fields(first.ledger, **told)))
    write(first.ledger, Fact("trainee", odd, "U", {"phone": ["13800000000", "13900000000"]}))

    settle_all(county, (first, second))

    parked = outbox(second.ledger).parked
    assert [(entry.row_id, entry.reason) for entry in parked] == [(odd, reason), (odd, "behind")]
    assert set(tables_of(second.ledger)["trainee"]) == {good}
    assert check_ledger(second.ledger).is_sound


def test_an_unknown_table_waits_and_harms_nobody(three: Three) -> None:
    county, first, second, _ = three
    write(first.ledger, Fact("moon_phase", new_id(), "I", {"phase": "full"}))

    settle_all(county, (first, second))

    assert [(entry.entity, entry.reason) for entry in outbox(second.ledger).parked] == [("moon_phase", "table")]
    assert check_ledger(second.ledger).is_sound


def test_a_child_that_came_before_its_parent_is_applied_when_the_parent_comes(three: Three) -> None:
    county, first, second, third = three
    trainee = add_trainee(first.ledger)
    settle_all(county, (first, second))
    with second.ledger.change("trainee.edit") as change:
        group = change.add(TraineeCategory(trainee_id=trainee, code="01")).id
    second.deliver(county)
    lacking = county.lacking([])
    own = second.ledger.standing.replica

    take_batches(third.ledger, [batch for batch in lacking if batch.replica == own], county.checks)
    before = outbox(third.ledger).parked, tables_of(third.ledger)["trainee_category"]
    take_batches(third.ledger, [batch for batch in lacking if batch.replica != own], county.checks)

    assert [(entry.row_id, entry.reason, entry.detail) for entry in before[0]] == [(group, "parent", "trainee")]
    assert before[1] == {}
    assert outbox(third.ledger).parked == ()
    assert set(tables_of(third.ledger)["trainee_category"]) == {group}
    assert check_ledger(third.ledger).is_sound


def test_a_child_of_a_parent_that_was_removed_is_kept(three: Three) -> None:
    county, first, second, _ = three
    trainee = add_trainee(first.ledger)
    settle_all(county, (first, second))
    with first.ledger.change("trainee.remove") as change:
        change.delete(change.get(Trainee, trainee))
    second.clock.advance(minutes=1)
    with second.ledger.change("trainee.edit") as change:
        group = change.add(TraineeCategory(trainee_id=trainee, code="01")).id

    settle_all(county, (first, second))

    for pc in (first, second):
        standing = tables_of(pc.ledger)
        assert (standing["trainee"], set(standing["trainee_category"])) == ({}, {group})
        assert check_ledger(pc.ledger).is_sound


def test_trying_again_changes_nothing_while_the_reason_stands(three: Three) -> None:
    county, first, second, _ = three
    write(first.ledger, Fact("trainee", new_id(), "I", trainee_fields(first.ledger, place_id=OTHER)))
    settle_all(county, (first, second))
    before = outbox(second.ledger).parked

    applied = try_parked_again(second.ledger)

    assert (applied.rows, applied.parked) == (1, 0)
    assert outbox(second.ledger).parked == before != ()


def test_what_an_older_program_could_not_apply_is_applied_by_the_first_round_of_a_newer_one(
    three: Three, monkeypatch: pytest.MonkeyPatch
) -> None:
    county, first, second, _ = three
    fact = Fact("trainee", new_id(), "I", trainee_fields(first.ledger))
    with monkeypatch.context() as newer:
        newer.setattr("app.models.journal.SCHEMA", 2)
        write(first.ledger, fact)
    settle_all(county, (first, second))
    try_parked_after_upgrade(second.ledger)
    before = [each.reason for each in outbox(second.ledger).parked]
    for name in ("app.models.parking.SCHEMA", "app.ledger.syncing.entries.SCHEMA"):
        monkeypatch.setattr(name, 2)

    try_parked_after_upgrade(second.ledger)

    assert (before, outbox(second.ledger).parked) == (["schema"], ())
    assert fact.row_id in tables_of(second.ledger)["trainee"]


def test_an_erased_person_is_erased_on_the_other_pc_and_never_comes_back(three: Three) -> None:
    county, first, second, third = three
    with first.ledger.change("trainee.add") as change, first.ledger.guard.writing(Mode.JOURNALING):
        photo = keep_blob(change.session.connection(), b"face", "image/png")
        trainee = change.add(make_trainee(photo=photo)).id
    settle_all(county, (first, second))
    with second.ledger.taking() as connection:
        keep_blob(connection, b"face", "image/png")
    old = county.lacking([])
    second.clock.advance(minutes=1)
    edit(second.ledger, trainee, "13911111111")

    erase_person(first.ledger, trainee, "本人要求")
    settle_all(county, (first, second))
    take_batches(third.ledger, old, county.checks)
    third.collect(county)

    for pc in (first, second, third):
        row = tables_of(pc.ledger)["trainee"][trainee]
        assert (row["name"], row["id_number"], row["phone"]) == ("", "", "")
        with pc.ledger.reading() as session:
            assert find_trainees(session.connection(), "9830") == []
            assert blob(session.connection(), photo) is None
            bodies = session.scalars(select(JOURNAL.c.body).where(JOURNAL.c.row_id == trainee)).all()
        assert not any("罗正祥" in (body or b"").decode() or "1391" in (body or b"").decode() for body in bodies)
        assert check_ledger(pc.ledger).is_sound


@pytest.mark.parametrize("told", [{"shoe_size": ["", 42]}, {"name": ["罗正祥", 7]}], ids=["kept", "blanked"])
def test_who_is_erased_stays_erased_though_something_about_them_waits(three: Three, told: dict[str, Any]) -> None:
    county, first, second, third = three
    trainee = add_trainee(first.ledger)
    settle_all(county, (first, second))
    write(second.ledger, Fact("trainee", trainee, "U", told))
    settle_all(county, (first, second))
    first.clock.advance(minutes=1)

    erase_person(first.ledger, trainee, "本人要求")
    settle_all(county, (first, second))
    with second.ledger.change("trainee.edit") as change:
        change.rows(select(Trainee))[0].status = "enrolled"
    settle_all(county, (first, second, third))

    for pc in (first, third):
        assert tables_of(pc.ledger)["trainee"][trainee]["name"] == ""
        assert check_ledger(pc.ledger).is_sound
    assert tables_of(first.ledger)["trainee"] == tables_of(third.ledger)["trainee"]
    assert outbox(first.ledger).parked == outbox(third.ledger).parked


def edit(ledger: Ledger, trainee: str, phone: str) -> None:
    with ledger.change("trainee.edit") as change:
        row = change.get(Trainee, trainee)
        assert row is not None
        row.phone = phone


def test_a_person_erased_before_a_pc_was_rebuilt_never_reaches_it(three: Three) -> None:
    county, first, _, third = three
    trainee = add_trainee(first.ledger)
    erase_person(first.ledger, trainee, "本人要求")
    first.deliver(county, most=2)
    county.without_bodies({trainee})

    third.collect(county)

    assert tables_of(third.ledger)["trainee"][trainee] == tables_of(first.ledger)["trainee"][trainee]
    assert outbox(third.ledger).parked == ()


def test_lists_of_the_feed_come_into_use_once(three: Three) -> None:
    county, first, _, _ = three
    fresh = county.office.key_list()
    items = [FeedFact(1, "key_list", fresh), FeedFact(2, "sunrise", b"?"), FeedFact(3, "key_list", b"rubbish")]

    taken = take_feed(first.ledger, items)
    again = take_feed(first.ledger, items)

    assert ((taken.items, taken.aside), (again.items, again.aside)) == ((3, 2), (0, 0))
    assert sync_state(first.ledger).feed == 3
    listed = trust_lists(first.ledger).key_list
    assert listed is not None
    assert listed.signed == fresh


def test_the_index_tells_what_other_stations_trained_somebody_in(three: Three) -> None:
    county, first, _, _ = three
    key, number = bytes(range(32)), "533522198501069830"
    person = person_hash(key, "01", number)
    assert person is not None
    here = Training(person, "核桃", "", "", "2026-01-05", "2026-01-09", "completed", county.id, "本站")
    there = Training(person, "养蜂", "", "5", "2026-03-05", "2026-03-09", "completed", OTHER, "大寺站")
    parts = [pack_part(part) for part in parts_of([here, there]).values()]
    items = [FeedFact(place, "index", data) for place, data in enumerate(parts, 1)]

    take_feed(first.ledger, [*items, FeedFact(9, "index", pack_head(IndexHead(key, 1_790_000_000_000)))])

    with first.ledger.reading() as session:
        known = KnownElsewhere(session.connection())
        assert known.of("01", number) == (there,)
        assert known.of("01", "533522198501069814") == ()
        assert str(known.as_of) == "2026-09-21"


def test_operators_of_the_other_pc_are_not_let_in_here(three: Three) -> None:
    from app.ledger.operators import OperatorExists, add_operator
    from app.models.vocabulary import Role

    county, first, second, _ = three
    add_operator(second.ledger, "李会计", Role.CLERK, "password2")
    settle_all(county, (first, second))

    here = [row.name for row in list_operators(first.ledger)]
    add_operator(first.ledger, "李会计", Role.CLERK, "password3")

    assert here == ["station"]
    with pytest.raises(OperatorExists):
        add_operator(first.ledger, "李会计", Role.CLERK, "password3")


@pytest.mark.parametrize("statement", ["insert into sync_item values ('a', 'b', x'')", "delete from journal"])
def test_what_the_exchange_keeps_is_locked_like_every_other_table(three: Three, statement: str) -> None:
    _, first, _, _ = three

    with first.ledger.engine.connect() as connection, pytest.raises(DatabaseError, match="ledger"):
        connection.exec_driver_sql(statement)
