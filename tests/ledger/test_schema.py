"""The schema that migrations build is the schema the program knows; an older ledger is copied, then brought along."""

import shutil
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from app.clock import SetClock
from app.ledger.checking import check_ledger
from app.ledger.station_identity import known_identity
from app.models.guard import LOCAL, Guard
from app.models.key_ring import KeyRing
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

    for table in [*journaled_tables(), "journal", *LOCAL]:
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


def test_an_upgrade_keeps_every_row_and_lets_two_pcs_write_alike(tmp_path: Path, clock: SetClock) -> None:
    shutil.copytree(Path(__file__).parents[1] / "saved_ledgers" / "1", tmp_path / "ledger")
    key = KeyRing.read(tmp_path / "ledger" / "ledger.keys").unlock(LOGIN.name, LOGIN.password)
    before = rows_in(tmp_path / "ledger" / "ledger.db", key)

    with open_ledger(tmp_path / "ledger", LOGIN, clock, machine="") as upgraded:
        identity = known_identity(upgraded)
    after = rows_in(tmp_path / "ledger" / "ledger.db", key)

    assert before["certificate"] != []
    assert {name: after[name] for name in before} == before | {"local_state": after["local_state"]}
    assert ("identity", identity.key_id) in after["local_state"]
    assert uniques_in(tmp_path / "ledger" / "ledger.db", key) == {"uq_journal_replica_seq"}


def rows_in(database: Path, key: bytes) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table that models know, as the file holds it."""
    engine = open_engine(database, key, Guard())
    with engine.connect() as connection:
        names = connection.exec_driver_sql("select name from sqlite_master where type = 'table'").scalars().all()
        known = [name for name in names if name in METADATA.tables]
        found = {
            name: sorted(map(tuple, connection.exec_driver_sql(f"select * from {name}")), key=repr) for name in known
        }
    engine.dispose()
    return found


def uniques_in(database: Path, key: bytes) -> set[str]:
    """Indexes that refuse a second row alike, primary keys and the search's own left out."""
    engine = open_engine(database, key, Guard())
    with engine.connect() as connection:
        statement = (
            "select listed.name from sqlite_master as held, pragma_index_list(held.name) as listed"
            " where held.type = 'table' and listed.\"unique\" and listed.origin <> 'pk' and held.name in ({})"
        )
        tables = ", ".join(f"'{name}'" for name in METADATA.tables)
        found = set(connection.exec_driver_sql(statement.format(tables)).scalars())
    engine.dispose()
    return found
