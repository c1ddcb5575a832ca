"""The tools in build/: the private environment, the fonts' record, the translators' list, the lock of installs."""

import ast
import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

import fonts
import translations
from environment import Environment, missing_steps
from machine import SystemPackage
from one_at_a_time import alone

ROOT = Path(__file__).resolve().parent.parent


def test_an_altered_a_lost_and_an_unrecorded_font_are_named(tmp_path):
    record = {"packages": [{"files": [recorded(name) for name in ("good.ttf", "altered.ttf", "lost.ttf")]}]}
    (tmp_path / "SOURCES.json").write_text(json.dumps(record), encoding="utf-8")
    (tmp_path / "good.ttf").write_bytes(b"good.ttf")
    (tmp_path / "altered.ttf").write_bytes(b"altered.ttF")
    (tmp_path / "stranger.ttf").write_bytes(b"stranger")

    named = fonts.damaged(tmp_path)

    assert named == ["altered.ttf", "lost.ttf", "stranger.ttf"]


def recorded(name: str) -> dict[str, str]:
    return {"name": name, "inside": name, "sha256": hashlib.sha256(name.encode()).hexdigest()}


NOTHING: dict[str, str] = {}
RUN = {"place": "here", "run": "1", "checkout": "a"}
TEST = RUN | {"test": "2"}


@pytest.mark.parametrize(
    ("installed", "wanted", "steps"),
    [
        (RUN, RUN, []),
        (TEST, RUN, []),
        (TEST, TEST, []),
        (RUN, TEST, ["packages", "checkout"]),
        (NOTHING, RUN, ["environment", "packages", "checkout"]),
        (TEST | {"run": "0"}, TEST, ["environment", "packages", "checkout"]),
        (TEST | {"test": "0"}, TEST, ["packages", "checkout"]),
        (RUN | {"checkout": "b"}, RUN, ["checkout"]),
    ],
)
def test_only_what_differs_from_the_lock_is_installed_again(installed, wanted, steps):
    assert missing_steps(installed, wanted) == steps


@pytest.mark.parametrize("damage", ["", "{", '{"place": "/elsewhere"}'])
def test_an_environment_whose_install_broke_off_or_that_was_moved_counts_as_empty(tmp_path, damage):
    environment = Environment(tmp_path)
    environment.python.parent.mkdir()
    environment.python.write_bytes(b"")
    environment.sign({"place": str(tmp_path), "run": "1"})
    sound = environment.installed()

    environment.stamp.write_text(damage, encoding="utf-8")

    assert sound == {"place": str(tmp_path), "run": "1"}
    assert environment.installed() == {}


@pytest.mark.parametrize("name", ["start.py", "check.py", "interpreter.py"])
def test_an_old_python_can_read_far_enough_to_be_told_that_it_is_too_old(name):
    source = (ROOT / "build" / name).read_text(encoding="utf-8")

    tree = ast.parse(source, feature_version=(3, 7))

    imported = {node.names[0].name for node in tree.body if isinstance(node, ast.Import)}
    assert imported <= {"os", "shutil", "subprocess", "sys"}


def said(tmp_path: Path, source: str) -> translations.Survey:
    folder = tmp_path / "app"
    folder.mkdir()
    (folder / "words.py").write_text(source, encoding="utf-8")
    return translations.survey(folder)


@pytest.mark.parametrize(
    ("source", "words", "complaint"),
    [
        ('tr("Saved.")', {}, "app/words.py:1: no Chinese for 'Saved.'"),
        ('tr("Saved.")', {"Saved.": " "}, "app/words.py:1: no Chinese for 'Saved.'"),
        ('mark("{count} saved.")', {"{count} saved.": "已保存。"}, "the Chinese of '{count} saved.' has other figures"),
        ("", {"Saved.": "已保存。"}, "nobody says 'Saved.' any more"),
        ('tr(f"{count} saved.")', {}, "app/words.py:1: tr needs a literal text"),
        ("tr(words())", {}, "app/words.py:1: tr needs a literal text"),
        ("mark(text)", {}, "app/words.py:1: mark needs a literal text"),
        ('tr("{count} saved.", number=1)', {"{count} saved.": "已存{count}"}, "app/words.py:1: the figures handed in"),
        ('tr("{count} saved.")', {"{count} saved.": "已存{count}"}, "app/words.py:1: the figures handed in"),
        ('tr("Saved." if done else "Lost.")', {"Saved.": "已保存。"}, "app/words.py:1: no Chinese for 'Lost.'"),
    ],
)
def test_a_text_that_would_not_be_spoken_right_is_named(tmp_path, source, words, complaint):
    found = said(tmp_path, source)

    told = translations.complaints(found, words)

    assert len(told) == 1
    assert told[0].startswith(complaint)


def test_texts_that_are_spoken_right_bring_no_complaint(tmp_path):
    found = said(
        tmp_path,
        'tr("{a.b} and {c:>3}", a=1, c=2)\ntr(self.message, **figures)\ntr(NAMES.get(role, role))\nmark("Saved" ".")',
    )

    told = translations.complaints(found, {"{a.b} and {c:>3}": "{c}、{a}", "Saved.": "已保存。"})

    assert told == []


def test_merging_takes_new_words_and_drops_what_nobody_says(tmp_path):
    found = said(tmp_path, 'mark("One"); mark("Two")')
    (tmp_path / "new.json").write_text('{"Two": "二", "Three": "三"}', encoding="utf-8")

    words = translations.merged(found, {"One": "一", "Old": "旧"}, tmp_path)

    assert list(words.items()) == [("One", "一"), ("Two", "二")]


TAKE_AT_ONCE = "import fcntl, sys; fcntl.flock(open(sys.argv[1]), fcntl.LOCK_EX | fcntl.LOCK_NB)"


def can_be_taken(lock: Path) -> bool:
    return (
        subprocess.run([sys.executable, "-c", TAKE_AT_ONCE, str(lock)], capture_output=True, check=False).returncode
        == 0
    )


@pytest.mark.skipif(
    sys.platform == "win32", reason="Windows has no such locks; two installs at once are the user's care"
)
def test_the_install_lock_is_held_until_the_last_process_of_the_install_has_ended(tmp_path):
    lock = tmp_path / "install.lock"

    with alone(lock):
        taken_inside = can_be_taken(lock)
        orphan = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, close_fds=False)
    taken_while_orphan_lives = can_be_taken(lock)
    orphan.communicate(b"\n")

    assert (taken_inside, taken_while_orphan_lives, can_be_taken(lock)) == (False, False, True)


def test_a_package_is_missing_only_if_the_machine_cannot_do_without_it(monkeypatch):
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent))
    there = SystemPackage("no-such-package", "a reason", ("run",), shown_by_module="venv")
    by_command = SystemPackage("no-such-package", "a reason", ("run",), shown_by_command=Path(sys.executable).name)
    programs = f"{Path(sys.executable).parent}/pyth*"[1:]
    by_file = SystemPackage("no-such-package", "a reason", ("run",), shown_by_file=programs)
    missing = SystemPackage("no-such-package", "a reason", ("run",), shown_by_module="no_such_module")
    no_file = SystemPackage("no-such-package", "a reason", ("run",), shown_by_file="no/such/*/file")
    unknown = SystemPackage("no-such-package", "a reason", ("run",))

    found = [package.is_there() for package in (there, by_command, by_file, missing, no_file, unknown)]

    assert found == [True, True, True, False, False, False]
