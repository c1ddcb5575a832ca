"""The county over HTTPS, the one place that reaches the network: each question signed, each answer proven."""

import errno
import hashlib
import ipaddress
import secrets
import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from requests.utils import DEFAULT_CA_BUNDLE_PATH
from urllib3.exceptions import NameResolutionError, NewConnectionError
from urllib3.util.ssl_ import create_urllib3_context

from app.clock import Clock, milliseconds
from app.credential.desk_certificate import (
    DeskCertificate,
    KnownDesks,
    read_strange_certificate,
)
from app.credential.keys import Signer
from app.errors import Refusal
from app.ledger.syncing.county_desks import read_desk
from app.models.exchange import ExchangeOdd, unpacked
from app.sync import line
from app.sync.protocol import (
    HEADERS,
    MEDIA_TYPE,
    REQUEST_LIMIT,
    ROUND_PATH,
    RoundAnswer,
    RoundRequest,
    Seal,
    answer_claim,
    pack_request,
    unpack_answer,
)

OTHER_COUNTY = "other_county"
"""What a county answers to the PC of another one."""
REPLAYED = "replayed"
AUTHORITIES = DEFAULT_CA_BUNDLE_PATH
"""The file of those authorities that everybody believes."""
_CHUNK = 16 * 1024
_NO_ROUTE = {errno.ENETUNREACH, errno.ENETDOWN, errno.EHOSTUNREACH, errno.ENODEV}


@dataclass(frozen=True)
class Address:
    """Where the county is and how to get there; `authority` is a file with the only certificates to be believed.

    `proxy` is a URL, "" for the system's own setting, "none" for no proxy. Time-outs in seconds.
    """

    url: str
    proxy: str = ""
    authority: Path | None = None
    connect_timeout: float = 10.0
    read_timeout: float = 30.0

    @property
    def host(self) -> str:
        """The host as messages name it."""
        return urlsplit(self.url).hostname or self.url


@dataclass(frozen=True)
class Caller:
    """Who asks: the county it belongs to, its replica, its device key, the root key it trusts, the desks it knows."""

    county_id: str
    replica: str
    key: Signer
    root_public: bytes
    desks: KnownDesks = field(default_factory=KnownDesks)


