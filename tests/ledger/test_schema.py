"""The schema that migrations build is the schema the program knows; an older ledger is copied, then brought along."""

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from app.clock import SetClock
from app.ledger.checking import check_ledger
from app.models.guard import Guard
from app.models.ledger import Ledger
from app.models.ledger_file import open_engine
from app.models.opening import open_ledger
from app.models.rows import journaled_tables
from app.models.schema import METADATA, VERSION, bring_up_to_date, version_of
from tests.conftest import LOGIN
from tests.makers import add_trainee

OF_SEARCH = ("search_key", "trainee_words", "trainee_fragments")


def test_migrations_build_what_the_models_say(tmp_path: Path) -> None:
    guard = Guard()
    engine = open_engine(tmp_path / "fresh.db", bytes(32), guard)
    with engine.begin() as connection:
        bring_up_to_date(connection, guard)
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        found = compare_metadata(context, METADATA)
    engine.dispose()

    differing = [change for change in found if not str(getattr(change[1], "name", "")).startswith(OF_SEARCH)]
    assert differing == []


def test_every_table_has_a_guard_for_every_verb(ledger: Ledger) -> None:
    with ledger.engine.connect() as connection:
        named = connection.exec_driver_sql("select name from sqlite_master where type = 'trigger'").scalars().all()

    for table in [*journaled_tables(), "journal", "local_state", "blob"]:
        assert {f"guard_{table}_{verb}" for verb in ("insert", "update", "delete")} <= set(named)


def test_an_older_ledger_is_copied_before_it_is_brought_along(ledger: Ledger, clock: SetClock) -> None:
    add_trainee(ledger)
    before = check_ledger(ledger)
    with ledger.engine.connect() as connection:
        connection.exec_driver_sql("drop trigger guard_trainee_update")
        connection.exec_driver_sql("pragma user_version = 0")
        connection.commit()
    ledger.close()

    with open_ledger(ledger.places.folder, LOGIN, clock) as upgraded:
        after = check_ledger(upgraded)
        with upgraded.engine.connect() as connection:
            assert version_of(connection) == VERSION
            guards = "select count(*) from sqlite_master where name = 'guard_trainee_update'"
            assert connection.exec_driver_sql(guards).scalar_one() == 1

    assert (after.is_sound, after.counts, after.entries) == (True, before.counts, before.entries)
    assert copies(ledger.places.folder) == [f"ledger-before-version-{VERSION}.db"]


def copies(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("ledger-before-*"))
