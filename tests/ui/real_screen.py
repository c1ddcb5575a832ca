"""A real screen without a monitor: Xvfb, a window manager, the program in its own process, keys as X events."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

NEEDED = ("Xvfb", "openbox", "xdotool")
SCREEN = "1366x768x24"
START = "from app.desktop import main; main()"
PATIENCE = 60.0
STEP, PAGE, LOOK, TRIES = 0.05, 1.0, 5.0, 8  # s: between looks, for a page to turn, for a deed to show; and tries


def missing() -> list[str]:
    """The programs that this machine lacks for it."""
    return [name for name in NEEDED if not shutil.which(name)]


@dataclass
class RealWindow:
    """The program under way on its screen."""

    environment: dict[str, str]
    program: "subprocess.Popen[bytes]"
    title: str

    def ask(self, *words: str) -> str:
        """What xdotool answers."""
        done = subprocess.run(
            ["xdotool", *words], env=self.environment, capture_output=True, text=True, check=False, timeout=PATIENCE
        )
        return done.stdout.strip()

    def keys(self, *names: str, pause: float = 0.15) -> None:
        """Press these keys, one after the other, like a hand that looks up between them."""
        for name in names:
            self.ask("key", "--clearmodifiers", name)
            time.sleep(pause)

    def insist(self, holds: Callable[[], object], *names: str) -> None:
        """Press these keys until it holds: a page that was not there yet takes no key. Raises TimeoutError."""
        for _ in range(TRIES):
            self.keys(*names, pause=PAGE)
            end = time.monotonic() + LOOK
            while time.monotonic() < end:
                if holds():
                    return
                time.sleep(STEP)
        raise TimeoutError(" ".join(names))

    def shows(self, title: str) -> bool:
        """Whether a window whose title holds this has the keyboard."""
        return title in self.ask("getactivewindow", "getwindowname")

    def has_taken_keyboard(self, title: str) -> bool:
        """Whether such a window has the keyboard; it is given it."""
        self.ask("search", "--onlyvisible", "--name", title, "windowactivate")
        return self.shows(title)

    def wait_for(self, title: str) -> None:
        """Until such a window has the keyboard."""
        until(lambda: self.shows(title), f"a window “{title}”")

    def quit(self) -> int:
        """Ctrl+Q, and the exit status."""
        self.keys("ctrl+q")
        return self.program.wait(PATIENCE)


def until(holds: Callable[[], object], what: str) -> None:
    """Wait until it holds. Raises TimeoutError with what was waited for."""
    end = time.monotonic() + PATIENCE
    while not holds():
        if time.monotonic() > end:
            raise TimeoutError(what)
        time.sleep(STEP)


@contextmanager
def real_window(folder: Path, path: str, title: str, *words: str) -> Iterator[RealWindow]:
    """Start screen, window manager and program with these words; all of them end with the block."""
    reading, writing = os.pipe()
    screen = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", SCREEN, "-nolisten", "tcp"],
        pass_fds=[writing],
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    with os.fdopen(reading) as answer:
        display = f":{answer.readline().strip()}"
    plain = {name: value for name, value in os.environ.items() if name not in ("QT_QPA_PLATFORM", "WAYLAND_DISPLAY")}
    environment = plain | {"DISPLAY": display, "XIANGXUN_HOME": str(folder), "PATH": path, "QT_SCALE_FACTOR": "1"}
    manager = subprocess.Popen(["openbox"], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    program = subprocess.Popen([sys.executable, "-c", START, *words], env=environment)
    window = RealWindow(environment, program, title)
    try:
        # A window that was there before its manager is not given the keyboard by it.
        until(lambda: window.has_taken_keyboard(title), f"“{title}”")
        yield window
    finally:
        # The program first: without its screen it would abort.
        for each in (program, manager, screen):
            each.terminate()
            each.wait(PATIENCE)
