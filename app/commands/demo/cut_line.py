"""A line that breaks: it carries so many bytes to the county and is gone, as often as it was told, then it holds."""

import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

_PIECE = 8192


@dataclass
class CutLine:
    """Stands between a PC and its county on this computer; `cuts` are bytes after which a call is cut."""

    target: tuple[str, int]
    cuts: list[int]
    happened: int = 0
    door: socket.socket = field(default_factory=lambda: socket.create_server(("127.0.0.1", 0)))

    @property
    def url(self) -> str:
        """Where the county seems to be."""
        return f"http://127.0.0.1:{self.door.getsockname()[1]}"

    def serve(self) -> None:
        """Carry one call after another, until the door is closed."""
        with suppress(OSError):
            while True:
                caller, _ = self.door.accept()
                threading.Thread(target=self._carry, args=(caller,), daemon=True).start()

    def _carry(self, caller: socket.socket) -> None:
        limit = self.cuts.pop(0) if self.cuts else None
        with caller, socket.create_connection(self.target) as county, suppress(OSError):
            back = threading.Thread(target=_pump, args=(county, caller, None), daemon=True)
            back.start()
            if _pump(caller, county, limit):
                self.happened += 1
            else:
                back.join()


def _pump(source: socket.socket, sink: socket.socket, limit: int | None) -> bool:
    """Carry bytes one way; whether the limit was reached and the line cut."""
    with suppress(OSError):
        while piece := source.recv(_PIECE):
            if limit is not None and len(piece) >= limit:
                sink.sendall(piece[:limit])
                for each in (source, sink):
                    each.shutdown(socket.SHUT_RDWR)
                return True
            limit = limit - len(piece) if limit is not None else None
            sink.sendall(piece)
        sink.shutdown(socket.SHUT_WR)
    return False


@contextmanager
def cut_line(target: tuple[str, int], cuts: Sequence[int]) -> Iterator[CutLine]:
    """The line while it stands."""
    line = CutLine(target, list(cuts))
    threading.Thread(target=line.serve, daemon=True).start()
    try:
        yield line
    finally:
        line.door.close()
