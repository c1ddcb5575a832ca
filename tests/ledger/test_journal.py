"""Whoever changes an entry, a row or the order is found out, by the number of the first broken entry."""

from typing import Any

import pytest
import sqlcipher3.dbapi2 as sqlcipher
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from app.ledger.checking import check_ledger
from app.ledger.history import read_history
from app.models.journal import HEADER, JOURNAL, HybridClock, canonical, link, seal_of
from app.models.ledger import Ledger
from app.models.ledger_file import is_safe
from app.models.people import Trainee
from app.models.search import find_trainees
from tests.makers import add_trainee

LEAVES = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=20)
FIELDS = st.dictionaries(st.text(max_size=10), LEAVES | st.lists(LEAVES, max_size=3), max_size=5)


def force(ledger: Ledger, statement: str) -> None:
    """Write as an attacker would who has the key and takes the guards away."""
    with ledger.engine.connect() as connection, connection.begin():
        for table in ("journal", "trainee"):
            for verb in ("insert", "update", "delete"):
                connection.exec_driver_sql(f"drop trigger if exists guard_{table}_{verb}")
        connection.exec_driver_sql(statement)


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("update journal set actor = 'somebody' where seq = 4", "hash"),
        ("update journal set hlc = hlc - 1 where seq = 4", "hash"),
        ("update journal set op = 'D' where seq = 4", "hash"),
        ("update journal set row_id = entry_id where seq = 4", "hash"),
        ("update journal set body = cast('{}' as blob) where seq = 4", "body"),
        ("update journal set salt = zeroblob(16) where seq = 4", "body"),
        ("update journal set seal = zeroblob(32), body = null where seq = 4", "hash"),
        ("update journal set prev = zeroblob(32) where seq = 4", "prev"),
        ("update journal set hash = zeroblob(32) where seq = 4", "hash"),
        ("delete from journal where seq = 4", "gap"),
    ],
)
def test_a_tampered_entry_is_named(ledger: Ledger, statement: str, fault: str) -> None:
    add_trainee(ledger)
    add_trainee(ledger, name="李正兰", id_number="53092119850106985X")
    assert check_ledger(ledger).is_sound

    force(ledger, statement)

    broken = check_ledger(ledger).broken
    assert broken is not None
    assert broken.fault == fault
    assert broken.seq == (5 if fault == "gap" else 4)


def test_an_entry_cut_off_at_the_end_shows_as_a_row_nobody_told_of(ledger: Ledger) -> None:
    add_trainee(ledger)

    force(ledger, "delete from journal where seq = (select max(seq) from journal)")

    assert [unequal.fields for unequal in check_ledger(ledger).differences] == [("unknown",)]


def test_a_row_changed_behind_the_journal_is_named_with_its_fields(ledger: Ledger) -> None:
    add_trainee(ledger)

    force(ledger, "update trainee set village = '别处', sex = '2'")

    assert [unequal.fields for unequal in check_ledger(ledger).differences] == [("sex", "village")]


@given(FIELDS)
def test_a_body_has_one_spelling(fields: dict[str, Any]) -> None:
    shuffled = dict(reversed(list(fields.items())))

    assert canonical(fields) == canonical(shuffled)


@given(st.lists(st.text(max_size=5), min_size=2, max_size=5), st.integers(0, 3))
def test_moving_a_letter_between_header_fields_changes_the_hash(header: list[str], at: int) -> None:
    at %= len(header) - 1
    moved = [*header[:at], header[at] + "x", *header[at + 1 :]]
    other = [*header[: at + 1], "x" + header[at + 1], *header[at + 2 :]]

    assert link(bytes(32), moved, bytes(32)) != link(bytes(32), other, bytes(32))


@given(st.lists(st.integers(0, 2**44), min_size=1, max_size=30))
def test_the_hybrid_clock_never_goes_back(readings: list[int]) -> None:
    clock = HybridClock()

    ticks = [clock.tick(milliseconds) for milliseconds in readings]

    assert ticks == sorted(set(ticks))
    assert all(tick >> 16 >= milliseconds for tick, milliseconds in zip(ticks, readings, strict=True))


def test_every_entry_can_be_recomputed_from_what_is_stored(ledger: Ledger) -> None:
    add_trainee(ledger)

    with ledger.engine.connect() as connection:
        stored = connection.execute(select(JOURNAL).order_by(JOURNAL.c.position)).all()

    for entry in stored:
        assert seal_of(entry.salt, entry.body) == entry.seal
        assert link(entry.prev, [getattr(entry, name) for name in HEADER], entry.seal) == entry.hash


def test_history_tells_who_when_why_and_masks_numbers(ledger: Ledger) -> None:
    trainee = add_trainee(ledger)
    with ledger.change("trainee.edit", reason="换了手机") as change:
        row = change.get(Trainee, trainee)
        assert row is not None
        row.phone = "13911112222"

    newest, first = read_history(ledger, row_id=trainee)

    assert (newest.actor, newest.action, newest.reason) == ("station", "trainee.edit", "换了手机")
    assert newest.at.startswith("2026-11-21T09:00")
    assert "13911112222" not in str(newest.fields)
    assert first.fields["id_number"] == "533***********9830"


@pytest.mark.parametrize("typed", ["罗", "罗正", "正祥", "luo", "luozheng", "luo zh", "LZX", "lz", "9830", "1380000"])
def test_a_trainee_is_found_by_name_pinyin_initials_number_tail_and_phone(ledger: Ledger, typed: str) -> None:
    wanted = add_trainee(ledger)
    add_trainee(ledger, name="李兰", pinyin="li lan", initials="ll", id_number="53092119850106985X", phone="")

    with ledger.engine.connect() as connection:
        assert find_trainees(connection, typed) == [wanted]


@pytest.mark.parametrize("typed", ['"', "a*", "NEAR(", "' or 1", "罗 AND", "---", "000000"])
def test_strange_search_words_find_nothing_and_break_nothing(ledger: Ledger, typed: str) -> None:
    add_trainee(ledger, phone="")

    with ledger.engine.connect() as connection:
        assert find_trainees(connection, typed) == []


def test_a_renamed_trainee_is_found_by_the_new_name_only(ledger: Ledger) -> None:
    trainee = add_trainee(ledger)
    with ledger.change("trainee.edit") as change:
        row = change.get(Trainee, trainee)
        assert row is not None
        row.name, row.pinyin, row.initials = "罗正翔", "luo zheng xiang", "lzx"

    with ledger.engine.connect() as connection:
        assert find_trainees(connection, "翔") == [trainee]
        assert find_trainees(connection, "祥") == []


def test_the_database_is_free_of_the_wal_reset_bug() -> None:
    assert is_safe(sqlcipher.sqlite_version_info)
    assert not is_safe((3, 40, 1))
    assert not is_safe((3, 51, 2))
    assert is_safe((3, 50, 7))
