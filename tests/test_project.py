"""The project as a whole: what is locked, what travels in the wheel, how the house is kept."""

import ast
import json
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions, requires
from itertools import pairwise
from pathlib import Path
from zipfile import ZipFile

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from reportlab.pdfbase.ttfonts import TTFError, TTFontFile

import fonts
from app.resources import path_of
from environment import Environment

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
EXTRAS = ("keyring", "county")
# What a package that is asked for speaks in: its own answers and faults are of these types, and come by no other way.
SPOKEN_IN = {"markupsafe": "jinja2", "pydantic": "fastapi", "starlette": "fastapi", "urllib3": "requests"}
LOCKS = {name: (ROOT / "build" / "lock" / f"{name}.lock").read_text(encoding="utf-8") for name in ("run", "test")}


def pinned(lock: str) -> dict[str, set[str]]:
    """Each package of a lock with its versions (one for each marker)."""
    versions: dict[str, set[str]] = {}
    for line in lock.splitlines():
        if line and not line.startswith((" ", "#")):
            requirement = Requirement(line.removesuffix("\\").strip())
            versions.setdefault(canonicalize_name(requirement.name), set()).add(str(requirement.specifier))
    return versions


def asked(*groups: str) -> dict[str, str]:
    """What pyproject.toml pins, for running, for the county's server and for the groups."""
    lines = list(PROJECT["project"]["dependencies"])
    lines += [line for extra in EXTRAS for line in PROJECT["project"]["optional-dependencies"][extra]]
    lines += [line for group in groups for line in PROJECT["dependency-groups"][group] if isinstance(line, str)]
    return {canonicalize_name(each.name): str(each.specifier) for each in map(Requirement, lines)}


@pytest.mark.parametrize(("lock", "groups"), [("run", ("checkout",)), ("test", ("checkout", "test"))])
def test_the_lock_holds_exactly_the_versions_that_the_project_asks_for(lock, groups):
    wanted = asked(*groups)

    locked = pinned(LOCKS[lock])

    assert {name: locked.get(name) for name in wanted} == {name: {version} for name, version in wanted.items()}
    assert all(version.startswith("==") for version in wanted.values())


def test_the_gate_runs_on_the_very_packages_that_a_station_runs():
    run, test = pinned(LOCKS["run"]), pinned(LOCKS["test"])

    shared = {name: test.get(name) for name in run}

    assert shared == run


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_package_has_its_hashes_and_none_an_address(lock):
    lines = LOCKS[lock].splitlines()

    bare = [line for line, after in pairwise(lines) if "==" in line and not after.startswith("    --hash=sha256:")]

    assert bare == []
    assert "://" not in LOCKS[lock]
    assert "--index" not in LOCKS[lock]


def test_the_program_imports_no_package_that_it_does_not_ask_for():
    brought_by = packages_distributions()
    declared = {*asked(), *SPOKEN_IN}

    foreign = {name for path in (ROOT / "app").rglob("*.py") for name in imports_of(path)} - sys.stdlib_module_names
    undeclared = {name for name in foreign if not declared & {canonicalize_name(d) for d in brought_by.get(name, [])}}

    assert {"cbor2", "fastapi"} <= foreign
    assert undeclared == set()


@pytest.mark.parametrize(("spoken", "speaker"), sorted(SPOKEN_IN.items()))
def test_what_a_package_speaks_in_comes_with_it_and_is_locked_too(spoken, speaker):
    brought = {canonicalize_name(Requirement(line).name) for line in requires(speaker) or ()}

    assert speaker in asked()
    assert spoken in brought
    assert all(len(pinned(lock)[spoken]) == 1 for lock in LOCKS.values())


def imports_of(path: Path) -> set[str]:
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    origins = {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module}
    return {name.partition(".")[0] for name in plain | origins} - {"app"}


def test_every_font_is_the_recorded_one_and_no_stranger_lies_beside():
    assert fonts.damaged(path_of("fonts")) == []


