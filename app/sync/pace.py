"""How much at once and how often: batches halved on a bad line, tries spread out and never more than one a minute."""

import random
from dataclasses import dataclass, replace

from app.models.exchange import BATCH_ENTRIES
from app.sync.protocol import BATCH_LIMIT, LEAST_ENTRIES

LEAST_PAUSE = 60.0
LONGEST_PAUSE = 3600.0
QUIET_PAUSE = 900.0
"""Between two rounds when all is well and nothing waits (seconds)."""
_LEAST_BYTES = 2048


@dataclass(frozen=True)
class Pace:
    """How much a batch may hold: packed bytes, and entries."""

    most_bytes: int = BATCH_LIMIT
    most_entries: int = BATCH_ENTRIES

    def slower(self) -> "Pace":
        """Half as much, after a line that broke off or a message that was too large."""
        fewer = max(LEAST_ENTRIES, self.most_entries // 2)
        return replace(self, most_bytes=max(_LEAST_BYTES, self.most_bytes // 2), most_entries=fewer)

    def faster(self) -> "Pace":
        """Twice as much, after a success."""
        more = min(BATCH_ENTRIES, self.most_entries * 2)
        return replace(self, most_bytes=min(BATCH_LIMIT, self.most_bytes * 2), most_entries=more)

    @property
    def is_least(self) -> bool:
        """Whether it cannot be halved again."""
        return self.most_entries == LEAST_ENTRIES and self.most_bytes == _LEAST_BYTES


def pause_after(failures: int, asked: int = 0, chance: random.Random | None = None) -> float:
    """Seconds until the next try: doubled with each failure, jittered by half, never under a minute.

    `asked` is what the county itself asked for. After a success (`failures` 0) it is the quiet pause.
    """
    usual = QUIET_PAUSE if failures == 0 else min(LONGEST_PAUSE, LEAST_PAUSE * 2.0 ** min(failures - 1, 10))
    spread = (chance or random.SystemRandom()).uniform(0.5, 1.5)
    return max(LEAST_PAUSE, float(asked), min(LONGEST_PAUSE, usual * spread))
