"""The register itself: laid out for a province, closed to edits, and clear about what is wrong with it."""

import os
import threading

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app.county.database import VERSION_TABLE
from app.county.database_place import database_of
from app.county.office import CountyOffice
from app.county.register import Register
from app.county.register_faults import NoRegister, RegisterBusy, RegisterDamaged, RegisterNewer, RegisterReadOnly
from app.county.tables import VERSION, CountyBase
from app.models.faults import DiskFull
from tests.county.makers import FENGSHAN, STATION, enrolled, package_for
from tests.county.postgresql import OWNER

TABLES = CountyBase.metadata.tables.values()


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_the_county_stands_first_in_every_key_and_index(table):
    keys = [list(table.primary_key.columns)]
    keys += [list(each.columns) for each in table.foreign_key_constraints]
    keys += [list(each.columns) for each in table.indexes]

    assert {columns[0].name for columns in keys} == {"county_id"}
    assert all(
        each.referred_table.primary_key.columns.keys()[0] == "county_id" for each in table.foreign_key_constraints
    )


def test_no_table_counts_by_itself():
    counting = [column for table in TABLES for column in table.columns if column.autoincrement is True]

    assert counting == []


@pytest.mark.parametrize("table", ["audit", "publication", "number_block"])
@pytest.mark.parametrize("statement", ["delete from {}", "update {} set county_id = county_id"])
def test_audit_publications_and_blocks_are_closed_to_edits(office, pc, clock, table, statement):
    enrolled(office, pc)

    with (
        pytest.raises(IntegrityError, match="never edited or removed"),
        office._register.deed(clock.now(), "") as deed,
    ):
        deed.session.execute(text(statement.format(table)))

    assert office.figures().serials_granted == 1000


def test_the_audit_tells_when_by_whom_and_what(office, pc):
    enrolled(office, pc)
    office.revoke_certificate("12345", None, "作废")

    lines = office.audit()

    assert [line.seq for line in lines] == list(range(len(lines), 0, -1))
    assert [line.action for line in lines][:3] == ["revoke_certificate", "enrol", "publish"]
    assert {line.officer for line in lines} == {"李主任"}
    assert lines[1].details["station"] == STATION
    assert all(line.at == "2026-11-21T09:00:00+08:00" for line in lines)


def test_a_deed_that_breaks_off_keeps_neither_its_rows_nor_its_audit_line(office, pc, clock, monkeypatch):
    before = (office.figures(), office.audit())
    monkeypatch.setattr("app.county.enrolment.keep_package", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))

    with pytest.raises(KeyboardInterrupt):
        package_for(office, pc)
    after = (office.figures(), office.audit())
    monkeypatch.undo()

    assert after == before
    assert package_for(office, pc).block.first == 1


def test_two_offices_at_once_wait_for_each_other_and_never_grant_the_same_number(
    office, pc, new_pc, county_folder, clock
):
    enrolled(office, pc)
    blocks, key = [], office._key

    def grant_some() -> None:
        with CountyOffice.visit(county_folder, clock) as other:
            other._key = key
            blocks.extend(other.grant_block(STATION, serials=10).block for _ in range(8))

    offices = [threading.Thread(target=grant_some) for _ in range(3)]
    for each in offices:
        each.start()
    for each in offices:
        each.join()

    assert sorted(block.first for block in blocks) == [1001 + 10 * place for place in range(24)]


def test_an_office_that_waits_too_long_is_told_that_the_register_is_busy(county_folder, clock, office, monkeypatch):
    monkeypatch.setattr("app.county.database.PATIENCE_MS", 20)
    with (
        office._register.deed(clock.now(), ""),
        CountyOffice.visit(county_folder, clock) as other,
        pytest.raises(RegisterBusy),
    ):
        other.set_rules([])

    assert office.set_rules([]) == 0


