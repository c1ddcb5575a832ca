"""The lines that tell how far a run has come, with the seconds each step took."""

import time
from collections.abc import Iterator
from contextlib import contextmanager


def say(text: str) -> None:
    """One line, at once, also into a pipe."""
    print(text, flush=True)


@contextmanager
def timed(what: str) -> Iterator[None]:
    """Tell that a step begins, and how long it took once it is done."""
    started = time.monotonic()
    say(f"-- {what} ...")
    yield
    say(f"   done in {time.monotonic() - started:.1f} s")
