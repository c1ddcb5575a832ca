"""A proxy on real sockets between a station and its county that cuts, swallows, slows and replaces what passes."""

import asyncio
import re
import socket
import struct
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

_CHUNK = 64 * 1024
_LENGTH = re.compile(rb"(content-length: )(\d+)", re.IGNORECASE)
# A cut line is not closed politely: what was under way is lost.
_HARD = struct.pack("ii", 1, 0)


@dataclass(frozen=True)
class Fault:
    """What happens to one connection; nothing said: all passes.

    `up`, `down`: cut after so many bytes of the question, of the answer. `instead`: given in the place of the answer,
    after the county took the question in (or, if it is not `heard`, before it heard a word). `longer`: by how much the
    told length of the answer is wrong. `piece`: so many bytes at a time.
    """

    up: int | None = None
    down: int | None = None
    instead: bytes | None = None
    heard: bool = True
    longer: int = 0
    piece: int = _CHUNK

    @property
    def is_none(self) -> bool:
        """Whether all passes."""
        return self == Fault()


class FaultProxy:
    """The proxy; each connection meets the next of `faults`."""

    def __init__(self, upstream: str, faults: Iterable[Fault] = ()) -> None:
        parts = urlsplit(upstream)
        self._upstream = (parts.hostname or "127.0.0.1", parts.port or 80)
        self.faults: Iterator[Fault] = iter(faults)
        self.struck = 0
        self.url = ""

    async def connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry one connection, as far as its fault lets it come."""
        fault = next(self.faults, Fault())
        if fault.instead is not None and not fault.heard:
            await self._answer_alone(reader, writer, fault.instead)
            return
        try:
            there = await asyncio.open_connection(*self._upstream)
        except OSError:
            self._cut(writer)
            return
        both = (writer, there[1])
        up = self._carry(reader, there[1], fault.up, fault.piece, both)
        try:
            await asyncio.gather(up, self._back(there[0], writer, fault, both))
        except asyncio.CancelledError:
            # The proxy goes: nothing hangs in its loop.
            self._cut(*both)
            raise

    async def _answer_alone(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, answer: bytes) -> None:
        self.struck += 1
        with suppress(OSError, asyncio.IncompleteReadError):
            head = await reader.readuntil(b"\r\n\r\n")
            found = _LENGTH.search(head)
            await reader.readexactly(int(found[2]) if found else 0)
            writer.write(answer)
            await writer.drain()
        writer.close()

    async def _back(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        fault: Fault,
        both: tuple[asyncio.StreamWriter, ...],
    ) -> None:
        if fault.instead is None and not fault.longer:
            await self._carry(reader, writer, fault.down, fault.piece, both)
            return
        with suppress(OSError):
            first = await reader.read(_CHUNK)
            self.struck += bool(first)
            writer.write(_stretched(first, fault.longer) if fault.instead is None else fault.instead)
            await writer.drain()
        for each in both:
            each.close()

    async def _carry(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        limit: int | None,
        piece: int,
        both: tuple[asyncio.StreamWriter, ...],
    ) -> None:
        passed = 0
        with suppress(OSError):
            while data := await reader.read(piece):
                if limit is not None and passed + len(data) > limit:
                    writer.write(data[: limit - passed])
                    await writer.drain()
                    self.struck += 1
                    self._cut(*both)
                    return
                passed += len(data)
                writer.write(data)
                await writer.drain()
        writer.close()

    def _cut(self, *writers: asyncio.StreamWriter) -> None:
        for writer in writers:
            line = writer.get_extra_info("socket")
            with suppress(OSError, AttributeError):
                line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _HARD)
            writer.transport.abort()


def _stretched(answer: bytes, longer: int) -> bytes:
    return _LENGTH.sub(lambda found: found[1] + str(int(found[2]) + longer).encode(), answer, count=1)


@contextmanager
def faulty(upstream: str, faults: Iterable[Fault] = ()) -> Iterator[FaultProxy]:
    """The proxy on a port of its own, in front of this address."""
    proxy, loop = FaultProxy(upstream, faults), asyncio.new_event_loop()
    server = loop.run_until_complete(asyncio.start_server(proxy.connection, "127.0.0.1", 0))
    proxy.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield proxy
    finally:
        asyncio.run_coroutine_threadsafe(_ended(server), loop).result(30)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(30)
        loop.close()


async def _ended(server: asyncio.Server) -> None:
    server.close()
    mine = asyncio.current_task()
    tasks = [task for task in asyncio.all_tasks() if task is not mine]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    # One turn more: a line that was cut closes its socket in it.
    await asyncio.sleep(0)
