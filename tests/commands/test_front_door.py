"""The front door: exit codes, words for wrong usage, and a report of our own faults that names nobody."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app import cli
from app.commands import ledger as ledger_commands
from app.models.opening import open_ledger
from tests.conftest import LOGIN
from tests.makers import add_trainee


@pytest.fixture
def home(ledger, monkeypatch: pytest.MonkeyPatch) -> Path:
    add_trainee(ledger)
    ledger.close()
    monkeypatch.setenv("XIANGXUN_HOME", str(ledger.places.folder))
    return ledger.places.folder


def test_a_sound_ledger_is_0_and_a_damaged_one_is_not(home, capsys):
    assert cli.run(["ledger", "check"]) == 0
    whole = (home / "ledger.db").read_bytes()
    middle = len(whole) // 2
    (home / "ledger.db").write_bytes(whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :])

    assert cli.run(["ledger", "check"]) != 0
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "status", "told"),
    [
        (["ledger", "chekc"], 2, "check"),
        (["--nope"], 2, "--nope"),
        (["ledger", "history", "--limit", "viele"], 2, "--limit"),
        (["ledger", "erase", "nobody"], 1, "原因"),
        (["ledger", "erase", "nobody", "--reason", "本人要求"], 1, "nobody"),
        (["certificates", "verify", "x"], 2, "登记"),
    ],
)
def test_wrong_input_is_told_in_chinese_with_the_right_status(home, capsys, words, status, told):
    assert cli.run(words) == status

    shown = capsys.readouterr().err
    assert told in shown
    assert any("\u4e00" <= letter <= "\u9fff" for letter in shown)


def test_a_refusal_is_json_for_machines(home, capsys):
    cli.run(["ledger", "erase", "nobody", "--reason", "本人要求", "--json"])

    told = json.loads(capsys.readouterr().out)["error"]
    assert told["code"] == "no_such_trainee"
    assert told["remedy"]


def test_a_fault_of_ours_leaves_a_report_that_names_nobody(home, monkeypatch, capsys, tmp_path):
    def fail(*_):
        raise RuntimeError("罗正祥 533522198501069830")

    monkeypatch.setattr("app.ledger.checking.check_ledger", fail)
    monkeypatch.setattr(cli.tempfile, "tempdir", str(tmp_path))

    assert cli.run(["ledger", "check"]) == cli.OURS

    (report,) = tmp_path.glob("xiangxun-crash-*")
    said = report.read_text(encoding="utf-8") + capsys.readouterr().err
    assert "RuntimeError" in said
    assert ledger_commands.check.__name__ in said
    assert "罗正祥" not in said
    assert "533522198501069830" not in said


def test_after_a_fault_of_ours_the_ledger_opens(home, monkeypatch, clock):
    monkeypatch.setattr("app.ledger.checking.check_ledger", lambda _: 1 // 0)
    cli.run(["ledger", "check"])

    open_ledger(home, LOGIN, clock).close()


def test_wrong_usage_is_json_too(home, capsys):
    assert cli.run(["class", "open", "--json"]) == 2

    assert json.loads(capsys.readouterr().out)["error"]["code"] == "usage"


def test_an_interrupt_says_what_is_kept(home, monkeypatch, capsys):
    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("app.ledger.checking.check_ledger", interrupt)

    assert cli.run(["ledger", "check", "--json"]) == cli.INTERRUPTED
    shown = capsys.readouterr()
    assert json.loads(shown.out)["error"]["code"] == "stopped"
    assert "已停止" in shown.err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only where the system has a disk that is always full")
def test_an_answer_that_finds_no_room_is_the_machines_fault(home):
    root = Path(__file__).resolve().parents[2]
    words = [sys.executable, "-c", "from app.cli import main; main()", "--home", str(home), "ledger", "info"]
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = subprocess.run(
            words,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            env={**os.environ, "PYTHONPATH": str(root)},
        )

    assert done.returncode == cli.MACHINE
    assert "Traceback" not in done.stderr
