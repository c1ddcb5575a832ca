"""Servers on real sockets that answer a station as the county would, or as something else would."""

import hashlib
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from app.credential.desk_certificate import DeskCertificate, sign_desk_certificate
from app.credential.keys import ED25519, SigningKey
from app.sync.protocol import HEADERS, RoundAnswer, answer_claim, pack_answer

COUNTY_ID = "0193f000-0000-7000-8000-0000000000c0"


@dataclass
class FrontDesk:
    """A county's server reduced to its manners: it keeps what came and answers as `behave` says."""

    root: SigningKey = field(default_factory=SigningKey.generate)
    desk: SigningKey = field(default_factory=SigningKey.generate)
    county_id: str = COUNTY_ID
    came: list[bytes] = field(default_factory=list)
    behave: Callable[["FrontDesk", Any], None] | None = None
    url: str = ""

    @property
    def certificate(self) -> bytes:
        days = (date(2026, 1, 1), date(2036, 1, 1))
        told = DeskCertificate(self.county_id, self.desk.public, ED25519, bytes(32), *days)
        return sign_desk_certificate(told, self.root)

    def answered(self, nonce: str, status: int = 200, body: bytes | None = None) -> tuple[dict[str, str], bytes]:
        """The headers and body of a proper answer."""
        packed = pack_answer(RoundAnswer("epoch", 5)) if body is None else body
        claim = answer_claim(nonce, status, hashlib.sha256(packed).digest())
        told = {HEADERS["key"]: self.certificate.hex(), HEADERS["signature"]: self.desk.sign(claim).hex()}
        return told, packed


def properly(desk: FrontDesk, handler: Any, status: int = 200, body: bytes | None = None) -> None:
    """The answer of a county in good order."""
    headers, packed = desk.answered(handler.headers[HEADERS["nonce"]], status, body)
    send(handler, status, packed, headers)


def send(handler: Any, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
    """Any answer at all."""
    handler.send_response(status)
    for name, value in ({"Content-Length": str(len(body))} | (headers or {})).items():
        handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(body)


@contextmanager
def open_desk(desk: FrontDesk, certificate: Path | None = None) -> Iterator[FrontDesk]:
    """The server on a port of its own, with TLS if it has a certificate."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            desk.came.append(self.rfile.read(int(self.headers["Content-Length"])))
            (desk.behave or properly)(desk, self)

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    desk.url = f"{'https' if certificate else 'http'}://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield desk
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
