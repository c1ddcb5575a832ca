"""Whichever engine the register lies in, its faults are told in words, and its password is told nobody."""

import json
import os
import socket
import threading

import pytest
from sqlalchemy import text

from app.commands.county_desk import PasswordOnCommandLine, database_named
from app.county.database_place import (
    PLACE,
    DatabaseAddressOdd,
    PlaceDamaged,
    database_of,
    has_secret,
    keep_address,
    read_address,
    without_secret,
)
from app.county.founding import found_county
from app.county.office import CountyOffice
from app.county.postgresql import shown
from app.county.postgresql_faults import (
    DatabaseForbidden,
    DatabaseLost,
    DatabaseNotEncrypted,
    DatabaseNotUnicode,
    DatabasePasswordWrong,
    DatabaseReadOnly,
    DatabaseTaken,
    DatabaseUnknown,
    DatabaseUnreachable,
)
from app.county.register import Register
from app.county.register_faults import RegisterBusy
from app.models.faults import DiskFull
from tests.county.makers import FENGQING, PASSWORD
from tests.county.postgresql import OWNER, STRICT, STRICT_PASSWORD, running_server

SECRET = "Kunming%2F2026"
ADDRESS = f"postgresql://clerk:{SECRET}@db.example:5432/county?sslmode=verify-full&sslpassword={SECRET}"


@pytest.fixture
def empty(postgresql):
    """The name of an empty database."""
    name = postgresql.new_database()
    yield name
    postgresql.drop(name)


def visit(address: str, folder, clock) -> None:
    CountyOffice.visit(folder, clock, database=address).close()


def test_a_county_in_a_database_is_found_again_by_its_folder_alone(county_database, tmp_path, clock):
    found_county(tmp_path / "county", FENGQING, PASSWORD, clock, "李主任", county_database)

    with CountyOffice.open(tmp_path / "county", PASSWORD, clock) as office:
        assert office.publish_lists().keys.data
        assert office.database.engine == ("sqlite" if county_database == "sqlite" else "postgresql")
    assert (tmp_path / "county" / "register.db").exists() == (county_database == "sqlite")


@pytest.mark.engines("postgresql")
def test_a_database_takes_one_county_and_a_refused_founding_leaves_nothing(county_database, tmp_path, clock):
    found_county(tmp_path / "county", FENGQING, PASSWORD, clock, database=county_database)

    with pytest.raises(DatabaseTaken):
        found_county(tmp_path / "other", FENGQING, PASSWORD, clock, database=county_database)

    assert not (tmp_path / "other").exists()
    with CountyOffice.visit(tmp_path / "county", clock) as office:
        assert len(office.audit()) == 3


@pytest.mark.engines("postgresql")
def test_a_founding_that_breaks_off_leaves_the_database_empty(county_database, tmp_path, clock, monkeypatch):
    monkeypatch.setattr("app.county.founding.settle_regions", lambda _: (tmp_path / "torn out").stat())
    with pytest.raises(Exception, match="county"):
        found_county(tmp_path / "county", FENGQING, PASSWORD, clock, database=county_database)
    monkeypatch.undo()

    left = list(tmp_path.iterdir())
    found_county(tmp_path / "county", FENGQING, PASSWORD, clock, database=county_database)

    assert left == []


def test_the_folder_keeps_the_address_without_its_password(tmp_path):
    keep_address(tmp_path, ADDRESS)

    kept = (tmp_path / PLACE).read_text(encoding="utf-8")
    database = database_of(tmp_path)

    assert "Kunming" not in kept
    assert json.loads(kept)["address"].startswith("postgresql+psycopg://clerk@db.example:5432/county")
    assert (tmp_path / PLACE).stat().st_mode & 0o077 == 0
    assert database.name == shown(read_address(ADDRESS)) == "county@db.example:5432"
    assert [has_secret(ADDRESS), has_secret(without_secret(ADDRESS))] == [True, False]
    database.close()


@pytest.mark.parametrize("text_", ["mysql://a/b", "county", f"postgresql://a:{SECRET}@host", "postgresql://:x@:y/z"])
def test_an_address_that_is_none_is_refused_without_being_repeated(tmp_path, text_):
    with pytest.raises(DatabaseAddressOdd) as refused:
        database_of(tmp_path, text_)

    assert "Kunming" not in f"{refused.value} {refused.value.__cause__} {refused.value.figures}"


