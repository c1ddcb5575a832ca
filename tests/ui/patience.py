"""How long a test waits for what must come: nothing is proved by haste, and a slow machine fails no test."""

import time
from collections.abc import Callable
from functools import partial

from pytestqt.qtbot import QtBot

PATIENCE = 180.0  # s
LONG = round(1000 * PATIENCE)  # ms
WAITING = ("waitUntil", "waitSignal", "waitSignals", "waitCallback", "waitActive", "waitExposed")


def patient(bot: QtBot) -> QtBot:
    """The hand of pytest-qt, which now gives up late wherever a test names no time of its own."""
    for name in WAITING:
        setattr(bot, name, partial(getattr(bot, name), timeout=LONG))
    return bot


def until(holds: Callable[[], object], look_away: Callable[[], object], told: Callable[[], str]) -> None:
    """Look and look away in turns until it holds. Raises TimeoutError with what is told then."""
    end = time.monotonic() + PATIENCE
    while not holds():
        if time.monotonic() > end:
            raise TimeoutError(told())
        look_away()
