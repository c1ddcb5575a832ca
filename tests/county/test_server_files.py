"""What stands in build/county is true: units that systemd takes, commands that there are, a usable database."""

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from app.clock import SetClock
from app.commands.county import group
from app.county.founding import found_county
from app.county.office import CountyOffice
from tests.county.makers import FENGQING, PASSWORD
from tests.county.postgresql import OWNER, Server, program

PLACE = Path(__file__).resolve().parents[2] / "build" / "county"
UNITS = sorted(path for path in PLACE.rglob("*") if path.suffix in {".service", ".timer", ".conf"})
PROGRAM = "/opt/xiangxun/bin/xiangxun"
TEXTS = [*UNITS, PLACE / "Containerfile", PLACE / "README.md", PLACE / "postgresql.sql"]


def started(path: Path) -> list[list[str]]:
    """The command lines of a unit, word by word."""
    lines = [line.partition("=")[2] for line in path.read_text(encoding="utf-8").splitlines()]
    return [shlex.split(line) for line in lines if line.startswith(PROGRAM)]


def known(words: list[str]) -> set[str]:
    """The options of the command that these words begin with, after `county`."""
    command = typer.main.get_command(group)
    for word in words:
        command = getattr(command, "commands", {}).get(word, command)
    return {option for parameter in command.params for option in parameter.opts}


@pytest.mark.parametrize("path", [path for path in UNITS if started(path)], ids=lambda path: path.name)
def test_a_unit_starts_a_command_that_there_is_with_options_that_it_has(path: Path) -> None:
    for words in started(path):
        options = {word for word in words if word.startswith("--")}

        assert words[1] == "county"
        assert options <= known(words[2:3])


def test_every_command_that_the_files_name_exists() -> None:
    commands = typer.main.get_command(group)
    named = {
        word
        for path in TEXTS
        for word in re.findall(r"xiangxun county ([a-z][a-z-]+)", path.read_text(encoding="utf-8"))
    }

    assert {"serve", "init", "backup", "restore", "finish", "officer", "export"} <= named
    assert named <= set(commands.commands)
    assert CliRunner().invoke(group, ["officer", "add", "--help"]).exit_code == 0


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="this machine has no systemd")
def test_systemd_finds_nothing_wrong_with_the_units(tmp_path: Path) -> None:
    shutil.copytree(PLACE, tmp_path / "units")
    for path in (tmp_path / "units").rglob("*"):
        if path.suffix in {".service", ".conf"}:
            path.write_text(path.read_text(encoding="utf-8").replace(PROGRAM, shutil.which("true") or "/bin/true"))
    units = [str(path) for path in sorted((tmp_path / "units").iterdir()) if path.suffix in {".service", ".timer"}]

    sound = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True, check=False)
    unit = tmp_path / "units" / "xiangxun-county.service"
    unit.write_text(unit.read_text(encoding="utf-8").replace("Type=exec", "Type=nonsense"), encoding="utf-8")
    odd = subprocess.run(["systemd-analyze", "verify", str(unit)], capture_output=True, text=True, check=False)

    assert (sound.returncode, sound.stderr) == (0, "")
    assert "nonsense" in odd.stderr


def test_the_container_is_made_of_what_the_repository_has() -> None:
    text = (PLACE / "Containerfile").read_text(encoding="utf-8")
    copied = [word for line in re.findall(r"^COPY (?!--from)(.+) \S+$", text, re.MULTILINE) for word in line.split()]
    served = re.search(r'CMD \["serve", (.+)\]', text)

    assert copied
    assert all((PLACE.parents[1] / name).exists() for name in copied)
    assert served is not None
    assert set(re.findall(r'"(--[a-z-]+)"', served.group(1))) <= known(["serve"])


def test_the_database_as_the_script_makes_it_is_one_that_a_county_can_be_founded_in(
    postgresql: Server, tmp_path: Path, clock: SetClock
) -> None:
    psql = Path(program("postgres")).with_name("psql")
    command = [str(psql), "--no-psqlrc", "--set", "ON_ERROR_STOP=1", "--host", str(postgresql.home)]
    made = subprocess.run(
        [*command, "--username", "postgres", "--file", str(PLACE / "postgresql.sql"), "postgres"],
        capture_output=True,
        text=True,
        check=False,
    )
    try:
        assert (made.returncode, made.stderr) == (0, "")
        address = f"postgresql+psycopg://xiangxun@/xiangxun?host={postgresql.home}"
        found_county(tmp_path / "county", FENGQING, PASSWORD, clock, database=address)
        with CountyOffice.open(tmp_path / "county", PASSWORD, clock) as office:
            assert office.publish_lists().keys.data
        strangers = postgresql.run(f"select has_database_privilege('{OWNER}', 'xiangxun', 'connect')")
    finally:
        postgresql.drop("xiangxun")
        postgresql.run("drop role if exists xiangxun")

    assert strangers == [(False,)]
