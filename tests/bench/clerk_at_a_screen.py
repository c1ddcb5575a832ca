"""Hands at the keyboard and eyes on a real screen: keys and decisions counted, the machine's seconds measured."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image, ImageChops, ImageGrab

from tests.ui.real_screen import RealWindow

KEY, DECISION, IDEOGRAPH = 0.28, 1.35, 4  # s, s, keys
TYPED, LOOK, PATIENCE = 110, 0.04, 40.0  # ms between the keys of a hand; s
QUIET, READ, ANSWER, TRIES = (
    0.4,
    3.0,
    15.0,
    3,
)  # s without a change after a key; after a page was turned, which is empty at first
CARET, MUCH = 400, 12_000  # pixels: a blinking caret is no change; another page or a dialog
CLIPBOARD = (
    "import sys; from PySide6.QtWidgets import QApplication; made = QApplication([]);"
    " made.clipboard().setText(sys.argv[1]); print(flush=True); made.exec()"
)


@dataclass
class Step:
    """One line of the table."""

    name: str
    keys: int = 0
    decisions: int = 0
    waited: float = 0.0

    @property
    def clerk(self) -> float:
        """Seconds of a clerk who never has to look for anything, the waiting included."""
        return self.keys * KEY + self.decisions * DECISION + self.waited


@dataclass
class Clerk:
    """Hands at the keyboard, eyes on the screen."""

    window: RealWindow
    pictures: Path
    steps: list[Step] = field(default_factory=list)
    caps: dict[str, str] = field(default_factory=dict)
    spare: list[str] = field(default_factory=list)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """What is done within is one line of the table; its end is photographed, and whatever is opened on the way."""
        self.steps.append(Step(name))
        yield
        self._photograph()

    def _photograph(self, what: str = "") -> None:
        """The screen as it is now; `what` was just opened or turned to."""
        name = f"{len(self.steps):02}_{self.steps[-1].name}"
        self.look().save(self.pictures / f"{name}{f' {what}' if what else ''}.png")

    def look(self) -> Image.Image:
        """The screen as it is now."""
        return ImageGrab.grab(xdisplay=self.window.environment["DISPLAY"])

    def press(self, *keys: str, decides: bool = True) -> None:
        """Keys at once, one decision for all of them; then wait until the window has answered."""
        for name in keys:
            self.window.ask("key", "--clearmodifiers", name)
        self._count(len(keys), decides=decides)
        self.settle()

    def write(self, text: str, *, decides: bool = True) -> None:
        """Type a text; what is not ASCII comes from an input method."""
        self._learn(text)
        self.window.ask("type", "--delay", str(TYPED), "--", text)
        time.sleep(2 * TYPED / 1000)  # a hand that presses Enter as fast as a scanner would be taken for one
        self._count(sum(1 if sign.isascii() else IDEOGRAPH for sign in text), decides=decides)
        self.settle()

    def read_card(self, text: str, *, decides: bool = True) -> None:
        """A reader that types like a keyboard, 5 ms a key, and presses Enter: no hand touches a key."""
        self.window.ask("type", "--delay", "5", "--", text)
        self.window.ask("key", "--clearmodifiers", "Return")
        self._count(0, decides=decides)
        self.settle()

    def paste(self, text: str) -> None:
        """Ctrl+V of what was copied in another program."""
        command = [sys.executable, "-c", CLIPBOARD, text]
        with subprocess.Popen(command, env=self.window.environment, stdout=subprocess.PIPE) as owner:
            assert owner.stdout is not None
            owner.stdout.readline()
            self.press("ctrl+v")
            owner.terminate()

    def settle(self, quiet: float = QUIET) -> None:
        """Until nothing on the screen moves; the quiet that proves it is not counted."""
        begun = changed = time.monotonic()
        before = self.look()
        while time.monotonic() - changed < quiet and time.monotonic() - begun < PATIENCE:
            time.sleep(LOOK)
            now = self.look()
            if differing(before, now) > CARET:
                changed, before = time.monotonic(), now
        self.steps[-1].waited += changed - begun

    def turn(self, *keys: str) -> None:
        """Keys after which much of the picture is another."""
        before = self.look()
        self.press(*keys)
        self.wait(lambda: differing(before, self.look()) > MUCH, " ".join(keys), READ)
        self._photograph("after " + " ".join(keys))

    def open(self, title: str, *keys: str) -> None:
        """Keys that open a window of this title; pressed, and counted, again if the page was not ready for them."""
        for _ in range(TRIES):
            self.press(*keys)
            begun = time.monotonic()
            while time.monotonic() - begun < ANSWER:
                if self.window.shows(title):
                    self.steps[-1].waited += time.monotonic() - begun
                    self.settle(READ)
                    return self._photograph(title)
                time.sleep(LOOK)
            self.steps[-1].waited += ANSWER
        self.look().save(self.pictures / "stuck.png")
        raise TimeoutError(title)

    def wait(self, holds: Callable[[], object], what: str, quiet: float = QUIET) -> None:
        """Until it holds; counted as waiting. Raises TimeoutError."""
        begun = time.monotonic()
        while not holds():
            if time.monotonic() - begun > PATIENCE:
                self.look().save(self.pictures / "stuck.png")
                raise TimeoutError(what)
            time.sleep(LOOK)
        self.steps[-1].waited += time.monotonic() - begun
        self.settle(quiet)

    def _learn(self, text: str) -> None:
        """A key of its own for each sign: given one only while it is typed, the program may still know the former."""
        signs = {sign for sign in text if not sign.isascii()}
        if signs <= self.caps.keys():
            return
        if not self.spare:
            self.spare = [words[1] for line in self._keys("-pke").splitlines() if len(words := line.split()) == 3][1:]
        if len(signs | self.caps.keys()) > len(self.spare):
            self.caps.clear()
        fresh = sorted(signs - self.caps.keys())
        self.caps |= dict(zip(fresh, [code for code in self.spare if code not in self.caps.values()], strict=False))
        for sign in fresh:
            self._keys("-e", f"keycode {self.caps[sign]} = U{ord(sign):04X}")
        time.sleep(QUIET)

    def _keys(self, *words: str) -> str:
        command = ["xmodmap", *words]
        return subprocess.run(command, env=self.window.environment, capture_output=True, text=True, check=True).stdout

    def _count(self, keys: int, *, decides: bool) -> None:
        self.steps[-1].keys += keys
        self.steps[-1].decisions += decides


def differing(one: Image.Image, other: Image.Image) -> int:
    """How many pixels are not alike."""
    return sum(ImageChops.difference(one, other).convert("L").histogram()[16:])


def table(steps: list[Step]) -> str:
    """The steps as Markdown, with their sum."""
    keys, decisions, waited = (sum(getattr(step, name) for step in steps) for name in ("keys", "decisions", "waited"))
    lines = [
        f"| {step.name} | {step.keys} | 0 | {step.decisions} | {step.waited:.1f} | {step.clerk:.0f} |"
        for step in (*steps, Step("**the day**", keys, decisions, waited))
    ]
    return "\n".join(
        ["| step | keys | clicks | decisions | machine, s | clerk, s |", "|---|--:|--:|--:|--:|--:|", *lines]
    )