def test_a_torn_note_of_the_database_is_a_fault_with_a_way_out(tmp_path):
    (tmp_path / PLACE).write_text("{", encoding="utf-8")

    with pytest.raises(PlaceDamaged):
        database_of(tmp_path)


def test_a_password_typed_as_an_argument_is_not_used(monkeypatch):
    with pytest.raises(PasswordOnCommandLine) as refused:
        database_named(ADDRESS)

    monkeypatch.setenv("XIANGXUN_COUNTY_DATABASE", ADDRESS)
    assert database_named() == ADDRESS
    assert database_named("sqlite") == "sqlite"
    assert "Kunming" not in str(refused.value)


def test_a_wrong_password_is_told_and_appears_nowhere(postgresql, empty, tmp_path, clock, monkeypatch, caplog):
    wrong = read_address(postgresql.address(empty, STRICT)).set(password=SECRET).render_as_string(hide_password=False)

    with pytest.raises(DatabasePasswordWrong) as refused:
        visit(wrong, tmp_path, clock)

    seen = [f"{each!r} {each}" for each in chain_of(refused.value)]
    assert "Kunming" not in " ".join(seen) + caplog.text
    monkeypatch.setenv("PGPASSWORD", STRICT_PASSWORD)
    with pytest.raises(Exception, match="county"):
        visit(postgresql.address(empty, STRICT), tmp_path, clock)


def chain_of(error: BaseException | None) -> list[BaseException]:
    return [] if error is None else [error, *chain_of(error.__cause__ or error.__context__)]


def test_no_password_at_all_is_told_too(postgresql, empty, tmp_path, clock, monkeypatch):
    monkeypatch.setenv("PGPASSFILE", str(tmp_path / "none"))

    with pytest.raises(DatabasePasswordWrong):
        visit(postgresql.address(empty, STRICT), tmp_path, clock)


def test_a_user_or_a_database_that_the_server_does_not_know_is_named(postgresql, empty, tmp_path, clock):
    with pytest.raises(DatabasePasswordWrong):
        visit(postgresql.address(empty, "nobody_here"), tmp_path, clock)
    with pytest.raises(DatabaseUnknown) as refused:
        visit(postgresql.address("no_such_county"), tmp_path, clock)

    assert "no_such_county" in str(refused.value)


def test_a_server_that_is_away_is_told(tmp_path, clock):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

    with pytest.raises(DatabaseUnreachable):
        visit(f"postgresql://county@127.0.0.1:{port}/county", tmp_path, clock)
    with pytest.raises(DatabaseUnreachable):
        visit(f"postgresql://county@/county?host={tmp_path}", tmp_path, clock)
    with pytest.raises(DatabaseUnreachable):
        visit("postgresql://county@no-such-host.invalid/county", tmp_path, clock)


