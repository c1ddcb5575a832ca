"""Every register that was ever released opens in today's program, whole, or stays as it was."""

import json
import shutil
import threading
from pathlib import Path

import pytest
from sqlalchemy import func, inspect, select, text
from sqlalchemy.exc import IntegrityError

from app.county import schema
from app.county.database_place import database_of
from app.county.office import CountyOffice
from app.county.register import Register, audit_lines, county_in
from app.county.register_faults import RegisterNewer
from app.county.schema import METADATA
from app.county.tables import VERSION, NumberBlockRow

SAVED = sorted(path for path in (Path(__file__).parent / "saved_registers").iterdir() if path.is_dir())
FIRST = 1


@pytest.fixture(params=SAVED, ids=lambda path: path.name)
def saved(request, tmp_path) -> Path:
    """The folder of a register as an older program left it."""
    shutil.copytree(request.param, tmp_path / "county")
    return tmp_path / "county"


@pytest.fixture
def first_version(county_database, tmp_path) -> str:
    """A database with the tables of the first version and the county of the oldest saved register."""
    there, here = database_of(SAVED[0]), database_of(tmp_path, county_database)
    here.prepare()
    with here.engine.connect().execution_options(writing=True) as connection, connection.begin():
        schema.lay_out(connection, here, FIRST)
        tables = [table for table in METADATA.sorted_tables if inspect(connection).has_table(table.name)]
        with there.readers.connect() as source:
            for table in tables:
                if rows := [dict(row) for row in source.execute(select(table)).mappings()]:
                    connection.execute(table.insert(), rows)
    there.close()
    here.close()
    return county_database


def counts(register: Register, names: list[str]) -> dict[str, int]:
    with register.reading() as session:
        return {name: session.scalar(select(func.count()).select_from(METADATA.tables[name])) for name in names}


def test_a_saved_register_opens_with_every_row_and_its_guards(saved, clock):
    expected = json.loads((saved / "expected.json").read_text(encoding="utf-8"))

    with CountyOffice.visit(saved, clock) as office:
        rows = counts(office._register, list(expected["rows"]))
        county = office.county()
        with (
            pytest.raises(IntegrityError, match="never edited"),
            office._register.deed(clock.now(), "") as deed,
        ):
            deed.session.execute(text("delete from number_block"))

    assert rows == expected["rows"]
    assert county.name == "凤庆县"


def test_the_register_as_it_was_is_kept_beside_the_new_one_and_is_private(saved, clock):
    version = int(json.loads((saved / "expected.json").read_text(encoding="utf-8"))["version"])
    if version == VERSION:
        pytest.skip("a register of today's version is not upgraded")

    CountyOffice.visit(saved, clock).close()

    aside = saved / f"register.version-{version}.db"
    assert aside.stat().st_mode & 0o077 == 0
    there = database_of(saved)
    there.path = aside
    kept = type(there)(aside)
    with kept.readers.connect() as connection:
        assert kept.version(connection) == version
        assert connection.exec_driver_sql("select count(*) from audit").scalar() == 8
    kept.close()


def test_a_register_of_the_first_version_is_brought_up_to_date_on_either_engine(first_version, tmp_path, clock):
    with CountyOffice.visit(tmp_path, clock, database=first_version) as office:
        lines, granted = office.audit(), office.figures().serials_granted
        office.set_rules([])

        assert len(lines) == 8
        assert granted > 0
        assert len(office.audit()) == 9


def test_an_upgrade_that_breaks_off_leaves_the_register_of_before(first_version, tmp_path, clock, monkeypatch):
    monkeypatch.setattr(schema, "install_guards", lambda _: (tmp_path / "torn out").stat())

    with pytest.raises(FileNotFoundError):
        CountyOffice.visit(tmp_path, clock, database=first_version)

    database = database_of(tmp_path, first_version)
    with database.readers.connect() as connection:
        assert database.version(connection) == FIRST
        assert not inspect(connection).has_table("replica_head")
    database.close()
    monkeypatch.undo()
    CountyOffice.visit(tmp_path, clock, database=first_version).close()


def test_two_programs_that_upgrade_at_once_do_it_once(first_version, tmp_path, clock):
    found = []

    def visit() -> None:
        with CountyOffice.visit(tmp_path, clock, database=first_version) as office:
            found.append(office.county().name)

    programs = [threading.Thread(target=visit) for _ in range(3)]
    for each in programs:
        each.start()
    for each in programs:
        each.join()

    assert found == ["凤庆县"] * 3


def test_the_migrations_make_exactly_the_tables_that_the_program_works_with(county_folder):
    database = database_of(county_folder)
    with database.readers.connect() as connection:
        found = inspect(connection)
        made = {name: _laid_out(found, name) for name in found.get_table_names() if name != "register_version"}
    database.close()

    assert made == {table.name: _meant(table) for table in METADATA.sorted_tables}


def _laid_out(found, name: str) -> dict[str, object]:
    return {
        "columns": sorted((column["name"], column["nullable"]) for column in found.get_columns(name)),
        "key": found.get_pk_constraint(name)["constrained_columns"],
        "indexes": sorted((index["name"], tuple(index["column_names"])) for index in found.get_indexes(name)),
        "parents": sorted(
            (key["referred_table"], tuple(key["constrained_columns"])) for key in found.get_foreign_keys(name)
        ),
    }


def _meant(table) -> dict[str, object]:
    return {
        "columns": sorted((column.name, column.nullable) for column in table.columns),
        "key": [column.name for column in table.primary_key],
        "indexes": sorted((index.name, tuple(column.name for column in index.columns)) for index in table.indexes),
        "parents": sorted((key.referred_table.name, tuple(key.column_keys)) for key in table.foreign_key_constraints),
    }


def test_a_newer_register_is_refused_before_anything_is_written(county_folder, clock, monkeypatch):
    monkeypatch.setattr(schema, "VERSION", VERSION - 1)
    monkeypatch.setattr("app.county.register.VERSION", VERSION - 1)

    with pytest.raises(RegisterNewer) as refused:
        CountyOffice.visit(county_folder, clock)

    assert refused.value.figures == {"found": VERSION, "known": VERSION - 1}
    monkeypatch.undo()
    with CountyOffice.visit(county_folder, clock) as office, office._register.reading() as session:
        assert (county_in(session).code, len(audit_lines(session, 9))) == ("530921", 3)


def test_a_block_that_would_be_written_beside_another_one_waits_and_is_then_refused(county_database, tmp_path, clock):
    """The guard of PostgreSQL looks when the other's block is there, even where nobody takes turns."""
    from tests.county.test_blocks import new_register, people_it, raw_block

    register = new_register(tmp_path, clock, county_database)
    with register.deed(clock.now(), "") as deed:
        people_it(deed)
    troubles = []

    def write() -> None:
        try:
            with register.deed(clock.now(), "", alone=False) as deed:
                deed.session.execute(NumberBlockRow.__table__.insert(), [raw_block(deed, 1, 100)])
        except IntegrityError as error:
            troubles.append(str(error))

    writers = [threading.Thread(target=write) for _ in range(6)]
    for each in writers:
        each.start()
    for each in writers:
        each.join()
    register.close()

    assert len(troubles) == 5
