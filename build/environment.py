"""The private Python environment beside the checkout: exactly what the lock says, or made anew."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from machine import install_missing
from one_at_a_time import alone
from progress import timed
from trouble import BuildTrouble

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ROOT / "build" / "lock"
PIP = ("-m", "pip", "--disable-pip-version-check", "--no-input")
# Wheels only: nothing of a package runs while it is installed.
LOCKED = ("install", "--quiet", "--no-deps", "--require-hashes", "--only-binary", ":all:", "-r")
CHECKOUT = ("install", "--quiet", "--no-deps", "--no-build-isolation", "--no-index", "--editable")


@dataclass(frozen=True)
class Environment:
    """A folder with a Python of its own, and the stamp that tells what was installed into it to the end."""

    place: Path

    @property
    def stamp(self) -> Path:
        return self.place / "installed.json"

    @property
    def python(self) -> Path:
        return self.program("python")

    def program(self, name: str) -> Path:
        """Where a program of this environment lies."""
        return self.place / ("Scripts" if os.name == "nt" else "bin") / (f"{name}.exe" if os.name == "nt" else name)

    def installed(self) -> dict[str, str]:
        """What the stamp says; nothing if an install was broken off, or the folder was moved here."""
        try:
            stamp: dict[str, str] = json.loads(self.stamp.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return stamp if self.python.exists() and stamp.get("place") == str(self.place) else {}

    def sign(self, installed: dict[str, str]) -> None:
        """Write the stamp, in one stroke."""
        beside = self.stamp.with_suffix(".new")
        beside.write_text(json.dumps(installed, indent=2), encoding="utf-8")
        beside.replace(self.stamp)


def prepare(purpose: str) -> Environment:
    """The environment for `run` or `test`, installed as far as it is not. Raises BuildTrouble."""
    environment = Environment(ROOT / ".venv")
    wanted = wanted_for(purpose, environment)
    if not missing_steps(environment.installed(), wanted):
        return environment
    try:
        with alone(ROOT / "build" / "work" / "install.lock"):
            _install(environment, purpose, wanted)
    except OSError as error:
        raise BuildTrouble(f"The private environment {environment.place} cannot be written: {error}.") from error
    return environment


def wanted_for(purpose: str, environment: Environment) -> dict[str, str]:
    """The stamp that an environment for this purpose would bear."""
    wanted = {"place": str(environment.place), "run": _hash(LOCKS / "run.lock")}
    if purpose == "test":
        wanted["test"] = _hash(LOCKS / "test.lock")
    return wanted | {"checkout": _hash(ROOT / "pyproject.toml")}


def missing_steps(installed: dict[str, str], wanted: dict[str, str]) -> list[str]:
    """What lies between the two stamps: `environment` (all anew), `packages`, `checkout`, in this order."""
    if installed.get("run") != wanted["run"]:
        return ["environment", "packages", "checkout"]
    steps = ["packages"] if installed.get("test") != wanted.get("test", installed.get("test")) else []
    return steps + (["checkout"] if steps or installed.get("checkout") != wanted["checkout"] else [])


def _install(environment: Environment, purpose: str, wanted: dict[str, str]) -> None:
    kept = environment.installed()
    steps = missing_steps(kept, wanted)
    # From here to the last line there is no stamp, so that a broken-off install is made anew next time.
    environment.stamp.unlink(missing_ok=True)
    if "environment" in steps:
        install_missing(purpose)
        _make(environment)
        kept = {}
    if "packages" in steps:
        with timed("installing the locked packages (a minute the first time)"):
            _pip(environment, [*LOCKED, str(LOCKS / f"{purpose}.lock")])
    if "checkout" in steps:
        with timed("installing this checkout"):
            _pip(environment, [*CHECKOUT, str(ROOT)])
    environment.sign(kept | wanted)


def _make(environment: Environment) -> None:
    with timed(f"making the private environment {environment.place}"):
        shutil.rmtree(environment.place, ignore_errors=True)
        # The base, because the environment being replaced may be the one that runs this.
        base = getattr(sys, "_base_executable", sys.executable)
        _call([base, "-m", "venv", str(environment.place)], "The private environment could not be made.")


def _pip(environment: Environment, arguments: list[str]) -> None:
    remedy = "The packages could not be installed. Is the line to the package index up? Run this again."
    _call([str(environment.python), *PIP, *arguments], remedy)


def _call(command: list[str], remedy: str) -> None:
    # Open files pass on: pip keeps the lock of `alone` even if we are killed.
    done = subprocess.run(command, capture_output=True, check=False, cwd=ROOT, encoding="utf-8", close_fds=False)
    if done.returncode:
        raise BuildTrouble(f"{(done.stdout + done.stderr).strip()[-3000:]}\n{remedy}")


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
