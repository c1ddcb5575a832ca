"""What a command answers machines stands in its help: the keys a script may rely on, no more and no fewer."""

import io
import json
import re
from collections.abc import Iterator
from contextlib import redirect_stdout
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from app.cli import run
from app.clock import SystemClock
from app.commands.root import build
from app.credential.sealing import wrap
from app.models.key_ring import PRACTICE_COST
from app.models.opening import create_ledger, open_ledger
from app.models.training import Lesson
from tests.certificates.test_verifying import KEYS as VERDICT_KEYS
from tests.conftest import LOGIN
from tests.makers_certificates import MadeClass, make_class

SAID = re.compile(r"JSON (?:keys|字段)[:：]\s*(.+)\Z", re.DOTALL)
"""A module's help keeps the language it was first imported in, so both are looked for."""
KEY = re.compile(r"[a-z][a-z0-9_]*")
STATION = "530921101"
YESTERDAY = datetime.now().astimezone().date() - timedelta(days=1)
Shape = dict[str, Any]


def commands() -> dict[str, Any]:
    """Every command that has --json, by its words."""

    def walk(command: Any, words: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
        for name, below in getattr(command, "commands", {}).items():
            yield from walk(below, (*words, name))
        if any("--json" in option.opts for option in command.params):
            yield " ".join(words), command

    return dict(walk(build(), ()))


def split(text: str, sign: str) -> list[str]:
    """The parts of a text between the signs that stand in no bracket."""
    parts, depth = [""], 0
    for letter in text:
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if letter == sign and depth == 0:
            parts.append("")
        else:
            parts[-1] += letter
    return [" ".join(part.split()) for part in parts]


def shape_of(text: str) -> Shape | None:
    """The keys that a text lists, each with those in its bracket; None for a text that is no list of keys."""
    shape = {}
    for part in split(text, ","):
        name, _, inner = part.partition(" (")
        if not KEY.fullmatch(name):
            return None
        shape[name] = shape_of(inner.removesuffix(")")) if inner else None
    return shape


def told_keys(command: Any, words: list[str]) -> Shape | None:
    """The keys that the help promises to a call with these words."""
    said = SAID.search(command.help or "")
    usual, *others = split(said[1], ";") if said else [""]
    for other in others:
        option, _, keys = other.removeprefix("with ").partition(": ")
        if option in words:
            usual = keys
    return shape_of(usual)


def broken(told: Shape | None, answer: Any, where: str) -> list[str]:
    """Where an answer has other keys than it was told to have."""
    if told is None:
        return []
    if isinstance(answer, list):
        return [line for each in answer for line in broken(told, each, where)]
    if not isinstance(answer, dict):
        return [f"{where}: no object"]
    odd = sorted(set(answer) ^ set(told))
    below = [broken(told[key], answer[key], f"{where}/{key}") for key in told if key in answer]
    return [f"{where}: {odd}"] * bool(odd) + [line for lines in below for line in lines]


class Day:
    """Types commands with --json and keeps their answers."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.calls: list[tuple[list[str], Any]] = []

    def ask(self, *words: object) -> Any:
        typed = [str(word) for word in words]
        with redirect_stdout(io.StringIO()) as out:
            status = run(["--home", str(self.folder / "ledger"), *typed, "--json"])
        assert status == 0, (typed, out.getvalue())
        self.calls.append((typed, json.loads(out.getvalue())))
        return self.calls[-1][1]


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Day:
    """A small day, from the county's founding to the list of what it revoked; passwords that cost little."""
    here = Day(tmp_path_factory.mktemp("day"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.county.root_keys.wrap", partial(wrap, cost=PRACTICE_COST))
        patch.setattr("app.models.key_ring.USUAL_COST", PRACTICE_COST)
        for name in ("PASSWORD", "COUNTY_PASSWORD", "NEW_PASSWORD"):
            patch.setenv(f"XIANGXUN_{name}", LOGIN.password)
        patch.setenv("XIANGXUN_COUNTY", str(here.folder / "county"))
        patch.chdir(here.folder)
        enrol(here)
        made = hold_class(here)
        numbers = issue(here, made)
        hand_out(here, made, numbers)
        take_back(here, numbers)
    return here


def enrol(day: Day) -> None:
    """Found the county, enrol the station, grant it more."""
    create_ledger(day.folder / "ledger", LOGIN, SystemClock(), practice=True).close()
    day.ask("county", "init", "county", "--name", "凤庆县", "--code", "530921", "--host", "rc.fengqing.example")
    Path("rules.json").write_text(json.dumps([{"key": "age_min", "value": 18, "source": "县"}]), encoding="utf-8")
    day.ask("county", "rules", "rules.json")
    day.ask("ledger", "request", "--out", "a.xxrequest", "--name", "鲁史镇乡村人才振兴工作站")
    issued = day.ask("county", "enrol", "a.xxrequest", "--station", STATION)
    day.ask("county", "block", STATION, "--serials", 20, "--out", "b.xxblock")
    day.ask("ledger", "enrol", issued["file"], "b.xxblock", "--yes")


def hold_class(day: Day) -> MadeClass:
    """A class of three that ended yesterday."""
    with open_ledger(day.folder / "ledger", LOGIN, SystemClock()) as ledger:
        made = make_class(ledger, 3, ends_on=YESTERDAY)
        with ledger.change("class.open") as change:
            change.add(Lesson(class_id=made.id, day=YESTERDAY, half_day="morning", kind="theory", hours=4))
    return made


def issue(day: Day, made: MadeClass) -> list[str]:
    """Issue, print, confirm, verify; answers the numbers."""
    day.ask("certificates", "issue", "--class", made.code, "--dry-run")
    rows = day.ask("certificates", "issue", "--class", made.code)["certificates"]
    day.ask("certificates", "issue", "--class", made.code, "--dry-run")
    day.ask("certificates", "offsets", "--printer", "办公室", "--offset", "1.5,-0.8")
    day.ask("certificates", "blanks", "--kind", "completion", "--receive", 20)
    day.ask("certificates", "print", "--class", made.code, "--out", "batch.pdf")
    day.ask("certificates", "confirm", "--all")
    day.ask("certificates", "verify", "batch.pdf")
    day.ask("certificates", "verify", rows[0]["credential_text"])
    return [row["number"] for row in rows]


def hand_out(day: Day, made: MadeClass, numbers: list[str]) -> None:
    """What happens to the paper, the papers of others, and the registers."""
    day.ask("certificates", "hand-out", numbers[0], "--id-checked")
    day.ask("certificates", "hand-out", "--class", made.code)
    day.ask("certificates", "reprint", numbers[0], "--reason", "遗失", "--out", "copy.pdf")
    day.ask("certificates", "jobs")
    other = ("--type", "JNDJ", "--number", "S000053000101265000001", "--level", "4")
    day.ask("certificates", "record", "--trainee", made.trainee_ids[0], *other)
    for register in ("sign-in", "roster", "scores", "attendance", "certificates"):
        day.ask("export", register, "--class", made.code, "--out", "registers", "--format", "xlsx")


def take_back(day: Day, numbers: list[str]) -> None:
    """Correct one, void one, tell the county; and what the county shows of it."""
    day.ask("certificates", "correct", numbers[1], "--set", "name=李岚", "--reason", "姓名有误")
    day.ask("certificates", "void", numbers[2], "--reason", "发错")
    day.ask("certificates", "register")
    day.ask("certificates", "revocations", "--out", "revoke.xxreq")
    day.ask("county", "revoke", "--request", "revoke.xxreq")
    day.ask("county", "revoke", "--number", numbers[0], "--reason", "作废")
    day.ask("ledger", "enrol", *[each["file"] for each in day.ask("county", "lists", "--out", "lists")])
    for shown in ("status", "stations", "history"):
        day.ask("county", shown)
    copy = day.ask("county", "backup", "--out", "county.xxcounty")
    day.ask("county", "restore", copy["file"], "--county", "again")
    day.ask("county", "export", "--out", "tables")
    day.ask("county", "recover", "ledger/ledger.keys", "--operator", LOGIN.name, "--out", "new.keys")
    let_people_in(day)
    report_by_stick(day)
    day.ask("demo", "--people", 6, "--out", "play")


def let_people_in(day: Day) -> None:
    """Codes for PCs that are to join, and officers who may sign in."""
    made = day.ask("county", "code", "--station", STATION)
    day.ask("county", "codes")
    day.ask("county", "revoke-code", made["handle"])
    day.ask("county", "officer", "add", "李主任", "--role", "administrator")
    day.ask("county", "officer", "list")
    day.ask("county", "officer", "password", "李主任")
    day.ask("county", "officer", "add", "王科员", "--role", "registrar")
    day.ask("county", "officer", "role", "王科员", "--role", "auditor")
    day.ask("county", "officer", "dismiss", "王科员")


def name_of(words: list[str], known: dict[str, Any]) -> str:
    """The command in these words, of one, two or three of them."""
    return next(name for size in (3, 2, 1) if (name := " ".join(words[:size])) in known)


def report_by_stick(day: Day) -> None:
    """What waits goes to the county on a stick, and its reply comes back."""
    day.ask("sync", "line", "--url", "http://127.0.0.1:9")
    day.ask("county", "index")
    day.ask("county", "allowance")
    day.ask("sync", "export", "report.xxreport")
    day.ask("county", "courier", "report.xxreport", "--out", "reply.xxreply")
    day.ask("sync", "import", "reply.xxreply")
    for shown in ("status", "receipts"):
        day.ask("sync", shown)


def test_every_command_that_answers_machines_names_its_keys_in_its_help() -> None:
    speaking = commands()

    silent = [words for words, command in speaking.items() if not SAID.search(command.help or "")]

    assert silent == []
    assert {"demo", "graduate", "ledger check", "certificates verify"} <= set(speaking)


def test_the_answers_of_a_day_have_the_keys_that_the_help_names(day: Day) -> None:
    known = commands()
    called = [(name_of(words, known), words) for words, _ in day.calls]

    promised = [told_keys(known[name], words) for name, words in called]
    wrong = [
        line
        for told, (name, _), (_, answer) in zip(promised, called, day.calls, strict=True)
        for line in broken(told, answer, name)
    ]

    assert wrong == []
    assert [name for (name, _), told in zip(called, promised, strict=True) if not told] == []
    assert [words for words, answer in day.calls if not answer] == []
    wanted = {name for name in known if name.split()[0] in ("certificates", "county", "export", "demo")}
    by_stick = {f"sync {name}" for name in ("line", "export", "import", "status", "receipts")}
    # A PC that waits needs a line: what `finish` answers is held where PCs join.
    wanted -= {"county finish"}
    assert wanted | by_stick | {"ledger request", "ledger enrol"} == {name for name, _ in called}


def test_the_keys_of_a_verdict_are_fixed_for_good(day: Day) -> None:
    answers = [answer for words, answer in day.calls if words[:2] == ["certificates", "verify"]]

    told = told_keys(commands()["certificates verify"], [])

    assert list(told or ()) == VERDICT_KEYS
    assert [list(each) for each in (*answers[0], answers[1])] == [VERDICT_KEYS] * 4


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        ({"file": "a", "rows": [{"id": 1, "name": "b"}]}, []),
        ({"file": "a", "rows": []}, []),
        ({"rows": []}, ["x: ['file']"]),
        ([{"file": "a", "rows": [], "more": 1}], ["x: ['more']"]),
        ({"file": "a", "rows": [{"id": 1}]}, ["x/rows: ['name']"]),
        ("file", ["x: no object"]),
    ],
)
def test_a_key_too_many_or_too_few_is_found(answer: Any, found: list[str]) -> None:
    told = shape_of("file, rows (id, name)")

    assert broken(told, answer, "x") == found
