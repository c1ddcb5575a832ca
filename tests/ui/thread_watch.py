"""Catches whoever asks the ledger in the window's thread, which must never wait."""

import threading
import traceback
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from app.models.ledger import Ledger

ASKING = ("reading", "change")


class Watch:
    """Remembers from where in the window the ledger was asked in this thread; tests may ask it as they like."""

    def __init__(self) -> None:
        self.thread = threading.get_ident()
        self.caught: set[str] = set()

    def over(self, method: Callable[..., AbstractContextManager[Any]]) -> Callable[..., AbstractContextManager[Any]]:
        """The same method, watched."""

        def watched(ledger: Ledger, *arguments: Any, **named: Any) -> AbstractContextManager[Any]:
            if threading.get_ident() == self.thread:
                frames = [frame for frame in traceback.extract_stack() if "/app/ui/" in frame.filename]
                if frames:
                    self.caught.add(" > ".join(f"{Path(each.filename).name}:{each.name}" for each in frames[-3:]))
            return method(ledger, *arguments, **named)

        return watched
