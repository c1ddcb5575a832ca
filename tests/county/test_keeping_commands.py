"""The county is kept, carried to another engine and handed on from the keyboard; people stay masked on the way out."""

import csv
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import select

from app.commands.county_desk import PasswordOnCommandLine
from app.county.database_place import kept_address, without_secret
from app.county.exporting import FullNeedsReason
from app.county.office import CountyOffice
from app.county.register_faults import RegisterBusy
from app.county.store.bulk import fill
from app.county.store.mirror import form_of
from app.county.tables import StationRow
from app.models.id_numbers import check_character
from tests.county.makers import NAME, PASSWORD, STATION, enrolled
from tests.county.test_commands import Keyboard

NUMBER = "53359819900101123"
NUMBER += check_character(NUMBER)


@pytest.fixture
def keyboard(tmp_path, monkeypatch, county_folder) -> Keyboard:
    """At the county, with its password in the environment."""
    monkeypatch.setenv("XIANGXUN_COUNTY_PASSWORD", PASSWORD)
    monkeypatch.setenv("XIANGXUN_COUNTY", str(county_folder))
    return Keyboard(tmp_path)


@pytest.fixture
def delivered(office, pc, clock) -> None:
    """Two trainees of an enrolled station, as the county made them from its journal."""
    enrolled(office, pc)
    form = form_of("trainee")
    with office._register.deed(clock.now(), "") as deed:
        owner = deed.session.scalars(select(StationRow.station_id)).one()
        people = [{"name": "罗正祥", "id_number": NUMBER}, {"name": "=1+1", "id_number": ""}]
        rows = [
            [deed.county.id, owner, str(place), 1, "r", place, False, bytes(16), *form.values(fields), None]
            for place, fields in enumerate(people)
        ]
        fill(deed.session.connection(), form.table.name, form.columns, rows)


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def test_the_county_is_backed_up_restored_elsewhere_and_goes_on(keyboard, county_database, tmp_path, monkeypatch):
    copy = keyboard.ask("county", "backup", "--keep", 3)
    back = keyboard.ask("county", "restore", copy["file"], "--county", tmp_path / "new", "--database", county_database)
    monkeypatch.setenv("XIANGXUN_COUNTY", str(tmp_path / "new"))

    status = keyboard.ask("county", "status")
    lists = keyboard.ask("county", "lists", "--out", tmp_path / "lists")

    assert Path(copy["file"]).parent.name == "backups"
    assert back["rows"] == copy["rows"] > 200
    assert (status["engine"], status["database"]) == (back["engine"], back["database"])
    assert status["engine"] == ("sqlite" if county_database == "sqlite" else "postgresql")
    assert len(lists) == 2
    assert "凤庆县" in keyboard.type("county", "status")


@pytest.mark.engines("postgresql")
def test_a_county_is_founded_in_a_database_from_the_keyboard(keyboard, county_database, tmp_path, monkeypatch):
    named = ["--name", "云县", "--code", "530922", "--host", "rc.yun.example", "--database"]
    with pytest.raises(PasswordOnCommandLine):
        keyboard.type("county", "init", tmp_path / "yun", *named, "postgresql://county:secret@/county")

    keyboard.ask("county", "init", tmp_path / "yun", *named, county_database)
    monkeypatch.setenv("XIANGXUN_COUNTY", str(tmp_path / "yun"))

    assert keyboard.ask("county", "status")["name"] == "云县"
    assert kept_address(tmp_path / "yun") == without_secret(county_database)


@pytest.mark.engines("postgresql")
def test_the_environment_may_name_the_database(keyboard, county_folder, monkeypatch):
    address = kept_address(county_folder)
    (county_folder / "database.json").unlink()
    monkeypatch.setenv("XIANGXUN_COUNTY_DATABASE", address)

    assert keyboard.ask("county", "status")["engine"] == "postgresql"


def test_what_leaves_the_county_is_masked_and_harmless_to_a_spreadsheet(keyboard, delivered, tmp_path):
    told = keyboard.ask("county", "export", "--out", tmp_path / "tables")

    rows = read(tmp_path / "tables" / "trainee.csv")
    assert told["tables"] == [{"entity": "trainee", "file": str(tmp_path / "tables" / "trainee.csv"), "rows": 2}]
    assert [row["name"] for row in rows] == ["罗正祥", "'=1+1"]
    assert rows[0]["id_number"] == f"533***********{NUMBER[-4:]}"
    assert (rows[0]["station_code"], rows[0]["station_name"]) == (STATION, NAME)
    assert (tmp_path / "tables" / "trainee.csv").stat().st_mode & 0o077 == 0


def test_whole_numbers_leave_the_county_only_with_a_reason_that_is_kept(keyboard, office, delivered, tmp_path):
    with pytest.raises(FullNeedsReason):
        keyboard.type("county", "export", "--out", tmp_path / "tables", "--full")
    before = list((tmp_path / "tables").iterdir())

    keyboard.type("county", "export", "--out", tmp_path / "tables", "--full", "--reason", "上级审计")

    assert before == []
    assert read(tmp_path / "tables" / "trainee.csv")[0]["id_number"] == NUMBER
    [line] = [line for line in office.audit() if line.action == "export"]
    assert (line.details["full"], line.details["reason"], line.details["rows"]) == (True, "上级审计", {"trainee": 2})


@pytest.mark.engines("sqlite")
def test_where_nothing_was_delivered_the_export_says_so(keyboard, tmp_path):
    assert "还没有" in keyboard.type("county", "export", "--out", tmp_path / "tables")
    assert list((tmp_path / "tables").iterdir()) == []


def test_a_backup_is_made_while_a_deed_is_under_way(office, clock, tmp_path, monkeypatch):
    monkeypatch.setattr("app.county.database.PATIENCE_MS", 20)

    with office._register.deed(clock.now(), "") as deed:
        deed.note("half way")
        made = office.back_up(tmp_path / "a.xxcounty")
        with CountyOffice.visit(tmp_path / "county", clock) as other, pytest.raises(RegisterBusy):
            other.set_rules([])

    assert {table.name: table.rows for table in made.manifest.tables}["audit"] == 3
    assert len(office.audit()) == 4


SERVER = """
import json, time
from tests.county.postgresql import running_server
with running_server() as server:
    print(json.dumps([server.process.pid, str(server.home)]), flush=True)
    time.sleep(60)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only there the system tells a child that its parent is gone")
def test_the_server_of_the_tests_ends_even_with_tests_that_were_killed(postgresql):
    tests = subprocess.Popen([sys.executable, "-c", SERVER], stdout=subprocess.PIPE, cwd=Path(__file__).parents[2])
    number, home = json.loads(tests.stdout.readline())
    os.kill(number, 0)

    tests.kill()
    tests.wait()
    tests.stdout.close()

    deadline = time.monotonic() + 30
    while is_alive(number) and time.monotonic() < deadline:
        time.sleep(0.05)
    ended = not is_alive(number)
    if not ended:
        os.kill(number, signal.SIGQUIT)
    subprocess.run(["rm", "-rf", home], check=True)
    assert ended


def is_alive(number: int) -> bool:
    try:
        state = Path(f"/proc/{number}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"
