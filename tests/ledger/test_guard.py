"""Writing goes through a change, or not at all: the database itself refuses the rest."""

import pytest
import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import DatabaseError

from app.ledger.checking import check_ledger
from app.ledger.history import read_history
from app.models.certificates import Certificate
from app.models.change import BulkWriteRefused, Change
from app.models.journal import JOURNAL
from app.models.ledger import Ledger, NestedChange
from app.models.people import Trainee
from app.models.rows import journaled_tables
from tests.makers import add_trainee, make_block, make_certificate, make_enrolment, make_trainee

ROW = "00000000-0000-7000-8000-000000000000"


def run_outside(ledger: Ledger, statement: str) -> None:
    with ledger.engine.connect() as connection, connection.begin():
        connection.exec_driver_sql(statement)


@pytest.mark.parametrize("table", sorted(journaled_tables()))
def test_every_table_refuses_writes_outside_a_change(ledger: Ledger, table: str) -> None:
    writes = (f"insert into {table} (id, station) values ('{ROW}', '')", f"delete from {table}")

    for statement in writes[:1] if table not in ("trainee", "operator") else writes:
        if table == "trainee":
            add_trainee(ledger)
        with pytest.raises(DatabaseError, match="ledger:"):
            run_outside(ledger, statement)

    assert check_ledger(ledger).is_sound


def test_without_its_guards_the_table_would_have_taken_the_row(ledger: Ledger) -> None:
    with ledger.engine.connect() as connection, connection.begin():
        connection.exec_driver_sql("drop trigger guard_trainee_update")
        connection.commit()
    add_trainee(ledger)

    run_outside(ledger, "update trainee set village = '别处'")

    found = check_ledger(ledger)
    assert [(unequal.entity, unequal.fields) for unequal in found.differences] == [("trainee", ("village",))]


def test_another_tool_that_knows_the_key_cannot_write(ledger: Ledger) -> None:
    add_trainee(ledger)
    other = sqlcipher.connect(str(ledger.places.database))
    other.execute(f"pragma key = \"x'{ledger.file_key.hex()}'\"")

    with pytest.raises(sqlcipher.OperationalError, match="journaling"):
        other.execute("update trainee set name = '别人'")

    other.close()


@pytest.mark.parametrize(
    "statement",
    [update(Trainee).values(village="别处"), delete(Trainee), insert(Trainee).values(id=ROW, name="别人")],
    ids=["update", "delete", "insert"],
)
def test_bulk_writes_through_the_session_are_refused(ledger: Ledger, statement: object) -> None:
    add_trainee(ledger)

    with pytest.raises(BulkWriteRefused), ledger.change("trainee.edit") as change:
        change.session.execute(statement)  # type: ignore[call-overload]

    assert check_ledger(ledger).is_sound


def test_core_statements_inside_a_change_are_refused_too(ledger: Ledger) -> None:
    with pytest.raises(DatabaseError, match="ledger:"), ledger.change("trainee.edit") as change:
        change.session.connection().exec_driver_sql(f"insert into trainee (id, station) values ('{ROW}', '')")

    assert check_ledger(ledger).counts["trainee"] == 0


def test_an_issued_certificate_is_never_edited(ledger: Ledger) -> None:
    trainee = add_trainee(ledger)
    with ledger.change("certificate.issue") as change:
        made = make_certificate(change, make_enrolment(change, trainee), make_block(change), 1).id

    with pytest.raises(DatabaseError, match="never edited"), ledger.change("certificate.issue") as change:
        change.rows(select(Certificate).where(Certificate.id == made))[0].kind = "training_pass"

    with pytest.raises(DatabaseError, match="never edited"), ledger.change("certificate.issue") as change:
        change.delete(change.rows(select(Certificate))[0])
    assert check_ledger(ledger).is_sound


@pytest.mark.parametrize(
    "word", ["update journal set actor = 'x'", "delete from journal", "update journal set body = null"]
)
def test_a_journal_entry_is_never_touched(ledger: Ledger, word: str) -> None:
    with pytest.raises(DatabaseError, match="ledger: a journal entry"):
        run_outside(ledger, word)


def test_a_savepoint_rolled_back_takes_its_entries_along(ledger: Ledger) -> None:
    with ledger.change("trainee.add") as change:
        change.add(make_trainee(name="留下"))
        with change.session.begin_nested() as savepoint:
            change.add(make_trainee(name="放弃"))
            change.session.flush()
            savepoint.rollback()
        change.add(make_trainee(name="也留下", id_number="533522198501069831"))

    found = check_ledger(ledger)
    assert found.is_sound
    assert found.counts["trainee"] == 2


def test_a_change_whose_first_rows_were_rolled_back_still_tells_who_and_why(ledger: Ledger) -> None:
    with ledger.change("trainee.add", reason="补录") as change:
        with change.session.begin_nested() as savepoint:
            change.add(make_trainee(name="放弃"))
            change.session.flush()
            savepoint.rollback()
        kept = change.add(make_trainee(name="留下")).id

    (line,) = read_history(ledger, row_id=kept)
    assert (line.action, line.actor, line.reason) == ("trainee.add", "station", "补录")
    assert check_ledger(ledger).is_sound


def add_and_fail(change: Change) -> None:
    change.add(make_trainee())
    change.session.flush()
    raise ZeroDivisionError


def test_a_change_that_fails_keeps_nothing(ledger: Ledger) -> None:
    before = check_ledger(ledger).entries

    with pytest.raises(ZeroDivisionError), ledger.change("trainee.add") as change:
        add_and_fail(change)

    found = check_ledger(ledger)
    assert (found.entries, found.counts["trainee"], found.is_sound) == (before, 0, True)


def test_a_change_inside_a_change_is_refused(ledger: Ledger) -> None:
    with pytest.raises(NestedChange), ledger.change("trainee.add"), ledger.change("trainee.add"):
        pass


def test_an_update_carries_the_old_and_the_new_value(ledger: Ledger) -> None:
    trainee = add_trainee(ledger, village="旧村")

    with ledger.change("trainee.edit", reason="搬家") as change:
        row = change.get(Trainee, trainee)
        assert row is not None
        row.village = "新村"

    with ledger.engine.connect() as connection:
        body = connection.execute(select(JOURNAL.c.body).order_by(JOURNAL.c.position.desc())).scalars().first()
    assert body == '{"village":["旧村","新村"]}'.encode()


def test_many_rows_at_once_are_journaled_like_single_ones(ledger: Ledger) -> None:
    with ledger.change("roster.import") as change:
        ids = change.add_many(Trainee, [{"name": f"学员{n}", "id_number": str(n)} for n in range(50)])

    found = check_ledger(ledger)
    assert len(set(ids)) == found.counts["trainee"] == 50
    assert found.is_sound
