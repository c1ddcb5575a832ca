"""A font file of whose megabytes only what is drawn comes into memory."""

import mmap
from pathlib import Path

# Tables of outlines are larger, all others are smaller; of a table of outlines only single glyphs are wanted.
_LARGEST_COPY = 1 << 20


class Window:
    """Part of a file: a larger slice of it is a window again, a smaller one is bytes."""

    def __init__(self, view: memoryview) -> None:
        self._view = view

    def __len__(self) -> int:
        return len(self._view)

    def __bytes__(self) -> bytes:
        return bytes(self._view)

    def __getitem__(self, place: int | slice) -> "int | bytes | Window":
        if isinstance(place, int):
            return self._view[place]
        part = self._view[place]
        return Window(part) if len(part) > _LARGEST_COPY else bytes(part)


def mapped(path: Path) -> Window:
    """The bytes of a file, which the system fetches as they are asked for. Raises OSError."""
    with path.open("rb") as file:
        return Window(memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)))