def test_a_server_without_tls_is_not_spoken_to_over_a_network(tmp_path, clock):
    """A server that answers "no TLS" (N) as PostgreSQL does; the name stands for another machine."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=answer_no, args=(listening,), daemon=True).start()
        port = listening.getsockname()[1]
        with pytest.raises(DatabaseNotEncrypted):
            visit(f"postgresql://county@db.example:{port}/county?hostaddr=127.0.0.1", tmp_path, clock)


def answer_no(listening: socket.socket) -> None:
    connection, _ = listening.accept()
    with connection:
        connection.recv(8)
        connection.sendall(b"N")
        connection.recv(1)


def test_a_database_that_cannot_hold_every_name_is_refused(postgresql, tmp_path, clock):
    name = "county_latin"
    postgresql.run(f"create database {name} template template0 encoding 'SQL_ASCII' owner {OWNER}")

    with pytest.raises(DatabaseNotUnicode):
        found_county(tmp_path / "county", FENGQING, PASSWORD, clock, database=postgresql.address(name))

    postgresql.drop(name)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.engines("postgresql")
def test_a_database_switched_to_reading_tells_so_and_can_still_be_read(office, postgresql, county_folder):
    name = office._register.database.url.database
    postgresql.run(f"alter database {name} set default_transaction_read_only = on")
    office._register.close()

    with pytest.raises(DatabaseReadOnly):
        office.set_rules([])

    assert office.county().name == "凤庆县"


@pytest.mark.engines("postgresql")
def test_a_user_without_rights_is_told_which_way_out(office, postgresql, tmp_path, clock, monkeypatch):
    name = office._register.database.url.database
    monkeypatch.setenv("PGPASSWORD", STRICT_PASSWORD)

    with pytest.raises(DatabaseForbidden):
        visit(postgresql.address(name, STRICT), tmp_path, clock)


@pytest.mark.engines("postgresql")
def test_a_line_that_breaks_in_a_deed_is_told_and_the_next_deed_finds_the_server_again(office, postgresql, clock):
    name = office._register.database.url.database
    cut = f"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}'"

    with pytest.raises(DatabaseLost):
        noted_while(office, clock, lambda: postgresql.run(cut))

    assert "lost" not in [line.action for line in office.audit()]
    postgresql.run(cut)
    assert office.set_rules([]) == 0


def slow(office) -> None:
    with office._register.writing() as session:
        session.execute(text("set local statement_timeout = 20"))
        session.execute(text("select pg_sleep(20)"))


def noted_while(office, clock, happens) -> None:
    with office._register.deed(clock.now(), "") as deed:
        deed.note("lost")
        happens()
        deed.note("lost too")


@pytest.mark.engines("postgresql")
def test_a_statement_that_takes_too_long_is_told_as_busy(office):
    with pytest.raises(RegisterBusy):
        slow(office)

    assert office.set_rules([]) == 0


@pytest.mark.engines("postgresql")
def test_a_full_disk_of_the_server_is_told(office):
    with pytest.raises(DiskFull), office._register.writing() as session:
        session.execute(text("do $$ begin raise exception using errcode = '53100'; end $$"))

    assert office.set_rules([]) == 0


def test_a_server_that_was_ended_at_once_has_every_deed_that_was_told_as_done(tmp_path, clock):
    with running_server() as server:
        address = server.address(server.new_database())
        found_county(tmp_path / "county", FENGQING, PASSWORD, clock, database=address)
        with CountyOffice.visit(tmp_path / "county", clock) as office:
            for _ in range(5):
                office.set_rules([])
            server.stop()
            with pytest.raises((DatabaseLost, DatabaseUnreachable)):
                office.set_rules([])
            server.start_again()

            assert len(office.audit()) == 8


def test_nobody_is_left_running_after_the_server_of_a_test_has_ended():
    with running_server() as server:
        number = server.process.pid
        home = server.home

    assert not home.exists()
    with pytest.raises(ProcessLookupError):
        os.kill(number, 0)


def test_deeds_beside_each_other_are_done_by_the_server_and_the_audit_has_no_gap(county_folder, clock):
    register = Register.open(database_of(county_folder))

    def work(place: int) -> None:
        for _ in range(4):
            with register.deed(clock.now(), str(place), alone=False) as deed:
                deed.note("work")

    workers = [threading.Thread(target=work, args=(place,)) for place in range(4)]
    for each in workers:
        each.start()
    for each in workers:
        each.join()
    with register.reading() as session:
        numbers = session.execute(text("select seq from audit order by seq")).scalars().all()
    register.close()

    assert numbers == list(range(1, 20))


def test_what_is_read_stands_still_while_others_write(office, clock):
    with office._register.reading() as session:
        before = session.execute(text("select count(*) from audit")).scalar()
        office.set_rules([])
        after = session.execute(text("select count(*) from audit")).scalar()

    assert (before, after, len(office.audit())) == (3, 3, 4)


@pytest.mark.engines("postgresql")
def test_a_reading_session_cannot_write(office):
    with pytest.raises(DatabaseReadOnly), office._register.reading() as session:
        session.execute(text("delete from rule"))

    assert office.county().name == "凤庆县"


@pytest.mark.engines("postgresql")
@pytest.mark.parametrize("table", ["audit", "publication", "number_block"])
def test_not_even_all_rows_at_once_can_be_emptied(office, clock, table):
    with pytest.raises(Exception, match="never edited or removed"), office._register.deed(clock.now(), "") as deed:
        deed.session.execute(text(f"truncate {table} cascade"))

    assert len(office.audit()) == 3