@pytest.mark.engines("sqlite")
def test_every_connection_to_the_file_waits_for_the_disk(office):
    with office._register.reading() as session:
        pragmas = [session.execute(text(f"pragma {name}")).scalar() for name in ("synchronous", "foreign_keys")]
        journal = session.execute(text("pragma journal_mode")).scalar()

    assert (pragmas, journal) == ([2, 1], "wal")


@pytest.mark.engines("postgresql")
def test_a_server_that_answers_before_its_disk_has_written_is_asked_to_wait(office, postgresql):
    name = office._register.database.url.database
    postgresql.run(f"alter role {OWNER} in database {name} set synchronous_commit = off")
    office._register.close()

    with office._register.reading() as session:
        told = [session.execute(text(f"show {name}")).scalar() for name in ("synchronous_commit", "lock_timeout")]
    with psycopg.connect(host=str(postgresql.home), dbname=name, user=OWNER) as connection:
        by_itself = connection.execute("show synchronous_commit").fetchone()

    assert told == ["on", "5s"]
    assert by_itself == ("off",)


@pytest.mark.engines("sqlite")
def test_at_rest_the_register_is_one_file(county_folder, clock):
    with CountyOffice.visit(county_folder, clock) as office:
        office.figures()

    assert sorted(path.name for path in county_folder.iterdir()) == [
        "desk.key",
        "recovery.key",
        "register.db",
        "root.key",
    ]


def test_a_register_of_a_newer_program_is_left_alone(county_folder, clock):
    database = database_of(county_folder)
    sqlite, newer = database.kind == "sqlite", VERSION + 1
    with database.engine.begin() as connection:
        connection.exec_driver_sql(
            f"pragma user_version = {newer}" if sqlite else f"update {VERSION_TABLE} set version_num = '{newer:04}'"
        )
    database.close()

    with pytest.raises(RegisterNewer):
        CountyOffice.visit(county_folder, clock)


@pytest.mark.engines("sqlite")
def test_an_empty_file_is_no_register(county_folder, clock):
    (county_folder / "register.db").write_bytes(b"")

    with pytest.raises(RegisterDamaged):
        CountyOffice.visit(county_folder, clock)


@pytest.mark.engines("postgresql")
def test_an_empty_database_is_no_register(county_folder, clock, postgresql):
    with pytest.raises(NoRegister):
        CountyOffice.visit(county_folder, clock, database=postgresql.address(postgresql.new_database()))

    with CountyOffice.visit(county_folder, clock) as office:
        assert office.county().name == "凤庆县"


@pytest.mark.engines("sqlite")
def test_a_full_disk_is_told_and_leaves_the_register_as_it_was(office, pc, clock):
    package = package_for(office, pc)
    with office._register.reading() as session:
        pages = session.execute(text("pragma page_count")).scalar()

    with pytest.raises(DiskFull):
        fill(office, clock, f"pragma max_page_count = {pages}")

    assert package.data
    assert "fill" not in [line.action for line in office.audit()]


def fill(office, clock, limit: str) -> None:
    with office._register.deed(clock.now(), "") as deed:
        deed.session.execute(text(limit))
        deed.note("fill", text="满" * 2_000_000)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="the superuser writes everywhere")
@pytest.mark.engines("sqlite")
def test_a_write_protected_folder_is_told(county_folder, clock):
    county_folder.chmod(0o500)

    with pytest.raises(RegisterReadOnly):
        Register.open(database_of(county_folder))

    county_folder.chmod(0o700)


def test_the_figures_tell_what_wants_doing(office, pc, clock):
    enrolled(office, pc, FENGSHAN)
    fresh = office.figures()
    clock.advance(days=700)

    late = office.figures()

    assert (fresh.stations, fresh.devices, fresh.keys, fresh.serials_granted) == (1, 1, 1, 1000)
    assert [each.is_due for each in fresh.lists] == [False, False]
    assert fresh.keys_ending == ()
    assert [each.is_due for each in late.lists] == [True, True]
    assert len(late.keys_ending) == 1
