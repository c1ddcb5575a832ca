"""Renews the two locks from pyproject.toml: every package with its hashes, for every system and Python we run on.

By hand, after a change of a dependency: `python3 build/lock.py`; `--upgrade` lets the indirect ones move too.
"""

import shutil
import subprocess
import sys
import venv
from pathlib import Path

from environment import LOCKS, ROOT, Environment

RESOLVER = "uv==0.13.9"
STYLE = ("--universal", "--generate-hashes", "--no-emit-index-url", "--no-emit-find-links", "--no-header", "--quiet")
RUN = ("--python-version", "3.11", "--extra", "keyring", "--extra", "county", "--group", "checkout")
TEST = (*RUN, "--group", "test")


def main() -> int:
    """Write run.lock, then test.lock as a superset of it. Returns 0."""
    resolver = _resolver(ROOT / "build" / "work" / "resolver")
    upgrade = sys.argv[1:2]
    _compile(resolver, LOCKS / "run.lock", [*RUN, *upgrade])
    _compile(resolver, LOCKS / "test.lock", [*TEST, *upgrade, "-c", str(LOCKS / "run.lock")])
    return 0


def _resolver(place: Path) -> Path:
    shutil.rmtree(place, ignore_errors=True)
    venv.create(place, with_pip=True)
    workshop = Environment(place)
    subprocess.run([str(workshop.python), "-m", "pip", "install", "-q", RESOLVER], check=True)
    return workshop.program("uv")


def _compile(resolver: Path, lock: Path, arguments: list[str]) -> None:
    command = [str(resolver), "pip", "compile", "pyproject.toml", *STYLE, *arguments, "-o", str(lock)]
    subprocess.run(command, check=True, cwd=ROOT)


if __name__ == "__main__":
    sys.exit(main())