def test_every_font_has_truetype_outlines_and_a_name_of_its_own():
    files = sorted(path_of("fonts").glob("*.ttf"))

    names = [TTFontFile(str(path), charInfo=0, validate=0).name for path in files]
    outlines = [has_outlines(path) for path in files]

    assert len(files) == 5
    assert len(set(names)) == len(files)
    assert outlines == [True] * len(files)


def has_outlines(path: Path) -> bool:
    try:
        return TTFontFile(str(path), charInfo=0, validate=0).get_table_pos("glyf")[1] > 0
    except (TTFError, KeyError):
        return False


@pytest.mark.parametrize("name", sorted(path.name for path in (ROOT / "resources" / "fonts").glob("*.ttf")))
def test_every_font_has_its_licence_beside_it(name):
    family = name.partition("-")[0].removesuffix(".ttf")

    licence = path_of(f"fonts/{family}-LICENSE.txt").read_text(encoding="utf-8")

    assert "SIL OPEN FONT LICENSE" in licence


def json_resources() -> list[str]:
    folder = ROOT / "resources"
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.json"))


@pytest.mark.parametrize("name", json_resources())
def test_every_table_is_readable_and_says_no_key_twice(name):
    def once(pairs):
        keys = [key for key, _ in pairs]
        assert len(keys) == len(set(keys)), keys
        return dict(pairs)

    table = json.loads(path_of(name).read_text(encoding="utf-8"), object_pairs_hook=once)

    assert isinstance(table, dict | list)


def test_the_wheel_runs_from_another_folder_with_all_its_resources(tmp_path):
    wheel = build_wheel(tmp_path)
    home = tmp_path / "home"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(home)], check=True)
    installed = Environment(home)
    pip(installed, "install", str(wheel))
    lend_packages(installed)
    script = "from app import resources; print(resources.__file__, len(resources.read_bytes('fonts/HanaMinB.ttf')))"

    helped = output_of(tmp_path, installed.program("xiangxun"), "--help")
    with ZipFile(wheel) as packed:
        tops = {name.partition("/")[0] for name in packed.namelist()}
    place, size = output_of(tmp_path, installed.python, "-c", script).split()

    assert tops == {"app", wheel_info(wheel)}
    assert "xiangxun" in helped
    assert Path(place).is_relative_to(home)
    assert int(size) == path_of("fonts/HanaMinB.ttf").stat().st_size


def wheel_info(wheel: Path) -> str:
    return "-".join(wheel.name.split("-")[:2]) + ".dist-info"


def output_of(folder: Path, *command: object) -> str:
    done = subprocess.run(
        [str(part) for part in command], cwd=folder, capture_output=True, encoding="utf-8", check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def build_wheel(folder: Path) -> Path:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


def pip(installed: Environment, *arguments: str) -> None:
    command = [sys.executable, "-m", "pip", "--python", str(installed.python), "-q", *arguments]
    subprocess.run([*command, "--no-deps", "--no-index"], check=True, capture_output=True)


def lend_packages(installed: Environment) -> None:
    """The third-party packages of this environment, standing behind the wheel's own modules."""
    home = next((installed.place / "lib").glob("python3*/site-packages"), installed.place / "Lib" / "site-packages")
    lent = Path(pytest.__file__).resolve().parent.parent
    (home / "lent.pth").write_text(str(lent), encoding="utf-8")


def test_no_module_is_above_400_lines_and_no_package_is_more_than_its_sentence():
    modules = [path for folder in ("app", "tests") for path in (ROOT / folder).rglob("*.py")]
    modules += (ROOT / "build").glob("*.py")  # below it lies what was made, and what others made

    long = [str(path) for path in modules if len(path.read_text(encoding="utf-8").splitlines()) > 400]
    faces = [path for path in modules if path.name == "__init__.py"]
    full = [str(path) for path in faces if len(ast.parse(path.read_text(encoding="utf-8")).body) > 1]

    assert len(modules) > 20
    assert (long, full) == ([], [])