@dataclass(frozen=True)
class Reply:
    """What came back, not yet believed: the HTTP status, the headers, the body."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Answer:
    """A proven answer: its HTTP status and its packed body."""

    status: int
    body: bytes


def refuse_plain_http(url: str) -> None:
    """Raise PlainHttpRefused unless the address is https, or leads nowhere but to this very computer."""
    parts = urlsplit(url)
    if parts.scheme == "https" and parts.hostname:
        return
    if parts.scheme == "http" and _is_loopback(parts.hostname or ""):
        return
    raise line.PlainHttpRefused(address=url)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class Wire:
    """A connection on which nobody is believed yet. Use `with`, or `close` it. Not for two threads at once."""

    def __init__(self, address: Address, clock: Clock) -> None:
        refuse_plain_http(address.url)
        self.address = address
        self.clock = clock
        self._session = _session(address)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let the connection go."""
        self._session.close()

    def send(self, method: str, path: str, body: bytes, headers: Mapping[str, str], most: int) -> Reply:
        """Send these bytes; take an answer of so many bytes at most, whoever gives it. Raises LineTrouble."""
        with self._named_troubles(), self._sent(method, path, body, headers) as response:
            return Reply(response.status_code, response.headers, _bounded(response, most))

    def _sent(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> requests.Response:
        return self._session.request(
            method,
            self.address.url.rstrip("/") + path,
            data=body,
            headers=dict(headers),
            timeout=(self.address.connect_timeout, self.address.read_timeout),
            allow_redirects=False,
            stream=True,
        )

    @contextmanager
    def _named_troubles(self) -> Iterator[None]:
        try:
            yield
        except requests.exceptions.SSLError as error:
            raise self._tls(error) from error
        except requests.exceptions.ProxyError as error:
            raise line.ProxyTrouble(proxy=_shown(self.address.proxy)) from error
        except (requests.exceptions.ConnectTimeout, requests.exceptions.ReadTimeout) as error:
            raise line.CountyAway(host=self.address.host) from error
        except requests.exceptions.ConnectionError as error:
            raise self._unconnected(error) from error
        except (requests.exceptions.RequestException, OSError) as error:
            raise line.CutOff from error

    def _tls(self, error: Exception) -> line.LineTrouble:
        found = _cause(error, ssl.SSLCertVerificationError)
        if found is not None and found.verify_code in {9, 10}:  # not yet valid, no longer valid
            return line.ClockTrouble(today=f"{self.clock.now():%Y-%m-%d %H:%M}")
        cause = found.verify_message if found is not None else "TLS"
        return line.TlsTrouble(host=self.address.host, cause=cause)

    def _unconnected(self, error: Exception) -> line.LineTrouble:
        broken = _cause(error, OSError)
        if _cause(error, NameResolutionError) or _cause(error, socket.gaierror):
            return line.NameUnknown(host=self.address.host) if has_network() else line.NoNetwork()
        if broken is not None and broken.errno in _NO_ROUTE:
            return line.NoNetwork()
        if _cause(error, NewConnectionError) or _cause(error, ConnectionRefusedError):
            return line.CountyAway(host=self.address.host)
        return line.CutOff()


class CountyClient(Wire):
    """A line to the county of an enrolled PC: every question is signed, every answer proven."""

    def __init__(self, address: Address, caller: Caller, clock: Clock) -> None:
        super().__init__(address, clock)
        self._caller = caller

    def ask(self, request: RoundRequest) -> RoundAnswer:
        """One question of a round and its answer. Raises LineTrouble."""
        answer = self.post(ROUND_PATH, pack_request(request))
        try:
            return unpack_answer(answer.body)
        except ExchangeOdd as error:
            raise line.NotTheCounty(host=self.address.host) from error

    def post(self, path: str, body: bytes) -> Answer:
        """Send a signed, packed body; the answer is proven to be the county's, and to this very question."""
        return self.call("POST", path, body)

    def call(self, method: str, path: str, body: bytes, most: int = REQUEST_LIMIT) -> Answer:
        """The same by any method, with an answer of so many bytes at most. Raises LineTrouble."""
        nonce = secrets.token_hex(16)
        return self._proven(self.send(method, path, body, self._headers(method, path, body, nonce), most), nonce)

    def _headers(self, method: str, path: str, body: bytes, nonce: str) -> dict[str, str]:
        caller, time = self._caller, milliseconds(self.clock.now())
        seal = Seal(method, path, caller.county_id, caller.replica, max(time, 0), nonce)
        signature = caller.key.sign(seal.claim(hashlib.sha256(body).digest())).hex()
        told = {"county": caller.county_id, "replica": caller.replica, "key": caller.key.key_id.hex()}
        told |= {"time": str(seal.time), "nonce": nonce, "signature": signature}
        return {"Content-Type": MEDIA_TYPE} | {HEADERS[name]: value for name, value in told.items()}

    def _proven(self, reply: Reply, nonce: str) -> Answer:
        held = self._certificate(reply)
        if held is not None and _is_signed_by(held, reply, nonce):
            if self._caller.desks.is_outdated(held):
                raise line.DeskOutdated(host=self.address.host)
            return self._judged(reply.status, reply.body)
        if self._is_of_another_county(reply, nonce):
            raise line.OtherCounty(host=self.address.host)
        # Unsigned answers say nothing about the county; some statuses still say what is in the way.
        raise unsigned(reply, self.address)

    def _is_of_another_county(self, reply: Reply, nonce: str) -> bool:
        """Whether a desk of another county says itself that we are not its own.

        Its root is not ours, so that nothing proves it: the clerk is told, and nothing else follows from it.
        """
        if reply.status != 409 or _told(reply.body).get("code") != OTHER_COUNTY:
            return False
        try:
            desk = read_strange_certificate(bytes.fromhex(reply.headers.get(HEADERS["key"], "")))
        except (ValueError, Refusal):
            return False
        return desk.county_id != self._caller.county_id and _is_signed_by(desk, reply, nonce)

    def _certificate(self, reply: Reply) -> DeskCertificate | None:
        try:
            data = bytes.fromhex(reply.headers.get(HEADERS["key"], ""))
            found = read_desk(data, self._caller.root_public)
        except (ValueError, Refusal):
            return None
        return found if found.county_id == self._caller.county_id else None

    def _judged(self, status: int, body: bytes) -> Answer:
        if status == 200:
            return Answer(status, body)
        told = _told(body)
        code = str(told.get("code", ""))
        if status in {401, 403}:
            raise line.KeyRefused(code=code)
        if status in {429, 503}:
            raise line.CountyBusy(seconds=_seconds(told.get("pause")))
        if status == 413:
            raise line.TooMuchAtOnce
        if code == REPLAYED:
            # Something on the way sent our question twice: this is the answer to the second.
            raise line.CutOff
        return Answer(status, body) if status < 500 else _raise(line.CountyFault(status=status))


def _is_signed_by(desk: DeskCertificate, reply: Reply, nonce: str) -> bool:
    """Whether this desk signed this answer, to this very question."""
    try:
        signature = bytes.fromhex(reply.headers.get(HEADERS["signature"], ""))
    except ValueError:
        return False
    return desk.holds(answer_claim(nonce, reply.status, hashlib.sha256(reply.body).digest()), signature)


def _raise(error: Exception) -> Any:
    raise error


class _KnownAuthorities(HTTPAdapter):
    """Believes those authorities that everybody does: they lie in its context, and are not read again a connection."""

    def init_poolmanager(self, *sizes: Any, **more: Any) -> None:
        super().init_poolmanager(*sizes, ssl_context=_context(AUTHORITIES), **more)

    def proxy_manager_for(self, proxy: str, **more: Any) -> Any:
        return super().proxy_manager_for(proxy, ssl_context=_context(AUTHORITIES), **more)

    def cert_verify(self, conn: Any, *_: Any, **__: Any) -> None:
        conn.cert_reqs = "CERT_REQUIRED"


# To read them takes 30 ms, three times as long as all the rest of a round with nothing to say.
@lru_cache(maxsize=1)
def _context(authorities: str) -> ssl.SSLContext:
    context = create_urllib3_context()
    context.load_verify_locations(authorities)
    return context


def _session(address: Address) -> requests.Session:
    session = requests.Session()
    if address.authority:
        session.verify = str(address.authority)
    elif urlsplit(address.url).scheme == "https":
        session.mount("https://", _KnownAuthorities())
    # A .netrc could add a password of somebody else's; proxies alone are read from the environment.
    session.trust_env = False
    if address.proxy == "":
        session.proxies = requests.utils.get_environ_proxies(address.url)
    elif address.proxy != "none":
        session.proxies = {"http": address.proxy, "https": address.proxy}
    return session


def _bounded(response: requests.Response, most: int) -> bytes:
    body = bytearray()
    for chunk in response.iter_content(_CHUNK):
        body += chunk
        if len(body) > most:
            raise line.CutOff
    return bytes(body)


def unsigned(reply: Reply, address: Address) -> line.LineTrouble:
    """What stands behind an answer that nobody signed, as far as its status tells."""
    status = reply.status
    if status == 407:
        return line.ProxyTrouble(proxy=_shown(address.proxy))
    if status == 413:
        return line.TooMuchAtOnce()
    if status in {429, 503}:
        return line.CountyBusy(seconds=_seconds(reply.headers.get("Retry-After")))
    if status >= 500:
        return line.CountyFault(status=status)
    return line.NotTheCounty(host=address.host)


def _told(body: bytes) -> dict[str, Any]:
    try:
        found = unpacked(body)
    except ExchangeOdd:
        return {}
    return found if isinstance(found, dict) else {}


def _seconds(value: object) -> int:
    text = str(value)
    return min(int(text), 3600) if text.isascii() and text.isdigit() else 60


def _shown(proxy: str) -> str:
    """A proxy without the name and password it may carry."""
    parts = urlsplit(proxy)
    return f"{parts.scheme}://{parts.hostname}:{parts.port or ''}" if parts.hostname else "?"


def _cause(error: BaseException | None, kind: type[Any]) -> Any:
    """The first cause of this kind behind an error, however deep it was wrapped."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        if isinstance(error, kind):
            return error
        inner = [each for each in (getattr(error, "reason", None), *error.args) if isinstance(each, BaseException)]
        error = inner[0] if inner else error.__cause__ or error.__context__
    return None


def has_network() -> bool:
    """Whether this PC has a way out of itself; asks nobody."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return False
        return not probe.getsockname()[0].startswith(("127.", "0."))
