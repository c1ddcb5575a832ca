"""The cheapest HTTP client there is: bytes made beforehand over a kept connection, so that the caller costs little."""

import contextlib
import socket


class RawLine:
    """A kept connection to a port of this computer; not for two threads at once."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._socket: socket.socket | None = None

    def ask(self, message: bytes | memoryview) -> tuple[int, bytes]:
        """Send a whole request; its answer's status and body. A kept connection that has gone is opened anew."""
        if self._socket is not None:
            with contextlib.suppress(ConnectionError):
                return self._asked(self._socket, message)
            self.close()
        self._socket = socket.create_connection(("127.0.0.1", self._port), 120)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return self._asked(self._socket, message)

    def close(self) -> None:
        """Let it go."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _asked(self, line: socket.socket, message: bytes | memoryview) -> tuple[int, bytes]:
        line.sendall(message)
        head, body = self._head(line)
        status, _, told = head.partition(b"\r\n")
        names = dict(row.lower().split(b": ", 1) for row in told.split(b"\r\n") if b": " in row)
        length = int(names[b"content-length"])
        while len(body) < length:
            body += self._piece(line)
        if names.get(b"connection") == b"close":
            self.close()
        return int(status.split(b" ")[1]), body

    def _head(self, line: socket.socket) -> tuple[bytes, bytes]:
        data = b""
        while b"\r\n\r\n" not in data:
            data += self._piece(line)
        head, _, body = data.partition(b"\r\n\r\n")
        return head, body

    def _piece(self, line: socket.socket) -> bytes:
        piece = line.recv(256 * 1024)
        if not piece:
            raise ConnectionResetError
        return piece


def message(method: str, path: str, headers: dict[str, str], body: bytes = b"") -> bytes:
    """A request in bytes."""
    rows = {"Host": "127.0.0.1", **headers, "Content-Length": str(len(body))}
    head = "".join(f"{name}: {value}\r\n" for name, value in rows.items())
    return f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode() + body


def percentile(values: list[float], share: float) -> float:
    """The value that this share of them does not exceed; 0 of none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


def spread(seconds: list[float]) -> str:
    """Median, 99th percentile and longest, in milliseconds."""
    marks = (percentile(seconds, 0.5), percentile(seconds, 0.99), max(seconds, default=0.0))
    return "p50 {:.1f} ms, p99 {:.1f} ms, longest {:.0f} ms".format(*(mark * 1000 for mark in marks))
