"""Nobody holds the county's server by what they begin and do not finish; a slow line is answered all the same."""

import asyncio
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from urllib.parse import urlsplit

import pytest
import requests
from uvicorn.config import Config
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

from app.county.web import manners, punctual, serving
from app.county.web.punctual import PunctualProtocol
from app.county.web.site import Site
from tests.county.web.serving import serving as served

pytestmark = pytest.mark.engines("sqlite")
SHORT, WAIT = 0.5, 20
FORM = b"number=1&name=x"
FORM_TYPE = b"Content-Type: application/x-www-form-urlencoded"
HEAD = b"POST /v/lookup HTTP/1.1\r\nHost: x\r\n" + FORM_TYPE + b"\r\nContent-Length: %d\r\n\r\n"


@pytest.fixture
def hurried(site: Site, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The county, which waits for half a second where it would wait for half a minute."""
    monkeypatch.setattr(punctual, "HEAD_SECONDS", SHORT)
    monkeypatch.setattr(manners, "BODY_SECONDS", SHORT)
    with served(site) as address:
        yield address


@contextmanager
def line_to(address: str) -> Iterator[socket.socket]:
    place = urlsplit(address)
    with socket.create_connection((place.hostname or "", place.port or 0), WAIT) as line:
        yield line


def heard(line: socket.socket) -> bytes:
    """All that comes until the other side closes; fails where it does not."""
    told = b""
    while piece := line.recv(65536):
        told += piece
    return told


@pytest.mark.parametrize(
    ("sent", "answer"),
    [
        (b"", b""),
        (b"GET /v HTTP/1.1\r\nHos", b""),
        (HEAD % 15 + b"number=1", b"HTTP/1.1 408"),
        (HEAD % 200_000 + b"x" * 1000, b"HTTP/1.1 408"),
        (b"POST /sync/v1/round HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\nhalf", b"HTTP/1.1 408"),
        (b"POST /sync/v1/join HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab", b"HTTP/1.1 408"),
        (b"POST /no/such/page HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\nhalf", b"HTTP/1.1 404"),
    ],
)
def test_what_is_begun_and_not_finished_is_let_go(hurried: str, sent: bytes, answer: bytes) -> None:
    with line_to(hurried) as line:
        line.sendall(sent)

        told = heard(line)

    assert told.startswith(answer)
    assert bool(told) == bool(answer)
    assert requests.get(f"{hurried}/health", timeout=WAIT).json() == {"status": "ok"}


def test_a_drop_now_and_then_does_not_keep_a_line_open(hurried: str) -> None:
    for begun in (b"GET /v HTTP/1.1\r\nX: ", HEAD % 100_000):
        with line_to(hurried) as line:
            line.sendall(begun)

            assert is_closed_while_dripping(line)


def is_closed_while_dripping(line: socket.socket) -> bool:
    line.settimeout(0.1)
    for _ in range(100):
        try:
            line.sendall(b"x")
            if not line.recv(65536):
                return True
        except TimeoutError:
            continue
        except ConnectionError:
            return True
    return False


def test_a_slow_line_that_goes_on_is_answered(hurried: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(manners, "SLOWEST", 10)
    with line_to(hurried) as line:
        line.sendall(HEAD % len(FORM))
        for at in range(0, len(FORM), 5):
            line.sendall(FORM[at : at + 5])
            time.sleep(0.25)
        line.shutdown(socket.SHUT_WR)

        assert heard(line).startswith(b"HTTP/1.1 200")


def test_beyond_so_many_lines_at_once_the_next_is_told_to_come_again(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "MOST_AT_ONCE", 4)
    with served(site) as address:
        with ExitStack() as lines:
            for _ in range(3):
                lines.enter_context(line_to(address)).sendall(b"GET /v HT")
            full = asked_until(address, 503)
        free = asked_until(address, 200)

    assert (full, free) == (503, 200)


def asked_until(address: str, status: int) -> int:
    """The last status; what the server knows of lines it learns in its own time."""
    for _ in range(100):
        with requests.get(f"{address}/health", timeout=WAIT, headers={"Connection": "close"}) as answer:
            found = answer.status_code
        if found == status:
            break
        time.sleep(0.02)
    return found


def test_an_answer_is_sent_without_waiting_for_what_was_sent_before_it() -> None:
    async def delays(protocol: type[H11Protocol]) -> bool:
        made, loop = [], asyncio.get_running_loop()
        config = Config(lambda: None, lifespan="off")
        config.load()

        def speak() -> asyncio.Protocol:
            made.append(protocol(config, ServerState(), {}))
            return made[-1]

        with socket.create_server(("127.0.0.1", 0)) as listening:
            server = await loop.create_server(speak, sock=listening)
            with socket.create_connection(listening.getsockname(), WAIT):
                while not (made and made[-1].transport):
                    await asyncio.sleep(0.01)
                line = made[-1].transport.get_extra_info("socket")
                is_at_once = line.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
            server.close()
        return bool(is_at_once)

    assert asyncio.run(delays(PunctualProtocol))
    # The control: uvicorn's own on such a socket keeps a body back for the acknowledgement of its head, up to 40 ms.
    assert not asyncio.run(delays(H11Protocol))
