"""What the machine must have besides Python: system packages, why, and how they get there."""

import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from progress import say, timed
from trouble import BuildTrouble


@dataclass(frozen=True)
class SystemPackage:
    """A Debian package, why it is wanted, and what shows that the machine can do without installing it."""

    name: str
    reason: str
    purposes: tuple[str, ...]
    shown_by_module: str = ""
    shown_by_command: str = ""
    shown_by_file: str = ""
    is_vital: bool = True

    def is_there(self) -> bool:
        """Whether the machine has what the package would bring, from wherever it came."""
        if self.shown_by_module:
            return importlib.util.find_spec(self.shown_by_module) is not None
        if self.shown_by_file and any(Path("/").glob(self.shown_by_file)):
            return True
        if self.shown_by_command:
            return shutil.which(self.shown_by_command) is not None
        return _is_installed(self.name)


PACKAGES = (
    SystemPackage("python3-venv", "makes the private Python environment", ("run", "test"), shown_by_module="ensurepip"),
    # Not vital by these names: newer systems have them under others, and a screen has brought most of them already.
    *(
        SystemPackage(name, reason, ("test", "window"), is_vital=False)
        for name, reason in (
            ("libglib2.0-0", "Qt's event loop stands on it"),
            ("libgl1", "Qt draws the window with it"),
            ("libegl1", "Qt draws the window with it"),
            ("libxkbcommon0", "Qt reads the keyboard with it"),
            ("libfontconfig1", "Qt finds the fonts with it"),
            ("libdbus-1-3", "Qt reaches the input method through it"),
            ("libxkbcommon-x11-0", "Qt reads the keyboard of an X screen with it"),
            ("libxcb-cursor0", "Qt shows the pointer on an X screen with it"),
            ("libxcb-icccm4", "Qt speaks with the window manager through it"),
            ("libxcb-keysyms1", "Qt names the keys of an X screen with it"),
            ("libxcb-shape0", "Qt shapes windows on an X screen with it"),
            ("libcups2", "the printers and their jobs are asked of it"),
            ("cups-client", "hands pages to the printer"),
        )
    ),
    SystemPackage("cups-daemon", "a real print server for the tests of printing", ("test",), is_vital=False),
    SystemPackage("xvfb", "a screen for the test in a real window", ("test",), shown_by_command="Xvfb"),
    SystemPackage("openbox", "a window manager for the test in a real window", ("test",), shown_by_command="openbox"),
    SystemPackage("xdotool", "types like a clerk in the test in a real window", ("test",), shown_by_command="xdotool"),
    # Not vital to the gate itself: what is tested with them says in one sentence that they are missing.
    SystemPackage(
        "postgresql",
        "a real database server for the tests of the county",
        ("test",),
        shown_by_command="initdb",
        # Debian keeps the server's programs off the PATH, one folder a version.
        shown_by_file="usr/lib/postgresql/*/bin/initdb",
        is_vital=False,
    ),
    SystemPackage(
        "chromium", "a real browser for the tests of pages", ("test",), shown_by_command="chromium", is_vital=False
    ),
    SystemPackage(
        "chromium-driver",
        "leads the browser in the tests of pages",
        ("test",),
        shown_by_command="chromedriver",
        is_vital=False,
    ),
)


def install_missing(purpose: str) -> None:
    """Install the system packages that this purpose lacks. Raises BuildTrouble if a vital one cannot be had."""
    missing = [package for package in PACKAGES if purpose in package.purposes and not package.is_there()]
    if not missing:
        return
    for package in missing:
        say(f"   missing system package {package.name}: {package.reason}")
    if not _install([package.name for package in missing]):
        _refuse_without([package for package in missing if package.is_vital])
    importlib.invalidate_caches()
    _refuse_without([package for package in missing if package.is_vital and not package.is_there()])


def _install(names: list[str]) -> bool:
    command = _apt()
    if not command:
        return False
    with timed(f"installing {', '.join(names)} with {' '.join(command)}"):
        # An old package list names files that are gone, so it is renewed first; a failure shows at the install.
        _run([*command, "update", "-q"])
        return _run([*command, "install", "-y", "-q", "--no-install-recommends", *names])


def _apt() -> list[str]:
    if not shutil.which("apt-get"):
        return []
    if os.geteuid() == 0:
        return ["apt-get"]
    if not shutil.which("sudo"):
        return []
    # Without a terminal nobody could type a password: fail at once instead of waiting for ever.
    return ["sudo", "apt-get"] if sys.stdin.isatty() else ["sudo", "-n", "apt-get"]


def _run(command: list[str]) -> bool:
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, stdin=None)
    if done.returncode:
        say(f"   {' '.join(command)} failed:\n{(done.stdout + done.stderr).strip()[-1500:]}")
    return done.returncode == 0


def _refuse_without(packages: Iterable[SystemPackage]) -> None:
    names = " ".join(package.name for package in packages)
    if names:
        raise BuildTrouble(
            f"This machine lacks {names}, not to be installed from here. As administrator run: "
            f"apt-get update && apt-get install {names}. Then run this again."
        )


def _is_installed(name: str) -> bool:
    query = ["dpkg-query", "-W", "-f", "${db:Status-Status}", name]
    if not shutil.which(query[0]):
        return False
    return subprocess.run(query, capture_output=True, text=True, check=False).stdout == "installed"
