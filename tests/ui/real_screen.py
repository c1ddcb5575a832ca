"""A real screen without a monitor: Xvfb, a window manager, the program in its own process, keys as X events."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.ui.patience import PATIENCE, until
from tests.ui.watched_program import FILE

Sight = dict[str, Any]

NEEDED = ("Xvfb", "openbox", "xdotool")
SCREEN = "1366x768x24"
ROOT = Path(__file__).parents[2]
PROGRAM = "tests.ui.watched_program"
STEP = 0.05  # s between two looks


def missing() -> list[str]:
    """The programs that this machine lacks for it."""
    return [name for name in NEEDED if not shutil.which(name)]


class Running:
    """A program under way; what it says stands in a file, to be told if it ends too early."""

    def __init__(self, folder: Path, *words: str, environment: dict[str, str], pipes: tuple[int, ...] = ()) -> None:
        self._name, self._words = Path(words[0]).name, folder / f"{Path(words[0]).name}.words"
        with self._words.open("wb") as said:
            self.process = subprocess.Popen(words, cwd=ROOT, env=environment, pass_fds=pipes, stdout=said, stderr=said)

    def told(self) -> str:
        """How it stands, and what it said last."""
        return f"{self._name} ({self.process.poll()}): {self._words.read_text(encoding='utf-8')[-1000:]}"

    def wait(self, holds: Callable[[], object], what: str) -> None:
        """Until it holds. Raises TimeoutError, at once if the program has ended."""

        def look_away() -> None:
            if self.process.poll() is not None:
                raise TimeoutError(f"{what}: {self.told()}")
            time.sleep(STEP)

        until(holds, look_away, lambda: f"{what}: {self.told()}")

    def end(self) -> None:
        """End it."""
        self.process.terminate()
        self.process.wait(PATIENCE)


@dataclass
class RealWindow:
    """The program under way on its screen."""

    environment: dict[str, str]
    program: Running
    file: Path

    def ask(self, *words: str) -> str:
        """What xdotool answers."""
        return asked(self.environment, *words).stdout.strip()

    def shows(self, title: str) -> bool:
        """Whether a window whose title holds this has the keyboard."""
        return title in self.ask("getactivewindow", "getwindowname")

    @property
    def sight(self) -> Sight:
        """What the program says that it shows; nothing before it has begun."""
        return json.loads(self.file.read_text(encoding="utf-8")) if self.file.exists() else {}

    def press(self, *names: str) -> None:
        """Press these keys, one after the other, wherever the keyboard is."""
        for name in names:
            self.ask("key", "--clearmodifiers", name)

    def see(self, verb: str = "", title: str = "", **wanted: str) -> None:
        """Until this is shown, with the keyboard and nothing under way, and the button of this name can be pressed."""

        def is_seen() -> bool:
            sight = self.sight
            here = sight.get("has_keyboard") and sight["is_idle"] and title in sight["title"]
            return bool(here and sight | wanted == sight and any(verb in each for each in sight["verbs"] or [""]))

        self.wait(is_seen, f"{wanted} {title} {verb}")

    def wait(self, holds: Callable[[], object], what: str) -> None:
        """Until it holds. Raises TimeoutError."""
        try:
            self.program.wait(holds, what)
        except TimeoutError as error:
            error.add_note(str(self.sight))
            raise

    def quit(self) -> int:
        """Ctrl+Q, and the exit status."""
        self.press("ctrl+q")
        return self.program.process.wait(PATIENCE)


def asked(environment: dict[str, str], *words: str) -> "subprocess.CompletedProcess[str]":
    """What xdotool answers on this screen."""
    return subprocess.run(
        ["xdotool", *words], env=environment, capture_output=True, text=True, check=False, timeout=PATIENCE
    )


@contextmanager
def real_window(folder: Path, path: str, title: str, *words: str, scale: float = 1) -> Iterator[RealWindow]:
    """Start screen, window manager and program with these words, at this scale; all of them end with the block."""
    aside = folder.with_name(f"{folder.name}-screen")
    aside.mkdir()
    plain = {name: value for name, value in os.environ.items() if name not in ("QT_QPA_PLATFORM", "WAYLAND_DISPLAY")}
    with ExitStack() as ends:
        environment = plain | {"DISPLAY": _screen(ends, aside, plain), "PATH": path}
        # Whatever its user has set up for windows is not looked at.
        manager = _begun(ends, Running(aside, "openbox", "--sm-disable", environment=environment | _own(aside)))
        # A window that is there before its manager is not given the keyboard by it.
        manager.wait(lambda: asked(environment, "get_num_desktops").returncode == 0, "the window manager")
        sight = aside / "sight"
        own = {"XIANGXUN_HOME": str(folder), "QT_SCALE_FACTOR": f"{scale:g}", FILE: str(sight)}
        program = _begun(ends, Running(aside, sys.executable, "-m", PROGRAM, *words, environment=environment | own))
        window = RealWindow(environment, program, sight)
        window.wait(lambda: window.shows(title), f"“{title}” with the keyboard")
        yield window


def _own(folder: Path) -> dict[str, str]:
    return {name: str(folder) for name in ("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME")}


def _begun(ends: ExitStack, running: Running) -> Running:
    ends.callback(running.end)
    return running


def _screen(ends: ExitStack, folder: Path, environment: dict[str, str]) -> str:
    """Start a screen under a number that is free, and give it."""
    reading, writing = os.pipe()
    # Not to be reset when its first client leaves: that killed whoever was just coming, the window manager for one.
    words = ("-displayfd", str(writing), "-noreset", "-screen", "0", SCREEN, "-nolisten", "tcp")
    screen = _begun(ends, Running(folder, "Xvfb", *words, environment=environment, pipes=(writing,)))
    os.close(writing)
    with os.fdopen(reading) as answer:
        number = answer.readline().strip()
    assert number, screen.told()
    return f":{number}"
