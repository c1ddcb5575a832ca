"""A line on which the head of a request does not come in time is closed: nobody holds the server by half a sentence."""

import asyncio
import socket

from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_SECONDS = 20.0
"""So long the head of a request may take from the first moment on, and the rest of a body that is answered already."""


class PunctualProtocol(H11Protocol):
    """HTTP/1.1 as uvicorn speaks it; it alone would wait for the rest of a head without end."""

    _wait: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """Somebody is there; what they want is awaited."""
        # Head and body go out apart: without this the body waits for the head's acknowledgement, 40 ms on a kept line.
        # asyncio does it by itself only for sockets that were made with their protocol named.
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        super().connection_made(transport)
        self._look()

    def data_received(self, data: bytes) -> None:
        """A piece has come: enough, or the wait goes on from where it began."""
        super().data_received(data)
        self._look()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nobody is there any more."""
        self._forget()
        super().connection_lost(exc)

    def _look(self) -> None:
        # Before the first request there is no cycle; once it is answered, a next head is awaited, or what is left over.
        if not getattr(self.cycle, "response_complete", True):
            self._forget()
        elif self._wait is None:
            self._wait = self.loop.call_later(HEAD_SECONDS, self.transport.close)

    def _forget(self) -> None:
        if self._wait is not None:
            self._wait.cancel()
            self._wait = None
