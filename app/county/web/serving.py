"""The county's server on a port: TLS by a given certificate or behind a proxy, and an end that cuts nobody off."""

import logging
import signal
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from app.county.duties import DUTIES, Duty
from app.county.web.application import make_app
from app.county.web.caretaker import Caretaker
from app.county.web.punctual import PunctualProtocol
from app.county.web.site import Site
from app.county.web.workers import Workers
from app.errors import MachineFault, Refusal
from app.i18n import mark

GRACE = 20
"""So many seconds requests under way have, once the server is to stop."""
MOST_AT_ONCE = 500
"""So many lines are held at once; whoever comes then is told to come again. Files and memory are enough for these."""


class TlsPairWrong(Refusal):
    """A certificate and key that do not belong together, or cannot be read."""

    code = "tls_pair_wrong"
    message = mark("The TLS certificate {certificate} cannot be used with its key.")
    remedy = mark("Name a PEM file with the whole chain (--certificate) and the key that belongs to it (--key).")


class OpenLine(Refusal):
    """A server that would speak openly with other computers."""

    code = "open_line"
    message = mark("Without TLS the county is served to this very computer alone, not at {host}.")
    remedy = mark("Give --certificate and --key, or let a proxy on this computer do the TLS (--behind-proxy).")


class PortTaken(MachineFault):
    """An address at which somebody else listens, or which this user may not use."""

    code = "port_taken"
    message = mark("The county cannot be served at {host}:{port}: {why}.")
    remedy = mark("Choose another port, or stop whatever listens there.")


@dataclass(frozen=True)
class Door:
    """Where and how the server listens; `certificate` and `key` are PEM files, `proxies` the addresses believed."""

    host: str = "127.0.0.1"
    port: int = 8443
    certificate: Path | None = None
    key: Path | None = None
    proxies: str = ""

    @property
    def url(self) -> str:
        """Where it is to be found."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'https' if self.certificate else 'http'}://{host}:{self.port}"


def check_door(door: Door) -> None:
    """Raise TlsPairWrong, or OpenLine."""
    if door.certificate is None and door.host not in {"127.0.0.1", "localhost", "::1"}:
        raise OpenLine(host=door.host)
    if door.certificate is not None:
        try:
            ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(door.certificate, door.key)
        except (OSError, ssl.SSLError) as error:
            raise TlsPairWrong(certificate=str(door.certificate)) from error


class Server(uvicorn.Server):
    """Uvicorn, telling when it listens; told to stop, it ends what is under way and then simply returns."""

    def __init__(
        self, config: uvicorn.Config, ready: Callable[[], None], leaving: Callable[[], None] = lambda: None
    ) -> None:
        super().__init__(config)
        self._ready, self._leaving = ready, leaving

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """A signal asks for the end and no more; uvicorn would raise it again, and cut off what is still to do."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        former = {number: signal.signal(number, self.handle_exit) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in former.items():
                signal.signal(number, handler)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen."""
        await super().startup(sockets)
        if not self.should_exit:
            self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to end: whatever else is under way has the same time for it."""
        self._leaving()
        await super().shutdown(sockets)


def serve(site: Site, door: Door, ready: Callable[[], None], workers: Workers | None = None) -> None:
    """Serve until the process is told to stop (SIGTERM, Ctrl+C), rounds and duties by `workers` where there are any.

    Raises TlsPairWrong, OpenLine, PortTaken, WorkerFailed.
    """
    check_door(door)
    site.workers = workers
    others = workers or Caretaker(site)
    family = socket.AF_INET6 if ":" in door.host else socket.AF_INET
    try:
        listening = socket.create_server((door.host, door.port), family=family, backlog=1024)
    except OSError as error:
        raise PortTaken(host=door.host, port=door.port, why=error.strerror or str(error)) from error
    with listening, others.at_work():
        Server(_config(site, door), ready, others.leave).run([listening])


@contextmanager
def background(site: Site, door: Door, grace: int = GRACE, duties: Sequence[Duty] = DUTIES) -> Iterator[int]:
    """Serve in threads of this process while the block lasts; gives the port, the system's choice where it is 0."""
    ready = threading.Event()
    listening = socket.create_server((door.host, door.port))
    server = Server(_config(site, door, grace), ready.set)
    thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
    thread.start()
    try:
        ready.wait(30)
        with Caretaker(site, duties).at_work():
            yield int(listening.getsockname()[1])
    finally:
        server.should_exit = True
        thread.join(30)
        listening.close()


def _config(site: Site, door: Door, grace: int = GRACE) -> uvicorn.Config:
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
    return uvicorn.Config(
        make_app(site),
        host=door.host,
        port=door.port,
        http=PunctualProtocol,
        ws="none",
        limit_concurrency=MOST_AT_ONCE,
        ssl_certfile=door.certificate,
        ssl_keyfile=door.key,
        # Addresses and what stands in them are nobody's business: no line for each request.
        access_log=False,
        log_config=None,
        lifespan="off",
        proxy_headers=bool(door.proxies),
        forwarded_allow_ips=door.proxies or None,
        timeout_graceful_shutdown=grace,
        server_header=False,
        h11_max_incomplete_event_size=64 * 1024,
    )
