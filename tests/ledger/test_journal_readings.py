"""The journal's clock after the ledger was opened again: above every reading of every replica, without a scan."""

from datetime import timedelta

from sqlalchemy import event, func, select

from app.models.journal import JOURNAL, head_of, last_reading, replicas_of
from app.models.opening import mint_replica, open_ledger
from tests.conftest import LOGIN
from tests.makers import add_trainee


def goes_on_anew(ledger) -> None:
    with ledger.engine.connect() as connection:
        head = head_of(connection, ledger.standing.replica)
    mint_replica(ledger, "restore", head)


def highest(ledger) -> int:
    with ledger.engine.connect() as connection:
        return connection.execute(select(func.max(JOURNAL.c.hlc))).scalar_one()


def test_the_last_reading_is_the_highest_of_all_replicas_though_the_clock_went_back(ledger, clock):
    add_trainee(ledger)
    clock.time -= timedelta(days=400)
    goes_on_anew(ledger)
    add_trainee(ledger, name="李兰", id_number="533522199003049825")

    with ledger.engine.connect() as connection:
        found, replicas = last_reading(connection), list(replicas_of(connection))

    assert len(replicas) == 2
    assert found == highest(ledger)


def test_a_ledger_opened_again_goes_on_above_every_reading(ledger, clock):
    add_trainee(ledger)
    goes_on_anew(ledger)
    before, folder = highest(ledger), ledger.places.folder
    ledger.close()
    clock.time -= timedelta(days=400)

    with open_ledger(folder, LOGIN, clock) as again:
        add_trainee(again, name="李兰", id_number="533522199003049825")
        with again.engine.connect() as connection:
            readings = connection.execute(select(JOURNAL.c.hlc).where(JOURNAL.c.hlc > before)).all()

    assert len(readings) == 2  # the change and the person


def test_neither_question_reads_the_whole_journal(ledger):
    asked = []
    event.listen(ledger.engine, "before_cursor_execute", lambda *told: asked.append((told[2], told[3])))

    with ledger.engine.connect() as connection:
        last_reading(connection)
        statements = [each for each in asked if "journal" in each[0]]
        plans = [
            str(connection.exec_driver_sql(f"explain query plan {words}", figures).all())
            for words, figures in statements
        ]

    assert plans
    assert all("SEARCH journal" in plan and "SCAN" not in plan for plan in plans)
