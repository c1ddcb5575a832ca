"""The README's commands do what it says, in its order, on real files, with nothing on the network."""

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

from app.documents.sample_roster import SampleRow, write_sample_roster
from app.ledger.practice_people import invent

ROOT = Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"^```\n(xiangxun .*?)^```", re.MULTILINE | re.DOTALL)
PEOPLE = 12


def commands_of(readme: str) -> list[list[str]]:
    """The ten commands of the day, those of the station's start, of the county, of the line, and of the stick."""
    return [block.splitlines() for block in BLOCK.findall((ROOT / readme).read_text(encoding="utf-8"))]


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "XIANGXUN_HOME": str(folder / "ledger"),
        "XIANGXUN_PASSWORD": "a long password",
        "XIANGXUN_COUNTY_PASSWORD": "another long password",
        "PYTHONPATH": str(ROOT),
    }
    words = [sys.executable, "-c", "from app.cli import main; main()", *shlex.split(command)[1:]]
    done = subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr
    return done


def write_files(folder: Path) -> None:
    people = [
        SampleRow(p.name, p.sex, p.ethnic, p.id_number, p.birth, p.education, p.village, p.phone, p.groups)
        for p in invent(PEOPLE)
    ]
    write_sample_roster(folder / "roster.xlsx", people, [])
    scores = [f"{serial},{60 + serial},{70 + serial}" for serial in range(1, PEOPLE + 1)]
    (folder / "scores.csv").write_text("\n".join(["序号,理论成绩,实操成绩", *scores]), encoding="utf-8-sig")


def enrol(folder: Path, once: list[str], county: list[str]) -> None:
    for command in (*once[:2], county[0]):
        done = run(command, folder)
        assert done.returncode == 0, (command, done.stderr)
    issued = run(county[1] + " --name 凤山镇乡村人才振兴工作站 --json", folder)
    assert issued.returncode == 0, issued.stderr
    fingerprint = json.loads(run("xiangxun county status --county county --json", folder).stdout)["fingerprint"]
    taken = run(f'{once[2]} --fingerprint "{fingerprint}"', folder)
    assert taken.returncode == 0, taken.stderr


def test_both_readmes_name_the_same_commands() -> None:
    assert commands_of("README.md") == commands_of("README.zh-CN.md")
    assert len(commands_of("README.md")[0]) == 10


def test_the_day_in_ten_commands_ends_with_valid_certificates(tmp_path: Path) -> None:
    day, once, county, _, stick = commands_of("README.md")
    write_files(tmp_path)
    enrol(tmp_path, once, county)

    for command in (*day, *stick):
        extra = " --accept-doubtful" if "roster import" in command else ""
        done = run(command + extra, tmp_path)
        assert done.returncode == 0, (command, done.stdout, done.stderr)

    verdicts = json.loads(run("xiangxun certificates verify certificates.pdf --json", tmp_path).stdout)
    assert [answer["verdict"] for answer in verdicts] == ["valid"] * PEOPLE
    assert run("xiangxun ledger check", tmp_path).returncode == 0


def test_what_the_line_needs_is_what_the_commands_know(tmp_path: Path) -> None:
    *_, line, _ = commands_of("README.md")

    for command in line:
        words = command.split()
        shown = run(" ".join([*words[:3], "--help"]), tmp_path).stdout
        assert [word for word in words if word.startswith("--") and word not in shown] == []
