"""How much of a stranger's file we are ready to open."""

from dataclasses import asdict, dataclass
from typing import Any

MIB = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """Sizes in bytes, time in seconds. Memory is held to on POSIX alone; Windows has the time and the pre-scan."""

    seconds: int = 60
    memory: int = 512 * MIB
    packed: int = 50 * MIB
    unpacked: int = 200 * MIB
    members: int = 200
    rows: int = 30_000
    columns: int = 100
    rewritten: int = 32 * MIB  # unpacked: openpyxl needs some ten times that, and half a minute on a slow PC
    text: int = 32_767  # what a cell of Excel holds

    def to_plain(self) -> dict[str, Any]:
        """The limits as JSON can carry them to the child."""
        return asdict(self)


LIMITS = Limits()
